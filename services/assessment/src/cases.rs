//! `/aanvragen/{id}`: a whole case: what was asked, where it stands, and everything that happened.

use crate::happening::Gebeurtenis;
use crate::standing::Stand;
use actix_web::{HttpResponse, web};
use event_store::{EventStore, Until};
use regulation::Facts;
use regulation::query::{Query, Tag};
use regulation::words::{ApplicationId, day_of};
use regulation::worklist::Docket;
use serde::Serialize;
use service_kit::dutch::{Aanvraag, CaseFile};
use service_kit::{Assessor, Problem, etag};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een aanvraag met waar zij staat en wat er gebeurde.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dossier {
    /// De aanvraag.
    #[serde(flatten)]
    aanvraag: Aanvraag,
    /// Waar zij staat.
    stand: Stand,
    /// Alles wat er met haar gebeurde, in volgorde.
    geschiedenis: Vec<Gebeurtenis>,
}

/// Geeft een aanvraag met haar hele geschiedenis.
#[utoipa::path(get, path = "/aanvragen/{id}", operation_id = "aanvraag", tag = "aanvragen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag")),
    responses((status = 200, description = "De aanvraag.", body = Dossier,
        headers(("ETag" = String, description = "Positie van haar laatste gebeurtenis, voor If-Match.")))))]
pub async fn show(
    _: Assessor,
    id: web::Path<Uuid>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let application = ApplicationId(*id);
    let history = store.history(&Query::about(Tag::application(application), &[]), Until::Now).await?;
    let mut file = CaseFile::of(application);
    history.iter().for_each(|recorded| file.learn(recorded));
    let (aanvraag, header) = Aanvraag::of(&file).zip(file.header()).ok_or_else(Problem::not_found)?;
    let (docket, _) = store.learn(Docket::of(header.tranche.clone()), Until::Now).await?;
    let entry = docket.find(application, day_of(store.now().await?)).ok_or_else(Problem::not_found)?;
    let geschiedenis = history.iter().map(Gebeurtenis::of).collect();
    let dossier = Dossier { aanvraag, stand: Stand::from(&entry), geschiedenis };
    Ok(HttpResponse::Ok().insert_header(etag(file.last)).json(dossier))
}
