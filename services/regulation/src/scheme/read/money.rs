//! Ceilings, pots and the amounts of a tranche.

use super::fields::{Fields, Row, by_key, values};
use super::value::Found;
use super::words::{ALLOCATIONS, DWELLINGS, POTS, PotWord};
use crate::scheme::{AnnouncedCeiling, HouseholdMaximum, Pot, PotKind, Sourced};
use crate::words::{Applicant, Cents, Dwelling, PotKey};
use std::collections::BTreeMap;

/// The ceilings, oldest first; `ceiling_euros` is the one of a tranche that has a single one.
pub(super) fn ceilings(fields: &mut Fields<'_>) -> Vec<AnnouncedCeiling> {
    let single = fields.cited("ceiling_euros", Found::euros).map(|cited| AnnouncedCeiling {
        ceiling: cited.value,
        published_on: None,
        source: cited.source,
    });
    let rows = fields.rows("ceilings", ceiling, |_| None);
    if single.is_some() && !rows.is_empty() {
        fields.wrong("ceilings", "een tranche heeft ceiling_euros of ceilings, niet beide.");
    }
    in_order(fields, &rows);
    single.into_iter().chain(values(rows)).collect()
}

fn ceiling(fields: &mut Fields<'_>) -> Option<AnnouncedCeiling> {
    let euros = fields.required("euros").and_then(|found| found.euros());
    let published_on = fields.optional("published_on").and_then(|found| found.day());
    let source = fields.source();
    Some(AnnouncedCeiling { ceiling: euros?, published_on, source: source? })
}

/// Only the first ceiling can be without the day on which it was published; each next day is later.
fn in_order(fields: &Fields<'_>, rows: &[Row<AnnouncedCeiling>]) {
    for (earlier, later) in rows.iter().zip(rows.iter().skip(1)) {
        let reason = match (earlier.value.published_on, later.value.published_on) {
            (_, None) => "een later plafond heeft een dag van publicatie (published_on).",
            (Some(before), Some(after)) if after <= before => {
                "de plafonds staan niet op volgorde van publicatie."
            }
            (_, Some(_)) => continue,
        };
        fields.reader.wrong(later.line, format!("{}.published_on", later.place), reason);
    }
}

/// The parts of the ceiling.
pub(super) fn pots(fields: &mut Fields<'_>) -> Vec<Pot> {
    values(fields.rows("pots", pot, |pot| Some(pot.key.to_string())))
}

fn pot(fields: &mut Fields<'_>) -> Option<Pot> {
    let key = fields.required("key").and_then(|found| found.word(PotKey::parse));
    let name = fields.text("name");
    let word = fields.required("kind").and_then(|found| found.one_of(&POTS));
    let ceiling = fields.cited("ceiling_euros", Found::euros);
    let allocation = fields.cited("allocation", |found| found.one_of(&ALLOCATIONS));
    let (key, word) = (key?, word?);
    let kind = match word {
        PotWord::Separate => Some(PotKind::Separate),
        PotWord::Reserved => Some(PotKind::Reserved),
        PotWord::Year => year(key.as_str()).map(PotKind::Year),
    };
    if kind.is_none() {
        fields.wrong("key", format!("«{key}» is geen jaar van vier cijfers, zoals 2024."));
    }
    Some(Pot { key, name: name?, kind: kind?, ceiling, allocation })
}

fn year(key: &str) -> Option<i16> {
    key.parse().ok().filter(|year| (1000..=9999).contains(year) && key.len() == 4)
}

/// Rows of an applicant and an amount.
pub(super) fn amounts(
    fields: &mut Fields<'_>,
    name: &'static str,
    (who, how_much): (&'static str, &'static str),
) -> BTreeMap<Applicant, Sourced<Cents>> {
    let read = |fields: &mut Fields<'_>| {
        let applicant = fields.required(who).and_then(|found| found.word(Applicant::parse));
        let amount = fields.required(how_much).and_then(|found| found.euros());
        let source = fields.source();
        Some((applicant?, Sourced { value: amount?, source: source? }))
    };
    by_key(fields.rows(name, read, |(applicant, _)| Some(applicant.to_string())))
}

/// The parts of the fixed key.
pub(super) fn key_parts(fields: &mut Fields<'_>) -> BTreeMap<Applicant, Sourced<u64>> {
    let read = |fields: &mut Fields<'_>| {
        let recipient = fields.required("recipient").and_then(|found| found.word(Applicant::parse));
        let parts = fields.required("parts").and_then(|found| found.number(1, Cents::LARGEST.get()));
        let source = fields.source();
        Some((recipient?, Sourced { value: parts?, source: source? }))
    };
    by_key(fields.rows("key_parts", read, |(recipient, _)| Some(recipient.to_string())))
}

/// The most for each unit by its kind of dwelling.
pub(super) fn per_dwelling(fields: &mut Fields<'_>) -> BTreeMap<Dwelling, Sourced<Cents>> {
    let read = |fields: &mut Fields<'_>| {
        let text = fields.required("dwelling");
        let dwelling = text.and_then(|found| found.one_of(&DWELLINGS));
        let amount = fields.required("euros").and_then(|found| found.euros());
        let source = fields.source();
        Some((dwelling?, Sourced { value: amount?, source: source? }))
    };
    let word = |dwelling: Dwelling| DWELLINGS.iter().find(|(_, one)| *one == dwelling).map(|(word, _)| *word);
    by_key(fields.rows("maximum_per_dwelling", read, |(dwelling, _)| word(*dwelling).map(str::to_owned)))
}

/// The most by the size of the family. The rows do not overlap.
pub(super) fn households(fields: &mut Fields<'_>) -> Vec<HouseholdMaximum> {
    let mut rows = fields.rows("household_maxima", household, |_| None);
    rows.sort_by_key(|row| row.value.from);
    for (smaller, larger) in rows.iter().zip(rows.iter().skip(1)) {
        if smaller.value.to.is_none_or(|to| to >= larger.value.from) {
            let reason =
                format!("de rijen van {} en {} personen overlappen.", smaller.value.from, larger.value.from);
            fields.reader.wrong(larger.line, &larger.place, reason);
        }
    }
    values(rows)
}

fn household(fields: &mut Fields<'_>) -> Option<HouseholdMaximum> {
    let from = fields.required("from").and_then(|found| found.number(1, 1000));
    let to = fields.optional("to").and_then(|found| found.number(1, 1000));
    let maximum = fields.required("maximum_euros").and_then(|found| found.euros());
    let source = fields.source();
    let from: u32 = from?;
    if to.is_some_and(|to| to < from) {
        fields.wrong("to", "from is groter dan to.");
        return None;
    }
    Some(HouseholdMaximum { from, to, maximum: maximum?, source: source? })
}
