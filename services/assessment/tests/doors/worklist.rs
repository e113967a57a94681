//! The worklist: the lawful order, the waiting list, and what is next.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's")]

use crate::support::*;
use regulation::event::CaseHeader;
use serde_json::{Value, json};

fn ids(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["aanvraagId"].as_str().unwrap()).collect()
}

fn id(case: &CaseHeader) -> String {
    case.application.to_string()
}

#[tokio::test]
async fn the_worklist_is_in_the_lawful_order_and_knows_who_waits() {
    let house = House::with_tranche().await;
    let incomplete = house.submit("GM0344", 5_000).await;
    let pieces = json!({"stukken": [{"code": "begroting", "omschrijving": "Begroting"}]});
    assert_eq!(house.act(ANNA, &incomplete, "aanvulverzoeken", pieces).await.status, 201);
    let first = house.ready("GM0363", 70_000).await;
    let second = house.ready("GM0758", 60_000).await;
    let third = house.submit("GM0599", 20_000).await;

    let list = house.worklist("").await;
    assert_eq!(ids(&list), [id(&first), id(&second), id(&third), id(&incomplete)]);
    let free: Vec<_> = list.iter().map(|entry| entry["vrijCent"].as_i64()).collect();
    assert_eq!(free, [Some(10_000_000), Some(3_000_000), Some(-3_000_000), None]);
    let waits: Vec<_> = list.iter().map(|entry| entry["opWachtlijst"].as_bool().unwrap()).collect();
    assert_eq!(waits, [false, true, false, false], "the third was not found complete yet");
    let next: Vec<_> = list.iter().map(|entry| entry["volgendeStap"].as_str().unwrap()).collect();
    assert_eq!(
        next,
        ["beslissen", "eerdere-aanvragen-afwachten", "volledigheid-vaststellen", "aanvulling-afwachten"]
    );

    assert_eq!(house.act(BRAM, &first, "besluiten", granting(70_000)).await.status, 201);
    let list = house.worklist("").await;
    assert_eq!((&list[0]["plaats"], &list[0]["volgendeStap"]), (&json!(1), &json!("geld-afwachten")));
    assert_eq!(house.get(ANNA, "/tranches/proef-2026").await.body["opWachtlijst"]["aantal"], 1);

    // The piece comes: complete from now on, so behind those who were complete before.
    house.supplement(&incomplete, "begroting").await;
    assert_eq!(ids(&house.worklist("").await), [id(&second), id(&third), id(&incomplete)]);
    assert_eq!(house.raise_ceiling(200_000).await.status, 201);
    assert_eq!(house.worklist("").await[0]["volgendeStap"], "beslissen");
    assert_eq!(ids(&house.worklist("&status=toegekend").await), [id(&first)]);
    assert_eq!(ids(&house.worklist("&status=geadviseerd").await), [id(&second)]);
}

#[tokio::test]
async fn the_worklist_comes_in_pages() {
    let house = House::with_tranche().await;
    let mut expected = Vec::new();
    for number in 0..5 {
        expected.push(id(&house.submit("GM0363", 1_000 + number).await));
    }
    let (mut found, mut path) = (Vec::new(), "/werkvoorraad?tranche=proef-2026&limit=2".to_owned());
    loop {
        let page = house.get(ANNA, &path).await;
        found.extend(ids(page.body["resultaten"].as_array().unwrap()).into_iter().map(str::to_owned));
        let Some(link) = page.header("link").strip_prefix("</beoordeling/v1") else { break };
        path = link.split('>').next().unwrap().to_owned();
    }
    assert_eq!(found, expected);
    let wrong = house.get(ANNA, "/werkvoorraad?tranche=proef-2026&status=klaar&limiet=3").await;
    assert_eq!(wrong.refusal(), (400, "ongeldige-invoer"));
    assert_eq!(wrong.body["invalidParams"].as_array().unwrap().len(), 2);
}
