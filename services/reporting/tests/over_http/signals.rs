//! Signals: what they say, on which day, to whom, and that their numbers are those of the figures.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::answers::Answer;
use crate::histories::{
    TERMS, accounted, case, ceiling, corrected, granted, homes, opened, published, reached, rejected,
    reported, reported_as, settled, submitted, withdrawn,
};
use crate::support::{Desk, House};
use event_store::Until;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regulation::event::{CaseHeader, Event, TrancheClosed};
use regulation::query::Query;
use regulation::words::Milestone;
use reporting::courses::Courses;
use serde_json::{Value, json};
use std::time::Instant;

async fn signals(desk: &Desk<'_>, query: &str) -> Answer {
    desk.get(&format!("/voortgang/v1/signalen?{query}")).await
}

fn kinds(answer: &Answer) -> Vec<String> {
    let kind = |signal: &Value| signal["soort"].as_str().unwrap().to_owned();
    answer.list("resultaten").iter().map(kind).collect()
}

/// A case of a hundred homes, granted on 1 December 2022.
fn hundred(case: &CaseHeader) -> [Event; 2] {
    [submitted(case, 60_000, homes(60, 40)), granted(case, 60_000, homes(60, 40))]
}

/// The tranche, closed on 24 October 2022.
fn closed() -> Event {
    TrancheClosed {
        tranche: crate::histories::tranche(),
        closed_at: "2022-10-24T15:00:00Z".parse().unwrap(),
        reason: "Gesloten.".into(),
        by: crate::histories::person("beheer"),
    }
    .into()
}

#[tokio::test]
async fn a_signal_says_what_is_the_matter_since_when_on_what_it_rests_and_from_what_it_follows() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([published(1, TERMS), opened(100_000)]).await;
    house.happened(hundred(&breda)).await;
    house.happened([reported(&breda, Milestone::Started, 25, "2024-06-30")]).await;
    let ministry = house.ministry();
    let answer = signals(&ministry, "peildatum=2024-12-02&soort=mijlpaal-gemist").await.expect(200);
    let signal = &answer.list("resultaten")[0];
    assert_eq!((&signal["titel"], &signal["ernst"]), (&json!("Mijlpaal gemist"), &json!("midden")));
    assert_eq!((&signal["sindsDatum"], &signal["project"]), (&json!("2024-12-02"), &json!("P1")));
    assert_eq!((&signal["aanvrager"], &signal["aanvragerNaam"]), (&json!("GM0758"), &json!("Breda")));
    assert_eq!((&signal["regeling"], &signal["tranche"]), (&json!("proef"), &json!("proef-2022")));
    assert_eq!(signal["aanvraagId"], breda.application.to_string());
    let rests_on =
        json!({ "soort": "regeling", "verwijzing": "Proefcourant 1", "adres": "https://example.org" });
    assert_eq!(signal["grondslag"], rests_on);
    let numbers = json!([{ "naam": "toegekend", "woonruimten": 100 }, { "naam": "op tijd bereikt", "woonruimten": 25 },
                         { "naam": "nu bereikt", "woonruimten": 25 }]);
    assert_eq!(signal["getallen"], numbers);
    assert_eq!(signal["herleiding"]["posities"], json!([4, 5]), "the grant and the report");
    for link in signal["herleiding"]["gebeurtenissen"].as_array().unwrap() {
        ministry.get(link.as_str().unwrap()).await.expect(200);
    }
    let granted = ministry.get(signal["herleiding"]["cijfers"][0].as_str().unwrap()).await.expect(200);
    assert_eq!(granted.at("/som/woonruimten"), 100);
    let reached = ministry.get(signal["herleiding"]["cijfers"][1].as_str().unwrap()).await.expect(200);
    assert_eq!(reached.at("/som/regels"), 0, "no step was reported for itself: the started homes imply it");
}

#[tokio::test]
async fn what_was_corrected_is_no_signal_any_more_and_an_earlier_day_is_told_as_it_was() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([published(1, TERMS), opened(100_000)]).await;
    house.happened(hundred(&breda)).await;
    house.happened([reported_as(1, &breda, vec![reached(Milestone::Realised, 61, "2024-06-30")])]).await;
    let ministry = house.ministry();
    let above = async |day: &str| {
        kinds(
            &signals(&ministry, &format!("soort=gerealiseerd-boven-toegekend&peildatum={day}"))
                .await
                .expect(200),
        )
    };
    assert_eq!(above("2024-06-29").await, Vec::<String>::new());
    assert_eq!(above("2024-06-30").await, ["gerealiseerd-boven-toegekend"]);
    house.happened([corrected(2, 1, &breda, vec![reached(Milestone::Realised, 60, "2024-06-30")])]).await;
    assert_eq!(above("2024-06-30").await, Vec::<String>::new());
    house.happened([withdrawn(&breda)]).await;
    let answer = signals(&ministry, "peildatum=2030-01-01").await.expect(200);
    assert_eq!(kinds(&answer), Vec::<String>::new(), "a withdrawn case lacks nothing");
    assert_eq!(answer.at("/positie"), 7);
}

#[tokio::test]
async fn government_sees_every_signal_and_a_municipality_those_about_itself() {
    let house = House::open().await;
    house.happened([published(1, TERMS), opened(200_000)]).await;
    for (code, name) in [("GM0758", "A"), ("GM0193", "B")] {
        house.happened(hundred(&case(code, name))).await;
    }
    house.happened([closed()]).await;
    let query = "peildatum=2025-01-01&limit=200";
    let all = signals(&house.ministry(), query).await.expect(200);
    let count = |answer: &Answer, code: &str| {
        answer.list("resultaten").iter().filter(|signal| signal["aanvrager"] == code).count()
    };
    assert_eq!(kinds(&all)[0], "geld-over-na-sluiting", "of the tranche, before all others");
    assert_eq!(all.list("resultaten")[0]["getallen"][1], json!({ "naam": "vrij", "bedragCent": 8_000_000 }));
    assert!(count(&all, "GM0758") > 1 && count(&all, "GM0758") == count(&all, "GM0193"));

    let own = signals(&house.municipality("GM0758"), query).await.expect(200);
    assert_eq!(own.list("resultaten").len(), count(&all, "GM0758"));
    assert_eq!(count(&own, "GM0758"), own.list("resultaten").len());
    let event = own.list("resultaten")[0]["herleiding"]["gebeurtenissen"][0].as_str().unwrap().to_owned();
    house.municipality("GM0758").get(&event).await.expect(200);
    signals(&house.municipality("GM0758"), "gemeente=GM0193").await.problem(403, "rol-mag-dit-niet");
    signals(&house.municipality("GM0758"), "gemeente=GM0758").await.expect(200);
    signals(&house.anyone(), "").await.problem(401, "niet-aangemeld");
}

#[tokio::test]
async fn a_municipality_is_told_the_traces_that_are_public_and_government_all() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([published(1, TERMS), opened(100_000)]).await;
    house.happened(hundred(&breda)).await;
    house.happened([accounted(&breda, 2023, 70_000)]).await;
    let query = "peildatum=2025-01-01&limit=200";
    let (all, municipality) =
        (signals(&house.ministry(), query).await.expect(200), house.municipality("GM0758"));
    let own = signals(&municipality, query).await.expect(200);
    let traces = |answer: &Answer| -> Vec<String> {
        let signals = answer.list("resultaten");
        let all = signals.iter().flat_map(|signal| signal["herleiding"]["cijfers"].as_array().unwrap());
        all.map(|trace| trace.as_str().unwrap().to_owned()).collect()
    };
    let (told, kept) = (traces(&own), |trace: &String| trace.contains("maat=verantwoord&"));
    assert!(!told.is_empty());
    assert_eq!(told, traces(&all).into_iter().filter(|trace| !kept(trace)).collect::<Vec<_>>());
    for trace in &told {
        municipality.get(trace).await.expect(200);
        house.anyone().get(trace).await.expect(200);
    }
    let kept = traces(&all).into_iter().find(kept).unwrap();
    municipality.get(&kept).await.problem(403, "rol-mag-dit-niet");
    house.ministry().get(&kept).await.expect(200);
}

#[tokio::test]
async fn signals_are_filtered_and_read_page_by_page_each_once() {
    let house = House::open().await;
    house.happened([published(1, TERMS), opened(1_000_000)]).await;
    for number in 0..7 {
        house.happened(hundred(&case("GM0758", &format!("zaak {number}")))).await;
    }
    let ministry = house.ministry();
    let whole = signals(&ministry, "peildatum=2025-01-01&limit=200").await.expect(200);
    let (mut seen, mut path) = (Vec::new(), "/voortgang/v1/signalen?peildatum=2025-01-01&limit=4".to_owned());
    loop {
        let page = ministry.get(&path).await.expect(200);
        seen.extend(page.list("resultaten"));
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else { break };
        path = next;
    }
    assert!(seen.len() > 14);
    assert_eq!(seen, whole.list("resultaten"));
    for (filter, field, value) in [
        ("soort=mijlpaal-gemist", "soort", "mijlpaal-gemist"),
        ("ernst=hoog", "ernst", "hoog"),
        ("regeling=proef", "regeling", "proef"),
        ("tranche=proef-2022", "tranche", "proef-2022"),
        ("gemeente=GM0758", "aanvrager", "GM0758"),
    ] {
        let answer =
            signals(&ministry, &format!("peildatum=2025-01-01&limit=200&{filter}")).await.expect(200);
        let expected: Vec<_> = seen.iter().filter(|signal| signal[field] == value).cloned().collect();
        assert!(!expected.is_empty());
        assert_eq!(answer.list("resultaten"), expected, "{filter}");
    }
    let wrong = "soort=raar&ernst=erg&tranche=geen-tranche&gemeente=Breda&peildatum=morgen&limit=900";
    signals(&ministry, wrong).await.problem(400, "ongeldige-invoer");
    signals(&ministry, "peildatum=9999-12-31").await.problem(400, "ongeldige-invoer");
    let wrong = "soort=raar&tranche=geen-tranche&gemeente=Breda";
    let told = signals(&ministry, wrong).await.problem(400, "ongeldige-invoer");
    let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
    assert_eq!(names, ["tranche", "soort", "gemeente"]);
}

/// Histories as the rules allow them: submitted, granted, then reports, corrections and accounts in any number; and in the
/// end more of everything than was granted, so that whatever came before there is something to compare.
fn any_history() -> (Vec<CaseHeader>, Vec<Event>) {
    let cases: Vec<_> =
        ["GM0758", "GM0193", "GM0363"].iter().map(|code| case(code, &format!("zaak {code}"))).collect();
    let step = (0..3_usize, 0..5_usize, 1..90_u32, 0..900_i64, any::<bool>());
    let steps = prop::collection::vec(step, 40).new_tree(&mut TestRunner::default()).unwrap().current();
    let mut events: Vec<_> = cases.iter().flat_map(hundred).collect();
    let mut last: [Option<u128>; 3] = [None; 3];
    for (number, (index, what, size, days, corrects)) in (1_u128..).zip(steps) {
        let day = jiff::civil::date(2023, 1, 1).saturating_add(jiff::Span::new().days(days)).to_string();
        let milestones =
            [Milestone::IrreversibleStep, Milestone::Started, Milestone::Realised, Milestone::OutOfUse];
        let Some(milestone) = milestones.get(what) else {
            events.push(accounted(&cases[index], 2022 + i16::try_from(size % 3).unwrap(), size.into()));
            continue;
        };
        let entries = vec![reached(*milestone, size, &day)];
        events.push(match last[index].filter(|_| corrects) {
            Some(earlier) => corrected(number, earlier, &cases[index], entries),
            None => reported_as(number, &cases[index], entries),
        });
        last[index] = Some(number);
    }
    let too_many = [
        (Milestone::IrreversibleStep, 101),
        (Milestone::Started, 101),
        (Milestone::Realised, 101),
        (Milestone::OutOfUse, 10_000),
    ];
    let entries = too_many.map(|(milestone, size)| reached(milestone, size, "2025-06-30")).to_vec();
    let reports = (1_000_u128..).zip(&cases);
    events.extend(reports.map(|(number, case)| reported_as(number, case, entries.clone())));
    (cases, events)
}

#[tokio::test]
async fn the_numbers_of_signals_are_those_of_the_figures_in_any_history() {
    let house = House::open().await;
    let (cases, events) = any_history();
    house.happened([published(1, TERMS), opened(1_000_000)]).await;
    house.happened(events).await;
    let ministry = house.ministry();
    let mut compared = 0;
    for day in ["2023-06-30", "2024-03-31", "2025-12-31"] {
        for case in &cases {
            let only = format!("tranche=proef-2022&gemeente={}&peildatum={day}", case.applicant);
            let figures = ministry.figures(&format!("{only}&aandachtsgroep=statushouders")).await.expect(200);
            let homes =
                |measure: &str| figures.at(&format!("/totaal/{measure}/woonruimten")).as_u64().unwrap_or(0);
            for (kind, measure, most) in [
                ("gerealiseerd-boven-toegekend", "gerealiseerd", homes("toegekend")),
                ("gestart-boven-toegekend", "gestart", homes("toegekend")),
                ("onomkeerbare-stap-boven-toegekend", "onomkeerbareStap", homes("toegekend")),
                ("uit-gebruik-boven-gerealiseerd", "uitGebruik", homes("gerealiseerd")),
            ] {
                let answer = signals(&ministry, &format!("{only}&soort={kind}")).await.expect(200);
                let found = answer.list("resultaten");
                assert_eq!(found.len(), usize::from(homes(measure) > most), "{kind} on {day}");
                for signal in &found {
                    assert_eq!(signal["getallen"][0]["woonruimten"], most, "{kind} on {day}");
                    assert_eq!(signal["getallen"][1]["woonruimten"], homes(measure), "{kind} on {day}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 3, "only {compared} signals were compared");
}

#[tokio::test]
async fn on_an_earlier_day_by_what_was_known_then_a_signal_is_told_as_it_would_have_been() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.imported([published(1, TERMS), opened(100_000)], "2022-09-01T10:00:00Z").await;
    let permanent = homes(100, 0)[..1].to_vec();
    let grant = [submitted(&breda, 60_000, permanent.clone()), granted(&breda, 60_000, permanent)];
    house.imported(grant, "2022-12-01T10:00:00Z").await;
    house.imported([reported(&breda, Milestone::Started, 100, "2024-06-30")], "2025-03-01T10:00:00Z").await;
    let ministry = house.ministry();
    let missed = async |known: &str| {
        let query = format!("soort=mijlpaal-gemist&peildatum=2024-12-31{known}");
        signals(&ministry, &query).await.expect(200)
    };
    assert_eq!(kinds(&missed("").await), Vec::<String>::new(), "it is known now that they had started");
    let then = missed("&bekendOp=2024-12-31").await;
    assert_eq!(
        (then.at("/bekendOp"), kinds(&then)),
        (&json!("2024-12-31"), vec!["mijlpaal-gemist".to_owned()])
    );
    assert_eq!(then.at("/resultaten/0/getallen/1"), &json!({ "naam": "op tijd bereikt", "woonruimten": 0 }));
    let traces = then.at("/resultaten/0/herleiding/cijfers").as_array().unwrap().clone();
    for trace in &traces {
        let trace = ministry.get(trace.as_str().unwrap()).await.expect(200);
        assert_eq!(trace.at("/bekendOp"), "2024-12-31T22:59:59.999999Z", "the end of that day here");
    }
    assert!(!traces.is_empty());
    assert_eq!(kinds(&missed("&bekendOp=2025-02-28").await).len(), 1, "the day before it was known");
    assert_eq!(kinds(&missed("&bekendOp=2025-03-01").await).len(), 0);
    assert_eq!(kinds(&missed("&bekendOp=2022-11-30").await).len(), 0, "nothing was granted yet");
    let later = missed("&bekendOp=2999-01-01").await;
    assert_eq!(later.at("/bekendOp"), missed("").await.at("/bekendOp"), "what is to come is not known yet");
    let own =
        signals(&house.municipality("GM0758"), "peildatum=2024-12-31&bekendOp=2024-12-31").await.expect(200);
    assert!(kinds(&own).contains(&"mijlpaal-gemist".to_owned()));
    signals(&ministry, "bekendOp=gisteren").await.problem(400, "ongeldige-invoer");
    house.happened([withdrawn(&breda)]).await;
    assert_eq!(
        kinds(&missed("&bekendOp=2024-12-31").await).len(),
        1,
        "nobody knew that it would be withdrawn"
    );
}

#[tokio::test]
async fn the_money_left_in_a_tranche_is_by_the_decisions_that_were_known() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.imported([published(1, TERMS), opened(100_000), closed()], "2022-10-25T10:00:00Z").await;
    house.imported(hundred(&breda), "2022-12-01T10:00:00Z").await;
    house.imported([ceiling(150_000, "2023-02-01")], "2023-06-01T10:00:00Z").await;
    house.imported([withdrawn(&breda)], "2024-01-01T10:00:00Z").await;
    let ministry = house.ministry();
    for (known, ceiling, free) in [
        ("&bekendOp=2022-11-30", 100_000, 100_000),
        ("&bekendOp=2022-12-01", 100_000, 40_000),
        ("&bekendOp=2023-05-31", 100_000, 40_000),
        ("&bekendOp=2023-06-01", 150_000, 90_000),
        ("&bekendOp=2024-01-01", 150_000, 150_000),
        ("", 150_000, 150_000),
    ] {
        let query = format!("soort=geld-over-na-sluiting&peildatum=2024-12-31{known}");
        let told = signals(&ministry, &query).await.expect(200);
        let money = |at: &str| told.at(&format!("/resultaten/0/getallen/{at}/bedragCent")).clone();
        assert_eq!((money("0"), money("1")), (json!(ceiling * 100), json!(free * 100)), "{known}");
    }
    let before = signals(&ministry, "peildatum=2024-12-31&bekendOp=2022-10-24").await.expect(200);
    assert_eq!(kinds(&before), Vec::<String>::new(), "nobody knew that it was closed");
}

/// Any history of three cases and their tranche, each event with the day on which it was known, in whatever order.
fn any_history_as_known() -> Vec<(Event, String)> {
    let (cases, events) = any_history();
    let carrying = TERMS.replace("sisa_code", "carries_over = { value = true, source = \"s\" }\nsisa_code");
    let mut all = vec![published(1, TERMS), opened(1_000_000), closed()];
    all.extend(events);
    all.extend([rejected(&cases[2], "2022-12-15T09:00:00Z"), published(2, &carrying)]);
    all.extend([ceiling(200_000, "2023-02-01"), settled(&cases[0], 1_000), withdrawn(&cases[1])]);
    let days = prop::collection::vec(0..1_400_i64, all.len()).new_tree(&mut TestRunner::default()).unwrap();
    let known = |(event, days): (Event, i64)| {
        let day = jiff::civil::date(2022, 9, 1).saturating_add(jiff::Span::new().days(days));
        (event, format!("{day}T12:00:00Z"))
    };
    all.into_iter().zip(days.current()).map(known).collect()
}

/// The signals of a page without where in the log they come from, and without what only the newest names tell.
fn bare(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.at("/volgende"), &Value::Null);
    let mut all = answer.list("resultaten");
    for signal in &mut all {
        signal
            .as_object_mut()
            .unwrap()
            .retain(|field, _| !["herleiding", "regeling"].contains(&field.as_str()));
    }
    let mut all: Vec<_> = all.iter().map(Value::to_string).collect();
    all.sort();
    all
}

#[tokio::test]
async fn signals_by_what_was_known_on_a_day_are_those_of_the_log_cut_there_in_any_history() {
    let (house, history) = (House::open().await, any_history_as_known());
    for (event, known) in &history {
        house.imported([event.clone()], known).await;
    }
    let log = house.store.history(&Query::everything(), Until::Now).await.unwrap();
    let mut told = 0;
    for day in ["2023-03-31", "2024-06-30", "2025-12-31"] {
        let cut = House::open().await;
        for (event, known) in history.iter().filter(|(_, known)| &known[..10] <= day) {
            cut.imported([event.clone()], known).await;
        }
        for on in [day, "2024-12-31", "2027-12-31"] {
            let query = format!("limit=200&peildatum={on}");
            let then = signals(&house.ministry(), &format!("{query}&bekendOp={day}")).await.expect(200);
            let expected = signals(&cut.ministry(), &query).await.expect(200);
            assert_eq!(bare(&then), bare(&expected), "on {on} as known on {day}");
            for position in then
                .list("resultaten")
                .iter()
                .flat_map(|one| one["herleiding"]["posities"].as_array().unwrap())
            {
                let known = log[usize::try_from(position.as_u64().unwrap()).unwrap() - 1].known_since();
                assert!(known.to_string() < format!("{day}U"), "{position} was known only on {known}");
            }
            told += bare(&then).len();
        }
    }
    assert!(told > 20, "only {told} signals were told");
}

#[tokio::test]
async fn courses_made_anew_from_the_log_are_the_same_rows() {
    let house = House::open().await;
    let (cases, events) = any_history();
    house.happened([published(1, TERMS), opened(1_000_000)]).await;
    house.happened(events).await;
    house.happened([settled(&cases[0], 1_000), withdrawn(&cases[1])]).await;
    assert_eq!(house.store.rebuild(Courses).await.unwrap().differences, []);
}

/// Run with `cargo test --release -p reporting --test over_http measured -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "measures: ten thousand cases"]
async fn measured_over_ten_thousand_cases() {
    let house = House::open().await;
    house.happened([published(1, TERMS), opened(100_000_000)]).await;
    for number in 0..500 {
        let one = case("GM0758", &format!("zaak {number}"));
        house.happened(hundred(&one)).await;
        let half = vec![
            reached(Milestone::Started, 30, "2024-01-31"),
            reached(Milestone::Realised, 20, "2024-06-30"),
        ];
        house.happened([reported_as(number, &one, half), accounted(&one, 2022, 10_000)]).await;
    }
    let begin = Instant::now();
    assert_eq!(house.store.rebuild(Courses).await.unwrap().differences, []);
    println!("rebuild of 2,000 events: {:?}", begin.elapsed());
    let copies = "
        INSERT INTO reporting.courses
        SELECT id, first + 10000 * copy, tranche, applicant, granted_on, ended_on,
               replace(course, application::text, id::text)
          FROM (SELECT *, gen_random_uuid() AS id FROM reporting.courses, generate_series(1, 19) AS copy) AS copies;
        ANALYZE reporting.courses";
    house.database.admin().await.unwrap().batch_execute(copies).await.unwrap();
    let ministry = house.ministry();
    for (name, query) in [
        ("the first page", "peildatum=2026-11-28"),
        ("the first two hundred", "peildatum=2026-11-28&limit=200"),
        ("what is in none of them", "peildatum=2026-11-28&soort=daling-zonder-correctie"),
        ("by what was known when nothing was", "peildatum=2026-11-28&bekendOp=2024-11-28"),
        (
            "what is in none of one municipality",
            "peildatum=2026-11-28&soort=daling-zonder-correctie&gemeente=GM0193",
        ),
    ] {
        let mut times = Vec::new();
        for _ in 0..15 {
            let begin = Instant::now();
            signals(&ministry, query).await.expect(200);
            times.push(begin.elapsed());
        }
        times.sort();
        println!("{name}: {:?} at the median of 15, {:?} at most", times[7], times[14]);
    }
}
