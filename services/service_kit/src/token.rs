//! Is this token genuine, meant for us, and valid now?
//!
//! The algorithm is pinned by configuration and by the key itself; what the token's header says must agree, and
//! is never what decides.

use crate::jwks::{KeyStore, NoKeys};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::{Map, Value};

/// Clocks may differ by this many seconds.
const LEEWAY: u64 = 30;

/// The claims of a token that was found good.
pub type Claims = Map<String, Value>;

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefused {
    /// It cannot be read as a JWT, or uses what we do not know.
    Malformed,
    /// Its algorithm is not the one of the key, or not allowed.
    WrongAlgorithm,
    /// It names no key, or one that the issuer does not have.
    UnknownKey,
    /// The signature does not fit.
    BadSignature,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// Another issuer made it.
    WrongIssuer,
    /// It is meant for another.
    WrongAudience,
    /// A claim that must be there is not.
    ClaimMissing,
    /// The issuer's keys cannot be had now.
    KeysUnavailable,
}

impl TokenRefused {
    /// Why, in Dutch.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "Het token is niet leesbaar als JWT.",
            Self::WrongAlgorithm => "Het algoritme van het token is niet toegestaan.",
            Self::UnknownKey => "De sleutel waarmee het token is getekend, is niet bekend.",
            Self::BadSignature => "De handtekening van het token klopt niet.",
            Self::Expired => "Het token is verlopen.",
            Self::NotYetValid => "Het token is nog niet geldig.",
            Self::WrongIssuer => "Het token komt van een andere uitgever.",
            Self::WrongAudience => "Het token is niet voor deze API bedoeld.",
            Self::ClaimMissing => "In het token ontbreekt een verplicht gegeven (exp, iss, aud of sub).",
            Self::KeysUnavailable => "De sleutels van de uitgever zijn nu niet te krijgen.",
        }
    }
}

/// Checks tokens of one issuer, for one audience.
pub struct Verifier {
    issuer: String,
    audience: String,
    algorithms: Vec<Algorithm>,
    keys: KeyStore,
}

impl Verifier {
    /// Accepts only what this issuer signed, with one of these algorithms, for this audience.
    pub fn new(issuer: &str, audience: &str, algorithms: Vec<Algorithm>, keys: KeyStore) -> Self {
        Self { issuer: issuer.to_owned(), audience: audience.to_owned(), algorithms, keys }
    }

    /// The issuer whose tokens are accepted.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The keys; for the health check.
    pub fn keys(&self) -> &KeyStore {
        &self.keys
    }

    /// The claims of a token, when everything about it is right.
    pub async fn verify(&self, token: &str) -> Result<Claims, TokenRefused> {
        let header = decode_header(token).map_err(|_| TokenRefused::Malformed)?;
        check_header(&header)?;
        let kid = header.kid.as_deref().ok_or(TokenRefused::UnknownKey)?;
        let found = self.keys.find(kid).await.map_err(|NoKeys| TokenRefused::KeysUnavailable)?;
        let key = found.filter(is_for_signing).ok_or(TokenRefused::UnknownKey)?;
        let allowed = self.algorithms_of(&key);
        if !allowed.contains(&header.alg) {
            return Err(TokenRefused::WrongAlgorithm);
        }
        let public = DecodingKey::from_jwk(&key).map_err(|_| TokenRefused::UnknownKey)?;
        let data = decode::<Claims>(token, &public, &self.validation(allowed));
        data.map(|data| data.claims).map_err(|error| why(error.kind()))
    }

    /// What the key may be used for: its own `alg`, or else what its type allows; always also allowed by us.
    fn algorithms_of(&self, key: &Jwk) -> Vec<Algorithm> {
        let own = key.common.key_algorithm.map(|own| Algorithm::try_from(own).ok());
        let fits = |algorithm: &Algorithm| match own {
            Some(own) => own == Some(*algorithm),
            None => fits_type(&key.algorithm, *algorithm),
        };
        self.algorithms.iter().copied().filter(fits).collect()
    }

    fn validation(&self, algorithms: Vec<Algorithm>) -> Validation {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.algorithms = algorithms;
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation
    }
}

/// `crit` announces something we must understand and do not; `typ` other than a token's is another kind of JWT.
fn check_header(header: &Header) -> Result<(), TokenRefused> {
    let kind = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
    let is_token = matches!(kind.as_str(), "jwt" | "at+jwt" | "application/at+jwt");
    if is_token && header.crit.is_none() { Ok(()) } else { Err(TokenRefused::Malformed) }
}

fn is_for_signing(key: &Jwk) -> bool {
    matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature))
}

fn fits_type(key: &AlgorithmParameters, algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match key {
        AlgorithmParameters::EllipticCurve(curve) => match curve.curve {
            EllipticCurve::P256 => algorithm == ES256,
            EllipticCurve::P384 => algorithm == ES384,
            _ => false,
        },
        AlgorithmParameters::RSA(_) => matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512),
        AlgorithmParameters::OctetKeyPair(_) => algorithm == EdDSA,
        _ => false,
    }
}

fn why(kind: &ErrorKind) -> TokenRefused {
    match kind {
        ErrorKind::ExpiredSignature => TokenRefused::Expired,
        ErrorKind::ImmatureSignature => TokenRefused::NotYetValid,
        ErrorKind::InvalidIssuer => TokenRefused::WrongIssuer,
        ErrorKind::InvalidAudience => TokenRefused::WrongAudience,
        ErrorKind::MissingRequiredClaim(_) => TokenRefused::ClaimMissing,
        ErrorKind::InvalidSignature => TokenRefused::BadSignature,
        ErrorKind::InvalidAlgorithm => TokenRefused::WrongAlgorithm,
        _ => TokenRefused::Malformed,
    }
}
