//! The keys of the built-in issuer, in a file that only their owner can read.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde::{Deserialize, Serialize};
use service_kit::run::StartError;
use service_kit::secret::write_private;
use std::io::ErrorKind;
use std::path::Path;

/// After so long the next key becomes the key of now, at the next start.
const IN_USE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// Since when the present key signs.
    since: Timestamp,
    /// Private keys (PKCS#8, base64): the one that signs, the next one, and the one before where there is one.
    now: String,
    next: String,
    before: Option<String>,
}

/// The keys, ready to sign with and to publish.
pub(super) struct Keys {
    kid: String,
    private: EncodingKey,
    public: Vec<Jwk>,
}

impl Keys {
    /// Reads the keys; makes them when there are none; moves one on when the present one is old.
    pub(super) fn open(path: &Path, now: Timestamp) -> Result<Self, StartError> {
        let stored = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| format!("{} is geen sleutelbestand: {error}", path.display()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let made = Stored { since: now, now: generate()?, next: generate()?, before: None };
                write(path, &made)?;
                made
            }
            Err(error) => return Err(format!("{}: {error}", path.display()).into()),
        };
        Self::ready(&moved_on(path, stored, now)?)
    }

    fn ready(stored: &Stored) -> Result<Self, StartError> {
        let (private, public) = read(&stored.now)?;
        let kid = public.common.key_id.clone().unwrap_or_default();
        let mut all = vec![public, read(&stored.next)?.1];
        if let Some(before) = &stored.before {
            all.push(read(before)?.1);
        }
        Ok(Self { kid, private, public: all })
    }

    /// The id of the key that signs, and the key.
    pub(super) fn signing(&self) -> (&str, &EncodingKey) {
        (&self.kid, &self.private)
    }

    /// The public halves.
    pub(super) fn public(&self) -> JwkSet {
        JwkSet { keys: self.public.clone() }
    }
}

fn moved_on(path: &Path, stored: Stored, now: Timestamp) -> Result<Stored, StartError> {
    if now.duration_since(stored.since) < IN_USE {
        return Ok(stored);
    }
    let moved = Stored { since: now, now: stored.next, next: generate()?, before: Some(stored.now) };
    write(path, &moved)?;
    Ok(moved)
}

/// Writes beside the file and renames, so that a crash leaves the old keys or the new ones.
fn write(path: &Path, stored: &Stored) -> Result<(), StartError> {
    let beside = path.with_extension(format!("{}.nieuw", std::process::id()));
    write_private(&beside, &serde_json::to_vec_pretty(stored)?)?;
    std::fs::rename(&beside, path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(())
}

fn generate() -> Result<String, StartError> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
    Ok(STANDARD.encode(pair.to_pkcs8v1()?))
}

/// A stored key, to sign with and to publish; its id is its thumbprint (RFC 7638).
fn read(stored: &str) -> Result<(EncodingKey, Jwk), StartError> {
    let private = EncodingKey::from_ec_der(&STANDARD.decode(stored)?);
    let mut public = Jwk::from_encoding_key(&private, Algorithm::ES256)?;
    public.common.key_id = Some(public.thumbprint(ThumbprintHash::SHA256)?);
    public.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok((private, public))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn keys_are_made_once_and_only_their_owner_can_read_them() {
        let folder = std::env::temp_dir().join(format!("woonloket-keys-{}", uuid::Uuid::now_v7()));
        let path = folder.join("sleutels/uitgever.json");
        let now = Timestamp::now();
        let first = Keys::open(&path, now).unwrap();
        let second = Keys::open(&path, now).unwrap();
        assert_eq!(first.public(), second.public());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(folder.join("sleutels")).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(first.public().keys.len(), 2);
        assert!(
            !serde_json::to_string(&first.public()).unwrap().contains("\"d\""),
            "no private half is published"
        );
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_next_key_was_known_before_it_signs_and_the_old_one_stays_known() {
        let folder = std::env::temp_dir().join(format!("woonloket-keys-{}", uuid::Uuid::now_v7()));
        let path = folder.join("uitgever.json");
        let now = Timestamp::now();
        let first = Keys::open(&path, now).unwrap();
        let later = Keys::open(&path, now + IN_USE).unwrap();
        assert_ne!(first.signing().0, later.signing().0);
        assert!(first.public().find(later.signing().0).is_some(), "published ahead of use");
        assert!(later.public().find(first.signing().0).is_some(), "still known");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_holds_no_keys_is_named() {
        let folder = std::env::temp_dir().join(format!("woonloket-keys-{}", uuid::Uuid::now_v7()));
        let path = folder.join("uitgever.json");
        write_private(&path, b"{}").unwrap();
        let error = Keys::open(&path, Timestamp::now()).err().unwrap().to_string();
        assert!(error.contains("uitgever.json"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
