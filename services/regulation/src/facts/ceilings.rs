//! The ceiling of one tranche over time: what each decision added to it or took from it, on its legal day.

use crate::Facts;
use crate::event::{Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::{Cents, TrancheKey, day_of};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The changes of a tranche's whole ceiling by the day from which they hold; the ceiling of a pot is a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceilings {
    tranche: TrancheKey,
    ceiling: Option<Cents>,
    changes: BTreeMap<Date, Cents>,
}

impl Ceilings {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, ceiling: None, changes: BTreeMap::new() }
    }

    /// What was added on each day, in cents; less than nothing where it was lowered.
    pub const fn changes(&self) -> &BTreeMap<Date, Cents> {
        &self.changes
    }

    fn become_so_much(&mut self, ceiling: Cents, on: Date) {
        self.add(ceiling - self.ceiling.unwrap_or_default(), on);
    }

    fn add(&mut self, change: Cents, on: Date) {
        self.ceiling = Some(self.ceiling.unwrap_or_default() + change);
        let day = self.changes.entry(on).or_default();
        *day = *day + change;
    }
}

impl Facts for Ceilings {
    fn about(&self) -> Query {
        let types = [EventType::TrancheOpened, EventType::CeilingChanged, EventType::MoneyCarriedOver];
        Query::about(Tag::tranche(&self.tranche), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::TrancheOpened(event) if event.tranche == self.tranche => {
                self.become_so_much(event.ceiling, day_of(event.window.opens_at));
            }
            Event::CeilingChanged(event) if event.tranche == self.tranche && event.pot.is_none() => {
                self.become_so_much(event.ceiling, event.decided_on);
            }
            Event::MoneyCarriedOver(event) if event.from.tranche != event.to.tranche => {
                let change = if event.from.tranche == self.tranche {
                    Some(Cents::ZERO - event.amount)
                } else if event.to.tranche == self.tranche {
                    Some(event.amount)
                } else {
                    None
                };
                if let (Some(change), true) = (change, self.ceiling.is_some()) {
                    self.add(change, event.decided_on);
                }
            }
            Event::TrancheOpened(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::ApplicationSubmitted(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::ApplicationWithdrawn(_)
            | Event::AdviceGiven(_)
            | Event::ApplicationGranted(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::GrantSettled(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_) => {}
        }
    }
}
