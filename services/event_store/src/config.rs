//! How a service reaches the log, and what it may set.

use crate::StoreError;
use crate::replica::{Identity, refuse_others};
use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolBuilder, RecyclingMethod, Runtime, Timeouts};
use std::time::Duration;
use tokio_postgres::{Config, NoTls};

/// How a service reaches the log: under a role of its own.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// The server, the database and the role.
    pub(crate) postgres: Config,
    /// The schema of the service's own tables.
    pub(crate) schema: String,
    /// The most connections for reading the log, and as many again for the service's own tables; 8 by default.
    pub connections: usize,
    /// How many folds of facts are kept in memory at most; 10,000 by default.
    pub cached_facts: usize,
}

impl StoreConfig {
    /// A service's way to the log.
    ///
    /// `schema` is the service's own: `intake`, `assessment`, `reporting` or `correspondence`. `url` is what
    /// tokio-postgres and libpq read: `postgres://woonloket_intake@host/woonloket` or `host=... user=... dbname=...`.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn new(schema: &str, url: &str) -> Result<Self, StoreError> {
        let plain = !schema.is_empty() && schema.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !plain {
            return Err(StoreError::Setting(format!("{schema} is not a schema of ours")));
        }
        let mut postgres: Config = url
            .parse()
            .map_err(|error| StoreError::Setting(format!("the address of the database: {error}")))?;
        postgres.application_name(format!("woonloket {schema}"));
        if postgres.get_connect_timeout().is_none() {
            postgres.connect_timeout(Duration::from_secs(10));
        }
        Ok(Self { postgres, schema: schema.to_owned(), connections: 8, cached_facts: 10_000 })
    }

    /// For reading and writing the log: plans are made once and never scan the whole table for want of statistics.
    pub(crate) fn for_the_log(&self) -> Config {
        with_options(&self.postgres, "-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan")
    }

    /// For tables in this schema. Compiling a statement costs more than any of ours takes.
    pub(crate) fn for_tables(&self, schema: &str) -> Config {
        with_options(&self.postgres, &format!("-c search_path={schema} -c jit=off"))
    }
}

/// The same, where nothing may be written: on a replica nothing can, and so no more where its address leads to the
/// primary.
pub(crate) fn read_only(config: &Config) -> Config {
    with_options(config, "-c default_transaction_read_only=on")
}

fn with_options(postgres: &Config, more: &str) -> Config {
    let mut config = postgres.clone();
    let options = postgres.get_options().map_or_else(|| more.to_owned(), |given| format!("{given} {more}"));
    config.options(options);
    config
}

/// A pool of connections that waits at most ten seconds for a free one.
pub(crate) fn pool(config: Config, size: usize) -> Result<Pool, StoreError> {
    build(builder(config, size))
}

/// The same to a replica, which must be a copy of the database with this identity.
pub(crate) fn pool_of_replica(
    config: Config,
    size: usize,
    own: Option<Identity>,
) -> Result<Pool, StoreError> {
    build(builder(config, size).post_create(refuse_others(own)))
}

fn builder(config: Config, size: usize) -> PoolBuilder {
    let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let wait = Some(Duration::from_secs(10));
    Pool::builder(Manager::from_config(config, NoTls, recycle))
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .timeouts(Timeouts { wait, create: wait, recycle: wait })
}

fn build(builder: PoolBuilder) -> Result<Pool, StoreError> {
    builder.build().map_err(|error| StoreError::Setting(error.to_string()))
}

/// One connection outside the pools, with its traffic carried by a task of its own.
pub(crate) async fn connect(config: &Config) -> Result<tokio_postgres::Client, StoreError> {
    let (client, connection) =
        config.connect(NoTls).await.map_err(|error| StoreError::Unreachable(error.to_string()))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a connection to the log was lost");
        }
    });
    Ok(client)
}
