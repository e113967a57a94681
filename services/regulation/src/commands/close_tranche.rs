//! Close a tranche before, or without, a closing time (*tranche sluiten*).

use crate::Command;
use crate::event::{Event, TrancheClosed};
use crate::facts::TrancheRules;
use crate::violation::Violation;
use crate::words::{PersonId, TrancheKey};
use jiff::Timestamp;

/// Closes a tranche: what is received after this moment is late.
#[derive(Debug, Clone)]
pub struct CloseTranche {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The last instant at which an application is in time.
    pub closed_at: Timestamp,
    /// Why.
    pub reason: String,
    /// The administrator.
    pub by: PersonId,
}

impl Command for CloseTranche {
    type Facts = TrancheRules;
    const NAME: &'static str = "close-tranche";

    fn facts(&self) -> TrancheRules {
        TrancheRules::of(self.tranche.clone())
    }

    fn decide(&self, rules: &TrancheRules) -> Result<Vec<Event>, Violation> {
        rules.window()?;
        if let Some(closed_at) = rules.closed_for(self.closed_at) {
            return Err(Violation::TrancheAlreadyClosed { closed_at });
        }
        let event = TrancheClosed {
            tranche: self.tranche.clone(),
            closed_at: self.closed_at,
            reason: self.reason.clone(),
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn close() -> CloseTranche {
        CloseTranche {
            tranche: tranche(),
            closed_at: at("2022-10-01T00:00:00Z"),
            reason: "Het plafond is bereikt.".into(),
            by: assessor("beheer"),
        }
    }

    #[test]
    fn what_arrives_after_the_closing_is_late() {
        let closed = given([published(), opened()]).when(close()).happened();
        let late =
            given([published(), opened()]).and(closed).when(submit("GM0758", "A", "2022-10-01T00:00:01Z"));
        assert!(!arrived_in_time(&late.happened()));
    }

    #[test]
    fn a_tranche_closes_once() {
        given([published(), opened(), closed("2022-10-01T00:00:00Z")])
            .when(close())
            .refused("tranche-al-gesloten");
    }

    #[test]
    fn only_an_opened_tranche_can_be_closed() {
        given([published()]).when(close()).refused("tranche-niet-geopend");
    }
}
