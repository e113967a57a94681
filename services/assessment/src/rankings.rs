//! `/tranches/{tranche}/rangschikkingen`: rank the applications of a tranche after its window.

use crate::body::{pot_of, recorded, tranche_of};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::{EventStore, Until};
use regulation::commands::{EstablishRanking, RankingChoice};
use regulation::event::EventType;
use regulation::query::{Query, Tag};
use regulation::scheme::{Spread, TieBreak};
use regulation::words::CriterionCode;
use serde::{Deserialize, Serialize};
use service_kit::dutch::Faults;
use service_kit::{Administrator, AnyOf, Assessor, Body, IdempotencyKey, Problem};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Een rangschikking om vast te stellen. Wat de regeling zelf bepaalt, wordt hier niet gekozen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweRangschikking {
    /// Sleutel van het deelplafond met eigen geld, als de tranche die heeft.
    #[schema(example = "studenten", min_length = 1, max_length = 60)]
    deelplafond: Option<String>,
    /// Wat tussen gelijken beslist, als de regeling daarover zwijgt.
    bij_gelijk: Option<BijGelijk>,
    /// Gewicht van elk criterium in procenten, samen honderd, als de regeling daarover zwijgt.
    #[serde(default)]
    gewichten: BTreeMap<String, u32>,
    /// Waarover wordt gespreid, als de regeling daarover zwijgt.
    spreiding: Option<Spreiding>,
    /// Waarom zo wordt gekozen waar de regeling zwijgt; dan nodig.
    #[schema(max_length = 10000)]
    motivering: Option<String>,
}

/// Wat tussen gelijken beslist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BijGelijk {
    /// Wie eerder volledig was.
    Volledigheid,
    /// Het lot.
    Loting,
}

/// Waarover een rangschikking wordt gespreid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spreiding {
    /// De beste van elke provincie om de beurt.
    Provincie,
}

impl From<BijGelijk> for TieBreak {
    fn from(dutch: BijGelijk) -> Self {
        match dutch {
            BijGelijk::Volledigheid => Self::Completeness,
            BijGelijk::Loting => Self::Lot,
        }
    }
}

impl From<Spreiding> for Spread {
    fn from(dutch: Spreiding) -> Self {
        match dutch {
            Spreiding::Provincie => Self::Province,
        }
    }
}

impl NieuweRangschikking {
    fn chosen(&self) -> Result<RankingChoice, Problem> {
        let mut faults = Faults::new();
        let weight = |(code, percent): (&String, &u32)| {
            Some((faults.word(format!("gewichten.{code}"), CriterionCode::parse(code))?, *percent))
        };
        let weights: Vec<Option<(CriterionCode, u32)>> = self.gewichten.iter().map(weight).collect();
        let weights = faults.finish(weights.into_iter().collect::<Option<BTreeMap<_, _>>>())?;
        Ok(RankingChoice {
            ties: self.bij_gelijk.map(TieBreak::from),
            weights,
            spread: self.spreiding.map(Spread::from),
            ground: self.motivering.clone().unwrap_or_default(),
        })
    }
}

/// Stelt een rangschikking vast.
///
/// Na sluiting, onder alle aanvragen in de volgorde, naar wat adviseurs vonden. Iedereen kan haar narekenen met het
/// bestand onder `/logboek/v1/verdelingen`.
#[utoipa::path(post, path = "/tranches/{tranche}/rangschikkingen", operation_id = "rangschikken", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "wbi-7")),
    request_body = NieuweRangschikking,
    responses((status = 201, description = "De rangschikking is vastgesteld.", body = Gebeurtenis)))]
pub async fn establish(
    assessor: Assessor,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweRangschikking>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = EstablishRanking {
        tranche: tranche_of(&path)?,
        pot: pot_of("deelplafond", asked.deelplafond.as_deref())?,
        chosen: asked.chosen()?,
        established_at: store.now().await?,
        by: assessor.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&assessor, &asked)).await?)
}

/// Hoe de volgorde van een tranche tot stand kwam.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verdeelstappen {
    /// De verzegelingen, lotingen en rangschikkingen, de oudste eerst.
    resultaten: Vec<Gebeurtenis>,
}

/// Geeft de verzegelingen, lotingen en rangschikkingen van een tranche.
#[utoipa::path(get, path = "/tranches/{tranche}/verdeling", operation_id = "verdeling", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    responses((status = 200, description = "De stappen, de oudste eerst.", body = Verdeelstappen)))]
pub async fn list(
    _: AnyOf<(Assessor, Administrator)>,
    path: web::Path<String>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let types = [EventType::LotterySealed, EventType::LotsDrawn, EventType::RankingEstablished];
    let query = Query::about(Tag::tranche(&tranche_of(&path)?), &types);
    let happened = store.history(&query, Until::Now).await?;
    Ok(HttpResponse::Ok().json(Verdeelstappen { resultaten: happened.iter().map(Gebeurtenis::of).collect() }))
}
