//! A streaming replica of the server of the tests.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::support::House;
use event_store::StoreConfig;
use event_store::testing::TestDatabase;
use private_postgres::{ADMIN, Options, PrivatePostgres, for_tests};
use std::future::Future;
use std::time::{Duration, Instant};
use tokio_postgres::{Client, NoTls};

/// A replica, with the house that reads from it.
pub struct Standby {
    options: Options,
    database: String,
    server: Option<PrivatePostgres>,
}

impl Standby {
    /// Makes a replica of the whole server, and opens a house over one new database that reads from there.
    pub async fn with_house(name: &str, settings: &[(&str, &str)]) -> (Self, House) {
        let database = TestDatabase::new().await.unwrap();
        keep_what_replicas_need(&database).await;
        let options = Options {
            replica_of: Some(for_tests().unwrap().url(ADMIN, "postgres")),
            settings: settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            ..Options::throwaway(format!("replica-{name}-{}", std::process::id()))
        };
        let mut standby = Self { options, database: database.name().to_owned(), server: None };
        standby.start().await;
        let house = House::over(database, Some(&standby.config())).await;
        (standby, house)
    }

    /// Starts it, as a new copy.
    pub async fn start(&mut self) {
        let options = self.options.clone();
        let started = tokio::task::spawn_blocking(move || PrivatePostgres::start(&options));
        self.server = Some(started.await.unwrap().unwrap());
    }

    /// Stops it, and throws its data away.
    pub async fn stop(&mut self) {
        let server = self.server.take().unwrap();
        tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    }

    /// How a role reaches it.
    pub fn url(&self, role: &str) -> String {
        self.server.as_ref().unwrap().url(role, &self.database)
    }

    fn config(&self) -> StoreConfig {
        let mut config = StoreConfig::new("reporting", &self.url("woonloket_reporting")).unwrap();
        config.connections = 4;
        config
    }

    /// A connection to it as an administrator.
    pub async fn admin(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url(ADMIN), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// From now on it receives what the primary does, and does not show it.
    pub async fn pause(&self) {
        let admin = self.admin().await;
        admin.batch_execute("SELECT pg_wal_replay_pause()").await.unwrap();
        let is_paused = "SELECT pg_get_wal_replay_pause_state() = 'paused'";
        until("pausing", || async { admin.query_one(is_paused, &[]).await.unwrap().get(0) }).await;
    }

    /// It shows what it received, and goes on.
    pub async fn resume(&self) {
        self.admin().await.batch_execute("SELECT pg_wal_replay_resume()").await.unwrap();
    }
}

/// Has the server keep what a copy that is just being made has not received yet, whatever other tests write meanwhile.
async fn keep_what_replicas_need(database: &TestDatabase) {
    let admin = database.admin().await.unwrap();
    admin.batch_execute("ALTER SYSTEM SET wal_keep_size = '2GB'").await.unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let is_set = "SELECT current_setting('wal_keep_size') = '2GB'";
    until("setting", || async { admin.query_one(is_set, &[]).await.unwrap().get(0) }).await;
}

/// Waits until something is so.
pub async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let begin = Instant::now();
    while !is_so().await {
        assert!(begin.elapsed() < Duration::from_secs(60), "{what} took more than a minute");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
