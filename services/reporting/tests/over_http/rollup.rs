//! Sums that were made beforehand are those of the ledger: at every date, after corrections, after a rebuild.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::histories::{
    TRANCHE, at, case, ceiling, granted_at, kind, late, opened, person, rejected, set_aside, settled,
    submitted, withdrawn,
};
use crate::support::House;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regulation::event::{CaseHeader, Event, ProgressCorrected, ProgressEntry, ProgressReported};
use regulation::words::{
    Evidence, Milestone, Origin, Permanence, ProjectKey, ReportId, UnitKind, UnitLine, Units,
};
use reporting::projection::Ledger;
use reporting::rollup;
use uuid::Uuid;

const APPLICANTS: [&str; 6] = ["GM0758", "GM0193", "GM0501", "GM0530", "SW-de-bevelanden", "PV28"];
const GROUPS: [&str; 3] = ["statushouders", "studenten", "ouderen"];

/// What may vary of an event.
pub type Drawn = (usize, u8, u32, i32, u8);

pub fn day(number: i32) -> Date {
    date(2021, 1, 1).checked_add(number.days()).unwrap()
}

fn homes(of: u8, size: u32) -> Vec<UnitLine> {
    let line = |number: u8, planned| {
        let permanence = if number.is_multiple_of(2) { Permanence::Permanent } else { Permanence::Flex };
        let origin = if number % 4 < 2 { Origin::NewBuild } else { Origin::Transformation };
        let kind = UnitKind { origin, ..kind(GROUPS[usize::from(number % 3)], permanence) };
        UnitLine { kind, planned: Units::new(planned) }
    };
    vec![line(of, size), line(of + 1, size / 2)]
}

fn entries(of: u8, size: u32, on: i32) -> Vec<ProgressEntry> {
    let milestone = if of.is_multiple_of(2) { Milestone::Started } else { Milestone::Realised };
    let entry = |(number, line): (u8, UnitLine)| ProgressEntry {
        project: ProjectKey::parse(["P1", "P2"][usize::from(number)]).unwrap(),
        kind: line.kind,
        milestone,
        units: line.planned,
        achieved_on: day(on + 20 * i32::from(number)),
        evidence: Evidence::Claimed,
    };
    (0..).zip(homes(of, size)).map(entry).collect()
}

/// Reports of a case go by small numbers, so that corrections often find one to correct, also one corrected before.
fn report(case: &CaseHeader, number: u8) -> ReportId {
    ReportId(Uuid::new_v5(&case.application.0, &[number]))
}

fn event(drawn: Drawn) -> Event {
    let number = drawn.0;
    event_of(case(APPLICANTS[number % 6], &format!("zaak {number}")), drawn)
}

/// The same submission with a second project, of one home more of each kind.
fn of_two_projects(submission: Event) -> Event {
    let Event::ApplicationSubmitted(mut event) = submission else { unreachable!() };
    let mut second = event.projects[0].clone();
    second.key = ProjectKey::parse("P2").unwrap();
    second.lines.iter_mut().for_each(|line| line.planned = Units::new(line.planned.get() + 1));
    event.projects.push(second);
    event.into()
}

/// What happens to a case.
pub fn event_of(case: CaseHeader, (_, what, size, on, of): Drawn) -> Event {
    let (received_at, by) = (at("2026-01-01T09:00:00Z"), person("gemeente"));
    let entries = entries(of, size, on);
    let decided = format!("{}T09:00:00Z", day(on));
    match what {
        0 => submitted(&case, i64::from(size), homes(of, size)),
        1 => late(of_two_projects(submitted(&case, i64::from(size), homes(of, size)))),
        2..=4 => granted_at(&case, i64::from(size), homes(of, size), &decided),
        5 => settled(&case, i64::from(size)),
        6 => withdrawn(&case),
        7 => rejected(&case, &decided),
        8 => set_aside(&case, &decided),
        9 | 10 => ProgressReported { report: report(&case, of % 3), case, received_at, entries, by }.into(),
        11 | 12 => ProgressCorrected {
            report: report(&case, of % 3 + 1),
            corrects: report(&case, of % 3),
            case,
            received_at,
            entries: if what == 11 { Vec::new() } else { entries },
            reason: "Dubbel geteld.".into(),
            by,
        }
        .into(),
        _ => ceiling(i64::from(size) * 100, &day(on).to_string()),
    }
}

/// Any order of events, also orders that the rules would refuse.
fn any_history(length: usize) -> Vec<Event> {
    let drawn = (0..14_usize, 0..14_u8, 2..90_u32, 0..1_500_i32, 0..6_u8);
    let mut runner = TestRunner::default();
    let all = prop::collection::vec(drawn, length).new_tree(&mut runner).unwrap().current();
    all.into_iter().map(event).collect()
}

const QUESTIONS: [&str; 25] = [
    "",
    "groepeerOp=tranche",
    "groepeerOp=regeling",
    "groepeerOp=gemeente",
    "groepeerOp=provincie&gemeentegrenzen=nu",
    "groepeerOp=regio",
    "groepeerOp=duur",
    "groepeerOp=halfjaar",
    "groepeerOp=halfjaar&provincie=PV30",
    "duur=flex&groepeerOp=gemeente",
    "tranche=proef-2022",
    "tranche=proef-2022&groepeerOp=aandachtsgroep",
    "tranche=proef-2022&groepeerOp=aandachtsgroep,duur,provincie",
    "tranche=proef-2022&aandachtsgroep=studenten",
    "gemeente=GM0758&groepeerOp=tranche&maat=gestart,toegekend",
    "provincie=samenwerking,PV28&gemeentegrenzen=nu",
    "groepeerOp=regeling&gemeentegrenzen=nu",
    "tranche=proef-2022&groepeerOp=aandachtsgroep&gemeentegrenzen=nu",
    "halfjaar=2022-h1&groepeerOp=provincie",
    "duur=flex,permanent&groepeerOp=duur",
    "tranche=proef-2022&aandachtsgroep=studenten&duur=flex",
    "tranche=proef-2022&duur=flex",
    "herkomst=transformatie",
    "groepeerOp=herkomst,provincie",
    "tranche=proef-2022&groepeerOp=herkomst",
];

/// Asks everything at many dates twice: as is known now, which the rollup may answer, and as was known a moment ago,
/// which only the ledger answers.
async fn compare(house: &House, when: &str, first: i32) -> usize {
    let known = house.store.now().await.unwrap();
    let mut cells = 0;
    let borders = [date(2021, 12, 31), date(2022, 1, 1), date(2024, 2, 29), date(2026, 11, 1)];
    let days = (0..3).map(|number| day(first + number * 413)).chain(borders);
    for as_of in days {
        for question in QUESTIONS {
            let query = format!("{question}&peildatum={as_of}");
            let now = house.ministry().figures(&query).await.expect(200);
            let ledger = house.ministry().figures(&format!("{query}&bekendOp={known}")).await.expect(200);
            assert_eq!(now.at("/cellen"), ledger.at("/cellen"), "{when}: {query}");
            assert_eq!(now.at("/totaal"), ledger.at("/totaal"), "{when}: {query}");
            cells += now.list("cellen").len();
        }
        for measure in ["toegekend", "gestart", "plafond", "wachtend", "afgewezen"] {
            let query = format!(
                "/voortgang/v1/cijfers/herleiding?tranche={TRANCHE}&maat={measure}&peildatum={as_of}"
            );
            let now = house.ministry().get(&query).await.expect(200);
            let ledger = house.ministry().get(&format!("{query}&bekendOp={known}")).await.expect(200);
            assert_eq!(now.at("/som"), ledger.at("/som"), "{when}: {query}");
        }
    }
    cells
}

#[tokio::test]
async fn what_was_added_up_beforehand_is_what_the_ledger_adds_up_to_in_any_history() {
    let house = House::open().await;
    house.happened([opened(1_000_000)].into_iter().chain(any_history(70))).await;
    assert!(rollup::advance(&house.store, 0).await.unwrap() > 0);
    let cells = compare(&house, "made anew", 364).await;
    assert!(cells > 100, "only {cells} cells were compared");
    house.happened(any_history(40)).await;
    compare(&house, "with what was touched since", 180).await;
    for _ in 0..4 {
        house.happened(any_history(10)).await;
        rollup::advance(&house.store, 0).await.unwrap();
    }
    house.happened(any_history(10)).await;
    let (one, other) = tokio::join!(rollup::advance(&house.store, 0), rollup::advance(&house.store, 0));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    compare(&house, "brought up step by step, and by two at once", 507).await;
    house.store.rebuild(Ledger).await.unwrap();
    compare(&house, "after a rebuild that finds the same", 623).await;
}

#[tokio::test]
async fn sums_of_a_ledger_that_was_changed_are_thrown_away_and_made_again() {
    let house = House::open().await;
    house.happened([opened(1_000_000)].into_iter().chain(any_history(40))).await;
    rollup::advance(&house.store, 0).await.unwrap();
    let admin = house.database.admin().await.unwrap();
    let units = async || {
        house.ministry().figures("maat=toegekend").await.at("/totaal/toegekend/woonruimten").as_i64()
    };
    let before = units().await.expect("homes were granted");
    // That it is really the rollup that answers, shows when it is gone.
    let gone = "DELETE FROM reporting.rollup WHERE grain = 'all'";
    assert!(admin.execute(gone, &[]).await.unwrap() > 0);
    assert_eq!(units().await, None);

    let tampered =
        "UPDATE reporting.ledger SET units = units + 1000 WHERE measure = 'granted' AND units IS NOT NULL";
    assert!(admin.execute(tampered, &[]).await.unwrap() > 0);
    assert!(units().await.unwrap() > before + 900, "the ledger itself answers");
    house.store.rebuild(Ledger).await.unwrap();
    assert_eq!(units().await.unwrap(), before);
    rollup::advance(&house.store, 0).await.unwrap();
    assert_eq!(units().await.unwrap(), before);
}

#[tokio::test]
async fn sums_are_forgotten_while_they_are_brought_up_to_date_without_waiting_for_each_other() {
    let house = House::open().await;
    house.happened([opened(100_000), submitted(&case("GM0758", "A"), 1_000, homes(0, 10))]).await;
    rollup::advance(&house.store, 0).await.unwrap();
    let (advancing, forgetting) =
        (house.database.admin().await.unwrap(), house.database.admin().await.unwrap());
    advancing.batch_execute("BEGIN; SELECT position FROM reporting.rolled_up FOR UPDATE").await.unwrap();
    // A statement that changes no line forgets all the same.
    let forgets =
        tokio::spawn(
            async move { forgetting.batch_execute("DELETE FROM reporting.ledger WHERE false").await },
        );
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    advancing.batch_execute("UPDATE reporting.rollup SET until = until; COMMIT").await.unwrap();
    forgets.await.unwrap().unwrap();
}
