//! How much can be granted.

use super::{ASSESSOR, Said};
use regulation::scheme::{HouseholdMaximum, Tranche};
use regulation::words::Dwelling;

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    per_home(said, tranche);
    per_household(said, tranche);
    said.rule(tranche.share_of_shortfall.as_ref(), |percent| {
        format!("Ten hoogste {percent} procent van het aantoonbare tekort van een project.")
    });
    said.rule(tranche.own_contribution.as_ref(), |percent| {
        format!("De aanvrager draagt zelf ten minste {percent} procent van het aantoonbare tekort bij.")
    });
    per_applicant(said, tranche);
    if is_silent(tranche) {
        said.silent("hoeveel kan worden toegekend", ASSESSOR);
    }
}

fn per_home(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.maximum_per_unit.as_ref(), |most| {
        format!("Ten hoogste {most} per woonruimte, inclusief btw.")
    });
    for (dwelling, most) in &tranche.maximum_per_dwelling {
        let home = home(*dwelling);
        said.rule(Some(most), |most| format!("Ten hoogste {most} per {home}, inclusief btw."));
    }
    said.rule(tranche.fixed_per_unit.as_ref(), |amount| {
        format!("Een vast bedrag van {amount} per woonruimte, inclusief btw.")
    });
}

fn per_household(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.minimum_household.as_ref(), |persons| {
        format!("Alleen voor gezinnen van ten minste {persons} personen.")
    });
    for row in &tranche.household_maxima {
        said.say(
            &row.source,
            format!("Ten hoogste {}, inclusief btw, voor een gezin van {}.", row.maximum, size(row)),
        );
    }
}

fn size(row: &HouseholdMaximum) -> String {
    let HouseholdMaximum { from, to, .. } = row;
    match to {
        Some(to) if to == from => format!("{from} personen"),
        Some(to) => format!("{from} tot en met {to} personen"),
        None => format!("{from} of meer personen"),
    }
}

fn per_applicant(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.maximum_per_application.as_ref(), |most| {
        format!("Ten hoogste {most} per aanvraag, inclusief btw.")
    });
    said.rule(tranche.maximum_per_applicant.as_ref(), |most| {
        format!("Ten hoogste {most} per aanvrager in deze tranche, inclusief btw.")
    });
    for (applicant, most) in &tranche.exceptions {
        said.rule(Some(most), |most| format!("Voor {applicant} is dat bij afspraak ten hoogste {most}."));
    }
    let recipients = tranche.annex.len();
    said.rule(tranche.annex.values().next(), |_| {
        format!(
            "Een bijlage bij de regeling noemt {recipients} ontvangers, en wat elk van hen precies krijgt."
        )
    });
}

/// Whether nothing says the most for an application: an amount for each applicant caps, but says nothing of a project.
fn is_silent(tranche: &Tranche) -> bool {
    let by_homes = tranche.maximum_per_unit.is_some()
        || !tranche.maximum_per_dwelling.is_empty()
        || tranche.fixed_per_unit.is_some();
    let otherwise = !tranche.household_maxima.is_empty()
        || tranche.share_of_shortfall.is_some()
        || !tranche.annex.is_empty()
        || !tranche.key_parts.is_empty();
    !by_homes && !otherwise
}

const fn home(dwelling: Dwelling) -> &'static str {
    match dwelling {
        Dwelling::SelfContained => "zelfstandige woonruimte",
        Dwelling::Shared => "onzelfstandige woonruimte",
        Dwelling::Lodging => "verblijfsruimte",
    }
}
