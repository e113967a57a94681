//! The worklist of a tranche (*werkvoorraad*): its cases in the lawful order, what is free for each, and what is next.
//!
//! The order is the one by which [`crate::commands::Approve`] decides, so what stands here as free is what a
//! decision finds.

mod clock;
mod docket;

pub use clock::Clock;
pub use docket::{Docket, Dossier};

use crate::event::Arrival;
use crate::facts::{Queue, State};
use crate::record::Position;
use crate::scheme::{Allocation, CountedFrom, DecisionTerm, Tranche};
use crate::terms::{set_aside_until, shifted};
use crate::words::{ApplicationId, Cents, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

/// In what part of the worklist a case stands; the parts come after one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Undecided, and nothing is known to be missing: it has a place in the order.
    InLine,
    /// Undecided, and a piece is missing: it becomes complete later than all that are in line.
    Incomplete,
    /// Undecided, and arrived late: it has no place in the order.
    Late,
    /// Decided.
    Decided,
}

/// What an assessor does next (*volgende stap*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    /// Look whether it is complete.
    ConfirmCompleteness,
    /// Wait for the pieces that were asked for.
    AwaitPieces,
    /// The term lapsed: set it aside while that can be done.
    SetAside,
    /// Advise on it.
    Advise,
    /// Decide, by another than who advised.
    Decide,
    /// Wait until the day on which it became complete is over: the lot may have to decide among all of that day.
    AwaitDay,
    /// Draw lots among the cases of this day.
    DrawLots,
    /// Establish the ranking, once the window has closed and all are judged.
    EstablishRanking,
    /// Decide first on those before it: after their claims too little is left.
    AwaitEarlier,
    /// Too little is free, and the scheme keeps a waiting list.
    AwaitMoney,
    /// Settle the grant.
    Settle,
}

/// One case in the worklist. What is not asked of it is not computed, because a tranche can hold thousands.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The case.
    pub dossier: &'a Dossier,
    /// In what part it stands.
    pub part: Part,
    docket: &'a Docket,
    claim: Option<Claim>,
    today: Date,
}

/// What a place in line is worth.
#[derive(Debug, Clone, Copy)]
struct Claim {
    place: usize,
    free: Cents,
    free_by_decisions: Cents,
    share: Option<Cents>,
    on_crossing_day: bool,
}

impl Docket {
    /// All cases of the tranche as they stand on this day, in the lawful order.
    pub fn worklist(&self, today: Date) -> Vec<Entry<'_>> {
        let claims = self.claims();
        let entry = |dossier| self.entry(dossier, &claims, today);
        let mut entries: Vec<Entry<'_>> = self.dossiers().map(entry).collect();
        entries.sort_by_key(Entry::sort_key);
        entries
    }

    /// One case as it stands on this day.
    pub fn find(&self, application: ApplicationId, today: Date) -> Option<Entry<'_>> {
        Some(self.entry(self.dossier(application)?, &self.claims(), today))
    }

    fn entry<'a>(
        &'a self,
        dossier: &'a Dossier,
        claims: &HashMap<ApplicationId, Claim>,
        today: Date,
    ) -> Entry<'a> {
        let claim = claims.get(&dossier.header.application).copied();
        Entry { dossier, part: part(dossier), docket: self, claim, today }
    }

    /// What each place in line is worth, in each purse from the first to the last.
    fn claims(&self) -> HashMap<ApplicationId, Claim> {
        let Ok(tranche) = self.rules().newest() else {
            return HashMap::new();
        };
        let purses = tranche.pots.iter().filter_map(|pot| tranche.purse_of(Some(&pot.key)));
        let mut claims = HashMap::new();
        for purse in purses.map(Some).chain([None]) {
            let queue = Queue::of(tranche, purse, self.order(), self.budget());
            for (place, queued) in (1..).zip(queue.undecided()) {
                let on_crossing_day = queue.awaits_lot(queued.one.application);
                let claim = Claim {
                    place,
                    free: queued.left,
                    free_by_decisions: queued.left_by_decisions,
                    share: queued.share,
                    on_crossing_day,
                };
                claims.insert(queued.one.application, claim);
            }
        }
        claims
    }
}

impl Entry<'_> {
    /// Where it stands in the whole list.
    pub fn sort_key(&self) -> (Part, Timestamp, Position) {
        (self.part, self.counts_from(), self.dossier.submitted)
    }

    /// When the last missing piece was received, by what is known now; for a late case its arrival.
    pub fn counts_from(&self) -> Timestamp {
        let case = &self.dossier.case;
        case.complete_since.or(case.last_piece_at).unwrap_or(self.dossier.received_at)
    }

    /// Its place in line: 1, 2, 3 ...; absent when it has none.
    pub fn place(&self) -> Option<usize> {
        self.claim.map(|claim| claim.place)
    }

    /// What is free for it after those before it; negative when they ask more than there is. Absent without a place.
    pub fn free(&self) -> Option<Cents> {
        self.claim.map(|claim| claim.free)
    }

    /// Whether it is on the waiting list (*wachtlijst*): complete, undecided, and it no longer fits, where the scheme
    /// keeps such a list.
    pub fn waiting(&self) -> bool {
        let case = &self.dossier.case;
        let fits = self.claim.is_none_or(|claim| case.requested() <= claim.free);
        !fits && case.complete_since.is_some() && self.allocates(Allocation::CompletenessThenWaitingList)
    }

    /// The last day on which the missing pieces can come, where a term was set for them.
    pub fn answer_by(&self) -> Option<Date> {
        let case = &self.dossier.case;
        case.term().filter(|_| case.state == State::Undecided)
    }

    /// The last day on which it can be set aside when they do not.
    pub fn set_aside_until(&self) -> Option<Date> {
        self.answer_by().map(set_aside_until)
    }

    /// The last day for deciding, by the scheme or the Awb; absent once decided.
    pub fn decide_by(&self) -> Option<Date> {
        let of_scheme = self.rules().and_then(|rules| {
            let within = rules.decide_within.as_ref().and_then(|term| self.after_closing(term.value));
            rules.decide_by.as_ref().map(|term| term.value).or(within)
        });
        let undecided = self.dossier.case.state == State::Undecided;
        self.dossier.clock.decide_by(of_scheme).filter(|_| undecided)
    }

    /// A term of the scheme that is counted from the closing of the window; absent while nobody knows when that is. It is
    /// not moved around weekends: the Algemene termijnenwet does not name ministerial regulations.
    fn after_closing(&self, term: DecisionTerm) -> Option<Date> {
        match term.counted_from {
            CountedFrom::Closing => {
                let closing = self.docket.rules().closing()?;
                Some(shifted(day_of(closing), i64::from(term.weeks) * 7))
            }
            CountedFrom::Grant | CountedFrom::Start => None,
        }
    }

    /// What is next; absent when the case has ended.
    pub fn next(&self) -> Option<Next> {
        let case = &self.dossier.case;
        match (&case.state, &self.claim) {
            (State::Settled(_) | State::Ended(_), _) => None,
            (State::Granted(_), _) => Some(Next::Settle),
            (State::Undecided, None) if self.part == Part::InLine => Some(self.next_before_ranking()),
            (State::Undecided, None) => Some(self.next_without_place()),
            (State::Undecided, Some(_)) if case.complete_since.is_none() => Some(Next::ConfirmCompleteness),
            (State::Undecided, Some(_)) if case.advisers.is_empty() => Some(Next::Advise),
            (State::Undecided, Some(claim)) => Some(self.next_for_money(claim)),
        }
    }

    /// What is next for a case that a ranking has not reached, or that it excluded.
    fn next_before_ranking(&self) -> Next {
        let case = &self.dossier.case;
        let purse = self.rules().and_then(|rules| rules.purse_of(case.pot.as_ref()));
        let ranks = self.docket.order().ranks(purse);
        let is_placed = ranks.is_some_and(|ranks| ranks.contains_key(&self.dossier.header.application));
        if case.complete_since.is_none() {
            Next::ConfirmCompleteness
        } else if case.advisers.is_empty() {
            Next::Advise
        } else if is_placed {
            Next::Decide
        } else {
            Next::EstablishRanking
        }
    }

    /// What is next for a case that is late, or of which a piece is missing.
    fn next_without_place(&self) -> Next {
        let case = &self.dossier.case;
        let on_its_substance = if case.advisers.is_empty() { Next::Advise } else { Next::Decide };
        match (case.arrival, case.term()) {
            (Some(Arrival::Late { .. }), _) => on_its_substance,
            (Some(Arrival::InTime) | None, None) => Next::AwaitPieces,
            (Some(Arrival::InTime) | None, Some(answer_by)) if self.today <= answer_by => Next::AwaitPieces,
            (Some(Arrival::InTime) | None, Some(answer_by)) if self.today <= set_aside_until(answer_by) => {
                Next::SetAside
            }
            (Some(Arrival::InTime) | None, Some(_)) => on_its_substance,
        }
    }

    /// What is next for a case that is complete and advised.
    fn next_for_money(&self, claim: &Claim) -> Next {
        let requested = self.dossier.case.eligible().min(claim.share.unwrap_or(Cents::LARGEST));
        let by_lot = self.allocates(Allocation::CompletenessThenLot);
        let complete_on = self.dossier.case.complete_since.map(day_of);
        if by_lot && complete_on.is_some_and(|day| self.today <= day) {
            Next::AwaitDay
        } else if claim.on_crossing_day && by_lot {
            Next::DrawLots
        } else if requested <= claim.free {
            Next::Decide
        } else if requested <= claim.free_by_decisions {
            Next::AwaitEarlier
        } else if self.allocates(Allocation::CompletenessThenWaitingList) {
            Next::AwaitMoney
        } else {
            Next::Decide
        }
    }

    fn rules(&self) -> Option<&Tranche> {
        self.docket.rules().in_version(self.dossier.case.scheme_version)
    }

    fn allocates(&self, method: Allocation) -> bool {
        let pot = self.dossier.case.pot.as_ref();
        self.rules().is_some_and(|rules| rules.allocation_of(pot) == Some(method))
    }
}

fn part(dossier: &Dossier) -> Part {
    let case = &dossier.case;
    match (&case.state, case.arrival) {
        (State::Undecided, Some(Arrival::Late { .. })) => Part::Late,
        (State::Undecided, Some(Arrival::InTime) | None) if case.missing.is_empty() => Part::InLine,
        (State::Undecided, Some(Arrival::InTime) | None) => Part::Incomplete,
        (State::Granted(_) | State::Settled(_) | State::Ended(_), _) => Part::Decided,
    }
}

#[cfg(test)]
mod tests;
