//! The rules of a tranche in words, each with its source. What no source says is left out, except where somebody must
//! decide all the same: then the silence is said.

mod after;
mod division;
mod homes;
mod money;
mod opening;
mod pots;
#[cfg(test)]
mod tests;
mod who;

use super::tranche::{Bron, Voorwaarde};
use regulation::scheme::{Scheme, Sourced, Tranche};

/// Every rule that an applicant should know before applying.
pub(super) fn conditions(scheme: &Scheme, tranche: &Tranche) -> Vec<Voorwaarde> {
    let mut said = Said { scheme, all: Vec::new() };
    who::say(&mut said, tranche);
    opening::say(&mut said, tranche);
    pots::say(&mut said, tranche);
    money::say(&mut said, tranche);
    homes::say(&mut said, tranche);
    division::say(&mut said, tranche);
    after::say(&mut said, tranche);
    said.all
}

/// The rules said so far.
struct Said<'a> {
    scheme: &'a Scheme,
    all: Vec<Voorwaarde>,
}

impl Said<'_> {
    /// A rule that may be absent.
    fn rule<T>(&mut self, rule: Option<&Sourced<T>>, words: impl Fn(&T) -> String) {
        if let Some(rule) = rule {
            self.say(&rule.source, words(&rule.value));
        }
    }

    /// A rule and the key of its source.
    fn say(&mut self, source: &str, tekst: String) {
        let bron = Bron::named(self.scheme, source);
        self.all.push(Voorwaarde { tekst, bron });
    }

    /// What no source says, and who decides it.
    fn silent(&mut self, what: &str, who: &str) {
        let tekst = format!("Geen bron zegt {what}; daarover beslist de {who} met een motivering.");
        self.all.push(Voorwaarde { tekst, bron: None });
    }
}

/// Who decides on an application.
const ASSESSOR: &str = "beoordelaar";
/// Who opens a tranche.
const ADMINISTRATOR: &str = "beheerder";

/// As it is said: *gemeenten, samenwerkingen van gemeenten en provincies*.
fn listed<T: Copy>(things: &[T], word: fn(T) -> &'static str) -> String {
    let words: Vec<&str> = things.iter().copied().map(word).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} en {last}", before.join(", ")),
        None => String::new(),
    }
}
