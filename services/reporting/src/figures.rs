//! The figures (*cijfers*): `GET /voortgang/v1/cijfers`, without login.

pub mod asked;
pub mod body;
mod columns;
mod csv;
mod csvw;
pub mod dimension;
pub mod in_memory;
mod json_stat;
pub mod known;
pub mod lines;
pub(crate) mod quantity;
pub mod read;
pub mod recipients;
mod rows;
pub(crate) mod series;
pub mod table;
mod text;
mod workbook;

pub use body::{Answer, Cijfers};
pub use quantity::described;
pub use text::table_text;
pub(crate) use text::{NONE, thousands};

use crate::files::{Form, as_csv, as_workbook};
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use asked::{Asked, Parameters};
use event_store::{ReadStore, StoreError};
use read::Snapshot;
use regulation::record::Role;
use service_kit::{Anyone, Identity, Problem};
use table::Audience;
use utoipa::IntoParams;

/// The parameters of a question, as the document tells them.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "only its description is used; asked::Parameters reads, with every error at once"
)]
pub struct CijfersQuery {
    /// Alleen van deze regelingen. Overal hieronder: meer waarden met komma's ertussen.
    #[param(example = "rha")]
    regeling: Option<String>,
    /// Alleen van deze tranches.
    #[param(example = "rha-2022")]
    tranche: Option<String>,
    /// Alleen wat in deze jaren waar werd.
    #[param(example = "2023")]
    jaar: Option<String>,
    /// Alleen wat in deze halve jaren waar werd: jaar en h1 of h2.
    #[param(example = "2023-h1")]
    halfjaar: Option<String>,
    /// Alleen van ontvangers in deze provincies (CBS-code), of `samenwerking` voor wie in geen provincie ligt.
    #[param(example = "PV27")]
    provincie: Option<String>,
    /// Alleen van deze openbare lichamen en samenwerkingen. Er is geen register van: gelet wordt alleen op de vorm van de code.
    #[param(example = "WGR-holland-rijnland")]
    regio: Option<String>,
    /// Alleen van deze gemeenten of andere ontvangers, in de gevraagde gemeentegrenzen. Een code die geen gemeente heeft of
    /// had, wordt geweigerd; in de grenzen van nu ook die van een gemeente die er niet meer is.
    #[param(example = "GM0363")]
    gemeente: Option<String>,
    /// Alleen voor deze aandachtsgroepen; codes horen bij een tranche of bij een gekozen taxonomie.
    #[param(example = "studenten")]
    aandachtsgroep: Option<String>,
    /// Alleen permanent of alleen flex.
    #[param(example = "flex")]
    duur: Option<String>,
    /// Alleen zelfstandig, onzelfstandig of verblijfsruimte.
    #[param(example = "zelfstandig")]
    zelfstandigheid: Option<String>,
    /// Alleen nieuwbouw, transformatie, optoppen of splitsen.
    #[param(example = "transformatie")]
    herkomst: Option<String>,
    /// Alleen voortgang die zo is aangetoond: gemeld, vergunning-getoond of gereed-in-de-bag.
    #[param(example = "gereed-in-de-bag")]
    bewijsgraad: Option<String>,
    /// Alleen deze maten. Bij gepland en vrij komen de maten mee waaruit zij zijn afgeleid, bij plafond toegekend, en bij
    /// toegekend vrijgevallen: zonder die klopt niet wat eruit is afgeleid.
    #[param(example = "toegekend,gerealiseerd")]
    maat: Option<String>,
    /// Waarop te groeperen, in deze volgorde: regeling, tranche, jaar, halfjaar, provincie, regio, gemeente,
    /// aandachtsgroep, duur, zelfstandigheid, herkomst en bewijsgraad. Op aandachtsgroep alleen binnen een tranche, samen
    /// met tranche, of in een gekozen taxonomie.
    #[param(example = "aandachtsgroep,duur")]
    groepeer_op: Option<String>,
    /// Versie van de indeling in aandachtsgroepen waarin groepen van alle tranches worden verteld. Een gesplitste groep
    /// gaat naar de groep waar zij uit komt; wat nergens bij hoort, staat onder `niet-te-verdelen`.
    #[param(example = "rha-2022")]
    taxonomie: Option<String>,
    /// In welke gemeentegrenzen: die van toen (elke gemeente onder haar code van toen) of van nu (onder de gemeente
    /// waar zij nu bij hoort; een gemeente die over meer gemeenten is verdeeld, blijft zichzelf en is gemarkeerd).
    #[param(pattern = "^(toen|nu)$", default = "toen")]
    gemeentegrenzen: Option<String>,
    /// Wat op deze dag waar was; zonder: vandaag.
    #[param(format = Date, example = "2023-06-30")]
    peildatum: Option<String>,
    /// Geeft een reeks: de stand aan het eind van elke maand, elk kwartaal, halfjaar of jaar, van `vanaf` tot en met de
    /// peildatum, ten hoogste 240 dagen.
    #[param(pattern = "^(maand|kwartaal|halfjaar|jaar)$")]
    reeks: Option<String>,
    /// De dag waarop een reeks begint.
    #[param(format = Date, example = "2022-01-01")]
    vanaf: Option<String>,
    /// Wat op dit tijdstip bekend was, of op een hele dag (2023-06-30); zonder: nu.
    #[param(example = "2023-06-30T12:00:00Z")]
    bekend_op: Option<String>,
}

/// In which form figures are asked.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used, as that of the question")]
pub struct CijfersVormQuery {
    /// In welke vorm, voor wie geen Accept kan meegeven. JSON-stat 2.0 is er alleen zo: zij heeft geen eigen mediatype.
    #[param(pattern = "^(json|json-stat|csv|xlsx)$")]
    vorm: Option<String>,
}

/// The words of `vorm`.
const FORMS: [(&str, Form); 4] =
    [("json", Form::Json), ("json-stat", Form::JsonStat), ("csv", Form::Csv), ("xlsx", Form::Xlsx)];

/// Geeft cijfers
///
/// Over de regelingen, gegroepeerd naar keuze, zoals ze waren op een peildatum en bekend waren op een moment.
/// Toekenningen zijn openbaar, ook per gemeente. Wie iets heeft aangevraagd en (nog) niets kreeg, is dat niet:
/// aangevraagd, te laat, wachtend, afgewezen, buiten behandeling, ingetrokken en verantwoord staan zonder token niet in
/// cellen naar gemeente, regio of provincie, en nergens als de vraag tot een plaats is beperkt; `nietOpenbaar` noemt ze. In
/// `totaal` van een vraag over het hele land staan zij wel. Tranches waarin elke aanvraag voor één gezin is, zijn zonder
/// token alleen openbaar in de vaste tabellen; `afgeschermd` noemt ze.
///
/// Van een jaar of halfjaar wordt geteld wat erin waar werd. `vrij` is een stand en geen verandering, en staat daar niet bij.
#[utoipa::path(get, path = "/cijfers", tag = "cijfers", params(CijfersQuery, CijfersVormQuery), security((), ("token" = [])),
    responses((status = 200, description = "De cijfers, als JSON, JSON-stat, CSV of werkmap (XLSX).",
        content((Cijfers = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn figures(
    caller: Anyone,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let ((form, asked), audience) = (question(&request, &snapshot)?, audience(caller.0.as_ref()));
    let form = Form::asked(form, &request)?;
    asked.must_be_seen_by(audience, &snapshot.names)?;
    let answer = snapshot.answer(asked, audience).await?;
    told(&answer, form, &request)
}

/// What is asked, and the form that is asked by name.
fn question(request: &HttpRequest, snapshot: &Snapshot<'_>) -> Result<(Option<Form>, Asked), Problem> {
    let mut parameters = Parameters::new(pairs(request)?, &asked::names(&["vorm"]), snapshot.now);
    let read = (Form::named(&mut parameters, &FORMS), parameters.asked(&snapshot.names));
    parameters.finish(read)
}

fn told(answer: &Answer, form: Form, request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    match form {
        Form::Json => Ok(response.json(Cijfers::from(answer))),
        Form::JsonStat => Ok(response.json(json_stat::dataset(answer))),
        Form::Csv => {
            response.insert_header((LINK, csvw::link(request.query_string())));
            Ok(as_csv(response, "cijfers", csv::csv(answer)))
        }
        Form::Xlsx => as_workbook(response, &workbook::file(answer)),
    }
}

/// Beschrijft de CSV-vorm van cijfers
///
/// Metadata volgens CSV on the Web (CSVW) bij de CSV met dezelfde parameters: wat elke kolom betekent en bevat.
#[utoipa::path(get, path = "/cijfers/csv-beschrijving", tag = "cijfers", params(CijfersQuery, CijfersVormQuery), security((), ("token" = [])),
    responses((status = 200, description = "De beschrijving, in JSON.",
        content((serde_json::Value = "application/csvm+json")))))]
pub(crate) async fn csv_description(
    _: Anyone,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let (_, asked) = question(&request, &snapshot)?;
    let described = csvw::metadata(&asked.by, request.query_string());
    Ok(HttpResponse::Ok().content_type(csvw::MEDIA_TYPE).body(described.to_string()))
}

/// The answer to a question, outside HTTP: what `cargo run` shows.
///
/// # Errors
/// When the database cannot be read.
pub async fn answer(
    store: &ReadStore,
    question: impl Fn(&Snapshot<'_>) -> Asked,
) -> Result<Answer, StoreError> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let asked = question(&snapshot);
    snapshot.answer(asked, Audience::Public).await
}

/// The parameters of the query, in order.
pub(crate) fn pairs(request: &HttpRequest) -> Result<Vec<(String, String)>, Problem> {
    let read = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let unreadable =
        || Problem::invalid(vec![service_kit::InvalidParam::new("query", "vorm", "Is niet te lezen.")]);
    read.map(web::Query::into_inner).map_err(|_| unreadable())
}

pub(crate) fn audience(caller: Option<&Identity>) -> Audience {
    match caller.map(|caller| caller.role) {
        Some(Role::Ministry | Role::Assessor | Role::Administrator) => Audience::Government,
        Some(Role::Municipality) | None => Audience::Public,
    }
}
