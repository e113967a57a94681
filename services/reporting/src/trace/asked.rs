//! Which cell is traced: read from the query with every error at once.

use crate::figures::asked::{Asked, Parameters};
use crate::figures::described;
use crate::figures::read::Snapshot;
use crate::figures::table::NO_PROVINCE;
use crate::kinds;
use crate::ledger::Measure;
use crate::places::{PROVINCES, place};
use event_store::StoreError;
use regulation::words::{Applicant, TargetGroup};
use service_kit::PageQuery;
use utoipa::IntoParams;

/// The parameters that a trace can have.
pub(super) const NAMES: [&str; 13] = [
    "tranche",
    "gemeentegrenzen",
    "peildatum",
    "bekendOp",
    "maat",
    "aandachtsgroep",
    "duur",
    "zelfstandigheid",
    "herkomst",
    "gemeente",
    "provincie",
    "cursor",
    "limit",
];

const APPLICANTS: &str = "
    SELECT DISTINCT applicant FROM reporting.ledger
     WHERE applicant IS NOT NULL AND ($1::text IS NULL OR tranche = $1)";

/// The parameters, as the document tells them.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "only its description is used; asked::Parameters reads, with every error at once"
)]
pub struct HerleidingQuery {
    /// De maat van de cel.
    #[param(example = "toegekend")]
    maat: String,
    /// De tranche van de cel.
    #[param(example = "rha-2022")]
    tranche: Option<String>,
    /// De aandachtsgroep van de cel; alleen binnen een tranche.
    aandachtsgroep: Option<String>,
    /// Permanent of flex.
    duur: Option<String>,
    /// Zelfstandig of onzelfstandig.
    zelfstandigheid: Option<String>,
    /// Nieuwbouw, transformatie, optoppen of splitsen.
    herkomst: Option<String>,
    /// De code van de gemeente of samenwerking.
    gemeente: Option<String>,
    /// De code van de provincie, of `samenwerking`.
    provincie: Option<String>,
    /// De gemeentegrenzen van de cel.
    #[param(pattern = "^(toen|nu)$", default = "toen")]
    gemeentegrenzen: Option<String>,
    /// De peildatum van de cel; zonder: vandaag.
    #[param(format = Date)]
    peildatum: Option<String>,
    /// Het moment van bekendheid van de cel, of een hele dag; zonder: nu.
    bekend_op: Option<String>,
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
    pub(super) measure: &'static str,
    pub(super) target_group: Option<String>,
    pub(super) permanence: Option<&'static str>,
    pub(super) dwelling: Option<&'static str>,
    pub(super) origin: Option<&'static str>,
    pub(super) municipality: Option<String>,
    pub(super) province: Option<&'static str>,
    pub(super) page: PageQuery,
}

impl Traced {
    pub(super) fn read(parameters: &mut Parameters, snapshot: &Snapshot<'_>) -> Self {
        let asked = parameters.asked(&snapshot.tranches);
        Self {
            measure: measure(parameters),
            target_group: target_group(parameters, asked.tranche.is_some()),
            permanence: kind(parameters, "duur", kinds::PERMANENCES),
            dwelling: kind(parameters, "zelfstandigheid", kinds::DWELLINGS),
            origin: kind(parameters, "herkomst", kinds::ORIGINS),
            municipality: municipality(parameters),
            province: province(parameters),
            page: page(parameters),
            asked,
        }
    }

    /// The applicants of then that lie there in the borders that were asked; absent when nothing was asked of where.
    pub(super) async fn applicants(
        &self,
        snapshot: &Snapshot<'_>,
    ) -> Result<Option<Vec<String>>, StoreError> {
        if self.municipality.is_none() && self.province.is_none() {
            return Ok(None);
        }
        let tranche = self.asked.tranche.as_ref().map(ToString::to_string);
        let statement = snapshot.tx.prepare_cached(APPLICANTS).await?;
        let all = snapshot.tx.query(&statement, &[&tranche]).await?;
        let all = all.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        let there = |code: &String| {
            let place = place(code, self.asked.borders);
            let province = place.province.unwrap_or(NO_PROVINCE).0;
            self.municipality.as_ref().is_none_or(|asked| *asked == place.code)
                && self.province.is_none_or(|asked| asked == province)
        };
        Ok(Some(all.into_iter().filter(there).collect()))
    }
}

fn measure(parameters: &mut Parameters) -> &'static str {
    let words: Vec<_> =
        Measure::ALL.iter().map(|measure| (described(*measure).0, measure.as_str())).collect();
    let given = parameters.text("maat");
    if given.is_none() {
        parameters.wrong("maat", "required", "Dit veld is verplicht.");
    }
    let found = given.as_ref().and_then(|text| words.iter().find(|(word, _)| word == text));
    if let (Some(text), None) = (&given, found) {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        parameters.wrong("maat", "enum", format!("«{text}» kan niet; kies uit: {}.", known.join(", ")));
    }
    found.map_or("", |(_, stored)| *stored)
}

fn target_group(parameters: &mut Parameters, has_tranche: bool) -> Option<String> {
    let text = parameters.text("aandachtsgroep")?;
    if let Err(invalid) = TargetGroup::parse(&text) {
        parameters.wrong("aandachtsgroep", "pattern", invalid.to_string());
    } else if !has_tranche {
        parameters.wrong(
            "aandachtsgroep",
            "tranche-nodig",
            "Codes van aandachtsgroepen horen bij één tranche: kies er een.",
        );
    }
    Some(text)
}

fn kind(
    parameters: &mut Parameters,
    name: &str,
    table: &'static [(&'static str, &'static str)],
) -> Option<&'static str> {
    let words: Vec<_> = table.iter().map(|(stored, word)| (*word, *stored)).collect();
    parameters.one_of(name, &words)
}

fn municipality(parameters: &mut Parameters) -> Option<String> {
    let text = parameters.text("gemeente")?;
    if let Err(invalid) = Applicant::parse(&text) {
        parameters.wrong("gemeente", "pattern", invalid.to_string());
    }
    Some(text)
}

fn province(parameters: &mut Parameters) -> Option<&'static str> {
    let words: Vec<_> = PROVINCES.into_iter().chain([NO_PROVINCE]).map(|(code, _)| (code, code)).collect();
    parameters.one_of("provincie", &words)
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
