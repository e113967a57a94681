//! Knock out, then rank (*knock-outcriteria, daarna rangschikking*): who does not meet a criterion has no place; the others stand
//! by weighted score, or by the tie rule where nothing is scored, and can be spread over the country.
//! [The Startbouwimpuls](https://www.volkshuisvestingnederland.nl/onderwerpen/startbouwimpuls) goes by it.
//! What holds: who is knocked out is never ranked; within a province nobody comes before who ranks higher.

use super::{Candidate, Exclusion, RankingRules, score};
use crate::scheme::Spread;
use crate::words::ProvinceCode;
use std::collections::BTreeMap;

/// The criteria that it does not meet, where there are any.
pub(super) fn knocked_out(candidate: &Candidate) -> Option<Exclusion> {
    let criteria = candidate.not_met.clone();
    (!criteria.is_empty()).then_some(Exclusion::KnockedOut { criteria })
}

/// Puts them in order, first to last.
pub(super) fn order(rules: &RankingRules, candidates: &mut [&Candidate]) {
    score::order(rules, candidates);
    match rules.spread {
        Some(Spread::Province) => take_turns(candidates),
        None => {}
    }
}

/// Of those in order: the best of each province, then the second of each, and so on; the provinces in the order of their
/// best. Those without a province are one group.
fn take_turns(candidates: &mut [&Candidate]) {
    let mut provinces: BTreeMap<Option<&ProvinceCode>, (usize, usize)> = BTreeMap::new();
    let mut turns = Vec::new();
    for candidate in candidates.iter() {
        let next = provinces.len();
        let (province, taken) = provinces.entry(candidate.province.as_ref()).or_insert((next, 0));
        turns.push((*taken, *province, *candidate));
        *taken += 1;
    }
    turns.sort_by_key(|(round, province, _)| (*round, *province));
    for (place, (_, _, candidate)) in candidates.iter_mut().zip(turns) {
        *place = candidate;
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::*;
    use super::super::{Exclusion, Place, RankingMethod, RankingRules, rank};
    use crate::scheme::Spread;

    fn sbi() -> RankingRules {
        with_weights(rules(RankingMethod::KnockOutThenRank), &[("hardheid", 100)])
    }

    fn with_score(score: u32, name: &str, province: Option<&str>) -> super::Candidate {
        in_province(province, scored(&[("hardheid", score)], candidate(name, 1)))
    }

    #[test]
    fn who_does_not_meet_a_criterion_has_no_place_however_high_the_score() {
        let mut best = with_score(10, "beste", None);
        best.not_met.insert(criterion("start-in-2024"));
        let ranking = rank(sbi(), vec![best.clone(), with_score(1, "ander", None)]);
        assert_eq!(order_of(&ranking), names(&["ander"]));
        let why = Exclusion::KnockedOut { criteria: best.not_met };
        assert_eq!(ranking.places[1], Place::Excluded { application: best.application, why });
    }

    #[test]
    fn where_nothing_is_scored_who_was_complete_first_comes_first() {
        let rules = rules(RankingMethod::KnockOutThenRank);
        let ranking = rank(rules, vec![candidate("laat", 2), candidate("vroeg", 1)]);
        assert_eq!(order_of(&ranking), names(&["vroeg", "laat"]));
        assert_eq!(scores_of(&ranking), [None, None]);
    }

    #[test]
    fn without_spread_the_score_alone_decides() {
        let candidates = vec![
            with_score(9, "zh-1", Some("PV28")),
            with_score(8, "zh-2", Some("PV28")),
            with_score(7, "dr-1", Some("PV22")),
        ];
        assert_eq!(order_of(&rank(sbi(), candidates)), names(&["zh-1", "zh-2", "dr-1"]));
    }

    #[test]
    fn with_spread_the_best_of_each_province_comes_in_turn() {
        let rules = RankingRules { spread: Some(Spread::Province), ..sbi() };
        let candidates = vec![
            with_score(9, "zh-1", Some("PV28")),
            with_score(8, "zh-2", Some("PV28")),
            with_score(6, "zh-3", Some("PV28")),
            with_score(5, "dr-1", Some("PV22")),
            with_score(4, "dr-2", Some("PV22")),
            with_score(7, "zonder-1", None),
            with_score(3, "zonder-2", None),
        ];
        assert_eq!(
            order_of(&rank(rules, candidates)),
            names(&["zh-1", "zonder-1", "dr-1", "zh-2", "zonder-2", "dr-2", "zh-3"])
        );
    }
}
