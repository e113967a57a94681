//! From events to lines, and that what the ledger says is granted is what guards the ceiling.

use super::{Line, Measure, State, lines};
use crate::figures::described;
use crate::testing::{
    accounted, at, carried, case, contributed, corrected, granted, opened, person, purse, reached, recorded,
    reported, reported_as, submitted, tranche, withdrawn,
};
use proptest::prelude::*;
use regulation::Facts;
use regulation::event::{
    ApplicationRejected, ApplicationSetAside, Arrival, CeilingChanged, Event, GrantSettled, RejectionGround,
    Source,
};
use regulation::facts::Budget;
use regulation::record::{Imported, Recorded};
use regulation::words::{
    Amount, Cents, ContributionKey, Evidence, GoalKey, Milestone, PotKey, ProjectKey, ReportId, TrancheKey,
    UnitKind, Units,
};

fn all(history: &[Recorded]) -> Vec<Line> {
    let mut state = State::default();
    let mut all = Vec::new();
    for recorded in history {
        let made = lines(&state, recorded);
        made.iter().for_each(|line| state.learn(line));
        all.extend(made);
    }
    all
}

fn history(events: impl IntoIterator<Item = Event>) -> Vec<Recorded> {
    (1..).zip(events).map(|(position, event)| recorded(position, event)).collect()
}

fn cents(lines: &[Line], measure: Measure) -> i64 {
    lines.iter().filter(|line| line.measure == measure).filter_map(|line| line.cents).sum()
}

fn units(lines: &[Line], measure: Measure) -> i64 {
    lines.iter().filter(|line| line.measure == measure).filter_map(|line| line.units).sum()
}

#[test]
fn a_submission_makes_a_line_of_money_and_lines_of_homes_for_each_project() {
    let lines = all(&history([submitted("A", 50_000)]));
    assert_eq!(lines.len(), 6, "of what is asked, and the same of what waits");
    assert_eq!((cents(&lines, Measure::Requested), units(&lines, Measure::Requested)), (5_000_000, 100));
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert!(lines.iter().all(|line| line.cents.is_none() || line.kind.is_none()), "no euros by group");
}

#[test]
fn a_late_submission_is_counted_as_asked_and_as_late() {
    let lines = all(&history([late("A")]));
    assert_eq!(told(&lines, Measure::Late).len(), 3);
    assert_eq!(told(&lines, Measure::Late), told(&lines, Measure::Requested));
}

/// What lines of a measure say: of which project and kind, how many homes, how much money.
type Told<'a> = (Option<&'a ProjectKey>, Option<&'a UnitKind>, Option<i64>, Option<i64>);

fn told(lines: &[Line], measure: Measure) -> Vec<Told<'_>> {
    let of_measure = lines.iter().filter(|line| line.measure == measure);
    of_measure.map(|line| (line.project.as_ref(), line.kind.as_ref(), line.units, line.cents)).collect()
}

#[test]
fn an_application_that_ends_without_a_grant_ends_with_the_euros_and_the_homes_that_it_asked() {
    for (end, measure) in [
        (rejected("A"), Measure::Rejected),
        (set_aside("A"), Measure::SetAside),
        (withdrawn("A"), Measure::Withdrawn),
    ] {
        let lines = all(&history([of_two_projects("A", 50_000), submitted("B", 1_000), end]));
        let of_a: Vec<Line> =
            lines.iter().filter(|line| line.application == lines[0].application).cloned().collect();
        assert_eq!(told(&of_a, measure).len(), 6, "{measure:?}");
        assert_eq!(told(&of_a, measure), told(&of_a, Measure::Requested), "{measure:?}");
        assert_eq!(told(&lines, measure).len(), 6, "of no other application");
    }
}

#[test]
fn of_a_grant_that_is_withdrawn_what_was_asked_is_withdrawn_and_what_was_granted_is_free() {
    let lines = all(&history([submitted("A", 50_000), granted("A", 40_000), withdrawn("A")]));
    assert_eq!((cents(&lines, Measure::Withdrawn), units(&lines, Measure::Withdrawn)), (5_000_000, 100));
    assert_eq!((cents(&lines, Measure::Released), units(&lines, Measure::Released)), (4_000_000, 100));
}

#[test]
fn an_application_that_ends_twice_ends_once_with_what_it_asked() {
    let lines = all(&history([submitted("A", 50_000), rejected("A"), rejected("A"), withdrawn("A")]));
    assert_eq!((cents(&lines, Measure::Rejected), units(&lines, Measure::Rejected)), (5_000_000, 100));
    assert_eq!(told(&lines, Measure::Withdrawn), [(None, None, None, None)], "that it ended is a line");
}

#[test]
fn an_application_of_which_nothing_is_known_to_be_asked_is_counted_when_it_ends() {
    let lines = all(&history([rejected("A")]));
    assert_eq!((lines.len(), told(&lines, Measure::Rejected)), (1, vec![(None, None, None, None)]));
    assert!(lines[0].application.is_some());
}

#[test]
fn a_ceiling_is_its_opening_and_its_changes() {
    let lines = all(&history([opened(100_000), ceiling(150_000), ceiling(120_000)]));
    assert_eq!(
        lines.iter().filter_map(|line| line.cents).collect::<Vec<_>>(),
        [10_000_000, 5_000_000, -3_000_000]
    );
}

#[test]
fn a_changed_pot_is_no_change_of_the_ceiling() {
    let lines = all(&history([opened(100_000), pot_ceiling(40_000)]));
    assert_eq!(lines.len(), 1);
}

#[test]
fn money_that_is_carried_over_is_less_in_the_one_tranche_and_more_in_the_other() {
    let other = opened_as("proef-2023", 50_000);
    let (from, to) = (purse("proef-2022", None), purse("proef-2023", Some("studenten")));
    let lines = all(&history([opened(100_000), other, carried(from, to, 10_000)]));
    let last: Vec<_> = lines
        .iter()
        .skip(2)
        .map(|line| (line.tranche.as_ref().unwrap().as_str(), line.number, line.cents))
        .collect();
    assert_eq!(last, [("proef-2022", 0, Some(-1_000_000)), ("proef-2023", 1, Some(1_000_000))]);
    assert!(lines.iter().skip(2).all(|line| line.measure == Measure::Ceiling && line.application.is_none()));
    assert_eq!(lines.last().map(|line| line.valid_on.to_string()), Some("2022-10-15".to_owned()));
}

#[test]
fn between_two_pots_of_one_tranche_nothing_is_carried_over_in_the_ledger() {
    let (from, to) = (purse("proef-2022", Some("studenten")), purse("proef-2022", Some("overig")));
    assert_eq!(all(&history([opened(100_000), carried(from, to, 10_000)])).len(), 1);
}

#[test]
fn withdrawing_before_a_grant_frees_nothing() {
    let lines = all(&history([submitted("A", 50_000), withdrawn("A")]));
    assert_eq!((cents(&lines, Measure::Released), units(&lines, Measure::Released)), (0, 0));
    assert_eq!(units(&lines, Measure::Withdrawn), 100);
}

#[test]
fn withdrawing_a_grant_frees_its_money_and_its_homes_once() {
    let lines = all(&history([granted("A", 50_000), withdrawn("A"), withdrawn("A")]));
    assert_eq!((cents(&lines, Measure::Granted), cents(&lines, Measure::Released)), (5_000_000, 5_000_000));
    assert_eq!((units(&lines, Measure::Granted), units(&lines, Measure::Released)), (100, 100));
}

#[test]
fn settling_lower_frees_the_difference_and_no_homes() {
    let lines = all(&history([granted("A", 50_000), settled("A", 30_000)]));
    assert_eq!((cents(&lines, Measure::Settled), cents(&lines, Measure::Released)), (3_000_000, 2_000_000));
    assert_eq!(units(&lines, Measure::Released), 0);
}

#[test]
fn realised_homes_are_true_on_the_day_on_which_they_were_reached() {
    let lines = all(&history([granted("A", 50_000), reported("A", Milestone::Realised, 40, "2024-06-30")]));
    let line = lines.last().unwrap();
    assert_eq!((line.measure, line.units, line.cents), (Measure::Realised, Some(40), None));
    assert_eq!(line.valid_on.to_string(), "2024-06-30");
}

#[test]
fn an_imported_event_is_true_on_its_own_day_and_known_since_its_source() {
    let mut imported = recorded(1, granted("A", 50_000));
    imported.imported = Some(regulation::record::Imported {
        known_since: at("2023-01-31T11:00:00Z"),
        source: "Nieuwsbericht".into(),
        generated: None,
    });
    let line = &all(&[imported])[0];
    assert_eq!(line.valid_on.to_string(), "2022-12-01");
    assert_eq!(line.known_since, at("2023-01-31T11:00:00Z"));
}

#[test]
fn every_measure_is_read_back_by_its_stored_name() {
    assert!(Measure::ALL.iter().all(|measure| Measure::parse(measure.as_str()) == Some(*measure)));
}

/// Any order of events, also orders that the rules would refuse: the ledger does not lean on the rules.
fn any_event() -> impl Strategy<Value = Event> {
    let name = prop::sample::select(vec!["A", "B", "C", "D"]);
    (name, 0..18_u8, 0..100_000_i64).prop_map(|(name, what, euros)| match what {
        0 => submitted(name, euros),
        1 => of_two_projects(name, euros),
        2..=4 => granted(name, euros),
        5 | 6 => settled(name, euros),
        7 => withdrawn(name),
        8 => reported(name, Milestone::Started, 10, "2023-05-01"),
        9 => ceiling(euros),
        10 => pot_ceiling(euros),
        11 => carried(purse("proef-2022", None), purse("proef-2023", Some(POT)), euros),
        12 => carried(purse("proef-2023", None), purse("proef-2022", Some(POT)), euros),
        13 => rejected(name),
        14 => set_aside(name),
        15 => late(name),
        16 => accounted(name, 2023, euros),
        _ => carried(purse("proef-2022", Some(POT)), purse("proef-2022", None), euros),
    })
}

const POT: &str = "studenten";
const TRANCHES: [&str; 2] = ["proef-2022", "proef-2023"];

fn learned(tranche: &TrancheKey, history: &[Recorded]) -> Budget {
    let mut budget = Budget::of(tranche.clone());
    let about = budget.about();
    history.iter().filter(|one| about.matches(&one.event)).for_each(|one| Facts::learn(&mut budget, one));
    budget
}

#[test]
fn an_application_waits_until_it_is_decided_or_withdrawn() {
    let waiting = |events: Vec<Event>| {
        let lines = all(&history(events));
        (cents(&lines, Measure::Waiting), units(&lines, Measure::Waiting))
    };
    assert_eq!(waiting(vec![submitted("A", 50_000), submitted("B", 20_000)]), (7_000_000, 200));
    assert_eq!(waiting(vec![submitted("A", 50_000), granted("A", 40_000)]), (0, 0));
    assert_eq!(waiting(vec![submitted("A", 50_000), withdrawn("A"), withdrawn("A")]), (0, 0));
    assert_eq!(waiting(vec![submitted("A", 0)]), (0, 100), "also when it asks for no money");
}

#[test]
fn what_waits_is_undone_line_by_line() {
    let lines = all(&history([of_two_projects("A", 50_000), granted("A", 40_000)]));
    let waiting = told(&lines, Measure::Waiting);
    let (asked, undone) = waiting.split_at(6);
    assert_eq!(asked, told(&lines, Measure::Requested));
    let opposite =
        |told: &Told<'_>| (told.0.cloned(), told.1.cloned(), told.2.map(|n| -n), told.3.map(|n| -n));
    let same = |told: &Told<'_>| (told.0.cloned(), told.1.cloned(), told.2, told.3);
    assert_eq!(undone.iter().map(same).collect::<Vec<_>>(), asked.iter().map(opposite).collect::<Vec<_>>());
}

#[test]
fn of_a_case_those_lines_are_read_again_from_which_its_state_learns_and_no_others() {
    let mut state = State::default();
    let lines = all(&history([submitted("A", 50_000), granted("A", 40_000)]));
    lines.iter().for_each(|line| state.learn(line));
    let homes = lines.iter().find(|line| line.units.is_some()).unwrap();
    let whole = Line {
        evidence: Some(Evidence::Claimed),
        report: Some(ReportId(uuid::Uuid::nil())),
        goal: Some(GoalKey::parse("flex").unwrap()),
        contribution: Some(ContributionKey::parse("rvb-inkoop").unwrap()),
        cents: Some(100),
        ..homes.clone()
    };
    for measure in Measure::ALL {
        let mut after = state.clone();
        after.learn(&Line { measure: *measure, ..whole.clone() });
        // Lines of ceilings are found by their tranche, and those of contributions by their contribution.
        let is_of_no_case = matches!(measure, Measure::Ceiling | Measure::Contributed);
        assert_eq!(after != state, measure.is_read_again() || is_of_no_case, "{measure:?}");
    }
}

#[test]
fn a_correction_undoes_the_report_on_its_own_days_and_tells_what_holds_instead() {
    let first = reported_as(1, "A", vec![reached(Milestone::Realised, 40, "2024-06-30")]);
    let second = reported_as(2, "A", vec![reached(Milestone::Realised, 10, "2024-06-30")]);
    let entries = vec![reached(Milestone::Realised, 25, "2024-05-31")];
    let lines = all(&history([first, second, corrected(3, 1, "A", entries)]));
    let told: Vec<_> = lines.iter().map(|line| (line.units, line.valid_on.to_string())).collect();
    let day = |day: &str| day.to_owned();
    let expected = [
        (Some(40), day("2024-06-30")),
        (Some(10), day("2024-06-30")),
        (Some(-40), day("2024-06-30")),
        (Some(25), day("2024-05-31")),
    ];
    assert_eq!(told, expected, "the second report stays");
}

#[test]
fn a_correction_can_be_corrected_and_the_corrected_report_is_not_undone_twice() {
    let first = reported_as(1, "A", vec![reached(Milestone::Realised, 40, "2024-06-30")]);
    let then = |report, corrects, units| {
        corrected(report, corrects, "A", vec![reached(Milestone::Realised, units, "2024-06-30")])
    };
    let lines = all(&history([first, then(2, 1, 30), then(3, 2, 20)]));
    assert_eq!(units(&lines, Measure::Realised), 20);
}

#[test]
fn a_later_account_over_the_same_year_takes_the_place_of_the_earlier() {
    let lines =
        all(&history([accounted("A", 2023, 500), accounted("A", 2023, 700), accounted("A", 2024, 100)]));
    assert_eq!(lines.iter().filter_map(|line| line.cents).collect::<Vec<_>>(), [50_000, 20_000, 10_000]);
    assert_eq!(lines[1].valid_on.to_string(), "2023-12-31");
}

#[test]
fn a_contribution_that_is_entered_again_counts_once_where_it_was_entered_last() {
    let lines = all(&history([
        contributed("flex", 2_000, "2023-06-08"),
        contributed("studenten", 1_500, "2024-01-01"),
    ]));
    let told: Vec<_> = lines.iter().map(|line| (line.goal.as_ref().unwrap().as_str(), line.units)).collect();
    assert_eq!(told, [("flex", Some(2_000)), ("flex", Some(-2_000)), ("studenten", Some(1_500))]);
    assert!(lines.iter().all(|line| line.tranche.is_none() && line.measure == Measure::Contributed));
}

fn known_since(day: &str, position: u64, event: Event) -> Recorded {
    let imported = Imported { known_since: at(day), source: "Kamerbrief".into(), generated: None };
    Recorded { imported: Some(imported), ..recorded(position, event) }
}

/// The lines that were known at noon of a day.
fn known<'a>(lines: &'a [Line], day: &str) -> impl Iterator<Item = &'a Line> {
    let noon = at(&format!("{day}T12:00:00Z"));
    lines.iter().filter(move |line| line.known_since <= noon)
}

#[test]
fn since_when_is_told_as_precisely_as_the_table_keeps_it() {
    let both = ["2024-07-01T00:00:00.0000007Z", "2024-07-01T00:00:00.000000999Z"];
    let told = [
        known_since(both[0], 1, accounted("A", 2023, 500)),
        known_since(both[1], 2, accounted("A", 2023, 700)),
    ];
    let lines = all(&told);
    assert!(lines.iter().all(|line| line.known_since == at("2024-07-01T00:00:00.000001Z")), "{lines:#?}");
    assert_eq!(lines.iter().filter_map(|line| line.cents).collect::<Vec<_>>(), [50_000, 20_000]);
}

#[test]
fn an_account_that_was_known_earlier_than_the_one_it_replaces_is_whole_from_the_start() {
    let lines = all(&[
        known_since("2024-06-08T00:00:00Z", 1, accounted("A", 2023, 500)),
        known_since("2024-01-10T00:00:00Z", 2, accounted("A", 2023, 700)),
        known_since("2024-09-01T00:00:00Z", 3, accounted("A", 2023, 800)),
    ]);
    let days = ["2024-01-09", "2024-01-10", "2024-06-08", "2024-09-01"];
    let told = days.map(|day| known(&lines, day).filter_map(|line| line.cents).sum::<i64>());
    assert_eq!(told, [0, 70_000, 70_000, 80_000]);
}

#[test]
fn what_was_known_of_a_contribution_is_never_less_than_nothing() {
    let lines = all(&[
        known_since("2023-06-08T00:00:00Z", 1, contributed("flex", 2_000, "2023-01-01")),
        known_since("2023-01-10T00:00:00Z", 2, contributed("flex", 1_500, "2023-01-01")),
        known_since("2023-03-01T00:00:00Z", 3, contributed("flex", 1_600, "2023-01-01")),
        known_since("2023-09-01T00:00:00Z", 4, contributed("flex", 1_700, "2023-01-01")),
    ]);
    let days =
        ["2023-01-09", "2023-01-10", "2023-02-28", "2023-03-01", "2023-06-07", "2023-06-08", "2023-09-01"];
    let told = days.map(|day| known(&lines, day).filter_map(|line| line.units).sum::<i64>());
    assert_eq!(told, [0, 1_500, 1_500, 1_600, 1_600, 1_600, 1_700]);
    let last: Vec<_> = lines.iter().filter(|line| line.position.0 == 4).map(|line| line.units).collect();
    assert_eq!(last, [Some(-1_600), Some(1_700)], "what is undone at one moment is one line");
}

proptest! {
    #[test]
    fn the_figure_that_is_published_is_the_figure_that_guards(
        events in prop::collection::vec(any_event(), 0..40), second in 0..60_usize,
    ) {
        // Of the two tranches between which money goes, the second opens somewhere in between, or never.
        let mut events: Vec<Event> = std::iter::once(opened(1_000)).chain(events).collect();
        if second < events.len() {
            events.insert(second, opened_as("proef-2023", 2_000));
        }
        let history = history(events);
        for end in 1..=history.len() {
            let lines = all(&history[..end]);
            for tranche in TRANCHES.map(|key| TrancheKey::parse(key).unwrap()) {
                let budget = learned(&tranche, &history[..end]);
                let lines: Vec<Line> = lines.iter().filter(|line| line.tranche.as_ref() == Some(&tranche)).cloned().collect();
                let granted = cents(&lines, Measure::Granted) - cents(&lines, Measure::Released);
                prop_assert_eq!(granted, budget.granted().get());
                let ceiling = cents(&lines, Measure::Ceiling);
                prop_assert_eq!(ceiling, budget.ceiling().unwrap_or_default().get());
            }
        }
    }

    #[test]
    fn replaying_gives_the_same_lines(events in prop::collection::vec(any_event(), 0..40)) {
        let history = history(events);
        prop_assert_eq!(all(&history), all(&history));
    }

    #[test]
    fn no_more_ends_than_was_asked_and_nothing_less_than_nothing_waits(
        events in prop::collection::vec(any_event(), 0..40),
    ) {
        let lines = all(&history(events));
        let ends = [Measure::Rejected, Measure::SetAside, Measure::Withdrawn];
        for add_up in [units, cents] {
            let ended: i64 = ends.iter().map(|end| add_up(&lines, *end)).sum();
            prop_assert!(ended <= add_up(&lines, Measure::Requested));
            prop_assert!(add_up(&lines, Measure::Late) <= add_up(&lines, Measure::Requested));
            prop_assert!(add_up(&lines, Measure::Waiting) >= 0);
        }
    }

    #[test]
    fn a_measure_is_told_in_everything_that_its_lines_count(events in prop::collection::vec(any_event(), 0..40)) {
        for line in all(&history(events)) {
            let (word, told, _) = described(line.measure);
            let counts = [
                ("aanvragen", line.application.is_some()),
                ("projecten", line.project.is_some()),
                ("woonruimten", line.units.is_some()),
                ("euro", line.cents.is_some()),
            ];
            for (unit, _) in counts.iter().filter(|(_, counted)| *counted) {
                prop_assert!(told.iter().any(|told| told.column() == *unit), "{} in {}", word, unit);
            }
        }
    }

    #[test]
    fn homes_that_are_free_again_were_granted_before(events in prop::collection::vec(any_event(), 0..40)) {
        let lines = all(&history(events));
        prop_assert!(units(&lines, Measure::Released) <= units(&lines, Measure::Granted));
    }
}

fn ceiling(euros: i64) -> Event {
    ceiling_of(None, euros)
}

fn pot_ceiling(euros: i64) -> Event {
    ceiling_of(Some(PotKey::parse(POT).unwrap()), euros)
}

fn ceiling_of(pot: Option<PotKey>, euros: i64) -> Event {
    CeilingChanged {
        tranche: tranche(),
        pot,
        ceiling: Cents::euros(euros),
        decided_on: "2022-10-01".parse().unwrap(),
        published_on: None,
        source: Source { reference: "Proefcourant 1".into(), address: "https://example.org/1".into() },
        by: person(),
    }
    .into()
}

fn opened_as(key: &str, euros: i64) -> Event {
    let Event::TrancheOpened(mut event) = opened(euros) else { unreachable!() };
    event.tranche = TrancheKey::parse(key).unwrap();
    event.into()
}

fn settled(name: &str, euros: i64) -> Event {
    GrantSettled {
        case: case("GM0758", name),
        amount: Amount::gross(Cents::euros(euros)),
        silence: None,
        explanation: "Lager.".into(),
        decided_at: at("2025-03-01T09:00:00Z"),
        by: person(),
    }
    .into()
}

fn late(name: &str) -> Event {
    let Event::ApplicationSubmitted(mut event) = submitted(name, 50_000) else { unreachable!() };
    event.arrival = Arrival::Late { closed_at: at("2022-09-20T07:00:00Z") };
    event.into()
}

fn rejected(name: &str) -> Event {
    ApplicationRejected {
        case: case("GM0758", name),
        ground: RejectionGround::ConditionsNotMet,
        explanation: "Te duur.".into(),
        decided_at: at("2022-12-01T09:00:00Z"),
        by: person(),
    }
    .into()
}

fn set_aside(name: &str) -> Event {
    ApplicationSetAside {
        case: case("GM0758", name),
        explanation: "Niet aangevuld.".into(),
        decided_at: at("2022-11-15T09:00:00Z"),
        by: person(),
    }
    .into()
}

/// Of which the second asks half as much, for as many homes and one more of each kind.
fn of_two_projects(name: &str, euros: i64) -> Event {
    let Event::ApplicationSubmitted(mut event) = submitted(name, euros) else { unreachable!() };
    let mut second = event.projects[0].clone();
    second.key = ProjectKey::parse("P2").unwrap();
    second.requested = Amount::gross(Cents::euros(euros / 2));
    second.lines.iter_mut().for_each(|line| line.planned = Units::new(line.planned.get() + 1));
    event.projects.push(second);
    event.into()
}
