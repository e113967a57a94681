//! For tests, also those of other crates: a migrated database for each test, on a private server for each process.
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let database = event_store::testing::TestDatabase::new().await?;
//! let intake = database.store("intake").await?;
//! # Ok(())
//! # }
//! ```
//! The server is private, throwaway and not durable; it goes with the process, in whatever way that ends.

use crate::config::connect;
use crate::migrate::admissions;
use crate::{EventStore, StoreConfig, StoreError, migrate};
use private_postgres::{ADMIN, PrivatePostgres};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, error::SqlState};
use uuid::Uuid;

const TEMPLATE: &str = "woonloket_template";

/// A migrated, empty database of its own, on the private server of this process.
#[derive(Debug, Clone)]
pub struct TestDatabase {
    name: String,
    server: &'static PrivatePostgres,
}

impl TestDatabase {
    /// Makes the database: a copy of one that was migrated once for the whole process.
    ///
    /// # Errors
    /// When PostgreSQL is not found or does not start: the text says in Dutch what to do.
    pub async fn new() -> Result<Self, StoreError> {
        let server = server().await?;
        let admin = client(server, "postgres").await?;
        let name = format!("test_{}", Uuid::now_v7().simple());
        let make = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}");
        // For a moment the connection that migrated the template may still be there.
        while let Err(error) = admin.batch_execute(&make).await {
            if error.code() != Some(&SqlState::OBJECT_IN_USE) {
                return Err(error.into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        admin.batch_execute(&admissions(&name)).await?;
        Ok(Self { name, server })
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How a role reaches it: `woonloket_intake` and so on.
    pub fn url(&self, role: &str) -> String {
        self.server.url(role, &self.name)
    }

    /// How an administrator reaches it, who may do everything.
    pub fn admin_url(&self) -> String {
        self.url(ADMIN)
    }

    /// A connection as this role.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn client(&self, role: &str) -> Result<Client, StoreError> {
        connect(&self.url(role).parse().map_err(StoreError::Database)?).await
    }

    /// A connection as an administrator, who may do everything.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn admin(&self) -> Result<Client, StoreError> {
        self.client(ADMIN).await
    }

    /// How a service connects: `intake`, `assessment`, `reporting` or `correspondence`.
    ///
    /// # Errors
    /// When there is no such service.
    pub fn config(&self, service: &str) -> Result<StoreConfig, StoreError> {
        let mut config = StoreConfig::new(service, &self.url(&format!("woonloket_{service}")))?;
        config.connections = 4;
        Ok(config)
    }

    /// The log as a service sees it.
    ///
    /// # Errors
    /// When there is no such service, or the server does not answer.
    pub async fn store(&self, service: &str) -> Result<EventStore, StoreError> {
        EventStore::connect(&self.config(service)?).await
    }
}

async fn client(server: &PrivatePostgres, database: &str) -> Result<Client, StoreError> {
    connect(&server.url(ADMIN, database).parse().map_err(StoreError::Database)?).await
}

/// The private server of this process, with the template in it.
async fn server() -> Result<&'static PrivatePostgres, StoreError> {
    static READY: OnceCell<&'static PrivatePostgres> = OnceCell::const_new();
    let make = || async {
        let started = tokio::task::spawn_blocking(private_postgres::for_tests)
            .await
            .map_err(|error| StoreError::Unreachable(error.to_string()))?;
        let server = started.map_err(|error| StoreError::Unreachable(error.to_string()))?;
        client(server, "postgres").await?.batch_execute(&format!("CREATE DATABASE {TEMPLATE}")).await?;
        migrate(&server.url(ADMIN, TEMPLATE)).await?;
        Ok(server)
    };
    READY.get_or_try_init(make).await.copied()
}
