//! Money: integer cents, never floating point.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount of money in whole euro cents. It can be negative: free money is, after a lowered ceiling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(i64);

impl Cents {
    /// No money.
    pub const ZERO: Cents = Cents(0);
    /// The largest amount that is read from outside: a hundred billion euros. Sums of such amounts cannot overflow.
    pub const LARGEST: Cents = Cents(10_000_000_000_000);

    /// So many cents.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// So many whole euros.
    pub const fn euros(euros: i64) -> Self {
        Self(euros * 100)
    }

    /// The number of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// This amount so many times, as for a maximum per unit.
    pub fn times(self, count: u64) -> Self {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Self(self.0.saturating_mul(count))
    }

    /// So many percent of this amount, rounded down to a whole cent: a maximum is never exceeded by rounding.
    pub fn percent(self, percent: u32) -> Self {
        Self::parts(self, u64::from(percent), 100)
    }

    /// So many percent of this amount, rounded up to a whole cent: a minimum is not met by rounding.
    pub fn percent_up(self, percent: u32) -> Self {
        Self::ZERO - (Self::ZERO - self).percent(percent)
    }

    /// This amount in the proportion of two others, rounded down to a whole cent.
    pub fn in_proportion(self, now: Self, was: Self) -> Self {
        self.parts(now.0.unsigned_abs(), was.0.unsigned_abs())
    }

    /// This amount times a number of parts of a whole, rounded down to a whole cent; nothing of an empty whole.
    pub fn parts(self, parts: u64, whole: u64) -> Self {
        let product = i128::from(self.0) * i128::from(parts);
        let share = product.checked_div_euclid(i128::from(whole)).unwrap_or(0);
        Self(i64::try_from(share).unwrap_or(i64::MAX))
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, Add::add)
    }
}

/// As it is written in Dutch letters: `€ 52.135.000,00`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (euros, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = euros.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index) % 3 == 0 {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "€ {sign}{grouped},{cents:02}")
    }
}

/// A sum asked or granted, with the part that the BTW-compensatiefonds compensates.
///
/// Ceilings and maximums per unit are quoted including VAT, so rules look at [`Amount::gross`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// The whole sum, VAT included.
    pub gross: Cents,
    /// The part compensable through the BTW-compensatiefonds; absent where no source says.
    pub compensable: Option<Cents>,
}

impl Amount {
    /// A sum of which no source says what part is compensable.
    pub const fn gross(gross: Cents) -> Self {
        Self { gross, compensable: None }
    }

    /// What is paid out: the gross sum less the compensable part; unknown where that part is.
    pub fn payable(self) -> Option<Cents> {
        self.compensable.map(|part| self.gross - part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_in_dutch_letters() {
        assert_eq!(Cents::euros(52_135_000).to_string(), "€ 52.135.000,00");
        assert_eq!(Cents::new(-123_456).to_string(), "€ -1.234,56");
        assert_eq!(Cents::new(7).to_string(), "€ 0,07");
    }

    #[test]
    fn what_is_payable_is_unknown_where_the_compensable_part_is() {
        assert_eq!(Amount::gross(Cents::euros(10)).payable(), None);
        let known = Amount { gross: Cents::euros(10), compensable: Some(Cents::euros(2)) };
        assert_eq!(known.payable(), Some(Cents::euros(8)));
    }
}
