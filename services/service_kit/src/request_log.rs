//! One line in the log for each request, as BIO2 asks: what was done, to what, with what result, from where, by
//! whom (a pseudonym) and when. No query, no body, no token, no name.

use crate::callers::Found;
use crate::problem::Problem;
use actix_web::HttpMessage;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use std::time::Instant;
use tracing::Span;
use uuid::Uuid;

/// Watches one request from beginning to end.
pub(crate) struct Watch {
    id: Uuid,
    trace: Option<String>,
    origin: String,
    begun: Instant,
}

impl Watch {
    /// Begins: the request gets an id of its own, and keeps the trace that the client is in.
    pub(crate) fn begin(request: &ServiceRequest, behind_proxy: bool) -> Self {
        let trace = request.headers().get("traceparent").and_then(|value| trace_id(value.to_str().ok()?));
        Self { id: Uuid::now_v7(), trace, origin: origin(request, behind_proxy), begun: Instant::now() }
    }

    /// What this one request is called in a problem; the same id is in the log.
    pub(crate) fn instance(&self) -> String {
        self.id.urn().to_string()
    }

    /// The span in which everything about this request is logged.
    pub(crate) fn span(&self) -> Span {
        tracing::info_span!("verzoek", id = %self.id, trace = self.trace.as_deref().unwrap_or_default())
    }

    /// Ends: one line.
    pub(crate) fn end(&self, response: &ServiceResponse<BoxBody>) {
        let request = response.request();
        let pattern = request.match_pattern();
        let (actor, role, organisation) = match request.extensions().get::<Found>() {
            Some(Found(Ok(Some(identity)))) => {
                let bound = identity.on_behalf_of.as_deref().or(identity.organisation.as_deref());
                let role = format!("{:?}", identity.role);
                (identity.person.to_string(), role, bound.unwrap_or_default().to_owned())
            }
            _ => Default::default(),
        };
        let code = response.response().extensions().get::<Problem>().map(|problem| problem.code().to_owned());
        tracing::info!(
            action = %format_args!("{} {}", request.method(), pattern.as_deref().unwrap_or("-")),
            object = if pattern.is_some() { request.path() } else { "-" },
            result = response.status().as_u16(),
            code = code.unwrap_or_default(),
            origin = self.origin,
            actor,
            role,
            organisation,
            milliseconds = self.begun.elapsed().as_secs_f64() * 1000.0,
            "verzoek"
        );
    }
}

/// The address that the request came from; behind a proxy the last one that the proxy added itself.
fn origin(request: &ServiceRequest, behind_proxy: bool) -> String {
    let forwarded = request.headers().get_all("x-forwarded-for").last().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    match last.filter(|_| behind_proxy).and_then(|text| text.parse::<std::net::IpAddr>().ok()) {
        Some(address) => address.to_string(),
        None => request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default(),
    }
}

/// The trace id of a W3C `traceparent`: `00-<32 hex>-<16 hex>-<2 hex>`.
fn trace_id(header: &str) -> Option<String> {
    let parts: Vec<&str> = header.split('-').collect();
    let lower_hex = |part: &&str| part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    match parts.as_slice() {
        ["00", trace, span, flags] => {
            let lengths = (trace.len(), span.len(), flags.len()) == (32, 16, 2);
            let hex = [trace, span, flags].into_iter().all(lower_hex);
            (lengths && hex && trace.bytes().any(|b| b != b'0')).then(|| (*trace).to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_trace_is_kept_only_when_it_is_one() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(trace_id(good).unwrap(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(trace_id("jan@example.nl"), None);
        assert_eq!(trace_id("00-00000000000000000000000000000000-00f067aa0ba902b7-01"), None);
    }

    #[test]
    fn what_a_client_says_of_its_own_address_is_not_believed() {
        let request = || TestRequest::get().insert_header(("x-forwarded-for", "1.2.3.4, 10.0.0.7"));
        let request = || request().peer_addr("127.0.0.1:9".parse().unwrap()).to_srv_request();
        assert_eq!(origin(&request(), false), "127.0.0.1");
        assert_eq!(origin(&request(), true), "10.0.0.7");
    }
}
