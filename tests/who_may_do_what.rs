//! Who may do what: every route of every service, every role, from one table.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story that cannot be told must stop"
)]

use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use stories::House;

/// Nobody in particular, and the four roles.
const ROLES: [&str; 5] = ["iedereen", "gemeente", "beoordelaar", "ministerie", "beheerder"];

/// The route, and who may: i(edereen), g(emeente), b(eoordelaar), m(inisterie), a(dministrator).
const TABLE: &[(&str, &str, &str)] = &include!("who_may_do_what.table");

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_the_table_says_and_every_answer_is_well_formed() {
    let house = House::together().await;
    the_table_holds_every_route_that_the_services_publish(&house).await;
    every_route_lets_in_whom_the_table_says_and_nobody_else(&house).await;
    every_answer_carries_the_version_and_the_security_headers_and_framework_errors_are_problems(&house).await;
}

async fn every_route_lets_in_whom_the_table_says_and_nobody_else(house: &House) {
    let people = [
        house.anyone(),
        house.municipality("GM0758"),
        house.assessor("anna"),
        house.ministry(),
        house.administrator(),
    ];
    let mut wrong = Vec::new();
    for (method, path, who) in TABLE {
        for (index, person) in people.iter().enumerate() {
            let expected = who.contains('i') || who.contains(["i", "g", "b", "m", "a"][index]);
            let method: Method = method.parse().unwrap();
            let body = (method == Method::POST).then(|| json!({}));
            let answer = person.call(method.clone(), &filled(path), &[], body).await;
            let let_in = ![401, 403].contains(&answer.status);
            if let_in != expected {
                wrong.push(format!("{method} {path}: {} got {}", ROLES[index], answer.status));
            }
            if !let_in {
                let status = if index == 0 { 401 } else { 403 };
                assert_eq!(answer.status, status, "{method} {path} as {}", ROLES[index]);
                assert_eq!(answer.header("content-type"), "application/problem+json");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn the_table_holds_every_route_that_the_services_publish(house: &House) {
    let mut published = BTreeSet::new();
    for base in ["/aanvragen/v1", "/beoordeling/v1", "/voortgang/v1", "/logboek/v1"] {
        let document = house.anyone().get(&format!("{base}/openapi.json")).await.expect(200);
        for (path, operations) in document.at("paths").as_object().unwrap() {
            let methods = operations.as_object().unwrap().keys().filter(|key| *key != "parameters");
            published.extend(methods.map(|method| (method.to_uppercase(), format!("{base}{path}"))));
        }
    }
    let table: BTreeSet<_> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let missing: Vec<_> = published.difference(&table).collect();
    // What is for people and no API stands in no document.
    let is_api = |path: &str| !path.ends_with("/openapi.json") && path != "/voortgang";
    let gone: Vec<_> = table.difference(&published).filter(|(_, path)| is_api(path)).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in the table: {missing:#?}; no longer published: {gone:#?}"
    );
}

async fn every_answer_carries_the_version_and_the_security_headers_and_framework_errors_are_problems(
    house: &House,
) {
    let anyone = house.anyone();
    for (method, path, status) in [
        (Method::GET, "/aanvragen/v1/tranches", 200),
        (Method::GET, "/aanvragen/v1/tranches/", 404),
        (Method::GET, "/aanvragen/v1/bestaat-niet", 404),
        (Method::DELETE, "/aanvragen/v1/tranches", 405),
        (Method::GET, "/voortgang/v1/cijfers?tranche=bestaat-niet", 400),
        (Method::GET, "/aanvragen/v1/aanvragen", 401),
    ] {
        let answer = anyone.call(method, path, &[], None).await.expect(status);
        for header in
            ["api-version", "x-content-type-options", "content-security-policy", "strict-transport-security"]
        {
            assert!(!answer.header(header).is_empty(), "{}: no {header}", answer.request);
        }
        if status >= 400 {
            assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.request);
            assert_eq!(answer.number("status"), i64::from(status));
        }
        if status == 405 {
            assert!(answer.header("allow").contains("GET"), "{}", answer.header("allow"));
        }
    }
    let breda = house.municipality("GM0758");
    let huge = json!({ "tranche": "x".repeat(5_000_000) });
    assert_eq!(breda.post("/aanvragen/v1/aanvragen", huge).await.status, 413);
    let text = breda.call(
        Method::POST,
        "/aanvragen/v1/aanvragen",
        &[("content-type", "text/plain"), ("idempotency-key", "s")],
        None,
    );
    assert_eq!(text.await.status, 415);
    let keyless = breda.call(Method::POST, "/aanvragen/v1/aanvragen", &[], Some(json!({}))).await.expect(400);
    let named: Vec<&Value> = keyless.list("invalidParams").iter().map(|flaw| &flaw["name"]).collect();
    assert!(
        named
            .iter()
            .any(|name| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("idempotency-key"))),
        "{named:?}"
    );
}

/// The path with an id that does not exist.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{id}" | "{aanvraagId}" => "01890000-0000-7000-8000-000000000000",
        "{tranche}" => "geen-tranche",
        "{regeling}" | "{sleutel}" => "geen-regeling",
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
