//! By lot alone (*loting*): the order among all complete applications in time follows from their lots and from nothing else.
//! The second round of [SPUK DOS in 2023](https://www.dus-i.nl/subsidies/specifieke-uitkering-domeinoverstijgend-samenwerken)
//! goes by it where more is asked than there is.
//! What holds: neither the hour nor what is asked or found moves anybody, and each is as likely to be first. Who has no lot
//! comes behind all who have one. Where all fit there is nothing to draw for.

use super::Candidate;
use crate::scheme::TieBreak;
use crate::words::Cents;

/// Puts them in order, first to last: to this method all are equal.
pub(super) fn order(candidates: &mut [&Candidate]) {
    candidates.sort_by_key(|one| one.turn(TieBreak::Lot));
}

/// Whether there is something to draw for among those who ask this, when so much is free: more than one asks, and
/// together they ask more.
pub(super) fn decides(asked: &[Cents], free: Cents) -> bool {
    asked.len() > 1 && asked.iter().copied().sum::<Cents>() > free
}

#[cfg(test)]
mod tests {
    use super::super::examples::*;
    use super::super::{RankingMethod, rank};
    use super::decides;
    use crate::words::Cents;

    #[test]
    fn the_lot_decides_and_neither_the_hour_nor_the_score() {
        let rules = with_weights(rules(RankingMethod::Lot), &[("noodzaak", 100)]);
        let candidates = vec![
            with_lot(3, scored(&[("noodzaak", 9)], candidate("vroeg-en-goed", 1))),
            with_lot(1, candidate("laat", 3)),
            with_lot(2, asking(1, candidate("klein", 2))),
        ];
        assert_eq!(order_of(&rank(rules, candidates)), names(&["laat", "klein", "vroeg-en-goed"]));
    }

    #[test]
    fn who_has_no_lot_comes_behind_all_who_have_one_and_among_them_who_was_complete_first() {
        let candidates = vec![
            candidate("later-volledig", 4),
            candidate("volledig-na-de-verzegeling", 3),
            with_lot(2, candidate("tweede", 2)),
            with_lot(1, candidate("eerste", 5)),
        ];
        let ranking = rank(rules(RankingMethod::Lot), candidates);
        let expected = names(&["eerste", "tweede", "volledig-na-de-verzegeling", "later-volledig"]);
        assert_eq!(order_of(&ranking), expected);
    }

    #[test]
    fn where_all_fit_to_the_cent_nothing_is_drawn_and_one_alone_has_nobody_to_draw_with() {
        let (sixty, forty) = (Cents::euros(60), Cents::euros(40));
        assert!(!decides(&[sixty, forty], Cents::euros(100)));
        assert!(decides(&[sixty, forty], Cents::euros(100) - Cents::new(1)));
        assert!(!decides(&[sixty], Cents::ZERO) && !decides(&[], Cents::ZERO));
        assert!(decides(&[Cents::new(1), Cents::new(1)], Cents::new(-5)), "also for less than nothing");
    }
}
