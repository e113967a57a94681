//! FOR RVO ASSESSORS. Schemes and tranches, the worklist in the lawful order, and every decision on an application.
//!
//! | look for | in |
//! |---|---|
//! | publishing a scheme, opening and changing a tranche | `schemes`, `differences`, `tranches`, `ceiling_changes`, `carry_overs`, `extensions`, `closings` |
//! | what decides the order: lots and rankings | `lotteries`, `rankings` |
//! | what would have happened under other rules | `simulations` |
//! | the worklist: who is next, what is free, which terms run | `worklist` |
//! | a whole case with its history | `cases` |
//! | acts on a case | `supplement_requests`, `completeness`, `advice`, `decisions`, `settlements`, `accounts` |
//! | what an event is called in Dutch, in histories and answers | `happening` |
//! | other words of the API | `body` |
//!
//! Nothing is decided here: a handler makes a command, and the rules say yes or no. Nothing is kept here either: what
//! is shown is folded from the log, and the event store remembers the folds.

mod accounts;
mod advice;
mod body;
mod carry_overs;
mod cases;
mod catalogue;
mod ceiling_changes;
mod closings;
mod completeness;
mod decisions;
mod differences;
mod extensions;
mod happening;
mod lotteries;
mod rankings;
mod schemes;
mod settlements;
mod simulations;
mod standing;
mod supplement_requests;
mod tranches;
mod worklist;

use actix_web::web::{Data, ServiceConfig, resource};
use event_store::EventStore;
use service_kit::Service;
use utoipa::OpenApi;

/// The name of the service: of its schema, its setting and its health.
pub const NAME: &str = "assessment";

/// The path under which the API stands.
pub const BASE: &str = "/beoordeling/v1";

/// The service over this log, for `main` and for `all_in_one`.
pub fn service(store: EventStore) -> Service {
    let (routed, checked) = (store.clone(), store);
    Service::new(NAME, BASE, Document::openapi())
        .routes(move |config| routes(config.app_data(Data::new(routed.clone()))))
        .check("logboek", move || {
            let store = checked.clone();
            async move {
                let head = store.head().await.map_err(|_| "niet te lezen".to_owned())?;
                Ok(format!("positie {}", head.position))
            }
        })
}

/// The document of the API as it is published, and committed in `openapi/assessment.json`.
pub fn document() -> serde_json::Value {
    service_kit::openapi::finish(Document::openapi(), BASE)
}

fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/regelingen").get(schemes::list).post(schemes::publish))
        .service(resource("/regelingen/{sleutel}").get(schemes::show))
        .service(resource("/regelingen/{sleutel}/versies/{versie}").get(schemes::show_version))
        .service(resource("/regelingen/{sleutel}/versies/{versie}/verschillen").get(differences::show))
        .service(resource("/tranches").get(tranches::list).post(tranches::open))
        .service(resource("/tranches/{tranche}").get(tranches::show))
        .service(resource("/tranches/{tranche}/plafondwijzigingen").post(ceiling_changes::change))
        .service(resource("/tranches/{tranche}/verlengingen").post(extensions::extend))
        .service(resource("/tranches/{tranche}/sluitingen").post(closings::close))
        .service(resource("/tranches/{tranche}/overhevelingen").post(carry_overs::carry_over))
        .service(resource("/tranches/{tranche}/verzegelingen").post(lotteries::seal))
        .service(resource("/tranches/{tranche}/lotingen").post(lotteries::draw))
        .service(resource("/tranches/{tranche}/rangschikkingen").post(rankings::establish))
        .service(resource("/tranches/{tranche}/verdeling").get(rankings::list))
        .service(resource("/simulaties").post(simulations::run))
        .service(resource("/werkvoorraad").get(worklist::list))
        .service(resource("/aanvragen/{id}").get(cases::show))
        .service(resource("/aanvragen/{id}/aanvulverzoeken").post(supplement_requests::request))
        .service(resource("/aanvragen/{id}/volledigverklaringen").post(completeness::confirm))
        .service(resource("/aanvragen/{id}/adviezen").post(advice::advise))
        .service(resource("/aanvragen/{id}/besluiten").post(decisions::decide))
        .service(resource("/aanvragen/{id}/vaststellingen").post(settlements::settle))
        .service(resource("/aanvragen/{id}/verantwoordingen").post(accounts::record));
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Woonloket: beoordeling",
        version = "1.0.0",
        description = "Voor beoordelaars en beheerders van RVO: regelingen en tranches, de werkvoorraad in de \
                       wettelijke volgorde, en elk besluit op een aanvraag. Bedragen zijn gehele eurocenten, \
                       inclusief btw. Tijdstippen zijn UTC; dagen zijn dagen in Europe/Amsterdam."
    ),
    tags(
        (name = "regelingen", description = "De regelingen als gegevens, per gepubliceerde versie"),
        (name = "tranches", description = "Openstellingen: venster, plafond en wat daaronder vrij is"),
        (name = "simulaties", description = "Wat er onder andere regels was gebeurd; er wordt niets vastgelegd"),
        (name = "werkvoorraad", description = "Wat te doen staat, in de wettelijke volgorde"),
        (name = "aanvragen", description = "Een aanvraag met haar geschiedenis, en de besluiten daarover")
    ),
    paths(
        schemes::list, schemes::publish, schemes::show, schemes::show_version, differences::show,
        tranches::list, tranches::open, tranches::show,
        ceiling_changes::change, extensions::extend, closings::close, carry_overs::carry_over,
        lotteries::seal, lotteries::draw, rankings::establish, rankings::list,
        simulations::run,
        worklist::list,
        cases::show,
        supplement_requests::request, completeness::confirm, advice::advise, decisions::decide, settlements::settle,
        accounts::record
    ),
    security(("token" = []))
)]
struct Document;
