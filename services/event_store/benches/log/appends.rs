//! Appends of one event with a boundary check.

use crate::table::{Line, heading, median};
use crate::world::{World, actor, case, event};
use crate::{Effort, bare};
use event_store::{Caller, CommandId, EventStore};
use regulation::event::{CaseHeader, Event, EventType};
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use regulation::violation::Violation;
use regulation::words::{Cents, TrancheKey};
use regulation::{Command, Facts};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use uuid::Uuid;

const BOUND_ALONE: &str =
    "a commit each, as bare; beside it some 90 us more: locking the head, hashing, the index on tags";
const BOUND_FEW: &str =
    "batches of a few: the lock, the chain of hashes and the index on tags are one core's work";
const BOUND_MANY: &str = "one backend appends (hash chain, index on tags); client and server share the cores";
const BOUND_HOT: &str =
    "a commit for each decision, as all hang on one another's result: what one writer reaches";

/// Writers that each have a case of their own.
pub async fn distinct(world: &World, effort: Effort) {
    let database = world.database("appends").await;
    let store = world.store("intake", &database).await;
    let payload = event(case(1)).payload().unwrap();
    heading(&format!("Appends of one event of {} bytes with a boundary check, distinct tags", payload.len()));
    let goals = [
        (1, 0.6, 0.7, BOUND_ALONE),
        (8, 0.65, 0.8, BOUND_FEW),
        (32, 1.0, 1.1, BOUND_MANY),
        (256, 1.7, 2.0, BOUND_MANY),
    ];
    for (writers, reach, aim, bound) in goals {
        let name = format!("{writers} writers: append");
        let measured =
            against_inserts(world, &database, writers, effort, || appends(&store, writers, effort.seconds))
                .await;
        measured.print(&name, Some(reach), Some(aim), bound);
    }
    for writers in [1, 32, 256] {
        let name = format!("{writers} writers: record a command, facts remembered");
        let measured = against_inserts(world, &database, writers, effort, || {
            commands(&store, writers, false, effort.seconds)
        })
        .await;
        measured.print(&name, None, None, "");
    }
    let measured =
        against_inserts(world, &database, 32, effort, || commands(&store, 32, true, effort.seconds)).await;
    measured.print("32 writers: the same with a command id", None, None, "");
}

/// Writers whose commands all hang on one tranche's money.
pub async fn one_tranche(world: &World, effort: Effort) {
    let database = world.database("tranche").await;
    let (here, there) = (world.store("intake", &database).await, world.store("intake", &database).await);
    heading("Commands that all hang on one tranche's money, never over-committed");
    for (writers, reach) in [(8, None), (32, Some(0.1))] {
        let name = format!("{writers} writers, one process");
        let stores = [here.clone(), here.clone()];
        let measured =
            against_inserts(world, &database, writers, effort, || takes(&stores, writers, effort.seconds))
                .await;
        measured.print(&name, reach, None, BOUND_HOT);
    }
    let stores = [here, there];
    let measured = against_inserts(world, &database, 32, effort, || takes(&stores, 32, effort.seconds)).await;
    measured.print("32 writers, two processes", Some(0.1), None, BOUND_HOT);
}

/// What the turns gave: the medians of both sides, and of the ratio within each turn.
struct Measured {
    bare: f64,
    log: f64,
    ratio: f64,
    per_commit: f64,
}

impl Measured {
    fn print(self, name: &str, reach: Option<f64>, aim: Option<f64>, bound: &str) {
        let Self { bare, log, ratio, per_commit } = self;
        Line { name, bare, log, ratio, per_commit: Some(per_commit), reach, aim, bound }.print();
    }
}

/// The bare inserts and the log in turns.
async fn against_inserts<Fut: Future<Output = f64>>(
    world: &World,
    database: &str,
    writers: usize,
    effort: Effort,
    log: impl Fn() -> Fut,
) -> Measured {
    let clients: Vec<_> = world.connections(database, writers).await.into_iter().map(Arc::new).collect();
    let payload = event(case(1)).payload().unwrap();
    let (mut bares, mut logs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    log().await; // warm
    let begin: i64 = clients[0].query_one("SELECT max(position) FROM log.events", &[]).await.unwrap().get(0);
    let mut before = bare::inserts(&clients, &payload, effort.seconds / 2.0).await;
    for _ in 0..effort.rounds {
        let rate = log().await;
        let after = bare::inserts(&clients, &payload, effort.seconds / 2.0).await;
        logs.push(rate);
        bares.push(after);
        ratios.push(rate / f64::midpoint(before, after));
        before = after;
    }
    // All events of a batch are recorded at the same moment.
    let count = "SELECT count(*)::float8 / count(DISTINCT recorded_at) FROM log.events WHERE position > $1";
    let per_commit = clients[0].query_one(count, &[&begin]).await.unwrap().get(0);
    Measured { bare: median(bares), log: median(logs), ratio: median(ratios), per_commit }
}

async fn appends(store: &EventStore, writers: usize, seconds: f64) -> f64 {
    let writers = (0..writers).map(|writer| (writer, store.clone())).collect();
    bare::rate(writers, seconds, |(writer, store), until, done| async move {
        let (header, actor) = (case(writer), actor());
        let boundary = Query::about(Tag::application(header.application), &[]);
        let head = store.head().await.unwrap().position;
        let mut after = head;
        while Instant::now() < until {
            let events = vec![event(header.clone())];
            let recorded = store.append(events, boundary.clone(), after, &actor).await.unwrap().unwrap();
            after = recorded[0].position;
            done.fetch_add(1, Ordering::Relaxed);
        }
    })
    .await
}

/// Takes money of a tranche, as long as there is enough.
#[derive(Debug, Clone)]
struct Take {
    case: CaseHeader,
}

/// What was taken.
#[derive(Debug, Clone)]
struct Taken {
    tranche: TrancheKey,
    cents: Cents,
}

impl Facts for Taken {
    fn about(&self) -> Query {
        Query::about(Tag::tranche(&self.tranche), &[EventType::ApplicationWithdrawn])
    }

    fn learn(&mut self, recorded: &Recorded) {
        if let Event::ApplicationWithdrawn(event) = &recorded.event
            && event.case.tranche == self.tranche
        {
            self.cents = self.cents + Cents::euros(1);
        }
    }
}

impl Command for Take {
    type Facts = Taken;
    const NAME: &'static str = "take";

    fn facts(&self) -> Taken {
        Taken { tranche: self.case.tranche.clone(), cents: Cents::ZERO }
    }

    fn decide(&self, taken: &Taken) -> Result<Vec<Event>, Violation> {
        if taken.cents > Cents::LARGEST {
            return Err(Violation::NotGranted);
        }
        Ok(vec![event(self.case.clone())])
    }
}

async fn commands(store: &EventStore, writers: usize, with_ids: bool, seconds: f64) -> f64 {
    let writers = (0..writers).map(|writer| (writer, store.clone())).collect();
    bare::rate(writers, seconds, |(writer, store), until, done| async move {
        let mut caller = Caller::new(actor());
        while Instant::now() < until {
            if with_ids {
                let key = Uuid::now_v7().to_string();
                let body_mac = store.mac(b"content").unwrap();
                caller.command_id = Some(CommandId { scope: "GM0363 take".to_owned(), key, body_mac });
            }
            store.record(Take { case: case(writer) }, &caller).await.unwrap();
            done.fetch_add(1, Ordering::Relaxed);
        }
    })
    .await
}

async fn takes(stores: &[EventStore; 2], writers: usize, seconds: f64) -> f64 {
    let before = stores[0].head().await.unwrap().position;
    let all = (0..writers).map(|writer| (writer, stores[writer % 2].clone())).collect();
    let rate = bare::rate(
        all,
        seconds,
        |(writer, store): (usize, EventStore), until: Instant, done: Arc<AtomicU64>| async move {
            let caller = Caller::new(actor());
            let header = CaseHeader { tranche: TrancheKey::parse("rha-2022").unwrap(), ..case(writer) };
            while Instant::now() < until {
                store.record(Take { case: header.clone() }, &caller).await.unwrap();
                done.fetch_add(1, Ordering::Relaxed);
            }
        },
    )
    .await;
    assert!(stores[0].head().await.unwrap().position > Position(before.0));
    rate
}
