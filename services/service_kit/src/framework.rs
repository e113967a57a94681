//! What the framework itself says no to (404, 405, 413, 415 and the like), in the same shape as our own problems.

use crate::problem::{InvalidParam, Problem};
use actix_web::error::{PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::web::{PathConfig, QueryConfig, ServiceConfig};

/// The problem for a bare status of the framework.
pub fn problem(status: StatusCode) -> Problem {
    let (code, title, detail) = match status {
        StatusCode::BAD_REQUEST => {
            ("ongeldige-invoer", "Het verzoek is niet geldig", "Het verzoek is niet te lezen.")
        }
        StatusCode::NOT_FOUND => return Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("methode-niet-toegestaan", "Methode niet toegestaan", "Gebruik een methode die in Allow staat.")
        }
        StatusCode::NOT_ACCEPTABLE => (
            "vorm-niet-beschikbaar",
            "Vorm niet beschikbaar",
            "In de vorm die Accept vraagt, is dit er niet.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => return crate::body::too_large(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("soort-inhoud-onbekend", "Soort inhoud onbekend", "Stuur de inhoud als application/json.")
        }
        status if status.is_client_error() => {
            ("verzoek-geweigerd", "Verzoek geweigerd", "Dit verzoek kan zo niet worden uitgevoerd.")
        }
        status => {
            return Problem::internal(format_args!("the framework answered {status}"));
        }
    };
    Problem::new(status, code, title, detail)
}

/// Makes the framework's own extractors of paths and queries answer with problems.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config.app_data(PathConfig::default().error_handler(|error, _| path_problem(&error).into()));
    config.app_data(QueryConfig::default().error_handler(|error, _| query_problem(&error).into()));
}

fn path_problem(_: &PathError) -> Problem {
    let reason = "Een van de delen van het pad heeft niet de goede vorm, zoals die van een UUID.";
    Problem::invalid(vec![InvalidParam::new("pad", "vorm", reason)])
}

fn query_problem(_: &QueryPayloadError) -> Problem {
    Problem::invalid(vec![InvalidParam::new(
        "query",
        "vorm",
        "Een van de parameters heeft niet de goede vorm.",
    )])
}
