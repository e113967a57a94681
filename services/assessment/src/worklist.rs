//! `/werkvoorraad`: what is to be done in a tranche, in the lawful order.

use crate::standing::Stand;
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{EventStore, Until};
use jiff::Timestamp;
use regulation::event::Arrival;
use regulation::record::Position;
use regulation::words::{TrancheKey, day_of};
use regulation::worklist::{Docket, Entry, Part};
use serde::{Deserialize, Serialize};
use service_kit::dutch::{Faults, Status};
use service_kit::{Assessor, PageQuery, Problem, Query, Results};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which part of the worklist is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Sleutel van de tranche; elke tranche heeft haar eigen volgorde.
    #[param(example = "rha-2022", min_length = 1, max_length = 60)]
    tranche: String,
    /// Alleen aanvragen met deze status. Zonder: alle aanvragen waarop nog niet is beslist.
    #[param(inline)]
    status: Option<Status>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    cursor: Option<String>,
    /// Hoeveel resultaten op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
}

/// Een aanvraag in de werkvoorraad.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Werk {
    /// Nummer van de aanvraag.
    aanvraag_id: Uuid,
    /// Sleutel van de tranche.
    tranche: String,
    /// Gemeente (gemeentecode) of samenwerking (SW- en haar naam).
    #[schema(example = "GM0363")]
    aanvrager: String,
    /// Eigen kenmerk van de aanvrager.
    kenmerk: String,
    /// Hoe ver de aanvraag is.
    status: Status,
    /// Moment van ontvangst.
    ontvangen_op: Timestamp,
    /// Of de aanvraag op tijd was.
    tijdig: bool,
    /// Sinds wanneer de aanvraag volledig is, als dat is vastgesteld.
    #[serde(skip_serializing_if = "Option::is_none")]
    volledig_sinds: Option<Timestamp>,
    /// Codes van gevraagde stukken die nog niet zijn ontvangen.
    ontbrekende_stukken: Vec<String>,
    /// Gevraagd bedrag in eurocenten, inclusief btw.
    gevraagd_cent: i64,
    /// Waar zij staat.
    #[serde(flatten)]
    stand: Stand,
    /// Positie van de laatste gebeurtenis van deze aanvraag; ook haar ETag.
    positie: u64,
    /// Positie van de indiening, die beslist bij gelijke momenten.
    positie_indiening: u64,
}

impl From<&Entry<'_>> for Werk {
    fn from(entry: &Entry<'_>) -> Self {
        let (dossier, case) = (entry.dossier, &entry.dossier.case);
        Self {
            aanvraag_id: dossier.header.application.0,
            tranche: dossier.header.tranche.to_string(),
            aanvrager: dossier.header.applicant.to_string(),
            kenmerk: dossier.reference.to_string(),
            status: Status::of(case),
            ontvangen_op: dossier.received_at,
            tijdig: case.arrival == Some(Arrival::InTime),
            volledig_sinds: case.complete_since,
            ontbrekende_stukken: case.missing.iter().map(ToString::to_string).collect(),
            gevraagd_cent: case.requested().get(),
            stand: Stand::from(entry),
            positie: dossier.last.0,
            positie_indiening: dossier.submitted.0,
        }
    }
}

/// What the order goes by, as a cursor holds it.
type Place = (u8, Timestamp, Position);

fn place(entry: &Entry<'_>) -> Place {
    let (part, moment, submitted) = entry.sort_key();
    let part = match part {
        Part::InLine => 0,
        Part::Incomplete => 1,
        Part::Late => 2,
        Part::Decided => 3,
    };
    (part, moment, submitted)
}

/// Geeft de werkvoorraad van een tranche in de wettelijke volgorde.
///
/// Eerst de aanvragen met een plaats: naar het moment waarop het laatste stuk is ontvangen, en bij gelijke momenten naar
/// positie in het logboek. Daarna de aanvragen waarvan een stuk ontbreekt, dan de te late, en dan die waarop is beslist.
#[utoipa::path(get, path = "/werkvoorraad", operation_id = "werkvoorraad", tag = "werkvoorraad", params(Filter),
    responses((status = 200, description = "De werkvoorraad.", body = Results<Werk>)))]
pub async fn list(
    _: Assessor,
    asked: Query<Filter>,
    request: HttpRequest,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let page = PageQuery { cursor: asked.cursor, limit: asked.limit };
    let after = page.after::<Place>()?;
    let mut faults = Faults::new();
    let tranche = faults.word("tranche", TrancheKey::parse(&asked.tranche));
    let (docket, _) = store.learn(Docket::of(faults.finish(tranche)?), Until::Now).await?;
    let entries = docket.worklist(day_of(store.now().await?));
    let wanted = |entry: &Entry<'_>| match asked.status {
        Some(status) => Status::of(&entry.dossier.case) == status,
        None => entry.part != Part::Decided,
    };
    let later = |entry: &Entry<'_>| after.is_none_or(|after| place(entry) > after);
    let rows = entries.iter().filter(|entry| wanted(entry) && later(entry));
    let rows = rows.take(usize::from(page.limit()) + 1).collect();
    let page = page.page(rows, |entry: &&Entry<'_>| place(entry))?;
    Ok(page.map(Werk::from).respond(&request))
}
