//! Settle a grant on its final amount (*vaststellen*).

use super::{amounts, silence};
use crate::Command;
use crate::event::{CaseHeader, Event, GrantSettled};
use crate::facts::{Case, TrancheRules};
use crate::violation::Violation;
use crate::words::{Amount, Cents, PersonId, SilentRule};
use jiff::Timestamp;

/// Settles a grant, never above what was granted. What is settled lower is free again; where no source says how is
/// settled, a lower amount needs reasons, and the record says that the rule was silent.
#[derive(Debug, Clone)]
pub struct Settle {
    /// The case.
    pub case: CaseHeader,
    /// The final amount.
    pub amount: Amount,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it is decided.
    pub decided_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

impl Command for Settle {
    type Facts = (Case, TrancheRules);
    const NAME: &'static str = "settle";

    fn facts(&self) -> Self::Facts {
        (Case::of(self.case.application), TrancheRules::of(self.case.tranche.clone()))
    }

    fn decide(&self, (case, rules): &Self::Facts) -> Result<Vec<Event>, Violation> {
        let granted = case.must_be_granted()?;
        amounts::must_be_sound(self.amount, Cents::ZERO)?;
        if self.amount.gross > granted.gross {
            return Err(Violation::AboveGranted { granted: granted.gross });
        }
        let tranche = rules.in_version(case.scheme_version);
        let is_silent = tranche.is_none_or(|tranche| tranche.settlement.is_none());
        let lower = self.amount.gross < granted.gross;
        let silence = silence::grounded([(SilentRule::Settlement, is_silent && lower)], &self.explanation)?;
        let event = GrantSettled {
            case: self.case.clone(),
            amount: self.amount,
            silence,
            explanation: self.explanation.clone(),
            decided_at: self.decided_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Budget;
    use crate::testing::*;

    fn settle(euros: i64) -> Settle {
        Settle {
            case: case("GM0758", "A"),
            amount: Amount::gross(Cents::euros(euros)),
            explanation: "Verantwoord.".into(),
            decided_at: at("2028-07-15T09:00:00Z"),
            by: assessor("bram"),
        }
    }

    fn granted_case() -> Given {
        given([published(), opened()]).and(ready("GM0758", "A", 90_000)).and([granted("GM0758", "A", 90_000)])
    }

    #[test]
    fn what_is_settled_lower_is_free_again_exactly_once() {
        let settled = granted_case().when(settle(70_000)).happened();
        let after = granted_case().and(settled);
        assert_eq!(after.learn(Budget::of(tranche())).free(), Cents::euros(30_000));
        after.when(settle(60_000)).refused("zaak-beeindigd");
    }

    #[test]
    fn a_grant_is_settled_at_what_was_granted_at_most_and_at_nothing_at_least() {
        granted_case().when(settle(90_000)).happened();
        granted_case().when(settle(90_001)).refused("boven-toegekend-bedrag");
        granted_case().when(settle(0)).happened();
        granted_case().when(settle(-1)).refused("inhoud-onjuist");
        let mut more_than_all = settle(70_000);
        more_than_all.amount.compensable = Some(Cents::euros(70_001));
        granted_case().when(more_than_all).refused("inhoud-onjuist");
    }

    #[test]
    fn only_a_grant_is_settled() {
        given([published(), opened()]).and(ready("GM0758", "A", 1)).when(settle(1)).refused("niet-toegekend");
    }

    #[test]
    fn where_no_source_says_how_is_settled_a_lower_amount_needs_reasons_and_says_so() {
        let mut silent = settle(70_000);
        silent.explanation.clear();
        granted_case().when(silent).refused("motivering-ontbreekt");
        let happened = granted_case().when(settle(70_000)).happened();
        let [Event::GrantSettled(event)] = &happened[..] else { panic!("{happened:?}") };
        assert!(event.silence.is_some());
        let rule = "settlement = { value = \"Naar rato van wat is gerealiseerd.\", source = \"proef\" }";
        let known =
            opened_under(&[], rule).and(ready("GM0758", "A", 90_000)).and([granted("GM0758", "A", 90_000)]);
        let happened = known.when(settle(70_000)).happened();
        assert!(matches!(&happened[..], [Event::GrantSettled(event)] if event.silence.is_none()));
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(settle(1)).refused("aanvraag-onbekend");
    }
}
