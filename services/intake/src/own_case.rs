//! Own cases: a municipality sees and changes its own, and another's is not there.

use crate::BASE;
use crate::body::Gebeurtenis;
use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use event_store::EventStore;
use regulation::event::CaseHeader;
use regulation::record::Recorded;
use regulation::words::ApplicationId;
use service_kit::{Municipality, Problem, etag};
use uuid::Uuid;

/// The header of the case when it is the caller's own.
///
/// # Errors
/// 404 when it is another's, in the same words as when it does not exist.
pub(crate) async fn own_case(store: &EventStore, by: &Municipality, id: Uuid) -> Result<CaseHeader, Problem> {
    let case = store.case(ApplicationId(id)).await?;
    case.filter(|case| &case.applicant == by.applicant()).ok_or_else(Problem::not_found)
}

/// 201 with what was recorded on a case, where it is found, and the ETag of the case after it.
pub(crate) fn happened(recorded: &[Recorded]) -> Result<HttpResponse, Problem> {
    let nothing = || Problem::internal("a command on a case recorded nothing about it");
    let last = recorded.last().ok_or_else(nothing)?;
    let (case, happening) = last.event.case().zip(Gebeurtenis::of(last)).ok_or_else(nothing)?;
    let location = format!("{BASE}/aanvragen/{}/gebeurtenissen/{}", case.application, last.position);
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .insert_header(etag(last.position))
        .json(happening))
}
