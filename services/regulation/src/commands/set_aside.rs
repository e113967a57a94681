//! Set an application aside (*buiten behandeling stellen*, [Awb 4:5](https://wetten.overheid.nl/BWBR0005537/2026-01-01#Artikel4:5)).

use crate::Command;
use crate::event::{ApplicationSetAside, CaseHeader, Event};
use crate::facts::Case;
use crate::terms::set_aside_until;
use crate::violation::Violation;
use crate::words::{PersonId, day_of};
use jiff::Timestamp;

/// Sets aside an application from which pieces are still missing after the term for them, within four weeks after it.
/// The newest term counts. A later request without a term does not undo it, and has no term that can lapse.
#[derive(Debug, Clone)]
pub struct SetAside {
    /// The case.
    pub case: CaseHeader,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it is decided.
    pub decided_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

impl Command for SetAside {
    type Facts = Case;
    const NAME: &'static str = "set-aside";

    fn facts(&self) -> Case {
        Case::of(self.case.application)
    }

    fn decide(&self, case: &Case) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        if case.answer_by.is_some() && case.missing.is_empty() {
            return Err(Violation::NothingMissing);
        }
        let answer_by = case.term().ok_or(Violation::NoTermSet)?;
        let today = day_of(self.decided_at);
        if today <= answer_by {
            return Err(Violation::TermStillRuns { answer_by });
        }
        let until = set_aside_until(answer_by);
        if today > until {
            return Err(Violation::TooLateToSetAside { until });
        }
        let event = ApplicationSetAside {
            case: self.case.clone(),
            explanation: self.explanation.clone(),
            decided_at: self.decided_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{ApplicationSupplemented, Piece, SupplementRequested};
    use crate::testing::*;
    use crate::words::PieceCode;

    fn set_aside(decided_at: &str) -> SetAside {
        SetAside {
            case: case("GM0758", "A"),
            explanation: "De begroting ontbreekt.".into(),
            decided_at: at(decided_at),
            by: assessor("anna"),
        }
    }

    fn request(piece: &str, requested_at: &str, answer_by: Option<&str>) -> Event {
        SupplementRequested {
            case: case("GM0758", "A"),
            requested_at: at(requested_at),
            pieces: vec![Piece { code: PieceCode::parse(piece).unwrap(), description: "Een stuk".into() }],
            answer_by: answer_by.map(day_of_test),
            by: assessor("anna"),
        }
        .into()
    }

    fn asked(answer_by: Option<&str>) -> Given {
        let request = request("begroting", "2022-11-14T09:00:00Z", answer_by);
        given([published(), opened(), submitted("GM0758", "A", 50_000), request])
    }

    fn came() -> Event {
        ApplicationSupplemented {
            case: case("GM0758", "A"),
            received_at: at("2022-11-30T09:00:00Z"),
            pieces: vec![PieceCode::parse("begroting").unwrap()],
            note: String::new(),
        }
        .into()
    }

    #[test]
    fn it_is_possible_from_the_day_after_the_term_until_four_weeks_after_it() {
        let asked = asked(Some("2022-11-28"));
        asked.clone().when(set_aside("2022-11-28T22:59:59Z")).refused("termijn-loopt-nog");
        asked.clone().when(set_aside("2022-11-28T23:00:00Z")).happened();
        // Four weeks end on second Christmas Day, so the term runs to the 27th.
        asked.clone().when(set_aside("2022-12-27T22:59:59Z")).happened();
        asked.when(set_aside("2022-12-27T23:00:00Z")).refused("te-laat-voor-buiten-behandeling");
    }

    #[test]
    fn without_a_term_none_can_lapse() {
        asked(None).when(set_aside("2022-12-01T09:00:00Z")).refused("geen-termijn-gesteld");
    }

    #[test]
    fn when_the_pieces_came_after_all_it_must_be_decided_on_its_substance() {
        let came = asked(Some("2022-11-28")).and([came()]);
        came.when(set_aside("2022-12-01T09:00:00Z")).refused("niets-ontbreekt");
    }

    #[test]
    fn a_later_request_without_a_term_does_not_undo_the_term() {
        let later = request("kaart", "2022-11-20T09:00:00Z", None);
        let both = asked(Some("2022-11-28")).and([later]);
        both.clone().when(set_aside("2022-11-28T09:00:00Z")).refused("termijn-loopt-nog");
        both.clone().when(set_aside("2022-11-29T09:00:00Z")).happened();
        // What had a term came, and what is missing now had none.
        both.and([came()]).when(set_aside("2022-12-01T09:00:00Z")).refused("geen-termijn-gesteld");
    }

    #[test]
    fn a_later_term_takes_the_place_of_the_earlier_one() {
        let later = request("kaart", "2022-11-20T09:00:00Z", Some("2022-12-05"));
        let both = asked(Some("2022-11-28")).and([later]);
        both.clone().when(set_aside("2022-12-05T09:00:00Z")).refused("termijn-loopt-nog");
        both.when(set_aside("2022-12-06T09:00:00Z")).happened();
    }

    #[test]
    fn a_decided_application_is_not_set_aside() {
        let decided = asked(Some("2022-11-28")).and([granted("GM0758", "A", 50_000)]);
        decided.when(set_aside("2022-12-01T09:00:00Z")).refused("zaak-beeindigd");
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(set_aside("2022-12-01T09:00:00Z")).refused("aanvraag-onbekend");
    }
}
