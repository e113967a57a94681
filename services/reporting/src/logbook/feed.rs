//! What happened (*gebeurtenissen*), as CloudEvents: `GET /logboek/v1/gebeurtenissen`, to be resumed anywhere.

use super::families::{Families, NOT_PUBLIC};
use super::hex;
use crate::words::event_word;
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{ReadStore, StoreError};
use jiff::Timestamp;
use regulation::event::Event;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service_kit::{Anyone, PageQuery, Problem, Query, Results};
use utoipa::{IntoParams, ToSchema};

const AFTER: &str = "
    SELECT e.position, e.event_type, e.shape, e.payload, e.recorded_at, e.hash FROM log.events e
     WHERE e.position > $1 ORDER BY e.position LIMIT $2";

/// What the type of every event begins with (NL GOV profile for CloudEvents: a domain, no organisation).
const TYPES: &str = "nl.specifieke-uitkeringen";
/// Which system the events come from.
const SOURCE: &str = "urn:woonloket:logboek";

/// The parameters.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct GebeurtenissenQuery {
    /// Alleen gebeurtenissen na deze positie: `sequence` van de laatste die u heeft. Een cursor gaat voor.
    #[param(minimum = 0)]
    pub na_positie: Option<i64>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
    /// Hoeveel gebeurtenissen op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
}

/// Een gebeurtenis, als CloudEvent (NL GOV-profiel). Is van een gebeurtenis niets openbaar, dan is haar `type`
/// `nl.specifieke-uitkeringen.niet-openbaar` en ontbreken `subject`, `time` en `data`: alleen haar plaats in de keten staat
/// er. Zo is het met alles in een aanvraag behalve de toekenning, de vaststelling en de gemelde voortgang, en met alles over
/// aanvragen, ook een loting of rangschikking, waar elke aanvraag voor één gezin is. In een andere loting of rangschikking
/// staat een aanvraag met haar nummer, zonder wie aanvroeg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gebeurtenis {
    /// De versie van CloudEvents.
    #[schema(example = "1.0")]
    pub specversion: String,
    /// De positie in het logboek; met `source` samen uniek.
    #[schema(example = "1234")]
    pub id: String,
    /// Het systeem.
    #[schema(example = "urn:woonloket:logboek")]
    pub source: String,
    /// Wat er gebeurde.
    #[serde(rename = "type")]
    #[schema(example = "nl.specifieke-uitkeringen.aanvraag-toegekend")]
    pub kind: String,
    /// De aanvraag, bij een openbare gebeurtenis in een zaak.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Wanneer het is vastgelegd; ontbreekt als niets ervan openbaar is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// De positie: 1, 2, 3 ... zonder gaten.
    #[schema(example = "1234")]
    pub sequence: String,
    /// `Integer`.
    #[schema(example = "Integer")]
    pub sequencetype: String,
    /// De hash in de keten (SHA-256, hexadecimaal).
    pub hash: String,
    /// De vorm van `data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "application/json")]
    pub datacontenttype: Option<String>,
    /// Wat ervan openbaar is; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub data: Option<Value>,
}

/// Geeft de gebeurtenissen
///
/// In de volgorde van het logboek, zonder gaten. Ga verder met `naPositie`: de `sequence` van de laatste die u heeft.
#[utoipa::path(get, path = "/gebeurtenissen", tag = "logboek", params(GebeurtenissenQuery), security(()),
    responses((status = 200, description = "De gebeurtenissen.", body = Results<Gebeurtenis>)))]
pub(crate) async fn feed(
    _: Anyone,
    asked: Query<GebeurtenissenQuery>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let page = PageQuery { cursor: asked.cursor, limit: asked.limit };
    // The link to a next page repeats the parameters of the first: the cursor goes further.
    let after = page.after::<i64>()?.or(asked.na_positie).unwrap_or_default();
    let client = store.client().await?;
    let statement = client.prepare_cached(AFTER).await.map_err(StoreError::from)?;
    let rows = client.query(&statement, &[&after, &page.rows()]).await.map_err(StoreError::from)?;
    let families = Families::read(&client).await?;
    let events = rows.iter().map(|row| read(row, &families)).collect::<Result<Vec<_>, Problem>>()?;
    Ok(page.page(events, |(position, _)| *position)?.map(|(_, event)| event).respond(&request))
}

fn read(row: &tokio_postgres::Row, families: &Families) -> Result<(i64, Gebeurtenis), Problem> {
    let stored = || -> Result<_, tokio_postgres::Error> {
        let (position, kind, shape): (i64, &str, i16) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (payload, time, hash): (&[u8], Timestamp, &[u8]) =
            (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
        Ok((position, Event::read(kind, shape.unsigned_abs(), payload), time, hash))
    };
    let (position, event, time, hash) = stored().map_err(StoreError::from)?;
    let event = event.map_err(Problem::internal)?;
    let data = families.public(&event);
    let is_public = data.is_some();
    let word = if is_public { event_word(event.kind()) } else { NOT_PUBLIC };
    let told = Gebeurtenis {
        specversion: "1.0".to_owned(),
        id: position.to_string(),
        source: SOURCE.to_owned(),
        kind: format!("{TYPES}.{word}"),
        subject: event.case().filter(|_| is_public).map(|case| case.application.to_string()),
        time: is_public.then_some(time),
        sequence: position.to_string(),
        sequencetype: "Integer".to_owned(),
        hash: hex(hash),
        datacontenttype: data.is_some().then(|| "application/json".to_owned()),
        data,
    };
    Ok((position, told))
}
