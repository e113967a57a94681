//! Rules on which the sources are silent, and the ground on which somebody decided all the same.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A rule that a decision needs and that no source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SilentRule {
    /// When the window opens.
    Opening,
    /// When the window closes.
    Closing,
    /// The ceiling.
    Ceiling,
    /// The part of the ceiling for a pot.
    PotCeiling,
    /// The most, or the fixed amount, for what is asked.
    Amount,
    /// How the money is divided.
    Allocation,
    /// What decides between equals.
    TieBreak,
    /// The weights of the criteria.
    Weights,
    /// Over what a ranking is spread.
    Spread,
    /// What happens at the first application that no longer fits.
    WhenFull,
    /// How a grant is settled.
    Settlement,
}

impl SilentRule {
    /// The rule in Dutch, as in "de regeling zegt niets over ...".
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Opening => "het openen van de aanvraagperiode",
            Self::Closing => "het sluiten van de aanvraagperiode",
            Self::Ceiling => "het uitkeringsplafond",
            Self::PotCeiling => "het deelplafond",
            Self::Amount => "het bedrag dat kan worden toegekend",
            Self::Allocation => "de wijze van verdelen",
            Self::TieBreak => "wat bij gelijke aanvragen beslist",
            Self::Weights => "de gewichten van de criteria",
            Self::Spread => "de spreiding van een rangschikking",
            Self::WhenFull => "de eerste aanvraag die niet meer past",
            Self::Settlement => "de vaststelling",
        }
    }
}

/// What was decided where the sources are silent (*de regeling zwijgt*), and on what ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// The rules that are absent.
    pub rules: BTreeSet<SilentRule>,
    /// The written ground of who decided.
    pub ground: String,
}
