//! Accountability (*verantwoording*): `GET /voortgang/v1/verantwoordingen`, what a recipient needs to fill in SiSa.
//!
//! No public format of SiSa was found, so this is a neutral table: one row for each indicator of each grant. Codes stand
//! only where a source gives them. It comes as JSON, as CSV and as a workbook.

mod body;
mod file;
mod rows;

pub use body::{Verantwoording, Verantwoordingen, VerantwoordingenQuery};

use crate::courses::{parsed, position};
use crate::figures::read::Snapshot;
use crate::files::{Form, page, told};
use crate::signals::{applicant, own};
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{ReadStore, StoreError, Until};
use jiff::civil::{Date, date};
use regulation::facts::{Course, TrancheRules};
use regulation::words::{Applicant, TrancheKey};
use service_kit::callers::{AnyOf, Assessor};
use service_kit::{Administrator, Ministry, Municipality, PageQuery, Problem, Query};
use std::collections::HashMap;

/// The grants in force at some time between two days, by recipient: not those that were withdrawn before.
const GRANTS: &str = "
    SELECT applicant, first, course FROM reporting.courses
     WHERE granted_on <= $2 AND (ended_on IS NULL OR ended_on >= $1) AND ($3::text IS NULL OR applicant = $3)
       AND (applicant, first) > ($4, $5)
     ORDER BY applicant, first LIMIT $6";

/// A grant: whose, where its case began, and how it went.
struct Found {
    applicant: String,
    first: i64,
    course: Course,
}

/// Geeft verantwoordingen
///
/// Per toekenning en boekjaar wat een ontvanger nodig heeft om zijn verantwoording (SiSa) in te vullen, als neutrale
/// tabel: een regel voor elk gegeven. Een openbaar formaat van SiSa is niet gevonden; codes staan er alleen waar een
/// bron ze noemt, en verder is het veld leeg. De sleutel tussen beide is het nummer van de aanvraag, dat hier de plaats
/// van het beschikkingsnummer heeft. De overheid ziet alle toekenningen, een gemeente die van haarzelf.
#[utoipa::path(get, path = "/verantwoordingen", operation_id = "verantwoordingen", tag = "verantwoordingen", params(VerantwoordingenQuery),
    responses((status = 200, description = "De verantwoordingen, als JSON, als CSV of als werkmap (XLSX).",
        content((Verantwoordingen = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn list(
    caller: AnyOf<(Municipality, Assessor, Ministry, Administrator)>,
    asked: Query<VerantwoordingenQuery>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let form = Form::asked(Form::of_word(asked.vorm.as_ref()), &request)?;
    let mut wrong = Vec::new();
    let recipient = applicant(asked.gemeente.as_deref(), own(&caller)?.as_ref(), &mut wrong)?;
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let (year, query) = (asked.boekjaar, PageQuery { cursor: asked.cursor, limit: asked.limit });
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let upto = position(&snapshot.tx).await?;
    let found = grants(&snapshot, year, recipient.as_deref(), &query).await?;
    let found = query.page(found, |found| (found.applicant.clone(), found.first))?;
    let answer = Verantwoordingen {
        boekjaar: year,
        positie: upto.unsigned_abs(),
        resultaten: rows_of(&store, &found.resultaten, year).await?,
        volgende: found.volgende,
    };
    let response = page(&request, answer.volgende.as_deref());
    told(response, form, &answer, |answer| file::file(answer, recipient.as_deref(), snapshot.now))
}

/// The grants of a page. Those that were settled before the year are left out: they were accounted for.
async fn grants(
    snapshot: &Snapshot<'_>,
    year: i16,
    recipient: Option<&str>,
    page: &PageQuery,
) -> Result<Vec<Found>, Problem> {
    let (begin, end) = (date(year, 1, 1), date(year, 12, 31));
    let after = page.after::<(Applicant, i64)>()?;
    let (mut applicant, mut first) = after.map(|(one, first)| (one.to_string(), first)).unwrap_or_default();
    let (most, mut all) = (page.rows(), Vec::new());
    let enough = usize::try_from(most).unwrap_or(usize::MAX);
    while all.len() < enough {
        let rows = read(snapshot, (begin, end), recipient, (&applicant, first), most).await?;
        let is_last = rows.len() < enough;
        if let Some((last, at, _)) = rows.last() {
            (applicant, first) = (last.clone(), *at);
        }
        for (applicant, first, text) in rows {
            let course = parsed(&text)?;
            if course.settled.is_none_or(|settled| settled.mark.on >= begin) {
                all.push(Found { applicant, first, course });
            }
        }
        if is_last {
            break;
        }
    }
    all.truncate(enough);
    Ok(all)
}

async fn read(
    snapshot: &Snapshot<'_>,
    (begin, end): (Date, Date),
    recipient: Option<&str>,
    (applicant, first): (&str, i64),
    most: i64,
) -> Result<Vec<(String, i64, String)>, StoreError> {
    let statement = snapshot.tx.prepare_cached(GRANTS).await?;
    let rows = snapshot.tx.query(&statement, &[&begin, &end, &recipient, &applicant, &first, &most]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

async fn rows_of(store: &ReadStore, found: &[Found], year: i16) -> Result<Vec<Verantwoording>, StoreError> {
    let mut codes: HashMap<TrancheKey, TrancheRules> = HashMap::new();
    let mut rows = Vec::new();
    for Found { course, .. } in found {
        let Some(case) = &course.case else { continue };
        if !codes.contains_key(&case.tranche) {
            let (rules, _) = store.learn(TrancheRules::of(case.tranche.clone()), Until::Now).await?;
            codes.insert(case.tranche.clone(), rules);
        }
        // A code that a later version of the scheme names holds for the earlier grants too: it is no rule of theirs.
        let newest = codes.get(&case.tranche).and_then(|rules| rules.in_version(rules.newest_version()?));
        let code = newest.and_then(|tranche| tranche.sisa_code.as_ref()).map(|code| code.value.as_str());
        rows.extend(rows::of_grant(course, code, year));
    }
    Ok(rows)
}
