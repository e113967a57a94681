//! All events in the order of their time, one after another, without ever holding more than what is open.

use crate::case::{Case, Step};
use crate::world;
use regulation::event::Event;
use regulation::record::Role;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::iter::Peekable;

/// An event, when it happened, and in what role who did it.
pub type Happened = (u64, Role, Event);

/// How many events a case has on average, found by making some.
pub fn events_of_a_case() -> f64 {
    let tried = 3_000;
    let events: usize = (0..tried).map(|number| Case::new(number, tried).steps.len()).sum();
    events as f64 / tried as f64
}

/// The history of so many cases.
pub struct History {
    cases: u64,
    arrived: u64,
    /// The next step of each open case: when, of which case, which step.
    open: BinaryHeap<Reverse<(u64, u64, usize)>>,
    beside: Peekable<std::vec::IntoIter<(u64, Event)>>,
}

impl History {
    pub fn of(cases: u64) -> Self {
        Self { cases, arrived: 0, open: BinaryHeap::new(), beside: world::beside().into_iter().peekable() }
    }
}

impl Iterator for History {
    type Item = Happened;

    fn next(&mut self) -> Option<Happened> {
        let arrives = |number: u64| world::arrival(number, self.cases).1;
        let open = |open: &BinaryHeap<Reverse<(u64, u64, usize)>>| open.peek().map(|Reverse((at, ..))| *at);
        while self.arrived < self.cases && open(&self.open).is_none_or(|at| arrives(self.arrived) <= at) {
            self.open.push(Reverse((arrives(self.arrived), self.arrived, 0)));
            self.arrived += 1;
        }
        let first = open(&self.open);
        if let Some((at, event)) = self.beside.next_if(|(at, _)| first.is_none_or(|first| *at <= first)) {
            return Some((at, Role::Administrator, event));
        }
        let Reverse((_, number, place)) = self.open.pop()?;
        let case = Case::new(number, self.cases);
        let (at, step): (u64, Step) = case.steps[place];
        if let Some((next, _)) = case.steps.get(place + 1) {
            self.open.push(Reverse((*next, number, place + 1)));
        }
        Some((at, Case::role(step), case.event(at, step)))
    }
}
