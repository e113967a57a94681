//! Events to tell a history with.
#![expect(clippy::unwrap_used, reason = "helpers of tests; what a test says itself can be read")]

use jiff::Timestamp;
use regulation::event::{
    Advice, AdviceGiven, ApplicationGranted, ApplicationRejected, ApplicationSetAside, ApplicationSubmitted,
    ApplicationWithdrawn, Arrival, CaseHeader, CeilingChanged, ContributionEntered, Event, GrantSettled,
    GrantedProject, MoneyCarriedOver, ProgressCorrected, ProgressEntry, ProgressReported, Purse,
    RejectionGround, SchemePublished, Source, SpendingAccounted, TrancheOpened,
};
use regulation::words::{
    Amount, Applicant, ApplicationId, Cents, ContactPerson, ContributionKey, Dwelling, Evidence, GoalKey,
    Milestone, Origin, OwnReference, Permanence, PersonId, Personal, Project, ProjectKey, ReportId,
    SchemeKey, SubjectId, TargetGroup, TrancheKey, UnitKind, UnitLine, Units, Validity, Window,
};
use uuid::Uuid;

pub const TRANCHE: &str = "proef-2022";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn tranche() -> TrancheKey {
    TrancheKey::parse(TRANCHE).unwrap()
}

/// The tranche after it.
pub fn next_year() -> TrancheKey {
    TrancheKey::parse("proef-2023").unwrap()
}

pub fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

/// A case of this applicant; the name tells cases apart.
pub fn case(applicant: &str, name: &str) -> CaseHeader {
    let application = ApplicationId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()));
    CaseHeader { application, tranche: tranche(), applicant: Applicant::parse(applicant).unwrap() }
}

pub fn kind(group: &str, permanence: Permanence) -> UnitKind {
    let target_group = TargetGroup::parse(group).unwrap();
    UnitKind { target_group, permanence, dwelling: Dwelling::SelfContained, origin: Origin::NewBuild }
}

/// Permanent homes for statushouders and flex homes for students.
pub fn homes(permanent: u32, flex: u32) -> Vec<UnitLine> {
    vec![
        UnitLine { kind: kind("statushouders", Permanence::Permanent), planned: Units::new(permanent) },
        UnitLine { kind: kind("studenten", Permanence::Flex), planned: Units::new(flex) },
    ]
}

pub fn opened(euros: i64) -> Event {
    opened_as(tranche(), euros)
}

pub fn opened_as(tranche: TrancheKey, euros: i64) -> Event {
    TrancheOpened {
        tranche,
        scheme: SchemeKey::parse("proef").unwrap(),
        scheme_version: 1,
        window: Window { opens_at: at("2022-09-19T07:00:00Z"), closes_at: None },
        ceiling: Cents::euros(euros),
        pots: Default::default(),
        silence: None,
        by: person("beheer"),
    }
    .into()
}

pub fn ceiling(euros: i64, day: &str) -> Event {
    CeilingChanged {
        tranche: tranche(),
        pot: None,
        ceiling: Cents::euros(euros),
        decided_on: day.parse().unwrap(),
        published_on: None,
        source: Source { reference: "Proefcourant 1".into(), address: "https://example.org/1".into() },
        by: person("beheer"),
    }
    .into()
}

/// Money that goes from the one tranche to the other.
pub fn carried(from: TrancheKey, to: TrancheKey, euros: i64) -> Event {
    let purse = |tranche| Purse { tranche, pot: None };
    MoneyCarriedOver {
        from: purse(from),
        to: purse(to),
        amount: Cents::euros(euros),
        decided_on: "2023-01-15".parse().unwrap(),
        source: Source { reference: "Proefcourant 2".into(), address: "https://example.org/3".into() },
        by: person("beheer"),
    }
    .into()
}

/// What somebody contributes to a goal from a day on.
pub fn contributed(key: &str, goal: &str, units: u32, from: &str) -> Event {
    ContributionEntered {
        contribution: ContributionKey::parse(key).unwrap(),
        goal: GoalKey::parse(goal).unwrap(),
        name: "Bijdrage".into(),
        units: Some(Units::new(units)),
        amount: None,
        counts_from: from.parse().unwrap(),
        realised: false,
        source: Source { reference: "Kamerbrief".into(), address: "https://example.org/4".into() },
        by: person("ministerie"),
    }
    .into()
}

pub fn submitted(case: &CaseHeader, euros: i64, lines: Vec<UnitLine>) -> Event {
    let project = Project {
        key: ProjectKey::parse("P1").unwrap(),
        name: "Geheime locatie".into(),
        requested: Amount::gross(Cents::euros(euros)),
        lines,
        household: None,
        finances: None,
    };
    let contact = ContactPerson { name: "Noor de Vries".into(), email: "noor@gemeente.example".into() };
    ApplicationSubmitted {
        case: case.clone(),
        scheme_version: 1,
        received_at: at("2022-09-20T08:00:00Z"),
        arrival: Arrival::InTime,
        reference: OwnReference::parse("Eigen kenmerk 7").unwrap(),
        contact: Some(Personal::Known { subject: SubjectId(Uuid::now_v7()), person: contact }),
        projects: vec![project],
        pot: None,
        partnership: None,
    }
    .into()
}

pub fn advised(case: &CaseHeader) -> Event {
    AdviceGiven {
        case: case.clone(),
        advice: Advice::Grant { amount: Amount::gross(Cents::euros(1)) },
        judgement: None,
        reasons: "Geheim beraad.".into(),
        given_at: at("2022-11-01T09:00:00Z"),
        by: person("anna"),
    }
    .into()
}

pub fn granted(case: &CaseHeader, euros: i64, lines: Vec<UnitLine>) -> Event {
    granted_at(case, euros, lines, "2022-12-01T09:00:00Z")
}

pub fn granted_at(case: &CaseHeader, euros: i64, lines: Vec<UnitLine>, decided_at: &str) -> Event {
    ApplicationGranted {
        case: case.clone(),
        amount: Amount::gross(Cents::euros(euros)),
        projects: vec![GrantedProject { key: ProjectKey::parse("P1").unwrap(), lines }],
        pot: None,
        silence: None,
        explanation: "Geheime toelichting.".into(),
        decided_at: at(decided_at),
        by: person("bram"),
    }
    .into()
}

/// The same homes in a second project too.
pub fn in_two_projects(grant: Event) -> Event {
    let Event::ApplicationGranted(mut event) = grant else { unreachable!() };
    let lines = event.projects.iter().flat_map(|project| project.lines.clone()).collect();
    event.projects.push(GrantedProject { key: ProjectKey::parse("P2").unwrap(), lines });
    event.into()
}

pub fn settled(case: &CaseHeader, euros: i64) -> Event {
    GrantSettled {
        case: case.clone(),
        amount: Amount::gross(Cents::euros(euros)),
        silence: None,
        explanation: "Geheime toelichting.".into(),
        decided_at: at("2025-03-01T09:00:00Z"),
        by: person("bram"),
    }
    .into()
}

pub fn withdrawn(case: &CaseHeader) -> Event {
    let received_at = at("2023-02-01T09:00:00Z");
    ApplicationWithdrawn { case: case.clone(), received_at, reason: "Geheime reden.".into() }.into()
}

pub fn rejected(case: &CaseHeader, decided_at: &str) -> Event {
    ApplicationRejected {
        case: case.clone(),
        ground: RejectionGround::ConditionsNotMet,
        explanation: "Geheime toelichting.".into(),
        decided_at: at(decided_at),
        by: person("bram"),
    }
    .into()
}

pub fn set_aside(case: &CaseHeader, decided_at: &str) -> Event {
    ApplicationSetAside {
        case: case.clone(),
        explanation: "Geheime toelichting.".into(),
        decided_at: at(decided_at),
        by: person("bram"),
    }
    .into()
}

/// The same submission, received after the tranche closed.
pub fn late(submission: Event) -> Event {
    let Event::ApplicationSubmitted(mut event) = submission else { unreachable!() };
    event.arrival = Arrival::Late { closed_at: at("2022-09-20T07:00:00Z") };
    event.into()
}

/// Permanent homes for statushouders that reached a milestone on a day, as the recipient says.
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

pub fn reported(case: &CaseHeader, milestone: Milestone, units: u32, day: &str) -> Event {
    reported_as(Uuid::now_v7().as_u128(), case, vec![reached(milestone, units, day)])
}

/// A report under a number of its own.
pub fn reported_as(report: u128, case: &CaseHeader, entries: Vec<ProgressEntry>) -> Event {
    ProgressReported {
        case: case.clone(),
        report: ReportId(Uuid::from_u128(report)),
        received_at: at("2024-07-01T09:00:00Z"),
        entries,
        by: person("gemeente"),
    }
    .into()
}

pub fn corrected(report: u128, corrects: u128, case: &CaseHeader, entries: Vec<ProgressEntry>) -> Event {
    ProgressCorrected {
        case: case.clone(),
        report: ReportId(Uuid::from_u128(report)),
        corrects: ReportId(Uuid::from_u128(corrects)),
        received_at: at("2024-08-01T09:00:00Z"),
        entries,
        reason: "Geheime reden.".into(),
        by: person("gemeente"),
    }
    .into()
}

pub fn accounted(case: &CaseHeader, year: i16, euros: i64) -> Event {
    SpendingAccounted {
        case: case.clone(),
        year,
        spent: Cents::euros(euros),
        source: Source { reference: "Jaarrekening".into(), address: "https://example.org/2".into() },
        accounted_at: at("2024-07-10T09:00:00Z"),
        by: person("beheer"),
    }
    .into()
}

/// The rules of the same tranche where each application is for one family.
pub const FAMILIES: &str = r#"
[[tranches]]
key = "proef-2022"
name = "Grote gezinnen"
taxonomy = "proef-2022"
applicants = { value = ["municipality"], source = "s" }
minimum_household = { value = 6, source = "s" }
"#;

/// The rules of the tranche of the tests: an irreversible step within two years, the homes within five.
pub const TERMS: &str = "[[tranches]]
key = \"proef-2022\"
name = \"Proef 2022\"
taxonomy = \"proef-2022\"
applicants = { value = [\"municipality\"], source = \"s\" }
start_within_years = { value = 2, source = \"s\" }
finish_within_years = { value = 5, source = \"s\" }
sisa_code = { value = \"X9\", source = \"s\" }
[[tranches.target_groups]]
code = \"statushouders\"
name = \"statushouders\"
source = \"s\"
[[tranches.target_groups]]
code = \"studenten\"
name = \"studenten\"
source = \"s\"
";

/// A version of the scheme of the tests, with tranches of these years and their target groups.
pub fn published(version: u32, years: &str) -> Event {
    let head = "key = \"proef\"\nname = \"Proefregeling\"\nexecutor = { value = \"RVO\", source = \"s\" }\n\
                [sources.s]\nreference = \"Proefcourant 1\"\naddress = \"https://example.org\"\n";
    let text = format!("{head}{years}");
    let tranches = regulation::scheme::read(&text).unwrap().tranches;
    SchemePublished {
        scheme: SchemeKey::parse("proef").unwrap(),
        version,
        text,
        tranches: tranches.into_iter().map(|tranche| tranche.key).collect(),
        validity: Validity::default(),
        by: person("beheer"),
    }
    .into()
}
