//! Telling other processes that something was recorded.
//!
//! Beside the append and not in it: a notification inside the transaction costs a lone command a tenth of its time
//! and wakes every listener for each commit. Here the first is told at once, and what follows within a few
//! milliseconds is told together. If this process dies in between, the others find out by their slow poll.

use crate::StoreError;
use crate::codec::signed;
use crate::config::connect;
use regulation::record::Position;
use std::time::Duration;
use tokio::sync::watch;
use tokio_postgres::Config;

/// The least time between two notifications.
const PAUSE: Duration = Duration::from_millis(5);
/// The pause after the database failed.
const RECOVERY: Duration = Duration::from_millis(500);

// A notification takes a transaction id, and need not be on disk.
const QUICKLY: &str = "SET synchronous_commit = off";
const NOTIFY: &str = "SELECT pg_notify('log', $1::bigint::text)";

/// Tells others what this process recorded.
pub(crate) struct Notifier {
    pub(crate) config: Config,
    pub(crate) recorded: watch::Receiver<Position>,
}

impl Notifier {
    /// Notifies until nothing can be recorded any more.
    pub(crate) async fn run(mut self) {
        while self.recorded.changed().await.is_ok() {
            self.recorded.mark_changed();
            match self.notify().await {
                Ok(()) => return,
                Err(error) => tracing::debug!(%error, "others are not told for a moment"),
            }
            // What could not be told is told as soon as it can be, also when nothing more is recorded.
            self.recorded.mark_changed();
            tokio::time::sleep(RECOVERY).await;
        }
    }

    async fn notify(&mut self) -> Result<(), StoreError> {
        let client = connect(&self.config).await?;
        client.batch_execute(QUICKLY).await?;
        let notify = client.prepare(NOTIFY).await?;
        while self.recorded.changed().await.is_ok() {
            let newest = *self.recorded.borrow_and_update();
            client.query(&notify, &[&signed(newest)]).await?;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }
}
