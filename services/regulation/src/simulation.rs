//! What if (*simulatie*): a past or running tranche replayed under changed data, with nothing recorded.
//!
//! The replay walks the recorded events of the tranche. What applicants did, what was complete, what advisers found and
//! what was rejected on its substance is taken as it happened; where an assessor granted, or rejected because the
//! ceiling was reached, the rule decides instead: the same [`crate::facts::Line`] by which a grant is decided. At the
//! end those still in line that were ready are served in the lawful order. Under the rules in force this makes every past
//! decision again.

mod change;
mod compare;
mod replay;
mod standing;

pub use change::WhatIf;
pub use compare::{Comparison, Sums, compare};
pub use replay::{Outcome, Replayed, ReplayedCase, replay};

#[cfg(test)]
mod tests;
