//! Rebuilding: making a projection's rows anew beside the live ones, and letting them take over at one position.
//!
//! The tables are made again in the schema `<service>_next` and filled from the first event, while the live ones go
//! on. Then the live checkpoint is locked, the new rows are brought to exactly its position, both are compared by how many they
//! are and the sum of their hashes, and where they differ row by row; then the new rows replace the live ones: in one
//! transaction, so that readers see the old figures or the new ones and never a mixture. Tables keep their grants, and no
//! statement has to be prepared anew. What differed is reported.
//!
//! One that is killed before that transaction commits leaves the live rows as they are. What it made stays in
//! `<service>_next` until the next one drops it and begins again with the first event. `tests/following.rs` kills it at many
//! moments, and takes its lock away.
//!
//! It asks of the tables: no generated columns, columns whose types can be compared and hashed (`jsonb`, not `json`), and rows
//! that follow from the events alone (no `now()`, no sequences).

use crate::codec::{signed, unsigned};
use crate::config;
use crate::error::may_pass;
use crate::following::{Projection, ProjectionError};
use crate::reading::Reader;
use crate::{EventStore, Pages, StoreError};
use deadpool_postgres::{Client, GenericClient, Transaction};
use regulation::record::{Position, Recorded};
use std::time::{Duration, Instant};

/// How often is told how far a rebuild is; and at its end.
const TELL: Duration = Duration::from_secs(3);

/// How many differing rows are shown for each table and side.
const SHOWN: i64 = 10;

const TRY_LOCK: &str = "SELECT pg_try_advisory_lock(hashtext($1))";
const LOCK: &str = "SELECT pg_advisory_lock(hashtext($1))";
const SEED: &str = "SELECT (random() * 9e15)::bigint";

/// What a rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The position at which old and new rows were compared, and the new ones took over.
    pub position: Position,
    /// The tables whose rows differed.
    pub differences: Vec<Difference>,
}

/// How a table differed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// How many rows are gone.
    pub gone: u64,
    /// How many rows are new.
    pub new: u64,
    /// The first of them, as JSON.
    pub examples_gone: Vec<String>,
    /// The first of them, as JSON.
    pub examples_new: Vec<String>,
}

impl EventStore {
    /// [Rebuilds](Self::rebuild) a projection whose rows were made by another [version](Projection::version) of it. One
    /// that has no rows yet is left to its follower. What the rebuild found, where there was one.
    ///
    /// # Errors
    /// As those of a rebuild.
    pub async fn rebuild_other_version<P: Projection>(
        &self,
        projection: P,
    ) -> Result<Option<Rebuilt>, StoreError> {
        let client = self.inner.reading.tables.get().await?;
        if !self.is_of_other_version(&client, &projection).await? {
            return Ok(None);
        }
        drop(client);
        let client = self.lock_rebuilding().await?;
        // Another process may have done it meanwhile.
        if !self.is_of_other_version(&client, &projection).await? {
            return Ok(None);
        }
        self.rebuild_over(client, projection).await.map(Some)
    }

    async fn is_of_other_version<P: Projection>(
        &self,
        client: &Client,
        projection: &P,
    ) -> Result<bool, StoreError> {
        let live = &self.inner.config.schema;
        let text = format!("SELECT version FROM {live}.checkpoints WHERE name = $1");
        let stored = client.query_opt(&text, &[&projection.name()]).await?;
        let stored: Option<i32> = stored.map(|row| row.try_get(0)).transpose()?;
        Ok(stored.is_some_and(|version| version != projection.version()))
    }

    /// Makes a projection's rows anew, and lets them take over where the live ones are now.
    ///
    /// A follower of another [version](Projection::version) stops at the take-over; follow the new one then. One
    /// rebuild runs at a time in a schema; a second one waits.
    ///
    /// # Errors
    /// When the database fails, or the projection cannot handle an event: the live rows then stay as they are.
    pub async fn rebuild<P: Projection>(&self, projection: P) -> Result<Rebuilt, StoreError> {
        self.rebuild_over(self.lock_rebuilding().await?, projection).await
    }

    fn next_schema(&self) -> String {
        format!("{}_next", self.inner.config.schema)
    }

    /// The one connection that holds the lock and writes the new rows: who loses the one cannot go on with the other.
    async fn lock_rebuilding(&self) -> Result<Client, StoreError> {
        let next = self.next_schema();
        let client = config::pool(self.inner.config.for_tables(&next), 1)?.get().await?;
        let is_free: bool = client.query_one(TRY_LOCK, &[&next]).await?.try_get(0)?;
        if !is_free {
            tracing::info!(schema = next, "waiting for another rebuild");
            client.execute(LOCK, &[&next]).await?;
        }
        Ok(client)
    }

    async fn rebuild_over<P: Projection>(
        &self,
        mut client: Client,
        projection: P,
    ) -> Result<Rebuilt, StoreError> {
        let (live, next) = (self.inner.config.schema.clone(), self.next_schema());
        let rebuild = Rebuild { live, next, projection, reader: self.inner.reading.reader.clone() };
        rebuild.make_tables(&client).await?;
        let position = rebuild.live_position(&client).await?;
        rebuild.fill(&mut client, Position(0), position).await?;
        let rebuilt = rebuild.take_over(&mut client, position).await?;
        let name = rebuild.projection.name();
        tracing::info!(projection = name, position = rebuilt.position.0, differences = ?rebuilt.differences, "rebuilt");
        if let Err(error) = rebuild.drop_tables(&client).await {
            tracing::warn!(projection = name, %error, "what was rebuilt beside the live rows stays until the next rebuild");
        }
        Ok(rebuilt)
    }
}

/// A projection whose rows are made anew, and where they stand and are made.
struct Rebuild<P> {
    live: String,
    next: String,
    projection: P,
    reader: Reader,
}

impl<P: Projection> Rebuild<P> {
    /// Applies everything after one position and up to another to the new tables, and tells from time to time how far it is.
    /// The next events are read while some are applied.
    async fn fill(
        &self,
        client: &mut (impl GenericClient + Send),
        after: Position,
        until: Position,
    ) -> Result<(), StoreError> {
        let mut pages = Pages::new(&self.reader, &self.projection.about(), after, Some(until));
        let (name, mut told) = (self.projection.name(), Instant::now());
        while let Some(events) = pages.next().await? {
            let (Some(first), Some(last)) = (events.first(), events.last()) else { continue };
            let transaction = client.transaction().await?;
            self.apply(&transaction, first.position, last.position, &events).await?;
            transaction.commit().await?;
            if told.elapsed() >= TELL || last.position == until {
                told = Instant::now();
                let (position, until) = (last.position.0, until.0);
                let percent = position.saturating_mul(100) / until.max(1);
                tracing::info!(projection = name, position, until, percent, "rebuilding");
            }
        }
        Ok(())
    }

    async fn apply(
        &self,
        transaction: &Transaction<'_>,
        first: Position,
        last: Position,
        events: &[Recorded],
    ) -> Result<(), StoreError> {
        match self.projection.apply(transaction, events).await {
            Ok(()) => Ok(()),
            Err(ProjectionError::Database(error)) if may_pass(&error) => Err(error.into()),
            Err(error) => Err(StoreError::Unapplicable { first, last, because: error.to_string() }),
        }
    }

    async fn make_tables(&self, client: &Client) -> Result<(), StoreError> {
        self.drop_tables(client).await?;
        let Self { live, next, .. } = self;
        for table in self.projection.tables() {
            // What a crash leaves of them is never used, so they need no write-ahead log.
            let make = format!("CREATE UNLOGGED TABLE {next}.{table} (LIKE {live}.{table} INCLUDING ALL)");
            client.batch_execute(&make).await?;
        }
        Ok(())
    }

    async fn drop_tables(&self, client: &Client) -> Result<(), StoreError> {
        for table in self.projection.tables() {
            client.batch_execute(&format!("DROP TABLE IF EXISTS {}.{table}", self.next)).await?;
        }
        Ok(())
    }

    /// Where the live rows are, for the moment; where the log ends, if they are of more than there is.
    async fn live_position(&self, client: &Client) -> Result<Position, StoreError> {
        let text = format!("SELECT position FROM {}.checkpoints WHERE name = $1", self.live);
        let row = client.query_opt(&text, &[&self.projection.name()]).await?;
        self.in_the_log(Position(row.map(|row| row.try_get(0)).transpose()?.map_or(0, unsigned))).await
    }

    async fn in_the_log(&self, position: Position) -> Result<Position, StoreError> {
        let newest = self.reader.newest().await?;
        if newest < position {
            tracing::error!(%newest, %position, "the log ends before the rows that are made anew: its tail was cut");
        }
        Ok(position.min(newest))
    }

    /// Lets the new rows, which are true at this position, take the place of the live ones where those are now.
    async fn take_over(&self, client: &mut Client, filled: Position) -> Result<Rebuilt, StoreError> {
        let (name, version) = (self.projection.name(), self.projection.version());
        let Self { live, next, .. } = self;
        let mut transaction = client.transaction().await?;
        let enter = format!(
            "INSERT INTO {live}.checkpoints (name, version, position) VALUES ($1, $2, 0)
            ON CONFLICT DO NOTHING"
        );
        transaction.execute(&enter, &[&name, &version]).await?;
        let lock = format!("SELECT position FROM {live}.checkpoints WHERE name = $1 FOR UPDATE");
        let live_position = Position(unsigned(transaction.query_one(&lock, &[&name]).await?.try_get(0)?));
        let position = self.in_the_log(live_position).await?;
        if position < filled {
            let because = format!("the live rows went back from {filled} to {position} meanwhile");
            return Err(StoreError::Unapplicable { first: position, last: filled, because });
        }
        // From here on the live rows stand still.
        self.fill(&mut transaction, filled, position).await?;
        // What the projection sets for its own statements is not for those that compare.
        transaction.batch_execute("RESET ALL").await?;
        let mut differences = Vec::new();
        let seed = transaction.query_one(SEED, &[]).await?.try_get(0)?;
        for table in self.projection.tables() {
            differences.extend(self.difference(&transaction, table, seed).await?);
        }
        let differing = |table: &&&str| differences.iter().any(|difference| difference.table == **table);
        for table in self.projection.tables().iter().rev().filter(differing) {
            transaction.batch_execute(&format!("DELETE FROM {live}.{table}")).await?;
        }
        for table in self.projection.tables().iter().filter(differing) {
            let take =
                format!("INSERT INTO {live}.{table} OVERRIDING SYSTEM VALUE SELECT * FROM {next}.{table}");
            transaction.batch_execute(&take).await?;
        }
        let advance = format!(
            "UPDATE {live}.checkpoints SET position = $2, version = $3, stopped_by = NULL,
            stopped_because = NULL WHERE name = $1"
        );
        transaction.execute(&advance, &[&name, &signed(position), &version]).await?;
        transaction.commit().await?;
        Ok(Rebuilt { position, differences })
    }

    async fn difference(
        &self,
        client: &Transaction<'_>,
        table: &str,
        seed: i64,
    ) -> Result<Option<Difference>, StoreError> {
        let (live, next) = (format!("{}.{table}", self.live), format!("{}.{table}", self.next));
        if digest(client, &live, seed).await? == digest(client, &next, seed).await? {
            return Ok(None);
        }
        let (gone, examples_gone) = only_in(client, &live, &next).await?;
        let (new, examples_new) = only_in(client, &next, &live).await?;
        if gone == 0 && new == 0 {
            return Ok(None);
        }
        Ok(Some(Difference { table: table.to_owned(), gone, new, examples_gone, examples_new }))
    }
}

/// How many rows a table has, and the sum of their hashes: one look instead of the sorts by which rows are told apart.
/// Nobody knows the seed beforehand, so that rows cannot be made to look like others. The hash of a row is a sum over its
/// columns, and would stay the same in all when values changed places between rows; so it is hashed once more.
async fn digest(client: &Transaction<'_>, table: &str, seed: i64) -> Result<(i64, String), StoreError> {
    let text = format!(
        "SELECT count(*), coalesce(sum(hashtextextended(hash_record_extended(rows, $1)::text, $1)::numeric), 0)::text
           FROM {table} AS rows"
    );
    let row = client.query_one(&text, &[&seed]).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// How many rows one table has more than another, and the first of them.
async fn only_in(client: &Transaction<'_>, one: &str, other: &str) -> Result<(u64, Vec<String>), StoreError> {
    let only = format!("SELECT * FROM {one} EXCEPT ALL SELECT * FROM {other}");
    let count = client.query_one(&format!("SELECT count(*) FROM ({only}) AS rows"), &[]).await?.try_get(0)?;
    if count == 0 {
        return Ok((0, Vec::new()));
    }
    let show = format!("SELECT to_jsonb(rows)::text FROM ({only}) AS rows LIMIT {SHOWN}");
    let rows = client.query(&show, &[]).await?;
    let examples = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    Ok((unsigned(count), examples))
}
