//! Reading long histories page by page, with the next pages on their way while one is being read.

use crate::codec;
use crate::reading::Reader;
use crate::sql::borrowed;
use crate::{EventStore, StoreError, reading};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_postgres::Row;

/// How many positions a page spans.
const SPAN: u64 = 2_000;
/// How many pages wait to be read.
const AHEAD: usize = 2;

/// A history, page by page, up to a position, or to what was the last event when reading began.
pub struct Pages {
    rows: mpsc::Receiver<Vec<Row>>,
    reader: Reader,
    /// Ends with the last page, or with why there is none.
    fetching: Option<JoinHandle<Result<(), StoreError>>>,
}

impl EventStore {
    /// The events of a history after this position, page by page, up to what is the last when reading begins.
    pub fn pages(&self, query: &Query, after: Position) -> Pages {
        Pages::new(&self.inner.reading.reader, query, after, None)
    }
}

impl Pages {
    /// The events of a history after one position and up to another; without that up to the last of the log.
    pub(crate) fn new(reader: &Reader, query: &Query, after: Position, until: Option<Position>) -> Self {
        let (sender, rows) = mpsc::channel(AHEAD);
        let fetching = Some(tokio::spawn(fetch(reader.clone(), query.clone(), after, until, sender)));
        Self { rows, reader: reader.clone(), fetching }
    }

    /// The next events in the order of the log; none at the end. A page may be empty.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Recorded>>, StoreError> {
        let Some(rows) = self.rows.recv().await else { return self.end().await };
        let mut events = rows.iter().map(codec::read).collect::<Result<Vec<_>, _>>()?;
        self.reader.unseal(&mut events).await?;
        Ok(Some(events))
    }

    async fn end(&mut self) -> Result<Option<Vec<Recorded>>, StoreError> {
        match self.fetching.take() {
            Some(fetching) => fetching.await.unwrap_or(Err(StoreError::Closed)).map(|()| None),
            None => Ok(None),
        }
    }
}

/// Reads ahead. No connection is held while there is no place for a page, for whoever reads the pages needs one to open what
/// is sealed in them.
async fn fetch(
    reader: Reader,
    query: Query,
    mut after: Position,
    until: Option<Position>,
    pages: mpsc::Sender<Vec<Row>>,
) -> Result<(), StoreError> {
    let end = match until {
        Some(until) => until,
        None => reader.newest().await?,
    };
    let (text, mut values) = reading::page_text(&query);
    while after < end {
        let Ok(place) = pages.reserve().await else { return Ok(()) };
        let last = Position(after.0.saturating_add(SPAN)).min(end);
        values.splice(..2, reading::bounds(after, last));
        let client = reader.pool.get().await?;
        place.send(client.query(&client.prepare_cached(&text).await?, &borrowed(&values)).await?);
        after = last;
    }
    Ok(())
}
