//! `/aanvragen/{id}/adviezen`: advise to grant or to reject.

use crate::body::{Grond, case_of, recorded};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use regulation::commands::Advise;
use regulation::event::Advice;
use serde::Deserialize;
use service_kit::dutch::amount;
use service_kit::{Assessor, Body, IdempotencyKey, IfMatch, Problem};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een advies.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum NieuwAdvies {
    /// Toekennen.
    #[serde(rename_all = "camelCase")]
    Toekennen {
        /// Bedrag in eurocenten, inclusief btw.
        #[schema(example = 3_500_000, minimum = 1, maximum = 10_000_000_000_000_i64)]
        bedrag_cent: i64,
        /// Deel daarvan dat het BTW-compensatiefonds compenseert, in eurocenten.
        #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
        bcf_deel_cent: Option<i64>,
        /// Waarom.
        #[schema(min_length = 1, max_length = 10000)]
        motivering: String,
    },
    /// Afwijzen.
    #[serde(rename_all = "camelCase")]
    Afwijzen {
        /// Grond.
        grond: Grond,
        /// Waarom.
        #[schema(min_length = 1, max_length = 10000)]
        motivering: String,
    },
}

impl NieuwAdvies {
    fn read(self) -> (Advice, String) {
        match self {
            Self::Toekennen { bedrag_cent, bcf_deel_cent, motivering } => {
                (Advice::Grant { amount: amount(bedrag_cent, bcf_deel_cent) }, motivering)
            }
            Self::Afwijzen { grond, motivering } => (Advice::Reject { ground: grond.into() }, motivering),
        }
    }
}

/// Adviseert om toe te kennen of af te wijzen. Wie adviseert, beslist niet.
#[utoipa::path(post, path = "/aanvragen/{id}/adviezen", operation_id = "adviseren", tag = "aanvragen",
    params(("id" = Uuid, Path, description = "Nummer van de aanvraag"), IfMatch),
    request_body = NieuwAdvies,
    responses((status = 201, description = "Er is geadviseerd.", body = Gebeurtenis)))]
pub async fn advise(
    assessor: Assessor,
    key: IdempotencyKey,
    seen: IfMatch,
    id: web::Path<Uuid>,
    asked: Body<NieuwAdvies>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let case = case_of(&store, *id).await?;
    let caller = key.caller_of_case(&assessor, &asked, case.application, seen);
    let (advice, reasons) = asked.into_inner().read();
    let command = Advise { case, advice, reasons, given_at: store.now().await?, by: assessor.person.clone() };
    recorded(&store.record(command, &caller).await?)
}
