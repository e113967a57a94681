//! The ledger (*grootboek*): from each event to zero or more lines, by a pure function. Every figure is the sum of
//! the lines that match; its trace is those same lines.
//!
//! A line never changes. What is undone becomes a line of its own: money and homes that are free again are
//! [`Measure::Released`], and what a report was wrong about is a line with the opposite number. What an event undoes, and
//! what an application asked that it ends, is known from the lines before it ([`State`]), so the ledger can be made again
//! from the log at any time.

mod measure;
mod state;
#[cfg(test)]
mod tests;

pub use measure::Measure;
pub use state::{Part, Reached, State, Sum};

use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use regulation::event::{
    ApplicationGranted, ApplicationSubmitted, Arrival, CaseHeader, CeilingChanged, ContributionEntered,
    Event, EventType, GrantSettled, MoneyCarriedOver, ProgressCorrected, ProgressEntry, ProgressReported,
    SpendingAccounted, TrancheOpened,
};
use regulation::record::{Position, Recorded};
use regulation::words::{
    Applicant, ApplicationId, ContributionKey, Evidence, GoalKey, ProjectKey, ReportId, TrancheKey, UnitKind,
    UnitLine, day_of,
};
use std::collections::BTreeMap;

/// The version of the way in which events become lines. Another way is another version; sealed figures name theirs.
/// Raise the version of the projection with it.
pub const METHOD: i16 = 4;

/// A way from events to lines: the lines that an event makes, after the lines that made this state. Those of an event of a
/// case follow from the earlier lines of that case alone, and all others from earlier lines of no case: so lines can be made
/// case by case.
pub type Method = fn(&State, &Recorded) -> Vec<Line>;

/// The method of this version. When another comes, this one is kept beside it, so that what was sealed by it can be made
/// again; none for a version that this program does not have.
pub fn lines_by(version: i16) -> Option<Method> {
    match version {
        METHOD => Some(lines),
        _ => None,
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The event that made it.
    pub position: Position,
    /// Its place among the lines of that event: 0, 1, 2 ...
    pub number: i16,
    /// The type of that event.
    pub event: EventType,
    /// Since when it was known.
    pub known_since: Timestamp,
    /// The legal day on which it is true (*peildatum*).
    pub valid_on: Date,
    /// The tranche; absent for a contribution.
    pub tranche: Option<TrancheKey>,
    /// The application; absent for the ceiling.
    pub application: Option<ApplicationId>,
    /// Who applied, under the code of then; absent for the ceiling.
    pub applicant: Option<Applicant>,
    /// The project; absent where money is of the whole application.
    pub project: Option<ProjectKey>,
    /// The kind of homes; absent for money, because no source divides it over kinds.
    pub kind: Option<UnitKind>,
    /// How it is shown that homes are so far; absent where they are only planned.
    pub evidence: Option<Evidence>,
    /// The report in which it was said; a correction undoes the lines of the report that it corrects.
    pub report: Option<ReportId>,
    /// The national goal towards which a contribution counts.
    pub goal: Option<GoalKey>,
    /// The contribution.
    pub contribution: Option<ContributionKey>,
    /// What is counted.
    pub measure: Measure,
    /// Homes; absent where the line counts none.
    pub units: Option<i64>,
    /// Money in cents, VAT included; absent where the line counts none.
    pub cents: Option<i64>,
    /// The [`METHOD`] by which it was made.
    pub method: i16,
}

/// The lines that an event makes, after the lines that made this state.
pub fn lines(state: &State, recorded: &Recorded) -> Vec<Line> {
    let known_since = as_stored(recorded.known_since());
    let entries = match &recorded.event {
        Event::TrancheOpened(event) => opened(state, event),
        Event::CeilingChanged(event) => ceiling_changed(state, event),
        Event::MoneyCarriedOver(event) => carried_over(state, event),
        Event::ApplicationSubmitted(event) => submitted(event),
        Event::ApplicationGranted(event) => granted(state, event),
        Event::GrantSettled(event) => settled(state, event),
        Event::ApplicationWithdrawn(event) => {
            let day = day_of(event.received_at);
            let released = released(state, &event.case, day);
            ended(state, &event.case, day, Measure::Withdrawn).into_iter().chain(released).collect()
        }
        Event::ApplicationRejected(event) => {
            ended(state, &event.case, day_of(event.decided_at), Measure::Rejected)
        }
        Event::ApplicationSetAside(event) => {
            ended(state, &event.case, day_of(event.decided_at), Measure::SetAside)
        }
        Event::ProgressReported(event) => reported(event),
        Event::ProgressCorrected(event) => corrected(state, event),
        Event::SpendingAccounted(event) => accounted(state, event, known_since),
        Event::ContributionEntered(event) => contributed(state, event, known_since),
        Event::SchemePublished(_)
        | Event::WindowExtended(_)
        | Event::TrancheClosed(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_)
        | Event::EditionSealed(_)
        | Event::AdviceGiven(_) => Vec::new(),
    };
    (0..).zip(entries).map(|(number, entry)| entry.line(recorded, known_since, number)).collect()
}

/// A moment as precisely as the ledger keeps it: earlier lines say the same, held in memory or read again.
fn as_stored(moment: Timestamp) -> Timestamp {
    moment.round(Unit::Microsecond).unwrap_or(moment)
}

/// A line without what all lines of its event share.
struct Entry {
    valid_on: Date,
    tranche: Option<TrancheKey>,
    case: Option<(ApplicationId, Applicant)>,
    project: Option<ProjectKey>,
    kind: Option<UnitKind>,
    evidence: Option<Evidence>,
    report: Option<ReportId>,
    towards: Option<(GoalKey, ContributionKey)>,
    measure: Measure,
    units: Option<i64>,
    cents: Option<i64>,
    /// Absent: since the event was.
    known_since: Option<Timestamp>,
}

impl Entry {
    fn new(valid_on: Date, measure: Measure) -> Self {
        Self {
            valid_on,
            tranche: None,
            case: None,
            project: None,
            kind: None,
            evidence: None,
            report: None,
            towards: None,
            measure,
            units: None,
            cents: None,
            known_since: None,
        }
    }

    fn ceiling(tranche: &TrancheKey, valid_on: Date, cents: i64) -> Self {
        Self { tranche: Some(tranche.clone()), ..Self::new(valid_on, Measure::Ceiling).cents(cents) }
    }

    fn of(case: &CaseHeader, valid_on: Date, measure: Measure) -> Self {
        let (tranche, case) = (case.tranche.clone(), (case.application, case.applicant.clone()));
        Self { tranche: Some(tranche), case: Some(case), ..Self::new(valid_on, measure) }
    }

    fn cents(self, cents: i64) -> Self {
        Self { cents: Some(cents), ..self }
    }

    fn project(self, project: &ProjectKey) -> Self {
        Self { project: Some(project.clone()), ..self }
    }

    fn units(self, kind: &UnitKind, units: i64) -> Self {
        Self { kind: Some(kind.clone()), units: Some(units), ..self }
    }

    fn part(self, (project, kind): &Part, sum: Sum) -> Self {
        let (project, kind) = (Some(project.clone()), kind.clone());
        Self { project, kind, units: sum.units, cents: sum.cents, ..self }
    }

    fn said_in(self, report: ReportId, evidence: Evidence) -> Self {
        Self { report: Some(report), evidence: Some(evidence), ..self }
    }

    fn line(self, recorded: &Recorded, known_since: Timestamp, number: i16) -> Line {
        let (application, applicant) = self.case.unzip();
        let (goal, contribution) = self.towards.unzip();
        Line {
            position: recorded.position,
            number,
            event: recorded.event.kind(),
            known_since: self.known_since.unwrap_or(known_since),
            valid_on: self.valid_on,
            tranche: self.tranche,
            application,
            applicant,
            project: self.project,
            kind: self.kind,
            evidence: self.evidence,
            report: self.report,
            goal,
            contribution,
            measure: self.measure,
            units: self.units,
            cents: self.cents,
            method: METHOD,
        }
    }
}

fn opened(state: &State, event: &TrancheOpened) -> Vec<Entry> {
    let change = event.ceiling.get() - state.ceiling(&event.tranche).unwrap_or_default();
    vec![Entry::ceiling(&event.tranche, day_of(event.window.opens_at), change)]
}

/// The ceiling of a pot is a part of the tranche's ceiling, which stays what it is.
fn ceiling_changed(state: &State, event: &CeilingChanged) -> Vec<Entry> {
    if event.pot.is_some() {
        return Vec::new();
    }
    let change = event.ceiling.get() - state.ceiling(&event.tranche).unwrap_or_default();
    vec![Entry::ceiling(&event.tranche, event.decided_on, change)]
}

/// Less in the one tranche and more in the other, each where it has a ceiling; nothing between two pots of one tranche.
fn carried_over(state: &State, event: &MoneyCarriedOver) -> Vec<Entry> {
    let (from, to, amount) = (&event.from.tranche, &event.to.tranche, event.amount.get());
    let changes = if from == to { Vec::new() } else { vec![(from, -amount), (to, amount)] };
    let has_ceiling = |(tranche, _): &(&TrancheKey, i64)| state.ceiling(tranche).is_some();
    let entry = |(tranche, change)| Entry::ceiling(tranche, event.decided_on, change);
    changes.into_iter().filter(has_ceiling).map(entry).collect()
}

fn submitted(event: &ApplicationSubmitted) -> Vec<Entry> {
    let counted_for: &[Measure] = match event.arrival {
        Arrival::InTime => &[Measure::Requested, Measure::Waiting],
        Arrival::Late { .. } => &[Measure::Requested, Measure::Late, Measure::Waiting],
    };
    counted_for.iter().flat_map(|measure| asked(event, *measure)).collect()
}

/// What is asked: the money of each project in one entry, and its homes in one for each kind.
fn asked(event: &ApplicationSubmitted, measure: Measure) -> impl Iterator<Item = Entry> {
    let day = day_of(event.received_at);
    let entry = move || Entry::of(&event.case, day, measure);
    event.projects.iter().flat_map(move |project| {
        let money = entry().project(&project.key).cents(project.requested.gross.get());
        std::iter::once(money).chain(homes(entry, &project.key, &project.lines))
    })
}

/// A case waits no longer, for nothing of what it asked: it was decided, or withdrawn.
fn no_longer_waiting(state: &State, case: &CaseHeader, day: Date) -> impl Iterator<Item = Entry> {
    let waiting = state.waiting(case.application);
    waiting.map(move |(part, sum)| Entry::of(case, day, Measure::Waiting).part(part, -sum))
}

/// How a case ended, with what it asked, and that it waits no longer. Where nothing was asked, or the case had ended before,
/// it only ended.
fn ended(state: &State, case: &CaseHeader, day: Date, how: Measure) -> Vec<Entry> {
    let ending = || Entry::of(case, day, how);
    let whole = state.asked(case.application);
    let mut entries: Vec<_> = whole.map(|(part, sum)| ending().part(part, sum)).collect();
    if entries.is_empty() {
        entries.push(ending());
    }
    entries.extend(no_longer_waiting(state, case, day));
    entries
}

fn granted(state: &State, event: &ApplicationGranted) -> Vec<Entry> {
    let day = day_of(event.decided_at);
    let granted = || Entry::of(&event.case, day, Measure::Granted);
    let mut entries: Vec<_> = released(state, &event.case, day).collect();
    entries.push(granted().cents(event.amount.gross.get()));
    entries.extend(event.projects.iter().flat_map(|project| homes(granted, &project.key, &project.lines)));
    entries.extend(no_longer_waiting(state, &event.case, day));
    entries
}

fn settled(state: &State, event: &GrantSettled) -> Vec<Entry> {
    let day = day_of(event.decided_at);
    let amount = event.amount.gross.get();
    let settled = Entry::of(&event.case, day, Measure::Settled).cents(amount);
    let lower = state.held_cents(event.case.application) - amount;
    let released = Entry::of(&event.case, day, Measure::Released).cents(lower);
    std::iter::once(settled).chain((lower != 0).then_some(released)).collect()
}

fn reported(event: &ProgressReported) -> Vec<Entry> {
    event.entries.iter().map(|entry| reached(&event.case, event.report, entry)).collect()
}

fn reached(case: &CaseHeader, report: ReportId, entry: &ProgressEntry) -> Entry {
    Entry::of(case, entry.achieved_on, Measure::reached(entry.milestone))
        .project(&entry.project)
        .units(&entry.kind, entry.units.get().into())
        .said_in(report, entry.evidence)
}

/// The earlier report is undone whole, on the days that it told, and what holds instead is told.
fn corrected(state: &State, event: &ProgressCorrected) -> Vec<Entry> {
    let earlier = state.reported(event.case.application, event.corrects);
    let undone = earlier.map(|(told, units)| {
        Entry::of(&event.case, told.on, told.measure)
            .project(&told.project)
            .units(&told.kind, -units)
            .said_in(event.corrects, told.evidence)
    });
    let holds = event.entries.iter().map(|entry| reached(&event.case, event.report, entry));
    undone.chain(holds).collect()
}

/// What was accounted for counts on the last day of its year; a later account over the same year takes its place, but of one
/// that was known only later, only then.
fn accounted(state: &State, event: &SpendingAccounted, known_since: Timestamp) -> Vec<Entry> {
    let day = jiff::civil::date(event.year, 12, 31);
    let mut changes = BTreeMap::from([(known_since, event.spent.get())]);
    for (known, cents) in state.accounted(event.case.application, day) {
        *changes.entry(known_since.max(known)).or_default() -= cents;
    }
    let entry = |(known, cents)| Entry {
        known_since: Some(known),
        ..Entry::of(&event.case, day, Measure::Accounted).cents(cents)
    };
    changes.into_iter().map(entry).collect()
}

/// What the contribution counted before is undone, where and when it counted; what was known only later, only then, for
/// before that there was nothing of it to undo.
fn contributed(state: &State, event: &ContributionEntered, known_since: Timestamp) -> Vec<Entry> {
    let of = |goal: &GoalKey, on: Date, sum: Sum| Entry {
        towards: Some((goal.clone(), event.contribution.clone())),
        units: sum.units,
        cents: sum.cents,
        ..Entry::new(on, Measure::Contributed)
    };
    let mut undone: BTreeMap<(&GoalKey, Date, Timestamp), Sum> = BTreeMap::new();
    for ((goal, on, known), sum) in state.contributed(&event.contribution) {
        *undone.entry((goal, *on, known_since.max(*known))).or_default() += -sum;
    }
    let undone = undone
        .into_iter()
        .filter(|(_, sum)| !sum.is_nothing())
        .map(|((goal, on, known), sum)| Entry { known_since: Some(known), ..of(goal, on, sum) });
    let units = event.units.map(|units| units.get().into());
    let holds = Sum { units, cents: event.amount.map(regulation::words::Cents::get) };
    undone.chain([of(&event.goal, event.counts_from, holds)]).collect()
}

/// The homes of a project, one entry for each kind.
fn homes<'a>(
    entry: impl Fn() -> Entry + 'a,
    project: &'a ProjectKey,
    lines: &'a [UnitLine],
) -> impl Iterator<Item = Entry> + 'a {
    lines.iter().map(move |line| entry().project(project).units(&line.kind, line.planned.get().into()))
}

/// What the case still holds is free again: its money in one entry, its homes in one for each project and kind.
fn released<'a>(state: &'a State, case: &'a CaseHeader, day: Date) -> impl Iterator<Item = Entry> + 'a {
    let released = move || Entry::of(case, day, Measure::Released);
    let cents = state.held_cents(case.application);
    let money = (cents != 0).then(|| released().cents(cents));
    let homes = state.held_units(case.application);
    let homes = homes.map(move |((project, kind), units)| released().project(project).units(kind, units));
    money.into_iter().chain(homes)
}
