//! `/aanvragen/{id}/adviezen`: advise to grant or to reject.

use crate::body::{Grond, case_of, recorded};
use crate::happening::Gebeurtenis;
use actix_web::{HttpResponse, web};
use event_store::EventStore;
use regulation::commands::Advise;
use regulation::event::{Advice, Judgement};
use regulation::words::{CategoryCode, CriterionCode};
use serde::Deserialize;
use service_kit::dutch::{Faults, amount};
use service_kit::{Assessor, Body, IdempotencyKey, IfMatch, Problem};
use std::collections::BTreeMap;
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
        /// Wat wordt gevonden op de punten waarop de tranche wordt gerangschikt.
        oordeel: Option<Oordeel>,
    },
    /// Afwijzen.
    #[serde(rename_all = "camelCase")]
    Afwijzen {
        /// Grond.
        grond: Grond,
        /// Waarom.
        #[schema(min_length = 1, max_length = 10000)]
        motivering: String,
        /// Wat wordt gevonden op de punten waarop de tranche wordt gerangschikt.
        oordeel: Option<Oordeel>,
    },
}

/// Wat de adviseur, of de commissie die adviseert, vindt op de punten waarop de tranche wordt gerangschikt.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Oordeel {
    /// Code van de categorie.
    #[schema(example = "a", min_length = 1, max_length = 60)]
    categorie: Option<String>,
    /// Score van elk criterium, van 1 tot en met 10.
    #[serde(default)]
    scores: BTreeMap<String, u32>,
    /// Van elk knock-outcriterium of eraan is voldaan.
    #[serde(default)]
    knock_outs: BTreeMap<String, bool>,
}

impl Oordeel {
    fn read(&self, faults: &mut Faults) -> Option<Judgement> {
        let category = match &self.categorie {
            Some(code) => Some(faults.word("oordeel.categorie", CategoryCode::parse(code))?),
            None => None,
        };
        let scores = by_code("oordeel.scores", &self.scores, faults);
        let knock_outs = by_code("oordeel.knockOuts", &self.knock_outs, faults);
        Some(Judgement { category, scores: scores?, knock_outs: knock_outs? })
    }
}

fn by_code<T: Copy>(
    place: &str,
    found: &BTreeMap<String, T>,
    faults: &mut Faults,
) -> Option<BTreeMap<CriterionCode, T>> {
    let one = |(code, value): (&String, &T)| {
        Some((faults.word(format!("{place}.{code}"), CriterionCode::parse(code))?, *value))
    };
    found.iter().map(one).collect::<Vec<_>>().into_iter().collect()
}

impl NieuwAdvies {
    fn read(self) -> Result<(Advice, String, Option<Judgement>), Problem> {
        let (advice, reasons, found) = match self {
            Self::Toekennen { bedrag_cent, bcf_deel_cent, motivering, oordeel } => {
                (Advice::Grant { amount: amount(bedrag_cent, bcf_deel_cent) }, motivering, oordeel)
            }
            Self::Afwijzen { grond, motivering, oordeel } => {
                (Advice::Reject { ground: grond.into() }, motivering, oordeel)
            }
        };
        let mut faults = Faults::new();
        let judgement = found.map_or(Some(None), |found| found.read(&mut faults).map(Some));
        Ok((advice, reasons, faults.finish(judgement)?))
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
    let (advice, reasons, judgement) = asked.into_inner().read()?;
    let (given_at, by) = (store.now().await?, assessor.person.clone());
    let command = Advise { case, advice, judgement, reasons, given_at, by };
    recorded(&store.record(command, &caller).await?)
}
