//! Dividing whole cents (*grootste resten*): everybody the whole cents of its share, and the cents that are left one each to the
//! largest remainders; between equal remainders to who stands first. So the parts are exactly the sum.

use crate::words::Cents;
use std::cmp::Reverse;

/// Divides a sum by these parts, in their order. Nothing where the sum is not above zero or all parts are zero.
pub(super) fn divide(sum: Cents, parts: &[u64]) -> Vec<Cents> {
    let sum = u128::from(u64::try_from(sum.get()).unwrap_or(0));
    let whole: u128 = parts.iter().map(|part| u128::from(*part)).sum();
    let product = |part: &u64| sum * u128::from(*part);
    let mut shares: Vec<u128> =
        parts.iter().map(|part| product(part).checked_div(whole).unwrap_or(0)).collect();
    let left = if whole == 0 { 0 } else { sum.saturating_sub(shares.iter().sum()) };
    let mut by_remainder: Vec<(u128, &mut u128)> =
        parts.iter().map(|part| product(part).checked_rem(whole).unwrap_or(0)).zip(&mut shares).collect();
    by_remainder.sort_by_key(|(remainder, _)| Reverse(*remainder));
    for (_, share) in by_remainder.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        *share += 1;
    }
    shares.into_iter().map(|share| Cents::new(i64::try_from(share).unwrap_or(i64::MAX))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(sum: i64, parts: &[u64]) -> Vec<i64> {
        divide(Cents::new(sum), parts).into_iter().map(Cents::get).collect()
    }

    #[test]
    fn a_sum_that_divides_evenly_leaves_nothing() {
        assert_eq!(divided(100, &[1, 3]), [25, 75]);
    }

    #[test]
    fn the_last_cent_goes_to_the_largest_remainder() {
        assert_eq!(divided(100, &[1, 5]), [17, 83], "16.67 and 83.33");
    }

    #[test]
    fn between_equal_remainders_the_first_gets_it() {
        assert_eq!(divided(100, &[1, 1, 1]), [34, 33, 33]);
    }

    #[test]
    fn who_has_no_part_gets_nothing_also_of_what_is_left() {
        assert_eq!(divided(1, &[0, 1, 1]), [0, 1, 0]);
        assert_eq!(divided(100, &[0, 0]), [0, 0]);
        assert_eq!(divided(100, &[]), [0_i64; 0]);
    }

    #[test]
    fn there_is_nothing_to_divide_of_less_than_nothing() {
        assert_eq!(divided(-1, &[1, 1]), [0, 0]);
    }

    #[test]
    fn the_largest_numbers_there_are_can_be_divided() {
        assert_eq!(divided(i64::MAX, &[u64::MAX, u64::MAX]), [i64::MAX / 2 + 1, i64::MAX / 2]);
    }
}
