//! Between events and the rows that hold them.

use crate::StoreError;
use regulation::event::{Event, EventType, UnreadableEvent};
use regulation::query::Tag;
use regulation::record::{Actor, Imported, Position, Recorded};
use std::sync::Arc;
use tokio_postgres::Row;

/// What [`read`] needs of a row, in its order.
pub(crate) const COLUMNS: &str =
    "e.position, e.event_type, e.shape, e.payload, e.actor, e.imported, e.recorded_at";

/// Reads a row of [`COLUMNS`].
pub(crate) fn read(row: &Row) -> Result<Recorded, StoreError> {
    let position = Position(unsigned(row.try_get(0)?));
    let shape: i16 = row.try_get(2)?;
    let event = Event::read(row.try_get(1)?, u16::try_from(shape).unwrap_or_default(), row.try_get(3)?)
        .map_err(|because| StoreError::Unreadable { position, because })?;
    let imported: Option<&str> = row.try_get(5)?;
    Ok(Recorded {
        position,
        recorded_at: row.try_get(6)?,
        actor: from_json(position, row.try_get(4)?)?,
        imported: imported.map(|text| from_json(position, text)).transpose()?,
        event,
    })
}

fn from_json<'a, T: serde::Deserialize<'a>>(position: Position, text: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable {
        position,
        because: UnreadableEvent(format!("who recorded it, or its mark: {error}")),
    })
}

/// The text that the log holds for an actor or a mark.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::RuleFailed(error.to_string()))
}

/// A position as the database counts.
pub(crate) fn signed(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// A position or count of the database, which is never negative.
pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// A recorded event with what queries look at, worked out once.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) recorded: Arc<Recorded>,
    pub(crate) kind: EventType,
    pub(crate) tags: Arc<[Tag]>,
}

impl Known {
    pub(crate) fn new(recorded: Recorded) -> Self {
        let tags = recorded.event.tags().into();
        Self { kind: recorded.event.kind(), tags, recorded: Arc::new(recorded) }
    }
}

/// An event that was decided and is not recorded yet.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    pub(crate) event: Event,
    pub(crate) kind: EventType,
    pub(crate) tags: Arc<[Tag]>,
}

impl Decided {
    /// Refuses tags that the log could not hold: they are joined by line feeds on their way.
    pub(crate) fn new(event: Event) -> Result<Self, StoreError> {
        let tags: Arc<[Tag]> = event.tags().into();
        if tags.iter().any(|tag| tag.as_str().is_empty() || tag.as_str().contains(['\n', '\0'])) {
            return Err(StoreError::RuleFailed(
                "an event has a tag that is empty or holds a line feed".to_owned(),
            ));
        }
        Ok(Self { kind: event.kind(), tags, event })
    }

    pub(crate) fn recorded(
        self,
        position: Position,
        recorded_at: jiff::Timestamp,
        actor: Actor,
        imported: Option<Imported>,
    ) -> Known {
        let recorded = Recorded { position, recorded_at, actor, imported, event: self.event };
        Known { recorded: Arc::new(recorded), kind: self.kind, tags: self.tags }
    }
}
