//! The columns of a table of figures: in CSV, in a workbook and in JSON-stat the same ones, under the same names.

use super::asked::Asked;
use super::body::{DERIVED as DEFINED, free, planned};
use super::quantity::{Derived, Quantity, described};
use super::table::Sums;
use crate::ledger::Measure;
use std::collections::BTreeMap;

/// One column: a measure in one of its units, or what is derived from several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    what: What,
    /// In what it is told.
    pub(super) quantity: Quantity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Of(Measure),
    From(Derived),
}

/// What is planned in homes, and what is free in money.
const DERIVED: [(What, Quantity); 4] = [
    (What::From(Derived::Planned), Quantity::Units),
    (What::From(Derived::Planned), Quantity::Permanent),
    (What::From(Derived::Planned), Quantity::Flex),
    (What::From(Derived::Free), Quantity::Cents),
];

impl Figure {
    /// Every column, in the order in which tables show them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let measured = Measure::ALL.iter().flat_map(|measure| {
            let (_, quantities, _) = described(*measure);
            quantities.iter().map(|quantity| (What::Of(*measure), *quantity))
        });
        measured.chain(DERIVED).map(|(what, quantity)| Self { what, quantity })
    }

    /// The word of what is counted.
    pub(super) const fn word(self) -> &'static str {
        match self.what {
            What::Of(measure) => described(measure).0,
            What::From(derived) => derived.word(),
        }
    }

    /// The name of the column: `toegekend_woonruimten`.
    pub(super) fn name(self) -> String {
        format!("{}_{}", self.word().replace('-', "_"), self.quantity.column())
    }

    /// The heading of the column, for people: `toegekend (woonruimten)`.
    pub(super) fn heading(self) -> String {
        format!("{} ({})", self.word().replace('-', " "), self.quantity.column())
    }

    /// What it means (Dutch).
    pub(super) fn meaning(self) -> &'static str {
        let derived =
            || DEFINED.iter().find(|(word, ..)| *word == self.word()).map(|(_, meaning, _)| *meaning);
        match self.what {
            What::Of(measure) => described(measure).2,
            What::From(_) => derived().unwrap_or_default(),
        }
    }

    /// The number: cents where it is money; absent where nothing is counted.
    pub(super) fn of(self, measures: &BTreeMap<Measure, Sums>, asked: &Asked) -> Option<i64> {
        match self.what {
            What::Of(measure) => measures.get(&measure).and_then(|sums| self.quantity.of(sums)),
            What::From(Derived::Free) => free(measures, asked),
            What::From(Derived::Planned) => {
                let planned = planned(measures)?;
                match self.quantity {
                    Quantity::Units => planned.woonruimten,
                    Quantity::Permanent => planned.permanent,
                    Quantity::Flex => planned.flex,
                    Quantity::Applications
                    | Quantity::Projects
                    | Quantity::Recipients
                    | Quantity::Municipalities
                    | Quantity::Cents => None,
                }
            }
        }
    }
}
