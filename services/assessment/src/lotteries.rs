//! `/tranches/{tranche}/verzegelingen` and `/lotingen`: seal a list among which the lot decides, and draw.

use crate::body::{pot_of, recorded, tranche_of};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::allocation::{LotScope, SeedSource};
use regulation::commands::{DrawLots, SealLottery};
use serde::{Deserialize, Serialize};
use service_kit::{Assessor, Body, IdempotencyKey, Problem};
use utoipa::ToSchema;

/// Een lijst om te verzegelen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NieuweVerzegeling {
    /// Sleutel van het deelplafond, als de tranche die heeft.
    #[schema(example = "studenten", min_length = 1, max_length = 60)]
    deelplafond: Option<String>,
    /// Waarvoor wordt geloot.
    waarvoor: Waarvoor,
    /// Waar het zaad vandaan zal komen: een bron die er nog niet is, zodat niemand kan kiezen.
    zaadbron: Zaadbron,
}

/// Waarvoor wordt geloot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum Waarvoor {
    /// Onder de aanvragen van de dag waarop het plafond wordt overschreden.
    Dag {
        /// De dag.
        datum: Date,
    },
    /// Onder de aanvragen van een rangschikking: voor wie gelijk eindigt, of voor allen waar alleen het lot beslist.
    Rangschikking,
}

/// Waar het zaad vandaan komt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum Zaadbron {
    /// Een toekomstige ronde van een openbaar baken van toevalsgetallen.
    #[serde(rename_all = "camelCase")]
    Baken {
        /// Welk baken.
        #[schema(example = "drand quicknet", min_length = 1, max_length = 200)]
        naam: String,
        /// Welke ronde.
        #[schema(example = 12_345_678)]
        ronde: u64,
        /// Niet eerder dan wanneer die ronde wordt gepubliceerd.
        verwacht_op: Timestamp,
    },
    /// Een akte van een notaris.
    #[serde(rename_all = "camelCase")]
    Akte {
        /// Welke notaris.
        #[schema(example = "mr. A. de Vries te Zwolle", min_length = 1, max_length = 200)]
        notaris: String,
        /// Niet eerder dan wanneer de akte wordt verleden.
        verwacht_op: Timestamp,
    },
}

impl From<Waarvoor> for LotScope {
    fn from(dutch: Waarvoor) -> Self {
        match dutch {
            Waarvoor::Dag { datum } => Self::Day { day: datum },
            Waarvoor::Rangschikking => Self::Ranking,
        }
    }
}

impl From<LotScope> for Waarvoor {
    fn from(scope: LotScope) -> Self {
        match scope {
            LotScope::Day { day } => Self::Dag { datum: day },
            LotScope::Ranking => Self::Rangschikking,
        }
    }
}

impl From<Zaadbron> for SeedSource {
    fn from(dutch: Zaadbron) -> Self {
        match dutch {
            Zaadbron::Baken { naam, ronde, verwacht_op } => {
                Self::Beacon { name: naam, round: ronde, expected_at: verwacht_op }
            }
            Zaadbron::Akte { notaris, verwacht_op } => {
                Self::Deed { notary: notaris, expected_at: verwacht_op }
            }
        }
    }
}

impl From<&SeedSource> for Zaadbron {
    fn from(source: &SeedSource) -> Self {
        match source.clone() {
            SeedSource::Beacon { name, round, expected_at } => {
                Self::Baken { naam: name, ronde: round, verwacht_op: expected_at }
            }
            SeedSource::Deed { notary, expected_at } => {
                Self::Akte { notaris: notary, verwacht_op: expected_at }
            }
        }
    }
}

/// Verzegelt de lijst waarover wordt geloot.
///
/// De hash van de lijst staat vanaf nu in het openbare logboek, voordat het zaad bestaat. Per dag en per rangschikking
/// wordt één lijst verzegeld en één keer geloot.
#[utoipa::path(post, path = "/tranches/{tranche}/verzegelingen", operation_id = "lotingVerzegelen", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    request_body = NieuweVerzegeling,
    responses((status = 201, description = "De lijst is verzegeld.", body = Gebeurtenis)))]
pub async fn seal(
    assessor: Assessor,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweVerzegeling>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = SealLottery {
        tranche: tranche_of(&path)?,
        pot: pot_of("deelplafond", asked.deelplafond.as_deref())?,
        scope: asked.waarvoor.into(),
        seed_source: asked.zaadbron.clone().into(),
        sealed_at: store.now().await?,
        by: assessor.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&assessor, &asked)).await?)
}

/// Een loting.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NieuweLoting {
    /// Hash van de verzegelde lijst.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    hash: String,
    /// Het zaad zoals zijn bron het publiceerde, met alleen cijfers en kleine letters, zonder leestekens of 0x ervoor.
    #[schema(min_length = 1, max_length = 1000)]
    zaad: String,
}

/// Loot over een verzegelde lijst.
///
/// De volgorde volgt uit lijst en zaad; iedereen kan haar narekenen met het bestand onder `/logboek/v1/verdelingen`.
#[utoipa::path(post, path = "/tranches/{tranche}/lotingen", operation_id = "loten", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    request_body = NieuweLoting,
    responses((status = 201, description = "Er is geloot.", body = Gebeurtenis)))]
pub async fn draw(
    assessor: Assessor,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweLoting>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = DrawLots {
        tranche: tranche_of(&path)?,
        hash: asked.hash.clone(),
        seed: asked.zaad.clone(),
        drawn_at: store.now().await?,
        by: assessor.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&assessor, &asked)).await?)
}
