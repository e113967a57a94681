//! How scarce money is divided (*verdeling*): one pure function for each method, which anyone can run again on the same
//! input and get the same order.

mod lottery;
mod ranking;

pub use lottery::{LotScope, Seal, SeedSource};
pub use ranking::{Candidate, Exclusion, Place, Ranking, RankingMethod, RankingRules};
