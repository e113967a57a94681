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

    #[test]
    fn a_yearly_slice_closes_by_itself_and_the_next_year_reopens() {
        let slices = ["2022", "2023"].map(|year| {
            let pot = format!("[[tranches.pots]]\nkey = \"{year}\"\nname = \"{year}\"\nkind = \"year\"");
            format!("{pot}\nceiling_euros = {{ value = 50000, source = \"proef\" }}")
        });
        let published = given([]).when(publish(&trial(&[], &slices.join("\n\n")))).happened();
        let Event::TrancheOpened(mut opened) = opened_with_pots(&[("2022", 50_000), ("2023", 50_000)]) else {
            unreachable!()
        };
        opened.window.closes_at = Some(at("2023-12-31T22:59:59Z"));
        let open = given(published).and([opened.into()]);
        let closed = open.clone().when(close()).happened();
        let after = open.and(closed);
        after.clone().when(close()).refused("tranche-al-gesloten");
        let late = after.clone().when(submit("GM0758", "A", "2022-12-31T22:59:59Z")).happened();
        assert!(!arrived_in_time(&late), "the last second of 2022 in Amsterdam");
        let next = after.clone().when(submit("GM0758", "A", "2022-12-31T23:00:00Z")).happened();
        let [Event::ApplicationSubmitted(event)] = &next[..] else { panic!("{next:?}") };
        assert_eq!((arrived_in_time(&next), event.pot.clone()), (true, Some(pot("2023"))));
        let mut next_year = close();
        next_year.closed_at = at("2023-06-01T00:00:00Z");
        after.when(next_year).happened();
    }
}
