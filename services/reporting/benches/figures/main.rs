//! What figures cost, at a hundred thousand events and at many more.
//!
//! `cargo bench -p reporting --bench figures` fills a log of 100,000 events and one of 1,000,000, makes the ledger of each, asks
//! the named questions over HTTP and prints what they cost at the median; `-- --events 10000000` compares with ten
//! million instead, and `-- --quick` 10,000 with 100,000. It needs some 2 GB of disk for each million events, and at ten
//! million an hour and a half. `-- --questions` only asks; with `--keep` the server stays with what was filled, and a later run
//! with `--keep` asks there again (once all was measured there it holds an edition, which the service checks when it starts).
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
use std::time::{Duration, Instant};

/// What is asked of the measurement.
struct Options {
    small: u64,
    large: u64,
    keep: bool,
    questions_only: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Self {
        let is_asked = |name: &str| arguments.iter().any(|argument| argument == name);
        let events = arguments.iter().skip_while(|argument| *argument != "--events").nth(1);
        let (small, large) = if is_asked("--quick") { (10_000, 100_000) } else { (100_000, 1_000_000) };
        let large = events.map_or(large, |events| events.parse().unwrap());
        Self { small, large, keep: is_asked("--keep"), questions_only: is_asked("--questions") }
    }
}

fn main() {
    let options = Options::read(&std::env::args().skip(1).collect::<Vec<_>>());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = Server::start(options.keep);
    runtime.block_on(async {
        println!("{}", server.describe().await);
        let (small, few) = measure(&server, options.small, &options).await;
        let (large, many) = measure(&server, options.large, &options).await;
        questions::print((small, &few), (large, &many));
    });
}

/// Fills a log and makes its ledger where an earlier run did not, and measures everything.
async fn measure(server: &Server, events: u64, options: &Options) -> (u64, Vec<Cost>) {
    let database = server.database(&format!("events_{events}")).await;
    let filled = fill::fill(&database, events).await;
    upkeep::follow(&database, filled).await;
    upkeep::roll_up(&database).await;
    let costs = ask(&database, filled).await;
    if !options.questions_only {
        upkeep::behind(&database, 1_000, 10).await;
        upkeep::roll_up(&database).await;
        upkeep::rebuild(&database).await;
        upkeep::check(&database).await;
    }
    (filled, costs)
}

/// Asks when all that the service makes of the log is made, so that nothing else is at work.
async fn ask(database: &Database, events: u64) -> Vec<Cost> {
    upkeep::forget_memory();
    let desk = Desk::open(database).await;
    let begin = Instant::now();
    assert!(desk.reporting.reach(Position(events)).await);
    let took = begin.elapsed().as_secs_f64();
    println!("the courses of all cases, in {took:.1} s; {}", upkeep::most_memory());
    upkeep::forget_memory();
    let costs = questions::measure(&desk, Duration::from_secs(2)).await;
    println!("asked; {}", upkeep::most_memory());
    desk.close().await;
    costs
}
