//! The fixed tables (*vaste tabellen*) of tranches in which each application is for one family:
//! `GET /voortgang/v1/vaste-tabellen`, without login.
//!
//! Whoever may put together a table of their own can take one from another, and what is left over is one family. These
//! walls stand before that:
//!
//! - Free questions about such tranches need the login of the ministry or RVO, and no other public figure counts them
//!   (`Asked::hidden`).
//! - The public log does not tell which of its events are of their cases (`logbook::families`).
//! - Each fixed table is of one year, and counts what was known half a year after it. It never changes, and a family
//!   stands in the table of one year only: there is nothing to take from one another, however many are kept.
//! - What a table tells by itself is protected (`protect.rs`).
//!
//! Not protected is what comes later in an import that is marked as known in time: it changes a table that was told.

mod body;
mod protect;

use crate::figures::asked::{Asked, known_on};
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::figures::table::Audience;
use crate::ledger::Measure;
use crate::places::PROVINCES;
use actix_web::{HttpResponse, web};
use body::{Jaartabel, Tabellen, VasteTabellen};
use event_store::{ReadStore, StoreError};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use protect::{Province, protected};
use regulation::words::day_of;
use service_kit::{Anyone, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// The first day of which there is a ceiling: that of the opening, or one in an earlier year, which then tells none.
const OPENED: &str = "SELECT min(valid_on) FROM reporting.ledger WHERE tranche = $1 AND measure = $2";
/// When the last event that the ledger counts was recorded; all that were recorded before it are counted.
const COUNTED_UNTIL: &str = "SELECT recorded_at FROM log.events WHERE position = $1";

/// Geeft de vaste tabellen
///
/// Van tranches waarin elke aanvraag voor één gezin is: voor hoeveel gezinnen in elk jaar is toegekend, in totaal en per
/// provincie. Een tabel komt er een half jaar na afloop van haar jaar, met wat toen bekend was, en verandert daarna niet
/// meer: wat later bekend wordt, staat in geen tabel. Aantallen zijn afgerond op vijftallen en kleine aantallen staan er als
/// een punt, zoals het CBS doet; de tabel per provincie ontbreekt als daaruit een klein aantal te berekenen is of bijna.
#[utoipa::path(get, path = "/vaste-tabellen", operation_id = "vasteTabellen", tag = "cijfers", security(()),
    responses((status = 200, description = "De vaste tabellen.", body = VasteTabellen)))]
pub(crate) async fn tables(_: Anyone, store: web::Data<ReadStore>) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let mut tranches = Vec::new();
    for tranche in snapshot.names.of_families() {
        let mut tables = Vec::new();
        for year in years(&snapshot, &tranche).await? {
            let counted = counted(&snapshot, &tranche, year).await?;
            tables.push(Jaartabel::of(year, known_until(year), protected(&counted)));
        }
        tranches.push(Tabellen::of(tranche, &snapshot.names, tables));
    }
    Ok(HttpResponse::Ok().json(VasteTabellen { positie: snapshot.position.unsigned_abs(), tranches }))
}

/// The years of which there is a table.
async fn years(snapshot: &Snapshot<'_>, tranche: &str) -> Result<Vec<i16>, StoreError> {
    let ceiling = Measure::Ceiling.as_str();
    let opened: Option<Date> = snapshot.tx.query_one(OPENED, &[&tranche, &ceiling]).await?.try_get(0)?;
    let until = snapshot.tx.query_opt(COUNTED_UNTIL, &[&snapshot.position]).await?;
    let until: Option<Timestamp> = until.map(|row| row.try_get(0)).transpose()?;
    Ok(opened.zip(until).map(|(opened, until)| told_years(opened, until)).unwrap_or_default())
}

/// From the year of the opening on, each of which the ledger counts all that its table must count. Years in which
/// nothing was granted are among them: that a year is there tells nothing.
fn told_years(opened: Date, counted_until: Timestamp) -> Vec<i16> {
    let day = day_of(counted_until);
    (opened.year()..day.year()).filter(|year| known_until(*year) < day).collect()
}

/// The day until which the table of a year counts what becomes known.
fn known_until(year: i16) -> Date {
    date(year + 1, 6, 30)
}

/// For how many families was granted in a year, in each province. An applicant that lies in no province is in none.
async fn counted(
    snapshot: &Snapshot<'_>,
    tranche: &str,
    year: i16,
) -> Result<BTreeMap<Province, u64>, StoreError> {
    let asked = Asked {
        by: vec![Dimension::Province],
        measures: BTreeSet::from([Measure::Granted]),
        known_at: known_on(known_until(year)).unwrap_or(Timestamp::MIN),
        ..Asked::now(snapshot.now)
    };
    let asked = asked.only(Dimension::Tranche, [tranche.to_owned()]);
    let asked = asked.only(Dimension::Year, [year.to_string()]);
    let answer = snapshot.answer(asked, Audience::Government).await?;
    let families = |code: &str| {
        let mut cells = answer.cells.iter();
        let cell = cells.find(|cell| cell.labels.first().is_some_and(|label| label.code == code));
        let granted = cell.and_then(|cell| cell.measures.get(&Measure::Granted));
        granted.map_or(0, |sums| sums.applications.unsigned_abs())
    };
    Ok(PROVINCES.into_iter().map(|province| (province, families(province.0))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_told_when_all_that_became_known_half_a_year_after_it_is_counted() {
        let years = |until: &str| told_years(date(2023, 7, 3), until.parse().unwrap());
        assert!(years("2023-12-31T12:00:00Z").is_empty() && years("2024-06-30T21:59:59Z").is_empty());
        assert_eq!(years("2024-06-30T22:00:00Z"), [2023], "in Amsterdam it is July");
        assert_eq!(years("2026-11-28T12:00:00Z"), [2023, 2024, 2025]);
    }
}
