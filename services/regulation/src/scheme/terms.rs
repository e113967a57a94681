//! What must be reached when, and when is decided and paid, as the sources say it.

use crate::words::Milestone;

/// A milestone with its term, and what the scheme understands by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneTerm {
    /// The milestone.
    pub milestone: Milestone,
    /// Within how many months; absent where only the definition is known.
    pub months: Option<u32>,
    /// Counted from what.
    pub counted_from: CountedFrom,
    /// What the scheme understands by reaching it, in its own words.
    pub definition: Option<String>,
    /// A key of the scheme's sources.
    pub source: String,
}

/// From what a term is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CountedFrom {
    /// From the grant (*verlening*).
    Grant,
    /// From the start of building (*start bouw*).
    Start,
    /// From the closing of the window (*sluiting*).
    Closing,
}

/// Within how many weeks is decided (*beslistermijn*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionTerm {
    /// So many weeks.
    pub weeks: u8,
    /// Counted from what.
    pub counted_from: CountedFrom,
}

/// A part of the grant that is paid at a moment (*bevoorschotting*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// In percent of the grant.
    pub percent: u32,
    /// When, in the scheme's words.
    pub moment: String,
    /// A key of the scheme's sources.
    pub source: String,
}
