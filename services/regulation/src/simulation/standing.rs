//! Where each in line stands during a replay, kept up to date while cases are granted or leave.

use crate::facts::{Budget, Line, Order};
use crate::scheme::{Allocation, Tranche, WhenFull};
use crate::words::{ApplicationId, Cents, PotKey};
use std::collections::{HashMap, HashSet};

/// The line of one purse as it was when it was last made, and what has happened in it since. Making it anew for every
/// decision would cost the square of the number of cases.
#[derive(Debug)]
pub(super) struct Standing {
    places: HashMap<ApplicationId, usize>,
    seats: Vec<Seat>,
    excluded: Vec<ApplicationId>,
    awaiting_lot: Vec<ApplicationId>,
    since: Vec<Since>,
    gone: HashSet<ApplicationId>,
    has_order: bool,
    is_exact: bool,
}

#[derive(Debug)]
struct Seat {
    application: ApplicationId,
    asked: Cents,
    left: Cents,
    share: Option<Cents>,
}

/// One that left the line: its claim is gone, and what it was granted is spent.
#[derive(Debug)]
struct Since {
    place: usize,
    claim: Cents,
    granted: Cents,
}

/// Whether an application can be granted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// So much is free for it.
    Free(Cents),
    /// The lot, or a ranking, comes first, or it has no place.
    No,
}

impl Standing {
    /// Of this purse.
    pub(super) fn of(tranche: &Tranche, pot: Option<&PotKey>, order: &Order, budget: &Budget) -> Self {
        let line = Line::of(tranche, pot, order, budget);
        let seat = |stand: &crate::facts::Stand<'_>| Seat {
            application: stand.one.application,
            asked: stand.one.requested,
            left: stand.left,
            share: stand.share,
        };
        let seats: Vec<Seat> = line.stands().map(seat).collect();
        Self {
            places: seats.iter().enumerate().map(|(place, seat)| (seat.application, place)).collect(),
            excluded: line.excluded().to_vec(),
            awaiting_lot: line.crossing().map(|crossing| crossing.undrawn.clone()).unwrap_or_default(),
            since: Vec::new(),
            gone: HashSet::new(),
            is_exact: !passes(tranche) && !by_lot(tranche, pot),
            has_order: line.has_order(),
            seats,
        }
    }

    /// Those in line that have not left, first to last.
    pub(super) fn in_order(&self) -> Vec<ApplicationId> {
        self.seats.iter().map(|seat| seat.application).filter(|one| !self.gone.contains(one)).collect()
    }

    /// Those among whom the lot must decide first.
    pub(super) fn awaiting_lot(&self) -> &[ApplicationId] {
        &self.awaiting_lot
    }

    /// Whether a ranking excluded it.
    pub(super) fn excludes(&self, application: ApplicationId) -> bool {
        self.excluded.contains(&application)
    }

    /// What is free for an application now.
    pub(super) fn reach(&self, application: ApplicationId) -> Reach {
        let place = self.places.get(&application).copied();
        let seat = place.and_then(|place| self.seats.get(place));
        match (place, seat) {
            (Some(place), Some(seat)) if !self.awaiting_lot.contains(&application) => {
                let left = self.since.iter().fold(seat.left, |left, one| left + self.shift(place, one));
                Reach::Free(seat.share.map_or(left, |share| left.min(share)))
            }
            (Some(_) | None, _) => Reach::No,
        }
    }

    /// An application left the line: granted this amount, or nothing.
    pub(super) fn leave(&mut self, application: ApplicationId, granted: Cents) {
        if let Some(place) = self.places.get(&application).copied()
            && let Some(seat) = self.seats.get(place)
        {
            self.since.push(Since { place, claim: seat.asked, granted });
            self.gone.insert(application);
        }
    }

    /// Who left before a place gives back its claim and takes what it was granted; who left behind it only takes.
    fn shift(&self, place: usize, one: &Since) -> Cents {
        let claim = if self.has_order && one.place < place { one.claim } else { Cents::ZERO };
        claim - one.granted
    }

    /// Whether it must be made anew before it is asked again: where the lot decides, or where some are passed, one that
    /// leaves changes more than what is free.
    pub(super) fn is_stale(&self) -> bool {
        !self.is_exact && !self.since.is_empty()
    }
}

/// Whether those who no longer fit are passed, so that a claim that leaves changes who fits after it.
fn passes(tranche: &Tranche) -> bool {
    tranche.when_full.as_ref().is_some_and(|when_full| when_full.value == WhenFull::Skip)
}

/// Whether the lot decides on the crossing day.
fn by_lot(tranche: &Tranche, pot: Option<&PotKey>) -> bool {
    tranche.allocation_of(pot) == Some(Allocation::CompletenessThenLot)
}
