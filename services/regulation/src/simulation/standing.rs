//! Where each in line stands during a replay, kept up to date while cases arrive, are granted or leave.

use crate::facts::{Budget, InLine, Line, Order, Stand};
use crate::scheme::{Allocation, PotKind, Tranche, WhenFull};
use crate::words::{ApplicationId, Cents, PotKey, day_of};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The line of one purse: made by [`Line`], and kept up to date by what happens in it. Making it anew for every decision
/// would cost the square of the number of cases. What it cannot keep up to date it refuses, and is then made anew.
#[derive(Debug, Default)]
pub(super) struct Standing {
    purse: Option<PotKey>,
    seats: BTreeMap<usize, Seat>,
    places: HashMap<ApplicationId, usize>,
    days: BTreeMap<Date, Day>,
    reserved: HashSet<PotKey>,
    has_order: bool,
    is_ranked: bool,
    is_by_lot: bool,
    passes: bool,
    keeps_the_turned_away: bool,
}

/// One in line.
#[derive(Debug, Clone)]
struct Seat {
    one: InLine,
    share: Option<Cents>,
    day: Date,
    has_lot: bool,
    is_undecided: bool,
}

/// What those ask together that are complete on one day, and how many of them have no lot.
#[derive(Debug, Default)]
struct Day {
    asked: Cents,
    undrawn: usize,
}

/// What can be granted to one in line now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// What those before it leave.
    pub(super) left: Cents,
    /// The most by its share, where shares are given.
    pub(super) share: Option<Cents>,
}

impl Standing {
    /// As it is now, of this purse.
    pub(super) fn of(tranche: &Tranche, purse: Option<&PotKey>, order: &Order, budget: &Budget) -> Self {
        let line = Line::of(tranche, purse, order, budget);
        let reserved = tranche.pots.iter().filter(|pot| pot.kind == PotKind::Reserved);
        let mut standing = Self {
            purse: purse.cloned(),
            seats: BTreeMap::new(),
            places: HashMap::new(),
            days: BTreeMap::new(),
            reserved: reserved.map(|pot| pot.key.clone()).collect(),
            has_order: line.has_order(),
            is_ranked: tranche.ranking_of(purse).is_some(),
            is_by_lot: tranche.allocation_of(purse) == Some(Allocation::CompletenessThenLot),
            passes: tranche.when_full.as_ref().is_some_and(|when_full| when_full.value == WhenFull::Skip),
            keeps_the_turned_away: line.keeps_the_turned_away(),
        };
        line.claims().iter().for_each(|stand| standing.seat(stand, order));
        standing
    }

    fn seat(&mut self, stand: &Stand<'_>, order: &Order) {
        let seat = Seat {
            one: stand.one.clone(),
            share: stand.share,
            day: day_of(stand.one.complete_since),
            has_lot: order.lot_of(stand.one, self.purse.as_ref()).is_some(),
            is_undecided: stand.is_undecided,
        };
        let day = self.days.entry(seat.day).or_default();
        day.asked = day.asked + seat.one.requested;
        day.undrawn += usize::from(!seat.has_lot);
        let place = self.seats.last_key_value().map_or(0, |(last, _)| last + 1);
        self.places.insert(seat.one.application, place);
        self.seats.insert(place, seat);
    }

    /// Those in line, first to last.
    pub(super) fn in_order(&self) -> Vec<ApplicationId> {
        self.seats.values().filter(|seat| seat.is_undecided).map(|seat| seat.one.application).collect()
    }

    /// Whether it has a place.
    pub(super) fn has(&self, application: ApplicationId) -> bool {
        self.places.contains_key(&application)
    }

    /// What can be granted to an application when so much is free in the purse. Absent where it has no place, or the
    /// lot comes first.
    pub(super) fn reach(&self, application: ApplicationId, free: Cents) -> Option<Reach> {
        let place = self.places.get(&application)?;
        let seat = self.seats.get(place)?;
        let left = if self.has_order { self.left_at(*place, free) } else { free };
        (!self.awaits_lot(seat, free)).then_some(Reach { left, share: seat.share })
    }

    /// Once nothing is left there is nothing left for all that follow either.
    fn left_at(&self, place: usize, free: Cents) -> Cents {
        let mut left = free;
        for seat in self.seats.range(..place).map(|(_, seat)| seat) {
            if left <= Cents::ZERO {
                break;
            }
            if !(self.passes && seat.one.requested > left) {
                left = left - seat.one.requested;
            }
        }
        left
    }

    /// What decisions alone leave for one in line: those turned away before it keep their claims.
    pub(super) fn left_by_decisions(&self, application: ApplicationId, free: Cents) -> Cents {
        let Some(place) = self.places.get(&application).filter(|_| self.keeps_the_turned_away) else {
            return free;
        };
        let before = self.seats.range(..place).map(|(_, seat)| seat);
        free - before.filter(|seat| !seat.is_undecided).map(|seat| seat.one.requested).sum()
    }

    /// Whether its day is the one on which what is free is crossed, and it has others to draw with: what
    /// [`crate::allocation::CrossingDay`] says, from sums by day.
    fn awaits_lot(&self, seat: &Seat, free: Cents) -> bool {
        let Some(day) = self.days.get(&seat.day).filter(|_| self.is_by_lot && !seat.has_lot) else {
            return false;
        };
        let left = free - self.days.range(..seat.day).map(|(_, day)| day.asked).sum();
        left >= Cents::ZERO && day.asked > left && day.undrawn > 1
    }

    /// The day among whose applications the lot must decide first, and these applications in the order of completeness.
    pub(super) fn to_be_drawn(&self, free: Cents) -> Option<(Date, Vec<ApplicationId>)> {
        let waiting = self.seats.values().filter(|seat| self.awaits_lot(seat, free));
        let mut waiting: Vec<&Seat> = waiting.collect();
        waiting.sort_by_key(|seat| seat.one.moment());
        let day = waiting.first()?.day;
        Some((day, waiting.iter().map(|seat| seat.one.application).collect()))
    }

    /// The day on which it is complete, where the lot can decide on it.
    pub(super) fn day_of_lot(&self, application: ApplicationId) -> Option<Date> {
        let seat = self.places.get(&application).and_then(|place| self.seats.get(place))?;
        self.is_by_lot.then_some(seat.day)
    }

    /// One became complete. False where the line must be made anew for it: it does not come behind all others.
    pub(super) fn arrive(&mut self, one: &InLine, order: &Order) -> bool {
        if self.has(one.application) {
            return true;
        }
        if self.is_ranked {
            return order
                .ranks(self.purse.as_ref())
                .is_none_or(|ranks| !ranks.contains_key(&one.application));
        }
        let is_last = self.seats.last_key_value().is_none_or(|(_, last)| last.one.moment() < one.moment());
        let has_lot = order.lot_of(one, self.purse.as_ref()).is_some();
        let comes_last = is_last && !has_lot && !self.is_reserved(one);
        if comes_last {
            let (left, left_by_decisions) = (Cents::ZERO, Cents::ZERO);
            self.seat(&Stand { one, is_undecided: true, left, left_by_decisions, share: None }, order);
        }
        comes_last
    }

    /// One was turned away: where nobody may pass it, it keeps its claim. False where the line must be made anew.
    pub(super) fn turn_away(&mut self, application: ApplicationId) -> bool {
        if !self.keeps_the_turned_away {
            return self.leave(application);
        }
        let place = self.places.get(&application);
        if let Some(seat) = place.and_then(|place| self.seats.get_mut(place)) {
            seat.is_undecided = false;
        }
        true
    }

    /// One was granted, or left otherwise: its claim is gone. False where the line must be made anew, because what is left
    /// of a quota decides who comes first.
    pub(super) fn leave(&mut self, application: ApplicationId) -> bool {
        let seat = self.places.remove(&application).and_then(|place| self.seats.remove(&place));
        let Some(seat) = seat else { return true };
        if let Some(day) = self.days.get_mut(&seat.day) {
            day.asked = day.asked - seat.one.requested;
            day.undrawn = day.undrawn.saturating_sub(usize::from(!seat.has_lot));
        }
        !self.is_reserved(&seat.one)
    }

    fn is_reserved(&self, one: &InLine) -> bool {
        one.pot.as_ref().is_some_and(|pot| self.reserved.contains(pot))
    }
}
