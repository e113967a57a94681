//! Whose history is asked for: event types times tags. What a command reads by a query guards what it writes.

use crate::event::{Event, EventType};
use crate::words::{Applicant, ApplicationId, ContributionKey, EditionKey, GoalKey, SchemeKey, TrancheKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whom or what an event concerns: one scheme, tranche, application, applicant, goal, contribution or edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// Concerns this scheme.
    pub fn scheme(key: &SchemeKey) -> Self {
        Self(format!("scheme:{key}"))
    }

    /// Concerns this tranche.
    pub fn tranche(key: &TrancheKey) -> Self {
        Self(format!("tranche:{key}"))
    }

    /// Concerns this application.
    pub fn application(id: ApplicationId) -> Self {
        Self(format!("application:{id}"))
    }

    /// Concerns this applicant.
    pub fn applicant(applicant: &Applicant) -> Self {
        Self(format!("applicant:{applicant}"))
    }

    /// Concerns this goal.
    pub fn goal(key: &GoalKey) -> Self {
        Self(format!("goal:{key}"))
    }

    /// Concerns this contribution.
    pub fn contribution(key: &ContributionKey) -> Self {
        Self(format!("contribution:{key}"))
    }

    /// Concerns this edition.
    pub fn edition(key: &EditionKey) -> Self {
        Self(format!("edition:{key}"))
    }

    /// A tag as the log holds it.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text that the log holds.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Events of one of these types that carry all of these tags.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QueryItem {
    /// One of these types; empty means any type.
    pub types: Vec<EventType>,
    /// All of these tags; empty means any event.
    pub tags: Vec<Tag>,
}

impl QueryItem {
    /// Whether an event of this type with these tags is asked for.
    pub fn matches(&self, kind: EventType, tags: &[Tag]) -> bool {
        (self.types.is_empty() || self.types.contains(&kind))
            && self.tags.iter().all(|tag| tags.contains(tag))
    }
}

/// A history: events that match at least one item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// The alternatives.
    pub items: Vec<QueryItem>,
}

impl Query {
    /// Every event of the log.
    pub fn everything() -> Self {
        Self { items: vec![QueryItem { types: Vec::new(), tags: Vec::new() }] }
    }

    /// Events of these types (none named: of any type) that carry this tag.
    pub fn about(tag: Tag, types: &[EventType]) -> Self {
        Self { items: vec![QueryItem { types: types.to_vec(), tags: vec![tag] }] }
    }

    /// This history and that one together.
    pub fn and(mut self, other: Query) -> Self {
        for item in other.items {
            if !self.items.contains(&item) {
                self.items.push(item);
            }
        }
        self
    }

    /// Whether the event belongs to this history.
    pub fn matches(&self, event: &Event) -> bool {
        let (kind, tags) = (event.kind(), event.tags());
        self.items.iter().any(|item| item.matches(kind, &tags))
    }
}
