//! The lot (*loting*): a sealed list first, the seed after it, and an order that follows from both.

use crate::words::{ApplicationId, PotKey, TrancheKey};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A sealed list: among whom is drawn, and where the seed will come from. Its hash is published before the seed exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot; absent where the tranche has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// For what is drawn.
    pub scope: LotScope,
    /// Among whom, sorted by their numbers.
    pub applications: Vec<ApplicationId>,
    /// Where the seed will come from.
    pub seed_source: SeedSource,
}

/// For what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "kebab-case")]
pub enum LotScope {
    /// Among the applications of the day on which the ceiling is crossed.
    Day {
        /// The legal day.
        day: Date,
    },
    /// Among all applications of a ranking, for those that are otherwise equal.
    Ranking,
}

/// Where the seed will come from, so that nobody can choose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "kebab-case")]
pub enum SeedSource {
    /// A future round of a public beacon of random numbers.
    Beacon {
        /// Which beacon.
        name: String,
        /// Which round.
        round: u64,
        /// Not before when that round is published.
        expected_at: Timestamp,
    },
    /// A notary's deed.
    Deed {
        /// Which notary.
        notary: String,
        /// Not before when the deed is passed.
        expected_at: Timestamp,
    },
}

impl SeedSource {
    /// Not before when the seed exists.
    pub const fn expected_at(&self) -> Timestamp {
        match self {
            Self::Beacon { expected_at, .. } | Self::Deed { expected_at, .. } => *expected_at,
        }
    }
}
