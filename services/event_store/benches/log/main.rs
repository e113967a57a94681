//! How fast the log is, as ratios to plain PostgreSQL: same server, same durability, same program, same moment.
//!
//! `cargo bench -p event_store` measures everything, in a few minutes; `cargo bench -p event_store -- --quick`
//! measures short, and `-- appends`, `-- tranche`, `-- reading` or `-- boundary` one part. Each figure is the median of
//! rounds in which the bare server and the log take turns, so that what else the machine does touches both.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a measurement")]

mod appends;
mod bare;
mod boundary;
mod reading;
mod table;
mod world;

use world::World;

/// How long is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Seconds for one turn of one side.
    pub seconds: f64,
    /// How many turns.
    pub rounds: usize,
    /// Events in the log for reading.
    pub events: u64,
    /// The sizes of the log at which the boundary check is measured.
    pub sizes: [u64; 2],
}

const THOROUGH: Effort = Effort { seconds: 2.0, rounds: 7, events: 200_000, sizes: [10_000, 1_000_000] };
const QUICK: Effort = Effort { seconds: 0.7, rounds: 3, events: 50_000, sizes: [10_000, 100_000] };

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let effort = if asked.iter().any(|argument| argument == "--quick") { QUICK } else { THOROUGH };
    let parts: Vec<&str> = asked.iter().map(String::as_str).filter(|part| !part.starts_with("--")).collect();
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = World::start();
    println!("{}", world.describe(&runtime));
    if wanted("appends") {
        runtime.block_on(appends::distinct(&world, effort));
    }
    if wanted("tranche") {
        runtime.block_on(appends::one_tranche(&world, effort));
    }
    if wanted("reading") {
        runtime.block_on(reading::measure(&world, effort));
    }
    if wanted("boundary") {
        runtime.block_on(boundary::measure(&world, effort));
    }
}
