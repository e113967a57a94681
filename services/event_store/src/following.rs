//! Following: what a service makes of the log for itself, kept up to date.
//!
//! A [`Projection`] writes rows into tables of its service's schema. Rows and checkpoint move in one transaction
//! that locks the checkpoint, so that two followers, in one process or in two, cannot apply an event twice. An
//! event that cannot be read or handled stops that follower alone, with an alarm that names it; so do rows of another
//! version, and a log that ends before them. It is tried again when the service starts anew. [`EventStore::rebuild`](crate::EventStore::rebuild) builds the same tables beside
//! the live ones.

use crate::codec::{signed, unsigned};
use crate::error::may_pass;
use crate::reading::Reader;
use crate::{EventStore, StoreError};
use deadpool_postgres::{Pool, Transaction};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How many positions are looked at in one transaction.
const PAGE: u64 = 1_000;
/// The safety net for notifications that were lost.
const SLOW: Duration = Duration::from_secs(2);
/// The pause after the database failed.
const RECOVERY: Duration = Duration::from_millis(500);

const ENTER: &str =
    "INSERT INTO checkpoints (name, version, position) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING";
const LOCK: &str = "SELECT position, version FROM checkpoints WHERE name = $1 FOR UPDATE";
const MOVE: &str =
    "UPDATE checkpoints SET position = $2, stopped_by = NULL, stopped_because = NULL WHERE name = $1";
/// One of another version may have taken over meanwhile.
const STOP: &str =
    "UPDATE checkpoints SET stopped_by = $2, stopped_because = $3 WHERE name = $1 AND version = $4";

/// What a service makes of the log for itself.
pub trait Projection: Send + Sync + 'static {
    /// Its name, under which its checkpoint stands; unique within the schema.
    fn name(&self) -> &'static str;

    /// The version of what it makes of an event. Raise it when that changes, and [rebuild](EventStore::rebuild).
    fn version(&self) -> i32 {
        1
    }

    /// Its tables in the service's schema, those that others refer to first. Nobody else writes them.
    fn tables(&self) -> &'static [&'static str];

    /// Which events it wants; it is given no others.
    fn about(&self) -> Query;

    /// Writes what these events, in the order of the log, mean. Name the tables without a schema: the same code
    /// also builds them beside the live ones. Do nothing else here that would last, for what is applied may be
    /// rolled back and applied again.
    fn apply(
        &self,
        transaction: &Transaction<'_>,
        recorded: &[Recorded],
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send;
}

/// Why a projection could not apply events.
#[derive(Debug)]
pub enum ProjectionError {
    /// The database failed. What may pass is tried again; what does not pass stops the follower.
    Database(tokio_postgres::Error),
    /// The projection cannot handle the event.
    Unhandleable(String),
}

impl From<tokio_postgres::Error> for ProjectionError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl std::fmt::Display for ProjectionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(error) => match error.as_db_error() {
                Some(db) => write!(f, "{} ({})", db.message(), db.code().code()),
                None => error.fmt(f),
            },
            Self::Unhandleable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for ProjectionError {}

/// How a follower fares: part of a service's health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowerState {
    /// The projection.
    pub name: &'static str,
    /// Up to which position its rows are true.
    pub position: Position,
    /// What stopped it.
    pub stopped: Option<Stopped>,
}

/// What stopped a follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The event that it could not read or handle; or the last that was applied, when its rows are of another version or
    /// the tail of the log was cut.
    pub by: Position,
    /// Why.
    pub because: String,
}

/// The handle of a projection that is being kept up to date; dropping it ends that.
#[derive(Debug)]
pub struct Follower {
    state: watch::Receiver<FollowerState>,
    task: JoinHandle<()>,
    /// What it hears ends with the store.
    _store: EventStore,
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Follower {
    /// How it fares.
    pub fn state(&self) -> FollowerState {
        self.state.borrow().clone()
    }

    /// Waits until its rows are true up to this position, or it stopped. A reader who must see what was just
    /// recorded waits so; put a timeout around it. Whether it got there.
    pub async fn reach(&self, position: Position) -> bool {
        let mut state = self.state.clone();
        let there = state.wait_for(|state| state.position >= position || state.stopped.is_some()).await;
        there.is_ok_and(|state| state.position >= position)
    }
}

impl EventStore {
    /// Keeps a projection up to date until the follower is dropped.
    pub fn follow<P: Projection>(&self, projection: P) -> Follower {
        let start = FollowerState { name: projection.name(), position: Position::default(), stopped: None };
        let (sender, state) = watch::channel(start);
        let following = Following {
            projection,
            tables: self.inner.reading.tables.clone(),
            reader: self.inner.reading.reader.clone(),
            state: sender,
            heard: self.heard(),
            page: PAGE,
            single_until: Position(0),
        };
        Follower { state, task: tokio::spawn(following.run()), _store: self.clone() }
    }
}

/// How far a step came.
enum Step {
    /// To this position, and there may be more.
    To(Position),
    /// There is nothing after this position.
    Idle(Position),
}

/// Why a step failed.
enum Failure {
    /// It may succeed later.
    Passing(StoreError),
    /// Something among these positions cannot be read or handled.
    Stuck { first: Position, last: Position, because: String },
}

impl<E: Into<StoreError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Passing(error.into())
    }
}

/// The task that keeps a projection up to date.
struct Following<P> {
    projection: P,
    tables: Pool,
    reader: Reader,
    state: watch::Sender<FollowerState>,
    heard: watch::Receiver<Position>,
    page: u64,
    /// Up to here events are applied one by one, to find the one that cannot be.
    single_until: Position,
}

impl<P: Projection> Following<P> {
    async fn run(mut self) {
        let name = self.projection.name();
        while let Err(error) = self.enter().await {
            tracing::warn!(projection = name, %error, "a follower cannot begin yet");
            tokio::time::sleep(RECOVERY).await;
        }
        loop {
            self.heard.mark_unchanged();
            match self.step(self.page).await {
                Ok(Step::To(position)) => self.moved(position),
                Ok(Step::Idle(position)) => {
                    self.moved(position);
                    if tokio::time::timeout(SLOW, self.heard.changed())
                        .await
                        .is_ok_and(|heard| heard.is_err())
                    {
                        return;
                    }
                }
                Err(Failure::Passing(error)) => {
                    tracing::warn!(projection = name, %error, "a follower waits for the database");
                    tokio::time::sleep(RECOVERY).await;
                }
                Err(Failure::Stuck { first, last, because }) if first < last => {
                    tracing::warn!(projection = name, %first, %last, because, "looking for the event that stops a follower");
                    self.page = 1;
                    self.single_until = last;
                }
                Err(Failure::Stuck { first, because, .. }) => return self.stop(first, because).await,
            }
        }
    }

    /// Writes the checkpoint of a projection that is new here.
    async fn enter(&self) -> Result<(), StoreError> {
        let client = self.tables.get().await?;
        client.execute(ENTER, &[&self.projection.name(), &self.projection.version()]).await?;
        Ok(())
    }

    /// Applies what comes next, at most so many positions, and moves the checkpoint with it.
    async fn step(&self, most: u64) -> Result<Step, Failure> {
        let name = self.projection.name();
        let mut client = self.tables.get().await.map_err(StoreError::from)?;
        let transaction = client.transaction().await?;
        let row = transaction.query_one(&transaction.prepare_cached(LOCK).await?, &[&name]).await?;
        let after = Position(unsigned(row.try_get(0)?));
        let version: i32 = row.try_get(1)?;
        if version != self.projection.version() {
            let because = format!(
                "its rows are of version {version}, and must be rebuilt for {}",
                self.projection.version()
            );
            return Err(Failure::Stuck { first: after, last: after, because });
        }
        let newest = self.reader.newest().await?;
        if newest < after {
            let because = format!("the log ends at {newest}, before what was applied: its tail was cut");
            return Err(Failure::Stuck { first: after, last: after, because });
        }
        if newest == after {
            return Ok(Step::Idle(after));
        }
        let last = Position(after.0.saturating_add(most)).min(newest);
        let first = Position(after.0 + 1);
        let events = match self.reader.page(&self.projection.about(), after, last).await {
            Ok(events) => events,
            Err(StoreError::Unreadable { position, because }) => {
                // What stands before it is still applied, event by event.
                let last = if position > first { last } else { first };
                return Err(Failure::Stuck { first, last, because: because.to_string() });
            }
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(error) => return Err(Failure::Stuck { first, last, because: error.to_string() }),
        };
        if !events.is_empty() {
            match self.projection.apply(&transaction, &events).await {
                Ok(()) => {}
                Err(ProjectionError::Database(error)) if may_pass(&error) => return Err(error.into()),
                Err(error) => return Err(Failure::Stuck { first, last, because: error.to_string() }),
            }
        }
        transaction.execute(&transaction.prepare_cached(MOVE).await?, &[&name, &signed(last)]).await?;
        transaction.commit().await?;
        Ok(Step::To(last))
    }

    async fn note_stop(&self, by: Position, because: &str) -> Result<(), StoreError> {
        let client = self.tables.get().await?;
        let (name, version) = (self.projection.name(), self.projection.version());
        client.execute(STOP, &[&name, &signed(by), &because, &version]).await?;
        Ok(())
    }

    fn moved(&mut self, position: Position) {
        if position >= self.single_until {
            self.page = PAGE;
        }
        self.state.send_if_modified(|state| {
            let moved = state.position != position;
            state.position = position;
            moved
        });
    }

    async fn stop(&self, by: Position, because: String) {
        let name = self.projection.name();
        tracing::error!(projection = name, position = by.0, because, "a follower stopped");
        if let Err(error) = self.note_stop(by, &because).await {
            tracing::warn!(projection = name, %error, "that it stopped could not be noted");
        }
        self.state.send_modify(|state| state.stopped = Some(Stopped { by, because }));
        // Nobody else is stopped by it; the state stays readable for as long as somebody holds the follower.
        self.state.closed().await;
    }
}
