//! What holds for every division of scarce money, over random cases: small numbers, so that ties and full ceilings are
//! everywhere.

use super::*;
use crate::record::Position;
use crate::scheme::{Sourced, Spread, TieBreak, WhenFull};
use crate::testing::{applicant, application, at};
use crate::words::{ApplicationId, CategoryCode, Cents, CriterionCode, ProvinceCode, Units};
use jiff::ToSpan;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const WHENS: [WhenFull; 3] = [WhenFull::Stop, WhenFull::Skip, WhenFull::Partial];

fn number(index: usize) -> ApplicationId {
    application(&index.to_string())
}

fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let claim = |(index, cents): (usize, i64)| Claim { application: number(index), asked: Cents::new(cents) };
    prop::collection::vec(0..60_i64, 0..12)
        .prop_map(move |all| all.into_iter().enumerate().map(claim).collect())
}

fn free() -> impl Strategy<Value = Cents> {
    (-5..250_i64).prop_map(Cents::new)
}

/// Cases of three days in the order of the log, some of them drawn: twice, the second time in another order.
fn lines() -> impl Strategy<Value = (Vec<Complete>, Vec<Complete>)> {
    let complete = |(index, (hour, cents, lot)): (usize, (i64, i64, Option<u32>))| Complete {
        application: number(index),
        asked: Cents::new(cents),
        complete_since: at("2022-09-20T00:00:00Z") + hour.hours(),
        submitted: Position(u64::try_from(index).unwrap()),
        lot,
    };
    prop::collection::vec((0..72_i64, 0..60_i64, prop::option::of(1..9_u32)), 0..12)
        .prop_map(move |all| all.into_iter().enumerate().map(complete).collect::<Vec<_>>())
        .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

fn code<T>(parse: fn(&str) -> Option<T>, codes: &'static [&'static str]) -> impl Strategy<Value = T>
where
    T: std::fmt::Debug + Clone + 'static,
{
    prop::sample::select(codes).prop_map(move |code| parse(code).unwrap())
}

fn category() -> impl Strategy<Value = CategoryCode> {
    code(|text| CategoryCode::parse(text).ok(), &["a", "b", "c", "vreemd"])
}

fn criterion() -> impl Strategy<Value = CriterionCode> {
    code(|text| CriterionCode::parse(text).ok(), &["noodzaak", "urgentie"])
}

fn candidate(index: usize) -> impl Strategy<Value = Candidate> {
    let when = (0..6_i64, 0..60_i64, prop::option::of(1..6_u32), prop::option::of(category()));
    let scores = prop::collection::btree_map(criterion(), 1..4_u32, 0..=2);
    let not_met = prop::collection::btree_set(criterion(), 0..=1);
    let province = prop::option::of(code(|text| ProvinceCode::parse(text).ok(), &["PV22", "PV27", "PV28"]));
    (when, scores, not_met, province).prop_map(
        move |((hour, cents, lot, category), scores, not_met, province)| Candidate {
            application: number(index),
            asked: Cents::new(cents),
            complete_since: at("2025-06-10T00:00:00Z") + hour.hours(),
            submitted: Position(u64::try_from(index).unwrap()),
            lot,
            category,
            scores,
            not_met,
            province,
        },
    )
}

/// Candidates twice, the second time in another order.
fn candidates() -> impl Strategy<Value = (Vec<Candidate>, Vec<Candidate>)> {
    (0..12_usize)
        .prop_flat_map(|count| (0..count).map(candidate).collect::<Vec<_>>())
        .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

fn rules() -> impl Strategy<Value = RankingRules> {
    let methods = [
        RankingMethod::Category,
        RankingMethod::Score,
        RankingMethod::KnockOutThenRank,
        RankingMethod::Lot,
        RankingMethod::ProRata,
    ];
    let choices = (
        prop::sample::select(methods.to_vec()),
        prop::sample::select(vec![TieBreak::Completeness, TieBreak::Lot]),
        prop::option::of(Just(Spread::Province)),
        free(),
    );
    let weights = prop::collection::btree_map(criterion(), 1..100_u32, 0..=2);
    let minimums = prop::collection::btree_map(criterion(), 1..3_u32, 0..=1);
    (choices, weights, minimums, prop::option::of(0..200_u32)).prop_map(
        |((method, ties, spread, free), weights, minimums, minimum_score)| RankingRules {
            method,
            categories: ["a", "b", "c"].map(|one| CategoryCode::parse(one).unwrap()).to_vec(),
            weights,
            minimums,
            minimum_score,
            spread,
            ties,
            free,
        },
    )
}

fn amounts(order: &[Claim], free: Cents, when_full: WhenFull) -> Vec<Cents> {
    let served = serve(order, free, when_full);
    order.iter().zip(served).map(|(claim, served)| served.amount(claim.asked)).collect()
}

fn ids(claims: &[Claim]) -> Vec<ApplicationId> {
    claims.iter().map(|claim| claim.application).collect()
}

/// The ranked candidates, first to last.
fn ranked(ranking: &Ranking) -> Vec<&Candidate> {
    let find = |id| ranking.candidates.iter().find(|one| one.application == id).unwrap();
    ranking.order().map(find).collect()
}

fn claims_of(ranking: &Ranking) -> Vec<Claim> {
    ranked(ranking).iter().map(|one| Claim { application: one.application, asked: one.asked }).collect()
}

/// The shares of a pro-rata ranking, first to last; all that is asked where nobody is cut.
fn shares_of(ranking: &Ranking) -> Vec<Cents> {
    let share = |(place, one): (&Place, &Candidate)| match place {
        Place::Ranked { share, .. } => share.unwrap_or(one.asked),
        Place::Excluded { .. } => panic!("the ranked stand first"),
    };
    ranking.places.iter().zip(ranked(ranking)).map(share).collect()
}

proptest! {
    // Serving in an order.

    #[test]
    fn together_they_never_get_more_than_is_free_nor_anyone_more_than_asked(order in claims(), free in free()) {
        for when_full in WHENS {
            let amounts = amounts(&order, free, when_full);
            prop_assert!(amounts.iter().copied().sum::<Cents>() <= free.max(Cents::ZERO));
            prop_assert!(amounts.iter().zip(&order).all(|(amount, claim)| *amount <= claim.asked));
        }
    }

    #[test]
    fn where_it_stops_nobody_is_served_after_one_who_is_not(order in claims(), free in free()) {
        let served = serve(&order, free, WhenFull::Stop);
        let mut after = served.iter().skip_while(|one| **one == Served::Whole);
        let all_wait = after.all(|one| matches!(one, Served::Waits { .. }));
        prop_assert!(all_wait);
    }

    #[test]
    fn where_it_stops_or_grants_in_part_more_money_takes_from_nobody(
        order in claims(),
        free in free(),
        more in 0..100_i64,
    ) {
        for when_full in [WhenFull::Stop, WhenFull::Partial] {
            let less = amounts(&order, free, when_full);
            let more = amounts(&order, free + Cents::new(more), when_full);
            prop_assert!(less.iter().zip(&more).all(|(less, more)| less <= more), "{when_full:?}");
        }
    }

    #[test]
    fn where_it_skips_only_who_did_not_fit_at_its_turn_is_passed(order in claims(), free in free()) {
        let mut left = free;
        for (claim, served) in order.iter().zip(serve(&order, free, WhenFull::Skip)) {
            let expected = if claim.asked <= left { Served::Whole } else { Served::Waits { left } };
            prop_assert_eq!(served, expected);
            left = left - served.amount(claim.asked);
        }
    }

    #[test]
    fn where_it_skips_the_first_in_the_order_never_loses_by_more_money(
        order in claims(),
        free in free(),
        more in 0..100_i64,
    ) {
        let less = amounts(&order, free, WhenFull::Skip);
        let more = amounts(&order, free + Cents::new(more), WhenFull::Skip);
        prop_assert!(less.first() <= more.first());
    }

    #[test]
    fn where_it_grants_in_part_one_at_most_gets_a_part_and_nothing_is_left(order in claims(), free in free()) {
        let served = serve(&order, free, WhenFull::Partial);
        let parts = served.iter().filter(|one| matches!(one, Served::Part(_))).count();
        let after = served.iter().skip_while(|one| **one == Served::Whole).skip(1);
        prop_assert!(parts <= 1 && after.copied().all(|one| one.amount(Cents::new(1)) == Cents::ZERO));
        let asked: Cents = order.iter().map(|claim| claim.asked).sum();
        let given: Cents = amounts(&order, free, WhenFull::Partial).into_iter().sum();
        prop_assert_eq!(given, asked.min(free.max(Cents::ZERO)));
    }

    // The order of completeness, the lot, the years, the quota, the waiting list.

    #[test]
    fn the_order_of_completeness_is_that_of_moments_and_does_not_hang_on_the_listing((line, shuffled) in lines()) {
        let (mut line, mut shuffled) = (line, shuffled);
        order_by_completeness(&mut line);
        order_by_completeness(&mut shuffled);
        prop_assert_eq!(&line, &shuffled);
        prop_assert!(line.is_sorted_by_key(|one| (one.complete_since, one.submitted)));
    }

    #[test]
    fn lots_change_the_order_only_within_a_day((line, shuffled) in lines()) {
        let (mut line, mut shuffled) = (line, shuffled);
        order_by_lot(&mut line);
        order_by_lot(&mut shuffled);
        prop_assert_eq!(&line, &shuffled);
        prop_assert!(line.is_sorted_by_key(Complete::day));
        line.iter_mut().for_each(|one| one.lot = None);
        let mut by_moment = line.clone();
        order_by_lot(&mut line);
        order_by_completeness(&mut by_moment);
        prop_assert_eq!(line, by_moment);
    }

    #[test]
    fn a_crossing_day_does_not_fit_and_the_days_before_it_do((line, shuffled) in lines(), free in free()) {
        let crossing = CrossingDay::of(&line, free);
        prop_assert_eq!(&crossing, &CrossingDay::of(&shuffled, free));
        let asked: Cents = line.iter().map(|one| one.asked).sum();
        prop_assert!(asked > free || crossing.is_none());
        if let Some(crossing) = crossing {
            prop_assert!(crossing.free >= Cents::ZERO && crossing.asked > crossing.free);
            let is_of_day = |id: &ApplicationId| line.iter().any(|one| one.application == *id && one.day() == crossing.day);
            prop_assert!(crossing.undrawn.len() > 1 && crossing.undrawn.iter().all(is_of_day));
        }
    }

    #[test]
    fn a_day_that_was_drawn_is_drawn_once_and_nobody_of_another_day_is_touched(
        (line, _) in lines(),
        free in free(),
        seed in "[a-f0-9]{8}",
    ) {
        if let Some(crossing) = CrossingDay::of(&line, free) {
            let mut before = line.clone();
            order_by_lot(&mut before);
            let mut drawn = line;
            for (lot, id) in (100..).zip(draw("lijst", &seed, &crossing.undrawn)) {
                drawn.iter_mut().filter(|one| one.application == id).for_each(|one| one.lot = Some(lot));
            }
            order_by_lot(&mut drawn);
            for (was, is) in before.iter().zip(&drawn) {
                prop_assert!(was.application == is.application || was.day() == crossing.day);
            }
            prop_assert_eq!(CrossingDay::of(&drawn, free), None);
        }
    }

    #[test]
    fn a_draw_has_everybody_once_and_does_not_hang_on_the_listing(count in 0..20_usize, seed in ".*") {
        let listed: Vec<ApplicationId> = (0..count).map(number).collect();
        let drawn = draw("lijst", &seed, &listed);
        let reversed: Vec<ApplicationId> = listed.iter().rev().copied().collect();
        prop_assert_eq!(&drawn, &draw("lijst", &seed, &reversed));
        prop_assert_eq!(drawn.len(), count);
        prop_assert_eq!(BTreeSet::from_iter(drawn), BTreeSet::from_iter(listed));
    }

    #[test]
    fn no_year_hangs_on_another_and_none_exceeds_its_slice((line, shuffled) in lines(), free in free()) {
        let of_year = |one: Complete| {
            let year = if one.submitted.0.is_multiple_of(2) { "2024-12-31" } else { "2025-01-01" };
            Received { on: year.parse().unwrap(), complete: one }
        };
        let all: Vec<Received> = line.into_iter().map(of_year).collect();
        let shuffled = shuffled.into_iter().map(of_year).collect();
        let money = BTreeMap::from([(2024, free), (2025, Cents::new(50))]);
        for when_full in WHENS {
            let served = serve_by_year(all.clone(), &money, when_full);
            prop_assert_eq!(&served, &serve_by_year(Vec::clone(&shuffled), &money, when_full));
            let of_2024: Vec<Received> = all.iter().filter(|one| one.on.year() == 2024).cloned().collect();
            let given = of_2024.iter().map(|one| served[&one.complete.application].amount(one.complete.asked));
            prop_assert!(given.sum::<Cents>() <= free.max(Cents::ZERO));
            let alone = serve_by_year(of_2024, &money, when_full);
            prop_assert!(alone.iter().all(|(id, one)| served[id] == *one));
        }
    }

    #[test]
    fn a_quota_passes_others_for_no_more_than_is_left_of_it(
        general in claims(),
        members in prop::collection::btree_set((0..12_usize).prop_map(number), 0..6),
        quota in 0..100_i64,
        granted in 0..100_i64,
        free in free(),
    ) {
        let order = quota_first(&general, &members, Cents::new(quota), Cents::new(granted));
        let only = |claims: &[Claim], members_only: bool| -> Vec<ApplicationId> {
            ids(claims).into_iter().filter(|id| members.contains(id) == members_only).collect()
        };
        prop_assert_eq!(only(&order, true), only(&general, true), "members keep their order");
        prop_assert_eq!(only(&order, false), only(&general, false), "and so do the others");
        let first = order.iter().take_while(|claim| members.contains(&claim.application));
        let place = |claim: &Claim| ids(&general).iter().position(|id| *id == claim.application).unwrap();
        let passing = first.enumerate().filter(|(now, claim)| *now < place(claim));
        let passed: Cents = passing.map(|(_, claim)| claim.asked).sum();
        prop_assert!(passed <= Cents::new((quota - granted).max(0)));
        for when_full in WHENS {
            let given: Cents = amounts(&order, free, when_full).into_iter().sum();
            prop_assert!(given <= free.max(Cents::ZERO));
        }
    }

    #[test]
    fn who_is_next_on_the_waiting_list_is_the_first_or_nobody(line in claims(), free in free()) {
        let first_is_served = serve(&line, free, WhenFull::Stop).first() == Some(&Served::Whole);
        let expected = line.first().filter(|_| first_is_served).map(|first| first.application);
        prop_assert_eq!(next_in_line(&line, free), expected);
    }

    // The rankings.

    #[test]
    fn every_candidate_has_one_place_and_the_listing_changes_nothing(
        (listed, shuffled) in candidates(),
        rules in rules(),
    ) {
        let ranking = rank(rules.clone(), listed.clone());
        prop_assert_eq!(&ranking, &rank(rules, shuffled));
        let mut places = BTreeSet::new();
        let mut next = 1;
        for (index, one) in ranking.places.iter().enumerate() {
            match one {
                Place::Ranked { application, place, .. } => {
                    prop_assert!(*place == next && index + 1 == usize::try_from(*place).unwrap());
                    next += 1;
                    places.insert(*application);
                }
                Place::Excluded { application, .. } => { places.insert(*application); }
            }
        }
        prop_assert_eq!(ranking.places.len(), listed.len());
        prop_assert_eq!(places, listed.iter().map(|one| one.application).collect::<BTreeSet<_>>());
    }

    #[test]
    fn nobody_is_ranked_who_is_knocked_out_or_below_a_minimum((listed, _) in candidates(), rules in rules()) {
        let ranking = rank(rules, listed);
        for (one, place) in ranked(&ranking).iter().zip(&ranking.places) {
            prop_assert!(one.not_met.is_empty());
            for (criterion, minimum) in &ranking.rules.minimums {
                prop_assert!(one.scores.get(criterion).is_some_and(|score| score >= minimum));
            }
            if let Place::Ranked { score: Some(score), .. } = place {
                prop_assert!(Some(*score) >= ranking.rules.minimum_score);
            }
        }
    }

    #[test]
    fn nobody_comes_before_who_ranks_higher((listed, _) in candidates(), rules in rules()) {
        let ranking = rank(rules, listed);
        let rules = &ranking.rules;
        let category = |one: &Candidate| {
            let place = rules.categories.iter().position(|code| Some(code) == one.category.as_ref());
            i64::try_from(place.unwrap_or(rules.categories.len())).unwrap()
        };
        let score = |one: &Candidate| -> i64 {
            let parts = rules.weights.iter();
            parts.map(|(code, weight)| i64::from(*weight * one.scores.get(code).unwrap_or(&0))).sum()
        };
        let rank_of = |one: &Candidate| match rules.method {
            RankingMethod::Category => category(one),
            RankingMethod::Score | RankingMethod::KnockOutThenRank => -score(one),
            RankingMethod::Lot | RankingMethod::ProRata => 0,
        };
        let ties = if rules.method == RankingMethod::Lot { TieBreak::Lot } else { rules.ties };
        let is_spread = rules.method == RankingMethod::KnockOutThenRank && rules.spread.is_some();
        let order = ranked(&ranking);
        for (index, later) in order.iter().enumerate() {
            for earlier in &order[..index] {
                if is_spread && earlier.province != later.province {
                    continue;
                }
                prop_assert!(rank_of(earlier) <= rank_of(later));
                if rank_of(earlier) == rank_of(later) {
                    prop_assert!(is_before(earlier, later, ties));
                }
            }
        }
    }

    #[test]
    fn no_province_has_a_second_turn_before_every_other_had_its_first(
        (listed, _) in candidates(),
        rules in rules(),
    ) {
        let rules =
            RankingRules { method: RankingMethod::KnockOutThenRank, spread: Some(Spread::Province), ..rules };
        let ranking = rank(rules, listed);
        let order = ranked(&ranking);
        let turn = |index: usize| {
            order[..index].iter().filter(|one| one.province == order[index].province).count()
        };
        prop_assert!((0..order.len()).map(turn).is_sorted());
    }

    #[test]
    fn in_a_ranking_that_stops_when_full_more_money_takes_from_nobody(
        (listed, _) in candidates(),
        rules in rules(),
        more in 0..100_i64,
    ) {
        let less = rank(rules.clone(), listed.clone());
        let free = rules.free + Cents::new(more);
        let more = rank(RankingRules { free, ..rules }, listed);
        prop_assert_eq!(claims_of(&less), claims_of(&more), "the order does not hang on the money");
        let less = amounts(&claims_of(&less), less.rules.free, WhenFull::Stop);
        let more = amounts(&claims_of(&more), free, WhenFull::Stop);
        prop_assert!(less.iter().zip(&more).all(|(less, more)| less <= more));
    }

    #[test]
    fn by_lot_alone_only_the_lots_count(
        (listed, _) in candidates(),
        rules in rules(),
        other in 1..100_i64,
        seed in ".{0,8}",
    ) {
        let rules = RankingRules { method: RankingMethod::Lot, minimum_score: None, ..rules };
        let all: Vec<ApplicationId> = listed.iter().map(|one| one.application).collect();
        let drawn = draw("lijst", &seed, &all);
        let lot = |one: &Candidate| (1..).zip(&drawn).find(|(_, id)| **id == one.application).map(|(lot, _)| lot);
        let with_lots = listed.iter().map(|one| Candidate { lot: lot(one), ..one.clone() });
        let ranking = rank(rules.clone(), with_lots.clone().collect());
        let in_drawn_order = drawn.iter().copied().filter(|id| ranking.order().any(|one| one == *id));
        prop_assert_eq!(ranking.order().collect::<Vec<_>>(), in_drawn_order.collect::<Vec<_>>());
        let otherwise = with_lots.map(|one| Candidate {
            asked: one.asked + Cents::new(other),
            complete_since: one.complete_since - other.hours(),
            category: None,
            ..one
        });
        let again = rank(rules, otherwise.collect());
        prop_assert_eq!(again.order().collect::<Vec<_>>(), ranking.order().collect::<Vec<_>>());
    }

    #[test]
    fn pro_rata_divides_exactly_what_is_free_and_nobody_gets_more_than_asked(
        (listed, _) in candidates(),
        rules in rules(),
        more in 0..100_i64,
    ) {
        let rules = RankingRules { method: RankingMethod::ProRata, ..rules };
        let ranking = rank(rules.clone(), listed.clone());
        let asked: Cents = ranked(&ranking).iter().map(|one| one.asked).sum();
        let shares = shares_of(&ranking);
        prop_assert_eq!(shares.iter().copied().sum::<Cents>(), asked.min(rules.free.max(Cents::ZERO)));
        prop_assert!(shares.iter().zip(ranked(&ranking)).all(|(share, one)| *share <= one.asked));
        let richer = rank(RankingRules { free: rules.free + Cents::new(more), ..rules }, listed);
        for (less, more) in shares.iter().zip(shares_of(&richer)) {
            prop_assert!(*less <= more + Cents::new(1), "more money takes at most a cent of rounding");
        }
    }

    // No order.

    #[test]
    fn a_key_divides_exactly_the_ceiling(parts in prop::collection::vec(0..50_u64, 1..5), ceiling in 0..9_999_i64) {
        let codes = ["PV20", "PV21", "PV22", "PV23", "PV24"];
        let sourced = |value: u64| Sourced { value, source: "sleutel".into() };
        let key = codes.iter().zip(&parts).map(|(code, part)| (applicant(code), sourced(*part))).collect();
        let shares = by_key(Cents::new(ceiling), &key);
        let whole: u64 = parts.iter().sum();
        let expected = if whole == 0 { 0 } else { ceiling };
        prop_assert_eq!(shares.values().copied().sum::<Cents>(), Cents::new(expected));
        for (code, share) in shares {
            let exact = Cents::new(ceiling).parts(key[&code].value, whole);
            prop_assert!(share == exact || share == exact + Cents::new(1));
        }
    }

    #[test]
    fn an_entitlement_hangs_on_its_own_units_only(one in 0..9_999_u32, other in 0..9_999_u32) {
        let per_unit = Cents::euros(7_000);
        let apart = entitled(per_unit, Units::new(one)) + entitled(per_unit, Units::new(other));
        prop_assert_eq!(apart, entitled(per_unit, Units::new(one + other)));
    }
}

/// Of two that rank equally, whether the first comes first by the tie rule.
fn is_before(first: &Candidate, second: &Candidate, ties: TieBreak) -> bool {
    let by_moment = (first.complete_since, first.submitted) < (second.complete_since, second.submitted);
    match (ties, first.lot, second.lot) {
        (TieBreak::Completeness, _, _) | (TieBreak::Lot, None, None) => by_moment,
        (TieBreak::Lot, Some(one), Some(other)) => one < other || one == other && by_moment,
        (TieBreak::Lot, one, _) => one.is_some(),
    }
}

#[test]
fn where_it_skips_more_money_can_take_a_grant_away() {
    let claim = |index, euros| Claim { application: number(index), asked: Cents::euros(euros) };
    let order = [claim(0, 80), claim(1, 70)];
    let given = |free| amounts(&order, Cents::euros(free), WhenFull::Skip);
    assert_eq!(given(70), [Cents::ZERO, Cents::euros(70)]);
    assert_eq!(given(80), [Cents::euros(80), Cents::ZERO], "ten euros more, and the second loses seventy");
}

#[test]
fn pro_rata_a_cent_more_can_move_a_cent_of_rounding_from_one_to_another() {
    let rules = |cents| RankingRules { free: Cents::new(cents), ..examples::rules(RankingMethod::ProRata) };
    let asking =
        |index: usize, cents| examples::asking(cents, examples::candidate(&index.to_string(), index));
    let candidates = || vec![asking(1, 6), asking(2, 6), asking(3, 2)];
    let cents = |free| shares_of(&rank(rules(free), candidates())).into_iter().map(Cents::get);
    assert_eq!(cents(10).collect::<Vec<_>>(), [4, 4, 2]);
    assert_eq!(cents(11).collect::<Vec<_>>(), [5, 5, 1]);
}

#[test]
fn each_is_about_as_often_first_over_two_thousand_seeds() {
    let five: Vec<ApplicationId> = (0..5).map(number).collect();
    for place in 0..5 {
        let mut counts: BTreeMap<ApplicationId, u32> = BTreeMap::new();
        for seed in 0..2_000 {
            *counts.entry(draw("lijst", &seed.to_string(), &five)[place]).or_default() += 1;
        }
        assert_eq!(counts.len(), 5);
        assert!(counts.values().all(|count| (300..=500).contains(count)), "place {place}: {counts:?}");
    }
}
