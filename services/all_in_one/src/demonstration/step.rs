//! One step of the demonstration: a command with its import mark.

use jiff::Timestamp;
use regulation::commands::{
    Advise, Approve, ChangeCeiling, ConfirmCompleteness, EnterContribution, ExtendWindow, OpenTranche,
    PublishScheme, RequestSupplement, Submit, Supplement,
};
use regulation::record::Imported;

/// A command, when it is true, and where it comes from.
#[derive(Debug, Clone)]
pub struct Step {
    /// The name under which a repeated step is recognised.
    pub key: String,
    /// When it is true: the steps are played in this order.
    pub at: Timestamp,
    /// What is done.
    pub act: Act,
    /// Since when it is known, from which source, and what was generated.
    pub mark: Imported,
}

/// What the demonstration does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Publishes a scheme.
    Publish(PublishScheme),
    /// Opens a tranche.
    Open(OpenTranche),
    /// Changes a ceiling.
    Ceiling(ChangeCeiling),
    /// Extends a window.
    Extend(ExtendWindow),
    /// Submits an application.
    Submit(Submit),
    /// Asks for missing pieces.
    Request(RequestSupplement),
    /// Sends them.
    Supplement(Supplement),
    /// Confirms completeness.
    Confirm(ConfirmCompleteness),
    /// Advises.
    Advise(Advise),
    /// Grants.
    Approve(Approve),
    /// Enters a contribution to a national goal.
    Contribute(EnterContribution),
}
