//! The end of a replay: what was never ranked or drawn is, and those in line that are ready are served.

use super::replay::{Replay, is_waiting};
use crate::allocation::{Candidate, LotScope, RankingMethod, RankingRules, draw, rank};
use crate::event::{ApplicationGranted, CaseHeader, LotsDrawn, RankingEstablished};
use crate::facts::Case;
use crate::record::Recorded;
use crate::scheme::{TieBreak, Tranche};
use crate::words::{Amount, ApplicationId, Cents, PotKey};

/// In place of the hash of a sealed list.
const SIMULATED: &str = "simulatie";

impl Replay<'_> {
    /// At the end, purse by purse. What is served can lay bare another day on which the lot must decide.
    pub(super) fn finish(&mut self, last: &Recorded) {
        for purse in self.purses() {
            if self.order.ranks(purse.as_ref()).is_none() {
                self.rank(&purse, last);
            }
            self.serve(&purse, last);
            while self.draw_for_the_day(&purse, last) {
                self.serve(&purse, last);
            }
            self.note_the_excluded(&purse);
        }
    }

    /// All purses of the tranche: those of its pots, and the whole.
    pub(super) fn purses(&self) -> Vec<Option<PotKey>> {
        let Some(tranche) = self.newest_rules() else { return Vec::new() };
        let own = tranche.pots.iter().filter_map(|pot| tranche.purse_of(Some(&pot.key)));
        own.cloned().map(Some).chain([None]).collect()
    }

    /// Serves those that are ready, in the lawful order; who is not keeps its claim.
    fn serve(&mut self, purse: &Option<PotKey>, last: &Recorded) {
        for application in self.standing_of(self.newest, purse.clone()).in_order() {
            let Some((header, case)) = self.cases.get(&application).cloned() else { continue };
            let held_back = self.held_back.get(&application).copied();
            let wanted = held_back.or_else(|| is_waiting(&case).then(|| case.eligible()));
            let Some(amount) = wanted.and_then(|wanted| self.can_be_granted(application, wanted)) else {
                continue;
            };
            if held_back.is_none() {
                self.fitting.insert(application);
            }
            self.grant(&granted(header, &case, last), amount, last);
            if let Some(settlement) = self.settlements.remove(&application) {
                self.settle(&settlement, last);
            }
        }
    }

    /// Ranks those in line by the changed rules, as [`crate::commands::EstablishRanking`] does; those of whom no adviser
    /// found what the ranking goes by get no place.
    pub(super) fn rank(&mut self, pot: &Option<PotKey>, recorded: &Recorded) {
        let Some((rules, among)) = self.newest_rules().and_then(|tranche| self.to_rank(tranche, pot)) else {
            return;
        };
        if rules.ties == TieBreak::Lot {
            self.draw(pot, LotScope::Ranking, &among, recorded);
        }
        let event = RankingEstablished {
            tranche: self.key.clone(),
            pot: pot.clone(),
            ranking: rank(rules.clone(), self.candidates(&rules, pot, &among)),
            silence: None,
            established_at: recorded.recorded_at,
            by: recorded.actor.person.clone(),
        };
        self.change(&Recorded { event: event.into(), ..recorded.clone() });
    }

    fn to_rank(&self, tranche: &Tranche, pot: &Option<PotKey>) -> Option<(RankingRules, Vec<ApplicationId>)> {
        let rules = self.ranking_rules(tranche, tranche.ranking_of(pot.as_ref())?, pot);
        let line = self.order.in_line_for(tranche, pot.as_ref()).into_iter().map(|one| one.application);
        let among = line.filter(|one| self.judgements.suffice_for(*one, &rules, tranche)).collect();
        Some((rules, among))
    }

    /// Where the sources are silent: what is changed, or else what was chosen in fact.
    fn ranking_rules(&self, tranche: &Tranche, method: RankingMethod, pot: &Option<PotKey>) -> RankingRules {
        let chosen = self.chosen.get(pot);
        let ties = tranche.ties_of(pot.as_ref()).or(chosen.map(|chosen| chosen.ties));
        let free = self.budget.free_of(pot.as_ref());
        let mut rules = RankingRules::of(tranche, method, ties.unwrap_or(TieBreak::Completeness), free);
        if rules.weights.is_empty() {
            let chosen = chosen.map(|chosen| chosen.weights.clone());
            rules.weights = self.what_if.weights.clone().or(chosen).unwrap_or_default();
        }
        rules.spread = rules.spread.or(chosen.and_then(|chosen| chosen.spread));
        rules
    }

    fn candidates(
        &self,
        rules: &RankingRules,
        pot: &Option<PotKey>,
        among: &[ApplicationId],
    ) -> Vec<Candidate> {
        let lots = self.order.lots(pot.as_ref(), LotScope::Ranking);
        let lot = |one: &ApplicationId| lots.and_then(|lots| lots.get(one)).copied();
        let in_line = among.iter().filter_map(|one| self.order.undecided(*one));
        in_line.map(|one| self.judgements.candidate(one, rules, lot(&one.application))).collect()
    }

    /// Draws for the day on which the lot must decide first; false where there is none.
    fn draw_for_the_day(&mut self, purse: &Option<PotKey>, last: &Recorded) -> bool {
        let free = self.budget.free_of(purse.as_ref());
        let Some((day, among)) = self.standing_of(self.newest, purse.clone()).to_be_drawn(free) else {
            return false;
        };
        self.draw(purse, LotScope::Day { day }, &among, last);
        true
    }

    /// Who was drawn for this before keeps its lot, and comes before those who are drawn now.
    fn draw(&mut self, pot: &Option<PotKey>, scope: LotScope, among: &[ApplicationId], recorded: &Recorded) {
        let drawn = self.order.lots(pot.as_ref(), scope).cloned().unwrap_or_default();
        let undrawn: Vec<ApplicationId> =
            among.iter().filter(|one| !drawn.contains_key(one)).copied().collect();
        let mut order: Vec<ApplicationId> = drawn.keys().copied().collect();
        order.sort_by_key(|one| drawn.get(one));
        let seed = self.what_if.seed.clone().unwrap_or_default();
        order.extend(draw(SIMULATED, &seed, &undrawn));
        let event = LotsDrawn {
            tranche: self.key.clone(),
            pot: pot.clone(),
            scope,
            order,
            hash: SIMULATED.to_owned(),
            seed,
            drawn_at: recorded.recorded_at,
            by: recorded.actor.person.clone(),
        };
        self.change(&Recorded { event: event.into(), ..recorded.clone() });
    }

    /// Where a ranking decides, those in line without a place in it.
    fn note_the_excluded(&mut self, purse: &Option<PotKey>) {
        let Some(tranche) =
            self.newest_rules().filter(|tranche| tranche.ranking_of(purse.as_ref()).is_some())
        else {
            return;
        };
        let line = self.order.in_line_for(tranche, purse.as_ref()).into_iter().map(|one| one.application);
        let line: Vec<ApplicationId> = line.collect();
        let standing = self.standing_of(self.newest, purse.clone());
        let without: Vec<ApplicationId> = line.into_iter().filter(|one| !standing.has(*one)).collect();
        self.excluded.extend(without);
    }
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
