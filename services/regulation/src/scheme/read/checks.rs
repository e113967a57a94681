//! What the fields of a tranche must be together.

use super::fields::Fields;
use crate::scheme::{Allocation, Pot, PotKind, Sourced, Tranche};
use crate::words::Cents;

/// Notes every contradiction between fields.
pub(super) fn check(fields: &Fields<'_>, tranche: &Tranche) {
    pots_fit(fields, tranche);
    annex_fits(fields, tranche);
    categories_exist(fields, tranche);
    if tranche.fixed_per_unit.is_some() && tranche.maximum_per_unit.is_some() {
        let reason = "een vast bedrag per woonruimte gaat niet samen met maximum_per_unit_euros.";
        fields.wrong("fixed_per_unit_euros", reason);
    }
}

/// Sub-ceilings and yearly slices are parts of the ceiling with which the tranche opens; a quota is not larger than it.
fn pots_fit(fields: &Fields<'_>, tranche: &Tranche) {
    let Some(ceiling) = tranche.ceilings.first().map(|first| first.ceiling) else { return };
    let of = |pot: &Pot| pot.ceiling.as_ref().map(|ceiling| ceiling.value);
    let parts = tranche.pots.iter().filter(|pot| pot.kind != PotKind::Reserved);
    if let Some(together) = parts.map(of).sum::<Option<Cents>>().filter(|together| *together > ceiling) {
        fields.wrong("pots", format!("de delen zijn samen {together}, meer dan het plafond van {ceiling}."));
    }
    for pot in tranche.pots.iter().filter(|pot| pot.kind == PotKind::Reserved) {
        if let Some(quota) = of(pot).filter(|quota| *quota > ceiling) {
            let reason = format!("«{}» is {quota}, meer dan het plafond van {ceiling}.", pot.key);
            fields.wrong("pots", reason);
        }
    }
}

/// An annex does not give away more than the newest ceiling.
fn annex_fits(fields: &Fields<'_>, tranche: &Tranche) {
    let together: Cents = tranche.annex.values().map(|amount| amount.value).sum();
    if let Some(newest) = tranche.ceilings.last().filter(|newest| together > newest.ceiling) {
        let reason =
            format!("de bijlage geeft samen {together}, meer dan het plafond van {}.", newest.ceiling);
        fields.wrong("annex", reason);
    }
}

/// Who divides by category has categories.
fn categories_exist(fields: &Fields<'_>, tranche: &Tranche) {
    let by_category = |method: &Option<Sourced<Allocation>>| {
        method.as_ref().is_some_and(|method| method.value == Allocation::Category)
    };
    let is_needed =
        by_category(&tranche.allocation) || tranche.pots.iter().any(|pot| by_category(&pot.allocation));
    if is_needed && tranche.categories.is_empty() && fields.is_sound("categories") {
        fields.wrong("categories", "wie op categorie verdeelt (allocation), noemt de categorieën.");
    }
}
