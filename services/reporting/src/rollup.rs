//! Sums of ledger lines made beforehand (*tussenstanden*), so that what is often asked costs the same however long the
//! log is.
//!
//! The ledger stays the only truth. The rollup is made from it, in the background and some lines behind (`advance.rs`),
//! for a few combinations of dimensions (`grain.rs`), each for all recipients together and for each of them. What a case
//! adds to such a cell is a pure function of its lines (`case.rs`): by how much every sum and every count changes on
//! which day. Changes can be added, whatever they are of. They are kept packed (`packed.rs`), a row for each cell and
//! year in which anything changes, in a part for each month that does: what stood when it began, and what changed on its
//! days. So what stands on a day is found in one part of one row, however many there are. Which recipients there are cannot be
//! added: for each the days are kept on which it comes and goes, and from these the rows of all together hold how many.
//!
//! A question that fits is answered (`read.rs`) from the rollup, made true to the position of the ledger by what changed
//! since in the cases that were touched; any other question is answered from the ledger.
//!
//! Only what is known now is added up beforehand, and by the groups that each tranche has; a question in one taxonomy adds up
//! the groups that belong to one, as far as no application would count twice.
//!
//! It may be lost at any time, and is thrown away when lines of the ledger change, as after a rebuild that differs (the
//! trigger `forget_rollup`). Nothing compares it with the ledger while it is used; that it always says the same is held by
//! `tests/over_http/rollup.rs` and `rollup_of_tranches.rs`, over random histories.

pub mod advance;
pub(crate) mod all_recipients;
pub(crate) mod case;
pub(crate) mod change;
pub(crate) mod grain;
pub(crate) mod packed;
pub(crate) mod read;
pub(crate) mod rows;

pub use advance::advance;

/// How far the rollup may be behind before it is brought up to date; in positions.
pub const BEHIND: i64 = 1_000;

/// How far it may be behind and still be used: beyond this the ledger itself answers; in positions.
pub const MOST: i64 = 20_000;

/// In which form sums are kept, and by which rules they are made: raised when either changes, the order of the measures and
/// the combinations included, because one of which no rows were made would answer that there is nothing. Sums of another
/// form are thrown away and made anew.
pub const FORM: i16 = 3;
