//! A fixed annex (*bijlage*): the scheme itself says who gets what. The 2020 scheme for vulnerable groups goes by it, and the annexes of
//! [SFT 2022](https://zoek.officielebekendmakingen.nl/stcrt-2023-3851.html) and the Startbouwimpuls.
//! What holds: exactly the row, and nothing for who is not in it.

use crate::scheme::Sourced;
use crate::words::{Applicant, Cents};
use std::collections::BTreeMap;

/// What the annex gives this recipient, in cents; absent where it has no row.
pub fn by_annex(annex: &BTreeMap<Applicant, Sourced<Cents>>, recipient: &Applicant) -> Option<Cents> {
    annex.get(recipient).map(|row| row.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::applicant;

    #[test]
    fn a_recipient_gets_exactly_its_row_and_another_nothing() {
        let row = Sourced { value: Cents::euros(11_496_000), source: "bijlage".into() };
        let annex = BTreeMap::from([(applicant("GM0344"), row)]);
        assert_eq!(by_annex(&annex, &applicant("GM0344")), Some(Cents::euros(11_496_000)));
        assert_eq!(by_annex(&annex, &applicant("GM0363")), None);
    }
}
