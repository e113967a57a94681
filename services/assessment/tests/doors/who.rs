//! Who may do what.

use crate::support::*;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn each_door_opens_for_its_own_role() {
    let house = House::with_tranche().await;
    let case = house.submit("GM0363", 10_000).await;
    let id = case.application;
    let of_administrator = [
        (Method::POST, "/regelingen".to_owned()),
        (Method::POST, "/tranches".to_owned()),
        (Method::POST, "/tranches/proef-2026/plafondwijzigingen".to_owned()),
        (Method::POST, "/tranches/proef-2026/verlengingen".to_owned()),
        (Method::POST, "/tranches/proef-2026/sluitingen".to_owned()),
        (Method::POST, format!("/aanvragen/{id}/verantwoordingen")),
    ];
    let of_assessor = [
        (Method::GET, "/werkvoorraad?tranche=proef-2026".to_owned()),
        (Method::GET, format!("/aanvragen/{id}")),
        (Method::POST, format!("/aanvragen/{id}/aanvulverzoeken")),
        (Method::POST, format!("/aanvragen/{id}/volledigverklaringen")),
        (Method::POST, format!("/aanvragen/{id}/adviezen")),
        (Method::POST, format!("/aanvragen/{id}/besluiten")),
        (Method::POST, format!("/aanvragen/{id}/vaststellingen")),
    ];
    let of_both = [
        (Method::GET, "/regelingen".to_owned()),
        (Method::GET, "/regelingen/proef".to_owned()),
        (Method::GET, "/regelingen/proef/versies/1".to_owned()),
        (Method::GET, "/tranches".to_owned()),
        (Method::GET, "/tranches/proef-2026".to_owned()),
    ];
    for (doors, may) in [
        (&of_administrator[..], &["beheer"][..]),
        (&of_assessor[..], &[ANNA][..]),
        (&of_both[..], &["beheer", ANNA][..]),
    ] {
        for (method, path) in doors {
            for person in ["", "beheer", ANNA, "GM0363", "bzk"] {
                let answer = house.send(method.clone(), person, path, &[], None).await;
                match person {
                    "" => assert_eq!(answer.status, 401, "{method} {path}"),
                    person if may.contains(&person) => {
                        // Past the door: the key, the ETag or the body is what lacks.
                        assert!(![401, 403].contains(&answer.status), "{person} {method} {path}: {answer:?}");
                    }
                    person => {
                        assert_eq!(answer.refusal(), (403, "rol-mag-dit-niet"), "{person} {method} {path}")
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn what_a_request_lacks_is_told() {
    let house = House::with_tranche().await;
    let case = house.submit("GM0363", 10_000).await;
    let path = format!("/aanvragen/{}/adviezen", case.application);
    let body = granting(10_000);
    let without_key = house.send(Method::POST, ANNA, &path, &[("If-Match", "\"3\"")], Some(&body)).await;
    assert_eq!(
        (without_key.status, &without_key.body["invalidParams"][0]["name"]),
        (400, &json!("Idempotency-Key"))
    );
    let without_etag = house.send(Method::POST, ANNA, &path, &[("Idempotency-Key", "k1")], Some(&body)).await;
    assert_eq!(without_etag.refusal(), (428, "if-match-ontbreekt"));
    let unknown = format!("/aanvragen/{}", uuid::Uuid::now_v7());
    assert_eq!(house.get(ANNA, &unknown).await.refusal(), (404, "niet-gevonden"));
    let answer = house
        .act(ANNA, &case, "adviezen", json!({"soort": "toekennen", "bedragCent": 0, "reden": "x"}))
        .await;
    let mut names: Vec<_> = answer.body["invalidParams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|param| param["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["bedragCent", "motivering", "reden"]);
}
