//! Everything that can have happened, and whom it concerns.
//!
//! An event is what somebody did, in the past tense, once: no event repeats what another says. Stored events
//! are never renamed; a changed shape is a new shape number that [`Event::read`] lifts, with the old JSON frozen
//! in a test.

mod application;
mod decision;
mod division;
mod figures;
mod tranche;

pub use application::{
    ApplicationSubmitted, ApplicationSupplemented, ApplicationWithdrawn, Arrival, CaseHeader, Partnership,
    Piece, ProgressCorrected, ProgressEntry, ProgressReported,
};
pub use decision::{
    Advice, AdviceGiven, ApplicationGranted, ApplicationRejected, ApplicationSetAside, CompletenessConfirmed,
    GrantSettled, GrantedProject, Judgement, RejectionGround, SupplementRequested,
};
pub use division::{LotsDrawn, LotterySealed, RankingEstablished};
pub use figures::{ContributionEntered, Correction, CorrectionCause, EditionSealed, SpendingAccounted};
pub use tranche::{
    CeilingChanged, MoneyCarriedOver, Purse, SchemePublished, TrancheClosed, TrancheOpened, WindowExtended,
};

use crate::query::Tag;
use crate::words::Personal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A stored event that cannot be read: an unknown type or shape, or a payload that does not fit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableEvent(pub String);

impl fmt::Display for UnreadableEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unreadable event: {}", self.0)
    }
}

impl std::error::Error for UnreadableEvent {}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident is $stored:literal in shape $shape:literal;)*) => {
        /// Something that has happened.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $name($name),)*
        }

        /// The type of an event, under its stored name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventType {
            $($(#[$doc])* $name,)*
        }

        impl EventType {
            /// Every type that exists.
            pub const ALL: &'static [EventType] = &[$(EventType::$name,)*];

            /// The name under which the log holds it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $stored,)* }
            }

            /// The shape in which it is written today.
            pub const fn shape(self) -> u16 {
                match self { $(Self::$name => $shape,)* }
            }

            /// The type with this stored name.
            pub fn parse(stored: &str) -> Option<Self> {
                match stored { $($stored => Some(Self::$name),)* _ => None }
            }
        }

        impl Event {
            /// Its type.
            pub const fn kind(&self) -> EventType {
                match self { $(Self::$name(_) => EventType::$name,)* }
            }

            /// The JSON that the log holds.
            ///
            /// # Errors
            /// When a value has no JSON form, which no event of today has.
            pub fn payload(&self) -> Result<Vec<u8>, UnreadableEvent> {
                let bytes = match self { $(Self::$name(event) => serde_json::to_vec(event),)* };
                bytes.map_err(|error| UnreadableEvent(error.to_string()))
            }

            /// Reads a stored event, lifting older shapes: so far a newer shape only adds what may be absent.
            ///
            /// # Errors
            /// When the type or shape is unknown or the payload does not fit it.
            pub fn read(stored: &str, shape: u16, payload: &[u8]) -> Result<Self, UnreadableEvent> {
                let fault = |error: serde_json::Error| UnreadableEvent(format!("{stored}, shape {shape}: {error}"));
                match (stored, shape) {
                    $(($stored, 1..=$shape) => serde_json::from_slice(payload).map(Self::$name).map_err(fault),)*
                    _ => Err(UnreadableEvent(format!("no event {stored} in shape {shape} is known"))),
                }
            }
        }

        $(impl From<$name> for Event {
            fn from(event: $name) -> Event {
                Event::$name(event)
            }
        })*
    };
}

events! {
    /// A version of a scheme was published.
    SchemePublished is "scheme-published" in shape 2;
    /// A tranche was opened under a version of its scheme.
    TrancheOpened is "tranche-opened" in shape 2;
    /// The window was extended.
    WindowExtended is "window-extended" in shape 1;
    /// The ceiling was raised or lowered.
    CeilingChanged is "ceiling-changed" in shape 2;
    /// The tranche was closed before or without a closing time.
    TrancheClosed is "tranche-closed" in shape 1;
    /// An application arrived, in time or late.
    ApplicationSubmitted is "application-submitted" in shape 2;
    /// Missing pieces were asked for.
    SupplementRequested is "supplement-requested" in shape 1;
    /// Pieces arrived.
    ApplicationSupplemented is "application-supplemented" in shape 1;
    /// An assessor confirmed since when the application is complete.
    CompletenessConfirmed is "completeness-confirmed" in shape 1;
    /// The applicant withdrew, before or after a grant.
    ApplicationWithdrawn is "application-withdrawn" in shape 1;
    /// An assessor advised.
    AdviceGiven is "advice-given" in shape 2;
    /// Another assessor granted.
    ApplicationGranted is "application-granted" in shape 2;
    /// Another assessor rejected.
    ApplicationRejected is "application-rejected" in shape 1;
    /// The application was set aside, because what was missing did not come.
    ApplicationSetAside is "application-set-aside" in shape 1;
    /// The recipient reported how far the homes are.
    ProgressReported is "progress-reported" in shape 2;
    /// The recipient corrected what it had reported.
    ProgressCorrected is "progress-corrected" in shape 1;
    /// Money that was left was carried over to another tranche or pot.
    MoneyCarriedOver is "money-carried-over" in shape 1;
    /// A list was sealed among which will be drawn.
    LotterySealed is "lottery-sealed" in shape 1;
    /// Lots were drawn among a sealed list.
    LotsDrawn is "lots-drawn" in shape 1;
    /// A ranking was established.
    RankingEstablished is "ranking-established" in shape 1;
    /// The grant was settled on its final amount.
    GrantSettled is "grant-settled" in shape 2;
    /// What was accounted for over a year was imported.
    SpendingAccounted is "spending-accounted" in shape 1;
    /// The ministry entered a contribution to a goal.
    ContributionEntered is "contribution-entered" in shape 2;
    /// A set of figures was sealed.
    EditionSealed is "edition-sealed" in shape 1;
}

impl Event {
    /// The case it is about, where it is about one.
    pub const fn case(&self) -> Option<&CaseHeader> {
        match self {
            Self::SchemePublished(_)
            | Self::TrancheOpened(_)
            | Self::WindowExtended(_)
            | Self::CeilingChanged(_)
            | Self::MoneyCarriedOver(_)
            | Self::LotterySealed(_)
            | Self::LotsDrawn(_)
            | Self::RankingEstablished(_)
            | Self::ContributionEntered(_)
            | Self::EditionSealed(_)
            | Self::TrancheClosed(_) => None,
            Self::ApplicationSubmitted(event) => Some(&event.case),
            Self::SupplementRequested(event) => Some(&event.case),
            Self::ApplicationSupplemented(event) => Some(&event.case),
            Self::CompletenessConfirmed(event) => Some(&event.case),
            Self::ApplicationWithdrawn(event) => Some(&event.case),
            Self::AdviceGiven(event) => Some(&event.case),
            Self::ApplicationGranted(event) => Some(&event.case),
            Self::ApplicationRejected(event) => Some(&event.case),
            Self::ApplicationSetAside(event) => Some(&event.case),
            Self::ProgressReported(event) => Some(&event.case),
            Self::ProgressCorrected(event) => Some(&event.case),
            Self::GrantSettled(event) => Some(&event.case),
            Self::SpendingAccounted(event) => Some(&event.case),
        }
    }

    /// Whom it concerns.
    pub fn tags(&self) -> Vec<Tag> {
        if let Some(case) = self.case() {
            return vec![
                Tag::tranche(&case.tranche),
                Tag::application(case.application),
                Tag::applicant(&case.applicant),
            ];
        }
        match self {
            Self::SchemePublished(event) => {
                let tranches = event.tranches.iter().map(Tag::tranche);
                std::iter::once(Tag::scheme(&event.scheme)).chain(tranches).collect()
            }
            Self::TrancheOpened(event) => vec![Tag::scheme(&event.scheme), Tag::tranche(&event.tranche)],
            Self::WindowExtended(event) => vec![Tag::tranche(&event.tranche)],
            Self::CeilingChanged(event) => vec![Tag::tranche(&event.tranche)],
            Self::TrancheClosed(event) => vec![Tag::tranche(&event.tranche)],
            Self::MoneyCarriedOver(event) if event.from.tranche == event.to.tranche => {
                vec![Tag::tranche(&event.from.tranche)]
            }
            Self::MoneyCarriedOver(event) => {
                vec![Tag::tranche(&event.from.tranche), Tag::tranche(&event.to.tranche)]
            }
            Self::LotterySealed(event) => vec![Tag::tranche(&event.seal.tranche)],
            Self::LotsDrawn(event) => vec![Tag::tranche(&event.tranche)],
            Self::RankingEstablished(event) => vec![Tag::tranche(&event.tranche)],
            Self::ContributionEntered(event) => {
                vec![Tag::goal(&event.goal), Tag::contribution(&event.contribution)]
            }
            Self::EditionSealed(event) => {
                let corrects = event.corrects.as_ref().map(|corrects| Tag::edition(&corrects.edition));
                std::iter::once(Tag::edition(&event.edition)).chain(corrects).collect()
            }
            Self::ApplicationSubmitted(_)
            | Self::SupplementRequested(_)
            | Self::ApplicationSupplemented(_)
            | Self::CompletenessConfirmed(_)
            | Self::ApplicationWithdrawn(_)
            | Self::AdviceGiven(_)
            | Self::ApplicationGranted(_)
            | Self::ApplicationRejected(_)
            | Self::ApplicationSetAside(_)
            | Self::ProgressReported(_)
            | Self::ProgressCorrected(_)
            | Self::SpendingAccounted(_)
            | Self::GrantSettled(_) => Vec::new(),
        }
    }

    /// The personal data that it carries, for the log to seal and unseal.
    pub const fn personal_mut(&mut self) -> Option<&mut Personal> {
        match self {
            Self::ApplicationSubmitted(event) => event.contact.as_mut(),
            Self::SchemePublished(_)
            | Self::TrancheOpened(_)
            | Self::WindowExtended(_)
            | Self::CeilingChanged(_)
            | Self::MoneyCarriedOver(_)
            | Self::LotterySealed(_)
            | Self::LotsDrawn(_)
            | Self::RankingEstablished(_)
            | Self::TrancheClosed(_)
            | Self::SupplementRequested(_)
            | Self::ApplicationSupplemented(_)
            | Self::CompletenessConfirmed(_)
            | Self::ApplicationWithdrawn(_)
            | Self::AdviceGiven(_)
            | Self::ApplicationGranted(_)
            | Self::ApplicationRejected(_)
            | Self::ApplicationSetAside(_)
            | Self::ProgressReported(_)
            | Self::ProgressCorrected(_)
            | Self::GrantSettled(_)
            | Self::SpendingAccounted(_)
            | Self::ContributionEntered(_)
            | Self::EditionSealed(_) => None,
        }
    }
}

/// Where a decision or a value comes from: an official publication, with its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The publication, as in `Stcrt 2022, 25169`.
    pub reference: String,
    /// Its address.
    pub address: String,
}
