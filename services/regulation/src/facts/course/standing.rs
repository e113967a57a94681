//! One case as it stood on a day. What was reached by then counts, whenever it was reported; so do corrections.

use super::{Account, Course, Grant, Report};
use crate::event::ProgressEntry;
use crate::record::Position;
use crate::words::{Amount, Cents, Milestone, ProjectKey, UnitKind};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A case on a day.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    course: &'a Course,
    day: Date,
}

/// Homes of one kind in one project.
pub type Homes<'a> = (&'a ProjectKey, &'a UnitKind);

impl<'a> Standing<'a> {
    pub(super) const fn of(course: &'a Course, day: Date) -> Self {
        Self { course, day }
    }

    /// Whether it had arrived and nobody had decided.
    pub fn is_undecided(&self) -> bool {
        let is_past = |on: Date| on <= self.day;
        self.course.submitted.is_some_and(|mark| is_past(mark.on))
            && !self.course.decided.is_some_and(|mark| is_past(mark.on))
    }

    /// The grant, while it was in force.
    pub fn grant(&self) -> Option<&'a Grant> {
        let withdrawn = self.course.withdrawn.is_some_and(|mark| mark.on <= self.day);
        self.course.grant.as_ref().filter(|grant| grant.mark.on <= self.day && !withdrawn)
    }

    /// Whether the grant was settled.
    pub fn is_settled(&self) -> bool {
        self.course.settled.is_some_and(|settled| settled.mark.on <= self.day)
    }

    /// What it held: what was granted, or what it was settled on.
    pub fn held(&self) -> Option<Amount> {
        let settled = self.course.settled.filter(|settled| settled.mark.on <= self.day);
        self.grant().map(|grant| settled.map_or(grant.amount, |settled| settled.amount))
    }

    /// The homes granted of each kind in each project.
    pub fn granted(&self) -> impl Iterator<Item = (Homes<'a>, u64)> {
        let projects = self.grant().into_iter().flat_map(|grant| &grant.projects);
        projects.flat_map(|project| {
            let lines = project.lines.iter();
            lines.map(move |line| ((&project.key, &line.kind), u64::from(line.planned.get())))
        })
    }

    /// The homes granted of one kind in one project.
    pub fn granted_of(&self, (project, kind): Homes<'_>) -> u64 {
        let is_it = |((one, of), _): &(Homes<'a>, u64)| *one == project && *of == kind;
        self.granted().filter(is_it).map(|(_, units)| units).sum()
    }

    /// Every kind of homes in every project for which something was granted or reported.
    pub fn homes(&self) -> BTreeSet<Homes<'a>> {
        let reported = self.entries().map(|(_, entry)| (&entry.project, &entry.kind));
        self.granted().map(|(homes, _)| homes).chain(reported).collect()
    }

    /// What was reached by the day, with the reports that say so; not what a correction took back.
    pub fn entries(&self) -> impl Iterator<Item = (&'a Report, &'a ProgressEntry)> {
        let day = self.day;
        let holding = self.course.reports.values().filter(|report| !report.is_corrected);
        holding
            .flat_map(|report| report.entries.iter().map(move |entry| (report, entry)))
            .filter(move |(_, entry)| entry.achieved_on <= day)
    }

    /// How many homes reached a milestone, as reported.
    pub fn reported(&self, (project, kind): Homes<'_>, milestone: Milestone) -> u64 {
        let is_it = |entry: &ProgressEntry| {
            entry.milestone == milestone && &entry.project == project && &entry.kind == kind
        };
        self.entries().filter(|(_, entry)| is_it(entry)).map(|(_, entry)| u64::from(entry.units.get())).sum()
    }

    /// How many homes of a project came as far as a milestone, at most as many as were granted: what is realised was
    /// started, and what was started had taken an irreversible step, also when nobody reported that separately.
    pub fn reached(&self, project: &ProjectKey, milestone: Milestone) -> u64 {
        let implying: &[Milestone] = match milestone {
            Milestone::IrreversibleStep => {
                &[Milestone::IrreversibleStep, Milestone::Started, Milestone::Realised]
            }
            Milestone::Started => &[Milestone::Started, Milestone::Realised],
            Milestone::Realised => &[Milestone::Realised],
            Milestone::OutOfUse => &[Milestone::OutOfUse],
        };
        let of_project = self.granted().filter(|((one, _), _)| *one == project);
        of_project
            .map(|(homes, granted)| {
                let most = implying.iter().map(|milestone| self.reported(homes, *milestone)).max();
                most.unwrap_or(0).min(granted)
            })
            .sum()
    }

    /// The days up to this one on which what was reached changed, first to last.
    pub fn days(&self) -> BTreeSet<Date> {
        self.entries().map(|(_, entry)| entry.achieved_on).collect()
    }

    /// Since when this has held without a break, among the days on which what was reached changed; this day where it
    /// began on none of them.
    pub fn since(&self, holds: impl Fn(Standing<'a>) -> bool) -> Date {
        let days = self.days();
        let held = days.iter().rev().take_while(|day| holds(self.course.on(**day)));
        held.last().copied().unwrap_or(self.day)
    }

    /// The last report that had been received.
    pub fn last_report(&self) -> Option<&'a Report> {
        let received = self.course.reports.values().filter(|report| report.mark.on <= self.day);
        received.max_by_key(|report| report.mark)
    }

    /// What was accounted for over each year that had ended, as the last import says.
    pub fn accounts(&self) -> impl Iterator<Item = (i16, &'a Account)> {
        let day = self.day;
        let last = self.course.accounts.iter().filter_map(|(year, all)| Some((*year, all.last()?)));
        last.filter(move |(year, _)| Date::new(*year, 12, 31).is_ok_and(|end| end <= day))
    }

    /// What was accounted for in all.
    pub fn accounted(&self) -> Cents {
        self.accounts().map(|(_, account)| account.spent).sum()
    }

    /// Where it says so in the log: the reports that name one of these milestones, of this project where one is named.
    pub fn told(&self, project: Option<&ProjectKey>, milestones: &[Milestone]) -> BTreeSet<Position> {
        let is_it = |entry: &ProgressEntry| {
            milestones.contains(&entry.milestone) && project.is_none_or(|project| project == &entry.project)
        };
        self.entries().filter(|(_, entry)| is_it(entry)).map(|(report, _)| report.mark.position).collect()
    }
}
