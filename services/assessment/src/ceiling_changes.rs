//! `/tranches/{tranche}/plafondwijzigingen`: raise or lower the ceiling.

use crate::body::{Bron, pot_of, recorded, tranche_of};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use jiff::civil::Date;
use regulation::commands::ChangeCeiling;
use regulation::words::Cents;
use serde::Deserialize;
use service_kit::{Administrator, Body, IdempotencyKey, Problem};
use utoipa::ToSchema;

/// Een nieuw uitkeringsplafond.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuwPlafond {
    /// Het nieuwe plafond in eurocenten; lager dan wat is toegekend mag.
    #[schema(example = 5_213_500_000_i64, minimum = 0, maximum = 10_000_000_000_000_i64)]
    plafond_cent: i64,
    /// Sleutel van het deelplafond; zonder: het plafond van de hele tranche.
    #[schema(example = "studenten", min_length = 1, max_length = 60)]
    deelplafond: Option<String>,
    /// Dag van het besluit.
    besluit_datum: Date,
    /// Dag waarop het is gepubliceerd, als die bekend is.
    publicatie_datum: Option<Date>,
    /// Waar het besluit staat.
    bron: Bron,
}

/// Verhoogt of verlaagt het uitkeringsplafond.
#[utoipa::path(post, path = "/tranches/{tranche}/plafondwijzigingen", operation_id = "plafondWijzigen", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    request_body = NieuwPlafond,
    responses((status = 201, description = "Het plafond is gewijzigd.", body = Gebeurtenis)))]
pub async fn change(
    administrator: Administrator,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuwPlafond>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = ChangeCeiling {
        tranche: tranche_of(&path)?,
        pot: pot_of("deelplafond", asked.deelplafond.as_deref())?,
        ceiling: Cents::new(asked.plafond_cent),
        decided_on: asked.besluit_datum,
        published_on: asked.publicatie_datum,
        source: asked.bron.clone().into(),
        by: administrator.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&administrator, &asked)).await?)
}
