//! Raise or lower the ceiling of a tranche (*plafondwijziging*).

use crate::Command;
use crate::event::{CeilingChanged, Event, Source};
use crate::facts::Budget;
use crate::violation::Violation;
use crate::words::{Cents, PersonId, TrancheKey};
use jiff::civil::Date;

/// Sets a new ceiling. It may be lower than what is granted already: then what is free is negative, and is shown so;
/// nothing that was granted is taken away.
#[derive(Debug, Clone)]
pub struct ChangeCeiling {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The new ceiling, VAT included.
    pub ceiling: Cents,
    /// When it was decided.
    pub decided_on: Date,
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
        if present == self.ceiling {
            return Err(Violation::CeilingUnchanged { ceiling: present });
        }
        let event = CeilingChanged {
            tranche: self.tranche.clone(),
            pot: None,
            ceiling: self.ceiling,
            decided_on: self.decided_on,
            published_on: None,
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
            ceiling: Cents::euros(euros),
            decided_on: day_of_test("2022-09-21"),
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
}
