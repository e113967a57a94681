//! The progress reports of one case, and which of them were corrected.

use crate::Facts;
use crate::event::{Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::violation::Violation;
use crate::words::{ApplicationId, ReportId};
use std::collections::BTreeMap;

/// The reports and corrections of one application, each with the newest that stands in its place.
#[derive(Debug, Clone)]
pub struct Reports {
    application: ApplicationId,
    standing: BTreeMap<ReportId, ReportId>,
}

impl Reports {
    /// Of this application.
    pub const fn of(application: ApplicationId) -> Self {
        Self { application, standing: BTreeMap::new() }
    }

    /// Goes on when the report was made and nothing took its place.
    ///
    /// # Errors
    /// When nobody reported it, or it was corrected; then the newest correction is named.
    pub fn must_stand(&self, report: ReportId) -> Result<(), Violation> {
        match self.standing.get(&report) {
            None => Err(Violation::UnknownReport { report }),
            Some(newest) if *newest == report => Ok(()),
            Some(newest) => Err(Violation::AlreadyCorrected { newest: *newest }),
        }
    }
}

impl Facts for Reports {
    fn about(&self) -> Query {
        let types = [EventType::ProgressReported, EventType::ProgressCorrected];
        Query::about(Tag::application(self.application), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        if recorded.event.case().is_none_or(|case| case.application != self.application) {
            return;
        }
        match &recorded.event {
            Event::ProgressReported(event) => drop(self.standing.insert(event.report, event.report)),
            Event::ProgressCorrected(event) => {
                let corrected = self.standing.values_mut().filter(|newest| **newest == event.corrects);
                corrected.for_each(|newest| *newest = event.report);
                self.standing.insert(event.report, event.report);
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::TrancheClosed(_)
            | Event::ApplicationSubmitted(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::ApplicationWithdrawn(_)
            | Event::AdviceGiven(_)
            | Event::ApplicationGranted(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_) => {}
        }
    }
}
