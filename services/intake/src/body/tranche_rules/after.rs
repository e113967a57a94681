//! What happens when: deciding, paying, building, settling. And what else the scheme asks.

use super::Said;
use regulation::scheme::{CountedFrom, DecisionTerm, MilestoneTerm, Payment, Tranche};
use regulation::words::Milestone;

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    deciding(said, tranche);
    building(said, tranche);
    for Payment { percent, moment, source } in &tranche.payments {
        said.say(source, format!("Betaling van {percent} procent: {moment}."));
    }
    said.rule(tranche.settlement.as_ref(), |text| format!("Vaststelling: {text}"));
    for condition in &tranche.conditions {
        said.rule(Some(condition), String::clone);
    }
}

fn deciding(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.decide_by.as_ref(), |day| format!("Er wordt uiterlijk op {day} beslist."));
    said.rule(tranche.decide_within.as_ref(), |DecisionTerm { weeks, counted_from }| {
        format!("Er wordt binnen {weeks} weken {} beslist.", after(*counted_from))
    });
}

fn building(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.start_within_years.as_ref(), |years| {
        format!("Binnen {years} jaar na de toekenning is een onomkeerbare stap gezet.")
    });
    said.rule(tranche.finish_within_years.as_ref(), |years| {
        format!("Binnen {years} jaar na de toekenning zijn de woonruimten er.")
    });
    for term in &tranche.milestones {
        said.say(&term.source, milestone(term));
    }
    said.rule(tranche.hold_years.as_ref(), |years| {
        format!("De woonruimten dienen ten minste {years} jaar waarvoor zij zijn bedoeld.")
    });
}

/// A milestone with its term, its definition, or both.
fn milestone(term: &MilestoneTerm) -> String {
    let name = named(term.milestone);
    let within =
        term.months.map(|months| format!("Binnen {months} maanden {}: {name}.", after(term.counted_from)));
    let means = term.definition.as_ref().map(|means| format!("Onder «{name}» verstaat de regeling: {means}"));
    [within, means].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

const fn named(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::IrreversibleStep => "onomkeerbare stap",
        Milestone::Started => "start van de bouw",
        Milestone::Realised => "woonruimten gerealiseerd",
        Milestone::OutOfUse => "woonruimten uit gebruik",
    }
}

const fn after(counted_from: CountedFrom) -> &'static str {
    match counted_from {
        CountedFrom::Grant => "na de toekenning",
        CountedFrom::Start => "na de start van de bouw",
        CountedFrom::Closing => "na de sluiting van de aanvraagperiode",
    }
}
