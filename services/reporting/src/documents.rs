//! The two documents that are published.

use crate::{
    accounts, at_least, catalogue, charts, editions, families, figures, goals, letters, logbook, signals,
    trace,
};
use serde_json::Value;
use utoipa::OpenApi;

/// Where the figures stand.
pub const FIGURES_BASE: &str = "/voortgang/v1";

/// Where the log stands.
pub const LOG_BASE: &str = "/logboek/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Woonloket: voortgang",
        version = "1.0.0",
        description = "Voor het ministerie en iedereen: cijfers over de regelingen, zoals ze waren op een dag en bekend \
            waren op een moment, en herleidbaar tot wat is gemeld en besloten."
    ),
    paths(
        figures::figures, figures::csv_description, trace::trace, families::tables, charts::chart,
        catalogue::catalogue, editions::shown::list, editions::seal::seal, editions::shown::one,
        editions::differences::compare, editions::check::on_demand, signals::list, accounts::list,
        goals::list, goals::show, goals::entry::enter, letters::show
    ),
    security(("token" = [])),
    tags(
        (name = "cijfers", description = "Cijfers en hun herleiding."),
        (name = "edities", description = "Verzegelde cijfers, hun correcties en hun controle."),
        (name = "signalen", description = "Wat aandacht vraagt."),
        (name = "verantwoordingen", description = "Wat een ontvanger nodig heeft voor SiSa."),
        (name = "doelstellingen", description = "Landelijke doelstellingen, bijdragen daaraan, en Kamerbrieven.")
    )
)]
struct Figures;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Woonloket: logboek",
        version = "1.0.0",
        description = "Voor iedereen: controleren dat het logboek niet is veranderd, en volgen wat er gebeurt. Elke \
            gebeurtenis draagt de hash van die ervoor; ondertekende koppen leggen het logboek tot daar vast."
    ),
    paths(
        logbook::heads::list, logbook::heads::publish, logbook::heads::one, logbook::heads::keys,
        logbook::proof::proof, logbook::divisions::list, logbook::divisions::file, logbook::feed::feed
    ),
    security(("token" = [])),
    tags((name = "logboek", description = "Koppen, bewijzen en gebeurtenissen."))
)]
struct Log;

pub(crate) fn figures() -> utoipa::openapi::OpenApi {
    at_least::documented(Figures::openapi())
}

pub(crate) fn log() -> utoipa::openapi::OpenApi {
    Log::openapi()
}

/// The documents as they are served and committed: of the figures, and of the log.
pub fn documents() -> [Value; 2] {
    let finish = service_kit::openapi::finish;
    [finish(figures(), FIGURES_BASE), finish(log(), LOG_BASE)]
}
