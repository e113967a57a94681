//! What happens to schemes and tranches.

use super::Source;
use crate::words::{Cents, PersonId, SchemeKey, TrancheKey, Window};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    /// The new ceiling, in cents, VAT included.
    pub ceiling: Cents,
    /// When it was decided.
    pub decided_on: Date,
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
