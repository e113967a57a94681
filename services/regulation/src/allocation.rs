//! How scarce money is divided (*verdeling*): one pure function for each method, which anyone can run again on the same
//! input and get the same order.
//!
//! | method | file | what decides |
//! |---|---|---|
//! | in the order of completeness | `completeness.rs` | when the last missing piece was received |
//! | with a lot on the crossing day | `crossing_day.rs`, `lottery.rs` | on that day the lot |
//! | with a waiting list | `waiting_list.rs` | the first in line, nobody passed |
//! | by year | `yearly.rs` | each year its own order and money |
//! | by category | `category.rs` | the category, then the tie rule |
//! | by score | `score.rs` | the weighted score, then the tie rule |
//! | by lot | `lot.rs` | the lot alone |
//! | knock out, then rank | `knock_out.rs` | who meets all, by score, spread over provinces |
//! | pro rata | `pro_rata.rs` | all the same share |
//! | a reserved quota | `quota.rs` | its members first, until it is used |
//! | entitlement | `entitlement.rs` | how many units count |
//! | annex | `annex.rs` | the scheme's own list |
//! | key | `key.rs` | fixed parts of a whole |
//!
//! [`serve`] is the step that all methods with an order have in common; [`rank`] makes a ranking by its own method;
//! [`check`] runs a published division again.

mod annex;
mod category;
mod completeness;
mod crossing_day;
mod difference;
mod entitlement;
#[cfg(test)]
mod examples;
mod hash;
mod key;
mod knock_out;
mod lot;
mod lottery;
mod pro_rata;
#[cfg(test)]
mod properties;
mod published;
mod quota;
mod ranking;
mod remainder;
mod score;
mod serve;
mod waiting_list;
mod yearly;

pub use annex::by_annex;
pub use completeness::{Complete, order_by_completeness};
pub use crossing_day::{CrossingDay, order_by_lot};
pub use difference::Difference;
pub use entitlement::entitled;
pub use key::by_key;
pub use lottery::{LotScope, Seal, SeedSource, draw, lot_of};
pub use published::{PublishedDivision, PublishedLottery, PublishedRanking, check};
pub use quota::quota_first;
pub use ranking::{Candidate, Exclusion, Place, Ranking, RankingMethod, RankingRules, rank};
pub use serve::{Claim, Served, serve};
pub use waiting_list::next_in_line;
pub use yearly::{Received, order_by_year, serve_by_year};
