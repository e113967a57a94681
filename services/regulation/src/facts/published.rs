//! The published versions of a scheme.

use crate::Facts;
use crate::event::{Event, EventType, SchemePublished};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::SchemeKey;

/// The versions of one scheme, in the order of publication.
#[derive(Debug, Clone)]
pub struct Published {
    scheme: SchemeKey,
    /// The versions.
    pub versions: Vec<SchemePublished>,
}

impl Published {
    /// Of this scheme.
    pub const fn of(scheme: SchemeKey) -> Self {
        Self { scheme, versions: Vec::new() }
    }

    /// The newest version.
    pub fn newest(&self) -> Option<&SchemePublished> {
        self.versions.last()
    }
}

impl Facts for Published {
    fn about(&self) -> Query {
        Query::about(Tag::scheme(&self.scheme), &[EventType::SchemePublished])
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::SchemePublished(event) => {
                if event.scheme == self.scheme {
                    self.versions.push(event.clone());
                }
            }
            Event::TrancheOpened(_)
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
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_) => {}
        }
    }
}
