//! Establish a ranking (*rangschikking vaststellen*).

use super::silence;
use crate::Command;
use crate::allocation::{Candidate, LotScope, RankingMethod, RankingRules, rank};
use crate::event::{Event, RankingEstablished};
use crate::facts::{Budget, InLine, Judgements, Order, Queue, TrancheRules};
use crate::scheme::{Spread, TieBreak, Tranche};
use crate::violation::Violation;
use crate::words::{ApplicationId, Cents, CriterionCode, PersonId, PotKey, SilentRule, TrancheKey};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Ranks all applications in line for a pot or tranche, after its window has closed, by what advisers found. What no
/// source says (what decides between equals, the weights, the spread) is chosen with a ground; what the scheme says
/// cannot be chosen. A later ranking takes the place of the earlier one while somebody in line has no place yet: also
/// when lots were drawn after it, or less is free than the shares that it gave.
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
        tranche.must_have_purse(self.pot.as_ref())?;
        let line = self.line(tranche, budget, order)?;
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
    /// Who is in line, while somebody has no place yet, or all would get more by their shares than there is.
    fn line<'a>(
        &self,
        tranche: &Tranche,
        budget: &Budget,
        order: &'a Order,
    ) -> Result<Vec<&'a InLine>, Violation> {
        let line: Vec<&InLine> = order.in_line_for(tranche, self.pot.as_ref());
        let ranks = order.ranks(self.pot.as_ref());
        let is_placed = |one: &&InLine| ranks.is_some_and(|ranks| ranks.contains_key(&one.application));
        let exceeds = || Queue::of(tranche, self.pot.as_ref(), order, budget).shares_exceed_what_is_free();
        if line.iter().all(is_placed) && !exceeds() { Err(Violation::NobodyToRank) } else { Ok(line) }
    }

    fn rules(
        &self,
        tranche: &Tranche,
        method: RankingMethod,
        budget: &Budget,
    ) -> Result<RankingRules, Violation> {
        let chosen = &self.chosen;
        let ties = only_one(SilentRule::TieBreak, tranche.ties_of(self.pot.as_ref()), chosen.ties)?
            .ok_or(Violation::RuleIsSilent { rule: SilentRule::TieBreak })?;
        let spread = tranche.spread.as_ref().map(|spread| spread.value);
        Ok(RankingRules {
            weights: self.weights(tranche, method)?,
            spread: only_one(SilentRule::Spread, spread, chosen.spread)?,
            ..RankingRules::of(tranche, method, ties, budget.free_of(self.pot.as_ref()))
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
            (SilentRule::TieBreak, tranche.ties_of(self.pot.as_ref()).is_none()),
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
        let is_judged = |one: &&&InLine| judgements.suffice_for(one.application, rules, tranche);
        let missing: Vec<ApplicationId> =
            line.iter().filter(|one| !is_judged(one)).map(|one| one.application).collect();
        if missing.is_empty() { Ok(()) } else { Err(Violation::JudgementMissing { applications: missing }) }
    }

    fn candidates(
        &self,
        line: &[&InLine],
        rules: &RankingRules,
        order: &Order,
        judgements: &Judgements,
    ) -> Result<Vec<Candidate>, Violation> {
        let lots = order.lots(self.pot.as_ref(), LotScope::Ranking);
        let asked: Vec<Cents> = line.iter().map(|one| one.requested).collect();
        if rules.ties == TieBreak::Lot && lots.is_none() && rules.method.has_to_draw(&asked, rules.free) {
            return Err(Violation::NotDrawn);
        }
        let candidate = |one: &&InLine| {
            let lot = lots.and_then(|lots| lots.get(&one.application)).copied();
            judgements.candidate(one, rules, lot)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocation::Place;
    use crate::event::Judgement;
    use crate::testing::*;
    use std::collections::BTreeSet;

    const CATEGORIES: &str = r#"allocation = { value = "category", source = "proef" }
ties = { value = "completeness", source = "proef" }

[[tranches.categories]]
code = "a"
name = "Alleen onzelfstandig"
source = "proef"

[[tranches.categories]]
code = "b"
name = "Overig"
source = "proef""#;

    const SCORES: &str = r#"allocation = { value = "score", source = "proef" }

[[tranches.criteria]]
code = "noodzaak"
name = "Noodzaak"
weight_percent = 60
minimum = 4
source = "proef"

[[tranches.criteria]]
code = "urgentie"
name = "Urgentie"
weight_percent = 40
source = "proef""#;

    fn by_completeness() -> EstablishRanking {
        let ground = "De regeling zwijgt; wie eerder volledig was, gaat voor.".into();
        let chosen = RankingChoice { ties: Some(TieBreak::Completeness), ground, ..RankingChoice::default() };
        EstablishRanking { chosen, ..establish() }
    }

    fn scores(noodzaak: u32, urgentie: u32) -> Judgement {
        let scores = BTreeMap::from([(criterion("noodzaak"), noodzaak), (criterion("urgentie"), urgentie)]);
        Judgement { scores, ..Judgement::NONE }
    }

    fn ranked(happened: &[Event]) -> Vec<ApplicationId> {
        let [Event::RankingEstablished(event)] = happened else { panic!("{happened:?}") };
        let place = |place: &Place| match place {
            Place::Ranked { application, .. } => Some(*application),
            Place::Excluded { .. } => None,
        };
        event.ranking.places.iter().filter_map(place).collect()
    }

    fn two_categories() -> Given {
        opened_under(&["allocation"], CATEGORIES)
            .and(ready_and_judged("GM0758", "A", 60_000, category("b")))
            .and(ready_and_judged("GM0344", "B", 60_000, category("a")))
    }

    #[test]
    fn the_first_category_comes_first_and_who_is_behind_it_is_not_reached() {
        let happened = two_categories().when(establish()).happened();
        assert_eq!(ranked(&happened), [application("B"), application("A")]);
        let after = two_categories().and(happened);
        after.clone().when(approve("GM0758", "A", 60_000)).refused("plafond-ontoereikend");
        after.when(approve("GM0344", "B", 60_000)).happened();
    }

    #[test]
    fn nothing_is_granted_before_the_ranking() {
        two_categories().when(approve("GM0344", "B", 60_000)).refused("rangschikking-nodig");
    }

    #[test]
    fn the_weighted_score_ranks_and_a_score_below_its_minimum_excludes() {
        let judged = opened_under(&["allocation"], SCORES)
            .and(ready_and_judged("GM0758", "A", 60_000, scores(5, 5)))
            .and(ready_and_judged("GM0344", "B", 40_000, scores(6, 6)))
            .and(ready_and_judged("GM0363", "C", 10_000, scores(3, 10)));
        let happened = judged.clone().when(by_completeness()).happened();
        assert_eq!(ranked(&happened), [application("B"), application("A")]);
        let [Event::RankingEstablished(event)] = &happened[..] else { panic!() };
        assert_eq!(
            event.silence.as_ref().map(|silence| silence.rules.clone()),
            Some(BTreeSet::from([SilentRule::TieBreak]))
        );
        judged.and(happened).when(approve("GM0363", "C", 10_000)).refused("uitgesloten-van-rangschikking");
    }

    #[test]
    fn what_no_source_says_is_chosen_with_a_ground_and_what_the_scheme_says_is_not_chosen() {
        let judged =
            opened_under(&["allocation"], SCORES).and(ready_and_judged("GM0758", "A", 60_000, scores(5, 5)));
        judged.clone().when(establish()).refused("regeling-zwijgt");
        let mut without_ground = by_completeness();
        without_ground.chosen.ground = " ".into();
        judged.clone().when(without_ground).refused("motivering-ontbreekt");
        let mut other_weights = by_completeness();
        other_weights.chosen.weights = BTreeMap::from([(criterion("noodzaak"), 100)]);
        judged.when(other_weights).refused("regel-staat-vast");
        two_categories().when(by_completeness()).refused("regel-staat-vast");
    }

    #[test]
    fn weights_that_no_source_gives_are_chosen_and_are_a_hundred_together() {
        let silent = "allocation = { value = \"score\", source = \"proef\" }";
        let judged =
            opened_under(&["allocation"], silent).and(ready_and_judged("GM0758", "A", 60_000, scores(5, 5)));
        judged.clone().when(by_completeness()).refused("regeling-zwijgt");
        let mut chosen = by_completeness();
        chosen.chosen.weights = BTreeMap::from([(criterion("noodzaak"), 60), (criterion("urgentie"), 30)]);
        judged.clone().when(chosen.clone()).refused("gewichten-geen-honderd");
        chosen.chosen.weights.insert(criterion("urgentie"), 40);
        judged.when(chosen).happened();
    }

    #[test]
    fn all_must_be_judged_and_nothing_must_be_able_to_arrive_any_more() {
        let unjudged = opened_under(&["allocation"], CATEGORIES).and(ready("GM0758", "A", 60_000));
        let refusal = unjudged.when(establish()).refused("oordeel-ontbreekt");
        assert_eq!(refusal, Violation::JudgementMissing { applications: vec![application("A")] });
        let mut early = establish();
        early.established_at = at("2022-10-24T15:00:00Z");
        two_categories().when(early).refused("tranche-nog-open");
    }

    #[test]
    fn a_ranking_is_made_once_until_somebody_in_line_has_no_place() {
        let ranked = two_categories().when(establish()).happened();
        let after = two_categories().and(ranked);
        after.clone().when(establish()).refused("niemand-te-rangschikken");
        let more = after.and(ready_and_judged("GM0363", "C", 10_000, category("a")));
        more.when(establish()).happened();
    }

    #[test]
    fn where_the_order_of_completeness_decides_nothing_is_ranked() {
        given([published(), opened()])
            .and(ready("GM0758", "A", 1_000))
            .when(establish())
            .refused("geen-rangschikking");
    }

    #[test]
    fn where_the_lot_decides_between_equals_it_is_drawn_first_from_a_sealed_list() {
        let by_lot = CATEGORIES.replace("\"completeness\"", "\"lot\"");
        let equal = opened_under(&["allocation"], &by_lot)
            .and(ready_and_judged("GM0758", "A", 60_000, category("a")))
            .and(ready_and_judged("GM0344", "B", 60_000, category("a")));
        let late = || EstablishRanking { established_at: at("2022-12-02T09:00:00Z"), ..establish() };
        equal.clone().when(late()).refused("nog-niet-geloot");
        let mut sealing = seal("2022-09-20");
        sealing.scope = LotScope::Ranking;
        let sealed = equal.clone().when(sealing).happened();
        let [Event::LotterySealed(event)] = &sealed[..] else { panic!("{sealed:?}") };
        let draw = crate::commands::DrawLots {
            tranche: tranche(),
            hash: event.hash.clone(),
            seed: "zaad".into(),
            drawn_at: at("2022-12-01T09:00:00Z"),
            by: assessor("anna"),
        };
        let sealed = equal.and(sealed);
        let drawn = sealed.clone().when(draw).happened();
        let [Event::LotsDrawn(event)] = &drawn[..] else { panic!("{drawn:?}") };
        let order = event.order.clone();
        assert_eq!(ranked(&sealed.and(drawn).when(late()).happened()), order);
    }

    #[test]
    fn one_alone_has_nobody_to_draw_with_and_is_ranked_without_a_draw() {
        let by_lot = CATEGORIES.replace("\"completeness\"", "\"lot\"");
        let alone = opened_under(&["allocation"], &by_lot).and(ready_and_judged(
            "GM0758",
            "A",
            60_000,
            category("a"),
        ));
        let mut sealing = seal("2022-09-20");
        sealing.scope = LotScope::Ranking;
        alone.clone().when(sealing).refused("niets-te-loten");
        assert_eq!(ranked(&alone.when(establish()).happened()), [application("A")]);
    }

    const LOT: &str = "allocation = { value = \"lot\", source = \"proef\" }";

    /// Nobody is judged: the lot alone divides.
    fn asking(amounts: [i64; 3]) -> Given {
        let cases = ["GM0758", "GM0344", "GM0363"].into_iter().zip(["A", "B", "C"]).zip(amounts);
        cases.fold(opened_under(&["allocation"], LOT), |asked, ((code, name), euros)| {
            asked.and(ready(code, name, euros))
        })
    }

    #[test]
    fn where_the_lot_alone_divides_the_order_of_the_lots_is_served_whoever_was_first() {
        let late = || EstablishRanking { established_at: at("2022-12-02T09:00:00Z"), ..establish() };
        let asked = asking([60_000, 60_000, 60_000]);
        asked.clone().when(approve("GM0758", "A", 60_000)).refused("rangschikking-nodig");
        asked.clone().when(late()).refused("nog-niet-geloot");
        let mut sealing = seal("2022-09-20");
        sealing.scope = LotScope::Ranking;
        let sealed = asked.clone().when(sealing).happened();
        let [Event::LotterySealed(event)] = &sealed[..] else { panic!("{sealed:?}") };
        let mut drawing = crate::commands::DrawLots {
            tranche: tranche(),
            hash: event.hash.clone(),
            seed: String::new(),
            drawn_at: at("2022-12-01T09:00:00Z"),
            by: assessor("anna"),
        };
        let sealed = asked.and(sealed);
        let firsts: BTreeSet<ApplicationId> = (0..30)
            .map(|seed| {
                drawing.seed = format!("zaad{seed}");
                let drawn = sealed.clone().when(drawing.clone()).happened();
                let [Event::LotsDrawn(event)] = &drawn[..] else { panic!("{drawn:?}") };
                let order = event.order.clone();
                let drawn = sealed.clone().and(drawn);
                let happened = drawn.clone().when(late()).happened();
                assert_eq!(ranked(&happened), order);
                let after = drawn.and(happened);
                for (code, name) in [("GM0758", "A"), ("GM0344", "B"), ("GM0363", "C")] {
                    let mut granting = approve(code, name, 60_000);
                    granting.decided_at = at("2022-12-03T09:00:00Z");
                    let is_first = order.first() == Some(&application(name));
                    assert_eq!(after.clone().when(granting).0.is_ok(), is_first, "{name} of {order:?}");
                }
                order[0]
            })
            .collect();
        assert_eq!(firsts.len(), 3, "each can be first");
    }

    #[test]
    fn where_the_lot_alone_divides_and_all_fit_to_the_euro_nothing_is_drawn() {
        let fits = asking([50_000, 30_000, 20_000]);
        let mut sealing = seal("2022-09-20");
        sealing.scope = LotScope::Ranking;
        fits.clone().when(sealing.clone()).refused("niets-te-loten");
        let happened = fits.clone().when(establish()).happened();
        let [Event::RankingEstablished(event)] = &happened[..] else { panic!("{happened:?}") };
        assert_eq!(event.silence, None);
        let after = fits.and(happened);
        let last = after.clone().when(approve("GM0363", "C", 20_000)).happened();
        after.and(last).when(approve("GM0758", "A", 50_000)).happened();
        let crossed = asking([50_000, 30_000, 20_001]);
        crossed.clone().when(establish()).refused("nog-niet-geloot");
        crossed.when(sealing).happened();
    }

    #[test]
    fn where_the_lot_alone_divides_and_a_lowered_ceiling_no_longer_suffices_it_is_drawn_and_ranked_again() {
        let fits = asking([50_000, 30_000, 20_000]);
        let ranked_without = fits.clone().when(establish()).happened();
        let lowered = fits.and(ranked_without).and([ceiling_of(70_000)]);
        lowered.clone().when(approve("GM0758", "A", 50_000)).refused("nog-niet-geloot");
        let mut sealing = seal("2022-09-20");
        sealing.scope = LotScope::Ranking;
        let sealed = lowered.clone().when(sealing).happened();
        let [Event::LotterySealed(event)] = &sealed[..] else { panic!("{sealed:?}") };
        let drawing = crate::commands::DrawLots {
            tranche: tranche(),
            hash: event.hash.clone(),
            seed: "zaad".into(),
            drawn_at: at("2022-12-01T09:00:00Z"),
            by: assessor("anna"),
        };
        let sealed = lowered.and(sealed);
        let lots = sealed.clone().when(drawing).happened();
        let [Event::LotsDrawn(drawn)] = &lots[..] else { panic!("{lots:?}") };
        let order = drawn.order.clone();
        let drawn = sealed.and(lots);
        drawn.clone().when(approve("GM0758", "A", 50_000)).refused("rangschikking-nodig");
        let late = EstablishRanking { established_at: at("2022-12-02T09:00:00Z"), ..establish() };
        let happened = drawn.clone().when(late.clone()).happened();
        assert_eq!(ranked(&happened), order);
        drawn.and(happened).when(late).refused("niemand-te-rangschikken");
    }

    #[test]
    fn when_less_is_free_than_the_shares_the_shares_are_made_again() {
        let rules = "allocation = { value = \"pro-rata\", source = \"proef\" }\nties = { value = \"completeness\", source = \"proef\" }";
        let asked = opened_under(&["allocation"], rules)
            .and(ready("GM0758", "A", 60_000))
            .and(ready("GM0344", "B", 40_000));
        let ranked = asked.clone().when(establish()).happened();
        let ranked = asked.and(ranked);
        ranked.clone().when(establish()).refused("niemand-te-rangschikken");
        let lowered = ranked.and([ceiling_of(50_000)]);
        lowered.clone().when(approve("GM0758", "A", 50_000)).refused("rangschikking-nodig");
        let again = lowered.clone().when(establish()).happened();
        let again = lowered.and(again);
        let refusal = again.clone().when(approve("GM0758", "A", 30_001)).refused("boven-evenredig-deel");
        assert_eq!(refusal, Violation::AboveShare { share: Cents::euros(30_000) });
        let granted = again.clone().when(approve("GM0758", "A", 30_000)).happened();
        again.and(granted).when(approve("GM0344", "B", 20_000)).happened();
    }

    #[test]
    fn where_the_lot_alone_divides_nothing_else_can_be_chosen_to_decide() {
        asking([50_000, 30_000, 20_000]).when(by_completeness()).refused("regel-staat-vast");
    }

    #[test]
    fn pro_rata_gives_each_the_same_share_and_no_more() {
        let pro_rata = "allocation = { value = \"pro-rata\", source = \"proef\" }\nties = { value = \"completeness\", source = \"proef\" }";
        let asked = opened_under(&["allocation"], pro_rata)
            .and(ready("GM0758", "A", 150_000))
            .and(ready("GM0344", "B", 50_000));
        let ranked = asked.clone().when(establish()).happened();
        let after = asked.and(ranked);
        let refusal = after.clone().when(approve("GM0758", "A", 75_001)).refused("boven-evenredig-deel");
        assert_eq!(refusal, Violation::AboveShare { share: Cents::euros(75_000) });
        let granted = after.clone().when(approve("GM0758", "A", 75_000)).happened();
        after.and(granted).when(approve("GM0344", "B", 25_000)).happened();
    }

    #[test]
    fn a_tranche_that_was_not_opened_is_not_ranked() {
        given([published()]).when(establish()).refused("tranche-niet-geopend");
    }

    #[test]
    fn without_a_version_that_holds_the_tranche_nothing_is_done() {
        given([opened()]).when(establish()).refused("tranche-niet-in-regeling");
    }

    #[test]
    fn a_ranking_is_made_for_money_that_there_is() {
        let mut elsewhere = establish();
        elsewhere.pot = Some(pot("studenten"));
        let pots = "[[tranches.pots]]\nkey = \"studenten\"\nname = \"Studenten\"\nkind = \"reserved\"\n\n";
        opened_under(&["allocation"], &format!("{CATEGORIES}\n\n{pots}"))
            .when(elsewhere)
            .refused("deelplafond-onbekend");
    }

    #[test]
    fn the_members_of_a_reserved_quota_are_ranked_among_all_and_come_first_until_it_is_used() {
        let pots = "[[tranches.pots]]\nkey = \"studenten\"\nname = \"Studenten\"\nkind = \"reserved\"\nceiling_euros = { value = 40000, source = \"proef\" }\n\n";
        let published = given([])
            .when(crate::testing::publish(&trial(&["allocation"], &format!("{CATEGORIES}\n\n{pots}"))))
            .happened();
        let [submission, complete, advice] = ready_and_judged("GM0344", "B", 40_000, category("b"));
        let Event::ApplicationSubmitted(mut event) = submission else { unreachable!() };
        event.pot = Some(pot("studenten"));
        let both = given(published)
            .and([opened_with_pots(&[("studenten", 40_000)])])
            .and(ready_and_judged("GM0758", "A", 70_000, category("a")))
            .and([event.into(), complete, advice]);
        let happened = both.clone().when(establish()).happened();
        assert_eq!(ranked(&happened), [application("A"), application("B")]);
        let after = both.and(happened);
        after.clone().when(approve("GM0758", "A", 70_000)).refused("plafond-ontoereikend");
        after.when(approve("GM0344", "B", 40_000)).happened();
    }
}
