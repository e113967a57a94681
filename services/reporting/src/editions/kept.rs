//! Where editions are: what was sealed stands in the log, the bytes beside it under their hash.

use crate::logbook::hex;
use aws_lc_rs::digest::{SHA256, digest};
use deadpool_postgres::Client;
use event_store::StoreError;
use jiff::Timestamp;
use regulation::event::{EditionSealed, Event};
use regulation::record::Position;
use regulation::words::EditionKey;
use std::collections::BTreeMap;
use tokio_postgres::Row;

const ALL: &str = "
    SELECT position, recorded_at, event_type, shape, payload FROM log.events
     WHERE event_type = 'edition-sealed' ORDER BY position DESC";
const KEEP: &str =
    "INSERT INTO reporting.editions (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
const CONTENT: &str = "SELECT content FROM reporting.editions WHERE hash = decode($1, 'hex')";

/// An edition as the log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    /// What was sealed.
    pub event: EditionSealed,
    /// Where.
    pub position: Position,
    /// When.
    pub recorded_at: Timestamp,
}

/// All editions, the newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct All(pub Vec<Sealed>);

impl All {
    /// Reads them.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn read(client: &Client) -> Result<Self, StoreError> {
        let rows = client.query(&client.prepare_cached(ALL).await?, &[]).await?;
        let mut all = Vec::new();
        for row in &rows {
            all.extend(read(row)?);
        }
        Ok(Self(all))
    }

    /// The edition with this key.
    pub fn find(&self, edition: &str) -> Option<&Sealed> {
        self.0.iter().find(|sealed| sealed.event.edition.as_str() == edition)
    }

    /// Which edition corrects which.
    pub fn corrections(&self) -> BTreeMap<EditionKey, EditionKey> {
        let corrects = |sealed: &Sealed| {
            let corrects = sealed.event.corrects.as_ref()?;
            Some((corrects.edition.clone(), sealed.event.edition.clone()))
        };
        self.0.iter().filter_map(corrects).collect()
    }

    /// The corrections that came after an edition, in their order.
    pub fn corrections_of(&self, edition: &EditionKey) -> Vec<EditionKey> {
        let corrections = self.corrections();
        std::iter::successors(corrections.get(edition), |by| corrections.get(by)).cloned().collect()
    }
}

fn read(row: &Row) -> Result<Option<Sealed>, StoreError> {
    let position = Position(row.try_get::<_, i64>(0)?.unsigned_abs());
    let (kind, shape): (&str, i16) = (row.try_get(2)?, row.try_get(3)?);
    let payload: &[u8] = row.try_get(4)?;
    let event = Event::read(kind, shape.unsigned_abs(), payload);
    match event.map_err(|because| StoreError::Unreadable { position, because })? {
        Event::EditionSealed(event) => Ok(Some(Sealed { event, position, recorded_at: row.try_get(1)? })),
        _ => Ok(None),
    }
}

/// The SHA-256 of the content of an edition, in lower-case hexadecimals.
pub fn hash(content: &[u8]) -> String {
    hex(digest(&SHA256, content).as_ref())
}

/// Keeps the content under its hash, before the event that names it is recorded.
///
/// # Errors
/// When the database cannot be used.
pub async fn keep(client: &Client, content: &[u8]) -> Result<(), StoreError> {
    let hash = digest(&SHA256, content);
    client.execute(&client.prepare_cached(KEEP).await?, &[&hash.as_ref(), &content]).await?;
    Ok(())
}

/// What is kept under this hash; it may be other bytes, if somebody changed them.
///
/// # Errors
/// When the database cannot be read.
pub async fn content(client: &Client, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row = client.query_opt(&client.prepare_cached(CONTENT).await?, &[&hash]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
