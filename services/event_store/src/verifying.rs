//! Verifying: walking the chain of hashes from the first event to the last.
//!
//! Each event carries the hash of the one before it, and its own hash over every column's exact stored bytes. Who
//! changes an event must change every event after it and the head; then the heads that were kept outside no longer
//! fit. A tail that was cut off shows only by those.

use crate::codec::{signed, unsigned};
use crate::{EventStore, Head, StoreError};
use aws_lc_rs::digest;
use regulation::record::Position;
use std::fmt;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

const PAGE: i64 = 2_000;

/// The columns that are hashed, in the order of `log.append`, and then the hash.
const CHAIN: &str = "SELECT position, event_type, shape, tags, payload, actor, imported,
    recorded_at, previous_hash, hash FROM log.events WHERE position > $1 AND position <= $2 ORDER BY position";

/// The number of columns that are hashed.
const HASHED: i32 = 9;

/// The log is whole up to here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last event, whose hash holds fast all of them: the head to keep outside.
    pub head: Head,
    /// How many heads kept outside were found in the chain.
    pub known_heads: usize,
}

/// The first thing that does not fit.
#[derive(Debug)]
pub enum Broken {
    /// This event is not what was recorded, or something before it was taken away.
    Event {
        /// The first event that does not fit.
        position: Position,
        /// In what way.
        because: &'static str,
    },
    /// The head says otherwise than the last event.
    Head {
        /// Where the head says that the log ends.
        head: Position,
        /// Where it ends.
        last: Position,
    },
    /// A head that was kept outside is not in the chain: a tail was cut off, or everything since was made anew.
    KnownHead {
        /// Its position.
        position: Position,
        /// Where the log ends.
        last: Position,
    },
    /// The log could not be read.
    Unread(StoreError),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { position, because } => write!(f, "event {position} does not fit: {because}"),
            Self::Head { head, last } => write!(f, "the head stands at {head}, the last event at {last}"),
            Self::KnownHead { position, last } => {
                write!(f, "the head that was kept of {position} is not in the log, which ends at {last}")
            }
            Self::Unread(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Broken {}

impl<E: Into<StoreError>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self::Unread(error.into())
    }
}

impl EventStore {
    /// Walks the chain, computing every hash anew, and compares with heads that were kept outside.
    ///
    /// # Errors
    /// The first thing that does not fit, by its position.
    pub async fn verify(&self, kept_outside: &[Head]) -> Result<Verified, Broken> {
        let client = self.inner.reading.reader.pool.get().await?;
        let statement = client.prepare_cached(CHAIN).await?;
        let head = self.head().await?;
        let mut chain = Chain::default();
        let mut found = 0;
        // Everything up to the head that was read first is there, and what comes after it is for the next time.
        let until = signed(head.position);
        loop {
            let last = signed(chain.position);
            let page = client.query(&statement, &[&last, &until.min(last.saturating_add(PAGE))]).await?;
            if page.is_empty() {
                break;
            }
            for row in &page {
                chain.follow(row)?;
                let known = kept_outside.iter().filter(|kept| kept.position == chain.position);
                for kept in known {
                    if kept.hash != chain.hash {
                        return Err(Broken::Event {
                            position: kept.position,
                            because: "a head kept outside differs",
                        });
                    }
                    found += 1;
                }
            }
        }
        if chain.position != head.position || chain.hash != head.hash {
            return Err(Broken::Head { head: head.position, last: chain.position });
        }
        // The head moves with each event, so nothing can stand behind the one that is read after the newest event.
        let newest = self.inner.reading.reader.newest().await?;
        let now = self.head().await?.position;
        if newest > now {
            return Err(Broken::Head { head: now, last: newest });
        }
        if let Some(kept) = kept_outside.iter().find(|kept| kept.position > chain.position) {
            return Err(Broken::KnownHead { position: kept.position, last: chain.position });
        }
        Ok(Verified { head, known_heads: found })
    }
}

/// The chain so far.
#[derive(Debug, Default)]
struct Chain {
    position: Position,
    hash: Vec<u8>,
    recorded_at: i64,
}

impl Chain {
    fn follow(&mut self, row: &Row) -> Result<(), Broken> {
        let position = Position(unsigned(row.try_get(0)?));
        let broken = |because| Err(Broken::Event { position, because });
        if position.0 != self.position.0 + 1 {
            return broken("events before it are missing");
        }
        let recorded_at = i64::from_be_bytes(fixed(raw(row, 7)?));
        let previous: &[u8] = row.try_get(8)?;
        if previous != self.hash {
            return broken("it does not follow the event before it");
        }
        let computed = digest::digest(&digest::SHA256, &sent(row)?);
        let stored: &[u8] = row.try_get(9)?;
        if computed.as_ref() != stored {
            return broken("its hash is of another content");
        }
        if position.0 > 1 && recorded_at < self.recorded_at {
            return broken("its time runs backwards");
        }
        *self = Self { position, hash: stored.to_vec(), recorded_at };
        Ok(())
    }
}

/// The row as PostgreSQL's `record_send` writes it: the number of columns, then for each its type, its length
/// (-1 for none) and its bytes. What comes over the wire is the same form, column by column.
fn sent(row: &Row) -> Result<Vec<u8>, StoreError> {
    let mut bytes = HASHED.to_be_bytes().to_vec();
    for (index, column) in row.columns().iter().enumerate().take(9) {
        bytes.extend(column.type_().oid().to_be_bytes());
        match raw(row, index)? {
            None => bytes.extend((-1_i32).to_be_bytes()),
            Some(value) => {
                bytes.extend(i32::try_from(value.len()).unwrap_or(i32::MAX).to_be_bytes());
                bytes.extend(value);
            }
        }
    }
    Ok(bytes)
}

fn raw(row: &Row, index: usize) -> Result<Option<&[u8]>, StoreError> {
    Ok(row.try_get::<_, Option<Raw<'_>>>(index)?.map(|raw| raw.0))
}

fn fixed(bytes: Option<&[u8]>) -> [u8; 8] {
    bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// The bytes of any column, as they came.
struct Raw<'a>(&'a [u8]);

impl<'a> tokio_postgres::types::FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
