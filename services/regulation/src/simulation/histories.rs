//! Random histories of a tranche, made with the real commands under every method, pot, cap and rule for when it is full.

mod attempts;
mod known;
mod rules;

pub use rules::Rules;

use crate::commands::{CloseTranche, OpenTranche, OpeningSet};
use crate::event::Event;
use crate::facts::TrancheRules;
use crate::testing::*;
use crate::violation::Violation;
use crate::words::*;
use crate::{Command, Facts};
use attempts::{Try, tries};
use jiff::{Timestamp, ToSpan};
use known::Known;
use proptest::prelude::*;
use rules::rules;

/// A history as it is made: what happened, when it is now, and under which rules.
pub struct Play {
    pub history: Given,
    pub now: Timestamp,
    /// By which it is played.
    pub choice: Rules,
    /// The rules as they were published.
    pub rules: TrancheRules,
}

/// What makes a history: its rules, the hours between two tries, and what is tried while the window is open and after it.
#[derive(Debug, Clone)]
pub struct Plot {
    pub rules: Rules,
    hours: i64,
    before: Vec<Try>,
    after: Vec<Try>,
}

/// Any history under any rules.
pub fn plots() -> impl Strategy<Value = Plot> {
    let all = (rules(), 1..14_i64, tries(), tries());
    all.prop_map(|(rules, hours, before, after)| Plot { rules, hours, before, after })
}

impl Plot {
    /// What comes of it.
    pub fn play(&self) -> Given {
        let (scheme, key, now) = (SchemeKey::parse("proef").unwrap(), tranche(), at("2022-12-28T08:00:00Z"));
        let published = given([]).when(publish(&self.rules.text(0))).happened();
        let (history, choice) = (Given::default(), self.rules);
        let mut play = Play { history, now, choice, rules: TrancheRules::of(tranche()) };
        play.note(published);
        let (set, by) = (OpeningSet::default(), assessor("beheer"));
        play.does(OpenTranche { scheme, tranche: key, set, by }).unwrap();
        self.before.iter().for_each(|attempt| play.attempt(attempt, self.hours));
        let (closed_at, reason, by) = (play.now, "Gesloten.".into(), assessor("beheer"));
        play.does(CloseTranche { tranche: tranche(), closed_at, reason, by }).unwrap();
        (0..3).for_each(|pot| play.attempt(&Try::Rank { pot }, self.hours));
        self.after.iter().for_each(|attempt| play.attempt(attempt, self.hours));
        play.history
    }
}

impl Play {
    fn attempt(&mut self, attempt: &Try, hours: i64) {
        self.now += hours.hours();
        drop(attempt.by(self));
    }

    /// Records what this command decides, or says why it is refused.
    pub fn does<C: Command>(&mut self, command: C) -> Result<Vec<Event>, Violation>
    where
        C::Facts: Known,
    {
        let happened = command.decide(&command.facts().known(self))?;
        self.note(happened.clone());
        Ok(happened)
    }

    fn note(&mut self, happened: Vec<Event>) {
        let known = self.history.log().len();
        self.history = std::mem::take(&mut self.history).and(happened);
        self.history.log()[known..].iter().for_each(|recorded| self.rules.learn(recorded));
    }
}
