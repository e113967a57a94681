//! What holds of every replay, over random histories made with the real commands.

use super::histories::plots;
use super::replay::Replay;
use super::{Outcome, WhatIf, replay};
use crate::Facts;
use crate::event::{Event, EventType, RejectionGround};
use crate::facts::Budget;
use crate::record::Recorded;
use crate::scheme::{Allocation, WhenFull};
use crate::testing::tranche;
use crate::words::{ApplicationId, Cents};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

/// Any change of the rules.
fn changes() -> impl Strategy<Value = WhatIf> {
    let allocation = prop::sample::select(vec![
        Allocation::Completeness,
        Allocation::CompletenessThenLot,
        Allocation::CompletenessThenWaitingList,
        Allocation::Category,
        Allocation::Score,
        Allocation::KnockOutThenRank,
        Allocation::Entitlement,
        Allocation::ProRata,
    ]);
    let when_full = prop::sample::select(vec![WhenFull::Stop, WhenFull::Skip, WhenFull::Partial]);
    let euros = |most: i64| prop::option::of((1..most).prop_map(Cents::euros));
    let how = (prop::option::of(allocation), prop::option::of(when_full));
    (euros(200_000), euros(12_000), euros(80_000), how).prop_map(
        |(ceiling, amount_per_unit, maximum_per_applicant, (allocation, when_full))| WhatIf {
            ceiling,
            amount_per_unit,
            maximum_per_applicant,
            allocation,
            when_full,
            seed: Some("1".into()),
            ..WhatIf::default()
        },
    )
}

fn was_turned_down(log: &[Recorded]) -> BTreeSet<ApplicationId> {
    let turned_down = |recorded: &Recorded| match &recorded.event {
        Event::ApplicationRejected(event) => Some(event.case.application),
        Event::ApplicationSetAside(event) => Some(event.case.application),
        _ => None,
    };
    log.iter().filter_map(turned_down).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn under_the_rules_in_force_every_past_decision_is_made_again(plot in plots()) {
        let history = plot.play();
        let replayed = replay(history.log(), &tranche(), &WhatIf::default()).unwrap();
        let turned_down = was_turned_down(history.log());
        for (application, one) in &replayed.cases {
            let again = match one.outcome {
                Outcome::Granted(amount) => Some(amount),
                _ => None,
            };
            prop_assert_eq!(again, one.granted_in_fact, "{}", application);
            if turned_down.contains(application) {
                prop_assert_eq!(one.outcome, Outcome::AsItHappened, "{}", application);
            }
        }
    }

    #[test]
    fn under_the_rules_in_force_the_money_is_at_every_step_what_it_was(plot in plots()) {
        let history = plot.play();
        let (key, what_if) = (tranche(), WhatIf::default());
        let mut replay = Replay::of(history.log(), &key, &what_if, BTreeSet::new()).unwrap();
        let mut budget = Budget::of(tranche());
        for recorded in history.log() {
            budget.learn(recorded);
            replay.happen(recorded);
            prop_assert_eq!(format!("{:?}", replay.budget), format!("{:?}", budget));
        }
    }

    #[test]
    fn the_standing_that_is_kept_up_to_date_says_at_every_step_what_a_line_made_anew_says(
        plot in plots(),
        change in prop_oneof![1 => Just(WhatIf::default()), 2 => changes()],
    ) {
        let history = plot.play();
        let key = tranche();
        let mut replay = Replay::of(history.log(), &key, &change, BTreeSet::new()).unwrap();
        for recorded in history.log() {
            replay.happen(recorded);
            replay.every_standing_must_be_its_line();
        }
        replay.finish(history.log().last().unwrap());
        replay.every_standing_must_be_its_line();
    }

    #[test]
    fn no_replay_exceeds_its_ceiling(plot in plots(), change in changes(), euros in 1..150_000_i64) {
        let history = plot.play();
        let (key, what_if) = (tranche(), WhatIf { ceiling: Some(Cents::euros(euros)), ..change });
        let mut replay = Replay::of(history.log(), &key, &what_if, BTreeSet::new()).unwrap();
        for recorded in history.log() {
            replay.happen(recorded);
            prop_assert!(replay.budget.free() >= Cents::ZERO, "{}", replay.budget.free());
        }
        replay.finish(history.log().last().unwrap());
        prop_assert!(replay.budget.free() >= Cents::ZERO, "{}", replay.budget.free());
    }
}

#[test]
fn the_random_histories_reach_the_interesting_places() {
    let mut runner = TestRunner::deterministic();
    let mut grants: BTreeMap<Option<Allocation>, usize> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..200 {
        let plot = plots().new_tree(&mut runner).unwrap().current();
        let history = plot.play();
        for recorded in history.log() {
            *counts.entry(recorded.event.kind().as_str()).or_default() += 1;
            match &recorded.event {
                Event::ApplicationGranted(event) => {
                    *grants.entry(plot.rules.allocation).or_default() += 1;
                    let is_of_pot = event.pot.is_some();
                    *counts.entry(if is_of_pot { "from a pot" } else { "from the whole" }).or_default() += 1;
                }
                Event::ApplicationRejected(event) if event.ground == RejectionGround::CeilingReached => {
                    *counts.entry("turned away").or_default() += 1;
                }
                _ => {}
            }
        }
    }
    assert_eq!(grants.len(), 11, "every method, and none: {grants:?}");
    assert!(grants.values().all(|count| *count > 5), "{grants:?}");
    let often = ["from a pot", "from the whole", "turned away"];
    let kinds = [
        EventType::ApplicationWithdrawn,
        EventType::GrantSettled,
        EventType::CeilingChanged,
        EventType::MoneyCarriedOver,
        EventType::LotsDrawn,
        EventType::RankingEstablished,
        EventType::ApplicationSupplemented,
        EventType::SchemePublished,
    ];
    for name in kinds.iter().map(|kind| kind.as_str()).chain(often) {
        assert!(counts.get(name).is_some_and(|count| *count > 10), "{name}: {counts:?}");
    }
}
