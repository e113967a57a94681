//! Publishing a scheme, opening its tranche, and changing it.

use crate::support::*;
use serde_json::json;

#[tokio::test]
async fn a_scheme_is_published_and_its_tranche_opened() {
    let house = House::open().await;
    let published = house.post("beheer", "/regelingen", json!({ "tekst": SCHEME })).await;
    assert_eq!(published.status, 201, "{published:?}");
    assert_eq!(published.body["gebeurtenis"], "regeling-gepubliceerd");
    assert_eq!(
        published.body["door"],
        json!({"rol": "beheerder", "persoon": "beheer", "organisatie": "RVO"})
    );
    let location = published.header("location").strip_prefix("/beoordeling/v1").unwrap().to_owned();
    assert_eq!(location, "/regelingen/proef/versies/1");
    assert_eq!(house.get(ANNA, &location).await.body["tekst"], SCHEME);

    let opened =
        house.post("beheer", "/tranches", json!({"regeling": "proef", "tranche": "proef-2026"})).await;
    assert_eq!((opened.status, opened.header("location")), (201, "/beoordeling/v1/tranches/proef-2026"));
    assert_eq!(opened.body["plafondCent"], 10_000_000);
    let tranche = house.get(ANNA, "/tranches/proef-2026").await.body;
    assert_eq!((&tranche["naam"], &tranche["regeling"]), (&json!("Proef 2026"), &json!("proef")));
    assert_eq!(tranche["vrijCent"], 10_000_000);
    assert_eq!(house.get("beheer", "/tranches").await.body["resultaten"], json!([tranche]));

    let schemes = house.get("beheer", "/regelingen").await.body;
    assert_eq!(schemes["resultaten"][0]["versies"][0]["tranches"], json!(["proef-2026"]));
    let again =
        house.post("beheer", "/tranches", json!({"regeling": "proef", "tranche": "proef-2026"})).await;
    assert_eq!(again.refusal(), (409, "tranche-al-geopend"));
}

#[tokio::test]
async fn every_mistake_in_a_scheme_is_named() {
    let house = House::open().await;
    let wrong = SCHEME.replace("value = 100000", "value = -1").replace(
        "name = \"statushouders\"\nsource = \"proef\"",
        "name = \"statushouders\"\nsource = \"gerucht\"",
    );
    let refused = house.post("beheer", "/regelingen", json!({ "tekst": wrong })).await;
    assert_eq!(refused.refusal(), (400, "regeling-onleesbaar"));
    let reasons = refused.body["invalidParams"].to_string();
    assert!(reasons.contains("ceiling_euros: -1") && reasons.contains("gerucht"), "{reasons}");
    assert_eq!(house.get("beheer", "/regelingen").await.body["resultaten"], json!([]));
}

#[tokio::test]
async fn a_new_version_is_counted_and_the_same_text_is_not() {
    let house = House::with_tranche().await;
    let same = house.post("beheer", "/regelingen", json!({ "tekst": SCHEME })).await;
    assert_eq!(same.refusal(), (409, "regeling-ongewijzigd"));
    let changed = SCHEME.replace("Proefuitvoerder", "Andere uitvoerder");
    let next = house.post("beheer", "/regelingen", json!({ "tekst": changed })).await;
    assert_eq!(next.body["versie"], 2);
    let versions = house.get(ANNA, "/regelingen/proef").await.body;
    assert_eq!(versions["versies"].as_array().unwrap().len(), 2);
    assert_eq!(house.get(ANNA, "/regelingen/proef/versies/3").await.status, 404);
}

#[tokio::test]
async fn a_ceiling_moves_and_a_closed_tranche_is_not_extended() {
    let house = House::with_tranche().await;
    house.granted("GM0363", 60_000).await;
    assert_eq!(house.raise_ceiling(50_000).await.status, 201, "lower than what was granted");
    let tranche = house.get(ANNA, "/tranches/proef-2026").await.body;
    assert_eq!((&tranche["toegekendCent"], &tranche["vrijCent"]), (&json!(6_000_000), &json!(-1_000_000)));
    assert_eq!(tranche["beslist"], json!({"aantal": 1, "gevraagdCent": 6_000_000}));

    let extension = json!({
        "sluitOp": "2027-01-31T16:00:00Z", "besluitDatum": "2026-11-20",
        "bron": { "vermelding": "Proefcourant 3", "adres": "https://example.org/3" }
    });
    let endless = house.post("beheer", "/tranches/proef-2026/verlengingen", extension.clone()).await;
    assert_eq!(endless.refusal(), (409, "geen-verlenging"), "it is open until it is closed");
    let closed = house.post("beheer", "/tranches/proef-2026/sluitingen", json!({"reden": "Vol."})).await;
    assert_eq!((closed.status, &closed.body["gebeurtenis"]), (201, &json!("tranche-gesloten")));
    let extended = house.post("beheer", "/tranches/proef-2026/verlengingen", extension).await;
    assert_eq!(extended.refusal(), (409, "tranche-al-gesloten"));
    let unknown = house.post("beheer", "/tranches/elders-2026/sluitingen", json!({"reden": "Vol."})).await;
    assert_eq!(unknown.refusal(), (409, "tranche-niet-geopend"));
    assert_eq!(house.get(ANNA, "/tranches/elders-2026").await.status, 404);
}
