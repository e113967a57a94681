//! `/simulaties`: what would have happened under other rules. Nothing is recorded.

mod body;

use actix_web::{HttpResponse, web};
use body::{NieuweSimulatie, Simulatie};
use event_store::{EventStore, Until};
use regulation::Facts;
use regulation::facts::TrancheRules;
use regulation::query::{Query, Tag};
use regulation::simulation::simulate;
use regulation::violation::Violation;
use service_kit::problem::ProblemBody;
use service_kit::{Administrator, AnyOf, Assessor, Body, Problem};

/// Speelt een tranche na onder andere regels.
///
/// Wie dan geld had gekregen, wat dat kost, en hoeveel woonruimten dat zijn, naast wat de geldende regels geven en wat
/// er werkelijk is besloten. Er wordt niets vastgelegd; het is een POST omdat de vraag een inhoud heeft. Zonder wijziging
/// geeft het de geldende regels: die nemen elk besluit opnieuw.
#[utoipa::path(post, path = "/simulaties", operation_id = "simuleren", tag = "simulaties", request_body = NieuweSimulatie,
    responses(
        (status = 200, description = "De uitkomst.", body = Simulatie),
        (status = 404, description = "Geen gepubliceerde regeling heeft deze tranche.", body = ProblemBody,
            content_type = "application/problem+json"),
        (status = 409, description = "De tranche is niet geopend (`tranche-niet-geopend`).", body = ProblemBody,
            content_type = "application/problem+json")
    ))]
pub async fn run(
    _: AnyOf<(Assessor, Administrator)>,
    asked: Body<NieuweSimulatie>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let tranche = asked.tranche()?;
    let position = store.head().await?.position;
    let log = store.history(&Query::about(Tag::tranche(&tranche), &[]), Until::Position(position)).await?;
    let mut rules = TrancheRules::of(tranche.clone());
    log.iter().for_each(|recorded| rules.learn(recorded));
    rules.newest_version().ok_or_else(Problem::not_found)?;
    let what_if = asked.what_if(rules.newest()?)?;
    let key = tranche.clone();
    let simulated = web::block(move || simulate(&log, &key, &what_if)).await.map_err(Problem::internal)?;
    let comparison = simulated.ok_or(Violation::TrancheNotOpened { tranche: tranche.clone() })?;
    Ok(HttpResponse::Ok().json(Simulatie::of(&tranche, position, &comparison)))
}
