//! The editions of figures that were sealed.

use crate::Facts;
use crate::event::{Event, EventType};
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
}

impl Facts for Editions {
    fn about(&self) -> Query {
        let of_one = |edition| Query::about(Tag::edition(edition), &[EventType::EditionSealed]);
        self.about.iter().map(of_one).fold(Query::default(), Query::and)
    }

    fn learn(&mut self, recorded: &Recorded) {
        let Event::EditionSealed(event) = &recorded.event else { return };
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
