//! What was entered towards a goal, added up.

use super::Contribution;

/// The contributions to a goal together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entered {
    /// Of how many homes are told.
    pub of_homes: usize,
    /// Their homes, planned and realised; absent where none are told.
    pub homes: Option<i64>,
    /// The homes that were entered as realised; absent where none were.
    pub realised: Option<i64>,
}

impl Entered {
    /// Of these.
    pub fn of(contributions: &[Contribution]) -> Self {
        let homes: Vec<(bool, i64)> =
            contributions.iter().filter_map(|one| Some((one.entered.realised, one.units?))).collect();
        let sum = |units: Vec<i64>| (!units.is_empty()).then(|| units.iter().sum());
        let realised = homes.iter().filter(|(realised, _)| *realised).map(|(_, units)| *units);
        Self {
            of_homes: homes.len(),
            realised: sum(realised.collect()),
            homes: sum(homes.iter().map(|(_, units)| *units).collect()),
        }
    }
}
