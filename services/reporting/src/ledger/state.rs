//! What the lines so far add up to, as far as later events can undo it.

use super::{Line, Measure};
use regulation::words::{ApplicationId, ProjectKey, TrancheKey, UnitKind};
use std::collections::BTreeMap;

/// The ceilings, and what each application still holds of its grant: a fold of ledger lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    ceilings: BTreeMap<TrancheKey, i64>,
    held: BTreeMap<ApplicationId, Held>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Held {
    cents: i64,
    units: BTreeMap<(ProjectKey, UnitKind), i64>,
}

impl State {
    /// Takes in the next line.
    pub fn learn(&mut self, line: &Line) {
        match line.measure {
            Measure::Ceiling => {
                *self.ceilings.entry(line.tranche.clone()).or_default() += line.cents.unwrap_or_default();
            }
            Measure::Granted => self.hold(line, 1),
            Measure::Released => self.hold(line, -1),
            Measure::Requested
            | Measure::Late
            | Measure::Rejected
            | Measure::SetAside
            | Measure::Withdrawn
            | Measure::Settled
            | Measure::IrreversibleStep
            | Measure::Started
            | Measure::Realised
            | Measure::OutOfUse => {}
        }
    }

    fn hold(&mut self, line: &Line, sign: i64) {
        let Some(application) = line.application else { return };
        let held = self.held.entry(application).or_default();
        held.cents += sign * line.cents.unwrap_or_default();
        if let (Some(project), Some(kind), Some(units)) = (&line.project, &line.kind, line.units) {
            *held.units.entry((project.clone(), kind.clone())).or_default() += sign * units;
            held.units.retain(|_, units| *units != 0);
        }
    }

    /// The ceiling of a tranche, in cents; absent while it was not opened.
    pub fn ceiling(&self, tranche: &TrancheKey) -> Option<i64> {
        self.ceilings.get(tranche).copied()
    }

    /// The cents of its grant that an application still holds.
    pub fn held_cents(&self, application: ApplicationId) -> i64 {
        self.held.get(&application).map_or(0, |held| held.cents)
    }

    /// The homes of its grant that an application still holds, by project and kind.
    pub fn held_units(
        &self,
        application: ApplicationId,
    ) -> impl Iterator<Item = (&(ProjectKey, UnitKind), i64)> {
        self.held
            .get(&application)
            .into_iter()
            .flat_map(|held| held.units.iter().map(|(of, units)| (of, *units)))
    }
}
