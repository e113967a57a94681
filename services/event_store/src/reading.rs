//! Reading the log: a history, the news since a position, one page after another.

use crate::codec::{self, COLUMNS, signed, unsigned};
use crate::keyring::Keyring;
use crate::sql::{self, By, Value};
use crate::{Head, StoreError};
use deadpool_postgres::{Client, Pool};
use jiff::Timestamp;
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use std::sync::Arc;
use tokio_postgres::Row;

/// Until when a history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// All that is recorded.
    Now,
    /// Up to and including this position.
    Position(Position),
    /// What was recorded at or before this moment.
    Moment(Timestamp),
}

const HEAD: &str = "SELECT position, hash, recorded_at FROM log.head()";
pub(crate) const NEWEST: &str = "SELECT coalesce(max(position), 0) FROM log.events";
const NOW: &str = "SELECT clock_timestamp()";
const POSITION_AT: &str = "SELECT log.position_at($1)";

/// Below this distance from the end of the log, what is new is found by position rather than by tag.
const NEAR: u64 = 2_000;

/// Part of what is to be read: this history, after this position.
pub(crate) struct Since {
    pub(crate) about: Query,
    pub(crate) after: Position,
}

/// Reads the log over a pool of connections.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) pool: Pool,
    pub(crate) keyring: Arc<Keyring>,
}

impl Reader {
    pub(crate) async fn head(&self) -> Result<Head, StoreError> {
        let client = self.pool.get().await?;
        let row = client.query_one(&client.prepare_cached(HEAD).await?, &[]).await?;
        Ok(Head {
            position: Position(unsigned(row.try_get(0)?)),
            hash: row.try_get(1)?,
            recorded_at: row.try_get(2)?,
        })
    }

    /// The position of the last event.
    pub(crate) async fn newest(&self) -> Result<Position, StoreError> {
        let client = self.pool.get().await?;
        let row = client.query_one(&client.prepare_cached(NEWEST).await?, &[]).await?;
        Ok(Position(unsigned(row.try_get(0)?)))
    }

    pub(crate) async fn now(&self) -> Result<Timestamp, StoreError> {
        let client = self.pool.get().await?;
        Ok(client.query_one(&client.prepare_cached(NOW).await?, &[]).await?.try_get(0)?)
    }

    /// The last position that this includes; none for no limit.
    pub(crate) async fn last(&self, until: Until) -> Result<Option<Position>, StoreError> {
        match until {
            Until::Now => Ok(None),
            Until::Position(position) => Ok(Some(position)),
            Until::Moment(moment) => {
                let client = self.pool.get().await?;
                let row = client.query_one(&client.prepare_cached(POSITION_AT).await?, &[&moment]).await?;
                Ok(Some(Position(unsigned(row.try_get(0)?))))
            }
        }
    }

    /// All events of a history, in the order of the log.
    pub(crate) async fn history(&self, query: &Query, until: Until) -> Result<Vec<Recorded>, StoreError> {
        let last = self.last(until).await?;
        let mut values: Vec<Value> = Vec::new();
        let tagged = sql::has_tags(query);
        let by = if tagged { By::Tag } else { By::Position };
        let mut wanted = sql::condition(query, by, &mut values);
        if let Some(last) = last {
            values.push(Box::new(signed(last)));
            // The sum keeps the planner on the index on tags.
            let position = if tagged { "e.position + 0" } else { "e.position" };
            wanted.push_str(&format!(" AND {position} <= ${}", values.len()));
        }
        let text = format!("SELECT {COLUMNS} FROM log.events e WHERE {wanted} ORDER BY e.position");
        let client = self.pool.get().await?;
        let rows = client.query(&client.prepare_cached(&text).await?, &sql::borrowed(&values)).await?;
        self.read(&client, &rows).await
    }

    /// All events up to and including a position that carry one of these tags, in the order of the log. One statement for
    /// however many: a query with as many alternatives would be planned and kept anew for each number of them.
    pub(crate) async fn histories(&self, of: &[Tag], last: Position) -> Result<Vec<Recorded>, StoreError> {
        let tags: Vec<&str> = of.iter().map(Tag::as_str).collect();
        let text = format!(
            "SELECT {COLUMNS} FROM log.events e WHERE e.tags && $1::text[] AND e.position + 0 <= $2 ORDER BY e.position"
        );
        let client = self.pool.get().await?;
        let rows = client.query(&client.prepare_cached(&text).await?, &[&tags, &signed(last)]).await?;
        self.read(&client, &rows).await
    }

    /// The events in these rows, with what is sealed in them opened.
    async fn read(&self, client: &Client, rows: &[Row]) -> Result<Vec<Recorded>, StoreError> {
        let mut events = rows.iter().map(codec::read).collect::<Result<Vec<_>, _>>()?;
        self.keyring.unseal(client, &mut events).await?;
        Ok(events)
    }

    /// What is new of each part, and the position at which that is all: from one statement, so that nothing
    /// recorded meanwhile falls between the two.
    pub(crate) async fn since(
        &self,
        parts: &[Since],
        newest: Position,
    ) -> Result<(Position, Vec<Recorded>), StoreError> {
        let mut values: Vec<Value> = Vec::new();
        let mut wanted: Vec<String> = Vec::new();
        for part in parts {
            let near = newest.0.saturating_sub(part.after.0) <= NEAR || !sql::has_tags(&part.about);
            let by = if near { By::Position } else { By::Tag };
            let condition = sql::condition(&part.about, by, &mut values);
            values.push(Box::new(signed(part.after)));
            let position = if near { "e.position" } else { "e.position + 0" };
            wanted.push(format!("({condition} AND {position} > ${})", values.len()));
        }
        if wanted.is_empty() {
            wanted.push("false".to_owned());
        }
        let text = format!(
            "SELECT {COLUMNS}, h.head FROM (SELECT coalesce(max(position), 0) AS head FROM log.events) h
             LEFT JOIN log.events e ON {} ORDER BY e.position",
            wanted.join(" OR ")
        );
        let client = self.pool.get().await?;
        let rows = client.query(&client.prepare_cached(&text).await?, &sql::borrowed(&values)).await?;
        let mut head = Position::default();
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            head = Position(unsigned(row.try_get(7)?));
            if row.try_get::<_, Option<i64>>(0)?.is_some() {
                events.push(codec::read(row)?);
            }
        }
        self.keyring.unseal(&client, &mut events).await?;
        Ok((head, events))
    }

    /// The events of a history among the positions after one and up to another.
    pub(crate) async fn page(
        &self,
        query: &Query,
        after: Position,
        until: Position,
    ) -> Result<Vec<Recorded>, StoreError> {
        let client = self.pool.get().await?;
        let (text, mut values) = page_text(query);
        values.splice(..2, bounds(after, until));
        let rows = client.query(&client.prepare_cached(&text).await?, &sql::borrowed(&values)).await?;
        self.read(&client, &rows).await
    }

    /// Opens what is sealed in these events.
    pub(crate) async fn unseal(&self, events: &mut [Recorded]) -> Result<(), StoreError> {
        if self.keyring.opens_any(events) {
            let client = self.pool.get().await?;
            self.keyring.unseal(&client, events).await?;
        }
        Ok(())
    }
}

/// The statement for a page; its first two values are the [`bounds`].
pub(crate) fn page_text(query: &Query) -> (String, Vec<Value>) {
    let mut values = Vec::from(bounds(Position(0), Position(0)));
    let wanted = sql::condition(query, By::Position, &mut values);
    let text = format!(
        "SELECT {COLUMNS} FROM log.events e WHERE e.position > $1 AND e.position <= $2 AND {wanted}
         ORDER BY e.position"
    );
    (text, values)
}

/// After the one and up to the other.
pub(crate) fn bounds(after: Position, until: Position) -> [Value; 2] {
    [Box::new(signed(after)), Box::new(signed(until))]
}
