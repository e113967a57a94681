//! `/simulaties`: what would have happened under other rules. Nothing is recorded.

mod answer;
mod question;
mod rules;

use actix_web::{HttpResponse, web};
use answer::Simulatie;
use event_store::{EventStore, Until};
use question::NieuweSimulatie;
use regulation::Facts;
use regulation::facts::TrancheRules;
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use regulation::simulation::simulate;
use regulation::violation::Violation;
use regulation::words::{ApplicationId, TrancheKey};
use rules::Regels;
use serde::Deserialize;
use service_kit::problem::ProblemBody;
use service_kit::{Administrator, AnyOf, Assessor, Body, PageQuery, Problem};
use utoipa::IntoParams;

/// Which page of the differences.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Bladzijde {
    /// Waar de bladzijde van verschillen begint; neem hem over uit `volgende`, en stel dezelfde vraag.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
    /// Hoeveel verschillen op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
}

/// Where a page ended, as its cursor holds it: the next one is of the same position.
type Place = (Position, ApplicationId);

/// Everything recorded about a tranche up to a position.
struct Past {
    tranche: TrancheKey,
    position: Position,
    log: Vec<Recorded>,
}

/// Speelt een tranche na onder andere regels.
///
/// Wie dan geld had gekregen, wat dat kost, en hoeveel woonruimten dat zijn, naast wat de geldende regels geven en wat
/// er werkelijk is besloten. Er wordt niets vastgelegd; het is een POST omdat de vraag een inhoud heeft. Zonder wijziging
/// geeft het de geldende regels: die nemen elk besluit opnieuw. De verschillen komen per bladzijde; wie met `volgende`
/// dezelfde vraag stelt, krijgt de volgende, op dezelfde positie in het logboek.
#[utoipa::path(post, path = "/simulaties", operation_id = "simuleren", tag = "simulaties", params(Bladzijde),
    request_body = NieuweSimulatie,
    responses(
        (status = 200, description = "De uitkomst.", body = Simulatie),
        (status = 404, description = "Geen gepubliceerde regeling heeft deze tranche.", body = ProblemBody,
            content_type = "application/problem+json"),
        (status = 409, description = "De tranche is niet geopend (`tranche-niet-geopend`).", body = ProblemBody,
            content_type = "application/problem+json")
    ))]
pub async fn run(
    _: AnyOf<(Assessor, Administrator)>,
    page: service_kit::Query<Bladzijde>,
    asked: Body<NieuweSimulatie>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let page = page.into_inner();
    let page = PageQuery { cursor: page.cursor, limit: page.limit };
    let (after, asked) = (page.after::<Place>()?, asked.into_inner());
    let past = Past::of(asked.tranche()?, after.map(|(position, _)| position), &store).await?;
    let answer =
        web::block(move || answer(&past, asked, &page, after)).await.map_err(Problem::internal)??;
    Ok(HttpResponse::Ok().json(answer))
}

impl Past {
    /// Up to this position, or up to now.
    async fn of(tranche: TrancheKey, until: Option<Position>, store: &EventStore) -> Result<Self, Problem> {
        let head = store.head().await?.position;
        let position = until.map_or(head, |until| until.min(head));
        let about = Query::about(Tag::tranche(&tranche), &[]);
        let log = store.history(&about, Until::Position(position)).await?;
        Ok(Self { tranche, position, log })
    }
}

fn answer(
    past: &Past,
    asked: NieuweSimulatie,
    page: &PageQuery,
    after: Option<Place>,
) -> Result<Simulatie, Problem> {
    let mut rules = TrancheRules::of(past.tranche.clone());
    past.log.iter().for_each(|recorded| rules.learn(recorded));
    rules.newest_version().ok_or_else(Problem::not_found)?;
    let what_if = asked.what_if(rules.newest()?)?;
    let not_opened = || Violation::TrancheNotOpened { tranche: past.tranche.clone() };
    let comparison = simulate(&past.log, &past.tranche, &what_if).ok_or_else(not_opened)?;
    let later =
        comparison.differences.iter().filter(|one| after.is_none_or(|(_, after)| one.application > after));
    let rows = later.take(usize::from(page.limit()) + 1).collect();
    let page = page.page(rows, |one| (past.position, one.application))?;
    Ok(Simulatie::of(past, Regels::of(&past.log, &rules, asked), &comparison, page))
}
