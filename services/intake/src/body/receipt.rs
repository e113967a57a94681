//! The receipt: what proves when an application was in.

use jiff::Timestamp;
use regulation::event::{ApplicationSubmitted, Arrival};
use regulation::record::Recorded;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

const IN_TIME: &str = "Uw aanvraag is op tijd ontvangen. Een beoordelaar kijkt of zij volledig is en vraagt om \
    aanvulling als er iets ontbreekt. U volgt haar bij gebeurtenissen.";
const LATE: &str = "Uw aanvraag is ontvangen nadat de tranche was gesloten. Zij is vastgelegd, maar komt niet in \
    de volgorde. Een beoordelaar neemt er een besluit over; tegen dat besluit kunt u bezwaar maken.";
const HOW: &str = "Elke gebeurtenis in het logboek draagt de hash van die ervoor: wie iets verandert of tussenvoegt, \
    verandert alle hashes erna. Bewaar dit bewijs. Haal het bewijs van deze positie op bij het logboek en vergelijk \
    hash en vorigeHash; reken de keten na tot een gepubliceerde kop.";

/// The chain at one event, as hexadecimal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// The hash of the event.
    pub own: String,
    /// The hash of the event before it.
    pub previous: String,
}

/// Bewijs van ontvangst: wanneer een aanvraag binnen was, en hoe dat is na te gaan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ontvangstbewijs {
    /// Nummer van de aanvraag.
    pub aanvraag_id: Uuid,
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022")]
    pub tranche: String,
    /// Gemeente (gemeentecode) of samenwerking (SW- en haar naam).
    #[schema(example = "GM0363")]
    pub aanvrager: String,
    /// Organisatie namens wie is ingediend, als dat een andere is dan die van de indiener.
    #[schema(example = "GM0363")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namens: Option<String>,
    /// Eigen kenmerk van de aanvrager.
    #[schema(example = "Z-2026-0412")]
    pub kenmerk: String,
    /// Gevraagd bedrag in eurocenten, inclusief btw.
    #[schema(example = 3_500_000)]
    pub gevraagd_cent: i64,
    /// Moment van ontvangst, naar de klok van de databank. Dit moment bepaalt of de aanvraag op tijd is.
    pub ontvangen_op: Timestamp,
    /// Of de aanvraag op tijd was.
    pub tijdig: bool,
    /// Laatste moment waarop zij op tijd was geweest; alleen bij een te late aanvraag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gesloten_op: Option<Timestamp>,
    /// Wat er nu gebeurt.
    pub vervolg: String,
    /// Moment waarop de ontvangst in het logboek is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// Positie van de ontvangst in het logboek.
    #[schema(example = 1234)]
    pub positie: u64,
    /// Hash van de gebeurtenis op die positie (SHA-256, hexadecimaal).
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub hash: String,
    /// Hash van de gebeurtenis ervoor; leeg bij de allereerste.
    #[schema(example = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")]
    pub vorige_hash: String,
    /// Hoe u het bewijs controleert.
    pub controle: Controle,
}

/// Hoe een bewijs van ontvangst wordt gecontroleerd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Controle {
    /// Uitleg.
    pub uitleg: String,
    /// Waar het logboek het bewijs van deze positie geeft.
    #[schema(example = "/logboek/v1/bewijzen/1234")]
    pub bewijs: String,
    /// Waar het logboek zijn gepubliceerde koppen geeft.
    #[schema(example = "/logboek/v1/koppen")]
    pub koppen: String,
}

impl Ontvangstbewijs {
    /// The receipt of a submission that was recorded with these hashes.
    pub fn of(recorded: &Recorded, submitted: &ApplicationSubmitted, hashes: Hashes) -> Self {
        let (gesloten_op, vervolg) = match submitted.arrival {
            Arrival::InTime => (None, IN_TIME),
            Arrival::Late { closed_at } => (Some(closed_at), LATE),
        };
        Self {
            aanvraag_id: submitted.case.application.0,
            tranche: submitted.case.tranche.to_string(),
            aanvrager: submitted.case.applicant.to_string(),
            namens: recorded.actor.on_behalf_of.clone(),
            kenmerk: submitted.reference.to_string(),
            gevraagd_cent: submitted.requested().get(),
            ontvangen_op: submitted.received_at,
            tijdig: gesloten_op.is_none(),
            gesloten_op,
            vervolg: vervolg.to_owned(),
            vastgelegd_op: recorded.recorded_at,
            positie: recorded.position.0,
            hash: hashes.own,
            vorige_hash: hashes.previous,
            controle: Controle {
                uitleg: HOW.to_owned(),
                bewijs: format!("/logboek/v1/bewijzen/{}", recorded.position),
                koppen: "/logboek/v1/koppen".to_owned(),
            },
        }
    }
}
