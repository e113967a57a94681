//! Which schemes are published and which tranches are open, from the whole log.

use jiff::Timestamp;
use regulation::Facts;
use regulation::event::{Event, EventType, SchemePublished, TrancheOpened};
use regulation::query::{Query, QueryItem};
use regulation::record::{Position, Recorded};
use regulation::words::{SchemeKey, TrancheKey};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A version of a scheme as it stands in the log.
#[derive(Debug, Clone)]
pub struct Version {
    /// What was published.
    pub published: SchemePublished,
    /// Where.
    pub position: Position,
    /// When.
    pub recorded_at: Timestamp,
}

/// The schemes and tranches that there are. For showing: no rule depends on it.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The versions of each scheme, first to last.
    pub schemes: BTreeMap<SchemeKey, Vec<Arc<Version>>>,
    /// How each tranche was opened.
    pub tranches: BTreeMap<TrancheKey, Arc<TrancheOpened>>,
}

impl Facts for Catalogue {
    fn about(&self) -> Query {
        let types = vec![EventType::SchemePublished, EventType::TrancheOpened];
        Query { items: vec![QueryItem { types, tags: Vec::new() }] }
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::SchemePublished(event) => {
                let (position, recorded_at) = (recorded.position, recorded.recorded_at);
                let version = Version { published: event.clone(), position, recorded_at };
                self.schemes.entry(event.scheme.clone()).or_default().push(Arc::new(version));
            }
            Event::TrancheOpened(event) => {
                self.tranches.insert(event.tranche.clone(), Arc::new(event.clone()));
            }
            _ => {}
        }
    }
}
