//! `/aanvragen/{id}/aanvullingen`: send missing pieces.

use crate::body::{Gebeurtenis, NieuweAanvulling};
use crate::own_case::{happened, own_case};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use event_store::EventStore;
use service_kit::{Body, IdempotencyKey, IfMatch, Municipality, Problem};
use uuid::Uuid;

/// Vult een aanvraag aan
///
/// Met stukken waar om is gevraagd, of andere. De plaats in de volgorde verandert alleen door stukken die ontbraken.
#[utoipa::path(post, path = "/aanvragen/{id}/aanvullingen", tag = "aanvragen", operation_id = "vulAanvraagAan",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag."), IfMatch), request_body = NieuweAanvulling,
    responses((status = 201, description = "Wat er is vastgelegd.", body = Gebeurtenis, headers(
        ("Location" = String, description = "De gebeurtenis."),
        ("ETag" = String, description = "Voor If-Match bij de volgende wijziging.")))))]
pub(crate) async fn supplement(
    by: Municipality,
    key: IdempotencyKey,
    seen: IfMatch,
    id: Path<Uuid>,
    asked: Body<NieuweAanvulling>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = own_case(&store, &by, *id).await?;
    let caller = key.caller_of_case(&by, &asked, case.application, seen);
    let command = asked.read(case, store.now().await?)?;
    happened(&store.record(command, &caller).await?)
}
