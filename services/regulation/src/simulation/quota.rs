//! Who comes first by a reserved quota during a replay, kept up to date while members arrive, leave and are granted.

use super::place::General;
use crate::words::{Cents, PotKey};
use std::collections::BTreeMap;

/// The members of one reserved quota: what [`crate::allocation::quota_first`] says of them, without looking at all of them
/// again. Those who come first are the first of its members, by their general places, as long as all of these together
/// fit in what is left of it.
#[derive(Debug)]
pub(super) struct Quota {
    pot: PotKey,
    left: Cents,
    first: BTreeMap<General, Cents>,
    asked_first: Cents,
    others: BTreeMap<General, Cents>,
}

impl Quota {
    /// Of a pot of which so much is left, in cents; less than nothing where it is exceeded.
    pub(super) const fn of(pot: PotKey, left: Cents) -> Self {
        Self { pot, left, first: BTreeMap::new(), asked_first: Cents::ZERO, others: BTreeMap::new() }
    }

    /// The pot.
    pub(super) const fn pot(&self) -> &PotKey {
        &self.pot
    }

    /// Whether the member with this general place comes first.
    pub(super) fn puts_first(&self, general: General) -> bool {
        self.first.contains_key(&general)
    }

    /// One more member, that asks so much. Answers who changes between first and not, the new one included.
    pub(super) fn enter(&mut self, general: General, asked: Cents) -> Vec<General> {
        self.others.insert(general, asked);
        self.balance()
    }

    /// A member leaves. Answers who of the others changes between first and not.
    pub(super) fn leave(&mut self, general: General) -> Vec<General> {
        self.others.remove(&general);
        if let Some(asked) = self.first.remove(&general) {
            self.asked_first = self.asked_first - asked;
        }
        self.balance()
    }

    /// So much is left of it now. Answers who changes between first and not.
    pub(super) fn set_left(&mut self, left: Cents) -> Vec<General> {
        self.left = left;
        self.balance()
    }

    fn balance(&mut self) -> Vec<General> {
        let mut moved = Vec::new();
        while let Some((general, asked)) = self.last_that_cannot_be_first() {
            self.first.remove(&general);
            self.asked_first = self.asked_first - asked;
            self.others.insert(general, asked);
            moved.push(general);
        }
        while let Some((general, asked)) = self.next_that_can_be_first() {
            self.others.remove(&general);
            self.asked_first = self.asked_first + asked;
            self.first.insert(general, asked);
            moved.push(general);
        }
        moved
    }

    /// Nobody comes first for money that is not left, or before a member with an earlier general place.
    fn last_that_cannot_be_first(&self) -> Option<(General, Cents)> {
        let (last, asked) = self.first.last_key_value()?;
        let is_passing = self.others.first_key_value().is_some_and(|(other, _)| other < last);
        (self.asked_first > self.left || is_passing).then_some((*last, *asked))
    }

    fn next_that_can_be_first(&self) -> Option<(General, Cents)> {
        let (next, asked) = self.others.first_key_value()?;
        (self.asked_first + *asked <= self.left).then_some((*next, *asked))
    }
}
