//! How long the whole answer of a simulation takes for a tranche of ten thousand applications: both replays and their
//! comparison, in milliseconds, and as a ratio to folding the order and the money over the same log once.
//!
//! `cargo bench -p regulation`. Each figure is the fastest of five.

mod assessors;
mod history;

use history::{APPLICATIONS, Fallible, Pots, history, tranche};
use regulation::Facts;
use regulation::facts::{Budget, Order};
use regulation::record::Recorded;
use regulation::scheme::{Allocation, WhenFull};
use regulation::simulation::{Outcome, WhatIf, replay, simulate};
use regulation::words::{Cents, TrancheKey};
use std::time::{Duration, Instant};

fn main() -> Fallible<()> {
    measure("one purse", Pots::None)?;
    measure("a reserved quota", Pots::Reserved)?;
    measure("a sub-ceiling", Pots::Separate)
}

fn measure(name: &str, pots: Pots) -> Fallible<()> {
    let (log, key) = (history(pots)?, tranche()?);
    let (reference, _) = fastest(|| {
        let (mut order, mut budget) = (Order::of(key.clone()), Budget::of(key.clone()));
        log.iter().for_each(|recorded| {
            order.learn(recorded);
            budget.learn(recorded);
        });
        budget.granted()
    });
    let (events, missed) = (log.len(), missed(&log, &key)?);
    println!("{name}: {APPLICATIONS} applications, {events} events; {missed} not reproduced");
    println!("{:<28} {:>9} {:>7} {:>8}", "what", "ms", "ratio", "granted");
    println!("{:<28} {:>9.1} {:>7.1}", "order and money, once", milliseconds(reference), 1.0);
    for (name, what_if) in changes() {
        let (took, answer) = fastest(|| simulate(&log, &key, &what_if));
        let granted = answer.ok_or("no answer")?.changed.applications;
        let ratio = took.as_secs_f64() / reference.as_secs_f64();
        println!("{name:<28} {:>9.1} {ratio:>7.1} {granted:>8}", milliseconds(took));
    }
    Ok(())
}

fn changes() -> Vec<(&'static str, WhatIf)> {
    let by = |allocation| WhatIf { allocation: Some(allocation), ..WhatIf::default() };
    let ceiling = |ceiling: Cents| WhatIf { ceiling: Some(ceiling), ..WhatIf::default() };
    vec![
        ("rules in force", WhatIf::default()),
        ("lower ceiling", ceiling(Cents::euros(150_000_000))),
        ("higher ceiling", ceiling(Cents::euros(400_000_000))),
        (
            "half the amount per home",
            WhatIf { amount_per_unit: Some(Cents::euros(3_500)), ..WhatIf::default() },
        ),
        ("by category", by(Allocation::Category)),
        ("by lot", WhatIf { seed: Some("1".into()), ..by(Allocation::CompletenessThenLot) }),
        (
            "lower ceiling, by lot",
            WhatIf { ceiling: Some(Cents::euros(150_000_000)), ..by(Allocation::CompletenessThenLot) },
        ),
        ("skip", WhatIf { when_full: Some(WhenFull::Skip), ..WhatIf::default() }),
        (
            "lower ceiling, skip",
            WhatIf { when_full: Some(WhenFull::Skip), ..ceiling(Cents::euros(150_000_000)) },
        ),
        ("stop", WhatIf { when_full: Some(WhenFull::Stop), ..WhatIf::default() }),
    ]
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

fn fastest<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut timed = || {
        let started = Instant::now();
        let made = work();
        (started.elapsed(), made)
    };
    (0..4).fold(timed(), |best, _| {
        let next = timed();
        if next.0 < best.0 { next } else { best }
    })
}

/// How many decisions the rules in force do not make again.
fn missed(log: &[Recorded], key: &TrancheKey) -> Fallible<usize> {
    let replayed = replay(log, key, &WhatIf::default()).ok_or("no replay")?;
    let again = |outcome| match outcome {
        Outcome::Granted(amount) => Some(amount),
        Outcome::Fits(_) | Outcome::NotReached | Outcome::Excluded | Outcome::AsItHappened => None,
    };
    Ok(replayed.cases.values().filter(|one| again(one.outcome) != one.granted_in_fact).count())
}
