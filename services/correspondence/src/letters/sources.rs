//! In which publications the rules of a tranche stand.

use regulation::scheme::{Sourced, Tranche};
use std::collections::BTreeSet;

/// The keys of the sources of all rules of the tranche.
pub fn used_sources(tranche: &Tranche) -> BTreeSet<&str> {
    let all =
        [who(tranche), money(tranche), amounts(tranche), homes(tranche), division(tranche), after(tranche)];
    all.into_iter().flatten().collect()
}

/// The source of a rule that may be absent.
fn of<T>(rule: &Option<Sourced<T>>) -> Option<&str> {
    rule.as_ref().map(|rule| rule.source.as_str())
}

/// The sources of rules in a row.
fn each<'a, T: 'a>(rules: impl IntoIterator<Item = &'a Sourced<T>>) -> impl Iterator<Item = &'a str> {
    rules.into_iter().map(|rule| rule.source.as_str())
}

fn who(tranche: &Tranche) -> Vec<&str> {
    let limits = [of(&tranche.maximum_applications), of(&tranche.excludes)];
    std::iter::once(tranche.applicants.source.as_str()).chain(limits.into_iter().flatten()).collect()
}

fn money(tranche: &Tranche) -> Vec<&str> {
    let ceilings = tranche.ceilings.iter().map(|ceiling| ceiling.source.as_str());
    let pots = tranche.pots.iter().flat_map(|pot| [of(&pot.ceiling), of(&pot.allocation)]);
    let rules = [of(&tranche.window), of(&tranche.carries_over)];
    ceilings.chain(rules.into_iter().chain(pots).flatten()).collect()
}

fn amounts(tranche: &Tranche) -> Vec<&str> {
    let rules = [
        of(&tranche.maximum_per_unit),
        of(&tranche.fixed_per_unit),
        of(&tranche.minimum_household),
        of(&tranche.share_of_shortfall),
        of(&tranche.own_contribution),
        of(&tranche.maximum_per_application),
        of(&tranche.maximum_per_applicant),
    ];
    let households = tranche.household_maxima.iter().map(|row| row.source.as_str());
    let by_key = each(tranche.maximum_per_dwelling.values()).chain(each(tranche.exceptions.values()));
    let by_key = by_key.chain(each(tranche.annex.values())).chain(each(tranche.key_parts.values()));
    rules.into_iter().flatten().chain(households).chain(by_key).collect()
}

fn homes(tranche: &Tranche) -> Vec<&str> {
    let rules = [
        of(&tranche.is_for_homes),
        of(&tranche.permanences),
        of(&tranche.dwellings),
        of(&tranche.minimum_units),
        of(&tranche.minimum_units_per_project),
    ];
    let groups = tranche.target_groups.values().map(|group| group.source.as_str());
    let shares = tranche.minimum_shares.iter().map(|share| share.source.as_str());
    rules.into_iter().flatten().chain(groups).chain(shares).collect()
}

fn division(tranche: &Tranche) -> Vec<&str> {
    let rules = [
        of(&tranche.allocation),
        of(&tranche.ties),
        of(&tranche.when_full),
        of(&tranche.minimum_score),
        of(&tranche.spread),
    ];
    let categories = each(tranche.categories.iter().map(|(_, category)| category));
    let criteria = tranche.criteria.values().map(|criterion| criterion.source.as_str());
    let knock_outs = each(tranche.knock_outs.values());
    rules.into_iter().flatten().chain(categories).chain(criteria).chain(knock_outs).collect()
}

fn after(tranche: &Tranche) -> Vec<&str> {
    let rules = [
        of(&tranche.start_within_years),
        of(&tranche.finish_within_years),
        of(&tranche.hold_years),
        of(&tranche.decide_by),
        of(&tranche.decide_within),
        of(&tranche.settlement),
    ];
    let milestones = tranche.milestones.iter().map(|term| term.source.as_str());
    let payments = tranche.payments.iter().map(|payment| payment.source.as_str());
    rules.into_iter().flatten().chain(milestones).chain(payments).chain(each(&tranche.conditions)).collect()
}
