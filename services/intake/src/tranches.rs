//! `/tranches`: which tranches there are, whether they are open, and by which rules; for anyone, without a token.

use crate::body::Tranche;
use crate::lists::Lists;
use crate::opening::Opening;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use event_store::{EventStore, Until};
use jiff::Timestamp;
use regulation::words::TrancheKey;
use service_kit::{Anyone, PageQuery, Problem, Query, Results};

/// Geeft de tranches
///
/// Die open zijn, nog open gaan of gesloten zijn; de laatst geopende eerst. Zonder aanmelden.
#[utoipa::path(get, path = "/tranches", tag = "tranches", operation_id = "geefTranches", params(PageQuery), security(()),
    responses((status = 200, description = "De tranches.", body = Results<Tranche>,
        headers(("Link" = String, description = "De volgende bladzijde, als die er is.")))))]
pub(crate) async fn list(
    _: Anyone,
    page: Query<PageQuery>,
    store: Data<EventStore>,
    lists: Data<Lists>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let now = store.now().await?;
    let opened = page.page(lists.tranches(page.after()?, page.rows()).await?, |row| row.opened)?;
    let mut tranches = Vec::new();
    for row in &opened.resultaten {
        tranches.extend(tranche(&store, row.tranche.clone(), now).await?);
    }
    Ok(Results { resultaten: tranches, volgende: opened.volgende }.respond(&request))
}

/// Geeft een tranche
///
/// Met venster, plafond, aandachtsgroepen en de regels in woorden. Zonder aanmelden.
#[utoipa::path(get, path = "/tranches/{tranche}", tag = "tranches", operation_id = "geefTranche", security(()),
    params(("tranche" = String, Path, description = "Sleutel van de tranche.", example = "rha-2022")),
    responses((status = 200, description = "De tranche.", body = Tranche)))]
pub(crate) async fn show(
    _: Anyone,
    key: Path<String>,
    store: Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let key = TrancheKey::parse(&key).map_err(|_| Problem::not_found())?;
    let found = tranche(&store, key, store.now().await?).await?;
    Ok(HttpResponse::Ok().json(found.ok_or_else(Problem::not_found)?))
}

async fn tranche(store: &EventStore, key: TrancheKey, now: Timestamp) -> Result<Option<Tranche>, Problem> {
    let (opening, _) = store.learn(Opening::of(key), Until::Now).await?;
    Ok(Tranche::of(&opening, now))
}
