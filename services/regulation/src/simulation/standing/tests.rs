//! A standing that is kept up to date, beside a line that is made anew.

use super::Standing;
use crate::facts::Line;
use crate::simulation::replay::Replay;
use crate::words::{ApplicationId, Cents};

impl Replay<'_> {
    /// Looks at the standings of all purses, and at those of older versions of the rules that were needed.
    pub fn every_standing_must_be_its_line(&mut self) {
        for purse in self.purses() {
            self.standing_of(self.newest, purse);
        }
        for ((version, purse), standing) in &self.standings {
            let line = Line::of(&self.changed[version], purse.as_ref(), &self.order, &self.budget);
            standing.must_be(&line, self.budget.free_of(purse.as_ref()));
        }
    }
}

impl Standing {
    fn must_be(&self, line: &Line<'_>, free: Cents) {
        let seats: Vec<(ApplicationId, bool)> =
            self.seats.values().map(|seat| (seat.application, seat.is_undecided)).collect();
        let claims: Vec<(ApplicationId, bool)> =
            line.claims().iter().map(|stand| (stand.one.application, stand.is_undecided)).collect();
        assert_eq!(seats, claims, "the order");
        for stand in line.claims() {
            let application = stand.one.application;
            let reach = self.reach(application, free);
            assert_eq!(reach.is_none(), line.awaits_lot(application), "the lot of {application}");
            if let Some(reach) = reach {
                let positive = |left: Cents| left.max(Cents::ZERO);
                assert_eq!(positive(reach.left), positive(stand.left), "what is left for {application}");
                assert_eq!(reach.share, stand.share, "the share of {application}");
            }
            assert_eq!(self.left_by_decisions(application, free), stand.left_by_decisions, "{application}");
        }
        let crossing = line.crossing().map(|crossing| (crossing.day, crossing.undrawn.clone()));
        assert_eq!(self.to_be_drawn(free), crossing, "the day of the lot");
    }
}
