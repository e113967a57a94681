//! Establish a ranking (*rangschikking vaststellen*).

use super::silence;
use crate::Command;
use crate::allocation::{Candidate, LotScope, RankingMethod, RankingRules, rank};
use crate::event::{Event, Judgement, RankingEstablished};
use crate::facts::{Budget, InLine, Judgements, Order, TrancheRules};
use crate::scheme::{Spread, TieBreak, Tranche};
use crate::violation::Violation;
use crate::words::{ApplicationId, CriterionCode, PersonId, PotKey, SilentRule, TrancheKey};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Ranks all applications in line for a pot or tranche, after its window has closed, by what advisers found. What no
/// source says (what decides between equals, the weights, the spread) is chosen with a ground; what the scheme says
/// cannot be chosen. A later ranking takes the place of the earlier one while somebody in line has no place yet.
#[derive(Debug, Clone)]
pub struct EstablishRanking {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot, where the tranche has pots.
    pub pot: Option<PotKey>,
    /// What is chosen because the sources are silent.
    pub chosen: RankingChoice,
    /// When it is established.
    pub established_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

/// What is chosen for a ranking because the sources are silent.
#[derive(Debug, Clone, Default)]
pub struct RankingChoice {
    /// What decides between equals.
    pub ties: Option<TieBreak>,
    /// The weights of the criteria, in percent; a hundred together.
    pub weights: BTreeMap<CriterionCode, u32>,
    /// Over what it is spread.
    pub spread: Option<Spread>,
    /// On what ground.
    pub ground: String,
}

impl Command for EstablishRanking {
    type Facts = (TrancheRules, Budget, Order, Judgements);
    const NAME: &'static str = "establish-ranking";

    fn facts(&self) -> Self::Facts {
        let tranche = &self.tranche;
        (
            TrancheRules::of(tranche.clone()),
            Budget::of(tranche.clone()),
            Order::of(tranche.clone()),
            Judgements::of(tranche.clone()),
        )
    }

    fn decide(&self, (rules, budget, order, judgements): &Self::Facts) -> Result<Vec<Event>, Violation> {
        let tranche = rules.newest()?;
        let method = tranche.ranking_of(self.pot.as_ref()).ok_or(Violation::NotRankedHere)?;
        rules.must_be_closed(self.established_at)?;
        let line = self.line(order)?;
        let rules = self.rules(tranche, method, budget)?;
        self.must_all_be_judged(&line, &rules, tranche, judgements)?;
        let candidates = self.candidates(&line, &rules, order, judgements)?;
        let event = RankingEstablished {
            tranche: self.tranche.clone(),
            pot: self.pot.clone(),
            silence: silence::grounded(self.silent(tranche, &rules), &self.chosen.ground)?,
            ranking: rank(rules, candidates),
            established_at: self.established_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

impl EstablishRanking {
    fn line<'a>(&self, order: &'a Order) -> Result<Vec<&'a InLine>, Violation> {
        let line: Vec<&InLine> = order.in_line().into_iter().filter(|one| one.pot == self.pot).collect();
        let ranks = order.ranks(self.pot.as_ref());
        let is_placed = |one: &&InLine| ranks.is_some_and(|ranks| ranks.contains_key(&one.application));
        if line.iter().all(is_placed) { Err(Violation::NobodyToRank) } else { Ok(line) }
    }

    fn rules(
        &self,
        tranche: &Tranche,
        method: RankingMethod,
        budget: &Budget,
    ) -> Result<RankingRules, Violation> {
        let chosen = &self.chosen;
        let ties = tranche.ties.as_ref().map(|ties| ties.value);
        let ties = only_one(SilentRule::TieBreak, ties, chosen.ties)?
            .ok_or(Violation::RuleIsSilent { rule: SilentRule::TieBreak })?;
        let spread = tranche.spread.as_ref().map(|spread| spread.value);
        Ok(RankingRules {
            method,
            categories: tranche.categories.iter().map(|(code, _)| code.clone()).collect(),
            weights: self.weights(tranche, method)?,
            minimums: tranche
                .criteria
                .iter()
                .filter_map(|(code, one)| Some((code.clone(), one.minimum?)))
                .collect(),
            minimum_score: tranche.minimum_score.as_ref().map(|score| score.value),
            spread: only_one(SilentRule::Spread, spread, chosen.spread)?,
            ties,
            free: budget.free_of(self.pot.as_ref()),
        })
    }

    fn weights(
        &self,
        tranche: &Tranche,
        method: RankingMethod,
    ) -> Result<BTreeMap<CriterionCode, u32>, Violation> {
        let rule = SilentRule::Weights;
        match (tranche.criteria.is_empty(), self.chosen.weights.is_empty()) {
            (false, false) => Err(Violation::RuleIsSet { rule }),
            (false, true) => {
                Ok(tranche.criteria.iter().map(|(code, one)| (code.clone(), one.weight)).collect())
            }
            (true, true) if method == RankingMethod::Score => Err(Violation::RuleIsSilent { rule }),
            (true, true) => Ok(BTreeMap::new()),
            (true, false) if self.chosen.weights.values().sum::<u32>() != 100 => {
                Err(Violation::WeightsNotWhole)
            }
            (true, false) => Ok(self.chosen.weights.clone()),
        }
    }

    fn silent(&self, tranche: &Tranche, rules: &RankingRules) -> [(SilentRule, bool); 3] {
        let spreads = rules.method == RankingMethod::KnockOutThenRank;
        [
            (SilentRule::TieBreak, tranche.ties.is_none()),
            (SilentRule::Weights, tranche.criteria.is_empty() && !rules.weights.is_empty()),
            (SilentRule::Spread, spreads && tranche.spread.is_none()),
        ]
    }

    fn must_all_be_judged(
        &self,
        line: &[&InLine],
        rules: &RankingRules,
        tranche: &Tranche,
        judgements: &Judgements,
    ) -> Result<(), Violation> {
        let is_judged = |judgement: &Judgement| match rules.method {
            RankingMethod::ProRata => true,
            RankingMethod::Category => judgement.category.is_some(),
            RankingMethod::Score | RankingMethod::KnockOutThenRank => {
                rules.weights.keys().all(|code| judgement.scores.contains_key(code))
                    && tranche.knock_outs.keys().all(|code| judgement.knock_outs.contains_key(code))
            }
        };
        let judged = |one: &&&InLine| is_judged(judgements.on(one.application).unwrap_or(&Judgement::NONE));
        let missing: Vec<ApplicationId> =
            line.iter().filter(|one| !judged(one)).map(|one| one.application).collect();
        if missing.is_empty() { Ok(()) } else { Err(Violation::JudgementMissing { applications: missing }) }
    }

    fn candidates(
        &self,
        line: &[&InLine],
        rules: &RankingRules,
        order: &Order,
        judgements: &Judgements,
    ) -> Result<Vec<Candidate>, Violation> {
        let lots = match (rules.ties, order.lots(self.pot.as_ref(), LotScope::Ranking)) {
            (TieBreak::Lot, None) => return Err(Violation::NotDrawn),
            (TieBreak::Lot | TieBreak::Completeness, lots) => lots,
        };
        let candidate = |one: &&InLine| {
            let judgement = judgements.on(one.application).unwrap_or(&Judgement::NONE).clone();
            let not_met =
                judgement.knock_outs.into_iter().filter(|(_, is_met)| !is_met).map(|(code, _)| code);
            Candidate {
                application: one.application,
                asked: one.requested,
                complete_since: one.complete_since,
                submitted: one.submitted,
                lot: lots.and_then(|lots| lots.get(&one.application)).copied(),
                category: judgement.category,
                scores: judgement.scores,
                not_met: not_met.collect::<BTreeSet<_>>(),
                province: rules.spread.and_then(|_| judgements.province(one.application)),
            }
        };
        Ok(line.iter().map(candidate).collect())
    }
}

/// What the scheme says, or else what was chosen.
fn only_one<T>(rule: SilentRule, of_data: Option<T>, chosen: Option<T>) -> Result<Option<T>, Violation> {
    match (of_data, chosen) {
        (Some(_), Some(_)) => Err(Violation::RuleIsSet { rule }),
        (of_data, chosen) => Ok(of_data.or(chosen)),
    }
}
