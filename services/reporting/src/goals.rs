//! The national goals (*doelstellingen*): what is aimed at, what counts towards it so far, and what lacks.

mod body;
mod contribution;
mod entered;
pub(crate) mod entry;
mod explained;
mod file;
mod standing;

pub use body::{Bijdrage, Bron, Doelstelling, Doelstellingen};
pub(crate) use contribution::{Contribution, contributions};
pub use entry::IngevoerdeBijdrage;
pub(crate) use file::{CONTRIBUTION, SOURCE};
pub(crate) use standing::trace_of;

use crate::figures::asked::Parameters;
use crate::figures::read::Snapshot;
use crate::figures::{self, audience};
use crate::files::{self, FILES, Form};
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::ReadStore;
use regulation::goals::{self, Goal};
use regulation::words::GoalKey;
use service_kit::{Anyone, Identity, Problem};
use standing::standing;
use utoipa::IntoParams;

/// Of when the goals are told.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "only its description is used; asked::Parameters reads, with every error at once"
)]
pub struct DoelstellingQuery {
    /// Wat op deze dag waar was; zonder: vandaag.
    #[param(format = Date, example = "2023-06-30")]
    peildatum: Option<String>,
    /// Wat op dit tijdstip bekend was, of op een hele dag (2023-06-30); zonder: nu.
    #[param(example = "2023-06-30T12:00:00Z")]
    bekend_op: Option<String>,
    /// In welke vorm, voor wie geen Accept kan meegeven.
    #[param(pattern = "^(json|csv|xlsx)$")]
    vorm: Option<String>,
}

/// Geeft de landelijke doelstellingen
///
/// Per doelstelling wat is beoogd, wat is toegekend (gepland) en gerealiseerd, wat het ministerie daarbij als bijdrage
/// invoerde, en wat ontbreekt. Elk cijfer heeft zijn herleiding of zijn bron.
#[utoipa::path(get, path = "/doelstellingen", operation_id = "doelstellingen", tag = "doelstellingen", params(DoelstellingQuery),
    security((), ("token" = [])),
    responses((status = 200, description = "De doelstellingen, als JSON, als CSV of als werkmap (XLSX).",
        content((Doelstellingen = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn list(
    caller: Anyone,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let goals: Vec<&Goal> = goals::all().goals.iter().collect();
    let (form, told) = told(&goals, caller.0.as_ref(), &store, &request).await?;
    files::told(HttpResponse::Ok(), form, &told, file::file)
}

/// Geeft één landelijke doelstelling
#[utoipa::path(get, path = "/doelstellingen/{sleutel}", operation_id = "doelstelling", tag = "doelstellingen", security((), ("token" = [])),
    params(("sleutel" = String, Path, description = "Sleutel van de doelstelling", example = "flexwoningen-2022-2024"),
           DoelstellingQuery),
    responses((status = 200, description = "De doelstelling, als JSON, als CSV of als werkmap (XLSX).",
        content((Doelstelling = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn show(
    caller: Anyone,
    path: web::Path<String>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let goal =
        GoalKey::parse(&path).ok().and_then(|key| goals::named(&key)).ok_or_else(Problem::not_found)?;
    let (form, told) = told(&[goal], caller.0.as_ref(), &store, &request).await?;
    let only = told.resultaten.first().ok_or_else(Problem::not_found)?;
    files::told(HttpResponse::Ok(), form, only, |_| file::file(&told))
}

async fn told(
    goals: &[&Goal],
    caller: Option<&Identity>,
    store: &ReadStore,
    request: &HttpRequest,
) -> Result<(Form, Doelstellingen), Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let known = ["peildatum", "bekendOp", "vorm"];
    let mut parameters = Parameters::new(figures::pairs(request)?, &known, snapshot.now);
    let read = (Form::named(&mut parameters, &FILES), parameters.asked(&snapshot.names));
    let (form, asked) = parameters.finish(read)?;
    let form = Form::asked(form, request)?;
    let mut resultaten = Vec::new();
    for goal in goals {
        let standing = standing(&snapshot, goal, &asked, audience(caller)).await?;
        resultaten.push(Doelstelling::of(goal, &asked, &snapshot, standing));
    }
    let (peildatum, bekend_op) = (asked.as_of, asked.known_at);
    Ok((form, Doelstellingen { peildatum, bekend_op, positie: snapshot.position.unsigned_abs(), resultaten }))
}
