//! What is measured: a made-up tranche, as its log would hold it.

use crate::assessors::{Asking, Assessors};
use jiff::{Timestamp, ToSpan};
use regulation::event::{
    Advice, AdviceGiven, ApplicationSubmitted, ApplicationSupplemented, ApplicationWithdrawn, Arrival,
    CaseHeader, CompletenessConfirmed, Event, Judgement, Piece, SchemePublished, SupplementRequested,
    TrancheOpened,
};
use regulation::record::{Actor, Position, Recorded, Role};
use regulation::words::{
    Amount, Applicant, ApplicationId, CategoryCode, Cents, Dwelling, Origin, OwnReference, Permanence,
    PersonId, PieceCode, PotKey, Project, ProjectKey, SchemeKey, TargetGroup, TrancheKey, UnitKind, UnitLine,
    Units, Validity, Window,
};
use std::collections::BTreeMap;
use std::error::Error;
use uuid::Uuid;

pub type Fallible<T> = Result<T, Box<dyn Error>>;

pub const APPLICATIONS: u32 = 10_000;
pub const CEILING: Cents = Cents::euros(300_000_000);
/// That of the pot, where the tranche has one.
pub const POT_CEILING: Cents = Cents::euros(60_000_000);
const POT: &str = "studenten";
const OPENS_AT: &str = "2022-09-19T07:00:00Z";
const APPLICANTS: [&str; 6] = ["GM0758", "GM0344", "GM0363", "GM0501", "GM0599", "GM0518"];
const CATEGORIES: &str = r#"
[[tranches.categories]]
code = "a"
name = "Eerst"
source = "proef"

[[tranches.categories]]
code = "b"
name = "Daarna"
source = "proef"
"#;

/// The pot of the tranche, from which one in five asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pots {
    /// It has none.
    None,
    /// A quota reserved within the whole.
    Reserved,
    /// A sub-ceiling.
    Separate,
}

impl Pots {
    fn text(self) -> String {
        let kind = match self {
            Self::None => return String::new(),
            Self::Reserved => "reserved",
            Self::Separate => "separate",
        };
        let euros = POT_CEILING.get() / 100;
        format!(
            "[[tranches.pots]]\nkey = \"{POT}\"\nname = \"Studenten\"\nkind = \"{kind}\"\nceiling_euros = {{ value = {euros}, source = \"proef\" }}\n"
        )
    }

    fn ceilings(self) -> Fallible<BTreeMap<PotKey, Cents>> {
        if self == Self::None { Ok(BTreeMap::new()) } else { Ok([(pot()?, POT_CEILING)].into()) }
    }

    fn of(self, index: u32) -> Fallible<Option<PotKey>> {
        if self != Self::None && index % 5 == 2 { pot().map(Some) } else { Ok(None) }
    }
}

fn pot() -> Fallible<PotKey> {
    PotKey::parse(POT).map_err(|_| "a pot".into())
}

pub fn tranche() -> Fallible<TrancheKey> {
    TrancheKey::parse("proef-2022").map_err(|_| "a tranche".into())
}

pub fn person(name: &str) -> Fallible<PersonId> {
    PersonId::parse(name).map_err(|_| "a person".into())
}

/// What happens when; at one moment in the order in which it is listed.
type Happened = BTreeMap<(Timestamp, usize), Step>;

enum Step {
    /// This happens.
    Happens(Event),
    /// This is to be decided.
    IsDue(Asking),
}

/// Ten thousand applications in 35 days, and what assessors made of them meanwhile: three in ten were supplemented, one
/// in twenty was withdrawn or rejected on its substance, and the others were decided three weeks after they were complete,
/// in the lawful order.
pub fn history(pots: Pots) -> Fallible<Vec<Recorded>> {
    let mut happened = Happened::new();
    for index in 0..APPLICATIONS {
        before_the_decision(index, pots, &mut happened)?;
    }
    let mut assessors = Assessors::of(pots);
    let first = [published(pots)?, opened(pots)?];
    let mut all = Vec::new();
    for event in first {
        all.push((OPENS_AT.parse()?, event));
    }
    for ((at, _), step) in happened {
        let event = match step {
            Step::Happens(event) => Some(event),
            Step::IsDue(asking) => decision(asking, at, &mut assessors)?,
        };
        if let Some(event) = event {
            assessors.see(&event);
            all.push((at, event));
        }
    }
    let actor =
        Actor { role: Role::Assessor, person: person("anna")?, organisation: None, on_behalf_of: None };
    let record = |(position, (recorded_at, event)): (u64, (Timestamp, Event))| Recorded {
        position: Position(position),
        recorded_at,
        actor: actor.clone(),
        imported: None,
        event,
    };
    Ok((1..).zip(all).map(record).collect())
}

fn note(happened: &mut Happened, at: Timestamp, event: impl Into<Event>) {
    happened.insert((at, happened.len()), Step::Happens(event.into()));
}

/// Everything up to the advice, and when the case is decided.
fn before_the_decision(index: u32, pots: Pots, happened: &mut Happened) -> Fallible<()> {
    let received_at = received_at(index)?;
    let asked = Cents::euros(20_000 + i64::from(index * 7_919 % 61) * 1_000);
    let case = case(index)?;
    note(happened, received_at, submitted(&case, index, asked, pots)?);
    let is_supplemented = index % 10 < 3;
    let complete_since = if is_supplemented { received_at + 96.hours() } else { received_at };
    if is_supplemented {
        let code = PieceCode::parse("begroting").map_err(|_| "a piece")?;
        let pieces = vec![Piece { code: code.clone(), description: "Begroting".into() }];
        let requested_at = received_at + 24.hours();
        let by = person("anna")?;
        note(
            happened,
            requested_at,
            SupplementRequested { case: case.clone(), requested_at, pieces, answer_by: None, by },
        );
        let pieces = vec![code];
        note(
            happened,
            complete_since,
            ApplicationSupplemented {
                case: case.clone(),
                received_at: complete_since,
                pieces,
                note: String::new(),
            },
        );
    }
    let by = person("anna")?;
    let confirmed_at = complete_since + 240.hours();
    note(
        happened,
        confirmed_at,
        CompletenessConfirmed { case: case.clone(), complete_since, confirmed_at, by },
    );
    let category =
        CategoryCode::parse(if index.is_multiple_of(3) { "a" } else { "b" }).map_err(|_| "a category")?;
    let given_at = complete_since + 288.hours();
    note(
        happened,
        given_at,
        AdviceGiven {
            case: case.clone(),
            advice: Advice::Grant { amount: Amount::gross(found(asked, index)) },
            judgement: Some(Judgement { category: Some(category), ..Judgement::NONE }),
            reasons: "Voldoet.".into(),
            given_at,
            by: person("anna")?,
        },
    );
    let asking =
        Asking { case, index, complete_since, asked, found: found(asked, index), pot: pots.of(index)? };
    happened.insert((complete_since + 504.hours(), happened.len()), Step::IsDue(asking));
    Ok(())
}

/// One in eight can be granted a little less than it asks.
fn found(asked: Cents, index: u32) -> Cents {
    if index.is_multiple_of(8) { asked.percent(95) } else { asked }
}

fn decision(asking: Asking, at: Timestamp, assessors: &mut Assessors) -> Fallible<Option<Event>> {
    if asking.index % 40 == 7 {
        let (case, reason) = (asking.case, String::new());
        return Ok(Some(ApplicationWithdrawn { case, received_at: at, reason }.into()));
    }
    assessors.decide(asking, at)
}

fn case(index: u32) -> Fallible<CaseHeader> {
    let code = APPLICANTS.iter().cycle().nth(usize::try_from(index % 6)?).ok_or("an applicant")?;
    Ok(CaseHeader {
        application: ApplicationId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &index.to_be_bytes())),
        tranche: tranche()?,
        applicant: Applicant::parse(code).map_err(|_| "an applicant")?,
    })
}

fn received_at(index: u32) -> Fallible<Timestamp> {
    let opens_at: Timestamp = OPENS_AT.parse()?;
    Ok(opens_at + (i64::from(index) * 300).seconds())
}

fn submitted(case: &CaseHeader, index: u32, asked: Cents, pots: Pots) -> Fallible<ApplicationSubmitted> {
    let kind = UnitKind {
        target_group: TargetGroup::parse("statushouders").map_err(|_| "a group")?,
        permanence: Permanence::Permanent,
        dwelling: Dwelling::SelfContained,
        origin: Origin::NewBuild,
    };
    let project = Project {
        key: ProjectKey::parse("P1").map_err(|_| "a project")?,
        name: "Stationsweg".into(),
        requested: Amount::gross(asked),
        lines: vec![UnitLine { kind, planned: Units::new(12) }],
        household: None,
        finances: None,
    };
    Ok(ApplicationSubmitted {
        case: case.clone(),
        scheme_version: 1,
        received_at: received_at(index)?,
        arrival: Arrival::InTime,
        reference: OwnReference::parse(&format!("K-{index}")).map_err(|_| "a reference")?,
        contact: None,
        projects: vec![project],
        pot: pots.of(index)?,
        partnership: None,
    })
}

fn published(pots: Pots) -> Fallible<Event> {
    let text = include_str!("../../src/testing/trial.toml");
    let text = text.lines().filter(|line| !line.starts_with("maximum_per_applicant"));
    let text = text.collect::<Vec<_>>().join("\n");
    let text = text.replace("value = 100000", &format!("value = {}", CEILING.get() / 100));
    let groups = "[[tranches.target_groups]]";
    let event = SchemePublished {
        scheme: SchemeKey::parse("proef").map_err(|_| "a scheme")?,
        version: 1,
        text: text.replace(groups, &format!("{CATEGORIES}\n{}\n{groups}", pots.text())),
        tranches: vec![tranche()?],
        validity: Validity::default(),
        by: person("beheer")?,
    };
    Ok(event.into())
}

fn opened(pots: Pots) -> Fallible<Event> {
    let event = TrancheOpened {
        tranche: tranche()?,
        scheme: SchemeKey::parse("proef").map_err(|_| "a scheme")?,
        scheme_version: 1,
        window: Window { opens_at: OPENS_AT.parse()?, closes_at: Some("2022-10-31T16:00:00Z".parse()?) },
        ceiling: CEILING,
        pots: pots.ceilings()?,
        silence: None,
        by: person("beheer")?,
    };
    Ok(event.into())
}
