//! Counts of families that give no family away: rounded, small ones left out, and tables that could be undone left out
//! whole. A pure function, which attacks its own result before it gives it.
//!
//! Statistics Netherlands rounds such counts to multiples of five and leaves small ones out
//! ([85980NED](https://www.cbs.nl/nl-nl/cijfers/detail/85980NED)). That alone is not enough where tables share a total: of
//! twelve provinces that are each at most four, a total of 48 gives every one away.

use std::collections::BTreeMap;

/// Counts below this are left out.
pub const SMALL: u64 = 5;
/// A count that is left out must be able to be at least so many different numbers, for all that is published.
const DOUBT: u64 = 3;

/// A code with its name.
pub type Label = (String, String);

/// How many families there are: in all, by province and by year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// In all.
    pub total: u64,
    /// By province.
    pub provinces: BTreeMap<Label, u64>,
    /// By year.
    pub years: BTreeMap<Label, u64>,
}

/// A count as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Rounded to a multiple of five.
    Rounded(u64),
    /// Below five.
    Small,
}

/// The tables as they are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// In all.
    pub total: Published,
    /// By province; absent where a small count could be computed from it.
    pub provinces: Option<BTreeMap<Label, Published>>,
    /// By year; absent where a small count could be computed from it.
    pub years: Option<BTreeMap<Label, Published>>,
}

impl Published {
    /// A count of families.
    pub const fn of(count: u64) -> Self {
        if count < SMALL { Self::Small } else { Self::Rounded((count + 2) / 5 * 5) }
    }

    /// The least and the most that it can stand for.
    pub const fn range(self) -> (u64, u64) {
        match self {
            Self::Small => (0, SMALL - 1),
            Self::Rounded(to) => (if to - 2 < SMALL { SMALL } else { to - 2 }, to + 2),
        }
    }
}

/// The tables, each only where nothing small follows from all of them together.
pub fn protected(counted: &Counted) -> Protected {
    let published = |counts: &BTreeMap<Label, u64>| -> BTreeMap<Label, Published> {
        counts.iter().map(|(label, count)| (label.clone(), Published::of(*count))).collect()
    };
    let all = Protected {
        total: Published::of(counted.total),
        provinces: Some(published(&counted.provinces)),
        years: Some(published(&counted.years)),
    };
    let without_years = Protected { years: None, ..all.clone() };
    let without_provinces = Protected { provinces: None, ..all.clone() };
    let bare = Protected { provinces: None, years: None, ..all.clone() };
    let safe = |tables: &Protected| !gives_away(tables);
    [all, without_years, without_provinces].into_iter().find(safe).unwrap_or(bare)
}

/// Whether for somebody who knows all tables a count that was left out can be fewer than [`DOUBT`] numbers.
pub fn gives_away(tables: &Protected) -> bool {
    let total = total_range(tables);
    let Some((least, most)) = total else { return true };
    let shown = [&tables.provinces, &tables.years].into_iter().flatten();
    let small_total = tables.total == Published::Small && most - least + 1 < DOUBT;
    small_total || shown.into_iter().any(|table| table_gives_away(table, (least, most)))
}

/// What the total can be, for all that its tables say of it; absent where that is nothing.
fn total_range(tables: &Protected) -> Option<(u64, u64)> {
    let mut range = tables.total.range();
    for table in [&tables.provinces, &tables.years].into_iter().flatten() {
        let (least, most) = sum(table.values().map(|count| count.range()));
        range = (range.0.max(least), range.1.min(most));
    }
    (range.0 <= range.1).then_some(range)
}

/// What each count can be when the others are as small or as large as they can be.
fn table_gives_away(table: &BTreeMap<Label, Published>, (least, most): (u64, u64)) -> bool {
    let (all_least, all_most) = sum(table.values().map(|count| count.range()));
    table.values().filter(|count| **count == Published::Small).any(|count| {
        let (low, high) = count.range();
        let (others_least, others_most) = (all_least - low, all_most - high);
        let low = low.max(least.saturating_sub(others_most));
        let high = high.min(most.saturating_sub(others_least));
        high < low || high - low + 1 < DOUBT
    })
}

fn sum(ranges: impl Iterator<Item = (u64, u64)>) -> (u64, u64) {
    ranges.fold((0, 0), |(least, most), (low, high)| (least + low, most + high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(counts: &[u64]) -> BTreeMap<Label, u64> {
        counts.iter().enumerate().map(|(at, count)| ((format!("{at:02}"), String::new()), *count)).collect()
    }

    #[test]
    fn counts_are_rounded_to_fives_and_small_ones_are_left_out() {
        let told = [0, 1, 4, 5, 7, 8, 12, 13].map(Published::of);
        let five = Published::Rounded(5);
        let (ten, fifteen) = (Published::Rounded(10), Published::Rounded(15));
        let small = Published::Small;
        assert_eq!(told, [small, small, small, five, five, ten, ten, fifteen]);
        assert!((0..200).all(|count| {
            let (least, most) = Published::of(count).range();
            least <= count && count <= most
        }));
    }

    #[test]
    fn a_table_of_which_the_total_gives_every_small_count_away_is_left_out() {
        let fours = Counted { total: 48, provinces: table(&[4; 12]), years: table(&[30, 18]) };
        let told = protected(&fours);
        assert_eq!((told.provinces, told.years.is_some()), (None, true));
        let one = Counted { total: 22, provinces: table(&[20, 2]), years: table(&[22]) };
        assert!(
            protected(&one).provinces.is_some(),
            "the other can be 18 to 22, and so the small one 0 to 4"
        );
    }

    /// Every way in which the true counts of a table can add up to a total.
    fn possible(table: &BTreeMap<Label, Published>, totals: (u64, u64)) -> Vec<Vec<u64>> {
        let mut ways = vec![Vec::new()];
        for count in table.values() {
            let (low, high) = count.range();
            ways = ways
                .into_iter()
                .flat_map(|way: Vec<u64>| (low..=high).map(move |one| [way.clone(), vec![one]].concat()))
                .collect();
        }
        ways.retain(|way| (totals.0..=totals.1).contains(&way.iter().sum()));
        ways
    }

    proptest! {
        #[test]
        fn nobody_can_compute_a_small_count_by_subtraction(
            cells in prop::collection::vec(prop::collection::vec(0..7_u64, 3), 1..5),
        ) {
            let by_province: Vec<u64> = cells.iter().map(|years| years.iter().sum()).collect();
            let by_year: Vec<u64> = (0..3).map(|year| cells.iter().map(|years| years[year]).sum()).collect();
            let total = by_year.iter().sum();
            let counted = Counted { total, provinces: table(&by_province), years: table(&by_year) };
            let told = protected(&counted);
            // An attacker who tries every way in which all tables together can be true.
            let shown: Vec<_> = [&told.provinces, &told.years].into_iter().flatten().collect();
            let totals = |table: &BTreeMap<Label, Published>| -> std::collections::BTreeSet<u64> {
                possible(table, told.total.range()).iter().map(|way| way.iter().sum()).collect()
            };
            let agreed = shown.iter().map(|table| totals(table)).reduce(|one, other| &one & &other);
            for table in &shown {
                let mut ways = possible(table, told.total.range());
                ways.retain(|way| agreed.as_ref().is_some_and(|totals| totals.contains(&way.iter().sum())));
                for (at, count) in table.values().enumerate() {
                    let values: std::collections::BTreeSet<u64> = ways.iter().map(|way| way[at]).collect();
                    prop_assert!(*count != Published::Small || values.len() >= 3, "{values:?} of {told:?}");
                }
            }
        }
    }
}
