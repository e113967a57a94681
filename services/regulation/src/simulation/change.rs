//! What is changed for a simulation, in the rules and in what was recorded.

use crate::allocation::RankingMethod;
use crate::event::{Advice, Event, RankingEstablished};
use crate::record::Recorded;
use crate::scheme::{Allocation, Sourced, TieBreak, Tranche, WhenFull};
use crate::words::{Amount, CategoryCode, Cents, CriterionCode};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is changed; what is absent stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// The ceiling of the tranche, from its opening and in place of all ceilings that it had. Its sub-ceilings, quotas and
    /// yearly slices are at every moment the same part of it as they were of the ceiling in fact, rounded down to the cent;
    /// where sub-ceilings or slices were all of it together, the last gets what rounding left.
    pub ceiling: Option<Cents>,
    /// The largest or fixed amount per home. Everyone is taken to ask in proportion: who asked 90 percent of the maximum
    /// still does. Amounts by kind of dwelling stay in proportion to it, rounded down to the cent; where a scheme has these
    /// only, it takes the place of the largest. Where a scheme has no amount per home it is one more maximum, and what is
    /// asked stays what it was.
    pub amount_per_unit: Option<Cents>,
    /// The most for one applicant, also for those with another maximum by agreement. Where the amount per home is fixed it is
    /// granted for as many homes as fit, and of an annex the whole row or nothing, unless the scheme grants in part.
    pub maximum_per_applicant: Option<Cents>,
    /// How the money is divided, of the tranche and of all its pots.
    pub allocation: Option<Allocation>,
    /// What happens at the first that no longer fits.
    pub when_full: Option<WhenFull>,
    /// What decides between equals.
    pub ties: Option<TieBreak>,
    /// The priority categories, first to last.
    pub categories: Option<Vec<CategoryCode>>,
    /// The weights of the criteria, in percent; what is not named weighs nothing, and its minimum still counts.
    pub weights: Option<BTreeMap<CriterionCode, u32>>,
    /// The seed with which lots are drawn where the simulation needs a draw that never was.
    pub seed: Option<String>,
}

/// The source that changed values name.
const SIMULATED: &str = "simulatie";

fn simulated<T>(value: T) -> Sourced<T> {
    Sourced { value, source: SIMULATED.to_owned() }
}

impl WhatIf {
    /// Whether nothing is changed.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a recorded ranking would have been another one: its rules are changed, or the money of which it gave shares
    /// or that decides whether there was something to draw for.
    pub(super) fn ranks_anew(&self, event: &RankingEstablished) -> bool {
        let hangs_on_money =
            matches!(event.ranking.rules.method, RankingMethod::ProRata | RankingMethod::Lot);
        let by_other_rules = self.allocation.is_some()
            || self.ties.is_some()
            || self.categories.is_some()
            || self.weights.is_some();
        by_other_rules || (hangs_on_money && (self.ceiling.is_some() || self.amount_per_unit.is_some()))
    }

    /// The rules with the changes in them.
    pub fn apply_to(&self, tranche: &Tranche) -> Tranche {
        let mut changed = tranche.clone();
        if let Some(amount) = self.amount_per_unit {
            change_amounts(&mut changed, amount);
        }
        if let Some(maximum) = self.maximum_per_applicant {
            changed.maximum_per_applicant = Some(simulated(maximum));
            changed.exceptions.clear();
        }
        if let Some(allocation) = self.allocation {
            changed.allocation = Some(simulated(allocation));
            changed.pots.iter_mut().for_each(|pot| pot.allocation = None);
        }
        changed.when_full = self.when_full.map(simulated).or(changed.when_full);
        changed.ties = self.ties.map(simulated).or(changed.ties);
        if let Some(order) = &self.categories {
            let rank = |code: &CategoryCode| order.iter().position(|one| one == code).unwrap_or(order.len());
            changed.categories.sort_by_key(|(code, _)| rank(code));
        }
        if let Some(weights) = &self.weights {
            for (code, criterion) in &mut changed.criteria {
                criterion.weight = weights.get(code).copied().unwrap_or_default();
            }
        }
        changed
    }

    /// What was recorded, as it would have been: with amounts in proportion to another amount per home.
    pub(super) fn apply_to_record<'a>(&self, recorded: &'a Recorded, tranche: &Tranche) -> Cow<'a, Recorded> {
        if self.amount_per_unit.is_none() {
            return Cow::Borrowed(recorded);
        }
        let mut recorded = recorded.clone();
        self.apply_to_event(&mut recorded.event, tranche);
        Cow::Owned(recorded)
    }

    fn apply_to_event(&self, event: &mut Event, tranche: &Tranche) {
        match event {
            Event::ApplicationSubmitted(submitted) => {
                let amounts = submitted.projects.iter_mut().map(|project| &mut project.requested);
                amounts.for_each(|amount| *amount = self.in_proportion(*amount, tranche));
            }
            Event::AdviceGiven(advised) => {
                if let Advice::Grant { amount } = &mut advised.advice {
                    *amount = self.in_proportion(*amount, tranche);
                }
            }
            Event::ApplicationGranted(granted) => {
                granted.amount = self.in_proportion(granted.amount, tranche)
            }
            Event::TrancheOpened(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::ApplicationWithdrawn(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::LotterySealed(_)
            | Event::GrantSettled(_) => {}
        }
    }

    fn in_proportion(&self, amount: Amount, tranche: &Tranche) -> Amount {
        match (self.amount_per_unit, per_home(tranche)) {
            (Some(now), Some(was)) => Amount::gross(amount.gross.in_proportion(now, was)),
            (Some(_) | None, _) => amount,
        }
    }
}

/// The fixed or largest amount per home; where a scheme has amounts by kind of dwelling only, the largest of these.
fn per_home(tranche: &Tranche) -> Option<Cents> {
    let of_all = tranche.fixed_per_unit.as_ref().or(tranche.maximum_per_unit.as_ref());
    let by_dwelling = tranche.maximum_per_dwelling.values().map(|amount| amount.value).max();
    of_all.map(|amount| amount.value).or(by_dwelling)
}

fn change_amounts(changed: &mut Tranche, amount: Cents) {
    let was = per_home(changed);
    for of_dwelling in changed.maximum_per_dwelling.values_mut() {
        let now = was.map_or(of_dwelling.value, |was| of_dwelling.value.in_proportion(amount, was));
        *of_dwelling = simulated(now);
    }
    if let Some(fixed) = &mut changed.fixed_per_unit {
        *fixed = simulated(amount);
    } else if changed.maximum_per_unit.is_some() || changed.maximum_per_dwelling.is_empty() {
        changed.maximum_per_unit = Some(simulated(amount));
    }
}
