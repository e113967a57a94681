//! The body of a request: JSON, complete, nothing unknown in it, and told about with every error at once.

use crate::door::Door;
use crate::problem::{InvalidParam, Problem};
use crate::strict_json;
use crate::validation::{Schema, json_schema, whole_numbers};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CONTENT_ENCODING};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::ops::Deref;
use std::time::Duration;
use utoipa::ToSchema;

/// The largest body in bytes; a larger one is 413.
pub const MAX_BODY: usize = 1_000_000;

/// How long a body may take to come in; a slower one is 408.
const LONGEST: Duration = Duration::from_secs(30);

/// A body that fits its published schema.
///
/// `T` is closed even where it does not say `deny_unknown_fields`. A tagged enum has struct variants (a newtype
/// variant would be an `allOf` of a closed object, which nothing fits).
#[derive(Debug, Clone)]
pub struct Body<T> {
    value: T,
    mac: [u8; 32],
}

impl<T> Body<T> {
    /// What was sent.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The keyed fingerprint of what was sent; equal for equal JSON, whatever its spaces and order.
    pub fn mac(&self) -> [u8; 32] {
        self.mac
    }
}

impl<T> Deref for Body<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: ToSchema + DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let checked = check_headers(request);
        let door = request.app_data::<Data<Door>>().cloned();
        let payload = payload.take();
        Box::pin(async move {
            checked?;
            let value =
                tokio::time::timeout(LONGEST, read(payload)).await.unwrap_or_else(|_| Err(too_slow()))?;
            let door = door.ok_or_else(|| Problem::internal("a handler outside the door reads a body"))?;
            let mac = door.secret().fingerprint("body", &[value.to_string().as_bytes()]);
            Ok(Self { value: fit::<T>(value)?, mac })
        })
    }
}

fn check_headers(request: &HttpRequest) -> Result<(), Problem> {
    if request.content_type() != "application/json" {
        let detail = "Stuur de inhoud als application/json.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "soort-inhoud-onbekend", "Soort inhoud onbekend", detail)
            .header(ACCEPT, "application/json"));
    }
    let identity =
        |value: &actix_web::http::header::HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if request.headers().get(CONTENT_ENCODING).is_some_and(|value| !identity(value)) {
        let detail = "Stuur de inhoud zonder Content-Encoding.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "soort-inhoud-onbekend", "Soort inhoud onbekend", detail));
    }
    Ok(())
}

async fn read(mut payload: Payload) -> Result<Value, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk: Bytes = chunk.map_err(|_| broken("De inhoud kwam niet heel aan."))?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_BODY {
            return Err(too_large());
        }
    }
    let value = strict_json::read(&bytes).map_err(|error| {
        broken(&format!(
            "Geen geldige JSON, of een veld dat er twee keer staat: regel {}, teken {}.",
            error.line(),
            error.column()
        ))
    })?;
    Ok(whole_numbers(value))
}

/// 413: the body is larger than [`MAX_BODY`].
pub(crate) fn too_large() -> Problem {
    let detail = format!("De inhoud mag ten hoogste {MAX_BODY} bytes zijn.");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "inhoud-te-groot", "Inhoud te groot", detail)
}

fn too_slow() -> Problem {
    let detail = "De inhoud kwam niet binnen een halve minuut aan.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "te-traag", "Te traag", detail)
}

fn broken(reason: &str) -> Problem {
    Problem::invalid(vec![InvalidParam::new("body", "json", reason)])
}

/// The value as `T`, or every error in it.
pub fn fit<T: ToSchema + DeserializeOwned + 'static>(value: Value) -> Result<T, Problem> {
    let errors = Schema::of::<T>(json_schema::<T>).map_err(Problem::internal)?.errors(&value);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    // What the schema lets through and the type does not read: the reason is the type's own.
    serde_path_to_error::deserialize(value).map_err(|error| {
        let place = error.path().to_string();
        let place = if place == "." { "body".to_owned() } else { place };
        Problem::invalid(vec![InvalidParam::new(place, "waarde", error.inner().to_string())])
    })
}
