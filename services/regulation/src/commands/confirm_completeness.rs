//! Confirm that an application is complete (*volledigheid vaststellen*).

use crate::Command;
use crate::event::{CaseHeader, CompletenessConfirmed, Event};
use crate::facts::Case;
use crate::violation::Violation;
use crate::words::PersonId;
use jiff::Timestamp;

/// Confirms completeness. The place in the order counts from the moment at which the last missing piece was
/// *received*, not from this confirmation: a slow assessor costs nobody a place.
#[derive(Debug, Clone)]
pub struct ConfirmCompleteness {
    /// The case.
    pub case: CaseHeader,
    /// When it is confirmed.
    pub confirmed_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

impl Command for ConfirmCompleteness {
    type Facts = Case;
    const NAME: &'static str = "confirm-completeness";

    fn facts(&self) -> Case {
        Case::of(self.case.application)
    }

    fn decide(&self, case: &Case) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        case.must_be_in_time()?;
        if let Some(since) = case.complete_since {
            return Err(Violation::AlreadyComplete { since });
        }
        if !case.missing.is_empty() {
            return Err(Violation::PiecesMissing { pieces: case.missing.iter().cloned().collect() });
        }
        let event = CompletenessConfirmed {
            case: self.case.clone(),
            complete_since: case.last_piece_at.unwrap_or(self.confirmed_at),
            confirmed_at: self.confirmed_at,
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

    fn confirm() -> ConfirmCompleteness {
        ConfirmCompleteness {
            case: case("GM0758", "A"),
            confirmed_at: at("2022-11-01T09:00:00Z"),
            by: assessor("anna"),
        }
    }

    fn asked_for(pieces: &[&str]) -> Event {
        let piece =
            |code: &&str| Piece { code: PieceCode::parse(code).unwrap(), description: (*code).into() };
        SupplementRequested {
            case: case("GM0758", "A"),
            requested_at: at("2022-09-25T09:00:00Z"),
            pieces: pieces.iter().map(piece).collect(),
            answer_by: None,
            by: assessor("anna"),
        }
        .into()
    }

    fn sent(piece: &str, received_at: &str) -> Event {
        ApplicationSupplemented {
            case: case("GM0758", "A"),
            received_at: at(received_at),
            pieces: vec![PieceCode::parse(piece).unwrap()],
            note: String::new(),
        }
        .into()
    }

    fn complete_since(happened: &[Event]) -> Timestamp {
        match happened {
            [Event::CompletenessConfirmed(event)] => event.complete_since,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_whole_at_once_is_complete_since_it_was_received() {
        let happened =
            given([published(), opened(), submitted("GM0758", "A", 1_000)]).when(confirm()).happened();
        assert_eq!(complete_since(&happened), at("2022-09-20T08:00:00Z"));
    }

    #[test]
    fn it_is_complete_since_the_last_missing_piece_was_received_not_since_the_confirmation() {
        let asked = given([
            published(),
            opened(),
            submitted("GM0758", "A", 1_000),
            asked_for(&["begroting", "kaart"]),
        ]);
        let one = asked.and([sent("kaart", "2022-09-28T09:00:00Z")]);
        let refusal = one.clone().when(confirm()).refused("stukken-ontbreken");
        assert!(refusal.detail().contains("begroting") && !refusal.detail().contains("kaart"));
        let both =
            one.and([sent("begroting", "2022-09-29T09:00:00Z"), sent("kaart", "2022-10-05T09:00:00Z")]);
        assert_eq!(complete_since(&both.when(confirm()).happened()), at("2022-09-29T09:00:00Z"));
    }

    #[test]
    fn an_unknown_application_is_not_confirmed() {
        given([published(), opened()]).when(confirm()).refused("aanvraag-onbekend");
    }

    #[test]
    fn a_late_a_complete_and_a_decided_application_are_not_confirmed() {
        let open = given([published(), opened()]);
        open.clone().and([submitted_late("GM0758", "A")]).when(confirm()).refused("te-laat-ontvangen");
        let ready = open.and(ready("GM0758", "A", 50_000));
        ready.clone().when(confirm()).refused("al-volledig");
        ready.and([granted("GM0758", "A", 50_000)]).when(confirm()).refused("zaak-beeindigd");
    }
}
