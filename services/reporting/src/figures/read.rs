//! Figures from the ledger: everything in one answer is of one snapshot of the database.

use super::asked::Asked;
use super::body::{Answer, FiguresOnDay};
use super::lines::{Lines, Mapping};
use super::table::{Audience, Column, Names, Row, Sums, TrancheNames};
use crate::ledger::Measure;
use crate::projection::LEDGER;
use crate::rollup::read::{Told, rolled_up};
use deadpool_postgres::{Client, Transaction};
use event_store::StoreError;
use jiff::Timestamp;
use regulation::scheme::{self, Tranche, group_in};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::IsolationLevel;

/// Where the ledger is, and what time it is. The time is never earlier than the last event that counts was recorded: a replica's clock may stand behind, and what is known then would not be known now.
const STATE: &str = "
    SELECT here.position, greatest(clock_timestamp(), e.recorded_at)
      FROM (SELECT coalesce((SELECT position FROM reporting.checkpoints WHERE name = $1), 0) AS position) AS here
      LEFT JOIN log.events e ON e.position = here.position";
const TRANCHES: &str = "
    SELECT tranche, name, scheme, taxonomy, target_groups, families FROM reporting.tranches WHERE opened ORDER BY tranche";
const SCHEMES: &str = "SELECT scheme, name FROM reporting.schemes";
const TEXTS: &str = "SELECT text FROM reporting.schemes ORDER BY scheme";

/// The ledger as it is at one moment.
pub struct Snapshot<'a> {
    /// The transaction that holds it still.
    pub tx: Transaction<'a>,
    /// The position up to which the ledger is made.
    pub position: i64,
    /// The time by the database's clock, or when the last event that counts was recorded if that is later.
    pub now: Timestamp,
    /// The names of schemes, and of the tranches that were opened.
    pub names: Names,
}

impl<'a> Snapshot<'a> {
    /// Takes it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn take(client: &'a mut Client) -> Result<Self, StoreError> {
        let begin =
            client.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
        let tx = begin.start().await?;
        let state = tx.query_one(&tx.prepare_cached(STATE).await?, &[&LEDGER]).await?;
        let mut names = Names::default();
        for row in tx.query(&tx.prepare_cached(TRANCHES).await?, &[]).await? {
            let (key, groups): (String, String) = (row.try_get(0)?, row.try_get(4)?);
            let groups = serde_json::from_str(&groups).unwrap_or_default();
            let (name, scheme, taxonomy) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let families = row.try_get(5)?;
            names.tranches.insert(key, TrancheNames { name, scheme, taxonomy, groups, families });
        }
        for row in tx.query(&tx.prepare_cached(SCHEMES).await?, &[]).await? {
            names.schemes.insert(row.try_get(0)?, row.try_get(1)?);
        }
        Ok(Self { position: state.try_get(0)?, now: state.try_get(1)?, tx, names })
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn answer(&self, asked: Asked, audience: Audience) -> Result<Answer, StoreError> {
        let asked = asked.as_seen_by(audience, &self.names).with_what_is_derived_from();
        let mapping = self.mapping(&asked).await?;
        let mut stands = Vec::new();
        for day in asked.each_day() {
            stands.push(self.stand(&day, mapping.as_ref(), audience).await?);
        }
        Ok(Answer::of(asked, self.position.unsigned_abs(), stands))
    }

    async fn stand(
        &self,
        asked: &Asked,
        mapping: Option<&Mapping>,
        audience: Audience,
    ) -> Result<FiguresOnDay, StoreError> {
        let columns = asked.columns();
        let rows = if columns.is_empty() {
            Vec::new()
        } else {
            self.added_up(asked, mapping, &columns, Told::All).await?
        };
        let all = self.added_up(asked, mapping, &BTreeSet::new(), Told::All).await?;
        Ok(FiguresOnDay::of(asked, rows, all, &self.names, mapping, audience))
    }

    /// How many homes and how much money each measure comes to, by these columns. Of how many applications and recipients that
    /// is, is not told.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn amounts(
        &self,
        asked: &Asked,
        mapping: Option<&Mapping>,
        columns: &BTreeSet<Column>,
    ) -> Result<Vec<Row>, StoreError> {
        self.added_up(asked, mapping, columns, Told::Amounts).await
    }

    /// What was added up beforehand where that can answer, and else the lines themselves.
    async fn added_up(
        &self,
        asked: &Asked,
        mapping: Option<&Mapping>,
        columns: &BTreeSet<Column>,
        told: Told,
    ) -> Result<Vec<Row>, StoreError> {
        match rolled_up(self, asked, mapping, columns, told).await? {
            Some(answer) => Ok(answer.rows),
            None => self.rows(&Lines::of(asked, &self.names, mapping), columns).await,
        }
    }

    /// To which groups of the taxonomy that is asked the groups of all tranches belong.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn mapping(&self, asked: &Asked) -> Result<Option<Mapping>, StoreError> {
        let Some(version) = &asked.taxonomy else { return Ok(None) };
        let mut tranches = Vec::new();
        for row in self.tx.query(&self.tx.prepare_cached(TEXTS).await?, &[]).await? {
            // What was published was read before.
            tranches.extend(scheme::read(row.try_get(0)?).map(|scheme| scheme.tranches).unwrap_or_default());
        }
        Ok(Some(mapping(&tranches, version).with_earlier_groups(&self.names, version)))
    }

    /// Lines added up by these columns. A line without a value in one of them belongs to no cell.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn rows(&self, lines: &Lines, columns: &BTreeSet<Column>) -> Result<Vec<Row>, StoreError> {
        let rows = self.tx.query_typed(&sum_by(lines, columns), &lines.values()).await?;
        rows.iter().map(|row| read(row, columns)).collect()
    }
}

pub(super) fn mapping(tranches: &[Tranche], version: &str) -> Mapping {
    let among: Vec<&Tranche> = tranches.iter().collect();
    let mut mapping = Mapping::default();
    for tranche in tranches {
        for (group, rule) in &tranche.target_groups {
            if tranche.taxonomy == version {
                mapping.names.insert(group.to_string(), rule.name.clone());
            }
            if let Some(mapped) = group_in(tranche, group, version, &among) {
                let groups = mapping.groups.entry(tranche.key.to_string()).or_default();
                groups.insert(group.to_string(), mapped.to_string());
            }
        }
    }
    mapping
}

/// Lines added up by case, project and recipient, and by these columns: c0, c1 ... What a later line undid altogether is
/// left out: of an application that no longer waits, or of homes of which the report was taken back, nothing is left to
/// count.
pub(crate) fn kept(lines: &Lines, columns: &BTreeSet<Column>) -> String {
    let each = |make: &dyn Fn(usize, Column) -> String| -> String {
        columns.iter().enumerate().map(|(at, column)| make(at, *column)).collect()
    };
    format!(
        "SELECT l.measure, l.application, l.project, l.applicant, sum(l.units) AS units,
                sum(l.units) FILTER (WHERE l.permanence = 'permanent') AS permanent,
                sum(l.units) FILTER (WHERE l.permanence = 'flex') AS flex, sum(l.cents) AS cents{}
           {}
          GROUP BY l.measure, l.application, l.project, l.applicant{}
         HAVING {}",
        each(&|at, column| format!(", {} AS c{at}", lines.expression(column))),
        lines.from_where(""),
        each(&|at, _| format!(", c{at}")),
        Measure::counts("l.measure", "sum(l.units)", "sum(l.cents)"),
    )
}

fn sum_by(lines: &Lines, columns: &BTreeSet<Column>) -> String {
    let each = |make: &dyn Fn(usize) -> String| -> String { (0..columns.len()).map(make).collect() };
    format!(
        "SELECT measure, count(DISTINCT application), count(DISTINCT (application, project)) FILTER (WHERE project IS NOT NULL),
                array_agg(DISTINCT applicant) FILTER (WHERE applicant IS NOT NULL), sum(units)::bigint,
                sum(permanent)::bigint, sum(flex)::bigint, sum(cents)::bigint{}
           FROM ({}) AS kept
          WHERE true{}
          GROUP BY measure{}",
        each(&|at| format!(", c{at}")),
        kept(lines, columns),
        each(&|at| format!(" AND c{at} IS NOT NULL")),
        each(&|at| format!(", c{at}")),
    )
}

pub(crate) fn read(row: &tokio_postgres::Row, columns: &BTreeSet<Column>) -> Result<Row, StoreError> {
    let mut keys = BTreeMap::new();
    for (at, column) in (8..).zip(columns) {
        keys.insert(*column, row.try_get(at)?);
    }
    let recipients: Option<Vec<String>> = row.try_get(3)?;
    let sums = Sums {
        applications: row.try_get(1)?,
        projects: row.try_get(2)?,
        recipients: recipients.unwrap_or_default().into_iter().collect(),
        units: row.try_get(4)?,
        permanent: row.try_get(5)?,
        flex: row.try_get(6)?,
        cents: row.try_get(7)?,
    };
    Ok(Row { measure: Measure::parse(row.try_get(0)?), keys, sums })
}
