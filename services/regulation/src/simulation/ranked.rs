//! Stories of tranches that are ranked, or cut into pots.

use super::Outcome;
use super::*;
use crate::allocation::{LotScope, SeedSource};
use crate::commands::{DrawLots, EstablishRanking, Reject, SealLottery};
use crate::event::{Event, Judgement, RejectionGround};
use crate::scheme::{Allocation, TieBreak, WhenFull};
use crate::testing::*;
use crate::words::{CategoryCode, Cents, CriterionCode};
use proptest::prelude::*;
use std::collections::BTreeMap;

const CATEGORIES: &str = r#"
[[tranches.categories]]
code = "a"
name = "Eerst"
source = "proef"

[[tranches.categories]]
code = "b"
name = "Daarna"
source = "proef""#;

const CRITERIA: &str = r#"
[[tranches.criteria]]
code = "noodzaak"
name = "Noodzaak"
weight_percent = 60
source = "proef"

[[tranches.criteria]]
code = "urgentie"
name = "Urgentie"
weight_percent = 40
source = "proef""#;

const POTS: &str = r#"
[[tranches.pots]]
key = "studenten"
name = "Studenten"
kind = "KIND"
ceiling_euros = { value = 40000, source = "proef" }"#;

/// The trial tranche by this method, with categories and criteria, and `studenten` as a pot of this kind or none.
fn open(allocation: &str, pot_kind: &str) -> Given {
    let line = |key: &str, value: &str| format!("{key} = {{ value = \"{value}\", source = \"proef\" }}\n");
    let rules = line("allocation", allocation) + &line("ties", "completeness");
    let pots = if pot_kind.is_empty() { String::new() } else { POTS.replace("KIND", pot_kind) };
    let text = trial(&["allocation"], &format!("{rules}{CATEGORIES}\n{CRITERIA}\n{pots}"));
    let opening = if pot_kind.is_empty() { opened() } else { opened_with_pots(&[("studenten", 40_000)]) };
    given(given([]).when(publish(&text)).happened()).and([opening])
}

fn found(in_category: &str, noodzaak: u32, urgentie: u32) -> Judgement {
    let scores = BTreeMap::from([(criterion("noodzaak"), noodzaak), (criterion("urgentie"), urgentie)]);
    Judgement { scores, ..category(in_category) }
}

fn in_pot(events: [Event; 3]) -> [Event; 3] {
    events.map(|event| match event {
        Event::ApplicationSubmitted(mut event) => {
            event.pot = Some(pot("studenten"));
            event.into()
        }
        other => other,
    })
}

fn does<C: crate::Command>(history: Given, command: C) -> Given {
    let happened = history.clone().when(command).happened();
    history.and(happened)
}

/// A is first by score (of 60,000), B by category (of 60,000), C has the last place by both (of 30,000).
fn judged_three(allocation: &str) -> Given {
    open(allocation, "")
        .and(ready_and_judged("GM0758", "A", 60_000, found("b", 9, 5)))
        .and(ready_and_judged("GM0344", "B", 60_000, found("a", 5, 8)))
        .and(ready_and_judged("GM0363", "C", 30_000, found("b", 4, 4)))
}

fn amounts(history: &Given, what_if: &WhatIf) -> [Option<i64>; 3] {
    let replayed = replay(history.log(), &tranche(), what_if).unwrap();
    ["A", "B", "C"]
        .map(|name| replayed.cases[&application(name)].outcome.amount().map(|amount| amount.get() / 100))
}

fn reproduces(history: &Given) {
    let replayed = replay(history.log(), &tranche(), &WhatIf::default()).unwrap();
    for (application, one) in &replayed.cases {
        let again = match one.outcome {
            Outcome::Granted(amount) => Some(amount),
            _ => None,
        };
        assert_eq!(again, one.granted_in_fact, "{application}");
    }
}

fn by_category() -> Given {
    let ranked = does(judged_three("category"), establish());
    does(ranked, approve("GM0344", "B", 60_000))
}

#[test]
fn a_ranked_tranche_is_decided_again_as_it_was() {
    reproduces(&by_category());
    assert_eq!(amounts(&by_category(), &WhatIf::default()), [None, Some(60_000), None]);
    let by_score = does(does(judged_three("score"), establish()), approve("GM0758", "A", 60_000));
    reproduces(&by_score);
    assert_eq!(amounts(&by_score, &WhatIf::default()), [Some(60_000), None, None]);
}

#[test]
fn another_order_of_priority_ranks_anew() {
    let order = ["b", "a"].map(|code| CategoryCode::parse(code).unwrap());
    let turned = WhatIf { categories: Some(order.into()), ..WhatIf::default() };
    assert_eq!(amounts(&by_category(), &turned), [Some(60_000), None, Some(30_000)]);
}

#[test]
fn other_weights_rank_anew() {
    let by_score = does(does(judged_three("score"), establish()), approve("GM0758", "A", 60_000));
    let weights = [("noodzaak", 10), ("urgentie", 90)];
    let weights = weights.map(|(code, weight)| (CriterionCode::parse(code).unwrap(), weight));
    let changed = WhatIf { weights: Some(weights.into()), ..WhatIf::default() };
    assert_eq!(amounts(&by_score, &changed), [None, Some(60_000), None]);
}

#[test]
fn what_was_in_the_order_of_completeness_can_be_by_category_and_back() {
    let complete = does(judged_three("completeness"), approve("GM0758", "A", 60_000));
    let by = |allocation| WhatIf { allocation: Some(allocation), ..WhatIf::default() };
    assert_eq!(amounts(&complete, &WhatIf::default()), [Some(60_000), None, None]);
    assert_eq!(amounts(&complete, &by(Allocation::Category)), [None, Some(60_000), None]);
    assert_eq!(amounts(&by_category(), &by(Allocation::Completeness)), [Some(60_000), None, None]);
}

#[test]
fn who_was_never_judged_has_no_place_in_a_ranking() {
    let unjudged = judged_three("completeness").and(ready("GM0501", "D", 1_000));
    let by_category = WhatIf { allocation: Some(Allocation::Category), ..WhatIf::default() };
    let replayed = replay(unjudged.log(), &tranche(), &by_category).unwrap();
    assert_eq!(replayed.cases[&application("D")].outcome, Outcome::Excluded);
    assert_eq!(replayed.cases[&application("A")].outcome, Outcome::NotReached);
}

#[test]
fn other_money_gives_other_shares() {
    let asked = does(judged_three("pro-rata"), establish());
    let shared = does(asked, approve("GM0758", "A", 40_000));
    reproduces(&shared);
    assert_eq!(amounts(&shared, &WhatIf::default()), [Some(40_000), Some(40_000), Some(20_000)]);
    let half = WhatIf { ceiling: Some(Cents::euros(50_000)), ..WhatIf::default() };
    assert_eq!(amounts(&shared, &half), [Some(20_000), Some(20_000), Some(10_000)]);
    let more = WhatIf { ceiling: Some(Cents::euros(150_000)), ..WhatIf::default() };
    assert_eq!(amounts(&shared, &more), [Some(60_000), Some(60_000), Some(30_000)], "A was cut to its share");
}

#[test]
fn between_equals_the_recorded_lots_count_also_under_other_rules() {
    let text = trial(
        &["allocation"],
        &format!(
            "allocation = {{ value = \"category\", source = \"proef\" }}\nties = {{ value = \"lot\", source = \"proef\" }}\n{CATEGORIES}"
        ),
    );
    let history = given(given([]).when(publish(&text)).happened())
        .and([opened()])
        .and(ready_and_judged("GM0758", "A", 60_000, category("a")))
        .and(ready_and_judged("GM0344", "B", 60_000, category("a")))
        .and(ready_and_judged("GM0363", "C", 60_000, category("b")));
    let expected_at = at("2022-11-30T12:00:00Z");
    let sealed = does(
        history,
        SealLottery {
            tranche: tranche(),
            pot: None,
            scope: LotScope::Ranking,
            seed_source: SeedSource::Beacon { name: "proefbaken".into(), round: 4_711, expected_at },
            sealed_at: at("2022-11-29T09:00:00Z"),
            by: assessor("anna"),
        },
    );
    let Some(Event::LotterySealed(seal)) = sealed.log().last().map(|last| last.event.clone()) else {
        unreachable!()
    };
    let drawn_at = at("2022-12-01T09:00:00Z");
    let draw =
        DrawLots { tranche: tranche(), hash: seal.hash, seed: "zaad".into(), drawn_at, by: assessor("anna") };
    let ranking = EstablishRanking { established_at: at("2022-12-02T09:00:00Z"), ..establish() };
    let ranked = does(does(sealed, draw), ranking);
    let [a, b, _] = amounts(&ranked, &WhatIf::default());
    assert!(a.is_some() != b.is_some());
    let lower = WhatIf { ceiling: Some(Cents::euros(60_000)), ..WhatIf::default() };
    assert_eq!(amounts(&ranked, &lower), [a, b, None]);
    let order = ["b", "a"].map(|code| CategoryCode::parse(code).unwrap());
    let turned =
        WhatIf { categories: Some(order.into()), ceiling: Some(Cents::euros(120_000)), ..WhatIf::default() };
    assert_eq!(amounts(&ranked, &turned), [a, b, Some(60_000)]);
}

#[test]
fn where_no_lots_were_drawn_between_equals_the_simulation_draws_with_its_seed() {
    let by_lot = |seed: &str| WhatIf {
        allocation: Some(Allocation::Category),
        ties: Some(TieBreak::Lot),
        seed: Some(seed.into()),
        ..WhatIf::default()
    };
    let equal = open("completeness", "")
        .and(ready_and_judged("GM0758", "A", 60_000, category("a")))
        .and(ready_and_judged("GM0344", "B", 60_000, category("a")))
        .and(ready_and_judged("GM0363", "C", 60_000, category("b")));
    let winners: std::collections::BTreeSet<_> =
        (0..20).map(|seed| amounts(&equal, &by_lot(&seed.to_string()))).collect();
    assert_eq!(winners, [[None, Some(60_000), None], [Some(60_000), None, None]].into());
}

#[test]
fn where_the_lot_alone_divides_the_simulation_draws_among_all_as_soon_as_they_no_longer_fit() {
    let fits = open("lot", "")
        .and(ready("GM0758", "A", 40_000))
        .and(ready("GM0344", "B", 30_000))
        .and(ready("GM0363", "C", 30_000));
    let ranked = does(fits, establish());
    let granted = does(does(ranked, approve("GM0758", "A", 40_000)), approve("GM0344", "B", 30_000));
    reproduces(&granted);
    let lower = |seed: &str| WhatIf {
        ceiling: Some(Cents::euros(70_000)),
        seed: Some(seed.into()),
        ..WhatIf::default()
    };
    let outcomes: std::collections::BTreeSet<_> =
        (0..30).map(|seed| amounts(&granted, &lower(&seed.to_string()))).collect();
    let (a, b) = (Some(40_000), Some(30_000));
    assert_eq!(outcomes, [[a, None, b], [a, b, None], [None, b, b]].into(), "of six orders, by who is last");
}

#[test]
fn a_grant_from_a_pot_takes_from_the_whole_tranche_too() {
    let both = open("completeness", "separate")
        .and(in_pot(ready("GM0758", "A", 40_000)))
        .and(ready("GM0344", "B", 60_000))
        .and(ready("GM0363", "C", 1_000));
    let decided = does(does(both, approve("GM0758", "A", 40_000)), approve("GM0344", "B", 60_000));
    reproduces(&decided);
    assert_eq!(amounts(&decided, &WhatIf::default()), [Some(40_000), Some(60_000), None]);
    let lower = WhatIf { ceiling: Some(Cents::euros(99_000)), ..WhatIf::default() };
    assert_eq!(
        amounts(&decided, &lower),
        [None, Some(60_000), Some(1_000)],
        "the pot is 39,600, less than A asks"
    );
}

#[test]
fn each_yearly_slice_is_served_by_itself() {
    let pots = [2022, 2023].map(|year| {
        format!(
            "[[tranches.pots]]\nkey = \"{year}\"\nname = \"{year}\"\nkind = \"year\"\nceiling_euros = {{ value = 50000, source = \"proef\" }}\n"
        )
    });
    let text = trial(&[], &pots.join("\n"));
    let of_year = |events: [Event; 3], year: &str| {
        events.map(|event| match event {
            Event::ApplicationSubmitted(mut event) => {
                event.pot = Some(pot(year));
                event.into()
            }
            other => other,
        })
    };
    let history = given(given([]).when(publish(&text)).happened())
        .and([opened_with_pots(&[("2022", 50_000), ("2023", 50_000)])])
        .and(of_year(ready("GM0758", "A", 50_000), "2022"))
        .and(of_year(ready("GM0344", "B", 40_000), "2022"))
        .and(of_year(ready("GM0363", "C", 30_000), "2023"));
    let decided = does(history, approve("GM0758", "A", 50_000));
    reproduces(&decided);
    assert_eq!(amounts(&decided, &WhatIf::default()), [Some(50_000), None, Some(30_000)]);
    let half = WhatIf { amount_per_unit: Some(Cents::euros(3_500)), ..WhatIf::default() };
    assert_eq!(amounts(&decided, &half), [Some(25_000), Some(20_000), Some(15_000)]);
}

#[test]
fn the_members_of_a_quota_come_first_here_too() {
    let both = open("completeness", "reserved")
        .and(ready("GM0758", "A", 70_000))
        .and(in_pot(ready("GM0344", "B", 40_000)))
        .and(ready("GM0363", "C", 60_000));
    let decided = does(both, approve("GM0344", "B", 40_000));
    reproduces(&decided);
    let skip = WhatIf { when_full: Some(WhenFull::Skip), ..WhatIf::default() };
    assert_eq!(amounts(&decided, &skip), [None, Some(40_000), Some(60_000)]);
    let higher = WhatIf { ceiling: Some(Cents::euros(110_000)), ..WhatIf::default() };
    assert_eq!(amounts(&decided, &higher), [Some(70_000), Some(40_000), None]);
}

#[test]
fn who_was_cut_to_what_was_left_gets_all_where_there_is_more() {
    let cut = does(
        open("completeness", "")
            .and(ready("GM0758", "A", 60_000))
            .and([granted("GM0758", "A", 60_000)])
            .and(ready("GM0344", "B", 60_000))
            .and(ready("GM0363", "C", 1_000)),
        approve("GM0344", "B", 40_000),
    );
    reproduces(&cut);
    let higher = WhatIf { ceiling: Some(Cents::euros(130_000)), ..WhatIf::default() };
    assert_eq!(amounts(&cut, &higher), [Some(60_000), Some(60_000), Some(1_000)]);
    let stop = WhatIf { when_full: Some(WhenFull::Stop), ..WhatIf::default() };
    assert_eq!(amounts(&cut, &stop), [Some(60_000), None, None], "a part is not granted, and nobody passes");
}

#[test]
fn an_application_stays_judged_by_the_version_under_which_it_was_submitted() {
    let stricter = TRIAL.replace(
        "maximum_per_applicant_euros = { value = 150000",
        "maximum_per_applicant_euros = { value = 1",
    );
    let before = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
    let republished = does(before, publish(&stricter));
    reproduces(&does(republished, approve("GM0758", "A", 50_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn under_the_rules_in_force_every_decision_on_a_ranking_is_made_again(
        cases in prop::collection::vec((1..50_000_i64, any::<bool>(), any::<bool>(), 1..10_u32, 50..=100_i64), 1..12),
        decisions in prop::collection::vec((0..12_usize, 50..=100_i64, any::<bool>()), 1..30),
        method in 0..4_usize,
        kind in 0..3_usize,
    ) {
        let allocation = ["category", "score", "pro-rata", "completeness"][method];
        let mut history = open(allocation, ["", "separate", "reserved"][kind]);
        for (index, (euros, is_first, is_student, score, _)) in cases.iter().enumerate() {
            let judgement = found(if *is_first { "a" } else { "b" }, *score, 5);
            let events = ready_and_judged("GM0758", &index.to_string(), *euros, judgement);
            history = history.and(if *is_student && kind > 0 { in_pot(events) } else { events });
        }
        for pot in [None, Some(pot("studenten"))] {
            let happened = history.clone().when(EstablishRanking { pot, ..establish() }).0;
            history = history.and(happened.unwrap_or_default());
        }
        for (index, percent, is_granted) in decisions {
            let Some((euros, ..)) = cases.get(index) else { continue };
            let mut granting = approve("GM0758", &index.to_string(), 1);
            granting.amount.gross = Cents::new(euros * percent);
            let rejecting = Reject {
                case: granting.case.clone(),
                ground: RejectionGround::CeilingReached,
                explanation: "Daarom.".into(),
                decided_at: granting.decided_at,
                by: granting.by.clone(),
            };
            let granted = history.clone().when(granting).0;
            let happened = if is_granted { granted } else { history.clone().when(rejecting).0.or(granted) };
            history = history.and(happened.unwrap_or_default());
        }
        reproduces(&history);
    }
}
