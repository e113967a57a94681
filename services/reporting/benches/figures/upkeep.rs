//! What it costs to keep the ledger: from nothing, anew beside the live one, and while others record.

use crate::house::{Database, Desk};
use crate::world;
use event_store::{Caller, EventStore};
use futures_util::{SinkExt, StreamExt, pin_mut};
use regulation::Command;
use regulation::event::Event;
use regulation::facts::Header;
use regulation::record::{Actor, Position, Role};
use regulation::violation::Violation;
use regulation::words::ApplicationId;
use reporting::projection::Ledger;
use reporting::rollup;
use serde_json::json;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The tables of the ledger.
const TABLES: [&str; 1] = ["ledger"];

/// Follows the log up to its end.
pub async fn follow(database: &Database, last: u64) {
    forget_memory();
    let begin = Instant::now();
    let follower = database.store.follow(Ledger);
    assert!(follower.reach(Position(last)).await, "the ledger stopped: {:?}", follower.state());
    let took = begin.elapsed().as_secs_f64();
    drop(follower);
    println!("the ledger of them in {took:.1} s, {:.0} events/s; {}", last as f64 / took, most_memory());
    database.admin().await.batch_execute("VACUUM ANALYZE reporting.ledger").await.unwrap();
}

/// Makes the sums that are made beforehand.
pub async fn roll_up(database: &Database) {
    forget_memory();
    let begin = Instant::now();
    let position = rollup::advance(&database.store, 0).await.unwrap();
    println!(
        "sums made beforehand, up to position {position}, in {:.1} s; {}; {}",
        begin.elapsed().as_secs_f64(),
        sizes(database).await,
        most_memory()
    );
}

/// How much disk the log takes, and what is made of it.
async fn sizes(database: &Database) -> String {
    let size = "SELECT string_agg(t || ' ' || pg_total_relation_size(t::regclass) / 1048576 || ' MB', ', ')
                  FROM unnest('{log.events,reporting.ledger,reporting.rollup,reporting.rollup_recipients}'::text[]) t";
    database.admin().await.query_one(size, &[]).await.unwrap().get(0)
}

/// The nightly check: an edition with the questions of the letter is sealed, and made again from the log alone.
pub async fn check(database: &Database) {
    let desk = Desk::open(database).await;
    let key = format!("meting-{}", Uuid::now_v7().simple());
    let questions =
        ["groepeerOp=tranche", "tranche=tranche-11&groepeerOp=aandachtsgroep,duur", "groepeerOp=gemeente"];
    let edition = json!({ "sleutel": key, "titel": "Meting", "toelichting": "", "peildatum": "2025-12-31", "vragen": questions });
    let sealed = desk.send("/voortgang/v1/edities", &edition).await;
    forget_memory();
    let begin = Instant::now();
    let checked = desk.send(&format!("/voortgang/v1/edities/{key}/controles"), &json!({})).await;
    assert!(checked.contains("\"klopt\":true"), "{sealed}\n{checked}");
    println!(
        "an edition made again from the log in {:.1} s; {}",
        begin.elapsed().as_secs_f64(),
        most_memory()
    );
    desk.close().await;
}

/// The rebuild against COPY of the rows that it ends with.
pub async fn rebuild(database: &Database) {
    let rows = rows(database).await;
    forget_memory();
    let begin = Instant::now();
    let rebuilt = database.store.rebuild(Ledger).await.unwrap();
    let (took, memory) = (begin.elapsed(), most_memory());
    assert_eq!(rebuilt.differences, [], "a rebuild makes the same ledger");
    let copied = copy(database).await;
    let per_second = |took: Duration| rows as f64 / took.as_secs_f64();
    println!(
        "rebuild: {:.1} s, {:.0} rows/s; COPY of the same {rows} rows: {:.1} s, {:.0} rows/s; ratio {:.2} (aim 0.5); {memory}",
        took.as_secs_f64(),
        per_second(took),
        copied.as_secs_f64(),
        per_second(copied),
        per_second(took) / per_second(copied)
    );
}

async fn rows(database: &Database) -> i64 {
    let admin = database.admin().await;
    let mut rows = 0;
    for table in TABLES {
        let count: i64 =
            admin.query_one(&format!("SELECT count(*) FROM reporting.{table}"), &[]).await.unwrap().get(0);
        rows += count;
    }
    rows
}

/// Copies the finished rows into tables like theirs, through this process.
async fn copy(database: &Database) -> Duration {
    let (source, target) = (database.admin().await, database.admin().await);
    let mut took = Duration::ZERO;
    for table in TABLES {
        let make = format!("CREATE TABLE public.{table}_copy (LIKE reporting.{table} INCLUDING ALL)");
        target.batch_execute(&make).await.unwrap();
        let begin = Instant::now();
        let out =
            source.copy_out(&format!("COPY reporting.{table} TO STDOUT (FORMAT binary)")).await.unwrap();
        let into =
            target.copy_in(&format!("COPY public.{table}_copy FROM STDIN (FORMAT binary)")).await.unwrap();
        pin_mut!(out, into);
        while let Some(part) = out.next().await {
            into.send(part.unwrap()).await.unwrap();
        }
        into.finish().await.unwrap();
        took += begin.elapsed();
        target.batch_execute(&format!("DROP TABLE public.{table}_copy")).await.unwrap();
    }
    took
}

/// Records exactly this event.
struct Exactly(Event);

impl Command for Exactly {
    type Facts = Header;
    const NAME: &'static str = "exactly";

    fn facts(&self) -> Header {
        Header::of(ApplicationId(Uuid::nil()))
    }

    fn decide(&self, _: &Header) -> Result<Vec<Event>, Violation> {
        Ok(vec![self.0.clone()])
    }
}

/// How far behind the figures are, in time, while so many events a second are recorded.
pub async fn behind(database: &Database, per_second: u32, seconds: u32) {
    let (desk, intake) = (Desk::open(database).await, database.intake().await);
    forget_memory();
    let begin = Instant::now();
    let mut lags = Vec::new();
    let mut recorded = 0_u32;
    // Twenty times a second a twentieth of the events at once, and how long until the last of them is counted.
    for turn in 0..seconds * 20 {
        let batch = (0..per_second / 20).map(|number| record(&intake, turn, number));
        let positions = futures_util::future::join_all(batch).await;
        recorded += per_second / 20;
        let last = positions.into_iter().max().unwrap_or_default();
        let (reporting, since) = (desk.reporting.clone(), Instant::now());
        lags.push(tokio::spawn(async move {
            assert!(reporting.reach(last).await);
            since.elapsed()
        }));
        let due = Duration::from_millis(50) * (turn + 1);
        tokio::time::sleep(due.saturating_sub(begin.elapsed())).await;
    }
    let took = begin.elapsed();
    let mut all = Vec::new();
    for lag in lags {
        all.push(lag.await.unwrap());
    }
    all.sort();
    println!(
        "behind while {:.0} events/s are recorded: {:.0} ms at the median, {:.0} ms at most (aim under 1000 ms); {}",
        f64::from(recorded) / took.as_secs_f64(),
        all[all.len() / 2].as_secs_f64() * 1e3,
        all[all.len() - 1].as_secs_f64() * 1e3,
        most_memory()
    );
    desk.close().await;
}

/// One report of a case of its own.
async fn record(intake: &EventStore, turn: u32, number: u32) -> Position {
    let case = crate::case::Case::new(u64::from(turn) * 1_000 + u64::from(number), 1_000_000);
    let event = case.event(world::SECONDS_OF_A_DAY * world::DAYS, crate::case::Step::Report(3));
    let actor =
        Actor { role: Role::Municipality, person: world::person(), organisation: None, on_behalf_of: None };
    let recorded = intake.record(Exactly(event), &Caller::new(actor)).await.unwrap();
    recorded.last().map(|recorded| recorded.position).unwrap_or_default()
}

/// The most memory that this process had since the last [`forget_memory`].
pub fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap_or_default();
    format!("the process at most {} MB (aim under 300 MB)", kilobytes / 1_024)
}

/// Lets the count of [`most_memory`] begin anew, so that it tells of one piece of work.
pub fn forget_memory() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
