//! Given, when, then: for the tests in the command files. A small scheme, and words that make its events.

use crate::allocation::{LotScope, SeedSource};
use crate::commands::{
    Approve, EstablishRanking, PublishScheme, RankingChoice, SealEdition, SealLottery, Submit,
};
use crate::event::{
    Advice, AdviceGiven, ApplicationGranted, ApplicationSubmitted, Arrival, CaseHeader, CeilingChanged,
    CompletenessConfirmed, Correction, CorrectionCause, EditionSealed, Event, GrantedProject, Judgement,
    Source, TrancheClosed, TrancheOpened,
};
use crate::record::{Actor, Position, Recorded, Role};
use crate::violation::Violation;
use crate::words::*;
use crate::{Command, Facts};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

pub const TRIAL: &str = include_str!("testing/trial.toml");

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn day_of_test(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn tranche() -> TrancheKey {
    TrancheKey::parse("proef-2022").unwrap()
}

pub fn applicant(code: &str) -> Applicant {
    Applicant::parse(code).unwrap()
}

pub fn assessor(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

pub fn source() -> Source {
    Source { reference: "Proefcourant 1".into(), address: "https://example.org/1".into() }
}

pub fn application(name: &str) -> ApplicationId {
    ApplicationId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

pub fn case(code: &str, name: &str) -> CaseHeader {
    CaseHeader { application: application(name), tranche: tranche(), applicant: applicant(code) }
}

pub fn reference(code: &str, name: &str) -> OwnReference {
    OwnReference::parse(&format!("{code}-{name}")).unwrap()
}

pub fn kind() -> UnitKind {
    UnitKind {
        target_group: TargetGroup::parse("statushouders").unwrap(),
        permanence: Permanence::Permanent,
        dwelling: Dwelling::SelfContained,
        origin: Origin::NewBuild,
    }
}

/// A project that asks this much for a hundred homes.
pub fn project(euros: i64) -> Project {
    Project {
        key: ProjectKey::parse("P1").unwrap(),
        name: "Stationsweg".into(),
        requested: Amount::gross(Cents::euros(euros)),
        lines: vec![UnitLine { kind: kind(), planned: Units::new(100) }],
        household: None,
        finances: None,
    }
}

pub fn publish(text: &str) -> PublishScheme {
    PublishScheme::new(text.into(), Validity::default(), assessor("beheer")).unwrap()
}

pub fn published() -> Event {
    given([]).when(publish(TRIAL)).happened().remove(0)
}

/// A ceiling of 100,000 euros, open from 19 September to 24 October 2022.
pub fn opened() -> Event {
    let window = Window { opens_at: at("2022-09-19T07:00:00Z"), closes_at: Some(at("2022-10-24T15:00:00Z")) };
    TrancheOpened {
        tranche: tranche(),
        scheme: SchemeKey::parse("proef").unwrap(),
        scheme_version: 1,
        window,
        ceiling: Cents::euros(100_000),
        pots: Default::default(),
        silence: None,
        by: assessor("beheer"),
    }
    .into()
}

pub fn pot(key: &str) -> PotKey {
    PotKey::parse(key).unwrap()
}

/// As [`opened`], with these sub-ceilings in euros.
pub fn opened_with_pots(pots: &[(&str, i64)]) -> Event {
    let Event::TrancheOpened(mut event) = opened() else { unreachable!() };
    event.pots = pots.iter().map(|(key, euros)| (pot(key), Cents::euros(*euros))).collect();
    event.into()
}

/// The trial scheme without the lines that begin so, and with these ahead of its target groups.
pub fn trial(without: &[&str], with: &str) -> String {
    let kept = TRIAL.lines().filter(|line| !without.iter().any(|begin| line.starts_with(begin)));
    let text = kept.collect::<Vec<_>>().join("\n");
    text.replace("[[tranches.target_groups]]", &format!("{with}\n\n[[tranches.target_groups]]"))
}

/// The trial scheme so changed, published, and its tranche opened.
pub fn opened_under(without: &[&str], with: &str) -> Given {
    given(given([]).when(publish(&trial(without, with))).happened()).and([opened()])
}

/// The trial tranche, opened, where the lot decides on the crossing day.
pub fn given_by_lot() -> Given {
    opened_under(&["allocation"], "allocation = { value = \"completeness-then-lot\", source = \"proef\" }")
}

/// An advice of Anna with what she finds.
pub fn judged(code: &str, name: &str, euros: i64, judgement: Judgement) -> Event {
    let Event::AdviceGiven(mut event) = advised(code, name, euros) else { unreachable!() };
    event.judgement = Some(judgement);
    event.into()
}

/// Submitted, complete and judged so.
pub fn ready_and_judged(code: &str, name: &str, euros: i64, judgement: Judgement) -> [Event; 3] {
    [submitted(code, name, euros), complete(code, name), judged(code, name, euros, judgement)]
}

pub fn category(code: &str) -> Judgement {
    Judgement { category: Some(CategoryCode::parse(code).unwrap()), ..Judgement::NONE }
}

pub fn criterion(code: &str) -> CriterionCode {
    CriterionCode::parse(code).unwrap()
}

/// Two applications of 20 September 2022 that together cross the ceiling.
pub fn crossed_by_lot() -> Given {
    given_by_lot().and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 60_000))
}

/// Seals the list of a day in November, with the round of a beacon of December.
pub fn seal(day: &str) -> SealLottery {
    let expected_at = at("2022-11-30T12:00:00Z");
    SealLottery {
        tranche: tranche(),
        pot: None,
        scope: LotScope::Day { day: day_of_test(day) },
        seed_source: SeedSource::Beacon { name: "proefbaken".into(), round: 4_711, expected_at },
        sealed_at: at("2022-11-29T09:00:00Z"),
        by: assessor("anna"),
    }
}

/// The ranking of the whole tranche, by what the scheme says alone.
pub fn establish() -> EstablishRanking {
    EstablishRanking {
        tranche: tranche(),
        pot: None,
        chosen: RankingChoice::default(),
        established_at: at("2022-11-10T09:00:00Z"),
        by: assessor("anna"),
    }
}

/// The ceiling was raised or lowered to this.
pub fn ceiling_of(euros: i64) -> Event {
    CeilingChanged {
        tranche: tranche(),
        pot: None,
        ceiling: Cents::euros(euros),
        decided_on: day_of_test("2022-11-21"),
        published_on: None,
        source: source(),
        by: assessor("beheer"),
    }
    .into()
}

pub fn closed(closed_at: &str) -> Event {
    TrancheClosed {
        tranche: tranche(),
        closed_at: at(closed_at),
        reason: "Gesloten.".into(),
        by: assessor("beheer"),
    }
    .into()
}

pub fn submit(code: &str, name: &str, received_at: &str) -> Submit {
    Submit {
        case: case(code, name),
        received_at: at(received_at),
        reference: reference(code, name),
        contact: None,
        projects: vec![project(50_000)],
        pot: None,
        partnership: None,
    }
}

pub fn submitted_at(code: &str, name: &str, euros: i64, received_at: &str) -> Event {
    ApplicationSubmitted {
        case: case(code, name),
        scheme_version: 1,
        received_at: at(received_at),
        arrival: Arrival::InTime,
        reference: reference(code, name),
        contact: None,
        projects: vec![project(euros)],
        pot: None,
        partnership: None,
    }
    .into()
}

pub fn submitted(code: &str, name: &str, euros: i64) -> Event {
    submitted_at(code, name, euros, "2022-09-20T08:00:00Z")
}

pub fn submitted_late(code: &str, name: &str) -> Event {
    let Event::ApplicationSubmitted(mut event) = submitted_at(code, name, 50_000, "2022-10-24T15:00:01Z")
    else {
        unreachable!()
    };
    event.arrival = Arrival::Late { closed_at: at("2022-10-24T15:00:00Z") };
    event.into()
}

pub fn complete(code: &str, name: &str) -> Event {
    CompletenessConfirmed {
        case: case(code, name),
        complete_since: at("2022-09-20T08:00:00Z"),
        confirmed_at: at("2022-11-01T09:00:00Z"),
        by: assessor("anna"),
    }
    .into()
}

pub fn advised(code: &str, name: &str, euros: i64) -> Event {
    AdviceGiven {
        case: case(code, name),
        advice: Advice::Grant { amount: Amount::gross(Cents::euros(euros)) },
        judgement: None,
        reasons: "Voldoet.".into(),
        given_at: at("2022-11-02T09:00:00Z"),
        by: assessor("anna"),
    }
    .into()
}

/// Submitted, complete and advised by Anna: ready for Bram to decide.
pub fn ready(code: &str, name: &str, euros: i64) -> [Event; 3] {
    [submitted(code, name, euros), complete(code, name), advised(code, name, euros)]
}

pub fn approve(code: &str, name: &str, euros: i64) -> Approve {
    Approve {
        case: case(code, name),
        amount: Amount::gross(Cents::euros(euros)),
        explanation: "Voldoet.".into(),
        decided_at: at("2022-12-01T09:00:00Z"),
        by: assessor("bram"),
    }
}

pub fn granted(code: &str, name: &str, euros: i64) -> Event {
    ApplicationGranted {
        case: case(code, name),
        amount: Amount::gross(Cents::euros(euros)),
        projects: vec![GrantedProject { key: ProjectKey::parse("P1").unwrap(), lines: project(euros).lines }],
        pot: None,
        silence: None,
        explanation: "Voldoet.".into(),
        decided_at: at("2022-12-01T09:00:00Z"),
        by: assessor("bram"),
    }
    .into()
}

pub fn arrived_in_time(happened: &[Event]) -> bool {
    matches!(happened, [Event::ApplicationSubmitted(event)] if event.arrival == Arrival::InTime)
}

/// An event as the log would hold it.
pub fn recorded(position: u64, event: Event) -> Recorded {
    let actor = Actor {
        role: Role::Administrator,
        person: assessor("proef"),
        organisation: None,
        on_behalf_of: None,
    };
    Recorded {
        position: Position(position),
        recorded_at: at("2022-12-31T00:00:00Z"),
        actor,
        imported: None,
        event,
    }
}

#[derive(Clone, Default)]
pub struct Given {
    log: Vec<Recorded>,
}

/// What has happened before.
pub fn given(events: impl IntoIterator<Item = Event>) -> Given {
    Given::default().and(events)
}

impl Given {
    pub fn and(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        for event in events {
            let position = u64::try_from(self.log.len()).unwrap() + 1;
            self.log.push(recorded(position, event));
        }
        self
    }

    pub fn learn<F: Facts>(&self, mut facts: F) -> F {
        let query = facts.about();
        self.log
            .iter()
            .filter(|recorded| query.matches(&recorded.event))
            .for_each(|recorded| facts.learn(recorded));
        facts
    }

    pub fn when<C: Command>(self, command: C) -> Outcome {
        let facts = self.learn(command.facts());
        Outcome(command.decide(&facts))
    }

    pub fn log(&self) -> &[Recorded] {
        &self.log
    }
}

pub struct Outcome(pub Result<Vec<Event>, Violation>);

impl Outcome {
    pub fn happened(self) -> Vec<Event> {
        self.0.unwrap()
    }

    pub fn then(self, expected: impl IntoIterator<Item = Event>) {
        assert_eq!(self.happened(), expected.into_iter().collect::<Vec<_>>());
    }

    pub fn refused(self, code: &str) -> Violation {
        let violation = self.0.expect_err("it should have been refused");
        assert_eq!(violation.code(), code, "{violation:?}");
        assert!(!violation.title().is_empty() && !violation.detail().is_empty());
        violation
    }
}

/// Sealing an edition under this key, as a correction of another where one is named.
pub fn sealing(edition: &str, corrects: Option<&str>) -> SealEdition {
    let key = |text: &str| EditionKey::parse(text).unwrap();
    let corrects =
        corrects.map(|corrects| Correction { edition: key(corrects), cause: CorrectionCause::LateReport });
    let sealed = EditionSealed {
        edition: key(edition),
        corrects,
        title: "Voorjaar 2023".into(),
        note: String::new(),
        questions: vec!["tranche=proef-2022".into()],
        as_of: day_of_test("2023-06-08"),
        known_at: at("2023-06-08T21:59:59Z"),
        position: Position(2),
        method: 2,
        program: "0.1.0".into(),
        rules: Default::default(),
        hash: "00".into(),
        by: assessor("ministerie"),
    };
    SealEdition { sealed, corrections: Vec::new() }
}
