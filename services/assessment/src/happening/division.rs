//! What decides the order and the money beside the acts on a case, in Dutch.

use super::text;
use regulation::allocation::Place;
use regulation::event::{Judgement, Purse};
use regulation::words::{Cents, Silence};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Waarover de regeling zwijgt, en waarom zo is beslist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Zwijgen {
    /// Waarover geen bron iets zegt.
    #[schema(example = json!(["de wijze van verdelen"]))]
    pub regels: Vec<String>,
    /// De motivering.
    pub motivering: String,
}

/// Waar geld staat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Beurs {
    /// Sleutel van de tranche.
    pub tranche: String,
    /// Sleutel van het deelplafond; zonder: de tranche zelf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deelplafond: Option<String>,
}

/// Wat een rangschikking van een aanvraag zegt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plaats {
    /// Nummer van de aanvraag.
    pub aanvraag_id: Uuid,
    /// Plaats: 1, 2, 3 enzovoort; ontbreekt als zij is uitgesloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaats: Option<u32>,
    /// Gewogen score in honderdsten van een punt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
    /// Evenredig deel in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deel_cent: Option<i64>,
}

/// Wat een adviseur vond op de punten waarop wordt gerangschikt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GegevenOordeel {
    /// Code van de categorie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categorie: Option<String>,
    /// Score van elk criterium.
    pub scores: BTreeMap<String, u32>,
    /// Van elk knock-outcriterium of eraan is voldaan.
    pub knock_outs: BTreeMap<String, bool>,
}

impl From<&Silence> for Zwijgen {
    fn from(silence: &Silence) -> Self {
        let regels = silence.rules.iter().map(|rule| rule.dutch().to_owned()).collect();
        Self { regels, motivering: silence.ground.clone() }
    }
}

impl From<&Purse> for Beurs {
    fn from(purse: &Purse) -> Self {
        Self { tranche: purse.tranche.to_string(), deelplafond: text(purse.pot.as_ref()) }
    }
}

impl From<&Place> for Plaats {
    fn from(place: &Place) -> Self {
        match place {
            Place::Ranked { application, place, score, share } => Self {
                aanvraag_id: application.0,
                plaats: Some(*place),
                score: *score,
                deel_cent: share.map(Cents::get),
            },
            Place::Excluded { application, .. } => {
                Self { aanvraag_id: application.0, plaats: None, score: None, deel_cent: None }
            }
        }
    }
}

impl From<&Judgement> for GegevenOordeel {
    fn from(judgement: &Judgement) -> Self {
        Self {
            categorie: text(judgement.category.as_ref()),
            scores: judgement.scores.iter().map(|(code, score)| (code.to_string(), *score)).collect(),
            knock_outs: judgement
                .knock_outs
                .iter()
                .map(|(code, is_met)| (code.to_string(), *is_met))
                .collect(),
        }
    }
}
