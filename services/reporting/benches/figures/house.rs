//! A private server with full durability, a database for each size, and the service before it.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use event_store::{EventStore, StoreConfig, migrate};
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use private_postgres::{ADMIN, Options, PrivatePostgres};
use reporting::Reporting;
use serde_json::json;
use service_kit::Settings;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::jwks::KeySource;
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_postgres::{Client, NoTls};

const ISSUER: &str = "https://idp.example.nl";

/// The server.
pub struct Server(PrivatePostgres);

impl Server {
    /// Starts it: fsync on, and all else as PostgreSQL comes, but for fewer checkpoints while a log is filled.
    pub fn start(keep: bool) -> Self {
        let settings = [("max_wal_size", "8GB"), ("maintenance_work_mem", "512MB")];
        let options = Options {
            name: if keep { "figures".to_owned() } else { format!("figures-{}", std::process::id()) },
            fresh: !keep,
            temporary: !keep,
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Options::from_environment()
        };
        Self(PrivatePostgres::start(&options).unwrap())
    }

    pub async fn describe(&self) -> String {
        let admin = connect(&self.0.url(ADMIN, "postgres")).await;
        let text = "SELECT version() || ', fsync ' || current_setting('fsync') || ', shared_buffers ' ||
            current_setting('shared_buffers') || ', max_wal_size ' || current_setting('max_wal_size')";
        admin.query_one(text, &[]).await.unwrap().get(0)
    }

    /// A migrated database; empty where no earlier run kept one.
    pub async fn database(&self, name: &str) -> Database {
        let admin = connect(&self.0.url(ADMIN, "postgres")).await;
        let exists = "SELECT 1 FROM pg_database WHERE datname = $1";
        if admin.query_opt(exists, &[&name]).await.unwrap().is_none() {
            admin.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        }
        let url = self.0.url(ADMIN, name);
        migrate(&url).await.unwrap();
        let reporting = self.0.url("woonloket_reporting", name);
        let store = EventStore::connect(&StoreConfig::new("reporting", &reporting).unwrap()).await.unwrap();
        let intake = self.0.url("woonloket_intake", name);
        Database { admin_url: url, store, intake }
    }
}

/// A database with a log.
pub struct Database {
    admin_url: String,
    intake: String,
    /// The log as the service sees it.
    pub store: EventStore,
}

impl Database {
    pub async fn admin(&self) -> Client {
        connect(&self.admin_url).await
    }

    /// The log as the municipalities' service sees it.
    pub async fn intake(&self) -> EventStore {
        EventStore::connect(&StoreConfig::new("intake", &self.intake).unwrap()).await.unwrap()
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The service over HTTP, with somebody of the ministry who asks.
pub struct Desk {
    /// The service.
    pub reporting: Reporting,
    folder: PathBuf,
    running: Running,
    client: reqwest::Client,
    token: String,
}

impl Desk {
    pub async fn open(database: &Database) -> Self {
        let folder = std::env::temp_dir().join(format!("woonloket-figures-{}", uuid::Uuid::now_v7()));
        let reporting = Reporting::start(database.store.clone(), &folder).await.unwrap();
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        public.common.key_id = Some("meting".to_owned());
        let keys = JwkSet { keys: vec![public] };
        let issuer = TrustedIssuer {
            issuer: ISSUER.to_owned(),
            audience: "woonloket".to_owned(),
            algorithms: vec![Algorithm::ES256],
            keys: KeySource::InProcess(Arc::new(move || keys.clone())),
        };
        let settings = Settings::read(|name| (name == "WOONLOKET_PORT").then(|| "0".to_owned())).unwrap();
        let secret = Secret::from_text(&"een geheim van de meting ".repeat(2)).unwrap();
        let door = Door::new(&settings, &issuer, secret).unwrap();
        let running = serve(&settings, door, reporting.services(), |_| ()).unwrap();
        Self { reporting, folder, running, client: reqwest::Client::new(), token: token(&key) }
    }

    /// Closes it, so that nothing of the service is still at work beside what is measured next.
    pub async fn close(self) {
        drop(self.client);
        self.running.stop().await.unwrap();
        let _ = std::fs::remove_dir_all(self.folder);
    }

    /// Asks, and gives the length of the answer; what is refused is shown instead.
    pub async fn ask(&self, path: &str) -> Result<usize, String> {
        let request = self.client.get(format!("{}{path}", self.running.address())).bearer_auth(&self.token);
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        if status == 200 { Ok(text.len()) } else { Err(format!("{status}: {text}")) }
    }

    /// Sends, and gives the answer.
    pub async fn send(&self, path: &str, body: &serde_json::Value) -> String {
        let request = self.client.post(format!("{}{path}", self.running.address())).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", uuid::Uuid::now_v7().to_string()).json(body);
        request.send().await.unwrap().text().await.unwrap()
    }
}

/// A token that outlives the measurement.
fn token(key: &EncodingKey) -> String {
    let now = Timestamp::now().as_second();
    let claims = json!({ "iss": ISSUER, "aud": "woonloket", "sub": "meting@example.nl", "iat": now, "nbf": now - 5,
                         "exp": now + 86_000, "rol": "ministerie", "organisatie": "BZK" });
    let header = Header { kid: Some("meting".to_owned()), ..Header::new(Algorithm::ES256) };
    encode(&header, &claims, key).unwrap()
}
