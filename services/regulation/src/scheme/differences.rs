//! What changed between two versions of a scheme, in Dutch sentences.

mod said;
#[cfg(test)]
mod tests;
mod told;

use super::{Scheme, Tranche};
use crate::event::Source;
use crate::words::{Cents, Units};
use said::{
    by_key, by_recipient, category, ceiling, criterion, decision_term, group, household, join, milestone,
    payment, percent, pot, quoted, share, sourced, weighted, window, years, yes_or_no,
};
use told::Told;

/// What changed between two versions of a scheme, a sentence for each change, with both values.
pub fn differences(old: &Scheme, new: &Scheme) -> Vec<String> {
    let Scheme { key, name, executor, sources, tranches } = old;
    let mut told = Told::of(key.as_str());
    told.value("de sleutel", Some(quoted(key)), Some(quoted(&new.key)));
    told.value("de naam", Some(quoted(name)), Some(quoted(&new.name)));
    told.required("de uitvoerder", executor, &new.executor, quoted);
    told.rows("bron", by_key(sources, source), by_key(&new.sources, source));
    let mut sentences = told.sentences();
    for tranche in tranches {
        match new.tranche(&tranche.key) {
            Some(later) => sentences.extend(between(tranche, later)),
            None => sentences.push(format!("{}: tranche vervalt.", tranche.key)),
        }
    }
    let added = new.tranches.iter().filter(|tranche| old.tranche(&tranche.key).is_none());
    sentences.extend(added.map(|tranche| format!("{}: tranche toegevoegd.", tranche.key)));
    sentences
}

fn source(Source { reference, address }: &Source) -> String {
    format!("«{reference}» ({address})")
}

/// What changed in a tranche. It names every field, so that none can be forgotten.
fn between(old: &Tranche, new: &Tranche) -> Vec<String> {
    let Tranche {
        key,
        name,
        window: opening,
        ceilings,
        pots,
        carries_over,
        applicants,
        maximum_applications,
        is_for_homes,
        maximum_per_unit,
        maximum_per_dwelling,
        fixed_per_unit,
        household_maxima,
        minimum_household,
        share_of_shortfall,
        own_contribution,
        maximum_per_application,
        maximum_per_applicant,
        exceptions,
        annex,
        key_parts,
        taxonomy,
        target_groups,
        permanences,
        dwellings,
        minimum_units,
        minimum_units_per_project,
        minimum_shares,
        knock_outs,
        excludes,
        allocation,
        ties,
        when_full,
        categories,
        criteria,
        minimum_score,
        spread,
        start_within_years,
        finish_within_years,
        milestones,
        hold_years,
        decide_by,
        decide_within,
        payments,
        settlement,
        sisa_code,
        conditions,
    } = old;
    let mut told = Told::of(key.as_str());
    told.value("de naam", Some(quoted(name)), Some(quoted(&new.name)));
    told.cited("de aanvraagperiode", opening, &new.window, window);
    told.list("het plafond", ceilings, &new.ceilings, ceiling);
    told.rows("deelplafond", pots.iter().map(pot).collect(), new.pots.iter().map(pot).collect());
    told.cited("het meenemen van wat over is", carries_over, &new.carries_over, yes_or_no);
    told.required("wie kan aanvragen", applicants, &new.applicants, |kinds| join(kinds, |kind| kind.dutch()));
    told.cited(
        "het aantal aanvragen per aanvrager",
        maximum_applications,
        &new.maximum_applications,
        u32::to_string,
    );
    told.cited("of de tranche voor woningen is", is_for_homes, &new.is_for_homes, yes_or_no);

    let euros = Cents::to_string;
    told.cited("het maximum per woonruimte", maximum_per_unit, &new.maximum_per_unit, euros);
    let (before, after) =
        (said::per_dwelling(maximum_per_dwelling), said::per_dwelling(&new.maximum_per_dwelling));
    told.rows("het maximum per woonruimte van de soort", before, after);
    told.cited("het vaste bedrag per woonruimte", fixed_per_unit, &new.fixed_per_unit, euros);
    let families = |rows: &[_]| rows.iter().map(household).collect();
    told.rows("het maximum voor een gezin van", families(household_maxima), families(&new.household_maxima));
    told.cited("het kleinste gezin", minimum_household, &new.minimum_household, u32::to_string);
    told.cited("het deel van het tekort", share_of_shortfall, &new.share_of_shortfall, percent);
    told.cited("de eigen bijdrage", own_contribution, &new.own_contribution, percent);
    let (before, after) = (maximum_per_application, &new.maximum_per_application);
    told.cited("het maximum per aanvraag", before, after, euros);
    told.cited("het maximum per aanvrager", maximum_per_applicant, &new.maximum_per_applicant, euros);
    told.rows("het maximum bij afspraak voor", by_recipient(exceptions), by_recipient(&new.exceptions));
    told.rows("het bedrag volgens de bijlage voor", by_recipient(annex), by_recipient(&new.annex));
    told.rows("het aandeel in de verdeelsleutel van", by_recipient(key_parts), by_recipient(&new.key_parts));

    told.value(
        "de versie van de indeling in aandachtsgroepen",
        Some(quoted(taxonomy)),
        Some(quoted(&new.taxonomy)),
    );
    told.rows("aandachtsgroep", by_key(target_groups, group), by_key(&new.target_groups, group));
    let lasting = |kinds: &Vec<_>| join(kinds, |kind| super::words::permanence(*kind));
    told.cited("of woonruimten permanent of flex zijn", permanences, &new.permanences, lasting);
    let sorts = |kinds: &Vec<_>| join(kinds, |kind| super::words::dwelling(*kind));
    told.cited("welke soorten woonruimten meetellen", dwellings, &new.dwellings, sorts);
    told.cited("het kleinste aantal woonruimten", minimum_units, &new.minimum_units, Units::to_string);
    let (before, after) = (minimum_units_per_project, &new.minimum_units_per_project);
    told.cited("het kleinste aantal woonruimten per project", before, after, Units::to_string);
    let shares = |shares: &[_]| shares.iter().map(share).collect();
    told.rows("het aandeel voor", shares(minimum_shares), shares(&new.minimum_shares));
    told.rows("knock-outcriterium", by_key(knock_outs, sourced), by_key(&new.knock_outs, sourced));
    told.cited("met welke regelingen het niet samengaat", excludes, &new.excludes, |keys| {
        join(keys, |key| key.as_str())
    });

    told.cited("de wijze van verdelen", allocation, &new.allocation, |one| quoted(one.dutch()));
    told.cited("wat bij gelijke aanvragen beslist", ties, &new.ties, |one| quoted(one.dutch()));
    told.cited("wat er gebeurt als het geld op is", when_full, &new.when_full, |one| quoted(one.dutch()));
    let rows = |categories: &[_]| categories.iter().map(category).collect();
    told.rows("categorie", rows(categories), rows(&new.categories));
    told.order("de volgorde van de categorieën", categories, &new.categories);
    told.rows("criterium", by_key(criteria, criterion), by_key(&new.criteria, criterion));
    told.cited("de laagste score die kan worden toegekend", minimum_score, &new.minimum_score, weighted);
    told.cited("de spreiding", spread, &new.spread, |one| quoted(one.dutch()));

    told.cited("de termijn voor een onomkeerbare stap", start_within_years, &new.start_within_years, years);
    told.cited("de termijn voor de realisatie", finish_within_years, &new.finish_within_years, years);
    told.list("mijlpaal", milestones, &new.milestones, milestone);
    told.cited("hoe lang de woonruimten moeten dienen", hold_years, &new.hold_years, years);
    told.cited(
        "de dag waarop uiterlijk wordt beslist",
        decide_by,
        &new.decide_by,
        jiff::civil::Date::to_string,
    );
    told.cited("de beslistermijn", decide_within, &new.decide_within, decision_term);
    told.list("betaling", payments, &new.payments, payment);
    told.cited("de vaststelling", settlement, &new.settlement, quoted);
    told.cited("de code in SiSa", sisa_code, &new.sisa_code, quoted);
    told.list("voorwaarde", conditions, &new.conditions, sourced);
    told.sentences()
}
