//! Every scheme of the library, opened, applied for, divided and settled from its file alone.
//!
//! For each scheme there is a file of plays, one for each tranche: a small tranche with few applications, in which what
//! the scheme is about happens, with the outcome computed by hand from the scheme's file. How a play is written says
//! `play.rs`; `stage.rs` plays it by the commands that everybody uses. A new scheme needs a new file here and its row
//! in `PLAYS`.

mod play;
mod stage;

use crate::scheme::{Allocation, LIBRARY, PotKind, Scheme, read};
use crate::words::TrancheKey;
use play::{Plays, Step};
use stage::{Stage, is_received, rules_of};
use std::collections::BTreeSet;

/// The plays of each scheme, by the name of the scheme's file.
const PLAYS: &[(&str, &str)] = &[
    ("flexpool-2020.toml", include_str!("every_scheme/flexpool-2020.toml")),
    ("flexpool-2022.toml", include_str!("every_scheme/flexpool-2022.toml")),
    ("flexpool-2023.toml", include_str!("every_scheme/flexpool-2023.toml")),
    ("hggv-2021.toml", include_str!("every_scheme/hggv-2021.toml")),
    ("hggv-2023.toml", include_str!("every_scheme/hggv-2023.toml")),
    ("hggv-2024.toml", include_str!("every_scheme/hggv-2024.toml")),
    ("realisatiestimulans.toml", include_str!("every_scheme/realisatiestimulans.toml")),
    ("rha-2020.toml", include_str!("every_scheme/rha-2020.toml")),
    ("rha-2021.toml", include_str!("every_scheme/rha-2021.toml")),
    ("rha-2023.toml", include_str!("every_scheme/rha-2023.toml")),
    ("rha-2024.toml", include_str!("every_scheme/rha-2024.toml")),
    ("rha-2025.toml", include_str!("every_scheme/rha-2025.toml")),
    ("rha.toml", include_str!("every_scheme/rha.toml")),
    ("rthf.toml", include_str!("every_scheme/rthf.toml")),
    ("sbi.toml", include_str!("every_scheme/sbi.toml")),
    ("sft-meerjarig.toml", include_str!("every_scheme/sft-meerjarig.toml")),
    ("sft.toml", include_str!("every_scheme/sft.toml")),
    ("spuk-dos.toml", include_str!("every_scheme/spuk-dos.toml")),
    ("vhf-2021.toml", include_str!("every_scheme/vhf-2021.toml")),
    ("vhf-2024.toml", include_str!("every_scheme/vhf-2024.toml")),
    ("wbi.toml", include_str!("every_scheme/wbi.toml")),
];

/// By these methods no scheme of the library divides its money.
const USED_BY_NO_SCHEME: &[Allocation] = &[Allocation::ProRata];

const METHODS: [Allocation; 11] = [
    Allocation::Completeness,
    Allocation::CompletenessThenLot,
    Allocation::CompletenessThenWaitingList,
    Allocation::Category,
    Allocation::Score,
    Allocation::KnockOutThenRank,
    Allocation::Lot,
    Allocation::Entitlement,
    Allocation::Annex,
    Allocation::Key,
    Allocation::ProRata,
];

/// A scheme, its text and its plays; panics where there are none.
fn played() -> Vec<(Scheme, &'static str, Plays)> {
    let one = |(name, text): &(&'static str, &'static str)| {
        let plays = PLAYS.iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("{name} is not played"));
        let plays = toml::from_str(plays.1).unwrap_or_else(|error| panic!("the plays of {name}: {error}"));
        (read(text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:#?}")), *text, plays)
    };
    LIBRARY.iter().map(one).collect()
}

#[test]
fn every_tranche_of_every_scheme_is_played_once_and_nothing_else_is() {
    let names = |of: &[(&'static str, &str)]| of.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(PLAYS), names(LIBRARY));
    for (scheme, _, plays) in played() {
        let tranches: Vec<&TrancheKey> = scheme.tranches.iter().map(|tranche| &tranche.key).collect();
        let plays: Vec<&TrancheKey> = plays.plays.iter().map(|play| &play.tranche).collect();
        assert_eq!(plays, tranches, "{}", scheme.key);
    }
}

#[test]
fn every_play_comes_out_as_computed_by_hand() {
    let mut otherwise = Vec::new();
    for (scheme, text, plays) in played() {
        let mut stage = Stage::of(&scheme, text);
        let opened = plays.plays.iter().map(|play| (play, stage.open(play))).collect::<Vec<_>>();
        for (play, opened) in opened {
            let outcome = opened.and_then(|()| stage.play(play));
            otherwise.extend(outcome.err().map(|why| format!("{}, {}: {why}", scheme.key, play.tranche)));
        }
    }
    assert!(otherwise.is_empty(), "\n{}", otherwise.join("\n\n"));
}

#[test]
fn every_play_says_why_and_something_is_settled_and_something_refused_in_it() {
    for (scheme, _, plays) in played() {
        for play in plays.plays {
            let has = |of: fn(&Step) -> bool| play.then.steps.iter().any(of);
            let key = &play.tranche;
            assert!(play.why.trim().len() > 80, "{}, {key} does not say why", scheme.key);
            assert!(has(|step| matches!(step, Step::Settle { refused: None, .. })), "{key} settles nothing");
            let is_refused = play.applications.iter().any(|asked| !is_received(asked) || asked.late);
            assert!(is_refused || has(is_no), "in {key} everybody gets everything");
        }
    }
}

fn is_no(step: &Step) -> bool {
    match step {
        Step::Grant { refused, .. } | Step::Settle { refused, .. } => refused.is_some(),
        Step::Reject { .. } => true,
        Step::Withdraw { .. }
        | Step::Ceiling { .. }
        | Step::Draw { .. }
        | Step::Rank { .. }
        | Step::CarryOver { .. } => false,
    }
}

/// By which method, and from which kind of pot, a grant is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    By(Option<Allocation>),
    FromASeparatePot,
    FromAReservedQuota,
    FromAYearlySlice,
}

impl Way {
    const fn from(kind: PotKind) -> Self {
        match kind {
            PotKind::Separate => Self::FromASeparatePot,
            PotKind::Reserved => Self::FromAReservedQuota,
            PotKind::Year(_) => Self::FromAYearlySlice,
        }
    }
}

/// Every way of the library, by its files.
fn ways_of_the_library(played: &[(Scheme, &str, Plays)]) -> BTreeSet<Way> {
    let mut ways = BTreeSet::new();
    for tranche in played.iter().flat_map(|(scheme, ..)| &scheme.tranches) {
        let pots = tranche.pots.iter().map(|pot| Some(&pot.key));
        let purses: Vec<_> = if tranche.pots.is_empty() { vec![None] } else { pots.collect() };
        ways.extend(purses.into_iter().map(|pot| Way::By(tranche.allocation_of(pot))));
        ways.extend(tranche.pots.iter().map(|pot| Way::from(pot.kind)));
    }
    ways
}

/// Every way in which something is granted in a play.
fn ways_of_the_plays(played: &[(Scheme, &str, Plays)]) -> BTreeSet<Way> {
    let mut ways = BTreeSet::new();
    for (scheme, _, plays) in played {
        for play in &plays.plays {
            let tranche = rules_of(scheme, play);
            let granted = |name: &str| {
                let is_it =
                    |step: &Step| matches!(step, Step::Grant { case, refused: None, .. } if case == name);
                play.then.steps.iter().any(is_it)
            };
            for asked in play.applications.iter().filter(|asked| granted(&asked.name)) {
                let day = crate::words::day_of(asked.received_at);
                let chosen = asked.pot.as_ref().and_then(|pot| tranche.pot(pot));
                let pot = tranche.slice_of(day).or(chosen);
                ways.insert(Way::By(tranche.allocation_of(pot.map(|pot| &pot.key))));
                ways.extend(pot.map(|pot| Way::from(pot.kind)));
            }
        }
    }
    ways
}

#[test]
fn every_method_and_every_kind_of_pot_that_a_scheme_has_is_played() {
    let played = played();
    let of_library = ways_of_the_library(&played);
    assert_eq!(ways_of_the_plays(&played), of_library);
    let unused: Vec<Allocation> =
        METHODS.into_iter().filter(|method| !of_library.contains(&Way::By(Some(*method)))).collect();
    assert_eq!(unused, USED_BY_NO_SCHEME, "the methods that no scheme of the library uses");
}
