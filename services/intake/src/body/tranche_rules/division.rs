//! How scarce money is divided.

use super::{ASSESSOR, Said};
use regulation::scheme::{Allocation, Criterion, Spread, TieBreak, Tranche, WhenFull};

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.allocation.as_ref(), |allocation| allocated(*allocation).to_owned());
    if is_silent(tranche) {
        said.silent("hoe het geld wordt verdeeld", ASSESSOR);
    }
    let recipients = tranche.key_parts.len();
    said.rule(tranche.key_parts.values().next(), |_| {
        format!("De verdeelsleutel noemt {recipients} ontvangers met elk hun deel.")
    });
    for (place, (code, text)) in (1..).zip(&tranche.categories) {
        said.rule(Some(text), |text| format!("Categorie {code}, {place}e in voorrang: {text}."));
    }
    for (code, text) in &tranche.knock_outs {
        said.rule(Some(text), |text| {
            format!("Wie niet aan dit criterium voldoet, krijgt geen geld ({code}): {text}.")
        });
    }
    for criterion in tranche.criteria.values() {
        said.say(&criterion.source, scored(criterion));
    }
    said.rule(tranche.minimum_score.as_ref(), |score| {
        format!("Wie lager scoort dan {}, krijgt geen geld.", points(*score))
    });
    said.rule(tranche.spread.as_ref(), |spread| spread_over(*spread).to_owned());
    said.rule(tranche.ties.as_ref(), |ties| between_equals(*ties).to_owned());
    said.rule(tranche.when_full.as_ref(), |when_full| at_the_end(*when_full).to_owned());
}

/// Whether somebody must find out how: neither the tranche nor each of its pots says.
fn is_silent(tranche: &Tranche) -> bool {
    let of_pots = !tranche.pots.is_empty() && tranche.pots.iter().all(|pot| pot.allocation.is_some());
    tranche.allocation.is_none() && !of_pots
}

fn scored(criterion: &Criterion) -> String {
    let Criterion { name, weight, minimum, .. } = criterion;
    let least = minimum.map(|least| format!("; wie daarop lager scoort dan {least}, krijgt geen geld"));
    format!(
        "Beoordeeld met een cijfer van 1 tot en met 10: {name}. Dat telt voor {weight} procent{}.",
        least.unwrap_or_default()
    )
}

/// Hundredths of a point, as `6,50`.
fn points(hundredths: u32) -> String {
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}

pub(super) const fn allocated(allocation: Allocation) -> &'static str {
    match allocation {
        Allocation::Completeness => "Het geld wordt verdeeld in de volgorde waarin aanvragen volledig zijn.",
        Allocation::CompletenessThenLot => {
            "Het geld wordt verdeeld in de volgorde waarin aanvragen volledig zijn; op de dag waarop het plafond \
             wordt overschreden, beslist het lot."
        }
        Allocation::CompletenessThenWaitingList => {
            "Het geld wordt verdeeld in de volgorde waarin aanvragen volledig zijn; wie niet meer past, komt op de \
             wachtlijst voor geld dat vrijkomt."
        }
        Allocation::Category => {
            "Na de sluiting worden aanvragen gerangschikt naar categorie; de categorie met de hoogste voorrang gaat voor."
        }
        Allocation::Score => {
            "Na de sluiting worden aanvragen gerangschikt naar gewogen score, na advies van een commissie."
        }
        Allocation::KnockOutThenRank => {
            "Na de sluiting worden aanvragen die aan alle afvalcriteria voldoen, gerangschikt naar score."
        }
        Allocation::Lot => {
            "Na de sluiting bepaalt, als er meer wordt gevraagd dan er is, het lot de volgorde van alle volledige aanvragen."
        }
        Allocation::Entitlement => {
            "Er is geen volgorde: wie woonruimten heeft die meetellen, krijgt voor elk een vast bedrag."
        }
        Allocation::Annex => "Er is geen volgorde: een bijlage bij de regeling zegt wie wat krijgt.",
        Allocation::Key => "Er is geen volgorde: het plafond wordt verdeeld met een vaste verdeelsleutel.",
        Allocation::ProRata => {
            "Na de sluiting krijgen allen, als het plafond niet genoeg is, hetzelfde deel van wat zij vragen."
        }
    }
}

const fn between_equals(ties: TieBreak) -> &'static str {
    match ties {
        TieBreak::Completeness => "Tussen gelijke aanvragen gaat voor wie het eerst volledig was.",
        TieBreak::Lot => "Tussen gelijke aanvragen beslist het lot.",
    }
}

const fn at_the_end(when_full: WhenFull) -> &'static str {
    match when_full {
        WhenFull::Stop => {
            "Past een aanvraag niet meer onder het plafond, dan krijgt ook niemand daarna geld."
        }
        WhenFull::Skip => {
            "Past een aanvraag niet meer onder het plafond, dan kan een kleinere daarna nog wel geld krijgen."
        }
        WhenFull::Partial => "Past een aanvraag niet meer onder het plafond, dan krijgt zij wat er nog is.",
    }
}

const fn spread_over(spread: Spread) -> &'static str {
    match spread {
        Spread::Province => {
            "De rangschikking is gespreid: van elke provincie gaat om beurten de beste aanvraag voor."
        }
    }
}
