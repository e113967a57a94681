//! Why something could not be recorded or read.

use regulation::event::UnreadableEvent;
use regulation::record::Position;
use regulation::violation::Violation;
use std::fmt;
use tokio_postgres::error::SqlState;

/// Why the log could not be read or written: nothing that the caller did wrong.
#[derive(Debug)]
pub enum StoreError {
    /// The database cannot be reached.
    Unreachable(String),
    /// The database refused or failed.
    Database(tokio_postgres::Error),
    /// A stored event cannot be read.
    Unreadable {
        /// Which event.
        position: Position,
        /// Why.
        because: UnreadableEvent,
    },
    /// A projection cannot apply these events.
    Unapplicable {
        /// The first of them.
        first: Position,
        /// The last of them.
        last: Position,
        /// Why.
        because: String,
    },
    /// What a service made of the log beforehand cannot be written or read.
    Unpackable(String),
    /// The connection was lost while recording, and without a command id nobody can tell whether it was recorded.
    OutcomeUnknown,
    /// Others keep changing what the decision depends on.
    Contended,
    /// A rule failed on its own account, which is a defect.
    RuleFailed(String),
    /// Personal data could not be sealed or opened.
    Sealing(String),
    /// A setting is wrong.
    Setting(String),
    /// What should be a replica of this database is another one.
    OtherDatabase,
    /// The store is being closed.
    Closed,
}

impl StoreError {
    /// Whether trying again later can help.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::OutcomeUnknown | Self::Contended | Self::Closed => true,
            Self::Database(error) => may_pass(error),
            Self::Unreadable { .. }
            | Self::Unapplicable { .. }
            | Self::Unpackable(_)
            | Self::RuleFailed(_)
            | Self::Sealing(_)
            | Self::Setting(_)
            | Self::OtherDatabase => false,
        }
    }

    /// Whether reading was cut short because a replica had to go on with what its primary did: reading again helps.
    pub fn is_cut_short(&self) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(&SqlState::T_R_SERIALIZATION_FAILURE))
    }
}

/// Lost connections, too few resources, an intervention of the operator, serialization failures and deadlocks.
pub(crate) fn may_pass(error: &tokio_postgres::Error) -> bool {
    let classes = ["08", "40", "53", "57"];
    error.is_closed()
        || error.code().is_none_or(|code| classes.iter().any(|class| code.code().starts_with(class)))
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "the database cannot be reached: {why}"),
            Self::Database(error) => match error.as_db_error() {
                Some(db) => write!(f, "the database refused: {} ({})", db.message(), db.code().code()),
                None => write!(f, "the database failed: {error}"),
            },
            Self::Unreadable { position, because } => write!(f, "event {position}: {because}"),
            Self::Unapplicable { first, last, because } => {
                write!(f, "events {first} to {last} cannot be applied: {because}")
            }
            Self::Unpackable(why) => write!(f, "sums cannot be packed or unpacked: {why}"),
            Self::OutcomeUnknown => {
                f.write_str("the connection was lost while recording; the outcome is unknown")
            }
            Self::Contended => f.write_str("others keep changing what the decision depends on"),
            Self::RuleFailed(why) => write!(f, "a rule failed: {why}"),
            Self::Sealing(why) => write!(f, "personal data: {why}"),
            Self::Setting(why) => write!(f, "setting: {why}"),
            Self::OtherDatabase => f.write_str("this is no replica of the service's own database"),
            Self::Closed => f.write_str("the store is being closed"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => Self::Database(error),
            other => Self::Unreachable(other.to_string()),
        }
    }
}

/// Why a command recorded nothing.
#[derive(Debug)]
pub enum Refusal {
    /// It would break a rule.
    Violation(Violation),
    /// The command id was used before, for another content.
    KeyUsedForOtherRequest,
    /// The case has changed since the caller saw it.
    PreconditionFailed {
        /// The position of the last event of the case now.
        current: Position,
    },
    /// This service may not record this type of event: a border between services, not a right of the caller.
    NotAllowed,
    /// The log cannot be reached or read now.
    Unavailable(StoreError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation(violation) => write!(f, "{}: {}", violation.code(), violation.detail()),
            Self::KeyUsedForOtherRequest => f.write_str("the command id was used for another content"),
            Self::PreconditionFailed { current } => write!(f, "the case has changed; it is now at {current}"),
            Self::NotAllowed => f.write_str("this service may not record this type of event"),
            Self::Unavailable(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error)
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Violation(violation)
    }
}
