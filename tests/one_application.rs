//! One application's journey, told over HTTP by its three users: from a municipality's POST to the ministry's number.
//! The README tells the same story as a table of links.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story that cannot be told must stop"
)]

use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use stories::{Answer, Case, House, Person, application, trial};

#[tokio::test(flavor = "multi_thread")]
async fn one_application_makes_its_journey_with_all_services_in_one_process() {
    journey(&House::together().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_application_makes_its_journey_through_four_processes() {
    journey(&House::apart().await).await;
}

async fn journey(house: &House) {
    let (breda, anna, bram) = (house.municipality("GM0758"), house.assessor("anna"), house.assessor("bram"));

    a_tranche_is_opened(&house.administrator()).await;
    let mut case = it_is_submitted(&breda, &house.municipality("GM0344")).await;
    a_missing_piece_is_asked_for_and_comes(&anna, &breda, &mut case).await;
    it_is_complete_advised_and_granted_by_another(&anna, &bram, &mut case).await;
    the_municipality_knows_where_it_stands(&breda, &case).await;
    homes_are_reported_as_realised(&breda, &mut case).await;
    the_ministry_counts_them(&house.ministry(), &house.anyone(), &case).await;
    it_is_settled_and_the_rest_is_free_again(&bram, &mut case).await;
    mails_went_out(house.folder()).await;
    the_log_shows_its_head(&house.administrator(), &house.anyone()).await;
}

async fn a_tranche_is_opened(administrator: &Person) {
    let text = trial::scheme("verhaal", &["verhaal-1".into()], 500_000);
    administrator.post("/beoordeling/v1/regelingen", json!({ "tekst": text })).await.expect(201);
    let tranche = json!({ "regeling": "verhaal", "tranche": "verhaal-1" });
    administrator.post("/beoordeling/v1/tranches", tranche.clone()).await.expect(201);
    administrator.post("/beoordeling/v1/tranches", tranche).await.problem(409, "tranche-al-geopend");
}

async fn it_is_submitted(breda: &Person, utrecht: &Person) -> Case {
    let body = application("verhaal-1", "BREDA-2026-1", 350_000, 50);
    let first = breda.post_again("/aanvragen/v1/aanvragen", body.clone(), "sleutel-1").await.expect(201);
    assert_eq!(first.at("tijdig"), &json!(true));
    assert_eq!(first.number("gevraagdCent"), 35_000_000);

    let again = breda.post_again("/aanvragen/v1/aanvragen", body, "sleutel-1").await.expect(201);
    assert_eq!(again.body, first.body, "a repeated call gets the first answer");

    let case = Case { id: first.text("aanvraagId").into(), etag: first.header("etag").into() };
    let receipt =
        breda.get(&format!("/aanvragen/v1/aanvragen/{}/ontvangstbewijs", case.id)).await.expect(200);
    assert_eq!(receipt.text("ontvangenOp"), first.text("ontvangenOp"));
    let others = utrecht.get(&format!("/aanvragen/v1/aanvragen/{}", case.id)).await;
    assert_eq!(others.status, 404, "another municipality's case is not there");
    case
}

async fn a_missing_piece_is_asked_for_and_comes(anna: &Person, breda: &Person, case: &mut Case) {
    let asked = json!({ "stukken": [{ "code": "begroting", "omschrijving": "De begroting" }], "uiterlijkeDatum": "2099-01-01" });
    anna.post_to(case, "/beoordeling/v1/aanvulverzoeken", asked).await.expect(201);
    anna.post_to(case, "/beoordeling/v1/volledigverklaringen", json!({}))
        .await
        .problem(409, "stukken-ontbreken");
    let sent = json!({ "stukken": ["begroting"], "toelichting": "Bijgaand de begroting." });
    breda.post_to(case, "/aanvragen/v1/aanvullingen", sent).await.expect(201);
}

async fn it_is_complete_advised_and_granted_by_another(anna: &Person, bram: &Person, case: &mut Case) {
    anna.post_to(case, "/beoordeling/v1/volledigverklaringen", json!({})).await.expect(201);
    let advice = json!({ "soort": "toekennen", "bedragCent": 34_000_000, "motivering": "Voldoet." });
    anna.post_to(case, "/beoordeling/v1/adviezen", advice).await.expect(201);
    let grant = json!({ "soort": "toekennen", "bedragCent": 34_000_000, "motivering": "Conform advies." });
    anna.post_to(case, "/beoordeling/v1/besluiten", grant.clone())
        .await
        .problem(409, "adviseur-beslist-niet");
    bram.post_to(case, "/beoordeling/v1/besluiten", grant.clone()).await.expect(201);
    bram.post_to(case, "/beoordeling/v1/besluiten", grant).await.problem(409, "zaak-beeindigd");
}

async fn the_municipality_knows_where_it_stands(breda: &Person, case: &Case) {
    let seen = breda.get(&format!("/aanvragen/v1/aanvragen/{}", case.id)).await.expect(200);
    assert_eq!((seen.text("status"), seen.number("toegekendCent")), ("toegekend", 34_000_000));
}

async fn homes_are_reported_as_realised(breda: &Person, case: &mut Case) {
    let line = |aantal: u32, mijlpaal: &str| {
        json!({ "regels": [{
            "project": "P1", "aandachtsgroep": "statushouders", "duur": "permanent", "zelfstandigheid": "zelfstandig",
            "herkomst": "nieuwbouw", "mijlpaal": mijlpaal, "aantal": aantal, "bereiktOpDatum": "2026-06-30"
        }] })
    };
    breda.post_to(case, "/aanvragen/v1/voortgangsmeldingen", line(40, "gerealiseerd")).await.expect(201);
    let wrong = breda.post_to(case, "/aanvragen/v1/voortgangsmeldingen", line(0, "opgeleverd")).await;
    assert_eq!(wrong.status, 400, "{:#}", wrong.body);
    let places: Vec<_> =
        wrong.list("invalidParams").iter().filter_map(|flaw| flaw["name"].as_str()).collect();
    assert!(places.iter().any(|place| place.contains("mijlpaal")), "{places:?}");
}

/// The figures follow the log: they are asked for until they hold the news, ten seconds at most.
async fn the_ministry_counts_them(ministry: &Person, anyone: &Person, case: &Case) {
    let path = "/voortgang/v1/cijfers?tranche=verhaal-1&groepeerOp=aandachtsgroep";
    let patience = Instant::now() + Duration::from_secs(10);
    let realised = |figures: &Answer| figures.at("/totaal/gerealiseerd/woonruimten") == &json!(40);
    let figures = loop {
        let figures = anyone.get(path).await.expect(200);
        if realised(&figures) || Instant::now() > patience {
            break figures;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let cell = figures
        .list("cellen")
        .iter()
        .find(|cell| cell["sleutel"]["aandachtsgroep"]["code"] == "statushouders");
    let cell = &cell.unwrap_or_else(|| panic!("{:#}", figures.body))["cijfers"];
    assert_eq!(
        (&cell["toegekend"]["woonruimten"], &cell["gerealiseerd"]["woonruimten"]),
        (&json!(50), &json!(40))
    );
    assert_eq!(figures.number("/totaal/toegekend/bedragCent"), 34_000_000);

    let before = anyone.get(&format!("{path}&peildatum=2026-06-29")).await.expect(200);
    assert!(!realised(&before), "the day before nothing was realised: {:#}", before.body);
    let trace = ministry
        .get("/voortgang/v1/cijfers/herleiding?tranche=verhaal-1&maat=gerealiseerd&aandachtsgroep=statushouders")
        .await
        .expect(200);
    assert!(trace.body.to_string().contains(&case.id), "the figure is traced to the case: {:#}", trace.body);
}

async fn it_is_settled_and_the_rest_is_free_again(bram: &Person, case: &mut Case) {
    let free = |answer: Answer| answer.expect(200).number("vrijCent");
    let before = free(bram.get("/beoordeling/v1/tranches/verhaal-1").await);
    let settled = json!({ "bedragCent": 28_000_000, "motivering": "Veertig van de vijftig." });
    bram.post_to(case, "/beoordeling/v1/vaststellingen", settled).await.expect(201);
    let after = free(bram.get("/beoordeling/v1/tranches/verhaal-1").await);
    assert_eq!((before, after), (16_000_000, 22_000_000));
}

/// Without SMTP settings mails are files, one for each thing that the municipality must know.
async fn mails_went_out(folder: &Path) {
    let subjects = [
        "Wij hebben uw aanvraag ontvangen",
        "Wij vragen u om een aanvulling",
        "Wij hebben uw aanvulling ontvangen",
        "Besluit: u krijgt een uitkering",
        "Besluit: wij stellen uw uitkering vast",
    ];
    let patience = Instant::now() + Duration::from_secs(20);
    while mails_in(folder).len() < subjects.len() && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mails = mails_in(folder);
    for subject in subjects {
        let with_subject = mails.iter().filter(|mail| mail.contains(&format!("Subject: {subject}")));
        assert_eq!(with_subject.count(), 1, "{subject}: {mails:#?}");
    }
    assert!(mails.iter().all(|mail| mail.contains("noor@gemeente.test")));
}

fn mails_in(folder: &Path) -> Vec<String> {
    let mut mails = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "eml") {
                mails.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    mails
}

async fn the_log_shows_its_head(administrator: &Person, anyone: &Person) {
    let signed = administrator.post("/logboek/v1/koppen", json!({})).await.expect(201);
    let heads = anyone.get("/logboek/v1/koppen").await.expect(200);
    let positions: Vec<_> = heads.list("resultaten").iter().map(|head| &head["positie"]).collect();
    assert!(positions.contains(&signed.at("positie")), "{:#}", heads.body);
    let keys = anyone.get("/logboek/v1/sleutels").await.expect(200);
    assert!(!keys.list("keys").is_empty(), "{:#}", keys.body);
}
