//! Tranches, for anyone.

use crate::support::{House, key, person};
use jiff::SignedDuration;
use regulation::commands::{ChangeCeiling, CloseTranche};
use regulation::event::Source;
use regulation::words::Cents;
use serde_json::json;

#[tokio::test]
async fn anyone_reads_which_tranches_are_open_with_ceiling_window_and_rules_in_words() {
    let house = House::open().await;
    let now = house.now().await;
    let (yesterday, tomorrow) = (now - SignedDuration::from_hours(24), now + SignedDuration::from_hours(24));
    house.open_tranche("voorbij", "2020-01-01T00:00:00Z", Some(yesterday)).await;
    house.open_tranche("nu", "2020-01-01T00:00:00Z", Some(tomorrow)).await;
    house.open_tranche("straks", &tomorrow.to_string(), None).await;
    let source =
        Source { reference: "Stcrt 2026, 1".to_owned(), address: "https://example.org/2".to_owned() };
    let raised = ChangeCeiling {
        tranche: key("nu"),
        pot: None,
        ceiling: Cents::euros(150_000),
        decided_on: "2026-11-01".parse().unwrap(),
        published_on: Some("2026-11-05".parse().unwrap()),
        source,
        by: person("beheerder"),
    };
    house.administer(raised).await;

    let anyone = house.anyone();
    let list = anyone.get("/tranches").await.expect(200);
    assert_eq!(list.header("access-control-allow-origin"), "*", "open data");
    let states: Vec<_> =
        list.results().iter().map(|one| (one["tranche"].clone(), one["status"].clone())).collect();
    let expected = [("straks", "nog-niet-open"), ("nu", "open"), ("voorbij", "gesloten")];
    assert_eq!(states, expected.map(|(tranche, status)| (json!(tranche), json!(status))));
    let page = anyone.get("/tranches?limit=1").await.expect(200);
    let next = anyone.get(&format!("/tranches?limit=1&cursor={}", page.text("volgende"))).await.expect(200);
    assert_eq!(next.results()[0]["tranche"], "nu");

    let one = anyone.get("/tranches/nu").await.expect(200);
    assert_eq!(one.body["plafondCent"], 15_000_000);
    assert_eq!(one.body["plafonds"][0]["plafondCent"], 10_000_000);
    assert_eq!(one.body["plafonds"][0]["bron"]["vermelding"], "Proefcourant 1");
    assert_eq!(one.body["plafonds"][1]["bron"]["vermelding"], "Stcrt 2026, 1");
    assert_eq!(one.body["plafonds"][1]["publicatieDatum"], "2026-11-05");
    assert_eq!(one.body["deelplafonds"], json!([]));
    assert_eq!(one.body["aandachtsgroepen"][0]["code"], "statushouders");
    let most = json!({ "tekst": "Ten hoogste € 7.000,00 per woonruimte, inclusief btw.",
                       "bron": { "vermelding": "Proefcourant 1", "adres": "https://example.org/1" } });
    assert!(one.body["voorwaarden"].as_array().unwrap().contains(&most), "{:#}", one.body);
    anyone.get("/tranches/onbekend").await.problem(404, "niet-gevonden");
    anyone.get("/tranches/Geen%20Sleutel").await.problem(404, "niet-gevonden");
}

#[tokio::test]
async fn a_tranche_that_is_closed_by_decision_says_since_when() {
    let house = House::with_open_tranche().await;
    let (closed_at, reason) = (house.now().await, "Het plafond is bereikt.".to_owned());
    house
        .administer(CloseTranche { tranche: key("proef-1"), closed_at, reason, by: person("beheerder") })
        .await;
    let one = house.anyone().get("/tranches/proef-1").await.expect(200);
    assert_eq!((one.text("status"), one.text("geslotenOp")), ("gesloten", closed_at.to_string().as_str()));
}
