//! A replica that lags, and one that is not there.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::answers::Answer;
use crate::histories::{case, granted, homes, opened, submitted};
use crate::standby::Standby;
use crate::support::House;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const FIGURES: &str = "/voortgang/v1/cijfers?tranche=proef-2022";

async fn at_least(house: &House, position: u64) -> Answer {
    let request = house.ministry().request(Method::GET, FIGURES).header("Minstens-Positie", position);
    Answer::of(request.send().await.unwrap()).await
}

/// How health tells of the replica.
fn of_the_replica(health: &Answer) -> Value {
    let checks = health.list("controles");
    checks.into_iter().find(|check| check["naam"] == "replica").unwrap_or_default()
}

#[tokio::test]
async fn figures_say_the_position_of_the_replica_and_a_reader_waits_for_it() {
    let (standby, house) = Standby::with_house("lagging", &[]).await;
    let breda = case("GM0758", "A");
    let old = house.happened([opened(100_000), submitted(&breda, 60_000, homes(60, 40))]).await.0;
    let first = at_least(&house, old).await.expect(200);
    assert_eq!((first.at("/positie"), first.at("/totaal/aangevraagd/aanvragen")), (&json!(old), &json!(1)));

    standby.pause().await;
    let new = house.happened([granted(&breda, 60_000, homes(60, 40))]).await.0;
    let told = at_least(&house, new).await.problem(503, "cijfers-nog-niet-zover");
    assert_eq!((told.at("/positie"), told.at("/minstensPositie")), (&json!(old), &json!(new)));
    let lagging = house.ministry().get(FIGURES).await.expect(200);
    assert_eq!(lagging.at("/positie"), old);
    assert!(lagging.at("/totaal/toegekend").is_null(), "what is not there yet is not told");
    let health = house.anyone().get("/health/ready").await.expect(200);
    let told = format!("positie {old}, tegen {new} in de eigen database");
    assert_eq!(of_the_replica(&health)["uitleg"], told);

    let resumes = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        standby.resume().await;
    };
    let (waited, ()) = tokio::join!(at_least(&house, new), resumes);
    let waited = waited.expect(200);
    assert_eq!(waited.at("/positie"), new);
    assert_eq!(waited.at("/totaal/toegekend/woonruimten"), 100);
}

#[tokio::test]
async fn a_replica_that_stops_is_told_and_hinders_nothing_that_is_written() {
    let (mut standby, house) = Standby::with_house("stopping", &[]).await;
    let last = house.happened([opened(100_000)]).await.0;
    at_least(&house, last).await.expect(200);

    standby.stop().await;
    let told = house.ministry().get(FIGURES).await.problem(503, "niet-beschikbaar");
    assert!(!told.header("retry-after").is_empty());
    at_least(&house, last).await.problem(503, "niet-beschikbaar");
    let health = house.anyone().get("/health/ready").await.problem(503, "niet-gereed");
    let check = of_the_replica(&health);
    assert_eq!((&check["goed"], &check["uitleg"]), (&json!(false), &json!("de replica is niet te lezen")));
    let well = health.list("controles").into_iter().filter(|check| check["goed"] == true).count();
    assert_eq!(well + 1, health.list("controles").len(), "nothing else is wrong: {:#}", health.body);

    let granted = house.happened([granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await.0;
    let edition = json!({ "sleutel": "zonder-replica", "titel": "Toch verzegeld", "peildatum": "2024-12-31",
                          "vragen": ["tranche=proef-2022"] });
    let sealed = house.ministry().post("/voortgang/v1/edities", "k", edition).await.expect(201);
    assert_eq!(sealed.at("/positie"), granted, "what is sealed is of the service's own database");

    standby.start().await;
    let back = at_least(&house, granted).await.expect(200);
    assert_eq!(back.at("/totaal/toegekend/woonruimten"), 100);
    house.anyone().get("/voortgang/v1/edities/zonder-replica").await.expect(200);
    house.anyone().get("/health/ready").await.expect(200);
}
