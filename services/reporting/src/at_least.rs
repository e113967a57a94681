//! Figures that are true at least at a position: who has just recorded something waits until what the answer is made of counts
//! it: the ledger, or for signals and accounts the courses of cases.
//!
//! `Minstens-Positie: 1234` may stand with every `GET` of the figures. It is a header and no parameter, because it says
//! nothing of what is asked: the address of a figure stays the same. The answer itself says the position at which it is
//! true.

use crate::reading::{MadeOf, Reading};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::RETRY_AFTER;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};
use regulation::record::Position;
use serde_json::json;
use service_kit::{InvalidParam, Problem};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, OpenApi, Required, Type};

/// The header.
pub const AT_LEAST: &str = "Minstens-Positie";

/// Lets a request through once what it reads is where the request wants it.
pub(crate) async fn wait(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let (Some(position), Some(reading)) = (asked(request.request())?, request.app_data::<Data<Reading>>())
    {
        let is = reading.reach(made_of(request.path()), position).await?;
        if is < position {
            return Err(not_there_yet(is, position).into());
        }
    }
    next.call(request).await
}

/// What the answer on a path is made of.
fn made_of(path: &str) -> MadeOf {
    let of_courses = ["/signalen", "/verantwoordingen"].iter().any(|end| path.ends_with(end));
    if of_courses { MadeOf::Courses } else { MadeOf::Ledger }
}

/// The position that a request asks; only reading waits.
fn asked(request: &HttpRequest) -> Result<Option<Position>, Problem> {
    let mut values = request.headers().get_all(AT_LEAST);
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let Some(value) = values.next().filter(|_| reads) else { return Ok(None) };
    let text = value.to_str().ok().filter(|_| values.next().is_none());
    let position = text.and_then(|text| text.trim().parse().ok()).map(Position);
    let reason = "Moet één positie in het logboek zijn: een geheel getal zoals 1234.";
    let wrong = || Problem::invalid(vec![InvalidParam::new(AT_LEAST, "pattern", reason)]);
    position.map(Some).ok_or_else(wrong)
}

/// That what is read is not where it must be.
fn not_there_yet(is: Position, asked: Position) -> Problem {
    let detail = format!(
        "De cijfers zijn bij tot en met positie {is} van het logboek, en u vroeg om ten minste {asked}. Stuur \
         hetzelfde verzoek straks opnieuw, of zonder {AT_LEAST} voor wat er nu is."
    );
    not_so_far(is, asked, detail)
}

/// That a page goes on after one that was made further on in the log.
pub(crate) fn page_not_there_yet(is: Position, of_page: Position) -> Problem {
    let detail = format!(
        "Deze bladzijde hoort bij positie {of_page} van het logboek; hier is het grootboek pas bij {is}. Stuur \
         hetzelfde verzoek straks opnieuw."
    );
    not_so_far(is, of_page, detail)
}

fn not_so_far(is: Position, asked: Position, detail: String) -> Problem {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Problem::new(status, "cijfers-nog-niet-zover", "De cijfers zijn nog niet zo ver", detail)
        .numbers(json!({ "positie": is.0, "minstensPositie": asked.0 }))
        .header(RETRY_AFTER, "2")
}

/// The document, with the header at every `GET`.
pub(crate) fn documented(mut document: OpenApi) -> OpenApi {
    for reading in document.paths.paths.values_mut().filter_map(|item| item.get.as_mut()) {
        reading.parameters.get_or_insert_default().push(parameter().into());
    }
    document
}

fn parameter() -> Parameter {
    let position = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
    let description = "Antwoord pas als de cijfers alles tot en met deze positie van het logboek meetellen; na vijf \
                       seconden wachten: 503, met hoe ver ze zijn.";
    ParameterBuilder::new()
        .name(AT_LEAST)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(position))
        .example(Some(json!(1234)))
        .build()
}
