//! The lists that were sealed for drawing lots in a tranche.

use crate::Facts;
use crate::allocation::{LotScope, Seal};
use crate::event::{Event, EventType, LotterySealed};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::{PotKey, TrancheKey};
use std::collections::BTreeSet;

/// The sealed lists of one tranche, and among which of them lots were drawn.
#[derive(Debug, Clone)]
pub struct Seals {
    tranche: TrancheKey,
    seals: Vec<LotterySealed>,
    drawn: BTreeSet<String>,
}

impl Seals {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, seals: Vec::new(), drawn: BTreeSet::new() }
    }

    /// The list with this hash.
    pub fn with_hash(&self, hash: &str) -> Option<&Seal> {
        self.seals.iter().find(|sealed| sealed.hash == hash).map(|sealed| &sealed.seal)
    }

    /// The hash of the list that was sealed for this; of the newest, where those who came to a drawn day later were sealed
    /// among themselves.
    pub fn sealed_for(&self, pot: Option<&PotKey>, scope: LotScope) -> Option<&str> {
        let is_it = |sealed: &&LotterySealed| sealed.seal.pot.as_ref() == pot && sealed.seal.scope == scope;
        self.seals.iter().rev().find(is_it).map(|sealed| sealed.hash.as_str())
    }

    /// Whether lots were drawn among the list with this hash.
    pub fn is_drawn(&self, hash: &str) -> bool {
        self.drawn.contains(hash)
    }
}

impl Facts for Seals {
    fn about(&self) -> Query {
        Query::about(Tag::tranche(&self.tranche), &[EventType::LotterySealed, EventType::LotsDrawn])
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::LotterySealed(event) => {
                if event.seal.tranche == self.tranche {
                    self.seals.push(event.clone());
                }
            }
            Event::LotsDrawn(event) => {
                if event.tranche == self.tranche {
                    self.drawn.insert(event.hash.clone());
                }
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
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
