//! What the lines so far add up to, as far as later events can undo it or tell it again.

use super::{Line, Measure};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::words::{
    ApplicationId, ContributionKey, Evidence, GoalKey, ProjectKey, ReportId, TrancheKey, UnitKind,
};
use std::collections::BTreeMap;
use std::ops::{AddAssign, Neg};

/// What earlier lines say of the cases, tranches and contributions of which an event may undo something or tell it again: a
/// fold of ledger lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    ceilings: BTreeMap<TrancheKey, i64>,
    cases: BTreeMap<ApplicationId, Held>,
    contributed: BTreeMap<ContributionKey, BTreeMap<Counting, Sum>>,
}

/// What an application still holds of its grant, asked and waits for, reported and accounted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Held {
    cents: i64,
    units: BTreeMap<(ProjectKey, UnitKind), i64>,
    /// What was asked for, until the application is rejected, set aside or withdrawn.
    asked: BTreeMap<Part, Sum>,
    waiting: BTreeMap<Part, Sum>,
    reported: BTreeMap<ReportId, BTreeMap<Reached, i64>>,
    /// By the last day of the year, and since when it was known.
    accounted: BTreeMap<(Date, Timestamp), i64>,
}

/// A part of what an application asks for: the homes of one kind in a project, or without a kind its money.
pub type Part = (ProjectKey, Option<UnitKind>);

/// Homes of one kind in one project that reached a milestone on a day, and how that is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// The day.
    pub on: Date,
    /// The milestone's measure.
    pub measure: Measure,
    /// The project.
    pub project: ProjectKey,
    /// The kind.
    pub kind: UnitKind,
    /// How it is shown.
    pub evidence: Evidence,
}

/// Towards which goal a contribution counts, from which day, and since when that was known.
type Counting = (GoalKey, Date, Timestamp);

/// What lines add up to, as far as they tell it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Homes.
    pub units: Option<i64>,
    /// Cents.
    pub cents: Option<i64>,
}

impl Sum {
    /// Whether it comes to nothing.
    pub fn is_nothing(self) -> bool {
        self.units.unwrap_or(0) == 0 && self.cents.unwrap_or(0) == 0
    }
}

impl AddAssign for Sum {
    fn add_assign(&mut self, more: Self) {
        let add = |sum: Option<i64>, more: Option<i64>| more.map(|more| sum.unwrap_or(0) + more).or(sum);
        self.units = add(self.units, more.units);
        self.cents = add(self.cents, more.cents);
    }
}

impl Neg for Sum {
    type Output = Self;

    fn neg(self) -> Self {
        Self { units: self.units.map(|units| -units), cents: self.cents.map(|cents| -cents) }
    }
}

impl State {
    /// Takes in the next line.
    pub fn learn(&mut self, line: &Line) {
        match line.measure {
            Measure::Ceiling => {
                if let Some(tranche) = &line.tranche {
                    *self.ceilings.entry(tranche.clone()).or_default() += line.cents.unwrap_or_default();
                }
            }
            Measure::Granted => self.hold(line, 1),
            Measure::Released => self.hold(line, -1),
            Measure::Requested => {
                self.part(line, |held, part, sum| *held.asked.entry(part).or_default() += sum)
            }
            Measure::Waiting => {
                self.part(line, |held, part, sum| *held.waiting.entry(part).or_default() += sum)
            }
            Measure::Rejected | Measure::SetAside | Measure::Withdrawn => {
                self.part(line, |held, part, _| {
                    held.asked.remove(&part);
                });
            }
            Measure::IrreversibleStep | Measure::Started | Measure::Realised | Measure::OutOfUse => {
                self.report(line);
            }
            Measure::Accounted => self.of(line, |held| {
                *held.accounted.entry((line.valid_on, line.known_since)).or_default() +=
                    line.cents.unwrap_or_default();
            }),
            Measure::Contributed => self.contribute(line),
            Measure::Late | Measure::Settled => {}
        }
    }

    fn of(&mut self, line: &Line, learn: impl FnOnce(&mut Held)) {
        if let Some(application) = line.application {
            learn(self.cases.entry(application).or_default());
        }
    }

    fn part(&mut self, line: &Line, learn: impl FnOnce(&mut Held, Part, Sum)) {
        let Some(project) = &line.project else { return };
        let (part, sum) =
            ((project.clone(), line.kind.clone()), Sum { units: line.units, cents: line.cents });
        self.of(line, |held| learn(held, part, sum));
    }

    fn hold(&mut self, line: &Line, sign: i64) {
        self.of(line, |held| {
            held.cents += sign * line.cents.unwrap_or_default();
            if let (Some(project), Some(kind), Some(units)) = (&line.project, &line.kind, line.units) {
                *held.units.entry((project.clone(), kind.clone())).or_default() += sign * units;
                held.units.retain(|_, units| *units != 0);
            }
        });
    }

    fn report(&mut self, line: &Line) {
        let (Some(report), Some(project), Some(kind), Some(evidence)) =
            (line.report, &line.project, &line.kind, line.evidence)
        else {
            return;
        };
        let (on, measure) = (line.valid_on, line.measure);
        let reached = Reached { on, measure, project: project.clone(), kind: kind.clone(), evidence };
        self.of(line, |held| {
            *held.reported.entry(report).or_default().entry(reached).or_default() +=
                line.units.unwrap_or_default();
        });
    }

    fn contribute(&mut self, line: &Line) {
        let (Some(contribution), Some(goal)) = (&line.contribution, &line.goal) else { return };
        let counting = (goal.clone(), line.valid_on, line.known_since);
        let counted = self.contributed.entry(contribution.clone()).or_default();
        *counted.entry(counting).or_default() += Sum { units: line.units, cents: line.cents };
    }

    fn case(&self, application: ApplicationId) -> Option<&Held> {
        self.cases.get(&application)
    }

    /// The ceiling of a tranche, in cents; absent while it was not opened.
    pub fn ceiling(&self, tranche: &TrancheKey) -> Option<i64> {
        self.ceilings.get(tranche).copied()
    }

    /// The cents of its grant that an application still holds.
    pub fn held_cents(&self, application: ApplicationId) -> i64 {
        self.case(application).map_or(0, |held| held.cents)
    }

    /// The homes of its grant that an application still holds, by project and kind.
    pub fn held_units(
        &self,
        application: ApplicationId,
    ) -> impl Iterator<Item = (&(ProjectKey, UnitKind), i64)> {
        self.case(application).into_iter().flat_map(|held| held.units.iter().map(|(of, units)| (of, *units)))
    }

    /// What an application asked for, while it is neither rejected, set aside nor withdrawn.
    pub fn asked(&self, application: ApplicationId) -> impl Iterator<Item = (&Part, Sum)> {
        self.case(application).into_iter().flat_map(|held| held.asked.iter().map(|(part, sum)| (part, *sum)))
    }

    /// What an application still waits for.
    pub fn waiting(&self, application: ApplicationId) -> impl Iterator<Item = (&Part, Sum)> {
        let waiting = self.case(application).into_iter().flat_map(|held| &held.waiting);
        waiting.map(|(part, sum)| (part, *sum)).filter(|(_, sum)| !sum.is_nothing())
    }

    /// What a report of an application said and no correction undid.
    pub fn reported(
        &self,
        application: ApplicationId,
        report: ReportId,
    ) -> impl Iterator<Item = (&Reached, i64)> {
        let entries = self.case(application).and_then(|held| held.reported.get(&report));
        entries
            .into_iter()
            .flatten()
            .map(|(reached, units)| (reached, *units))
            .filter(|(_, units)| *units != 0)
    }

    /// What was accounted for over the year that ends on this day, in cents, by since when it was known.
    pub fn accounted(
        &self,
        application: ApplicationId,
        year_end: Date,
    ) -> impl Iterator<Item = (Timestamp, i64)> {
        let of_year = (year_end, Timestamp::MIN)..=(year_end, Timestamp::MAX);
        let held = self.case(application).into_iter();
        held.flat_map(move |held| held.accounted.range(of_year.clone()))
            .map(|((_, known), cents)| (*known, *cents))
            .filter(|(_, cents)| *cents != 0)
    }

    /// What a contribution counts by its entries, towards which goal, from which day and known since when.
    pub fn contributed(&self, contribution: &ContributionKey) -> impl Iterator<Item = (&Counting, Sum)> {
        let entries = self.contributed.get(contribution).into_iter().flatten();
        entries.map(|(to, sum)| (to, *sum)).filter(|(_, sum)| !sum.is_nothing())
    }
}
