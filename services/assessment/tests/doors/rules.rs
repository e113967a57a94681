//! What a scheme can hold, as administrators and assessors meet it: versions and what changed between them, silent
//! rules, pots, money that is carried over, and what decides the order.

use crate::support::*;
use serde_json::{Value, json};

fn tranche(key: &str) -> Value {
    json!({"regeling": "proef", "tranche": key})
}

/// The scheme without its ceiling and order, and with two sub-ceilings of which one has no amount.
fn with_pots() -> String {
    let silent: Vec<&str> = SCHEME
        .lines()
        .filter(|line| !line.starts_with("ceiling_euros") && !line.starts_with("allocation"))
        .collect();
    let pot = |key: &str, ceiling: &str| {
        format!("[[tranches.pots]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"separate\"\n{ceiling}\n\n")
    };
    let pots =
        pot("studenten", "ceiling_euros = { value = 40000, source = \"proef\" }") + &pot("overige", "");
    silent.join("\n").replace("[[tranches.target_groups]]", &format!("{pots}[[tranches.target_groups]]"))
}

async fn published(text: &str) -> House {
    let house = House::open().await;
    let answer = house.post("beheer", "/regelingen", json!({ "tekst": text })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    house
}

#[tokio::test]
async fn what_changed_between_two_versions_is_said_in_words() {
    let house = published(SCHEME).await;
    let changed = SCHEME.replace("value = 100000", "value = 120000");
    let next = json!({ "tekst": changed, "geldigVanafDatum": "2027-01-01", "geldigTotDatum": "2027-12-31" });
    let answer = house.post("beheer", "/regelingen", next.clone()).await;
    assert_eq!(answer.body["geldigVanafDatum"], "2027-01-01");
    let versions = house.get(ANNA, "/regelingen/proef").await.body;
    assert_eq!(versions["versies"][1]["geldigTotDatum"], "2027-12-31");
    let differences = house.get(ANNA, "/regelingen/proef/versies/2/verschillen").await.body;
    assert_eq!((&differences["van"], &differences["naar"]), (&json!(1), &json!(2)));
    let [sentence] = differences["verschillen"].as_array().unwrap().as_slice() else {
        panic!("{differences}")
    };
    let sentence = sentence.as_str().unwrap();
    assert!(sentence.contains("€ 100.000,00") && sentence.contains("€ 120.000,00"), "{sentence}");
    let same = house.get(ANNA, "/regelingen/proef/versies/2/verschillen?met=2").await.body;
    assert_eq!(same["verschillen"], json!([]));
    assert_eq!(house.get(ANNA, "/regelingen/proef/versies/1/verschillen").await.status, 404);
    let mut backwards = next;
    backwards["geldigTotDatum"] = json!("2026-12-31");
    assert_eq!(
        house.post("beheer", "/regelingen", backwards).await.refusal(),
        (409, "geldigheid-eindigt-eerder")
    );
}

#[tokio::test]
async fn every_mistake_in_a_scheme_has_its_line() {
    let house = House::open().await;
    let wrong = SCHEME.replace("value = 100000", "value = -1").replace("taxonomy", "taxonomie");
    let refused = house.post("beheer", "/regelingen", json!({ "tekst": wrong })).await;
    assert_eq!(refused.refusal(), (400, "regeling-onleesbaar"));
    let told = refused.body.to_string();
    for line in ["regel 13", "regel 15"] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[tokio::test]
async fn what_the_scheme_does_not_say_the_administrator_sets_with_a_ground() {
    let house = published(&with_pots()).await;
    let mut opening = tranche("proef-2026");
    assert_eq!(house.post("beheer", "/tranches", opening.clone()).await.refusal(), (409, "regeling-zwijgt"));
    opening["plafondCent"] = json!(10_000_000);
    opening["deelplafonds"] = json!([{"sleutel": "overige", "plafondCent": 6_000_000}]);
    assert_eq!(
        house.post("beheer", "/tranches", opening.clone()).await.refusal(),
        (409, "motivering-ontbreekt")
    );
    opening["motivering"] = json!("Besluit van de minister van 1 december 2025.");
    let mut twice = opening.clone();
    twice["opentOp"] = json!("2026-01-02T00:00:00Z");
    assert_eq!(house.post("beheer", "/tranches", twice).await.refusal(), (409, "regel-staat-vast"));
    let opened = house.post("beheer", "/tranches", opening).await;
    assert_eq!(opened.status, 201, "{opened:?}");
    assert_eq!(opened.body["regelingZwijgt"]["regels"], json!(["het uitkeringsplafond", "het deelplafond"]));
    let shown = house.get(ANNA, "/tranches/proef-2026").await.body;
    let pots = json!([
        {"sleutel": "overige", "plafondCent": 6_000_000, "toegekendCent": 0, "vrijCent": 6_000_000},
        {"sleutel": "studenten", "plafondCent": 4_000_000, "toegekendCent": 0, "vrijCent": 4_000_000}
    ]);
    assert_eq!(shown["deelplafonds"], pots);
}

#[tokio::test]
async fn money_moves_between_pots_and_a_pot_has_its_own_ceiling() {
    let house = published(&with_pots()).await;
    let mut opening = tranche("proef-2026");
    opening["plafondCent"] = json!(10_000_000);
    opening["deelplafonds"] = json!([{"sleutel": "overige", "plafondCent": 6_000_000}]);
    opening["motivering"] = json!("Besluit.");
    house.post("beheer", "/tranches", opening).await;
    let source = json!({"vermelding": "Proefcourant 2", "adres": "https://example.org/2"});
    let carry = |cents: i64, pot: &str| {
        json!({"deelplafond": "overige", "naar": {"tranche": "proef-2026", "deelplafond": pot}, "bedragCent": cents,
               "besluitDatum": "2026-10-01", "bron": source})
    };
    let path = "/tranches/proef-2026/overhevelingen";
    let too_much = house.post("beheer", path, carry(6_000_001, "studenten")).await;
    assert_eq!(
        (too_much.refusal(), &too_much.body["vrijCent"]),
        ((409, "niet-zoveel-over"), &json!(6_000_000))
    );
    assert_eq!(
        house.post("beheer", path, carry(1, "ouderen")).await.refusal(),
        (409, "deelplafond-onbekend")
    );
    assert_eq!(house.post("beheer", path, carry(1, "Studenten")).await.status, 400);
    let carried = house.post("beheer", path, carry(1_000_000, "studenten")).await;
    assert_eq!((carried.status, &carried.body["gebeurtenis"]), (201, &json!("geld-overgeheveld")));
    let raise = json!({"deelplafond": "studenten", "plafondCent": 5_500_000, "besluitDatum": "2026-10-02",
                       "publicatieDatum": "2026-10-03", "bron": source});
    let raised = house.post("beheer", "/tranches/proef-2026/plafondwijzigingen", raise).await;
    assert_eq!(
        (&raised.body["deelplafond"], &raised.body["publicatieDatum"]),
        (&json!("studenten"), &json!("2026-10-03"))
    );
    let shown = house.get(ANNA, "/tranches/proef-2026").await.body;
    let free = |at: usize| shown["deelplafonds"][at]["vrijCent"].as_i64().unwrap();
    assert_eq!((free(0), free(1), shown["plafondCent"].as_i64()), (5_000_000, 5_500_000, Some(10_000_000)));
}

#[tokio::test]
async fn where_completeness_decides_nothing_is_drawn_or_ranked() {
    let house = House::with_tranche().await;
    let seal = json!({"waarvoor": {"soort": "dag", "datum": "2026-01-05"},
                      "zaadbron": {"soort": "baken", "naam": "proefbaken", "ronde": 1, "verwachtOp": "2099-01-01T00:00:00Z"}});
    let sealed = house.post(ANNA, "/tranches/proef-2026/verzegelingen", seal).await;
    assert_eq!(sealed.refusal(), (409, "niets-te-loten"));
    let draw = json!({"hash": "0".repeat(64), "zaad": "1"});
    assert_eq!(
        house.post(ANNA, "/tranches/proef-2026/lotingen", draw).await.refusal(),
        (409, "niet-verzegeld")
    );
    let wrong = json!({"hash": "kort", "zaad": ""});
    let wrong = house.post(ANNA, "/tranches/proef-2026/lotingen", wrong).await;
    assert_eq!((wrong.status, wrong.body["invalidParams"].as_array().unwrap().len()), (400, 3), "{wrong:?}");
    let ranking = house.post(ANNA, "/tranches/proef-2026/rangschikkingen", json!({})).await;
    assert_eq!(ranking.refusal(), (409, "geen-rangschikking"));
    assert_eq!(house.post("beheer", "/tranches/proef-2026/rangschikkingen", json!({})).await.status, 403);
    assert_eq!(house.get(ANNA, "/tranches/proef-2026/verdeling").await.body["resultaten"], json!([]));
}
