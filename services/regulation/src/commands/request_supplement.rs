//! Ask for missing pieces (*om aanvulling verzoeken*, [Awb 4:5](https://wetten.overheid.nl/BWBR0005537/2026-01-01#Artikel4:5)).

use crate::Command;
use crate::event::{CaseHeader, Event, Piece, SupplementRequested};
use crate::facts::Case;
use crate::violation::{Flaw, Violation};
use crate::words::{PersonId, day_of};
use jiff::Timestamp;
use jiff::civil::Date;

/// Asks the applicant for what is missing. Only with a term does it suspend the term for deciding, and only a term
/// can lapse.
#[derive(Debug, Clone)]
pub struct RequestSupplement {
    /// The case.
    pub case: CaseHeader,
    /// What is missing.
    pub pieces: Vec<Piece>,
    /// The last day on which it can come.
    pub answer_by: Option<Date>,
    /// When it is asked.
    pub requested_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

impl Command for RequestSupplement {
    type Facts = Case;
    const NAME: &'static str = "request-supplement";

    fn facts(&self) -> Case {
        Case::of(self.case.application)
    }

    fn decide(&self, case: &Case) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        case.must_be_in_time()?;
        if let Some(since) = case.complete_since {
            return Err(Violation::AlreadyComplete { since });
        }
        if self.pieces.is_empty() {
            return Err(Violation::Flawed(vec![Flaw::new(
                "stukken",
                "leeg",
                "Noem minstens één stuk dat ontbreekt.",
            )]));
        }
        if let Some(answer_by) = self.answer_by.filter(|day| *day < day_of(self.requested_at)) {
            return Err(Violation::TermInThePast { answer_by });
        }
        let event = SupplementRequested {
            case: self.case.clone(),
            requested_at: self.requested_at,
            pieces: self.pieces.clone(),
            answer_by: self.answer_by,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use crate::words::PieceCode;

    fn request(answer_by: Option<&str>) -> RequestSupplement {
        let code = PieceCode::parse("begroting").unwrap();
        RequestSupplement {
            case: case("GM0758", "A"),
            pieces: vec![Piece { code, description: "De begroting van het project".into() }],
            answer_by: answer_by.map(day_of_test),
            requested_at: at("2022-10-01T09:00:00Z"),
            by: assessor("anna"),
        }
    }

    #[test]
    fn what_is_asked_for_is_missing_from_then_on() {
        let open = given([published(), opened(), submitted("GM0758", "A", 50_000)]);
        let asked = open.clone().when(request(Some("2022-10-15"))).happened();
        let case = open.and(asked).learn(Case::of(application("A")));
        assert_eq!(case.missing.len(), 1);
        assert_eq!(case.answer_by, Some(day_of_test("2022-10-15")));
    }

    #[test]
    fn a_term_ends_today_at_the_earliest() {
        let open = given([published(), opened(), submitted("GM0758", "A", 50_000)]);
        open.clone().when(request(Some("2022-09-30"))).refused("termijn-in-verleden");
        open.when(request(Some("2022-10-01"))).happened();
    }

    #[test]
    fn something_must_be_missing() {
        let mut nothing = request(None);
        nothing.pieces.clear();
        given([published(), opened(), submitted("GM0758", "A", 50_000)])
            .when(nothing)
            .refused("inhoud-onjuist");
    }

    #[test]
    fn a_late_a_complete_and_a_decided_application_are_not_asked() {
        let open = given([published(), opened()]);
        open.clone().and([submitted_late("GM0758", "A")]).when(request(None)).refused("te-laat-ontvangen");
        let ready = open.and(ready("GM0758", "A", 50_000));
        ready.clone().when(request(None)).refused("al-volledig");
        ready.and([granted("GM0758", "A", 50_000)]).when(request(None)).refused("zaak-beeindigd");
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(request(None)).refused("aanvraag-onbekend");
    }
}
