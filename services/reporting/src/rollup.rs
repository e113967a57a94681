//! Sums of ledger lines made beforehand (*tussenstanden*), so that what is often asked costs the same however long the
//! log is.
//!
//! The ledger stays the only truth. The rollup is made from it, in the background and some lines behind
//! (`advance.rs`): for a few combinations of dimensions (`grain.rs`), the sums of all days, of each year, month and day
//! (`spans.rs`). Everything in it can be added, also counts of different things: what is kept is by how many the count
//! changed in those days. A question that fits is answered (`read.rs`) from the rollup, made true to the position of the
//! ledger by what changed since in the cases that were touched; any other question is answered from the ledger.
//!
//! It may be lost at any time, and is thrown away when lines of the ledger change, as after a rebuild that differs.

pub mod advance;
pub(crate) mod grain;
pub(crate) mod read;
pub(crate) mod spans;

pub use advance::advance;

/// How far the rollup may be behind before it is brought up to date; in positions.
pub const BEHIND: i64 = 1_000;

/// How far it may be behind and still be used: beyond this the ledger itself answers; in positions.
pub const MOST: i64 = 20_000;
