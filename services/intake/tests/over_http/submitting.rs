//! Submitting: once, again, wrongly, late and too soon.

use crate::answers::Answer;
use crate::support::{House, application};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn an_application_is_received_and_can_be_read_at_once() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let receipt = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    assert_eq!(receipt.body["tijdig"], true);
    assert_eq!(receipt.body["gevraagdCent"], 3_500_000);
    assert_eq!(receipt.text("aanvrager"), "GM0363");
    let location = receipt.header("location");
    assert_eq!(location, format!("/aanvragen/v1/aanvragen/{}", receipt.text("aanvraagId")));

    let seen = desk.get(location.strip_prefix(intake::BASE).unwrap()).await.expect(200);
    assert_eq!((seen.text("status"), seen.text("kenmerk")), ("ingediend", "Z-1"));
    assert_eq!(seen.header("etag"), receipt.header("etag"));
    assert_eq!(seen.body["projecten"], application("proef-1", "Z-1")["projecten"]);
    assert_eq!(seen.body["contactpersoon"]["email"], "noor@gemeente.example");
}

#[tokio::test]
async fn a_repeated_call_gets_the_first_answer_and_records_nothing() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let body = application("proef-1", "Z-1");
    let first = desk.submit("sleutel-1", &body).await.expect(201);
    let head = house.assessment.head().await.unwrap();
    let again = desk.submit("sleutel-1", &body).await.expect(201);
    assert_eq!(again.body, first.body);
    for header in ["etag", "location"] {
        assert_eq!(again.header(header), first.header(header));
    }
    assert_eq!(house.assessment.head().await.unwrap(), head);

    let other = application("proef-1", "Z-2");
    desk.submit("sleutel-1", &other).await.problem(409, "sleutel-al-gebruikt");
    let neighbour = house.desk("GM0344").submit("sleutel-1", &body).await.expect(201);
    assert_ne!(neighbour.text("aanvraagId"), first.text("aanvraagId"), "a key is the caller's own");
}

#[tokio::test]
async fn a_reference_is_used_once_in_a_tranche() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let first = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    let second = desk.submit_new(&application("proef-1", "Z-1")).await.problem(409, "kenmerk-al-gebruikt");
    assert_eq!(second.text("aanvraagId"), first.text("aanvraagId"));
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let keyless = desk.request(Method::POST, "/aanvragen").json(&application("proef-1", "Z-1"));
    let keyless = Answer::of(keyless.send().await.unwrap()).await.problem(400, "ongeldige-invoer");
    assert_eq!(keyless.wrong(), ["Idempotency-Key"]);

    let mut malformed = application("proef-1", "Z-1");
    malformed["tranche"] = json!(2022);
    malformed["aanvrager"] = json!("GM0344");
    malformed["contactpersoon"]["email"] = json!("geen adres");
    malformed["projecten"][0]["regels"][0]["duur"] = json!("kort");
    malformed["projecten"][0].as_object_mut().unwrap().remove("naam");
    let told = desk.submit_new(&malformed).await.problem(400, "ongeldige-invoer");
    let expected =
        ["aanvrager", "contactpersoon.email", "projecten[0].naam", "projecten[0].regels[0].duur", "tranche"];
    assert_eq!(told.wrong(), expected);

    let mut unreadable = application("proef-1", "Z-1\u{0}");
    unreadable["contactpersoon"]["naam"] = json!("Noor\nBcc: iemand@elders.example");
    unreadable["projecten"][0]["naam"] = json!("Stations\u{0}weg");
    let told = desk.submit_new(&unreadable).await.problem(400, "ongeldige-invoer");
    assert_eq!(told.wrong(), ["contactpersoon.naam", "kenmerk", "projecten[0].naam"]);

    let mut unfitting = application("proef-1", "Z-1");
    unfitting["projecten"][0]["bedragCent"] = json!(3_500_001);
    unfitting["projecten"][0]["regels"][0]["aandachtsgroep"] = json!("studenten");
    let told = desk.submit_new(&unfitting).await.problem(400, "inhoud-onjuist");
    assert_eq!(told.wrong(), ["projecten[0].bedragCent", "projecten[0].regels[0].aandachtsgroep"]);
    assert_eq!(desk.get("/aanvragen").await.expect(200).results().len(), 0, "nothing was recorded");
}

#[tokio::test]
async fn only_json_is_taken() {
    let house = House::with_open_tranche().await;
    let text = house.desk("GM0363").request(Method::POST, "/aanvragen").header("Idempotency-Key", "a");
    let text = text.header("Content-Type", "text/plain").body("een aanvraag").send().await.unwrap();
    Answer::of(text).await.problem(415, "soort-inhoud-onbekend");
    let broken = house.desk("GM0363").request(Method::POST, "/aanvragen").header("Idempotency-Key", "a");
    let broken = broken.header("Content-Type", "application/json").body("{").send().await.unwrap();
    Answer::of(broken).await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn what_comes_a_second_too_late_is_received_as_late() {
    let house = House::open().await;
    let desk = house.desk("GM0363");
    let closes_at = house.now().await - SignedDuration::from_secs(1);
    house.open_tranche("proef-1", "2020-01-01T00:00:00Z", Some(closes_at)).await;
    let late = desk.submit("laat", &application("proef-1", "Z-1")).await.expect(201);
    assert_eq!(late.body["tijdig"], false);
    assert_eq!(late.text("geslotenOp"), closes_at.to_string());
    assert!(late.text("vervolg").contains("bezwaar"), "{}", late.text("vervolg"));
    let seen = desk.get(&format!("/aanvragen/{}", late.text("aanvraagId"))).await.expect(200);
    assert_eq!((&seen.body["tijdig"], seen.text("status")), (&json!(false), "ingediend"));
    assert_eq!(desk.submit("laat", &application("proef-1", "Z-1")).await.expect(201).body, late.body);
}

#[tokio::test]
async fn what_comes_before_the_opening_is_refused_and_says_when_it_opens() {
    let house = House::open().await;
    let opens_at = house.now().await + SignedDuration::from_hours(1);
    house.open_tranche("proef-1", &opens_at.to_string(), None).await;
    let early = house.desk("GM0363").submit_new(&application("proef-1", "Z-1")).await;
    assert_eq!(early.problem(409, "tranche-nog-niet-open").text("opentOp"), opens_at.to_string());
}

#[tokio::test]
async fn what_was_refused_can_be_sent_again_under_the_same_key() {
    let house = House::open().await;
    let (desk, body) = (house.desk("GM0363"), application("proef-1", "Z-1"));
    desk.submit("zelfde-sleutel", &body).await.problem(409, "tranche-niet-geopend");
    house.open_tranche("proef-1", "2020-01-01T00:00:00Z", None).await;
    desk.submit("zelfde-sleutel", &body).await.expect(201);
}

#[tokio::test]
async fn a_cooperation_applies_and_a_supplier_acts_on_behalf_of_a_municipality() {
    let house = House::with_open_tranche().await;
    let cooperation =
        house.desk("SW-de-bevelanden").submit_new(&application("proef-1", "Z-1")).await.expect(201);
    assert_eq!(cooperation.text("aanvrager"), "SW-de-bevelanden");

    let claims = json!({ "rol": "gemeente", "organisatie": "KVK12345678", "namens": "0363" });
    let receipt = house.somebody(claims).submit_new(&application("proef-1", "Z-2")).await.expect(201);
    assert_eq!((receipt.text("aanvrager"), receipt.text("namens")), ("GM0363", "GM0363"));
    let path = format!("/aanvragen/{}/gebeurtenissen", receipt.text("aanvraagId"));
    let happened = house.desk("GM0363").get(&path).await.expect(200).results();
    let by = json!({ "rol": "gemeente", "organisatie": "KVK12345678", "namens": "GM0363" });
    assert_eq!(happened[0]["door"], by, "who acted and for whom are kept apart");
}

#[tokio::test]
async fn only_municipalities_and_cooperations_come_in() {
    let house = House::with_open_tranche().await;
    house.anyone().submit_new(&json!({})).await.problem(401, "niet-aangemeld");
    for role in ["beoordelaar", "ministerie", "beheerder"] {
        let other = house.somebody(json!({ "rol": role, "organisatie": "GM0363" }));
        other.submit_new(&application("proef-1", "Z-1")).await.problem(403, "rol-mag-dit-niet");
        other.get("/aanvragen").await.problem(403, "rol-mag-dit-niet");
    }
}
