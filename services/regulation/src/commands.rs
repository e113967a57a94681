//! What can be done: one file each, always in the same order: what it is with its article, the struct, the facts it
//! needs, the decision, the tests.
//!
//! | who | what |
//! |---|---|
//! | administrator | [`PublishScheme`], [`OpenTranche`], [`ExtendWindow`], [`ChangeCeiling`], [`CloseTranche`] |
//! | municipality | [`Submit`], [`Supplement`], [`Withdraw`], [`ReportProgress`] |
//! | assessor | [`RequestSupplement`], [`ConfirmCompleteness`], [`Advise`], [`Approve`], [`Reject`], [`SetAside`], [`Settle`] |

mod advise;
mod amounts;
mod approve;
mod change_ceiling;
mod close_tranche;
mod confirm_completeness;
mod extend_window;
mod open_tranche;
mod publish_scheme;
mod reject;
mod report_progress;
mod request_supplement;
mod set_aside;
mod settle;
mod submit;
mod supplement;
mod withdraw;

pub use advise::Advise;
pub use approve::Approve;
pub use change_ceiling::ChangeCeiling;
pub use close_tranche::CloseTranche;
pub use confirm_completeness::ConfirmCompleteness;
pub use extend_window::ExtendWindow;
pub use open_tranche::OpenTranche;
pub use publish_scheme::PublishScheme;
pub use reject::Reject;
pub use report_progress::ReportProgress;
pub use request_supplement::RequestSupplement;
pub use set_aside::SetAside;
pub use settle::Settle;
pub use submit::Submit;
pub use supplement::Supplement;
pub use withdraw::Withdraw;
