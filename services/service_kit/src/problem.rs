//! What goes wrong, told in one shape: `application/problem+json` (RFC 9457), in Dutch, with a stable code.
//!
//! Codes are a promise: clients branch on them, so a code is never renamed. The `type` is made from the code.
//! Nothing of the inside (SQL, stack traces, paths of files) is ever in a problem.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;

/// The media type of every answer that is an error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What the `type` of every problem begins with; the code follows.
pub const TYPE_PREFIX: &str = "urn:woonloket:probleem:";

const CUT_SHORT: &str = "lezen-afgebroken";

/// One error in the input (*ongeldige parameter*), in the shape that municipal systems know from ZGW.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = OngeldigeParameter, description = "Een fout in de invoer.")]
pub struct InvalidParam {
    /// Waar: een pad in de body zoals `eenheden[2].aantal`, of de naam van een parameter of header.
    pub name: String,
    /// Stabiele code van de fout, zoals `required` of `enum`.
    pub code: String,
    /// Uitleg voor mensen.
    pub reason: String,
}

impl InvalidParam {
    /// Names what is wrong and why (the reason in Dutch).
    pub fn new(name: impl Into<String>, code: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), code: code.into(), reason: reason.into() }
    }
}

/// An error as a client sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone, PartialEq)]
struct Parts {
    status: StatusCode,
    code: String,
    title: String,
    detail: String,
    invalid_params: Vec<InvalidParam>,
    numbers: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem with its HTTP status, its stable Dutch kebab-case code, and a Dutch title and detail.
    pub fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            status,
            code: code.to_owned(),
            title: title.to_owned(),
            detail: detail.into(),
            invalid_params: Vec::new(),
            numbers: Map::new(),
            headers: Vec::new(),
        }))
    }

    /// 400 with every error in the input at once.
    pub fn invalid(params: Vec<InvalidParam>) -> Self {
        let detail = match params.len() {
            1 => "Er is 1 fout in het verzoek; zie invalidParams.".to_owned(),
            count => format!("Er zijn {count} fouten in het verzoek; zie invalidParams."),
        };
        let problem =
            Self::new(StatusCode::BAD_REQUEST, "ongeldige-invoer", "Het verzoek is niet geldig", detail);
        problem.invalid_params(params)
    }

    /// 404: it does not exist, or it is not the caller's to know about; the two are told in the same words.
    pub fn not_found() -> Self {
        let detail = "Dit bestaat niet, of u mag het niet zien.";
        Self::new(StatusCode::NOT_FOUND, "niet-gevonden", "Niet gevonden", detail)
    }

    /// 500: a fault of ours. What it was goes to the log, not to the client.
    pub fn internal(why: impl fmt::Display) -> Self {
        tracing::error!(%why, "a request failed by a fault of ours");
        let detail = "Er ging bij ons iets mis. Het is vastgelegd; noem bij vragen de instance hieronder.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "interne-fout", "Interne fout", detail)
    }

    /// 503 with `Retry-After`, in seconds: the same request may be sent again.
    pub fn unavailable(retry_after: u32) -> Self {
        let detail = "Er kan nu niets worden opgeslagen of gelezen. Stuur hetzelfde verzoek straks opnieuw.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "niet-beschikbaar", "Tijdelijk niet beschikbaar", detail)
            .header(header::RETRY_AFTER, &retry_after.to_string())
    }

    /// 503 with `Retry-After`, in seconds: a replica stopped reading, to go on with what its primary did.
    pub fn cut_short(retry_after: u32) -> Self {
        let detail = "De database waaruit wordt gelezen, brak het lezen af om bij te blijven. Stuur hetzelfde verzoek opnieuw.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, CUT_SHORT, "Het lezen is afgebroken", detail)
            .header(header::RETRY_AFTER, &retry_after.to_string())
    }

    /// Whether it is the problem of [`Problem::cut_short`].
    pub fn is_cut_short(&self) -> bool {
        self.code() == CUT_SHORT
    }

    /// The same problem with the numbers of a violation beside it, such as what is left of a ceiling.
    #[must_use]
    pub fn numbers(mut self, numbers: Value) -> Self {
        if let Value::Object(numbers) = numbers {
            self.0.numbers = numbers;
        }
        self
    }

    /// The same problem with these errors of the input named in it.
    #[must_use]
    pub fn invalid_params(mut self, params: Vec<InvalidParam>) -> Self {
        self.0.invalid_params = params;
        self
    }

    /// The same problem with this response header, instead of one of that name before it. A value that cannot be a
    /// header is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.retain(|(other, _)| *other != name);
            self.0.headers.push((name, value));
        }
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The body. The members of a violation's numbers stand beside the standard ones and never replace them.
    pub fn to_json(&self, instance: Option<&str>) -> Value {
        let mut body = self.0.numbers.clone();
        body.insert("type".into(), format!("{TYPE_PREFIX}{}", self.0.code).into());
        body.insert("title".into(), self.0.title.clone().into());
        body.insert("status".into(), self.0.status.as_u16().into());
        body.insert("detail".into(), self.0.detail.clone().into());
        body.insert("code".into(), self.0.code.clone().into());
        if let Some(instance) = instance {
            body.insert("instance".into(), instance.into());
        }
        if !self.0.invalid_params.is_empty() {
            body.insert("invalidParams".into(), serde_json::json!(self.0.invalid_params));
        }
        Value::Object(body)
    }

    /// The whole response, with this instance in the body; the problem stays with it, for the outer middleware.
    pub fn respond(&self, instance: Option<&str>) -> HttpResponse {
        let mut response = HttpResponse::build(self.0.status);
        for (name, value) in &self.0.headers {
            response.append_header((name.clone(), value.clone()));
        }
        let mut response = response.content_type(PROBLEM_JSON).body(self.to_json(instance).to_string());
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.0.status.as_u16(), self.0.code, self.0.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    /// The outer middleware finds the problem in the response's extensions and adds the `instance`.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        self.respond(None)
    }
}

/// The body of a problem, for the published document (*probleem*).
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Probleem, description = "Een fout, in de vorm van RFC 9457.")]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody {
    /// Stabiele URI van het soort fout, gemaakt uit de code.
    #[serde(rename = "type")]
    #[schema(example = "urn:woonloket:probleem:ongeldige-invoer")]
    pub kind: String,
    /// Korte titel van het soort fout.
    #[schema(example = "Het verzoek is niet geldig")]
    pub title: String,
    /// De HTTP-statuscode.
    #[schema(example = 400)]
    pub status: u16,
    /// Wat er in dit geval mis is, met de getallen die ertoe doen en wat u kunt doen.
    pub detail: String,
    /// Stabiele code om op te programmeren.
    #[schema(example = "ongeldige-invoer")]
    pub code: String,
    /// Kenmerk van dit ene verzoek; noem het bij vragen.
    #[schema(example = "urn:uuid:0193a1de-7a3c-7c59-a6a1-2f8f5a0a9a11")]
    pub instance: Option<String>,
    /// Alle fouten in de invoer tegelijk.
    pub invalid_params: Option<Vec<InvalidParam>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_problem_has_every_member_that_the_design_rules_ask() {
        let params = vec![InvalidParam::new("eenheden[0].aantal", "minimum", "Moet ten minste 1 zijn.")];
        let body = Problem::invalid(params).to_json(Some("urn:uuid:1"));
        assert_eq!(
            body,
            json!({
                "type": "urn:woonloket:probleem:ongeldige-invoer",
                "title": "Het verzoek is niet geldig",
                "status": 400,
                "detail": "Er is 1 fout in het verzoek; zie invalidParams.",
                "code": "ongeldige-invoer",
                "instance": "urn:uuid:1",
                "invalidParams": [
                    {"name": "eenheden[0].aantal", "code": "minimum", "reason": "Moet ten minste 1 zijn."}
                ]
            })
        );
    }

    #[test]
    fn numbers_stand_beside_the_standard_members_and_never_replace_them() {
        let numbers = json!({"beschikbaar": 12, "status": 200});
        let problem = Problem::new(StatusCode::CONFLICT, "ceiling", "Vol", "Vol.").numbers(numbers);
        let body = problem.to_json(None);
        assert_eq!((body["beschikbaar"].as_u64(), body["status"].as_u64()), (Some(12), Some(409)));
    }

    #[test]
    fn a_fault_of_ours_tells_nothing_of_the_inside() {
        let body = Problem::internal("relation \"log.events\" does not exist").to_json(None).to_string();
        assert!(!body.contains("log.events"));
    }

    #[test]
    fn unavailable_says_when_to_try_again() {
        let response = Problem::unavailable(5).error_response();
        assert_eq!(response.headers().get("retry-after").unwrap(), "5");
        assert_eq!(response.headers().get("content-type").unwrap(), PROBLEM_JSON);
    }
}
