//! `/tranches/{tranche}/sluitingen`: close the tranche now.

use crate::body::{recorded, tranche_of};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use regulation::commands::CloseTranche;
use serde::Deserialize;
use service_kit::{Administrator, Body, IdempotencyKey, Problem};
use utoipa::ToSchema;

/// Een sluiting.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NieuweSluiting {
    /// Waarom.
    #[schema(example = "Het plafond is bereikt.", min_length = 1, max_length = 10000)]
    reden: String,
}

/// Sluit de tranche, met ingang van nu: wat hierna komt, is te laat.
#[utoipa::path(post, path = "/tranches/{tranche}/sluitingen", operation_id = "trancheSluiten", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    request_body = NieuweSluiting,
    responses((status = 201, description = "De tranche is gesloten.", body = Gebeurtenis)))]
pub async fn close(
    administrator: Administrator,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweSluiting>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = CloseTranche {
        tranche: tranche_of(&path)?,
        closed_at: store.now().await?,
        reason: asked.reden.clone(),
        by: administrator.person.clone(),
    };
    recorded(&store.record(command, &key.caller(&administrator, &asked)).await?)
}
