//! What is known: one file for each thing, folded from the events that match its query.

mod budget;
mod case;
mod header;
mod holders;
mod order;
mod portfolio;
mod published;
mod rules;

pub use budget::Budget;
pub use case::{Case, State};
pub use header::Header;
pub use holders::Holders;
pub use order::{CrossingDay, InLine, Order};
pub use portfolio::Portfolio;
pub use published::Published;
pub use rules::TrancheRules;
