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
            let names = TrancheNames::of(tranche, &event.scheme);
            let names = match self.tranches.get(tranche.key.as_str()) {
                Some(earlier) => names.after(earlier),
                None => names,
            };
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
        mapping(&tranches, version).with_earlier_groups(&self.names(), version)
    }

    /// The newest version of each scheme.
    pub fn rules(&self) -> BTreeMap<SchemeKey, u32> {
        self.schemes.iter().map(|(key, (version, _))| (key.clone(), *version)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{opened, person, tranche};
    use regulation::words::Validity;

    /// A version of the rules with these groups, each with its name.
    fn published(version: u32, groups: &[(&str, &str)]) -> Event {
        let group = |(code, name): &(&str, &str)| {
            format!("[[tranches.target_groups]]\ncode = \"{code}\"\nname = \"{name}\"\nsource = \"s\"\n")
        };
        let text = format!(
            "key = \"proef\"\nname = \"Proef\"\nexecutor = {{ value = \"RVO\", source = \"s\" }}\n
             [sources.s]\nreference = \"Proefcourant 1\"\naddress = \"https://example.org\"\n
             [[tranches]]\nkey = \"{}\"\nname = \"Proef\"\ntaxonomy = \"eerste\"\n
             applicants = {{ value = [\"municipality\"], source = \"s\" }}\n{}",
            tranche(),
            groups.iter().map(group).collect::<String>(),
        );
        let (scheme, tranches) = (SchemeKey::parse("proef").unwrap(), vec![tranche()]);
        let validity = Validity::default();
        SchemePublished { scheme, version, text, tranches, validity, by: person() }.into()
    }

    #[test]
    fn groups_of_earlier_versions_stay_under_their_newest_names_and_are_themselves_in_their_taxonomy() {
        let mut known = Known::default();
        let versions = [&[][..], &[("a", "oud"), ("b", "ook oud")], &[("a", "nieuw")]];
        let published = (1..).zip(versions).map(|(version, groups)| published(version, groups));
        published.chain([opened(1)]).for_each(|event| known.learn(&event));
        let names = known.names();
        let groups: Vec<_> = names.tranches.values().flat_map(|one| &one.groups).collect();
        let told: Vec<_> = groups.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
        assert_eq!(told, [("a", "nieuw"), ("alle", "alle"), ("b", "ook oud")]);
        let mapped: Vec<_> = known.mapping("eerste").groups.into_values().flatten().collect();
        assert_eq!(mapped, [("a", "a"), ("b", "b")].map(|(of, to)| (of.to_owned(), to.to_owned())));
        assert!(known.mapping("tweede").groups.is_empty());
    }
}
