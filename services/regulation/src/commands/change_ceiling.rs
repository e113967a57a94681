//! Raise or lower the ceiling of a tranche (*plafondwijziging*).

use crate::Command;
use crate::event::{CeilingChanged, Event, Source};
use crate::facts::Budget;
use crate::violation::Violation;
use crate::words::{Cents, PersonId, PotKey, TrancheKey};
use jiff::civil::Date;

/// Sets a new ceiling. It may be lower than what is granted already: then what is free is negative, and is shown so;
/// nothing that was granted is taken away.
#[derive(Debug, Clone)]
pub struct ChangeCeiling {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot whose ceiling it is; absent for the ceiling of the whole tranche.
    pub pot: Option<PotKey>,
    /// The new ceiling, VAT included.
    pub ceiling: Cents,
    /// When it was decided.
    pub decided_on: Date,
    /// When it was published, where that is known.
    pub published_on: Option<Date>,
    /// The publication that says so.
    pub source: Source,
    /// The administrator.
    pub by: PersonId,
}

impl Command for ChangeCeiling {
    type Facts = Budget;
    const NAME: &'static str = "change-ceiling";

    fn facts(&self) -> Budget {
        Budget::of(self.tranche.clone())
    }

    fn decide(&self, budget: &Budget) -> Result<Vec<Event>, Violation> {
        let present = budget.ceiling();
        let present = present.ok_or_else(|| Violation::TrancheNotOpened { tranche: self.tranche.clone() })?;
        let of_pot = |pot| budget.ceiling_of(pot).ok_or_else(|| Violation::UnknownPot { pot: pot.clone() });
        let present = self.pot.as_ref().map_or(Ok(present), of_pot)?;
        if present == self.ceiling {
            return Err(Violation::CeilingUnchanged { ceiling: present });
        }
        let event = CeilingChanged {
            tranche: self.tranche.clone(),
            pot: self.pot.clone(),
            ceiling: self.ceiling,
            decided_on: self.decided_on,
            published_on: self.published_on,
            source: self.source.clone(),
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn change(euros: i64) -> ChangeCeiling {
        ChangeCeiling {
            tranche: tranche(),
            pot: None,
            ceiling: Cents::euros(euros),
            decided_on: day_of_test("2022-09-21"),
            published_on: None,
            source: source(),
            by: assessor("beheer"),
        }
    }

    #[test]
    fn a_raised_ceiling_lets_the_next_in_line_be_granted() {
        let full = [published(), opened()];
        let full = given(full).and(ready("GM0758", "A", 100_000)).and(ready("GM0344", "B", 100_000));
        let full = full.and([granted("GM0758", "A", 100_000)]);
        full.clone().when(approve("GM0344", "B", 100_000)).refused("plafond-ontoereikend");
        let raised = full.clone().when(change(200_000)).happened();
        full.and(raised).when(approve("GM0344", "B", 100_000)).then([granted("GM0344", "B", 100_000)]);
    }

    #[test]
    fn a_ceiling_can_be_lowered_below_what_is_granted_and_then_less_than_nothing_is_free() {
        let full = given([published(), opened()]).and(ready("GM0758", "A", 100_000));
        let full = full.and([granted("GM0758", "A", 100_000)]);
        let lowered = full.clone().when(change(60_000)).happened();
        let budget = full.and(lowered).learn(Budget::of(tranche()));
        assert_eq!(budget.free(), Cents::euros(-40_000));
    }

    #[test]
    fn an_unchanged_ceiling_is_no_change() {
        given([published(), opened()]).when(change(100_000)).refused("plafond-ongewijzigd");
    }

    #[test]
    fn only_an_opened_tranche_has_a_ceiling() {
        given([published()]).when(change(1)).refused("tranche-niet-geopend");
    }

    #[test]
    fn the_ceiling_of_a_pot_changes_by_itself() {
        let mut raise = change(70_000);
        raise.pot = Some(pot("studenten"));
        given([published(), opened()]).when(raise.clone()).refused("deelplafond-onbekend");
        let with_pots = given([published(), opened_with_pots(&[("studenten", 60_000), ("overige", 40_000)])]);
        let raised = with_pots.clone().when(raise).happened();
        let budget = with_pots.and(raised).learn(Budget::of(tranche()));
        assert_eq!(budget.free_in(&pot("studenten")), Cents::euros(70_000));
        assert_eq!(
            (budget.free_in(&pot("overige")), budget.free()),
            (Cents::euros(40_000), Cents::euros(100_000))
        );
    }
}
