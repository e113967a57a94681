//! What was accounted for over the years of one grant.

use crate::Facts;
use crate::event::{Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::{ApplicationId, Cents, day_of};
use std::collections::BTreeMap;

/// In which year one application was first granted, and what was accounted for over each year since.
#[derive(Debug, Clone)]
pub struct Accounts {
    application: ApplicationId,
    /// The year of the first grant; absent while there is none. It stays when the grant is withdrawn or settled.
    pub granted_in: Option<i16>,
    spent: BTreeMap<i16, Cents>,
}

impl Accounts {
    /// Of this application.
    pub const fn of(application: ApplicationId) -> Self {
        Self { application, granted_in: None, spent: BTreeMap::new() }
    }

    /// What was spent in a year by its newest account, in cents; absent while there is none.
    pub fn spent_in(&self, year: i16) -> Option<Cents> {
        self.spent.get(&year).copied()
    }
}

impl Facts for Accounts {
    fn about(&self) -> Query {
        let types = [EventType::ApplicationGranted, EventType::SpendingAccounted];
        Query::about(Tag::application(self.application), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        if recorded.event.case().is_none_or(|case| case.application != self.application) {
            return;
        }
        match &recorded.event {
            Event::ApplicationGranted(event) => {
                self.granted_in = self.granted_in.or(Some(day_of(event.decided_at).year()));
            }
            Event::SpendingAccounted(event) => drop(self.spent.insert(event.year, event.spent)),
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
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_) => {}
        }
    }
}
