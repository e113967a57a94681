//! Who calls: read from the claims of a token that was found good.
//!
//! The person goes into the log by pseudonym (a keyed fingerprint of issuer and person), so that the log names
//! nobody; the identity provider can tell who it is. The organisation that somebody works for and the one that
//! somebody acts for (*namens*) are two fields and are never mixed up.

use crate::config::ClaimSettings;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::token::Claims;
use actix_web::http::StatusCode;
use regulation::record::{Actor, Role};
use regulation::words::{Applicant, PersonId};
use serde_json::Value;

/// What the TOOI identifier of every municipality begins with.
const TOOI_MUNICIPALITY: &str = "https://identifier.overheid.nl/tooi/id/gemeente/";

/// Who calls, in what capacity, from where, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// In what capacity.
    pub role: Role,
    /// The person, by pseudonym.
    pub person: PersonId,
    /// The person's own organisation; a municipality as `GM0363`, whatever spelling the token has.
    pub organisation: Option<String>,
    /// The organisation for which the person acts (*namens*), where the token says one.
    pub on_behalf_of: Option<String>,
}

impl Identity {
    /// The one who did it, as the log keeps it.
    pub fn actor(&self) -> Actor {
        Actor {
            role: self.role,
            person: self.person.clone(),
            organisation: self.organisation.clone(),
            on_behalf_of: self.on_behalf_of.clone(),
        }
    }

    /// The municipality or cooperation for which is applied: the one acted for, or else the person's own.
    pub fn applicant(&self) -> Option<Applicant> {
        Applicant::parse(self.on_behalf_of.as_ref().or(self.organisation.as_ref())?).ok()
    }

    /// Within what a client's `Idempotency-Key` must be unique: the one acted for, else the own organisation,
    /// else the person.
    pub fn key_scope(&self) -> &str {
        let organisation = self.on_behalf_of.as_deref().or(self.organisation.as_deref());
        organisation.unwrap_or_else(|| self.person.as_str())
    }
}

/// Reads identities from claims.
#[derive(Debug, Clone)]
pub struct IdentityReader {
    /// Which claims say what.
    pub claims: ClaimSettings,
    /// What pseudonyms are keyed with.
    pub secret: Secret,
}

impl IdentityReader {
    /// Who calls; or 401 when the token names nobody, or 403 when it gives no role, or more than one, here.
    pub fn read(&self, claims: &Claims) -> Result<Identity, Problem> {
        let person = text_at(claims, &self.claims.person).ok_or_else(nobody)?;
        Ok(Identity {
            role: self.role(claims)?,
            person: self.person(claims, person)?,
            organisation: text_at(claims, &self.claims.organisation).map(|text| organisation(&text)),
            on_behalf_of: text_at(claims, &self.claims.on_behalf_of).map(|text| organisation(&text)),
        })
    }

    fn person(&self, claims: &Claims, person: String) -> Result<PersonId, Problem> {
        if self.claims.person_as_is {
            return PersonId::parse(&person).map_err(|_| nobody());
        }
        let issuer = text_at(claims, "iss").unwrap_or_default();
        let pseudonym = self.secret.pseudonym("person", &[issuer.as_bytes(), person.as_bytes()]);
        PersonId::parse(&pseudonym).map_err(Problem::internal)
    }

    fn role(&self, claims: &Claims) -> Result<Role, Problem> {
        let value = at(claims, &self.claims.role);
        let given: Vec<&str> = match value {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let roles = [Role::Municipality, Role::Assessor, Role::Ministry, Role::Administrator];
        let named = self.claims.role_names.iter().zip(roles);
        let mut ours = named.filter(|(name, _)| given.contains(&name.as_str())).map(|(_, role)| role);
        match (ours.next(), ours.next()) {
            (Some(role), None) => Ok(role),
            (Some(_), Some(_)) => {
                Err(role_problem("Het token noemt meer dan één rol van Woonloket; het mag er één zijn."))
            }
            (None, _) => Err(role_problem("Het token noemt geen rol die Woonloket kent.")),
        }
    }
}

fn nobody() -> Problem {
    Problem::unauthorized("Het token zegt niet wie u bent.")
}

fn role_problem(detail: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "rol-onduidelijk", "Geen duidelijke rol", detail)
}

/// The value at a dotted path. A claim whose own name has dots in it (a URI, say) is found whole first.
fn at<'a>(claims: &'a Claims, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    at(claims.get(first)?.as_object()?, rest)
}

fn text_at(claims: &Claims, path: &str) -> Option<String> {
    let text = match at(claims, path)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty() && text.len() <= 200)
}

/// One spelling for an organisation: of a municipality `GM0363`, any other as it is.
pub fn organisation(text: &str) -> String {
    let digits = |code: &str| code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    let bare = text.strip_prefix(TOOI_MUNICIPALITY).unwrap_or(text);
    let code = bare.strip_prefix("GM").or_else(|| bare.strip_prefix("gm")).unwrap_or(bare);
    if digits(code) { format!("GM{code}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reader(claims: ClaimSettings) -> IdentityReader {
        IdentityReader { claims, secret: Secret::from_text(&"s".repeat(32)).unwrap() }
    }

    fn read(claims: Value) -> Result<Identity, Problem> {
        reader(ClaimSettings::default()).read(claims.as_object().unwrap())
    }

    #[test]
    fn the_three_spellings_of_a_municipality_are_one() {
        for spelling in ["GM0363", "gm0363", "0363", "https://identifier.overheid.nl/tooi/id/gemeente/gm0363"]
        {
            assert_eq!(organisation(spelling), "GM0363");
        }
        assert_eq!(organisation("SW-de-bevelanden"), "SW-de-bevelanden");
        assert_eq!(organisation("00000003123456780000"), "00000003123456780000");
    }

    #[test]
    fn the_person_and_the_one_acted_for_are_kept_apart() {
        let claims = json!({"iss": "i", "sub": "jan@leverancier.nl", "rol": "gemeente", "organisatie": "KVK12345678", "namens": "0363"});
        let identity = read(claims).unwrap();
        assert_eq!(identity.organisation.as_deref(), Some("KVK12345678"));
        assert_eq!(identity.on_behalf_of.as_deref(), Some("GM0363"));
        assert_eq!(identity.applicant().unwrap().to_string(), "GM0363");
        assert!(!identity.person.as_str().contains("jan"));
    }

    #[test]
    fn the_same_person_has_the_same_pseudonym_and_another_issuer_gives_another() {
        let person =
            |issuer: &str| read(json!({"iss": issuer, "sub": "jan", "rol": "beoordelaar"})).unwrap().person;
        assert_eq!(person("a"), person("a"));
        assert_ne!(person("a"), person("b"));
    }

    #[test]
    fn a_token_with_two_of_our_roles_or_none_is_refused() {
        let code = |role: Value| read(json!({"iss": "i", "sub": "jan", "rol": role})).unwrap_err().status();
        assert_eq!(code(json!(["beoordelaar", "beheerder"])), StatusCode::FORBIDDEN);
        assert_eq!(code(json!("koning")), StatusCode::FORBIDDEN);
        assert_eq!(code(json!(null)), StatusCode::FORBIDDEN);
        assert_eq!(read(json!({"rol": "ministerie"})).unwrap_err().status(), StatusCode::UNAUTHORIZED);
    }

    #[test]
    fn claims_are_found_by_path_and_by_a_name_with_dots() {
        let settings = ClaimSettings {
            role: "realm_access.roles".to_owned(),
            organisation: "urn:nl-eid-gdi:1.0:LegalSubjectID".to_owned(),
            person_as_is: true,
            ..ClaimSettings::default()
        };
        let claims = json!({
            "iss": "i", "sub": "f81d4fae", "realm_access": {"roles": ["offline", "gemeente"]},
            "urn:nl-eid-gdi:1.0:LegalSubjectID": "GM0014"
        });
        let identity = reader(settings).read(claims.as_object().unwrap()).unwrap();
        assert_eq!((identity.role, identity.person.as_str()), (Role::Municipality, "f81d4fae"));
        assert_eq!(identity.key_scope(), "GM0014");
    }
}
