//! Serving in an order (*toedelen op volgorde*): the step that all methods with an order have in common. What is free
//! goes to the first, then to the second, and so on; the scheme says what happens at the first that no longer fits.
//! What holds: together they never get more than is free, and nobody gets more than is asked. Where it stops or grants in
//! part, more money takes nothing from anybody. Where it skips, it can: a larger one then fits, and takes what went to
//! smaller ones after it; only the first in the order never loses.

use crate::scheme::WhenFull;
use crate::words::{ApplicationId, Cents};

/// What one application asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The application.
    pub application: ApplicationId,
    /// What it asks, in cents; not negative.
    pub asked: Cents,
}

/// What the money suffices for at one application's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// For all that it asks.
    Whole,
    /// For this part of it, in cents; always more than nothing.
    Part(Cents),
    /// It is not served.
    Waits {
        /// What was free at its turn, in cents.
        left: Cents,
    },
}

impl Served {
    /// What an application that asks this much gets, in cents.
    pub const fn amount(self, asked: Cents) -> Cents {
        match self {
            Self::Whole => asked,
            Self::Part(part) => part,
            Self::Waits { .. } => Cents::ZERO,
        }
    }
}

/// Serves these claims, first to last, from what is free: for each, in the same order, what it gets.
pub fn serve(order: &[Claim], free: Cents, when_full: WhenFull) -> Vec<Served> {
    let mut left = free;
    let mut is_full = false;
    let mut turn = |claim: &Claim| {
        if !is_full && claim.asked <= left {
            left = left - claim.asked;
            return Served::Whole;
        }
        let was_left = left;
        let takes_part = !is_full && when_full == WhenFull::Partial && left > Cents::ZERO;
        is_full = when_full != WhenFull::Skip;
        if takes_part {
            left = Cents::ZERO;
            return Served::Part(was_left);
        }
        Served::Waits { left: was_left }
    };
    order.iter().map(&mut turn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::application;

    fn asking(euros: &[i64]) -> Vec<Claim> {
        let claim = |(index, euros): (usize, &i64)| Claim {
            application: application(&index.to_string()),
            asked: Cents::euros(*euros),
        };
        euros.iter().enumerate().map(claim).collect()
    }

    fn waits(euros: i64) -> Served {
        Served::Waits { left: Cents::euros(euros) }
    }

    fn served(asked: &[i64], free: i64, when_full: WhenFull) -> Vec<Served> {
        serve(&asking(asked), Cents::euros(free), when_full)
    }

    #[test]
    fn everybody_is_served_when_the_last_euro_just_suffices() {
        for when_full in [WhenFull::Stop, WhenFull::Skip, WhenFull::Partial] {
            assert_eq!(served(&[40, 60], 100, when_full), [Served::Whole, Served::Whole]);
        }
    }

    #[test]
    fn where_it_stops_nobody_after_the_first_that_is_one_euro_too_much_is_served() {
        assert_eq!(served(&[40, 61, 10], 100, WhenFull::Stop), [Served::Whole, waits(60), waits(60)]);
    }

    #[test]
    fn where_it_skips_a_smaller_one_after_it_is_served() {
        assert_eq!(
            served(&[40, 61, 10, 51], 100, WhenFull::Skip),
            [Served::Whole, waits(60), Served::Whole, waits(50)]
        );
    }

    #[test]
    fn where_it_grants_in_part_the_first_that_does_not_fit_takes_all_that_is_left() {
        let part = Served::Part(Cents::euros(60));
        assert_eq!(served(&[40, 61, 10], 100, WhenFull::Partial), [Served::Whole, part, waits(0)]);
    }

    #[test]
    fn a_part_of_nothing_is_not_granted() {
        assert_eq!(served(&[100, 1], 100, WhenFull::Partial), [Served::Whole, waits(0)]);
    }

    #[test]
    fn nobody_is_served_from_less_than_nothing() {
        for when_full in [WhenFull::Stop, WhenFull::Skip, WhenFull::Partial] {
            assert_eq!(served(&[0, 1], -5, when_full), [waits(-5), waits(-5)]);
        }
    }

    #[test]
    fn what_is_served_is_all_a_part_or_nothing() {
        let asked = Cents::euros(9);
        assert_eq!(Served::Whole.amount(asked), asked);
        assert_eq!(Served::Part(Cents::euros(2)).amount(asked), Cents::euros(2));
        assert_eq!(waits(3).amount(asked), Cents::ZERO);
    }
}
