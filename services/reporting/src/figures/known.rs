//! What the log says of schemes and tranches: their names, their taxonomies, and which version is the newest.

use super::lines::Mapping;
use super::read::mapping;
use super::table::{Names, TrancheNames};
use regulation::event::{Event, EventType, SchemePublished};
use regulation::query::{Query, QueryItem};
use regulation::scheme::{self, Scheme};
use regulation::words::SchemeKey;
use std::collections::{BTreeMap, BTreeSet};

/// The schemes as they were published and the tranches that were opened: the same that the projection keeps in tables.
#[derive(Debug, Clone, Default)]
pub struct Known {
    schemes: BTreeMap<SchemeKey, (u32, Scheme)>,
    opened: BTreeSet<String>,
    tranches: BTreeMap<String, TrancheNames>,
}

impl Known {
    /// Of which events it is made.
    pub fn about() -> Query {
        let types = vec![EventType::SchemePublished, EventType::TrancheOpened];
        Query { items: vec![QueryItem { types, tags: Vec::new() }] }
    }

    /// Takes in the next event.
    pub fn learn(&mut self, event: &Event) {
        if let Event::SchemePublished(event) = event {
            self.publish(event);
        }
        if let Event::TrancheOpened(event) = event {
            let key = event.tranche.to_string();
            let unnamed = || TrancheNames {
                name: key.clone(),
                scheme: event.scheme.to_string(),
                ..TrancheNames::default()
            };
            self.tranches.entry(key.clone()).or_insert_with(unnamed);
            self.opened.insert(key);
        }
    }

    /// A text that can no longer be read leaves the codes as names.
    fn publish(&mut self, event: &SchemePublished) {
        let Ok(scheme) = scheme::read(&event.text) else { return };
        for tranche in &scheme.tranches {
            let mut names = TrancheNames::of(tranche, &event.scheme);
            // As the projection keeps it: who was for families once stays so.
            names.families |= self.tranches.get(tranche.key.as_str()).is_some_and(|earlier| earlier.families);
            self.tranches.insert(tranche.key.to_string(), names);
        }
        self.schemes.insert(event.scheme.clone(), (event.version, scheme));
    }

    /// The names of schemes, and of the tranches that were opened.
    pub fn names(&self) -> Names {
        let schemes = self.schemes.iter().map(|(key, (_, scheme))| (key.to_string(), scheme.name.clone()));
        let opened = self.tranches.iter().filter(|(key, _)| self.opened.contains(*key));
        let tranches = opened.map(|(key, names)| (key.clone(), names.clone()));
        Names { schemes: schemes.collect(), tranches: tranches.collect() }
    }

    /// To which groups of this version of the taxonomy the groups of all tranches belong.
    pub fn mapping(&self, version: &str) -> Mapping {
        let tranches: Vec<_> =
            self.schemes.values().flat_map(|(_, scheme)| scheme.tranches.clone()).collect();
        mapping(&tranches, version)
    }

    /// The newest version of each scheme.
    pub fn rules(&self) -> BTreeMap<SchemeKey, u32> {
        self.schemes.iter().map(|(key, (version, _))| (key.clone(), *version)).collect()
    }
}
