//! The headers that every response has: the version of the API, and what browsers must not do.

use crate::service::Service;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// The header with the version of the API.
pub const API_VERSION: &str = "API-Version";

const CSP_API: &str = "default-src 'none'; frame-ancestors 'none'";
/// The page of Swagger UI: its own scripts, styles and pictures, nothing of any other host.
const CSP_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                        img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
                        form-action 'none'; frame-ancestors 'none'";

/// Writes the headers of a response to a request for this path.
pub(crate) fn write(headers: &mut HeaderMap, path: &str, services: &[Service]) {
    let version = services
        .iter()
        .find(|service| service.owns(path))
        .map_or(env!("CARGO_PKG_VERSION"), Service::version);
    if let Ok(version) = HeaderValue::from_str(version) {
        headers.insert(HeaderName::from_static("api-version"), version);
    }
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // A page of ours says for itself what it needs; it is stricter than what Swagger UI can live with.
    let own = headers.get(CONTENT_SECURITY_POLICY).cloned().filter(|_| is_page);
    let mut set = |name, value: &'static str| drop(headers.insert(name, HeaderValue::from_static(value)));
    set(CONTENT_SECURITY_POLICY, if is_page { CSP_PAGE } else { CSP_API });
    set(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(REFERRER_POLICY, "no-referrer");
    if let Some(own) = own {
        headers.insert(CONTENT_SECURITY_POLICY, own);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
