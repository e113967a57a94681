//! Reading courses, and the money of tranches.

use super::SIGNALS;
use crate::reading::POSITION;
use deadpool_postgres::Transaction;
use event_store::StoreError;
use jiff::civil::Date;
use regulation::facts::{Ceilings, Course, Flow};
use regulation::signals::Money;
use regulation::words::{Cents, TrancheKey};
use service_kit::Problem;
use std::collections::BTreeMap;

const CEILINGS: &str = "SELECT tranche, ceilings FROM reporting.course_ceilings ORDER BY tranche";
const MONEY: &str = "
    SELECT tranche, day, sum(held)::bigint, sum(waiting)::bigint FROM reporting.course_money
     WHERE $1::date IS NULL OR known_on <= $1 GROUP BY tranche, day";

/// Up to which position the courses are made.
pub async fn position(tx: &Transaction<'_>) -> Result<i64, StoreError> {
    Ok(tx.query_one(&tx.prepare_cached(POSITION).await?, &[&SIGNALS]).await?.try_get(0)?)
}

/// A course as it was kept.
pub fn parsed(text: &str) -> Result<Course, Problem> {
    serde_json::from_str(text).map_err(Problem::internal)
}

/// The money of every tranche by day: the ceiling as it is known now, and of cases what was known at the end of a day, or is
/// now.
pub async fn money(
    tx: &Transaction<'_>,
    known_by: Option<Date>,
) -> Result<BTreeMap<TrancheKey, Money>, Problem> {
    let mut all: BTreeMap<TrancheKey, Money> = BTreeMap::new();
    let rows = tx.query(&tx.prepare_cached(CEILINGS).await.map_err(StoreError::from)?, &[]).await;
    for row in rows.map_err(StoreError::from)? {
        let (key, text): (String, String) = read2(&row)?;
        let ceilings: Ceilings = serde_json::from_str(&text).map_err(Problem::internal)?;
        let key = TrancheKey::parse(&key).map_err(Problem::internal)?;
        all.entry(key).or_default().ceiling.clone_from(ceilings.changes());
    }
    let rows = tx.query(&tx.prepare_cached(MONEY).await.map_err(StoreError::from)?, &[&known_by]).await;
    for row in rows.map_err(StoreError::from)? {
        let (key, day): (String, Date) = read2(&row)?;
        let held = Cents::new(row.try_get(2).map_err(StoreError::from)?);
        let waiting = Cents::new(row.try_get(3).map_err(StoreError::from)?);
        let key = TrancheKey::parse(&key).map_err(Problem::internal)?;
        all.entry(key).or_default().flows.insert(day, Flow { held, waiting });
    }
    Ok(all)
}

fn read2<'a, A, B>(row: &'a tokio_postgres::Row) -> Result<(A, B), StoreError>
where
    A: tokio_postgres::types::FromSql<'a>,
    B: tokio_postgres::types::FromSql<'a>,
{
    Ok((row.try_get(0)?, row.try_get(1)?))
}
