//! Reject an application (*afwijzen*).

use crate::Command;
use crate::event::{ApplicationRejected, Arrival, CaseHeader, Event, RejectionGround};
use crate::facts::{Budget, Case, TrancheRules};
use crate::violation::Violation;
use crate::words::PersonId;
use jiff::Timestamp;

/// Rejects an application on a ground that is true: late only what arrived late, for the ceiling only what exceeds what
/// is free now. What others before it ask and may never get is no ground: it waits for the decisions on them, or for
/// the lot. The government's "no" is an event, with a letter; the applicant can object.
#[derive(Debug, Clone)]
pub struct Reject {
    /// The case.
    pub case: CaseHeader,
    /// The ground.
    pub ground: RejectionGround,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it is decided.
    pub decided_at: Timestamp,
    /// The assessor who decides.
    pub by: PersonId,
}

impl Command for Reject {
    type Facts = (Case, TrancheRules, Budget);
    const NAME: &'static str = "reject";

    fn facts(&self) -> Self::Facts {
        let tranche = &self.case.tranche;
        (Case::of(self.case.application), TrancheRules::of(tranche.clone()), Budget::of(tranche.clone()))
    }

    fn decide(&self, (case, rules, budget): &Self::Facts) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        case.may_be_decided_by(&self.by)?;
        match self.ground {
            RejectionGround::ArrivedLate if case.arrival == Some(Arrival::InTime) => {
                return Err(Violation::NotLate);
            }
            RejectionGround::CeilingReached => must_not_fit(case, rules, budget)?,
            RejectionGround::ArrivedLate | RejectionGround::ConditionsNotMet | RejectionGround::Other => {}
        }
        let event = ApplicationRejected {
            case: self.case.clone(),
            ground: self.ground,
            explanation: self.explanation.clone(),
            decided_at: self.decided_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

fn must_not_fit(case: &Case, rules: &TrancheRules, budget: &Budget) -> Result<(), Violation> {
    let purse = rules.in_version(case.scheme_version).and_then(|tranche| tranche.purse_of(case.pot.as_ref()));
    let (left, asked) = (budget.free_of(purse), case.requested());
    if asked <= left { Err(Violation::StillFits { left, asked }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use crate::words::Cents;

    fn reject(ground: RejectionGround) -> Reject {
        Reject {
            case: case("GM0758", "A"),
            ground,
            explanation: "Toelichting.".into(),
            decided_at: at("2022-12-01T09:00:00Z"),
            by: assessor("bram"),
        }
    }

    #[test]
    fn a_late_application_is_rejected_after_advice() {
        let late = given([published(), opened(), submitted_late("GM0758", "A")]);
        late.clone().when(reject(RejectionGround::ArrivedLate)).refused("advies-ontbreekt");
        let happened =
            late.and([advised("GM0758", "A", 0)]).when(reject(RejectionGround::ArrivedLate)).happened();
        assert!(matches!(&happened[..], [Event::ApplicationRejected(_)]));
    }

    #[test]
    fn the_ground_must_be_true() {
        let ready_case = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        ready_case.clone().when(reject(RejectionGround::ArrivedLate)).refused("niet-te-laat");
        ready_case.clone().when(reject(RejectionGround::CeilingReached)).refused("plafond-niet-bereikt");
        ready_case.when(reject(RejectionGround::ConditionsNotMet)).happened();
        let full = given([published(), opened()])
            .and(ready("GM0344", "B", 60_000))
            .and([granted("GM0344", "B", 60_000)]);
        full.and(ready("GM0758", "A", 50_000)).when(reject(RejectionGround::CeilingReached)).happened();
    }

    #[test]
    fn what_others_only_ask_has_not_reached_the_ceiling() {
        let both = given([published(), opened()])
            .and(ready("GM0344", "B", 60_000))
            .and(ready("GM0758", "A", 60_000));
        let refusal =
            both.clone().when(reject(RejectionGround::CeilingReached)).refused("plafond-niet-bereikt");
        let (left, asked) = (Cents::euros(100_000), Cents::euros(60_000));
        assert_eq!(refusal, Violation::StillFits { left, asked });
        let granted = both.and([granted("GM0344", "B", 60_000)]);
        granted.when(reject(RejectionGround::CeilingReached)).happened();
    }

    #[test]
    fn adviser_and_decider_differ_and_a_case_is_decided_once() {
        let ready_case = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        let mut anna = reject(RejectionGround::Other);
        anna.by = assessor("anna");
        ready_case.clone().when(anna).refused("adviseur-beslist-niet");
        let decided = ready_case.and([granted("GM0758", "A", 50_000)]);
        decided.when(reject(RejectionGround::Other)).refused("zaak-beeindigd");
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(reject(RejectionGround::Other)).refused("aanvraag-onbekend");
    }
}
