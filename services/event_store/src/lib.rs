//! REMEMBERING. One log of tagged events in PostgreSQL: record, read, follow, verify. Knows the rules' events and
//! facts, and nothing of HTTP.
//!
//! ```no_run
//! use event_store::{Caller, EventStore, Refusal, StoreConfig, Until};
//! use regulation::{facts::Budget, query::Query, words::TrancheKey};
//!
//! # async fn example<C: regulation::Command + Sync>(
//! #     command: C, actor: regulation::record::Actor, tranche: TrancheKey,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! event_store::migrate("postgres://admin@host/woonloket").await?;
//! let config = StoreConfig::new("assessment", "postgres://woonloket_assessment@host/woonloket")?;
//! let store = EventStore::connect(&config).await?;
//! match store.record(command, &Caller::new(actor)).await {
//!     Ok(recorded) => println!("recorded at {:?}", recorded.last().map(|event| event.position)),
//!     Err(Refusal::Violation(violation)) => println!("{}", violation.detail()),
//!     Err(other) => return Err(other.into()),
//! }
//! let (budget, position) = store.learn(Budget::of(tranche), Until::Now).await?;
//! let everything = store.history(&Query::everything(), Until::Position(position)).await?;
//! store.verify(&[]).await?;
//! # Ok(()) }
//! ```
//!
//! | look for | in |
//! |---|---|
//! | tables, `append`, roles and grants | `migrations/V1__log.sql` |
//! | from a command to events, or to a refusal | `recording.rs` |
//! | many commands in one commit | `appender.rs`, `batch.rs` |
//! | the newest events and earlier folds, in memory | `tail.rs`, `remembered.rs` |
//! | histories | `reading.rs`, `sql.rs`, `codec.rs` |
//! | reading only, perhaps on a replica: [`ReadStore`] | `read_store.rs`, `replica.rs` |
//! | long histories, page by page: [`Pages`] | `pages.rs` |
//! | projections: [`Projection`], [`Follower`] | `following.rs`, `rebuilding.rs` |
//! | the chain of hashes | `verifying.rs` |
//! | personal data and its keys | `keyring.rs` |
//! | a database for a test | `testing.rs` (feature `testing`) |

mod appender;
mod batch;
mod caller;
mod codec;
mod config;
mod error;
mod following;
mod keyring;
mod listening;
mod migrate;
mod notifying;
mod pages;
mod read_store;
mod reading;
mod rebuilding;
mod recording;
mod remembered;
mod replica;
mod sql;
mod tail;
#[cfg(feature = "testing")]
pub mod testing;
mod verifying;

pub use caller::{Caller, CommandId, Precondition};
pub use config::StoreConfig;
pub use deadpool_postgres::Transaction;
pub use error::{Refusal, StoreError};
pub use following::{Follower, FollowerState, Projection, ProjectionError, Stopped};
pub use migrate::{ROLES, migrate, migrate_with_passwords};
pub use pages::Pages;
pub use read_store::ReadStore;
pub use reading::Until;
pub use rebuilding::{Difference, Rebuilt};
pub use verifying::{Broken, Verified};

use appender::{Appender, Job, Shared};
use deadpool_postgres::{Client, Pool};
use jiff::Timestamp;
use keyring::Keyring;
use listening::Listener;
use notifying::Notifier;
use reading::Reader;
use regulation::event::CaseHeader;
use regulation::facts::Header;
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use regulation::words::{ApplicationId, SubjectId};
use remembered::Remembered;
use std::fmt;
use std::sync::{Arc, Mutex};
use tail::Tail;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

/// The last event of the log: what to keep outside, so that a cut tail shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its position; 0 of an empty log.
    pub position: Position,
    /// Its hash, which holds fast everything before it; empty of an empty log.
    pub hash: Vec<u8>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// The log as one service sees it: what it may record, it records here. Copies share everything.
#[derive(Clone)]
pub struct EventStore {
    inner: Arc<Inner>,
}

struct Inner {
    reading: ReadStore,
    shared: Shared,
    jobs: mpsc::Sender<Job>,
    config: StoreConfig,
    listening: JoinHandle<()>,
}

impl fmt::Debug for EventStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStore").field("schema", &self.inner.config.schema).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl EventStore {
    /// Connects a service: pools for reading, a connection that appends, and one that listens.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn connect(config: &StoreConfig) -> Result<EventStore, StoreError> {
        let reader_pool = config::pool(config.for_the_log(), config.connections)?;
        let client = reader_pool.get().await?;
        let keyring = Arc::new(Keyring::open(&client).await?);
        drop(client);
        let reader = Reader { pool: reader_pool, keyring: keyring.clone() };
        let head = reader.head().await?;
        let remembered = Arc::new(Remembered::new(config.cached_facts));
        let tail = Arc::new(Mutex::new(Tail::after(head.position)));
        let shared = Shared { tail, keyring, heard: watch::Sender::new(head.position) };
        let (tell, recorded) = watch::channel(head.position);
        let (jobs, inbox) = mpsc::channel(4_096);
        tokio::spawn(Appender::new(config.for_the_log(), shared.clone(), tell, inbox).run());
        tokio::spawn(Notifier { config: config.for_the_log(), recorded }.run());
        let listener = Listener {
            config: config.for_the_log(),
            shared: shared.clone(),
            remembered: remembered.clone(),
            look: Notify::new(),
        };
        let task = tokio::spawn(listener.run());
        let tables = config::pool(config.for_tables(&config.schema), config.connections)?;
        let reading = ReadStore { reader, tables, remembered, shared: shared.clone() };
        let inner = Inner { reading, shared, jobs, config: config.clone(), listening: task };
        Ok(EventStore { inner: Arc::new(inner) })
    }

    /// The events of a history until then, in the order of the log.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn history(&self, query: &Query, until: Until) -> Result<Vec<Recorded>, StoreError> {
        self.inner.reading.reader.history(query, until).await
    }

    /// The events that carry one of these tags, up to and including a position, in the order of the log: many histories
    /// at once.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn histories(&self, of: &[Tag], last: Position) -> Result<Vec<Recorded>, StoreError> {
        self.inner.reading.reader.histories(of, last).await
    }

    /// The unchanging header of a case: its tranche and applicant. None when nobody submitted it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn case(&self, application: ApplicationId) -> Result<Option<CaseHeader>, StoreError> {
        Ok(self.learn(Header::of(application), Until::Now).await?.0.case)
    }

    /// The last event of the log.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn head(&self) -> Result<Head, StoreError> {
        self.inner.reading.reader.head().await
    }

    /// The time by the database's clock: take `received_at` from it, once, at the door.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        self.inner.reading.reader.now().await
    }

    /// The keyed hash of a request's content, for a [`CommandId`].
    ///
    /// # Errors
    /// When this role may not read the key, as `correspondence` may not.
    pub fn mac(&self, content: &[u8]) -> Result<[u8; 32], StoreError> {
        self.inner.shared.keyring.mac(content)
    }

    /// Erases a person: the key goes, and with it every way to read the person's data. Chain and figures stay whole.
    /// Whether there was a key.
    ///
    /// # Errors
    /// When the database cannot be reached, or this role may not.
    pub async fn erase_person(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let client = self.inner.reading.reader.pool.get().await?;
        let erased = self.inner.shared.keyring.erase(&client, subject).await?;
        self.inner.reading.remembered.forget();
        self.inner.shared.tail().forget();
        Ok(erased)
    }

    /// A connection to the service's own tables: its schema is the search path.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn client(&self) -> Result<Client, StoreError> {
        self.reading().client().await
    }

    /// Connections to the service's own tables: its schema is their search path.
    pub fn tables(&self) -> &Pool {
        &self.inner.reading.tables
    }

    /// The newest position of which this process heard; changes when something is recorded by anyone.
    pub fn heard(&self) -> watch::Receiver<Position> {
        self.inner.shared.heard.subscribe()
    }
}
