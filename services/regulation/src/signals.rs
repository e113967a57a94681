//! Signals (*signalen*): what in the course of a grant asks for attention, by the numbers that were reported.
//!
//! A signal is a question to a recipient or to whoever decides, not a judgement in law. What no source says gives none;
//! where a threshold is this product's own, the signal says so. Pure: today is an argument.
//!
//! | look for | in |
//! |---|---|
//! | milestones missed, and at risk | `signals/milestones.rs`, with their terms in `signals/deadlines.rs` |
//! | reports and accounts overdue | `signals/overdue.rs` |
//! | figures that contradict one another | `signals/contradictions.rs` |
//! | homes that nothing but the recipient's word shows | `signals/claimed.rs` |
//! | money unspent, and money left after closing | `signals/unspent.rs` |
//! | terms about to run out | `signals/running_out.rs` |

mod claimed;
mod contradictions;
mod deadlines;
mod kind;
mod milestones;
mod overdue;
mod running_out;
#[cfg(test)]
mod tests;
mod unspent;

pub use kind::{Figure, Kind, Severity};
pub use overdue::must_account;
pub use unspent::{Money, left_after_closing};

use crate::event::{CaseHeader, Source};
use crate::facts::{Course, Standing, TrancheRules};
use crate::record::Position;
use crate::scheme::Tranche;
use crate::words::{Cents, ProjectKey, TrancheKey, day_of};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// From how many months before the end of its term a milestone that is not reached is at risk: our own setting.
pub const AT_RISK_MONTHS: i64 = 6;
/// From how many days before its end the term of a milestone is about to run out: our own setting.
pub const MILESTONE_DAYS: i64 = 30;
/// From how many days before its end the term for deciding is about to run out: our own setting.
pub const DECISION_DAYS: i64 = 14;
/// From how many days before its end the term for which homes must be held is about to run out: our own setting.
pub const HOLDING_DAYS: i64 = 90;
/// After how many months without a progress report one is overdue, where homes are still to come: our own setting.
pub const SILENT_MONTHS: i64 = 12;

/// The rules of a tranche that signals look at.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The tranche, of a case in the version under which it was submitted, of a tranche itself in the newest.
    pub tranche: &'a Tranche,
    /// The publications on which that version rests.
    pub sources: &'a BTreeMap<String, Source>,
    /// The day on which the window closes or was closed.
    pub closing: Option<Date>,
}

impl<'a> Rules<'a> {
    /// The rules in this version; absent where no version says so.
    pub fn in_version(rules: &'a TrancheRules, version: u32) -> Option<Self> {
        let (tranche, sources) = (rules.in_version(version)?, rules.sources(version)?);
        Some(Self { tranche, sources, closing: rules.closing().map(day_of) })
    }

    /// The source with this key, as a ground.
    fn ground(&self, key: &str) -> Ground {
        self.sources.get(key).map_or(Ground::Own, |source| Ground::Scheme(source.clone()))
    }
}

/// On what a signal rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A law.
    Law(Source),
    /// What a publication says of the scheme.
    Scheme(Source),
    /// Nothing but the figures themselves, or a threshold of our own.
    Own,
}

/// A number in a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Homes.
    Homes(u64),
    /// Money.
    Money(Cents),
}

/// A signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// What kind of signal.
    pub kind: Kind,
    /// How heavy it weighs.
    pub severity: Severity,
    /// The tranche.
    pub tranche: TrancheKey,
    /// The case; absent where it is about the tranche.
    pub case: Option<CaseHeader>,
    /// The project, where it is about one.
    pub project: Option<ProjectKey>,
    /// The first day on which it held.
    pub since: Date,
    /// What is the matter, in Dutch, with the numbers.
    pub explanation: String,
    /// The numbers, each with its Dutch name.
    pub numbers: Vec<(&'static str, Number)>,
    /// On what it rests.
    pub ground: Ground,
    /// The events from which it follows.
    pub trace: BTreeSet<Position>,
    /// The figures of which its numbers are a part.
    pub figures: Vec<Figure>,
}

/// Every signal about a case on a day. Without rules only what its own figures say.
pub fn of_case(course: &Course, rules: Option<Rules<'_>>, today: Date) -> Vec<Signal> {
    let Some(case) = &course.case else { return Vec::new() };
    let look = Look { case, course, standing: course.on(today), rules, today };
    let all: [fn(&Look<'_>) -> Vec<Signal>; 6] = [
        milestones::signals,
        overdue::signals,
        contradictions::signals,
        claimed::signals,
        unspent::signals,
        running_out::signals,
    ];
    all.iter().flat_map(|signals| signals(&look)).collect()
}

/// A case, its rules and a day.
struct Look<'a> {
    case: &'a CaseHeader,
    course: &'a Course,
    standing: Standing<'a>,
    rules: Option<Rules<'a>>,
    today: Date,
}

impl Look<'_> {
    /// Whether its grant was in force and nobody had settled it: what was lacking at the settlement was judged then.
    fn is_running(&self) -> bool {
        self.standing.grant().is_some() && !self.standing.is_settled()
    }

    /// A signal that rests on figures alone, until it is said otherwise.
    fn signal(&self, kind: Kind, severity: Severity, since: Date, explanation: String) -> Signal {
        Signal {
            kind,
            severity,
            tranche: self.case.tranche.clone(),
            case: Some(self.case.clone()),
            project: None,
            since,
            explanation,
            numbers: Vec::new(),
            ground: Ground::Own,
            trace: self.standing.grant().map(|grant| grant.mark.position).into_iter().collect(),
            figures: Vec::new(),
        }
    }
}

impl Signal {
    fn of_project(self, project: &ProjectKey) -> Self {
        Self { project: Some(project.clone()), ..self }
    }

    fn homes<const N: usize>(mut self, numbers: [(&'static str, u64); N]) -> Self {
        self.numbers.extend(numbers.map(|(name, homes)| (name, Number::Homes(homes))));
        self
    }

    fn money<const N: usize>(mut self, numbers: [(&'static str, Cents); N]) -> Self {
        self.numbers.extend(numbers.map(|(name, cents)| (name, Number::Money(cents))));
        self
    }

    fn resting_on(self, ground: Ground) -> Self {
        Self { ground, ..self }
    }

    fn told_at(mut self, positions: impl IntoIterator<Item = Position>) -> Self {
        self.trace.extend(positions);
        self
    }

    fn figures(self, figures: impl Into<Vec<Figure>>) -> Self {
        Self { figures: figures.into(), ..self }
    }
}

/// A day in Dutch letters: `15 juli 2024`.
fn dutch(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let month = usize::try_from(day.month() - 1).ok().and_then(|index| MONTHS.get(index));
    format!("{} {} {}", day.day(), month.unwrap_or(&""), day.year())
}
