//! `/aanvragen/{id}/intrekkingen`: withdraw.

use crate::body::{Gebeurtenis, Intrekking};
use crate::own_case::{happened, own_case};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use event_store::EventStore;
use service_kit::{Body, IdempotencyKey, IfMatch, Municipality, Problem};
use uuid::Uuid;

/// Trekt een aanvraag in
///
/// Vóór of na toekenning. Wat was toegekend, komt weer vrij; dit kan niet ongedaan worden gemaakt.
#[utoipa::path(post, path = "/aanvragen/{id}/intrekkingen", tag = "aanvragen", operation_id = "trekAanvraagIn",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag."), IfMatch), request_body = Intrekking,
    responses((status = 201, description = "Wat er is vastgelegd.", body = Gebeurtenis, headers(
        ("Location" = String, description = "De gebeurtenis."),
        ("ETag" = String, description = "Voor If-Match bij de volgende wijziging.")))))]
pub(crate) async fn withdraw(
    by: Municipality,
    key: IdempotencyKey,
    seen: IfMatch,
    id: Path<Uuid>,
    asked: Body<Intrekking>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = own_case(&store, &by, *id).await?;
    let caller = key.caller_of_case(&by, &asked, case.application, seen);
    let command = asked.read(case, store.now().await?);
    happened(&store.record(command, &caller).await?)
}
