//! The history of one case, from its number alone: what happens in it, and when.

use crate::chance::Chance;
use crate::world::{self, DAYS, SECONDS_OF_A_DAY};
use jiff::{SignedDuration, Timestamp};
use regulation::event::*;
use regulation::record::Role;
use regulation::words::*;
use uuid::Uuid;

pub const GROUPS: [&str; 8] = [
    "arbeidsmigranten",
    "dak-en-thuislozen",
    "ouderen",
    "statushouders",
    "studenten",
    "uitstroom-beschermd-wonen",
    "woonwagenbewoners",
    "overige-spoedzoekers",
];

/// What happens in a case, with the seconds since the log began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Submit,
    AskSupplement,
    Supplement,
    Complete,
    Advise,
    Grant,
    Reject,
    SetAside,
    Withdraw,
    /// The report with this number.
    Report(u8),
    /// Corrects the report with this number.
    Correct(u8),
    /// Accounts for this year of the log.
    Account(u8),
    Settle,
}

/// A case and its plan; the events themselves are made one at a time.
pub struct Case {
    header: CaseHeader,
    projects: Vec<Project>,
    pub steps: Vec<(u64, Step)>,
}

impl Case {
    /// The case with this number among so many: they arrive in the order of their numbers.
    pub fn new(number: u64, among: u64) -> Self {
        let mut chance = Chance::new(number);
        let (tranche, at) = world::arrival(number, among);
        let applicants = world::applicants();
        // A few large municipalities apply more often than the many small ones.
        let place = (chance.below(1_000) as f64 / 1_000.0).powf(1.5) * applicants.len() as f64;
        let application = ApplicationId(Uuid::from_u128(
            u128::from(Chance::new(number ^ 0xCA5E).number()) << 64 | u128::from(number),
        ));
        let header = CaseHeader {
            application,
            tranche: world::tranche(tranche),
            applicant: applicants[place as usize].clone(),
        };
        let projects = (0..=u64::from(chance.percent(20))).map(|at| project(at, &mut chance)).collect();
        let mut steps = plan(at, &mut chance);
        // What would happen after the last day of the log has not happened.
        steps.retain(|(at, _)| *at < DAYS * SECONDS_OF_A_DAY);
        Self { header, projects, steps }
    }

    /// Who does a step.
    pub const fn role(step: Step) -> Role {
        match step {
            Step::Submit | Step::Supplement | Step::Withdraw | Step::Report(_) | Step::Correct(_) => {
                Role::Municipality
            }
            _ => Role::Assessor,
        }
    }

    /// The event of a step.
    pub fn event(&self, at: u64, step: Step) -> Event {
        let (case, now, by) = (self.header.clone(), world::moment(at), world::person());
        let piece = || PieceCode::parse("begroting").unwrap();
        let explanation = "Het project voldoet aan de voorwaarden van de regeling.".to_owned();
        match step {
            Step::Submit => ApplicationSubmitted {
                case,
                scheme_version: 1,
                received_at: now,
                arrival: Arrival::InTime,
                reference: OwnReference::parse("Z-2022-000123").unwrap(),
                contact: None,
                projects: self.projects.clone(),
                pot: None,
                partnership: None,
            }
            .into(),
            Step::AskSupplement => SupplementRequested {
                case,
                requested_at: now,
                pieces: vec![Piece { code: piece(), description: "De begroting".to_owned() }],
                answer_by: None,
                by,
            }
            .into(),
            Step::Supplement => {
                let note = "Zie de bijlage.".to_owned();
                ApplicationSupplemented { case, received_at: now, pieces: vec![piece()], note }.into()
            }
            Step::Complete => {
                CompletenessConfirmed { case, complete_since: now, confirmed_at: now, by }.into()
            }
            Step::Advise => {
                let advice = Advice::Grant { amount: Amount::gross(self.requested()) };
                AdviceGiven { case, advice, judgement: None, reasons: explanation, given_at: now, by }.into()
            }
            Step::Grant => ApplicationGranted {
                case,
                amount: Amount::gross(self.requested()),
                projects: self.granted(),
                pot: None,
                silence: None,
                explanation,
                decided_at: now,
                by,
            }
            .into(),
            Step::Reject => {
                let ground = RejectionGround::ConditionsNotMet;
                ApplicationRejected { case, ground, explanation, decided_at: now, by }.into()
            }
            Step::SetAside => ApplicationSetAside { case, explanation, decided_at: now, by }.into(),
            Step::Withdraw => {
                let reason = "Er is geen grond meer.".to_owned();
                ApplicationWithdrawn { case, received_at: now, reason }.into()
            }
            Step::Report(number) => ProgressReported {
                case,
                report: self.report(number, 0),
                received_at: now,
                entries: self.entries(number, at, 3),
                by,
            }
            .into(),
            Step::Correct(number) => ProgressCorrected {
                case,
                report: self.report(number, 1),
                corrects: self.report(number, 0),
                received_at: now,
                entries: self.entries(number, at, 2),
                reason: "Dubbel geteld.".to_owned(),
                by,
            }
            .into(),
            Step::Account(year) => SpendingAccounted {
                case,
                year: world::FIRST_YEAR + i16::from(year),
                spent: Cents::new(self.requested().get() / 5),
                source: world::source(),
                accounted_at: now,
                by,
            }
            .into(),
            Step::Settle => GrantSettled {
                case,
                amount: Amount::gross(Cents::new(self.requested().get() / 100 * 97)),
                silence: None,
                explanation,
                decided_at: now,
                by,
            }
            .into(),
        }
    }

    fn requested(&self) -> Cents {
        self.projects.iter().map(|project| project.requested.gross).sum()
    }

    fn granted(&self) -> Vec<GrantedProject> {
        let granted =
            |project: &Project| GrantedProject { key: project.key.clone(), lines: project.lines.clone() };
        self.projects.iter().map(granted).collect()
    }

    fn report(&self, number: u8, version: u64) -> ReportId {
        ReportId(Uuid::from_u128(
            self.header.application.0.as_u128() ^ (u128::from(number) << 70) ^ (u128::from(version) << 80),
        ))
    }

    /// One entry for each project: what was reached between this report and the one before, said some weeks later.
    fn entries(&self, number: u8, at: u64, size: u32) -> Vec<ProgressEntry> {
        let milestone = match number {
            0 => Milestone::IrreversibleStep,
            1 | 2 => Milestone::Started,
            _ => Milestone::Realised,
        };
        let evidence = match (milestone, number % 2) {
            (Milestone::Realised, 0) => Evidence::CompletedInBag,
            (Milestone::IrreversibleStep, _) => Evidence::PermitShown,
            _ => Evidence::Claimed,
        };
        let achieved_on = day_of(world::moment(at.saturating_sub(40 * SECONDS_OF_A_DAY)));
        let entry = |project: &Project| ProgressEntry {
            project: project.key.clone(),
            kind: project.lines[usize::from(number) % project.lines.len()].kind.clone(),
            milestone,
            units: Units::new(size),
            achieved_on,
            evidence,
        };
        self.projects.iter().map(entry).collect()
    }
}

/// Two kinds of homes, and money for them.
fn project(at: u64, chance: &mut Chance) -> Project {
    let first = chance.below(GROUPS.len() as u64) as usize;
    let lines = [first, (first + 1 + at as usize) % GROUPS.len()].map(|group| {
        let kind = UnitKind {
            target_group: TargetGroup::parse(GROUPS[group]).unwrap(),
            permanence: *chance.one_of(&[Permanence::Permanent, Permanence::Flex]),
            dwelling: *chance.one_of(&[Dwelling::SelfContained, Dwelling::SelfContained, Dwelling::Shared]),
            origin: *chance.one_of(&[Origin::NewBuild, Origin::NewBuild, Origin::Transformation]),
        };
        UnitLine { kind, planned: Units::new(5 + chance.below(60) as u32) }
    });
    Project {
        key: ProjectKey::parse(&format!("P{}", at + 1)).unwrap(),
        name: "Stationsweg".to_owned(),
        requested: Amount::gross(Cents::euros(100_000 + 1_000 * chance.below(900) as i64)),
        lines: lines.into(),
        household: None,
        finances: None,
    }
}

/// From submission to settlement, as the table in [`crate`] says.
fn plan(submitted: u64, chance: &mut Chance) -> Vec<(u64, Step)> {
    let (mut at, mut steps) = (submitted, vec![(submitted, Step::Submit)]);
    let mut then = |days: u64, step: Step, chance: &mut Chance| {
        at += days * SECONDS_OF_A_DAY + chance.below(SECONDS_OF_A_DAY);
        steps.push((at, step));
    };
    let supplement = chance.percent(25);
    if supplement {
        then(10, Step::AskSupplement, chance);
    }
    let fate = chance.below(100);
    match fate {
        0..4 => {
            then(40, Step::SetAside, chance);
            return steps;
        }
        4..9 => {
            then(30, Step::Withdraw, chance);
            return steps;
        }
        _ => {}
    }
    if supplement {
        then(14, Step::Supplement, chance);
    }
    then(5, Step::Complete, chance);
    then(30, Step::Advise, chance);
    if fate < 29 {
        then(20, Step::Reject, chance);
        return steps;
    }
    then(20, Step::Grant, chance);
    if fate < 32 {
        then(200, Step::Withdraw, chance);
        return steps;
    }
    let granted = at;
    for number in 0..(6 + chance.below(7) as u8) {
        let reported = granted + (150 + 182 * u64::from(number) + chance.below(60)) * SECONDS_OF_A_DAY;
        steps.push((reported, Step::Report(number)));
        if chance.percent(5) {
            steps.push((reported + (20 + chance.below(30)) * SECONDS_OF_A_DAY, Step::Correct(number)));
        }
        if number % 2 == 1 {
            // In the July after the year, as municipalities account.
            let year = reported / (365 * SECONDS_OF_A_DAY);
            let july = (year * 365 + 365 + 190) * SECONDS_OF_A_DAY;
            steps.push((july + chance.below(30 * SECONDS_OF_A_DAY), Step::Account(year as u8)));
        }
    }
    let last = steps.iter().map(|(at, _)| *at).max().unwrap_or(at);
    if chance.percent(80) {
        steps.push((last + (60 + chance.below(60)) * SECONDS_OF_A_DAY, Step::Settle));
    }
    steps.sort_by_key(|(at, _)| *at);
    steps
}

/// A moment after another.
pub fn after(start: Timestamp, seconds: u64) -> Timestamp {
    start + SignedDuration::from_secs(seconds as i64)
}
