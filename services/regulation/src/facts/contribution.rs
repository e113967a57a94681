//! What was entered under the key of one contribution.

use crate::Facts;
use crate::event::{ContributionEntered, Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::ContributionKey;

/// The newest entry of one contribution to a goal.
#[derive(Debug, Clone)]
pub struct Contribution {
    contribution: ContributionKey,
    /// The entry; absent while there is none.
    pub newest: Option<ContributionEntered>,
}

impl Contribution {
    /// Under this key.
    pub const fn of(contribution: ContributionKey) -> Self {
        Self { contribution, newest: None }
    }
}

impl Facts for Contribution {
    fn about(&self) -> Query {
        Query::about(Tag::contribution(&self.contribution), &[EventType::ContributionEntered])
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ContributionEntered(event) => {
                if event.contribution == self.contribution {
                    self.newest = Some(event.clone());
                }
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
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::GrantSettled(_)
            | Event::EditionSealed(_) => {}
        }
    }
}
