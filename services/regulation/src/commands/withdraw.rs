//! Withdraw an application (*aanvraag intrekken*).

use crate::Command;
use crate::event::{ApplicationWithdrawn, CaseHeader, Event};
use crate::facts::{Case, State};
use crate::violation::{Ending, Violation};
use jiff::Timestamp;

/// Withdraws an application, before or after it was granted. What was granted is free again.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The case.
    pub case: CaseHeader,
    /// When the door received it.
    pub received_at: Timestamp,
    /// Why.
    pub reason: String,
}

impl Command for Withdraw {
    type Facts = Case;
    const NAME: &'static str = "withdraw";

    fn facts(&self) -> Case {
        Case::of(self.case.application)
    }

    fn decide(&self, case: &Case) -> Result<Vec<Event>, Violation> {
        case.must_exist()?;
        match &case.state {
            State::Undecided | State::Granted(_) => {}
            State::Settled(_) => return Err(Violation::CaseEnded { how: Ending::Settled }),
            State::Ended(how) => return Err(Violation::CaseEnded { how: *how }),
        }
        let event = ApplicationWithdrawn {
            case: self.case.clone(),
            received_at: self.received_at,
            reason: self.reason.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Budget, Order};
    use crate::testing::*;
    use crate::words::Cents;

    fn withdraw() -> Withdraw {
        Withdraw {
            case: case("GM0758", "A"),
            received_at: at("2023-01-10T09:00:00Z"),
            reason: "Geen grond.".into(),
        }
    }

    #[test]
    fn withdrawn_money_is_free_again_exactly_once() {
        let full = given([published(), opened()]).and(ready("GM0758", "A", 100_000));
        let full = full.and([granted("GM0758", "A", 100_000)]);
        assert_eq!(full.learn(Budget::of(tranche())).free(), Cents::ZERO);
        let withdrawn = full.clone().when(withdraw()).happened();
        let after = full.and(withdrawn);
        assert_eq!(after.learn(Budget::of(tranche())).free(), Cents::euros(100_000));
        after.when(withdraw()).refused("zaak-beeindigd");
    }

    #[test]
    fn who_withdraws_leaves_the_line() {
        let open = given([published(), opened(), submitted("GM0758", "A", 1_000)]);
        let withdrawn = open.clone().when(withdraw()).happened();
        assert!(open.and(withdrawn).learn(Order::of(tranche())).in_line().is_empty());
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(withdraw()).refused("aanvraag-onbekend");
    }
}
