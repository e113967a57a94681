//! Enter what counts towards a national goal without a grant (*bijdrage invoeren*).

use crate::Command;
use crate::event::{ContributionEntered, Event, Source};
use crate::facts::Contribution;
use crate::goals;
use crate::violation::{Flaw, Violation};
use crate::words::{Cents, ContributionKey, GoalKey, PersonId, Units};
use jiff::civil::Date;

/// Enters what somebody contributes to a goal, from a source: homes, money, or both. A later entry under the same key
/// takes the place of an earlier one; an entry of nought takes it back.
#[derive(Debug, Clone)]
pub struct EnterContribution {
    /// The contribution.
    pub contribution: ContributionKey,
    /// The goal.
    pub goal: GoalKey,
    /// What it is, in a few words.
    pub name: String,
    /// How many homes, where homes are told.
    pub units: Option<Units>,
    /// How much money, in cents, where money is told.
    pub amount: Option<Cents>,
    /// Whether its homes are there already, as the source says; otherwise they are planned.
    pub realised: bool,
    /// The day from which it counts.
    pub counts_from: Date,
    /// Where it was said.
    pub source: Source,
    /// Who enters it.
    pub by: PersonId,
}

impl Command for EnterContribution {
    type Facts = Contribution;
    const NAME: &'static str = "enter-contribution";

    fn facts(&self) -> Contribution {
        Contribution::of(self.contribution.clone())
    }

    fn decide(&self, before: &Contribution) -> Result<Vec<Event>, Violation> {
        if goals::named(&self.goal).is_none() {
            return Err(Violation::UnknownGoal { goal: self.goal.clone() });
        }
        let flaws = self.flaws();
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        let event = ContributionEntered {
            contribution: self.contribution.clone(),
            goal: self.goal.clone(),
            name: self.name.clone(),
            units: self.units,
            amount: self.amount,
            realised: self.realised,
            counts_from: self.counts_from,
            source: self.source.clone(),
            by: self.by.clone(),
        };
        let says_the_same = |newest: &ContributionEntered| {
            ContributionEntered { by: self.by.clone(), ..newest.clone() } == event
        };
        if before.newest.as_ref().is_some_and(says_the_same) {
            return Err(Violation::ContributionUnchanged { contribution: self.contribution.clone() });
        }
        Ok(vec![event.into()])
    }
}

impl EnterContribution {
    fn flaws(&self) -> Vec<Flaw> {
        let empty = |place: &str, text: &str, reason: &str| {
            text.trim().is_empty().then(|| Flaw::new(place, "leeg", reason))
        };
        let nothing = (self.units.is_none() && self.amount.is_none())
            .then(|| Flaw::new("aantal", "niets-gezegd", "Geef een aantal, een bedrag, of allebei."));
        let negative = self
            .amount
            .filter(|amount| *amount < Cents::ZERO)
            .map(|_| Flaw::new("bedragCent", "negatief", "Geef een bedrag vanaf nul."));
        let of_money = (self.realised && self.units.is_none()).then(|| {
            let reason = "Alleen woonruimten kunnen gerealiseerd zijn: geef een aantal, of laat dit weg.";
            Flaw::new("gerealiseerd", "zonder-aantal", reason)
        });
        let flaws = [
            empty("naam", &self.name, "Schrijf op wat de bijdrage is."),
            nothing,
            negative,
            of_money,
            empty("bron.vermelding", &self.source.reference, "Schrijf op waar het staat."),
        ];
        flaws.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn enter(units: Option<u32>) -> EnterContribution {
        EnterContribution {
            contribution: ContributionKey::parse("rijksvastgoedbedrijf").unwrap(),
            goal: GoalKey::parse("flexwoningen-2022-2024").unwrap(),
            name: "Inkoop door het Rijksvastgoedbedrijf".into(),
            units: units.map(Units::new),
            amount: None,
            realised: false,
            counts_from: day_of_test("2023-06-08"),
            source: source(),
            by: assessor("ministerie"),
        }
    }

    #[test]
    fn a_contribution_is_entered_changed_and_taken_back_under_one_key() {
        let first = given([]).when(enter(Some(2_000))).happened();
        let told = given(first);
        let mut by_another = enter(Some(2_000));
        by_another.by = assessor("een-ander");
        told.clone().when(by_another).refused("bijdrage-ongewijzigd");
        let second = told.clone().when(enter(Some(0))).happened();
        let [Event::ContributionEntered(event)] = second.as_slice() else { panic!("{second:?}") };
        assert_eq!(event.units, Some(Units::new(0)));
        told.and(second).when(enter(Some(2_000))).happened();
    }

    #[test]
    fn homes_that_were_planned_are_later_entered_as_realised() {
        let told = given(given([]).when(enter(Some(3_400))).happened());
        let realised = EnterContribution { realised: true, ..enter(Some(3_400)) };
        let second = told.clone().when(realised.clone()).happened();
        let [Event::ContributionEntered(event)] = second.as_slice() else { panic!("{second:?}") };
        assert!(event.realised);
        told.and(second).when(realised).refused("bijdrage-ongewijzigd");
    }

    #[test]
    fn money_alone_is_a_contribution_too() {
        let mut money = enter(None);
        money.amount = Some(Cents::euros(300_000_000));
        given([]).when(money).happened();
    }

    #[test]
    fn a_goal_that_nobody_set_is_unknown() {
        let mut stranger = enter(Some(1));
        stranger.goal = GoalKey::parse("luchtkastelen").unwrap();
        given([]).when(stranger).refused("doelstelling-onbekend");
    }

    #[test]
    fn every_mistake_comes_at_once() {
        let mut empty = enter(None);
        empty.name = " ".into();
        empty.source.reference = String::new();
        let Violation::Flawed(flaws) = given([]).when(empty).refused("inhoud-onjuist") else {
            unreachable!()
        };
        let places: Vec<_> = flaws.iter().map(|flaw| flaw.place.as_str()).collect();
        assert_eq!(places, ["naam", "aantal", "bron.vermelding"]);
        let mut negative = enter(None);
        negative.amount = Some(Cents::new(-1));
        given([]).when(negative).refused("inhoud-onjuist");
        let realised = EnterContribution { realised: true, amount: Some(Cents::euros(1)), ..enter(None) };
        let Violation::Flawed(flaws) = given([]).when(realised).refused("inhoud-onjuist") else {
            unreachable!()
        };
        let places: Vec<_> = flaws.iter().map(|flaw| flaw.place.as_str()).collect();
        assert_eq!(places, ["gerealiseerd"], "money is not realised");
    }
}
