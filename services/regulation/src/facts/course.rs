//! How one case goes (*verloop*), from its arrival to its settlement and after: everything dated, so that it can be
//! looked at as it stood on any day, and by what was known on any day.

mod standing;
mod step;

pub use standing::{Homes, Standing};

use crate::Facts;
use crate::event::{CaseHeader, GrantedProject, ProgressEntry};
use crate::query::{Query, Tag};
use crate::record::{Position, Recorded};
use crate::words::{Amount, ApplicationId, Cents, ReportId};
use crate::worklist::Clock;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{AddAssign, Neg};
use step::{Step, What};

/// The course of one case. `reporting` keeps its steps as JSON: where one gets another field or tells more, raise the version
/// of its `Courses`.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    application: ApplicationId,
    steps: Vec<Step>,
    /// The case; absent while nobody submitted it.
    pub case: Option<CaseHeader>,
    /// The version of the scheme by which it is judged.
    pub scheme_version: u32,
    /// Its arrival.
    pub submitted: Option<Mark>,
    /// What it asks, VAT included.
    pub requested: Cents,
    /// The term for deciding.
    pub clock: Clock,
    /// When it was first decided or withdrawn: it waits no longer.
    pub decided: Option<Mark>,
    /// The grant.
    pub grant: Option<Grant>,
    /// When the applicant withdrew.
    pub withdrawn: Option<Mark>,
    /// The settlement.
    pub settled: Option<Settlement>,
    /// The progress reports and corrections, also those that were corrected since.
    pub reports: BTreeMap<ReportId, Report>,
    /// What was accounted for over each year, oldest import first; the last one holds.
    pub accounts: BTreeMap<i16, Vec<Account>>,
}

/// An event of the case, and the legal day on which it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The day.
    pub on: Date,
    /// Its place in the log.
    pub position: Position,
}

/// What was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// When.
    pub mark: Mark,
    /// How much.
    pub amount: Amount,
    /// For which homes.
    pub projects: Vec<GrantedProject>,
}

/// On what the grant was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// When.
    pub mark: Mark,
    /// How much.
    pub amount: Amount,
}

/// A progress report or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// When it was received.
    pub mark: Mark,
    /// What it says.
    pub entries: Vec<ProgressEntry>,
    /// Whether a correction took its place.
    pub is_corrected: bool,
}

/// What was accounted for over a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// When it was imported.
    pub mark: Mark,
    /// What was spent.
    pub spent: Cents,
}

/// What a case adds to what is held and to what is waited for, on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Cents that are granted and not free again.
    pub held: Cents,
    /// Cents that are asked and not decided.
    pub waiting: Cents,
}

impl Course {
    /// Of this application.
    pub fn of(application: ApplicationId) -> Self {
        Self {
            application,
            steps: Vec::new(),
            case: None,
            scheme_version: 0,
            submitted: None,
            requested: Cents::ZERO,
            clock: Clock::default(),
            decided: None,
            grant: None,
            withdrawn: None,
            settled: None,
            reports: BTreeMap::new(),
            accounts: BTreeMap::new(),
        }
    }

    /// The application.
    pub const fn application(&self) -> ApplicationId {
        self.application
    }

    fn made_of(application: ApplicationId, steps: impl IntoIterator<Item = Step>) -> Self {
        let mut course = Self::of(application);
        steps.into_iter().for_each(|step| course.take(step));
        course
    }

    /// The same case by what was known of it at the end of a day (*bekendOp*).
    pub fn known_by(&self, day: Date) -> Self {
        let known = self.steps.iter().filter(|step| step.known_on <= day);
        Self::made_of(self.application, known.cloned())
    }

    /// The case as it stood on a day, by all that this course knows of that day.
    pub const fn on(&self, day: Date) -> Standing<'_> {
        Standing::of(self, day)
    }

    /// The last day on which it can be said to lack something: that on which it ended without a grant, or was withdrawn.
    pub fn ended_on(&self) -> Option<Date> {
        let without_grant = self.decided.filter(|_| self.grant.is_none());
        self.withdrawn.or(without_grant).map(|mark| mark.on)
    }

    /// What it adds to the money of its tranche, by day.
    pub fn flows(&self) -> BTreeMap<Date, Flow> {
        let mut flows: BTreeMap<Date, Flow> = BTreeMap::new();
        let mut add = |on: Date, held: Cents, waiting: Cents| {
            *flows.entry(on).or_default() += Flow { held, waiting };
        };
        if let Some(submitted) = self.submitted {
            add(submitted.on, Cents::ZERO, self.requested);
            if let Some(decided) = self.decided {
                add(decided.on, Cents::ZERO, Cents::ZERO - self.requested);
            }
        }
        let mut held = Cents::ZERO;
        let grant = self.grant.as_ref().map(|grant| (grant.mark.on, grant.amount.gross));
        let settled = self.settled.map(|settled| (settled.mark.on, settled.amount.gross));
        let withdrawn = self.withdrawn.map(|mark| (mark.on, Cents::ZERO));
        for (on, becomes) in [grant, settled, withdrawn].into_iter().flatten() {
            add(on, becomes - held, Cents::ZERO);
            held = becomes;
        }
        flows
    }

    /// The same by the day on which it was known, and then by the day on which it counts: what was known up to and including a
    /// day adds up to the [`Course::flows`] of the case by what was known then.
    pub fn flows_as_known(&self) -> BTreeMap<(Date, Date), Flow> {
        let steps = || self.steps.iter().filter(|step| step.what.is_about_money());
        let mut all: BTreeMap<(Date, Date), Flow> = BTreeMap::new();
        let mut before: BTreeMap<Date, Flow> = BTreeMap::new();
        for known_on in steps().map(|step| step.known_on).collect::<BTreeSet<_>>() {
            let known = steps().filter(|step| step.known_on <= known_on);
            let flows = Self::made_of(self.application, known.cloned()).flows();
            for (day, flow) in &flows {
                *all.entry((known_on, *day)).or_default() += *flow;
            }
            for (day, flow) in before {
                *all.entry((known_on, day)).or_default() += -flow;
            }
            before = flows;
        }
        all
    }

    fn take(&mut self, step: Step) {
        let mark = step.mark;
        match step.what.clone() {
            What::Submitted { case, scheme_version, requested } => {
                self.clock.begin(mark.on);
                self.case = Some(case);
                self.scheme_version = scheme_version;
                self.requested = requested;
                self.submitted = Some(mark);
            }
            What::Asked { pieces, answer_by } => self.clock.ask(pieces, mark.on, answer_by),
            What::Supplemented { pieces } => self.clock.complete(&pieces, mark.on),
            What::Granted { case, amount, projects } => {
                self.case.get_or_insert(case);
                self.decided.get_or_insert(mark);
                self.grant = Some(Grant { mark, amount, projects });
            }
            What::Refused => {
                self.decided.get_or_insert(mark);
            }
            What::Withdrawn => {
                self.decided.get_or_insert(mark);
                self.withdrawn = Some(mark);
            }
            What::Settled { amount } => self.settled = Some(Settlement { mark, amount }),
            What::Reported { report, corrects, entries } => {
                if let Some(corrected) = corrects.and_then(|earlier| self.reports.get_mut(&earlier)) {
                    corrected.is_corrected = true;
                }
                self.reports.insert(report, Report { mark, entries, is_corrected: false });
            }
            What::Accounted { year, spent } => {
                self.accounts.entry(year).or_default().push(Account { mark, spent });
            }
        }
        self.steps.push(step);
    }
}

impl Facts for Course {
    fn about(&self) -> Query {
        Query::about(Tag::application(self.application), &[])
    }

    fn learn(&mut self, recorded: &Recorded) {
        if recorded.event.case().is_none_or(|case| case.application != self.application) {
            return;
        }
        if let Some(step) = Step::of(recorded) {
            self.take(step);
        }
    }
}

impl AddAssign for Flow {
    fn add_assign(&mut self, more: Self) {
        (self.held, self.waiting) = (self.held + more.held, self.waiting + more.waiting);
    }
}

impl Neg for Flow {
    type Output = Self;

    fn neg(self) -> Self {
        Self { held: Cents::ZERO - self.held, waiting: Cents::ZERO - self.waiting }
    }
}

impl Serialize for Course {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.application, &self.steps).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Course {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (application, steps) = <(ApplicationId, Vec<Step>)>::deserialize(deserializer)?;
        Ok(Self::made_of(application, steps))
    }
}
