//! What is traced: a measure, or what is derived from several.

use crate::figures::asked::Asked;
use crate::figures::body::{Maat, free, planned};
use crate::figures::described;
use crate::figures::lines::Lines;
use crate::figures::quantity::{Derived, Quantity};
use crate::figures::table::Row;
use crate::ledger::Measure;
use std::collections::BTreeMap;

/// What a trace is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// One measure.
    Of(Measure),
    /// What is derived from several: its lines are theirs, of which some take off.
    From(Derived),
}

impl What {
    /// By its word in the API.
    pub(super) fn named(word: &str) -> Option<Self> {
        let measure = Measure::ALL.iter().find(|measure| described(**measure).0 == word);
        let derived = Derived::ALL.iter().find(|derived| derived.word() == word);
        measure.map(|measure| Self::Of(*measure)).or(derived.map(|derived| Self::From(*derived)))
    }

    /// Its word in the API.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Of(measure) => described(measure).0,
            Self::From(derived) => derived.word(),
        }
    }

    /// Of which keys it is told how many there are; what is derived counts none.
    pub(super) fn counts(self, key: Quantity) -> bool {
        matches!(self, Self::Of(measure) if described(measure).1.contains(&key))
    }

    /// How a line of this measure counts: 1, or -1 where it takes off.
    pub(super) const fn sign(self, measure: Measure) -> i8 {
        match self {
            Self::From(derived) if derived.takes_off(measure) => -1,
            Self::Of(_) | Self::From(_) => 1,
        }
    }

    /// Only the lines of which it is made: homes are planned, and money is free.
    pub(super) fn limit(self, cell: &mut Lines) {
        match self {
            Self::Of(_) => {}
            Self::From(Derived::Planned) => cell.condition("l.units IS NOT NULL".to_owned()),
            Self::From(Derived::Free) => cell.condition("l.cents IS NOT NULL".to_owned()),
        }
    }

    /// Whether there are no lines either where it is not told: where there is no ceiling, nothing of what was granted makes
    /// what is free.
    pub(super) fn needs_a_figure(self) -> bool {
        self == Self::From(Derived::Free)
    }

    /// The figure, from what the lines of each measure add up to; absent where it is not told.
    pub(super) fn figure(self, rows: Vec<Row>, asked: &Asked) -> Option<Maat> {
        let sums = rows.into_iter().filter_map(|row| Some((row.measure?, row.sums.within(asked.borders))));
        let sums: BTreeMap<_, _> = sums.collect();
        match self {
            Self::Of(measure) => sums.get(&measure).map(|sums| Maat::of(measure, sums)),
            Self::From(Derived::Planned) => planned(&sums),
            Self::From(Derived::Free) => free(&sums, asked).map(Maat::of_cents),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_figures_can_be_traced() {
        for word in Measure::ALL.iter().map(|one| described(*one).0).chain(["gepland", "vrij"]) {
            assert_eq!(What::named(word).map(What::word), Some(word));
        }
        assert_eq!(What::named("beloofd"), None);
    }
}
