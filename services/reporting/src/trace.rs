//! The trace (*herleiding*) of a cell: the ledger lines of which it is the sum, with the events behind them.

mod asked;
mod body;

pub use asked::HerleidingQuery;
pub use body::{Grootboekregel, Herleiding, Som};

use crate::figures;
use crate::figures::asked::Parameters;
use crate::figures::read::Snapshot;
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use asked::{NAMES, Traced};
use body::{read_line, read_sum};
use event_store::{EventStore, StoreError};
use service_kit::callers::{AnyOf, Assessor};
use service_kit::{Administrator, Ministry, Problem, Results};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

/// The lines of a cell: the same conditions as those of the sum.
const CELL: &str = "
      FROM reporting.ledger l JOIN log.events e ON e.position = l.position
     WHERE ($1::text IS NULL OR l.tranche = $1) AND l.valid_on <= $2 AND l.known_since <= $3 AND l.measure = $4
       AND ($5::text IS NULL OR l.target_group = $5) AND ($6::text IS NULL OR l.permanence = $6)
       AND ($7::text IS NULL OR l.dwelling = $7) AND ($8::text IS NULL OR l.origin = $8)
       AND ($9::text[] IS NULL OR l.applicant = ANY ($9)) AND l.position <= $10";
const SUM: &str = "
    SELECT count(*), sum(l.units)::bigint, sum(l.cents)::bigint, count(DISTINCT l.application),
           count(DISTINCT (l.application, l.project)) FILTER (WHERE l.project IS NOT NULL), count(DISTINCT l.applicant)";
const LINES: &str = "
    SELECT l.position, l.number, l.event_type, l.application, l.applicant, l.project, l.target_group, l.permanence,
           l.dwelling, l.origin, l.units, l.cents, l.valid_on, l.known_since, l.method, l.tranche,
           e.recorded_at, e.actor, e.imported";
const AFTER: &str = " AND (l.position, l.number) > ($11, $12) ORDER BY l.position, l.number LIMIT $13";

/// Where a page begins (after this line), and up to where all pages go.
type Cursor = (i64, i16, i64);

/// Geeft de herleiding van een cel
///
/// De regels van het grootboek waarvan het cijfer de som is, met de zaak en wie wat wanneer meldde.
#[utoipa::path(get, path = "/cijfers/herleiding", tag = "cijfers", params(HerleidingQuery),
    responses((status = 200, description = "De regels waarvan de cel de som is.", body = Herleiding)))]
pub(crate) async fn trace(
    _: AnyOf<(Ministry, Assessor, Administrator)>,
    store: web::Data<EventStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut client = figures::client(&store).await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let mut parameters = Parameters::new(figures::pairs(&request)?, &NAMES, snapshot.now);
    let traced = Traced::read(&mut parameters, &snapshot);
    let answer = traced_lines(&snapshot, parameters.finish(traced)?).await?;
    let page = Results::<u8> { resultaten: Vec::new(), volgende: answer.volgende.clone() };
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.respond(&request).headers().get(LINK) {
        response.insert_header((LINK, link.clone()));
    }
    Ok(response.json(answer))
}

async fn traced_lines(snapshot: &Snapshot<'_>, traced: Traced) -> Result<Herleiding, Problem> {
    let (position, number, upto) = traced.page.after::<Cursor>()?.unwrap_or((0, -1, snapshot.position));
    let tranche = traced.asked.tranche.as_ref().map(ToString::to_string);
    let applicants = traced.applicants(snapshot).await?;
    let rows = traced.page.rows();
    let values: [&(dyn ToSql + Sync); 13] = [
        &tranche,
        &traced.asked.as_of,
        &traced.asked.known_at,
        &traced.measure,
        &traced.target_group,
        &traced.permanence,
        &traced.dwelling,
        &traced.origin,
        &applicants,
        &upto,
        &position,
        &number,
        &rows,
    ];
    let cell = values.get(..10).unwrap_or_default();
    let sum = query(snapshot, &format!("{SUM}{CELL}"), cell).await?;
    let som = sum.first().map(read_sum).transpose().map_err(StoreError::from)?;
    let lines = query(snapshot, &format!("{LINES}{CELL}{AFTER}"), &values).await?;
    let lines = lines.iter().map(read_line).collect::<Result<Vec<_>, StoreError>>()?;
    let page = traced.page.page(lines, |line| (line.positie, line.regel, upto))?;
    Ok(Herleiding {
        peildatum: traced.asked.as_of,
        bekend_op: traced.asked.known_at,
        positie: upto.unsigned_abs(),
        som: som.ok_or_else(|| Problem::internal("a sum has no row"))?,
        resultaten: page.resultaten,
        volgende: page.volgende,
    })
}

async fn query(
    snapshot: &Snapshot<'_>,
    statement: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, StoreError> {
    Ok(snapshot.tx.query(&snapshot.tx.prepare_cached(statement).await?, values).await?)
}
