//! `/aanvragen/{id}/voortgangsmeldingen`: report how far the homes are.

use crate::body::{Gebeurtenis, Voortgangsmelding};
use crate::own_case::{happened, own_case};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use event_store::EventStore;
use service_kit::{Body, IdempotencyKey, IfMatch, Municipality, Problem};
use uuid::Uuid;

/// Meldt voortgang
///
/// Van een toegekende aanvraag: welke woonruimten een mijlpaal bereikten sinds de vorige melding.
#[utoipa::path(post, path = "/aanvragen/{id}/voortgangsmeldingen", tag = "aanvragen", operation_id = "meldVoortgang",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag."), IfMatch), request_body = Voortgangsmelding,
    responses((status = 201, description = "Wat er is vastgelegd.", body = Gebeurtenis, headers(
        ("Location" = String, description = "De gebeurtenis."),
        ("ETag" = String, description = "Voor If-Match bij de volgende wijziging.")))))]
pub(crate) async fn report(
    by: Municipality,
    key: IdempotencyKey,
    seen: IfMatch,
    id: Path<Uuid>,
    asked: Body<Voortgangsmelding>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = own_case(&store, &by, *id).await?;
    let caller = key.caller_of_case(&by, &asked, case.application, seen);
    let command = asked.read(case, store.now().await?, by.person.clone())?;
    happened(&store.record(command, &caller).await?)
}
