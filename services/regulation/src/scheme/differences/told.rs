//! The sentences about one scheme or tranche.

use crate::scheme::Sourced;
use crate::words::CategoryCode;
use std::collections::{BTreeMap, BTreeSet};

/// The sentences so far, each with the key of what it is about.
pub(super) struct Told<'a> {
    about: &'a str,
    all: Vec<String>,
}

impl<'a> Told<'a> {
    /// About a scheme or tranche.
    pub(super) const fn of(about: &'a str) -> Self {
        Self { about, all: Vec::new() }
    }

    /// All of them.
    pub(super) fn sentences(self) -> Vec<String> {
        self.all
    }

    fn say(&mut self, sentence: String) {
        self.all.push(format!("{}: {sentence}.", self.about));
    }

    /// A value that may come, go or change.
    pub(super) fn value(&mut self, what: &str, old: Option<String>, new: Option<String>) {
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => self.say(format!("{what} wordt {new}; eerder stond er niets")),
            (Some(old), None) => self.say(format!("{what} vervalt; eerder stond er {old}")),
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => self.say(format!("{what} gaat van {old} naar {new}")),
        }
    }

    /// A value with a source, which may be absent. Its source is told only where the value is the same.
    pub(super) fn cited<T: PartialEq>(
        &mut self,
        what: &str,
        old: &Option<Sourced<T>>,
        new: &Option<Sourced<T>>,
        say: impl Fn(&T) -> String,
    ) {
        let value = |cited: &Option<Sourced<T>>| cited.as_ref().map(|cited| say(&cited.value));
        match (old, new) {
            (Some(old), Some(new)) => self.required(what, old, new, say),
            (Some(_) | None, Some(_) | None) => self.value(what, value(old), value(new)),
        }
    }

    /// A value with a source that is always there.
    pub(super) fn required<T: PartialEq>(
        &mut self,
        what: &str,
        old: &Sourced<T>,
        new: &Sourced<T>,
        say: impl Fn(&T) -> String,
    ) {
        if old.value != new.value {
            self.value(what, Some(say(&old.value)), Some(say(&new.value)));
        } else if old.source != new.source {
            self.say(format!("de bron van «{what}» gaat van «{}» naar «{}»", old.source, new.source));
        }
    }

    /// Rows with a name each.
    pub(super) fn rows(&mut self, what: &str, old: Vec<(String, String)>, new: Vec<(String, String)>) {
        let new: BTreeMap<_, _> = new.into_iter().collect();
        let old: BTreeMap<_, _> = old.into_iter().collect();
        for (name, words) in &old {
            match new.get(name) {
                None => self.say(format!("{what} «{name}» vervalt")),
                Some(later) => {
                    self.value(&format!("{what} «{name}»"), Some(words.clone()), Some(later.clone()))
                }
            }
        }
        for (name, words) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            self.say(format!("{what} «{name}» toegevoegd: {words}"));
        }
    }

    /// Rows without a name: what is only in the old list became, in order, what is only in the new one.
    pub(super) fn list<T: PartialEq>(
        &mut self,
        what: &str,
        old: &[T],
        new: &[T],
        say: impl Fn(&T) -> String,
    ) {
        let mut gone = old.iter().filter(|one| !new.contains(one)).map(&say);
        let mut come = new.iter().filter(|one| !old.contains(one)).map(&say);
        loop {
            match (gone.next(), come.next()) {
                (None, None) => break,
                (Some(old), None) => self.say(format!("{what} vervalt: {old}")),
                (None, Some(new)) => self.say(format!("{what} toegevoegd: {new}")),
                (old, new) => self.value(what, old, new),
            }
        }
    }

    /// The order of what is in both lists.
    pub(super) fn order<T>(&mut self, what: &str, old: &[(CategoryCode, T)], new: &[(CategoryCode, T)]) {
        let codes = |rows: &[(CategoryCode, T)]| {
            rows.iter().map(|(code, _)| code.to_string()).collect::<BTreeSet<_>>()
        };
        let both: BTreeSet<_> = codes(old).intersection(&codes(new)).cloned().collect();
        let in_order = |rows: &[(CategoryCode, T)]| {
            let kept = rows.iter().map(|(code, _)| code.to_string()).filter(|code| both.contains(code));
            kept.collect::<Vec<_>>().join(", ")
        };
        self.value(what, Some(in_order(old)), Some(in_order(new)));
    }
}
