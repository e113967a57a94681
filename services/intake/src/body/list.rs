//! An application as one line of a list.

use jiff::Timestamp;
use serde::Serialize;
use service_kit::dutch::Status;
use utoipa::ToSchema;
use uuid::Uuid;

/// Een aanvraag in een lijst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AanvraagInLijst {
    /// Nummer van de aanvraag.
    pub aanvraag_id: Uuid,
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022")]
    pub tranche: String,
    /// Gemeente (gemeentecode) of samenwerking (SW- en haar naam).
    #[schema(example = "GM0363")]
    pub aanvrager: String,
    /// Eigen kenmerk van de aanvrager.
    #[schema(example = "Z-2026-0412")]
    pub kenmerk: String,
    /// Hoe ver de aanvraag is.
    pub status: Status,
    /// Moment van ontvangst, naar de klok van de databank.
    pub ontvangen_op: Timestamp,
    /// Of de aanvraag op tijd was.
    pub tijdig: bool,
    /// Laatste moment waarop zij op tijd was geweest; alleen bij een te late aanvraag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gesloten_op: Option<Timestamp>,
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
