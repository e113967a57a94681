//! One case, from submission to settlement.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's")]

use crate::support::*;
use event_store::Caller;
use jiff::{Timestamp, ToSpan};
use regulation::commands::RequestSupplement;
use regulation::event::{CaseHeader, Piece};
use regulation::record::{Actor, Role};
use regulation::words::{PersonId, PieceCode, day_of};
use serde_json::{Value, json};

#[tokio::test]
async fn a_case_goes_from_submission_to_settlement_and_remembers_it() {
    let house = House::with_tranche().await;
    let case = house.submit("GM0363", 40_000).await;
    let answer_by = day_of(Timestamp::now()).saturating_add(14.days());
    let pieces = json!({
        "stukken": [{"code": "begroting", "omschrijving": "Een sluitende begroting"}],
        "uiterlijkeDatum": answer_by
    });
    let asked = house.act(ANNA, &case, "aanvulverzoeken", pieces).await;
    assert_eq!((asked.status, &asked.body["uiterlijkeDatum"]), (201, &json!(answer_by)));
    let waiting = house.show(&case).await;
    assert_eq!(waiting["status"], "aanvulling-gevraagd");
    assert_eq!(waiting["ontbrekendeStukken"], json!(["begroting"]));
    assert_eq!(waiting["stand"]["volgendeStap"], "aanvulling-afwachten");
    assert_eq!(waiting["stand"]["termijnen"]["aanvullenTotDatum"], json!(answer_by));
    assert!(waiting["stand"]["termijnen"]["buitenBehandelingTotDatum"].is_string());
    assert!(waiting["stand"]["termijnen"]["beslissenTotDatum"].is_string());

    let early = house.act(ANNA, &case, "volledigverklaringen", json!({})).await;
    assert_eq!(early.refusal(), (409, "stukken-ontbreken"));
    assert_eq!(early.body["ontbrekendeStukken"], json!(["begroting"]));
    let set_aside = json!({"soort": "buiten-behandeling-stellen", "motivering": "Niet aangevuld."});
    let running = house.act(ANNA, &case, "besluiten", set_aside).await;
    assert_eq!(running.refusal(), (409, "termijn-loopt-nog"));

    house.supplement(&case, "begroting").await;
    let complete = house.act(ANNA, &case, "volledigverklaringen", json!({})).await;
    assert_eq!(complete.status, 201, "{complete:?}");
    let received = house.show(&case).await["geschiedenis"][2]["ontvangenOp"].clone();
    assert_eq!(complete.body["volledigSinds"], received, "the order counts from receipt");

    assert_eq!(house.act(ANNA, &case, "adviezen", granting(40_000)).await.status, 201);
    let own = house.act(ANNA, &case, "besluiten", granting(40_000)).await;
    assert_eq!((own.refusal(), &own.body["adviseur"]), ((409, "adviseur-beslist-niet"), &json!(ANNA)));
    let granted = house.act(BRAM, &case, "besluiten", granting(40_000)).await;
    assert_eq!((granted.status, &granted.body["gebeurtenis"]), (201, &json!("toegekend")));
    assert_eq!(granted.body["motivering"], "Voldoet aan de voorwaarden.");
    let above = json!({"bedragCent": 4_000_001, "motivering": "Meer."});
    assert_eq!(
        house.act(BRAM, &case, "vaststellingen", above).await.refusal(),
        (409, "boven-toegekend-bedrag")
    );
    let lower = json!({"bedragCent": 3_500_000, "motivering": "Eén woning minder."});
    assert_eq!(house.act(BRAM, &case, "vaststellingen", lower).await.status, 201);
    assert_eq!(house.get(ANNA, "/tranches/proef-2026").await.body["vrijCent"], 6_500_000, "free again");

    let settled = house.show(&case).await;
    assert_eq!((&settled["status"], &settled["vastgesteldCent"]), (&json!("vastgesteld"), &json!(3_500_000)));
    assert_eq!(settled["contactpersoon"]["naam"], "Sanne de Vries");
    assert_eq!(
        told(&settled),
        [
            "ingediend",
            "aanvulling-gevraagd",
            "aangevuld",
            "volledig-verklaard",
            "geadviseerd",
            "toegekend",
            "vastgesteld",
        ]
    );
    assert!(settled["stand"].get("volgendeStap").is_none());
}

fn told(case: &Value) -> Vec<&str> {
    let history = case["geschiedenis"].as_array().unwrap();
    history.iter().map(|event| event["gebeurtenis"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_records_once() {
    let house = House::with_tranche().await;
    let case = house.ready("GM0363", 40_000).await;
    let seen = house.get(ANNA, &format!("/aanvragen/{}", case.application)).await;
    let etag = seen.header("etag").to_owned();
    let first = house.act_having_seen(BRAM, &case, "besluiten", &granting(40_000), &etag, "sleutel-1").await;
    let again = house.act_having_seen(BRAM, &case, "besluiten", &granting(40_000), &etag, "sleutel-1").await;
    assert_eq!((first.status, again.status), (201, 201), "{first:?} {again:?}");
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(told(&house.show(&case).await).len(), 4);
    let other = house.act_having_seen(BRAM, &case, "besluiten", &granting(30_000), &etag, "sleutel-1").await;
    assert_eq!(other.refusal(), (409, "sleutel-al-gebruikt"));
}

#[tokio::test]
async fn who_has_not_seen_the_newest_is_refused() {
    let house = House::with_tranche().await;
    let case = house.submit("GM0363", 40_000).await;
    let before = house.get(ANNA, &format!("/aanvragen/{}", case.application)).await.header("etag").to_owned();
    assert_eq!(house.act(ANNA, &case, "volledigverklaringen", json!({})).await.status, 201);
    let stale = house.act_having_seen(ANNA, &case, "adviezen", &granting(40_000), &before, "k").await;
    assert_eq!(stale.refusal(), (412, "intussen-gewijzigd"));
    let now = house.get(ANNA, &format!("/aanvragen/{}", case.application)).await;
    assert_eq!(stale.header("etag"), now.header("etag"));
}

#[tokio::test]
async fn what_arrives_late_is_only_rejected() {
    let house = House::with_tranche().await;
    let closed = house.post("beheer", "/tranches/proef-2026/sluitingen", json!({"reden": "Vol."})).await;
    let case = house.submit("GM0363", 10_000).await;
    let late = house.show(&case).await;
    assert_eq!((&late["tijdig"], &late["geslotenOp"]), (&json!(false), &closed.body["geslotenOp"]));
    for (what, body) in [
        ("volledigverklaringen", json!({})),
        ("aanvulverzoeken", json!({"stukken": [{"code": "begroting", "omschrijving": "Begroting"}]})),
        ("adviezen", granting(10_000)),
    ] {
        assert_eq!(house.act(ANNA, &case, what, body).await.refusal(), (409, "te-laat-ontvangen"), "{what}");
    }
    assert_eq!(house.act(ANNA, &case, "adviezen", rejecting("te-laat-ontvangen")).await.status, 201);
    assert_eq!(
        house.act(BRAM, &case, "besluiten", granting(10_000)).await.refusal(),
        (409, "te-laat-ontvangen")
    );
    let rejected = house.act(BRAM, &case, "besluiten", rejecting("te-laat-ontvangen")).await;
    assert_eq!((rejected.status, &rejected.body["grond"]), (201, &json!("te-laat-ontvangen")));
    assert_eq!(house.show(&case).await["status"], "afgewezen");
}

/// As Anna asked it at that moment; only a recorded request can lie in the past.
async fn asked_at(house: &House, case: &CaseHeader, requested_at: Timestamp, days: i64) {
    let command = RequestSupplement {
        case: case.clone(),
        pieces: vec![Piece { code: PieceCode::parse("begroting").unwrap(), description: "Begroting".into() }],
        answer_by: Some(day_of(requested_at).saturating_add(days.days())),
        requested_at,
        by: PersonId::parse(ANNA).unwrap(),
    };
    let actor = Actor {
        role: Role::Assessor,
        person: PersonId::parse(ANNA).unwrap(),
        organisation: Some("RVO".into()),
        on_behalf_of: None,
    };
    house.assessment.record(command, &Caller::new(actor)).await.unwrap();
}

#[tokio::test]
async fn what_was_not_completed_in_time_is_set_aside_within_four_weeks() {
    let house = House::with_tranche().await;
    let set_aside = json!({"soort": "buiten-behandeling-stellen", "motivering": "Niet aangevuld."});
    let case = house.submit("GM0363", 10_000).await;
    let ten_days_ago = Timestamp::now() - (10 * 24).hours();
    asked_at(&house, &case, ten_days_ago, 7).await;
    assert_eq!(house.show(&case).await["stand"]["volgendeStap"], "buiten-behandeling-stellen");
    let done = house.act(ANNA, &case, "besluiten", set_aside.clone()).await;
    assert_eq!((done.status, &done.body["gebeurtenis"]), (201, &json!("buiten-behandeling-gesteld")));
    assert_eq!(house.show(&case).await["status"], "buiten-behandeling");
    assert_eq!(house.act(ANNA, &case, "adviezen", granting(10_000)).await.refusal(), (409, "zaak-beeindigd"));

    let forgotten = house.submit("GM0758", 10_000).await;
    let ten_weeks_ago = Timestamp::now() - (70 * 24).hours();
    asked_at(&house, &forgotten, ten_weeks_ago, 7).await;
    let refused = house.act(ANNA, &forgotten, "besluiten", set_aside).await;
    assert_eq!(refused.refusal(), (409, "te-laat-voor-buiten-behandeling"));
}
