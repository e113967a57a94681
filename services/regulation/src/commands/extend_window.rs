//! Extend the window of a tranche (*aanvraagperiode verlengen*).

use crate::Command;
use crate::event::{Event, Source, WindowExtended};
use crate::facts::TrancheRules;
use crate::violation::Violation;
use crate::words::{PersonId, TrancheKey};
use jiff::Timestamp;
use jiff::civil::Date;

/// Moves the closing time of a tranche to a later moment. What arrived late before stays late.
#[derive(Debug, Clone)]
pub struct ExtendWindow {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The new closing time.
    pub closes_at: Timestamp,
    /// When it was decided.
    pub decided_on: Date,
    /// The publication that says so.
    pub source: Source,
    /// The administrator.
    pub by: PersonId,
}

impl Command for ExtendWindow {
    type Facts = TrancheRules;
    const NAME: &'static str = "extend-window";

    fn facts(&self) -> TrancheRules {
        TrancheRules::of(self.tranche.clone())
    }

    fn decide(&self, rules: &TrancheRules) -> Result<Vec<Event>, Violation> {
        let window = rules.window()?;
        if let Some(closed_at) = rules.closed_for(self.closes_at) {
            return Err(Violation::TrancheAlreadyClosed { closed_at });
        }
        if window.closes_at.is_none_or(|closes_at| self.closes_at <= closes_at) {
            return Err(Violation::NotAnExtension { closes_at: window.closes_at });
        }
        let event = WindowExtended {
            tranche: self.tranche.clone(),
            closes_at: self.closes_at,
            decided_on: self.decided_on,
            source: self.source.clone(),
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn extend(closes_at: &str) -> ExtendWindow {
        ExtendWindow {
            tranche: tranche(),
            closes_at: at(closes_at),
            decided_on: day_of_test("2022-10-10"),
            source: source(),
            by: assessor("beheer"),
        }
    }

    #[test]
    fn what_arrives_in_the_extension_is_in_time() {
        let extended = given([published(), opened()]).when(extend("2022-11-28T16:00:00Z")).happened();
        let after =
            given([published(), opened()]).and(extended).when(submit("GM0758", "A", "2022-11-28T16:00:00Z"));
        assert!(arrived_in_time(&after.happened()));
    }

    #[test]
    fn an_extension_ends_later_than_the_window_did() {
        given([published(), opened()]).when(extend("2022-10-24T15:00:00Z")).refused("geen-verlenging");
    }

    #[test]
    fn a_closed_tranche_is_not_extended() {
        given([published(), opened(), closed("2022-10-01T00:00:00Z")])
            .when(extend("2022-11-28T16:00:00Z"))
            .refused("tranche-al-gesloten");
    }

    #[test]
    fn only_an_opened_tranche_can_be_extended() {
        given([published()]).when(extend("2022-11-28T16:00:00Z")).refused("tranche-niet-geopend");
    }
}
