//! The queue for money: the undecided applications of a tranche in the lawful order, and what each can get.
//!
//! It is made anew from what is known, by the pure functions of [`crate::allocation`]. A decision, the worklist and a
//! replay all look here, so that they cannot differ.

use super::{Budget, InLine, Order, Rank};
use crate::allocation::{
    Claim, Complete, CrossingDay, LotScope, RankingMethod, Served, order_by_lot, quota_first, serve,
};
use crate::scheme::{Allocation, PotKind, Tranche, WhenFull};
use crate::violation::Violation;
use crate::words::{ApplicationId, Cents, PotKey, day_of};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// The queue of one purse: of a sub-ceiling or a yearly slice, or else of all that is in neither.
#[derive(Debug, Clone)]
pub struct Queue<'a> {
    allocation: Option<Allocation>,
    when_full: Option<WhenFull>,
    is_ranked: bool,
    free: Cents,
    queued: Vec<Queued<'a>>,
    places: HashMap<ApplicationId, usize>,
    excluded: Vec<ApplicationId>,
    turned_away: Vec<&'a InLine>,
    ranked: HashMap<ApplicationId, u32>,
    crossing: Option<CrossingDay>,
    must_draw: bool,
}

/// One application in line.
#[derive(Debug, Clone)]
pub struct Queued<'a> {
    /// The application.
    pub one: &'a InLine,
    /// Whether it is still undecided; who was turned away keeps a claim where nobody after may pass.
    pub is_undecided: bool,
    /// What is free for it after those before it; negative when they ask more than there is.
    pub left: Cents,
    /// What is free for it after decisions alone, without what others only ask: those that were turned away before it,
    /// where nobody may pass them.
    pub left_by_decisions: Cents,
    /// The most that its share gives it, where shares are given.
    pub share: Option<Cents>,
}

/// Who is in line, and whether it is still undecided.
type Member<'a> = (&'a InLine, bool);

impl<'a> Queue<'a> {
    /// The queue in which the cases of this pot stand.
    pub fn of(tranche: &Tranche, pot: Option<&PotKey>, order: &'a Order, budget: &Budget) -> Self {
        let purse = tranche.purse_of(pot);
        let mut queue = Self {
            allocation: tranche.allocation_of(pot),
            when_full: tranche.when_full.as_ref().map(|when_full| when_full.value),
            is_ranked: tranche.ranking_of(pot).is_some(),
            free: budget.free_of(purse),
            queued: Vec::new(),
            places: HashMap::new(),
            excluded: Vec::new(),
            turned_away: Vec::new(),
            ranked: places_in(order.ranks(purse)),
            crossing: None,
            must_draw: false,
        };
        let in_purse = |one: &&InLine| tranche.purse_of(one.pot.as_ref()) == purse;
        let mut members: Vec<Member<'a>> =
            order.in_line_for(tranche, purse).into_iter().map(|one| (one, true)).collect();
        let asked = || members.iter().map(|(one, _)| one.requested).collect::<Vec<Cents>>();
        queue.must_draw = queue.allocation == Some(Allocation::Lot)
            && order.lots(purse, LotScope::Ranking).is_none()
            && RankingMethod::Lot.has_to_draw(&asked(), queue.free);
        queue.turned_away = order.turned_away().into_iter().filter(in_purse).collect();
        if queue.keeps_the_turned_away() {
            members.extend(queue.turned_away.iter().map(|one| (*one, false)));
            members.sort_by_key(|(one, _)| one.moment());
        }
        let members = queue.in_lawful_order(members, tranche, purse, order, budget);
        queue.serve(members, order.ranks(purse));
        queue
    }

    /// The applications in line, first to last.
    pub fn undecided(&self) -> impl Iterator<Item = &Queued<'a>> {
        self.queued.iter().filter(|queued| queued.is_undecided)
    }

    /// As [`Self::undecided`], with those who were turned away and keep a claim.
    pub(crate) fn claims(&self) -> &[Queued<'a>] {
        &self.queued
    }

    /// The day among whose applications the lot must decide first.
    pub const fn crossing(&self) -> Option<&CrossingDay> {
        self.crossing.as_ref()
    }

    /// Whether the lot must decide first about this application.
    pub fn awaits_lot(&self, application: ApplicationId) -> bool {
        self.crossing.as_ref().is_some_and(|crossing| crossing.undrawn.contains(&application))
    }

    /// Those whom a ranking excluded.
    pub fn excluded(&self) -> &[ApplicationId] {
        &self.excluded
    }

    /// Whether those in line would get more by their shares than there is: the money became less after they were made.
    pub(crate) fn shares_exceed_what_is_free(&self) -> bool {
        let most = |queued: &Queued<'_>| queued.share.unwrap_or(queued.one.requested);
        self.allocation == Some(Allocation::ProRata)
            && self.undecided().map(most).sum::<Cents>() > self.free.max(Cents::ZERO)
    }

    /// Whether those before an application take from what is free for it. An entitlement, an annex and a key give each
    /// its own, whoever comes first; so do shares. Where no source gives an order, who assesses chooses, with a ground.
    pub const fn has_order(&self) -> bool {
        match self.allocation {
            Some(
                Allocation::Completeness
                | Allocation::CompletenessThenLot
                | Allocation::CompletenessThenWaitingList
                | Allocation::Category
                | Allocation::Score
                | Allocation::KnockOutThenRank
                | Allocation::Lot,
            ) => true,
            Some(Allocation::Entitlement | Allocation::Annex | Allocation::Key | Allocation::ProRata)
            | None => false,
        }
    }

    /// What is free for an application after decisions alone: in all, where it has no place.
    pub fn left_by_decisions(&self, application: ApplicationId) -> Cents {
        self.find(application).map_or(self.free, |queued| queued.left_by_decisions)
    }

    /// Goes on when the money that decisions leave gives an application nothing: not all that it can get at most by what an
    /// adviser found, nor the part of it that a share or a grant in part would give.
    ///
    /// # Errors
    /// When there is money for it.
    pub fn must_not_suffice_for(&self, application: ApplicationId, eligible: Cents) -> Result<(), Violation> {
        let left = self.left_by_decisions(application);
        let share = self.find(application).and_then(|queued| queued.share);
        let in_part = self.when_full == Some(WhenFull::Partial);
        let suffices = suffices(left, eligible, share, in_part);
        if suffices { Err(Violation::StillFits { left, asked: eligible }) } else { Ok(()) }
    }

    /// Goes on when the lawful order reaches an application with this amount. `eligible` is what an adviser found that
    /// it can get at most: less than that, because no more is left, is a grant in part.
    ///
    /// # Errors
    /// Why it does not: the lot or a ranking comes first, or again, it is excluded, or those before it leave too little.
    pub fn must_reach(
        &self,
        application: ApplicationId,
        amount: Cents,
        eligible: Cents,
        today: Date,
    ) -> Result<(), Violation> {
        if self.excluded.contains(&application) {
            return Err(Violation::ExcludedFromRanking);
        }
        let queued = self.find(application).ok_or(Violation::RankingNeeded)?;
        if self.must_draw {
            return Err(Violation::NotDrawn);
        }
        if self.shares_exceed_what_is_free() {
            return Err(Violation::RankingNeeded);
        }
        self.must_not_await_the_lot(queued, today)?;
        if let Some(share) = queued.share.filter(|share| amount > *share) {
            return Err(Violation::AboveShare { share });
        }
        let whole_only = matches!(self.when_full, Some(WhenFull::Stop | WhenFull::Skip));
        let is_cut = amount < eligible && eligible > queued.left && queued.share.is_none();
        if amount > queued.left || (is_cut && whole_only) {
            return Err(self.not_enough(queued, amount));
        }
        Ok(())
    }

    /// Whether granting this amount rests on a rule about the first that no longer fits, which no source gives: it is
    /// cut to what is left, or passes somebody who was turned away.
    pub fn is_silent_on(&self, application: ApplicationId, amount: Cents, eligible: Cents) -> bool {
        let is_cut =
            |queued: &Queued<'_>| amount < eligible && eligible > queued.left && queued.share.is_none();
        let passes = |queued: &Queued<'_>| self.has_order() && self.passes_one_turned_away(queued);
        let rests = |queued: &Queued<'_>| is_cut(queued) || passes(queued);
        let matters = self.has_order() || self.allocation.is_none();
        self.when_full.is_none() && matters && self.find(application).is_some_and(rests)
    }

    fn passes_one_turned_away(&self, queued: &Queued<'_>) -> bool {
        self.turned_away.iter().any(|one| {
            match (self.rank_of(one.application), self.rank_of(queued.one.application)) {
                (Some(turned_away), Some(own)) => turned_away < own,
                (Some(_) | None, _) => !self.is_ranked && one.moment() < queued.one.moment(),
            }
        })
    }

    fn rank_of(&self, application: ApplicationId) -> Option<u32> {
        self.ranked.get(&application).copied()
    }

    fn find(&self, application: ApplicationId) -> Option<&Queued<'a>> {
        self.places.get(&application).and_then(|place| self.queued.get(*place))
    }

    /// Until the day is over nobody knows whether the lot must decide among all that became complete on it.
    fn must_not_await_the_lot(&self, queued: &Queued<'_>, today: Date) -> Result<(), Violation> {
        if self.allocation != Some(Allocation::CompletenessThenLot) {
            return Ok(());
        }
        let day = day_of(queued.one.complete_since);
        match &self.crossing {
            _ if today <= day => Err(Violation::DayNotOver { day }),
            Some(CrossingDay { day, free, asked, .. }) if self.awaits_lot(queued.one.application) => {
                Err(Violation::LotDecides { day: *day, free: *free, asked: *asked })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn not_enough(&self, queued: &Queued<'_>, asked: Cents) -> Violation {
        let is_before = |other: &&Queued<'_>| other.one.application != queued.one.application;
        let before: Vec<ApplicationId> = if self.has_order() {
            self.queued.iter().take_while(is_before).map(|other| other.one.application).collect()
        } else {
            Vec::new()
        };
        Violation::NotEnoughFree { free: self.free, asked, before_asked: self.free - queued.left, before }
    }

    /// Where a scheme stops at the first that does not fit, nobody may pass it after it was turned away.
    pub(crate) fn keeps_the_turned_away(&self) -> bool {
        self.when_full == Some(WhenFull::Stop) && self.has_order()
    }
}

impl<'a> Queue<'a> {
    /// By the method of the tranche; those without a place in a ranking are not in line.
    fn in_lawful_order(
        &mut self,
        members: Vec<Member<'a>>,
        tranche: &Tranche,
        purse: Option<&PotKey>,
        order: &Order,
        budget: &Budget,
    ) -> Vec<Member<'a>> {
        if self.is_ranked {
            let ranked = self.by_rank(members, order.ranks(purse));
            return reserved_first(ranked, tranche, budget);
        }
        let by_lot = self.allocation == Some(Allocation::CompletenessThenLot);
        let complete = |(one, _): &Member<'a>| Complete {
            application: one.application,
            asked: one.requested,
            complete_since: one.complete_since,
            submitted: one.submitted,
            lot: order.lot_of(one, purse).filter(|_| by_lot),
        };
        let mut line: Vec<Complete> = members.iter().map(complete).collect();
        order_by_lot(&mut line);
        if by_lot {
            self.crossing = CrossingDay::of(&line, self.free);
        }
        let by_number: HashMap<ApplicationId, Member<'a>> =
            members.into_iter().map(|member| (member.0.application, member)).collect();
        let members = line.iter().filter_map(|one| by_number.get(&one.application).copied()).collect();
        reserved_first(members, tranche, budget)
    }

    fn by_rank(
        &mut self,
        members: Vec<Member<'a>>,
        ranks: Option<&BTreeMap<ApplicationId, Rank>>,
    ) -> Vec<Member<'a>> {
        let rank = |one: &InLine| ranks.and_then(|ranks| ranks.get(&one.application));
        let mut ranked: Vec<(u32, Member<'a>)> = Vec::new();
        for member in members {
            match rank(member.0) {
                Some(Rank::Place { place, .. }) => ranked.push((*place, member)),
                Some(Rank::Excluded) if member.1 => self.excluded.push(member.0.application),
                Some(Rank::Excluded) | None => {}
            }
        }
        ranked.sort_by_key(|(place, _)| *place);
        ranked.into_iter().map(|(_, member)| member).collect()
    }

    /// What each is served in this order, and what is left for it.
    fn serve(&mut self, members: Vec<Member<'a>>, ranks: Option<&BTreeMap<ApplicationId, Rank>>) {
        let claims: Vec<Claim> = members.iter().map(claim).collect();
        let served = serve(&claims, self.free, self.when_full.unwrap_or(WhenFull::Stop));
        let (mut left, mut left_by_decisions) = (self.free, self.free);
        for ((one, is_undecided), served) in members.into_iter().zip(served) {
            let share = match ranks.and_then(|ranks| ranks.get(&one.application)) {
                Some(Rank::Place { share, .. }) => *share,
                Some(Rank::Excluded) | None => None,
            };
            let is_passed = self.when_full == Some(WhenFull::Skip) && served != Served::Whole;
            self.places.insert(one.application, self.queued.len());
            self.queued.push(Queued { one, is_undecided, left, left_by_decisions, share });
            if self.has_order() && !is_passed {
                left = left - one.requested;
            }
            if !is_undecided {
                left_by_decisions = left_by_decisions - one.requested;
            }
        }
    }
}

/// Whether this much money is anything for an application that can get so much at most: its share where shares are given,
/// what there is where the scheme grants in part, and else all of it.
pub(crate) fn suffices(left: Cents, eligible: Cents, share: Option<Cents>, in_part: bool) -> bool {
    match share {
        Some(share) => share > Cents::ZERO && eligible.min(share) <= left,
        None => eligible <= left || (in_part && left > Cents::ZERO),
    }
}

/// The places of a ranking.
fn places_in(ranks: Option<&BTreeMap<ApplicationId, Rank>>) -> HashMap<ApplicationId, u32> {
    let place = |(application, rank): (&ApplicationId, &Rank)| match rank {
        Rank::Place { place, .. } => Some((*application, *place)),
        Rank::Excluded => None,
    };
    ranks.into_iter().flatten().filter_map(place).collect()
}

const fn claim((one, _): &Member<'_>) -> Claim {
    Claim { application: one.application, asked: one.requested }
}

/// The cases of reserved quotas come first until each quota is used.
fn reserved_first<'a>(members: Vec<Member<'a>>, tranche: &Tranche, budget: &Budget) -> Vec<Member<'a>> {
    let reserved = tranche.pots.iter().filter(|pot| pot.kind == PotKind::Reserved);
    reserved.fold(members, |members, pot| {
        let is_its = |(one, _): &&Member<'_>| one.pot.as_ref() == Some(&pot.key);
        let its = members.iter().filter(is_its).map(|(one, _)| one.application).collect();
        let Some(quota) = budget.ceiling_of(&pot.key) else { return members };
        let claims: Vec<Claim> = members.iter().map(claim).collect();
        let order = quota_first(&claims, &its, quota, budget.granted_in(&pot.key));
        let by_number: HashMap<ApplicationId, Member<'a>> =
            members.into_iter().map(|member| (member.0.application, member)).collect();
        order.iter().filter_map(|claim| by_number.get(&claim.application).copied()).collect()
    })
}
