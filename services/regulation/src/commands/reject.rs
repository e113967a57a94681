//! Reject an application (*afwijzen*).

use crate::Command;
use crate::event::{ApplicationRejected, Arrival, CaseHeader, Event, RejectionGround};
use crate::facts::{Budget, Case, Order, Queue, TrancheRules};
use crate::violation::Violation;
use crate::words::PersonId;
use jiff::Timestamp;

/// Rejects an application on a ground that is true: late only what arrived late, for the ceiling only what exceeds what
/// is free now, and gets no part of it by a share or by what the scheme says of the last that fits. What others before it
/// ask and may never get is no ground: it waits for the decisions on them, or for the lot. The government's "no" is an event, with a letter; the applicant can object.
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
    type Facts = (Case, TrancheRules, Budget, Order);
    const NAME: &'static str = "reject";

    fn facts(&self) -> Self::Facts {
        let tranche = &self.case.tranche;
        (
            Case::of(self.case.application),
            TrancheRules::of(tranche.clone()),
            Budget::of(tranche.clone()),
            Order::of(tranche.clone()),
        )
    }

    fn decide(&self, (case, rules, budget, order): &Self::Facts) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        case.may_be_decided_by(&self.by)?;
        match self.ground {
            RejectionGround::ArrivedLate if case.arrival == Some(Arrival::InTime) => {
                return Err(Violation::NotLate);
            }
            RejectionGround::CeilingReached => self.must_not_fit(case, rules, budget, order)?,
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

impl Reject {
    /// What others only ask does not count; who was turned away does, where nobody may pass it.
    fn must_not_fit(
        &self,
        case: &Case,
        rules: &TrancheRules,
        budget: &Budget,
        order: &Order,
    ) -> Result<(), Violation> {
        let (application, eligible) = (self.case.application, case.eligible());
        match rules.in_version(case.scheme_version) {
            Some(tranche) => Queue::of(tranche, case.pot.as_ref(), order, budget)
                .must_not_suffice_for(application, eligible),
            None if eligible <= budget.free() => {
                Err(Violation::StillFits { left: budget.free(), asked: eligible })
            }
            None => Ok(()),
        }
    }
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

    /// B was granted half of the 100,000; A is next.
    fn half_is_left(rules: &str) -> Given {
        opened_under(&["allocation"], rules)
            .and(ready("GM0344", "B", 50_000))
            .and([granted("GM0344", "B", 50_000)])
            .and(ready("GM0758", "A", 60_000))
    }

    #[test]
    fn who_gets_what_is_left_is_not_turned_away_for_another() {
        let rules = "allocation = { value = \"completeness\", source = \"proef\" }\nwhen_full = { value = \"partial\", source = \"proef\" }";
        let next = half_is_left(rules);
        next.clone().when(reject(RejectionGround::CeilingReached)).refused("plafond-niet-bereikt");
        next.when(crate::testing::approve("GM0758", "A", 50_000)).happened();
    }

    #[test]
    fn who_gets_a_share_is_not_turned_away_because_it_asked_more() {
        let rules = "allocation = { value = \"pro-rata\", source = \"proef\" }\nties = { value = \"completeness\", source = \"proef\" }";
        let asked = opened_under(&["allocation"], rules)
            .and(ready("GM0758", "A", 120_000))
            .and(ready("GM0344", "B", 80_000));
        let ranked = asked.clone().when(establish()).happened();
        asked.and(ranked).when(reject(RejectionGround::CeilingReached)).refused("plafond-niet-bereikt");
    }

    #[test]
    fn who_fits_by_what_an_adviser_found_is_not_turned_away_because_it_asked_more() {
        let next = half_is_left("allocation = { value = \"completeness\", source = \"proef\" }");
        next.clone().when(reject(RejectionGround::CeilingReached)).happened();
        let less = next.and([advised("GM0758", "A", 45_000)]);
        less.when(reject(RejectionGround::CeilingReached)).refused("plafond-niet-bereikt");
    }

    #[test]
    fn who_may_not_pass_one_that_was_turned_away_is_turned_away_too() {
        let stop = "allocation = { value = \"completeness\", source = \"proef\" }\nwhen_full = { value = \"stop\", source = \"proef\" }";
        let full = opened_under(&["allocation"], stop)
            .and(ready("GM0344", "B", 60_000))
            .and([granted("GM0344", "B", 60_000)])
            .and(ready("GM0363", "C", 60_000))
            .and(ready("GM0758", "A", 30_000));
        full.clone().when(reject(RejectionGround::CeilingReached)).refused("plafond-niet-bereikt");
        let mut first = reject(RejectionGround::CeilingReached);
        first.case = case("GM0363", "C");
        let turned_away = full.clone().when(first).happened();
        full.and(turned_away).when(reject(RejectionGround::CeilingReached)).happened();
    }
}
