//! The place of one in line, by itself: whoever else is in line, it compares the same.

use crate::facts::{InLine, Order, Rank};
use crate::record::Position;
use crate::words::{Cents, PotKey, day_of};
use jiff::Timestamp;
use jiff::civil::Date;

/// A place in the general order: by rank where there is one, or else by completeness, and within a day that was drawn by
/// lot, as [`crate::allocation::order_by_lot`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct General {
    rank: u32,
    day: Date,
    has_no_lot: bool,
    lot: Option<u32>,
    moment: (Timestamp, Position),
}

impl General {
    /// In the order of completeness.
    pub(super) fn by_completeness(one: &InLine, lot: Option<u32>) -> Self {
        let day = day_of(one.complete_since);
        Self { rank: 0, day, has_no_lot: lot.is_none(), lot, moment: one.moment() }
    }

    /// By a ranking, with the share that it gives; absent where it gives no place.
    pub(super) fn by_rank(
        one: &InLine,
        purse: Option<&PotKey>,
        order: &Order,
    ) -> Option<(Self, Option<Cents>)> {
        match order.ranks(purse)?.get(&one.application)? {
            Rank::Place { place, share } => {
                Some((Self { rank: *place, ..Self::by_completeness(one, None) }, *share))
            }
            Rank::Excluded => None,
        }
    }

    /// The legal day on which it became complete.
    pub(super) const fn day(&self) -> Date {
        self.day
    }

    /// Whether it drew no lot among those of its day.
    pub(super) const fn has_no_lot(&self) -> bool {
        self.has_no_lot
    }
}

/// A place in line: those who come first by a quota, and then all others, each by their general places. Where there are
/// more quotas, those of the last named come before those of the one named before it, as in [`crate::facts::Queue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// 0 for those whom the last quota puts first, 1 for those of the one before it, and so on; the highest for all others.
    pub(super) group: usize,
    /// The general place.
    pub(super) general: General,
}
