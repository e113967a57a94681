use super::Outcome;
use super::*;
use crate::event::{Event, RejectionGround};
use crate::testing::*;
use crate::words::{ApplicationId, Cents};

fn played(history: &Given, what_if: &WhatIf) -> Replayed {
    replay(history.log(), &tranche(), what_if).unwrap()
}

fn outcome(replayed: &Replayed, name: &str) -> Outcome {
    replayed.cases[&application(name)].outcome
}

fn euros(euros: i64) -> Cents {
    Cents::euros(euros)
}

/// A hundred thousand euros: A was granted 60,000, B waits for 60,000, C for 30,000.
fn full() -> Given {
    given([published(), opened()])
        .and(ready("GM0758", "A", 60_000))
        .and(ready("GM0344", "B", 60_000))
        .and(ready("GM0363", "C", 30_000))
        .and([granted("GM0758", "A", 60_000)])
}

#[test]
fn under_the_rules_in_force_what_happened_happens_again() {
    let again = played(&full(), &WhatIf::default());
    assert_eq!(outcome(&again, "A"), Outcome::Granted(euros(60_000)));
    assert_eq!(outcome(&again, "B"), Outcome::NotReached);
    assert_eq!(outcome(&again, "C"), Outcome::NotReached, "it does not pass B");
}

#[test]
fn a_higher_ceiling_reaches_who_waited_in_the_lawful_order() {
    let higher = played(&full(), &WhatIf { ceiling: Some(euros(120_000)), ..WhatIf::default() });
    assert_eq!(outcome(&higher, "B"), Outcome::Fits(euros(60_000)));
    assert_eq!(outcome(&higher, "C"), Outcome::NotReached);
}

#[test]
fn a_lower_ceiling_refuses_what_was_granted_and_serves_nobody_behind_it() {
    let lower = played(&full(), &WhatIf { ceiling: Some(euros(50_000)), ..WhatIf::default() });
    assert_eq!(outcome(&lower, "A"), Outcome::NotReached);
    assert_eq!(outcome(&lower, "C"), Outcome::NotReached, "A keeps its claim");
}

#[test]
fn where_who_does_not_fit_is_passed_a_smaller_one_behind_is_served() {
    let skip = WhatIf { when_full: Some(crate::scheme::WhenFull::Skip), ..WhatIf::default() };
    let passed = played(&full(), &skip);
    assert_eq!(outcome(&passed, "B"), Outcome::NotReached);
    assert_eq!(outcome(&passed, "C"), Outcome::Fits(euros(30_000)));
}

#[test]
fn where_the_first_that_does_not_fit_is_granted_in_part_it_gets_what_is_left() {
    let partial = WhatIf { when_full: Some(crate::scheme::WhenFull::Partial), ..WhatIf::default() };
    assert_eq!(outcome(&played(&full(), &partial), "B"), Outcome::Fits(euros(40_000)));
}

#[test]
fn half_the_amount_per_home_costs_half_and_reaches_more() {
    let half = WhatIf { amount_per_unit: Some(euros(3_500)), ..WhatIf::default() };
    let (before, after) = (played(&full(), &WhatIf::default()), played(&full(), &half));
    let outcomes = ["A", "B", "C"].map(|name| outcome(&after, name).amount());
    assert_eq!(outcomes, [Some(euros(30_000)), Some(euros(30_000)), Some(euros(15_000))]);
    let comparison = compare(&before, &after);
    assert_eq!((comparison.in_fact.applications, comparison.in_fact.amount), (1, euros(60_000)));
    assert_eq!((comparison.changed.applications, comparison.changed.amount), (3, euros(75_000)));
    assert_eq!(comparison.changed.units.get(), 300);
    assert_eq!(comparison.differences.len(), 3);
}

#[test]
fn a_lower_cap_for_one_applicant_leaves_money_for_others() {
    let capped = WhatIf { maximum_per_applicant: Some(euros(40_000)), ..WhatIf::default() };
    let after = played(&full(), &capped);
    assert_eq!(outcome(&after, "A"), Outcome::Granted(euros(40_000)));
    assert_eq!(outcome(&after, "B"), Outcome::Fits(euros(40_000)), "as much as its own cap leaves it");
    assert_eq!(outcome(&after, "C"), Outcome::NotReached, "B still asks 60,000");
}

#[test]
fn by_lot_the_seed_decides_among_those_of_the_crossing_day_and_the_same_seed_decides_the_same() {
    let undecided =
        given([published(), opened()]).and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 60_000));
    let by_lot = |seed: &str| WhatIf {
        allocation: Some(crate::scheme::Allocation::CompletenessThenLot),
        seed: Some(seed.to_owned()),
        ..WhatIf::default()
    };
    let winner = |seed: &str| {
        let played = played(&undecided, &by_lot(seed));
        let winners: Vec<ApplicationId> = played
            .cases
            .iter()
            .filter(|(_, one)| one.outcome.amount().is_some())
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(winners.len(), 1);
        winners[0]
    };
    assert_eq!(winner("1"), winner("1"));
    let winners: std::collections::BTreeSet<_> = (0..20).map(|seed| winner(&seed.to_string())).collect();
    assert_eq!(winners.len(), 2, "both win with some seed");
}

#[test]
fn who_was_turned_away_at_the_ceiling_gets_its_turn_under_a_higher_one_and_who_was_rejected_on_substance_does_not()
 {
    let reject = |name: &str, code: &str, ground| {
        let event = crate::event::ApplicationRejected {
            case: case(code, name),
            ground,
            explanation: "Daarom.".into(),
            decided_at: at("2022-12-02T09:00:00Z"),
            by: assessor("bram"),
        };
        Event::from(event)
    };
    let history = full().and([
        reject("B", "GM0344", RejectionGround::CeilingReached),
        reject("C", "GM0363", RejectionGround::ConditionsNotMet),
    ]);
    let same = played(&history, &WhatIf::default());
    assert_eq!((outcome(&same, "B"), outcome(&same, "C")), (Outcome::AsItHappened, Outcome::AsItHappened));
    let higher = played(&history, &WhatIf { ceiling: Some(euros(200_000)), ..WhatIf::default() });
    assert_eq!(outcome(&higher, "B"), Outcome::Granted(euros(60_000)));
    assert_eq!(outcome(&higher, "C"), Outcome::AsItHappened);
}

#[test]
fn a_tranche_that_was_never_opened_has_no_replay() {
    assert!(replay(given([published()]).log(), &tranche(), &WhatIf::default()).is_none());
}
