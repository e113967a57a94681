//! The replay itself: a fold over the recorded events, in which the rule decides again.

use super::WhatIf;
use super::ceilings::{Ceilings, is_about_ceilings};
use super::outcome::{Outcome, Replayed, ReplayedCase};
use super::standing::Standing;
use crate::Facts;
use crate::allocation::RankingRules;
use crate::event::{
    ApplicationGranted, ApplicationRejected, CaseHeader, Event, GrantSettled, RankingEstablished,
    RejectionGround,
};
use crate::facts::{Budget, Case, Judgements, Order, State, TrancheRules, suffices};
use crate::record::Recorded;
use crate::scheme::Tranche;
use crate::words::{Amount, ApplicationId, Cents, PotKey, TrancheKey, day_of};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Replays everything recorded about one tranche, in the order of the log; what concerns others is left out. Absent where
/// it was never opened under rules that can be read.
pub fn replay(log: &[Recorded], key: &TrancheKey, what_if: &WhatIf) -> Option<Replayed> {
    let in_force = Replay::of(log, key, &WhatIf::default(), BTreeSet::new())?.run(log)?;
    if what_if.is_nothing() { Some(in_force) } else { replay_beside(&in_force, log, key, what_if) }
}

/// As [`replay`], beside one under the rules in force.
pub(super) fn replay_beside(
    in_force: &Replayed,
    log: &[Recorded],
    key: &TrancheKey,
    what_if: &WhatIf,
) -> Option<Replayed> {
    Replay::of(log, key, what_if, in_force.cut.clone())?.run(log)
}

/// What is known while the log is walked.
pub(super) struct Replay<'a> {
    pub(super) key: &'a TrancheKey,
    pub(super) what_if: &'a WhatIf,
    /// The rules as they were, by version.
    original: BTreeMap<u32, Tranche>,
    /// The rules with the changes in them, by version.
    pub(super) changed: BTreeMap<u32, Tranche>,
    pub(super) newest: u32,
    pub(super) budget: Budget,
    ceilings: Ceilings,
    pub(super) order: Order,
    pub(super) judgements: Judgements,
    pub(super) cases: BTreeMap<ApplicationId, (CaseHeader, Case)>,
    pub(super) standings: BTreeMap<(u32, Option<PotKey>), Standing>,
    /// The rules of the newest recorded ranking of each purse, for what was chosen in them.
    pub(super) chosen: BTreeMap<Option<PotKey>, RankingRules>,
    /// Who was cut to what was left in fact; under other rules they can get what an adviser found.
    cut_in_fact: BTreeSet<ApplicationId>,
    pub(super) cut: BTreeSet<ApplicationId>,
    in_fact: BTreeMap<ApplicationId, Cents>,
    granted: BTreeMap<ApplicationId, Cents>,
    /// Settlements of what is not granted here yet.
    pub(super) settlements: BTreeMap<ApplicationId, GrantSettled>,
    /// Decided in fact, and waiting for its turn here, with what it wants.
    pub(super) held_back: BTreeMap<ApplicationId, Cents>,
    pub(super) fitting: BTreeSet<ApplicationId>,
    pub(super) excluded: BTreeSet<ApplicationId>,
}

impl<'a> Replay<'a> {
    pub(super) fn of(
        log: &[Recorded],
        key: &'a TrancheKey,
        what_if: &'a WhatIf,
        cut_in_fact: BTreeSet<ApplicationId>,
    ) -> Option<Self> {
        let mut rules = TrancheRules::of(key.clone());
        log.iter().for_each(|recorded| rules.learn(recorded));
        rules.newest().ok()?;
        let newest = rules.newest_version()?;
        let versions = 0..=newest;
        let original: BTreeMap<u32, Tranche> = versions
            .filter_map(|version| rules.in_version(version).map(|tranche| (version, tranche.clone())))
            .collect();
        Some(Self {
            key,
            what_if,
            changed: original.iter().map(|(version, one)| (*version, what_if.apply_to(one))).collect(),
            original,
            newest,
            budget: Budget::of(key.clone()),
            ceilings: Ceilings::of(key.clone()),
            order: Order::of(key.clone()),
            judgements: Judgements::of(key.clone()),
            cases: BTreeMap::new(),
            standings: BTreeMap::new(),
            chosen: BTreeMap::new(),
            cut_in_fact,
            cut: BTreeSet::new(),
            in_fact: BTreeMap::new(),
            granted: BTreeMap::new(),
            settlements: BTreeMap::new(),
            held_back: BTreeMap::new(),
            fitting: BTreeSet::new(),
            excluded: BTreeSet::new(),
        })
    }

    fn run(mut self, log: &[Recorded]) -> Option<Replayed> {
        log.iter().for_each(|recorded| self.happen(recorded));
        self.finish(log.last()?);
        Some(self.replayed())
    }

    /// One recorded event happens again.
    pub(super) fn happen(&mut self, recorded: &Recorded) {
        if recorded.event.case().is_some_and(|case| case.tranche != *self.key) {
            return;
        }
        if let Some(ceiling) = self.what_if.ceiling.filter(|_| is_about_ceilings(&recorded.event)) {
            return self.cut_anew(ceiling, recorded);
        }
        if let Event::ApplicationGranted(event) = &recorded.event {
            self.in_fact.insert(event.case.application, event.amount.gross);
        }
        let case = recorded.event.case().map(|case| case.application);
        let version = if let Event::ApplicationSubmitted(event) = &recorded.event {
            event.scheme_version
        } else {
            case.map_or(self.newest, |application| self.version(application))
        };
        let Some(original) = self.original.get(&version).or(self.original.get(&self.newest)) else { return };
        let recorded = self.what_if.apply_to_record(recorded, original);
        self.happen_again(&recorded);
    }

    /// Another ceiling holds from the opening, in place of all that there were.
    fn cut_anew(&mut self, ceiling: Cents, recorded: &Recorded) {
        let Some(tranche) = self.original.get(&self.newest) else { return };
        if let Some(event) = self.ceilings.under(ceiling, recorded, tranche) {
            self.change(&Recorded { event: event.into(), ..recorded.clone() });
        }
    }

    fn happen_again(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ApplicationGranted(event) => self.decide(event, recorded),
            Event::ApplicationRejected(event) if event.ground == RejectionGround::CeilingReached => {
                self.turn_away(event, recorded);
            }
            Event::RankingEstablished(event) if event.tranche == *self.key => {
                self.rank_again(event, recorded);
            }
            Event::GrantSettled(event) => self.settle(event, recorded),
            Event::ApplicationSubmitted(event) => {
                let case = Case::of(event.case.application);
                self.cases.insert(event.case.application, (event.case.clone(), case));
                self.learn(recorded);
                self.arrive(event.case.application);
            }
            Event::ApplicationSupplemented(event) => {
                self.learn(recorded);
                self.arrive(event.case.application);
            }
            Event::ApplicationWithdrawn(event) if self.granted.contains_key(&event.case.application) => {
                self.free(recorded);
            }
            Event::ApplicationWithdrawn(event) => self.leave(event.case.application, recorded),
            Event::ApplicationRejected(event) => self.leave(event.case.application, recorded),
            Event::ApplicationSetAside(event) => self.leave(event.case.application, recorded),
            Event::SupplementRequested(event) => self.leave(event.case.application, recorded),
            Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::LotterySealed(_) => self.learn(recorded),
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::RankingEstablished(_)
            | Event::LotsDrawn(_) => self.change(recorded),
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

    /// Something that changes who is before whom.
    pub(super) fn change(&mut self, recorded: &Recorded) {
        self.learn(recorded);
        self.standings.clear();
    }

    /// One that is complete takes its place.
    fn arrive(&mut self, application: ApplicationId) {
        let Some(one) = self.order.undecided(application).filter(|one| one.is_complete()) else { return };
        for ((version, purse), standing) in &mut self.standings {
            let tranche = self.changed.get(version);
            if tranche.is_some_and(|tranche| tranche.purse_of(one.pot.as_ref()) == purse.as_ref()) {
                standing.arrive(one, &self.order);
            }
        }
    }

    /// An undecided case that leaves the line without a grant.
    fn leave(&mut self, application: ApplicationId, recorded: &Recorded) {
        self.held_back.remove(&application);
        self.learn(recorded);
        self.standings.values_mut().for_each(|standing| standing.leave(application));
    }

    /// A case that holds money gives some of it back: of a quota, this can change who is before whom.
    fn free(&mut self, recorded: &Recorded) {
        self.learn(recorded);
        self.standings.values_mut().for_each(|standing| standing.note_what_is_left(&self.budget));
    }

    /// A recorded grant: the rule decides again. Who was cut to what was left in fact wants what an adviser found.
    fn decide(&mut self, event: &ApplicationGranted, recorded: &Recorded) {
        let application = event.case.application;
        let eligible = self.case(application).map_or(event.amount.gross, Case::eligible);
        let is_cut = self.cut_in_fact.contains(&application);
        let wanted = if is_cut { eligible } else { event.amount.gross };
        match self.can_be_granted(application, wanted) {
            Some(amount) if self.day_is_over(application, event.decided_at) => {
                self.grant(event, amount, recorded);
            }
            Some(_) | None => drop(self.held_back.insert(application, wanted)),
        }
    }

    /// Where the lot may decide, nothing is granted before the day is over.
    fn day_is_over(&mut self, application: ApplicationId, at: Timestamp) -> bool {
        self.standing(application).day_of_lot(application).is_none_or(|day| day_of(at) > day)
    }

    /// A recorded rejection because the ceiling was reached: who could be turned away now as well is, by the same rule;
    /// else the case waits for its turn.
    fn turn_away(&mut self, event: &ApplicationRejected, recorded: &Recorded) {
        let application = event.case.application;
        let free = self.free_for(application);
        let standing = self.standing(application);
        let (left, share) = (standing.left_by_decisions(application, free), standing.share_of(application));
        let in_part = self.rules_of(application).is_some_and(Tranche::grants_in_part);
        match self.case(application) {
            Some(case) if suffices(left, case.eligible(), share, in_part) => {
                self.held_back.insert(application, case.eligible());
            }
            Some(_) | None => {
                self.learn(recorded);
                self.standings.values_mut().for_each(|standing| standing.turn_away(application));
            }
        }
    }

    /// A recorded ranking: made again where its rules are changed.
    fn rank_again(&mut self, event: &RankingEstablished, recorded: &Recorded) {
        self.chosen.insert(event.pot.clone(), event.ranking.rules.clone());
        if self.what_if.ranks_anew(event) {
            self.rank(&event.pot, recorded);
        } else {
            self.change(recorded);
        }
    }

    /// A settlement keeps its proportion to the grant.
    pub(super) fn settle(&mut self, event: &GrantSettled, recorded: &Recorded) {
        let application = event.case.application;
        let (granted, in_fact) = (self.granted.get(&application), self.in_fact.get(&application));
        let (Some(granted), Some(in_fact)) = (granted, in_fact) else {
            self.settlements.insert(application, event.clone());
            return;
        };
        let amount = Amount::gross(granted.in_proportion(event.amount.gross, *in_fact));
        let event = GrantSettled { amount, ..event.clone() };
        self.free(&Recorded { event: event.into(), ..recorded.clone() });
    }

    pub(super) fn grant(&mut self, event: &ApplicationGranted, amount: Cents, recorded: &Recorded) {
        let application = event.case.application;
        self.granted.insert(application, amount);
        self.held_back.remove(&application);
        let event = ApplicationGranted { amount: Amount::gross(amount), ..event.clone() };
        self.standings.values_mut().for_each(|standing| standing.leave(application));
        self.free(&Recorded { event: event.into(), ..recorded.clone() });
    }

    pub(super) fn standing(&mut self, application: ApplicationId) -> &Standing {
        let version = self.version(application);
        let version = if self.changed.contains_key(&version) { version } else { self.newest };
        let purse = self.purse(application);
        self.standing_of(version, purse)
    }

    /// The line of a purse by the rules of a version.
    pub(super) fn standing_of(&mut self, version: u32, purse: Option<PotKey>) -> &Standing {
        let (changed, order, budget) = (&self.changed, &self.order, &self.budget);
        let standing = |(version, purse): &(u32, Option<PotKey>)| {
            changed.get(version).map(|tranche| Standing::of(tranche, purse.as_ref(), order, budget))
        };
        self.standings.entry((version, purse)).or_insert_with_key(|key| standing(key).unwrap_or_default())
    }

    pub(super) fn free_for(&self, application: ApplicationId) -> Cents {
        self.budget.free_of(self.purse(application).as_ref())
    }

    fn case(&self, application: ApplicationId) -> Option<&Case> {
        self.cases.get(&application).map(|(_, case)| case)
    }

    /// The version of the rules by which a case is judged.
    fn version(&self, application: ApplicationId) -> u32 {
        self.case(application).map_or(self.newest, |case| case.scheme_version)
    }

    pub(super) fn rules_of(&self, application: ApplicationId) -> Option<&Tranche> {
        self.changed.get(&self.version(application)).or_else(|| self.newest_rules())
    }

    /// The changed rules in their newest version, for what is done with the whole tranche.
    pub(super) fn newest_rules(&self) -> Option<&Tranche> {
        self.changed.get(&self.newest)
    }

    fn purse(&self, application: ApplicationId) -> Option<PotKey> {
        let pot = self.case(application).and_then(|case| case.pot.as_ref());
        self.rules_of(application).and_then(|tranche| tranche.purse_of(pot)).cloned()
    }

    fn replayed(self) -> Replayed {
        let replayed = |(application, (header, case)): (&ApplicationId, &(CaseHeader, Case))| {
            let one = ReplayedCase {
                header: header.clone(),
                projects: case.projects.clone(),
                province: self.judgements.province(*application),
                granted_in_fact: self.in_fact.get(application).copied(),
                outcome: self.outcome(*application, case),
            };
            (*application, one)
        };
        Replayed { cases: self.cases.iter().map(replayed).collect(), cut: self.cut.clone() }
    }

    fn outcome(&self, application: ApplicationId, case: &Case) -> Outcome {
        let is_ready = self.held_back.contains_key(&application) || is_waiting(case);
        match self.granted.get(&application) {
            Some(amount) if self.fitting.contains(&application) => Outcome::Fits(*amount),
            Some(amount) => Outcome::Granted(*amount),
            None if is_ready && self.excluded.contains(&application) => Outcome::Excluded,
            None if is_ready => Outcome::NotReached,
            None => Outcome::AsItHappened,
        }
    }
}

/// Complete, advised to be granted, and undecided.
pub(super) fn is_waiting(case: &Case) -> bool {
    case.state == State::Undecided && case.complete_since.is_some() && case.advised.is_some()
}
