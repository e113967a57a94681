//! Editions as the API tells them.

use super::kept::Sealed;
use crate::figures::Cijfers;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::{Correction, CorrectionCause};
use regulation::words::EditionKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Een editie om te verzegelen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweEditie {
    /// Sleutel van de editie.
    #[schema(min_length = 1, max_length = 60, example = "2023-voorjaar")]
    pub sleutel: String,
    /// Titel.
    #[schema(min_length = 1, max_length = 200, example = "Voortgang voorjaar 2023")]
    pub titel: String,
    /// Wat een lezer erbij moet weten.
    #[serde(default)]
    #[schema(max_length = 5000)]
    pub toelichting: String,
    /// De cijfers gaan over wat op deze dag waar was.
    pub peildatum: Date,
    /// De cijfers gaan over wat op dit moment bekend was, tot op de microseconde; niet later dan nu. Zonder: nu.
    pub bekend_op: Option<Timestamp>,
    /// De vragen, elk zoals achter het vraagteken van `GET /cijfers`, zonder peildatum en bekendOp: die zijn van de editie.
    #[schema(min_items = 1, max_items = 100, example = json!(["tranche=rha-2022&groepeerOp=aandachtsgroep"]))]
    pub vragen: Vec<String>,
    /// Welke editie deze corrigeert, en waarom.
    pub corrigeert: Option<Correctie>,
}

/// Een editie die wordt gecorrigeerd, en wat de oorzaak is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Correctie {
    /// Sleutel van de editie die wordt gecorrigeerd.
    #[schema(min_length = 1, max_length = 60, example = "2023-voorjaar")]
    pub editie: String,
    /// De oorzaak.
    pub oorzaak: Oorzaak,
}

/// Wat een correctie veroorzaakt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Oorzaak {
    /// A report came in late.
    LateMelding,
    /// A recipient corrected its report.
    CorrectieDoorGemeente,
    /// The figures are made in another way.
    WijzigingVanRekenwijze,
    /// The regulation was changed.
    WijzigingVanRegeling,
}

impl From<Oorzaak> for CorrectionCause {
    fn from(cause: Oorzaak) -> Self {
        match cause {
            Oorzaak::LateMelding => Self::LateReport,
            Oorzaak::CorrectieDoorGemeente => Self::CorrectedReport,
            Oorzaak::WijzigingVanRekenwijze => Self::Method,
            Oorzaak::WijzigingVanRegeling => Self::Regulation,
        }
    }
}

impl From<&Correction> for Correctie {
    fn from(correction: &Correction) -> Self {
        let oorzaak = match correction.cause {
            CorrectionCause::LateReport => Oorzaak::LateMelding,
            CorrectionCause::CorrectedReport => Oorzaak::CorrectieDoorGemeente,
            CorrectionCause::Method => Oorzaak::WijzigingVanRekenwijze,
            CorrectionCause::Regulation => Oorzaak::WijzigingVanRegeling,
        };
        Self { editie: correction.edition.to_string(), oorzaak }
    }
}

/// Een verzegelde editie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Editie {
    /// Sleutel.
    #[schema(example = "2023-voorjaar")]
    pub sleutel: String,
    /// Titel.
    pub titel: String,
    /// Wat een lezer erbij moet weten.
    pub toelichting: String,
    /// Welke editie deze corrigeert, en waarom; ontbreekt als zij er geen corrigeert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrigeert: Option<Correctie>,
    /// De editie die deze corrigeert; ontbreekt als die er niet is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gecorrigeerd_door: Option<String>,
    /// De cijfers gaan over wat op deze dag waar was.
    pub peildatum: Date,
    /// De cijfers gaan over wat op dit moment bekend was.
    pub bekend_op: Timestamp,
    /// De positie in het logboek tot waar de cijfers zijn gemaakt.
    #[schema(example = 1234)]
    pub positie: u64,
    /// De versie van de rekenwijze.
    #[schema(example = 2)]
    pub methode: i16,
    /// De versie van het programma, en na de plus de commit waaruit het is gebouwd; `gewijzigd` erachter als de broncode daarvan
    /// afweek, en `onbekend` als bij het bouwen geen commit bekend was.
    #[schema(example = "0.1.0+2f1d3c5b7a9e8f6d4c2b0a1e3d5f7b9c8a6e4d2f")]
    pub programma: String,
    /// De nieuwste versie van elke regeling op die positie.
    #[schema(example = json!({ "rha": 1 }))]
    pub regelingen: BTreeMap<String, u32>,
    /// De vragen waarop de editie antwoord geeft.
    pub vragen: Vec<String>,
    /// De hash (SHA-256, hexadecimaal) van de bytes van de editie.
    pub hash: String,
    /// De positie in het logboek waarop de editie is verzegeld.
    #[schema(example = 1240)]
    pub verzegeld_op_positie: u64,
    /// Wanneer zij is verzegeld.
    pub verzegeld_op: Timestamp,
}

impl Editie {
    /// As it is shown, with the edition that corrects it.
    pub fn of(sealed: &Sealed, corrected_by: Option<&EditionKey>) -> Self {
        let event = &sealed.event;
        Self {
            sleutel: event.edition.to_string(),
            titel: event.title.clone(),
            toelichting: event.note.clone(),
            corrigeert: event.corrects.as_ref().map(Correctie::from),
            gecorrigeerd_door: corrected_by.map(ToString::to_string),
            peildatum: event.as_of,
            bekend_op: event.known_at,
            positie: event.position.0,
            methode: event.method,
            programma: event.program.clone(),
            regelingen: event.rules.iter().map(|(scheme, version)| (scheme.to_string(), *version)).collect(),
            vragen: event.questions.clone(),
            hash: event.hash.clone(),
            verzegeld_op_positie: sealed.position.0,
            verzegeld_op: sealed.recorded_at,
        }
    }
}

/// De inhoud van een editie: dit zijn de bytes die zijn verzegeld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Inhoud {
    /// Sleutel.
    #[schema(example = "2023-voorjaar")]
    pub sleutel: String,
    /// Titel.
    pub titel: String,
    /// Wat een lezer erbij moet weten.
    pub toelichting: String,
    /// Welke editie deze corrigeert, en waarom; ontbreekt als zij er geen corrigeert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrigeert: Option<Correctie>,
    /// De cijfers gaan over wat op deze dag waar was.
    pub peildatum: Date,
    /// De cijfers gaan over wat op dit moment bekend was.
    pub bekend_op: Timestamp,
    /// De positie in het logboek tot waar de cijfers zijn gemaakt.
    #[schema(example = 1234)]
    pub positie: u64,
    /// De versie van de rekenwijze.
    #[schema(example = 2)]
    pub methode: i16,
    /// De versie van het programma, en na de plus de commit waaruit het is gebouwd; `gewijzigd` erachter als de broncode daarvan
    /// afweek, en `onbekend` als bij het bouwen geen commit bekend was.
    #[schema(example = "0.1.0+2f1d3c5b7a9e8f6d4c2b0a1e3d5f7b9c8a6e4d2f")]
    pub programma: String,
    /// De nieuwste versie van elke regeling op die positie.
    #[schema(example = json!({ "rha": 1 }))]
    pub regelingen: BTreeMap<String, u32>,
    /// De antwoorden, in de volgorde van de vragen.
    pub antwoorden: Vec<Antwoord>,
}

/// Een vraag, en het antwoord zoals iedereen het mocht zien.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Antwoord {
    /// De vraag, zoals achter het vraagteken van `GET /cijfers`.
    #[schema(example = "tranche=rha-2022&groepeerOp=aandachtsgroep")]
    pub vraag: String,
    /// Het antwoord.
    pub cijfers: Cijfers,
}
