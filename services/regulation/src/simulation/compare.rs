//! Two replays beside each other: what each grants, and the difference.

use super::replay::{replay, replay_beside};
use super::{Replayed, ReplayedCase, WhatIf};
use crate::record::Recorded;
use crate::words::{Applicant, ApplicationId, Cents, Project, ProvinceCode, TargetGroup, TrancheKey, Units};
use std::collections::BTreeMap;

/// What is granted in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many applications.
    pub applications: usize,
    /// How much money.
    pub amount: Cents,
    /// How many homes, as planned.
    pub units: Units,
    /// Homes by target group.
    pub by_group: BTreeMap<TargetGroup, Units>,
    /// Homes by province of who applied; those without one stand under nothing.
    pub by_province: BTreeMap<Option<ProvinceCode>, Units>,
}

/// The rules in force beside changed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What was decided in fact.
    pub in_fact: Sums,
    /// What the rules in force grant, those included that are ready and fit.
    pub in_force: Sums,
    /// What the changed rules grant, those included that are ready and fit.
    pub changed: Sums,
    /// Who is granted something else.
    pub differences: Vec<Difference>,
}

/// One application that is granted something else by the changed rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The application.
    pub application: ApplicationId,
    /// Who applied.
    pub applicant: Applicant,
    /// What the rules in force grant it; absent where nothing.
    pub in_force: Option<Cents>,
    /// What the changed rules grant it; absent where nothing.
    pub changed: Option<Cents>,
}

/// The whole answer (*simulatie*): a tranche replayed under the rules in force and under changed ones, beside each other.
/// `log` is everything recorded about it. Absent where it was never opened under rules that can be read.
pub fn simulate(log: &[Recorded], key: &TrancheKey, what_if: &WhatIf) -> Option<Comparison> {
    let in_force = replay(log, key, &WhatIf::default())?;
    if what_if.is_nothing() {
        return Some(compare(&in_force, &in_force));
    }
    let changed = replay_beside(&in_force, log, key, what_if)?;
    Some(compare(&in_force, &changed))
}

/// Compares a replay under the rules in force with one of the same tranche under changed rules.
pub fn compare(in_force: &Replayed, changed: &Replayed) -> Comparison {
    let difference = |(application, one): (&ApplicationId, &ReplayedCase)| {
        let difference = Difference {
            application: *application,
            applicant: one.header.applicant.clone(),
            in_force: one.outcome.amount(),
            changed: changed.cases.get(application).and_then(|other| other.outcome.amount()),
        };
        (difference.in_force != difference.changed).then_some(difference)
    };
    Comparison {
        in_fact: sums(in_force, |one| one.granted_in_fact),
        in_force: sums(in_force, |one| one.outcome.amount()),
        changed: sums(changed, |one| one.outcome.amount()),
        differences: in_force.cases.iter().filter_map(difference).collect(),
    }
}

fn sums(replayed: &Replayed, amount: impl Fn(&ReplayedCase) -> Option<Cents>) -> Sums {
    let mut sums = Sums::default();
    for one in replayed.cases.values() {
        if let Some(amount) = amount(one) {
            sums.count(one, amount);
        }
    }
    sums
}

impl Sums {
    fn count(&mut self, one: &ReplayedCase, amount: Cents) {
        let units: Units = one.projects.iter().map(Project::units).sum();
        self.applications += 1;
        self.amount = self.amount + amount;
        self.units = self.units + units;
        let of_province = self.by_province.entry(one.province.clone()).or_default();
        *of_province = *of_province + units;
        for line in one.projects.iter().flat_map(|project| &project.lines) {
            let of_group = self.by_group.entry(line.kind.target_group.clone()).or_default();
            *of_group = *of_group + line.planned;
        }
    }
}
