//! The worklist of a tranche (*werkvoorraad*): its cases in the lawful order, what is free for each, and what is next.
//!
//! The order is the one by which [`crate::commands::Approve`] decides, so what stands here as free is what a
//! decision finds.

mod clock;
mod docket;

pub use clock::Clock;
pub use docket::{Docket, Dossier};

use crate::event::Arrival;
use crate::facts::{InLine, State};
use crate::scheme::{Allocation, Tranche};
use crate::terms::set_aside_until;
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
    /// Draw lots among the cases of this day.
    DrawLots,
    /// Decide first on those before it: after their claims too little is left.
    AwaitEarlier,
    /// Too little is free, and the scheme keeps a waiting list.
    AwaitMoney,
    /// Settle the grant.
    Settle,
}

/// One case in the worklist.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The case.
    pub dossier: &'a Dossier,
    /// In what part it stands.
    pub part: Part,
    /// When the last missing piece was received, by what is known now; for a late case its arrival.
    pub counts_from: Timestamp,
    /// Its place in line: 1, 2, 3 ...; absent when it has none.
    pub place: Option<usize>,
    /// What is free for it after those before it; negative when they ask more than there is. Absent without a place.
    pub free: Option<Cents>,
    /// Whether it is on the waiting list (*wachtlijst*): complete, undecided, and it no longer fits, where the
    /// scheme keeps such a list.
    pub waiting: bool,
    /// What is next; absent when the case has ended.
    pub next: Option<Next>,
    /// The last day on which the missing pieces can come, where a term was set for them.
    pub answer_by: Option<Date>,
    /// The last day on which it can be set aside when they do not.
    pub set_aside_until: Option<Date>,
    /// The last day for deciding, by the scheme or the Awb; absent once decided.
    pub decide_by: Option<Date>,
}

impl Entry<'_> {
    /// Where it stands in the whole list.
    pub fn sort_key(&self) -> (Part, Timestamp, crate::record::Position) {
        (self.part, self.counts_from, self.dossier.submitted)
    }
}

/// What a place in line is worth.
struct Claim {
    place: usize,
    free: Cents,
    on_crossing_day: bool,
}

impl Docket {
    /// All cases of the tranche as they stand on this day, in the lawful order.
    pub fn worklist(&self, today: Date) -> Vec<Entry<'_>> {
        let claims = self.claims();
        let mut entries: Vec<Entry<'_>> = self
            .dossiers()
            .map(|dossier| self.entry(dossier, claims.get(&dossier.header.application), today))
            .collect();
        entries.sort_by_key(Entry::sort_key);
        entries
    }

    /// One case as it stands on this day.
    pub fn find(&self, application: ApplicationId, today: Date) -> Option<Entry<'_>> {
        let claims = self.claims();
        Some(self.entry(self.dossier(application)?, claims.get(&application), today))
    }

    /// What each place in line is worth, counted from the first to the last.
    fn claims(&self) -> HashMap<ApplicationId, Claim> {
        let line = self.order().in_line();
        let (mut claims, mut free, mut place) = (HashMap::new(), self.budget().free(), 0);
        for day in line.chunk_by(|one, other| day_of(one.complete_since) == day_of(other.complete_since)) {
            let asked: Cents = day.iter().map(|one: &&InLine| one.requested).sum();
            let on_crossing_day = day.len() > 1 && free >= Cents::ZERO && asked > free;
            for one in day {
                place += 1;
                claims.insert(one.application, Claim { place, free, on_crossing_day });
                free = free - one.requested;
            }
        }
        claims
    }

    fn entry<'a>(&'a self, dossier: &'a Dossier, claim: Option<&Claim>, today: Date) -> Entry<'a> {
        let case = &dossier.case;
        let rules = self.rules().in_version(case.scheme_version);
        let undecided = case.state == State::Undecided;
        let answer_by = case.answer_by.filter(|_| undecided && !case.missing.is_empty());
        let fits = claim.is_none_or(|claim| case.requested() <= claim.free);
        let kept = allocates(rules, Allocation::CompletenessThenWaitingList);
        let scheme_term = rules.and_then(|rules| rules.decide_by.as_ref()).map(|term| term.value);
        Entry {
            dossier,
            part: part(dossier),
            counts_from: case.complete_since.or(case.last_piece_at).unwrap_or(dossier.received_at),
            place: claim.map(|claim| claim.place),
            free: claim.map(|claim| claim.free),
            waiting: claim.is_some() && case.complete_since.is_some() && !fits && kept,
            next: self.next(dossier, claim, rules, today),
            answer_by,
            set_aside_until: answer_by.map(set_aside_until),
            decide_by: dossier.clock.decide_by(scheme_term).filter(|_| undecided),
        }
    }

    fn next(
        &self,
        dossier: &Dossier,
        claim: Option<&Claim>,
        rules: Option<&Tranche>,
        today: Date,
    ) -> Option<Next> {
        let case = &dossier.case;
        match case.state {
            State::Undecided => {}
            State::Granted(_) => return Some(Next::Settle),
            State::Settled(_) | State::Ended(_) => return None,
        }
        let on_its_substance = if case.advisers.is_empty() { Next::Advise } else { Next::Decide };
        let Some(claim) = claim else {
            // Late, or a piece is missing.
            return Some(match (case.arrival, case.answer_by) {
                (Some(Arrival::Late { .. }), _) => on_its_substance,
                (_, None) => Next::AwaitPieces,
                (_, Some(answer_by)) if today <= answer_by => Next::AwaitPieces,
                (_, Some(answer_by)) if today <= set_aside_until(answer_by) => Next::SetAside,
                (_, Some(_)) => on_its_substance,
            });
        };
        if case.complete_since.is_none() {
            return Some(Next::ConfirmCompleteness);
        }
        if case.advisers.is_empty() {
            return Some(Next::Advise);
        }
        Some(self.next_for_money(case.requested(), claim, rules))
    }

    /// What is next for a case that is complete and advised.
    fn next_for_money(&self, requested: Cents, claim: &Claim, rules: Option<&Tranche>) -> Next {
        if claim.on_crossing_day && allocates(rules, Allocation::CompletenessThenLot) {
            Next::DrawLots
        } else if requested <= claim.free {
            Next::Decide
        } else if requested <= self.budget().free() {
            Next::AwaitEarlier
        } else if allocates(rules, Allocation::CompletenessThenWaitingList) {
            Next::AwaitMoney
        } else {
            Next::Decide
        }
    }
}

fn allocates(rules: Option<&Tranche>, method: Allocation) -> bool {
    rules.is_some_and(|rules| rules.allocation.value == method)
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
