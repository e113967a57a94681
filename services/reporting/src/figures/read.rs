//! Figures from the ledger: everything in one answer is of one snapshot of the database.

use super::asked::Asked;
use super::body::Answer;
use super::table::{Audience, Column, Names, Row, Sums, cells};
use crate::ledger::Measure;
use crate::projection::LEDGER;
use deadpool_postgres::{Client, Transaction};
use event_store::{EventStore, StoreError};
use jiff::Timestamp;
use regulation::words::TrancheKey;
use std::collections::BTreeMap;
use tokio_postgres::IsolationLevel;
use tokio_postgres::types::ToSql;

/// Where the ledger is, what time it is, and which tranches there are.
const STATE: &str = "
    SELECT coalesce((SELECT position FROM reporting.checkpoints WHERE name = $1), 0), clock_timestamp()";
const TRANCHES: &str = "
    SELECT tranche, name, target_groups FROM reporting.tranches WHERE opened ORDER BY tranche";

/// The ledger as it is at one moment.
pub struct Snapshot<'a> {
    /// The transaction that holds it still.
    pub tx: Transaction<'a>,
    /// The position up to which the ledger is made.
    pub position: i64,
    /// The time by the database's clock.
    pub now: Timestamp,
    /// The tranches that were opened.
    pub tranches: Vec<TrancheKey>,
    /// Their names.
    pub names: Names,
}

impl<'a> Snapshot<'a> {
    /// Takes it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn take(client: &'a mut Client) -> Result<Self, StoreError> {
        let begin =
            client.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
        let tx = begin.start().await?;
        let state = tx.query_one(&tx.prepare_cached(STATE).await?, &[&LEDGER]).await?;
        let (mut tranches, mut names) = (Vec::new(), Names::default());
        for row in tx.query(&tx.prepare_cached(TRANCHES).await?, &[]).await? {
            let (key, name, groups): (String, String, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            tranches.extend(TrancheKey::parse(&key).ok());
            names.tranches.insert(key, (name, serde_json::from_str(&groups).unwrap_or_default()));
        }
        Ok(Self { position: state.try_get(0)?, now: state.try_get(1)?, tx, tranches, names })
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn answer(&self, asked: Asked, audience: Audience) -> Result<Answer, StoreError> {
        let columns: Vec<_> = asked.by.iter().map(|dimension| Column::of(*dimension)).collect();
        let rows = self.rows(&asked, &columns).await?;
        let cells = if columns.is_empty() { Vec::new() } else { cells(rows, &asked, &self.names, audience) };
        let whole = Asked { by: Vec::new(), ..asked.clone() };
        let total = self::cells(self.rows(&whole, &[]).await?, &whole, &self.names, audience);
        let total = total.into_iter().next().map(|cell| cell.measures).unwrap_or_default();
        Ok(Answer { asked, position: self.position.unsigned_abs(), cells, total })
    }

    /// The lines that match, added up by these columns. A line without a value in one of them belongs to no cell.
    async fn rows(&self, asked: &Asked, columns: &[Column]) -> Result<Vec<Row>, StoreError> {
        let mut columns: Vec<Column> = columns.to_vec();
        columns.sort_unstable();
        columns.dedup();
        let tranche = asked.tranche.as_ref().map(ToString::to_string);
        let values: [&(dyn ToSql + Sync); 3] = [&tranche, &asked.as_of, &asked.known_at];
        let rows = self.tx.query(&self.tx.prepare_cached(&sum_by(&columns)).await?, &values).await?;
        rows.iter().map(|row| read(row, &columns)).collect()
    }
}

/// The columns are ours, not a client's: nothing of a request is in the text of the statement.
fn sum_by(columns: &[Column]) -> String {
    let each =
        |make: fn(&str) -> String| columns.iter().map(|column| make(column.name())).collect::<String>();
    format!(
        "SELECT measure, count(DISTINCT application), count(DISTINCT (application, project)) FILTER (WHERE project IS NOT NULL),
                array_agg(DISTINCT applicant) FILTER (WHERE applicant IS NOT NULL), sum(units)::bigint,
                sum(units) FILTER (WHERE permanence = 'permanent')::bigint,
                sum(units) FILTER (WHERE permanence = 'flex')::bigint, sum(cents)::bigint{}
           FROM reporting.ledger
          WHERE ($1::text IS NULL OR tranche = $1) AND valid_on <= $2 AND known_since <= $3{}
          GROUP BY measure{}",
        each(|name| format!(", {name}")),
        each(|name| format!(" AND {name} IS NOT NULL")),
        each(|name| format!(", {name}")),
    )
}

fn read(row: &tokio_postgres::Row, columns: &[Column]) -> Result<Row, StoreError> {
    let mut keys = BTreeMap::new();
    for (at, column) in (8..).zip(columns) {
        keys.insert(*column, row.try_get(at)?);
    }
    let recipients: Option<Vec<String>> = row.try_get(3)?;
    let sums = Sums {
        applications: row.try_get(1)?,
        projects: row.try_get(2)?,
        recipients: recipients.unwrap_or_default().into_iter().collect(),
        units: row.try_get(4)?,
        permanent: row.try_get(5)?,
        flex: row.try_get(6)?,
        cents: row.try_get(7)?,
    };
    Ok(Row { measure: Measure::parse(row.try_get(0)?), keys, sums })
}

/// The version of the way from events to lines by which the ledger stands; none while there is no ledger.
///
/// # Errors
/// When the database cannot be read.
pub async fn stored_version(store: &EventStore) -> Result<Option<i32>, StoreError> {
    let client = store.tables().get().await?;
    let row =
        client.query_opt("SELECT version FROM reporting.checkpoints WHERE name = $1", &[&LEDGER]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
