//! The one outer middleware: who calls, in what form, with which headers, and one line in the log about it.

use crate::accept::accepts;
use crate::callers::Found;
use crate::cors::Allowed;
use crate::door::Door;
use crate::framework;
use crate::headers;
use crate::problem::{PROBLEM_JSON, Problem};
use crate::request_log::Watch;
use crate::service::Service;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use tracing::Instrument;

/// The services that are mounted in this process.
pub(crate) struct Mounted(pub(crate) Vec<Service>);

/// The mark of a request whose address names the form of its answer, which then goes before `Accept`.
#[derive(Debug, Clone, Copy)]
pub struct AskedByName;

/// What every request passes, whatever becomes of it.
pub(crate) async fn outer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (Some(door), Some(mounted)) = (data::<Door>(&request), data::<Mounted>(&request)) else {
        return Ok(request.into_response(Problem::internal("the door is not mounted").error_response()));
    };
    let watch = Watch::begin(&request, door.behind_proxy);
    let allowed = Allowed::judge(&request, &door, &mounted.0);
    let span = watch.span();
    let response = answer(request, next, &door, &allowed).instrument(span.clone()).await?;
    let mut response = finished(response, &watch.instance());
    let path = response.request().path().to_owned();
    headers::write(response.headers_mut(), &path, &mounted.0);
    allowed.write(response.headers_mut());
    span.in_scope(|| watch.end(&response));
    Ok(response)
}

fn data<T: 'static>(request: &ServiceRequest) -> Option<Data<T>> {
    request.app_data::<Data<T>>().cloned()
}

async fn answer(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    door: &Door,
    allowed: &Allowed,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if Allowed::is_preflight(&request) {
        return Ok(request.into_response(allowed.preflight()));
    }
    if !request.method().is_safe() && !accepts(&accept(request.headers()), "application/json") {
        return Ok(request.into_response(framework::problem(StatusCode::NOT_ACCEPTABLE).error_response()));
    }
    if request.method() == Method::HEAD {
        // What can be read can be asked about; the server leaves the body out by itself.
        request.head_mut().method = Method::GET;
    }
    let found = door.caller(request.headers()).await;
    request.extensions_mut().insert(Found(found));
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

/// All that the client accepts; who says nothing accepts anything.
fn accept(headers: &HeaderMap) -> String {
    let all: Vec<_> = headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok()).collect();
    Some(all.join(",")).filter(|all| !all.trim().is_empty()).unwrap_or_else(|| "*/*".to_owned())
}

/// The response as it leaves: problems with their instance, framework errors as problems, and conditional reads.
fn finished(response: ServiceResponse<BoxBody>, instance: &str) -> ServiceResponse<BoxBody> {
    let own = response.response().extensions().get::<Problem>().cloned();
    if let Some(problem) = own.or_else(|| framework_problem(&response)) {
        let allow = response.headers().get(ALLOW).cloned();
        let mut replaced = response.into_response(problem.respond(Some(instance)));
        if let Some(allow) = allow {
            replaced.headers_mut().insert(ALLOW, allow);
        }
        return replaced;
    }
    if is_unchanged(&response) {
        let mut unchanged = HttpResponse::NotModified();
        // What may be kept, and for how long, is said again: a cache goes by what it heard last.
        for name in [ETAG, CACHE_CONTROL] {
            if let Some(value) = response.headers().get(&name) {
                unchanged.insert_header((name, value.clone()));
            }
        }
        return response.into_response(unchanged.finish());
    }
    response
}

/// The framework's own errors, and a read whose form the client cannot use.
fn framework_problem(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if status.is_client_error() || status.is_server_error() {
        return (kind != Some(PROBLEM_JSON)).then(|| framework::problem(status));
    }
    let request = response.request();
    let unreadable = kind.is_some_and(|kind| !accepts(&accept(request.headers()), kind));
    let by_name = request.extensions().contains::<AskedByName>();
    let reading = request.method() == Method::GET && status.is_success() && !by_name;
    (reading && unreadable).then(|| framework::problem(StatusCode::NOT_ACCEPTABLE))
}

/// Whether the client already has what it asks for.
fn is_unchanged(response: &ServiceResponse<BoxBody>) -> bool {
    let request = response.request();
    let (has, wants) = (response.headers().get(ETAG), request.headers().get(IF_NONE_MATCH));
    let (Some(has), Some(wants)) = (has.and_then(|v| v.to_str().ok()), wants.and_then(|v| v.to_str().ok()))
    else {
        return false;
    };
    let same = |tag: &str| tag.trim().trim_start_matches("W/") == has || tag.trim() == "*";
    request.method() == Method::GET && response.status() == StatusCode::OK && wants.split(',').any(same)
}
