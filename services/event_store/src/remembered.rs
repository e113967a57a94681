//! Facts that were folded before, with the position at which they are true. What is remembered may be lost at any
//! time: then the history is read again.

use regulation::Part;
use regulation::query::Query;
use regulation::record::Position;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Facts are copied anew only when this many events have passed since; the tail bridges fewer.
const WORTH_COPYING: u64 = 512;

type Key = (TypeId, Query);
type Fold = (Box<dyn Any + Send>, Position);

/// Two generations: when the younger is full it becomes the older, and the older is forgotten.
#[derive(Default)]
struct Generations {
    young: HashMap<Key, Fold>,
    old: HashMap<Key, Fold>,
    /// How often everything was forgotten.
    forgotten: u64,
}

pub(crate) struct Remembered {
    generations: Mutex<Generations>,
    half: usize,
}

impl Remembered {
    /// Remembers at most so many folds.
    pub(crate) fn new(most: usize) -> Self {
        Self { generations: Mutex::default(), half: (most / 2).max(1) }
    }

    /// Brings back what is remembered, and says at which position that is true: 0 when nothing is.
    pub(crate) fn recall(&self, part: &mut dyn Part) -> Position {
        let key = (part.kind(), part.about());
        let mut all = self.lock();
        if let Some(fold) = all.old.remove(&key) {
            self.insert(&mut all, key.clone(), fold);
        }
        match all.young.get(&key) {
            Some((known, position)) if part.become_copy_of(&**known) => *position,
            _ => Position::default(),
        }
    }

    /// How often everything was forgotten: asked before a fold is made, and given with it to [`Remembered::keep`].
    pub(crate) fn forgotten(&self) -> u64 {
        self.lock().forgotten
    }

    /// Remembers what is true at this position, when that is worth it, unless everything was forgotten since the fold
    /// was begun: it may hold what was to be forgotten.
    pub(crate) fn keep(&self, part: &dyn Part, position: Position, forgotten: u64) {
        let key = (part.kind(), part.about());
        let mut all = self.lock();
        if all.forgotten != forgotten {
            return;
        }
        let known = all.young.get(&key).or_else(|| all.old.get(&key));
        if known.is_some_and(|(_, at)| position.0 < at.0 + WORTH_COPYING) {
            return;
        }
        self.insert(&mut all, key, (part.copied(), position));
    }

    /// Forgets everything.
    pub(crate) fn forget(&self) {
        let mut all = self.lock();
        *all = Generations { forgotten: all.forgotten + 1, ..Generations::default() };
    }

    fn insert(&self, all: &mut Generations, key: Key, fold: Fold) {
        if all.young.len() >= self.half {
            all.old = std::mem::take(&mut all.young);
        }
        all.old.remove(&key);
        all.young.insert(key, fold);
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
