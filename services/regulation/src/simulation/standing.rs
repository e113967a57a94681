//! Where each in line stands during a replay, kept up to date while cases arrive, are granted or leave.

use super::place::{General, Place};
use super::quota::Quota;
use crate::facts::{Budget, InLine, Order, Queue};
use crate::scheme::{Allocation, Pot, PotKind, Tranche, WhenFull};
use crate::words::{ApplicationId, Cents, PotKey};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// The queue of one purse: what [`Queue`] says, kept up to date by what happens in it. Making it anew for every decision would
/// cost the square of the number of cases. Only a new ceiling, draw or ranking makes it anew.
#[derive(Debug, Default)]
pub(super) struct Standing {
    purse: Option<PotKey>,
    seats: BTreeMap<Place, Seat>,
    places: HashMap<ApplicationId, Place>,
    days: BTreeMap<Date, Day>,
    /// The reserved quotas, the last named first.
    quotas: Vec<Quota>,
    has_order: bool,
    is_ranked: bool,
    is_by_lot: bool,
    passes: bool,
    keeps_the_turned_away: bool,
}

/// One in line.
#[derive(Debug, Clone)]
struct Seat {
    application: ApplicationId,
    requested: Cents,
    pot: Option<PotKey>,
    share: Option<Cents>,
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
        let queue = Queue::of(tranche, purse, order, budget);
        let mut standing = Self {
            purse: purse.cloned(),
            seats: BTreeMap::new(),
            places: HashMap::new(),
            days: BTreeMap::new(),
            quotas: quotas(tranche, budget),
            has_order: queue.has_order(),
            is_ranked: tranche.ranking_of(purse).is_some(),
            is_by_lot: tranche.allocation_of(purse) == Some(Allocation::CompletenessThenLot),
            passes: tranche.when_full.as_ref().is_some_and(|when_full| when_full.value == WhenFull::Skip),
            keeps_the_turned_away: queue.keeps_the_turned_away(),
        };
        queue.claims().iter().for_each(|queued| standing.seat(queued.one, queued.is_undecided, order));
        standing
    }

    /// One became complete.
    pub(super) fn arrive(&mut self, one: &InLine, order: &Order) {
        if !self.has(one.application) {
            self.seat(one, true, order);
        }
    }

    /// Nobody without a place in a ranking is in line where a ranking decides.
    fn seat(&mut self, one: &InLine, is_undecided: bool, order: &Order) {
        let Some((general, share)) = self.general(one, order) else { return };
        let InLine { application, requested, pot, .. } = one.clone();
        let day = self.days.entry(general.day()).or_default();
        day.asked = day.asked + requested;
        day.undrawn += usize::from(general.has_no_lot());
        let place = Place { group: self.quotas.len(), general };
        self.places.insert(application, place);
        let quota = self.quotas.iter_mut().find(|quota| Some(quota.pot()) == pot.as_ref());
        let moved = quota.map(|quota| quota.enter(general, requested)).unwrap_or_default();
        self.seats.insert(place, Seat { application, requested, pot, share, is_undecided });
        self.regroup(&moved);
    }

    fn general(&self, one: &InLine, order: &Order) -> Option<(General, Option<Cents>)> {
        if self.is_ranked {
            return General::by_rank(one, self.purse.as_ref(), order);
        }
        let lot = order.lot_of(one, self.purse.as_ref()).filter(|_| self.is_by_lot);
        Some((General::by_completeness(one, lot), None))
    }

    /// These change between coming first by a quota and not.
    fn regroup(&mut self, moved: &[General]) {
        for general in moved {
            let group = self.quotas.iter().position(|quota| quota.puts_first(*general));
            let place = Place { group: group.unwrap_or(self.quotas.len()), general: *general };
            let mut was = (0..=self.quotas.len()).map(|group| Place { group, general: *general });
            if let Some(seat) = was.find_map(|was| self.seats.remove(&was)) {
                self.places.insert(seat.application, place);
                self.seats.insert(place, seat);
            }
        }
    }

    /// Money of quotas was granted or given back.
    pub(super) fn note_what_is_left(&mut self, budget: &Budget) {
        let change = |quota: &mut Quota| {
            left_of(quota.pot(), budget).map(|left| quota.set_left(left)).unwrap_or_default()
        };
        let moved: Vec<General> = self.quotas.iter_mut().flat_map(change).collect();
        self.regroup(&moved);
    }

    /// One was turned away: where nobody may pass it, it keeps its claim.
    pub(super) fn turn_away(&mut self, application: ApplicationId) {
        if !self.keeps_the_turned_away {
            return self.leave(application);
        }
        let place = self.places.get(&application);
        if let Some(seat) = place.and_then(|place| self.seats.get_mut(place)) {
            seat.is_undecided = false;
        }
    }

    /// One was granted, or left otherwise: its claim is gone.
    pub(super) fn leave(&mut self, application: ApplicationId) {
        let Some(place) = self.places.remove(&application) else { return };
        let Some(seat) = self.seats.remove(&place) else { return };
        let general = place.general;
        if let Some(day) = self.days.get_mut(&general.day()) {
            day.asked = day.asked - seat.requested;
            day.undrawn = day.undrawn.saturating_sub(usize::from(general.has_no_lot()));
        }
        let quota = self.quotas.iter_mut().find(|quota| Some(quota.pot()) == seat.pot.as_ref());
        let moved = quota.map(|quota| quota.leave(general)).unwrap_or_default();
        self.regroup(&moved);
    }

    /// Those in line, first to last.
    pub(super) fn in_order(&self) -> Vec<ApplicationId> {
        self.seats.values().filter(|seat| seat.is_undecided).map(|seat| seat.application).collect()
    }

    /// Whether it has a place.
    pub(super) fn has(&self, application: ApplicationId) -> bool {
        self.places.contains_key(&application)
    }

    /// The most that its share gives it, where shares are given.
    pub(super) fn share_of(&self, application: ApplicationId) -> Option<Cents> {
        self.places.get(&application).and_then(|place| self.seats.get(place)).and_then(|seat| seat.share)
    }

    /// What can be granted to an application when so much is free in the purse. Absent where it has no place, or the
    /// lot comes first.
    pub(super) fn reach(&self, application: ApplicationId, free: Cents) -> Option<Reach> {
        let place = self.places.get(&application)?;
        let seat = self.seats.get(place)?;
        let left = if self.has_order { self.left_at(*place, free) } else { free };
        (!self.awaits_lot(&place.general, free)).then_some(Reach { left, share: seat.share })
    }

    /// Once nothing is left there is nothing left for all that follow either.
    fn left_at(&self, place: Place, free: Cents) -> Cents {
        let mut left = free;
        for seat in self.seats.range(..place).map(|(_, seat)| seat) {
            if left <= Cents::ZERO {
                break;
            }
            if !(self.passes && seat.requested > left) {
                left = left - seat.requested;
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
        free - before.filter(|seat| !seat.is_undecided).map(|seat| seat.requested).sum()
    }

    /// Whether its day is the one on which what is free is crossed, and it has others to draw with: what
    /// [`crate::allocation::CrossingDay`] says, from sums by day.
    fn awaits_lot(&self, general: &General, free: Cents) -> bool {
        let day = self.days.get(&general.day()).filter(|_| self.is_by_lot && general.has_no_lot());
        let Some(day) = day else { return false };
        let left = free - self.days.range(..general.day()).map(|(_, day)| day.asked).sum();
        left >= Cents::ZERO && day.asked > left && day.undrawn > 1
    }

    /// The day among whose applications the lot must decide first, and these applications in the order of completeness.
    pub(super) fn to_be_drawn(&self, free: Cents) -> Option<(Date, Vec<ApplicationId>)> {
        let waiting = self.seats.iter().filter(|(place, _)| self.awaits_lot(&place.general, free));
        let waiting: BTreeMap<General, ApplicationId> =
            waiting.map(|(place, seat)| (place.general, seat.application)).collect();
        let day = waiting.keys().next()?.day();
        Some((day, waiting.into_values().collect()))
    }

    /// The day on which it is complete, where the lot can decide on it.
    pub(super) fn day_of_lot(&self, application: ApplicationId) -> Option<Date> {
        self.places.get(&application).filter(|_| self.is_by_lot).map(|place| place.general.day())
    }
}

/// The reserved quotas, the last named first: it comes before those named before it. One without a ceiling reserves nothing.
fn quotas(tranche: &Tranche, budget: &Budget) -> Vec<Quota> {
    let reserved = tranche.pots.iter().rev().filter(|pot| pot.kind == PotKind::Reserved);
    let quota = |pot: &Pot| Some(Quota::of(pot.key.clone(), left_of(&pot.key, budget)?));
    reserved.filter_map(quota).collect()
}

fn left_of(pot: &PotKey, budget: &Budget) -> Option<Cents> {
    budget.ceiling_of(pot).map(|ceiling| ceiling - budget.granted_in(pot))
}

#[cfg(test)]
mod tests;
