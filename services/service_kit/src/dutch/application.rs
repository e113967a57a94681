//! A whole application, as municipality and assessor see it.

use super::{CaseFile, Contactpersoon, Project, Samenwerking, Status};
use jiff::Timestamp;
use regulation::event::Arrival;
use regulation::words::{Amount, Personal};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Een aanvraag, met hoe ver zij is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Aanvraag {
    /// Nummer van de aanvraag.
    pub aanvraag_id: Uuid,
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022")]
    pub tranche: String,
    /// Code van de aanvrager: een gemeente (GM), provincie (PV), samenwerking (SW-), openbaar lichaam (WGR-) of
    /// organisatie (KVK).
    #[schema(example = "GM0363")]
    pub aanvrager: String,
    /// Eigen kenmerk van de aanvrager.
    #[schema(example = "Z-2026-0412")]
    pub kenmerk: String,
    /// Versie van de regeling waaronder de aanvraag wordt beoordeeld.
    #[schema(example = 1)]
    pub regelingversie: u32,
    /// Hoe ver de aanvraag is.
    pub status: Status,
    /// Moment van ontvangst, naar de klok van de databank.
    pub ontvangen_op: Timestamp,
    /// Of de aanvraag op tijd was.
    pub tijdig: bool,
    /// Laatste moment waarop zij op tijd was geweest; alleen bij een te late aanvraag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gesloten_op: Option<Timestamp>,
    /// Moment waarop het laatste ontbrekende stuk is ontvangen, als vaststaat dat de aanvraag volledig is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volledig_sinds: Option<Timestamp>,
    /// Codes van gevraagde stukken die nog niet zijn ontvangen.
    pub ontbrekende_stukken: Vec<String>,
    /// Aan wie wordt geschreven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contactpersoon: Option<Contactpersoon>,
    /// Staat er, en is true, als de gegevens van de contactpersoon zijn gewist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contactpersoon_gewist: Option<bool>,
    /// De projecten.
    pub projecten: Vec<Project>,
    /// Sleutel van het deelplafond waaruit geld wordt gevraagd, als de tranche die heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deelplafond: Option<String>,
    /// De gemeenten die samenwerken, als de aanvrager een samenwerking of openbaar lichaam is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samenwerking: Option<Samenwerking>,
    /// Gevraagd bedrag in eurocenten, inclusief btw.
    #[schema(example = 3_500_000)]
    pub gevraagd_cent: i64,
    /// Toegekend bedrag in eurocenten, inclusief btw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toegekend_cent: Option<i64>,
    /// Vastgesteld bedrag in eurocenten, inclusief btw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vastgesteld_cent: Option<i64>,
    /// Positie in het logboek van de laatste gebeurtenis van deze aanvraag; ook haar ETag.
    #[schema(example = 1234)]
    pub positie: u64,
    /// Moment waarop die gebeurtenis is vastgelegd.
    pub vastgelegd_op: Timestamp,
}

impl Aanvraag {
    /// The case as it is shown; absent while nothing was submitted.
    pub fn of(file: &CaseFile) -> Option<Self> {
        let submitted = file.submitted.as_ref()?;
        let contact = submitted.contact.as_ref();
        let gross = |amount: Amount| amount.gross.get();
        Some(Self {
            aanvraag_id: submitted.case.application.0,
            tranche: submitted.case.tranche.to_string(),
            aanvrager: submitted.case.applicant.to_string(),
            kenmerk: submitted.reference.to_string(),
            regelingversie: submitted.scheme_version,
            status: file.status(),
            ontvangen_op: submitted.received_at,
            tijdig: submitted.arrival == Arrival::InTime,
            gesloten_op: closed_at(submitted.arrival),
            volledig_sinds: file.case.complete_since,
            ontbrekende_stukken: file.case.missing.iter().map(ToString::to_string).collect(),
            contactpersoon: contact.and_then(Personal::known).map(Contactpersoon::from),
            contactpersoon_gewist: contact.filter(|contact| contact.known().is_none()).map(|_| true),
            projecten: submitted.projects.iter().map(Project::from).collect(),
            deelplafond: submitted.pot.as_ref().map(ToString::to_string),
            samenwerking: submitted.partnership.as_ref().map(Samenwerking::from),
            gevraagd_cent: submitted.requested().get(),
            toegekend_cent: file.granted.map(gross),
            vastgesteld_cent: file.settled.map(gross),
            positie: file.last.0,
            vastgelegd_op: file.last_recorded_at,
        })
    }
}

/// The last instant at which it would have been in time, of what arrived late.
const fn closed_at(arrival: Arrival) -> Option<Timestamp> {
    match arrival {
        Arrival::InTime => None,
        Arrival::Late { closed_at } => Some(closed_at),
    }
}
