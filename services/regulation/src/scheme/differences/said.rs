//! How values are said in a sentence. Each names every part of what it says, so that none can be forgotten.

use crate::scheme::{
    AnnouncedCeiling, AnnouncedWindow, Criterion, DecisionTerm, GroupRule, HouseholdMaximum, MilestoneTerm,
    MinimumShare, Payment, Pot, PotKind, Sourced, words,
};
use crate::words::{Applicant, CategoryCode, Cents, Dwelling};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Between Dutch quotes.
pub(super) fn quoted<T: Display + ?Sized>(text: &T) -> String {
    format!("«{text}»")
}

/// Yes or no.
pub(super) fn yes_or_no(yes: &bool) -> String {
    if *yes { "ja".into() } else { "nee".into() }
}

/// A percentage.
pub(super) fn percent(percent: &u32) -> String {
    format!("{percent}%")
}

/// A score in hundredths of a point, as `6,50`.
pub(super) fn weighted(hundredths: &u32) -> String {
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}

/// A number of years.
pub(super) fn years(years: &u8) -> String {
    format!("{years} jaar")
}

/// All of a list, between Dutch quotes.
pub(super) fn join<T>(all: &[T], say: impl Fn(&T) -> &str) -> String {
    quoted(&all.iter().map(say).collect::<Vec<_>>().join(", "))
}

/// A value and its source.
pub(super) fn sourced<T: Display>(Sourced { value, source }: &Sourced<T>) -> String {
    format!("«{value}» (bron «{source}»)")
}

/// Rows by key, as they are said.
pub(super) fn by_key<K: Display, T>(
    rows: &BTreeMap<K, T>,
    say: impl Fn(&T) -> String,
) -> Vec<(String, String)> {
    rows.iter().map(|(key, row)| (key.to_string(), say(row))).collect()
}

/// Amounts or parts by who receives them.
pub(super) fn by_recipient<T: Display>(rows: &BTreeMap<Applicant, Sourced<T>>) -> Vec<(String, String)> {
    by_key(rows, |Sourced { value, source }| format!("{value} (bron «{source}»)"))
}

/// Amounts by kind of dwelling.
pub(super) fn per_dwelling(rows: &BTreeMap<Dwelling, Sourced<Cents>>) -> Vec<(String, String)> {
    let row = |(dwelling, amount): (&Dwelling, &Sourced<Cents>)| {
        let Sourced { value, source } = amount;
        (words::dwelling(*dwelling).to_owned(), format!("{value} (bron «{source}»)"))
    };
    rows.iter().map(row).collect()
}

/// A window.
pub(super) fn window(AnnouncedWindow { opens_at, closes_at }: &AnnouncedWindow) -> String {
    let end = |at: &Option<jiff::Timestamp>| at.map_or_else(|| "onbekend".into(), |at| at.to_string());
    format!("«{} tot en met {}»", end(opens_at), end(closes_at))
}

/// A ceiling as published.
pub(super) fn ceiling(AnnouncedCeiling { ceiling, published_on, source }: &AnnouncedCeiling) -> String {
    let day = published_on.map(|day| format!("gepubliceerd op {day}, ")).unwrap_or_default();
    format!("{ceiling} ({day}bron «{source}»)")
}

/// A pot by its key.
pub(super) fn pot(Pot { key, name, kind, ceiling, allocation }: &Pot) -> (String, String) {
    let kind = match kind {
        PotKind::Separate | PotKind::Reserved => kind.dutch().to_owned(),
        PotKind::Year(year) => format!("{} {year}", kind.dutch()),
    };
    let ceiling = ceiling.as_ref().map(|Sourced { value, source }| format!(", {value} (bron «{source}»)"));
    let allocation =
        allocation.as_ref().map(|Sourced { value, source }| format!(", {} (bron «{source}»)", value.dutch()));
    let words = format!("«{name}», {kind}{}{}", ceiling.unwrap_or_default(), allocation.unwrap_or_default());
    (key.to_string(), words)
}

/// The most for families by their size.
pub(super) fn household(
    HouseholdMaximum { from, to, maximum, source }: &HouseholdMaximum,
) -> (String, String) {
    let to = to.map(|to| format!(" tot en met {to}"));
    let words = format!("{maximum} (vanaf {from}{} personen, bron «{source}»)", to.unwrap_or_default());
    (format!("{from} personen of meer"), words)
}

/// A target group.
pub(super) fn group(GroupRule { name, source, belongs_to }: &GroupRule) -> String {
    let parents = belongs_to.iter().map(|(version, group)| format!(", hoort bij «{group}» van {version}"));
    format!("«{name}» (bron «{source}»{})", parents.collect::<String>())
}

/// A share of the homes, by the groups for which it is.
pub(super) fn share(MinimumShare { groups, percent, source }: &MinimumShare) -> (String, String) {
    let mut codes: Vec<_> = groups.iter().map(|group| group.as_str()).collect();
    codes.sort_unstable();
    (codes.join(", "), format!("{percent}% (bron «{source}»)"))
}

/// A priority category by its code.
pub(super) fn category((code, name): &(CategoryCode, Sourced<String>)) -> (String, String) {
    (code.to_string(), sourced(name))
}

/// A criterion that is scored.
pub(super) fn criterion(Criterion { name, weight, minimum, source }: &Criterion) -> String {
    let minimum = minimum.map(|minimum| format!(", minimum {minimum}")).unwrap_or_default();
    format!("«{name}», gewicht {weight}%{minimum} (bron «{source}»)")
}

/// A milestone with its term.
pub(super) fn milestone(
    MilestoneTerm { milestone, months, counted_from, definition, source }: &MilestoneTerm,
) -> String {
    let term = months.map(|months| format!(" binnen {months} maanden")).unwrap_or_default();
    let definition = definition.as_ref().map(|words| format!(", «{words}»")).unwrap_or_default();
    let (milestone, from) = (words::milestone(*milestone), counted_from.dutch());
    format!("{milestone}{term} vanaf {from}{definition} (bron «{source}»)")
}

/// The term for deciding.
pub(super) fn decision_term(DecisionTerm { weeks, counted_from }: &DecisionTerm) -> String {
    format!("{weeks} weken vanaf {}", counted_from.dutch())
}

/// A part that is paid at a moment.
pub(super) fn payment(Payment { percent, moment, source }: &Payment) -> String {
    format!("{percent}% {moment} (bron «{source}»)")
}
