//! Which cell is traced: read from the query with every error at once.

use super::Cursor;
use super::narrowed::Narrowed;
use crate::figures::asked::{Asked, Parameters, names};
use crate::figures::read::Snapshot;
use event_store::StoreError;
use service_kit::PageQuery;
use service_kit::paging::{FOREIGN_CURSOR, MAX_LIMIT};
use utoipa::IntoParams;

/// The parameters that a trace can have: those of the figures, what only a trace can be limited to, and its page.
pub(super) fn known() -> Vec<&'static str> {
    names(&["aanvraag", "doelstelling", "bijdrage", "cursor", "limit"])
}

/// To what only a trace can be limited, and which page of it. Everything else is asked as it is of the figures, with the
/// key of the cell as the selection.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only its description is used; asked::Parameters reads, with every error at once"
)]
pub struct HerleidingQuery {
    /// Alleen van deze ene aanvraag.
    #[param(format = Uuid, example = "0190a1c0-6f00-7000-8000-000000000007")]
    aanvraag: Option<String>,
    /// Alleen wat als bijdrage aan deze ene doelstelling is ingevoerd; bij de maat bijdrage.
    #[param(example = "flexwoningen-2022-2024", max_length = 60)]
    doelstelling: Option<String>,
    /// Alleen van deze ene bijdrage; bij de maat bijdrage.
    #[param(example = "rijksvastgoedbedrijf", max_length = 60)]
    bijdrage: Option<String>,
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
    pub(super) narrowed: Narrowed,
    pub(super) page: PageQuery,
    /// Where the page begins; absent for the first.
    pub(super) after: Option<Cursor>,
}

impl Traced {
    pub(super) async fn read(
        parameters: &mut Parameters,
        snapshot: &Snapshot<'_>,
    ) -> Result<Self, StoreError> {
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
        let narrowed = Narrowed::read(parameters, &asked.measures, snapshot).await?;
        let (page, after) = page(parameters);
        Ok(Self { asked, narrowed, page, after })
    }
}

fn page(parameters: &mut Parameters) -> (PageQuery, Option<Cursor>) {
    let cursor = parameters.text("cursor");
    let page = PageQuery { cursor, limit: None };
    let after = page.after().unwrap_or_else(|_| {
        parameters.wrong("cursor", "cursor", FOREIGN_CURSOR);
        None
    });
    let limit = parameters.text("limit").and_then(|text| {
        let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        if limit.is_none() {
            parameters.wrong("limit", "maximum", "Kies een aantal van 1 tot en met 200.");
        }
        limit
    });
    (PageQuery { limit, ..page }, after)
}
