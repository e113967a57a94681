//! To which scheme each tranche belongs.

use crate::Facts;
use crate::event::{Event, EventType};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::{SchemeKey, TrancheKey};
use std::collections::{BTreeMap, BTreeSet};

/// The scheme that published each of these tranches first: nobody else sets their rules.
#[derive(Debug, Clone)]
pub struct Holders {
    tranches: BTreeSet<TrancheKey>,
    holders: BTreeMap<TrancheKey, SchemeKey>,
}

impl Holders {
    /// Of these tranches.
    pub fn of(tranches: impl IntoIterator<Item = TrancheKey>) -> Self {
        Self { tranches: tranches.into_iter().collect(), holders: BTreeMap::new() }
    }

    /// The first of the tranches that belongs to another scheme than this one, with that other scheme.
    pub fn held_by_another(&self, scheme: &SchemeKey) -> Option<(&TrancheKey, &SchemeKey)> {
        self.holders.iter().find(|(_, holder)| *holder != scheme)
    }
}

impl Facts for Holders {
    fn about(&self) -> Query {
        let of_tranche = |tranche| Query::about(Tag::tranche(tranche), &[EventType::SchemePublished]);
        self.tranches.iter().map(of_tranche).fold(Query::default(), Query::and)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::SchemePublished(event) => {
                for tranche in event.tranches.iter().filter(|tranche| self.tranches.contains(tranche)) {
                    self.holders.entry(tranche.clone()).or_insert_with(|| event.scheme.clone());
                }
            }
            Event::TrancheOpened(_)
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
