//! Entitlement (*aanspraak per getelde woning*): a fixed amount for each unit that counts; no order, and nobody's hangs on another's.
//! [The realisatiestimulans](https://zoek.officielebekendmakingen.nl/stcrt-2025-36777.html) goes by it: EUR 7,000 per home.

use crate::words::{Cents, Units};

/// What so many counted units entitle to, in cents.
pub fn entitled(per_unit: Cents, counted: Units) -> Cents {
    per_unit.times(u64::from(counted.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counted_home_gives_the_fixed_amount() {
        assert_eq!(entitled(Cents::euros(7_000), Units::new(120)), Cents::euros(840_000));
        assert_eq!(entitled(Cents::euros(7_000), Units::new(0)), Cents::ZERO);
    }
}
