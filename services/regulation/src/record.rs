//! An event as the log holds it: with its place, its time, who did it, and whether it was imported.

use crate::event::{Event, Source};
use crate::violation::{Flaw, Violation};
use crate::words::PersonId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The place of an event in the log: 1, 2, 3 ... without gaps, in the order of commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// In what capacity somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// For a municipality or cooperation (*gemeente*).
    Municipality,
    /// Assesses and decides (*beoordelaar*).
    Assessor,
    /// Reads progress for the ministry (*ministerie*).
    Ministry,
    /// Publishes schemes and opens tranches (*beheerder*).
    Administrator,
}

/// Who did it. The person and the organisation acted for are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// In what capacity.
    pub role: Role,
    /// The person, by pseudonym.
    pub person: PersonId,
    /// The person's own organisation.
    pub organisation: Option<String>,
    /// The organisation for which the person acts (*namens*), where that is another.
    pub on_behalf_of: Option<String>,
}

/// The mark of an import by an administrator: the event is true at its own dates, was recorded later, and says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Since when it could be known, by its source.
    pub known_since: Timestamp,
    /// The source.
    pub source: String,
    /// What the source does not give and was generated, in words; absent when nothing was.
    pub generated: Option<String>,
}

impl Imported {
    /// The mark of what was taken over from a publication, of which nothing was generated.
    ///
    /// # Errors
    /// When it is said to be known since a moment that is still to come.
    pub fn from_publication(
        source: &Source,
        known_since: Timestamp,
        now: Timestamp,
    ) -> Result<Self, Violation> {
        if known_since > now {
            let reason = "Geef een moment dat voorbij is: sinds wanneer de bron er is.";
            return Err(Violation::Flawed(vec![Flaw::new("bekendSinds", "in-de-toekomst", reason)]));
        }
        let source = format!("{} {}", source.reference, source.address).trim_end().to_owned();
        Ok(Self { known_since, source, generated: None })
    }
}

/// An event in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place.
    pub position: Position,
    /// When it was recorded, by the database's clock, which never runs backwards here.
    pub recorded_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The mark of an import.
    pub imported: Option<Imported>,
    /// What happened.
    pub event: Event,
}

impl Recorded {
    /// Since when this was known: when it was recorded, except in a marked import.
    pub fn known_since(&self) -> Timestamp {
        self.imported.as_ref().map_or(self.recorded_at, |imported| imported.known_since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn what_was_taken_over_names_its_source_and_was_known_before_now() {
        let (then, now) = (at("2023-06-08T00:00:00Z"), at("2026-11-28T00:00:00Z"));
        let mark = Imported::from_publication(&source(), then, now).unwrap();
        assert_eq!((mark.known_since, mark.source.as_str()), (then, "Proefcourant 1 https://example.org/1"));
        let refusal = Imported::from_publication(&source(), now, then).unwrap_err();
        assert_eq!(refusal.code(), "inhoud-onjuist");
    }
}
