//! What recipients accounted for, taken over by an administrator.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::support::*;
use event_store::Caller;
use regulation::commands::Approve;
use regulation::event::CaseHeader;
use regulation::record::{Actor, Role};
use regulation::words::{Amount, Cents, PersonId};
use serde_json::{Value, json};

fn account(year: i16, euros: i64) -> Value {
    json!({
        "boekjaar": year, "besteedCent": euros * 100,
        "bron": { "vermelding": "Proefcourant 3", "adres": "https://example.org/3" }
    })
}

/// Granted in 2024, which over HTTP only today can be.
async fn granted_in_2024(house: &House) -> CaseHeader {
    let case = house.ready("GM0363", 50_000).await;
    let by = PersonId::parse(BRAM).unwrap();
    let actor = Actor {
        role: Role::Assessor,
        person: by.clone(),
        organisation: Some("RVO".into()),
        on_behalf_of: None,
    };
    let command = Approve {
        case: case.clone(),
        amount: Amount::gross(Cents::euros(50_000)),
        explanation: "Voldoet.".into(),
        decided_at: "2024-03-01T09:00:00Z".parse().unwrap(),
        by,
    };
    house.assessment.record(command, &Caller::new(actor)).await.unwrap();
    case
}

#[tokio::test]
async fn an_administrator_takes_over_what_was_accounted_for_and_the_case_tells_it() {
    let house = House::with_tranche().await;
    let case = granted_in_2024(&house).await;
    let path = format!("/aanvragen/{}/verantwoordingen", case.application);

    let mut first = account(2024, 20_000);
    first["bekendSinds"] = json!("2025-08-01T09:00:00Z");
    let told = house.post("beheer", &path, first).await;
    assert_eq!(told.status, 201, "{told:?}");
    assert_eq!(
        (&told.body["gebeurtenis"], &told.body["boekjaar"]),
        (&json!("besteding-verantwoord"), &json!(2024))
    );
    assert_eq!(told.body["bekendSinds"], "2025-08-01T09:00:00Z", "it is a marked import");
    assert_ne!(told.body["bekendSinds"], told.body["vastgelegdOp"]);

    let again = house.post("beheer", &path, account(2024, 20_000)).await;
    assert_eq!(again.refusal(), (409, "verantwoording-ongewijzigd"));
    let second = house.post("beheer", &path, account(2024, 18_000)).await;
    assert_eq!((second.status, &second.body["besteedCent"]), (201, &json!(1_800_000)));
    let history = house.show(&case).await["geschiedenis"].clone();
    let told = history.as_array().unwrap().iter().filter(|one| one["gebeurtenis"] == "besteding-verantwoord");
    assert_eq!(told.count(), 2, "{history:#}");
}

#[tokio::test]
async fn what_cannot_be_accounted_for_is_refused() {
    let house = House::with_tranche().await;
    let case = granted_in_2024(&house).await;
    let path = format!("/aanvragen/{}/verantwoordingen", case.application);
    for year in [2023, 2099] {
        let refused = house.post("beheer", &path, account(year, 1)).await;
        assert_eq!(
            (refused.refusal(), &refused.body["invalidParams"][0]["name"]),
            ((400, "inhoud-onjuist"), &json!("boekjaar"))
        );
    }
    let mut early = account(2024, 1);
    early["bekendSinds"] = json!("2999-01-01T00:00:00Z");
    let refused = house.post("beheer", &path, early).await;
    assert_eq!(
        (refused.refusal(), &refused.body["invalidParams"][0]["name"]),
        ((400, "inhoud-onjuist"), &json!("bekendSinds"))
    );
    let undecided = house.ready("GM0758", 10_000).await;
    let path = format!("/aanvragen/{}/verantwoordingen", undecided.application);
    assert_eq!(house.post("beheer", &path, account(2024, 1)).await.refusal(), (409, "niet-toegekend"));
}
