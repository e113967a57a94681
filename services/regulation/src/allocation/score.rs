//! By weighted score (*gewogen score*): a committee scores each criterion from 1 to 10, the scheme weighs them, and the highest
//! comes first; between equal scores the tie rule decides. [The Woningbouwimpuls](https://zoek.officielebekendmakingen.nl/stcrt-2025-23040-n1.html)
//! goes by it since 1 August 2025.
//! What holds: nobody comes before anybody with a higher score, and who is below a minimum has no place.

use super::{Candidate, Exclusion, RankingRules};
use std::cmp::Reverse;

/// Puts them in order, first to last.
pub(super) fn order(rules: &RankingRules, candidates: &mut [&Candidate]) {
    candidates.sort_by_key(|one| (Reverse(weighted(rules, one)), one.turn(rules.ties)));
}

/// The weighted score in hundredths of a point: the weights in percent times the scores, so 100 to 1000 where the weights
/// are a hundred together. Absent where the scheme weighs nothing; a criterion without a score counts as 0.
pub(super) fn weighted(rules: &RankingRules, candidate: &Candidate) -> Option<u32> {
    let score = |criterion| candidate.scores.get(criterion).copied().unwrap_or(0);
    let parts = rules.weights.iter().map(|(criterion, weight)| weight.saturating_mul(score(criterion)));
    (!rules.weights.is_empty()).then(|| parts.fold(0, u32::saturating_add))
}

/// The first minimum that it is below.
pub(super) fn below_minimum(rules: &RankingRules, candidate: &Candidate) -> Option<Exclusion> {
    for (criterion, minimum) in &rules.minimums {
        let score = candidate.scores.get(criterion).copied().unwrap_or(0);
        if score < *minimum {
            return Some(Exclusion::BelowMinimum { criterion: criterion.clone(), score, minimum: *minimum });
        }
    }
    let (score, minimum) = (weighted(rules, candidate)?, rules.minimum_score?);
    (score < minimum).then_some(Exclusion::BelowMinimumScore { score, minimum })
}

#[cfg(test)]
mod tests {
    use super::super::examples::*;
    use super::super::{Exclusion, Place, RankingMethod, RankingRules, rank};
    use crate::scheme::TieBreak;

    /// The weights of the Woningbouwimpuls since 1 August 2025.
    fn wbi() -> RankingRules {
        let weights = [("noodzaak", 30), ("effectiviteit", 30), ("efficientie", 15), ("urgentie", 25)];
        with_weights(rules(RankingMethod::Score), &weights)
    }

    const ALL: [&str; 4] = ["noodzaak", "effectiviteit", "efficientie", "urgentie"];

    #[test]
    fn the_lowest_scores_make_one_point_and_the_highest_ten() {
        let candidates = vec![
            scored(&ALL.map(|one| (one, 1)), candidate("laagst", 1)),
            scored(&ALL.map(|one| (one, 10)), candidate("hoogst", 2)),
        ];
        let ranking = rank(wbi(), candidates);
        assert_eq!(order_of(&ranking), names(&["hoogst", "laagst"]));
        assert_eq!(scores_of(&ranking), [Some(1000), Some(100)]);
    }

    #[test]
    fn what_weighs_more_counts_for_more() {
        let scores = |high: &'static str| ALL.map(|one| (one, if one == high { 8 } else { 6 }));
        let candidates = vec![
            scored(&scores("efficientie"), candidate("efficient", 1)),
            scored(&scores("noodzaak"), candidate("noodzakelijk", 2)),
        ];
        let ranking = rank(wbi(), candidates);
        assert_eq!(order_of(&ranking), names(&["noodzakelijk", "efficient"]));
        assert_eq!(scores_of(&ranking), [Some(660), Some(630)]);
    }

    #[test]
    fn between_equal_scores_who_was_complete_first_or_the_lot() {
        let equals = || {
            let equal = |name, hour, lot| with_lot(lot, scored(&[("noodzaak", 7)], candidate(name, hour)));
            vec![equal("laat", 2, 1), equal("vroeg", 1, 2)]
        };
        assert_eq!(order_of(&rank(wbi(), equals())), names(&["vroeg", "laat"]));
        let by_lot = RankingRules { ties: TieBreak::Lot, ..wbi() };
        assert_eq!(order_of(&rank(by_lot, equals())), names(&["laat", "vroeg"]));
    }

    #[test]
    fn who_is_below_a_minimum_has_no_place_and_who_is_just_on_it_has() {
        let rules = with_minimum(wbi(), "noodzaak", 5);
        let candidates = vec![
            scored(&[("noodzaak", 4), ("urgentie", 10)], candidate("eronder", 1)),
            scored(&[("noodzaak", 5)], candidate("erop", 2)),
        ];
        let ranking = rank(rules, candidates);
        assert_eq!(order_of(&ranking), names(&["erop"]));
        let why = Exclusion::BelowMinimum { criterion: criterion("noodzaak"), score: 4, minimum: 5 };
        assert_eq!(ranking.places[1], Place::Excluded { application: names(&["eronder"])[0], why });
    }

    #[test]
    fn who_is_a_hundredth_below_the_minimum_score_has_no_place() {
        let scores = ALL.map(|one| (one, 6));
        let on_it = RankingRules { minimum_score: Some(600), ..wbi() };
        assert_eq!(order_of(&rank(on_it, vec![scored(&scores, candidate("a", 1))])), names(&["a"]));
        let above_it = RankingRules { minimum_score: Some(601), ..wbi() };
        let ranking = rank(above_it, vec![scored(&scores, candidate("a", 1))]);
        let why = Exclusion::BelowMinimumScore { score: 600, minimum: 601 };
        assert_eq!(ranking.places, [Place::Excluded { application: names(&["a"])[0], why }]);
    }
}
