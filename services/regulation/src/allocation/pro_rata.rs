//! Pro rata (*evenredige verdeling*): when the money does not suffice for all, all get the same share of what they ask, to the cent by
//! the largest remainder. What holds: nobody gets more than is asked, and together they get exactly what is free, or all that
//! they ask where that is less. A share can be nothing. More money takes nothing from anybody but at most a cent of rounding.

use super::remainder::divide;
use super::{Candidate, RankingRules};
use crate::words::Cents;

/// Puts them in the order of the tie rule, which decides only who gets the last cents.
pub(super) fn order(rules: &RankingRules, candidates: &mut [&Candidate]) {
    candidates.sort_by_key(|one| one.turn(rules.ties));
}

/// What each gets, in cents and in the same order; absent where there is enough for all that they ask.
pub(super) fn shares(free: Cents, candidates: &[&Candidate]) -> Option<Vec<Cents>> {
    let asked: Vec<u64> = candidates.iter().map(|one| u64::try_from(one.asked.get()).unwrap_or(0)).collect();
    let together: u128 = asked.iter().map(|part| u128::from(*part)).sum();
    let suffices = together <= u128::from(u64::try_from(free.get()).unwrap_or(0));
    (!suffices).then(|| divide(free, &asked))
}

#[cfg(test)]
mod tests {
    use super::super::examples::*;
    use super::super::{Place, Ranking, RankingMethod, RankingRules, rank};
    use crate::scheme::TieBreak;
    use crate::words::Cents;

    fn divided(free: i64, asked: &[i64]) -> Ranking {
        let rules = RankingRules { free: Cents::new(free), ..rules(RankingMethod::ProRata) };
        let asking = |(index, cents): (usize, &i64)| asking(*cents, candidate(&index.to_string(), index));
        rank(rules, asked.iter().enumerate().map(asking).collect())
    }

    fn shares(ranking: &Ranking) -> Vec<Option<i64>> {
        let share = |place: &Place| match place {
            Place::Ranked { share, .. } => share.map(Cents::get),
            Place::Excluded { .. } => panic!("nobody is excluded here"),
        };
        ranking.places.iter().map(share).collect()
    }

    #[test]
    fn where_the_money_just_suffices_nobody_is_cut() {
        assert_eq!(shares(&divided(100, &[60, 40])), [None, None]);
        assert_eq!(shares(&divided(99, &[60, 40])), [Some(59), Some(40)], "59.4 and 39.6");
    }

    #[test]
    fn all_get_the_same_share_of_what_they_ask() {
        assert_eq!(shares(&divided(50, &[60, 40])), [Some(30), Some(20)]);
    }

    #[test]
    fn the_last_cent_goes_to_who_was_complete_first_or_by_the_lot() {
        assert_eq!(shares(&divided(3, &[2, 2])), [Some(2), Some(1)]);
        let rules =
            RankingRules { free: Cents::new(3), ties: TieBreak::Lot, ..rules(RankingMethod::ProRata) };
        let candidates =
            vec![with_lot(2, asking(2, candidate("a", 1))), with_lot(1, asking(2, candidate("b", 2)))];
        let ranking = rank(rules, candidates);
        assert_eq!((order_of(&ranking), shares(&ranking)), (names(&["b", "a"]), vec![Some(2), Some(1)]));
    }

    #[test]
    fn a_share_can_be_nothing() {
        assert_eq!(shares(&divided(0, &[60, 40])), [Some(0), Some(0)]);
        assert_eq!(shares(&divided(-7, &[60, 40])), [Some(0), Some(0)]);
        assert_eq!(shares(&divided(1, &[1000, 1])), [Some(1), Some(0)]);
    }

    #[test]
    fn who_is_knocked_out_takes_no_share_from_others() {
        let rules = RankingRules { free: Cents::new(60), ..rules(RankingMethod::ProRata) };
        let mut out = asking(60, candidate("eruit", 1));
        out.not_met.insert(criterion("vergunning"));
        let ranking = rank(rules, vec![out, asking(60, candidate("erin", 2))]);
        assert!(matches!(ranking.places[0], Place::Ranked { share: None, .. }), "{ranking:?}");
    }
}
