//! Rows of the rollup as bytes: many small numbers in a few bytes each.

use super::change::Change;
use crate::ledger::Measure;
use event_store::StoreError;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What changed of each measure on the days of a year, counted from 1; in a total the day is 0.
pub(crate) type Year = BTreeMap<(i16, Measure), Change>;

/// The same, to be read in order.
pub(crate) type Entries = Vec<((i16, Measure), Change)>;

/// A day, as its year and its day of the year.
pub(crate) type YearDay = (i16, i16);

/// For each measure the days on which a recipient comes, goes, comes again ...
pub(crate) type Turns = BTreeMap<Measure, Vec<YearDay>>;

/// The day as it is stored.
pub(crate) fn year_day(day: Date) -> YearDay {
    (day.year(), day.day_of_year())
}

/// All of a year together.
pub(crate) fn total(year: &Year) -> Year {
    let mut total = Year::new();
    for ((_, measure), change) in year {
        *total.entry((0, *measure)).or_default() += *change;
    }
    total
}

/// The bytes of a row.
///
/// # Errors
/// Never in practice: all of it can be packed.
pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value)
        .map_err(|error| StoreError::RuleFailed(format!("sums cannot be packed: {error}")))
}

/// What a row holds.
///
/// # Errors
/// When it is of another form than this program packs.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes)
        .map_err(|error| StoreError::RuleFailed(format!("sums cannot be unpacked: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollup::change::Amount;

    #[test]
    fn the_form_of_a_row_stays_what_it_is() {
        let change = Change { applications: 1, lines: 2, cents: Amount::of(Some(-64)), ..Change::default() };
        let year = Year::from([((59, Measure::Granted), change), ((60, Measure::Accounted), -change)]);
        // Where this changes, `rollup::FORM` must be raised.
        let expected = "0276040200000000040000000000007f02780e010000000003000000000000800101";
        let packed = pack(&year).unwrap();
        let text: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text, expected);
        let read: Entries = unpack(&packed).unwrap();
        assert_eq!(read, year.into_iter().collect::<Entries>());
    }

    #[test]
    fn measures_are_packed_by_their_place_in_this_order() {
        let order: Vec<_> = Measure::ALL.iter().map(|measure| measure.as_str()).collect();
        // Where this changes, `rollup::FORM` must be raised.
        let expected = "ceiling requested late waiting granted released rejected set-aside withdrawn settled \
                        irreversible-step started realised out-of-use accounted contributed";
        assert_eq!(order.join(" "), expected);
        assert_eq!(pack(&Measure::Contributed).unwrap(), [15]);
    }

    #[test]
    fn a_year_together_is_what_its_days_change() {
        let one = Change { kept: 1, ..Change::default() };
        let year = Year::from([
            ((1, Measure::Granted), one),
            ((9, Measure::Granted), one),
            ((9, Measure::Settled), -one),
        ]);
        let two = Change { kept: 2, ..Change::default() };
        assert_eq!(total(&year), Year::from([((0, Measure::Granted), two), ((0, Measure::Settled), -one)]));
    }
}
