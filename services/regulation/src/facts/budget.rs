//! The money of a tranche: its ceiling (*uitkeringsplafond*), what is granted, and what is free.

use crate::Facts;
use crate::event::{CaseHeader, Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::{Applicant, ApplicationId, Cents, TrancheKey};
use std::collections::BTreeMap;

/// What remains beneath the ceiling of one tranche.
///
/// A grant takes its gross amount; settling takes the settled amount instead; withdrawing gives it back. Because
/// each case holds one amount, money is freed exactly once.
#[derive(Debug, Clone)]
pub struct Budget {
    tranche: TrancheKey,
    ceiling: Option<Cents>,
    granted: BTreeMap<ApplicationId, (Applicant, Cents)>,
    total: Cents,
}

impl Budget {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, ceiling: None, granted: BTreeMap::new(), total: Cents::ZERO }
    }

    /// The ceiling as it is now; absent while the tranche was not opened.
    pub const fn ceiling(&self) -> Option<Cents> {
        self.ceiling
    }

    /// What is granted now.
    pub const fn granted(&self) -> Cents {
        self.total
    }

    /// What is free now. Negative after a lowered ceiling.
    pub fn free(&self) -> Cents {
        self.ceiling.unwrap_or(Cents::ZERO) - self.total
    }

    /// What is granted now to this applicant.
    pub fn granted_to(&self, applicant: &Applicant) -> Cents {
        self.granted.values().filter(|(recipient, _)| recipient == applicant).map(|(_, amount)| *amount).sum()
    }

    fn hold(&mut self, case: &CaseHeader, amount: Cents) {
        self.release(case);
        self.granted.insert(case.application, (case.applicant.clone(), amount));
        self.total = self.total + amount;
    }

    fn release(&mut self, case: &CaseHeader) {
        if let Some((_, amount)) = self.granted.remove(&case.application) {
            self.total = self.total - amount;
        }
    }
}

impl Facts for Budget {
    fn about(&self) -> Query {
        let types = [
            EventType::TrancheOpened,
            EventType::CeilingChanged,
            EventType::ApplicationGranted,
            EventType::ApplicationWithdrawn,
            EventType::GrantSettled,
        ];
        Query::about(Tag::tranche(&self.tranche), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::TrancheOpened(event) if event.tranche == self.tranche => {
                self.ceiling = Some(event.ceiling)
            }
            Event::CeilingChanged(event) if event.tranche == self.tranche => {
                self.ceiling = Some(event.ceiling)
            }
            Event::ApplicationGranted(event) if event.case.tranche == self.tranche => {
                self.hold(&event.case, event.amount.gross);
            }
            Event::GrantSettled(event) if event.case.tranche == self.tranche => {
                self.hold(&event.case, event.amount.gross);
            }
            Event::ApplicationWithdrawn(event) if event.case.tranche == self.tranche => {
                self.release(&event.case)
            }
            Event::TrancheOpened(_)
            | Event::CeilingChanged(_)
            | Event::ApplicationGranted(_)
            | Event::GrantSettled(_)
            | Event::ApplicationWithdrawn(_)
            | Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::ApplicationSubmitted(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::ProgressReported(_) => {}
        }
    }
}
