//! `/aanvragen/{id}/besluiten`: grant, reject or set aside.

use crate::body::{Grond, case_of, recorded};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use regulation::commands::{Approve, Reject, SetAside};
use serde::Deserialize;
use service_kit::dutch::amount;
use service_kit::{Assessor, Body, IdempotencyKey, IfMatch, Problem};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een besluit.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum NieuwBesluit {
    /// Toekennen.
    #[serde(rename_all = "camelCase")]
    Toekennen {
        /// Bedrag in eurocenten, inclusief btw.
        #[schema(example = 3_500_000, minimum = 1, maximum = 10_000_000_000_000_i64)]
        bedrag_cent: i64,
        /// Deel daarvan dat het BTW-compensatiefonds compenseert, in eurocenten.
        #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
        bcf_deel_cent: Option<i64>,
        /// Waarom, voor de brief.
        #[schema(min_length = 1, max_length = 10000)]
        motivering: String,
    },
    /// Afwijzen.
    #[serde(rename_all = "camelCase")]
    Afwijzen {
        /// Grond.
        grond: Grond,
        /// Waarom, voor de brief.
        #[schema(min_length = 1, max_length = 10000)]
        motivering: String,
    },
    /// Buiten behandeling stellen.
    #[serde(rename_all = "camelCase")]
    BuitenBehandelingStellen {
        /// Waarom, voor de brief.
        #[schema(min_length = 1, max_length = 10000)]
        motivering: String,
    },
}

/// Beslist op een aanvraag: toekennen, afwijzen of buiten behandeling stellen.
///
/// Toekennen wordt geweigerd als onder het plafond niet genoeg vrij is na wie eerder volledig was en op een besluit
/// wacht; het antwoord (409, `plafond-ontoereikend`) noemt wat vrij is en wie er voor is.
#[utoipa::path(post, path = "/aanvragen/{id}/besluiten", operation_id = "beslissen", tag = "aanvragen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag"), IfMatch),
    request_body = NieuwBesluit,
    responses((status = 201, description = "Er is beslist.", body = Gebeurtenis)))]
pub async fn decide(
    assessor: Assessor,
    key: IdempotencyKey,
    seen: IfMatch,
    id: web::Path<Uuid>,
    asked: Body<NieuwBesluit>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = case_of(&store, *id).await?;
    let caller = key.caller_of_case(&assessor, &asked, case.application, seen);
    let (decided_at, by) = (store.now().await?, assessor.person.clone());
    let happened = match asked.into_inner() {
        NieuwBesluit::Toekennen { bedrag_cent, bcf_deel_cent, motivering: explanation } => {
            let amount = amount(bedrag_cent, bcf_deel_cent);
            store.record(Approve { case, amount, explanation, decided_at, by }, &caller).await
        }
        NieuwBesluit::Afwijzen { grond, motivering: explanation } => {
            let ground = grond.into();
            store.record(Reject { case, ground, explanation, decided_at, by }, &caller).await
        }
        NieuwBesluit::BuitenBehandelingStellen { motivering: explanation } => {
            store.record(SetAside { case, explanation, decided_at, by }, &caller).await
        }
    };
    recorded(&happened?)
}
