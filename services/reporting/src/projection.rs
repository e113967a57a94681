//! The projection.

/// The name.
pub const LEDGER: &str = "ledger";
