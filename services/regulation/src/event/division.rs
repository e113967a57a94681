//! What decides the order in which scarce money is divided.

use crate::allocation::{LotScope, Ranking, Seal};
use crate::words::{ApplicationId, PersonId, PotKey, Silence, TrancheKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A list was sealed among which will be drawn (*verzegeling*), before the seed exists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LotterySealed {
    /// The list, and where the seed will come from.
    pub seal: Seal,
    /// The hash of the list: SHA-256 in lower-case hexadecimal digits.
    pub hash: String,
    /// When it was sealed; before the seed exists.
    pub sealed_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

/// Lots were drawn among a sealed list (*loting*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LotsDrawn {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot; absent where the tranche has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// For what was drawn.
    pub scope: LotScope,
    /// The hash of the sealed list.
    pub hash: String,
    /// The seed, as its source published it.
    pub seed: String,
    /// The order that follows from list and seed.
    pub order: Vec<ApplicationId>,
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

/// A ranking was established (*rangschikking*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankingEstablished {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot; absent where the tranche has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// The ranking, with its rules and its input.
    pub ranking: Ranking,
    /// What was chosen because the sources are silent, and on what ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// When it was established.
    pub established_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}
