//! `/aanvragen/{id}/aanvulverzoeken`: ask for what is missing.

use crate::body::{case_of, recorded};
use crate::happening::{Gebeurtenis, Stuk};
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use jiff::civil::Date;
use regulation::commands::RequestSupplement;
use regulation::event::Piece;
use regulation::words::PieceCode;
use serde::Deserialize;
use service_kit::dutch::Faults;
use service_kit::{Assessor, Body, IdempotencyKey, IfMatch, Problem};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een verzoek om aanvulling.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuwAanvulverzoek {
    /// Wat ontbreekt.
    #[schema(min_items = 1, max_items = 100)]
    stukken: Vec<Stuk>,
    /// Laatste dag om aan te vullen. Alleen met een termijn wordt de beslistermijn opgeschort (Awb 4:15).
    uiterlijke_datum: Option<Date>,
}

/// Vraagt de aanvrager om wat ontbreekt (Awb 4:5).
#[utoipa::path(post, path = "/aanvragen/{id}/aanvulverzoeken", operation_id = "aanvullingVragen", tag = "aanvragen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag"), IfMatch),
    request_body = NieuwAanvulverzoek,
    responses((status = 201, description = "Er is om aanvulling gevraagd.", body = Gebeurtenis)))]
pub async fn request(
    assessor: Assessor,
    key: IdempotencyKey,
    seen: IfMatch,
    id: web::Path<Uuid>,
    asked: Body<NieuwAanvulverzoek>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let mut faults = Faults::new();
    let pieces = faults.each("stukken", &asked.stukken, Stuk::read);
    let pieces = faults.finish(pieces)?;
    let case = case_of(&store, *id).await?;
    let caller = key.caller_of_case(&assessor, &asked, case.application, seen);
    let command = RequestSupplement {
        case,
        pieces,
        answer_by: asked.uiterlijke_datum,
        requested_at: store.now().await?,
        by: assessor.person.clone(),
    };
    recorded(&store.record(command, &caller).await?)
}

impl Stuk {
    fn read(&self, place: &str, faults: &mut Faults) -> Option<Piece> {
        let code = faults.word(format!("{place}.code"), PieceCode::parse(&self.code))?;
        Some(Piece { code, description: self.omschrijving.clone() })
    }
}
