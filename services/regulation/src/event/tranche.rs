//! What happens to schemes and tranches.

use super::Source;
use crate::words::{Cents, PersonId, PotKey, SchemeKey, Silence, TrancheKey, Validity, Window};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A version of a scheme (*regeling*) was published. From here on this event governs, not the file it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SchemePublished {
    /// The scheme.
    pub scheme: SchemeKey,
    /// 1, 2, 3 ... in the order of publication here.
    pub version: u32,
    /// The whole text of the scheme's data.
    pub text: String,
    /// The tranches that the text describes, so that each tranche's history holds its rules.
    pub tranches: Vec<TrancheKey>,
    /// On which days the version is the law; absent ends are open.
    #[serde(default, skip_serializing_if = "Validity::is_always")]
    pub validity: Validity,
    /// The administrator.
    pub by: PersonId,
}

/// A tranche (*openstelling*) was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrancheOpened {
    /// The tranche.
    pub tranche: TrancheKey,
    /// Its scheme.
    pub scheme: SchemeKey,
    /// The version of the scheme under which it opens.
    pub scheme_version: u32,
    /// When applications are taken.
    pub window: Window,
    /// The first ceiling (*uitkeringsplafond*), in cents, VAT included.
    pub ceiling: Cents,
    /// The first ceilings of its pots (*deelplafonds*).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pots: BTreeMap<PotKey, Cents>,
    /// Which of these the administrator set because the sources are silent, and on what ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// The administrator.
    pub by: PersonId,
}

/// The window was extended (*verlenging*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowExtended {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The new closing time.
    pub closes_at: Timestamp,
    /// When it was decided.
    pub decided_on: Date,
    /// The publication that says so.
    pub source: Source,
    /// The administrator.
    pub by: PersonId,
}

/// The ceiling was changed (*plafondwijziging*). A ceiling is a dated series of such decisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CeilingChanged {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot whose ceiling it is; absent for the ceiling of the whole tranche.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// The new ceiling, in cents, VAT included.
    pub ceiling: Cents,
    /// When it was decided.
    pub decided_on: Date,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// The publication that says so.
    pub source: Source,
    /// The administrator.
    pub by: PersonId,
}

/// The tranche was closed (*sluiting*), for instance because its ceiling was reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrancheClosed {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The last instant at which an application was in time.
    pub closed_at: Timestamp,
    /// Why.
    pub reason: String,
    /// The administrator.
    pub by: PersonId,
}

/// Money that was left in one tranche or pot was carried over to another (*kasschuif, meenemen*): the ceiling of the
/// one is lowered by it and that of the other raised, in one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoneyCarriedOver {
    /// From where.
    pub from: Purse,
    /// To where.
    pub to: Purse,
    /// How much, in cents; never more than was free.
    pub amount: Cents,
    /// When it was decided.
    pub decided_on: Date,
    /// The publication that says so.
    pub source: Source,
    /// The administrator.
    pub by: PersonId,
}

/// Where money stands: in a tranche, or in one of its pots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Purse {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot; absent for the part that is in no pot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
}
