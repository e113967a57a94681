//! The editions of figures that were sealed.

use crate::Facts;
use crate::event::{EditionSealed, Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::EditionKey;
use std::collections::{BTreeMap, BTreeSet};

/// Which of these editions were sealed, and which edition corrects them.
#[derive(Debug, Clone)]
pub struct Editions {
    about: BTreeSet<EditionKey>,
    sealed: BTreeSet<EditionKey>,
    corrected: BTreeMap<EditionKey, EditionKey>,
}

impl Editions {
    /// Of these.
    pub fn of(editions: impl IntoIterator<Item = EditionKey>) -> Self {
        let about = editions.into_iter().collect();
        Self { about, sealed: BTreeSet::new(), corrected: BTreeMap::new() }
    }

    /// Whether it was sealed.
    pub fn is_sealed(&self, edition: &EditionKey) -> bool {
        self.sealed.contains(edition)
    }

    /// The edition that corrects it.
    pub fn corrected_by(&self, edition: &EditionKey) -> Option<&EditionKey> {
        self.corrected.get(edition)
    }

    /// The newest of the corrections that came after it, as far as these editions tell.
    pub fn newest_after(&self, edition: &EditionKey) -> Option<&EditionKey> {
        std::iter::successors(self.corrected_by(edition), |by| self.corrected_by(by)).last()
    }

    fn seal(&mut self, event: &EditionSealed) {
        if self.about.contains(&event.edition) {
            self.sealed.insert(event.edition.clone());
        }
        if let Some(corrects) = &event.corrects
            && self.about.contains(&corrects.edition)
        {
            self.corrected.insert(corrects.edition.clone(), event.edition.clone());
        }
    }
}

impl Facts for Editions {
    fn about(&self) -> Query {
        let of_one = |edition| Query::about(Tag::edition(edition), &[EventType::EditionSealed]);
        self.about.iter().map(of_one).fold(Query::default(), Query::and)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::EditionSealed(event) => self.seal(event),
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
            | Event::ContributionEntered(_) => {}
        }
    }
}
