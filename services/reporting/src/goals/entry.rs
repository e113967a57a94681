//! `/doelstellingen/{sleutel}/bijdragen`: enter what counts towards a goal without a grant.

use super::Bron;
use crate::FIGURES_BASE;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use event_store::{Caller, EventStore};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::commands::EnterContribution;
use regulation::event::Event;
use regulation::record::{Imported, Recorded};
use regulation::words::{Cents, ContributionKey, GoalKey, Units};
use serde::{Deserialize, Serialize};
use service_kit::dutch::Faults;
use service_kit::{Body, IdempotencyKey, Ministry, Problem, etag};
use utoipa::ToSchema;

/// Wat iemand aan een doelstelling bijdraagt zonder toekenning: woonruimten, geld, of allebei.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweBijdrage {
    /// Sleutel van de bijdrage. Wat u later onder dezelfde sleutel invoert, komt ervoor in de plaats.
    #[schema(example = "rijksvastgoedbedrijf", min_length = 1, max_length = 60)]
    sleutel: String,
    /// Wat het is, in een paar woorden.
    #[schema(example = "Inkoop door het Rijksvastgoedbedrijf", min_length = 1, max_length = 200)]
    naam: String,
    /// Hoeveel woonruimten; nul neemt een eerder aantal terug.
    #[schema(example = 2_000, minimum = 0, maximum = 10_000_000)]
    aantal: Option<u32>,
    /// Hoeveel geld, in eurocenten.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
    bedrag_cent: Option<i64>,
    /// Of deze woonruimten er volgens de bron zijn (gerealiseerd); zonder: zij zijn gepland.
    #[serde(default)]
    gerealiseerd: bool,
    /// De dag vanaf wanneer zij telt.
    #[schema(example = "2023-06-08")]
    telt_vanaf_datum: Date,
    /// Waar het staat.
    bron: Bron,
    /// Sinds wanneer de bron er is, als dat eerder is dan nu. Dan geldt de bijdrage sinds dat moment als bekend.
    bekend_sinds: Option<Timestamp>,
}

/// Een bijdrage zoals zij is vastgelegd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IngevoerdeBijdrage {
    /// Positie in het logboek.
    pub positie: u64,
    /// Moment waarop het is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// Sinds wanneer het bekend was; eerder dan vastgelegd bij wat uit een oudere publicatie is overgenomen.
    pub bekend_sinds: Timestamp,
    /// De doelstelling.
    pub doelstelling: String,
    /// Sleutel van de bijdrage.
    pub sleutel: String,
    /// Wat het is.
    pub naam: String,
    /// Hoeveel woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aantal: Option<u32>,
    /// Hoeveel geld, in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// Of deze woonruimten als gerealiseerd zijn ingevoerd; anders zijn zij gepland.
    pub gerealiseerd: bool,
    /// De dag vanaf wanneer zij telt.
    pub telt_vanaf_datum: Date,
    /// Waar het staat.
    pub bron: Bron,
}

/// Voert een bijdrage aan een doelstelling in
///
/// Wat telt zonder toekenning, zoals de inkoop door het Rijksvastgoedbedrijf, met zijn bron. Wat u later onder dezelfde
/// sleutel invoert, komt ervoor in de plaats; wat eerder bekend was, blijft op te vragen.
#[utoipa::path(post, path = "/doelstellingen/{sleutel}/bijdragen", operation_id = "bijdrageInvoeren", tag = "doelstellingen",
    params(("sleutel" = String, Path, description = "Sleutel van de doelstelling", example = "flexwoningen-2022-2024")),
    request_body = NieuweBijdrage,
    responses((status = 201, description = "De bijdrage is ingevoerd.", body = IngevoerdeBijdrage,
        headers(("Location" = String, description = "De doelstelling.")))))]
pub(crate) async fn enter(
    ministry: Ministry,
    key: IdempotencyKey,
    path: web::Path<String>,
    asked: Body<NieuweBijdrage>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let goal = GoalKey::parse(&path).map_err(|_| Problem::not_found())?;
    let mut faults = Faults::new();
    let contribution = faults.word("sleutel", ContributionKey::parse(&asked.sleutel));
    let command = EnterContribution {
        contribution: faults.finish(contribution)?,
        goal,
        name: asked.naam.clone(),
        units: asked.aantal.map(Units::new),
        amount: asked.bedrag_cent.map(Cents::new),
        realised: asked.gerealiseerd,
        counts_from: asked.telt_vanaf_datum,
        source: (&asked.bron).into(),
        by: ministry.person.clone(),
    };
    let now = store.now().await?;
    let mark = |since| Imported::from_publication(&command.source, since, now);
    let imported = asked.bekend_sinds.map(mark).transpose()?;
    let caller = Caller { imported, ..key.caller(&ministry, &asked) };
    answered(&store.record(command, &caller).await?)
}

fn answered(recorded: &[Recorded]) -> Result<HttpResponse, Problem> {
    let entered = recorded.last().and_then(|last| match &last.event {
        Event::ContributionEntered(event) => Some((last, event)),
        _ => None,
    });
    let (last, event) = entered.ok_or_else(|| Problem::internal("a command entered nothing"))?;
    let answer = IngevoerdeBijdrage {
        positie: last.position.0,
        vastgelegd_op: last.recorded_at,
        bekend_sinds: last.known_since(),
        doelstelling: event.goal.to_string(),
        sleutel: event.contribution.to_string(),
        naam: event.name.clone(),
        aantal: event.units.map(Units::get),
        bedrag_cent: event.amount.map(Cents::get),
        gerealiseerd: event.realised,
        telt_vanaf_datum: event.counts_from,
        bron: Bron::from(&event.source),
    };
    let location = format!("{FIGURES_BASE}/doelstellingen/{}", event.goal);
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .insert_header(etag(last.position))
        .json(answer))
}
