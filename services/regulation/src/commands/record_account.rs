//! Record what was accounted for (*verantwoording vastleggen*).

use crate::Command;
use crate::event::{CaseHeader, Event, Source, SpendingAccounted};
use crate::facts::{Accounts, Case};
use crate::violation::{Flaw, Violation};
use crate::words::{Cents, PersonId, day_of};
use jiff::Timestamp;

/// Takes over from a recipient's yearly account what was spent of a grant in that year. A later account over the same
/// year takes the place of an earlier one. What was granted once is accounted for also after it was settled or
/// withdrawn.
#[derive(Debug, Clone)]
pub struct RecordAccount {
    /// The case of the grant.
    pub case: CaseHeader,
    /// The budget year.
    pub year: i16,
    /// What was spent in that year, in cents.
    pub spent: Cents,
    /// The account.
    pub source: Source,
    /// When it is imported.
    pub accounted_at: Timestamp,
    /// The administrator.
    pub by: PersonId,
}

impl Command for RecordAccount {
    type Facts = (Case, Accounts);
    const NAME: &'static str = "record-account";

    fn facts(&self) -> Self::Facts {
        (Case::of(self.case.application), Accounts::of(self.case.application))
    }

    fn decide(&self, (case, accounts): &Self::Facts) -> Result<Vec<Event>, Violation> {
        case.must_exist()?;
        let granted_in = accounts.granted_in.ok_or(Violation::NotGranted)?;
        let flaws: Vec<Flaw> =
            [self.wrong_year(granted_in), self.wrong_amount()].into_iter().flatten().collect();
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        if accounts.spent_in(self.year) == Some(self.spent) {
            return Err(Violation::AccountUnchanged { year: self.year, spent: self.spent });
        }
        let event = SpendingAccounted {
            case: self.case.clone(),
            year: self.year,
            spent: self.spent,
            source: self.source.clone(),
            accounted_at: self.accounted_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

impl RecordAccount {
    /// An account is over a whole year: from that of the grant, and ended by now.
    fn wrong_year(&self, granted_in: i16) -> Option<Flaw> {
        let this_year = day_of(self.accounted_at).year();
        let flaw = |code, reason| Some(Flaw::new("boekjaar", code, reason));
        if self.year < granted_in {
            flaw("voor-de-toekenning", format!("De uitkering is toegekend in {granted_in}."))
        } else if self.year >= this_year {
            flaw("niet-afgelopen", format!("Het jaar {} is nog niet voorbij.", self.year))
        } else {
            None
        }
    }

    fn wrong_amount(&self) -> Option<Flaw> {
        (self.spent < Cents::ZERO).then(|| Flaw::new("besteedCent", "negatief", "Geef een bedrag vanaf nul."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{Settle, Withdraw};
    use crate::testing::*;
    use crate::words::Amount;

    fn account(year: i16, euros: i64) -> RecordAccount {
        RecordAccount {
            case: case("GM0758", "A"),
            year,
            spent: Cents::euros(euros),
            source: source(),
            accounted_at: at("2025-08-01T09:00:00Z"),
            by: assessor("beheer"),
        }
    }

    fn granted_in_2022() -> Given {
        given([published(), opened()]).and(ready("GM0758", "A", 50_000)).and([granted("GM0758", "A", 50_000)])
    }

    #[test]
    fn a_later_account_over_a_year_takes_the_place_of_an_earlier_one() {
        let first = granted_in_2022().when(account(2023, 20_000)).happened();
        let told = granted_in_2022().and(first);
        let refusal = told.clone().when(account(2023, 20_000)).refused("verantwoording-ongewijzigd");
        assert_eq!(refusal, Violation::AccountUnchanged { year: 2023, spent: Cents::euros(20_000) });
        let second = told.when(account(2023, 0)).happened();
        let [Event::SpendingAccounted(event)] = second.as_slice() else { panic!("{second:?}") };
        assert_eq!((event.year, event.spent), (2023, Cents::ZERO));
    }

    #[test]
    fn years_from_that_of_the_grant_to_the_last_that_ended_are_accounted_for() {
        for year in [2022, 2024] {
            granted_in_2022().when(account(year, 1)).happened();
        }
        for (year, code) in [(2021, "voor-de-toekenning"), (2025, "niet-afgelopen")] {
            let refusal = granted_in_2022().when(account(year, -1)).refused("inhoud-onjuist");
            let Violation::Flawed(flaws) = refusal else { panic!("{refusal:?}") };
            let told: Vec<_> = flaws.iter().map(|flaw| (flaw.place.as_str(), flaw.code)).collect();
            assert_eq!(told, [("boekjaar", code), ("besteedCent", "negatief")]);
        }
    }

    #[test]
    fn what_was_granted_once_is_accounted_for_also_after_it_was_settled_or_withdrawn() {
        let amount = Amount::gross(Cents::euros(40_000));
        let decided_at = at("2024-03-01T09:00:00Z");
        let (of, by) = (case("GM0758", "A"), assessor("bram"));
        let settle = Settle { case: of.clone(), amount, explanation: "Klaar.".into(), decided_at, by };
        let settled = granted_in_2022().when(settle).happened();
        granted_in_2022().and(settled).when(account(2023, 1)).happened();
        let withdraw = Withdraw { case: of, received_at: decided_at, reason: "Geen grond.".into() };
        let withdrawn = granted_in_2022().when(withdraw).happened();
        granted_in_2022().and(withdrawn).when(account(2023, 1)).happened();
    }

    #[test]
    fn only_a_grant_is_accounted_for() {
        let undecided = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        undecided.when(account(2023, 1)).refused("niet-toegekend");
        given([published(), opened()]).when(account(2023, 1)).refused("aanvraag-onbekend");
    }
}
