//! The trace (*herleiding*) of a cell: the ledger lines of which it is the sum, with the events behind them, or the keys
//! that it counts.
//!
//! The sum beside them is made as the figure itself was: from the ledger or beforehand. That both are what the lines add
//! up to, and as many as the keys, is held by `tests/over_http/ledger.rs` and `rollup.rs`, over random histories.
//!
//! | look for | in |
//! |---|---|
//! | which cell is asked, and which page of it | `trace/asked.rs`, `trace/narrowed.rs` |
//! | what is traced: a measure, or what is derived from several | `trace/what.rs` |
//! | the lines, and what of them anyone may see | `trace/lines.rs` |
//! | the keys that are counted | `trace/keys.rs` |
//! | the answer | `trace/body.rs` |
//! | the answer as a file | `trace/file.rs` |

mod asked;
mod body;
mod file;
mod keys;
mod lines;
mod narrowed;
mod what;

pub use asked::HerleidingQuery;
pub use body::{GeteldeSleutel, Grootboekregel, Herleiding, Resultaat, Som, Weggelaten};

use crate::at_least::page_not_there_yet;
use crate::figures::asked::Parameters;
use crate::figures::lines::{Lines, Mapping};
use crate::figures::read::Snapshot;
use crate::figures::table::Audience;
use crate::figures::{self, CijfersQuery, audience};
use crate::files::{self, FILES, Form};
use crate::rollup::read::{Told, rolled_up};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use asked::{Listed, Traced, known};
use event_store::{ReadStore, StoreError};
use file::Question;
use regulation::record::Position;
use service_kit::callers::{AnyOf, Assessor};
use service_kit::{Administrator, Anyone, Ministry, Problem, Results};
use std::collections::BTreeSet;
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use what::What;

/// Who may trace everything.
type Government = AnyOf<(Ministry, Assessor, Administrator)>;

const COUNT: &str = "SELECT count(*) ";

/// Geeft de herleiding van een cel
///
/// De regels van het grootboek waarvan het cijfer de som is, met de zaak en wie wat wanneer meldde; ook van één aanvraag,
/// of van wat aan een doelstelling is bijgedragen. Van gepland en vrij de regels van de maten waaruit zij zijn afgeleid: elke
/// regel zegt hoe zij telt. Met `sleutels` in plaats van regels de verschillende aanvragen, projecten, ontvangers of
/// gemeenten die het cijfer telt.
///
/// Zonder token zijn de herleidingen openbaar van wat ook naar gemeente openbaar is: plafond, toegekend, vrijgevallen,
/// gepland, vrij, vastgesteld, gemelde voortgang en bijdragen. Wie het meldde, waaruit het is ingevoerd en om welk project
/// het gaat, staat er dan niet in; `weggelaten` noemt die velden. Tranches waarin elke aanvraag voor één gezin is, tellen
/// zonder token niet mee; `afgeschermd` noemt ze.
#[utoipa::path(get, path = "/cijfers/herleiding", tag = "cijfers", params(CijfersQuery, HerleidingQuery),
    security((), ("token" = [])),
    responses((status = 200, description = "De regels waarvan de cel de som is, of de sleutels die zij telt; als JSON, als \
        CSV of als werkmap (XLSX).",
        content((Herleiding = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn trace(
    caller: Anyone,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let audience = audience(caller.0.as_ref());
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let mut parameters = Parameters::new(figures::pairs(&request)?, &known(), snapshot.now);
    let form = Form::named(&mut parameters, &FILES);
    let traced = Traced::read(&mut parameters, &snapshot, audience).await?;
    if audience == Audience::Public && !traced.is_public() {
        Government::extract(&request).await?;
    }
    let traced = parameters.finish(traced)?;
    let form = Form::asked(form, &request)?;
    traced.asked.must_be_seen_by(audience, &snapshot.names)?;
    let question = Question::from(&traced);
    let answer = told(&snapshot, traced, audience).await?;
    let response = files::page(&request, answer.volgende.as_deref());
    files::told(response, form, &answer, |answer| file::file(answer, &question))
}

async fn told(snapshot: &Snapshot<'_>, traced: Traced, audience: Audience) -> Result<Herleiding, Problem> {
    let upto = traced.listed.upto().unwrap_or(snapshot.position);
    if upto > snapshot.position {
        // A replica that was further gave the page before this one.
        let [is, of_page] = [snapshot.position, upto].map(|position| Position(position.unsigned_abs()));
        return Err(page_not_there_yet(is, of_page));
    }
    let mapping = snapshot.mapping(&traced.asked).await?;
    let mut cell = Lines::of(&traced.asked, &snapshot.names, mapping.as_ref());
    cell.holds("l.position <= ", (upto, Type::INT8));
    traced.what.limit(&mut cell);
    traced.narrowed.limit(&mut cell);
    let som = match beforehand(snapshot, &traced, mapping.as_ref(), upto).await? {
        Some(som) => som,
        None => sum(snapshot, &cell, &traced).await?,
    };
    let page = if som.regels == 0 {
        Results { resultaten: Vec::new(), volgende: None }
    } else {
        page(snapshot, cell, &traced, audience, upto).await?
    };
    let left_out = audience == Audience::Public && traced.listed.are_lines();
    Ok(Herleiding {
        peildatum: traced.asked.as_of,
        bekend_op: traced.asked.known_at,
        positie: upto.unsigned_abs(),
        afgeschermd: traced.asked.hidden.into_iter().collect(),
        weggelaten: left_out.then(Weggelaten::for_the_public),
        som,
        resultaten: page.resultaten,
        volgende: page.volgende,
    })
}

async fn page(
    snapshot: &Snapshot<'_>,
    cell: Lines,
    traced: &Traced,
    audience: Audience,
    upto: i64,
) -> Result<Results<Resultaat>, Problem> {
    let (page, borders) = (&traced.page, traced.asked.borders);
    match &traced.listed {
        Listed::Lines(after) => {
            let lines = lines::read(snapshot, cell, traced.what, audience, (*after, page.rows())).await?;
            let page = page.page(lines, |(number, line)| (line.positie, *number, upto))?;
            Ok(page.map(|(_, line)| Resultaat::Regel(Box::new(line))))
        }
        Listed::Keys(which, after) => {
            let after = after.as_ref().map(|(application, text, _)| (*application, text.as_str()));
            let found = keys::read(snapshot, cell, *which, borders, (after, page.rows())).await?;
            let page = page.page(found, |key| (key.application, key.text.clone(), upto))?;
            Ok(page.map(|key| Resultaat::Sleutel(key.told(*which, borders))))
        }
    }
}

/// The sum as it was added up beforehand, where the figure itself is answered so; only at the position of now, and of one
/// measure, all of whose lines were counted.
async fn beforehand(
    snapshot: &Snapshot<'_>,
    traced: &Traced,
    mapping: Option<&Mapping>,
    upto: i64,
) -> Result<Option<Som>, StoreError> {
    let is_whole = matches!(traced.what, What::Of(_)) && !traced.narrowed.is_narrow();
    if upto != snapshot.position || !is_whole {
        return Ok(None);
    }
    let Some(answer) = rolled_up(snapshot, &traced.asked, mapping, &BTreeSet::new(), Told::All).await? else {
        return Ok(None);
    };
    let figure = traced.what.figure(answer.rows, &traced.asked);
    Ok(answer.lines.map(|regels| Som { regels, cijfer: figure.unwrap_or_default() }))
}

/// The sum by the same statement as the figure itself.
async fn sum(snapshot: &Snapshot<'_>, cell: &Lines, traced: &Traced) -> Result<Som, StoreError> {
    let rows = snapshot.rows(cell, &BTreeSet::new()).await?;
    let figure = traced.what.figure(rows, &traced.asked);
    if figure.is_none() && traced.what.needs_a_figure() {
        return Ok(Som::default());
    }
    let counted = query(snapshot, &format!("{COUNT}{}", cell.from_where("")), cell).await?;
    let regels = counted.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(Som { regels, cijfer: figure.unwrap_or_default() })
}

async fn query(snapshot: &Snapshot<'_>, statement: &str, cell: &Lines) -> Result<Vec<Row>, StoreError> {
    Ok(snapshot.tx.query_typed(statement, &cell.values()).await?)
}
