//! The house's secret: what pseudonyms and the fingerprints of request bodies are keyed with.
//!
//! It must be the same in every process and stay the same: with another secret every person gets another
//! pseudonym, and a repeated request is not recognised. It signs nothing and opens nothing by itself.

use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use std::io::{Error, ErrorKind, Write};
use std::path::Path;

/// A text that must not be printed: `{:?}` shows stars.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The key under which fingerprints are made (HMAC-SHA-256).
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Secret {
    /// Makes the key from a text of at least 32 characters; `None` when it is shorter.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() >= 32).then(|| Self(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())))
    }

    /// Reads the secret from a file. The error says, in Dutch, which file and what is wrong with it.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        let short =
            || Error::new(ErrorKind::InvalidData, format!("{}: korter dan 32 tekens", path.display()));
        Self::from_text(&text).ok_or_else(short)
    }

    /// Reads the secret from a file that is made, random and readable by its owner only, when it is not there.
    pub fn read_or_make(path: &Path) -> std::io::Result<Self> {
        let mut bytes = [0_u8; 32];
        rand::fill(&mut bytes).map_err(|_| Error::other("geen toeval beschikbaar"))?;
        match write_private(path, URL_SAFE_NO_PAD.encode(bytes).as_bytes()) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Self::read(path),
        }
    }

    /// A fingerprint of these parts, in this context; parts cannot run into one another.
    pub fn fingerprint(&self, context: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut signing = hmac::Context::with_key(&self.0);
        for part in std::iter::once(&context.as_bytes()).chain(parts) {
            signing.update(part.len().to_string().as_bytes());
            signing.update(b":");
            signing.update(part);
        }
        let mut out = [0_u8; 32];
        out.copy_from_slice(signing.sign().as_ref());
        out
    }

    /// A short pseudonym of 26 characters for a text that must not be stored itself.
    pub fn pseudonym(&self, context: &str, parts: &[&[u8]]) -> String {
        let print = self.fingerprint(context, parts);
        let half: Vec<u8> = print.iter().copied().take(18).collect();
        format!("p-{}", URL_SAFE_NO_PAD.encode(half))
    }
}

/// Writes a file of its own that only its owner can read (mode 0600); fails when the file is there already.
/// Its folder is made when it is missing, open to its owner only, and refused when it is somebody else's.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent() {
        own_folder(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn own_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = std::fs::symlink_metadata(folder)?;
    if found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::PermissionDenied, format!("{} is niet van ons", folder.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_secret_is_made_once_and_only_its_owner_can_read_it() {
        let folder = std::env::temp_dir().join(format!("woonloket-secret-{}", uuid::Uuid::now_v7()));
        let path = folder.join("sleutels/geheim");
        let first = Secret::read_or_make(&path).unwrap().pseudonym("person", &[b"a"]);
        let second = Secret::read_or_make(&path).unwrap().pseudonym("person", &[b"a"]);
        assert_eq!(first, second);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn parts_cannot_run_into_one_another() {
        let secret = Secret::from_text(&"x".repeat(32)).unwrap();
        assert_ne!(secret.fingerprint("c", &[b"ab", b"c"]), secret.fingerprint("c", &[b"a", b"bc"]));
        assert_eq!(secret.pseudonym("person", &[b"a"]).len(), 26);
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_ever_printed() {
        assert!(Secret::from_text("short").is_none());
        assert_eq!(format!("{:?}", Hidden::new("x")), "***");
    }
}
