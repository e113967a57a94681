//! Proofs (*bewijzen*): `GET /logboek/v1/bewijzen/{positie}`, an event's place in the chain of hashes.

use super::families::{Families, NOT_PUBLIC};
use super::heads::{self, Kop};
use super::hex;
use super::public::may_see_all;
use crate::words::event_word;
use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use event_store::{EventStore, StoreError};
use jiff::Timestamp;
use regulation::event::Event;
use serde::Serialize;
use service_kit::{Anyone, Problem};
use utoipa::ToSchema;

/// The hash is over the binary form of these columns, in this order, as `log.append` made it (V1__log.sql).
const PROOF: &str = "
    SELECT e.event_type, e.shape, e.payload, e.recorded_at, e.previous_hash, e.hash,
           record_send(ROW(e.position, e.event_type, e.shape, e.tags, e.payload, e.actor, e.imported, e.recorded_at,
                           e.previous_hash))
      FROM log.events e WHERE e.position = $1";

/// De plaats van een gebeurtenis in de keten. Wie `gehashteBytes` krijgt, rekent na: SHA-256 daarvan is `hash`, en zij
/// eindigen op `vorigeHash`. Ook zonder die bytes is na te gaan dat `vorigeHash` de `hash` van de gebeurtenis ervoor is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bewijs {
    /// De positie.
    #[schema(example = 1234)]
    pub positie: i64,
    /// Wat er gebeurde; `niet-openbaar` als daarvan niets openbaar is en u geen partij bent.
    #[schema(example = "aanvraag-toegekend")]
    pub soort: String,
    /// Wanneer het is vastgelegd; ontbreekt als niets ervan openbaar is en u geen partij bent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vastgelegd_op: Option<Timestamp>,
    /// De hash van de gebeurtenis ervoor (hexadecimaal); leeg bij de eerste.
    pub vorige_hash: String,
    /// De hash van deze gebeurtenis (SHA-256, hexadecimaal).
    pub hash: String,
    /// Precies de bytes waarover de hash is berekend, in base64: de binaire vorm (record_send van PostgreSQL) van
    /// positie, soort, vorm, labels, inhoud, wie, invoer, tijdstip en vorige hash. Persoonsgegevens zijn daarin
    /// versleuteld. Ontbreekt als de inhoud niet openbaar is en u geen partij bent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gehashte_bytes: Option<String>,
    /// De eerste gepubliceerde kop op of na deze positie; ontbreekt als die er nog niet is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kop: Option<Kop>,
}

/// Geeft het bewijs van een gebeurtenis
///
/// Haar plaats in de keten van hashes. De bytes om de hash mee na te rekenen zijn openbaar bij regelingen, openstellingen,
/// verlengingen en plafonds; bij een sluiting, loting of rangschikking zijn zij er voor een beoordelaar, het ministerie
/// en een beheerder;
/// bij een aanvraag zijn zij er voor wie een token van de aanvrager, een beoordelaar, het ministerie of een beheerder
/// heeft (een advies niet voor de aanvrager).
#[utoipa::path(get, path = "/bewijzen/{positie}", tag = "logboek", params(("positie" = i64, Path)),
    security((), ("token" = [])), responses((status = 200, description = "Het bewijs.", body = Bewijs)))]
pub(crate) async fn proof(
    caller: Anyone,
    position: web::Path<i64>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let client = store.client().await?;
    let row = client.query_opt(PROOF, &[&*position]).await.map_err(StoreError::from)?;
    let row = row.ok_or_else(Problem::not_found)?;
    let (event, mut proof) = read(*position, &row)?;
    if !may_see_all(&event, caller.0.as_ref()) {
        proof.gehashte_bytes = None;
        if Families::read(&client).await?.public(&event).is_none() {
            (proof.soort, proof.vastgelegd_op) = (NOT_PUBLIC.to_owned(), None);
        }
    }
    proof.kop = heads::first_from(&client, *position).await?;
    Ok(HttpResponse::Ok().json(proof))
}

fn read(position: i64, row: &tokio_postgres::Row) -> Result<(Event, Bewijs), Problem> {
    let stored = || -> Result<_, tokio_postgres::Error> {
        let (kind, shape, payload): (&str, i16, &[u8]) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (recorded_at, previous, hash): (_, &[u8], &[u8]) =
            (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
        let bytes: &[u8] = row.try_get(6)?;
        Ok((Event::read(kind, shape.unsigned_abs(), payload), recorded_at, previous, hash, bytes))
    };
    let (event, vastgelegd_op, previous, hash, bytes) = stored().map_err(StoreError::from)?;
    let event = event.map_err(Problem::internal)?;
    let proof = Bewijs {
        positie: position,
        soort: event_word(event.kind()).to_owned(),
        vastgelegd_op: Some(vastgelegd_op),
        vorige_hash: hex(previous),
        hash: hex(hash),
        gehashte_bytes: Some(STANDARD.encode(bytes)),
        kop: None,
    };
    Ok((event, proof))
}
