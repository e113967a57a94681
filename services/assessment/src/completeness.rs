//! `/aanvragen/{id}/volledigverklaringen`: confirm that an application is complete.

use crate::body::{case_of, recorded};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use regulation::commands::ConfirmCompleteness;
use serde::Deserialize;
use service_kit::{Assessor, Body, IdempotencyKey, IfMatch, Problem};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een volledigverklaring; er is niets bij te zeggen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NieuweVolledigverklaring {}

/// Stelt vast dat de aanvraag volledig is.
///
/// Haar plaats in de volgorde telt vanaf het moment waarop het laatste stuk is *ontvangen*, niet vanaf nu.
#[utoipa::path(post, path = "/aanvragen/{id}/volledigverklaringen", operation_id = "volledigVerklaren", tag = "aanvragen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag"), IfMatch),
    request_body = NieuweVolledigverklaring,
    responses((status = 201, description = "De aanvraag is volledig.", body = Gebeurtenis)))]
pub async fn confirm(
    assessor: Assessor,
    key: IdempotencyKey,
    seen: IfMatch,
    id: web::Path<Uuid>,
    asked: Body<NieuweVolledigverklaring>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = case_of(&store, *id).await?;
    let caller = key.caller_of_case(&assessor, &asked, case.application, seen);
    let by = assessor.person.clone();
    let command = ConfirmCompleteness { case, confirmed_at: store.now().await?, by };
    recorded(&store.record(command, &caller).await?)
}
