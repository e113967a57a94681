//! FOR MUNICIPALITIES. Submit, complete, withdraw, report, correct, and know where one stands.
//!
//! | look for | in |
//! |---|---|
//! | the routes, on one screen | [`service`] |
//! | what is sent and answered, in Dutch | [`body`] |
//! | what proves when an application was in | [`body::Ontvangstbewijs`] |
//! | a tranche as it is announced | [`opening`] |
//! | what lists are read from | [`lists`] |

mod applications;
pub mod body;
mod corrections;
mod happenings;
pub mod lists;
pub mod opening;
mod own_case;
mod receipts;
mod reports;
mod supplements;
mod tranches;
mod withdrawals;

use actix_web::web::{Data, resource};
use event_store::EventStore;
use lists::Lists;
use service_kit::Service;
use utoipa::OpenApi;

/// The name of the service: of its schema, its setting and its health.
pub const NAME: &str = "intake";

/// Where the API stands.
pub const BASE: &str = "/aanvragen/v1";

/// The API as it is published.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Woonloket: aanvragen",
        version = "1.0.0",
        description = "Voor gemeenten en samenwerkingen: aanvragen indienen, aanvullen en intrekken, voortgang melden, \
            en weten hoe het ermee staat. Elke POST is veilig te herhalen met dezelfde Idempotency-Key."
    ),
    paths(
        tranches::list, tranches::show, applications::submit, applications::list, applications::show,
        receipts::show, happenings::list, happenings::show, supplements::supplement, withdrawals::withdraw,
        reports::report, corrections::correct
    ),
    security(("token" = [])),
    tags(
        (name = "tranches", description = "Wat er is aan te vragen, zonder aanmelden."),
        (name = "aanvragen", description = "De eigen aanvragen."),
        (name = "gebeurtenissen", description = "Wat er met een eigen aanvraag gebeurde.")
    )
)]
struct Document;

/// The service over this log: its routes, its document and its health. It begins to follow the log, so call it
/// within a runtime.
pub fn service(store: EventStore) -> Service {
    let lists = Data::new(Lists::follow(&store));
    let (log, listed) = (Data::new(store.clone()), lists.clone());
    Service::new(NAME, BASE, Document::openapi())
        .routes(move |config| {
            config
                .app_data(log.clone())
                .app_data(lists.clone())
                .service(resource("/tranches").get(tranches::list))
                .service(resource("/tranches/{tranche}").get(tranches::show))
                .service(resource("/aanvragen").get(applications::list).post(applications::submit))
                .service(resource("/aanvragen/{id}").get(applications::show))
                .service(resource("/aanvragen/{id}/ontvangstbewijs").get(receipts::show))
                .service(resource("/aanvragen/{id}/gebeurtenissen").get(happenings::list))
                .service(resource("/aanvragen/{id}/gebeurtenissen/{positie}").get(happenings::show))
                .service(resource("/aanvragen/{id}/aanvullingen").post(supplements::supplement))
                .service(resource("/aanvragen/{id}/intrekkingen").post(withdrawals::withdraw))
                .service(resource("/aanvragen/{id}/voortgangsmeldingen").post(reports::report))
                .service(
                    resource("/aanvragen/{id}/voortgangsmeldingen/{meldingId}/correcties")
                        .post(corrections::correct),
                );
        })
        .open_data(&["/tranches"])
        .check("logboek", move || head(store.clone()))
        .check("lijsten", move || std::future::ready(listed.health()))
}

async fn head(store: EventStore) -> Result<String, String> {
    let head = store.head().await.map_err(|_| "niet te lezen".to_owned())?;
    Ok(format!("positie {}", head.position))
}

/// The document as it is served and committed.
pub fn document() -> serde_json::Value {
    service_kit::openapi::finish(Document::openapi(), BASE)
}
