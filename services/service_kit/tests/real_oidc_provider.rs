//! The door before a real, certified OpenID provider (`oidc-provider` of npm), which this test installs by itself
//! into the target folder: a municipality's system gets a token by client credentials with a signed assertion.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of a test; a failure here is the test's failure"
)]

use actix_web::{HttpResponse, web};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use service_kit::door::{Door, TrustedIssuer};
use service_kit::run::serve;
use service_kit::secret::Secret;
use service_kit::{Municipality, Service, Settings};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The version that the test was written with.
const PACKAGE: &str = "oidc-provider@9.13.3";
const HOW: &str = "this test needs node (20 or later) with npm: apt-get install nodejs npm";

struct Provider {
    process: Child,
    issuer: String,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.process.kill().and_then(|()| self.process.wait()).expect("the provider stops");
    }
}

/// Installs the provider once, without running anybody's install scripts.
fn installed() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real_oidc_provider");
    if !folder.join("node_modules/oidc-provider/lib/index.js").exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let mut install = Command::new("npm");
        install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix"]);
        let done = install.arg(&folder).arg(PACKAGE).output().expect(HOW);
        assert!(
            done.status.success(),
            "npm could not install {PACKAGE}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
    folder
}

fn start(client_key: &Jwk) -> Provider {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_oidc_provider.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(installed()).arg(serde_json::to_string(client_key).unwrap());
    let mut process =
        node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect(HOW);
    let mut issuer = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut issuer).unwrap();
    assert!(issuer.starts_with("http://"), "the provider did not start; {HOW}");
    Provider { process, issuer: issuer.trim().to_owned() }
}

/// The key of the municipality's system, as a private key and as the public JWK that the provider registers.
fn client_key() -> (EncodingKey, Jwk) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let private = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
    let mut public = Jwk::from_encoding_key(&private, Algorithm::ES256).unwrap();
    public.common.key_id = Some("client".to_owned());
    (private, public)
}

async fn token(client: &reqwest::Client, issuer: &str, key: &EncodingKey, audience: &str) -> String {
    let now = jiff::Timestamp::now().as_second();
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("client".to_owned());
    let assertion = json!({
        "iss": "gemeente-systeem", "sub": "gemeente-systeem", "aud": issuer, "iat": now, "exp": now + 60,
        "jti": uuid::Uuid::now_v7(),
    });
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "aanvragen"),
        ("resource", audience),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &encode(&header, &assertion, key).unwrap()),
    ];
    let body: Vec<_> =
        form.iter().map(|(name, value)| format!("{name}={}", value.replace(':', "%3A"))).collect();
    let request = client.post(format!("{issuer}/token")).body(body.join("&"));
    let answer = request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer.get("access_token").and_then(Value::as_str).expect("the provider gives a token").to_owned()
}

#[tokio::test]
async fn a_token_of_a_real_provider_opens_the_door_only_when_it_is_meant_for_us() {
    let (private, public) = client_key();
    let provider = start(&public);
    let set = [
        ("WOONLOKET_PORT", "0".to_owned()),
        ("WOONLOKET_ISSUER", provider.issuer.clone()),
        ("WOONLOKET_JWKS", format!("{}/jwks", provider.issuer)),
        ("WOONLOKET_AUDIENCE", "urn:woonloket:api".to_owned()),
        ("WOONLOKET_CLAIM_ROLE", "realm_access.roles".to_owned()),
        ("WOONLOKET_CLAIM_ORGANISATION", "gemeente.code".to_owned()),
    ];
    let lookup = |name: &str| set.iter().find(|pair| pair.0 == name).map(|pair| pair.1.clone());
    let settings = Settings::read(lookup).unwrap();
    let trusted = TrustedIssuer::from(settings.issuer.as_ref().unwrap());
    let door = Door::new(&settings, &trusted, Secret::from_text(&"secret ".repeat(9)).unwrap()).unwrap();
    let service = Service::in_the_background("proef");
    let who =
        |caller: Municipality| async move { HttpResponse::Ok().json(json!({ "wie": caller.applicant() })) };
    let running = serve(&settings, door, vec![service], move |config| {
        config.service(web::resource("/wie").get(who));
    })
    .unwrap();

    let client = reqwest::Client::new();
    let knock = async |audience: &str| {
        let token = token(&client, &provider.issuer, &private, audience).await;
        let answer =
            client.get(format!("{}/wie", running.address())).bearer_auth(token).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    assert_eq!(knock("urn:woonloket:api").await, (200, json!({ "wie": "GM0363" })));
    let (status, problem) = knock("urn:other:api").await;
    assert_eq!((status, problem["code"].as_str()), (401, Some("niet-aangemeld")));
    assert!(problem["detail"].as_str().unwrap().contains("niet voor deze API"), "{problem}");
    running.stop().await.unwrap();
}
