//! `Idempotency-Key`: what makes a POST safe to repeat (IETF draft-ietf-httpapi-idempotency-key-header).

use crate::problem::{InvalidParam, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// The header's name.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
const MAX_LENGTH: usize = 100;

/// The key that a client chose for this one request; required on every call that creates something.
///
/// 1 to 100 letters, digits and `-_.:`; the quotes of the draft's structured string may be there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    key: String,
    operation: String,
}

impl IdempotencyKey {
    /// The key itself.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is done: method and path. The same key on another path is another request.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
        let value = values.next().ok_or_else(|| {
            wrong("required", "Ontbreekt. Kies voor elk nieuw verzoek een eigen sleutel, zoals een UUID.")
        })?;
        let key = value.to_str().ok().filter(|_| values.next().is_none()).and_then(unquoted);
        let key = key.ok_or_else(|| {
            wrong(
                "pattern",
                "Moet precies één sleutel zijn van 1 tot 100 letters, cijfers en de tekens - _ . :",
            )
        })?;
        Ok(Self { key, operation: format!("{} {}", request.method(), request.path()) })
    }
}

fn unquoted(value: &str) -> Option<String> {
    let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    ((1..=MAX_LENGTH).contains(&bare.len()) && bare.bytes().all(fits)).then(|| bare.to_owned())
}

fn wrong(code: &str, reason: &str) -> Problem {
    Problem::invalid(vec![InvalidParam::new(IDEMPOTENCY_KEY, code, reason)])
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Eigen sleutel van dit verzoek, zoals een UUID. Hetzelfde verzoek met dezelfde sleutel geeft \
                    hetzelfde antwoord en legt niets nieuws vast; een ander verzoek ermee wordt geweigerd (409).";
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^([A-Za-z0-9._:-]{1,100}|\"[A-Za-z0-9._:-]{1,100}\")$"))
            .min_length(Some(1))
            .max_length(Some(MAX_LENGTH + 2));
        let parameter = ParameterBuilder::new().name(IDEMPOTENCY_KEY).parameter_in(ParameterIn::Header);
        vec![parameter.required(Required::True).description(Some(text)).schema(Some(schema)).build()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn read(value: Option<&str>) -> Result<IdempotencyKey, Problem> {
        let request = TestRequest::post().uri("/aanvragen/v1/aanvragen");
        let request = value.into_iter().fold(request, |r, value| r.insert_header((IDEMPOTENCY_KEY, value)));
        IdempotencyKey::read(&request.to_http_request())
    }

    #[test]
    fn a_key_is_read_with_and_without_the_quotes_of_the_draft() {
        assert_eq!(read(Some("\"a-1\"")).unwrap(), read(Some("a-1")).unwrap());
        assert_eq!(read(Some("a-1")).unwrap().operation(), "POST /aanvragen/v1/aanvragen");
    }

    #[test]
    fn no_key_a_long_key_and_strange_characters_are_named_as_invalid_input() {
        for value in [None, Some(""), Some("a b"), Some("x".repeat(101).as_str())] {
            let body = read(value).unwrap_err().to_json(None);
            assert_eq!(
                (body["status"].as_u64(), body["invalidParams"][0]["name"].as_str()),
                (Some(400), Some(IDEMPOTENCY_KEY))
            );
        }
    }
}
