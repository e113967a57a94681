//! A tranche, for anyone to read.

use super::pots::Deelplafond;
use super::tranche_rules::conditions;
use crate::opening::{Ceiling, Opening};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::{Arrival, Source};
use regulation::scheme::{GroupRule, Scheme};
use regulation::violation::Violation;
use regulation::words::{Cents, TargetGroup};
use serde::Serialize;
use utoipa::ToSchema;

/// Een tranche: wanneer zij aanvragen aanneemt, hoeveel er is en welke regels gelden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tranche {
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022")]
    pub tranche: String,
    /// Naam.
    #[schema(example = "RHA 2022")]
    pub naam: String,
    /// Sleutel van de regeling.
    #[schema(example = "rha")]
    pub regeling: String,
    /// Naam van de regeling.
    #[schema(example = "Regeling huisvesting aandachtsgroepen")]
    pub regelingnaam: String,
    /// Versie van de regeling waaronder een nieuwe aanvraag wordt beoordeeld.
    #[schema(example = 1)]
    pub regelingversie: u32,
    /// Wie de regeling uitvoert.
    #[schema(example = "Rijksdienst voor Ondernemend Nederland")]
    pub uitvoerder: String,
    /// Of de tranche nu aanvragen aanneemt.
    pub status: Openstelling,
    /// Eerste moment waarop een aanvraag wordt aangenomen.
    pub opent_op: Timestamp,
    /// Laatste moment waarop een aanvraag op tijd is; ontbreekt als de tranche open is tot zij wordt gesloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sluit_op: Option<Timestamp>,
    /// Laatste moment waarop een aanvraag op tijd was, als de tranche bij besluit is gesloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gesloten_op: Option<Timestamp>,
    /// Het plafond zoals het nu is, in eurocenten, inclusief btw.
    #[schema(example = 5_213_500_000_i64)]
    pub plafond_cent: i64,
    /// Alle plafonds, het oudste eerst.
    pub plafonds: Vec<Plafond>,
    /// De delen van het plafond; leeg als het geen delen heeft.
    pub deelplafonds: Vec<Deelplafond>,
    /// De aandachtsgroepen die meetellen; leeg als de regeling ze niet kent.
    pub aandachtsgroepen: Vec<Aandachtsgroep>,
    /// De regels in woorden. Wat er niet staat, zegt geen bron; daarover beslist de beoordelaar met een motivering.
    pub voorwaarden: Vec<Voorwaarde>,
}

/// Of een tranche aanvragen aanneemt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Openstelling {
    /// It opens later.
    NogNietOpen,
    /// It takes applications.
    Open,
    /// What arrives now is late.
    Gesloten,
}

/// Een plafond, met het besluit waar het uit volgt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plafond {
    /// Bedrag in eurocenten, inclusief btw.
    #[schema(example = 5_213_500_000_i64)]
    pub plafond_cent: i64,
    /// Wat er werd overgeheveld, in eurocenten; negatief als het hier afging. Ontbreekt als het plafond zelf is besloten.
    #[schema(example = 100_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overgeheveld_cent: Option<i64>,
    /// Dag van het besluit; ontbreekt bij het eerste plafond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub besluit_datum: Option<Date>,
    /// Dag van publicatie, als die bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publicatie_datum: Option<Date>,
    /// Waar het staat; ontbreekt bij een eerste plafond dat geen bron geeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bron: Option<Bron>,
}

/// Een aandachtsgroep in de indeling van de tranche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Aandachtsgroep {
    /// Code, voor in een aanvraag.
    #[schema(example = "statushouders")]
    pub code: String,
    /// Naam.
    #[schema(example = "statushouders")]
    pub naam: String,
    /// Waar het staat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bron: Option<Bron>,
}

/// Een regel van de tranche, in woorden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Voorwaarde {
    /// De regel.
    #[schema(example = "Ten hoogste € 7.000,00 per woonruimte, inclusief btw.")]
    pub tekst: String,
    /// Waar het staat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bron: Option<Bron>,
}

/// Een publicatie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bron {
    /// Vermelding.
    #[schema(example = "Stcrt 2022, 25169")]
    pub vermelding: String,
    /// Adres.
    #[schema(example = "https://zoek.officielebekendmakingen.nl/stcrt-2022-25169.html")]
    pub adres: String,
}

impl Tranche {
    /// The tranche as it is at this instant; absent when it was never opened.
    pub fn of(opening: &Opening, now: Timestamp) -> Option<Self> {
        let (version, scheme, tranche) = opening.scheme(now)?;
        let window = opening.rules.window().ok()?;
        Some(Self {
            tranche: tranche.key.to_string(),
            naam: tranche.name.clone(),
            regeling: scheme.key.to_string(),
            regelingnaam: scheme.name.clone(),
            regelingversie: version,
            uitvoerder: scheme.executor.value.clone(),
            status: Openstelling::from(&opening.rules.arrival(now)),
            opent_op: window.opens_at,
            sluit_op: window.closes_at,
            gesloten_op: opening.rules.closed_at(),
            plafond_cent: opening.ceilings.last()?.amount.get(),
            plafonds: opening.ceilings.iter().map(Plafond::from).collect(),
            deelplafonds: Self::pots(opening, tranche),
            aandachtsgroepen: tranche
                .target_groups
                .iter()
                .map(|group| Aandachtsgroep::of(scheme, group))
                .collect(),
            voorwaarden: conditions(scheme, tranche),
        })
    }
}

impl Aandachtsgroep {
    fn of(scheme: &Scheme, (code, group): (&TargetGroup, &GroupRule)) -> Self {
        let bron = Bron::named(scheme, &group.source);
        Self { code: code.to_string(), naam: group.name.clone(), bron }
    }
}

impl From<&Result<Arrival, Violation>> for Openstelling {
    fn from(arrival: &Result<Arrival, Violation>) -> Self {
        match arrival {
            Ok(Arrival::InTime) => Self::Open,
            Ok(Arrival::Late { .. }) => Self::Gesloten,
            Err(_) => Self::NogNietOpen,
        }
    }
}

impl From<&Ceiling> for Plafond {
    fn from(ceiling: &Ceiling) -> Self {
        Self {
            plafond_cent: ceiling.amount.get(),
            overgeheveld_cent: ceiling.carried.map(Cents::get),
            besluit_datum: ceiling.decided_on,
            publicatie_datum: ceiling.published_on,
            bron: ceiling.source.as_ref().map(Bron::from),
        }
    }
}

impl From<&Source> for Bron {
    fn from(source: &Source) -> Self {
        Self { vermelding: source.reference.clone(), adres: source.address.clone() }
    }
}

impl Bron {
    /// The publication that the scheme has under this key.
    pub(super) fn named(scheme: &Scheme, key: &str) -> Option<Self> {
        scheme.sources.get(key).map(Self::from)
    }
}
