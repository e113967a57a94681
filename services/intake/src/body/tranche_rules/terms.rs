//! What must be reached when, and when is decided and paid.

use super::Said;
use regulation::scheme::{MilestoneTerm, Tranche};
use regulation::words::Milestone;

pub(super) fn say(tranche: &Tranche, said: &mut Said<'_>) {
    said.rule(tranche.start_within_years.as_ref(), |years| {
        format!("Binnen {years} jaar na de toekenning is een onomkeerbare stap gezet.")
    });
    said.rule(tranche.finish_within_years.as_ref(), |years| {
        format!("Binnen {years} jaar na de toekenning zijn de woonruimten er.")
    });
    for milestone in &tranche.milestones {
        said.sentence(reached(milestone), &milestone.source);
    }
    said.rule(tranche.hold_years.as_ref(), |years| {
        format!("De woonruimten dienen ten minste {years} jaar waarvoor zij zijn bedoeld.")
    });
    said.rule(tranche.decide_by.as_ref(), |day| format!("Er wordt uiterlijk op {day} beslist."));
    said.rule(tranche.decide_within.as_ref(), |term| {
        format!("Er wordt beslist binnen {} weken, gerekend vanaf {}.", term.weeks, term.counted_from.dutch())
    });
    for payment in &tranche.payments {
        said.sentence(format!("Betaald wordt {}%: {}", payment.percent, payment.moment), &payment.source);
    }
    said.rule(tranche.settlement.as_ref(), |text| format!("Vaststelling: {text}"));
}

fn reached(term: &MilestoneTerm) -> String {
    let milestone = match term.milestone {
        Milestone::IrreversibleStep => "een onomkeerbare stap",
        Milestone::Started => "de start van de bouw",
        Milestone::Realised => "de oplevering",
        Milestone::OutOfUse => "het einde van het gebruik",
    };
    let within = term
        .months
        .map(|months| format!(" binnen {months} maanden, gerekend vanaf {}", term.counted_from.dutch()));
    let definition = term.definition.as_ref().map(|definition| format!("; daaronder valt: {definition}"));
    format!("Mijlpaal: {milestone}{}{}", within.unwrap_or_default(), definition.unwrap_or_default())
}
