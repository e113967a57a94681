//! Counts of families of one year that give no family away: rounded, small ones hidden, and a table that could be undone
//! withheld. A pure function.
//!
//! Statistics Netherlands rounds such counts to multiples of five and hides small ones
//! ([85980NED](https://www.cbs.nl/nl-nl/cijfers/detail/85980NED)). That alone is not enough where a table has a total: of
//! twelve provinces that are each at most four, a total of 48 gives every one away. And that a table is withheld tells
//! something as well. So who looks is taken to know the exact total, and this function.

use std::collections::BTreeMap;

/// Counts below this are hidden, and others are rounded to a multiple of it.
const SMALL: u64 = 5;
/// A count that is hidden must be able to be at least so many different numbers, for all that is told.
const DOUBT: u64 = 3;
/// How far the total must be from the least and from the most that the rows of a table can add up to. With one less than
/// [`DOUBT`] each hidden row can still be so many numbers. And a family more or less in a row changes what the rows can
/// add up to by at most [`SMALL`]: so beside each table that gives something away there are others that are withheld as
/// well, in which that row is something else, and that it is withheld gives nothing away either.
const ROOM: u64 = DOUBT - 1 + SMALL;

/// A province: its code and its name.
pub type Province = (&'static str, &'static str);

/// A count as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Rounded to a multiple of [`SMALL`].
    Rounded(u64),
    /// Less than [`SMALL`].
    Hidden,
}

/// The families of a year as they are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// In all. By itself it is of at least [`DOUBT`] numbers, and nothing else that is told is of these families.
    pub total: Told,
    /// By province; absent where it is withheld.
    pub provinces: Option<BTreeMap<Province, Told>>,
}

impl Told {
    const fn of(count: u64) -> Self {
        if count < SMALL { Self::Hidden } else { Self::Rounded((count + SMALL / 2) / SMALL * SMALL) }
    }

    /// The least that it can stand for.
    const fn least(self) -> u64 {
        match self {
            Self::Hidden => 0,
            Self::Rounded(SMALL) => SMALL,
            Self::Rounded(to) => to - SMALL / 2,
        }
    }

    /// The most that it can stand for.
    const fn most(self) -> u64 {
        match self {
            Self::Hidden => SMALL - 1,
            Self::Rounded(to) => to + SMALL / 2,
        }
    }
}

/// What is told of these families of one year, by province. Provinces without any must be among them: that a province is
/// listed would tell that there is one.
pub fn protected(counted: &BTreeMap<Province, u64>) -> Protected {
    let total = counted.values().sum();
    let told: BTreeMap<_, _> =
        counted.iter().map(|(province, count)| (*province, Told::of(*count))).collect();
    let least: u64 = told.values().map(|count| count.least()).sum();
    let most: u64 = told.values().map(|count| count.most()).sum();
    let has_room = least + ROOM <= total && total + ROOM <= most;
    Protected { total: Told::of(total), provinces: has_room.then_some(told) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::PROVINCES;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn told(counts: &[u64]) -> Protected {
        assert_eq!(counts.len(), PROVINCES.len(), "the route lists them all");
        protected(&PROVINCES.into_iter().zip(counts.iter().copied()).collect())
    }

    #[test]
    fn counts_are_rounded_to_fives_and_small_ones_are_hidden() {
        let hidden = Told::Hidden;
        let [five, ten, fifteen] = [5, 10, 15].map(Told::Rounded);
        let all = [0, 1, 4, 5, 7, 8, 12, 13].map(Told::of);
        assert_eq!(all, [hidden, hidden, hidden, five, five, ten, ten, fifteen]);
        assert!((0..200).all(|count| {
            let told = Told::of(count);
            (told.least()..=told.most()).contains(&count)
                && Told::of(told.least()) == told
                && Told::of(told.most()) == told
        }));
    }

    #[test]
    fn a_table_is_told_unless_the_total_is_close_to_what_its_rows_can_be() {
        let usual = told(&[14, 3, 0, 9, 2, 11, 6, 8, 12, 1, 10, 4]);
        assert_eq!(usual.total, Told::Rounded(80));
        let provinces = usual.provinces.unwrap();
        let points = provinces.values().filter(|count| **count == Told::Hidden).count();
        assert_eq!((provinces.len(), points), (12, 5));
        assert_eq!(told(&[4; 12]).provinces, None, "each of them is four, who knows that there are 48");
        assert_eq!(
            told(&[13, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).provinces,
            None,
            "the others are none or one"
        );
    }

    #[test]
    fn of_fewer_than_five_families_it_is_told_that_they_are_few_and_nothing_else() {
        let none = told(&[0; 12]);
        assert_eq!(none, Protected { total: Told::Hidden, provinces: None });
        for families in 1..SMALL {
            assert!(spreads(families, 12, families).iter().all(|spread| told(spread) == none));
        }
    }

    /// Every way in which so many families can be spread over so many provinces, the fullest first. Provinces are alike
    /// for what is told, so that one order stands for all.
    fn spreads(families: u64, provinces: u64, most: u64) -> Vec<Vec<u64>> {
        if provinces == 0 {
            return if families == 0 { vec![Vec::new()] } else { Vec::new() };
        }
        let least = families.div_ceil(provinces);
        let first = |first: u64| {
            let others = spreads(families - first, provinces - 1, first);
            others.into_iter().map(move |others| [vec![first], others].concat())
        };
        (least..=most.min(families)).flat_map(first).collect()
    }

    /// The attacker knows how many families there are, exactly, and how tables are made and withheld; it tries every way
    /// in which that many families lead to exactly what is told. Of none and of one there is nothing left to find.
    #[test]
    fn nobody_finds_a_hidden_count_not_even_who_knows_the_total_and_why_a_table_is_withheld() {
        for families in 2..=36 {
            let mut could_be: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
            for spread in spreads(families, 12, families) {
                let told = told(&spread);
                // Of a table that is told, the hidden rows could be one another; of one that is withheld, all rows.
                let hidden = spread.into_iter().filter(|one| told.provinces.is_none() || *one < SMALL);
                could_be.entry(format!("{told:?}")).or_default().extend(hidden);
            }
            for (told, counts) in could_be {
                assert!(counts.is_empty() || counts.len() >= 3, "{families}: {counts:?} of {told}");
            }
        }
    }

    proptest! {
        /// The same for a country of any size, where the table is told.
        #[test]
        fn a_point_in_a_table_that_is_told_can_be_three_numbers_whatever_the_others_are(
            counts in prop::collection::vec(prop_oneof![0..6_u64, 0..40_u64], 12),
        ) {
            let total: u64 = counts.iter().sum();
            let Some(provinces) = told(&counts).provinces else { return Ok(()) };
            let could_be = |told: &Told| -> Vec<u64> { (0..60).filter(|count| Told::of(*count) == *told).collect() };
            for (at, _) in provinces.values().enumerate().filter(|(_, one)| **one == Told::Hidden) {
                let mut others = BTreeSet::from([0]);
                for (_, other) in provinces.values().enumerate().filter(|(place, _)| *place != at) {
                    let could_be = could_be(other);
                    others = others.iter().flat_map(|sum| could_be.iter().map(move |one| sum + one)).collect();
                }
                let left = (0..SMALL).filter(|count| total >= *count && others.contains(&(total - count)));
                prop_assert!(left.count() >= 3, "{provinces:?} in all {total}");
            }
        }
    }
}
