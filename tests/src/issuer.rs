//! An issuer of tokens for the stories: a real ES256 key, and its public half in a JWKS file.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The `iss` of its tokens.
pub const ISSUER: &str = "https://uitgever.verhaal.test";

/// Signs tokens.
pub struct Issuer {
    key: EncodingKey,
    /// Where its public key stands.
    pub jwks: PathBuf,
}

impl Issuer {
    /// A new key; its public half is written into the folder.
    pub fn new(folder: &Path) -> Self {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let pkcs8 = made.expect("a key can be made");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).expect("a good key");
        let point = pair.public_key().as_ref();
        let (x, y) = point.get(1..).expect("an uncompressed point").split_at(32);
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "verhaal",
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        });
        let jwks = folder.join("jwks.json");
        std::fs::write(&jwks, json!({ "keys": [jwk] }).to_string()).expect("the JWKS can be written");
        Self { key: EncodingKey::from_ec_der(pkcs8.as_ref()), jwks }
    }

    /// A token that is good for an hour.
    pub fn token(&self, person: &str, role: &str, organisation: Option<&str>) -> String {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs();
        let mut claims = json!({
            "iss": ISSUER, "aud": "woonloket", "sub": person, "rol": role,
            "iat": since, "nbf": since, "exp": since + 3600, "jti": uuid::Uuid::now_v7(),
        });
        if let (Some(organisation), Some(claims)) = (organisation, claims.as_object_mut()) {
            claims.insert("organisatie".into(), Value::from(organisation));
        }
        let header = Header { kid: Some("verhaal".into()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &claims, &self.key).expect("a token can be signed")
    }
}
