//! Loading a history, and reading the whole log.

use crate::Effort;
use crate::boundary::fill;
use crate::table::{Line, heading, median};
use crate::world::World;
use event_store::{EventStore, Until};
use futures_util::{StreamExt, pin_mut};
use jiff::Timestamp;
use regulation::event::Event;
use regulation::query::{Query, Tag};
use regulation::record::{Actor, Imported, Position, Recorded};
use regulation::words::ApplicationId;
use std::time::{Duration, Instant};
use tokio_postgres::{Client, Row, Statement};
use uuid::Uuid;

const BOUND_HISTORY: &str = "the index on tags gives a bitmap, that is then sorted by position";
const BOUND_LOG: &str = "decoding into typed events; the copy's bytes are only counted";

pub async fn measure(world: &World, effort: Effort) {
    let database = world.database("reading").await;
    let admin = world.admin(&database).await;
    fill(&admin, effort.events).await;
    // The same rows in a bare table, found by a plain index.
    let bare = "CREATE TABLE bare.rows AS SELECT tags[2] AS stream, position, event_type, shape, payload, actor, imported,
            recorded_at FROM log.events ORDER BY position;
        CREATE INDEX ON bare.rows (stream, position); VACUUM ANALYZE bare.rows; VACUUM ANALYZE log.events";
    for statement in bare.split(';') {
        admin.batch_execute(statement).await.unwrap();
    }
    let store = world.store("intake", &database).await;
    heading(&format!("Reading, of {} events", effort.events));
    histories(&admin, &store, effort).await;
    whole_log(&admin, &store, effort).await;
}

async fn histories(admin: &Client, store: &EventStore, effort: Effort) {
    let text = "SELECT position, event_type, shape, payload, actor, imported, recorded_at FROM bare.rows
        WHERE stream = $1 ORDER BY position";
    let select = admin.prepare(text).await.unwrap();
    let streams = effort.events / 100;
    let seconds = effort.seconds / 2.0;
    let (mut bares, mut logs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let bare = loads(streams, seconds, async |stream| bare_history(admin, &select, stream).await).await;
        let log = loads(streams, seconds, async |stream| log_history(store, stream).await).await;
        bares.push(bare);
        logs.push(log);
        ratios.push(log / bare);
    }
    let (bare, log, ratio) = (median(bares), median(logs), median(ratios));
    Line {
        name: "a history of 100 events, against SELECT",
        bare,
        log,
        ratio,
        per_commit: None,
        reach: Some(0.8),
        aim: None,
        bound: BOUND_HISTORY,
    }
    .print();
}

/// How many histories per second are loaded, one after another.
async fn loads(streams: u64, seconds: f64, load: impl AsyncFn(u64) -> usize) -> f64 {
    let (begin, mut count) = (Instant::now(), 0_u64);
    while begin.elapsed() < Duration::from_secs_f64(seconds) {
        assert_eq!(load(count * 7_919 % streams).await, 100);
        count += 1;
    }
    count as f64 / begin.elapsed().as_secs_f64()
}

async fn bare_history(admin: &Client, select: &Statement, stream: u64) -> usize {
    let tag = format!("application:{}", Uuid::from_u128(u128::from(stream)));
    let rows = admin.query(select, &[&tag]).await.unwrap();
    rows.iter().map(typed).collect::<Vec<_>>().len()
}

async fn log_history(store: &EventStore, stream: u64) -> usize {
    let tag = Tag::application(ApplicationId(Uuid::from_u128(u128::from(stream))));
    store.history(&Query::about(tag, &[]), Until::Now).await.unwrap().len()
}

/// A bare row, decoded to what the log gives.
fn typed(row: &Row) -> Recorded {
    let shape: i16 = row.get(2);
    let imported: Option<&str> = row.get(5);
    Recorded {
        position: Position(row.get::<_, i64>(0) as u64),
        recorded_at: row.get::<_, Timestamp>(6),
        actor: serde_json::from_str::<Actor>(row.get(4)).unwrap(),
        imported: imported.map(|text| serde_json::from_str::<Imported>(text).unwrap()),
        event: Event::read(row.get(1), shape as u16, row.get(3)).unwrap(),
    }
}

async fn whole_log(admin: &Client, store: &EventStore, effort: Effort) {
    let (mut bares, mut logs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let begin = Instant::now();
        let stream = admin.copy_out("COPY log.events TO STDOUT (FORMAT binary)").await.unwrap();
        pin_mut!(stream);
        let mut bytes = 0;
        while let Some(part) = stream.next().await {
            bytes += part.unwrap().len();
        }
        assert!(bytes > 0);
        let bare = effort.events as f64 / begin.elapsed().as_secs_f64();
        let begin = Instant::now();
        let (mut pages, mut count) = (store.pages(&Query::everything(), Position(0)), 0);
        while let Some(page) = pages.next().await.unwrap() {
            count += page.len() as u64;
        }
        assert_eq!(count, effort.events);
        let log = effort.events as f64 / begin.elapsed().as_secs_f64();
        bares.push(bare);
        logs.push(log);
        ratios.push(log / bare);
    }
    let (bare, log, ratio) = (median(bares), median(logs), median(ratios));
    Line {
        name: "the whole log, typed, against COPY (untouched)",
        bare,
        log,
        ratio,
        per_commit: None,
        reach: Some(0.7),
        aim: None,
        bound: BOUND_LOG,
    }
    .print();
}
