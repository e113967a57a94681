//! What is asked, against every amount that the scheme's data give.

use crate::commands::{Submit, amounts};
use crate::scheme::Tranche;
use crate::violation::Flaw;
use crate::words::{Cents, Finances, Project};

pub(super) fn flaws_in(place: &str, project: &Project, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = amounts::flaws_in(project.requested, Cents::new(1), &format!("{place}."));
    flaws.extend(by_homes(place, project, tranche));
    flaws.extend(by_household(place, project, tranche));
    flaws.extend(by_shortfall(place, project, tranche));
    flaws
}

pub(super) fn flaws_of_the_whole(asked: &Submit, tranche: &Tranche) -> Vec<Flaw> {
    let all: Cents = asked.projects.iter().map(|project| project.requested.gross).sum();
    let annex = otherwise_than_the_annex(all, asked, tranche);
    annex.into_iter().chain(above_the_maximum(all, tranche)).collect()
}

/// What an annex gives is asked exactly.
fn otherwise_than_the_annex(all: Cents, asked: &Submit, tranche: &Tranche) -> Option<Flaw> {
    let row = tranche.annex.get(&asked.case.applicant)?.value;
    let reason = format!("De bijlage bij de regeling geeft u {row}; samen vragen de projecten {all}.");
    (all != row).then(|| Flaw::new("projecten", "niet-volgens-bijlage", reason))
}

fn above_the_maximum(all: Cents, tranche: &Tranche) -> Option<Flaw> {
    let most = tranche.maximum_per_application.as_ref()?.value;
    let reason = format!("Samen vragen de projecten {all}; een aanvraag is ten hoogste {most}.");
    (all > most).then(|| Flaw::new("projecten", "boven-maximum-per-aanvraag", reason))
}

fn by_homes(place: &str, project: &Project, tranche: &Tranche) -> Option<Flaw> {
    let (asked, most) = (project.requested.gross, tranche.by_homes(project)?);
    let (place, units) = (format!("{place}.bedragCent"), project.units());
    if units.get() == 0 {
        None
    } else if tranche.fixed_per_unit.is_some() && asked != most {
        let reason = format!("De regeling geeft een vast bedrag: voor {units} woonruimten precies {most}.");
        Some(Flaw::new(place, "vast-bedrag", reason))
    } else if asked > most {
        let reason =
            format!("Gevraagd is {asked}; voor {units} woonruimten kan dat ten hoogste {most} zijn.");
        Some(Flaw::new(place, "boven-maximum-per-woonruimte", reason))
    } else {
        None
    }
}

fn by_household(place: &str, project: &Project, tranche: &Tranche) -> Vec<Flaw> {
    let flaw = |field: &str, code, reason: String| vec![Flaw::new(format!("{place}.{field}"), code, reason)];
    let smallest = tranche.minimum_household.as_ref().map(|smallest| smallest.value);
    let matters = smallest.is_some() || !tranche.household_maxima.is_empty();
    match (project.household, tranche.by_household(project)) {
        (None, _) if matters => {
            flaw("gezinsgrootte", "ontbreekt", "Noem uit hoeveel personen het gezin bestaat.".into())
        }
        (Some(persons), _) if smallest.is_some_and(|smallest| persons < smallest) => {
            let least = smallest.unwrap_or_default();
            flaw(
                "gezinsgrootte",
                "te-klein",
                format!("De regeling is voor gezinnen van ten minste {least} personen."),
            )
        }
        (Some(persons), None) if !tranche.household_maxima.is_empty() => flaw(
            "gezinsgrootte",
            "geen-bedrag",
            format!("De regeling geeft geen bedrag voor {persons} personen."),
        ),
        (Some(_), Some(most)) if project.requested.gross > most => {
            let reason = format!("Voor een gezin van deze grootte is het ten hoogste {most}.");
            flaw("bedragCent", "boven-maximum-per-gezin", reason)
        }
        (Some(_) | None, _) => Vec::new(),
    }
}

fn by_shortfall(place: &str, project: &Project, tranche: &Tranche) -> Vec<Flaw> {
    let (share, own) = (tranche.share_of_shortfall.as_ref(), tranche.own_contribution.as_ref());
    let Some(finances) = project.finances else {
        let reason = "Noem het tekort en de eigen bijdrage; de regeling rekent ermee.";
        let missing = Flaw::new(format!("{place}.financiering"), "ontbreekt", reason);
        return if share.is_some() || own.is_some() { vec![missing] } else { Vec::new() };
    };
    let mut flaws = unsound(place, finances);
    let most = tranche.by_shortfall(project);
    if let Some(most) = most.filter(|most| project.requested.gross > *most) {
        let reason = format!("De regeling vergoedt van dit tekort ten hoogste {most}.");
        flaws.push(Flaw::new(format!("{place}.bedragCent"), "boven-deel-van-tekort", reason));
    }
    let least = own.map(|percent| finances.shortfall.percent_up(percent.value));
    if let Some(least) = least.filter(|least| finances.own_contribution < *least) {
        let reason = format!("De eigen bijdrage is ten minste {least}.");
        flaws.push(Flaw::new(format!("{place}.financiering.eigenBijdrageCent"), "te-laag", reason));
    }
    flaws
}

fn unsound(place: &str, finances: Finances) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let place = format!("{place}.financiering");
    if finances.shortfall < Cents::new(1) {
        flaws.push(Flaw::new(format!("{place}.tekortCent"), "te-laag", "Het tekort is meer dan nul."));
    }
    if finances.own_contribution < Cents::ZERO || finances.own_contribution > finances.shortfall {
        let reason = "De eigen bijdrage ligt tussen nul en het tekort.";
        flaws.push(Flaw::new(format!("{place}.eigenBijdrageCent"), "buiten-bereik", reason));
    }
    flaws
}
