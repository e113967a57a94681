//! The trace (*herleiding*) of a cell: the ledger lines of which it is the sum, with the events behind them.

use crate::figures::asked::{Asked, Parameters};
use crate::figures::read::Snapshot;
use crate::figures::table::NO_PROVINCE;
use crate::figures::{self, described};
use crate::kinds;
use crate::ledger::Measure;
use crate::places::{PROVINCES, place};
use crate::words::{event_word, role_word};
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{EventStore, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::EventType;
use regulation::record::{Actor, Imported};
use regulation::words::{Applicant, TargetGroup};
use serde::Serialize;
use service_kit::callers::{AnyOf, Assessor};
use service_kit::{Administrator, Ministry, PageQuery, Problem, Results};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const NAMES: [&str; 13] = [
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

/// The lines of a cell: the same conditions as those of the sum.
const CELL: &str = "
      FROM reporting.ledger l JOIN log.events e ON e.position = l.position
     WHERE ($1::text IS NULL OR l.tranche = $1) AND l.valid_on <= $2 AND l.known_since <= $3 AND l.measure = $4
       AND ($5::text IS NULL OR l.target_group = $5) AND ($6::text IS NULL OR l.permanence = $6)
       AND ($7::text IS NULL OR l.dwelling = $7) AND ($8::text IS NULL OR l.origin = $8)
       AND ($9::text[] IS NULL OR l.applicant = ANY ($9)) AND l.position <= $10";
const SUM: &str = "
    SELECT count(*), sum(l.units)::bigint, sum(l.cents)::bigint, count(DISTINCT l.application),
           count(DISTINCT (l.application, l.project)) FILTER (WHERE l.project IS NOT NULL), count(DISTINCT l.applicant)";
const LINES: &str = "
    SELECT l.position, l.number, l.event_type, l.application, l.applicant, l.project, l.target_group, l.permanence,
           l.dwelling, l.origin, l.units, l.cents, l.valid_on, l.known_since, l.method, l.tranche,
           e.recorded_at, e.actor, e.imported";
const AFTER: &str = " AND (l.position, l.number) > ($11, $12) ORDER BY l.position, l.number LIMIT $13";
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

/// Herleiding van een cel: de regels waarvan zij de som is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Herleiding {
    /// De peildatum.
    pub peildatum: Date,
    /// Het moment van bekendheid.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is; op volgende bladzijden dezelfde.
    pub positie: u64,
    /// De som van alle regels, ook die van andere bladzijden.
    pub som: Som,
    /// De regels van deze bladzijde, in de volgorde van het logboek.
    pub resultaten: Vec<Grootboekregel>,
    /// De cursor van de volgende bladzijde; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende: Option<String>,
}

/// Wat de regels samen zijn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Som {
    /// Aantal regels.
    pub regels: i64,
    /// Woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Bedrag in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// Aantal verschillende aanvragen.
    pub aanvragen: i64,
    /// Aantal verschillende projecten.
    pub projecten: i64,
    /// Aantal verschillende ontvangers of aanvragers, onder hun code van toen.
    pub ontvangers: i64,
}

/// Een regel van het grootboek, met de gebeurtenis waaruit zij komt en wie die wanneer meldde.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grootboekregel {
    /// Positie van de gebeurtenis in het logboek.
    pub positie: i64,
    /// Nummer van de regel binnen de gebeurtenis.
    pub regel: i16,
    /// Soort gebeurtenis.
    #[schema(example = "aanvraag-toegekend")]
    pub gebeurtenis: String,
    /// De tranche.
    pub tranche: String,
    /// De aanvraag; ontbreekt bij een plafond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvraag_id: Option<Uuid>,
    /// De aanvrager, onder de code van toen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvrager: Option<String>,
    /// De naam van de aanvrager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvrager_naam: Option<String>,
    /// Het project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// De aandachtsgroep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aandachtsgroep: Option<String>,
    /// Permanent of flex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duur: Option<String>,
    /// Zelfstandig of onzelfstandig.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zelfstandigheid: Option<String>,
    /// Nieuwbouw, transformatie, optoppen of splitsen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub herkomst: Option<String>,
    /// Woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Bedrag in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// De dag waarop het waar is.
    pub geldig_op_datum: Date,
    /// Sinds wanneer het bekend was.
    pub bekend_sinds_op: Timestamp,
    /// Wanneer het is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// In welke rol iemand dit meldde of besloot.
    #[schema(example = "gemeente")]
    pub rol: String,
    /// De organisatie van wie dit meldde of besloot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisatie: Option<String>,
    /// Namens welke organisatie, als dat een andere is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namens: Option<String>,
    /// De bron, als het achteraf is ingevoerd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingevoerd_uit: Option<String>,
    /// Wat de bron niet gaf en is gegenereerd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gegenereerd: Option<String>,
    /// De versie van de rekenwijze.
    pub methode: i16,
}

/// The cell that is traced.
struct Traced {
    asked: Asked,
    measure: &'static str,
    target_group: Option<String>,
    permanence: Option<&'static str>,
    dwelling: Option<&'static str>,
    origin: Option<&'static str>,
    municipality: Option<String>,
    province: Option<&'static str>,
    page: PageQuery,
}

/// Where a page begins (after this line), and up to where all pages go.
type Cursor = (i64, i16, i64);

/// Geeft de herleiding van een cel
///
/// De regels van het grootboek waarvan het cijfer de som is, met de zaak en wie wat wanneer meldde.
#[utoipa::path(get, path = "/cijfers/herleiding", tag = "cijfers", params(HerleidingQuery),
    responses((status = 200, description = "De regels waarvan de cel de som is.", body = Herleiding)))]
pub(crate) async fn trace(
    _: AnyOf<(Ministry, Assessor, Administrator)>,
    store: web::Data<EventStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut client = figures::client(&store).await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let mut parameters = Parameters::new(figures::pairs(&request)?, &NAMES, snapshot.now);
    let traced = Traced::read(&mut parameters, &snapshot);
    let answer = traced_lines(&snapshot, parameters.finish(traced)?).await?;
    let page = Results::<u8> { resultaten: Vec::new(), volgende: answer.volgende.clone() };
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.respond(&request).headers().get(LINK) {
        response.insert_header((LINK, link.clone()));
    }
    Ok(response.json(answer))
}

impl Traced {
    fn read(parameters: &mut Parameters, snapshot: &Snapshot<'_>) -> Self {
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
    async fn applicants(&self, snapshot: &Snapshot<'_>) -> Result<Option<Vec<String>>, StoreError> {
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

async fn traced_lines(snapshot: &Snapshot<'_>, traced: Traced) -> Result<Herleiding, Problem> {
    let (position, number, upto) = traced.page.after::<Cursor>()?.unwrap_or((0, -1, snapshot.position));
    let tranche = traced.asked.tranche.as_ref().map(ToString::to_string);
    let applicants = traced.applicants(snapshot).await?;
    let rows = traced.page.rows();
    let values: [&(dyn ToSql + Sync); 13] = [
        &tranche,
        &traced.asked.as_of,
        &traced.asked.known_at,
        &traced.measure,
        &traced.target_group,
        &traced.permanence,
        &traced.dwelling,
        &traced.origin,
        &applicants,
        &upto,
        &position,
        &number,
        &rows,
    ];
    let cell = values.get(..10).unwrap_or_default();
    let sum = query(snapshot, &format!("{SUM}{CELL}"), cell).await?;
    let som = sum.first().map(read_sum).transpose().map_err(StoreError::from)?;
    let lines = query(snapshot, &format!("{LINES}{CELL}{AFTER}"), &values).await?;
    let lines = lines.iter().map(read_line).collect::<Result<Vec<_>, StoreError>>()?;
    let page = traced.page.page(lines, |line| (line.positie, line.regel, upto))?;
    Ok(Herleiding {
        peildatum: traced.asked.as_of,
        bekend_op: traced.asked.known_at,
        positie: upto.unsigned_abs(),
        som: som.ok_or_else(|| Problem::internal("a sum has no row"))?,
        resultaten: page.resultaten,
        volgende: page.volgende,
    })
}

async fn query(
    snapshot: &Snapshot<'_>,
    statement: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, StoreError> {
    Ok(snapshot.tx.query(&snapshot.tx.prepare_cached(statement).await?, values).await?)
}

fn read_sum(row: &Row) -> Result<Som, tokio_postgres::Error> {
    Ok(Som {
        regels: row.try_get(0)?,
        woonruimten: row.try_get(1)?,
        bedrag_cent: row.try_get(2)?,
        aanvragen: row.try_get(3)?,
        projecten: row.try_get(4)?,
        ontvangers: row.try_get(5)?,
    })
}

fn read_line(row: &Row) -> Result<Grootboekregel, StoreError> {
    let event: String = row.try_get(2)?;
    let applicant: Option<String> = row.try_get(4)?;
    let word = |table, at| -> Result<Option<String>, StoreError> {
        let stored: Option<String> = row.try_get(at)?;
        Ok(stored.and_then(|stored| kinds::dutch(table, &stored)).map(str::to_owned))
    };
    let actor: Option<Actor> = serde_json::from_str(row.try_get(17)?).ok();
    let imported: Option<&str> = row.try_get(18)?;
    let imported: Option<Imported> = imported.and_then(|text| serde_json::from_str(text).ok());
    Ok(Grootboekregel {
        positie: row.try_get(0)?,
        regel: row.try_get(1)?,
        gebeurtenis: EventType::parse(&event).map(event_word).map_or(event, str::to_owned),
        tranche: row.try_get(15)?,
        aanvraag_id: row.try_get(3)?,
        aanvrager_naam: applicant.as_ref().map(|code| place(code, crate::places::Borders::Then).name),
        aanvrager: applicant,
        project: row.try_get(5)?,
        aandachtsgroep: row.try_get(6)?,
        duur: word(kinds::PERMANENCES, 7)?,
        zelfstandigheid: word(kinds::DWELLINGS, 8)?,
        herkomst: word(kinds::ORIGINS, 9)?,
        woonruimten: row.try_get(10)?,
        bedrag_cent: row.try_get(11)?,
        geldig_op_datum: row.try_get(12)?,
        bekend_sinds_op: row.try_get(13)?,
        vastgelegd_op: row.try_get(16)?,
        rol: actor.as_ref().map_or("onbekend", |actor| role_word(actor.role)).to_owned(),
        organisatie: actor.as_ref().and_then(|actor| actor.organisation.clone()),
        namens: actor.and_then(|actor| actor.on_behalf_of),
        gegenereerd: imported.as_ref().and_then(|imported| imported.generated.clone()),
        ingevoerd_uit: imported.map(|imported| imported.source),
        methode: row.try_get(14)?,
    })
}
