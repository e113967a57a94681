//! Signals of a case of a hundred homes that was granted on 1 December 2022, on the days around each threshold.

use super::*;
use crate::Facts;
use crate::event::Event;
use crate::event::{GrantSettled, ProgressCorrected, ProgressEntry, ProgressReported, SpendingAccounted};
use crate::facts::{Ceilings, Flow};
use crate::record::{Imported, Recorded};
use crate::testing::*;
use crate::words::{Amount, Evidence, Milestone, PersonId, ReportId, Units};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const TERMS: &str = "start_within_years = { value = 2, source = \"proef\" }
finish_within_years = { value = 5, source = \"proef\" }
hold_years = { value = 10, source = \"proef\" }";

/// Granted for a hundred homes, under these rules beside those of the trial.
fn under(rules: &str) -> Given {
    opened_under(&[], rules).and(ready("GM0758", "A", 90_000)).and([granted("GM0758", "A", 90_000)])
}

fn by() -> PersonId {
    assessor("gemeente")
}

fn entry(milestone: Milestone, units: u32, day: &str) -> ProgressEntry {
    ProgressEntry {
        project: ProjectKey::parse("P1").unwrap(),
        kind: kind(),
        milestone,
        units: Units::new(units),
        achieved_on: day_of_test(day),
        evidence: Evidence::CompletedInBag,
    }
}

fn reported_on(report: u128, entries: Vec<ProgressEntry>, received_at: &str) -> Event {
    let (case, report) = (case("GM0758", "A"), ReportId(Uuid::from_u128(report)));
    ProgressReported { case, report, received_at: at(received_at), entries, by: by() }.into()
}

fn reported(report: u128, milestone: Milestone, units: u32, day: &str) -> Event {
    reported_on(report, vec![entry(milestone, units, day)], &format!("{day}T11:00:00Z"))
}

fn corrected(report: u128, corrects: u128, entries: Vec<ProgressEntry>) -> Event {
    ProgressCorrected {
        case: case("GM0758", "A"),
        report: ReportId(Uuid::from_u128(report)),
        corrects: ReportId(Uuid::from_u128(corrects)),
        received_at: at("2025-01-10T09:00:00Z"),
        entries,
        reason: "Dubbel geteld.".into(),
        by: by(),
    }
    .into()
}

fn accounted(year: i16, euros: i64, day: &str) -> Event {
    SpendingAccounted {
        case: case("GM0758", "A"),
        year,
        spent: Cents::euros(euros),
        source: source(),
        accounted_at: at(&format!("{day}T09:00:00Z")),
        by: by(),
    }
    .into()
}

fn settled(day: &str) -> Event {
    GrantSettled {
        case: case("GM0758", "A"),
        amount: Amount::gross(Cents::euros(90_000)),
        silence: None,
        explanation: "Verantwoord.".into(),
        decided_at: at(&format!("{day}T09:00:00Z")),
        by: by(),
    }
    .into()
}

fn on(history: &Given, day: Date) -> Vec<Signal> {
    let course = history.learn(Course::of(application("A")));
    let rules = history.learn(TrancheRules::of(tranche()));
    of_case(&course, Rules::in_version(&rules, 1), day)
}

fn find(history: &Given, day: Date, kind: Kind) -> Option<Signal> {
    let found: Vec<_> = on(history, day).into_iter().filter(|signal| signal.kind == kind).collect();
    assert!(found.len() <= 1, "{found:#?}");
    found.into_iter().next()
}

fn homes(signal: &Signal) -> Vec<u64> {
    let of = |number: &Number| match number {
        Number::Homes(homes) => *homes,
        Number::Money(cents) => panic!("{cents}"),
    };
    signal.numbers.iter().map(|(_, number)| of(number)).collect()
}

#[test]
fn a_milestone_is_at_risk_from_six_months_before_its_last_day_and_missed_the_day_after() {
    let history = under(TERMS);
    let at_risk = |day| find(&history, day, Kind::MilestoneAtRisk);
    let missed = |day| find(&history, day, Kind::MilestoneMissed);
    assert_eq!(at_risk(date(2024, 5, 31)), None);
    let signal = at_risk(date(2024, 6, 1)).unwrap();
    assert_eq!((signal.since, signal.severity), (date(2024, 6, 1), Severity::Medium));
    assert!(signal.explanation.contains("eigen drempel"), "{}", signal.explanation);
    assert_eq!(signal.ground, Ground::Scheme(source()));
    assert!(at_risk(date(2024, 12, 1)).is_some() && missed(date(2024, 12, 1)).is_none(), "its last day");
    let signal = missed(date(2024, 12, 2)).unwrap();
    assert_eq!((signal.since, signal.severity), (date(2024, 12, 2), Severity::High));
    assert_eq!(homes(&signal), [100, 0, 0]);
    assert!(
        signal.explanation.contains("1 december 2024 (2 jaar na de verlening)"),
        "{}",
        signal.explanation
    );
    assert!(at_risk(date(2024, 12, 2)).is_none());
}

#[test]
fn homes_that_are_realised_had_started_and_what_came_late_weighs_less() {
    let in_time = under(TERMS).and([reported(1, Milestone::Realised, 100, "2024-12-01")]);
    assert_eq!(find(&in_time, date(2025, 3, 1), Kind::MilestoneMissed), None);
    let half = under(TERMS).and([reported(1, Milestone::Started, 50, "2024-11-30")]);
    let signal = find(&half, date(2025, 3, 1), Kind::MilestoneMissed).unwrap();
    assert_eq!((signal.severity, homes(&signal)), (Severity::Medium, vec![100, 50, 50]));
    assert_eq!(signal.trace.iter().map(|position| position.0).collect::<Vec<_>>(), [6, 7]);
    let late = half.and([reported(2, Milestone::Started, 50, "2025-02-01")]);
    let signal = find(&late, date(2025, 3, 1), Kind::MilestoneMissed).unwrap();
    assert_eq!((signal.severity, homes(&signal)), (Severity::Low, vec![100, 50, 100]));
}

#[test]
fn a_scheme_without_terms_gives_no_signal_about_them_and_one_that_counts_from_the_start_waits_for_it() {
    let silent = under("");
    let about_terms = [Kind::MilestoneMissed, Kind::MilestoneAtRisk, Kind::TermRunsOut, Kind::MoneyUnspent];
    assert!(on(&silent, date(2040, 1, 1)).iter().all(|signal| !about_terms.contains(&signal.kind)));
    let rules = trial(&[], "").replace(
        "[[tranches.target_groups]]",
        "[[tranches.milestones]]\nmilestone = \"realised\"\nmonths = 36\ncounted_from = \"start\"\n\
         definition = \"De woningen zijn opgeleverd.\"\nsource = \"proef\"\n\n[[tranches.target_groups]]",
    );
    let opened = given(given([]).when(publish(&rules)).happened()).and([opened()]);
    let granted = opened.and(ready("GM0758", "A", 90_000)).and([granted("GM0758", "A", 90_000)]);
    assert_eq!(find(&granted, date(2040, 1, 1), Kind::MilestoneMissed), None, "nobody knows when it started");
    let started = granted.and([reported(1, Milestone::Started, 100, "2023-05-01")]);
    assert_eq!(find(&started, date(2026, 5, 1), Kind::MilestoneMissed), None);
    let signal = find(&started, date(2026, 5, 2), Kind::MilestoneMissed).unwrap();
    assert!(signal.explanation.contains("«De woningen zijn opgeleverd.»"), "{}", signal.explanation);
}

#[test]
fn an_account_is_overdue_after_15_july_and_says_on_which_law_it_rests() {
    let history = under("");
    let overdue = |history: &Given, day| find(history, day, Kind::AccountOverdue);
    // 15 July 2023 is a Saturday.
    assert_eq!(overdue(&history, date(2023, 7, 17)), None);
    let signal = overdue(&history, date(2023, 7, 18)).unwrap();
    assert_eq!((signal.since, signal.severity), (date(2023, 7, 18), Severity::Medium));
    assert!(matches!(&signal.ground, Ground::Law(law) if law.reference.contains("artikel 17a")));
    let both = overdue(&history, date(2024, 7, 16)).unwrap();
    assert_eq!((both.since, both.severity), (date(2023, 7, 18), Severity::High));
    let first = history.and([accounted(2022, 10_000, "2023-07-10")]);
    assert_eq!(overdue(&first, date(2024, 7, 15)), None, "a Monday, its last day");
    assert!(overdue(&first, date(2024, 7, 16)).unwrap().explanation.starts_with("Over 2023 "));
    let all = first.and([accounted(2023, 80_000, "2024-07-10")]);
    assert_eq!(overdue(&all, date(2030, 1, 1)), None, "nothing is left to account for");
}

#[test]
fn the_law_names_no_cooperations_and_nothing_where_investors_apply_too() {
    let rules = opened_under(&[], "").learn(TrancheRules::of(tranche()));
    let mut tranche = rules.in_version(1).unwrap().clone();
    let must = |code: &str, tranche: &Tranche| must_account(&applicant(code), tranche);
    assert!(must("GM0758", &tranche) && must("PV28", &tranche));
    assert!(!must("SW-de-bevelanden", &tranche) && !must("WGR-holland-rijnland", &tranche));
    tranche.applicants.value.push(crate::scheme::ApplicantKind::Organisation);
    assert!(!must("GM0758", &tranche));
}

#[test]
fn a_report_is_overdue_after_a_year_of_silence_while_homes_are_to_come() {
    let overdue = |history: &Given, day| find(history, day, Kind::ReportOverdue);
    let history = under("");
    assert_eq!(overdue(&history, date(2023, 12, 1)), None);
    let signal = overdue(&history, date(2023, 12, 2)).unwrap();
    assert_eq!(
        (signal.since, signal.severity, signal.ground),
        (date(2023, 12, 2), Severity::Low, Ground::Own)
    );
    assert!(signal.explanation.contains("eigen drempel"), "{}", signal.explanation);
    let later = history.and([reported(1, Milestone::Started, 60, "2023-06-01")]);
    assert_eq!(overdue(&later, date(2024, 6, 1)), None);
    assert_eq!(overdue(&later, date(2025, 6, 1)).unwrap().severity, Severity::Medium);
    let done = later.and([reported(2, Milestone::Realised, 100, "2024-01-01")]);
    assert_eq!(overdue(&done, date(2030, 1, 1)), None);
}

#[test]
fn more_homes_than_granted_is_a_contradiction_since_the_day_that_crossed_it_until_a_correction() {
    let history = under("").and([
        reported(1, Milestone::Realised, 60, "2024-03-01"),
        reported(2, Milestone::Realised, 41, "2024-09-01"),
    ]);
    let above = |history: &Given, day| find(history, day, Kind::RealisedAboveGranted);
    assert_eq!(above(&history, date(2024, 8, 31)), None, "not yet true then");
    let signal = above(&history, date(2025, 1, 1)).unwrap();
    assert_eq!(
        (signal.since, signal.severity, homes(&signal)),
        (date(2024, 9, 1), Severity::High, vec![100, 101])
    );
    assert_eq!(signal.figures, [Figure::Granted, Figure::Reached(Milestone::Realised)]);
    let mended = history.and([corrected(3, 2, vec![entry(Milestone::Realised, 40, "2024-09-01")])]);
    assert_eq!(above(&mended, date(2025, 2, 1)), None);
}

#[test]
fn later_milestones_and_homes_out_of_use_cannot_be_more_than_what_came_before() {
    let order = |history: &Given| find(history, date(2026, 1, 1), Kind::LaterAboveEarlier);
    let only_realised = under("").and([reported(1, Milestone::Realised, 60, "2024-03-01")]);
    assert_eq!(order(&only_realised), None, "who leaves the start out contradicts nothing");
    let both = only_realised.and([reported(2, Milestone::Started, 50, "2023-03-01")]);
    assert_eq!(homes(&order(&both).unwrap()), [50, 60]);
    let gone = both.and([reported(3, Milestone::OutOfUse, 61, "2025-03-01")]);
    let signal = find(&gone, date(2026, 1, 1), Kind::OutOfUseAboveRealised).unwrap();
    assert_eq!((homes(&signal), signal.since), (vec![60, 61], date(2025, 3, 1)));
}

#[test]
fn an_account_that_becomes_lower_or_comes_above_the_grant_is_a_contradiction() {
    let history =
        under("").and([accounted(2022, 50_000, "2023-07-01"), accounted(2023, 45_000, "2024-07-01")]);
    let signal = find(&history, date(2025, 1, 1), Kind::AccountedAboveGranted).unwrap();
    assert_eq!(signal.since, date(2023, 12, 31));
    assert_eq!(signal.numbers[1].1, Number::Money(Cents::euros(95_000)));
    let lowered = history.and([accounted(2022, 40_000, "2025-02-01")]);
    assert_eq!(find(&lowered, date(2025, 3, 1), Kind::AccountedAboveGranted), None);
    let signal = find(&lowered, date(2025, 3, 1), Kind::LoweredAccount).unwrap();
    assert_eq!(signal.since, date(2025, 2, 1));
    assert_eq!(find(&lowered, date(2025, 1, 31), Kind::LoweredAccount), None);
}

#[test]
fn homes_by_word_alone_are_a_signal_until_a_correction_shows_them() {
    let mut claim = entry(Milestone::Realised, 25, "2024-03-01");
    claim.evidence = Evidence::Claimed;
    let shown = entry(Milestone::Realised, 25, "2024-03-01");
    let history = under("").and([reported_on(1, vec![claim], "2024-03-02T09:00:00Z")]);
    let signal = find(&history, date(2024, 4, 1), Kind::ClaimedOnly).unwrap();
    assert_eq!((homes(&signal), signal.since), (vec![25], date(2024, 3, 1)));
    let mended = history.and([corrected(2, 1, vec![shown])]);
    assert_eq!(find(&mended, date(2025, 4, 1), Kind::ClaimedOnly), None);
}

#[test]
fn money_is_unspent_when_the_account_over_the_last_year_is_in_and_less_than_was_granted() {
    let unspent = |history: &Given, day| find(history, day, Kind::MoneyUnspent);
    let history = under(TERMS).and([accounted(2022, 20_000, "2023-07-01")]);
    assert_eq!(unspent(&history, date(2029, 1, 1)), None, "nothing is known of later years");
    let history = history.and([accounted(2027, 60_000, "2028-07-01")]);
    assert_eq!(unspent(&history, date(2027, 12, 1)), None);
    let signal = unspent(&history, date(2028, 7, 1)).unwrap();
    assert_eq!((signal.since, signal.numbers[2].1), (date(2027, 12, 2), Number::Money(Cents::euros(10_000))));
    assert_eq!(unspent(&history.clone().and([settled("2028-09-01")]), date(2028, 10, 1)), None);
    assert_eq!(unspent(&history.and([accounted(2026, 10_000, "2028-08-01")]), date(2028, 10, 1)), None);
}

#[test]
fn a_term_for_deciding_is_told_two_weeks_before_it_ends_and_after_it_did() {
    // Received on 20 September 2022: eight weeks are 15 November.
    let waiting = given([published(), opened(), submitted("GM0758", "A", 50_000)]);
    let running_out = |day| find(&waiting, day, Kind::TermRunsOut);
    assert_eq!(running_out(date(2022, 10, 31)), None);
    assert_eq!(running_out(date(2022, 11, 1)).unwrap().since, date(2022, 11, 1));
    assert!(running_out(date(2022, 11, 15)).is_some());
    let overdue = find(&waiting, date(2022, 11, 16), Kind::DecisionOverdue).unwrap();
    assert!(matches!(&overdue.ground, Ground::Law(law) if law.reference.contains("4:13")));
    assert_eq!(on(&under(""), date(2022, 12, 1)), [], "it was decided");
}

#[test]
fn terms_of_milestones_and_of_holding_are_told_before_they_end() {
    let running_out = |history: &Given, day| find(history, day, Kind::TermRunsOut);
    let history = under(TERMS);
    assert_eq!(running_out(&history, date(2024, 10, 31)).map(|signal| signal.since), None);
    assert_eq!(running_out(&history, date(2024, 11, 1)).unwrap().since, date(2024, 11, 1));
    let realised = history.and([reported(1, Milestone::Realised, 100, "2024-06-30")]);
    assert_eq!(running_out(&realised, date(2024, 11, 1)), None);
    assert_eq!(running_out(&realised, date(2034, 3, 31)), None);
    let signal = running_out(&realised, date(2034, 4, 1)).unwrap();
    assert_eq!((homes(&signal), signal.severity), (vec![100], Severity::Low));
    assert!(running_out(&realised, date(2034, 6, 30)).is_some());
    assert_eq!(running_out(&realised, date(2034, 7, 1)), None);
}

#[test]
fn nothing_is_signalled_of_a_case_that_nobody_submitted_or_that_was_withdrawn() {
    assert_eq!(on(&given([published(), opened()]), date(2030, 1, 1)), []);
    let withdrawn = under(TERMS);
    let withdraw = crate::commands::Withdraw {
        case: case("GM0758", "A"),
        received_at: at("2023-02-01T09:00:00Z"),
        reason: "Geen grond.".into(),
    };
    let events = withdrawn.clone().when(withdraw).happened();
    let withdrawn = withdrawn.and(events);
    assert_eq!(on(&withdrawn, date(2030, 1, 1)), []);
    let course = withdrawn.learn(Course::of(application("A")));
    assert_eq!(course.ended_on(), Some(date(2023, 2, 1)));
}

/// The money of the trial tranche, out of the courses of these applications.
fn money(history: &Given, names: &[&str]) -> Money {
    let mut flows: BTreeMap<Date, Flow> = BTreeMap::new();
    for name in names {
        for (day, flow) in history.learn(Course::of(application(name))).flows() {
            *flows.entry(day).or_default() += flow;
        }
    }
    Money { ceiling: history.learn(Ceilings::of(tranche())).changes().clone(), flows }
}

#[test]
fn money_is_left_after_closing_only_while_nobody_waits() {
    let history = under("").and(ready("GM0344", "B", 5_000));
    let rules = history.learn(TrancheRules::of(tranche()));
    let rules = Rules::in_version(&rules, 1).unwrap();
    let left =
        |history: &Given, day| left_after_closing(&tranche(), &money(history, &["A", "B"]), rules, day);
    assert_eq!(left(&history, date(2022, 12, 2)), None, "B waits");
    let history = history.and([granted("GM0344", "B", 5_000)]);
    assert_eq!(left(&history, date(2022, 10, 24)), None, "open until then");
    let signal = left(&history, date(2023, 1, 1)).unwrap();
    assert_eq!((signal.since, signal.numbers[1].1), (date(2022, 12, 1), Number::Money(Cents::euros(5_000))));
}

#[test]
fn every_kind_has_a_code_of_its_own_and_a_title() {
    let codes: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), Kind::ALL.len());
    assert!(Kind::ALL.iter().all(|kind| !kind.title().is_empty()));
}

/// Reports and corrections of earlier ones, in any number.
fn histories() -> impl Strategy<Value = Vec<(usize, u32, i64, Option<usize>)>> {
    prop::collection::vec((0..4_usize, 1..80_u32, 0..900_i64, prop::option::of(0..6_usize)), 0..12)
}

const MILESTONES: [Milestone; 4] =
    [Milestone::IrreversibleStep, Milestone::Started, Milestone::Realised, Milestone::OutOfUse];

fn play(steps: &[(usize, u32, i64, Option<usize>)]) -> (Given, BTreeMap<u128, ProgressEntry>) {
    let (mut history, mut holding) = (under(TERMS), BTreeMap::new());
    for (number, (milestone, units, days, corrects)) in (0_u128..).zip(steps) {
        let day = date(2023, 1, 1).saturating_add(days.days());
        let said = entry(MILESTONES[*milestone], *units, &day.to_string());
        let corrects = corrects.and_then(|index| holding.keys().nth(index).copied());
        history = match corrects {
            Some(earlier) => {
                holding.remove(&earlier);
                history.and([corrected(number, earlier, vec![said.clone()])])
            }
            None => history.and([reported_on(number, vec![said.clone()], "2025-12-31T09:00:00Z")]),
        };
        holding.insert(number, said);
    }
    (history, holding)
}

proptest! {
    #[test]
    fn the_numbers_of_a_signal_are_those_that_hold_after_every_correction(steps in histories(), days in 0..1500_i64) {
        let (history, holding) = play(&steps);
        let day = date(2023, 1, 1).saturating_add(days.days());
        let counted = |milestone: Milestone| -> u64 {
            let of = holding.values().filter(|one| one.milestone == milestone && one.achieved_on <= day);
            of.map(|one| u64::from(one.units.get())).sum()
        };
        let realised = counted(Milestone::Realised);
        let signal = find(&history, day, Kind::RealisedAboveGranted);
        prop_assert_eq!(signal.is_some(), realised > 100);
        if let Some(signal) = signal {
            prop_assert_eq!(homes(&signal), vec![100, realised]);
            prop_assert!(signal.since <= day);
            prop_assert!(find(&history, signal.since, Kind::RealisedAboveGranted).is_some());
        }
        let out_of_use = counted(Milestone::OutOfUse);
        prop_assert_eq!(find(&history, day, Kind::OutOfUseAboveRealised).is_some(), out_of_use > realised);
        for signal in on(&history, day) {
            prop_assert!(signal.since <= day, "{signal:?}");
            prop_assert!(!signal.trace.is_empty() && !signal.explanation.is_empty());
        }
    }

    #[test]
    fn taking_every_report_back_leaves_no_signal_about_what_was_reported(steps in histories()) {
        let (mut history, holding) = play(&steps);
        for (number, earlier) in (1_000_u128..).zip(holding.keys()) {
            history = history.and([corrected(number, *earlier, Vec::new())]);
        }
        let about_reports: Vec<_> = on(&history, date(2026, 1, 1))
            .into_iter()
            .filter(|signal| ![Kind::MilestoneMissed, Kind::AccountOverdue, Kind::ReportOverdue].contains(&signal.kind))
            .collect();
        prop_assert_eq!(about_reports, vec![]);
    }

    #[test]
    fn a_course_is_read_back_as_it_was_written(steps in histories()) {
        let course = play(&steps).0.learn(Course::of(application("A")));
        let text = serde_json::to_string(&course).unwrap();
        prop_assert_eq!(serde_json::from_str::<Course>(&text).unwrap(), course);
    }

    #[test]
    fn a_course_by_what_was_known_on_a_day_is_that_of_the_log_cut_there(
        steps in histories(),
        marks in prop::collection::vec(prop::option::of(0..900_i64), 40),
        days in 0..900_i64,
    ) {
        let first = date(2023, 1, 1);
        let mut log = play(&steps).0.log().to_vec();
        for (recorded, mark) in log.iter_mut().zip(marks.iter().cycle()) {
            let known_since = mark.map(|days| at(&format!("{}T11:00:00Z", first.saturating_add(days.days()))));
            let source = String::new();
            recorded.imported = known_since.map(|known_since| Imported { known_since, source, generated: None });
        }
        let day = first.saturating_add(days.days());
        let learnt = |known: &dyn Fn(&Recorded) -> bool| {
            let mut course = Course::of(application("A"));
            log.iter().filter(|recorded| known(recorded)).for_each(|recorded| course.learn(recorded));
            course
        };
        let (whole, cut) = (learnt(&|_| true), learnt(&|recorded| day_of(recorded.known_since()) <= day));
        prop_assert_eq!(&whole.known_by(day), &cut);
        let mut flows: BTreeMap<Date, Flow> = BTreeMap::new();
        for ((_, on), flow) in whole.flows_as_known().range(..=(day, Date::MAX)) {
            *flows.entry(*on).or_default() += *flow;
        }
        let without_nothing = |mut flows: BTreeMap<Date, Flow>| {
            flows.retain(|_, flow| *flow != Flow::default());
            flows
        };
        prop_assert_eq!(without_nothing(flows), without_nothing(cut.flows()));
    }
}
