//! What happens to one application of the demonstration, from receipt to grant.

use super::calendar::{days_after, office_hours};
use super::spread::spread;
use super::{Act, Mistake, Step, assessor};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::commands::{Advise, Approve, ConfirmCompleteness, RequestSupplement, Submit, Supplement};
use regulation::event::{Advice, CaseHeader, Piece};
use regulation::record::Imported;
use regulation::words::{
    Amount, Applicant, ApplicationId, Cents, OwnReference, PieceCode, Project, TrancheKey, day_of,
};
use uuid::Uuid;

const OFFICE_SECONDS: u64 = 8 * 60 * 60;

/// One application: what is asked, and its days.
pub(super) struct CasePlan {
    /// The tranche.
    pub(super) tranche: TrancheKey,
    /// Who applies.
    pub(super) applicant: Applicant,
    /// The applicant's own reference, which also tells applications apart here.
    pub(super) reference: String,
    /// What is asked.
    pub(super) projects: Vec<Project>,
    /// When it is received.
    pub(super) received_at: Timestamp,
    /// Whether a piece was missing.
    pub(super) is_supplemented: bool,
    /// The first day on which it could be decided.
    pub(super) decided_from: Date,
    /// What the adviser says.
    pub(super) reasons: &'static str,
    /// Where it comes from.
    pub(super) mark: Imported,
}

impl CasePlan {
    /// The steps up to the grant, which is the last.
    pub(super) fn steps(&self) -> Result<Vec<Step>, Mistake> {
        let mut steps = vec![self.step("indiening", self.received_at, self.submit()?)];
        let mut complete_since = self.received_at;
        if self.is_supplemented {
            let asked_at = self.moment("aanvulverzoek", day_of(self.received_at), 4)?;
            complete_since = self.moment("aanvulling", day_of(self.received_at), 11)?;
            steps.push(self.step("aanvulverzoek", asked_at, self.request(asked_at)?));
            steps.push(self.step("aanvulling", complete_since, self.supplement(complete_since)?));
        }
        let confirmed_at = self.moment("volledig", day_of(complete_since), 6)?;
        let given_at = self.moment("advies", day_of(confirmed_at), 4)?;
        let decided_at = self.moment("besluit", day_of(given_at).max(self.decided_from), 1)?;
        steps.push(self.step("volledig", confirmed_at, self.confirm(confirmed_at)?));
        steps.push(self.step("advies", given_at, self.advise(given_at)?));
        steps.push(self.step("besluit", decided_at, self.approve(decided_at)?));
        Ok(steps)
    }

    /// The case: its id follows from its tranche and its reference.
    pub(super) fn case(&self) -> CaseHeader {
        let name = format!("woonloket/demonstratie/{}/{}", self.tranche, self.reference);
        CaseHeader {
            application: ApplicationId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())),
            tranche: self.tranche.clone(),
            applicant: self.applicant.clone(),
        }
    }

    fn amount(&self) -> Amount {
        Amount::gross(self.projects.iter().map(|project| project.requested.gross).sum::<Cents>())
    }

    fn moment(&self, what: &str, day: Date, days: u64) -> Result<Timestamp, Mistake> {
        let name = format!("{}/{}/{what}", self.tranche, self.reference);
        office_hours(days_after(day, days)?, spread(&name, 0, OFFICE_SECONDS))
    }

    fn step(&self, what: &str, at: Timestamp, act: Act) -> Step {
        let key = format!("{}/{}/{what}", self.tranche, self.reference);
        Step { key, at, act, mark: self.mark.clone() }
    }

    /// Which of the two assessors advises; the other one decides.
    fn turn(&self) -> u64 {
        spread(&self.reference, 1, 2)
    }

    fn submit(&self) -> Result<Act, Mistake> {
        Ok(Act::Submit(Submit {
            case: self.case(),
            received_at: self.received_at,
            reference: OwnReference::parse(&self.reference)?,
            contact: None,
            projects: self.projects.clone(),
            pot: None,
            partnership: None,
        }))
    }

    fn request(&self, requested_at: Timestamp) -> Result<Act, Mistake> {
        let piece = Piece {
            code: PieceCode::parse("begroting")?,
            description: "Een begroting van het project met de dekking.".to_owned(),
        };
        Ok(Act::Request(RequestSupplement {
            case: self.case(),
            pieces: vec![piece],
            answer_by: Some(days_after(day_of(requested_at), 14)?),
            requested_at,
            by: assessor(self.turn())?,
        }))
    }

    fn supplement(&self, received_at: Timestamp) -> Result<Act, Mistake> {
        let note = "De begroting, zoals gevraagd.".to_owned();
        let pieces = vec![PieceCode::parse("begroting")?];
        Ok(Act::Supplement(Supplement { case: self.case(), received_at, pieces, note }))
    }

    fn confirm(&self, confirmed_at: Timestamp) -> Result<Act, Mistake> {
        let by = assessor(self.turn())?;
        Ok(Act::Confirm(ConfirmCompleteness { case: self.case(), confirmed_at, by }))
    }

    fn advise(&self, given_at: Timestamp) -> Result<Act, Mistake> {
        Ok(Act::Advise(Advise {
            case: self.case(),
            advice: Advice::Grant { amount: self.amount() },
            judgement: None,
            reasons: self.reasons.to_owned(),
            given_at,
            by: assessor(self.turn())?,
        }))
    }

    fn approve(&self, decided_at: Timestamp) -> Result<Act, Mistake> {
        Ok(Act::Approve(Approve {
            case: self.case(),
            amount: self.amount(),
            explanation: self.reasons.to_owned(),
            decided_at,
            by: assessor(1 - self.turn())?,
        }))
    }
}
