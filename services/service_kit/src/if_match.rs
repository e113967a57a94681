//! `If-Match` and `ETag`: a change is made only to what the client has seen.
//!
//! The ETag of a case is the position, in quotes, of the last event of that case: `"1234"`.

use crate::problem::{InvalidParam, Problem};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use regulation::record::Position;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// The position that the client saw last; required on every change to a case (428 when it is absent).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Position);

/// The header that gives a position as an ETag.
pub fn etag(position: Position) -> (&'static str, String) {
    (ETAG.as_str(), format!("\"{position}\""))
}

/// The problem for a client that changes what has changed since it looked; with the ETag of now.
pub fn precondition_failed(current: Position) -> Problem {
    let detail = "Er is sinds uw laatste blik iets veranderd. Haal de aanvraag opnieuw op en beslis dan.";
    let status = StatusCode::PRECONDITION_FAILED;
    Problem::new(status, "intussen-gewijzigd", "Intussen gewijzigd", detail).header(ETAG, &etag(current).1)
}

impl IfMatch {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let mut values = request.headers().get_all(IF_MATCH);
        let value = values.next().ok_or_else(required)?;
        let value = value.to_str().ok().filter(|_| values.next().is_none());
        let position = value.and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        position.map(|position| Self(Position(position))).ok_or_else(|| {
            let reason =
                "Moet precies de ETag zijn die u bij deze aanvraag kreeg, met aanhalingstekens: \"1234\".";
            Problem::invalid(vec![InvalidParam::new("If-Match", "pattern", reason)])
        })
    }
}

fn required() -> Problem {
    let detail = "Stuur If-Match mee met de ETag die u bij deze aanvraag kreeg.";
    Problem::new(StatusCode::PRECONDITION_REQUIRED, "if-match-ontbreekt", "If-Match ontbreekt", detail)
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "De ETag die u bij deze aanvraag kreeg. Is er intussen iets veranderd, dan volgt 412.";
        let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^\"[0-9]+\"$"));
        let parameter = ParameterBuilder::new().name("If-Match").parameter_in(ParameterIn::Header);
        vec![parameter.required(Required::True).description(Some(text)).schema(Some(schema)).build()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn read(value: &str) -> Result<IfMatch, Problem> {
        IfMatch::read(&TestRequest::post().insert_header(("If-Match", value)).to_http_request())
    }

    #[test]
    fn an_etag_that_we_gave_is_read_back() {
        assert_eq!(read(&etag(Position(17)).1).unwrap(), IfMatch(Position(17)));
    }

    #[test]
    fn none_is_required_and_anything_else_is_invalid() {
        let none = IfMatch::read(&TestRequest::post().to_http_request()).unwrap_err();
        assert_eq!(none.status(), StatusCode::PRECONDITION_REQUIRED);
        for value in ["17", "*", "W/\"17\"", "\"a\"", "\"1\", \"2\""] {
            assert_eq!(read(value).unwrap_err().status(), StatusCode::BAD_REQUEST);
        }
    }
}
