//! Where reading goes, and how far it is there: the service's own database, or a replica of it.

use crate::courses::SIGNALS;
use crate::projection::LEDGER;
use event_store::{Follower, ReadStore, StoreError};
use regulation::record::Position;
use service_kit::Problem;
use service_kit::health::Outcome;
use std::sync::Arc;
use std::time::Duration;

/// Up to which position a projection is made.
pub(crate) const POSITION: &str =
    "SELECT coalesce((SELECT position FROM reporting.checkpoints WHERE name = $1), 0)";

/// How long a request waits at most.
const LONGEST: Duration = Duration::from_secs(5);

/// The pause between looks at a replica, where nothing can be listened to.
const PAUSE: Duration = Duration::from_millis(50);

/// How soon a client may try again, in seconds.
const RETRY_AFTER: u32 = 2;

/// What an answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MadeOf {
    /// The ledger.
    Ledger,
    /// The courses of cases.
    Courses,
}

/// Where reading goes, with the followers that write what is read.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) ledger: Arc<Follower>,
    pub(crate) courses: Arc<Follower>,
    /// Where it is read, if not where it is written.
    pub(crate) replica: Option<ReadStore>,
}

impl Reading {
    /// Waits until what is read counts everything up to a position, for as long as a request has patience. How far it is
    /// then.
    ///
    /// # Errors
    /// When the replica cannot be read.
    pub(crate) async fn reach(&self, made_of: MadeOf, position: Position) -> Result<Position, Problem> {
        match &self.replica {
            Some(replica) => seen(replica, made_of, position).await,
            None => Ok(followed(self.follower(made_of), position).await),
        }
    }

    fn follower(&self, made_of: MadeOf) -> &Follower {
        match made_of {
            MadeOf::Ledger => &self.ledger,
            MadeOf::Courses => &self.courses,
        }
    }

    /// How far a replica is, beside how far the ledger is where it is written; for health.
    pub(crate) async fn beside(&self, replica: &ReadStore) -> Outcome {
        let there = position(replica, MadeOf::Ledger).await.map_err(|error| {
            tracing::warn!(%error, "the replica cannot be read");
            "de replica is niet te lezen".to_owned()
        })?;
        Ok(format!("positie {there}, tegen {} in de eigen database", self.ledger.state().position))
    }
}

/// How far a follower is, at this position or when patience is at its end.
pub(crate) async fn followed(follower: &Follower, position: Position) -> Position {
    let _patience_ended = tokio::time::timeout(LONGEST, follower.reach(position)).await;
    follower.state().position
}

/// The same, as a replica shows it: looked at time and again.
async fn seen(replica: &ReadStore, made_of: MadeOf, asked: Position) -> Result<Position, Problem> {
    let mut seen = None;
    let looking = async {
        loop {
            let is = position(replica, made_of).await?;
            seen = Some(is);
            if is >= asked {
                return Ok::<(), StoreError>(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    if let Ok(looked) = tokio::time::timeout(LONGEST, looking).await {
        looked?;
    }
    seen.ok_or_else(|| Problem::unavailable(RETRY_AFTER))
}

async fn position(store: &ReadStore, made_of: MadeOf) -> Result<Position, StoreError> {
    let name = match made_of {
        MadeOf::Ledger => LEDGER,
        MadeOf::Courses => SIGNALS,
    };
    let client = store.client().await?;
    let row = client.query_one(&client.prepare_cached(POSITION).await?, &[&name]).await?;
    Ok(Position(row.try_get::<_, i64>(0)?.unsigned_abs()))
}
