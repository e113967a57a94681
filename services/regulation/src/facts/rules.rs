//! The rules and the window of a tranche, as they are now.

use crate::Facts;
use crate::event::{Arrival, Event, EventType, SchemePublished, Source};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::scheme::{Tranche, read};
use crate::violation::Violation;
use crate::words::{TrancheKey, Validity, Window, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The window of one tranche, and its rules in every published version.
#[derive(Debug, Clone)]
pub struct TrancheRules {
    tranche: TrancheKey,
    versions: BTreeMap<u32, Version>,
    opened_under: Option<u32>,
    window: Option<Window>,
    closings: Vec<Timestamp>,
}

/// The tranche as one version of its scheme describes it.
#[derive(Debug, Clone)]
struct Version {
    validity: Validity,
    tranche: Tranche,
    sources: BTreeMap<String, Source>,
}

impl TrancheRules {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, versions: BTreeMap::new(), opened_under: None, window: None, closings: Vec::new() }
    }

    /// The rules in a version of the scheme.
    pub fn in_version(&self, version: u32) -> Option<&Tranche> {
        self.versions.get(&version).map(|version| &version.tranche)
    }

    /// The publications on which a version rests, by key.
    pub fn sources(&self, version: u32) -> Option<&BTreeMap<String, Source>> {
        self.versions.get(&version).map(|version| &version.sources)
    }

    /// The newest version that holds this tranche.
    pub fn newest_version(&self) -> Option<u32> {
        self.versions.keys().next_back().copied()
    }

    /// The rules in the newest version, for what is done with the whole tranche.
    ///
    /// # Errors
    /// When the tranche was not opened, or no version holds it.
    pub fn newest(&self) -> Result<&Tranche, Violation> {
        self.window()?;
        let unknown = || Violation::TrancheNotInScheme { tranche: self.tranche.clone() };
        self.newest_version().and_then(|version| self.in_version(version)).ok_or_else(unknown)
    }

    /// Goes on when nothing can arrive in time any more.
    ///
    /// # Errors
    /// While applications can still arrive in time.
    pub fn must_be_closed(&self, at: Timestamp) -> Result<(), Violation> {
        let closes_at = [self.window()?.closes_at, self.closed_for(at)].into_iter().flatten().min();
        match closes_at {
            Some(closes_at) if at > closes_at => Ok(()),
            Some(_) | None => Err(Violation::WindowStillOpen { closes_at }),
        }
    }

    /// The version that is the law for what is received on this day: the newest that is valid then.
    pub fn version_on(&self, day: Date) -> Option<u32> {
        let valid = |(_, version): &(&u32, &Version)| version.validity.holds_on(day);
        self.versions.iter().rev().find(valid).map(|(version, _)| *version)
    }

    /// The window.
    ///
    /// # Errors
    /// When the tranche was not opened.
    pub fn window(&self) -> Result<Window, Violation> {
        self.window.ok_or_else(|| Violation::TrancheNotOpened { tranche: self.tranche.clone() })
    }

    /// Since when the tranche was closed by decision; by the last one, where yearly slices were closed one by one.
    pub fn closed_at(&self) -> Option<Timestamp> {
        self.closings.last().copied()
    }

    /// When it closes or was closed; absent while it is open without an end.
    pub fn closing(&self) -> Option<Timestamp> {
        let announced = self.window.and_then(|window| window.closes_at);
        [announced, self.closed_at()].into_iter().flatten().min()
    }

    /// Since when what is received at this instant is too late by a decision to close. A tranche with yearly slices
    /// reopens with the next year that has one.
    pub fn closed_for(&self, received_at: Timestamp) -> Option<Timestamp> {
        let year = day_of(received_at).year();
        let counts = |closed_at: &Timestamp| !self.is_yearly() || day_of(*closed_at).year() == year;
        self.closings.iter().copied().filter(counts).min()
    }

    fn is_yearly(&self) -> bool {
        self.opened_under.and_then(|version| self.in_version(version)).is_some_and(Tranche::is_yearly)
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
        let last = [window.closes_at, self.closed_for(received_at)].into_iter().flatten().min();
        match last {
            Some(closed_at) if received_at > closed_at => Ok(Arrival::Late { closed_at }),
            Some(_) | None => Ok(Arrival::InTime),
        }
    }

    fn publish(&mut self, event: &SchemePublished) {
        let Ok(scheme) = read(&event.text) else { return };
        if let Some(tranche) = scheme.tranche(&self.tranche).cloned() {
            let version = Version { validity: event.validity, tranche, sources: scheme.sources };
            self.versions.insert(event.version, version);
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
                self.closings.push(event.closed_at);
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
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_) => {}
        }
    }
}
