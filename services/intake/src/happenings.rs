//! `/aanvragen/{id}/gebeurtenissen`: what happened to a case, in words, also as it was known before.

use crate::body::Gebeurtenis;
use crate::own_case::own_case;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use event_store::{EventStore, Until};
use jiff::Timestamp;
use regulation::query::{Query as History, Tag};
use regulation::record::{Position, Recorded};
use regulation::words::ApplicationId;
use serde::Deserialize;
use service_kit::{Municipality, PageQuery, Problem, Query, Results, etag};
use utoipa::IntoParams;
use uuid::Uuid;

/// Welke gebeurtenissen.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct HappeningsQuery {
    /// Alleen wat tot en met deze positie in het logboek staat.
    #[param(example = 1234, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    tot_en_met_positie: Option<u64>,
    /// Alleen wat op dit moment bekend was.
    bekend_op: Option<Timestamp>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    cursor: Option<String>,
    /// Hoeveel resultaten op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
}

/// Geeft wat er met een eigen aanvraag gebeurde
///
/// In de volgorde van vastleggen. Met `totEnMetPositie` of `bekendOp` ziet u wat er toen stond of bekend was.
#[utoipa::path(get, path = "/aanvragen/{id}/gebeurtenissen", tag = "gebeurtenissen", operation_id = "geefGebeurtenissen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag."), HappeningsQuery),
    responses((status = 200, description = "De gebeurtenissen.", body = Results<Gebeurtenis>,
        headers(("Link" = String, description = "De volgende bladzijde, als die er is.")))))]
pub(crate) async fn list(
    by: Municipality,
    id: Path<Uuid>,
    query: Query<HappeningsQuery>,
    store: Data<EventStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let case = own_case(&store, &by, *id).await?;
    let HappeningsQuery { tot_en_met_positie, bekend_op, cursor, limit } = query.into_inner();
    let page = PageQuery { cursor, limit };
    let after = page.after::<u64>()?.unwrap_or_default();
    let until = tot_en_met_positie.map_or(Until::Now, |position| Until::Position(Position(position)));
    let history = store.history(&history_of(case.application), until).await?;
    let wanted = |recorded: &&Recorded| {
        recorded.position.0 > after && bekend_op.is_none_or(|moment| recorded.known_since() <= moment)
    };
    let rows = usize::try_from(page.rows()).unwrap_or_default();
    let happenings = history.iter().filter(wanted).filter_map(Gebeurtenis::of).take(rows).collect();
    Ok(page.page(happenings, |happening: &Gebeurtenis| happening.positie)?.respond(&request))
}

/// Geeft één gebeurtenis van een eigen aanvraag
///
/// Zoals die het antwoord was op het verzoek dat haar vastlegde.
#[utoipa::path(get, path = "/aanvragen/{id}/gebeurtenissen/{positie}", tag = "gebeurtenissen",
    operation_id = "geefGebeurtenis",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag."),
           ("positie" = u64, Path, description = "Positie in het logboek.")),
    responses((status = 200, description = "De gebeurtenis.", body = Gebeurtenis, headers(
        ("ETag" = String, description = "Van deze gebeurtenis; zij verandert nooit.")))))]
pub(crate) async fn show(
    by: Municipality,
    path: Path<(Uuid, u64)>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (id, position) = path.into_inner();
    let case = own_case(&store, &by, id).await?;
    let history = store.history(&history_of(case.application), Until::Now).await?;
    let recorded = history.iter().find(|recorded| recorded.position.0 == position);
    let happening = recorded.and_then(Gebeurtenis::of).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().insert_header(etag(Position(position))).json(happening))
}

fn history_of(application: ApplicationId) -> History {
    History::about(Tag::application(application), &[])
}
