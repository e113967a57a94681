//! What would have happened under other rules, asked by those who carry the scheme out.

use crate::support::*;
use serde_json::{Value, json};

/// A ceiling of 100,000 euros: Breda was granted 60,000, Utrecht waits for 60,000.
async fn full() -> House {
    let house = House::with_tranche().await;
    house.granted("GM0758", 60_000).await;
    house.ready("GM0344", 60_000).await;
    house
}

async fn simulated(house: &House, change: Value) -> Value {
    let mut asked = serde_json::Map::from_iter([("tranche".to_owned(), json!("proef-2026"))]);
    asked.extend(change.as_object().cloned().into_iter().flatten());
    let asked = Value::Object(asked);
    let answer = house.post(ANNA, "/simulaties", asked).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[tokio::test]
async fn a_higher_ceiling_reaches_who_waits_and_nothing_is_recorded() {
    let house = full().await;
    let (head, tables) = (house.assessment.head().await.unwrap(), house.tables().await);
    let nothing = simulated(&house, json!({})).await;
    assert_eq!(nothing["geldend"], nothing["werkelijk"], "the rules in force make every decision again");
    assert_eq!((&nothing["gewijzigd"], &nothing["verschillen"]), (&nothing["geldend"], &json!([])));
    let higher = simulated(&house, json!({"plafondCent": 12_000_000})).await;
    assert_eq!(
        (&higher["geldend"]["bedragCent"], &higher["gewijzigd"]["bedragCent"]),
        (&json!(6_000_000), &json!(12_000_000))
    );
    assert_eq!(higher["gewijzigd"]["perProvincie"].as_object().unwrap().len(), 2);
    assert_eq!(higher["verschillen"].as_array().unwrap().len(), 1);
    assert_eq!(house.assessment.head().await.unwrap(), head, "the log did not move");
    assert_eq!(house.tables().await, tables, "no table of anyone changed");
    house.submit("GM0363", 1).await;
    assert_ne!(house.tables().await, tables, "what is written shows");
}

#[tokio::test]
async fn a_cap_and_a_way_of_dividing_can_be_changed_together() {
    let house = full().await;
    let change =
        json!({"maximumPerAanvragerCent": 4_000_000, "verdeling": "volledigheid", "alsVol": "gedeeltelijk"});
    let outcome = simulated(&house, change).await;
    assert_eq!(
        (&outcome["gewijzigd"]["aanvragen"], &outcome["gewijzigd"]["bedragCent"]),
        (&json!(2), &json!(8_000_000))
    );
}

#[tokio::test]
async fn every_mistake_in_a_question_is_named() {
    let house = full().await;
    let wrong = json!({"tranche": "proef-2026", "categorieen": ["z"], "gewichten": {"noodzaak": 40}});
    let refused = house.post(ANNA, "/simulaties", wrong).await;
    let places: Vec<_> =
        refused.body["invalidParams"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!((refused.status, places), (400, vec![&json!("categorieen[0]"), &json!("gewichten")]));
    assert_eq!(house.post(ANNA, "/simulaties", json!({"tranche": "Elders"})).await.status, 400);
    assert_eq!(
        house.post(ANNA, "/simulaties", json!({"tranche": "proef-2026", "kans": 1})).await.status,
        400
    );
}

#[tokio::test]
async fn a_tranche_that_was_never_published_is_not_found_and_one_that_is_not_open_says_so() {
    let house = House::open().await;
    let asked = json!({"tranche": "proef-2026"});
    let unknown = house.post(ANNA, "/simulaties", asked.clone()).await;
    assert_eq!(unknown.refusal(), (404, "niet-gevonden"));
    house.post("beheer", "/regelingen", json!({ "tekst": SCHEME })).await;
    let unopened = house.post(ANNA, "/simulaties", asked).await;
    assert_eq!(unopened.refusal(), (409, "tranche-niet-geopend"));
}

#[tokio::test]
async fn an_answer_says_the_position_of_the_whole_log_at_which_it_is_true() {
    let house = full().await;
    let elsewhere = SCHEME.replace("key = \"proef", "key = \"elders");
    assert_eq!(house.post("beheer", "/regelingen", json!({ "tekst": elsewhere })).await.status, 201);
    let head = house.assessment.head().await.unwrap().position;
    assert_eq!(simulated(&house, json!({})).await["positie"], json!(head.0));
}

#[tokio::test]
async fn each_difference_says_whose_it_is_what_was_asked_and_how_it_differs() {
    let house = House::with_tranche().await;
    let breda = house.granted("GM0758", 60_000).await;
    let utrecht = house.ready("GM0344", 60_000).await;
    let difference = async |change| {
        let outcome = simulated(&house, change).await;
        assert_eq!(outcome["aantalVerschillen"], json!(1), "{outcome}");
        (outcome["verschillen"][0].clone(), outcome["perSoort"].clone())
    };
    let (gains, sorts) = difference(json!({"plafondCent": 12_000_000})).await;
    assert_eq!(
        gains,
        json!({
            "aanvraagId": utrecht.application.to_string(), "aanvrager": "GM0344", "naam": "Utrecht",
            "kenmerk": utrecht.application.to_string(), "status": "geadviseerd", "soort": "wel",
            "gevraagdCent": 6_000_000, "woonruimten": 10, "gewijzigdCent": 6_000_000
        })
    );
    assert_eq!(sorts, json!({"wel": 1, "niet": 0, "anderBedrag": 0}));
    let (loses, sorts) = difference(json!({"plafondCent": 5_000_000, "alsVol": "stoppen"})).await;
    assert_eq!(
        loses,
        json!({
            "aanvraagId": breda.application.to_string(), "aanvrager": "GM0758", "naam": "Breda",
            "kenmerk": breda.application.to_string(), "status": "toegekend", "soort": "niet",
            "gevraagdCent": 6_000_000, "woonruimten": 10, "werkelijkCent": 6_000_000, "geldendCent": 6_000_000
        })
    );
    assert_eq!(sorts, json!({"wel": 0, "niet": 1, "anderBedrag": 0}));
    let (less, sorts) = difference(json!({"plafondCent": 5_000_000, "alsVol": "gedeeltelijk"})).await;
    assert_eq!(
        (&less["soort"], &less["geldendCent"], &less["gewijzigdCent"]),
        (&json!("ander-bedrag"), &json!(6_000_000), &json!(5_000_000))
    );
    assert_eq!(sorts, json!({"wel": 0, "niet": 0, "anderBedrag": 1}));
}

#[tokio::test]
async fn a_stored_answer_says_by_which_versions_and_changes_it_was_computed() {
    let house = House::with_tranche().await;
    house.granted("GM0758", 60_000).await;
    let second = SCHEME.replace("Proefuitvoerder", "Andere uitvoerder");
    assert_eq!(house.post("beheer", "/regelingen", json!({ "tekst": second })).await.status, 201);
    house.ready("GM0344", 60_000).await;
    house.ready("GM0363", 60_000).await;
    let change = json!({"plafondCent": 12_000_000, "verdeling": "volledigheid-dan-loting", "zaad": "1"});
    let rules = simulated(&house, change).await["regels"].clone();
    let versions = json!([{"versie": 1, "aanvragen": 1}, {"versie": 2, "aanvragen": 2}]);
    assert_eq!(
        (&rules["regeling"], &rules["versie"], &rules["versies"]),
        (&json!("proef"), &json!(2), &versions)
    );
    assert_eq!(
        rules["vraag"],
        json!({
            "tranche": "proef-2026", "plafondCent": 12_000_000, "verdeling": "volledigheid-dan-loting",
            "zaad": "1"
        })
    );
    let again = house.post(ANNA, "/simulaties", rules["vraag"].clone()).await;
    assert_eq!((again.status, &again.body["regels"]), (200, &rules), "the question can be asked again");
}

#[tokio::test]
async fn many_differences_come_page_by_page_all_at_the_position_of_the_first() {
    let house = House::with_tranche().await;
    for code in ["GM0758", "GM0344", "GM0363"] {
        house.ready(code, 90_000).await;
    }
    let question = json!({"tranche": "proef-2026", "plafondCent": 27_000_000});
    let first = house.post(ANNA, "/simulaties?limit=1", question.clone()).await.body;
    house.ready("GM0599", 1_000).await;
    let next = format!("/simulaties?limit=1&cursor={}", first["volgende"].as_str().unwrap());
    let second = house.post(ANNA, &next, question.clone()).await.body;
    let mut expected = first.clone();
    expected["verschillen"] = second["verschillen"].clone();
    expected.as_object_mut().unwrap().remove("volgende");
    assert_eq!(second, expected, "the same answer with the last page, whatever happened meanwhile");
    assert_eq!(first["aantalVerschillen"], json!(2));
    let names = [&first, &second].map(|page| page["verschillen"].as_array().unwrap().clone());
    let names: Vec<_> = names.iter().flatten().map(|one| one["naam"].as_str().unwrap()).collect();
    assert_eq!(names, ["Utrecht", "Amsterdam"]);
    let strange = house.post(ANNA, "/simulaties?cursor=nee", question).await;
    assert_eq!(strange.status, 400);
}
