//! Figures from lines that come case by case, without a database: what [`super::read`] sums in SQL, summed again. A
//! property test holds the two to the same answers. What is held is the sums of each row, and the cases at hand.

use super::asked::Asked;
use super::body::{Answer, FiguresOnDay};
use super::dimension::Dimension;
use super::known::Known;
use super::lines::Mapping;
use super::table::{Audience, Column, NO_PROVINCE, Names, Row, Sums, sum};
use crate::kinds;
use crate::ledger::{Line, Measure};
use crate::places::place;
use jiff::civil::Date;
use regulation::words::Permanence;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use uuid::Uuid;

/// A question of which the answer is added up from the lines that it is shown.
pub struct Adding {
    asked: Asked,
    names: Names,
    mapping: Option<Mapping>,
    audience: Audience,
    days: Vec<Day>,
}

/// The sums of a question on one day: by cell, and of all lines together.
struct Day {
    asked: Asked,
    cells: Adder,
    all: Adder,
}

impl Adding {
    /// Nothing was added up yet.
    pub fn new(asked: Asked, known: &Known, audience: Audience) -> Self {
        let names = known.names();
        let asked = asked.as_seen_by(audience, &names).with_what_is_derived_from();
        let mapping = asked.taxonomy.as_ref().map(|version| known.mapping(version));
        let columns = asked.columns();
        let day = |asked| Day { asked, cells: Adder::by(columns.clone()), all: Adder::by(BTreeSet::new()) };
        let days = asked.each_day().into_iter().map(day).collect();
        Self { asked, names, mapping, audience, days }
    }

    /// Takes in the next line.
    pub fn learn(&mut self, line: &Line) {
        let about = About { names: &self.names, mapping: self.mapping.as_ref(), line };
        for day in self.days.iter_mut().filter(|day| about.is_asked(&day.asked)) {
            day.cells.learn(&about);
            day.all.learn(&about);
        }
    }

    /// Adds up what was shown, of which nothing more comes: no line of the same cases, and where lines of no case were
    /// among it, no more of those. In whatever order they came, the answer is the same.
    pub fn close(&mut self) {
        self.days.iter_mut().flat_map(|day| [&mut day.cells, &mut day.all]).for_each(Adder::close);
    }

    /// The answer, now that all lines up to this position were shown.
    pub fn answer(self, position: u64) -> Answer {
        let (names, mapping, audience) = (&self.names, self.mapping.as_ref(), self.audience);
        let stand = |day: Day| {
            FiguresOnDay::of(&day.asked, day.cells.rows(), day.all.rows(), names, mapping, audience)
        };
        let stands = self.days.into_iter().map(stand).collect();
        Answer::of(self.asked, position, stands)
    }
}

/// A line, and what must be known to see what it is about.
struct About<'a> {
    names: &'a Names,
    mapping: Option<&'a Mapping>,
    line: &'a Line,
}

impl About<'_> {
    fn is_asked(&self, asked: &Asked) -> bool {
        self.line.valid_on <= asked.as_of
            && self.line.known_since <= asked.known_at
            && !self.line.tranche.as_ref().is_some_and(|tranche| asked.hidden.contains(tranche.as_str()))
            && asked.asks_for(self.line.measure)
            && asked.only.iter().all(|(dimension, codes)| self.is_among(*dimension, codes, asked))
    }

    fn is_among(&self, dimension: Dimension, codes: &BTreeSet<String>, asked: &Asked) -> bool {
        let Some(stored) = self.value(Column::of(dimension)) else { return false };
        match dimension {
            Dimension::Scheme => {
                self.names.tranches.get(&stored).is_some_and(|tranche| codes.contains(&tranche.scheme))
            }
            Dimension::Municipality | Dimension::Region => {
                codes.contains(&place(&stored, asked.borders).code)
            }
            Dimension::Province => {
                let province = place(&stored, asked.borders).province.unwrap_or(NO_PROVINCE);
                codes.contains(province.0)
            }
            Dimension::Permanence | Dimension::Dwelling | Dimension::Origin | Dimension::Evidence => {
                let word = dimension.kinds().and_then(|words| kinds::dutch(words, &stored));
                word.is_some_and(|word| codes.contains(word))
            }
            Dimension::Tranche | Dimension::Year | Dimension::HalfYear | Dimension::TargetGroup => {
                codes.contains(&stored)
            }
        }
    }

    /// What stands in a column.
    fn value(&self, column: Column) -> Option<String> {
        let (line, kind) = (self.line, self.line.kind.as_ref());
        match column {
            Column::TargetGroup => kind.map(|kind| self.group(kind.target_group.as_str())),
            Column::Permanence => kind.map(|kind| kinds::permanence(kind.permanence).to_owned()),
            Column::Dwelling => kind.map(|kind| kinds::dwelling(kind.dwelling).to_owned()),
            Column::Origin => kind.map(|kind| kinds::origin(kind.origin).to_owned()),
            Column::Evidence => line.evidence.map(|evidence| kinds::evidence(evidence).to_owned()),
            Column::Applicant => line.applicant.as_ref().map(ToString::to_string),
            Column::Tranche => line.tranche.as_ref().map(ToString::to_string),
            Column::Year => Some(line.valid_on.year().to_string()),
            Column::HalfYear => Some(half_year_of(line.valid_on)),
        }
    }

    /// The group in the taxonomy that is asked, or its own.
    fn group(&self, own: &str) -> String {
        let Some(mapping) = self.mapping else { return own.to_owned() };
        let tranche = self.line.tranche.as_ref().map_or("", |tranche| tranche.as_str());
        mapping.group(tranche, own).to_owned()
    }
}

/// As `2023-h1`.
pub(crate) fn half_year_of(day: Date) -> String {
    format!("{}-h{}", day.year(), if day.month() < 7 { 1 } else { 2 })
}

/// Adds up by case, project and recipient, because what a later line undid altogether is not counted. When a case is
/// closed, its part of each row is added to the rest.
struct Adder {
    columns: BTreeSet<Column>,
    kept: BTreeMap<Kept, Counted>,
    closed: BTreeMap<(Measure, Vec<String>), Sums>,
}

/// Of what lines are added up first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    group: (Measure, Vec<String>),
    application: Option<Uuid>,
    project: Option<String>,
    applicant: Option<String>,
}

#[derive(Default)]
struct Counted {
    units: Option<i64>,
    permanent: Option<i64>,
    flex: Option<i64>,
    cents: Option<i64>,
}

impl Adder {
    const fn by(columns: BTreeSet<Column>) -> Self {
        Self { columns, kept: BTreeMap::new(), closed: BTreeMap::new() }
    }

    /// A line without a value in one of the columns belongs to no cell.
    fn learn(&mut self, about: &About<'_>) {
        let Some(keys) = self.columns.iter().map(|column| about.value(*column)).collect() else { return };
        let line = about.line;
        let kept = Kept {
            group: (line.measure, keys),
            application: line.application.map(|application| application.0),
            project: line.project.as_ref().map(ToString::to_string),
            applicant: line.applicant.as_ref().map(ToString::to_string),
        };
        self.kept.entry(kept).or_default().add(line);
    }

    fn close(&mut self) {
        let mut groups: BTreeMap<(Measure, Vec<String>), Group> = BTreeMap::new();
        for (kept, counted) in take(&mut self.kept) {
            if !kept.group.0.is_net() || counted.is_something() {
                groups
                    .entry(kept.group)
                    .or_default()
                    .add((kept.application, kept.project, kept.applicant), counted);
            }
        }
        for (row, group) in groups {
            self.closed.entry(row).or_default().add(group.sums());
        }
    }

    fn rows(mut self) -> Vec<Row> {
        self.close();
        let row = |((measure, keys), sums): ((Measure, Vec<String>), Sums)| {
            let keys = self.columns.iter().copied().zip(keys).collect();
            Row { measure: Some(measure), keys, sums }
        };
        self.closed.into_iter().map(row).collect()
    }
}

impl Counted {
    fn add(&mut self, line: &Line) {
        let permanence = line.kind.as_ref().map(|kind| kind.permanence);
        let of = |which| if permanence == Some(which) { line.units } else { None };
        self.units = sum(self.units, line.units);
        self.permanent = sum(self.permanent, of(Permanence::Permanent));
        self.flex = sum(self.flex, of(Permanence::Flex));
        self.cents = sum(self.cents, line.cents);
    }

    fn is_something(&self) -> bool {
        self.units.unwrap_or(0) != 0 || self.cents.unwrap_or(0) != 0
    }
}

/// What a row is made of: sums, and the different keys of the cases at hand.
#[derive(Default)]
struct Group {
    applications: BTreeSet<Uuid>,
    projects: BTreeSet<(Option<Uuid>, String)>,
    recipients: BTreeSet<String>,
    sums: Sums,
}

impl Group {
    fn add(
        &mut self,
        (application, project, applicant): (Option<Uuid>, Option<String>, Option<String>),
        counted: Counted,
    ) {
        self.applications.extend(application);
        self.projects.extend(project.map(|project| (application, project)));
        self.recipients.extend(applicant);
        self.sums.units = sum(self.sums.units, counted.units);
        self.sums.permanent = sum(self.sums.permanent, counted.permanent);
        self.sums.flex = sum(self.sums.flex, counted.flex);
        self.sums.cents = sum(self.sums.cents, counted.cents);
    }

    fn sums(self) -> Sums {
        let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        Sums {
            applications: length(self.applications.len()),
            projects: length(self.projects.len()),
            recipients: self.recipients.into_iter().collect(),
            ..self.sums
        }
    }
}
