//! Dutch words that several resources of this service share, and the way to and from the rules' words.

use actix_web::HttpResponse;
use event_store::EventStore;
use regulation::event::{CaseHeader, RejectionGround, Source};
use regulation::record::Recorded;
use regulation::words::{ApplicationId, PotKey, TrancheKey};
use serde::{Deserialize, Serialize};
use service_kit::dutch::Faults;
use service_kit::{Problem, etag};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::happening::Gebeurtenis;

/// Waar een besluit of een waarde staat: een officiële publicatie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bron {
    /// De publicatie.
    #[schema(example = "Stcrt 2022, 25169", min_length = 1, max_length = 500)]
    pub vermelding: String,
    /// Haar adres.
    #[schema(
        example = "https://zoek.officielebekendmakingen.nl/stcrt-2022-25169.html",
        format = "uri",
        max_length = 2000
    )]
    pub adres: String,
}

impl From<Bron> for Source {
    fn from(bron: Bron) -> Self {
        Self { reference: bron.vermelding, address: bron.adres }
    }
}

impl From<&Source> for Bron {
    fn from(source: &Source) -> Self {
        Self { vermelding: source.reference.clone(), adres: source.address.clone() }
    }
}

/// Grond van een afwijzing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grond {
    /// It arrived late.
    TeLaatOntvangen,
    /// The ceiling is reached.
    PlafondBereikt,
    /// It does not meet the conditions.
    VoldoetNiet,
    /// Another ground, in the reasons.
    Anders,
}

impl From<Grond> for RejectionGround {
    fn from(grond: Grond) -> Self {
        match grond {
            Grond::TeLaatOntvangen => Self::ArrivedLate,
            Grond::PlafondBereikt => Self::CeilingReached,
            Grond::VoldoetNiet => Self::ConditionsNotMet,
            Grond::Anders => Self::Other,
        }
    }
}

impl From<RejectionGround> for Grond {
    fn from(ground: RejectionGround) -> Self {
        match ground {
            RejectionGround::ArrivedLate => Self::TeLaatOntvangen,
            RejectionGround::CeilingReached => Self::PlafondBereikt,
            RejectionGround::ConditionsNotMet => Self::VoldoetNiet,
            RejectionGround::Other => Self::Anders,
        }
    }
}

/// The case that a path names, or 404.
pub async fn case_of(store: &EventStore, id: Uuid) -> Result<CaseHeader, Problem> {
    store.case(ApplicationId(id)).await?.ok_or_else(Problem::not_found)
}

/// The tranche that a path names; a text that cannot be a key names nothing.
pub fn tranche_of(path: &str) -> Result<TrancheKey, Problem> {
    TrancheKey::parse(path).map_err(|_| Problem::not_found())
}

/// The pot that a body names, where it names one.
pub fn pot_of(place: &str, named: Option<&str>) -> Result<Option<PotKey>, Problem> {
    let mut faults = Faults::new();
    let pot = named.map(|key| faults.word(place, PotKey::parse(key)));
    faults.finish(pot.map_or(Some(None), |pot| pot.map(Some)))
}

/// 201 with what was recorded; a repeated request gets the same.
pub fn recorded(recorded: &[Recorded]) -> Result<HttpResponse, Problem> {
    let last = recorded.last().ok_or_else(|| Problem::internal("a command recorded nothing"))?;
    Ok(HttpResponse::Created().insert_header(etag(last.position)).json(Gebeurtenis::of(last)))
}

/// 201 with what was recorded, and where the thing that it made is found.
pub fn made(happened: &[Recorded], location: String) -> Result<HttpResponse, Problem> {
    let mut response = recorded(happened)?;
    let location = location.parse().map_err(Problem::internal)?;
    response.headers_mut().insert(actix_web::http::header::LOCATION, location);
    Ok(response)
}
