//! A fixed key (*verdeelsleutel*): the ceiling is divided by parts that the scheme fixes, to the cent by the largest remainder. The
//! [flexpool](https://www.volkshuisvestingnederland.nl/actueel/nieuws/2023/07/07/10-miljoen-extra-voor-flexibele-capaciteit-om-door-te-bouwen)
//! of 2023 goes by one, over the provinces.
//! What holds: the shares are exactly the ceiling together, and no order or moment changes them.

use super::remainder::divide;
use crate::scheme::Sourced;
use crate::words::{Applicant, Cents};
use std::collections::BTreeMap;

/// The share of each recipient, in cents. Between equal remainders the last cent goes to the lower code.
pub fn by_key(ceiling: Cents, parts: &BTreeMap<Applicant, Sourced<u64>>) -> BTreeMap<Applicant, Cents> {
    let numbers: Vec<u64> = parts.values().map(|part| part.value).collect();
    parts.keys().cloned().zip(divide(ceiling, &numbers)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::applicant;

    fn parts(parts: &[(&str, u64)]) -> BTreeMap<Applicant, Sourced<u64>> {
        let part = |value: u64| Sourced { value, source: "sleutel".into() };
        parts.iter().map(|(code, value)| (applicant(code), part(*value))).collect()
    }

    #[test]
    fn the_shares_are_the_ceiling_to_the_cent() {
        let shares = by_key(Cents::new(100), &parts(&[("PV22", 1), ("PV27", 1), ("PV28", 1)]));
        assert_eq!(shares[&applicant("PV22")], Cents::new(34));
        assert_eq!(shares[&applicant("PV27")], Cents::new(33));
        assert_eq!(shares.into_values().sum::<Cents>(), Cents::new(100));
    }

    #[test]
    fn a_larger_part_gets_more() {
        let shares = by_key(Cents::euros(8_800_000), &parts(&[("PV22", 1), ("PV28", 10)]));
        assert_eq!(shares[&applicant("PV22")], Cents::euros(800_000));
        assert_eq!(shares[&applicant("PV28")], Cents::euros(8_000_000));
    }

    #[test]
    fn without_recipients_nothing_is_divided() {
        assert!(by_key(Cents::euros(1), &BTreeMap::new()).is_empty());
    }
}
