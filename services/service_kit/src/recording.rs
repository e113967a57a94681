//! From a request to the log and back: who asks, under which id, having seen what; and why the log refused.

use crate::body::Body;
use crate::idempotency::IdempotencyKey;
use crate::identity::Identity;
use crate::if_match::{IfMatch, precondition_failed};
use crate::problem::{InvalidParam, Problem};
use actix_web::http::StatusCode;
use event_store::{Caller, CommandId, Precondition, Refusal, StoreError};
use regulation::violation::{Flaw, Violation};
use regulation::words::ApplicationId;

/// How soon a client may try again, in seconds.
const RETRY_AFTER: u32 = 2;

impl IdempotencyKey {
    /// The caller of a command that changes nothing that exists.
    pub fn caller<T>(&self, identity: &Identity, body: &Body<T>) -> Caller {
        let scope = format!("{} {}", identity.key_scope(), self.operation());
        let id = CommandId { scope, key: self.key().to_owned(), body_mac: body.mac() };
        Caller { command_id: Some(id), ..Caller::new(identity.actor()) }
    }

    /// The caller of a command on a case, who must have seen the case as it is.
    pub fn caller_of_case<T>(
        &self,
        identity: &Identity,
        body: &Body<T>,
        application: ApplicationId,
        seen: IfMatch,
    ) -> Caller {
        let if_match = Some(Precondition::application(application, seen.0));
        Caller { if_match, ..self.caller(identity, body) }
    }
}

impl From<Violation> for Problem {
    /// A rule that the command would break: 409 with the rule's own code; flaws in what was sent: 400.
    fn from(violation: Violation) -> Self {
        let status = match violation {
            Violation::Flawed(_) | Violation::SchemeUnreadable(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::CONFLICT,
        };
        let problem = Self::new(status, violation.code(), violation.title(), violation.detail());
        problem.numbers(violation.numbers()).invalid_params(invalid_params(&violation))
    }
}

fn invalid_params(violation: &Violation) -> Vec<InvalidParam> {
    let of_flaw = |flaw: &Flaw| InvalidParam::new(&flaw.place, flaw.code, &flaw.reason);
    match violation {
        Violation::Flawed(flaws) => flaws.iter().map(of_flaw).collect(),
        Violation::SchemeUnreadable(mistakes) => mistakes
            .iter()
            .map(|mistake| InvalidParam::new("tekst", "onleesbaar", mistake.to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

impl From<StoreError> for Problem {
    /// Nothing that the client did wrong: 503 when trying again can help, else 500.
    fn from(error: StoreError) -> Self {
        if error.is_cut_short() {
            tracing::info!(%error, "reading was cut short");
            return Self::cut_short(RETRY_AFTER);
        }
        if error.is_passing() {
            tracing::warn!(%error, "the log cannot be used now");
            return Self::unavailable(RETRY_AFTER);
        }
        Self::internal(error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Violation(violation) => violation.into(),
            Refusal::KeyUsedForOtherRequest => key_used(),
            Refusal::PreconditionFailed { current } => precondition_failed(current),
            Refusal::NotAllowed => Self::internal("a service recorded a type of event that is not its own"),
            Refusal::Unavailable(error) => error.into(),
        }
    }
}

fn key_used() -> Problem {
    let detail = "Deze Idempotency-Key is eerder voor een ander verzoek gebruikt. Kies voor een nieuw verzoek een nieuwe.";
    Problem::new(StatusCode::CONFLICT, "sleutel-al-gebruikt", "Sleutel al gebruikt", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::record::Position;
    use regulation::words::Cents;

    #[test]
    fn a_broken_rule_is_a_conflict_with_its_own_code_and_numbers() {
        let free = Cents::new(100);
        let violation = Violation::AboveGranted { granted: free };
        let code = violation.code();
        let body = Problem::from(violation).to_json(None);
        assert_eq!((body["status"].as_u64(), body["code"].as_str()), (Some(409), Some(code)));
        assert!(body["toegekendCent"].is_number());
    }

    #[test]
    fn flaws_in_what_was_sent_are_invalid_params_at_their_places() {
        let flaws = vec![Flaw::new("projecten[0].naam", "leeg", "Mag niet leeg zijn.")];
        let body = Problem::from(Violation::Flawed(flaws)).to_json(None);
        assert_eq!(body["status"], 400);
        assert_eq!(body["invalidParams"][0]["name"], "projecten[0].naam");
    }

    #[test]
    fn the_logs_other_refusals_have_their_own_statuses() {
        let status = |refusal: Refusal| Problem::from(refusal).status().as_u16();
        assert_eq!(status(Refusal::KeyUsedForOtherRequest), 409);
        assert_eq!(status(Refusal::PreconditionFailed { current: Position(7) }), 412);
        assert_eq!(status(Refusal::NotAllowed), 500);
        assert_eq!(status(Refusal::Unavailable(StoreError::Contended)), 503);
        assert_eq!(status(Refusal::Unavailable(StoreError::RuleFailed("x".to_owned()))), 500);
    }
}
