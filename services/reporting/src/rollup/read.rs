//! Answering from the rollup, made true to the position of the ledger.

use super::advance::touched;
use super::case::{COLUMNS, CaseLine, changes_since};
use super::change::Change;
use super::grain::{Grain, Key};
use super::packed::{Part, Turns, YearDay, unpack, year_day};
use super::rows::TOGETHER;
use super::{FORM, MOST};
use crate::figures::asked::Asked;
use crate::figures::dimension::Dimension;
use crate::figures::lines::{Lines, Mapping};
use crate::figures::read::Snapshot;
use crate::figures::recipients::{Count, Recipients};
use crate::figures::table::{Column, Row, Sums};
use crate::ledger::Measure;
use crate::places::Borders;
use event_store::StoreError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// How far the rollup is, and in which form.
const STATE: &str = "SELECT position, form FROM reporting.rolled_up";

/// What was added up beforehand for a question.
pub(crate) struct RolledUp {
    /// The figures, by the columns that were asked.
    pub(crate) rows: Vec<Row>,
    /// How many lines of the ledger they are of; absent where some are of no application.
    pub(crate) lines: Option<i64>,
}

/// What is told of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Homes and money, and of how many applications, projects and recipients they are.
    All,
    /// Homes and money alone. These add up also over what an application can have several of.
    Amounts,
}

/// The answer for these columns from the rollup; none where the question does not fit it, or it is too far behind. Nor where
/// counts are told and two groups of a tranche belong to one of the taxonomy that is asked: an application can be of both.
pub(crate) async fn rolled_up(
    snapshot: &Snapshot<'_>,
    asked: &Asked,
    mapping: Option<&Mapping>,
    columns: &BTreeSet<Column>,
    told: Told,
) -> Result<Option<RolledUp>, StoreError> {
    let as_known_now = asked.known_at >= snapshot.now;
    let Some(grain) = grain_for(asked, columns, told).filter(|_| as_known_now) else { return Ok(None) };
    let mapping = mapping.filter(|_| grain.by.contains(&Column::TargetGroup));
    let state = snapshot.tx.query_typed(STATE, &[]).await?;
    let Some(state) = state.first() else { return Ok(None) };
    let (position, form): (i64, i16) = (state.try_get(0)?, state.try_get(1)?);
    if position == 0 || form != FORM || snapshot.position - position > MOST {
        return Ok(None);
    }
    let (stands, own_groups) = (BTreeMap::new(), BTreeMap::new());
    let mut question = Question { snapshot, asked, grain, mapping, columns, told, stands, own_groups };
    question.answer(position).await?;
    if question.counts_twice() {
        return Ok(None);
    }
    let counted = question.stands.values().flat_map(BTreeMap::values).map(|stand| stand.change.lines).sum();
    let mut rows = question.rows();
    let mut beside = Lines::of(asked, &snapshot.names, mapping);
    beside.of_no_application();
    let beside = snapshot.rows(&beside, columns).await?;
    let lines = beside.is_empty().then_some(counted);
    rows.extend(beside);
    Ok(Some(RolledUp { rows, lines }))
}

/// The combination for this question. A filter with several values only works where what is told adds up over them, or where
/// the question is grouped by them.
fn grain_for(asked: &Asked, columns: &BTreeSet<Column>, told: Told) -> Option<Grain> {
    let mut used = columns.clone();
    if !asked.hidden.is_empty() {
        used.insert(Column::Tranche);
    }
    for (dimension, codes) in &asked.only {
        let column = Column::of(*dimension);
        let adds_up = column.adds_up() || told == Told::Amounts;
        if codes.len() != 1 && !adds_up && !columns.contains(&column) {
            return None;
        }
        used.insert(column);
    }
    Grain::of(&used)
}

/// What stands of each measure under one combination of keys.
type Stands = BTreeMap<Measure, Stand>;

/// What stands of a measure.
#[derive(Default)]
struct Stand {
    change: Change,
    /// Of recipients, how many parts are counted; one counts while the sum of its parts is above 0. Where a row only says that
    /// it is counted, 1.
    recipients: Vec<(Arc<str>, i64)>,
    /// The same of those that were touched since, as the rows of all together have counted them: these are taken off again.
    before: Vec<(Arc<str>, i64)>,
}

/// A question while it is answered.
struct Question<'a> {
    snapshot: &'a Snapshot<'a>,
    asked: &'a Asked,
    grain: Grain,
    mapping: Option<&'a Mapping>,
    columns: &'a BTreeSet<Column>,
    told: Told,
    stands: BTreeMap<Vec<String>, Stands>,
    /// With a mapping: of which groups each tranche has anything, by the group to which they belong.
    own_groups: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Whose rows of the rollup are read.
enum Whose {
    /// The rows of all recipients together.
    Together,
    /// The rows of each recipient.
    Each,
    /// Of these recipients how many parts are counted of each, and no sums: they were touched since, so the days on which
    /// they come and go may be old.
    Counts(Vec<String>),
}

impl Question<'_> {
    /// The sums as they were added up, which recipients count in them, of the recipients that were touched since from their
    /// own rows; and then what the cases that were touched since changed.
    async fn answer(&mut self, position: i64) -> Result<(), StoreError> {
        let since = if position < self.snapshot.position { self.since(position).await? } else { Vec::new() };
        if self.is_by_recipient() {
            self.rows_of(Whose::Each).await?;
        } else if self.told == Told::Amounts {
            self.rows_of(Whose::Together).await?;
        } else {
            self.rows_of(Whose::Together).await?;
            if self.counts_twice() {
                return Ok(());
            }
            let touched: BTreeSet<&str> = since.iter().map(|line| line.applicant.as_str()).collect();
            let touched: Vec<String> = touched.into_iter().map(str::to_owned).collect();
            if !self.counts_recipients() {
                self.recipients(touched.clone()).await?;
            }
            if !touched.is_empty() {
                self.rows_of(Whose::Counts(touched)).await?;
            }
        }
        for case in since.chunk_by(|one, next| one.application == next.application) {
            self.add_case(case, position);
        }
        Ok(())
    }

    /// Whether an application could be counted twice: in two groups of a tranche that belong to one of the taxonomy that is
    /// asked.
    fn counts_twice(&self) -> bool {
        self.told == Told::All && self.own_groups.values().any(|groups| groups.len() > 1)
    }

    fn is_by_recipient(&self) -> bool {
        let limited = || self.asked.only.keys().any(|dimension| Column::of(*dimension) == Column::Applicant);
        self.columns.contains(&Column::Applicant) || limited()
    }

    /// Whether it suffices how many recipients each row counts: where a figure is of one cell of the rollup, and each
    /// recipient stands under its own code.
    fn counts_recipients(&self) -> bool {
        let is_one = |(dimension, codes): (&Dimension, &BTreeSet<String>), column| {
            *dimension != Dimension::Scheme && Column::of(*dimension) == column && codes.len() == 1
        };
        let is_told = |column| {
            self.columns.contains(&column) || self.asked.only.iter().any(|only| is_one(only, column))
        };
        !self.is_by_recipient()
            && self.asked.borders == Borders::Then
            && !self.asked.by.contains(&Dimension::Scheme)
            && self.grain.columns().all(is_told)
    }

    /// The lines of the cases that were touched since, as far as they are asked, case after case.
    async fn since(&self, position: i64) -> Result<Vec<CaseLine>, StoreError> {
        let cases: Vec<Uuid> = touched(&self.snapshot.tx, position).await?;
        let mut lines = Lines::of(self.asked, &self.snapshot.names, self.mapping);
        let cases = lines.value(cases, Type::UUID_ARRAY);
        lines.condition(format!("l.application = ANY ({cases})"));
        let text = format!("SELECT {COLUMNS} {} ORDER BY l.application", lines.from_where(""));
        let rows = self.snapshot.tx.query_typed(&text, &lines.values()).await?;
        rows.iter().map(CaseLine::read).collect()
    }

    fn add_case(&mut self, case: &[CaseLine], position: i64) {
        let Some(applicant) = case.first().map(|line| line.applicant.as_str()) else { return };
        let recipient: Arc<str> = applicant.into();
        for ((key, measure), days) in changes_since(self.grain, case, position) {
            let stand = self.stands(&key, applicant).entry(measure).or_default();
            for change in days.into_values() {
                stand.change += change;
                stand.recipients.push((recipient.clone(), change.kept));
            }
        }
    }

    fn stands(&mut self, key: &Key, applicant: &str) -> &mut Stands {
        let group = match self.mapping {
            Some(mapping) => mapping.group(&key.tranche, &key.target_group),
            None => &key.target_group,
        };
        if self.mapping.is_some() {
            let belongs_to = (key.tranche.clone(), group.to_owned());
            self.own_groups.entry(belongs_to).or_default().insert(key.target_group.clone());
        }
        let value = |column: &Column| match column {
            Column::Applicant => applicant.to_owned(),
            Column::TargetGroup => group.to_owned(),
            column => key.value(*column).to_owned(),
        };
        self.stands.entry(self.columns.iter().map(value).collect()).or_default()
    }

    /// Adds what stands on the day, by the last row of each cell that begins before it: what stands after its year, or if the
    /// day is in it, what stood when the month began and the days of the month.
    async fn rows_of(&mut self, whose: Whose) -> Result<(), StoreError> {
        let ((year, day), month) = (year_day(self.asked.as_of), i32::from(self.asked.as_of.month()));
        let mut lines = self.cells("reporting.rollup");
        let (of_year, month) = (lines.value(year, Type::INT2), lines.value(month, Type::INT4));
        lines.condition(format!("l.year <= {of_year} AND l.until > {of_year}"));
        match &whose {
            Whose::Together => lines.holds("l.applicant = ", (TOGETHER, Type::TEXT)),
            Whose::Each => lines.holds("l.applicant <> ", (TOGETHER, Type::TEXT)),
            Whose::Counts(touched) => lines.one_of("l.applicant", touched.clone()),
        }
        let text = format!(
            "SELECT l.applicant, l.tranche, l.target_group, l.permanence, l.half, l.origin,
                    coalesce(CASE WHEN l.year = {of_year} THEN
                         substring(l.parts FROM l.starts[{month}] + 1 FOR l.ends[{month}] - l.starts[{month}]) END, l.after) {}",
            lines.from_where("")
        );
        for row in self.snapshot.tx.query_typed(&text, &lines.values()).await? {
            let (applicant, key): (&str, Key) = (row.try_get(0)?, Key::read(&row)?);
            let (mut changes, days): Part = unpack(row.try_get(6)?)?;
            let days = days.into_iter().filter(|((at, _), _)| *at <= day);
            changes.extend(days.map(|((_, measure), change)| (measure, change)));
            self.add(&whose, &key, applicant, changes);
        }
        Ok(())
    }

    fn add(&mut self, whose: &Whose, key: &Key, applicant: &str, changes: Vec<(Measure, Change)>) {
        let recipient: Arc<str> = applicant.into();
        let asked = self.asked;
        let stands = self.stands(key, applicant);
        for (measure, change) in changes.into_iter().filter(|(measure, _)| asked.asks_for(*measure)) {
            let stand = stands.entry(measure).or_default();
            let counts = || (recipient.clone(), change.kept);
            match whose {
                Whose::Together => stand.change += change,
                Whose::Each => {
                    stand.change += change;
                    stand.recipients.push(counts());
                }
                Whose::Counts(_) => {
                    stand.recipients.push(counts());
                    stand.before.push(counts());
                }
            }
        }
    }

    /// Which recipients are counted on the day, but for those of which it must be counted how much.
    async fn recipients(&mut self, except: Vec<String>) -> Result<(), StoreError> {
        let day = year_day(self.asked.as_of);
        let mut lines = self.cells("reporting.rollup_recipients");
        let except = lines.value(except, Type::TEXT_ARRAY);
        lines.condition(format!("l.applicant <> ALL ({except})"));
        let text = format!(
            "SELECT l.applicant, l.tranche, l.target_group, l.permanence, l.half, l.origin, l.turns {}",
            lines.from_where("")
        );
        for row in self.snapshot.tx.query_typed(&text, &lines.values()).await? {
            let (applicant, key): (&str, Key) = (row.try_get(0)?, Key::read(&row)?);
            let mut turns: Turns = unpack(row.try_get(6)?)?;
            turns.retain(|measure, turns| self.asked.asks_for(*measure) && is_counted(turns, day));
            let (recipient, stands): (Arc<str>, _) = (applicant.into(), self.stands(&key, applicant));
            for measure in turns.into_keys() {
                stands.entry(measure).or_default().recipients.push((recipient.clone(), 1));
            }
        }
        Ok(())
    }

    /// The cells that are asked, in a table of the rollup.
    fn cells(&self, table: &str) -> Lines {
        let mut lines = Lines::rolled_up(table, self.asked, &self.snapshot.names, self.mapping);
        lines.holds("l.grain = ", (self.grain.name, Type::TEXT));
        lines
    }

    fn rows(self) -> Vec<Row> {
        let (counts, mut rows) = (self.counts_recipients(), Vec::new());
        for (keys, stands) in self.stands {
            let keys: BTreeMap<_, _> = self.columns.iter().copied().zip(keys).collect();
            // What was undone altogether is in the lines and no figure.
            for (measure, stand) in stands.into_iter().filter(|(_, stand)| stand.change.kept != 0) {
                rows.push(Row { measure: Some(measure), keys: keys.clone(), sums: stand.sums(counts) });
            }
        }
        rows
    }
}

impl Stand {
    fn sums(self, counts_recipients: bool) -> Sums {
        let recipients = counted(self.recipients);
        Sums {
            applications: self.change.applications,
            projects: self.change.projects,
            recipients: if counts_recipients {
                let count = |codes: &BTreeSet<Arc<str>>| Count::of(codes.iter().map(AsRef::as_ref));
                let (now, then) = (count(&recipients), count(&counted(self.before)));
                let all = self.change.recipients + now.all - then.all;
                let municipalities = self.change.municipalities + now.municipalities - then.municipalities;
                Recipients::Counted(Count { all, municipalities })
            } else {
                Recipients::Named(recipients)
            },
            units: self.change.units.told(),
            permanent: self.change.permanent.told(),
            flex: self.change.flex.told(),
            cents: self.change.cents.told(),
        }
    }
}

/// The recipients of which anything is counted.
fn counted(mut recipients: Vec<(Arc<str>, i64)>) -> BTreeSet<Arc<str>> {
    recipients.sort_unstable();
    let each = recipients.chunk_by(|(one, _), (other, _)| one == other);
    let is_counted = |parts: &&[(Arc<str>, i64)]| parts.iter().map(|(_, kept)| kept).sum::<i64>() > 0;
    each.filter(is_counted)
        .filter_map(|parts| parts.first())
        .map(|(applicant, _)| applicant.clone())
        .collect()
}

/// Whether it is counted on a day: it comes, goes, comes again ...
fn is_counted(turns: &[YearDay], day: YearDay) -> bool {
    turns.iter().filter(|turn| **turn <= day).count() % 2 == 1
}
