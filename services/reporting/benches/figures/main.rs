//! What figures cost, at a hundred thousand events and at many more.
//!
//! `cargo bench -p reporting --bench figures` fills a log of 100,000 events and one of 1,000,000, makes the ledger of each, asks
//! the named questions over HTTP and prints what they cost at the median; `-- --events 10000000` compares with ten
//! million instead, and `-- --quick` 10,000 with 100,000. It needs some 2 GB of disk for each million events, and at ten
//! million an hour.
//!
//! **The distribution.** Ten years (2016-2025), 342 municipalities (those of 2023; a case falls to number
//! `342 u^1.5` of the register with `u` uniform, so that some apply far more often than others), thirty tranches in five
//! schemes, one opening every 113 days for sixty days, the same number of cases in each. The history of a case follows
//! from its number, as the demonstration's cases go:
//!
//! | of a hundred cases | what happens |
//! |---|---|
//! | 25 | are asked for a supplement after 10 days, and answer within 14 days when they go on |
//! | 4 | are set aside |
//! | 5 | are withdrawn before a decision |
//! | 20 | are found complete, advised on and rejected |
//! | 71 | are found complete, advised on and granted |
//! | 3 of these | are withdrawn 200 days later |
//! | 68 of these | report 6 to 12 times, each half-year, of which 5 in a hundred are corrected; account every other report, in July; and 80 in a hundred are settled after the last report |
//!
//! One case in five has two projects, the others one; a project has two kinds of homes (eight target groups, permanent or
//! flex, two in three self-contained, two in three new). What would come after 2025 has not happened. Beside the cases each
//! tranche opens, has its ceiling raised twice, and the ministry enters one contribution to a national goal.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a measurement")]

mod case;
mod chance;
mod fill;
mod history;
mod house;
mod questions;
mod upkeep;
mod world;

use house::{Database, Desk, Server};
use questions::Cost;
use regulation::record::Position;
use reporting::Reporting;
use std::time::{Duration, Instant};

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let quick = asked.iter().any(|argument| argument == "--quick");
    let events = asked.iter().skip_while(|argument| *argument != "--events").nth(1);
    let events = events.map_or(if quick { 100_000 } else { 1_000_000 }, |events| events.parse().unwrap());
    let small = if quick { 10_000 } else { 100_000 };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = Server::start();
    runtime.block_on(async {
        println!("{}", server.describe().await);
        let (small, few) = measure(&server, small).await;
        let (large, many) = measure(&server, events).await;
        questions::print((small, &few), (large, &many));
    });
}

/// Fills a log, makes its ledger, and measures everything.
async fn measure(server: &Server, events: u64) -> (u64, Vec<Cost>) {
    let database = server.database(&format!("events_{events}")).await;
    let (events, took) = fill::fill(&database, events).await;
    println!("\n{events} events: filled in {:.0} s", took.as_secs_f64());
    upkeep::forget_memory();
    let took = upkeep::follow(&database, events).await;
    let speed = events as f64 / took.as_secs_f64();
    println!("the ledger made from nothing in {:.1} s, {speed:.0} events/s", took.as_secs_f64());
    upkeep::roll_up(&database).await;
    let costs = ask(&database, events).await;
    keep_up(&database).await;
    upkeep::roll_up(&database).await;
    upkeep::rebuild(&database).await;
    println!("memory of the process: {} MB at most (aim under 300 MB)", upkeep::most_memory());
    (events, costs)
}

/// Asks when all that the service makes of the log is made, so that nothing else is at work.
async fn ask(database: &Database, events: u64) -> Vec<Cost> {
    let (reporting, folder) = service(database).await;
    let begin = Instant::now();
    assert!(reporting.reach(Position(events)).await);
    println!("the courses of all cases made in {:.1} s", begin.elapsed().as_secs_f64());
    let costs = questions::measure(&Desk::open(&reporting).await, Duration::from_secs(2)).await;
    let _ = std::fs::remove_dir_all(folder);
    costs
}

async fn keep_up(database: &Database) {
    let (reporting, folder) = service(database).await;
    upkeep::behind(database, &reporting, 1_000, 10).await;
    let _ = std::fs::remove_dir_all(folder);
}

async fn service(database: &Database) -> (Reporting, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!("woonloket-figures-{}", uuid::Uuid::now_v7()));
    (Reporting::start(database.store.clone(), &folder).await.unwrap(), folder)
}
