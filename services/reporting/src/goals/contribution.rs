//! What was entered as a contribution, as it counted on a day and was known at a moment.

use super::trace_of;
use crate::figures::asked::Asked;
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::ledger::Measure;
use event_store::StoreError;
use regulation::event::{ContributionEntered, Event};
use regulation::record::{Actor, Imported, Role};
use regulation::words::GoalKey;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

/// The lines of each contribution that is not undone altogether, with its newest entry.
const CONTRIBUTIONS: &str = "
    SELECT told.units, told.cents, e.position, e.event_type, e.shape, e.payload, e.actor, e.imported
      FROM (SELECT sum(l.units)::bigint AS units, sum(l.cents)::bigint AS cents, max(l.position) AS position
              FROM reporting.ledger l
             WHERE l.contribution IS NOT NULL AND l.goal = $1 AND l.valid_on <= $2 AND l.known_since <= $3
               AND ($4::text[] IS NULL OR extract(year FROM l.valid_on)::int::text = ANY ($4))
             GROUP BY l.contribution
            HAVING sum(l.units) <> 0 OR sum(l.cents) <> 0) told
      JOIN log.events e ON e.position = told.position
     ORDER BY e.position";

/// A contribution that counts.
#[derive(Debug, Clone)]
pub(crate) struct Contribution {
    /// What was entered.
    pub entered: ContributionEntered,
    /// How many homes count; absent where none were told.
    pub units: Option<i64>,
    /// How many cents count; absent where none were told.
    pub cents: Option<i64>,
    /// Its place in the log.
    pub position: u64,
    /// In what capacity it was entered.
    pub role: Option<Role>,
    /// The mark of an import.
    pub imported: Option<Imported>,
    /// The trace of what counts.
    pub trace: String,
}

/// The contributions to a goal, in the years to which the question is limited, in the order in which they were entered.
pub(crate) async fn contributions(
    snapshot: &Snapshot<'_>,
    goal: &GoalKey,
    asked: &Asked,
) -> Result<Vec<Contribution>, StoreError> {
    let statement = snapshot.tx.prepare_cached(CONTRIBUTIONS).await?;
    let years: Option<Vec<&String>> = asked.only.get(&Dimension::Year).map(|years| years.iter().collect());
    let key = goal.as_str();
    let values: [&(dyn ToSql + Sync); 4] = [&key, &asked.as_of, &asked.known_at, &years];
    let rows = snapshot.tx.query(&statement, &values).await?;
    let read = rows.iter().map(|row| read(row, asked)).collect::<Result<Vec<_>, StoreError>>()?;
    Ok(read.into_iter().flatten().collect())
}

/// Absent where the event is of a newer program.
fn read(row: &Row, asked: &Asked) -> Result<Option<Contribution>, StoreError> {
    let (position, shape): (i64, i16) = (row.try_get(2)?, row.try_get(4)?);
    let event = Event::read(row.try_get(3)?, shape.unsigned_abs(), row.try_get(5)?);
    let Ok(Event::ContributionEntered(entered)) = event else { return Ok(None) };
    let actor: Option<Actor> = serde_json::from_str(row.try_get(6)?).ok();
    let imported: Option<&str> = row.try_get(7)?;
    let trace = trace_of(asked, Measure::Contributed);
    Ok(Some(Contribution {
        trace: format!("{trace}&doelstelling={}&bijdrage={}", entered.goal, entered.contribution),
        entered,
        units: row.try_get(0)?,
        cents: row.try_get(1)?,
        position: position.unsigned_abs(),
        role: actor.map(|actor| actor.role),
        imported: imported.and_then(|text| serde_json::from_str(text).ok()),
    }))
}
