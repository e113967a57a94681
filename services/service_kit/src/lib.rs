//! THE DOOR FRAME. What every service of the house has in common: settings, who calls, errors in one shape, safe
//! repetition, headers, paging, a published API, health, a log, and running.
//!
//! | look for | in |
//! |---|---|
//! | all settings, in one table | [`config::SETTINGS`] |
//! | who may call, said by a handler's signature | [`callers`] |
//! | how a token becomes an identity | [`token`], [`jwks`], [`identity`] |
//! | what goes wrong, as `problem+json` | [`problem`] |
//! | a body or a query, with all its errors at once | [`body`], [`query`] |
//! | `Idempotency-Key`, `If-Match`, `ETag` | [`idempotency`], [`if_match`] |
//! | from a request to the log and back | [`recording`] |
//! | lists by page | [`paging`] |
//! | the published document | [`openapi`] |
//! | health, the log, starting and stopping | [`health`], [`telemetry`], [`run`] |
//!
//! # How a service is built with this
//!
//! A service is a library with one function that gives a [`Service`], and a `main` of a few lines. A handler is
//! five lines: who is calling, parse, command, record, respond.
//!
//! ```no_run
//! use actix_web::{HttpRequest, HttpResponse, web};
//! use serde::{Deserialize, Serialize};
//! use service_kit::{Anyone, Assessor, Body, IdempotencyKey, IfMatch, PageQuery, Problem, Query, Service, etag};
//! use utoipa::{OpenApi, ToSchema};
//!
//! /// Besluit (what is asked; Dutch outside)
//! #[derive(Deserialize, ToSchema)]
//! #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! struct NieuwBesluit {
//!     /// Toegekend bedrag in centen.
//!     #[schema(minimum = 0)]
//!     bedrag_cent: i64,
//! }
//!
//! /// Besluit (what is answered)
//! #[derive(Serialize, ToSchema)]
//! #[serde(rename_all = "camelCase")]
//! struct Besluit {
//!     bedrag_cent: i64,
//! }
//!
//! /// Neemt een besluit op een aanvraag
//! #[utoipa::path(post, path = "/aanvragen/{id}/besluiten", params(("id" = uuid::Uuid, Path), IfMatch),
//!     request_body = NieuwBesluit, responses((status = 201, description = "Het besluit.", body = Besluit)))]
//! async fn decide(
//!     assessor: Assessor,              // 401 or 403 before anything else
//!     key: IdempotencyKey,             // 400 when absent; declared in the document by itself
//!     seen: IfMatch,                   // 428 when absent
//!     id: web::Path<uuid::Uuid>,
//!     asked: Body<NieuwBesluit>,       // 400 with every error, 413, 415
//! ) -> Result<HttpResponse, Problem> {
//!     // let caller = key.caller_of_case(&assessor, &asked, ApplicationId(*id), seen);
//!     // let recorded = store.record(Approve { .. }, &caller).await?;   // a Refusal becomes a Problem
//!     let _ = (assessor, key, id);
//!     Ok(HttpResponse::Created().insert_header(etag(seen.0)).json(Besluit { bedrag_cent: asked.bedrag_cent }))
//! }
//!
//! /// Geeft de tranches
//! #[utoipa::path(get, path = "/tranches", params(PageQuery), security(()),
//!     responses((status = 200, description = "De tranches.", body = service_kit::Results<String>)))]
//! async fn tranches(_: Anyone, page: Query<PageQuery>, request: HttpRequest) -> Result<HttpResponse, Problem> {
//!     let after: Option<String> = page.after()?;         // rows beyond this key, `page.rows()` of them
//!     let rows = vec![after.unwrap_or_default()];
//!     Ok(page.page(rows, |row| row.clone())?.respond(&request))
//! }
//!
//! #[derive(OpenApi)]
//! #[openapi(
//!     info(title = "Beoordeling", version = "1.0.0", description = "Beoordelen, besluiten en betalen."),
//!     paths(decide, tranches),
//!     security(("token" = []))
//! )]
//! struct Document;
//!
//! /// The service, for `main` and for `all_in_one`.
//! pub fn service() -> Service {
//!     Service::new("assessment", "/beoordeling/v1", Document::openapi())
//!         .routes(|config| {
//!             // config.app_data(web::Data::new(store.clone()));
//!             config.service(web::resource("/aanvragen/{id}/besluiten").post(decide));
//!             config.service(web::resource("/tranches").get(tranches));
//!         })
//!         .open_data(&["/tranches"])
//!         .check("database", || async { Ok("bereikbaar".to_owned()) })
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     service_kit::run::main(|settings| async move {
//!         let _url = settings.database("assessment")?;   // EventStore::connect(..) goes here
//!         Ok(vec![service()])
//!     })
//! }
//! ```
//!
//! In tests: [`run::serve`] on port 0 gives a real server; `openapi::assert_up_to_date` keeps `openapi/*.json` true.
//!
//! Rules that the example shows: public operations say `security(())` and take [`Anyone`]; operations with an
//! optional token say `security((), ("token" = []))`; paths in the document are without the base; a list is
//! [`Results`] (its type in a document is `Results<Thing>`); instants are named `...Op`, days `...Datum`.

mod accept;
pub mod app;
pub mod body;
pub mod callers;
pub mod config;
mod cors;
pub mod door;
pub mod dutch;
mod framework;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod identity;
pub mod if_match;
pub mod jwks;
mod memory;
pub mod openapi;
mod outer;
pub mod paging;
pub mod problem;
pub mod query;
pub mod recording;
mod request_log;
pub mod run;
pub mod secret;
pub mod service;
mod strict_json;
pub mod telemetry;
pub mod token;
pub mod validation;

pub use body::Body;
pub use callers::{Administrator, AnyOf, Anyone, Assessor, Ministry, Municipality};
pub use config::Settings;
pub use idempotency::IdempotencyKey;
pub use identity::Identity;
pub use if_match::{IfMatch, etag};
pub use outer::AskedByName;
pub use paging::{PageQuery, Results};
pub use problem::{InvalidParam, Problem};
pub use query::Query;
pub use service::Service;
