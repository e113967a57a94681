//! Which web pages may call (CORS): those on the list; and any page for open data and the API's own document.

use crate::door::Door;
use crate::service::Service;
use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderName, HeaderValue, ORIGIN, VARY,
};

/// What a page on the list may send along.
const MAY_SEND: &str = "authorization, content-type, idempotency-key, if-match, if-none-match, accept, traceparent, minstens-positie";
/// What a page may see of an answer.
const MAY_SEE: &str = "API-Version, ETag, Link, Location, Retry-After, Allow";

/// Which pages may see the answer to this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// Any page.
    Any,
    /// This one.
    Origin(HeaderValue),
    /// None; or it is not a page that asks.
    None,
}

impl Allowed {
    /// Judges a request (for a preflight: the request that it announces).
    pub(crate) fn judge(request: &ServiceRequest, door: &Door, services: &[Service]) -> Self {
        let announced = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD).map(HeaderValue::as_bytes);
        let reading = matches!(announced.unwrap_or(request.method().as_str().as_bytes()), b"GET" | b"HEAD");
        if reading && services.iter().any(|service| service.is_open(request.path())) {
            return Self::Any;
        }
        let origin = request.headers().get(ORIGIN);
        let listed =
            origin.filter(|origin| door.cors.iter().any(|listed| origin.as_bytes() == listed.as_bytes()));
        listed.map_or(Self::None, |origin| Self::Origin(origin.clone()))
    }

    /// Whether a request only asks beforehand whether it may be made.
    pub(crate) fn is_preflight(request: &ServiceRequest) -> bool {
        let headers = request.headers();
        request.method() == Method::OPTIONS
            && headers.contains_key(ORIGIN)
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// The answer to such a request.
    pub(crate) fn preflight(&self) -> HttpResponse {
        let mut response = HttpResponse::NoContent();
        match self {
            Self::Any => response.insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")),
            Self::Origin(_) => {
                response.insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE"))
            }
            Self::None => return response.finish(),
        };
        response
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, MAY_SEND))
            .insert_header((ACCESS_CONTROL_MAX_AGE, "600"))
            .finish()
    }

    /// Writes the headers of an answer.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let mut set = |name: HeaderName, value: HeaderValue| drop(headers.insert(name, value));
        match self {
            Self::Any => set(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
            Self::Origin(origin) => set(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
            Self::None => {}
        }
        if *self != Self::None {
            set(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(MAY_SEE));
        }
        if *self != Self::Any {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
    }
}
