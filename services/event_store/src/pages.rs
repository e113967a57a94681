//! Reading long histories page by page, with the next pages on their way while one is being read.

use crate::codec;
use crate::reading::Reader;
use crate::sql::borrowed;
use crate::{EventStore, StoreError, reading};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use tokio::sync::mpsc;
use tokio_postgres::Row;

/// How many positions a page spans.
const SPAN: u64 = 2_000;
/// How many pages wait to be read.
const AHEAD: usize = 2;

/// A history, page by page, up to what was the last event when reading began.
pub struct Pages {
    rows: mpsc::Receiver<Result<Vec<Row>, StoreError>>,
    reader: Reader,
}

impl EventStore {
    /// The events of a history after this position, page by page: for rebuilds, exports and followers elsewhere.
    pub fn pages(&self, query: &Query, after: Position) -> Pages {
        Pages::new(&self.inner.reading.reader, query, after, None)
    }
}

impl Pages {
    /// The events of a history after one position and up to another; without that up to the last of the log.
    pub(crate) fn new(reader: &Reader, query: &Query, after: Position, until: Option<Position>) -> Self {
        let (sender, rows) = mpsc::channel(AHEAD);
        tokio::spawn(fetch(reader.clone(), query.clone(), after, until, sender));
        Self { rows, reader: reader.clone() }
    }

    /// The next events in the order of the log; none at the end. A page may be empty.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Recorded>>, StoreError> {
        let Some(rows) = self.rows.recv().await.transpose()? else { return Ok(None) };
        let mut events = rows.iter().map(codec::read).collect::<Result<Vec<_>, _>>()?;
        self.reader.unseal(&mut events).await?;
        Ok(Some(events))
    }
}

async fn fetch(
    reader: Reader,
    query: Query,
    after: Position,
    until: Option<Position>,
    pages: mpsc::Sender<Result<Vec<Row>, StoreError>>,
) {
    if let Err(error) = try_fetch(&reader, &query, after, until, &pages).await {
        let _reader_went_away = pages.send(Err(error)).await;
    }
}

async fn try_fetch(
    reader: &Reader,
    query: &Query,
    mut after: Position,
    until: Option<Position>,
    pages: &mpsc::Sender<Result<Vec<Row>, StoreError>>,
) -> Result<(), StoreError> {
    let end = match until {
        Some(until) => until,
        None => reader.newest().await?,
    };
    let client = reader.pool.get().await?;
    let (text, mut values) = reading::page_text(query);
    let statement = client.prepare_cached(&text).await?;
    while after < end {
        let last = Position(after.0.saturating_add(SPAN)).min(end);
        values.splice(..2, reading::bounds(after, last));
        let rows = client.query(&statement, &borrowed(&values)).await?;
        if pages.send(Ok(rows)).await.is_err() {
            return Ok(());
        }
        after = last;
    }
    Ok(())
}
