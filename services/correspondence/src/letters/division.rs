//! What a receipt says about who gets money when there is not enough of it.

use super::dossier::Dossier;
use regulation::event::ApplicationSubmitted;
use regulation::scheme::Allocation;

const BY_COMPLETENESS: &str =
    "Uw plaats in de volgorde telt vanaf het moment waarop wij uw volledige aanvraag hebben ontvangen.";

/// How the money is divided of the pot from which is asked, or else of the tranche, with its source.
pub fn division(dossier: &Dossier, event: &ApplicationSubmitted) -> String {
    let tranche = &dossier.tranche;
    let of_pot = event.pot.as_ref().and_then(|key| tranche.pot(key)).and_then(|pot| pot.allocation.as_ref());
    let Some(rule) = of_pot.or(tranche.allocation.as_ref()) else {
        return "De regeling zegt niet hoe het geld wordt verdeeld. Daarover beslist een beoordelaar, met de reden \
                erbij."
            .to_owned();
    };
    let mut lines: Vec<String> = said(rule.value).into_iter().map(str::to_owned).collect();
    lines.push(format!("Bron: {}.", dossier.source(&rule.source)));
    lines.join("\n   ")
}

fn said(allocation: Allocation) -> Vec<&'static str> {
    match allocation {
        Allocation::Completeness => vec![BY_COMPLETENESS],
        Allocation::CompletenessThenLot => vec![
            BY_COMPLETENESS,
            "Wordt op een dag meer gevraagd dan er nog is? Dan bepaalt het lot de volgorde van de aanvragen van die dag.",
        ],
        Allocation::CompletenessThenWaitingList => {
            vec![BY_COMPLETENESS, "Is er geen geld meer? Dan komt uw aanvraag op een wachtlijst."]
        }
        Allocation::Category => vec![
            "Na de sluiting van de tranche delen wij alle aanvragen in naar categorie.",
            "De categorie met de hoogste voorrang gaat voor.",
        ],
        Allocation::Score => vec![
            "Na de sluiting van de tranche krijgen alle aanvragen een score, na advies van een commissie.",
            "De aanvraag met de hoogste score gaat voor.",
        ],
        Allocation::KnockOutThenRank => vec![
            "Na de sluiting van de tranche kijken wij welke aanvragen aan alle criteria voldoen.",
            "Van die aanvragen gaat de aanvraag met de hoogste score voor.",
        ],
        Allocation::Lot => vec![
            "Na de sluiting van de tranche verdelen wij het geld.",
            "Is er meer gevraagd dan er is? Dan bepaalt het lot de volgorde van alle volledige aanvragen.",
        ],
        Allocation::Entitlement => {
            vec!["Er is geen volgorde. Voor elke woonruimte die meetelt, krijgt u een vast bedrag."]
        }
        Allocation::Annex => {
            vec!["Er is geen volgorde. In een bijlage bij de regeling staat wie welk bedrag krijgt."]
        }
        Allocation::Key => vec!["Er is geen volgorde. Het geld wordt verdeeld met een vaste verdeelsleutel."],
        Allocation::ProRata => vec![
            "Na de sluiting van de tranche verdelen wij het geld.",
            "Is er niet genoeg? Dan krijgt iedereen hetzelfde deel van wat is gevraagd.",
        ],
    }
}
