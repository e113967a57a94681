//! A municipality's desk: the service on a real server, and an assessor and an administrator who work in the log.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::answers::Answer;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use event_store::testing::TestDatabase;
use event_store::{Caller, EventStore, Until};
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use regulation::Command;
use regulation::commands::{
    Advise, Approve, ConfirmCompleteness, OpenTranche, OpeningSet, PublishScheme, RequestSupplement,
};
use regulation::event::{Advice, CaseHeader, Piece};
use regulation::query::{Query, Tag};
use regulation::record::{Actor, Recorded, Role};
use regulation::words::{
    Amount, ApplicationId, Cents, PersonId, PieceCode, SchemeKey, SubjectId, TrancheKey, Validity,
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use service_kit::Settings;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::jwks::KeySource;
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use std::sync::Arc;
use uuid::Uuid;

const ISSUER: &str = "https://idp.example.nl";

/// The service, the log beneath it, and who may sign in.
pub struct House {
    pub database: TestDatabase,
    pub intake: EventStore,
    pub assessment: EventStore,
    running: Running,
    client: reqwest::Client,
    key: EncodingKey,
}

impl House {
    pub async fn open() -> Self {
        let database = TestDatabase::new().await.unwrap();
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
        let running = serve(&settings, door, vec![intake::service(intake.clone())], |_| ()).unwrap();
        Self { database, intake, assessment, running, client: client(), key }
    }

    /// With a tranche that is open without an end.
    pub async fn with_open_tranche() -> Self {
        let house = Self::open().await;
        house.open_tranche("proef-1", "2020-01-01T00:00:00Z", None).await;
        house
    }

    /// Publishes a scheme with this one tranche, and opens it.
    pub async fn open_tranche(&self, tranche: &str, opens_at: &str, closes_at: Option<Timestamp>) {
        let publish = PublishScheme::new(
            scheme(tranche, opens_at, closes_at),
            Validity::default(),
            person("beheerder"),
        )
        .unwrap();
        let scheme = publish.key().clone();
        self.administer(publish).await;
        self.administer(OpenTranche {
            scheme,
            tranche: key(tranche),
            set: OpeningSet::default(),
            by: person("beheerder"),
        })
        .await;
    }

    pub async fn administer(&self, command: impl Command + Sync) -> Vec<Recorded> {
        self.record(Role::Administrator, "beheerder", command).await
    }

    pub async fn assess(&self, who: &str, command: impl Command + Sync) -> Vec<Recorded> {
        self.record(Role::Assessor, who, command).await
    }

    async fn record(&self, role: Role, who: &str, command: impl Command + Sync) -> Vec<Recorded> {
        let actor =
            Actor { role, person: person(who), organisation: Some("RVO".to_owned()), on_behalf_of: None };
        self.assessment.record(command, &Caller::new(actor)).await.unwrap()
    }

    pub async fn now(&self) -> Timestamp {
        self.assessment.now().await.unwrap()
    }

    /// The case of an application that was answered to a submission.
    pub async fn case(&self, submitted: &Answer) -> CaseHeader {
        let id = ApplicationId(submitted.text("aanvraagId").parse().unwrap());
        self.assessment.case(id).await.unwrap().unwrap()
    }

    /// Whose personal data an application holds.
    pub async fn contact_of(&self, submitted: &Answer) -> SubjectId {
        let about = Query::about(Tag::application(self.case(submitted).await.application), &[]);
        let mut history = self.assessment.history(&about, Until::Now).await.unwrap();
        history.first_mut().unwrap().event.personal_mut().unwrap().subject()
    }

    /// Asks for these pieces.
    pub async fn ask_for(&self, case: &CaseHeader, codes: &[&str]) {
        let piece =
            |code: &&str| Piece { code: PieceCode::parse(code).unwrap(), description: format!("De {code}.") };
        let command = RequestSupplement {
            case: case.clone(),
            pieces: codes.iter().map(piece).collect(),
            answer_by: Some("2099-01-01".parse().unwrap()),
            requested_at: self.now().await,
            by: person("anna"),
        };
        self.assess("anna", command).await;
    }

    /// Confirms, advises and grants what was asked.
    pub async fn grant(&self, case: &CaseHeader, cents: i64) {
        let (case, amount) = (case.clone(), Amount::gross(Cents::new(cents)));
        let confirm =
            ConfirmCompleteness { case: case.clone(), confirmed_at: self.now().await, by: person("anna") };
        self.assess("anna", confirm).await;
        let (given_at, reasons) = (self.now().await, "Geheim beraad.".to_owned());
        let advice = Advice::Grant { amount };
        self.assess(
            "anna",
            Advise { case: case.clone(), advice, judgement: None, reasons, given_at, by: person("anna") },
        )
        .await;
        let (decided_at, explanation) = (self.now().await, "Voldoet.".to_owned());
        self.assess("bram", Approve { case, amount, explanation, decided_at, by: person("bram") }).await;
    }

    /// A civil servant of a municipality or cooperation.
    pub fn desk(&self, organisation: &str) -> Desk<'_> {
        self.somebody(json!({ "rol": "gemeente", "organisatie": organisation }))
    }

    /// Somebody with these claims beside those that every good token has.
    pub fn somebody(&self, claims: Value) -> Desk<'_> {
        let now = Timestamp::now().as_second();
        let mut all = json!({ "iss": ISSUER, "aud": "woonloket", "sub": "jan.jansen@gemeente.example",
                              "iat": now, "nbf": now - 5, "exp": now + 600 });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let header = Header { kid: Some("proef".to_owned()), ..Header::new(Algorithm::ES256) };
        Desk { house: self, token: Some(encode(&header, &all, &self.key).unwrap()) }
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
    /// A request to a path under the service's base.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{}{path}", self.house.running.address(), intake::BASE);
        let request = self.house.client.request(method, url);
        self.token.iter().fold(request, |request, token| request.bearer_auth(token))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// Submits under this key.
    pub async fn submit(&self, key: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, "/aanvragen").header("Idempotency-Key", key).json(body);
        Answer::of(request.send().await.unwrap()).await
    }

    /// Submits under a new key.
    pub async fn submit_new(&self, body: &Value) -> Answer {
        self.submit(&Uuid::now_v7().to_string(), body).await
    }

    /// Changes a case that was seen with this ETag.
    pub async fn change(&self, case: &Answer, what: &str, etag: &str, body: &Value) -> Answer {
        self.change_again(case, what, etag, &Uuid::now_v7().to_string(), body).await
    }

    pub async fn change_again(
        &self,
        case: &Answer,
        what: &str,
        etag: &str,
        key: &str,
        body: &Value,
    ) -> Answer {
        let path = format!("/aanvragen/{}/{what}", case.text("aanvraagId"));
        let request =
            self.request(Method::POST, &path).header("Idempotency-Key", key).header("If-Match", etag);
        Answer::of(request.json(body).send().await.unwrap()).await
    }
}

pub fn key(tranche: &str) -> TrancheKey {
    TrancheKey::parse(tranche).unwrap()
}

pub fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

/// An application for five homes.
pub fn application(tranche: &str, reference: &str) -> Value {
    json!({
        "tranche": tranche, "kenmerk": reference,
        "contactpersoon": { "naam": "Noor de Vries", "email": "noor@gemeente.example" },
        "projecten": [{
            "sleutel": "P1", "naam": "Stationsweg", "bedragCent": 3_500_000,
            "regels": [{ "aandachtsgroep": "statushouders", "duur": "flex", "zelfstandigheid": "zelfstandig",
                         "herkomst": "nieuwbouw", "aantal": 5 }]
        }]
    })
}

fn scheme(tranche: &str, opens_at: &str, closes_at: Option<Timestamp>) -> String {
    let closes = closes_at.map(|instant| format!("closes_at = \"{instant}\", ")).unwrap_or_default();
    let scheme = SchemeKey::parse(&format!("regeling-{tranche}")).unwrap();
    format!(
        r#"
key = "{scheme}"
name = "Proefregeling"
executor = {{ value = "Proefuitvoerder", source = "proef" }}

[sources.proef]
reference = "Proefcourant 1"
address = "https://example.org/1"

[[tranches]]
key = "{tranche}"
name = "Proeftranche"
taxonomy = "proef"
window = {{ opens_at = "{opens_at}", {closes}source = "proef" }}
ceiling_euros = {{ value = 100000, source = "proef" }}
applicants = {{ value = ["municipality", "cooperation"], source = "proef" }}
maximum_per_unit_euros = {{ value = 7000, source = "proef" }}
allocation = {{ value = "completeness-then-waiting-list", source = "proef" }}

[[tranches.target_groups]]
code = "statushouders"
name = "statushouders"
source = "proef"
"#
    )
}

/// A server closes a connection that is idle for five seconds; who reuses one at that very moment finds it gone.
fn client() -> reqwest::Client {
    reqwest::Client::builder().pool_idle_timeout(std::time::Duration::from_secs(2)).build().unwrap()
}
