//! Windows, terms, milestones and payments.

use super::fields::{Fields, values};
use super::value::Found;
use super::words::{COUNTED_FROM, MILESTONES};
use crate::scheme::{AnnouncedWindow, CountedFrom, DecisionTerm, MilestoneTerm, Payment, Sourced};
use crate::words::day_of;
use jiff::Timestamp;

/// The window; a source may give only one end of it.
pub(super) fn window(found: &Found<'_>) -> Option<Sourced<AnnouncedWindow>> {
    let read = |fields: &mut Fields<'_>| {
        let opens_at = fields.optional("opens_at").map(|found| instant(&found));
        let closes_at = fields.optional("closes_at").map(|found| instant(&found));
        let source = fields.source();
        if opens_at.is_none() && closes_at.is_none() {
            return found.wrong("noem opens_at, closes_at of beide.");
        }
        let value = AnnouncedWindow { opens_at: opens_at.flatten(), closes_at: closes_at.flatten() };
        Some(Sourced { value, source: source? })
    };
    let window = found.table(read)?;
    let AnnouncedWindow { opens_at, closes_at } = window.value;
    if opens_at.zip(closes_at).is_some_and(|(opens_at, closes_at)| closes_at <= opens_at) {
        return found.wrong("de sluiting ligt niet na de opening.");
    }
    Some(window)
}

/// An instant that everything made of the log can hold.
fn instant(found: &Found<'_>) -> Option<Timestamp> {
    let instant = found.instant()?;
    if day_of(instant).year() < 1 {
        return found.wrong("het tijdstip ligt vóór het jaar 1.");
    }
    Some(instant)
}

/// A number of years.
pub(super) fn years(found: &Found<'_>) -> Option<u8> {
    found.number(1, 255)
}

/// The term for deciding where the scheme counts it from a moment.
pub(super) fn decide_within(found: &Found<'_>) -> Option<Sourced<DecisionTerm>> {
    found.table(|fields| {
        let weeks = fields.required("weeks").and_then(|found| found.number(1, 255));
        let from = fields.required("counted_from").and_then(|found| found.one_of(&COUNTED_FROM));
        let source = fields.source();
        Some(Sourced { value: DecisionTerm { weeks: weeks?, counted_from: from? }, source: source? })
    })
}

/// The milestones, each at most once from each moment.
pub(super) fn milestones(fields: &mut Fields<'_>) -> Vec<MilestoneTerm> {
    let word = |term: &MilestoneTerm| {
        let milestone = MILESTONES.iter().find(|(_, milestone)| *milestone == term.milestone);
        let from = COUNTED_FROM.iter().find(|(_, from)| *from == term.counted_from);
        milestone.zip(from).map(|((milestone, _), (from, _))| format!("{milestone} (counted_from {from})"))
    };
    values(fields.rows("milestones", milestone, word))
}

fn milestone(fields: &mut Fields<'_>) -> Option<MilestoneTerm> {
    let milestone = fields.required("milestone").and_then(|found| found.one_of(&MILESTONES));
    let months = fields.optional("months").map(|found| found.number(1, 1200));
    let from = fields.optional("counted_from").map(|found| found.one_of(&COUNTED_FROM));
    let definition = fields.optional("definition").map(|found| found.text());
    let source = fields.source();
    if months.is_none() && definition.is_none() {
        fields.wrong("months", "noem months, definition of beide.");
    }
    Some(MilestoneTerm {
        milestone: milestone?,
        months: months.flatten(),
        counted_from: from.unwrap_or(Some(CountedFrom::Grant))?,
        definition: definition.flatten(),
        source: source?,
    })
}

/// What is paid when.
pub(super) fn payments(fields: &mut Fields<'_>) -> Vec<Payment> {
    let read = |fields: &mut Fields<'_>| {
        let percent = fields.required("percent").and_then(|found| found.percent());
        let moment = fields.text("moment");
        let source = fields.source();
        Some(Payment { percent: percent?, moment: moment?, source: source? })
    };
    values(fields.rows("payments", read, |payment| Some(format!("{}% {}", payment.percent, payment.moment))))
}

/// What else the scheme asks.
pub(super) fn conditions(fields: &mut Fields<'_>) -> Vec<Sourced<String>> {
    let read = |fields: &mut Fields<'_>| {
        let text = fields.text("text");
        let source = fields.source();
        Some(Sourced { value: text?, source: source? })
    };
    values(fields.rows("conditions", read, |condition| Some(condition.value.clone())))
}
