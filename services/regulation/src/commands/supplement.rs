//! Send missing pieces (*aanvullen*).

use crate::Command;
use crate::event::{ApplicationSupplemented, CaseHeader, Event};
use crate::facts::Case;
use crate::violation::{Flaw, Violation};
use crate::words::PieceCode;
use jiff::Timestamp;

/// Sends pieces, asked for or not, in time or after the term: all of it is recorded until somebody decides. The
/// place in the order moves only with pieces that were asked for and missing.
#[derive(Debug, Clone)]
pub struct Supplement {
    /// The case.
    pub case: CaseHeader,
    /// When the door received them.
    pub received_at: Timestamp,
    /// Which pieces.
    pub pieces: Vec<PieceCode>,
    /// What the applicant says with them.
    pub note: String,
}

impl Command for Supplement {
    type Facts = Case;
    const NAME: &'static str = "supplement";

    fn facts(&self) -> Case {
        Case::of(self.case.application)
    }

    fn decide(&self, case: &Case) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        if self.pieces.is_empty() {
            return Err(Violation::Flawed(vec![Flaw::new(
                "stukken",
                "leeg",
                "Noem minstens één stuk dat u stuurt.",
            )]));
        }
        let event = ApplicationSupplemented {
            case: self.case.clone(),
            received_at: self.received_at,
            pieces: self.pieces.clone(),
            note: self.note.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Piece, SupplementRequested};
    use crate::facts::Order;
    use crate::testing::*;

    fn supplement(piece: &str, received_at: &str) -> Supplement {
        Supplement {
            case: case("GM0758", "A"),
            received_at: at(received_at),
            pieces: vec![PieceCode::parse(piece).unwrap()],
            note: "Zie bijlage.".into(),
        }
    }

    fn asked_for(piece: &str) -> Event {
        SupplementRequested {
            case: case("GM0758", "A"),
            requested_at: at("2022-09-25T09:00:00Z"),
            pieces: vec![Piece { code: PieceCode::parse(piece).unwrap(), description: piece.into() }],
            answer_by: None,
            by: assessor("anna"),
        }
        .into()
    }

    #[test]
    fn who_supplements_later_is_behind_who_was_complete_before() {
        let both =
            given([published(), opened(), submitted("GM0758", "A", 1_000), submitted("GM0344", "B", 1_000)]);
        let both = both.and([asked_for("begroting")]);
        let line = |given: &Given| {
            given.learn(Order::of(tranche())).in_line().iter().map(|one| one.application).collect::<Vec<_>>()
        };
        assert_eq!(line(&both), [application("B")], "from A a piece is missing");
        let sent = both.clone().when(supplement("begroting", "2022-09-27T09:00:00Z")).happened();
        assert_eq!(line(&both.and(sent)), [application("B"), application("A")]);
    }

    #[test]
    fn pieces_that_nobody_asked_for_do_not_move_the_place() {
        let both =
            given([published(), opened(), submitted("GM0758", "A", 1_000), submitted("GM0344", "B", 1_000)]);
        let sent = both.clone().when(supplement("foto", "2022-09-27T09:00:00Z")).happened();
        let order = both.and(sent).learn(Order::of(tranche()));
        assert_eq!(order.in_line()[0].application, application("A"));
    }

    #[test]
    fn something_must_be_sent_and_the_case_must_be_undecided() {
        let open = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        let mut nothing = supplement("begroting", "2022-09-27T09:00:00Z");
        nothing.pieces.clear();
        open.clone().when(nothing).refused("inhoud-onjuist");
        let decided = open.and([granted("GM0758", "A", 50_000)]);
        decided.when(supplement("begroting", "2022-12-27T09:00:00Z")).refused("zaak-beeindigd");
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()])
            .when(supplement("begroting", "2022-09-27T09:00:00Z"))
            .refused("aanvraag-onbekend");
    }
}
