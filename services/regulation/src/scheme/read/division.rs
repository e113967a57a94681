//! How the money of a tranche is divided: categories and criteria.

use super::fields::{Fields, by_key, values};
use super::value::Found;
use crate::scheme::{Criterion, Sourced};
use crate::words::{CategoryCode, CriterionCode};
use std::collections::BTreeMap;

/// The priority categories, in the order of the file.
pub(super) fn categories(fields: &mut Fields<'_>) -> Vec<(CategoryCode, Sourced<String>)> {
    let read = |fields: &mut Fields<'_>| {
        let code = fields.required("code").and_then(|found| found.word(CategoryCode::parse));
        let name = fields.text("name");
        let source = fields.source();
        Some((code?, Sourced { value: name?, source: source? }))
    };
    values(fields.rows("categories", read, |(code, _)| Some(code.to_string())))
}

/// The criteria that are scored; their weights are a hundred together.
pub(super) fn criteria(fields: &mut Fields<'_>) -> BTreeMap<CriterionCode, Criterion> {
    let rows = fields.rows("criteria", criterion, |(code, _)| Some(code.to_string()));
    let total: u64 = rows.iter().map(|row| u64::from(row.value.1.weight)).sum();
    if total != 100 && !rows.is_empty() && fields.is_sound("criteria") {
        fields.wrong("criteria", format!("de gewichten zijn samen {total} procent, niet 100."));
    }
    by_key(rows)
}

fn criterion(fields: &mut Fields<'_>) -> Option<(CriterionCode, Criterion)> {
    let code = fields.required("code").and_then(|found| found.word(CriterionCode::parse));
    let name = fields.text("name");
    let weight = fields.required("weight_percent").and_then(|found| found.percent());
    let minimum = fields.optional("minimum").and_then(|found| found.number(1, 10));
    let source = fields.source();
    Some((code?, Criterion { name: name?, weight: weight?, minimum, source: source? }))
}

/// The criteria that knock out, each with its text.
pub(super) fn knock_outs(fields: &mut Fields<'_>) -> BTreeMap<CriterionCode, Sourced<String>> {
    let read = |fields: &mut Fields<'_>| {
        let code = fields.required("code").and_then(|found| found.word(CriterionCode::parse));
        let text = fields.text("text");
        let source = fields.source();
        Some((code?, Sourced { value: text?, source: source? }))
    };
    by_key(fields.rows("knock_outs", read, |(code, _)| Some(code.to_string())))
}

/// The lowest weighted score, in hundredths of a point: scores go from 1 to 10.
pub(super) fn minimum_score(found: &Found<'_>) -> Option<u32> {
    found.number(100, 1000)
}
