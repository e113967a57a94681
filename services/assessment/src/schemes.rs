//! `/regelingen`: the schemes as data, version by version.

use crate::body::made;
use crate::catalogue::{Catalogue, Version};
use crate::happening::Gebeurtenis;
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{EventStore, Until};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::commands::PublishScheme;
use regulation::facts::Published;
use regulation::words::{SchemeKey, Validity};
use serde::{Deserialize, Serialize};
use service_kit::{Administrator, AnyOf, Assessor, Body, IdempotencyKey, PageQuery, Problem, Query, Results};
use std::sync::Arc;
use utoipa::ToSchema;

/// Een versie van een regeling om te publiceren.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweRegeling {
    /// De hele tekst van de regeling als gegevens (TOML): elke waarde met haar bron. De sleutel staat erin.
    #[schema(min_length = 1, example = "key = \"rha\"\n...")]
    tekst: String,
    /// Eerste dag waarop deze versie geldt; zonder: altijd al.
    geldig_vanaf_datum: Option<Date>,
    /// Laatste dag waarop deze versie geldt; zonder: tot een volgende versie.
    geldig_tot_datum: Option<Date>,
}

/// Een regeling met haar versies.
#[derive(Debug, Serialize, ToSchema)]
pub struct Regeling {
    /// Sleutel.
    #[schema(example = "rha")]
    sleutel: String,
    /// De versies, in volgorde van publicatie.
    versies: Vec<Versie>,
}

/// Een gepubliceerde versie.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Versie {
    /// Nummer van de versie.
    versie: u32,
    /// De tranches die erin staan.
    tranches: Vec<String>,
    /// Positie in het logboek.
    positie: u64,
    /// Moment waarop zij is gepubliceerd.
    vastgelegd_op: Timestamp,
    /// Eerste dag waarop zij geldt; ontbreekt als er geen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_vanaf_datum: Option<Date>,
    /// Laatste dag waarop zij geldt; ontbreekt als er geen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_datum: Option<Date>,
}

/// Een gepubliceerde versie met haar tekst.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VersieMetTekst {
    /// Sleutel van de regeling.
    sleutel: String,
    /// Nummer van de versie.
    versie: u32,
    /// De tranches die erin staan.
    tranches: Vec<String>,
    /// De hele tekst, zoals zij is gepubliceerd.
    tekst: String,
}

impl From<&Version> for Versie {
    fn from(version: &Version) -> Self {
        Self {
            versie: version.published.version,
            tranches: version.published.tranches.iter().map(ToString::to_string).collect(),
            positie: version.position.0,
            vastgelegd_op: version.recorded_at,
            geldig_vanaf_datum: version.published.validity.from,
            geldig_tot_datum: version.published.validity.until,
        }
    }
}

impl Regeling {
    fn of(key: &SchemeKey, versions: &[Arc<Version>]) -> Self {
        let versies = versions.iter().map(|version| Versie::from(version.as_ref())).collect();
        Self { sleutel: key.to_string(), versies }
    }
}

/// Publiceert een versie van een regeling.
///
/// De tekst wordt in haar geheel vastgelegd; vanaf dan geldt wat is vastgelegd, en niet het bestand. Elke fout in de
/// tekst wordt genoemd.
#[utoipa::path(post, path = "/regelingen", operation_id = "regelingPubliceren", tag = "regelingen", request_body = NieuweRegeling,
    responses((status = 201, description = "De versie is gepubliceerd.", body = Gebeurtenis)))]
pub async fn publish(
    administrator: Administrator,
    key: IdempotencyKey,
    asked: Body<NieuweRegeling>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let caller = key.caller(&administrator, &asked);
    let asked = asked.into_inner();
    let validity = Validity { from: asked.geldig_vanaf_datum, until: asked.geldig_tot_datum };
    let command = PublishScheme::new(asked.tekst, validity, administrator.person.clone())?;
    let scheme = command.key().clone();
    let recorded = store.record(command, &caller).await?;
    let version = recorded.iter().find_map(version_of).unwrap_or_default();
    made(&recorded, format!("{}/regelingen/{scheme}/versies/{version}", crate::BASE))
}

fn version_of(recorded: &regulation::record::Recorded) -> Option<u32> {
    match &recorded.event {
        regulation::event::Event::SchemePublished(event) => Some(event.version),
        _ => None,
    }
}

/// Geeft de regelingen.
#[utoipa::path(get, path = "/regelingen", operation_id = "regelingen", tag = "regelingen", params(PageQuery),
    responses((status = 200, description = "De regelingen, op sleutel.", body = Results<Regeling>)))]
pub async fn list(
    _: AnyOf<(Assessor, Administrator)>,
    page: Query<PageQuery>,
    request: HttpRequest,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (catalogue, _) = store.learn(Catalogue::default(), Until::Now).await?;
    let after = page.after::<String>()?;
    let all = catalogue.schemes.iter().map(|(key, versions)| Regeling::of(key, versions));
    let rows = all.filter(|one| after.as_ref().is_none_or(|after| one.sleutel > *after)).collect();
    Ok(page.page(rows, |one: &Regeling| one.sleutel.clone())?.respond(&request))
}

/// Geeft een regeling met haar versies.
#[utoipa::path(get, path = "/regelingen/{sleutel}", operation_id = "regeling", tag = "regelingen",
    params(("sleutel" = String, Path, description = "Sleutel van de regeling", example = "rha")),
    responses((status = 200, description = "De regeling.", body = Regeling)))]
pub async fn show(
    _: AnyOf<(Assessor, Administrator)>,
    path: web::Path<String>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let key = SchemeKey::parse(&path).map_err(|_| Problem::not_found())?;
    let (catalogue, _) = store.learn(Catalogue::default(), Until::Now).await?;
    let versions = catalogue.schemes.get(&key).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(Regeling::of(&key, versions)))
}

/// Geeft een versie van een regeling met haar hele tekst.
#[utoipa::path(get, path = "/regelingen/{sleutel}/versies/{versie}", operation_id = "regelingversie", tag = "regelingen",
    params(
        ("sleutel" = String, Path, description = "Sleutel van de regeling", example = "rha"),
        ("versie" = u32, Path, description = "Nummer van de versie", example = 1)
    ),
    responses((status = 200, description = "De versie.", body = VersieMetTekst)))]
pub async fn show_version(
    _: AnyOf<(Assessor, Administrator)>,
    path: web::Path<(String, u32)>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (key, number) = path.into_inner();
    let key = SchemeKey::parse(&key).map_err(|_| Problem::not_found())?;
    let (published, _) = store.learn(Published::of(key), Until::Now).await?;
    let version = published.versions.into_iter().find(|version| version.version == number);
    let version = version.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(VersieMetTekst {
        sleutel: version.scheme.to_string(),
        versie: version.version,
        tranches: version.tranches.iter().map(ToString::to_string).collect(),
        tekst: version.text,
    }))
}
