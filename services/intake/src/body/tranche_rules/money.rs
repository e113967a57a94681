//! How much can be asked.

use super::Said;
use regulation::scheme::{HouseholdMaximum, Tranche};
use regulation::words::Dwelling;

pub(super) fn say(tranche: &Tranche, said: &mut Said<'_>) {
    said.rule(tranche.maximum_per_unit.as_ref(), |most| {
        format!("Ten hoogste {most} per woonruimte, inclusief btw.")
    });
    for (dwelling, most) in &tranche.maximum_per_dwelling {
        said.rule(Some(most), |most| format!("Ten hoogste {most} per {}.", named(*dwelling)));
    }
    said.rule(tranche.fixed_per_unit.as_ref(), |fixed| {
        format!("Precies {fixed} per woonruimte, inclusief btw.")
    });
    said.rule(tranche.minimum_household.as_ref(), |least| {
        format!("Voor gezinnen van ten minste {least} personen.")
    });
    for row in &tranche.household_maxima {
        said.sentence(format!("Ten hoogste {} voor een gezin {}.", row.maximum, size(row)), &row.source);
    }
    said.rule(tranche.share_of_shortfall.as_ref(), |percent| {
        format!("Ten hoogste {percent}% van het aantoonbare tekort van een project.")
    });
    said.rule(tranche.own_contribution.as_ref(), |percent| {
        format!("De aanvrager draagt zelf ten minste {percent}% van dat tekort bij.")
    });
    said.rule(tranche.maximum_per_applicant.as_ref(), |most| {
        format!("Ten hoogste {most} per aanvrager in deze tranche, inclusief btw.")
    });
    for (applicant, most) in &tranche.exceptions {
        said.rule(Some(most), |most| format!("Voor {applicant} is dat bij afspraak ten hoogste {most}."));
    }
    for (recipient, amount) in &tranche.annex {
        said.rule(Some(amount), |amount| format!("Volgens de bijlage krijgt {recipient} {amount}."));
    }
    if !has_amount(tranche) {
        said.silent("welk bedrag kan worden toegekend");
    }
}

fn has_amount(tranche: &Tranche) -> bool {
    tranche.maximum_per_unit.is_some()
        || tranche.fixed_per_unit.is_some()
        || tranche.share_of_shortfall.is_some()
        || !tranche.maximum_per_dwelling.is_empty()
        || !tranche.household_maxima.is_empty()
        || !tranche.annex.is_empty()
        || !tranche.key_parts.is_empty()
}

fn size(row: &HouseholdMaximum) -> String {
    match row.to {
        Some(to) => format!("van {} tot en met {to} personen", row.from),
        None => format!("vanaf {} personen", row.from),
    }
}

const fn named(dwelling: Dwelling) -> &'static str {
    match dwelling {
        Dwelling::SelfContained => "zelfstandige woonruimte",
        Dwelling::Shared => "onzelfstandige woonruimte",
        Dwelling::Lodging => "verblijfsruimte",
    }
}
