//! What lists are read from: tables of our own that follow the log. A single case is read from the log itself.

mod projection;

pub use projection::ListRows;

use crate::body::AanvraagInLijst;
use event_store::{EventStore, Follower, StoreError};
use jiff::Timestamp;
use regulation::words::{Applicant, TrancheKey};
use service_kit::Problem;
use service_kit::dutch::Status;
use std::time::Duration;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

/// How long a reader waits for the rows to be as new as the log; then it gets them as they are.
const PATIENCE: Duration = Duration::from_secs(10);

const CASES: &str = "
    SELECT application, tranche, applicant, reference, status, received_at, closed_at, requested, granted, settled,
           last, recorded_at, submitted
      FROM cases
     WHERE applicant = $1 AND submitted < $2 AND ($3::text IS NULL OR tranche = $3)
       AND ($4::text IS NULL OR status = $4)
     ORDER BY submitted DESC LIMIT $5";

const TRANCHES: &str = "SELECT tranche, opened FROM tranches WHERE opened < $1 ORDER BY opened DESC LIMIT $2";

/// Which cases to list.
pub(crate) struct Filter<'a> {
    /// Whose.
    pub applicant: &'a Applicant,
    /// In this tranche only.
    pub tranche: Option<String>,
    /// This far only.
    pub status: Option<Status>,
    /// Submitted before this position.
    pub before: Option<i64>,
}

/// A case in a list, with the position of its submission, which the order goes by.
pub(crate) struct CaseRow {
    pub submitted: i64,
    pub shown: AanvraagInLijst,
}

/// A tranche in a list, with the position of its opening, which the order goes by.
pub(crate) struct TrancheRow {
    pub opened: i64,
    pub tranche: TrancheKey,
}

/// The lists, kept up to date for as long as this lives.
pub struct Lists {
    store: EventStore,
    follower: Follower,
}

impl Lists {
    /// Begins to follow the log.
    pub fn follow(store: &EventStore) -> Self {
        Self { store: store.clone(), follower: store.follow(ListRows) }
    }

    /// Up to which position the rows are true, or what stopped them, in Dutch.
    ///
    /// # Errors
    /// When an event stopped them.
    pub fn health(&self) -> Result<String, String> {
        let state = self.follower.state();
        match state.stopped {
            None => Ok(format!("positie {}", state.position)),
            Some(stopped) => Err(format!("staat stil voor positie {}", stopped.by)),
        }
    }

    /// The cases that are asked for, newest first.
    pub(crate) async fn cases(&self, filter: &Filter<'_>, rows: i64) -> Result<Vec<CaseRow>, Problem> {
        let (before, status) = (filter.before.unwrap_or(i64::MAX), filter.status.map(Status::as_str));
        let applicant = filter.applicant.to_string();
        let found = self.read(CASES, &[&applicant, &before, &filter.tranche, &status, &rows]).await?;
        found.iter().map(CaseRow::read).collect()
    }

    /// The tranches that were ever opened, the newest opening first.
    pub(crate) async fn tranches(&self, before: Option<i64>, rows: i64) -> Result<Vec<TrancheRow>, Problem> {
        let found = self.read(TRANCHES, &[&before.unwrap_or(i64::MAX), &rows]).await?;
        found.iter().map(TrancheRow::read).collect()
    }

    /// Reads when the rows hold all that was recorded before the call, so that one sees what one just sent.
    async fn read(&self, query: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        let head = self.store.head().await?;
        if tokio::time::timeout(PATIENCE, self.follower.reach(head.position)).await.is_err() {
            tracing::warn!(position = head.position.0, "a list is read before it holds everything");
        }
        let client = self.store.tables().get().await?;
        Ok(client.query(&client.prepare_cached(query).await?, values).await?)
    }
}

impl CaseRow {
    fn read(row: &Row) -> Result<Self, Problem> {
        let read = || -> Result<_, tokio_postgres::Error> {
            let status: &str = row.try_get("status")?;
            let closed: Option<Timestamp> = row.try_get("closed_at")?;
            let last: i64 = row.try_get("last")?;
            let shown = AanvraagInLijst {
                aanvraag_id: row.try_get("application")?,
                tranche: row.try_get("tranche")?,
                aanvrager: row.try_get("applicant")?,
                kenmerk: row.try_get("reference")?,
                status: Status::parse(status).unwrap_or(Status::Ingediend),
                ontvangen_op: row.try_get("received_at")?,
                tijdig: closed.is_none(),
                gesloten_op: closed,
                gevraagd_cent: row.try_get("requested")?,
                toegekend_cent: row.try_get("granted")?,
                vastgesteld_cent: row.try_get("settled")?,
                positie: u64::try_from(last).unwrap_or_default(),
                vastgelegd_op: row.try_get("recorded_at")?,
            };
            Ok(Self { submitted: row.try_get("submitted")?, shown })
        };
        read().map_err(Problem::internal)
    }
}

impl TrancheRow {
    fn read(row: &Row) -> Result<Self, Problem> {
        let key: &str = row.try_get("tranche").map_err(Problem::internal)?;
        let tranche = TrancheKey::parse(key).map_err(Problem::internal)?;
        Ok(Self { opened: row.try_get("opened").map_err(Problem::internal)?, tranche })
    }
}
