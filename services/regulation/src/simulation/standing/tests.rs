//! A standing that is kept up to date, beside a queue that is made anew.

use super::Standing;
use crate::facts::Queue;
use crate::simulation::replay::Replay;
use crate::words::{ApplicationId, Cents};

impl Replay<'_> {
    /// Looks at the standings of all purses, and at those of older versions of the rules that were needed.
    pub fn every_standing_must_be_its_line(&mut self) {
        for purse in self.purses() {
            self.standing_of(self.newest, purse);
        }
        for ((version, purse), standing) in &self.standings {
            let queue = Queue::of(&self.changed[version], purse.as_ref(), &self.order, &self.budget);
            standing.must_be(&queue, self.budget.free_of(purse.as_ref()));
        }
    }
}

impl Standing {
    fn must_be(&self, queue: &Queue<'_>, free: Cents) {
        let seats: Vec<(ApplicationId, bool)> =
            self.seats.values().map(|seat| (seat.application, seat.is_undecided)).collect();
        let claims: Vec<(ApplicationId, bool)> =
            queue.claims().iter().map(|queued| (queued.one.application, queued.is_undecided)).collect();
        assert_eq!(seats, claims, "the order");
        for queued in queue.claims() {
            let application = queued.one.application;
            let reach = self.reach(application, free);
            assert_eq!(reach.is_none(), queue.awaits_lot(application), "the lot of {application}");
            if let Some(reach) = reach {
                let positive = |left: Cents| left.max(Cents::ZERO);
                assert_eq!(positive(reach.left), positive(queued.left), "what is left for {application}");
                assert_eq!(reach.share, queued.share, "the share of {application}");
            }
            assert_eq!(self.left_by_decisions(application, free), queued.left_by_decisions, "{application}");
        }
        let crossing = queue.crossing().map(|crossing| (crossing.day, crossing.undrawn.clone()));
        assert_eq!(self.to_be_drawn(free), crossing, "the day of the lot");
    }
}
