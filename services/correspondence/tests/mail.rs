//! From an event in the log to a mail in somebody's box, over a real database and a real mail server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod support;

use correspondence::Sender;
use std::collections::BTreeSet;
use std::path::Path;
use support::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_arrives_with_the_right_recipient_and_moment() {
    let (house, server) = (House::open().await, MailServer::start().await);
    let case = house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    house.sender(&server.url()).send_all_due().await.unwrap();

    let mails = server.received();
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(mail.to, ["j.devries@breda.example"]);
    assert_eq!(mail.from, "niet-beantwoorden@woonloket.example");
    assert_eq!(mail.header("To").unwrap(), "\"J. de Vries\" <j.devries@breda.example>");
    let subject = format!("Wij hebben uw aanvraag ontvangen (RHA 2022, zaak {})", case.application);
    assert_eq!(mail.header("Subject").unwrap(), subject);
    let text = mail.text();
    assert!(
        text.starts_with("Geachte J. de Vries,\n\nWij hebben uw aanvraag op tijd ontvangen.\n"),
        "{text}"
    );
    let moment =
        "dinsdag 20 september 2022 om 10.00.00,5 uur (Nederlandse zomertijd, UTC+2; 2022-09-20T08:00:00.5Z)";
    assert!(text.contains(&format!("Ontvangen:   {moment}\n")), "{text}");
    assert!(text.contains("Gevraagd:    € 50.000,00, inclusief btw\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_told_from_receipt_to_decision_each_thing_once() {
    let (house, server) = (House::open().await, MailServer::start().await);
    let case = house.submit(from_de_vries("A")).await;
    house.request_supplement(&case).await;
    house.supplement(&case).await;
    house.grant(&case).await;
    house.outbox_holds(4).await;
    let sender = house.sender(&server.url());
    assert_eq!(sender.send_all_due().await, Ok(4));
    assert_eq!(sender.send_all_due().await, Ok(0), "nothing is sent twice");

    let subjects: Vec<_> = server.received().iter().map(|mail| mail.header("Subject").unwrap()).collect();
    let begin =
        ["Wij hebben uw aanvraag", "Wij vragen u om", "Wij hebben uw aanvulling", "Besluit: u krijgt"];
    assert!(subjects.iter().zip(begin).all(|(subject, begin)| subject.starts_with(begin)), "{subjects:?}");
    let decision = server.received().pop().unwrap().text();
    assert!(decision.contains("Verleend:    € 50.000,00, inclusief btw\n"), "{decision}");
    assert!(decision.contains("binnen zes weken bezwaar maken"), "{decision}");
    let states: BTreeSet<_> = house.outbox().await.into_iter().map(|mail| mail.1).collect();
    assert_eq!(states, BTreeSet::from(["sent".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_application_gets_a_receipt_that_says_what_happens_next() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(submit("A", "2022-10-24T15:00:00.000001Z", "J. de Vries", "j.devries@breda.example")).await;
    house.outbox_holds(1).await;
    house.sender(&server.url()).send_all_due().await.unwrap();
    let text = server.received().pop().unwrap().text();
    assert!(text.contains("Wij hebben uw aanvraag ontvangen, maar te laat"), "{text}");
    assert!(
        text.contains("Gesloten:    maandag 24 oktober 2022 om 17.00.00 uur (Nederlandse zomertijd"),
        "{text}"
    );
    assert!(text.contains("Ontvangen:   maandag 24 oktober 2022 om 17.00.00,000001 uur"), "{text}");
    assert!(
        text.contains("Een andere beoordelaar neemt het besluit.\n3. U krijgt het besluit per e-mail"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_imported_causes_no_mail() {
    let house = House::open().await;
    house.submit_imported(from_de_vries("A")).await;
    house.submit(from_de_vries("B")).await;
    house.outbox_holds(1).await;
    let all_followed = house.assessment.head().await.unwrap().position;
    assert!(house.follower().reach(all_followed).await);
    assert_eq!(house.outbox().await.len(), 1, "B's");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_wait_for_a_server_that_is_down_and_are_then_delivered_once() {
    let house = House::open().await;
    let server = MailServer::start().await;
    let (url, port) = (server.url(), server.port());
    drop(server);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    let sender = house.sender(&url);
    let running = tokio::spawn(sender.clone().run());
    until("the trouble to show", async || sender.health().await.is_err()).await;
    assert_eq!(sender.health().await, Err("de mailserver is niet te bereiken (geen verbinding)".to_owned()));

    let server = MailServer::start_on(port).await;
    house.are("sent", 1).await;
    until("the trouble to be over", async || sender.health().await.is_ok()).await;
    tokio::time::sleep(5 * FAST.longest).await;
    running.abort();
    assert_eq!(server.received().len(), 1);
    assert_eq!(house.outbox().await, [("ontvangst".to_owned(), "sent".to_owned(), 1, None)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_outbox_and_sending_loses_nothing() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    // The process is gone: nothing was sent, and another one starts with nothing but the database.
    let store = house.database.store("correspondence").await.unwrap();
    let sender = Sender::new(store, post(Some(&server.url()), Path::new("/nergens")), FAST);
    assert_eq!(sender.send_all_due().await, Ok(1));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_delivery_is_in_doubt_is_repeated_recognisably() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    server.set(Mood::TakesAndHangsUp);
    let sender = house.sender(&server.url());
    sender.send_all_due().await.unwrap();
    assert_eq!(house.outbox().await.pop().unwrap().1, "waiting");
    server.set(Mood::Takes);
    tokio::time::sleep(2 * FAST.first).await;
    sender.send_all_due().await.unwrap();
    let mails = server.received();
    let ids: BTreeSet<_> = mails.iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!((mails.len(), ids.len()), (2, 1), "{ids:?}");
    assert_eq!(house.outbox().await.pop().unwrap().1, "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_senders_and_two_followers_at_once_send_each_mail_once() {
    let (house, server) = (House::open().await, MailServer::start().await);
    let other = house.database.store("correspondence").await.unwrap();
    let _also_follows = correspondence::follow(&other);
    for number in 0..20 {
        house.submit(from_de_vries(&format!("A{number}"))).await;
    }
    house.outbox_holds(20).await;
    let one = house.sender(&server.url());
    let two = Sender::new(other, post(Some(&server.url()), Path::new("/nergens")), FAST);
    let (one, two) = tokio::join!(one.send_all_due(), two.send_all_due());
    assert_eq!(one.unwrap() + two.unwrap(), 20);
    let ids: BTreeSet<_> = server.received().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!((server.received().len(), ids.len()), (20, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_good_makes_a_mail_undeliverable_and_others_go_on() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    server.set(Mood::Refuses);
    let sender = house.sender(&server.url());
    sender.send_all_due().await.unwrap();
    let (kind, state, attempts, reason) = house.outbox().await.pop().unwrap();
    assert_eq!((kind.as_str(), state.as_str(), attempts), ("ontvangst", "undeliverable", 1));
    assert_eq!(reason.unwrap(), "de mailserver weigert deze mail voorgoed (code 550)", "and no address");
    assert_eq!(sender.health().await, Ok("wachtend 0, onbestelbaar 1".to_owned()));

    server.set(Mood::Takes);
    house.submit(from_de_vries("B")).await;
    house.outbox_holds(2).await;
    assert_eq!(sender.send_all_due().await, Ok(1));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_off_too_often_is_given_up_with_an_alarm() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(from_de_vries("A")).await;
    server.set(Mood::PutsOff);
    let sender = house.sender(&server.url());
    let running = tokio::spawn(sender.clone().run());
    house.are("given-up", 1).await;
    running.abort();
    let (_, _, attempts, reason) = house.outbox().await.pop().unwrap();
    assert_eq!((attempts, reason.unwrap().as_str()), (3, "de mailserver nam de mail niet aan (code 451)"));
    assert_eq!(sender.health().await, Err("opgegeven 1, wachtend 0, onbestelbaar 0".to_owned()));
    assert!(server.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_mails_become_files() {
    let house = House::open().await;
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    let data = std::env::temp_dir().join(format!("woonloket-mails-{}", uuid::Uuid::now_v7()));
    let post = post(None, &data);
    assert!(post.describe().contains(".eml-bestanden"), "{}", post.describe());
    let sender = Sender::new(house.correspondence.clone(), post, FAST);
    assert_eq!(sender.send_all_due().await, Ok(1));
    let files: Vec<_> =
        std::fs::read_dir(data.join("mails")).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("000000000003-ontvangst-") && name.ends_with(".eml"), "{name}");
    let mail = std::fs::read_to_string(file).unwrap();
    assert!(mail.contains("To: \"J. de Vries\" <j.devries@breda.example>\r\n"), "{mail}");
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_to_an_erased_person() {
    let (house, server) = (House::open().await, MailServer::start().await);
    let submission = from_de_vries("A");
    let subject = submission.contact.as_ref().unwrap().subject();
    let case = house.submit(submission).await;
    house.outbox_holds(1).await;
    let sender = house.sender(&server.url());
    sender.send_all_due().await.unwrap();
    assert!(house.assessment.erase_person(subject).await.unwrap());
    house.request_supplement(&case).await;
    house.outbox_holds(2).await;
    sender.send_all_due().await.unwrap();
    let (kind, state, _, reason) = house.outbox().await.pop().unwrap();
    assert_eq!((kind.as_str(), state.as_str()), ("verzoek-aanvulling", "undeliverable"));
    assert_eq!(reason.unwrap(), "de persoonsgegevens zijn gewist");
    assert_eq!(server.received().len(), 1, "only the receipt, from before");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_named_nobody_gets_no_mail_and_the_outbox_says_so() {
    let (house, server) = (House::open().await, MailServer::start().await);
    let mut submission = from_de_vries("A");
    submission.contact = None;
    house.submit(submission).await;
    house.outbox_holds(1).await;
    house.sender(&server.url()).send_all_due().await.unwrap();
    let reason = house.outbox().await.pop().unwrap().3.unwrap();
    assert_eq!(reason, "de aanvraag noemt geen contactpersoon");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_or_an_address_cannot_reach_anybody_else() {
    let (house, server) = (House::open().await, MailServer::start().await);
    let name = "Jan\r\nBcc: ander@example.org\r\n\r\nBeste";
    house.submit(submit("A", IN_TIME, name, "jan@breda.example")).await;
    let address = "jan@breda.example>\r\nRCPT TO:<ander@example.org";
    house.submit(submit("B", IN_TIME, "Jan", address)).await;
    house.outbox_holds(2).await;
    house.sender(&server.url()).send_all_due().await.unwrap();
    let mails = server.received();
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(mail.to, ["jan@breda.example"]);
    assert_eq!(mail.header("Bcc"), None);
    assert!(mail.text().starts_with("Geachte Jan  Bcc: ander@example.org    Beste,\n"), "{}", mail.text());
    let refused = house.outbox().await.pop().unwrap();
    assert_eq!(
        (refused.1.as_str(), refused.3.unwrap().as_str()),
        ("undeliverable", "het adres is geen e-mailadres")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_encryption_gets_nothing_unless_the_setting_allows_it() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    let url = server.url().replace("?tls=none", "");
    let trouble = house.sender(&url).send_all_due().await.unwrap_err();
    assert_eq!(
        trouble,
        "de mailserver is niet te bereiken (de mailserver kan niet wat wij vragen, zoals STARTTLS)"
    );
    assert!(server.received().is_empty());
    assert_eq!(house.outbox().await.pop().unwrap().2, 0, "and it costs no attempt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_certificate_nobody_vouches_for_gets_nothing() {
    let (house, (server, _)) = (House::open().await, MailServer::start_encrypted().await);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    let url = format!("smtp://localhost:{}", server.port());
    let trouble = house.sender(&url).send_all_due().await.unwrap_err();
    assert_eq!(trouble, "de mailserver is niet te bereiken (TLS lukt niet)");
    assert!(server.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_outbox_nor_checkpoint_holds_personal_data() {
    let (house, server) = (House::open().await, MailServer::start().await);
    house.submit(from_de_vries("A")).await;
    house.outbox_holds(1).await;
    house.sender(&server.url()).send_all_due().await.unwrap();
    let client = house.correspondence.tables().get().await.unwrap();
    for table in ["outbox", "checkpoints"] {
        let rows = client.query(&format!("SELECT t::text FROM {table} t"), &[]).await.unwrap();
        let text: String = rows.iter().map(|row| row.get::<_, String>(0)).collect();
        assert!(!text.is_empty() && !text.contains("Vries") && !text.contains("breda"), "{text}");
    }
}
