//! What a course learns of one event, and since which day that was known. It is kept, so that a course can be told by what was
//! known on any day; it holds no more than that needs, and nothing of persons.

use super::Mark;
use crate::event::{CaseHeader, Event, GrantedProject, ProgressEntry};
use crate::record::Recorded;
use crate::words::{Amount, Cents, PieceCode, ReportId, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A step in the course of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    /// The event, and the legal day on which it counts.
    pub(super) mark: Mark,
    /// The legal day on which it was known: when it was recorded, or in a marked import what that says.
    pub(super) known_on: Date,
    /// What happened.
    pub(super) what: What,
}

/// What happened in a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum What {
    /// It arrived, under this version of the scheme, and asked so much.
    Submitted { case: CaseHeader, scheme_version: u32, requested: Cents },
    /// Pieces were asked for, by a day where a term was set.
    Asked { pieces: Vec<PieceCode>, answer_by: Option<Date> },
    /// Pieces came.
    Supplemented { pieces: Vec<PieceCode> },
    /// It was granted.
    Granted { case: CaseHeader, amount: Amount, projects: Vec<GrantedProject> },
    /// It was rejected or set aside.
    Refused,
    /// It was withdrawn.
    Withdrawn,
    /// The grant was settled.
    Settled { amount: Amount },
    /// Progress was reported, in the place of an earlier report where it corrects one.
    Reported { report: ReportId, corrects: Option<ReportId>, entries: Vec<ProgressEntry> },
    /// Spending over a year was accounted for.
    Accounted { year: i16, spent: Cents },
}

impl What {
    /// Whether it can change what is held or waited for.
    pub(super) const fn is_about_money(&self) -> bool {
        match self {
            Self::Submitted { .. }
            | Self::Granted { .. }
            | Self::Refused
            | Self::Withdrawn
            | Self::Settled { .. } => true,
            Self::Asked { .. }
            | Self::Supplemented { .. }
            | Self::Reported { .. }
            | Self::Accounted { .. } => false,
        }
    }
}

impl Step {
    /// What a course learns of this event; nothing of many.
    pub(super) fn of(recorded: &Recorded) -> Option<Self> {
        let (at, what): (Timestamp, What) = match &recorded.event {
            Event::ApplicationSubmitted(event) => {
                let (case, scheme_version) = (event.case.clone(), event.scheme_version);
                (event.received_at, What::Submitted { case, scheme_version, requested: event.requested() })
            }
            Event::SupplementRequested(event) => {
                let pieces = event.pieces.iter().map(|piece| piece.code.clone()).collect();
                (event.requested_at, What::Asked { pieces, answer_by: event.answer_by })
            }
            Event::ApplicationSupplemented(event) => {
                (event.received_at, What::Supplemented { pieces: event.pieces.clone() })
            }
            Event::ApplicationGranted(event) => {
                let (case, amount, projects) = (event.case.clone(), event.amount, event.projects.clone());
                (event.decided_at, What::Granted { case, amount, projects })
            }
            Event::ApplicationRejected(event) => (event.decided_at, What::Refused),
            Event::ApplicationSetAside(event) => (event.decided_at, What::Refused),
            Event::ApplicationWithdrawn(event) => (event.received_at, What::Withdrawn),
            Event::GrantSettled(event) => (event.decided_at, What::Settled { amount: event.amount }),
            Event::ProgressReported(event) => {
                let (report, entries) = (event.report, event.entries.clone());
                (event.received_at, What::Reported { report, corrects: None, entries })
            }
            Event::ProgressCorrected(event) => {
                let (report, corrects, entries) = (event.report, Some(event.corrects), event.entries.clone());
                (event.received_at, What::Reported { report, corrects, entries })
            }
            Event::SpendingAccounted(event) => {
                (event.accounted_at, What::Accounted { year: event.year, spent: event.spent })
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::TrancheClosed(_)
            | Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_) => return None,
        };
        let mark = Mark { on: day_of(at), position: recorded.position };
        Some(Self { mark, known_on: day_of(recorded.known_since()), what })
    }
}
