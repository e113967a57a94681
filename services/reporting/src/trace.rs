//! The trace (*herleiding*) of a cell: the ledger lines of which it is the sum, with the events behind them.
//!
//! The sum beside the lines is made as the figure itself was: from the ledger or beforehand. That both are what the lines add
//! up to is held by `tests/over_http/ledger.rs` and `rollup.rs`, over random histories.

mod asked;
mod body;
mod narrowed;

pub use asked::HerleidingQuery;
pub use body::{Grootboekregel, Herleiding, Som};

use crate::at_least::not_there_yet;
use crate::figures;
use crate::figures::CijfersQuery;
use crate::figures::asked::Parameters;
use crate::figures::lines::{Lines, Mapping};
use crate::figures::read::Snapshot;
use crate::places::Borders;
use crate::rollup::read::rolled_up;
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use asked::{Traced, known};
use body::read_line;
use event_store::{ReadStore, StoreError};
use regulation::record::Position;
use service_kit::callers::{AnyOf, Assessor};
use service_kit::{Administrator, Ministry, Problem, Results};
use std::collections::BTreeSet;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

const JOIN: &str = " JOIN log.events e ON e.position = l.position";
const COUNT: &str = "SELECT count(*) ";
const LINES: &str = "
    SELECT l.position, l.number, l.event_type, l.application, l.applicant, l.project, l.target_group, l.permanence,
           l.dwelling, l.origin, l.units, l.cents, l.valid_on, l.known_since, l.method, l.tranche,
           e.recorded_at, e.actor, e.imported, l.evidence, l.report, l.goal, l.contribution ";

/// Where a page begins (after this line), and up to where all pages go.
type Cursor = (i64, i16, i64);

/// Geeft de herleiding van een cel
///
/// De regels van het grootboek waarvan het cijfer de som is, met de zaak en wie wat wanneer meldde; ook van één aanvraag,
/// of van wat aan een doelstelling is bijgedragen.
#[utoipa::path(get, path = "/cijfers/herleiding", tag = "cijfers", params(CijfersQuery, HerleidingQuery),
    responses((status = 200, description = "De regels waarvan de cel de som is.", body = Herleiding)))]
pub(crate) async fn trace(
    _: AnyOf<(Ministry, Assessor, Administrator)>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let mut parameters = Parameters::new(figures::pairs(&request)?, &known(), snapshot.now);
    let traced = Traced::read(&mut parameters, &snapshot).await?;
    let answer = traced_lines(&snapshot, parameters.finish(traced)?).await?;
    let page = Results::<u8> { resultaten: Vec::new(), volgende: answer.volgende.clone() };
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.respond(&request).headers().get(LINK) {
        response.insert_header((LINK, link.clone()));
    }
    Ok(response.json(answer))
}

async fn traced_lines(snapshot: &Snapshot<'_>, traced: Traced) -> Result<Herleiding, Problem> {
    let (position, number, upto) = traced.after.unwrap_or((0, -1, snapshot.position));
    if upto > snapshot.position {
        // A replica that was further gave the page before this one.
        let [is, asked] = [snapshot.position, upto].map(|position| Position(position.unsigned_abs()));
        return Err(not_there_yet(is, asked));
    }
    let mapping = snapshot.mapping(&traced.asked).await?;
    let mut cell = Lines::of(&traced.asked, &snapshot.names, mapping.as_ref());
    cell.holds("l.position <= ", (upto, Type::INT8));
    traced.narrowed.limit(&mut cell);
    let som = match beforehand(snapshot, &traced, mapping.as_ref(), upto).await? {
        Some(som) => som,
        None => sum(snapshot, &cell, traced.asked.borders).await?,
    };
    let (position, number) = (cell.value(position, Type::INT8), cell.value(number, Type::INT2));
    let rows = cell.value(traced.page.rows(), Type::INT8);
    let after = format!(
        " AND (l.position, l.number) > ({position}, {number}) ORDER BY l.position, l.number LIMIT {rows}"
    );
    let lines = if som.regels == 0 {
        Vec::new()
    } else {
        query(snapshot, &format!("{LINES}{}{after}", cell.from_where(JOIN)), &cell).await?
    };
    let lines = lines.iter().map(read_line).collect::<Result<Vec<_>, StoreError>>()?;
    let page = traced.page.page(lines, |line| (line.positie, line.regel, upto))?;
    Ok(Herleiding {
        peildatum: traced.asked.as_of,
        bekend_op: traced.asked.known_at,
        positie: upto.unsigned_abs(),
        som,
        resultaten: page.resultaten,
        volgende: page.volgende,
    })
}

/// The sum as it was added up beforehand, where the figure itself is answered so; only at the position of now.
async fn beforehand(
    snapshot: &Snapshot<'_>,
    traced: &Traced,
    mapping: Option<&Mapping>,
    upto: i64,
) -> Result<Option<Som>, StoreError> {
    if upto != snapshot.position || traced.narrowed.is_narrow() {
        return Ok(None);
    }
    let Some(answer) = rolled_up(snapshot, &traced.asked, mapping, &BTreeSet::new()).await? else {
        return Ok(None);
    };
    let sums = answer.rows.into_iter().next().map(|row| row.sums).unwrap_or_default();
    Ok(answer.lines.map(|lines| Som::of(lines, &sums.within(traced.asked.borders))))
}

/// The sum by the same statement as the figure itself.
async fn sum(snapshot: &Snapshot<'_>, cell: &Lines, borders: Borders) -> Result<Som, StoreError> {
    let counted = query(snapshot, &format!("{COUNT}{}", cell.from_where("")), cell).await?;
    let regels = counted.first().map_or(Ok(0), |row| row.try_get(0))?;
    let rows = snapshot.rows(cell, &BTreeSet::new()).await?;
    let sums = rows.into_iter().next().map(|row| row.sums).unwrap_or_default();
    Ok(Som::of(regels, &sums.within(borders)))
}

async fn query(snapshot: &Snapshot<'_>, statement: &str, cell: &Lines) -> Result<Vec<Row>, StoreError> {
    Ok(snapshot.tx.query_typed(statement, &cell.values()).await?)
}
