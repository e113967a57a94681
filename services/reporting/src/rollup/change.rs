//! By how much sums and counts change: what can be added.

use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, Neg, Sub};

/// By how much everything that is counted of a measure in a cell changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// Different applications.
    pub(crate) applications: i64,
    /// Different projects.
    pub(crate) projects: i64,
    /// Different recipients; only in the rows of all of them together.
    pub(crate) recipients: i64,
    /// Municipalities among them.
    pub(crate) municipalities: i64,
    /// Everything that is counted: of a case each project, and what is of no project. Where it comes to 0 there is no
    /// figure, and not a figure of 0.
    pub(crate) kept: i64,
    /// Lines of the ledger, also those that undo one another.
    pub(crate) lines: i64,
    /// Homes.
    pub(crate) units: Amount,
    /// Permanent homes.
    pub(crate) permanent: Amount,
    /// Flex homes.
    pub(crate) flex: Amount,
    /// Cents.
    pub(crate) cents: Amount,
}

/// A sum, and of how many numbers it is one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amount {
    sum: i64,
    numbers: i64,
}

impl Amount {
    /// One number, or none.
    pub(crate) fn of(number: Option<i64>) -> Self {
        Self { sum: number.unwrap_or(0), numbers: i64::from(number.is_some()) }
    }

    /// The sum; absent where there is no number.
    pub(crate) fn told(self) -> Option<i64> {
        (self.numbers != 0).then_some(self.sum)
    }
}

impl Change {
    fn each(self, mut make: impl FnMut(i64) -> i64) -> Self {
        let mut amount = |Amount { sum, numbers }| Amount { sum: make(sum), numbers: make(numbers) };
        let (units, permanent) = (amount(self.units), amount(self.permanent));
        let (flex, cents) = (amount(self.flex), amount(self.cents));
        Self {
            applications: make(self.applications),
            projects: make(self.projects),
            recipients: make(self.recipients),
            municipalities: make(self.municipalities),
            kept: make(self.kept),
            lines: make(self.lines),
            units,
            permanent,
            flex,
            cents,
        }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.sum += other.sum;
        self.numbers += other.numbers;
    }
}

impl AddAssign for Change {
    fn add_assign(&mut self, other: Self) {
        self.applications += other.applications;
        self.projects += other.projects;
        self.recipients += other.recipients;
        self.municipalities += other.municipalities;
        self.kept += other.kept;
        self.lines += other.lines;
        self.units += other.units;
        self.permanent += other.permanent;
        self.flex += other.flex;
        self.cents += other.cents;
    }
}

impl Neg for Change {
    type Output = Self;

    fn neg(self) -> Self {
        self.each(|number| -number)
    }
}

impl Sub for Change {
    type Output = Self;

    fn sub(mut self, other: Self) -> Self {
        self += -other;
        self
    }
}
