//! The service over HTTP on a real PostgreSQL, people with tokens, and municipalities that submit.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's"
)]

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use event_store::testing::TestDatabase;
use event_store::{Caller, EventStore};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use regulation::commands::{Submit, Supplement};
use regulation::event::CaseHeader;
use regulation::record::{Actor, Role};
use regulation::words::*;
use reqwest::Method;
use serde_json::{Value, json};
use service_kit::Settings;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::jwks::KeySource;
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

pub const ANNA: &str = "anna";
pub const BRAM: &str = "bram";

/// Two tranches with a ceiling of 100,000 euros: `proef-2026` keeps a waiting list, `loting-2026` draws lots.
pub const SCHEME: &str = r#"
key = "proef"
name = "Proefregeling"
executor = { value = "Proefuitvoerder", source = "proef" }

[sources.proef]
reference = "Proefcourant 1"
address = "https://example.org/1"

[[tranches]]
key = "proef-2026"
name = "Proef 2026"
taxonomy = "proef-2026"
window = { opens_at = "2026-01-01T07:00:00Z", source = "proef" }
ceiling_euros = { value = 100000, source = "proef" }
applicants = { value = ["municipality"], source = "proef" }
allocation = { value = "completeness-then-waiting-list", source = "proef" }

[[tranches.target_groups]]
code = "statushouders"
name = "statushouders"
source = "proef"
"#;

/// The house with the assessors' service in it.
pub struct House {
    running: Running,
    client: reqwest::Client,
    key: EncodingKey,
    database: TestDatabase,
    /// The log as the municipalities' service sees it.
    pub intake: EventStore,
    /// The log as the assessors' service sees it.
    pub assessment: EventStore,
}

impl House {
    pub async fn open() -> Self {
        let database = TestDatabase::new().await.unwrap();
        let (intake, assessment) =
            (database.store("intake").await.unwrap(), database.store("assessment").await.unwrap());
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        public.common.key_id = Some("1".to_owned());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        let issuer = TrustedIssuer {
            issuer: "https://idp.example.nl".to_owned(),
            audience: "woonloket".to_owned(),
            algorithms: vec![Algorithm::ES256],
            keys: KeySource::InProcess(Arc::new(move || JwkSet { keys: vec![public.clone()] })),
        };
        let settings = Settings::read(|name| match name {
            "WOONLOKET_PORT" => Some("0".to_owned()),
            "WOONLOKET_PERSON" => Some("letterlijk".to_owned()),
            _ => None,
        });
        let settings = settings.unwrap();
        let secret = Secret::from_text(&"a secret of the test ".repeat(3)).unwrap();
        let door = Door::new(&settings, &issuer, secret).unwrap();
        let service = assessment::service(assessment.clone());
        let running = serve(&settings, door, vec![service], |_| ()).unwrap();
        Self { running, client: client(), key, database, intake, assessment }
    }

    /// A house in which the scheme is published and its tranche open.
    pub async fn with_tranche() -> Self {
        Self::with_scheme(SCHEME).await
    }

    /// The same under another text of the scheme.
    pub async fn with_scheme(text: &str) -> Self {
        let house = Self::open().await;
        let published = house.post("beheer", "/regelingen", json!({ "tekst": text })).await;
        assert_eq!(published.status, 201, "{published:?}");
        let opened =
            house.post("beheer", "/tranches", json!({"regeling": "proef", "tranche": "proef-2026"})).await;
        assert_eq!(opened.status, 201, "{opened:?}");
        house
    }

    /// A digest of every table of the whole database, for all services: equal as long as nobody writes anything.
    pub async fn tables(&self) -> BTreeMap<String, String> {
        let admin = self.database.admin().await.unwrap();
        let all = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
        let mut digests = BTreeMap::new();
        for row in admin.query(all, &[]).await.unwrap() {
            let table: String = row.get(0);
            let digest =
                format!("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t");
            digests.insert(table, admin.query_one(&digest, &[]).await.unwrap().get(0));
        }
        digests
    }

    /// The token of a person: the administrator `beheer`, a municipality by its code, the ministry `bzk`, else an
    /// assessor.
    pub fn token(&self, person: &str) -> String {
        let (role, organisation) = match person {
            "beheer" => ("beheerder", "RVO"),
            "bzk" => ("ministerie", "BZK"),
            code if code.starts_with("GM") => ("gemeente", code),
            _ => ("beoordelaar", "RVO"),
        };
        let now = jiff::Timestamp::now().as_second();
        let claims = json!({
            "iss": "https://idp.example.nl", "aud": "woonloket", "sub": person, "rol": role,
            "organisatie": organisation, "iat": now, "exp": now + 600, "jti": "1"
        });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("1".to_owned());
        encode(&header, &claims, &self.key).unwrap()
    }

    pub async fn send(
        &self,
        method: Method,
        person: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let url = format!("{}/beoordeling/v1{path}", self.running.address());
        let mut request = self.client.request(method, url);
        if !person.is_empty() {
            request = request.bearer_auth(self.token(person));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default();
        Answer { status, headers, body }
    }

    pub async fn get(&self, person: &str, path: &str) -> Answer {
        self.send(Method::GET, person, path, &[], None).await
    }

    /// Sends it with a key of its own.
    pub async fn post(&self, person: &str, path: &str, body: Value) -> Answer {
        let key = Uuid::now_v7().to_string();
        self.send(Method::POST, person, path, &[("Idempotency-Key", &key)], Some(&body)).await
    }

    /// Looks at the case and then does this to it.
    pub async fn act(&self, person: &str, case: &CaseHeader, what: &str, body: Value) -> Answer {
        let seen = self.get(ANNA, &format!("/aanvragen/{}", case.application)).await;
        self.act_having_seen(person, case, what, &body, seen.header("etag"), &Uuid::now_v7().to_string())
            .await
    }

    pub async fn act_having_seen(
        &self,
        person: &str,
        case: &CaseHeader,
        what: &str,
        body: &Value,
        etag: &str,
        key: &str,
    ) -> Answer {
        let path = format!("/aanvragen/{}/{what}", case.application);
        let headers = [("Idempotency-Key", key), ("If-Match", etag)];
        self.send(Method::POST, person, &path, &headers, Some(body)).await
    }

    pub async fn show(&self, case: &CaseHeader) -> Value {
        let answer = self.get(ANNA, &format!("/aanvragen/{}", case.application)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    pub async fn worklist(&self, more: &str) -> Vec<Value> {
        let answer = self.get(ANNA, &format!("/werkvoorraad?tranche=proef-2026{more}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["resultaten"].as_array().unwrap().clone()
    }

    /// A municipality submits an application for so many euros.
    pub async fn submit(&self, code: &str, euros: i64) -> CaseHeader {
        self.submit_to(None, code, euros).await
    }

    /// The same, from a pot.
    pub async fn submit_to(&self, pot: Option<PotKey>, code: &str, euros: i64) -> CaseHeader {
        let case = CaseHeader {
            application: ApplicationId(Uuid::now_v7()),
            tranche: TrancheKey::parse("proef-2026").unwrap(),
            applicant: Applicant::parse(code).unwrap(),
        };
        let command = Submit {
            partnership: None,
            pot,
            case: case.clone(),
            received_at: self.intake.now().await.unwrap(),
            reference: OwnReference::parse(&case.application.to_string()).unwrap(),
            contact: Some(Personal::Known {
                subject: SubjectId(Uuid::now_v7()),
                person: ContactPerson {
                    name: "Sanne de Vries".into(),
                    email: "sanne@gemeente.example".into(),
                },
            }),
            projects: vec![project(euros)],
        };
        self.intake.record(command, &Caller::new(citizen(code))).await.unwrap();
        case
    }

    /// A municipality sends a piece.
    pub async fn supplement(&self, case: &CaseHeader, piece: &str) {
        let command = Supplement {
            case: case.clone(),
            received_at: self.intake.now().await.unwrap(),
            pieces: vec![PieceCode::parse(piece).unwrap()],
            note: "Hierbij.".into(),
        };
        let caller = Caller::new(citizen(&case.applicant.to_string()));
        self.intake.record(command, &caller).await.unwrap();
    }

    /// Submitted, complete, and advised by Anna.
    pub async fn ready(&self, code: &str, euros: i64) -> CaseHeader {
        let case = self.submit(code, euros).await;
        let confirmed = self.act(ANNA, &case, "volledigverklaringen", json!({})).await;
        assert_eq!(confirmed.status, 201, "{confirmed:?}");
        let advised = self.act(ANNA, &case, "adviezen", granting(euros)).await;
        assert_eq!(advised.status, 201, "{advised:?}");
        case
    }

    /// Granted by Bram.
    pub async fn granted(&self, code: &str, euros: i64) -> CaseHeader {
        let case = self.ready(code, euros).await;
        let granted = self.act(BRAM, &case, "besluiten", granting(euros)).await;
        assert_eq!(granted.status, 201, "{granted:?}");
        case
    }

    pub async fn raise_ceiling(&self, euros: i64) -> Answer {
        let body = json!({
            "plafondCent": euros * 100, "besluitDatum": "2026-11-19",
            "bron": { "vermelding": "Proefcourant 2", "adres": "https://example.org/2" }
        });
        self.post("beheer", "/tranches/proef-2026/plafondwijzigingen", body).await
    }
}

/// An advice or a decision to grant.
pub fn granting(euros: i64) -> Value {
    json!({ "soort": "toekennen", "bedragCent": euros * 100, "motivering": "Voldoet aan de voorwaarden." })
}

/// An advice or a decision to reject.
pub fn rejecting(ground: &str) -> Value {
    json!({ "soort": "afwijzen", "grond": ground, "motivering": "Zie de regeling." })
}

fn citizen(code: &str) -> Actor {
    Actor {
        role: Role::Municipality,
        person: PersonId::parse("medewerker-1").unwrap(),
        organisation: Some(code.to_owned()),
        on_behalf_of: None,
    }
}

fn project(euros: i64) -> Project {
    let kind = UnitKind {
        target_group: TargetGroup::parse("statushouders").unwrap(),
        permanence: Permanence::Permanent,
        dwelling: Dwelling::SelfContained,
        origin: Origin::NewBuild,
    };
    Project {
        finances: None,
        household: None,
        key: ProjectKey::parse("P1").unwrap(),
        name: "Stationsweg".into(),
        requested: Amount::gross(Cents::euros(euros)),
        lines: vec![UnitLine { kind, planned: Units::new(10) }],
    }
}

/// An answer that was read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The status and the code of a refusal.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status, self.code())
    }
}

/// A server closes a connection that is idle for five seconds; who reuses one at that very moment finds it gone.
fn client() -> reqwest::Client {
    reqwest::Client::builder().pool_idle_timeout(std::time::Duration::from_secs(2)).build().unwrap()
}
