//! Reading only: the log, and what its service made of it; in the service's own database or in a replica of that.

use crate::appender::Shared;
use crate::keyring::Keyring;
use crate::reading::{Reader, Since};
use crate::remembered::Remembered;
use crate::{EventStore, StoreConfig, StoreError, Until, config, replica};
use deadpool_postgres::{Client, Pool};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::{Facts, Part};
use std::fmt;
use std::sync::Arc;

/// The log and a service's own tables, to read. It can record nothing. Copies share everything.
///
/// Of a replica it shows what was replayed there; each answer is of a position that may be behind the log's last. No
/// keys of persons are read there, because an erased person must be gone at once: what is sealed stays sealed.
#[derive(Clone)]
pub struct ReadStore {
    pub(crate) reader: Reader,
    pub(crate) tables: Pool,
    pub(crate) remembered: Arc<Remembered>,
    pub(crate) shared: Shared,
}

impl fmt::Debug for ReadStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadStore").finish_non_exhaustive()
    }
}

impl EventStore {
    /// The same log and tables, to read only.
    pub fn reading(&self) -> &ReadStore {
        &self.inner.reading
    }

    /// A replica of this store's database, to read only. It need not be there yet: until it is, reading there fails and
    /// passes.
    ///
    /// # Errors
    /// When what answers under this address is another database than this store's, or the address cannot be used.
    pub async fn replica(&self, of: &StoreConfig) -> Result<ReadStore, StoreError> {
        let own = replica::identity(&**self.inner.reading.reader.pool.get().await?).await?;
        replica::must_be_a_copy(of, own).await?;
        let pool = |config| config::pool_of_replica(config::read_only(&config), of.connections, own);
        let (reader, tables) = (pool(of.for_the_log())?, pool(of.for_tables(&of.schema))?);
        Ok(ReadStore {
            reader: Reader { pool: reader, keyring: Arc::new(Keyring::closed()) },
            tables,
            remembered: Arc::new(Remembered::new(of.cached_facts)),
            shared: self.inner.shared.clone(),
        })
    }
}

impl ReadStore {
    /// A connection to the service's own tables: its schema is the search path.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn client(&self) -> Result<Client, StoreError> {
        Ok(self.tables.get().await?)
    }

    /// The events of a history until then, in the order of the log.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn history(&self, query: &Query, until: Until) -> Result<Vec<Recorded>, StoreError> {
        self.reader.history(query, until).await
    }

    /// Folds facts from what is recorded until then; up to now, from what is remembered on. Says up to which position
    /// they are true.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn learn<F: Facts>(&self, mut facts: F, until: Until) -> Result<(F, Position), StoreError> {
        let Some(last) = self.reader.last(until).await? else {
            let head = self.learn_all(&mut facts.parts()).await?;
            return Ok((facts, head));
        };
        let events = self.reader.history(&Facts::about(&facts), Until::Position(last)).await?;
        events.iter().for_each(|recorded| Facts::learn(&mut facts, recorded));
        Ok((facts, last.min(self.reader.head().await?.position)))
    }

    /// Fills parts with all that is recorded, and remembers them.
    async fn learn_all(&self, parts: &mut [&mut dyn Part]) -> Result<Position, StoreError> {
        let forgotten = self.remembered.forgotten();
        let positions: Vec<Position> =
            parts.iter_mut().map(|part| self.remembered.recall(&mut **part)).collect();
        let head = self.complete(parts, &positions).await?;
        parts.iter().for_each(|part| self.remembered.keep(&**part, head, forgotten));
        Ok(head)
    }

    /// Completes parts that are true at these positions from the database. Up to which position they are true then.
    pub(crate) async fn complete(
        &self,
        parts: &mut [&mut dyn Part],
        positions: &[Position],
    ) -> Result<Position, StoreError> {
        let since: Vec<Since> = parts
            .iter()
            .zip(positions)
            .map(|(part, after)| Since { about: part.about(), after: *after })
            .collect();
        let (head, news) = self.reader.since(&since, self.newest()).await?;
        for recorded in &news {
            for (part, position) in parts.iter_mut().zip(positions) {
                if recorded.position > *position {
                    part.learn(recorded);
                }
            }
        }
        Ok(head)
    }

    /// The newest position of which this process knows.
    pub(crate) fn newest(&self) -> Position {
        self.shared.tail().end().max(*self.shared.heard.borrow())
    }
}
