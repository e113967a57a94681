//! Draw lots among a sealed list (*loten*).

use crate::Command;
use crate::allocation::draw;
use crate::event::{Event, LotsDrawn};
use crate::facts::Seals;
use crate::violation::{Flaw, Violation};
use crate::words::{PersonId, TrancheKey};
use jiff::Timestamp;

/// Draws once among a sealed list, with the seed that the source named in the seal published. Anyone can make the same
/// order from list and seed.
#[derive(Debug, Clone)]
pub struct DrawLots {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The hash of the sealed list.
    pub hash: String,
    /// The seed as its source published it, in its one canonical form: digits and lower-case letters.
    pub seed: String,
    /// When it is drawn.
    pub drawn_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

impl Command for DrawLots {
    type Facts = Seals;
    const NAME: &'static str = "draw-lots";

    fn facts(&self) -> Seals {
        Seals::of(self.tranche.clone())
    }

    fn decide(&self, seals: &Seals) -> Result<Vec<Event>, Violation> {
        let seal = seals.with_hash(&self.hash).ok_or(Violation::NotSealed)?;
        if seals.is_drawn(&self.hash) {
            return Err(Violation::AlreadyDrawn { hash: self.hash.clone() });
        }
        let expected_at = seal.seed_source.expected_at();
        if self.drawn_at < expected_at {
            return Err(Violation::SeedNotYet { expected_at });
        }
        if !is_canonical(&self.seed) {
            let reason = "Geef het zaad zoals de bron het publiceerde, met alleen cijfers en kleine letters, zonder \
                          leestekens, spaties of 0x ervoor: anders gaf elke schrijfwijze een andere loting.";
            return Err(Violation::Flawed(vec![Flaw::new("zaad", "onjuist", reason)]));
        }
        let event = LotsDrawn {
            tranche: self.tranche.clone(),
            pot: seal.pot.clone(),
            scope: seal.scope,
            hash: self.hash.clone(),
            seed: self.seed.clone(),
            order: draw(&self.hash, &self.seed, &seal.applications),
            drawn_at: self.drawn_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

/// One way to write a seed, so that nobody can choose among several: not by capitals, not by punctuation, not by a
/// prefix.
fn is_canonical(seed: &str) -> bool {
    let plain = seed.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
    plain && !seed.is_empty() && !seed.starts_with("0x")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn sealed() -> (Given, DrawLots) {
        let happened = crossed_by_lot().when(seal("2022-09-20")).happened();
        let [Event::LotterySealed(event)] = &happened[..] else { panic!("{happened:?}") };
        let draw = DrawLots {
            tranche: tranche(),
            hash: event.hash.clone(),
            seed: "9f86d081884c7d65".into(),
            drawn_at: event.seal.seed_source.expected_at(),
            by: assessor("anna"),
        };
        (crossed_by_lot().and(happened), draw)
    }

    #[test]
    fn the_order_follows_from_list_and_seed_and_the_first_can_be_granted_the_second_not() {
        let (sealed, command) = sealed();
        let drawn = sealed.clone().when(command).happened();
        let [Event::LotsDrawn(event)] = &drawn[..] else { panic!("{drawn:?}") };
        let first = event.order[0];
        let after = sealed.and(drawn.clone());
        let (winner, loser) = if first == application("A") {
            (("GM0758", "A"), ("GM0344", "B"))
        } else {
            (("GM0344", "B"), ("GM0758", "A"))
        };
        after.clone().when(approve(loser.0, loser.1, 60_000)).refused("plafond-ontoereikend");
        after.when(approve(winner.0, winner.1, 60_000)).happened();
    }

    #[test]
    fn a_list_is_drawn_once_and_not_before_the_seed_exists() {
        let (sealed, command) = sealed();
        let mut early = command.clone();
        early.drawn_at = at("2022-09-21T09:00:00Z");
        sealed.clone().when(early).refused("zaad-bestaat-nog-niet");
        let drawn = sealed.clone().when(command.clone()).happened();
        sealed.and(drawn).when(command).refused("al-geloot");
    }

    #[test]
    fn nothing_is_drawn_without_a_seal_or_without_a_seed() {
        let (sealed, mut command) = sealed();
        crossed_by_lot().when(command.clone()).refused("niet-verzegeld");
        for wrong in ["", " 1", "1\n", "9F86D081884C7D65", "0x9f86d081884c7d65", "9f86-d081-884c-7d65"] {
            command.seed = wrong.into();
            sealed.clone().when(command.clone()).refused("inhoud-onjuist");
        }
    }
}
