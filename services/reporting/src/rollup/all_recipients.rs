//! The rows of all recipients together, from those of each: when the rollup is made from nothing.

use super::grain::{GRAINS, Grain, Key};
use super::packed::{Turns, unpack, unpack_parts};
use super::rows::{Cell, Cells, TOGETHER, add_to_all_recipients, counting};
use event_store::StoreError;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Transaction};

const TRANCHES: &str = "SELECT DISTINCT tranche FROM reporting.rollup WHERE grain = $1 AND applicant <> $2";
const SUMS: &str = "
    SELECT applicant, tranche, target_group, permanence, half, origin, year, parts
      FROM reporting.rollup WHERE grain = $1 AND tranche = $2 AND applicant <> $3";
const TURNS: &str = "
    SELECT applicant, tranche, target_group, permanence, half, origin, turns
      FROM reporting.rollup_recipients WHERE grain = $1 AND tranche = $2";

/// How many rows are read at once: each can hold some thousands of changes.
const ROWS: i32 = 200;

/// Adds up the rows of each recipient, tranche by tranche.
pub(super) async fn add_up_recipients(tx: &Transaction<'_>) -> Result<(), StoreError> {
    for grain in GRAINS {
        for tranche in tx.query(TRANCHES, &[&grain.name, &TOGETHER]).await? {
            add_up_tranche(tx, grain, tranche.try_get(0)?).await?;
        }
    }
    Ok(())
}

async fn add_up_tranche(tx: &Transaction<'_>, grain: Grain, tranche: String) -> Result<(), StoreError> {
    let mut cells = Cells::default();
    each(tx, SUMS, &[&grain.name, &tranche, &TOGETHER], |row| {
        let (cell, year) = (cell(grain, row)?, row.try_get(6)?);
        for ((day, measure), change) in unpack_parts(row.try_get(7)?)?.into_iter().flat_map(|(_, days)| days)
        {
            cells.add(&cell, measure, (year, day), change);
        }
        Ok(())
    })
    .await?;
    each(tx, TURNS, &[&grain.name, &tranche], |row| {
        let turns: Turns = unpack(row.try_get(6)?)?;
        cells.count(&cell(grain, row)?, &turns, counting(row.try_get(0)?));
        Ok(())
    })
    .await?;
    add_to_all_recipients(tx, cells).await
}

/// Reads some rows at a time.
async fn each(
    tx: &Transaction<'_>,
    text: &str,
    values: &[&(dyn ToSql + Sync)],
    mut learn: impl FnMut(&Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let portal = tx.bind(&tx.prepare(text).await?, values).await?;
    loop {
        let rows = tx.query_portal(&portal, ROWS).await?;
        if rows.is_empty() {
            return Ok(());
        }
        rows.iter().try_for_each(&mut learn)?;
    }
}

fn cell(grain: Grain, row: &Row) -> Result<Cell, StoreError> {
    Ok(Cell { grain: grain.name, key: Key::read(row)? })
}
