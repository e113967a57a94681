//! A tranche, field by field.

use super::fields::Fields;
use super::value::Found;
use super::words::{ALLOCATIONS, APPLICANTS, DWELLINGS, PERMANENCES, SPREADS, TIES, WHEN_FULL};
use super::{checks, division, homes, money, terms};
use crate::scheme::{Sourced, Tranche};
use crate::words::{Cents, SchemeKey, TrancheKey, Units};

/// Reads a tranche. What could not be read has noted its mistake and is left out or empty, so that what fields say
/// together can be checked all the same.
pub(super) fn tranche(fields: &mut Fields<'_>) -> Option<Tranche> {
    let key = fields.required("key").and_then(|found| found.word(TrancheKey::parse));
    if let Some(key) = &key {
        fields.rename(key.as_str());
    }
    let name = fields.text("name").unwrap_or_default();
    let taxonomy = fields.text("taxonomy").unwrap_or_default();
    let applicants = fields.required("applicants");
    let applicants =
        applicants.and_then(|found| found.cited(|kinds| kinds.set(|kind| kind.one_of(&APPLICANTS))));
    let groups = homes::groups(fields, &taxonomy);
    let shares = homes::shares(fields, &taxonomy);
    let tranche = Tranche {
        key: key.or_else(|| TrancheKey::parse(&format!("regel-{}", fields.line)).ok())?,
        name,
        window: fields.optional("window").and_then(|found| terms::window(&found)),
        ceilings: money::ceilings(fields),
        pots: money::pots(fields),
        carries_over: fields.cited("carries_over", Found::boolean),
        applicants: applicants.unwrap_or(Sourced { value: Vec::new(), source: String::new() }),
        maximum_applications: fields.cited("maximum_applications", count),
        is_for_homes: fields.cited("is_for_homes", Found::boolean),
        maximum_per_unit: euros(fields, "maximum_per_unit_euros"),
        maximum_per_dwelling: money::per_dwelling(fields),
        fixed_per_unit: euros(fields, "fixed_per_unit_euros"),
        household_maxima: money::households(fields),
        minimum_household: fields.cited("minimum_household", count),
        share_of_shortfall: fields.cited("share_of_shortfall_percent", Found::percent),
        own_contribution: fields.cited("own_contribution_percent", Found::percent),
        maximum_per_application: euros(fields, "maximum_per_application_euros"),
        maximum_per_applicant: euros(fields, "maximum_per_applicant_euros"),
        exceptions: money::amounts(fields, "exceptions", ("applicant", "maximum_euros")),
        annex: money::amounts(fields, "annex", ("recipient", "euros")),
        key_parts: money::key_parts(fields),
        taxonomy,
        target_groups: groups,
        permanences: fields.cited("permanences", |kinds| kinds.set(|kind| kind.one_of(&PERMANENCES))),
        dwellings: fields.cited("dwellings", |kinds| kinds.set(|kind| kind.one_of(&DWELLINGS))),
        minimum_units: fields.cited("minimum_units", units),
        minimum_units_per_project: fields.cited("minimum_units_per_project", units),
        minimum_shares: shares,
        knock_outs: division::knock_outs(fields),
        excludes: fields.cited("excludes", |keys| keys.set(|key| key.word(SchemeKey::parse))),
        allocation: fields.cited("allocation", |found| found.one_of(&ALLOCATIONS)),
        ties: fields.cited("ties", |found| found.one_of(&TIES)),
        when_full: fields.cited("when_full", |found| found.one_of(&WHEN_FULL)),
        categories: division::categories(fields),
        criteria: division::criteria(fields),
        minimum_score: fields.cited("minimum_score_hundredths", division::minimum_score),
        spread: fields.cited("spread", |found| found.one_of(&SPREADS)),
        start_within_years: fields.cited("start_within_years", terms::years),
        finish_within_years: fields.cited("finish_within_years", terms::years),
        milestones: terms::milestones(fields),
        hold_years: fields.cited("hold_years", terms::years),
        decide_by: fields.cited("decide_by", Found::day),
        decide_within: fields.optional("decide_within").and_then(|found| terms::decide_within(&found)),
        payments: terms::payments(fields),
        settlement: fields.cited("settlement", Found::text),
        sisa_code: fields.cited("sisa_code", Found::text),
        conditions: terms::conditions(fields),
    };
    checks::check(fields, &tranche);
    Some(tranche)
}

fn euros(fields: &mut Fields<'_>, name: &'static str) -> Option<Sourced<Cents>> {
    fields.cited(name, Found::euros)
}

/// A number of things of which there is at least one.
fn count(found: &Found<'_>) -> Option<u32> {
    found.number(1, i64::from(u32::MAX))
}

fn units(found: &Found<'_>) -> Option<Units> {
    found.number(1, 1_000_000).map(Units::new)
}
