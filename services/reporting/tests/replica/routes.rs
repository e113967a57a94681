//! Everything that can be read: from the replica, where nothing can be written, or from the service's own database.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::histories::{
    TERMS, at, case, granted, homes, opened, person, published, reported, submitted, tranche,
};
use crate::standby::Standby;
use crate::support::House;
use regulation::allocation::{LotScope, Seal, SeedSource};
use regulation::event::{Event, LotsDrawn, LotterySealed};
use regulation::words::Milestone;
use reporting::{FIGURES_BASE, LOG_BASE, PAGE, documents};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;

/// What is read from the replica; each path of a document once or more, with what to ask.
const FROM_THE_REPLICA: &[(&str, &str)] = &[
    (
        "/voortgang/v1/cijfers",
        "?tranche=proef-2022&groepeerOp=aandachtsgroep,duur&reeks=jaar&vanaf=2022-01-01",
    ),
    ("/voortgang/v1/cijfers", "?groepeerOp=gemeente&vorm=xlsx"),
    ("/voortgang/v1/cijfers", "?groepeerOp=aandachtsgroep&taxonomie=proef-2022&bekendOp=2999-01-01"),
    ("/voortgang/v1/cijfers/csv-beschrijving", "?groepeerOp=tranche"),
    ("/voortgang/v1/cijfers/herleiding", "?tranche=proef-2022&maat=toegekend"),
    ("/voortgang/v1/vaste-tabellen", ""),
    ("/voortgang/v1/grafieken/gepland-tegen-gerealiseerd", ""),
    ("/voortgang/v1/grafieken/per-aandachtsgroep", "?tranche=proef-2022"),
    ("/voortgang/v1/grafieken/per-provincie", ""),
    ("/voortgang/v1/grafieken/plafond-uitputting", "?tranche=proef-2022"),
    ("/voortgang/v1/catalogus", ""),
    ("/voortgang/v1/edities", ""),
    ("/voortgang/v1/edities/tweede", ""),
    ("/voortgang/v1/edities/tweede/verschillen", ""),
    ("/voortgang/v1/signalen", "?peildatum=2025-06-30"),
    ("/voortgang/v1/verantwoordingen", "?boekjaar=2023"),
    ("/voortgang/v1/doelstellingen", ""),
    ("/voortgang/v1/doelstellingen/flexwoningen-2022-2024", ""),
    ("/voortgang/v1/kamerbrieven/2023-06-08", ""),
    ("/logboek/v1/gebeurtenissen", ""),
    ("/logboek/v1/verdelingen", "?tranche=proef-2022"),
    ("/logboek/v1/verdelingen/5", ""),
    (PAGE, ""),
];

/// What is read from the service's own database, because it is looked for just after it was recorded.
const FROM_THE_PRIMARY: &[&str] =
    &["/logboek/v1/koppen", "/logboek/v1/koppen/7", "/logboek/v1/sleutels", "/logboek/v1/bewijzen/6"];

fn lottery() -> [Event; 2] {
    let applications = vec![case("GM0758", "A").application];
    let seed_source =
        SeedSource::Beacon { name: "proefbaken".into(), round: 7, expected_at: at("2022-11-30T12:00:00Z") };
    let scope = LotScope::Day { day: "2022-10-11".parse().unwrap() };
    let seal = Seal { tranche: tranche(), pot: None, scope, applications: applications.clone(), seed_source };
    let (hash, by) = ("ab12".to_owned(), person("bram"));
    let sealed_at = at("2022-11-29T09:00:00Z");
    let sealed = LotterySealed { seal, hash: hash.clone(), sealed_at, by: by.clone() };
    let drawn_at = at("2022-11-30T13:00:00Z");
    let order = applications;
    let drawn =
        LotsDrawn { tranche: tranche(), pot: None, scope, hash, seed: "cd34".into(), order, drawn_at, by };
    [sealed.into(), drawn.into()]
}

/// A house in which something of everything happened.
async fn seal_and_publish(house: &House) {
    let breda = case("GM0758", "A");
    let [sealed, drawn] = lottery();
    let before = [published(1, TERMS), opened(100_000), submitted(&breda, 60_000, homes(60, 40))];
    let after =
        [granted(&breda, 60_000, homes(60, 40)), reported(&breda, Milestone::Started, 5, "2024-06-30")];
    let last = house.happened(before.into_iter().chain([sealed, drawn]).chain(after)).await;
    assert_eq!(last.0, 7);
    house.administrator().publish("kop").await.expect(201);
    for (key, corrects) in
        [("eerste", json!(null)), ("tweede", json!({ "editie": "eerste", "oorzaak": "late-melding" }))]
    {
        let mut edition = json!({ "sleutel": key, "titel": "Proef", "peildatum": "2024-12-31",
                                  "vragen": ["groepeerOp=tranche"] });
        if !corrects.is_null() {
            edition["corrigeert"] = corrects;
        }
        house.ministry().post("/voortgang/v1/edities", key, edition).await.expect(201);
    }
}

/// The paths of the documents that can be read, without their parameters.
fn documented() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (base, document) in [FIGURES_BASE, LOG_BASE].into_iter().zip(documents()) {
        for (path, item) in document["paths"].as_object().unwrap() {
            if item.get("get").is_some() {
                all.insert(format!("{base}{path}"));
            }
        }
    }
    all
}

/// Whether a path is one of a route.
fn is_of(path: &str, route: &str) -> bool {
    let (path, route): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    path.len() == route.len() && path.iter().zip(route).all(|(part, of)| of.starts_with('{') || *part == of)
}

#[tokio::test]
async fn every_question_is_answered_by_the_replica_which_can_write_nothing() {
    let (standby, house) = Standby::with_house("routes", &[]).await;
    seal_and_publish(&house).await;
    for route in documented() {
        let all = FROM_THE_REPLICA.iter().map(|(path, _)| *path).chain(FROM_THE_PRIMARY.iter().copied());
        assert!(all.into_iter().any(|path| is_of(path, &route)), "say from where {route} is read");
    }
    for path in FROM_THE_PRIMARY {
        house.ministry().get(path).await.expect(200);
    }
    let asked = house.ministry().request(Method::GET, "/voortgang/v1/edities").header("Minstens-Positie", 9);
    assert_eq!(asked.send().await.unwrap().status(), 200);
    // Once the replica stands still, nothing can be read in the service's own database any more.
    standby.pause().await;
    let nothing = "REVOKE ALL ON ALL TABLES IN SCHEMA log, reporting FROM woonloket_reporting";
    house.database.admin().await.unwrap().batch_execute(nothing).await.unwrap();
    for path in FROM_THE_PRIMARY {
        house.ministry().get(path).await.expect(500);
    }
    for (path, query) in FROM_THE_REPLICA {
        house.ministry().get(&format!("{path}{query}")).await.expect(200);
    }
}
