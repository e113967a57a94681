//! What never changes about a case, looked up before a command about it.

use crate::Facts;
use crate::event::{CaseHeader, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::ApplicationId;

/// The header of one application; absent while nobody submitted it.
#[derive(Debug, Clone)]
pub struct Header {
    application: ApplicationId,
    /// The header.
    pub case: Option<CaseHeader>,
}

impl Header {
    /// Of this application.
    pub const fn of(application: ApplicationId) -> Self {
        Self { application, case: None }
    }
}

impl Facts for Header {
    fn about(&self) -> Query {
        Query::about(Tag::application(self.application), &[EventType::ApplicationSubmitted])
    }

    fn learn(&mut self, recorded: &Recorded) {
        let case = recorded.event.case().filter(|case| case.application == self.application);
        if let (Some(case), EventType::ApplicationSubmitted) = (case, recorded.event.kind()) {
            self.case = Some(case.clone());
        }
    }
}
