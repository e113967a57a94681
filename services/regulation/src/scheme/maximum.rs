//! The most that can be asked and granted, by the scheme's data.

use super::Tranche;
use crate::words::{Applicant, Cents, Project, UnitLine};

/// The most for a family of a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdMaximum {
    /// From so many persons.
    pub from: u32,
    /// Up to and including so many; absent without end.
    pub to: Option<u32>,
    /// The most, VAT included.
    pub maximum: Cents,
    /// A key of the scheme's sources.
    pub source: String,
}

impl Tranche {
    /// The most that this applicant can be granted in this tranche; absent where no source says.
    pub fn maximum_for(&self, applicant: &Applicant) -> Option<Cents> {
        let exception = self.exceptions.get(applicant);
        exception.or(self.maximum_per_applicant.as_ref()).map(|maximum| maximum.value)
    }

    /// The most for a project by every rule that has a number for it: its homes, its family, its shortfall. Absent
    /// where the sources are silent.
    pub fn maximum_for_project(&self, project: &Project) -> Option<Cents> {
        let all = [self.by_homes(project), self.by_household(project), self.by_shortfall(project)];
        all.into_iter().flatten().min()
    }

    /// The most for all of these projects; absent where the sources are silent on one of them.
    pub fn maximum_for_projects(&self, projects: &[Project]) -> Option<Cents> {
        projects.iter().map(|project| self.maximum_for_project(project)).sum()
    }

    /// The most for an application with these projects, by every rule that has a number for it; absent where the sources
    /// are silent.
    pub fn maximum_for_application(&self, projects: &[Project]) -> Option<Cents> {
        let per_application = self.maximum_per_application.as_ref().map(|maximum| maximum.value);
        [self.maximum_for_projects(projects), per_application].into_iter().flatten().min()
    }

    /// The fixed or largest amount for one home of this kind.
    pub fn per_home(&self, line: &UnitLine) -> Option<Cents> {
        let of_dwelling = self.maximum_per_dwelling.get(&line.kind.dwelling);
        let amount = self.fixed_per_unit.as_ref().or(of_dwelling).or(self.maximum_per_unit.as_ref());
        amount.map(|amount| amount.value)
    }

    /// The most, or the fixed amount, for its homes; absent where no rule gives one for each of them.
    pub fn by_homes(&self, project: &Project) -> Option<Cents> {
        let of_line =
            |line: &UnitLine| self.per_home(line).map(|cents| cents.times(u64::from(line.planned.get())));
        if project.lines.is_empty() { None } else { project.lines.iter().map(of_line).sum() }
    }

    /// The most for its family.
    pub fn by_household(&self, project: &Project) -> Option<Cents> {
        let persons = project.household?;
        let fits = |row: &&HouseholdMaximum| row.from <= persons && row.to.is_none_or(|to| persons <= to);
        self.household_maxima.iter().find(fits).map(|row| row.maximum)
    }

    /// The most as a share of its shortfall.
    pub fn by_shortfall(&self, project: &Project) -> Option<Cents> {
        let (percent, finances) = (self.share_of_shortfall.as_ref()?, project.finances?);
        Some(finances.shortfall.percent(percent.value))
    }
}
