//! The numbers of the national goals are those of the ledger, in any history, and are found in sums that were made beforehand.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::histories::{case, granted_at, homes, opened, person, published};
use crate::rollup::{Drawn, event_of};
use crate::support::{Desk, House};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regulation::event::{CaseHeader, Event, SchemePublished, TrancheOpened};
use regulation::scheme::{self, LIBRARY};
use regulation::words::{Origin, SchemeKey, TrancheKey, Validity};
use reporting::rollup;
use serde_json::Value;

const APPLICANTS: [&str; 4] = ["GM0758", "GM0501", "SW-de-bevelanden", "PV28"];
const TRANCHES: [&str; 3] = ["rha-2022", "proef-2022", "gezin-2023"];

/// A tranche of which anyone may see all, and one of families.
const TEXTS: &str = r#"
[[tranches]]
key = "proef-2022"
name = "Proef"
taxonomy = "proef-2022"
applicants = { value = ["municipality"], source = "s" }
[[tranches]]
key = "gezin-2023"
name = "Grote gezinnen"
taxonomy = "gezin-2023"
applicants = { value = ["municipality"], source = "s" }
minimum_household = { value = 6, source = "s" }
"#;

/// Each goal that counts anything, and how figures are asked of the same homes.
const COUNTED: [(&str, &str); 5] = [
    ("flexwoningen-2022-2024", "duur=flex"),
    ("flexwoningen-per-jaar", "duur=flex"),
    ("transformatiewoningen-per-jaar", "herkomst=transformatie"),
    ("woonruimten-aandachtsgroepen", "regeling=rha"),
    ("studentenwoningen-2030", "aandachtsgroep=studenten&taxonomie=rha-2022"),
];

fn tranche(key: &str) -> TrancheKey {
    TrancheKey::parse(key).unwrap()
}

/// The regulation on which a goal counts, as it was published, and its tranche beside two others.
fn beginning() -> Vec<Event> {
    let (_, text) = LIBRARY.iter().find(|(name, _)| *name == "rha.toml").unwrap();
    let rha = SchemeKey::parse("rha").unwrap();
    let tranches = scheme::read(text).unwrap().tranches;
    let regulation = SchemePublished {
        scheme: rha.clone(),
        version: 1,
        text: (*text).to_owned(),
        tranches: tranches.into_iter().map(|tranche| tranche.key).collect(),
        validity: Validity::default(),
        by: person("beheer"),
    };
    let Event::TrancheOpened(open) = opened(1_000_000) else { unreachable!() };
    vec![
        regulation.into(),
        published(1, TEXTS),
        TrancheOpened { tranche: tranche("rha-2022"), scheme: rha, ..open.clone() }.into(),
        TrancheOpened { tranche: tranche("gezin-2023"), ..open.clone() }.into(),
        open.into(),
    ]
}

fn in_tranche(number: usize, name: &str) -> CaseHeader {
    let applicant = APPLICANTS.iter().cycle().nth(number).unwrap();
    let key = TRANCHES.iter().cycle().nth(number / 4).unwrap();
    CaseHeader { tranche: tranche(key), ..case(applicant, name) }
}

/// Any order of events, also orders that the rules would refuse.
fn any_history(length: usize) -> Vec<Event> {
    let drawn = (0..24_usize, 2..13_u8, 2..90_u32, 300..1_500_i32, 0..6_u8);
    let mut runner = TestRunner::default();
    let all = prop::collection::vec(drawn, length).new_tree(&mut runner).unwrap().current();
    let event = |drawn: Drawn| event_of(in_tranche(drawn.0, &format!("zaak {}", drawn.0)), drawn);
    all.into_iter().map(event).collect()
}

/// The sum of a number's traces: of what was released it goes off.
async fn traced(house: &House, number: &Value, unit: &str) -> i64 {
    let mut sum = 0;
    for link in number["herleiding"].as_array().into_iter().flatten().map(|link| link.as_str().unwrap()) {
        let trace = house.ministry().get(link).await.expect(200);
        let told = trace.at(&format!("/som/{unit}")).as_i64().unwrap();
        sum += if link.contains("maat=vrijgevallen") { -told } else { told };
    }
    sum
}

/// The numbers of one standing, each compared with its traces and with what the ledger tells of those years.
async fn compare_stand(house: &House, desk: &Desk<'_>, stand: &Value, query: &str) -> usize {
    let figures = desk.figures(query).await.expect(200);
    let told =
        |measure: &str, unit: &str| figures.at(&format!("/totaal/{measure}/{unit}")).as_i64().unwrap_or(0);
    let less = |unit: &str| told("toegekend", unit) - told("vrijgevallen", unit);
    let mut compared = 0;
    for (name, unit, ledger) in [
        ("gepland", "woonruimten", less("woonruimten")),
        ("gerealiseerd", "woonruimten", told("gerealiseerd", "woonruimten")),
        ("toegekendGeld", "bedragCent", less("bedragCent")),
    ] {
        let Some(number) = stand.get(name) else {
            assert!(ledger == 0 || name == "toegekendGeld", "{name} of {query} is {ledger}");
            continue;
        };
        assert_eq!(number[unit].as_i64().unwrap(), ledger, "{name} of {query}");
        assert_eq!(traced(house, number, unit).await, ledger, "the trace of {name} of {query}");
        compared += 1;
    }
    compared
}

/// Asks every goal on many days, as is known now, which sums made beforehand may answer, and as was known a moment ago, which
/// only the ledger answers.
async fn compare(house: &House) -> usize {
    let known = house.store.now().await.unwrap();
    let mut compared = 0;
    for (desk, (goal, of)) in [house.ministry(), house.anyone()]
        .iter()
        .flat_map(|desk| COUNTED.iter().map(move |goal| (desk, goal)))
    {
        for as_of in ["2021-12-31", "2022-01-01", "2023-02-14", "2024-12-31", "2026-11-01"] {
            let path = format!("/voortgang/v1/doelstellingen/{goal}?peildatum={as_of}");
            let told = desk.get(&path).await.expect(200);
            let then = desk.get(&format!("{path}&bekendOp={known}")).await.expect(200);
            for stand in told.list("standen").iter().chain(&then.list("standen")) {
                let years = stand["vanafJaar"].as_i64().unwrap()..=stand["totEnMetJaar"].as_i64().unwrap();
                let years: Vec<String> = years.map(|year| year.to_string()).collect();
                let query = format!("{of}&jaar={}&peildatum={as_of}&bekendOp={known}", years.join(","));
                compared += compare_stand(house, desk, stand, &query).await;
            }
        }
    }
    compared
}

#[tokio::test]
async fn the_numbers_of_each_goal_are_the_ledgers_sums_of_their_traces_in_any_history() {
    let house = House::open().await;
    house.happened(beginning().into_iter().chain(any_history(60))).await;
    compare(&house).await;
    assert!(rollup::advance(&house.store, 0).await.unwrap() > 0);
    let compared = compare(&house).await;
    assert!(compared > 100, "only {compared} numbers were compared");
    house.happened(any_history(30)).await;
    compare(&house).await;
}

#[tokio::test]
async fn goals_are_found_in_sums_that_were_made_beforehand_also_where_families_are_hidden() {
    let house = House::open().await;
    let transformed = || {
        let mut lines = homes(0, 40);
        lines.iter_mut().for_each(|line| line.kind.origin = Origin::Transformation);
        lines
    };
    let granted = (0..3).map(|number| {
        let case = in_tranche(number * 4, &format!("zaak {number}"));
        granted_at(&case, 60_000, transformed(), "2023-03-01T09:00:00Z")
    });
    house.happened(beginning().into_iter().chain(granted)).await;
    rollup::advance(&house.store, 0).await.unwrap();
    let admin = house.database.admin().await.unwrap();
    let planned = async |desk: &Desk<'_>, goal: &str| {
        let told =
            desk.get(&format!("/voortgang/v1/doelstellingen/{goal}?peildatum=2023-12-31")).await.expect(200);
        told.list("standen").iter().filter_map(|stand| stand["gepland"]["woonruimten"].as_i64()).sum::<i64>()
    };
    for (desk, goal, grain, homes) in [
        (house.ministry(), "flexwoningen-2022-2024", "flex", 120),
        (house.anyone(), "flexwoningen-per-jaar", "tranche-flex", 80),
        (house.anyone(), "transformatiewoningen-per-jaar", "origin", 80),
        (house.anyone(), "woonruimten-aandachtsgroepen", "tranche", 40),
        (house.anyone(), "studentenwoningen-2030", "group", 40),
    ] {
        assert_eq!(planned(&desk, goal).await, homes, "{goal}");
        let gone = admin.execute("DELETE FROM reporting.rollup WHERE grain = $1", &[&grain]).await.unwrap();
        assert!(gone > 0);
        assert_eq!(
            planned(&desk, goal).await,
            0,
            "that it is really these sums that answer, shows when they are gone"
        );
    }
}
