//! What holds in every history: random commands by random people, checked after every event against counts that
//! are made here anew and simply, not by the facts that the commands themselves use.

use crate::commands::*;
use crate::event::{Advice, Arrival, CaseHeader, Event, Piece, ProgressEntry, RejectionGround};
use crate::facts::*;
use crate::query::Query;
use crate::record::Recorded;
use crate::testing::*;
use crate::words::*;
use crate::worklist::Docket;
use crate::{Command, Facts};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

const APPLICANTS: [&str; 4] = ["GM0758", "GM0344", "GM0363", "GM0501"];
const PIECES: [&str; 2] = ["begroting", "kaart"];
const EDITIONS: [&str; 4] = ["2022", "2022-2", "2022-3", "2023"];
const ASSESSORS: [&str; 3] = ["anna", "bram", "cato"];

/// What somebody tries at a step; most of it is refused.
#[derive(Debug, Clone)]
enum Try {
    Submit {
        application: usize,
        euros: i64,
    },
    /// Whatever comes next on the way to a decision.
    Usher {
        application: usize,
        euros: i64,
    },
    Ask {
        application: usize,
        piece: usize,
        /// How many days the term lasts, where there is one.
        days: Option<i64>,
    },
    Supplement {
        application: usize,
        piece: usize,
    },
    Confirm {
        application: usize,
    },
    Advise {
        application: usize,
        by: usize,
        euros: i64,
    },
    Approve {
        application: usize,
        by: usize,
        percent: i64,
    },
    Reject {
        application: usize,
        by: usize,
    },
    Withdraw {
        application: usize,
    },
    Settle {
        application: usize,
        euros: i64,
    },
    SetAside {
        application: usize,
    },
    Report {
        application: usize,
        homes: u32,
    },
    /// Corrects one of the reports so far, whosever it is.
    Correct {
        /// Which report, the newest first.
        which: usize,
        /// Whether it is named in the case in which it was made, or in this one.
        elsewhere: Option<usize>,
        homes: u32,
    },
    Account {
        application: usize,
        years: i16,
        euros: i64,
    },
    Contribute {
        homes: u32,
    },
    /// Seals an edition, as a correction of another or by itself.
    Seal {
        edition: usize,
        corrects: Option<usize>,
    },
    Ceiling {
        euros: i64,
    },
    Extend {
        days: i64,
    },
    Close,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let application = 0..8_usize;
    let euros = 1..70_000_i64;
    let one = prop_oneof![
        4 => (application.clone(), euros.clone()).prop_map(|(application, euros)| Try::Submit { application, euros }),
        2 => (application.clone(), 0..2_usize, prop::option::of(0..5_i64))
            .prop_map(|(application, piece, days)| Try::Ask { application, piece, days }),
        2 => (application.clone(), 0..2_usize).prop_map(|(application, piece)| Try::Supplement { application, piece }),
        2 => application.clone().prop_map(|application| Try::Confirm { application }),
        9 => (application.clone(), euros.clone()).prop_map(|(application, euros)| Try::Usher { application, euros }),
        2 => (application.clone(), 0..3_usize, euros.clone())
            .prop_map(|(application, by, euros)| Try::Advise { application, by, euros }),
        9 => (application.clone(), 0..3_usize, 60..=101_i64)
            .prop_map(|(application, by, percent)| Try::Approve { application, by, percent }),
        1 => (application.clone(), 0..3_usize).prop_map(|(application, by)| Try::Reject { application, by }),
        1 => application.clone().prop_map(|application| Try::Withdraw { application }),
        2 => application.clone().prop_map(|application| Try::SetAside { application }),
        3 => (application.clone(), 1..3_u32).prop_map(|(application, homes)| Try::Report { application, homes }),
        3 => (0..4_usize, prop::option::weighted(0.2, application.clone()), 0..3_u32)
            .prop_map(|(which, elsewhere, homes)| Try::Correct { which, elsewhere, homes }),
        2 => (application.clone(), -1..2_i16, -1..3_i64)
            .prop_map(|(application, years, euros)| Try::Account { application, years, euros }),
        1 => (0..2_u32).prop_map(|homes| Try::Contribute { homes }),
        1 => (0..EDITIONS.len(), prop::option::of(0..EDITIONS.len()))
            .prop_map(|(edition, corrects)| Try::Seal { edition, corrects }),
        3 => (application, euros).prop_map(|(application, euros)| Try::Settle { application, euros }),
        1 => (-3..10_i64).prop_map(|days| Try::Extend { days }),
        1 => (1..200_000_i64).prop_map(|euros| Try::Ceiling { euros }),
        1 => Just(Try::Close),
    ];
    prop::collection::vec(one, 1..150)
}

/// The history that a list of tries makes; the clock goes on by seven hours a step.
fn play(tries: &[Try]) -> Given {
    let mut history = given([published(), opened()]);
    let mut now = at("2022-09-19T07:00:00Z");
    for (step, attempt) in tries.iter().enumerate() {
        now += 7.hours();
        if let Ok(events) = attempt_at(&history, attempt, now, step) {
            history = history.and(events);
        }
    }
    history
}

fn attempt_at(
    history: &Given,
    attempt: &Try,
    now: Timestamp,
    step: usize,
) -> Result<Vec<Event>, crate::violation::Violation> {
    let name = |application: usize| format!("aanvraag-{application}");
    let of = |application: usize| case(APPLICANTS[application % 4], &name(application));
    let by = |index: usize| assessor(ASSESSORS[index]);
    let piece = |index: usize| PieceCode::parse(PIECES[index]).unwrap();
    let amount = |euros: i64| Amount::gross(Cents::euros(euros));
    match *attempt {
        Try::Submit { application, euros } => {
            let mut command = submit(APPLICANTS[application % 4], &name(application), "2022-09-20T00:00:00Z");
            command.received_at = now;
            command.projects = vec![project(euros)];
            run(history, command)
        }
        Try::Ask { application, piece: index, days } => {
            let pieces = vec![Piece { code: piece(index), description: "Stuk".into() }];
            run(
                history,
                RequestSupplement {
                    case: of(application),
                    pieces,
                    answer_by: days.map(|days| day_of(now).saturating_add(days.days())),
                    requested_at: now,
                    by: by(0),
                },
            )
        }
        Try::Supplement { application, piece: index } => run(
            history,
            Supplement {
                case: of(application),
                received_at: now,
                pieces: vec![piece(index)],
                note: String::new(),
            },
        ),
        Try::Confirm { application } => {
            run(history, ConfirmCompleteness { case: of(application), confirmed_at: now, by: by(0) })
        }
        Try::Advise { application, by: index, euros } => {
            let advice = Advice::Grant { amount: amount(euros) };
            run(
                history,
                Advise {
                    case: of(application),
                    advice,
                    judgement: None,
                    reasons: String::new(),
                    given_at: now,
                    by: by(index),
                },
            )
        }
        Try::Approve { application, by: index, percent } => {
            let requested = history.learn(Case::of(of(application).application)).requested();
            let amount = Amount::gross(Cents::new(requested.get() / 100 * percent));
            run(
                history,
                Approve {
                    case: of(application),
                    amount,
                    explanation: "Daarom.".into(),
                    decided_at: now,
                    by: by(index),
                },
            )
        }
        Try::Usher { application, euros } => {
            let next = [
                Try::Submit { application, euros },
                Try::Confirm { application },
                Try::Advise { application, by: 0, euros: 1 },
            ];
            let mut outcomes = next.iter().map(|next| attempt_at(history, next, now, step));
            outcomes.find(Result::is_ok).unwrap_or(Ok(Vec::new()))
        }
        Try::Reject { application, by: index } => {
            let reject = |ground| {
                let (case, explanation, by) = (of(application), "Daarom.".into(), by(index));
                run(history, Reject { case, ground, explanation, decided_at: now, by })
            };
            reject(RejectionGround::CeilingReached).or_else(|_| reject(RejectionGround::ConditionsNotMet))
        }
        Try::Withdraw { application } => {
            run(history, Withdraw { case: of(application), received_at: now, reason: String::new() })
        }
        Try::Settle { application, euros } => {
            let explanation = "Daarom.".to_owned();
            run(
                history,
                Settle {
                    case: of(application),
                    amount: amount(euros),
                    explanation,
                    decided_at: now,
                    by: by(0),
                },
            )
        }
        Try::SetAside { application } => {
            let explanation = "Daarom.".to_owned();
            run(history, SetAside { case: of(application), explanation, decided_at: now, by: by(0) })
        }
        Try::Report { application, homes } => run(
            history,
            ReportProgress {
                case: granted_or(history, of(application)),
                report: report_of(step),
                received_at: now,
                entries: vec![started(homes, now)],
                by: by(0),
            },
        ),
        Try::Correct { which, elsewhere, homes } => {
            let reports = reports(history);
            let report = reports.get(which % reports.len().max(1)).cloned();
            let (own, corrects) = report.unwrap_or((of(0), report_of(step)));
            run(
                history,
                CorrectProgress {
                    case: elsewhere.map_or(own, of),
                    report: report_of(step),
                    corrects,
                    received_at: now,
                    entries: (homes > 0).then(|| started(homes, now)).into_iter().collect(),
                    reason: "Verteld.".into(),
                    by: by(0),
                },
            )
        }
        Try::Account { application, years, euros } => run(
            history,
            RecordAccount {
                case: granted_or(history, of(application)),
                year: 2022 + years,
                spent: Cents::euros(euros),
                source: source(),
                accounted_at: now + (24 * 500).hours(),
                by: by(0),
            },
        ),
        Try::Contribute { homes } => run(
            history,
            EnterContribution {
                contribution: ContributionKey::parse("inkoop").unwrap(),
                goal: GoalKey::parse("flexwoningen-2022-2024").unwrap(),
                name: "Inkoop".into(),
                units: Some(Units::new(homes)),
                amount: None,
                realised: false,
                counts_from: day_of_test("2022-09-19"),
                source: source(),
                by: by(0),
            },
        ),
        Try::Seal { edition: index, corrects } => {
            run(history, sealing(EDITIONS[index], corrects.map(|corrects| EDITIONS[corrects])))
        }
        Try::Extend { days } => run(
            history,
            ExtendWindow {
                tranche: tranche(),
                closes_at: at("2022-10-24T15:00:00Z") + (24 * days).hours(),
                decided_on: day_of(now),
                source: source(),
                by: by(0),
            },
        ),
        Try::Ceiling { euros } => {
            let ceiling = Cents::euros(euros);
            let decided_on = day_of(now);
            run(
                history,
                ChangeCeiling {
                    tranche: tranche(),
                    pot: None,
                    ceiling,
                    decided_on,
                    published_on: None,
                    source: source(),
                    by: by(0),
                },
            )
        }
        Try::Close if step < 60 => Ok(Vec::new()),
        Try::Close => run(
            history,
            CloseTranche { tranche: tranche(), closed_at: now, reason: String::new(), by: by(0) },
        ),
    }
}

fn report_of(step: usize) -> ReportId {
    ReportId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &step.to_be_bytes()))
}

fn started(homes: u32, now: Timestamp) -> ProgressEntry {
    ProgressEntry {
        project: ProjectKey::parse("P1").unwrap(),
        kind: kind(),
        milestone: Milestone::Started,
        units: Units::new(homes),
        achieved_on: day_of(now),
        evidence: Default::default(),
    }
}

/// The case that was granted last, or else this one.
fn granted_or(history: &Given, case: CaseHeader) -> CaseHeader {
    let granted = |recorded: &Recorded| match &recorded.event {
        Event::ApplicationGranted(event) => Some(event.case.clone()),
        _ => None,
    };
    history.log().iter().rev().find_map(granted).unwrap_or(case)
}

/// The reports and corrections so far, the newest first, each with its case.
fn reports(history: &Given) -> Vec<(CaseHeader, ReportId)> {
    let report = |recorded: &Recorded| match &recorded.event {
        Event::ProgressReported(event) => Some((event.case.clone(), event.report)),
        Event::ProgressCorrected(event) => Some((event.case.clone(), event.report)),
        _ => None,
    };
    history.log().iter().rev().filter_map(report).collect()
}

fn run<C: Command>(history: &Given, command: C) -> Result<Vec<Event>, crate::violation::Violation> {
    let outcome = command.decide(&history.learn(command.facts()));
    outcome.inspect_err(|violation| crate::commands::refusals::must_be_known(C::NAME, violation))
}

/// Counted anew from the beginning: the ceiling, and what each case holds.
fn counted(log: &[Recorded]) -> (Cents, BTreeMap<ApplicationId, Cents>) {
    let (mut ceiling, mut held) = (Cents::ZERO, BTreeMap::new());
    for recorded in log {
        match &recorded.event {
            Event::TrancheOpened(event) => ceiling = event.ceiling,
            Event::CeilingChanged(event) => ceiling = event.ceiling,
            Event::ApplicationGranted(event) => drop(held.insert(event.case.application, event.amount.gross)),
            Event::GrantSettled(event) => drop(held.insert(event.case.application, event.amount.gross)),
            Event::ApplicationWithdrawn(event) => drop(held.remove(&event.case.application)),
            _ => {}
        }
    }
    (ceiling, held)
}

/// Counted anew: the undecided applications in time from which nothing is missing, with what they ask and since when.
fn undecided(log: &[Recorded]) -> Vec<(Timestamp, usize, ApplicationId, Cents)> {
    let mut line = Vec::new();
    for (index, recorded) in log.iter().enumerate() {
        let Event::ApplicationSubmitted(submitted) = &recorded.event else {
            continue;
        };
        let id = submitted.case.application;
        let of_case = |event: &&Recorded| event.event.case().is_some_and(|case| case.application == id);
        let mine: Vec<&Recorded> = log.iter().filter(of_case).collect();
        let over = mine.iter().any(|recorded| {
            matches!(
                recorded.event,
                Event::ApplicationGranted(_)
                    | Event::ApplicationRejected(_)
                    | Event::ApplicationSetAside(_)
                    | Event::ApplicationWithdrawn(_)
            )
        });
        if let (false, Arrival::InTime, Some(since)) = (over, submitted.arrival, complete_since(&mine)) {
            line.push((since, index, id, submitted.requested()));
        }
    }
    line.sort();
    line
}

fn complete_since(mine: &[&Recorded]) -> Option<Timestamp> {
    let (mut missing, mut since) = (Vec::new(), None);
    for recorded in mine {
        match &recorded.event {
            Event::ApplicationSubmitted(event) => since = Some(event.received_at),
            Event::SupplementRequested(event) => {
                missing.extend(event.pieces.iter().map(|piece| piece.code.clone()))
            }
            Event::ApplicationSupplemented(event) => {
                let before = missing.len();
                missing.retain(|piece| !event.pieces.contains(piece));
                if missing.len() < before {
                    since = since.max(Some(event.received_at));
                }
            }
            _ => {}
        }
    }
    if missing.is_empty() { since } else { None }
}

fn fold<F: Facts>(mut facts: F, log: &[Recorded]) -> F {
    let query = facts.about();
    log.iter().filter(|recorded| query.matches(&recorded.event)).for_each(|recorded| facts.learn(recorded));
    facts
}

fn unchanged_by_what_does_not_match<F: Facts + std::fmt::Debug>(facts: F, log: &[Recorded]) {
    let query: Query = facts.about();
    let mut facts = facts;
    for recorded in log {
        if query.matches(&recorded.event) {
            facts.learn(recorded);
            continue;
        }
        let before = format!("{facts:?}");
        facts.learn(recorded);
        assert_eq!(before, format!("{facts:?}"), "changed by {:?}", recorded.event);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_decision_exceeds_what_was_free_where_it_was_bound(tries in tries()) {
        let history = play(&tries);
        for (index, recorded) in history.log().iter().enumerate() {
            if let Event::ApplicationGranted(event) = &recorded.event {
                let (ceiling, held) = counted(&history.log()[..index]);
                let free = ceiling - held.values().copied().sum();
                prop_assert!(event.amount.gross <= free, "{} of {free}", event.amount.gross);
            }
        }
    }

    #[test]
    fn granted_and_free_make_the_ceiling(tries in tries()) {
        let history = play(&tries);
        for end in 2..=history.log().len() {
            let log = &history.log()[..end];
            let (ceiling, held) = counted(log);
            let budget = fold(Budget::of(tranche()), log);
            prop_assert_eq!(budget.granted(), held.values().copied().sum::<Cents>());
            prop_assert_eq!(budget.granted() + budget.free(), ceiling);
        }
    }

    #[test]
    fn nobody_passes_an_earlier_undecided_case(tries in tries()) {
        let history = play(&tries);
        for (index, recorded) in history.log().iter().enumerate() {
            if let Event::ApplicationGranted(event) = &recorded.event {
                let log = &history.log()[..index];
                let (ceiling, held) = counted(log);
                let line = undecided(log);
                let earlier = line.iter().take_while(|(_, _, id, _)| *id != event.case.application);
                let claimed: Cents = earlier.map(|(_, _, _, asked)| *asked).sum();
                let left = ceiling - held.values().copied().sum::<Cents>() - event.amount.gross;
                prop_assert!(claimed <= left, "earlier cases ask {claimed}, {left} was left");
            }
        }
    }

    #[test]
    fn the_order_is_that_of_the_moment_at_which_the_last_missing_piece_came(tries in tries()) {
        let history = play(&tries);
        let order = fold(Order::of(tranche()), history.log());
        let line: Vec<_> = order.in_line().iter().map(|one| (one.complete_since, one.application)).collect();
        let expected: Vec<_> = undecided(history.log()).into_iter().map(|(since, _, id, _)| (since, id)).collect();
        prop_assert_eq!(line, expected);
        for recorded in history.log() {
            if let Event::CompletenessConfirmed(event) = &recorded.event {
                let of_case = |other: &&Recorded| {
                    other.event.case() == Some(&event.case) && other.position < recorded.position
                };
                let mine: Vec<&Recorded> = history.log().iter().filter(of_case).collect();
                prop_assert_eq!(Some(event.complete_since), complete_since(&mine));
            }
        }
    }

    #[test]
    fn no_report_is_corrected_twice_and_none_that_its_case_does_not_have(tries in tries()) {
        let history = play(&tries);
        let mut standing = std::collections::BTreeSet::new();
        for recorded in history.log() {
            match &recorded.event {
                Event::ProgressReported(event) => drop(standing.insert((event.case.application, event.report))),
                Event::ProgressCorrected(event) => {
                    prop_assert!(standing.remove(&(event.case.application, event.corrects)));
                    standing.insert((event.case.application, event.report));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn who_decides_did_not_advise(tries in tries()) {
        let history = play(&tries);
        for recorded in history.log() {
            let decided = match &recorded.event {
                Event::ApplicationGranted(event) => Some((&event.case, &event.by)),
                Event::ApplicationRejected(event) => Some((&event.case, &event.by)),
                _ => None,
            };
            let Some((case, decider)) = decided else { continue };
            let mut advisers = 0;
            for other in history.log() {
                if let Event::AdviceGiven(advice) = &other.event && advice.case == *case {
                    advisers += 1;
                    prop_assert_ne!(&advice.by, decider);
                }
            }
            prop_assert!(advisers > 0);
        }
    }

    #[test]
    fn replay_is_equal_from_any_point(tries in tries(), at in 0..100_usize) {
        let history = play(&tries);
        let at = at % history.log().len();
        let (old, news) = history.log().split_at(at);
        let facts = Approve { case: case("GM0758", "aanvraag-0"), ..approve("GM0758", "A", 1) }.facts();
        let whole = fold(facts.clone(), history.log());
        prop_assert_eq!(format!("{:?}", fold(fold(facts, old), news)), format!("{whole:?}"));
    }

    #[test]
    fn an_event_that_changes_a_fact_matches_its_query(tries in tries()) {
        let history = play(&tries);
        let log = history.log();
        let other = TrancheKey::parse("andere-tranche").unwrap();
        unchanged_by_what_does_not_match(Case::of(application("aanvraag-0")), log);
        unchanged_by_what_does_not_match(Header::of(application("aanvraag-1")), log);
        unchanged_by_what_does_not_match(Course::of(application("aanvraag-1")), log);
        unchanged_by_what_does_not_match(Ceilings::of(tranche()), log);
        unchanged_by_what_does_not_match(Reports::of(application("aanvraag-0")), log);
        unchanged_by_what_does_not_match(Accounts::of(application("aanvraag-1")), log);
        for key in ["inkoop", "andere-inkoop"] {
            unchanged_by_what_does_not_match(Contribution::of(ContributionKey::parse(key).unwrap()), log);
        }
        for keys in [&EDITIONS[..2], &EDITIONS[3..]] {
            let keys = keys.iter().map(|key| EditionKey::parse(key).unwrap());
            unchanged_by_what_does_not_match(Editions::of(keys), log);
        }
        unchanged_by_what_does_not_match(Portfolio::of(tranche(), applicant("GM0758")), log);
        unchanged_by_what_does_not_match(Published::of(SchemeKey::parse("proef").unwrap()), log);
        unchanged_by_what_does_not_match(Published::of(SchemeKey::parse("ander").unwrap()), log);
        unchanged_by_what_does_not_match(Holders::of([tranche(), other.clone()]), log);
        for key in [tranche(), other] {
            unchanged_by_what_does_not_match(Budget::of(key.clone()), log);
            unchanged_by_what_does_not_match(Order::of(key.clone()), log);
            unchanged_by_what_does_not_match(TrancheRules::of(key.clone()), log);
            unchanged_by_what_does_not_match(Judgements::of(key.clone()), log);
            unchanged_by_what_does_not_match(Seals::of(key.clone()), log);
            unchanged_by_what_does_not_match(Docket::of(key), log);
        }
    }

    #[test]
    fn every_event_is_read_back_as_it_was_written(tries in tries()) {
        for recorded in play(&tries).log() {
            let kind = recorded.event.kind();
            let read = Event::read(kind.as_str(), kind.shape(), &recorded.event.payload().unwrap());
            prop_assert_eq!(read.as_ref(), Ok(&recorded.event));
        }
    }
}

#[test]
fn the_random_histories_reach_the_interesting_places() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut grants, mut freed, mut refused_for_money) = (0, 0, 0);
    let (mut set_aside, mut reports, mut extended) = (0, 0, 0);
    let (mut corrected, mut accounted, mut contributed, mut sealed) = (0, 0, 0, 0);
    for _ in 0..300 {
        let tries = tries().new_tree(&mut runner).unwrap().current();
        let history = play(&tries);
        for recorded in history.log() {
            match recorded.event {
                Event::ApplicationGranted(_) => grants += 1,
                Event::GrantSettled(_) => freed += 1,
                Event::ApplicationSetAside(_) => set_aside += 1,
                Event::ProgressReported(_) => reports += 1,
                Event::ProgressCorrected(_) => corrected += 1,
                Event::SpendingAccounted(_) => accounted += 1,
                Event::ContributionEntered(_) => contributed += 1,
                Event::EditionSealed(ref event) if event.corrects.is_some() => sealed += 1,
                Event::WindowExtended(_) => extended += 1,
                _ => {}
            }
        }
        for application in 0..8_usize {
            let name = format!("aanvraag-{application}");
            let attempt = run(&history, approve(APPLICANTS[application % 4], &name, 1));
            if attempt.is_err_and(|violation| violation.code() == "plafond-ontoereikend") {
                refused_for_money += 1;
            }
        }
    }
    assert!(grants > 150 && freed > 8 && refused_for_money > 100, "{grants} {freed} {refused_for_money}");
    assert!(set_aside > 8 && reports > 15 && extended > 100, "{set_aside} {reports} {extended}");
    assert!(corrected > 8 && accounted > 8 && contributed > 100, "{corrected} {accounted} {contributed}");
    assert!(sealed > 8, "only {sealed} corrections were sealed");
}
