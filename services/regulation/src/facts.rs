//! What is known: one file for each thing, folded from the events that match its query.

mod accounts;
mod budget;
mod case;
mod ceilings;
mod contribution;
mod course;
mod editions;
mod header;
mod holders;
mod judgements;
mod order;
mod portfolio;
mod published;
mod queue;
mod reports;
mod rules;
mod seals;

pub use accounts::Accounts;
pub use budget::Budget;
pub use case::{Case, State};
pub use ceilings::Ceilings;
pub use contribution::Contribution;
pub use course::{Account, Course, Flow, Grant, Homes, Mark, Report, Settlement, Standing};
pub use editions::Editions;
pub use header::Header;
pub use holders::Holders;
pub use judgements::Judgements;
pub use order::{InLine, Order, Rank};
pub use portfolio::Portfolio;
pub use published::Published;
pub(crate) use queue::suffices;
pub use queue::{Queue, Queued};
pub use reports::Reports;
pub use rules::TrancheRules;
pub use seals::Seals;
