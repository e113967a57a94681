//! A case: changed only by who has seen it as it is, told in words, and listed.

use crate::answers::Answer;
use crate::support::{House, application};
use intake::lists::ListRows;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

fn supplement() -> Value {
    json!({ "stukken": ["begroting"], "toelichting": "Zie bijlage 2." })
}

fn report() -> Value {
    json!({ "regels": [{
        "project": "P1", "aandachtsgroep": "statushouders", "duur": "flex", "zelfstandigheid": "zelfstandig",
        "herkomst": "nieuwbouw", "mijlpaal": "gerealiseerd", "aantal": 3, "bereiktOpDatum": "2026-06-30"
    }] })
}

fn path_of(case: &Answer, rest: &str) -> String {
    format!("/aanvragen/{}{rest}", case.text("aanvraagId"))
}

fn kinds(happened: &Answer) -> Vec<String> {
    happened.results().iter().map(|one| one["soort"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_case_is_changed_only_by_who_has_seen_it_as_it_is() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let case = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    let submitted = case.header("etag").to_owned();
    house.ask_for(&house.case(&case).await, &["begroting"]).await;

    let path = path_of(&case, "/aanvullingen");
    let blind = desk.request(Method::POST, &path).header("Idempotency-Key", "a").json(&supplement());
    Answer::of(blind.send().await.unwrap()).await.problem(428, "if-match-ontbreekt");
    let stale = desk.change(&case, "aanvullingen", &submitted, &supplement()).await;
    let now = stale.problem(412, "intussen-gewijzigd").header("etag").to_owned();

    let seen = desk.get(&path_of(&case, "")).await.expect(200);
    assert_eq!((seen.text("status"), seen.header("etag")), ("aanvulling-gevraagd", now.as_str()));
    assert_eq!(seen.body["ontbrekendeStukken"], json!(["begroting"]));
    let sent = desk.change_again(&case, "aanvullingen", &now, "b", &supplement()).await.expect(201);
    assert_eq!((sent.text("soort"), sent.text("toelichting")), ("aanvulling", "Zie bijlage 2."));
    let found = desk.get(sent.header("location").strip_prefix(intake::BASE).unwrap()).await.expect(200);
    assert_eq!(found.body, sent.body, "what was recorded is found where the answer says");

    let again = desk.change_again(&case, "aanvullingen", &now, "b", &supplement()).await.expect(201);
    assert_eq!(again.body, sent.body, "a repeated change gets the first answer, whatever happened since");
    let seen = desk.get(&path_of(&case, "")).await.expect(200);
    assert_eq!((seen.text("status"), seen.header("etag")), ("ingediend", sent.header("etag")));
}

#[tokio::test]
async fn nobody_changes_anothers_case() {
    let house = House::with_open_tranche().await;
    let case = house.desk("GM0363").submit_new(&application("proef-1", "Z-1")).await.expect(201);
    let other = house.desk("GM0344");
    for (what, body) in [
        ("aanvullingen", supplement()),
        ("intrekkingen", json!({ "reden": "Zo maar." })),
        ("voortgangsmeldingen", report()),
        (
            "voortgangsmeldingen/01890000-0000-7000-8000-000000000000/correcties",
            json!({ "reden": "Zo maar.", "regels": [] }),
        ),
    ] {
        other.change(&case, what, case.header("etag"), &body).await.problem(404, "niet-gevonden");
    }
    let seen = house.desk("GM0363").get(&path_of(&case, "")).await.expect(200);
    assert_eq!(seen.header("etag"), case.header("etag"), "nothing happened");
}

#[tokio::test]
async fn progress_is_reported_of_what_was_granted_and_flaws_are_told_at_their_places() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let case = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    let etag = case.header("etag").to_owned();
    desk.change(&case, "voortgangsmeldingen", &etag, &report()).await.problem(409, "niet-toegekend");
    house.grant(&house.case(&case).await, 3_400_000).await;
    let seen = desk.get(&path_of(&case, "")).await.expect(200);
    assert_eq!((seen.text("status"), &seen.body["toegekendCent"]), ("toegekend", &json!(3_400_000)));
    assert!(seen.body["volledigSinds"].is_string());

    let etag = seen.header("etag").to_owned();
    let mut wrong = report();
    wrong["regels"][0]["project"] = json!("P9");
    wrong["regels"][0]["bereiktOpDatum"] = json!("2999-01-01");
    let told = desk.change(&case, "voortgangsmeldingen", &etag, &wrong).await.problem(400, "inhoud-onjuist");
    assert_eq!(told.wrong(), ["regels[0].bereiktOpDatum", "regels[0].project"]);
    let told = desk.change(&case, "voortgangsmeldingen", &etag, &report()).await.expect(201);
    let mut lines = report()["regels"].clone();
    lines[0]["bewijs"] = json!("gemeld");
    assert_eq!(told.body["regels"], lines, "without more it is only reported");
}

#[tokio::test]
async fn a_report_is_corrected_and_its_correction_too_and_the_history_names_all_three() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let case = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    house.grant(&house.case(&case).await, 3_400_000).await;
    let seen = desk.get(&path_of(&case, "")).await.expect(200);
    let first = desk.change(&case, "voortgangsmeldingen", seen.header("etag"), &report()).await.expect(201);
    let correction_of = |told: &Answer| format!("voortgangsmeldingen/{}/correcties", told.text("meldingId"));

    let mut two = json!({ "reden": "Een woning was dubbel geteld.", "regels": report()["regels"] });
    two["regels"][0]["aantal"] = json!(2);
    two["regels"][0]["bewijs"] = json!("gereed-in-de-bag");
    let etag = first.header("etag");
    let second = desk.change_again(&case, &correction_of(&first), etag, "k", &two).await.expect(201);
    assert_eq!(
        (second.text("soort"), &second.body["regels"]),
        ("correctie-voortgangsmelding", &two["regels"])
    );
    assert_eq!(second.text("corrigeertMeldingId"), first.text("meldingId"));
    let again = desk.change_again(&case, &correction_of(&first), etag, "k", &two).await.expect(201);
    assert_eq!(again.body, second.body, "repeated it is the same correction");
    desk.change(&case, &correction_of(&second), etag, &two).await.problem(412, "intussen-gewijzigd");

    let nothing = json!({ "reden": "Er is nog niets gereed.", "regels": [] });
    let refused = desk.change(&case, &correction_of(&first), second.header("etag"), &nothing).await;
    let refused = refused.problem(409, "melding-al-gecorrigeerd");
    assert_eq!(refused.body["nieuwsteMeldingId"], second.body["meldingId"]);
    let third =
        desk.change(&case, &correction_of(&second), second.header("etag"), &nothing).await.expect(201);
    assert_eq!(third.text("corrigeertMeldingId"), second.text("meldingId"));

    let all = desk.get(&path_of(&case, "/gebeurtenissen")).await.expect(200);
    let told: Vec<Value> = all.results().into_iter().filter(|one| one["meldingId"].is_string()).collect();
    assert_eq!(told, [first.body.clone(), second.body.clone(), third.body.clone()]);
    assert_eq!(told[0]["regels"][0]["aantal"], 3, "what was corrected stays as it was reported");
    assert_eq!(told[1]["toelichting"], "Een woning was dubbel geteld.");
    assert!(told[2].get("regels").is_none(), "{:#}", told[2]);
}

#[tokio::test]
async fn a_correction_names_a_report_of_the_case_and_a_reason() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let case = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    house.grant(&house.case(&case).await, 3_400_000).await;
    let seen = desk.get(&path_of(&case, "")).await.expect(200);
    let told = desk.change(&case, "voortgangsmeldingen", seen.header("etag"), &report()).await.expect(201);
    let etag = told.header("etag");
    let unknown = format!("voortgangsmeldingen/{}/correcties", case.text("aanvraagId"));
    let body = json!({ "reden": "Verteld.", "regels": [] });
    desk.change(&case, &unknown, etag, &body).await.problem(409, "melding-onbekend");
    let path = format!("voortgangsmeldingen/{}/correcties", told.text("meldingId"));
    let silent = json!({ "reden": "  ", "regels": report()["regels"] });
    let flawed = desk.change(&case, &path, etag, &silent).await.problem(400, "inhoud-onjuist");
    assert_eq!(flawed.wrong(), ["reden"]);
    let empty = json!({ "reden": "", "regels": [] });
    assert_eq!(
        desk.change(&case, &path, etag, &empty).await.problem(400, "ongeldige-invoer").wrong(),
        ["reden"]
    );
}

#[tokio::test]
async fn what_happened_is_told_in_words_without_what_assessors_say_to_one_another() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let case = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    let before: Timestamp = house.now().await;
    let submitted = case.body["positie"].as_u64().unwrap();
    house.grant(&house.case(&case).await, 3_500_000).await;
    let seen = desk.get(&path_of(&case, "")).await.expect(200);
    let reason = json!({ "reden": "De locatie viel af." });
    desk.change(&case, "intrekkingen", seen.header("etag"), &reason).await.expect(201);

    let path = path_of(&case, "/gebeurtenissen");
    let all = desk.get(&path).await.expect(200);
    assert_eq!(kinds(&all), ["indiening", "volledigverklaring", "advies", "toekenning", "intrekking"]);
    let advice = &all.results()[2];
    assert!(!advice.to_string().contains("Geheim") && advice["bedragCent"].is_null(), "{advice:#}");
    assert_eq!(advice["door"], json!({ "rol": "beoordelaar" }), "persons are not named");
    assert_eq!(all.results()[3]["toelichting"], "Voldoet.");

    let known = desk.get(&format!("{path}?bekendOp={before}")).await.expect(200);
    assert_eq!(kinds(&known), ["indiening"]);
    let up_to = desk.get(&format!("{path}?totEnMetPositie={}", submitted + 2)).await.expect(200);
    assert_eq!(kinds(&up_to), ["indiening", "volledigverklaring", "advies"]);
    let first = desk.get(&format!("{path}?limit=3")).await.expect(200);
    let rest = desk.get(&format!("{path}?limit=3&cursor={}", first.text("volgende"))).await.expect(200);
    assert_eq!(kinds(&rest), ["toekenning", "intrekking"]);
    desk.get(&format!("{path}?sinds=gisteren")).await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn an_erased_contact_person_is_gone_from_the_case_and_nothing_else_is() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let case = desk.submit("sleutel", &application("proef-1", "Z-1")).await.expect(201);
    let before = desk.get(&path_of(&case, "")).await.expect(200);
    assert!(house.assessment.erase_person(house.contact_of(&case).await).await.unwrap());
    let mut after = desk.get(&path_of(&case, "")).await.expect(200);
    for _ in 0..100 {
        if after.body["contactpersoonGewist"] == true {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        after = desk.get(&path_of(&case, "")).await.expect(200);
    }
    let mut expected = before.body.clone();
    expected.as_object_mut().unwrap().remove("contactpersoon");
    expected["contactpersoonGewist"] = json!(true);
    assert_eq!(after.body, expected);
    let receipt = desk.get(&path_of(&case, "/ontvangstbewijs")).await.expect(200);
    assert_eq!(receipt.body, case.body, "the receipt holds no personal data");
    assert_eq!(desk.submit("sleutel", &application("proef-1", "Z-1")).await.expect(201).body, case.body);
}

#[tokio::test]
async fn a_list_shows_ones_own_cases_page_by_page_as_the_cases_themselves_are() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let mut cases = Vec::new();
    for number in 1..=5 {
        cases.push(desk.submit_new(&application("proef-1", &format!("Z-{number}"))).await.expect(201));
    }
    house.desk("GM0344").submit_new(&application("proef-1", "Z-1")).await.expect(201);
    house.ask_for(&house.case(&cases[1]).await, &["begroting", "kaart"]).await;
    let seen = desk.get(&path_of(&cases[1], "")).await.expect(200);
    desk.change(&cases[1], "aanvullingen", seen.header("etag"), &supplement()).await.expect(201);
    house.grant(&house.case(&cases[0]).await, 3_400_000).await;
    let seen = desk.get(&path_of(&cases[2], "")).await.expect(200);
    let reason = json!({ "reden": "Zo maar." });
    desk.change(&cases[2], "intrekkingen", seen.header("etag"), &reason).await.expect(201);

    let all = desk.get("/aanvragen").await.expect(200);
    let expected = ["Z-5", "Z-4", "Z-3", "Z-2", "Z-1"];
    let references: Vec<Value> = all.results().iter().map(|one| one["kenmerk"].clone()).collect();
    assert_eq!(references, expected, "one's own, the newest first");
    for listed in all.results() {
        let own =
            desk.get(&format!("/aanvragen/{}", listed["aanvraagId"].as_str().unwrap())).await.expect(200);
        for (name, value) in listed.as_object().unwrap() {
            assert_eq!(&own.body[name], value, "{name} in the list is as in the case");
        }
    }

    let rebuilt = house.intake.rebuild(ListRows).await.unwrap();
    assert!(rebuilt.differences.is_empty(), "made anew from the log the lists are the same: {rebuilt:?}");

    let mut paged = Vec::new();
    let mut path = "/aanvragen?limit=2".to_owned();
    loop {
        let page = desk.get(&path).await.expect(200);
        paged.extend(page.results().iter().map(|one| one["kenmerk"].clone()));
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else { break };
        path = next.strip_prefix(intake::BASE).unwrap().to_owned();
    }
    assert_eq!(paged, expected);
    let asked = desk.get("/aanvragen?status=aanvulling-gevraagd&tranche=proef-1").await.expect(200);
    assert_eq!(asked.results().len(), 1);
    assert_eq!(desk.get("/aanvragen?tranche=andere").await.expect(200).results().len(), 0);
    desk.get("/aanvragen?tranche=%00").await.problem(400, "ongeldige-invoer");
    desk.get("/aanvragen?status=zoek&limit=1000").await.problem(400, "ongeldige-invoer");
}
