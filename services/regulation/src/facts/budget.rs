//! The money of a tranche: its ceiling (*uitkeringsplafond*), what is granted, and what is free.

use crate::Facts;
use crate::event::{CaseHeader, CeilingChanged, Event, EventType, MoneyCarriedOver};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::words::{Applicant, ApplicationId, Cents, PotKey, TrancheKey};
use std::collections::BTreeMap;

/// What remains beneath the ceiling of one tranche, and beneath those of its pots (*deelplafonds*).
///
/// A grant takes its gross amount; settling takes the settled amount instead; withdrawing gives it back. Because
/// each case holds one amount, money is freed exactly once. What is carried over lowers one ceiling and raises another.
#[derive(Debug, Clone)]
pub struct Budget {
    tranche: TrancheKey,
    ceiling: Option<Cents>,
    pots: BTreeMap<PotKey, Cents>,
    granted: BTreeMap<ApplicationId, Held>,
    total: Cents,
    by_pot: BTreeMap<PotKey, Cents>,
    by_applicant: BTreeMap<Applicant, Cents>,
}

/// What one case holds.
#[derive(Debug, Clone)]
struct Held {
    applicant: Applicant,
    pot: Option<PotKey>,
    amount: Cents,
}

impl Budget {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self {
            tranche,
            ceiling: None,
            pots: BTreeMap::new(),
            granted: BTreeMap::new(),
            total: Cents::ZERO,
            by_pot: BTreeMap::new(),
            by_applicant: BTreeMap::new(),
        }
    }

    /// The ceiling as it is now; absent while the tranche was not opened.
    pub const fn ceiling(&self) -> Option<Cents> {
        self.ceiling
    }

    /// The ceiling of a pot as it is now; absent where it has none.
    pub fn ceiling_of(&self, pot: &PotKey) -> Option<Cents> {
        self.pots.get(pot).copied()
    }

    /// The pots with their ceilings.
    pub fn pots(&self) -> impl Iterator<Item = (&PotKey, Cents)> {
        self.pots.iter().map(|(pot, ceiling)| (pot, *ceiling))
    }

    /// What is granted now.
    pub const fn granted(&self) -> Cents {
        self.total
    }

    /// What is granted now from a pot.
    pub fn granted_in(&self, pot: &PotKey) -> Cents {
        self.by_pot.get(pot).copied().unwrap_or_default()
    }

    /// What is free now. Negative after a lowered ceiling.
    pub fn free(&self) -> Cents {
        self.ceiling.unwrap_or_default() - self.total
    }

    /// What is free now in a pot, and never more than in the whole tranche.
    pub fn free_in(&self, pot: &PotKey) -> Cents {
        let in_pot = self.ceiling_of(pot).map(|ceiling| ceiling - self.granted_in(pot));
        in_pot.map_or(self.free(), |in_pot| in_pot.min(self.free()))
    }

    /// What is free in a purse of this tranche.
    pub fn free_of(&self, pot: Option<&PotKey>) -> Cents {
        pot.map_or_else(|| self.free(), |pot| self.free_in(pot))
    }

    /// What is granted now to this applicant.
    pub fn granted_to(&self, applicant: &Applicant) -> Cents {
        self.by_applicant.get(applicant).copied().unwrap_or_default()
    }

    fn hold(&mut self, case: &CaseHeader, pot: Option<PotKey>, amount: Cents) {
        self.release(case);
        let held = Held { applicant: case.applicant.clone(), pot, amount };
        self.count(&held, amount);
        self.granted.insert(case.application, held);
    }

    fn release(&mut self, case: &CaseHeader) {
        if let Some(held) = self.granted.remove(&case.application) {
            self.count(&held, Cents::ZERO - held.amount);
        }
    }

    fn count(&mut self, held: &Held, amount: Cents) {
        self.total = self.total + amount;
        let of_applicant = self.by_applicant.entry(held.applicant.clone()).or_default();
        *of_applicant = *of_applicant + amount;
        if let Some(pot) = &held.pot {
            let in_pot = self.by_pot.entry(pot.clone()).or_default();
            *in_pot = *in_pot + amount;
        }
    }

    fn settle(&mut self, case: &CaseHeader, amount: Cents) {
        let pot = self.granted.get(&case.application).and_then(|held| held.pot.clone());
        self.hold(case, pot, amount);
    }

    fn change_ceiling(&mut self, event: &CeilingChanged) {
        match &event.pot {
            None => self.ceiling = Some(event.ceiling),
            Some(pot) => drop(self.pots.insert(pot.clone(), event.ceiling)),
        }
    }

    /// Between two pots of one tranche its whole ceiling stays what it is.
    fn carry(&mut self, event: &MoneyCarriedOver) {
        for (purse, amount) in [(&event.from, Cents::ZERO - event.amount), (&event.to, event.amount)] {
            if purse.tranche == self.tranche {
                self.ceiling = self.ceiling.map(|ceiling| ceiling + amount);
                if let Some(ceiling) = purse.pot.as_ref().and_then(|pot| self.pots.get_mut(pot)) {
                    *ceiling = *ceiling + amount;
                }
            }
        }
    }
}

impl Facts for Budget {
    fn about(&self) -> Query {
        let types = [
            EventType::TrancheOpened,
            EventType::CeilingChanged,
            EventType::MoneyCarriedOver,
            EventType::ApplicationGranted,
            EventType::ApplicationWithdrawn,
            EventType::GrantSettled,
        ];
        Query::about(Tag::tranche(&self.tranche), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::TrancheOpened(event) if event.tranche == self.tranche => {
                self.ceiling = Some(event.ceiling);
                self.pots.clone_from(&event.pots);
            }
            Event::CeilingChanged(event) if event.tranche == self.tranche => self.change_ceiling(event),
            Event::MoneyCarriedOver(event) => self.carry(event),
            Event::ApplicationGranted(event) if event.case.tranche == self.tranche => {
                self.hold(&event.case, event.pot.clone(), event.amount.gross);
            }
            Event::GrantSettled(event) if event.case.tranche == self.tranche => {
                self.settle(&event.case, event.amount.gross);
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
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_) => {}
        }
    }
}
