//! What an applicant has in a tranche.

use crate::Facts;
use crate::event::{Event, EventType};
use crate::query::{Query, QueryItem, Tag};
use crate::record::Recorded;
use crate::words::{Applicant, ApplicationId, OwnReference, TrancheKey};
use std::collections::BTreeMap;

/// The applications of one applicant in one tranche, by its own references.
#[derive(Debug, Clone)]
pub struct Portfolio {
    tranche: TrancheKey,
    applicant: Applicant,
    references: BTreeMap<OwnReference, ApplicationId>,
}

impl Portfolio {
    /// Of this applicant in this tranche.
    pub const fn of(tranche: TrancheKey, applicant: Applicant) -> Self {
        Self { tranche, applicant, references: BTreeMap::new() }
    }

    /// How many applications it submitted.
    pub fn count(&self) -> usize {
        self.references.len()
    }

    /// The application for which the reference was used.
    pub fn with_reference(&self, reference: &OwnReference) -> Option<ApplicationId> {
        self.references.get(reference).copied()
    }
}

impl Facts for Portfolio {
    fn about(&self) -> Query {
        let tags = vec![Tag::tranche(&self.tranche), Tag::applicant(&self.applicant)];
        Query { items: vec![QueryItem { types: vec![EventType::ApplicationSubmitted], tags }] }
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ApplicationSubmitted(event) => {
                if event.case.tranche == self.tranche && event.case.applicant == self.applicant {
                    self.references.insert(event.reference.clone(), event.case.application);
                }
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::TrancheClosed(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::ApplicationWithdrawn(_)
            | Event::AdviceGiven(_)
            | Event::ApplicationGranted(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::GrantSettled(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_) => {}
        }
    }
}
