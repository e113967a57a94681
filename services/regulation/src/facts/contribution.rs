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
        if let Event::ContributionEntered(event) = &recorded.event
            && event.contribution == self.contribution
        {
            self.newest = Some(event.clone());
        }
    }
}
