//! Lotteries and rankings to run again (*verdelingen*): `GET /logboek/v1/verdelingen`. The file is the one that the small
//! program `rerun` reads, byte for byte.

use super::families::Families;
use crate::figures::asked::only_in_fixed_tables;
use crate::figures::audience;
use crate::figures::table::Audience;
use actix_web::http::header::{CONTENT_DISPOSITION, ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, web};
use event_store::{ReadStore, StoreError, Until};
use jiff::Timestamp;
use regulation::allocation::{PublishedDivision, PublishedLottery, PublishedRanking};
use regulation::event::{Event, EventType, LotsDrawn};
use regulation::facts::Seals;
use regulation::query::{Query as LogQuery, Tag};
use regulation::record::Recorded;
use regulation::words::TrancheKey;
use serde::{Deserialize, Serialize};
use service_kit::dutch::Faults;
use service_kit::{Anyone, Problem, Query};
use utoipa::{IntoParams, ToSchema};

const ONE: &str = "SELECT e.event_type, e.shape, e.payload FROM log.events e WHERE e.position = $1";

/// The parameters.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VerdelingenQuery {
    /// Sleutel van de tranche.
    #[param(example = "rha-2022", min_length = 1, max_length = 60)]
    tranche: String,
}

/// De lotingen en rangschikkingen van een tranche, de oudste eerst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verdelingen {
    /// De lotingen en rangschikkingen.
    resultaten: Vec<Verdeling>,
}

/// Een loting of rangschikking die iedereen kan narekenen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verdeling {
    /// Positie in het logboek.
    positie: u64,
    /// Of er is geloot of gerangschikt.
    soort: Verdeelsoort,
    /// Sleutel van de tranche.
    tranche: String,
    /// Sleutel van het deelplafond, als de tranche die heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    deelplafond: Option<String>,
    /// Wanneer er is geloot of gerangschikt.
    vastgesteld_op: Timestamp,
    /// De hash van de lijst zoals zij is verzegeld voordat het zaad bestond (alleen bij een loting).
    #[serde(skip_serializing_if = "Option::is_none")]
    verzegelde_hash: Option<String>,
    /// Waar het bestand staat.
    bestand: String,
}

/// Hoe de volgorde tot stand kwam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdeelsoort {
    /// By lot.
    Loting,
    /// By ranking.
    Rangschikking,
}

/// Geeft de lotingen en rangschikkingen van een tranche
///
/// Elk met het bestand waarmee iedereen de volgorde kan narekenen. Waar elke aanvraag voor één gezin is, alleen voor wie is
/// aangemeld voor het ministerie of RVO: het aantal aanvragen staat erin.
#[utoipa::path(get, path = "/verdelingen", operation_id = "verdelingen", tag = "logboek", params(VerdelingenQuery), security((), ("token" = [])),
    responses((status = 200, description = "De lotingen en rangschikkingen.", body = Verdelingen)))]
pub(crate) async fn list(
    caller: Anyone,
    asked: Query<VerdelingenQuery>,
    store: web::Data<ReadStore>,
) -> Result<HttpResponse, Problem> {
    let mut faults = Faults::new();
    let tranche = faults.word("tranche", TrancheKey::parse(&asked.tranche));
    let tranche = faults.finish(tranche)?;
    let types = [EventType::LotsDrawn, EventType::RankingEstablished];
    let happened = store.history(&LogQuery::about(Tag::tranche(&tranche), &types), Until::Now).await?;
    if !happened.is_empty() && are_hidden(&tranche, &caller, &store).await? {
        return Err(only_in_fixed_tables());
    }
    Ok(HttpResponse::Ok()
        .json(Verdelingen { resultaten: happened.iter().filter_map(Verdeling::of).collect() }))
}

/// Geeft het bestand van een loting of rangschikking
///
/// Het bestand dat het programma `rerun` narekent. Wie er een byte in verandert, ziet dat het niet meer klopt. De hash
/// van de lijst van een loting staat bij de verzegeling in `/gebeurtenissen`, van voordat het zaad bestond. Waar elke
/// aanvraag voor één gezin is, is het er alleen voor wie is aangemeld voor het ministerie of RVO.
#[utoipa::path(get, path = "/verdelingen/{positie}", operation_id = "verdelingBestand", tag = "logboek",
    params(("positie" = i64, Path, description = "Positie van de loting of rangschikking")),
    security((), ("token" = [])),
    responses((status = 200, description = "Het bestand.", body = serde_json::Value)))]
pub(crate) async fn file(
    caller: Anyone,
    position: web::Path<i64>,
    store: web::Data<ReadStore>,
) -> Result<HttpResponse, Problem> {
    let row = store.client().await?.query_opt(ONE, &[&*position]).await.map_err(StoreError::from)?;
    let row = row.ok_or_else(Problem::not_found)?;
    let event = read(&row)?;
    let of = match &event {
        Event::LotsDrawn(event) => &event.tranche,
        Event::RankingEstablished(event) => &event.tranche,
        _ => return Err(Problem::not_found()),
    };
    if are_hidden(of, &caller, &store).await? {
        // As of an event that is none: what happened at this position is not public.
        return Err(Problem::not_found());
    }
    let division = division(&store, event).await?;
    let name = DispositionParam::Filename(format!("verdeling-{position}.json"));
    let attached = ContentDisposition { disposition: DispositionType::Attachment, parameters: vec![name] };
    let mut response = HttpResponse::Ok();
    response.content_type("application/json").insert_header((CONTENT_DISPOSITION, attached));
    Ok(response.body(division.to_bytes()))
}

/// Whether the applications in this tranche are for families, and hidden from who asks.
async fn are_hidden(tranche: &TrancheKey, caller: &Anyone, store: &ReadStore) -> Result<bool, StoreError> {
    let is_public = audience(caller.0.as_ref()) == Audience::Public;
    Ok(is_public && Families::read(&*store.client().await?).await?.include(tranche))
}

/// What was drawn or ranked.
async fn division(store: &ReadStore, event: Event) -> Result<PublishedDivision, Problem> {
    match event {
        Event::LotsDrawn(event) => lottery(store, event).await,
        Event::RankingEstablished(event) => {
            let (tranche, pot, ranking) = (event.tranche, event.pot, event.ranking);
            Ok(PublishedDivision::Ranking(PublishedRanking { tranche, pot, ranking }))
        }
        _ => Err(Problem::not_found()),
    }
}

/// What was drawn, with the list that was sealed for it.
async fn lottery(store: &ReadStore, event: LotsDrawn) -> Result<PublishedDivision, Problem> {
    let (seals, _) = store.learn(Seals::of(event.tranche.clone()), Until::Now).await?;
    let missing = || Problem::internal("lots were drawn among a list that nobody sealed");
    let seal = seals.with_hash(&event.hash).cloned().ok_or_else(missing)?;
    let LotsDrawn { hash, seed, order, .. } = event;
    Ok(PublishedDivision::Lottery(PublishedLottery { seal, hash, seed, order }))
}

fn read(row: &tokio_postgres::Row) -> Result<Event, Problem> {
    let stored =
        || -> Result<_, tokio_postgres::Error> { Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)) };
    let (kind, shape, payload): (&str, i16, &[u8]) = stored().map_err(StoreError::from)?;
    Event::read(kind, shape.unsigned_abs(), payload).map_err(Problem::internal)
}

impl Verdeling {
    fn of(recorded: &Recorded) -> Option<Self> {
        let (soort, tranche, pot, vastgesteld_op, verzegelde_hash) = match &recorded.event {
            Event::LotsDrawn(event) => {
                let hash = Some(event.hash.clone());
                (Verdeelsoort::Loting, &event.tranche, &event.pot, event.drawn_at, hash)
            }
            Event::RankingEstablished(event) => {
                (Verdeelsoort::Rangschikking, &event.tranche, &event.pot, event.established_at, None)
            }
            _ => return None,
        };
        let positie = recorded.position.0;
        Some(Self {
            positie,
            soort,
            tranche: tranche.to_string(),
            deelplafond: pot.as_ref().map(ToString::to_string),
            vastgesteld_op,
            verzegelde_hash,
            bestand: format!("{}/verdelingen/{positie}", crate::LOG_BASE),
        })
    }
}
