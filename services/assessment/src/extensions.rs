//! `/tranches/{tranche}/verlengingen`: move the closing time to a later moment.

use crate::body::{Bron, recorded, tranche_of};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::commands::ExtendWindow;
use serde::Deserialize;
use service_kit::{Administrator, Body, IdempotencyKey, Problem};
use utoipa::ToSchema;

/// Een later sluitingsmoment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweVerlenging {
    /// Laatste moment waarop een aanvraag op tijd is.
    sluit_op: Timestamp,
    /// Dag van het besluit.
    besluit_datum: Date,
    /// Waar het besluit staat.
    bron: Bron,
}

/// Verlengt de aanvraagperiode. Wat eerder te laat was, blijft te laat.
#[utoipa::path(post, path = "/tranches/{tranche}/verlengingen", operation_id = "vensterVerlengen", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    request_body = NieuweVerlenging,
    responses((status = 201, description = "De periode is verlengd.", body = Gebeurtenis)))]
pub async fn extend(
    administrator: Administrator,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweVerlenging>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = ExtendWindow {
        tranche: tranche_of(&path)?,
        closes_at: asked.sluit_op,
        decided_on: asked.besluit_datum,
        source: asked.bron.clone().into(),
        by: administrator.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&administrator, &asked)).await?)
}
