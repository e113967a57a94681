//! The list of editions, and each as it was sealed.

use super::body::{Editie, Inhoud};
use super::kept::{self, All, Sealed};
use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::{HttpRequest, HttpResponse, web};
use deadpool_postgres::Client;
use event_store::ReadStore;
use service_kit::{Anyone, PageQuery, Problem, Query, Results};

/// An edition never changes, so who has it need not ask again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Geeft de verzegelde edities
///
/// De nieuwste eerst, met welke editie welke corrigeert en waarom.
#[utoipa::path(get, path = "/edities", operation_id = "edities", tag = "edities", params(PageQuery), security(()),
    responses((status = 200, description = "De edities.", body = Results<Editie>)))]
pub(crate) async fn list(
    _: Anyone,
    page: Query<PageQuery>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let all = All::read(&store.client().await?).await?;
    let before = page.after::<u64>()?.unwrap_or(u64::MAX);
    let corrections = all.corrections();
    let rows = all.0.iter().filter(|sealed| sealed.position.0 < before);
    let rows = rows.map(|sealed| Editie::of(sealed, corrections.get(&sealed.event.edition))).collect();
    Ok(page.page(rows, |edition: &Editie| edition.verzegeld_op_positie)?.respond(&request))
}

/// Geeft een editie
///
/// Precies de bytes die zijn verzegeld, voor altijd. De ETag is hun hash (SHA-256), die ook in het logboek staat.
#[utoipa::path(get, path = "/edities/{sleutel}", operation_id = "editie", tag = "edities",
    params(("sleutel" = String, Path, description = "Sleutel van de editie", example = "2023-voorjaar")), security(()),
    responses((status = 200, description = "De inhoud van de editie.", body = Inhoud,
        headers(("ETag" = String, description = "De hash van de inhoud.")))))]
pub(crate) async fn one(
    _: Anyone,
    edition: web::Path<String>,
    store: web::Data<ReadStore>,
) -> Result<HttpResponse, Problem> {
    let client = store.client().await?;
    let all = All::read(&client).await?;
    let sealed = sealed_as(&all, &edition)?;
    let content = content_of(&client, sealed).await?;
    let mut response = HttpResponse::Ok();
    response.content_type("application/json").insert_header((CACHE_CONTROL, FOR_EVER));
    Ok(response.insert_header((ETAG, format!("\"{}\"", sealed.event.hash))).body(content))
}

/// The edition that was sealed under this key.
///
/// # Errors
/// 404 when none was.
pub fn sealed_as<'a>(all: &'a All, edition: &str) -> Result<&'a Sealed, Problem> {
    all.find(edition).ok_or_else(Problem::not_found)
}

/// The bytes that were sealed. Other bytes are never given for them.
///
/// # Errors
/// 500 when they are gone or were changed: the nightly check says so too.
pub async fn content_of(client: &Client, sealed: &Sealed) -> Result<Vec<u8>, Problem> {
    let content = kept::content(client, &sealed.event.hash).await?;
    let content = content.filter(|content| kept::hash(content) == sealed.event.hash);
    content
        .ok_or_else(|| Problem::internal(format!("edition {} is not what was sealed", sealed.event.edition)))
}
