//! Words that make events, for the tests of this crate.

use jiff::Timestamp;
use regulation::event::{
    ApplicationGranted, ApplicationSubmitted, ApplicationWithdrawn, Arrival, CaseHeader, ContributionEntered,
    Event, GrantedProject, MoneyCarriedOver, ProgressCorrected, ProgressEntry, ProgressReported, Purse,
    Source, SpendingAccounted, TrancheOpened,
};
use regulation::record::{Actor, Position, Recorded, Role};
use regulation::words::*;
use uuid::Uuid;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn tranche() -> TrancheKey {
    TrancheKey::parse("proef-2022").unwrap()
}

pub fn person() -> PersonId {
    PersonId::parse("p-1").unwrap()
}

pub fn case(code: &str, name: &str) -> CaseHeader {
    let application = ApplicationId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()));
    CaseHeader { application, tranche: tranche(), applicant: Applicant::parse(code).unwrap() }
}

pub fn kind(group: &str, permanence: Permanence) -> UnitKind {
    let target_group = TargetGroup::parse(group).unwrap();
    UnitKind { target_group, permanence, dwelling: Dwelling::SelfContained, origin: Origin::NewBuild }
}

/// Sixty permanent homes and forty flex homes.
pub fn homes() -> Vec<UnitLine> {
    vec![
        UnitLine { kind: kind("statushouders", Permanence::Permanent), planned: Units::new(60) },
        UnitLine { kind: kind("studenten", Permanence::Flex), planned: Units::new(40) },
    ]
}

pub fn opened(euros: i64) -> Event {
    TrancheOpened {
        tranche: tranche(),
        scheme: SchemeKey::parse("proef").unwrap(),
        scheme_version: 1,
        window: Window { opens_at: at("2022-09-19T07:00:00Z"), closes_at: None },
        ceiling: Cents::euros(euros),
        pots: Default::default(),
        silence: None,
        by: person(),
    }
    .into()
}

pub fn purse(tranche: &str, pot: Option<&str>) -> Purse {
    let pot = pot.map(|pot| PotKey::parse(pot).unwrap());
    Purse { tranche: TrancheKey::parse(tranche).unwrap(), pot }
}

pub fn carried(from: Purse, to: Purse, euros: i64) -> Event {
    let source = Source { reference: "Proefcourant 2".into(), address: "https://example.org/2".into() };
    let (amount, decided_on) = (Cents::euros(euros), "2022-10-15".parse().unwrap());
    MoneyCarriedOver { from, to, amount, decided_on, source, by: person() }.into()
}

pub fn submitted(name: &str, euros: i64) -> Event {
    let project = Project {
        key: ProjectKey::parse("P1").unwrap(),
        name: "Stationsweg".into(),
        requested: Amount::gross(Cents::euros(euros)),
        lines: homes(),
        household: None,
        finances: None,
    };
    ApplicationSubmitted {
        case: case("GM0758", name),
        scheme_version: 1,
        received_at: at("2022-09-20T08:00:00Z"),
        arrival: Arrival::InTime,
        reference: OwnReference::parse(name).unwrap(),
        contact: None,
        projects: vec![project],
        pot: None,
        partnership: None,
    }
    .into()
}

pub fn granted(name: &str, euros: i64) -> Event {
    ApplicationGranted {
        case: case("GM0758", name),
        amount: Amount::gross(Cents::euros(euros)),
        projects: vec![GrantedProject { key: ProjectKey::parse("P1").unwrap(), lines: homes() }],
        pot: None,
        silence: None,
        explanation: String::new(),
        decided_at: at("2022-12-01T09:00:00Z"),
        by: person(),
    }
    .into()
}

pub fn withdrawn(name: &str) -> Event {
    let received_at = at("2023-02-01T09:00:00Z");
    ApplicationWithdrawn { case: case("GM0758", name), received_at, reason: "Geen grond.".into() }.into()
}

/// Homes for status holders that reached a milestone on a day, as the recipient says.
pub fn reached(milestone: Milestone, units: u32, day: &str) -> ProgressEntry {
    ProgressEntry {
        project: ProjectKey::parse("P1").unwrap(),
        kind: kind("statushouders", Permanence::Permanent),
        milestone,
        units: Units::new(units),
        achieved_on: day.parse().unwrap(),
        evidence: Evidence::Claimed,
    }
}

pub fn reported(name: &str, milestone: Milestone, units: u32, day: &str) -> Event {
    reported_as(1, name, vec![reached(milestone, units, day)])
}

/// A report under a number of its own.
pub fn reported_as(report: u128, name: &str, entries: Vec<ProgressEntry>) -> Event {
    ProgressReported {
        case: case("GM0758", name),
        report: ReportId(Uuid::from_u128(report)),
        received_at: at("2024-07-01T09:00:00Z"),
        entries,
        by: person(),
    }
    .into()
}

pub fn corrected(report: u128, corrects: u128, name: &str, entries: Vec<ProgressEntry>) -> Event {
    ProgressCorrected {
        case: case("GM0758", name),
        report: ReportId(Uuid::from_u128(report)),
        corrects: ReportId(Uuid::from_u128(corrects)),
        received_at: at("2024-08-01T09:00:00Z"),
        entries,
        reason: "Dubbel geteld.".into(),
        by: person(),
    }
    .into()
}

pub fn accounted(name: &str, year: i16, euros: i64) -> Event {
    SpendingAccounted {
        case: case("GM0758", name),
        year,
        spent: Cents::euros(euros),
        source: source("Jaarrekening"),
        accounted_at: at("2024-07-15T09:00:00Z"),
        by: person(),
    }
    .into()
}

pub fn contributed(goal: &str, units: u32, day: &str) -> Event {
    ContributionEntered {
        contribution: ContributionKey::parse("rvb-inkoop").unwrap(),
        goal: GoalKey::parse(goal).unwrap(),
        name: "Inkoop".into(),
        units: Some(Units::new(units)),
        amount: None,
        realised: false,
        counts_from: day.parse().unwrap(),
        source: source("Kamerbrief"),
        by: person(),
    }
    .into()
}

fn source(reference: &str) -> Source {
    Source { reference: reference.into(), address: "https://example.org".into() }
}

/// An event as the log would hold it.
pub fn recorded(position: u64, event: Event) -> Recorded {
    let actor = Actor { role: Role::Administrator, person: person(), organisation: None, on_behalf_of: None };
    let recorded_at = at("2026-11-20T12:00:00Z");
    Recorded { position: Position(position), recorded_at, actor, imported: None, event }
}
