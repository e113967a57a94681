//! `/aanvragen/{id}/ontvangstbewijs`: what proves when an application was in.

use crate::body::{Hashes, Ontvangstbewijs};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use event_store::{EventStore, StoreError, Until};
use regulation::event::{ApplicationSubmitted, Event, EventType};
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use regulation::words::ApplicationId;
use service_kit::{Municipality, Problem, etag};
use uuid::Uuid;

const HASHES: &str =
    "SELECT encode(hash, 'hex'), encode(previous_hash, 'hex') FROM log.events WHERE position = $1";

/// Geeft het bewijs van ontvangst
///
/// Het bewijst wanneer de aanvraag binnen was, en zegt hoe u dat controleert.
#[utoipa::path(get, path = "/aanvragen/{id}/ontvangstbewijs", tag = "aanvragen", operation_id = "geefOntvangstbewijs",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag.")),
    responses((status = 200, description = "Het bewijs van ontvangst.", body = Ontvangstbewijs, headers(
        ("ETag" = String, description = "Van dit bewijs; het verandert nooit.")))))]
pub(crate) async fn show(
    by: Municipality,
    id: Path<Uuid>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let about = Query::about(Tag::application(ApplicationId(*id)), &[EventType::ApplicationSubmitted]);
    let recorded = store.history(&about, Until::Now).await?;
    let own =
        |recorded: &&Recorded| recorded.event.case().is_some_and(|case| &case.applicant == by.applicant());
    let submission = recorded.first().filter(own).ok_or_else(Problem::not_found)?;
    let (receipt, position) = receipt(&store, Some(submission)).await?;
    Ok(HttpResponse::Ok().insert_header(etag(position)).json(receipt))
}

/// The receipt of a recorded submission, and where that stands in the log.
pub(crate) async fn receipt(
    store: &EventStore,
    recorded: Option<&Recorded>,
) -> Result<(Ontvangstbewijs, Position), Problem> {
    let submission = recorded.and_then(|recorded| Some((recorded, submitted(&recorded.event)?)));
    let (recorded, event) = submission.ok_or_else(|| Problem::internal("a submission was not recorded"))?;
    let hashes = hashes(store, recorded.position).await?;
    Ok((Ontvangstbewijs::of(recorded, event, hashes), recorded.position))
}

const fn submitted(event: &Event) -> Option<&ApplicationSubmitted> {
    match event {
        Event::ApplicationSubmitted(event) => Some(event),
        _ => None,
    }
}

/// The chain at a position, as the log holds it.
async fn hashes(store: &EventStore, position: Position) -> Result<Hashes, StoreError> {
    let position = i64::try_from(position.0).unwrap_or(i64::MAX);
    let client = store.tables().get().await?;
    let row = client.query_one(&client.prepare_cached(HASHES).await?, &[&position]).await?;
    Ok(Hashes { own: row.try_get(0)?, previous: row.try_get(1)? })
}
