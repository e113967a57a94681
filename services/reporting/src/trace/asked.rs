//! Which cell is traced: read from the query with every error at once.

use crate::figures::asked::{Asked, Parameters, names};
use crate::figures::read::Snapshot;
use service_kit::PageQuery;
use utoipa::IntoParams;

/// The parameters that a trace can have: those of the figures, and its page.
pub(super) fn known() -> Vec<&'static str> {
    names(&["cursor", "limit"])
}

/// Which page of a trace. Everything else is asked as it is of the figures, with the key of the cell as the selection.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only its description is used; asked::Parameters reads, with every error at once"
)]
pub struct HerleidingQuery {
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    cursor: Option<String>,
    /// Hoeveel regels op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
}

/// The cell that is traced.
pub(super) struct Traced {
    pub(super) asked: Asked,
    pub(super) page: PageQuery,
}

impl Traced {
    pub(super) fn read(parameters: &mut Parameters, snapshot: &Snapshot<'_>) -> Self {
        let asked = parameters.asked(&snapshot.names);
        if asked.measures.len() != 1 && !parameters.has_error("maat") {
            parameters.wrong("maat", "required", "Kies de ene maat waarvan u de herleiding wilt zien.");
        }
        if !asked.by.is_empty() {
            let reason = "Een herleiding gaat over één cel: zet haar sleutel in de selectie.";
            parameters.wrong("groepeerOp", "niet-hier", reason);
        }
        if !asked.days.is_empty() {
            parameters.wrong("reeks", "niet-hier", "Een herleiding gaat over één dag: kies de peildatum.");
        }
        Self { asked, page: page(parameters) }
    }
}

fn page(parameters: &mut Parameters) -> PageQuery {
    let cursor = parameters.text("cursor");
    let limit = parameters.text("limit").and_then(|text| {
        let limit = text.parse().ok().filter(|limit| (1..=service_kit::paging::MAX_LIMIT).contains(limit));
        if limit.is_none() {
            parameters.wrong("limit", "maximum", "Kies een aantal van 1 tot en met 200.");
        }
        limit
    });
    PageQuery { cursor, limit }
}
