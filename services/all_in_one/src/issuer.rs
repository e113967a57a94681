//! The built-in issuer of tokens: for trying the house on one's own machine, never beside a real issuer.
//!
//! Its keys (ES256) are made at the first start and kept in the data folder, readable by their owner only. The
//! set that it publishes has the key of now and the next one, so that whoever keeps keys knows the next in time.
//! There is no endpoint that gives tokens: they are printed at the start, for whoever sees the terminal.

mod keys;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, ServiceConfig};
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, Header, encode};
use keys::Keys;
use serde_json::{Map, json};
use service_kit::Settings;
use service_kit::config::{ClaimSettings, SettingErrors};
use service_kit::door::TrustedIssuer;
use service_kit::jwks::KeySource;
use service_kit::run::StartError;
use service_kit::secret::Secret;
use std::sync::Arc;

/// The `iss` of its tokens.
pub const ISSUER: &str = "urn:woonloket:ingebouwde-uitgever";
/// Where it publishes its keys.
pub const JWKS_PATH: &str = "/.well-known/jwks.json";
/// How long a token lives, in hours.
pub const LIFE_HOURS: i64 = 12;

/// Somebody of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemonstrationUser {
    /// What to call this user, in Dutch.
    pub name: &'static str,
    /// The person in the token (`sub`).
    pub person: &'static str,
    /// The role in the token, as the settings' default has it.
    pub role: &'static str,
    /// The organisation in the token.
    pub organisation: &'static str,
}

/// Everybody of the demonstration: two assessors, because who advised may not decide.
pub const USERS: [DemonstrationUser; 5] = [
    DemonstrationUser {
        name: "gemeente Amsterdam",
        person: "demo-gemeente",
        role: "gemeente",
        organisation: "GM0363",
    },
    DemonstrationUser {
        name: "beoordelaar 1",
        person: "demo-beoordelaar-1",
        role: "beoordelaar",
        organisation: "RVO",
    },
    DemonstrationUser {
        name: "beoordelaar 2",
        person: "demo-beoordelaar-2",
        role: "beoordelaar",
        organisation: "RVO",
    },
    DemonstrationUser {
        name: "ministerie",
        person: "demo-ministerie",
        role: "ministerie",
        organisation: "BZK",
    },
    DemonstrationUser { name: "beheerder", person: "demo-beheerder", role: "beheerder", organisation: "RVO" },
];

/// The built-in issuer.
#[derive(Clone)]
pub struct Issuer {
    keys: Arc<Keys>,
    audience: String,
    claims: ClaimSettings,
}

impl Issuer {
    /// Opens the issuer with the keys in the data folder, making them at the first start.
    ///
    /// # Errors
    /// When an external issuer is configured: two issuers at once would make everybody somebody else. When the
    /// keys cannot be read or written.
    pub fn open(settings: &Settings) -> Result<Self, StartError> {
        if settings.issuer.is_some() {
            let why = "is gezet: de ingebouwde uitgever kan niet naast een echte uitgever werken";
            return Err(SettingErrors::one("WOONLOKET_ISSUER", why).into());
        }
        let keys = Keys::open(&settings.data.join("sleutels/uitgever.json"), Timestamp::now())?;
        Ok(Self { keys: Arc::new(keys), audience: "woonloket".to_owned(), claims: settings.claims.clone() })
    }

    /// What the door must trust.
    pub fn trusted(&self) -> TrustedIssuer {
        let keys = Arc::clone(&self.keys);
        TrustedIssuer {
            issuer: ISSUER.to_owned(),
            audience: self.audience.clone(),
            algorithms: vec![Algorithm::ES256],
            keys: KeySource::InProcess(Arc::new(move || keys.public())),
        }
    }

    /// The public keys: of now, the next one, and the one before while its tokens may live.
    pub fn public(&self) -> JwkSet {
        self.keys.public()
    }

    /// Publishes the public keys at [`JWKS_PATH`].
    pub fn routes(&self, config: &mut ServiceConfig) {
        let keys = Arc::clone(&self.keys);
        let give = move || {
            let set = keys.public();
            async move { HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(set) }
        };
        config.service(web::resource(JWKS_PATH).get(give));
    }

    /// A token for a user of the demonstration, good for [`LIFE_HOURS`] from now.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token(&self, user: &DemonstrationUser, now: Timestamp) -> Result<String, StartError> {
        let second = now.as_second();
        let mut claims = Map::from_iter([
            ("iss".to_owned(), json!(ISSUER)),
            ("aud".to_owned(), json!(self.audience)),
            ("sub".to_owned(), json!(user.person)),
            ("azp".to_owned(), json!("woonloket-demonstratie")),
            ("iat".to_owned(), json!(second)),
            ("nbf".to_owned(), json!(second)),
            ("exp".to_owned(), json!(second + LIFE_HOURS * 3600)),
            ("jti".to_owned(), json!(uuid::Uuid::now_v7())),
        ]);
        // Where the settings look for them, so that the demonstration goes on working under any of them.
        claims.insert(self.claims.person.clone(), json!(user.person));
        claims.insert(self.claims.organisation.clone(), json!(user.organisation));
        claims.insert(self.claims.role.clone(), json!(self.name_of(user.role)));
        let (kid, private) = self.keys.signing();
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(kid.to_owned());
        header.typ = Some("at+jwt".to_owned());
        Ok(encode(&header, &claims, private)?)
    }

    /// What a role is called in tokens, by the settings.
    fn name_of<'a>(&'a self, role: &'a str) -> &'a str {
        let usual = ClaimSettings::default().role_names;
        let set = usual.iter().zip(&self.claims.role_names).find(|(usual, _)| *usual == role);
        set.map_or(role, |(_, set)| set)
    }
}

/// The house's secret: the one that is set, or else one of its own in the data folder.
///
/// # Errors
/// When the file cannot be read or written.
pub fn secret(settings: &Settings) -> std::io::Result<Secret> {
    match &settings.secret {
        Some(secret) => Ok(secret.clone()),
        None => Secret::read_or_make(&settings.data.join("sleutels/geheim")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::record::Role::{Administrator, Assessor, Ministry, Municipality};
    use service_kit::identity::{Identity, IdentityReader};
    use service_kit::jwks::KeyStore;
    use service_kit::token::Verifier;
    use std::collections::BTreeSet;

    fn settings(set: &[(&str, &str)]) -> Settings {
        let folder = std::env::temp_dir().join(format!("woonloket-issuer-{}", uuid::Uuid::now_v7()));
        Settings::read(|name| match name {
            "WOONLOKET_DATA" => Some(folder.display().to_string()),
            name => set.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()),
        })
        .unwrap()
    }

    /// What the door makes of a token.
    async fn at_the_door(issuer: &Issuer, settings: &Settings, user: &DemonstrationUser) -> Identity {
        let trusted = issuer.trusted();
        let keys = KeyStore::new(trusted.keys.clone()).unwrap();
        let verifier = Verifier::new(&trusted.issuer, &trusted.audience, trusted.algorithms.clone(), keys);
        let claims = verifier.verify(&issuer.token(user, Timestamp::now()).unwrap()).await.unwrap();
        let reader = IdentityReader { claims: settings.claims.clone(), secret: secret(settings).unwrap() };
        reader.read(&claims).unwrap()
    }

    #[tokio::test]
    async fn the_door_knows_everybody_of_the_demonstration() {
        let settings = settings(&[]);
        let issuer = Issuer::open(&settings).unwrap();
        let mut persons = BTreeSet::new();
        for (user, role) in USERS.iter().zip([Municipality, Assessor, Assessor, Ministry, Administrator]) {
            let identity = at_the_door(&issuer, &settings, user).await;
            assert_eq!((identity.role, identity.organisation.as_deref()), (role, Some(user.organisation)));
            persons.insert(identity.person);
        }
        assert_eq!(persons.len(), USERS.len(), "everybody is somebody else");
        std::fs::remove_dir_all(&settings.data).unwrap();
    }

    #[tokio::test]
    async fn its_tokens_say_who_it_is_wherever_the_settings_look() {
        let set = [
            ("WOONLOKET_CLAIM_ROLE", "realm_access.roles"),
            ("WOONLOKET_ROLE_NAMES", "gemeente=wl-gemeente"),
        ];
        let settings = settings(&set);
        let issuer = Issuer::open(&settings).unwrap();
        assert_eq!(at_the_door(&issuer, &settings, &USERS[0]).await.role, Municipality);
        std::fs::remove_dir_all(&settings.data).unwrap();
    }

    #[test]
    fn it_cannot_be_switched_on_beside_an_external_issuer() {
        let settings = settings(&[
            ("WOONLOKET_ISSUER", "https://idp.example.nl"),
            ("WOONLOKET_JWKS", "https://idp.example.nl/jwks"),
        ]);
        let error = Issuer::open(&settings).err().unwrap().to_string();
        assert!(error.contains("WOONLOKET_ISSUER"), "{error}");
        assert!(!settings.data.exists(), "no key was made");
    }

    #[test]
    fn the_secret_is_made_once_and_a_set_one_goes_before_it() {
        let own = settings(&[]);
        let pseudonym = |settings: &Settings| secret(settings).unwrap().pseudonym("person", &[b"x"]);
        assert_eq!(pseudonym(&own), pseudonym(&own));
        let set = settings(&[("WOONLOKET_SECRET", "een geheim dat door de beheerder is gekozen")]);
        assert_ne!(pseudonym(&own), pseudonym(&set));
        std::fs::remove_dir_all(&own.data).unwrap();
    }
}
