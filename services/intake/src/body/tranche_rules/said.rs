//! The rules said so far.

use crate::body::tranche::{Bron, Voorwaarde};
use regulation::scheme::{Scheme, Sourced};

/// The rules said so far, for one scheme.
pub(super) struct Said<'a> {
    scheme: &'a Scheme,
    all: Vec<Voorwaarde>,
}

impl<'a> Said<'a> {
    pub(super) const fn of(scheme: &'a Scheme) -> Self {
        Self { scheme, all: Vec::new() }
    }

    /// A rule, where a source gives it.
    pub(super) fn rule<T>(&mut self, rule: Option<&Sourced<T>>, words: impl Fn(&T) -> String) {
        if let Some(rule) = rule {
            self.sentence(words(&rule.value), &rule.source);
        }
    }

    /// A sentence with the key of its source.
    pub(super) fn sentence(&mut self, text: String, source: &str) {
        let tekst = if text.ends_with('.') { text } else { format!("{text}.") };
        self.all.push(Voorwaarde { tekst, bron: Bron::named(self.scheme, source) });
    }

    /// That the sources are silent on something.
    pub(super) fn silent(&mut self, on: &str) {
        let tekst = format!("Geen bron zegt {on}; daarover beslist de beoordelaar, met een motivering.");
        self.all.push(Voorwaarde { tekst, bron: None });
    }

    pub(super) fn all(self) -> Vec<Voorwaarde> {
        self.all
    }
}

/// These things in words, with "en" between them.
pub(super) fn listed<T: Copy>(things: &[T], word: fn(T) -> &'static str) -> String {
    things.iter().copied().map(word).collect::<Vec<_>>().join(" en ")
}
