//! What every request passes: the verifier of tokens, the reader of identities, the lists of who may look in.

use crate::config::{IssuerSettings, JwksLocation, Settings};
use crate::identity::{Identity, IdentityReader};
use crate::jwks::{KeySource, KeyStore};
use crate::problem::Problem;
use crate::secret::Secret;
use crate::token::{TokenRefused, Verifier};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, WWW_AUTHENTICATE};

/// The part of a process that is the same for each of its services; one for each process.
pub struct Door {
    verifier: Verifier,
    reader: IdentityReader,
    /// The origins that may call from a browser.
    pub(crate) cors: Vec<String>,
    /// Whether `X-Forwarded-For` is believed.
    pub(crate) behind_proxy: bool,
}

impl Door {
    /// Makes the door of a process from its settings, the issuer that it trusts, and the house's secret.
    ///
    /// # Errors
    /// When no HTTP client can be made to fetch keys with.
    pub fn new(settings: &Settings, issuer: &TrustedIssuer, secret: Secret) -> std::io::Result<Self> {
        let keys = KeyStore::new(issuer.keys.clone()).map_err(|error| {
            let why = "De sleutels van de uitgever kunnen niet worden opgehaald: zijn er certificaten (ca-certificates)?";
            std::io::Error::other(format!("{why} {error}"))
        })?;
        let algorithms = issuer.algorithms.clone();
        Ok(Self::with_verifier(
            Verifier::new(&issuer.issuer, &issuer.audience, algorithms, keys),
            settings,
            secret,
        ))
    }

    /// Makes the door with a verifier of its own, for a test that must know when keys are fetched.
    pub fn with_verifier(verifier: Verifier, settings: &Settings, secret: Secret) -> Self {
        let reader = IdentityReader { claims: settings.claims.clone(), secret };
        Self { verifier, reader, cors: settings.cors.clone(), behind_proxy: settings.behind_proxy }
    }

    /// The house's secret, for fingerprints of bodies.
    pub(crate) fn secret(&self) -> &Secret {
        &self.reader.secret
    }

    /// Whether tokens can be checked now.
    pub(crate) async fn has_keys(&self) -> bool {
        self.verifier.keys().ready().await
    }

    /// Who calls: nobody when there is no `Authorization` header; a problem when there is one that is no good.
    pub(crate) async fn caller(&self, headers: &HeaderMap) -> Result<Option<Identity>, Problem> {
        let mut values = headers.get_all(AUTHORIZATION);
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let token = value.to_str().ok().filter(|_| values.next().is_none()).and_then(bearer);
        let token =
            token.ok_or_else(|| Problem::unauthorized("Geef precies één token mee, als 'Bearer'."))?;
        let claims = self.verifier.verify(token).await.map_err(refused)?;
        self.reader.read(&claims).map(Some)
    }
}

/// The issuer that a process trusts.
#[derive(Clone)]
pub struct TrustedIssuer {
    /// The `iss` that a token must have.
    pub issuer: String,
    /// The `aud` that a token must have.
    pub audience: String,
    /// The algorithms that are accepted.
    pub algorithms: Vec<jsonwebtoken::Algorithm>,
    /// Where the keys come from.
    pub keys: KeySource,
}

impl From<&IssuerSettings> for TrustedIssuer {
    fn from(settings: &IssuerSettings) -> Self {
        let keys = match &settings.jwks {
            JwksLocation::Url(url) => KeySource::Url(url.clone()),
            JwksLocation::File(path) => KeySource::File(path.clone()),
        };
        let (issuer, audience) = (settings.issuer.clone(), settings.audience.clone());
        Self { issuer, audience, algorithms: settings.algorithms.clone(), keys }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ')).then_some(token)
}

fn refused(why: TokenRefused) -> Problem {
    match why {
        TokenRefused::KeysUnavailable => Problem::unavailable(5),
        why => Problem::unauthorized(why.reason())
            .header(WWW_AUTHENTICATE, "Bearer realm=\"woonloket\", error=\"invalid_token\""),
    }
}

impl Problem {
    /// 401 with `WWW-Authenticate`; the detail says in Dutch what is wrong with the token.
    pub fn unauthorized(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "niet-aangemeld", "U bent niet aangemeld", detail)
            .header(WWW_AUTHENTICATE, "Bearer realm=\"woonloket\"")
    }
}
