//! The newest events of the log as this process knows them, without gaps, so that most boundaries are checked in
//! memory: in the database only what other processes wrote since remains to be looked at.

use crate::codec::Known;
use regulation::event::EventType;
use regulation::query::{Query, QueryItem, Tag};
use regulation::record::{Position, Recorded};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// How many events are kept.
const KEPT: usize = 8_192;

/// The events after `start`, without gaps, up to [`Tail::end`].
#[derive(Debug, Default)]
pub(crate) struct Tail {
    start: u64,
    events: VecDeque<Known>,
    /// The last event of each tag and of each type among them.
    by_tag: HashMap<Tag, u64>,
    by_type: HashMap<EventType, u64>,
}

impl Tail {
    /// A tail that knows nothing yet of what was recorded up to and including this position.
    pub(crate) fn after(position: Position) -> Self {
        Self { start: position.0, ..Self::default() }
    }

    /// Lets go of every event, and still knows where the log is.
    pub(crate) fn forget(&mut self) {
        *self = Self::after(self.end());
    }

    /// The newest position that is known.
    pub(crate) fn end(&self) -> Position {
        Position(self.start + u64::try_from(self.events.len()).unwrap_or_default())
    }

    /// Takes in the next event; one that is not the next is not taken.
    pub(crate) fn push(&mut self, known: Known) -> bool {
        let position = known.recorded.position.0;
        if position != self.end().0 + 1 {
            return false;
        }
        for tag in known.tags.iter() {
            match self.by_tag.get_mut(tag) {
                Some(last) => *last = position,
                None => drop(self.by_tag.insert(tag.clone(), position)),
            }
        }
        self.by_type.insert(known.kind, position);
        self.events.push_back(known);
        if self.events.len() > KEPT {
            self.drop_first();
        }
        true
    }

    fn drop_first(&mut self) {
        let Some(first) = self.events.pop_front() else { return };
        self.start += 1;
        for tag in first.tags.iter() {
            if self.by_tag.get(tag) == Some(&self.start) {
                self.by_tag.remove(tag);
            }
        }
    }

    /// Whether it knows everything after this position.
    pub(crate) fn reaches(&self, position: Position) -> bool {
        position.0 >= self.start
    }

    /// The events of this history after this position, as far as they are known.
    pub(crate) fn news(&self, query: &Query, after: Position) -> Vec<Arc<Recorded>> {
        if after >= self.end() || !query.items.iter().any(|item| self.may_have(item, after)) {
            return Vec::new();
        }
        let skip = usize::try_from(after.0.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let wanted = |known: &&Known| query.items.iter().any(|item| item.matches(known.kind, &known.tags));
        self.events
            .range(skip.min(self.events.len())..)
            .filter(wanted)
            .map(|known| known.recorded.clone())
            .collect()
    }

    /// A quick look: whether each tag, and one of the types, occurred after the position at all.
    fn may_have(&self, item: &QueryItem, after: Position) -> bool {
        let occurred = |last: Option<&u64>| last.is_some_and(|last| *last > after.0);
        item.tags.iter().all(|tag| occurred(self.by_tag.get(tag)))
            && (item.types.is_empty() || item.types.iter().any(|kind| occurred(self.by_type.get(kind))))
    }
}
