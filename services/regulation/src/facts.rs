//! What is known: one file for each thing, folded from the events that match its query.

mod budget;
mod case;
mod header;
mod holders;
mod judgements;
mod line;
mod order;
mod portfolio;
mod published;
mod rules;
mod seals;

pub use budget::Budget;
pub use case::{Case, State};
pub use header::Header;
pub use holders::Holders;
pub use judgements::Judgements;
pub(crate) use line::suffices;
pub use line::{Line, Stand};
pub use order::{InLine, Order, Rank};
pub use portfolio::Portfolio;
pub use published::Published;
pub use rules::TrancheRules;
pub use seals::Seals;
