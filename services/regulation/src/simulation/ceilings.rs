//! Another ceiling for a tranche that is cut into pots.

use crate::Facts;
use crate::event::{Event, TrancheOpened};
use crate::facts::Budget;
use crate::record::Recorded;
use crate::scheme::Tranche;
use crate::words::{Cents, PotKey, TrancheKey};
use std::collections::BTreeMap;

/// The ceilings as they were in fact, for what each pot was of the whole.
pub(super) struct Ceilings {
    in_fact: Budget,
    opening: Option<TrancheOpened>,
}

impl Ceilings {
    /// Of this tranche.
    pub(super) const fn of(tranche: TrancheKey) -> Self {
        Self { in_fact: Budget::of(tranche), opening: None }
    }

    /// Takes in what was recorded. Answers the opening as it would have been under this ceiling, with every pot the part of
    /// it that the pot was of the ceiling in fact at this moment; absent while the tranche was not opened.
    pub(super) fn under(
        &mut self,
        ceiling: Cents,
        recorded: &Recorded,
        tranche: &Tranche,
    ) -> Option<TrancheOpened> {
        self.in_fact.learn(recorded);
        if let Event::TrancheOpened(event) = &recorded.event
            && event.tranche == tranche.key
        {
            self.opening = Some(event.clone());
        }
        let has_purse = |pot: &PotKey| tranche.purse_of(Some(pot)).is_some();
        let pots = self.in_fact.pots().map(|(pot, was)| (pot.clone(), was)).collect();
        let pots = in_proportion(pots, self.in_fact.ceiling()?, ceiling, has_purse);
        self.opening.clone().map(|opening| TrancheOpened { ceiling, pots, ..opening })
    }
}

/// Whether it is about ceilings.
pub(super) const fn is_about_ceilings(event: &Event) -> bool {
    matches!(event, Event::TrancheOpened(_) | Event::CeilingChanged(_) | Event::MoneyCarriedOver(_))
}

/// Each pot in the proportion of the ceilings, rounded down to the cent. Where those with money of their own were the whole
/// ceiling together, the last by its key gets what rounding left, so that they still are.
fn in_proportion(
    was: BTreeMap<PotKey, Cents>,
    whole_was: Cents,
    whole: Cents,
    has_purse: impl Fn(&PotKey) -> bool,
) -> BTreeMap<PotKey, Cents> {
    let together = |pots: &BTreeMap<PotKey, Cents>| -> Cents {
        pots.iter().filter(|(pot, _)| has_purse(pot)).map(|(_, ceiling)| *ceiling).sum()
    };
    let is_all = together(&was) == whole_was;
    let mut pots = was;
    pots.values_mut().for_each(|ceiling| *ceiling = ceiling.in_proportion(whole, whole_was));
    let rounded_off = whole - together(&pots);
    if let Some((_, last)) = pots.iter_mut().rev().find(|(pot, _)| is_all && has_purse(pot)) {
        *last = *last + rounded_off;
    }
    pots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pot;

    fn divided(was: &[(&str, i64)], whole_was: i64, whole: i64) -> Vec<i64> {
        let pots = was.iter().map(|(key, cents)| (pot(key), Cents::new(*cents))).collect();
        let has_purse = |key: &PotKey| *key != pot("voorrang");
        let pots = in_proportion(pots, Cents::new(whole_was), Cents::new(whole), has_purse);
        pots.into_values().map(Cents::get).collect()
    }

    #[test]
    fn what_was_the_whole_together_stays_the_whole_to_the_cent() {
        assert_eq!(divided(&[("2022", 50), ("2023", 50)], 100, 101), [50, 51]);
        assert_eq!(divided(&[("2022", 1), ("2023", 1), ("2024", 1)], 3, 200), [66, 66, 68]);
    }

    #[test]
    fn what_was_less_than_the_whole_is_rounded_down() {
        assert_eq!(divided(&[("studenten", 40)], 100, 99), [39]);
        assert_eq!(divided(&[("2022", 50), ("2023", 50), ("voorrang", 25)], 100, 101), [50, 51, 25]);
    }

    #[test]
    fn the_same_ceiling_changes_nothing_and_of_nothing_there_are_no_parts() {
        assert_eq!(divided(&[("2022", 33), ("2023", 20)], 100, 100), [33, 20]);
        assert_eq!(divided(&[("2022", 5)], 0, 100), [0]);
    }
}
