//! What can be done: one file each, always in the same order: what it is with its article, the struct, the facts it
//! needs, the decision, the tests.
//!
//! | who | what |
//! |---|---|
//! | administrator | [`PublishScheme`], [`OpenTranche`], [`ExtendWindow`], [`ChangeCeiling`], [`CarryOver`], [`CloseTranche`],
//! | | [`RecordAccount`] |
//! | ministry | [`EnterContribution`], [`SealEdition`] |
//! | municipality | [`Submit`], [`Supplement`], [`Withdraw`], [`ReportProgress`], [`CorrectProgress`] |
//! | assessor | [`RequestSupplement`], [`ConfirmCompleteness`], [`Advise`], [`SealLottery`], [`DrawLots`], [`EstablishRanking`],
//! | | [`Approve`], [`Reject`], [`SetAside`], [`Settle`] |

mod advise;
mod amounts;
mod approve;
mod carry_over;
mod change_ceiling;
mod close_tranche;
mod confirm_completeness;
mod correct_progress;
mod draw_lots;
mod enter_contribution;
mod establish_ranking;
mod extend_window;
mod fitting;
mod granting;
mod open_tranche;
mod progress;
mod publish_scheme;
mod record_account;
#[cfg(test)]
pub(crate) mod refusals;
mod reject;
mod report_progress;
mod request_supplement;
mod seal_edition;
mod seal_lottery;
mod set_aside;
mod settle;
mod silence;
mod submit;
mod supplement;
mod withdraw;

pub use advise::Advise;
pub use approve::Approve;
pub use carry_over::CarryOver;
pub use change_ceiling::ChangeCeiling;
pub use close_tranche::CloseTranche;
pub use confirm_completeness::ConfirmCompleteness;
pub use correct_progress::CorrectProgress;
pub use draw_lots::DrawLots;
pub use enter_contribution::EnterContribution;
pub use establish_ranking::{EstablishRanking, RankingChoice};
pub use extend_window::ExtendWindow;
pub(crate) use granting::{left_by_key, must_keep_to_the_amounts};
pub use open_tranche::{OpenTranche, OpeningSet};
pub use publish_scheme::PublishScheme;
pub use record_account::RecordAccount;
pub use reject::Reject;
pub use report_progress::ReportProgress;
pub use request_supplement::RequestSupplement;
pub use seal_edition::SealEdition;
pub use seal_lottery::SealLottery;
pub use set_aside::SetAside;
pub use settle::Settle;
pub use submit::Submit;
pub use supplement::Supplement;
pub use withdraw::Withdraw;
