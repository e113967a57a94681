//! What if (*simulatie*): a past or running tranche replayed under changed data, with nothing recorded.
//!
//! The replay walks the recorded events of the tranche. What applicants did, what was complete, what advisers found and
//! what was rejected on its substance is taken as it happened. Where an assessor granted, or rejected because the
//! ceiling was reached, the rule decides again, by the same [`crate::facts::Queue`] by which a grant is decided: who was
//! granted and does not fit waits for its turn, and who was turned away and fits does too. A ranking is made again where
//! its rules are changed. At the end what was never ranked or drawn is, and those in line that are ready are served in
//! the lawful order. Under the rules in force this makes every past decision again.
//!
//! | look for | in |
//! |---|---|
//! | what can be changed | `change.rs`, `ceilings.rs` |
//! | the walk over what was recorded | `replay.rs` |
//! | how much it can grant | `amount.rs` |
//! | its end | `finish.rs` |
//! | where each in line stands meanwhile | `standing.rs`, `place.rs`, `quota.rs` |
//! | what became of each case, and the sums | `outcome.rs`, `compare.rs` |

mod amount;
mod ceilings;
mod change;
mod compare;
mod finish;
mod outcome;
mod place;
mod quota;
mod replay;
mod standing;

pub use change::WhatIf;
pub use compare::{Comparison, Difference, Sums, compare, simulate};
pub use outcome::{Outcome, Replayed, ReplayedCase};
pub use replay::replay;

#[cfg(test)]
mod histories;
#[cfg(test)]
mod money;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod ranked;
#[cfg(test)]
mod tests;
