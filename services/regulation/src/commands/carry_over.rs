//! Carry money over to another tranche or pot (*meenemen*).

use crate::Command;
use crate::event::{Event, MoneyCarriedOver, Purse, Source};
use crate::facts::{Budget, TrancheRules};
use crate::violation::Violation;
use crate::words::{Cents, PersonId};
use jiff::civil::Date;

/// Carries over what is left: from one tranche to another, or from one pot to another. Never more than is free there,
/// so that no grant is left without money; where the scheme says that what is left lapses, nothing.
#[derive(Debug, Clone)]
pub struct CarryOver {
    /// From where.
    pub from: Purse,
    /// To where.
    pub to: Purse,
    /// How much.
    pub amount: Cents,
    /// When it was decided.
    pub decided_on: Date,
    /// The publication that says so.
    pub source: Source,
    /// The administrator.
    pub by: PersonId,
}

impl Command for CarryOver {
    type Facts = (TrancheRules, Budget, Budget);
    const NAME: &'static str = "carry-over";

    fn facts(&self) -> Self::Facts {
        let (from, to) = (&self.from.tranche, &self.to.tranche);
        (TrancheRules::of(from.clone()), Budget::of(from.clone()), Budget::of(to.clone()))
    }

    fn decide(&self, (rules, from, to): &Self::Facts) -> Result<Vec<Event>, Violation> {
        if self.from == self.to {
            return Err(Violation::SamePurse);
        }
        must_be_there(&self.from, from)?;
        must_be_there(&self.to, to)?;
        let newest = rules.newest_version().and_then(|version| rules.in_version(version));
        let lapses =
            newest.and_then(|tranche| tranche.carries_over.as_ref()).is_some_and(|carries| !carries.value);
        if lapses && self.from.tranche != self.to.tranche {
            return Err(Violation::MoneyLapses { tranche: self.from.tranche.clone() });
        }
        let free = from.free_of(self.from.pot.as_ref());
        if self.amount < Cents::new(1) || self.amount > free {
            return Err(Violation::NotSoMuchLeft { free, asked: self.amount });
        }
        let event = MoneyCarriedOver {
            from: self.from.clone(),
            to: self.to.clone(),
            amount: self.amount,
            decided_on: self.decided_on,
            source: self.source.clone(),
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

/// An opened tranche; a pot with a ceiling of its own.
fn must_be_there(purse: &Purse, budget: &Budget) -> Result<(), Violation> {
    budget.ceiling().ok_or_else(|| Violation::TrancheNotOpened { tranche: purse.tranche.clone() })?;
    match &purse.pot {
        Some(pot) if budget.ceiling_of(pot).is_none() => Err(Violation::UnknownPot { pot: pot.clone() }),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use crate::words::TrancheKey;

    fn purse(name: Option<&str>) -> Purse {
        Purse { tranche: tranche(), pot: name.map(pot) }
    }

    fn carry(from: Purse, to: Purse, euros: i64) -> CarryOver {
        CarryOver {
            from,
            to,
            amount: Cents::euros(euros),
            decided_on: day_of_test("2025-01-15"),
            source: source(),
            by: assessor("beheer"),
        }
    }

    fn next_tranche() -> TrancheKey {
        TrancheKey::parse("proef-2023").unwrap()
    }

    /// Two tranches of a hundred thousand euros, of which the first granted 60,000.
    fn two_tranches() -> Given {
        let Event::TrancheOpened(mut second) = opened() else { unreachable!() };
        second.tranche = next_tranche();
        given([published(), opened(), second.into()])
            .and(ready("GM0758", "A", 60_000))
            .and([granted("GM0758", "A", 60_000)])
    }

    #[test]
    fn what_is_left_in_one_tranche_is_free_in_the_next() {
        let to = Purse { tranche: next_tranche(), pot: None };
        let carried = two_tranches().when(carry(purse(None), to, 40_000)).happened();
        let after = two_tranches().and(carried);
        assert_eq!(after.learn(Budget::of(tranche())).free(), Cents::ZERO);
        assert_eq!(after.learn(Budget::of(next_tranche())).free(), Cents::euros(140_000));
    }

    #[test]
    fn never_more_than_is_free_and_never_nothing() {
        let to = Purse { tranche: next_tranche(), pot: None };
        two_tranches().when(carry(purse(None), to.clone(), 40_001)).refused("niet-zoveel-over");
        two_tranches().when(carry(purse(None), to, 0)).refused("niet-zoveel-over");
    }

    #[test]
    fn a_yearly_slice_can_take_what_the_year_before_left() {
        let slices = given([published(), opened_with_pots(&[("2024", 60_000), ("2025", 40_000)])]);
        let carried = slices.clone().when(carry(purse(Some("2024")), purse(Some("2025")), 10_000)).happened();
        let budget = slices.and(carried).learn(Budget::of(tranche()));
        let free = (budget.free_in(&pot("2024")), budget.free_in(&pot("2025")), budget.free());
        assert_eq!(free, (Cents::euros(50_000), Cents::euros(50_000), Cents::euros(100_000)));
    }

    #[test]
    fn both_must_exist_and_differ() {
        let elsewhere = Purse { tranche: TrancheKey::parse("elders").unwrap(), pot: None };
        two_tranches().when(carry(purse(None), elsewhere, 1)).refused("tranche-niet-geopend");
        two_tranches().when(carry(purse(Some("2024")), purse(None), 1)).refused("deelplafond-onbekend");
        two_tranches().when(carry(purse(None), purse(None), 1)).refused("zelfde-bestemming");
    }

    #[test]
    fn what_lapses_by_the_scheme_is_not_carried_over() {
        let lapsing = opened_under(&[], "carries_over = { value = false, source = \"proef\" }");
        let Event::TrancheOpened(mut second) = opened() else { unreachable!() };
        second.tranche = next_tranche();
        let to = Purse { tranche: next_tranche(), pot: None };
        lapsing.and([second.into()]).when(carry(purse(None), to, 1)).refused("geld-vervalt");
    }
}
