//! The key with which heads of the log are signed: ES256, made at the first start.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};
use service_kit::secret::write_private;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// The file of the key, in the data folder.
const FILE: &str = "sleutels/logboek-es256.pkcs8";

/// Signs heads.
pub struct Signer {
    pair: EcdsaKeyPair,
    kid: String,
    jwk: Value,
}

impl Signer {
    /// Reads the key from the data folder, or makes it there, readable by its owner only.
    ///
    /// # Errors
    /// When the file can be neither read nor written, or holds no such key.
    pub fn read_or_make(data: &Path) -> Result<Self> {
        let path = data.join(FILE);
        if !path.exists() {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
            let made = made.map_err(|_| Error::other("geen toeval beschikbaar"))?;
            // Another process may have been first; then its key is read.
            write_private(&path, made.as_ref()).or_else(|error| match error.kind() {
                ErrorKind::AlreadyExists => Ok(()),
                _ => Err(error),
            })?;
        }
        let bytes = std::fs::read(&path).map_err(|error| told(&path, error))?;
        Self::from_pkcs8(&bytes)
            .ok_or_else(|| told(&path, Error::new(ErrorKind::InvalidData, "geen ES256-sleutel")))
    }

    /// The key from its bytes; absent when they hold none.
    pub fn from_pkcs8(bytes: &[u8]) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes).ok()?;
        // Uncompressed: 4, then x and y of 32 bytes each.
        let point = pair.public_key().as_ref().to_vec();
        let (x, y) = (URL_SAFE_NO_PAD.encode(point.get(1..33)?), URL_SAFE_NO_PAD.encode(point.get(33..65)?));
        // The thumbprint of RFC 7638: exactly these members in this order.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, members.as_bytes()));
        let jwk =
            json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256", "kid": kid });
        Some(Self { pair, kid, jwk })
    }

    /// The id of the key: its thumbprint.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public key as a JWK.
    pub fn jwk(&self) -> &Value {
        &self.jwk
    }

    /// A compact JWS over these claims.
    ///
    /// # Errors
    /// When the system has no randomness, or the claims have no JSON form.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String> {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.kid }).to_string();
        let claims = serde_json::to_vec(claims)?;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.map_err(|_| Error::other("geen toeval beschikbaar"))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn told(path: &Path, error: Error) -> Error {
    Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_signature_is_checked_with_the_published_key() {
        let folder = std::env::temp_dir().join(format!("woonloket-signer-{}", uuid::Uuid::now_v7()));
        let signer = Signer::read_or_make(&folder).unwrap();
        assert_eq!(Signer::read_or_make(&folder).unwrap().kid(), signer.kid(), "made once");
        let jws = signer.sign(&json!({ "positie": 1 })).unwrap();
        let (signed, signature) = jws.rsplit_once('.').unwrap();
        let part = |name: &str| URL_SAFE_NO_PAD.decode(signer.jwk()[name].as_str().unwrap()).unwrap();
        let point = [vec![4], part("x"), part("y")].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        assert!(key.verify(b"something else", &URL_SAFE_NO_PAD.decode(signature).unwrap()).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
