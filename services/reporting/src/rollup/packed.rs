//! Rows of the rollup as bytes: many small numbers in a few bytes each.

use super::change::Change;
use crate::ledger::Measure;
use event_store::StoreError;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What changed of each measure on the days of a year. A day is its month and its day in one number: 314 is 14 March.
pub(crate) type Year = BTreeMap<(i16, Measure), Change>;

/// What stands of each measure.
pub(crate) type Totals = BTreeMap<Measure, Change>;

/// A month that changes anything: what stood of each measure when it began, and what changed on which day. Of what stands
/// after a year: that, and no days.
pub(crate) type Part = (Vec<(Measure, Change)>, Vec<((i16, Measure), Change)>);

/// A day as it is stored: its year, and its month and day in one number.
pub(crate) type YearDay = (i16, i16);

/// For each measure the days on which a recipient comes, goes, comes again ...
pub(crate) type Turns = BTreeMap<Measure, Vec<YearDay>>;

/// The day as it is stored.
pub(crate) fn year_day(day: Date) -> YearDay {
    (day.year(), at_day(day.month().into(), day.day().into()))
}

/// A month and a day in one number; day 0 lies before every day of the month.
pub(crate) const fn at_day(month: i16, day: i16) -> i16 {
    month * 100 + day
}

/// A year as it is stored.
#[derive(Default)]
pub(crate) struct PackedYear {
    /// Its parts, one after another.
    pub(crate) parts: Vec<u8>,
    /// Where the part begins in which what stands in a month is found: its own, or if it changes nothing that of the next
    /// month that does. Behind the last that does there is none.
    pub(crate) starts: Vec<i32>,
    /// Where that part ends.
    pub(crate) ends: Vec<i32>,
    /// What stands after the year.
    pub(crate) after: Vec<u8>,
}

impl PackedYear {
    /// Adds a part for every month up to this one that has none yet.
    fn add(&mut self, part: &[u8], upto: usize) {
        let end = |parts: &Vec<u8>| i32::try_from(parts.len()).unwrap_or(i32::MAX);
        let start = end(&self.parts);
        self.parts.extend_from_slice(part);
        self.starts.resize(upto, start);
        self.ends.resize(upto, end(&self.parts));
    }
}

/// Packs a year, and moves what stands from before it to after it.
///
/// # Errors
/// Never in practice: all of it can be packed.
pub(crate) fn pack_year(year: &Year, stands: &mut Totals) -> Result<PackedYear, StoreError> {
    let mut packed = PackedYear::default();
    for (place, month) in (1..).zip(1..=12) {
        let days = year.range((at_day(month, 0), Measure::FIRST)..(at_day(month + 1, 0), Measure::FIRST));
        let days: Vec<_> = days.collect();
        if days.is_empty() {
            continue;
        }
        packed.add(&pack(&(&*stands, &days))?, place);
        for ((_, measure), change) in days {
            *stands.entry(*measure).or_default() += *change;
        }
        stands.retain(|_, stand| *stand != Change::default());
    }
    let after: Part = (stands.iter().map(|(measure, stand)| (*measure, *stand)).collect(), Vec::new());
    packed.after = pack(&after)?;
    Ok(packed)
}

/// The parts of a whole year.
///
/// # Errors
/// When they are of another form than this program packs.
pub(crate) fn unpack_parts(mut bytes: &[u8]) -> Result<Vec<Part>, StoreError> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (part, rest) = postcard::take_from_bytes(bytes).map_err(unreadable)?;
        parts.push(part);
        bytes = rest;
    }
    Ok(parts)
}

/// The bytes of a row.
///
/// # Errors
/// Never in practice: all of it can be packed.
pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|error| StoreError::Unpackable(error.to_string()))
}

/// What a row holds.
///
/// # Errors
/// When it is of another form than this program packs.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(unreadable)
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::Unpackable(error.to_string())
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
        let before = "010e0200000000040000000000007f02";
        let days = "02f404040200000000040000000000007f02f4040e010000000003000000000000800101";
        let after = "01040200000000040000000000007f0200";
        assert_eq!(hex(&packed.parts), format!("{before}{days}"));
        assert_eq!((packed.starts, packed.ends), (vec![0, 0, 0], vec![52, 52, 52]));
        assert_eq!(hex(&packed.after), after);
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
    fn a_month_is_what_stood_when_it_began_and_its_days() {
        let one = Change { kept: 1, ..Change::default() };
        let year = Year::from([
            ((101, Measure::Granted), one),
            ((131, Measure::Granted), one),
            ((1231, Measure::Settled), -one),
        ]);
        let mut stands = Totals::from([(Measure::Settled, one)]);
        let packed = pack_year(&year, &mut stands).unwrap();
        let two = Change { kept: 2, ..Change::default() };
        let january = (
            vec![(Measure::Settled, one)],
            vec![((101, Measure::Granted), one), ((131, Measure::Granted), one)],
        );
        let december =
            (vec![(Measure::Granted, two), (Measure::Settled, one)], vec![((1231, Measure::Settled), -one)]);
        let after = (vec![(Measure::Granted, two)], vec![]);
        assert_eq!(unpack_parts(&packed.parts).unwrap(), [january.clone(), december.clone()]);
        assert_eq!(unpack::<Part>(&packed.after).unwrap(), after);
        let in_month = |month: usize| -> Part {
            let [start, end] =
                [&packed.starts, &packed.ends].map(|places| places[month - 1].try_into().unwrap());
            unpack(&packed.parts[start..end]).unwrap()
        };
        // What stands in February stands until December begins.
        assert_eq!([1, 2, 12].map(in_month), [january, december.clone(), december]);
        assert_eq!(stands, Totals::from([(Measure::Granted, two)]));
    }
}
