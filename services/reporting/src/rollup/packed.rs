//! Rows of the rollup as bytes: many small numbers in a few bytes each.

use super::change::Change;
use crate::ledger::Measure;
use event_store::StoreError;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What changed of each measure on the days of a year. A day is its month and its day in one number: 314 is 14 March.
/// What a month changed stands at its day 0.
pub(crate) type Year = BTreeMap<(i16, Measure), Change>;

/// The same, to be read in order.
pub(crate) type Entries = Vec<((i16, Measure), Change)>;

/// What stands of each measure.
pub(crate) type Totals = BTreeMap<Measure, Change>;

/// A day, as its year and its number in it.
pub(crate) type YearDay = (i16, i16);

/// For each measure the days on which a recipient comes, goes, comes again ...
pub(crate) type Turns = BTreeMap<Measure, Vec<YearDay>>;

/// The day as it is stored.
pub(crate) fn year_day(day: Date) -> YearDay {
    (day.year(), at_day(day.month().into(), day.day().into()))
}

/// The number of a day in its year; day 0 is for the month as a whole.
pub(crate) const fn at_day(month: i16, day: i16) -> i16 {
    month * 100 + day
}

/// A year as it is stored.
pub(crate) struct PackedYear {
    /// The days, month after month.
    pub(crate) days: Vec<u8>,
    /// Where each month begins among them, and where the last one ends.
    pub(crate) starts: Vec<i32>,
    /// What each month changed.
    pub(crate) months: Vec<u8>,
    /// What stands when the year begins.
    pub(crate) before: Vec<u8>,
    /// What stands when it has ended.
    pub(crate) after: Vec<u8>,
}

/// Packs a year, and moves what stands from before it to after it.
///
/// # Errors
/// Never in practice: all of it can be packed.
pub(crate) fn pack_year(year: &Year, stands: &mut Totals) -> Result<PackedYear, StoreError> {
    let (mut days, mut starts, mut months) = (Vec::new(), vec![0], Year::new());
    let before = pack(stands)?;
    for month in 1..=12 {
        let of_month = year.range((at_day(month, 0), Measure::FIRST)..(at_day(month + 1, 0), Measure::FIRST));
        let of_month: Vec<_> = of_month.collect();
        days.extend(pack(&of_month)?);
        starts.push(i32::try_from(days.len()).unwrap_or(i32::MAX));
        for ((_, measure), change) in of_month {
            *months.entry((at_day(month, 0), *measure)).or_default() += *change;
            *stands.entry(*measure).or_default() += *change;
        }
    }
    stands.retain(|_, stand| *stand != Change::default());
    Ok(PackedYear { days, starts, months: pack(&months)?, before, after: pack(stands)? })
}

/// The days of a whole year.
///
/// # Errors
/// When they are of another form than this program packs.
pub(crate) fn unpack_days(mut bytes: &[u8]) -> Result<Entries, StoreError> {
    let mut days = Entries::new();
    while !bytes.is_empty() {
        let (month, rest): (Entries, _) = postcard::take_from_bytes(bytes).map_err(unreadable)?;
        days.extend(month);
        bytes = rest;
    }
    Ok(days)
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
    postcard::from_bytes(bytes).map_err(unreadable)
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::RuleFailed(format!("sums cannot be unpacked: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollup::change::Amount;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    // Where what these two expect changes, `rollup::FORM` must be raised.

    #[test]
    fn the_form_of_a_year_stays_what_it_is() {
        let change = Change { applications: 1, lines: 2, cents: Amount::of(Some(-64)), ..Change::default() };
        let (_, day) = year_day(jiff::civil::date(2024, 3, 14));
        let year = Year::from([((day, Measure::Granted), change), ((day, Measure::Accounted), -change)]);
        let mut stands = Totals::from([(Measure::Accounted, change)]);
        let packed = pack_year(&year, &mut stands).unwrap();
        assert_eq!(
            hex(&packed.days),
            "000002f404040200000000040000000000007f02f4040e010000000003000000000000800101000000000000000000"
        );
        assert_eq!(packed.starts, [0, 1, 2, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47]);
        assert_eq!(
            hex(&packed.months),
            "02d804040200000000040000000000007f02d8040e010000000003000000000000800101"
        );
        assert_eq!(hex(&packed.before), "010e0200000000040000000000007f02");
        assert_eq!(hex(&packed.after), "01040200000000040000000000007f02");
    }

    #[test]
    fn the_form_of_turns_stays_what_it_is() {
        let days = ["2024-03-14", "2025-12-31"].map(|day| year_day(day.parse().unwrap()));
        let turns = Turns::from([(Measure::Granted, days.into())]);
        assert_eq!(hex(&pack(&turns).unwrap()), "010402d01ff404d21f9e13");
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
    fn a_year_is_its_months_and_a_month_its_days() {
        let one = Change { kept: 1, ..Change::default() };
        let year = Year::from([
            ((101, Measure::Granted), one),
            ((131, Measure::Granted), one),
            ((229, Measure::Settled), -one),
            ((1231, Measure::Contributed), one),
        ]);
        let mut stands = Totals::from([(Measure::Granted, one), (Measure::Settled, one)]);
        let packed = pack_year(&year, &mut stands).unwrap();
        assert_eq!(unpack_days(&packed.days).unwrap(), year.into_iter().collect::<Entries>());
        let february = packed.starts[1].try_into().unwrap()..packed.starts[2].try_into().unwrap();
        let february: Entries = unpack(&packed.days[february]).unwrap();
        assert_eq!(february, [((229, Measure::Settled), -one)]);
        let two = Change { kept: 2, ..Change::default() };
        let months: Entries = unpack(&packed.months).unwrap();
        let expected = [
            ((100, Measure::Granted), two),
            ((200, Measure::Settled), -one),
            ((1200, Measure::Contributed), one),
        ];
        assert_eq!(months, expected);
        let before: Vec<(Measure, Change)> = unpack(&packed.before).unwrap();
        assert_eq!(before, [(Measure::Granted, one), (Measure::Settled, one)]);
        let three = Change { kept: 3, ..Change::default() };
        let after: Vec<(Measure, Change)> = unpack(&packed.after).unwrap();
        assert_eq!(after, [(Measure::Granted, three), (Measure::Contributed, one)]);
        assert_eq!(stands.into_iter().collect::<Vec<_>>(), after);
    }
}
