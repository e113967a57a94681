//! `/aanvragen/{id}/verantwoordingen`: take over what a recipient accounted for.

use crate::body::{Bron, case_of, recorded};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::{Caller, EventStore};
use jiff::Timestamp;
use regulation::commands::RecordAccount;
use regulation::record::Imported;
use regulation::words::Cents;
use serde::Deserialize;
use service_kit::{Administrator, Body, IdempotencyKey, Problem};
use utoipa::ToSchema;
use uuid::Uuid;

/// Wat een ontvanger over een jaar heeft verantwoord.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweVerantwoording {
    /// Het boekjaar; een afgelopen jaar, niet voor dat van de toekenning.
    #[schema(example = 2025, minimum = 2000, maximum = 2100)]
    boekjaar: i16,
    /// Wat in dat jaar is besteed, in eurocenten.
    #[schema(example = 3_500_000, minimum = 0, maximum = 10_000_000_000_000_i64)]
    besteed_cent: i64,
    /// De verantwoording waaruit het komt.
    bron: Bron,
    /// Sinds wanneer de bron er is, als dat eerder is dan nu. Dan geldt de verantwoording sinds dat moment als bekend.
    bekend_sinds: Option<Timestamp>,
}

/// Neemt over wat een ontvanger over een jaar heeft verantwoord.
///
/// Een latere verantwoording over hetzelfde jaar komt in de plaats van een eerdere. Dit kan ook nadat de uitkering is
/// vastgesteld of ingetrokken.
#[utoipa::path(post, path = "/aanvragen/{id}/verantwoordingen", operation_id = "verantwoordingOvernemen",
    tag = "aanvragen", params(("id" = Uuid, Path, description = "Nummer van de aanvraag")),
    request_body = NieuweVerantwoording,
    responses((status = 201, description = "De verantwoording is overgenomen.", body = Gebeurtenis)))]
pub async fn record(
    administrator: Administrator,
    key: IdempotencyKey,
    id: web::Path<Uuid>,
    asked: Body<NieuweVerantwoording>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (case, now) = (case_of(&store, *id).await?, store.now().await?);
    let command = RecordAccount {
        case,
        year: asked.boekjaar,
        spent: Cents::new(asked.besteed_cent),
        source: asked.bron.clone().into(),
        accounted_at: now,
        by: administrator.person.clone(),
    };
    let mark = |since| Imported::from_publication(&command.source, since, now);
    let imported = asked.bekend_sinds.map(mark).transpose()?;
    let caller = Caller { imported, ..key.caller(&administrator, &asked) };
    recorded(&store.record(command, &caller).await?)
}
