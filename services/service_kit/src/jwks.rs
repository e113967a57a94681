//! The public keys of the issuer (a JWKS): fetched, kept by key id, refetched sparingly.
//!
//! An unknown key id makes us fetch again at most once a minute, so that strangers cannot make us hammer the
//! issuer. A fetch that fails leaves the old keys in place.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A key set larger than this, in bytes, is refused.
const MAX_BYTES: usize = 1_000_000;
/// How long a key set is good for when the issuer does not say.
const DEFAULT_FRESH: Duration = Duration::from_secs(600);
/// The bounds to what an issuer may say with `Cache-Control: max-age`.
const FRESH_BOUNDS: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(86_400));
/// How soon we try again while there are no keys at all.
const FIRST_RETRY: Duration = Duration::from_secs(2);

/// Where the keys come from.
#[derive(Clone)]
pub enum KeySource {
    /// Over HTTP.
    Url(String),
    /// From a file.
    File(PathBuf),
    /// From the issuer in this same process.
    InProcess(Arc<dyn Fn() -> JwkSet + Send + Sync>),
}

/// There are no keys yet, and they cannot be had now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoKeys;

struct Known {
    keys: JwkSet,
    fresh_until: Instant,
}

/// The keys as we know them.
pub struct KeyStore {
    source: KeySource,
    client: Option<reqwest::Client>,
    refetch_after: Duration,
    known: RwLock<Option<Known>>,
    last_attempt: Mutex<Option<Instant>>,
}

impl KeyStore {
    /// Keeps the keys of a source; nothing is fetched before the first token comes.
    ///
    /// # Errors
    /// When no HTTP client can be made (no certificate store).
    pub fn new(source: KeySource) -> Result<Self, reqwest::Error> {
        // Made only where it is needed: it wants the system's certificates, which not every machine has.
        let client = match source {
            KeySource::Url(_) => Some(client()?),
            KeySource::File(_) | KeySource::InProcess(_) => None,
        };
        let (known, last_attempt) = (RwLock::new(None), Mutex::new(None));
        Ok(Self { source, client, refetch_after: Duration::from_secs(60), known, last_attempt })
    }

    /// The same store with another shortest time between two fetches than a minute.
    #[must_use]
    pub fn refetch_after(mut self, shortest: Duration) -> Self {
        self.refetch_after = shortest;
        self
    }

    /// The key with this id, fetched when we do not know it or what we know is old.
    pub async fn find(&self, kid: &str) -> Result<Option<Jwk>, NoKeys> {
        if let Some((key, true)) = self.look(kid) {
            return Ok(Some(key));
        }
        // Somebody else is fetching: who has an old key goes on with that, who has none waits.
        let mut last_attempt = match (self.last_attempt.try_lock(), self.look(kid)) {
            (Ok(lock), _) => lock,
            (Err(_), Some((key, _))) => return Ok(Some(key)),
            (Err(_), None) => self.last_attempt.lock().await,
        };
        if let Some((key, true)) = self.look(kid) {
            return Ok(Some(key));
        }
        let shortest = if self.is_empty() { FIRST_RETRY.min(self.refetch_after) } else { self.refetch_after };
        if last_attempt.is_none_or(|then| then.elapsed() >= shortest) {
            *last_attempt = Some(Instant::now());
            self.fetch().await;
        }
        drop(last_attempt);
        if self.is_empty() { Err(NoKeys) } else { Ok(self.look(kid).map(|(key, _)| key)) }
    }

    /// Whether there are keys to check tokens with; fetches them when there are none yet.
    pub async fn ready(&self) -> bool {
        !matches!(self.find("").await, Err(NoKeys))
    }

    fn is_empty(&self) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// The key, and whether the set that it is in is still fresh.
    fn look(&self, kid: &str) -> Option<(Jwk, bool)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let known = known.as_ref()?;
        known.keys.find(kid).map(|key| (key.clone(), Instant::now() < known.fresh_until))
    }

    async fn fetch(&self) {
        let read = match &self.source {
            KeySource::Url(url) => self.fetch_url(url).await,
            KeySource::File(path) => match tokio::fs::read(path).await {
                Ok(bytes) => read_set(&bytes).map(|keys| (keys, DEFAULT_FRESH)),
                Err(error) => Err(error.to_string()),
            },
            KeySource::InProcess(keys) => Ok((keys(), DEFAULT_FRESH)),
        };
        match read {
            Ok((keys, fresh)) => {
                let known = Known { keys, fresh_until: Instant::now() + fresh };
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
            }
            Err(why) => tracing::warn!(%why, "the issuer's keys could not be fetched; the old ones stay"),
        }
    }

    async fn fetch_url(&self, url: &str) -> Result<(JwkSet, Duration), String> {
        let client = self.client.as_ref().ok_or("there is no HTTP client")?;
        let response = client.get(url).send().await.and_then(reqwest::Response::error_for_status);
        let mut response = response.map_err(|error| with_causes(&error))?;
        let caching = response.headers().get("cache-control").and_then(|value| value.to_str().ok());
        let fresh = freshness(caching.unwrap_or_default());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| with_causes(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BYTES {
                return Err("the key set is too large".to_owned());
            }
        }
        Ok((read_set(&bytes)?, fresh))
    }
}

fn client() -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder().timeout(Duration::from_secs(5));
    builder.redirect(reqwest::redirect::Policy::none()).build()
}

/// An error with what caused it, such as a certificate that nobody vouches for.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

fn read_set(bytes: &[u8]) -> Result<JwkSet, String> {
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

/// How long the answer may be kept, within our bounds.
fn freshness(cache_control: &str) -> Duration {
    let (least, most) = FRESH_BOUNDS;
    let directives: Vec<_> = cache_control.split(',').map(|part| part.trim().to_ascii_lowercase()).collect();
    if directives.iter().any(|directive| directive == "no-store" || directive == "no-cache") {
        return least;
    }
    let age = directives.iter().find_map(|directive| directive.strip_prefix("max-age=")?.parse().ok());
    age.map_or(DEFAULT_FRESH, |seconds| Duration::from_secs(seconds).clamp(least, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_issuer_says_about_caching_is_honoured_within_bounds() {
        assert_eq!(freshness("public, Max-Age=3600"), Duration::from_secs(3600));
        assert_eq!(freshness("max-age=1"), FRESH_BOUNDS.0);
        assert_eq!(freshness("max-age=99999999"), FRESH_BOUNDS.1);
        assert_eq!(freshness("no-store"), FRESH_BOUNDS.0);
        assert_eq!(freshness(""), DEFAULT_FRESH);
    }

    #[tokio::test]
    async fn without_any_keys_the_answer_is_that_there_are_none() {
        let store = KeyStore::new(KeySource::File("/nonexistent/jwks.json".into())).unwrap();
        assert_eq!(store.find("k").await, Err(NoKeys));
        assert!(!store.ready().await);
    }
}
