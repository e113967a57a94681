//! Which cell is traced: read from the query with every error at once.

use super::keys::Keys;
use super::lines::LineCursor;
use super::narrowed::Narrowed;
use super::what::What;
use crate::figures::asked::{Asked, Parameters, names};
use crate::figures::read::Snapshot;
use crate::figures::table::Audience;
use crate::ledger::Measure;
use event_store::StoreError;
use service_kit::PageQuery;
use service_kit::paging::{FOREIGN_CURSOR, MAX_LIMIT};
use utoipa::IntoParams;
use uuid::Uuid;

/// The parameters that a trace can have: those of the figures, what only a trace can be limited to, and its page.
pub(super) fn known() -> Vec<&'static str> {
    names(&["aanvraag", "doelstelling", "bijdrage", "sleutels", "cursor", "limit", "vorm"])
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
    /// In plaats van regels de verschillende sleutels die het cijfer telt, in de gevraagde gemeentegrenzen. Projecten alleen
    /// met een token van de overheid.
    #[param(pattern = "^(aanvragen|projecten|ontvangers|gemeenten)$")]
    sleutels: Option<String>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    cursor: Option<String>,
    /// Hoeveel regels of sleutels op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
    /// In welke vorm, voor wie geen Accept kan meegeven.
    #[param(pattern = "^(json|csv|xlsx)$")]
    vorm: Option<String>,
}

/// The cell that is traced.
pub(super) struct Traced {
    pub(super) asked: Asked,
    pub(super) what: What,
    pub(super) narrowed: Narrowed,
    pub(super) page: PageQuery,
    pub(super) listed: Listed,
}

/// What stands on a page, and after which it begins; absent for the first.
pub(super) enum Listed {
    Lines(Option<LineCursor>),
    Keys(Keys, Option<KeyCursor>),
}

/// The last key before a page (nil where it is of no application), and up to where all pages go.
pub(super) type KeyCursor = (Uuid, String, i64);

impl Listed {
    /// Up to which position the pages before this one went.
    pub(super) fn upto(&self) -> Option<i64> {
        match self {
            Self::Lines(after) => after.map(|(_, _, upto)| upto),
            Self::Keys(_, after) => after.as_ref().map(|(_, _, upto)| *upto),
        }
    }

    pub(super) const fn are_lines(&self) -> bool {
        matches!(self, Self::Lines(_))
    }
}

impl Traced {
    pub(super) async fn read(
        parameters: &mut Parameters,
        snapshot: &Snapshot<'_>,
        audience: Audience,
    ) -> Result<Self, StoreError> {
        let words = parameters.given("maat");
        let asked = parameters.asked(&snapshot.names).as_seen_by(audience, &snapshot.names);
        if words.len() != 1 && !parameters.has_error("maat") {
            parameters.wrong("maat", "required", "Kies de ene maat waarvan u de herleiding wilt zien.");
        }
        if !asked.by.is_empty() {
            let reason = "Een herleiding gaat over één cel: zet haar sleutel in de selectie.";
            parameters.wrong("groepeerOp", "niet-hier", reason);
        }
        if !asked.days.is_empty() {
            parameters.wrong("reeks", "niet-hier", "Een herleiding gaat over één dag: kies de peildatum.");
        }
        let what = words.first().and_then(|word| What::named(word));
        let narrowed = Narrowed::read(parameters, &asked.measures, snapshot).await?;
        let keys = keys(parameters, what);
        let (page, listed) = page(parameters, keys);
        // Where nothing is named, that is told, and this is asked of nothing.
        let what = what.unwrap_or(What::Of(Measure::FIRST));
        Ok(Self { asked, what, narrowed, page, listed })
    }

    /// Whether anyone may see it: of what is public also where it tells where, and without the keys of projects.
    pub(super) fn is_public(&self) -> bool {
        let may_see = |measure: &Measure| Audience::Public.may_see(*measure, true);
        let of_projects = matches!(self.listed, Listed::Keys(Keys::Projects, _));
        self.asked.measures.iter().all(may_see) && !of_projects
    }
}

fn keys(parameters: &mut Parameters, what: Option<What>) -> Option<Keys> {
    let keys = parameters.one_of("sleutels", &Keys::ALL)?;
    if let Some(what) = what.filter(|what| !what.counts(keys.quantity())) {
        let counted = Keys::ALL.iter().filter(|(_, keys)| what.counts(keys.quantity()));
        let counted: Vec<_> = counted.map(|(word, _)| *word).collect();
        let counted = if counted.is_empty() { "niets".to_owned() } else { counted.join(", ") };
        let reason = format!(
            "Bij de maat {} worden geen {} geteld; aan verschillende wordt geteld: {counted}.",
            what.word(),
            keys.quantity().column(),
        );
        parameters.wrong("sleutels", "niet-hier", reason);
    }
    Some(keys)
}

fn page(parameters: &mut Parameters, keys: Option<Keys>) -> (PageQuery, Listed) {
    let cursor = parameters.text("cursor");
    let page = PageQuery { cursor, limit: None };
    let listed = match keys {
        Some(keys) => page.after().map(|after| Listed::Keys(keys, after)),
        None => page.after().map(Listed::Lines),
    };
    let listed = listed.unwrap_or_else(|_| {
        parameters.wrong("cursor", "cursor", FOREIGN_CURSOR);
        keys.map_or(Listed::Lines(None), |keys| Listed::Keys(keys, None))
    });
    let limit = parameters.text("limit").and_then(|text| {
        let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        if limit.is_none() {
            parameters.wrong("limit", "maximum", "Kies een aantal van 1 tot en met 200.");
        }
        limit
    });
    (PageQuery { limit, ..page }, listed)
}
