//! A tranche of ten thousand applications, each of them complete, advised on and decided.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of a measurement; a failure here is the test's"
)]

use crate::support::*;
use event_store::{Caller, EventStore, Until};
use futures_util::future::join_all;
use jiff::Timestamp;
use regulation::commands::{Advise, Approve, ConfirmCompleteness, Reject};
use regulation::event::{Advice, CaseHeader, Event, RejectionGround};
use regulation::facts::{Budget, Case, Order, TrancheRules};
use regulation::municipalities;
use regulation::query::{Query, Tag};
use regulation::record::{Actor, Position, Recorded, Role};
use regulation::simulation::{WhatIf, simulate};
use regulation::words::{Amount, ApplicationId, Cents, PersonId, PotKey, TrancheKey, day_of};
use regulation::worklist::{Docket, Dossier};
use regulation::{Command, Facts};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const APPLICATIONS: usize = 10_000;
/// How many are recorded at the same time, or in one call.
const TOGETHER: usize = 200;
const EUROS: i64 = 300_000_000;

/// One in ten asks from it.
const QUOTA: &str = r#"
[[tranches.pots]]
key = "studenten"
name = "Studenten"
kind = "reserved"
ceiling_euros = { value = 20000000, source = "proef" }

[[tranches.target_groups]]"#;

/// Prints how long the pages and the simulations of such a tranche take when everything is warm, and where the time of a
/// simulation goes; asserts nothing about time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; cargo test --release -p assessment --test doors many -- --ignored --nocapture"]
async fn a_tranche_of_ten_thousand_decided_applications() {
    measure("without a quota", &scheme("")).await;
}

/// The same, where a part of the money is reserved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; cargo test --release -p assessment --test doors many -- --ignored --nocapture"]
async fn a_tranche_of_ten_thousand_decided_applications_and_a_reserved_quota() {
    measure("with a reserved quota", &scheme(QUOTA)).await;
}

fn scheme(pots: &str) -> String {
    let scheme = SCHEME.replace("value = 100000", &format!("value = {EUROS}"));
    if pots.is_empty() { scheme } else { scheme.replace("\n[[tranches.target_groups]]", pots) }
}

async fn measure(name: &str, scheme: &str) {
    let begun = Instant::now();
    let house = House::with_scheme(scheme).await;
    let cases = submitted(&house, scheme.contains("reserved")).await;
    println!("{name}: submitted after {:?}", begun.elapsed());
    join_in_parts(&cases, |case| made_ready(&house.assessment, case)).await;
    println!("{name}: complete and advised on after {:?}", begun.elapsed());
    decide_on_all(&house.assessment).await;
    println!("{name}: decided after {:?}", begun.elapsed());
    for path in ["/werkvoorraad?tranche=proef-2026", "/tranches/proef-2026"] {
        let took = fastest(async || assert_eq!(house.get(ANNA, path).await.status, 200)).await;
        println!("{name}: GET {path} in {took:?}");
    }
    for (change, what_if) in changes() {
        measure_one(name, &house, &change, &what_if).await;
    }
}

/// What is asked, as the API and as the rules say it.
fn changes() -> Vec<(Value, WhatIf)> {
    let ceiling = |euros: i64| WhatIf { ceiling: Some(Cents::euros(euros)), ..WhatIf::default() };
    let skip = WhatIf { when_full: Some(regulation::scheme::WhenFull::Skip), ..WhatIf::default() };
    let by_lot = WhatIf {
        allocation: Some(regulation::scheme::Allocation::CompletenessThenLot),
        seed: Some("1".to_owned()),
        ..ceiling(150_000_000)
    };
    vec![
        (json!({}), WhatIf::default()),
        (json!({"plafondCent": 15_000_000_000_i64}), ceiling(150_000_000)),
        (json!({"plafondCent": 40_000_000_000_i64}), ceiling(400_000_000)),
        (json!({"alsVol": "overslaan"}), skip),
        (
            json!({"plafondCent": 15_000_000_000_i64, "verdeling": "volledigheid-dan-loting", "zaad": "1"}),
            by_lot,
        ),
    ]
}

async fn measure_one(name: &str, house: &House, change: &Value, what_if: &WhatIf) {
    let (key, query) = (tranche(), Query::about(Tag::tranche(&tranche()), &[]));
    let read = fastest(async || drop(house.assessment.history(&query, Until::Now).await.unwrap())).await;
    let log = house.assessment.history(&query, Until::Now).await.unwrap();
    let simulating = fastest(async || assert!(simulate(&log, &key, what_if).is_some())).await;
    let answered = std::sync::Mutex::new(Value::Null);
    let whole = fastest(async || *answered.lock().unwrap() = simulated(house, change).await).await;
    let answer = answered.into_inner().unwrap();
    assert_eq!(answer["werkelijk"], answer["geldend"], "the rules in force make every decision again");
    println!(
        "{name}: {change}: {whole:?} in all; reading {} events {read:?}, simulating {simulating:?}, the rest {:?}; \
         {} characters; {} differ; {}",
        log.len(),
        whole.saturating_sub(read + simulating),
        answer.to_string().len(),
        answer["aantalVerschillen"],
        brief(&answer["gewijzigd"])
    );
}

fn brief(sums: &Value) -> String {
    format!("{} granted, {} cents", sums["aanvragen"], sums["bedragCent"])
}

async fn simulated(house: &House, change: &Value) -> Value {
    let mut asked = change.clone();
    asked["tranche"] = json!("proef-2026");
    let answer = house.post(ANNA, "/simulaties", asked).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The fastest of three, or of one where that takes seconds.
async fn fastest(work: impl AsyncFn()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let begun = Instant::now();
        work().await;
        best = best.min(begun.elapsed());
        if best > Duration::from_secs(5) {
            break;
        }
    }
    best
}

async fn join_in_parts<'a, T, R, F: Future<Output = R>>(all: &'a [T], one: impl Fn(&'a T) -> F) -> Vec<R> {
    let mut done = Vec::with_capacity(all.len());
    for part in all.chunks(TOGETHER) {
        done.extend(join_all(part.iter().map(&one)).await);
    }
    done
}

/// Every municipality of today applies some thirty times, for 20,000 to 80,000 euros.
async fn submitted(house: &House, has_quota: bool) -> Vec<CaseHeader> {
    let today = "2026-11-01".parse().unwrap();
    let existing: Vec<String> =
        municipalities::all().filter(|one| one.exists_on(today)).map(|one| one.code.to_string()).collect();
    let asked: Vec<(String, i64, Option<PotKey>)> = (0..APPLICATIONS)
        .map(|index| {
            let euros = 20_000 + i64::try_from(index * 7_919 % 61).unwrap() * 1_000;
            let pot = (has_quota && index % 10 == 3).then(|| PotKey::parse("studenten").unwrap());
            (existing[index % existing.len()].clone(), euros, pot)
        })
        .collect();
    join_in_parts(&asked, |(code, euros, pot)| house.submit_to(pot.clone(), code, *euros)).await
}

async fn made_ready(store: &EventStore, case: &CaseHeader) {
    let caller = Caller::new(official(ANNA));
    let (at, by) = (store.now().await.unwrap(), person(ANNA));
    let confirm = ConfirmCompleteness { case: case.clone(), confirmed_at: at, by: by.clone() };
    store.record(confirm, &caller).await.unwrap();
    let (known, _) = store.learn(Case::of(case.application), Until::Now).await.unwrap();
    let advise = Advise {
        case: case.clone(),
        advice: Advice::Grant { amount: Amount::gross(known.requested()) },
        judgement: None,
        reasons: "Voldoet.".to_owned(),
        given_at: at,
        by,
    };
    store.record(advise, &caller).await.unwrap();
}

type Known = (Case, TrancheRules, Budget, Order);

/// Bram decides on each in the lawful order: one in twenty is rejected on its substance, and once the money is gone the
/// others are because the ceiling is reached. The commands decide on what was recorded before; what they decide is
/// recorded in bulk.
async fn decide_on_all(store: &EventStore) {
    let query = Query::about(Tag::tranche(&tranche()), &[]);
    let log = store.history(&query, Until::Now).await.unwrap();
    let (key, nobody) = (tranche(), Case::of(ApplicationId(uuid::Uuid::nil())));
    let mut docket = Docket::of(key.clone());
    let mut known: Known = (nobody, TrancheRules::of(key.clone()), Budget::of(key.clone()), Order::of(key));
    for recorded in &log {
        known.learn(recorded);
        docket.learn(recorded);
    }
    let at = store.now().await.unwrap();
    let mut undecided = in_lawful_order(&docket, at);
    let mut decided = Vec::new();
    while !undecided.is_empty() {
        let mut later = Vec::new();
        for (number, dossier) in undecided.iter().copied() {
            known.0 = dossier.case.clone();
            let Some(event) = decision(dossier, number, &known, at) else {
                later.push((number, dossier));
                continue;
            };
            let position =
                Position(log.last().unwrap().position.0 + 1 + u64::try_from(decided.len()).unwrap());
            let recorded =
                Recorded { position, recorded_at: at, actor: official(BRAM), imported: None, event };
            known.learn(&recorded);
            decided.push(recorded.event);
        }
        assert!(later.len() < undecided.len(), "nobody can be decided on");
        undecided = later;
    }
    let granted = decided.iter().filter(|event| matches!(event, Event::ApplicationGranted(_))).count();
    assert!((1_000..9_000).contains(&granted), "{granted} are granted");
    for part in decided.chunks(TOGETHER) {
        let after = store.head().await.unwrap().position;
        let recorded = store.append(part.to_vec(), Query::default(), after, &official(BRAM)).await.unwrap();
        assert_eq!(recorded.unwrap().len(), part.len());
    }
}

/// By their places before anybody decided, with a number for each.
fn in_lawful_order(docket: &Docket, at: Timestamp) -> Vec<(usize, &Dossier)> {
    let mut entries = docket.worklist(day_of(at));
    assert_eq!(entries.len(), APPLICATIONS);
    entries.sort_by_key(|entry| entry.place().unwrap());
    entries.into_iter().map(|entry| entry.dossier).enumerate().collect()
}

/// None where others must be decided on first.
fn decision(dossier: &Dossier, number: usize, known: &Known, decided_at: Timestamp) -> Option<Event> {
    let case = &dossier.header;
    let reject = |ground| Reject {
        case: case.clone(),
        ground,
        explanation: "Daarom.".to_owned(),
        decided_at,
        by: person(BRAM),
    };
    if number % 20 == 7 {
        return Some(reject(RejectionGround::ConditionsNotMet).decide(known).unwrap().remove(0));
    }
    let approve = Approve {
        case: case.clone(),
        amount: Amount::gross(known.0.requested()),
        explanation: "Voldoet.".to_owned(),
        decided_at,
        by: person(BRAM),
    };
    let granted = approve.decide(known);
    granted.or_else(|_| reject(RejectionGround::CeilingReached).decide(known)).ok()?.pop()
}

fn tranche() -> TrancheKey {
    TrancheKey::parse("proef-2026").unwrap()
}

fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

fn official(name: &str) -> Actor {
    Actor {
        role: Role::Assessor,
        person: person(name),
        organisation: Some("RVO".to_owned()),
        on_behalf_of: None,
    }
}
