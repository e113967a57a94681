//! What happened to a case, for its applicant to read.

use super::happening_words::{Words, words};
use super::requests::MeldingRegel;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::record::{Recorded, Role};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Iets wat met een aanvraag gebeurde.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gebeurtenis {
    /// Positie in het logboek.
    #[schema(example = 1234)]
    pub positie: u64,
    /// Soort gebeurtenis.
    #[schema(example = "aanvulverzoek")]
    pub soort: String,
    /// Wat er gebeurde, in woorden.
    #[schema(example = "Er is om aanvulling gevraagd: begroting. Dit kan tot en met 2026-12-01.")]
    pub omschrijving: String,
    /// Moment waarop het gebeurde: ontvangst, verzoek of besluit.
    pub gebeurd_op: Timestamp,
    /// Moment waarop het is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// Sinds wanneer het bekend was: het moment van vastleggen, behalve bij gegevens die later zijn overgenomen.
    pub bekend_sinds: Timestamp,
    /// Wie het deed.
    pub door: Handelende,
    /// Stukken die zijn gevraagd of ontvangen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stukken: Vec<Stuk>,
    /// Laatste dag waarop de gevraagde stukken kunnen komen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uiterlijke_datum: Option<Date>,
    /// Toegekend of vastgesteld bedrag in eurocenten, inclusief btw.
    #[schema(example = 3_500_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// Reden, toelichting of motivering, zoals die is gegeven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toelichting: Option<String>,
    /// Nummer van de voortgangsmelding of van haar correctie, waaronder u die kunt corrigeren.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub melding_id: Option<Uuid>,
    /// Nummer van de melding waarvoor deze correctie in de plaats komt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrigeert_melding_id: Option<Uuid>,
    /// Regels van een voortgangsmelding, of wat er volgens een correctie voor in de plaats komt.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regels: Vec<MeldingRegel>,
}

/// Wie iets deed. Personen worden niet genoemd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Handelende {
    /// In welke rol.
    #[schema(example = "gemeente")]
    pub rol: String,
    /// Eigen organisatie van wie handelde; alleen bij de aanvrager zelf.
    #[schema(example = "GM0363")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisatie: Option<String>,
    /// Organisatie namens wie is gehandeld, als dat een andere is.
    #[schema(example = "GM0363")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namens: Option<String>,
}

/// Een stuk bij een aanvraag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stuk {
    /// Code van het stuk.
    #[schema(example = "begroting")]
    pub code: String,
    /// Wat het is; alleen in een verzoek.
    #[schema(example = "De begroting van het project, met de btw apart.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omschrijving: Option<String>,
}

impl Gebeurtenis {
    /// What happened, where it happened to a case.
    pub fn of(recorded: &Recorded) -> Option<Self> {
        let Words { kind, text, at, pieces, answer_by, cents, note, entries, report, corrects } =
            words(&recorded.event)?;
        Some(Self {
            positie: recorded.position.0,
            soort: kind.to_owned(),
            omschrijving: text,
            gebeurd_op: at,
            vastgelegd_op: recorded.recorded_at,
            bekend_sinds: recorded.known_since(),
            door: Handelende::of(recorded),
            stukken: pieces,
            uiterlijke_datum: answer_by,
            bedrag_cent: cents,
            toelichting: note,
            melding_id: report.map(|report| report.0),
            corrigeert_melding_id: corrects.map(|report| report.0),
            regels: entries,
        })
    }
}

impl Handelende {
    /// An applicant sees for whom its own people acted; of others only in what role.
    fn of(recorded: &Recorded) -> Self {
        let actor = &recorded.actor;
        let (rol, own) = match actor.role {
            Role::Municipality => ("gemeente", true),
            Role::Assessor => ("beoordelaar", false),
            Role::Ministry => ("ministerie", false),
            Role::Administrator => ("beheerder", false),
        };
        Self {
            rol: rol.to_owned(),
            organisatie: actor.organisation.clone().filter(|_| own),
            namens: actor.on_behalf_of.clone().filter(|_| own),
        }
    }
}
