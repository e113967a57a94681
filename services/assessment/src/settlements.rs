//! `/aanvragen/{id}/vaststellingen`: settle a grant on its final amount.

use crate::body::{case_of, recorded};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use regulation::commands::Settle;
use serde::Deserialize;
use service_kit::dutch::amount;
use service_kit::{Assessor, Body, IdempotencyKey, IfMatch, Problem};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een vaststelling.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweVaststelling {
    /// Definitief bedrag in eurocenten, inclusief btw; ten hoogste wat is toegekend.
    #[schema(example = 3_500_000, minimum = 0, maximum = 10_000_000_000_000_i64)]
    bedrag_cent: i64,
    /// Deel daarvan dat het BTW-compensatiefonds compenseert, in eurocenten.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
    bcf_deel_cent: Option<i64>,
    /// Waarom, voor de brief.
    #[schema(min_length = 1, max_length = 10000)]
    motivering: String,
}

/// Stelt een toegekende aanvraag vast. Wat lager wordt vastgesteld dan toegekend, is weer vrij.
#[utoipa::path(post, path = "/aanvragen/{id}/vaststellingen", operation_id = "vaststellen", tag = "aanvragen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag"), IfMatch),
    request_body = NieuweVaststelling,
    responses((status = 201, description = "De aanvraag is vastgesteld.", body = Gebeurtenis)))]
pub async fn settle(
    assessor: Assessor,
    key: IdempotencyKey,
    seen: IfMatch,
    id: web::Path<Uuid>,
    asked: Body<NieuweVaststelling>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = case_of(&store, *id).await?;
    let caller = key.caller_of_case(&assessor, &asked, case.application, seen);
    let command = Settle {
        case,
        amount: amount(asked.bedrag_cent, asked.bcf_deel_cent),
        explanation: asked.motivering.clone(),
        decided_at: store.now().await?,
        by: assessor.person.clone(),
    };
    recorded(&store.record(command, &caller).await?)
}
