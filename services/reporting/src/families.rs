//! The fixed tables (*vaste tabellen*) of tranches in which each application is for one family:
//! `GET /voortgang/v1/vaste-tabellen`, without login.
//!
//! Whoever may put together a table of their own can take one from another, and what is left over is one family. Therefore
//! these tables are the only public figures of such tranches, on days that are fixed as well, and protected together
//! (`protect.rs`).

mod body;
mod protect;

use crate::figures::asked::Asked;
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::figures::table::{Audience, Cell};
use crate::ledger::Measure;
use actix_web::{HttpResponse, web};
use body::{Tabellen, VasteTabellen};
use event_store::{ReadStore, StoreError};
use jiff::civil::{Date, date};
use protect::Counted;
use regulation::words::day_of;
use service_kit::{Anyone, Problem};
use std::collections::BTreeSet;

/// Geeft de vaste tabellen
///
/// Van tranches waarin elke aanvraag voor één gezin is: het aantal gezinnen waarvoor is toegekend, in totaal, per
/// provincie en per jaar, op de laatste dag van het vorige halfjaar. Aantallen zijn afgerond op vijftallen en kleine
/// aantallen staan er als een punt, zoals het CBS doet; een tabel waaruit een klein aantal toch te berekenen is, ontbreekt.
#[utoipa::path(get, path = "/vaste-tabellen", operation_id = "vasteTabellen", tag = "cijfers", security(()),
    responses((status = 200, description = "De vaste tabellen.", body = VasteTabellen)))]
pub(crate) async fn tables(_: Anyone, store: web::Data<ReadStore>) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let as_of = end_of_last_half_year(day_of(snapshot.now));
    let mut tranches = Vec::new();
    for tranche in snapshot.names.of_families() {
        let counted = counted(&snapshot, &tranche, as_of).await?;
        tranches.push(Tabellen::of(tranche, &snapshot.names, &counted));
    }
    let positie = snapshot.position.unsigned_abs();
    Ok(HttpResponse::Ok().json(VasteTabellen { peildatum: as_of, positie, tranches }))
}

/// How many families were granted in a tranche: in all, by province and by year.
async fn counted(snapshot: &Snapshot<'_>, tranche: &str, as_of: Date) -> Result<Counted, StoreError> {
    let by = |dimension| Asked {
        by: vec![dimension],
        measures: BTreeSet::from([Measure::Granted]),
        as_of,
        ..Asked::now(snapshot.now).only(Dimension::Tranche, [tranche.to_owned()])
    };
    let provinces = snapshot.answer(by(Dimension::Province), Audience::Government).await?;
    let years = snapshot.answer(by(Dimension::Year), Audience::Government).await?;
    let families = |cell: &Cell| {
        let label = cell.labels.first().map(|label| (label.code.clone(), label.name.clone()));
        let granted = cell.measures.get(&Measure::Granted).map_or(0, |sums| sums.applications);
        label.map(|label| (label, granted.unsigned_abs()))
    };
    let total = provinces.total.get(&Measure::Granted).map_or(0, |sums| sums.applications);
    Ok(Counted {
        total: total.unsigned_abs(),
        provinces: provinces.cells.iter().filter_map(families).collect(),
        years: years.cells.iter().filter_map(families).collect(),
    })
}

/// Figures of every day could be taken from one another; these change twice a year.
fn end_of_last_half_year(today: Date) -> Date {
    if today.month() > 6 { date(today.year(), 6, 30) } else { date(today.year() - 1, 12, 31) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_of_the_last_day_of_the_half_year_before() {
        for (today, day) in [
            ("2026-11-28", "2026-06-30"),
            ("2026-07-01", "2026-06-30"),
            ("2026-06-30", "2025-12-31"),
            ("2026-01-01", "2025-12-31"),
        ] {
            assert_eq!(end_of_last_half_year(today.parse().unwrap()).to_string(), day);
        }
    }
}
