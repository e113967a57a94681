//! Hearing that something was recorded, or that a person was erased.
//!
//! A notification is a hint and may be lost: a slow poll is the safety net, and the only way on a replica, where
//! nothing can be listened to.

use crate::StoreError;
use crate::appender::{LARGEST_GAP, Shared};
use crate::reading::NEWEST;
use crate::remembered::Remembered;
use regulation::record::Position;
use regulation::words::SubjectId;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls};

/// The pause between looks at the log when nothing is heard.
const SLOW: Duration = Duration::from_secs(2);

/// The least time between looks, however often others say that there is news.
const PAUSE: Duration = Duration::from_millis(5);

/// Keeps one connection that listens, and tells what it hears.
pub(crate) struct Listener {
    pub(crate) config: Config,
    pub(crate) shared: Shared,
    pub(crate) remembered: Arc<Remembered>,
    /// Asks for a look at the log before its time.
    pub(crate) look: Notify,
}

impl Listener {
    /// Listens for as long as the store is there.
    pub(crate) async fn run(self) {
        loop {
            if let Err(error) = self.listen().await {
                tracing::debug!(%error, "not listening to the log for a moment");
            }
            // What was not heard meanwhile cannot be told: forget what may have been erased.
            self.forget(None);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn listen(&self) -> Result<(), StoreError> {
        let (client, mut connection) =
            self.config.connect(NoTls).await.map_err(|error| StoreError::Unreachable(error.to_string()))?;
        let hears = async {
            while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notification) = message? {
                    self.hear(notification.channel(), notification.payload());
                }
            }
            Ok(())
        };
        tokio::select! {
            ended = hears => ended,
            failed = self.poll(&client) => failed,
        }
    }

    async fn poll(&self, client: &Client) -> Result<(), StoreError> {
        if client.batch_execute("LISTEN log; LISTEN keyring").await.is_err() {
            tracing::info!("this server does not let us listen, as a replica does: polling only");
        }
        // What was told before we listened was not heard.
        self.forget(None);
        let newest = client.prepare(NEWEST).await?;
        loop {
            let told = *self.shared.heard.borrow();
            let position: i64 = client.query_one(&newest, &[]).await?.try_get(0)?;
            self.shared.see(Position(crate::codec::unsigned(position)), told);
            tokio::time::sleep(PAUSE).await;
            // In time or called: either way it is time to look.
            let _ = tokio::time::timeout(SLOW, self.look.notified()).await;
        }
    }

    fn hear(&self, channel: &str, payload: &str) {
        match channel {
            "log" => self.hear_position(Position(payload.parse().unwrap_or_default())),
            _ => self.forget(payload.parse().ok().map(SubjectId)),
        }
    }

    /// Anybody who can connect can notify, so what is told is believed only as far as the news can be read from
    /// there. Beyond that, as always in a process that itself records nothing, a look at the log finds what is true.
    fn hear_position(&self, told: Position) {
        if told.0 <= self.shared.tail().end().0.saturating_add(LARGEST_GAP) {
            self.shared.hear(told);
        } else {
            self.look.notify_one();
        }
    }

    /// Forgets what is held of a person, or of everybody.
    fn forget(&self, subject: Option<SubjectId>) {
        match subject {
            Some(subject) => self.shared.keyring.forget(subject),
            None => self.shared.keyring.forget_all(),
        }
        // In this order: who reads after the last of these finds nothing of before in the other two.
        self.shared.tail().forget();
        self.remembered.forget();
    }
}
