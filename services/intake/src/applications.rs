//! `/aanvragen`: submit, list one's own, look at one.

use crate::body::{AanvraagInLijst, NieuweAanvraag, Ontvangstbewijs};
use crate::lists::{Filter, Lists};
use crate::{BASE, receipts};
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use event_store::{EventStore, Until};
use regulation::words::ApplicationId;
use serde::Deserialize;
use service_kit::dutch::{Aanvraag, CaseFile, Status};
use service_kit::{Body, IdempotencyKey, Municipality, PageQuery, Problem, Query, Results, etag};
use utoipa::IntoParams;
use uuid::Uuid;

/// Dient een aanvraag in
///
/// Het antwoord is het bewijs van ontvangst. Wat na de sluiting komt, wordt ook aangenomen: het bewijs zegt dan dat
/// de aanvraag te laat is en wat er nu gebeurt. Wat vóór de opening komt, wordt geweigerd en kan later opnieuw.
#[utoipa::path(post, path = "/aanvragen", tag = "aanvragen", operation_id = "dienAanvraagIn",
    request_body = NieuweAanvraag,
    responses((status = 201, description = "Het bewijs van ontvangst.", body = Ontvangstbewijs, headers(
        ("Location" = String, description = "De aanvraag."),
        ("ETag" = String, description = "Voor If-Match bij de volgende wijziging.")))))]
pub(crate) async fn submit(
    by: Municipality,
    key: IdempotencyKey,
    asked: Body<NieuweAanvraag>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let command = asked.read(by.applicant(), store.now().await?)?;
    let recorded = store.record(command, &key.caller(&by, &asked)).await?;
    let (receipt, position) = receipts::receipt(&store, recorded.first()).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("{BASE}/aanvragen/{}", receipt.aanvraag_id)))
        .insert_header(etag(position))
        .json(receipt))
}

/// Welke eigen aanvragen.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Alleen aanvragen in deze tranche.
    #[param(example = "rha-2022", max_length = 60, pattern = "^[a-z0-9-]+$")]
    tranche: Option<String>,
    /// Alleen aanvragen die zo ver zijn.
    #[param(inline)]
    status: Option<Status>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    cursor: Option<String>,
    /// Hoeveel resultaten op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
}

/// Geeft de eigen aanvragen
///
/// De nieuwste eerst, met hoe ver elke aanvraag is.
#[utoipa::path(get, path = "/aanvragen", tag = "aanvragen", operation_id = "geefAanvragen", params(ListQuery),
    responses((status = 200, description = "De eigen aanvragen.", body = Results<AanvraagInLijst>,
        headers(("Link" = String, description = "De volgende bladzijde, als die er is.")))))]
pub(crate) async fn list(
    by: Municipality,
    query: Query<ListQuery>,
    lists: Data<Lists>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let ListQuery { tranche, status, cursor, limit } = query.into_inner();
    let page = PageQuery { cursor, limit };
    let filter = Filter { applicant: by.applicant(), tranche, status, before: page.after()? };
    let rows = lists.cases(&filter, page.rows()).await?;
    let results = page.page(rows, |row| row.submitted)?;
    Ok(results.map(|row| row.shown).respond(&request))
}

/// Geeft een eigen aanvraag
///
/// Zoals zij nu is, met de stand van de behandeling.
#[utoipa::path(get, path = "/aanvragen/{id}", tag = "aanvragen", operation_id = "geefAanvraag",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag.")),
    responses((status = 200, description = "De aanvraag.", body = Aanvraag, headers(
        ("ETag" = String, description = "Voor If-Match bij de volgende wijziging.")))))]
pub(crate) async fn show(
    by: Municipality,
    id: Path<Uuid>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (file, _) = store.learn(CaseFile::of(ApplicationId(*id)), Until::Now).await?;
    let own = file.header().is_some_and(|case| &case.applicant == by.applicant());
    let shown = Aanvraag::of(&file).filter(|_| own).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().insert_header(etag(file.last)).json(shown))
}
