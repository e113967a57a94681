//! `/regelingen/{sleutel}/versies/{versie}/verschillen`: what changed between two versions of a scheme, in words.

use actix_web::{HttpResponse, web};
use event_store::{EventStore, Until};
use regulation::facts::Published;
use regulation::scheme::{Scheme, differences, read};
use regulation::violation::Violation;
use regulation::words::SchemeKey;
use serde::{Deserialize, Serialize};
use service_kit::{Administrator, AnyOf, Assessor, Problem, Query};
use utoipa::{IntoParams, ToSchema};

/// With which version is compared.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Met {
    /// Nummer van de andere versie; zonder: de versie ervoor.
    #[param(minimum = 1, example = 1)]
    met: Option<u32>,
}

/// Wat er tussen twee versies veranderde.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verschillen {
    /// Nummer van de oudere versie.
    van: u32,
    /// Nummer van de nieuwere versie.
    naar: u32,
    /// Een zin voor elke verandering, met beide waarden. Leeg als de regels gelijk zijn.
    verschillen: Vec<String>,
}

/// Geeft de verschillen tussen twee versies van een regeling, in woorden.
#[utoipa::path(get, path = "/regelingen/{sleutel}/versies/{versie}/verschillen", operation_id = "regelingverschillen",
    tag = "regelingen",
    params(
        ("sleutel" = String, Path, description = "Sleutel van de regeling", example = "rha"),
        ("versie" = u32, Path, description = "Nummer van de versie", example = 2),
        Met
    ),
    responses((status = 200, description = "De verschillen, van oud naar nieuw.", body = Verschillen)))]
pub async fn show(
    _: AnyOf<(Assessor, Administrator)>,
    path: web::Path<(String, u32)>,
    asked: Query<Met>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (key, version) = path.into_inner();
    let key = SchemeKey::parse(&key).map_err(|_| Problem::not_found())?;
    let other = asked.met.unwrap_or(version.saturating_sub(1));
    let (published, _) = store.learn(Published::of(key), Until::Now).await?;
    let (van, naar) = (version.min(other), version.max(other));
    let verschillen = differences(&scheme(&published, van)?, &scheme(&published, naar)?);
    Ok(HttpResponse::Ok().json(Verschillen { van, naar, verschillen }))
}

fn scheme(published: &Published, number: u32) -> Result<Scheme, Problem> {
    let version = published.versions.iter().find(|version| version.version == number);
    let version = version.ok_or_else(Problem::not_found)?;
    Ok(read(&version.text).map_err(Violation::SchemeUnreadable)?)
}
