//! `/tranches/{tranche}/overhevelingen`: carry over what is left to another tranche or pot.

use crate::body::{Bron, pot_of, recorded, tranche_of};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use jiff::civil::Date;
use regulation::commands::CarryOver;
use regulation::event::Purse;
use regulation::words::{Cents, TrancheKey};
use serde::Deserialize;
use service_kit::dutch::Faults;
use service_kit::{Administrator, Body, IdempotencyKey, Problem};
use utoipa::ToSchema;

/// Geld dat overblijft, om over te hevelen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweOverheveling {
    /// Sleutel van het deelplafond waaruit het komt; zonder: uit de tranche zelf.
    #[schema(example = "2024", min_length = 1, max_length = 60)]
    deelplafond: Option<String>,
    /// Waar het naartoe gaat.
    naar: Bestemming,
    /// Bedrag in eurocenten; ten hoogste wat vrij is.
    #[schema(example = 3_430_000_000_i64, minimum = 1, maximum = 10_000_000_000_000_i64)]
    bedrag_cent: i64,
    /// Dag van het besluit.
    besluit_datum: Date,
    /// Waar het besluit staat.
    bron: Bron,
}

/// Waar geld naartoe gaat.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Bestemming {
    /// Sleutel van de tranche.
    #[schema(example = "sft-2024", min_length = 1, max_length = 60)]
    tranche: String,
    /// Sleutel van het deelplafond daarin; zonder: de tranche zelf.
    #[schema(example = "2025", min_length = 1, max_length = 60)]
    deelplafond: Option<String>,
}

/// Hevelt geld dat overblijft over naar een andere tranche of een ander deelplafond.
///
/// Het plafond hier gaat omlaag en daar omhoog, in één gebeurtenis. Nooit meer dan wat vrij is.
#[utoipa::path(post, path = "/tranches/{tranche}/overhevelingen", operation_id = "geldOverhevelen", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "sft-2023")),
    request_body = NieuweOverheveling,
    responses((status = 201, description = "Het geld is overgeheveld.", body = Gebeurtenis)))]
pub async fn carry_over(
    administrator: Administrator,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweOverheveling>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let mut faults = Faults::new();
    let to = faults.word("naar.tranche", TrancheKey::parse(&asked.naar.tranche));
    let to = Purse {
        tranche: faults.finish(to)?,
        pot: pot_of("naar.deelplafond", asked.naar.deelplafond.as_deref())?,
    };
    let from =
        Purse { tranche: tranche_of(&path)?, pot: pot_of("deelplafond", asked.deelplafond.as_deref())? };
    let command = CarryOver {
        from,
        to,
        amount: Cents::new(asked.bedrag_cent),
        decided_on: asked.besluit_datum,
        source: asked.bron.clone().into(),
        by: administrator.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&administrator, &asked)).await?)
}
