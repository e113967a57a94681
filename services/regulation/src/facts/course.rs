//! How one case goes (*verloop*), from its arrival to its settlement and after: everything dated, so that it can be
//! looked at as it stood on any day.

mod standing;

pub use standing::{Homes, Standing};

use crate::Facts;
use crate::event::{CaseHeader, Event, GrantedProject, ProgressEntry};
use crate::query::{Query, Tag};
use crate::record::{Position, Recorded};
use crate::words::{Amount, ApplicationId, Cents, ReportId, day_of};
use crate::worklist::Clock;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The course of one case. It is kept as JSON by `reporting`: where a field comes or it learns otherwise, raise the version of
/// its `Courses`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    application: ApplicationId,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// When.
    pub mark: Mark,
    /// How much.
    pub amount: Amount,
    /// For which homes.
    pub projects: Vec<GrantedProject>,
}

/// On what the grant was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// When.
    pub mark: Mark,
    /// How much.
    pub amount: Amount,
}

/// A progress report or a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// When it was received.
    pub mark: Mark,
    /// What it says.
    pub entries: Vec<ProgressEntry>,
    /// Whether a correction took its place.
    pub is_corrected: bool,
}

/// What was accounted for over a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// When it was imported.
    pub mark: Mark,
    /// What was spent.
    pub spent: Cents,
}

/// What a case adds to what is held and to what is waited for, on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The case as it stood on a day, by all that is known of that day now.
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
            let flow = flows.entry(on).or_default();
            (flow.held, flow.waiting) = (flow.held + held, flow.waiting + waiting);
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

    fn end(&mut self, mark: Mark) {
        self.decided.get_or_insert(mark);
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
        self.clock.learn(&recorded.event);
        let mark = |on: Date| Mark { on, position: recorded.position };
        let moment = |at: Timestamp| mark(day_of(at));
        match &recorded.event {
            Event::ApplicationSubmitted(event) => {
                self.case = Some(event.case.clone());
                self.scheme_version = event.scheme_version;
                self.requested = event.requested();
                self.submitted = Some(moment(event.received_at));
            }
            Event::ApplicationGranted(event) => {
                self.case.get_or_insert_with(|| event.case.clone());
                self.end(moment(event.decided_at));
                self.grant = Some(Grant {
                    mark: moment(event.decided_at),
                    amount: event.amount,
                    projects: event.projects.clone(),
                });
            }
            Event::ApplicationRejected(event) => self.end(moment(event.decided_at)),
            Event::ApplicationSetAside(event) => self.end(moment(event.decided_at)),
            Event::ApplicationWithdrawn(event) => {
                self.end(moment(event.received_at));
                self.withdrawn = Some(moment(event.received_at));
            }
            Event::GrantSettled(event) => {
                self.settled = Some(Settlement { mark: moment(event.decided_at), amount: event.amount });
            }
            Event::ProgressReported(event) => {
                let (mark, entries) = (moment(event.received_at), event.entries.clone());
                self.reports.insert(event.report, Report { mark, entries, is_corrected: false });
            }
            Event::ProgressCorrected(event) => {
                if let Some(corrected) = self.reports.get_mut(&event.corrects) {
                    corrected.is_corrected = true;
                }
                let (mark, entries) = (moment(event.received_at), event.entries.clone());
                self.reports.insert(event.report, Report { mark, entries, is_corrected: false });
            }
            Event::SpendingAccounted(event) => {
                let account = Account { mark: moment(event.accounted_at), spent: event.spent };
                self.accounts.entry(event.year).or_default().push(account);
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::TrancheClosed(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_) => {}
        }
    }
}
