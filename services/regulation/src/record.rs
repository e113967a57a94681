//! An event as the log holds it: with its place, its time, who did it, and whether it was imported.

use crate::event::Event;
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
