//! Whether a database is a copy of another: a replica that shows another log would answer with other figures.

use crate::config::connect;
use crate::{StoreConfig, StoreError};
use deadpool_postgres::{Hook, HookError};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};

const IDENTITY: &str = "
    SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()";

/// What a physical replica shares with its primary and with nobody else: the cluster's number, and the database's in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity(i64, u32);

/// The identity of the database behind a connection; none where this role may not ask for it.
pub(crate) async fn identity(client: &Client) -> Result<Option<Identity>, Error> {
    match client.query_one(IDENTITY, &[]).await {
        Ok(row) => Ok(Some(Identity(row.try_get(0)?, row.try_get(1)?))),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Refuses what answers and is another database. What does not answer may still come.
pub(crate) async fn must_be_a_copy(of: &StoreConfig, own: Option<Identity>) -> Result<(), StoreError> {
    let found = match connect(&of.postgres).await {
        Ok(client) => identity(&client).await.map_err(StoreError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok(found) if found == own => Ok(()),
        Ok(_) => Err(StoreError::OtherDatabase),
        Err(error) => {
            tracing::warn!(%error, "the replica cannot be read yet");
            Ok(())
        }
    }
}

/// Looks at each new connection: behind an address another database may come to stand.
pub(crate) fn refuse_others(own: Option<Identity>) -> Hook {
    Hook::async_fn(move |client, _| {
        Box::pin(async move {
            let found = identity(client).await.map_err(HookError::Backend)?;
            if found == own { Ok(()) } else { Err(HookError::message(StoreError::OtherDatabase.to_string())) }
        })
    })
}
