//! Everything that there is to show of one case.

use super::Status;
use jiff::Timestamp;
use regulation::Facts;
use regulation::event::{ApplicationSubmitted, CaseHeader, Event};
use regulation::facts::Case;
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::words::{Amount, ApplicationId};

/// One case for showing (*zaak*), folded from everything that concerns its application. What the rules know of it
/// is their own [`Case`]; beside it stands what only people want to see.
#[derive(Debug, Clone)]
pub struct CaseFile {
    application: ApplicationId,
    /// What the rules know.
    pub case: Case,
    /// What was submitted; absent while nothing was.
    pub submitted: Option<ApplicationSubmitted>,
    /// The place of the submission in the log.
    pub submitted_at: Position,
    /// What was granted, also after it was settled or withdrawn.
    pub granted: Option<Amount>,
    /// What was settled.
    pub settled: Option<Amount>,
    /// The place of the last event that concerns the case: its ETag.
    pub last: Position,
    /// When that one was recorded.
    pub last_recorded_at: Timestamp,
}

impl CaseFile {
    /// Of this application.
    pub const fn of(application: ApplicationId) -> Self {
        Self {
            application,
            case: Case::of(application),
            submitted: None,
            submitted_at: Position(0),
            granted: None,
            settled: None,
            last: Position(0),
            last_recorded_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// Its unchanging header; absent while nothing was submitted.
    pub fn header(&self) -> Option<&CaseHeader> {
        self.submitted.as_ref().map(|submitted| &submitted.case)
    }

    /// How far it is.
    pub fn status(&self) -> Status {
        Status::of(&self.case)
    }
}

impl Facts for CaseFile {
    fn about(&self) -> Query {
        self.case.about()
    }

    fn learn(&mut self, recorded: &Recorded) {
        let mine = recorded.event.case().is_some_and(|case| case.application == self.application);
        if !mine {
            return;
        }
        self.case.learn(recorded);
        (self.last, self.last_recorded_at) = (recorded.position, recorded.recorded_at);
        match &recorded.event {
            Event::ApplicationSubmitted(event) => {
                self.submitted = Some(event.clone());
                self.submitted_at = recorded.position;
            }
            Event::ApplicationGranted(event) => self.granted = Some(event.amount),
            Event::GrantSettled(event) => self.settled = Some(event.amount),
            _ => {}
        }
    }
}
