//! The ceiling: what is left, and who is before.

use crate::support::*;
use serde_json::json;

#[tokio::test]
async fn a_grant_beyond_the_ceiling_names_what_is_left_and_who_is_before() {
    let house = House::with_tranche().await;
    let first = house.ready("GM0363", 60_000).await;
    let second = house.ready("GM0758", 60_000).await;
    let passed = house.act(BRAM, &second, "besluiten", granting(60_000)).await;
    assert_eq!(passed.refusal(), (409, "plafond-ontoereikend"));
    assert_eq!(passed.body["vrijCent"], 10_000_000);
    assert_eq!(passed.body["eerderGevraagdCent"], 6_000_000);
    assert_eq!(passed.body["eerdereAanvragen"], json!([first.application]));

    assert_eq!(house.act(BRAM, &first, "besluiten", granting(60_000)).await.status, 201);
    let short = house.act(BRAM, &second, "besluiten", granting(60_000)).await;
    assert_eq!(
        (short.refusal(), &short.body["vrijCent"]),
        ((409, "plafond-ontoereikend"), &json!(4_000_000))
    );
    assert_eq!(short.body["eerdereAanvragen"], json!([]));

    assert_eq!(house.raise_ceiling(120_000).await.status, 201);
    assert_eq!(house.act(BRAM, &second, "besluiten", granting(60_000)).await.status, 201);
    let tranche = house.get(ANNA, "/tranches/proef-2026").await.body;
    assert_eq!((&tranche["toegekendCent"], &tranche["vrijCent"]), (&json!(12_000_000), &json!(0)));
}

#[tokio::test]
async fn more_than_was_asked_is_never_granted() {
    let house = House::with_tranche().await;
    let case = house.ready("GM0363", 10_000).await;
    let above = house.act(BRAM, &case, "besluiten", granting(10_001)).await;
    assert_eq!(
        (above.refusal(), &above.body["gevraagdCent"]),
        ((409, "boven-gevraagd-bedrag"), &json!(1_000_000))
    );
    let fitting = house.act(BRAM, &case, "besluiten", rejecting("plafond-bereikt")).await;
    assert_eq!(fitting.refusal(), (409, "plafond-niet-bereikt"));
}
