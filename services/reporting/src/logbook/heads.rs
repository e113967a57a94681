//! Signed heads of the log (*koppen*): `GET /logboek/v1/koppen`. Who keeps one can tell later whether the log was
//! cut or rewritten before it.

use super::hex;
use super::signer::Signer;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use deadpool_postgres::{Client, Transaction};
use event_store::{EventStore, Head, StoreError};
use jiff::Timestamp;
use regulation::record::Position;
use serde::Serialize;
use serde_json::Value;
use service_kit::{Administrator, Anyone, IdempotencyKey, PageQuery, Problem, Query, Results, etag};
use tokio_postgres::Row;
use utoipa::ToSchema;

const HEAD: &str = "SELECT position, hash, recorded_at, clock_timestamp() FROM log.head()";
const PUBLISH: &str = "
    INSERT INTO reporting.published_heads (position, hash, recorded_at, published_at, signed)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (position) DO NOTHING";
const KEY: &str = "
    INSERT INTO reporting.head_keys (kid, jwk, first_used) VALUES ($1, $2, clock_timestamp()) ON CONFLICT DO NOTHING";
const KEYS: &str = "SELECT jwk FROM reporting.head_keys ORDER BY first_used DESC, kid";
const ONE: &str = "
    SELECT position, hash, recorded_at, published_at, signed FROM reporting.published_heads WHERE position = $1";
const LIST: &str = "
    SELECT position, hash, recorded_at, published_at, signed FROM reporting.published_heads
     WHERE position < $1 ORDER BY position DESC LIMIT $2";
const FIRST_FROM: &str = "
    SELECT position, hash, recorded_at, published_at, signed FROM reporting.published_heads
     WHERE position >= $1 ORDER BY position LIMIT 1";
const REQUEST: &str = "SELECT position FROM reporting.head_requests WHERE id = $1";
const KEEP_REQUEST: &str = "INSERT INTO reporting.head_requests (id, position) VALUES ($1, $2)";
/// One at a time: two that publish at once would otherwise wait for one another's rows.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended('reporting.published_heads', 0))";
const PUBLISHED_TODAY: &str = "
    SELECT EXISTS (SELECT FROM reporting.published_heads
     WHERE (published_at AT TIME ZONE 'Europe/Amsterdam')::date = (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date)";
const CONTRADICTED: &str = "
    SELECT h.position FROM (SELECT * FROM reporting.published_heads ORDER BY position DESC LIMIT 10) h
      LEFT JOIN log.events e ON e.position = h.position
     WHERE e.hash IS DISTINCT FROM h.hash ORDER BY h.position LIMIT 1";

/// Een ondertekende kop: de laatste gebeurtenis van het logboek op een moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Kop {
    /// De positie van de laatste gebeurtenis.
    #[schema(example = 1234)]
    pub positie: i64,
    /// Haar hash (SHA-256, hexadecimaal), waarin die van alles ervoor is verwerkt.
    pub hash: String,
    /// Wanneer zij is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// Wanneer de kop is gepubliceerd.
    pub gepubliceerd_op: Timestamp,
    /// De handtekening: een compacte JWS (ES256) over positie, hash, vastgelegdOp en gepubliceerdOp; de sleutel staat in
    /// /sleutels.
    pub handtekening: String,
}

/// What is signed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    positie: i64,
    hash: String,
    vastgelegd_op: Timestamp,
    gepubliceerd_op: Timestamp,
}

/// De publieke sleutels waarmee koppen zijn ondertekend (JWKS).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sleutels {
    /// De sleutels, de nieuwste eerst.
    #[schema(value_type = Vec<Object>)]
    pub keys: Vec<Value>,
}

/// Geeft de gepubliceerde koppen
///
/// De nieuwste eerst. Elke dag wordt er een gepubliceerd.
#[utoipa::path(get, path = "/koppen", tag = "logboek", params(PageQuery), security(()),
    responses((status = 200, description = "De koppen.", body = Results<Kop>)))]
pub(crate) async fn list(
    _: Anyone,
    page: Query<PageQuery>,
    store: web::Data<EventStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let client = store.client().await?;
    let before = page.after::<i64>()?.unwrap_or(i64::MAX);
    let statement = client.prepare_cached(LIST).await.map_err(StoreError::from)?;
    let rows = client.query(&statement, &[&before, &page.rows()]).await.map_err(StoreError::from)?;
    let heads = rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
    Ok(page.page(heads, |head| head.positie)?.respond(&request))
}

/// Geeft één kop
#[utoipa::path(get, path = "/koppen/{positie}", tag = "logboek", params(("positie" = i64, Path)), security(()),
    responses((status = 200, description = "De kop.", body = Kop)))]
pub(crate) async fn one(
    _: Anyone,
    position: web::Path<i64>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let client = store.client().await?;
    let row = client.query_opt(ONE, &[&*position]).await.map_err(StoreError::from)?;
    let head = row.as_ref().map(read).transpose()?.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().insert_header(etag(Position(head.positie.unsigned_abs()))).json(head))
}

/// Publiceert een kop
///
/// De kop van nu, ondertekend. Is die al gepubliceerd, dan is het antwoord dezelfde kop.
#[utoipa::path(post, path = "/koppen", tag = "logboek",
    responses((status = 201, description = "De kop.", body = Kop, headers(("Location" = String, description = "Waar de kop staat.")))))]
pub(crate) async fn publish(
    administrator: Administrator,
    key: IdempotencyKey,
    store: web::Data<EventStore>,
    signer: web::Data<Signer>,
) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let scope = format!("{}\n{}\n{}", administrator.key_scope(), key.operation(), key.key());
    let id = digest(&SHA256, scope.as_bytes()).as_ref().to_vec();
    let head = publish_once(&mut client, &signer, Some(&id)).await?.ok_or_else(empty)?;
    let location = format!("/logboek/v1/koppen/{}", head.positie);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(head))
}

fn empty() -> Problem {
    let detail = "Er is nog niets vastgelegd; er is geen kop om te publiceren.";
    Problem::new(StatusCode::CONFLICT, "logboek-leeg", "Het logboek is leeg", detail)
}

/// Geeft de sleutels waarmee koppen zijn ondertekend
///
/// Als JWKS; ook sleutels van vroeger, zodat oude koppen te controleren blijven.
#[utoipa::path(get, path = "/sleutels", tag = "logboek", security(()),
    responses((status = 200, description = "De sleutels.", body = Sleutels)))]
pub(crate) async fn keys(_: Anyone, store: web::Data<EventStore>) -> Result<HttpResponse, Problem> {
    let client = store.client().await?;
    let rows = client.query(KEYS, &[]).await.map_err(StoreError::from)?;
    let keys =
        rows.iter().filter_map(|row| row.try_get(0).ok().and_then(|text| serde_json::from_str(text).ok()));
    Ok(HttpResponse::Ok().json(Sleutels { keys: keys.collect() }))
}

/// Publishes the head of now, unless this request published one before, or the log is empty.
async fn publish_once(
    client: &mut Client,
    signer: &Signer,
    request: Option<&[u8]>,
) -> Result<Option<Kop>, Problem> {
    let tx = client.transaction().await.map_err(StoreError::from)?;
    tx.execute(LOCK, &[]).await.map_err(StoreError::from)?;
    let before = match request {
        Some(id) => tx.query_opt(REQUEST, &[&id]).await.map_err(StoreError::from)?,
        None => None,
    };
    let position = match &before {
        Some(row) => row.try_get(0).map_err(StoreError::from)?,
        None => match publish_now(&tx, signer).await? {
            Some(position) => position,
            None => return Ok(None),
        },
    };
    if let (Some(id), None) = (request, before) {
        tx.execute(KEEP_REQUEST, &[&id, &position]).await.map_err(StoreError::from)?;
    }
    let row = tx.query_one(ONE, &[&position]).await.map_err(StoreError::from)?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Some(read(&row)?))
}

/// The position of the head that was published; none of an empty log.
async fn publish_now(tx: &Transaction<'_>, signer: &Signer) -> Result<Option<i64>, Problem> {
    let row = tx.query_one(HEAD, &[]).await.map_err(StoreError::from)?;
    let (position, hash, recorded_at, now) = head(&row).map_err(StoreError::from)?;
    if position == 0 {
        return Ok(None);
    }
    let claims =
        Claims { positie: position, hash: hex(&hash), vastgelegd_op: recorded_at, gepubliceerd_op: now };
    let signed = signer.sign(&claims).map_err(Problem::internal)?;
    let jwk = signer.jwk().to_string();
    tx.execute(KEY, &[&signer.kid(), &jwk]).await.map_err(StoreError::from)?;
    tx.execute(PUBLISH, &[&position, &hash, &recorded_at, &now, &signed]).await.map_err(StoreError::from)?;
    Ok(Some(position))
}

fn head(row: &Row) -> Result<(i64, Vec<u8>, Timestamp, Timestamp), tokio_postgres::Error> {
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
}

fn read(row: &Row) -> Result<Kop, StoreError> {
    Ok(Kop {
        positie: row.try_get(0)?,
        hash: hex(row.try_get(1)?),
        vastgelegd_op: row.try_get(2)?,
        gepubliceerd_op: row.try_get(3)?,
        handtekening: row.try_get(4)?,
    })
}

/// The first published head at or after a position: what holds it fast.
pub(super) async fn first_from(client: &Client, position: i64) -> Result<Option<Kop>, StoreError> {
    client.query_opt(FIRST_FROM, &[&position]).await?.as_ref().map(read).transpose()
}

/// Publishes today's head when there is none yet; called every now and then.
///
/// # Errors
/// When the database cannot be reached.
pub async fn publish_daily(store: &EventStore, signer: &Signer) -> Result<(), Problem> {
    let mut client = store.client().await?;
    let today = client.query_one(PUBLISHED_TODAY, &[]).await.map_err(StoreError::from)?;
    if !today.try_get::<_, bool>(0).map_err(StoreError::from)? {
        publish_once(&mut client, signer, None).await?;
    }
    Ok(())
}

/// All heads that were published, the oldest first: what `verify` compares the log with.
///
/// # Errors
/// When the database cannot be read.
pub async fn published(store: &EventStore) -> Result<Vec<Head>, StoreError> {
    let client = store.client().await?;
    let rows = client
        .query("SELECT position, hash, recorded_at FROM reporting.published_heads ORDER BY position", &[])
        .await?;
    let read = |row: &Row| -> Result<Head, StoreError> {
        let position: i64 = row.try_get(0)?;
        Ok(Head {
            position: Position(position.unsigned_abs()),
            hash: row.try_get(1)?,
            recorded_at: row.try_get(2)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Whether the log still holds what the newest heads say, for health.
///
/// # Errors
/// In Dutch, when it does not.
pub async fn check(store: &EventStore) -> Result<String, String> {
    let unreachable = |_| "niet te lezen".to_owned();
    let client = store.client().await.map_err(|_| "niet bereikbaar".to_owned())?;
    let row = client.query_opt(CONTRADICTED, &[]).await.map_err(unreachable)?;
    match row.map(|row| row.try_get::<_, i64>(0)) {
        None => Ok("het logboek klopt met de gepubliceerde koppen".to_owned()),
        Some(position) => {
            let position = position.unwrap_or_default();
            Err(format!("het logboek klopt niet met de kop die op positie {position} is gepubliceerd"))
        }
    }
}
