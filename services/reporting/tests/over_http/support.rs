//! The service on a real server, with a log beneath it in which others record.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::answers::Answer;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use event_store::testing::TestDatabase;
use event_store::{Caller, EventStore, StoreConfig};
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use regulation::Command;
use regulation::event::{Event, EventType};
use regulation::facts::Header as CaseFact;
use regulation::record::{Actor, Imported, Position, Role};
use regulation::violation::Violation;
use regulation::words::ApplicationId;
use reporting::Reporting;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use service_kit::Settings;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::jwks::KeySource;
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const ISSUER: &str = "https://idp.example.nl";

/// The service, the log beneath it, and who may sign in.
pub struct House {
    pub database: TestDatabase,
    pub store: EventStore,
    pub reporting: Reporting,
    pub data: PathBuf,
    intake: EventStore,
    assessment: EventStore,
    running: Running,
    client: reqwest::Client,
    key: EncodingKey,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Records exactly these events, whatever the rules say.
struct Exactly(Event);

impl Command for Exactly {
    type Facts = CaseFact;
    const NAME: &'static str = "exactly";

    fn facts(&self) -> CaseFact {
        CaseFact::of(ApplicationId(Uuid::nil()))
    }

    fn decide(&self, _: &CaseFact) -> Result<Vec<Event>, Violation> {
        Ok(vec![self.0.clone()])
    }
}

impl House {
    pub async fn open() -> Self {
        Self::over(TestDatabase::new().await.unwrap(), None).await
    }

    /// The service over this database, reading from a replica of it if that is given.
    pub async fn over(database: TestDatabase, replica: Option<&StoreConfig>) -> Self {
        let store = database.store("reporting").await.unwrap();
        let data = std::env::temp_dir().join(format!("woonloket-reporting-{}", Uuid::now_v7()));
        let mut reporting = Reporting::start(store.clone(), &data).await.unwrap();
        if let Some(replica) = replica {
            reporting = reporting.reading_from(store.replica(replica).await.unwrap());
        }
        let (intake, assessment) =
            (database.store("intake").await.unwrap(), database.store("assessment").await.unwrap());
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        public.common.key_id = Some("proef".to_owned());
        let keys = JwkSet { keys: vec![public] };
        let issuer = TrustedIssuer {
            issuer: ISSUER.to_owned(),
            audience: "woonloket".to_owned(),
            algorithms: vec![Algorithm::ES256],
            keys: KeySource::InProcess(Arc::new(move || keys.clone())),
        };
        let settings = Settings::read(|name| (name == "WOONLOKET_PORT").then(|| "0".to_owned())).unwrap();
        let secret = Secret::from_text(&"een geheim van de proef ".repeat(2)).unwrap();
        let door = Door::new(&settings, &issuer, secret).unwrap();
        let running = serve(&settings, door, reporting.services(), |_| ()).unwrap();
        // While a test waits for a browser the server closes what is idle; each call connects anew.
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { database, store, reporting, data, intake, assessment, running, client, key }
    }

    /// Records these events, and waits until the figures count them.
    pub async fn happened(&self, events: impl IntoIterator<Item = Event>) -> Position {
        self.recorded(events, None).await
    }

    /// The same as a marked import.
    pub async fn imported(&self, events: impl IntoIterator<Item = Event>, known_since: &str) -> Position {
        let known_since = known_since.parse().unwrap();
        let mark =
            Imported { known_since, source: "Nieuwsbericht".into(), generated: Some("de datum".into()) };
        self.recorded(events, Some(mark)).await
    }

    async fn recorded(
        &self,
        events: impl IntoIterator<Item = Event>,
        imported: Option<Imported>,
    ) -> Position {
        let mut last = Position(0);
        for event in events {
            let (store, role, organisation) = match event.kind() {
                EventType::ApplicationSubmitted
                | EventType::ApplicationSupplemented
                | EventType::ApplicationWithdrawn
                | EventType::ProgressReported
                | EventType::ProgressCorrected => (&self.intake, Role::Municipality, "GM0758"),
                EventType::ContributionEntered => (&self.store, Role::Ministry, "BZK"),
                _ => (&self.assessment, Role::Assessor, "RVO"),
            };
            let person = crate::histories::person("iemand");
            let actor =
                Actor { role, person, organisation: Some(organisation.to_owned()), on_behalf_of: None };
            let caller = Caller { imported: imported.clone(), ..Caller::new(actor) };
            last = store.record(Exactly(event), &caller).await.unwrap().last().unwrap().position;
        }
        let reached = tokio::time::timeout(Duration::from_secs(20), self.reporting.reach(last)).await;
        assert!(reached.unwrap(), "the ledger follows the log");
        last
    }

    pub fn ministry(&self) -> Desk<'_> {
        self.somebody(json!({ "rol": "ministerie", "organisatie": "BZK" }))
    }

    pub fn administrator(&self) -> Desk<'_> {
        self.somebody(json!({ "rol": "beheerder", "organisatie": "RVO" }))
    }

    pub fn municipality(&self, code: &str) -> Desk<'_> {
        self.somebody(json!({ "rol": "gemeente", "organisatie": code }))
    }

    fn somebody(&self, claims: Value) -> Desk<'_> {
        let now = Timestamp::now().as_second();
        let mut all = json!({ "iss": ISSUER, "aud": "woonloket", "sub": "jan.jansen@example.nl",
                              "iat": now, "nbf": now - 5, "exp": now + 600 });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let header = Header { kid: Some("proef".to_owned()), ..Header::new(Algorithm::ES256) };
        Desk { house: self, token: Some(encode(&header, &all, &self.key).unwrap()) }
    }

    /// The whole address of a path.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.running.address())
    }

    /// Anyone, without a token.
    pub fn anyone(&self) -> Desk<'_> {
        Desk { house: self, token: None }
    }
}

/// Somebody who calls the service.
pub struct Desk<'a> {
    house: &'a House,
    token: Option<String>,
}

impl Desk<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.house.client.request(method, format!("{}{path}", self.house.running.address()));
        self.token.iter().fold(request, |request, token| request.bearer_auth(token))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn get_as(&self, path: &str, accept: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).header("Accept", accept).send().await.unwrap()).await
    }

    /// The figures for a query.
    pub async fn figures(&self, query: &str) -> Answer {
        self.get(&format!("/voortgang/v1/cijfers?{query}")).await
    }

    /// Sends a request under a key of its own.
    pub async fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key).json(&body);
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn publish(&self, key: &str) -> Answer {
        let request = self.request(Method::POST, "/logboek/v1/koppen").header("Idempotency-Key", key);
        Answer::of(request.send().await.unwrap()).await
    }
}
