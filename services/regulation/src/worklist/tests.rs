use super::*;
use crate::event::{CeilingChanged, CompletenessConfirmed, Event, Piece, SupplementRequested};
use crate::testing::*;
use crate::words::{Amount, PieceCode};
use jiff::civil::date;

const TODAY: Date = date(2022, 12, 1);

fn docket(history: &Given) -> Docket {
    history.learn(Docket::of(tranche()))
}

fn with_method(method: &str) -> Event {
    let text = TRIAL.replace("completeness-then-waiting-list", method);
    given([]).when(publish(&text)).happened().remove(0)
}

/// Submitted and complete at this moment, and advised.
fn ready_at(code: &str, name: &str, euros: i64, moment: &str) -> [Event; 3] {
    let complete = CompletenessConfirmed {
        case: case(code, name),
        complete_since: at(moment),
        confirmed_at: at("2022-11-01T09:00:00Z"),
        by: assessor("anna"),
    };
    [submitted_at(code, name, euros, moment), complete.into(), advised(code, name, euros)]
}

fn ceiling(euros: i64) -> Event {
    CeilingChanged {
        tranche: tranche(),
        pot: None,
        ceiling: Cents::euros(euros),
        published_on: None,
        decided_on: TODAY,
        source: source(),
        by: assessor("beheer"),
    }
    .into()
}

fn asked(code: &str, name: &str, answer_by: Option<Date>) -> Event {
    SupplementRequested {
        case: case(code, name),
        requested_at: at("2022-11-01T09:00:00Z"),
        pieces: vec![Piece { code: PieceCode::parse("begroting").unwrap(), description: "Begroting".into() }],
        answer_by,
        by: assessor("anna"),
    }
    .into()
}

/// Name, place, free in euros, on the waiting list, next.
type Told = (String, Option<usize>, Option<i64>, bool, Option<Next>);

fn told(history: &Given, names: &[&str]) -> Vec<Told> {
    let docket = docket(history);
    let name = |id| names.iter().find(|name| application(name) == id).unwrap().to_string();
    let entries = docket.worklist(TODAY);
    entries
        .iter()
        .map(|entry| {
            let free = entry.free().map(|free| free.get() / 100);
            (name(entry.dossier.header.application), entry.place(), free, entry.waiting(), entry.next())
        })
        .collect()
}

#[test]
fn the_order_is_by_completeness_and_each_sees_what_those_before_it_leave() {
    let history = given([published(), opened()])
        .and(ready_at("GM0758", "later", 60_000, "2022-09-21T08:00:00Z"))
        .and(ready_at("GM0363", "eerst", 70_000, "2022-09-20T08:00:00Z"))
        .and(ready_at("GM0344", "laatst", 30_000, "2022-09-22T08:00:00Z"));
    let names = ["eerst", "later", "laatst"];
    assert_eq!(
        told(&history, &names),
        [
            ("eerst".into(), Some(1), Some(100_000), false, Some(Next::Decide)),
            ("later".into(), Some(2), Some(30_000), true, Some(Next::AwaitEarlier)),
            ("laatst".into(), Some(3), Some(-30_000), true, Some(Next::AwaitEarlier)),
        ]
    );
    let after = history.and([granted("GM0363", "eerst", 70_000)]);
    assert_eq!(
        told(&after, &names),
        [
            ("later".into(), Some(1), Some(30_000), true, Some(Next::AwaitMoney)),
            ("laatst".into(), Some(2), Some(-30_000), true, Some(Next::AwaitEarlier)),
            ("eerst".into(), None, None, false, Some(Next::Settle)),
        ]
    );
    let raised = after.and([ceiling(160_000)]);
    assert_eq!(
        told(&raised, &names)[..2],
        [
            ("later".into(), Some(1), Some(90_000), false, Some(Next::Decide)),
            ("laatst".into(), Some(2), Some(30_000), false, Some(Next::Decide)),
        ]
    );
}

#[test]
fn at_equal_moments_the_place_in_the_log_decides() {
    let moment = "2022-09-20T08:00:00Z";
    let history = given([published(), opened()])
        .and(ready_at("GM0758", "B", 10_000, moment))
        .and(ready_at("GM0363", "A", 10_000, moment));
    let order: Vec<_> = told(&history, &["A", "B"]).into_iter().map(|entry| entry.0).collect();
    assert_eq!(order, ["B", "A"]);
}

#[test]
fn what_lacks_a_piece_comes_after_the_line_and_what_is_late_after_that() {
    let history = given([published(), opened(), submitted_late("GM0344", "laat")])
        .and([submitted_at("GM0363", "mist", 10_000, "2022-09-19T08:00:00Z"), asked("GM0363", "mist", None)])
        .and([submitted_at("GM0758", "nieuw", 10_000, "2022-09-25T08:00:00Z")]);
    assert_eq!(
        told(&history, &["laat", "mist", "nieuw"]),
        [
            ("nieuw".into(), Some(1), Some(100_000), false, Some(Next::ConfirmCompleteness)),
            ("mist".into(), None, None, false, Some(Next::AwaitPieces)),
            ("laat".into(), None, None, false, Some(Next::Advise)),
        ]
    );
}

#[test]
fn a_lapsed_term_can_be_used_for_four_weeks() {
    let history = |answer_by| {
        given([
            published(),
            opened(),
            submitted("GM0758", "A", 10_000),
            asked("GM0758", "A", Some(answer_by)),
        ])
    };
    let next = |answer_by| told(&history(answer_by), &["A"])[0].4;
    assert_eq!(next(TODAY), Some(Next::AwaitPieces), "the last day is the applicant's");
    assert_eq!(next(date(2022, 11, 30)), Some(Next::SetAside));
    assert_eq!(next(date(2022, 11, 3)), Some(Next::SetAside), "the last day of the four weeks");
    assert_eq!(next(date(2022, 11, 2)), Some(Next::Advise), "decide on its substance");
    let docket = docket(&history(date(2022, 11, 3)));
    let entry = docket.find(application("A"), TODAY).unwrap();
    assert_eq!(entry.set_aside_until(), Some(TODAY));
    assert!(entry.decide_by().is_some());
}

#[test]
fn where_the_scheme_keeps_no_waiting_list_the_lot_or_a_rejection_comes() {
    let lot = with_method("completeness-then-lot");
    let history = given([lot, opened()])
        .and(ready_at("GM0758", "A", 60_000, "2022-09-20T08:00:00Z"))
        .and(ready_at("GM0363", "B", 60_000, "2022-09-20T10:00:00Z"))
        .and(ready_at("GM0344", "C", 200_000, "2022-09-21T08:00:00Z"));
    assert_eq!(
        told(&history, &["A", "B", "C"]),
        [
            ("A".into(), Some(1), Some(100_000), false, Some(Next::DrawLots)),
            ("B".into(), Some(2), Some(40_000), false, Some(Next::DrawLots)),
            ("C".into(), Some(3), Some(-20_000), false, Some(Next::Decide)),
        ]
    );
}

#[test]
fn where_the_lot_may_decide_the_day_must_be_over_first() {
    let history = given([with_method("completeness-then-lot"), opened()]).and(ready_at(
        "GM0758",
        "A",
        60_000,
        "2022-09-20T08:00:00Z",
    ));
    let next = |today| docket(&history).find(application("A"), today).unwrap().next();
    assert_eq!(next(date(2022, 9, 20)), Some(Next::AwaitDay));
    assert_eq!(next(date(2022, 9, 21)), Some(Next::Decide));
}

/// The worklist and the decision never say different things about money.
#[test]
fn what_the_worklist_calls_ready_is_approved_and_what_it_calls_waiting_is_not() {
    for method in ["completeness-then-lot", "completeness-then-waiting-list"] {
        let mut history = given([with_method(method), opened()]);
        for (name, euros, day) in [("A", 40_000, 20), ("B", 30_000, 20), ("C", 50_000, 21), ("D", 5_000, 21)]
        {
            history = history.and(ready_at("GM0758", name, euros, &format!("2022-09-{day}T08:00:00Z")));
        }
        let docket = docket(&history);
        for entry in docket.worklist(TODAY) {
            let command = crate::commands::Approve {
                case: entry.dossier.header.clone(),
                amount: Amount::gross(entry.dossier.case.requested()),
                ..approve("GM0758", "A", 1)
            };
            let refused = history.clone().when(command).0.err().map(|violation| violation.code());
            match entry.next() {
                Some(Next::Decide) => assert_eq!(refused, None, "{method}"),
                Some(Next::DrawLots) => assert_eq!(refused, Some("loting-nodig"), "{method}"),
                _ => assert_eq!(refused, Some("plafond-ontoereikend"), "{method}"),
            }
        }
    }
}

#[test]
fn another_tranche_changes_nothing() {
    let history = given([published(), opened(), submitted("GM0758", "A", 10_000)]);
    let mut other = Docket::of(crate::words::TrancheKey::parse("elders-2022").unwrap());
    history.log().iter().for_each(|recorded| crate::Facts::learn(&mut other, recorded));
    assert_eq!(other.dossiers().count(), 0);
    assert!(!other.rules().is_opened());
}

#[test]
fn a_ranked_tranche_is_judged_then_ranked_then_decided_in_the_order_of_the_ranking() {
    let rules = "allocation = { value = \"category\", source = \"proef\" }\nties = { value = \"completeness\", source = \"proef\" }\n\n[[tranches.categories]]\ncode = \"a\"\nname = \"Eerst\"\nsource = \"proef\"\n\n[[tranches.categories]]\ncode = \"b\"\nname = \"Daarna\"\nsource = \"proef\"";
    let open = opened_under(&["allocation"], rules);
    let next = |history: &Given, name: &str| docket(history).find(application(name), TODAY).unwrap().next();
    let confirmed = open.clone().and([submitted("GM0758", "A", 60_000), complete("GM0758", "A")]);
    assert_eq!(next(&confirmed, "A"), Some(Next::Advise));
    let judged = open.and(ready_and_judged("GM0758", "A", 60_000, category("b"))).and(ready_and_judged(
        "GM0344",
        "B",
        60_000,
        category("a"),
    ));
    assert_eq!(next(&judged, "A"), Some(Next::EstablishRanking));
    let ranked = judged.clone().when(establish()).happened();
    let after = judged.and(ranked);
    assert_eq!((next(&after, "B"), next(&after, "A")), (Some(Next::Decide), Some(Next::AwaitEarlier)));
}

#[test]
fn who_is_blocked_by_one_that_was_turned_away_is_decided_on_too() {
    let stop = "allocation = { value = \"completeness\", source = \"proef\" }\nwhen_full = { value = \"stop\", source = \"proef\" }";
    let full = opened_under(&["allocation"], stop)
        .and(ready("GM0344", "A", 60_000))
        .and([granted("GM0344", "A", 60_000)])
        .and(ready("GM0363", "B", 60_000))
        .and(ready("GM0758", "C", 30_000));
    let next = |history: &Given, name: &str| docket(history).find(application(name), TODAY).unwrap().next();
    assert_eq!((next(&full, "B"), next(&full, "C")), (Some(Next::Decide), Some(Next::AwaitEarlier)));
    let rejected = crate::event::ApplicationRejected {
        case: case("GM0363", "B"),
        ground: crate::event::RejectionGround::CeilingReached,
        explanation: "Het plafond is bereikt.".into(),
        decided_at: at("2022-12-02T09:00:00Z"),
        by: assessor("bram"),
    };
    assert_eq!(next(&full.and([rejected.into()]), "C"), Some(Next::Decide), "to be turned away as well");
}

#[test]
fn where_the_scheme_counts_the_term_from_the_closing_it_ends_so_many_weeks_after_it() {
    let within = "decide_within = { weeks = 13, counted_from = \"closing\", source = \"proef\" }";
    let open = opened_under(&[], within).and([submitted("GM0758", "A", 50_000)]);
    let decide_by = |history: &Given| docket(history).find(application("A"), TODAY).unwrap().decide_by();
    assert_eq!(decide_by(&open), Some(date(2023, 1, 23)), "thirteen weeks after 24 October 2022");
    assert_eq!(decide_by(&open.and([closed("2022-10-01T09:00:00Z")])), Some(date(2022, 12, 31)));
}
