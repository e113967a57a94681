//! The ledger (*grootboek*): from each event to zero or more lines, by a pure function. Every figure is the sum of
//! the lines that match; its trace is those same lines.
//!
//! A line never changes. What is undone becomes a line of its own: money and homes that are free again are
//! [`Measure::Released`]. What an event undoes is known from the lines before it ([`State`]), so the ledger can be
//! made again from the log at any time.

mod measure;
mod state;
#[cfg(test)]
mod tests;

pub use measure::Measure;
pub use state::State;

use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::{
    ApplicationGranted, ApplicationSubmitted, Arrival, CaseHeader, CeilingChanged, Event, EventType,
    GrantSettled, MoneyCarriedOver, ProgressReported, TrancheOpened,
};
use regulation::record::{Position, Recorded};
use regulation::words::{Applicant, ApplicationId, ProjectKey, TrancheKey, UnitKind, UnitLine, day_of};

/// The version of the way in which events become lines. Another way is another version; sealed figures name theirs.
pub const METHOD: i16 = 1;

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
    /// The tranche.
    pub tranche: TrancheKey,
    /// The application; absent for the ceiling.
    pub application: Option<ApplicationId>,
    /// Who applied, under the code of then; absent for the ceiling.
    pub applicant: Option<Applicant>,
    /// The project; absent where money is of the whole application.
    pub project: Option<ProjectKey>,
    /// The kind of homes; absent for money, because no source divides it over kinds.
    pub kind: Option<UnitKind>,
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
            std::iter::once(Entry::of(&event.case, day, Measure::Withdrawn)).chain(released).collect()
        }
        Event::ApplicationRejected(event) => {
            vec![Entry::of(&event.case, day_of(event.decided_at), Measure::Rejected)]
        }
        Event::ApplicationSetAside(event) => {
            vec![Entry::of(&event.case, day_of(event.decided_at), Measure::SetAside)]
        }
        Event::ProgressReported(event) => reported(event),
        Event::SchemePublished(_)
        | Event::WindowExtended(_)
        | Event::TrancheClosed(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_)
        | Event::AdviceGiven(_) => Vec::new(),
    };
    (0..).zip(entries).map(|(number, entry)| entry.line(recorded, number)).collect()
}

/// A line without what all lines of its event share.
struct Entry {
    valid_on: Date,
    tranche: TrancheKey,
    case: Option<(ApplicationId, Applicant)>,
    project: Option<ProjectKey>,
    kind: Option<UnitKind>,
    measure: Measure,
    units: Option<i64>,
    cents: Option<i64>,
}

impl Entry {
    fn ceiling(tranche: &TrancheKey, valid_on: Date, cents: i64) -> Self {
        let tranche = tranche.clone();
        let cents = Some(cents);
        Self {
            valid_on,
            tranche,
            case: None,
            project: None,
            kind: None,
            measure: Measure::Ceiling,
            units: None,
            cents,
        }
    }

    fn of(case: &CaseHeader, valid_on: Date, measure: Measure) -> Self {
        Self {
            valid_on,
            tranche: case.tranche.clone(),
            case: Some((case.application, case.applicant.clone())),
            project: None,
            kind: None,
            measure,
            units: None,
            cents: None,
        }
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

    fn line(self, recorded: &Recorded, number: i16) -> Line {
        let (application, applicant) = self.case.unzip();
        Line {
            position: recorded.position,
            number,
            event: recorded.event.kind(),
            known_since: recorded.known_since(),
            valid_on: self.valid_on,
            tranche: self.tranche,
            application,
            applicant,
            project: self.project,
            kind: self.kind,
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
    let day = day_of(event.received_at);
    let requested = || Entry::of(&event.case, day, Measure::Requested);
    let late = match event.arrival {
        Arrival::InTime => None,
        Arrival::Late { .. } => Some(Entry::of(&event.case, day, Measure::Late)),
    };
    let projects = event.projects.iter().flat_map(|project| {
        let money = requested().project(&project.key).cents(project.requested.gross.get());
        std::iter::once(money).chain(homes(requested, &project.key, &project.lines))
    });
    projects.chain(late).collect()
}

fn granted(state: &State, event: &ApplicationGranted) -> Vec<Entry> {
    let day = day_of(event.decided_at);
    let granted = || Entry::of(&event.case, day, Measure::Granted);
    let mut entries: Vec<_> = released(state, &event.case, day).collect();
    entries.push(granted().cents(event.amount.gross.get()));
    entries.extend(event.projects.iter().flat_map(|project| homes(granted, &project.key, &project.lines)));
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
    let entry = |entry: &regulation::event::ProgressEntry| {
        Entry::of(&event.case, entry.achieved_on, Measure::reached(entry.milestone))
            .project(&entry.project)
            .units(&entry.kind, entry.units.get().into())
    };
    event.entries.iter().map(entry).collect()
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
