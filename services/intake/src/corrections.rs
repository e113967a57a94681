//! `/aanvragen/{id}/voortgangsmeldingen/{meldingId}/correcties`: correct what was reported.

use crate::body::{Correctie, Gebeurtenis};
use crate::own_case::{happened, own_case};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use event_store::EventStore;
use regulation::words::ReportId;
use service_kit::{Body, IdempotencyKey, IfMatch, Municipality, Problem};
use uuid::Uuid;

/// Corrigeert een voortgangsmelding
///
/// Wat u hier meldt, komt in de plaats van de hele melding; die blijft bewaard. Een correctie is zelf weer te
/// corrigeren, ook nadat de uitkering is vastgesteld.
#[utoipa::path(post, path = "/aanvragen/{id}/voortgangsmeldingen/{meldingId}/correcties", tag = "aanvragen",
    operation_id = "corrigeerVoortgang", params(
        ("id" = Uuid, Path, description = "Nummer van de aanvraag."),
        ("meldingId" = Uuid, Path, description = "Nummer van de voortgangsmelding of van haar nieuwste correctie."),
        IfMatch),
    request_body = Correctie,
    responses((status = 201, description = "Wat er is vastgelegd.", body = Gebeurtenis, headers(
        ("Location" = String, description = "De gebeurtenis."),
        ("ETag" = String, description = "Voor If-Match bij de volgende wijziging.")))))]
pub(crate) async fn correct(
    by: Municipality,
    key: IdempotencyKey,
    seen: IfMatch,
    path: Path<(Uuid, Uuid)>,
    asked: Body<Correctie>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (id, report) = path.into_inner();
    let case = own_case(&store, &by, id).await?;
    let caller = key.caller_of_case(&by, &asked, case.application, seen);
    let command = asked.read(case, ReportId(report), store.now().await?, by.person.clone())?;
    happened(&store.record(command, &caller).await?)
}
