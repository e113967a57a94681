//! The database: a private PostgreSQL of one's own, or the server of `DATABASE_URL`.

mod outside;

use event_store::{ROLES, StoreConfig, StoreError, migrate, migrate_with_passwords};
use outside::{Outside, login, quoted};
use private_postgres::{ADMIN, Options, PrivatePostgres};
use service_kit::Settings;
use service_kit::config::SettingErrors;
use service_kit::run::StartError;
use std::collections::BTreeMap;
use tokio_postgres::{Client, Config, NoTls};

/// The name of the database on a private server.
const NAME: &str = "woonloket";

/// The oldest PostgreSQL that will do, as the server numbers its versions.
const OLDEST: u32 = 150_000;

/// The server, started where that is ours to do. Dropping it stops what was started.
pub struct Server {
    kind: Kind,
}

enum Kind {
    Private(PrivatePostgres),
    Outside(Outside),
}

/// A database that is up to date, and how each service reaches it.
pub struct Database {
    urls: BTreeMap<String, String>,
    options: String,
    /// What it is, in Dutch, for the screen.
    pub described: String,
}

impl Server {
    /// Finds or starts the server. This blocks.
    ///
    /// # Errors
    /// When no private server can be started, or the settings contradict one another; told in Dutch.
    pub fn start(settings: &Settings, fresh: bool) -> Result<Self, StartError> {
        if let Some(service) = settings.databases.keys().find(|name| *name != "admin") {
            let name = format!("WOONLOKET_DATABASE_URL_{}", service.to_uppercase());
            let why = "hoort bij diensten die los draaien; zet hier alleen DATABASE_URL, of geen van beide";
            return Err(SettingErrors::one(&name, why).into());
        }
        let kind = match settings.databases.get("admin") {
            Some(_) if fresh => {
                return Err(
                    "--fresh gooit alleen de gegevens van de eigen PostgreSQL weg. DATABASE_URL is gezet: maak daar \
                     zelf een lege database."
                        .into(),
                );
            }
            Some(url) => Kind::Outside(Outside::read(url.reveal())?),
            None => Kind::Private(PrivatePostgres::start(&Options { fresh, ..Options::from_environment() })?),
        };
        Ok(Self { kind })
    }

    /// Makes the database where it is missing, and brings it up to date.
    ///
    /// # Errors
    /// When the server is too old or cannot be reached, or the database cannot be brought up to date.
    pub async fn prepare(&self) -> Result<Database, StartError> {
        match &self.kind {
            Kind::Private(server) => prepare_private(server).await,
            Kind::Outside(outside) => prepare_outside(outside).await,
        }
    }
}

impl Database {
    /// How this service reaches the log.
    ///
    /// # Errors
    /// When there is no such service.
    pub fn config(&self, service: &str) -> Result<StoreConfig, StoreError> {
        self.with(service, &self.options)
    }

    /// The same for playing the demonstration, which does not wait for the disk at every event: what a power cut
    /// would take from its end is played again at the next start.
    ///
    /// # Errors
    /// When there is no such service.
    pub fn config_for_playing(&self, service: &str) -> Result<StoreConfig, StoreError> {
        self.with(service, &format!("{} -c synchronous_commit=off", self.options))
    }

    fn with(&self, service: &str, options: &str) -> Result<StoreConfig, StoreError> {
        let url = self.urls.get(&role(service));
        let unknown = || StoreError::Setting(format!("{service} is not a service of ours"));
        StoreConfig::new(service, &format!("{} options={}", url.ok_or_else(unknown)?, quoted(options)))
    }
}

fn role(service: &str) -> String {
    format!("woonloket_{service}")
}

async fn prepare_private(server: &PrivatePostgres) -> Result<Database, StartError> {
    let admin = connect(&server.url(ADMIN, "postgres").parse()?).await?;
    if admin.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&NAME]).await?.is_none() {
        admin.batch_execute(&format!("CREATE DATABASE {NAME}")).await?;
    }
    migrate(&server.url(ADMIN, NAME)).await?;
    let version = version(&admin).await?.1;
    let urls = ROLES.iter().map(|role| ((*role).to_owned(), server.url(role, NAME)));
    let described = format!("PostgreSQL {version}, eigen server; gegevens in {}", server.folder().display());
    Ok(Database { urls: urls.collect(), options: String::new(), described })
}

/// Brings the database of `DATABASE_URL` up to date for services that run apart, and leaves the passwords of their roles
/// as they are. Says in Dutch which database that is.
///
/// # Errors
/// When `DATABASE_URL` is not set, its server is too old or cannot be reached, or the database cannot be brought up to
/// date.
pub async fn bring_up_to_date(settings: &Settings) -> Result<String, StartError> {
    let missing = "--migrate heeft DATABASE_URL nodig: de database die wordt bijgewerkt.";
    let outside = Outside::read(settings.databases.get("admin").ok_or(missing)?.reveal())?;
    let (name, described) = look_at(&outside).await?;
    migrate(&outside.url).await.map_err(|error| outdated(&name, &error))?;
    Ok(described)
}

/// The name of the database, and what it is in Dutch, when its server is new enough.
async fn look_at(outside: &Outside) -> Result<(String, String), StartError> {
    let unreachable = |error| format!("De server van DATABASE_URL is niet te bereiken: {}", told(&error));
    let admin = connect(&outside.config).await.map_err(unreachable)?;
    let (number, version) = version(&admin).await?;
    if number < OLDEST {
        return Err(
            format!("De server van DATABASE_URL is PostgreSQL {version}; nodig is 15 of nieuwer.").into()
        );
    }
    let name: String = admin.query_one("SELECT current_database()::text", &[]).await?.try_get(0)?;
    let described = format!("PostgreSQL {version}, database {name} van DATABASE_URL");
    Ok((name, described))
}

fn outdated(name: &str, error: &StoreError) -> String {
    format!("De database {name} van DATABASE_URL is niet bij te werken: {error}")
}

/// Every role gets a new password: nobody has to choose or keep one.
async fn prepare_outside(outside: &Outside) -> Result<Database, StartError> {
    let (name, described) = look_at(outside).await?;
    let passwords = ROLES.iter().map(|role| Ok((*role, outside::password()?)));
    let passwords = passwords.collect::<Result<Vec<_>, StartError>>()?;
    let pairs: Vec<(&str, &str)> =
        passwords.iter().map(|(role, password)| (*role, password.as_str())).collect();
    migrate_with_passwords(&outside.url, &pairs).await.map_err(|error| outdated(&name, &error))?;
    let urls = pairs
        .iter()
        .map(|(role, password)| ((*role).to_owned(), login(&outside.config, &name, role, password)));
    let options = outside.config.get_options().unwrap_or_default().to_owned();
    Ok(Database { urls: urls.collect(), options, described })
}

async fn connect(config: &Config) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "the administrator's connection was lost");
        }
    });
    Ok(client)
}

/// The version of the server: as a number such as 150018, and as people write it.
async fn version(client: &Client) -> Result<(u32, String), StartError> {
    let number: String = client.query_one("SHOW server_version_num", &[]).await?.try_get(0)?;
    let text: String = client.query_one("SHOW server_version", &[]).await?.try_get(0)?;
    Ok((number.parse()?, text.split(' ').next().unwrap_or_default().to_owned()))
}

/// What went wrong, with its cause.
fn told(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
