//! The replay itself: a fold over the recorded events, in which the rule decides again.

use super::WhatIf;
use super::standing::{Reach, Standing};
use crate::Facts;
use crate::allocation::{Candidate, LotScope, RankingRules, draw, rank};
use crate::event::{
    ApplicationGranted, ApplicationRejected, ApplicationSubmitted, CaseHeader, Event, GrantSettled,
    LotsDrawn, RankingEstablished, RejectionGround,
};
use crate::facts::{Budget, Case, InLine, Judgements, Order, State, TrancheRules};
use crate::record::Recorded;
use crate::scheme::{TieBreak, Tranche};
use crate::words::{Amount, ApplicationId, Cents, PotKey, Project, ProvinceCode, TrancheKey, day_of};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a tranche under changed data.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// Its cases.
    pub cases: BTreeMap<ApplicationId, ReplayedCase>,
}

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedCase {
    /// The case.
    pub header: CaseHeader,
    /// Its projects, with what they would ask.
    pub projects: Vec<Project>,
    /// The province of who applied, where it has one.
    pub province: Option<ProvinceCode>,
    /// What it was granted in fact, at the decision.
    pub granted_in_fact: Option<Cents>,
    /// What became of it here.
    pub outcome: Outcome,
}

/// What becomes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is granted this.
    Granted(Cents),
    /// Nobody decided yet; it is ready, and this can be granted.
    Fits(Cents),
    /// It is ready, and too little is free for it.
    NotReached,
    /// The ranking excludes it, or it could not be ranked.
    Excluded,
    /// It stays as it happened: late, incomplete, not advised on, rejected on its substance, set aside or withdrawn.
    AsItHappened,
}

impl Outcome {
    /// What it is granted or can be granted.
    pub const fn amount(self) -> Option<Cents> {
        match self {
            Self::Granted(amount) | Self::Fits(amount) => Some(amount),
            Self::NotReached | Self::Excluded | Self::AsItHappened => None,
        }
    }
}

/// Replays everything recorded about one tranche, in the order of the log. Absent where it was never opened under
/// rules that can be read.
pub fn replay(log: &[Recorded], key: &TrancheKey, what_if: &WhatIf) -> Option<Replayed> {
    let mut rules = TrancheRules::of(key.clone());
    log.iter().for_each(|recorded| rules.learn(recorded));
    let original = rules.newest().ok()?.clone();
    let mut replay = Replay::of(original, key, what_if);
    for recorded in log {
        replay.happen(recorded);
    }
    replay.serve_the_rest(log.last()?);
    Some(replay.replayed())
}

struct Replay<'a> {
    key: &'a TrancheKey,
    what_if: &'a WhatIf,
    original: Tranche,
    tranche: Tranche,
    budget: Budget,
    order: Order,
    judgements: Judgements,
    cases: BTreeMap<ApplicationId, (CaseHeader, Case)>,
    in_fact: BTreeMap<ApplicationId, Cents>,
    granted: BTreeMap<ApplicationId, Cents>,
    fitting: BTreeMap<ApplicationId, Cents>,
    held_back: BTreeSet<ApplicationId>,
    excluded: BTreeSet<ApplicationId>,
    standings: BTreeMap<Option<PotKey>, Standing>,
}

impl<'a> Replay<'a> {
    fn of(original: Tranche, key: &'a TrancheKey, what_if: &'a WhatIf) -> Self {
        Self {
            key,
            what_if,
            tranche: what_if.apply_to(&original),
            original,
            budget: Budget::of(key.clone()),
            order: Order::of(key.clone()),
            judgements: Judgements::of(key.clone()),
            cases: BTreeMap::new(),
            in_fact: BTreeMap::new(),
            granted: BTreeMap::new(),
            fitting: BTreeMap::new(),
            held_back: BTreeSet::new(),
            excluded: BTreeSet::new(),
            standings: BTreeMap::new(),
        }
    }

    fn happen(&mut self, recorded: &Recorded) {
        if let Event::ApplicationGranted(event) = &recorded.event {
            self.in_fact.insert(event.case.application, event.amount.gross);
        }
        let Some(event) = self.what_if.apply_to_event(&recorded.event, &self.original) else {
            return;
        };
        let recorded = Recorded { event, ..recorded.clone() };
        match &recorded.event {
            Event::ApplicationGranted(event) => self.decide(event, &recorded),
            Event::ApplicationRejected(event) if event.ground == RejectionGround::CeilingReached => {
                self.turn_away(event, &recorded);
            }
            Event::GrantSettled(event) => self.settle(event, &recorded),
            Event::ApplicationSubmitted(event) => {
                let case = Case::of(event.case.application);
                self.cases.insert(event.case.application, (event.case.clone(), case));
                self.arrive(event, &recorded);
            }
            Event::ApplicationRejected(event) => self.leave(event.case.application, &recorded),
            Event::ApplicationSetAside(event) => self.leave(event.case.application, &recorded),
            Event::ApplicationWithdrawn(event) if self.granted.contains_key(&event.case.application) => {
                self.change(&recorded);
            }
            Event::ApplicationWithdrawn(event) => self.leave(event.case.application, &recorded),
            Event::CompletenessConfirmed(_) | Event::AdviceGiven(_) | Event::ProgressReported(_) => {
                self.learn(&recorded);
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::TrancheClosed(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_) => self.change(&recorded),
        }
    }

    fn learn(&mut self, recorded: &Recorded) {
        self.budget.learn(recorded);
        self.order.learn(recorded);
        self.judgements.learn(recorded);
        if let Some((_, case)) = recorded.event.case().and_then(|case| self.cases.get_mut(&case.application))
        {
            case.learn(recorded);
        }
    }

    /// Something that changes what is free, or who is before whom.
    fn change(&mut self, recorded: &Recorded) {
        self.learn(recorded);
        self.standings.clear();
    }

    /// One that comes behind all others changes nothing for them, but has no seat yet.
    fn arrive(&mut self, event: &ApplicationSubmitted, recorded: &Recorded) {
        self.learn(recorded);
        let purse = self.tranche.purse_of(event.pot.as_ref()).cloned();
        self.standings.remove(&purse);
    }

    /// An undecided case that leaves without a grant.
    fn leave(&mut self, application: ApplicationId, recorded: &Recorded) {
        self.held_back.remove(&application);
        if let Some(standing) = self.standings.get_mut(&self.purse(application)) {
            standing.leave(application, Cents::ZERO);
        }
        self.learn(recorded);
    }

    /// A recorded grant: the rule decides again.
    fn decide(&mut self, event: &ApplicationGranted, recorded: &Recorded) {
        let application = event.case.application;
        match self.can_be_granted(application, event.amount.gross) {
            Some(amount) => self.grant(event.clone(), amount, recorded),
            None => drop(self.held_back.insert(application)),
        }
    }

    /// A recorded rejection because the ceiling was reached: where it fits now, the case waits for its turn.
    fn turn_away(&mut self, event: &ApplicationRejected, recorded: &Recorded) {
        let application = event.case.application;
        let eligible = self.case(application).map(Case::eligible).unwrap_or_default();
        if self.can_be_granted(application, eligible).is_some() {
            self.held_back.insert(application);
        } else {
            self.leave(application, recorded);
        }
    }

    /// A settlement keeps its proportion to the grant.
    fn settle(&mut self, event: &GrantSettled, recorded: &Recorded) {
        let application = event.case.application;
        let (granted, in_fact) = (self.granted.get(&application), self.in_fact.get(&application));
        if let (Some(granted), Some(in_fact)) = (granted, in_fact) {
            let amount = Amount::gross(granted.in_proportion(event.amount.gross, *in_fact));
            let event = GrantSettled { amount, ..event.clone() };
            self.change(&Recorded { event: event.into(), ..recorded.clone() });
        }
    }

    fn grant(&mut self, event: ApplicationGranted, amount: Cents, recorded: &Recorded) {
        let application = event.case.application;
        let purse = self.purse(application);
        if let Some(standing) = self.standings.get_mut(&purse) {
            standing.leave(application, amount);
        }
        self.granted.insert(application, amount);
        self.held_back.remove(&application);
        let event = ApplicationGranted { amount: Amount::gross(amount), ..event };
        self.learn(&Recorded { event: event.into(), ..recorded.clone() });
    }

    /// How much of an amount can be granted now: all of it, or what is left where the scheme grants in part.
    fn can_be_granted(&mut self, application: ApplicationId, amount: Cents) -> Option<Cents> {
        let applicant = &self.cases.get(&application)?.0.applicant;
        let cap =
            self.tranche.maximum_for(applicant).map(|maximum| maximum - self.budget.granted_to(applicant));
        let amount = cap.map_or(amount, |cap| amount.min(cap));
        let Reach::Free(free) = self.standing(application).reach(application) else {
            return None;
        };
        let amount = if amount > free && self.tranche.grants_in_part() { free } else { amount };
        (amount > Cents::ZERO && amount <= free).then_some(amount)
    }

    fn standing(&mut self, application: ApplicationId) -> &Standing {
        let purse = self.purse(application);
        if self.standings.get(&purse).is_some_and(Standing::is_stale) {
            self.standings.remove(&purse);
        }
        let (tranche, order, budget) = (&self.tranche, &self.order, &self.budget);
        let pot = purse.clone();
        self.standings.entry(purse).or_insert_with(|| Standing::of(tranche, pot.as_ref(), order, budget))
    }

    fn case(&self, application: ApplicationId) -> Option<&Case> {
        self.cases.get(&application).map(|(_, case)| case)
    }

    fn purse(&self, application: ApplicationId) -> Option<PotKey> {
        let pot = self.case(application).and_then(|case| case.pot.as_ref());
        self.tranche.purse_of(pot).cloned()
    }

    /// At the end: ranks and draws where nobody did, and serves those in line that are ready.
    fn serve_the_rest(&mut self, last: &Recorded) {
        let pots = self.tranche.pots.clone();
        let purses = pots.iter().filter_map(|pot| self.tranche.purse_of(Some(&pot.key)).cloned());
        let purses: Vec<Option<PotKey>> = purses.map(Some).chain([None]).collect();
        for purse in purses {
            self.rank_where_nobody_did(&purse, last);
            self.draw_where_nobody_did(&purse, last);
            self.serve_purse(&purse, last);
        }
    }

    fn serve_purse(&mut self, purse: &Option<PotKey>, last: &Recorded) {
        self.standings.clear();
        let line = Standing::of(&self.tranche, purse.as_ref(), &self.order, &self.budget);
        self.excluded.extend(self.cases.keys().filter(|application| line.excludes(**application)));
        for application in line.in_order() {
            let Some((header, case)) = self.cases.get(&application).cloned() else { continue };
            let is_held_back = self.held_back.contains(&application);
            let is_ready = is_held_back || (case.complete_since.is_some() && case.advised.is_some());
            let amount = self.can_be_granted(application, case.eligible()).filter(|_| is_ready);
            match amount {
                Some(amount) if is_held_back => self.grant(granted(header, &case, last), amount, last),
                Some(amount) => drop(self.fitting.insert(application, amount)),
                None => {}
            }
        }
    }

    fn rank_where_nobody_did(&mut self, purse: &Option<PotKey>, last: &Recorded) {
        let Some(method) = self.tranche.ranking_of(purse.as_ref()) else { return };
        if self.order.ranks(purse.as_ref()).is_some() {
            return;
        }
        let tranche = &self.tranche;
        let rules =
            RankingRules::of(tranche, method, TieBreak::Completeness, self.budget.free_of(purse.as_ref()));
        let line = self.order.in_line().into_iter().filter(|one| &one.pot == purse);
        let is_judged = |one: &&InLine| self.judgements.suffice_for(one.application, &rules, tranche);
        let line = line.filter(is_judged);
        let candidates: Vec<Candidate> =
            line.map(|one| self.judgements.candidate(one, &rules, None)).collect();
        let event = RankingEstablished {
            tranche: self.key.clone(),
            pot: purse.clone(),
            ranking: rank(rules, candidates),
            silence: None,
            established_at: last.recorded_at,
            by: last.actor.person.clone(),
        };
        self.change(&Recorded { event: event.into(), ..last.clone() });
    }

    /// Every draw settles a day for good, so there are no more draws than days.
    fn draw_where_nobody_did(&mut self, purse: &Option<PotKey>, last: &Recorded) {
        for _ in 0..self.cases.len() {
            let line = Standing::of(&self.tranche, purse.as_ref(), &self.order, &self.budget);
            let among = line.awaiting_lot().to_vec();
            let day = among
                .first()
                .and_then(|one| self.order.undecided(*one))
                .map(|one| day_of(one.complete_since));
            let Some(day) = day else { return };
            let (hash, seed) = ("simulatie".to_owned(), self.what_if.seed.clone().unwrap_or_default());
            let event = LotsDrawn {
                tranche: self.key.clone(),
                pot: purse.clone(),
                scope: LotScope::Day { day },
                order: draw(&hash, &seed, &among),
                hash,
                seed,
                drawn_at: last.recorded_at,
                by: last.actor.person.clone(),
            };
            self.change(&Recorded { event: event.into(), ..last.clone() });
        }
    }

    fn replayed(self) -> Replayed {
        let outcome = |application: &ApplicationId, case: &Case| {
            if let Some(amount) = self.granted.get(application) {
                Outcome::Granted(*amount)
            } else if let Some(amount) = self.fitting.get(application) {
                Outcome::Fits(*amount)
            } else if self.excluded.contains(application) {
                Outcome::Excluded
            } else if self.held_back.contains(application) || is_waiting(case) {
                Outcome::NotReached
            } else {
                Outcome::AsItHappened
            }
        };
        let replayed = |(application, (header, case)): (&ApplicationId, &(CaseHeader, Case))| {
            let one = ReplayedCase {
                header: header.clone(),
                projects: case.projects.clone(),
                province: self.judgements.province(*application),
                granted_in_fact: self.in_fact.get(application).copied(),
                outcome: outcome(application, case),
            };
            (*application, one)
        };
        Replayed { cases: self.cases.iter().map(replayed).collect() }
    }
}

/// Complete, advised to be granted, and undecided.
fn is_waiting(case: &Case) -> bool {
    case.state == State::Undecided && case.complete_since.is_some() && case.advised.is_some()
}

/// A grant as it would be recorded; its amount follows.
fn granted(header: CaseHeader, case: &Case, last: &Recorded) -> ApplicationGranted {
    ApplicationGranted {
        case: header,
        amount: Amount::gross(Cents::ZERO),
        projects: Vec::new(),
        pot: case.pot.clone(),
        silence: None,
        explanation: String::new(),
        decided_at: last.recorded_at,
        by: last.actor.person.clone(),
    }
}
