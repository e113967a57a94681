//! The ledger on a real PostgreSQL: traces, rebuilding, followers.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::histories::{
    TRANCHE, case, ceiling, corrected, granted, homes, late, opened, reached, rejected, reported,
    reported_as, set_aside, settled, submitted, tranche, withdrawn,
};
use crate::support::House;
use event_store::Until;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regulation::event::{Event, ProgressEntry};
use regulation::facts::Budget;
use regulation::record::Position;
use regulation::words::{Evidence, Milestone};
use reporting::Reporting;
use reporting::projection::Ledger;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// What is derived from several measures has no lines of its own.
const DERIVED: [&str; 2] = ["vrij", "gepland"];
const APPLICANTS: [&str; 5] = ["GM0758", "GM0193", "GM0501", "GM0530", "SW-de-bevelanden"];

/// Any order of events, also orders that the rules would refuse.
pub fn any_history(length: usize) -> Vec<Event> {
    let event = (0..12_usize, 0..14_u8, 1..50_000_i64, 1..90_u32).prop_map(|(number, what, euros, size)| {
        let case = case(APPLICANTS[number % 5], &format!("zaak {number}"));
        match what {
            0 | 1 => submitted(&case, euros, homes(size, size / 2)),
            2..=4 => granted(&case, euros, homes(size, size / 3)),
            5 => settled(&case, euros),
            6 => withdrawn(&case),
            7 | 8 => reported_as(u128::from(size % 4), &case, entries(size)),
            9 => corrected(u128::from(size % 4), u128::from(size % 3), &case, entries(size % 5)),
            10 => rejected(&case, "2022-12-15T09:00:00Z"),
            11 => set_aside(&case, "2022-11-15T09:00:00Z"),
            12 => late(submitted(&case, euros, homes(size, size / 2))),
            _ => ceiling(euros * 100, "2022-10-01"),
        }
    });
    let mut runner = TestRunner::default();
    let events = prop::collection::vec(event, length).new_tree(&mut runner).unwrap().current();
    std::iter::once(opened(1_000_000)).chain(events).collect()
}

/// Homes in two half-years, of which the last are shown; none where the number is nought.
fn entries(size: u32) -> Vec<ProgressEntry> {
    let shown = ProgressEntry {
        evidence: Evidence::CompletedInBag,
        ..reached(Milestone::Realised, size + 1, "2024-12-31")
    };
    let all = vec![reached(Milestone::Realised, size, "2024-06-30"), shown];
    if size == 0 { Vec::new() } else { all }
}

/// A cell's own conditions, as parameters of its trace.
fn conditions(cell: &Value) -> String {
    let key = cell["sleutel"].as_object().unwrap().iter();
    key.map(|(name, value)| format!("&{name}={}", value["code"].as_str().unwrap())).collect()
}

fn kebab(measure: &str) -> String {
    let parts = measure
        .chars()
        .map(|c| if c.is_uppercase() { format!("-{}", c.to_lowercase()) } else { c.to_string() });
    parts.collect()
}

/// Walks all pages of a trace: its sum, and the sum of its lines.
async fn traced(house: &House, query: &str) -> (Value, i64, i64, usize) {
    let (mut units, mut cents, mut count) = (0, 0, 0);
    let mut path = format!("/voortgang/v1/cijfers/herleiding?limit=7&{query}");
    loop {
        let page = house.ministry().get(&path).await.expect(200);
        for line in page.list("resultaten") {
            units += line["woonruimten"].as_i64().unwrap_or(0);
            cents += line["bedragCent"].as_i64().unwrap_or(0);
            count += 1;
        }
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else {
            return (page.at("/som").clone(), units, cents, count);
        };
        path = next;
    }
}

#[tokio::test]
async fn the_trace_of_every_cell_adds_up_to_the_cell_in_any_history() {
    let house = House::open().await;
    house.happened(any_history(60)).await;
    let mut cells = 0;
    for (by, borders) in [
        ("", "toen"),
        ("aandachtsgroep,duur", "toen"),
        ("gemeente", "nu"),
        ("provincie,duur", "nu"),
        ("bewijsgraad,halfjaar", "toen"),
        ("jaar,herkomst,zelfstandigheid", "toen"),
        ("regio,regeling", "toen"),
    ] {
        let query = format!("tranche={TRANCHE}&gemeentegrenzen={borders}");
        let figures = house.ministry().figures(&format!("{query}&groepeerOp={by}")).await.expect(200);
        let total = serde_json::json!({ "sleutel": {}, "cijfers": figures.at("/totaal") });
        for cell in figures.list("cellen").iter().chain([&total]) {
            for (measure, figure) in cell["cijfers"]
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| !DERIVED.contains(&name.as_str()))
            {
                let query = format!("{query}&maat={}{}", kebab(measure), conditions(cell));
                let (sum, units, cents, count) = traced(&house, &query).await;
                assert_eq!(units, figure["woonruimten"].as_i64().unwrap_or(0), "{query}");
                assert_eq!(cents, figure["bedragCent"].as_i64().unwrap_or(0), "{query}");
                assert_eq!(sum["regels"].as_i64().unwrap(), i64::try_from(count).unwrap());
                assert_eq!(sum["woonruimten"].as_i64().unwrap_or(0), units);
                for counted in ["aanvragen", "projecten", "ontvangers"]
                    .into_iter()
                    .filter(|unit| !figure[*unit].is_null())
                {
                    assert_eq!(sum[counted], figure[counted], "{counted} of {query}");
                }
                cells += 1;
            }
        }
    }
    assert!(cells > 20, "only {cells} cells were traced");
}

/// A figure of a cell: its key, its measure, and its homes and cents.
type Figure = (String, String, Value);

/// Every figure of a table, with the lines that its trace lists.
async fn listed(house: &House, by: &str) -> Vec<(Figure, BTreeSet<(i64, i64)>)> {
    let mut all = Vec::new();
    for (key, measure, sums) in figures(house, by).await {
        let query = format!("tranche={TRANCHE}&limit=200&maat={}{key}", kebab(&measure));
        let trace =
            house.ministry().get(&format!("/voortgang/v1/cijfers/herleiding?{query}")).await.expect(200);
        assert!(trace.at("/volgende").is_null(), "one page holds every line of this history");
        let place = |line: &Value| (line["positie"].as_i64().unwrap(), line["regel"].as_i64().unwrap());
        all.push(((key, measure, sums), trace.list("resultaten").iter().map(place).collect()));
    }
    all
}

async fn figures(house: &House, by: &str) -> Vec<Figure> {
    let answer = house.ministry().figures(&format!("tranche={TRANCHE}&groepeerOp={by}")).await.expect(200);
    let mut all = Vec::new();
    for cell in answer.list("cellen") {
        let measures = cell["cijfers"].as_object().unwrap();
        for (measure, figure) in measures.iter().filter(|(name, _)| !DERIVED.contains(&name.as_str())) {
            let sums = serde_json::json!([figure["woonruimten"], figure["bedragCent"]]);
            all.push((conditions(&cell), measure.clone(), sums));
        }
    }
    all
}

#[tokio::test]
async fn without_one_line_exactly_the_cells_that_list_it_are_another() {
    let house = House::open().await;
    house.happened(any_history(50)).await;
    let admin = house.database.admin().await.unwrap();
    // Lines of homes, each of which is in two of the tables at least, and lines of money.
    let lines = "(SELECT position, number::bigint FROM reporting.ledger
                   WHERE units <> 0 ORDER BY md5(position || '.' || number) LIMIT 6)
           UNION (SELECT position, number::bigint FROM reporting.ledger
                   WHERE cents <> 0 ORDER BY md5(position || '.' || number) LIMIT 4)";
    let lines = admin.query(lines, &[]).await.unwrap();
    let mut changed = 0;
    for by in ["aandachtsgroep,duur", "gemeente,halfjaar", "bewijsgraad"] {
        let before = listed(&house, by).await;
        for line in &lines {
            let place: (i64, i64) = (line.get(0), line.get(1));
            let (position, number) = place;
            let taken = format!(
                "CREATE TABLE taken AS SELECT * FROM reporting.ledger WHERE position = {position} AND number = {number};
                 DELETE FROM reporting.ledger WHERE position = {position} AND number = {number}"
            );
            admin.batch_execute(&taken).await.unwrap();
            let after: BTreeSet<String> =
                figures(&house, by).await.iter().map(|figure| format!("{figure:?}")).collect();
            for (figure, lists) in &before {
                let is_another = !after.contains(&format!("{figure:?}"));
                assert_eq!(is_another, lists.contains(&place), "line {place:?}, {figure:?}");
                changed += usize::from(is_another);
            }
            let put_back = "INSERT INTO reporting.ledger SELECT * FROM taken; DROP TABLE taken";
            admin.batch_execute(put_back).await.unwrap();
        }
    }
    assert!(changed > 8, "only {changed} figures changed");
}

#[tokio::test]
async fn what_is_published_as_granted_is_what_guards_the_ceiling() {
    let house = House::open().await;
    let last = house.happened(any_history(40)).await;
    let (budget, _) = house.store.learn(Budget::of(tranche()), Until::Position(last)).await.unwrap();
    let figures = house.anyone().figures(&format!("tranche={TRANCHE}")).await.expect(200);
    let cents = |pointer: &str| figures.at(pointer).as_i64().unwrap_or(0);
    let granted = cents("/totaal/toegekend/bedragCent") - cents("/totaal/vrijgevallen/bedragCent");
    assert_eq!(granted, budget.granted().get());
    assert_eq!(cents("/totaal/vrij/bedragCent"), budget.free().get());
}

#[tokio::test]
async fn a_trace_says_which_case_who_reported_it_when_and_where_an_import_came_from() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.imported([opened(100_000), granted(&breda, 60_000, homes(60, 40))], "2023-01-31T11:00:00Z").await;
    house.happened([reported(&breda, Milestone::Realised, 25, "2024-06-30")]).await;
    let trace = |measure: &str| format!("/voortgang/v1/cijfers/herleiding?tranche={TRANCHE}&maat={measure}");
    let realised = house.ministry().get(&trace("gerealiseerd")).await.expect(200);
    let line = &realised.list("resultaten")[0];
    assert_eq!(
        (line["gebeurtenis"].as_str(), line["rol"].as_str()),
        (Some("voortgang-gemeld"), Some("gemeente"))
    );
    assert_eq!(
        (line["organisatie"].as_str(), line["aanvragerNaam"].as_str()),
        (Some("GM0758"), Some("Breda"))
    );
    assert_eq!(line["aanvraagId"], breda.application.to_string());
    assert_eq!((line["geldigOpDatum"].as_str(), line["positie"].as_i64()), (Some("2024-06-30"), Some(3)));
    let granted = house.ministry().get(&trace("toegekend")).await.expect(200);
    let line = &granted.list("resultaten")[0];
    assert_eq!(
        (line["ingevoerdUit"].as_str(), line["gegenereerd"].as_str()),
        (Some("Nieuwsbericht"), Some("de datum"))
    );
    assert_eq!(line["bekendSindsOp"], "2023-01-31T11:00:00Z");
}

#[tokio::test]
async fn a_trace_is_for_government_and_tells_every_mistake_at_once() {
    let house = House::open().await;
    let path = "/voortgang/v1/cijfers/herleiding?maat=toegekend";
    house.anyone().get(path).await.problem(401, "niet-aangemeld");
    house.municipality("GM0758").get(path).await.problem(403, "rol-mag-dit-niet");
    house.ministry().get(path).await.expect(200);
    let wrong = "/voortgang/v1/cijfers/herleiding?duur=eeuwig&gemeente=Breda&provincie=PV99&limit=900&aandachtsgroep=studenten";
    let told = house.ministry().get(wrong).await.problem(400, "ongeldige-invoer");
    let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
    assert_eq!(names, ["provincie", "gemeente", "duur", "aandachtsgroep", "maat", "limit"]);
    let series = "/voortgang/v1/cijfers/herleiding?maat=toegekend,vrijgevallen&groepeerOp=duur&reeks=jaar&vanaf=2022-01-01";
    let told = house.ministry().get(series).await.problem(400, "ongeldige-invoer");
    let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
    assert_eq!(names, ["maat", "groepeerOp", "reeks"], "a trace is of one cell");
}

#[tokio::test]
async fn a_rebuild_gives_the_same_ledger_and_repairs_one_that_was_tampered_with() {
    let house = House::open().await;
    house.happened(any_history(50)).await;
    let query = format!("tranche={TRANCHE}&groepeerOp=gemeente,duur&bekendOp=2999-01-01");
    let live = house.ministry().figures(&query).await.expect(200);
    let rebuilt = house.store.rebuild(Ledger).await.unwrap();
    assert_eq!(rebuilt.differences, []);

    let admin = house.database.admin().await.unwrap();
    let tampered =
        admin.execute("UPDATE reporting.ledger SET units = units + 1 WHERE measure = 'granted'", &[]).await;
    assert!(tampered.unwrap() > 0);
    let rebuilt = house.store.rebuild(Ledger).await.unwrap();
    assert_eq!(rebuilt.differences.len(), 1);
    assert_eq!(rebuilt.differences[0].gone, rebuilt.differences[0].new);
    let after = house.ministry().figures(&query).await.expect(200);
    assert_eq!(after.at("/cellen"), live.at("/cellen"));
}

#[tokio::test]
async fn two_processes_that_follow_count_everything_once() {
    let house = House::open().await;
    let other = house.database.store("reporting").await.unwrap();
    let other = Reporting::start(other, &house.data).await.unwrap();
    let last = house.happened(any_history(40)).await;
    assert!(tokio::time::timeout(Duration::from_secs(20), other.reach(last)).await.unwrap());
    assert_eq!(house.store.rebuild(Ledger).await.unwrap().differences, []);
}

#[tokio::test]
async fn a_ledger_and_courses_of_another_version_are_made_anew_at_the_start() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([opened(100_000), granted(&breda, 60_000, homes(60, 40))]).await;
    let admin = house.database.admin().await.unwrap();
    let other_version = "
        UPDATE reporting.checkpoints SET version = 0; DELETE FROM reporting.ledger; DELETE FROM reporting.courses";
    admin.batch_execute(other_version).await.unwrap();
    let other = house.database.store("reporting").await.unwrap();
    let started = Reporting::start(other, &house.data).await.unwrap();
    let courses = admin.query("SELECT application FROM reporting.courses", &[]).await.unwrap();
    assert_eq!(courses.len(), 1);
    assert_eq!(courses[0].get::<_, uuid::Uuid>(0), breda.application.0);
    assert!(tokio::time::timeout(Duration::from_secs(20), started.reach(Position(2))).await.unwrap());
    let table = started.table(&tranche()).await.unwrap();
    assert!(
        table.contains("€ 60.000,00") && table.contains("vrij onder het plafond: € 40.000,00"),
        "{table}"
    );
}

#[tokio::test]
async fn an_event_that_cannot_be_read_stops_the_ledger_and_shows_in_health() {
    let house = House::open().await;
    house.happened([opened(100_000)]).await;
    assert_eq!(house.anyone().get("/health/ready").await.status, 200);
    let admin = house.database.admin().await.unwrap();
    let unknown = "
        INSERT INTO log.events SELECT 2, 'of-another-century', 1, '{}', '{}', actor, NULL, recorded_at, hash, hash
          FROM log.events WHERE position = 1;
        UPDATE log.head SET position = 2;
        NOTIFY log, '2'";
    admin.batch_execute(unknown).await.unwrap();
    for _ in 0..100 {
        let ready = house.anyone().get("/health/ready").await;
        if ready.status == 503 && ready.text.contains("staat stil bij gebeurtenis 2") {
            let figures = house.anyone().figures("").await.expect(200);
            assert_eq!(figures.at("/positie"), 1, "what was counted stays readable");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the ledger did not stop");
}
