//! The accountability table as the API tells it.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The parameters of a question about accounts.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VerantwoordingenQuery {
    /// Het boekjaar.
    #[param(example = 2023, minimum = 1900, maximum = 9998)]
    pub(super) boekjaar: i16,
    /// Alleen van deze ontvanger, onder haar code van toen.
    #[param(example = "GM0363", max_length = 100)]
    pub(super) gemeente: Option<String>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    pub(super) cursor: Option<String>,
    /// Hoeveel toekenningen op een bladzijde; elk heeft meer regels.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub(super) limit: Option<u16>,
    /// In welke vorm, voor wie geen Accept kan meegeven.
    #[param(pattern = "^(json|csv|xlsx)$")]
    pub(super) vorm: Option<String>,
}

/// Een bladzijde van verantwoordingen.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verantwoordingen {
    /// Het boekjaar.
    pub boekjaar: i16,
    /// De positie in het logboek tot waar het verloop van toekenningen is verwerkt.
    pub positie: u64,
    /// De regels, per ontvanger en toekenning.
    pub resultaten: Vec<Verantwoording>,
    /// De cursor van de volgende bladzijde; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende: Option<String>,
}

/// Een gegeven van een toekenning in een boekjaar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verantwoording {
    /// Nummer van de aanvraag: het kenmerk waaronder ontvanger en ministerie dezelfde toekenning vinden.
    pub aanvraag_id: Uuid,
    /// De tranche.
    pub tranche: String,
    /// Het boekjaar.
    pub boekjaar: i16,
    /// De ontvanger, onder de code van toen.
    #[schema(example = "GM0363")]
    pub gemeentecode: String,
    /// De code van de regeling in SiSa; leeg waar geen bron er een noemt.
    #[schema(example = "C9")]
    pub sisa_regelingcode: String,
    /// De code van de indicator in SiSa; leeg, omdat geen bron er een noemt.
    pub indicatorcode: String,
    /// Wat het gegeven is.
    #[schema(example = "Gerealiseerde woonruimten in het boekjaar")]
    pub indicatornaam: String,
    /// De waarde: een bedrag in euro's met twee decimalen, een aantal of een datum.
    #[schema(example = "25")]
    pub waarde: String,
    /// `euro`, `aantal` of `datum`.
    #[schema(example = "aantal")]
    pub eenheid: String,
    /// Waar de waarde vandaan komt, met het nummer van de aanvraag.
    pub toelichting: String,
    /// De aard van de accountantscontrole; leeg, omdat geen bron die noemt.
    pub aard_controle: String,
}
