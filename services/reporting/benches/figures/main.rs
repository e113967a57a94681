//! What figures cost, at a hundred thousand events and at many more.
//!
//! `cargo bench -p reporting --bench figures` fills a log of 100,000 events and one of 1,000,000, makes the ledger and the courses
//! of each, asks the named questions over HTTP and prints what they cost at the median: one answer of each that is not counted,
//! and then of both logs by turns, so that what disturbs the machine for a while disturbs both. After that it records a thousand
//! events a second, makes the ledger anew beside `COPY` of its rows, and makes an edition again from the log. What it printed last
//! stands in `services/DECISIONS.md`, under "What figures cost".
//!
//! `-- --events 10000000` compares with ten million instead, and `-- --quick` 10,000 with 100,000. It needs some 3 GB of disk for
//! each million events, and at ten million an hour and a half. `-- --questions` only asks, and `-- --about municipality` only what
//! has that in its name; with `--keep` the server stays with what was filled, and a later run with `--keep` asks there again (once
//! all was measured there it holds an edition, which the service checks when it starts).
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
//! flex, two in three self-contained, two in three new). What would come after 2025 has not happened. Beside the cases
//! five schemes are published, each tranche opens, has its ceiling raised twice, and the ministry enters one contribution to a
//! national goal.
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
use regulation::record::Position;
use std::time::{Duration, Instant};

/// Which history is filled in; raised when it changes, so that no log that was kept is of another.
const WORLD: u32 = 2;

/// What is asked of the measurement.
struct Options {
    small: u64,
    large: u64,
    keep: bool,
    questions_only: bool,
    about: String,
}

impl Options {
    fn read(arguments: &[String]) -> Self {
        let is_asked = |name: &str| arguments.iter().any(|argument| argument == name);
        let value = |name: &str| arguments.iter().skip_while(|argument| *argument != name).nth(1);
        let (small, large) = if is_asked("--quick") { (10_000, 100_000) } else { (100_000, 1_000_000) };
        let large = value("--events").map_or(large, |events| events.parse().unwrap());
        let about = value("--about").cloned().unwrap_or_default();
        let (keep, questions_only) = (is_asked("--keep"), is_asked("--questions"));
        Self { small, large, keep, questions_only, about }
    }
}

fn main() {
    let options = Options::read(&std::env::args().skip(1).collect::<Vec<_>>());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = Server::start(options.keep);
    runtime.block_on(async {
        println!("{}", server.describe().await);
        let few = Log::fill(&server, options.small).await;
        let many = Log::fill(&server, options.large).await;
        ask(&few, &many, &options.about).await;
        if !options.questions_only {
            few.upkeep().await;
            many.upkeep().await;
        }
    });
}

/// A log that was filled, with its ledger and its sums.
struct Log {
    database: Database,
    events: u64,
}

impl Log {
    /// Fills it and makes its ledger, where an earlier run did not.
    async fn fill(server: &Server, events: u64) -> Self {
        let database = server.database(&format!("world_{WORLD}_events_{events}")).await;
        let events = fill::fill(&database, events).await;
        upkeep::follow(&database, events).await;
        upkeep::roll_up(&database).await;
        let log = Self { database, events };
        upkeep::forget_memory();
        let begin = Instant::now();
        log.open().await.close().await;
        let took = begin.elapsed().as_secs_f64();
        println!("the courses of all cases, in {took:.1} s; {}", upkeep::most_memory());
        log
    }

    /// Opens the service when all that it makes of the log is made, so that nothing else is at work.
    async fn open(&self) -> Desk {
        let desk = Desk::open(&self.database).await;
        assert!(desk.reporting.reach(Position(self.events)).await);
        desk
    }

    /// What it costs to keep its ledger.
    async fn upkeep(&self) {
        println!("\n{} events", self.events);
        upkeep::behind(&self.database, 1_000, 10).await;
        upkeep::roll_up(&self.database).await;
        upkeep::rebuild(&self.database).await;
        upkeep::check(&self.database).await;
    }
}

/// Asks both, with both services in this process.
async fn ask(few: &Log, many: &Log, about: &str) {
    let desks = (few.open().await, many.open().await);
    upkeep::forget_memory();
    questions::measure((few.events, &desks.0), (many.events, &desks.1), about, Duration::from_secs(2)).await;
    println!("asked of both services in one process; {}", upkeep::most_memory());
    desks.0.close().await;
    desks.1.close().await;
}
