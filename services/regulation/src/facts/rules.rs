//! The rules and the window of a tranche, as they are now.

use crate::Facts;
use crate::event::{Arrival, Event, EventType, SchemePublished};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::scheme::{Tranche, read};
use crate::violation::Violation;
use crate::words::{TrancheKey, Window};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The window of one tranche, and its rules in every published version.
#[derive(Debug, Clone)]
pub struct TrancheRules {
    tranche: TrancheKey,
    versions: BTreeMap<u32, Tranche>,
    opened_under: Option<u32>,
    window: Option<Window>,
    closed_at: Option<Timestamp>,
}

impl TrancheRules {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, versions: BTreeMap::new(), opened_under: None, window: None, closed_at: None }
    }

    /// The rules in a version of the scheme.
    pub fn in_version(&self, version: u32) -> Option<&Tranche> {
        self.versions.get(&version)
    }

    /// The newest version that holds this tranche.
    pub fn newest_version(&self) -> Option<u32> {
        self.versions.keys().next_back().copied()
    }

    /// The window.
    ///
    /// # Errors
    /// When the tranche was not opened.
    pub fn window(&self) -> Result<Window, Violation> {
        self.window.ok_or_else(|| Violation::TrancheNotOpened { tranche: self.tranche.clone() })
    }

    /// Since when the tranche was closed by decision.
    pub const fn closed_at(&self) -> Option<Timestamp> {
        self.closed_at
    }

    /// Whether the tranche was opened.
    pub const fn is_opened(&self) -> bool {
        self.opened_under.is_some()
    }

    /// Whether what is received at this instant is in time: up to and including the closing time.
    ///
    /// # Errors
    /// When the tranche was not opened, or opens later.
    pub fn arrival(&self, received_at: Timestamp) -> Result<Arrival, Violation> {
        let window = self.window()?;
        if received_at < window.opens_at {
            return Err(Violation::NotYetOpen { opens_at: window.opens_at });
        }
        let last = [window.closes_at, self.closed_at].into_iter().flatten().min();
        match last {
            Some(closed_at) if received_at > closed_at => Ok(Arrival::Late { closed_at }),
            Some(_) | None => Ok(Arrival::InTime),
        }
    }

    fn publish(&mut self, event: &SchemePublished) {
        let rules = read(&event.text).ok().and_then(|scheme| scheme.tranche(&self.tranche).cloned());
        if let Some(rules) = rules {
            self.versions.insert(event.version, rules);
        }
    }
}

impl Facts for TrancheRules {
    fn about(&self) -> Query {
        let types = [
            EventType::SchemePublished,
            EventType::TrancheOpened,
            EventType::WindowExtended,
            EventType::TrancheClosed,
        ];
        Query::about(Tag::tranche(&self.tranche), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::SchemePublished(event) if event.tranches.contains(&self.tranche) => self.publish(event),
            Event::TrancheOpened(event) if event.tranche == self.tranche => {
                self.opened_under = Some(event.scheme_version);
                self.window = Some(event.window);
            }
            Event::WindowExtended(event) if event.tranche == self.tranche => {
                if let Some(window) = &mut self.window {
                    window.closes_at = Some(event.closes_at);
                }
            }
            Event::TrancheClosed(event) if event.tranche == self.tranche => {
                self.closed_at = Some(event.closed_at)
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::CeilingChanged(_)
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
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_) => {}
        }
    }
}
