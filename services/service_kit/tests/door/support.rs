//! A service to knock at, and an issuer to get tokens from.

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use service_kit::door::Door;
use service_kit::jwks::{KeySource, KeyStore};
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use service_kit::token::Verifier;
use service_kit::{
    Administrator, AnyOf, Anyone, Assessor, Body, IdempotencyKey, IfMatch, Ministry, Municipality, PageQuery,
    Problem, Query, Results, Service, Settings, etag,
};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use utoipa::{OpenApi, ToSchema};

pub const ISSUER: &str = "https://idp.example.nl";
pub const AUDIENCE: &str = "woonloket";

/// A key of the issuer.
pub struct SigningKey {
    pub kid: String,
    pub algorithm: Algorithm,
    pub private: EncodingKey,
    pub public: Jwk,
}

impl SigningKey {
    pub fn es256(kid: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self::of(kid, Algorithm::ES256, EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()))
    }

    pub fn rsa(kid: &str, algorithm: Algorithm) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = pair.as_der().unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            base64_lines(der.as_ref())
        );
        Self::of(kid, algorithm, EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap())
    }

    fn of(kid: &str, algorithm: Algorithm, private: EncodingKey) -> Self {
        let mut public = Jwk::from_encoding_key(&private, algorithm).unwrap();
        public.common.key_id = Some(kid.to_owned());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Self { kid: kid.to_owned(), algorithm, private, public }
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_with(self.header(), claims)
    }

    pub fn header(&self) -> Header {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.clone());
        header.typ = Some("at+jwt".to_owned());
        header
    }

    pub fn sign_with(&self, header: Header, claims: &Value) -> String {
        encode(&header, claims, &self.private).unwrap()
    }
}

fn base64_lines(bytes: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n")
}

/// The claims of a good token of an assessor; tests change what they are about.
pub fn claims() -> Value {
    let now = jiff::Timestamp::now().as_second();
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "jan.jansen@rvo.example", "rol": "beoordelaar", "organisatie": "RVO",
        "iat": now, "nbf": now - 5, "exp": now + 600, "jti": "1"
    })
}

/// The claims with one of them changed; null takes it away.
pub fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    let fields = claims.as_object_mut().unwrap();
    fields.remove(name);
    if !value.is_null() {
        fields.insert(name.to_owned(), value);
    }
    claims
}

/// The issuer: its keys over HTTP, how often they were fetched, and whether it is down.
pub struct Issuer {
    pub keys: Arc<Mutex<JwkSet>>,
    pub fetched: Arc<AtomicUsize>,
    pub down: Arc<AtomicBool>,
    pub url: String,
}

impl Issuer {
    pub fn start(keys: &[&SigningKey]) -> Self {
        let set = Arc::new(Mutex::new(set_of(keys)));
        let (fetched, down) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let shared = web::Data::new((Arc::clone(&set), Arc::clone(&fetched), Arc::clone(&down)));
        let build = move || App::new().app_data(shared.clone()).route("/jwks", web::get().to(give_keys));
        let server = HttpServer::new(build).workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}/jwks", server.addrs().first().unwrap());
        tokio::spawn(server.run());
        Self { keys: set, fetched, down, url }
    }

    pub fn fetches(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}

pub fn set_of(keys: &[&SigningKey]) -> JwkSet {
    JwkSet { keys: keys.iter().map(|key| key.public.clone()).collect() }
}

type Shared = (Arc<Mutex<JwkSet>>, Arc<AtomicUsize>, Arc<AtomicBool>);

async fn give_keys(shared: web::Data<Shared>) -> HttpResponse {
    shared.1.fetch_add(1, Ordering::SeqCst);
    if shared.2.load(Ordering::SeqCst) {
        return HttpResponse::InternalServerError().finish();
    }
    HttpResponse::Ok().insert_header(("Cache-Control", "max-age=3600")).json(&*shared.0.lock().unwrap())
}

/// A server with the door before it.
pub struct House {
    pub running: Running,
    pub client: reqwest::Client,
}

impl House {
    /// Trusts this issuer; keys are refetched at most once in the given time.
    pub fn open(issuer: &Issuer, refetch_after: Duration) -> Self {
        Self::open_with(issuer, refetch_after, &[])
    }

    pub fn open_with(issuer: &Issuer, refetch_after: Duration, set: &[(&str, &str)]) -> Self {
        let keys = KeyStore::new(KeySource::Url(issuer.url.clone())).unwrap().refetch_after(refetch_after);
        let algorithms = vec![Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];
        let settings = Settings::read(|name| match name {
            "WOONLOKET_PORT" => Some("0".to_owned()),
            name => set.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()),
        });
        let settings = settings.expect("the settings of the test are right");
        let secret = Secret::from_text(&"a secret of the test ".repeat(3)).unwrap();
        let door = Door::with_verifier(Verifier::new(ISSUER, AUDIENCE, algorithms, keys), &settings, secret);
        let running = serve(&settings, door, vec![service()], |_| ()).unwrap();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { running, client }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.address())
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        let request = self.client.get(self.url(path));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        Answer::of(request.send().await.unwrap()).await
    }
}

/// An answer that was read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn code(&self) -> String {
        self.json().get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// Nieuw besluit
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read to see whether it can be read")]
pub struct NieuwBesluit {
    #[schema(minimum = 0)]
    bedrag_cent: i64,
    #[schema(min_length = 1, max_length = 20)]
    motivering: String,
    uiterlijke_datum: Option<jiff::civil::Date>,
    regels: Option<Vec<Regel>>,
}

/// Regel
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "read to see whether it can be read")]
pub struct Regel {
    #[schema(minimum = 1)]
    aantal: u32,
}

/// Wie er belt
#[derive(Debug, Serialize, ToSchema)]
struct Wie {
    wie: String,
}

#[utoipa::path(get, path = "/cijfers", params(PageQuery), security(()),
    responses((status = 200, description = "Cijfers", body = Results<u32>)))]
async fn figures(_: Anyone, page: Query<PageQuery>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let after = page.after::<u32>()?.unwrap_or_default();
    let rows = (after + 1..=5).take(usize::try_from(page.rows()).unwrap()).collect();
    let mut response = page.page(rows, |row| *row)?.respond(&request);
    let (name, value) = etag(regulation::record::Position(5));
    response.headers_mut().insert(name.parse().unwrap(), value.parse().unwrap());
    Ok(response)
}

fn tell(wie: String) -> HttpResponse {
    HttpResponse::Ok().json(Wie { wie })
}

async fn for_municipality(caller: Municipality) -> HttpResponse {
    tell(caller.applicant().to_string())
}

async fn for_assessor(caller: Assessor) -> HttpResponse {
    tell(caller.person.to_string())
}

async fn for_ministry(caller: Ministry) -> HttpResponse {
    tell(caller.person.to_string())
}

async fn for_administrator(caller: Administrator) -> HttpResponse {
    tell(caller.person.to_string())
}

async fn for_two(caller: AnyOf<(Assessor, Ministry)>) -> HttpResponse {
    tell(format!("{:?}", caller.role))
}

#[utoipa::path(post, path = "/aanvragen/{id}/besluiten", params(("id" = uuid::Uuid, Path), IfMatch),
    request_body = NieuwBesluit, responses((status = 201, description = "Genomen", body = Wie)))]
async fn decide(
    caller: Assessor,
    key: IdempotencyKey,
    seen: IfMatch,
    _id: web::Path<uuid::Uuid>,
    asked: Body<NieuwBesluit>,
) -> HttpResponse {
    let mac: Vec<String> = asked.mac().iter().map(|byte| format!("{byte:02x}")).collect();
    let told = json!({ "wie": caller.person.as_str(), "sleutel": key.key(), "gezien": seen.0, "vingerafdruk": mac.concat() });
    HttpResponse::Created().json(told)
}

#[derive(OpenApi)]
#[openapi(info(title = "Proef", version = "1.2.3"), paths(figures, decide), security(("token" = [])))]
struct Document;

pub fn service() -> Service {
    Service::new("proef", "/proef/v1", Document::openapi())
        .routes(|config| {
            config.service(web::resource("/cijfers").get(figures));
            config.service(web::resource("/aanvragen/{id}/besluiten").post(decide));
            config.service(web::resource("/gemeente").get(for_municipality));
            config.service(web::resource("/beoordelaar").get(for_assessor));
            config.service(web::resource("/ministerie").get(for_ministry));
            config.service(web::resource("/beheerder").get(for_administrator));
            config.service(web::resource("/twee").get(for_two));
        })
        .open_data(&["/cijfers"])
        .check("volger", || async { Ok("positie 5".to_owned()) })
}
