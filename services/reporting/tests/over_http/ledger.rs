//! The ledger on a real PostgreSQL: traces, rebuilding, followers.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::histories::{
    TRANCHE, accounted, carried, case, ceiling, contributed, corrected, granted, homes, in_two_projects,
    late, next_year, opened, opened_as, reached, rejected, reported, reported_as, set_aside, settled,
    submitted, tranche, withdrawn,
};
use crate::support::House;
use event_store::Until;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regulation::event::{CaseHeader, Event, ProgressEntry};
use regulation::facts::Budget;
use regulation::record::Position;
use regulation::words::{Evidence, Milestone};
use reporting::Reporting;
use reporting::projection::Ledger;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Of these only what is left over counts.
const NET: [&str; 5] = ["wachtend", "onomkeerbare-stap", "gestart", "gerealiseerd", "uit-gebruik"];
/// What is a number of different keys.
const COUNTS: [&str; 4] = ["aanvragen", "projecten", "ontvangers", "gemeenten"];
const APPLICANTS: [&str; 5] = ["GM0758", "GM0193", "GM0501", "GM0530", "SW-de-bevelanden"];
const CONTRIBUTIONS: [&str; 2] = ["rijksvastgoedbedrijf", "aedes"];
const GOALS: [&str; 2] = ["flexwoningen-2022-2024", "flexwoningen-per-jaar"];

/// Any order of all events that make lines, in two tranches; also orders that the rules would refuse.
pub fn any_history(length: usize) -> Vec<Event> {
    let event = (0..12_usize, 0..22_u8, 1..50_000_i64, 1..90_u32).prop_map(|(number, what, euros, size)| {
        let of = if number % 4 == 3 { next_year() } else { tranche() };
        let case = CaseHeader { tranche: of, ..case(APPLICANTS[number % 5], &format!("zaak {number}")) };
        match what {
            0 | 1 => submitted(&case, euros, homes(size, size / 2)),
            2 => late(submitted(&case, euros, homes(size, 1))),
            3..=5 => granted(&case, euros, homes(size, size / 3)),
            6 => in_two_projects(granted(&case, euros, homes(size, size / 3))),
            7 => settled(&case, euros),
            8 => withdrawn(&case),
            9 => rejected(&case, "2022-12-15T09:00:00Z"),
            10 => set_aside(&case, "2022-11-15T09:00:00Z"),
            11..=13 => reported_as(u128::from(size % 4), &case, entries(size)),
            14 | 15 => corrected(u128::from(size % 4), u128::from(size % 3), &case, entries(size % 5)),
            16 | 17 => accounted(&case, if size % 2 == 0 { 2022 } else { 2023 }, euros),
            18 if size % 2 == 0 => carried(tranche(), next_year(), euros),
            18 => carried(next_year(), tranche(), euros),
            19 | 20 => contributed(CONTRIBUTIONS[number % 2], GOALS[number % 3 % 2], size, "2023-06-08"),
            _ => ceiling(euros * 100, "2022-10-01"),
        }
    });
    let mut runner = TestRunner::default();
    let events = prop::collection::vec(event, length).new_tree(&mut runner).unwrap().current();
    [opened(1_000_000), opened_as(next_year(), 500_000)].into_iter().chain(events).collect()
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

/// What stands on all pages of a trace, with its sum.
async fn traced(house: &House, query: &str, limit: u8) -> (Value, Vec<Value>) {
    let (mut all, mut path) = (Vec::new(), format!("/voortgang/v1/cijfers/herleiding?limit={limit}&{query}"));
    loop {
        let page = house.ministry().get(&path).await.expect(200);
        all.extend(page.list("resultaten"));
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else {
            return (page.at("/som").clone(), all);
        };
        path = next;
    }
}

/// A question: to what it is limited, and by what it is grouped.
type Question = (&'static str, &'static str);

/// Every figure of a table and of its total, by what its trace is asked with.
async fn figures(house: &House, (selection, by): Question) -> BTreeMap<String, Value> {
    let answer = house.ministry().figures(&format!("{selection}&groepeerOp={by}")).await.expect(200);
    let total = json!({ "sleutel": {}, "cijfers": answer.at("/totaal") });
    let mut all = BTreeMap::new();
    for cell in answer.list("cellen").iter().chain([&total]) {
        for (measure, figure) in cell["cijfers"].as_object().unwrap() {
            all.insert(format!("{selection}{}&maat={}", conditions(cell), kebab(measure)), figure.clone());
        }
    }
    all
}

/// The units in which each measure is told.
async fn units(house: &House) -> BTreeMap<String, Vec<String>> {
    let definitions = house.anyone().figures("").await.expect(200).list("definities");
    let told = |one: &Value| {
        let units = one["eenheden"].as_array().unwrap().iter();
        let units = units.map(|unit| unit.as_str().unwrap().to_owned()).collect();
        (one["maat"].as_str().unwrap().to_owned(), units)
    };
    definitions.iter().map(told).collect()
}

/// The measure of a trace.
fn measure(query: &str) -> &str {
    query.rsplit_once("maat=").unwrap().1
}

/// The sum of a number over lines, as each counts; absent where none has it.
fn sum<'a>(lines: impl IntoIterator<Item = &'a Value>, name: &str) -> Option<i64> {
    let signed = |line: &Value| Some(line[name].as_i64()? * line["telt"].as_i64().unwrap());
    lines.into_iter().filter_map(signed).reduce(|sum, one| sum + one)
}

/// The lines that count: of a net measure not those of a case, project and recipient of which nothing is left over.
fn counted<'a>(measure: &str, lines: &[&'a Value]) -> Vec<&'a Value> {
    let of = |line: &Value| format!("{} {} {}", line["aanvraagId"], line["project"], line["aanvrager"]);
    let is_left = |line: &&&Value| {
        let same = || lines.iter().copied().filter(|other| of(other) == of(line));
        let left = |name| sum(same(), name).unwrap_or(0) != 0;
        !NET.contains(&measure) || left("woonruimten") || left("bedragCent")
    };
    lines.iter().filter(is_left).copied().collect()
}

/// The different keys of lines, as a trace tells them.
fn keys(lines: &[&Value], which: &str) -> BTreeSet<String> {
    let key = |line: &&Value| {
        let code = line["aanvrager"].as_str()?;
        match which {
            "aanvragen" => Some(line["aanvraagId"].to_string()),
            "projecten" => {
                line["project"].as_str().map(|project| format!("{} {project}", line["aanvraagId"]))
            }
            "gemeenten" => Some(code.to_owned()).filter(|code| code.starts_with("GM")),
            _ => Some(code.to_owned()),
        }
    };
    lines.iter().filter_map(key).collect()
}

fn key(told: &Value, which: &str) -> String {
    match which {
        "aanvragen" => told["aanvraagId"].to_string(),
        "projecten" => format!("{} {}", told["aanvraagId"], told["project"].as_str().unwrap()),
        _ => told["aanvrager"].as_str().unwrap().to_owned(),
    }
}

/// The figure that these lines are, added up once more; none where nothing counts.
fn added_up(measure: &str, units: &[String], lines: &[&Value]) -> Value {
    let counts = counted(measure, lines);
    let of_duration =
        |duration: &str| counts.iter().copied().filter(|line| line["duur"] == duration).collect();
    let told = |unit: &str| -> Option<i64> {
        let of: Vec<&Value> =
            if ["permanent", "flex"].contains(&unit) { of_duration(unit) } else { counts.clone() };
        match unit {
            "woonruimten" | "permanent" | "flex" => sum(of, "woonruimten"),
            "bedragCent" => sum(of, unit),
            counted => Some(keys(&of, counted).len())
                .filter(|count| *count != 0)
                .map(|count| count.try_into().unwrap()),
        }
    };
    let has_ceiling = || counts.iter().any(|line| line["maat"] == "plafond");
    if counts.is_empty() || (measure == "vrij" && !has_ceiling()) {
        return Value::Null;
    }
    units.iter().filter_map(|unit| Some((unit.clone(), told(unit)?.into()))).collect::<Map<_, _>>().into()
}

#[tokio::test]
async fn the_trace_of_every_cell_adds_up_to_the_cell_in_any_history() {
    let house = House::open().await;
    house.happened(any_history(60)).await;
    let units = units(&house).await;
    let mut seen = BTreeMap::<&str, usize>::new();
    for (selection, by) in [
        ("gemeentegrenzen=toen", "tranche"),
        ("tranche=proef-2022", "aandachtsgroep,duur"),
        ("gemeentegrenzen=nu", "gemeente"),
        ("tranche=proef-2022&gemeentegrenzen=nu", "provincie,duur"),
        ("gemeentegrenzen=toen", "bewijsgraad,halfjaar"),
        ("tranche=proef-2023", "jaar,herkomst,zelfstandigheid"),
        ("gemeentegrenzen=nu", "regio,regeling"),
    ] {
        for (query, figure) in figures(&house, (selection, by)).await {
            let (mut som, lines) = traced(&house, &query, 7).await;
            let lines: Vec<&Value> = lines.iter().collect();
            let number = som.as_object_mut().unwrap().remove("regels").unwrap();
            assert_eq!(number, lines.len(), "{query}");
            assert_eq!(som, figure, "the sum is the figure itself: {query}");
            for name in ["woonruimten", "bedragCent"] {
                let told = figure[name].as_i64().unwrap_or(0);
                assert_eq!(sum(lines.iter().copied(), name).unwrap_or(0), told, "{name} of {query}");
            }
            let measure = measure(&query);
            for which in COUNTS.iter().filter(|which| figure.get(**which).is_some()) {
                let (_, told) = traced(&house, &format!("{query}&sleutels={which}"), 3).await;
                let listed: BTreeSet<String> = told.iter().map(|one| key(one, which)).collect();
                assert_eq!(
                    (listed.len(), &json!(told.len())),
                    (told.len(), &figure[*which]),
                    "{which} of {query}"
                );
                if !query.contains("gemeentegrenzen=nu") {
                    assert_eq!(listed, keys(&counted(measure, &lines), which), "{which} of {query}");
                }
            }
            if !query.contains("gemeentegrenzen=nu") {
                assert_eq!(added_up(measure, &units[measure], &lines), figure, "{query}");
            }
            let name = units.keys().find(|name| *name == measure).unwrap();
            *seen.entry(name).or_default() += 1;
        }
    }
    for derived in ["gepland", "vrij"] {
        assert!(seen.get(derived).is_some_and(|cells| *cells > 1), "{derived}: {seen:?}");
    }
    assert!(seen.len() > 10 && seen.values().sum::<usize>() > 60, "{seen:?}");
}

/// Draws lines of homes, each of which is in two tables at least, lines of money, and lines that only say that something
/// happened.
const DRAWN: &str = "
    (SELECT position, number::bigint FROM reporting.ledger WHERE units <> 0 ORDER BY md5(position || '.' || number) LIMIT 6)
    UNION (SELECT position, number::bigint FROM reporting.ledger WHERE cents <> 0 ORDER BY md5(position || '.' || number) LIMIT 5)
    UNION (SELECT position, number::bigint FROM reporting.ledger WHERE units IS NULL AND cents IS NULL
            ORDER BY md5(position || '.' || number) LIMIT 6)";

/// What the cell would be without a line follows from the other lines that it lists: additive numbers are less by what the line
/// says, and a count of keys is less where no other line counts its key. A cell that does not list it stays what it is.
#[tokio::test]
async fn without_one_line_exactly_the_cells_that_list_it_are_another() {
    let house = House::open().await;
    house.happened(any_history(60)).await;
    let (admin, units) = (house.database.admin().await.unwrap(), units(&house).await);
    let drawn = admin.query(DRAWN, &[]).await.unwrap();
    let (mut numbers, mut only_keys) = (0, 0);
    for question in [
        ("tranche=proef-2022", "aandachtsgroep,duur"),
        ("tranche=proef-2023", "gemeente,halfjaar"),
        ("gemeentegrenzen=toen", "tranche"),
        ("gemeentegrenzen=toen", "bewijsgraad"),
    ] {
        let mut before = BTreeMap::new();
        for (query, figure) in figures(&house, question).await {
            let (_, lines) = traced(&house, &query, 200).await;
            before.insert(query, (figure, lines));
        }
        for place in &drawn {
            let (position, number): (i64, i64) = (place.get(0), place.get(1));
            let taken = format!(
                "CREATE TABLE taken AS SELECT * FROM reporting.ledger WHERE position = {position} AND number = {number};
                 DELETE FROM reporting.ledger WHERE position = {position} AND number = {number}"
            );
            admin.batch_execute(&taken).await.unwrap();
            let after = figures(&house, question).await;
            let put_back = "INSERT INTO reporting.ledger SELECT * FROM taken; DROP TABLE taken";
            admin.batch_execute(put_back).await.unwrap();
            let is_it = |line: &Value| line["positie"] == position && line["regel"] == number;
            for (query, (figure, lines)) in &before {
                let (own, others): (Vec<&Value>, Vec<&Value>) = lines.iter().partition(|line| is_it(line));
                let now = after.get(query).unwrap_or(&Value::Null);
                let Some(own) = own.first() else {
                    assert_eq!(now, figure, "line {position}.{number} is not in {query}");
                    continue;
                };
                let measure = measure(query);
                assert_eq!(*now, added_up(measure, &units[measure], &others), "{query} without {own}");
                let adds =
                    ["woonruimten", "bedragCent"].iter().any(|name| own[*name].as_i64().unwrap_or(0) != 0);
                assert!(!adds || now != figure, "{query} is as much without {own}");
                numbers += usize::from(adds);
                only_keys += usize::from(!adds && now != figure);
            }
            for query in after.keys().filter(|query| !before.contains_key(*query)) {
                let (_, lines) = traced(&house, query, 200).await;
                assert!(
                    lines.iter().any(is_it),
                    "{query} came without {position}.{number}, which it does not list"
                );
            }
        }
    }
    assert!(numbers > 8 && only_keys > 0, "{numbers} numbers and {only_keys} counts of keys changed");
}

#[tokio::test]
async fn what_is_published_as_granted_is_what_guards_the_ceiling() {
    let house = House::open().await;
    let last = house.happened(any_history(40)).await;
    for tranche in [tranche(), next_year()] {
        let figures = house.anyone().figures(&format!("tranche={tranche}")).await.expect(200);
        let (budget, _) = house.store.learn(Budget::of(tranche), Until::Position(last)).await.unwrap();
        let cents = |pointer: &str| figures.at(pointer).as_i64().unwrap_or(0);
        let granted = cents("/totaal/toegekend/bedragCent") - cents("/totaal/vrijgevallen/bedragCent");
        assert_eq!(granted, budget.granted().get());
        assert_eq!(cents("/totaal/vrij/bedragCent"), budget.free().get());
    }
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
async fn a_trace_of_who_asked_is_for_government_and_every_mistake_is_told_at_once() {
    let house = House::open().await;
    let path = "/voortgang/v1/cijfers/herleiding?maat=aangevraagd";
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
