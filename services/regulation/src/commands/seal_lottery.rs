//! Seal a list among which will be drawn (*loting verzegelen*).

use crate::Command;
use crate::allocation::{LotScope, Seal, SeedSource};
use crate::event::{Event, LotterySealed};
use crate::facts::{Budget, Order, Queue, Seals, TrancheRules};
use crate::scheme::{Allocation, TieBreak};
use crate::violation::Violation;
use crate::words::{ApplicationId, Cents, PersonId, PotKey, TrancheKey, day_of};
use jiff::Timestamp;

/// Seals the list of applications among which the lot decides, and names where the seed will come from: a source that
/// does not exist yet, so that nobody can choose. For each day, and for a ranking, one list is sealed and drawn once; only
/// who came to a drawn day later is sealed and drawn after it, and comes behind.
#[derive(Debug, Clone)]
pub struct SealLottery {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot, where the tranche has pots.
    pub pot: Option<PotKey>,
    /// For what will be drawn.
    pub scope: LotScope,
    /// Where the seed will come from.
    pub seed_source: SeedSource,
    /// When it is sealed.
    pub sealed_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

impl Command for SealLottery {
    type Facts = (TrancheRules, Budget, Order, Seals);
    const NAME: &'static str = "seal-lottery";

    fn facts(&self) -> Self::Facts {
        let tranche = &self.tranche;
        (
            TrancheRules::of(tranche.clone()),
            Budget::of(tranche.clone()),
            Order::of(tranche.clone()),
            Seals::of(tranche.clone()),
        )
    }

    fn decide(&self, (rules, budget, order, seals): &Self::Facts) -> Result<Vec<Event>, Violation> {
        let sealed = seals.sealed_for(self.pot.as_ref(), self.scope);
        let already = |hash: &str| Violation::AlreadySealed { hash: hash.to_owned() };
        let applications = match (self.scope, sealed) {
            (LotScope::Day { .. }, Some(hash)) if !seals.is_drawn(hash) => return Err(already(hash)),
            (LotScope::Ranking, Some(hash)) => return Err(already(hash)),
            (LotScope::Day { day }, _) if day_of(self.sealed_at) <= day => {
                return Err(Violation::DayNotOver { day });
            }
            (LotScope::Day { .. }, _) => self.of_the_day(rules, budget, order)?,
            (LotScope::Ranking, None) => self.of_the_ranking(rules, budget, order)?,
        };
        let expected_at = self.seed_source.expected_at();
        if expected_at <= self.sealed_at {
            return Err(Violation::SeedExists { expected_at });
        }
        let (tranche, pot, seed_source) = (self.tranche.clone(), self.pot.clone(), self.seed_source.clone());
        let seal = Seal { tranche, pot, scope: self.scope, applications, seed_source };
        let (hash, by) = (seal.hash(), self.by.clone());
        Ok(vec![LotterySealed { seal, hash, sealed_at: self.sealed_at, by }.into()])
    }
}

impl SealLottery {
    /// All of the day on which those in line cross what is free.
    fn of_the_day(
        &self,
        rules: &TrancheRules,
        budget: &Budget,
        order: &Order,
    ) -> Result<Vec<ApplicationId>, Violation> {
        let tranche = rules.newest()?;
        if tranche.allocation_of(self.pot.as_ref()) != Some(Allocation::CompletenessThenLot) {
            return Err(Violation::NothingToDraw);
        }
        tranche.must_have_purse(self.pot.as_ref())?;
        let queue = Queue::of(tranche, self.pot.as_ref(), order, budget);
        let crossing = queue.crossing().filter(|crossing| self.scope == LotScope::Day { day: crossing.day });
        crossing.map(|crossing| sorted(crossing.undrawn.clone())).ok_or(Violation::NothingToDraw)
    }

    /// All that a ranking is made among, where the lot decides alone or between equals, or no source says what does.
    fn of_the_ranking(
        &self,
        rules: &TrancheRules,
        budget: &Budget,
        order: &Order,
    ) -> Result<Vec<ApplicationId>, Violation> {
        let tranche = rules.newest()?;
        let method = tranche.ranking_of(self.pot.as_ref()).ok_or(Violation::NotRankedHere)?;
        rules.must_be_closed(self.sealed_at)?;
        tranche.must_have_purse(self.pot.as_ref())?;
        let all = order.in_line_for(tranche, self.pot.as_ref());
        let asked: Vec<Cents> = all.iter().map(|one| one.requested).collect();
        let by_lot = tranche.ties_of(self.pot.as_ref()).is_none_or(|ties| ties == TieBreak::Lot);
        if by_lot && method.has_to_draw(&asked, budget.free_of(self.pot.as_ref())) {
            Ok(sorted(all.into_iter().map(|one| one.application).collect()))
        } else {
            Err(Violation::NothingToDraw)
        }
    }
}

fn sorted(mut applications: Vec<ApplicationId>) -> Vec<ApplicationId> {
    applications.sort_unstable();
    applications
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Approve;
    use crate::testing::*;

    #[test]
    fn the_list_of_the_crossing_day_is_sealed_with_its_hash_before_the_seed_exists() {
        let happened = crossed_by_lot().when(seal("2022-09-20")).happened();
        let [Event::LotterySealed(event)] = &happened[..] else { panic!("{happened:?}") };
        assert_eq!(event.seal.applications, sorted(vec![application("A"), application("B")]));
        assert_eq!(event.hash, event.seal.hash());
    }

    #[test]
    fn a_seed_that_can_already_be_known_is_refused() {
        let mut known = seal("2022-09-20");
        known.sealed_at = known.seed_source.expected_at();
        crossed_by_lot().when(known).refused("zaad-bestaat-al");
    }

    #[test]
    fn a_list_is_sealed_once() {
        let sealed = crossed_by_lot().when(seal("2022-09-20")).happened();
        crossed_by_lot().and(sealed).when(seal("2022-09-20")).refused("al-verzegeld");
    }

    #[test]
    fn who_came_to_a_drawn_day_later_is_drawn_among_those_who_also_did_and_comes_behind() {
        let drawn = |before: Given, sealing: SealLottery, drawn_at: &str| {
            let sealed = before.clone().when(sealing).happened();
            let [Event::LotterySealed(event)] = &sealed[..] else { panic!("{sealed:?}") };
            let drawing = crate::commands::DrawLots {
                tranche: tranche(),
                hash: event.hash.clone(),
                seed: "zaad".into(),
                drawn_at: at(drawn_at),
                by: assessor("anna"),
            };
            let among = event.seal.applications.clone();
            let sealed = before.and(sealed);
            let lots = sealed.clone().when(drawing).happened();
            (sealed.and(lots), among)
        };
        let (once, _) = drawn(crossed_by_lot(), seal("2022-09-20"), "2022-12-01T08:00:00Z");
        let first = once
            .learn(Order::of(tranche()))
            .lots(None, LotScope::Day { day: day_of_test("2022-09-20") })
            .cloned();
        once.clone().when(seal("2022-09-20")).refused("niets-te-loten");
        let later = once.and(ready("GM0363", "C", 20_000)).and(ready("GM0599", "D", 30_000));
        let room = later.and([ceiling_of(150_000)]);
        room.clone().when(approve("GM0363", "C", 20_000)).refused("loting-nodig");
        let again = SealLottery {
            seed_source: SeedSource::Beacon {
                name: "proefbaken".into(),
                round: 4_712,
                expected_at: at("2022-12-03T08:00:00Z"),
            },
            sealed_at: at("2022-12-02T08:00:00Z"),
            ..seal("2022-09-20")
        };
        let (twice, among) = drawn(room, again, "2022-12-03T08:00:00Z");
        assert_eq!(among, sorted(vec![application("C"), application("D")]));
        let order = twice.learn(Order::of(tranche()));
        let lots = order.lots(None, LotScope::Day { day: day_of_test("2022-09-20") }).unwrap();
        for (application, lot) in first.unwrap() {
            assert_eq!(lots[&application], lot, "who has a lot keeps it");
        }
        let mut of_the_later = [lots[&application("C")], lots[&application("D")]];
        of_the_later.sort_unstable();
        assert_eq!(of_the_later, [3, 4]);
        let granted = ["C", "D"].map(|name| {
            let (code, euros) = if name == "C" { ("GM0363", 20_000) } else { ("GM0599", 30_000) };
            let granting = Approve { decided_at: at("2022-12-04T08:00:00Z"), ..approve(code, name, euros) };
            twice.clone().when(granting).0.is_ok()
        });
        assert_eq!(granted, [lots[&application("C")] == 3, lots[&application("D")] == 3]);
    }

    #[test]
    fn the_day_must_be_over_and_be_the_one_on_which_the_ceiling_is_crossed() {
        let mut early = seal("2022-09-20");
        early.sealed_at = at("2022-09-20T21:59:59Z");
        crossed_by_lot().when(early).refused("dag-nog-niet-voorbij");
        crossed_by_lot().when(seal("2022-09-19")).refused("niets-te-loten");
        let fits = given_by_lot().and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 40_000));
        fits.when(seal("2022-09-20")).refused("niets-te-loten");
    }

    #[test]
    fn where_the_scheme_keeps_a_waiting_list_the_lot_decides_nothing() {
        let waiting = given([published(), opened()])
            .and(ready("GM0758", "A", 60_000))
            .and(ready("GM0344", "B", 60_000));
        waiting.when(seal("2022-09-20")).refused("niets-te-loten");
    }

    #[test]
    fn a_tranche_must_be_opened_and_a_ranking_be_meant() {
        given([]).when(seal("2022-09-20")).refused("tranche-niet-geopend");
        let mut ranking = seal("2022-09-20");
        ranking.scope = LotScope::Ranking;
        crossed_by_lot().when(ranking).refused("geen-rangschikking");
    }

    #[test]
    fn without_a_version_that_holds_the_tranche_nothing_is_done() {
        given([opened()]).when(seal("2022-09-20")).refused("tranche-niet-in-regeling");
    }

    #[test]
    fn a_ranking_is_sealed_after_the_window_has_closed_and_only_where_the_lot_decides_between_equals() {
        let ranked = |ties: &str| {
            let rules = format!(
                "allocation = {{ value = \"pro-rata\", source = \"proef\" }}\nties = {{ value = \"{ties}\", source = \"proef\" }}"
            );
            let open = opened_under(&["allocation"], &rules);
            open.and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 60_000))
        };
        let mut sealing = seal("2022-09-20");
        sealing.scope = LotScope::Ranking;
        ranked("lot").when(sealing.clone()).happened();
        ranked("completeness").when(sealing.clone()).refused("niets-te-loten");
        sealing.sealed_at = at("2022-10-24T15:00:00Z");
        ranked("lot").when(sealing).refused("tranche-nog-open");
    }

    #[test]
    fn a_list_is_sealed_for_money_that_there_is() {
        let mut elsewhere = seal("2022-09-20");
        elsewhere.pot = Some(pot("studenten"));
        crossed_by_lot().when(elsewhere).refused("deelplafond-onbekend");
    }
}
