//! Keys: one for each person, which can be erased, and one for hashes of requests.
//!
//! A person's data are sealed with AES-256-GCM under the person's own key before they reach the log, bound to the
//! person's id. Keys are in the schema `keyring`, outside the log and its backups. Without the key the data are
//! [`Personal::Erased`], and the chain of hashes and every figure stay whole.

use crate::{CommandId, StoreError};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{hmac, rand};
use base64::prelude::{BASE64_STANDARD, Engine};
use regulation::record::Recorded;
use regulation::words::{Personal, SubjectId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio_postgres::Client;
use uuid::Uuid;

const RIGHTS: &str = "SELECT CASE WHEN has_schema_privilege('keyring', 'USAGE')
    THEN has_table_privilege('keyring.subjects', 'SELECT') ELSE false END,
    CASE WHEN has_schema_privilege('keyring', 'USAGE')
    THEN has_table_privilege('keyring.installation', 'SELECT') ELSE false END";
const REQUEST_KEY: &str = "SELECT request_key FROM keyring.installation";
const KEYS: &str = "SELECT subject, key FROM keyring.subjects WHERE subject = ANY ($1)";
const KEYS_OR_NEW: &str = "SELECT subject, key FROM keyring.keys_for($1, $2)";
const ERASE: &str = "SELECT keyring.erase($1)";

/// The most keys that are held in memory.
const HELD: usize = 10_000;

/// A person's key; absent once erased.
type SubjectKey = Option<[u8; 32]>;

/// The keys of some persons.
pub(crate) type Keys = HashMap<SubjectId, SubjectKey>;

/// The keys that this service may read, as far as it needed them.
pub(crate) struct Keyring {
    may_read: bool,
    request_key: Option<hmac::Key>,
    held: Mutex<Keys>,
    /// How often something was forgotten.
    forgotten: AtomicU64,
}

impl Keyring {
    pub(crate) async fn open(client: &Client) -> Result<Self, StoreError> {
        let rights = client.query_one(RIGHTS, &[]).await?;
        let request_key = if rights.try_get(1)? {
            let key: Vec<u8> = client.query_one(REQUEST_KEY, &[]).await?.try_get(0)?;
            Some(hmac::Key::new(hmac::HMAC_SHA256, &key))
        } else {
            None
        };
        Ok(Self { may_read: rights.try_get(0)?, request_key, ..Self::closed() })
    }

    /// A keyring that opens nothing.
    pub(crate) fn closed() -> Self {
        Self { may_read: false, request_key: None, held: Mutex::default(), forgotten: AtomicU64::new(0) }
    }

    /// The keyed hash of some bytes.
    pub(crate) fn mac(&self, bytes: &[u8]) -> Result<[u8; 32], StoreError> {
        let key = self.request_key.as_ref().ok_or_else(|| {
            StoreError::Setting("this role may not read the key for hashes of requests".to_owned())
        })?;
        fixed(hmac::sign(key, bytes).as_ref())
    }

    /// What stands for the command id in the log: a keyed hash of scope and key.
    pub(crate) fn id(&self, command: &CommandId) -> Result<[u8; 32], StoreError> {
        let length = u64::try_from(command.scope.len()).unwrap_or(u64::MAX).to_be_bytes();
        self.mac(&[&length, command.scope.as_bytes(), command.key.as_bytes()].concat())
    }

    /// The keys of these persons; persons without one get one.
    pub(crate) async fn provide(
        &self,
        client: &Client,
        subjects: HashSet<SubjectId>,
    ) -> Result<Keys, StoreError> {
        let (mut keys, missing) = self.held_and_missing(subjects);
        if !missing.is_empty() {
            let proposed = missing.iter().map(|_| new_key()).collect::<Result<Vec<_>, _>>()?;
            let forgotten = self.forgotten();
            let rows = client.query(KEYS_OR_NEW, &[&missing, &proposed]).await?;
            keys.extend(self.hold(&rows, forgotten)?);
        }
        Ok(keys)
    }

    /// Opens what is sealed in these events: `Known`, or `Erased` where the key is gone. A role that may not read
    /// keys gets it as it is.
    pub(crate) async fn unseal(&self, client: &Client, events: &mut [Recorded]) -> Result<(), StoreError> {
        if !self.may_read {
            return Ok(());
        }
        let sealed: HashSet<SubjectId> = events.iter_mut().filter_map(sealed_subject).collect();
        if sealed.is_empty() {
            return Ok(());
        }
        let keys = self.keys_of(client, sealed).await?;
        for recorded in events {
            if let Some(personal) = recorded.event.personal_mut() {
                *personal = unsealed(personal, &keys)?;
            }
        }
        Ok(())
    }

    /// The keys of these subjects, as they are held here or else in the database.
    async fn keys_of(&self, client: &Client, subjects: HashSet<SubjectId>) -> Result<Keys, StoreError> {
        let (mut keys, missing) = self.held_and_missing(subjects);
        if !missing.is_empty() {
            let forgotten = self.forgotten();
            let rows = client.query(KEYS, &[&missing]).await?;
            keys.extend(self.hold(&rows, forgotten)?);
        }
        Ok(keys)
    }

    /// Whether any of these carries data that it may open.
    pub(crate) fn opens_any(&self, events: &mut [Recorded]) -> bool {
        self.may_read && events.iter_mut().any(|recorded| sealed_subject(recorded).is_some())
    }

    /// Erases a person's key. Whether there was one.
    pub(crate) async fn erase(&self, client: &Client, subject: SubjectId) -> Result<bool, StoreError> {
        let erased = client.query_one(ERASE, &[&subject.0]).await?.try_get(0)?;
        self.forget(subject);
        Ok(erased)
    }

    /// Forgets what is held of a person.
    pub(crate) fn forget(&self, subject: SubjectId) {
        let mut held = self.held();
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        held.remove(&subject);
    }

    /// Forgets all that is held.
    pub(crate) fn forget_all(&self) {
        let mut held = self.held();
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        held.clear();
    }

    /// How often something was forgotten: what was read before it changed may be of somebody who is erased.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    fn held(&self) -> MutexGuard<'_, Keys> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys that are held, as a set of its own, so that what is forgotten meanwhile is neither missing nor erased;
    /// and whose are not.
    fn held_and_missing(&self, subjects: HashSet<SubjectId>) -> (Keys, Vec<Uuid>) {
        let held = self.held();
        let (there, missing): (Vec<_>, Vec<_>) =
            subjects.into_iter().partition(|subject| held.contains_key(subject));
        let keys = there.into_iter().filter_map(|subject| Some((subject, *held.get(&subject)?))).collect();
        (keys, missing.into_iter().map(|subject| subject.0).collect())
    }

    /// Holds these keys, unless something was forgotten since they were read, and gives them.
    fn hold(
        &self,
        rows: &[tokio_postgres::Row],
        forgotten: u64,
    ) -> Result<Vec<(SubjectId, SubjectKey)>, StoreError> {
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            let key: Option<&[u8]> = row.try_get(1)?;
            keys.push((SubjectId(row.try_get(0)?), key.map(fixed).transpose()?));
        }
        let mut held = self.held();
        if held.len() + keys.len() > HELD {
            held.clear();
        }
        if self.forgotten() == forgotten {
            held.extend(keys.iter().copied());
        }
        drop(held);
        Ok(keys)
    }
}

/// What is known, sealed with the subject's key; once that was erased the data are left out.
pub(crate) fn sealed(personal: &Personal, keys: &Keys) -> Result<Personal, StoreError> {
    let Personal::Known { subject, person } = personal else { return Ok(personal.clone()) };
    let subject = *subject;
    let key = keys.get(&subject).ok_or_else(|| StoreError::Sealing("the key was not provided".to_owned()))?;
    let Some(key) = key else { return Ok(Personal::Erased { subject }) };
    let mut text = serde_json::to_vec(person).map_err(|error| StoreError::Sealing(error.to_string()))?;
    let nonce =
        cipher(key)?.seal_in_place_append_tag(Aad::from(subject.0.as_bytes()), &mut text).map_err(unseen)?;
    let sealed = [nonce.as_ref().as_slice(), &text].concat();
    Ok(Personal::Sealed { subject, sealed: BASE64_STANDARD.encode(sealed) })
}

/// What is sealed, opened with the subject's key; erased where there is none.
fn unsealed(personal: &Personal, keys: &Keys) -> Result<Personal, StoreError> {
    let Personal::Sealed { subject, sealed } = personal else { return Ok(personal.clone()) };
    let subject = *subject;
    let Some(Some(key)) = keys.get(&subject) else { return Ok(Personal::Erased { subject }) };
    let mut bytes = BASE64_STANDARD.decode(sealed).map_err(|error| StoreError::Sealing(error.to_string()))?;
    let mut text = bytes.split_off(NONCE_LEN.min(bytes.len()));
    let nonce = Nonce::assume_unique_for_key(fixed(&bytes)?);
    let plain =
        cipher(key)?.open_in_place(nonce, Aad::from(subject.0.as_bytes()), &mut text).map_err(unseen)?;
    let person = serde_json::from_slice(plain).map_err(|error| StoreError::Sealing(error.to_string()))?;
    Ok(Personal::Known { subject, person })
}

/// Whose sealed data the event carries.
fn sealed_subject(recorded: &mut Recorded) -> Option<SubjectId> {
    match recorded.event.personal_mut()? {
        Personal::Sealed { subject, .. } => Some(*subject),
        Personal::Known { .. } | Personal::Erased { .. } => None,
    }
}

fn cipher(key: &[u8; 32]) -> Result<RandomizedNonceKey, StoreError> {
    RandomizedNonceKey::new(&AES_256_GCM, key).map_err(unseen)
}

fn new_key() -> Result<Vec<u8>, StoreError> {
    let mut key = vec![0; 32];
    rand::fill(&mut key).map_err(unseen)?;
    Ok(key)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Sealing(format!("{} bytes where {N} are needed", bytes.len())))
}

fn unseen(_: aws_lc_rs::error::Unspecified) -> StoreError {
    StoreError::Sealing("the cipher refused".to_owned())
}
