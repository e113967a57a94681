//! By category (*prioriteitscategorie*): all of the first category before all of the second, and so on; within a category the
//! tie rule decides. SFT 2023 and 2024 go by it, and the students' pot of RHA 2025.
//! What holds: nobody comes before anybody of an earlier category. Who has no category that the scheme names comes last.

use super::{Candidate, RankingRules};

/// Puts them in order, first to last.
pub(super) fn order(rules: &RankingRules, candidates: &mut [&Candidate]) {
    candidates.sort_by_key(|one| (category_of(rules, one), one.turn(rules.ties)));
}

/// The place of its category, counted from 0; one more than the last for who has none.
fn category_of(rules: &RankingRules, candidate: &Candidate) -> usize {
    let place = rules.categories.iter().position(|one| Some(one) == candidate.category.as_ref());
    place.unwrap_or(rules.categories.len())
}

#[cfg(test)]
mod tests {
    use super::super::examples::*;
    use super::super::{RankingMethod, rank};
    use crate::scheme::TieBreak;

    #[test]
    fn the_first_category_comes_first_and_in_a_category_who_was_complete_first() {
        let rules = with_categories(rules(RankingMethod::Category), &["a", "b"]);
        let candidates = vec![
            in_category("b", candidate("b-vroeg", 1)),
            in_category("a", candidate("a-laat", 4)),
            in_category("a", candidate("a-vroeg", 3)),
            in_category("b", candidate("b-laat", 2)),
        ];
        assert_eq!(order_of(&rank(rules, candidates)), names(&["a-vroeg", "a-laat", "b-vroeg", "b-laat"]));
    }

    #[test]
    fn categories_stand_in_the_order_of_the_scheme_not_of_the_alphabet() {
        let rules = with_categories(rules(RankingMethod::Category), &["onzelfstandig", "gemengd"]);
        let candidates = vec![
            in_category("gemengd", candidate("tweede", 1)),
            in_category("onzelfstandig", candidate("eerste", 2)),
        ];
        assert_eq!(order_of(&rank(rules, candidates)), names(&["eerste", "tweede"]));
    }

    #[test]
    fn who_has_no_category_or_one_that_the_scheme_does_not_name_comes_last() {
        let rules = with_categories(rules(RankingMethod::Category), &["a"]);
        let candidates = vec![
            candidate("zonder", 1),
            in_category("z", candidate("vreemd", 2)),
            in_category("a", candidate("eerste", 3)),
        ];
        assert_eq!(order_of(&rank(rules, candidates)), names(&["eerste", "zonder", "vreemd"]));
    }

    #[test]
    fn where_the_lot_decides_between_equals_who_has_none_comes_last() {
        let mut rules = with_categories(rules(RankingMethod::Category), &["a"]);
        rules.ties = TieBreak::Lot;
        let candidates = vec![
            in_category("a", candidate("zonder-lot", 1)),
            in_category("a", with_lot(2, candidate("tweede", 2))),
            in_category("a", with_lot(1, candidate("eerste", 3))),
        ];
        assert_eq!(order_of(&rank(rules, candidates)), names(&["eerste", "tweede", "zonder-lot"]));
    }
}
