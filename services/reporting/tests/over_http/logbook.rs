//! Proofs and events: what anyone may know, and what only those whom it concerns.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::histories::{advised, case, granted, homes, opened, reported, submitted, withdrawn};
use crate::support::House;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regulation::words::Milestone;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn hash_of(proof: &Value) -> String {
    let bytes = STANDARD.decode(proof["gehashteBytes"].as_str().unwrap()).unwrap();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn who_may_see_the_bytes_recomputes_the_chain() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([opened(100_000), submitted(&breda, 60_000, homes(60, 40)), advised(&breda)]).await;
    house.administrator().publish("a").await.expect(201);
    let mut before = String::new();
    for position in 1..=3 {
        let proof = house.ministry().get(&format!("/logboek/v1/bewijzen/{position}")).await.expect(200).body;
        assert_eq!(proof["hash"], hash_of(&proof));
        assert_eq!(proof["vorigeHash"], before);
        assert_eq!(proof["kop"]["positie"], 3, "the head that holds it fast");
        proof["hash"].as_str().unwrap().clone_into(&mut before);
    }
    let head = house.anyone().get("/logboek/v1/koppen/3").await.expect(200);
    assert_eq!(head.at("/hash"), &before);
}

#[tokio::test]
async fn the_bytes_are_public_of_tranches_and_of_a_case_for_its_own_municipality() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([opened(100_000), submitted(&breda, 60_000, homes(60, 40)), advised(&breda)]).await;
    let sees = async |desk: crate::support::Desk<'_>, position: u64| {
        let proof = desk.get(&format!("/logboek/v1/bewijzen/{position}")).await.expect(200).body;
        assert!(proof["hash"].is_string());
        proof["gehashteBytes"].is_string()
    };
    assert!(sees(house.anyone(), 1).await);
    assert!(!sees(house.anyone(), 2).await);
    assert!(sees(house.municipality("GM0758"), 2).await);
    assert!(!sees(house.municipality("GM0193"), 2).await);
    assert!(!sees(house.municipality("GM0758"), 3).await, "what assessors say to one another");
    let proof = house.ministry().get("/logboek/v1/bewijzen/2").await.expect(200).body;
    let bytes = STANDARD.decode(proof["gehashteBytes"].as_str().unwrap()).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains("sealed") && !text.contains("Noor"), "personal data stay sealed");
    house.anyone().get("/logboek/v1/bewijzen/4").await.problem(404, "niet-gevonden");
    house.anyone().get("/logboek/v1/bewijzen/x").await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn events_are_told_in_order_without_anything_that_is_not_public() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house
        .happened([
            opened(100_000),
            submitted(&breda, 60_000, homes(60, 40)),
            advised(&breda),
            granted(&breda, 60_000, homes(60, 40)),
            reported(&breda, Milestone::Realised, 25, "2024-06-30"),
            withdrawn(&breda),
        ])
        .await;
    let feed = house.anyone().get("/logboek/v1/gebeurtenissen").await.expect(200);
    for secret in ["Geheim", "Noor", "Eigen kenmerk", "anna", "bram", "sealed", "P1"] {
        assert!(!feed.text.contains(secret), "{secret} is not public");
    }
    let events = feed.list("resultaten");
    let types: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let expected = [
        "tranche-geopend",
        "niet-openbaar",
        "niet-openbaar",
        "aanvraag-toegekend",
        "voortgang-gemeld",
        "niet-openbaar",
    ];
    assert_eq!(types, expected.map(|name| format!("nl.specifieke-uitkeringen.{name}")));
    for (event, sequence) in events.iter().zip(1..) {
        assert_eq!(
            (event["specversion"].as_str(), event["sequence"].as_str()),
            (Some("1.0"), Some(format!("{sequence}").as_str()))
        );
        assert!(event["id"].is_string() && event["source"].is_string() && event["hash"].is_string());
        let is_public = event["data"].is_object();
        assert_eq!(event["time"].is_string(), is_public, "who knows when can compare it with figures");
        assert_eq!(event["type"] != "nl.specifieke-uitkeringen.niet-openbaar", is_public);
    }
    assert!(events[1]["subject"].is_null(), "events of one case could be counted");
    assert_eq!(events[3]["subject"], breda.application.to_string());
    assert_eq!(
        (events[3]["data"]["ontvanger"].as_str(), events[3]["data"]["bedragCent"].as_i64()),
        (Some("GM0758"), Some(6_000_000))
    );
    assert_eq!(events[4]["data"]["regels"][0]["mijlpaal"], "gerealiseerd");
}

#[tokio::test]
async fn who_follows_the_events_goes_on_where_it_stopped() {
    let house = House::open().await;
    let events = (1..=5).map(|number| submitted(&case("GM0758", &format!("{number}")), 1_000, homes(1, 1)));
    house.happened(std::iter::once(opened(100_000)).chain(events)).await;
    let mut seen = Vec::new();
    let mut path = "/logboek/v1/gebeurtenissen?limit=4".to_owned();
    loop {
        let page = house.anyone().get(&path).await.expect(200);
        seen.extend(
            page.list("resultaten").iter().map(|event| event["sequence"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else { break };
        path = next;
    }
    assert_eq!(seen, ["1", "2", "3", "4", "5", "6"]);
    house.happened([withdrawn(&case("GM0758", "1"))]).await;
    let news = house.anyone().get("/logboek/v1/gebeurtenissen?naPositie=6").await.expect(200);
    assert_eq!(news.list("resultaten").len(), 1);
    house
        .anyone()
        .get("/logboek/v1/gebeurtenissen?naPositie=-1&limit=999")
        .await
        .problem(400, "ongeldige-invoer");
}
