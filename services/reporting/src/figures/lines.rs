//! The lines of the ledger that a question is about: one set of conditions, for the sums and for their trace.

use super::asked::Asked;
use super::dimension::Dimension;
use super::table::{Column, NO_PROVINCE, Names};
use crate::places::{Borders, PROVINCES, place};
use regulation::municipalities;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::types::{ToSql, Type};

/// A value in a statement, with its type, so that no round trip is needed to ask for that.
type Value = (Box<dyn ToSql + Sync + Send>, Type);

/// In place of a target group that has none in the taxonomy that was asked.
pub const UNDIVIDED: (&str, &str) = ("niet-te-verdelen", "hoort in deze indeling bij geen groep");

/// To which group of the taxonomy that is asked each group of each tranche belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// For each tranche its groups, and the group to which each belongs.
    pub groups: BTreeMap<String, BTreeMap<String, String>>,
    /// The names of the groups of the taxonomy.
    pub names: BTreeMap<String, String>,
}

impl Mapping {
    /// The group to which a group of a tranche belongs, or [`UNDIVIDED`].
    pub fn group(&self, tranche: &str, own: &str) -> &str {
        self.groups.get(tranche).and_then(|groups| groups.get(own)).map_or(UNDIVIDED.0, String::as_str)
    }

    /// Also with the groups that only earlier versions of the rules of a tranche had: in its own taxonomy each is itself.
    pub(super) fn with_earlier_groups(mut self, names: &Names, taxonomy: &str) -> Self {
        for (tranche, one) in &names.tranches {
            for (code, name) in one.groups_in(taxonomy) {
                let groups = self.groups.entry(tranche.clone()).or_default();
                groups.entry(code.clone()).or_insert_with(|| code.clone());
                self.names.entry(code.clone()).or_insert_with(|| name.clone());
            }
        }
        self
    }
}

/// The part of a statement that says which lines, and its values. Nothing of a request is in the text.
pub struct Lines {
    from: String,
    conditions: Vec<String>,
    values: Vec<Value>,
    is_mapped: bool,
    is_rolled_up: bool,
}

impl Lines {
    /// The lines of a question, on its own day.
    pub fn of(asked: &Asked, names: &Names, mapping: Option<&Mapping>) -> Self {
        let (conditions, values) = (Vec::new(), Vec::new());
        let from = "reporting.ledger l".to_owned();
        let mut lines = Self { from, conditions, values, is_mapped: false, is_rolled_up: false };
        lines.holds("l.valid_on <= ", (asked.as_of, Type::DATE));
        lines.holds("l.known_since <= ", (asked.known_at, Type::TIMESTAMPTZ));
        if let Some(mapping) = mapping {
            lines.map(mapping);
        }
        lines.limited(asked, names);
        if !asked.measures.is_empty() {
            let stored = asked.measures.iter().map(|measure| measure.as_str().to_owned());
            lines.one_of("l.measure", stored.collect());
        }
        lines
    }

    /// What was added up beforehand, in a table with the columns of the rollup; of which measures, recipients and days,
    /// the caller says.
    pub(crate) fn rolled_up(table: &str, asked: &Asked, names: &Names, mapping: Option<&Mapping>) -> Self {
        let (conditions, values) = (Vec::new(), Vec::new());
        let from = format!("{table} l");
        let mut lines = Self { from, conditions, values, is_mapped: false, is_rolled_up: true };
        if let Some(mapping) = mapping {
            lines.map(mapping);
        }
        lines.limited(asked, names);
        lines
    }

    fn limited(&mut self, asked: &Asked, names: &Names) {
        for (dimension, codes) in &asked.only {
            self.limit(*dimension, codes, asked.borders, names);
        }
        if !asked.hidden.is_empty() {
            let hidden: Vec<String> = asked.hidden.iter().cloned().collect();
            let place = self.value(hidden, Type::TEXT_ARRAY);
            self.conditions.push(format!("(l.tranche = ANY ({place})) IS NOT TRUE"));
        }
    }

    /// Adds a condition that ends in the place of a value.
    pub fn holds<T: ToSql + Sync + Send + 'static>(&mut self, condition: &str, (value, kind): (T, Type)) {
        let place = self.value(value, kind);
        self.conditions.push(format!("{condition}{place}"));
    }

    /// Adds a condition as it stands.
    pub(crate) fn condition(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    /// Only what is of no application: ceilings and contributions.
    pub(crate) fn of_no_application(&mut self) {
        self.condition("l.application IS NULL".to_owned());
    }

    /// The conditions so far.
    pub(crate) fn conditions(&self) -> String {
        if self.conditions.is_empty() { "true".to_owned() } else { self.conditions.join(" AND ") }
    }

    /// Adds a value; its place in the text.
    pub fn value<T: ToSql + Sync + Send + 'static>(&mut self, value: T, kind: Type) -> String {
        self.values.push((Box::new(value), kind));
        format!("${}", self.values.len())
    }

    /// Only what has one of these in a column. One value is compared as one, because an index then gives the lines in their
    /// order.
    pub(crate) fn one_of(&mut self, column: &str, mut values: Vec<String>) {
        let condition = if values.len() == 1 {
            let place = self.value(values.remove(0), Type::TEXT);
            format!("{column} = {place}")
        } else {
            let place = self.value(values, Type::TEXT_ARRAY);
            format!("{column} = ANY ({place})")
        };
        self.conditions.push(condition);
    }

    fn map(&mut self, mapping: &Mapping) {
        let (mut tranches, mut groups, mut mapped) = (Vec::new(), Vec::new(), Vec::new());
        for (tranche, of_tranche) in &mapping.groups {
            tranches.extend(of_tranche.keys().map(|_| tranche.clone()));
            groups.extend(of_tranche.keys().cloned());
            mapped.extend(of_tranche.values().cloned());
        }
        let tranches = self.value(tranches, Type::TEXT_ARRAY);
        let groups = self.value(groups, Type::TEXT_ARRAY);
        let mapped = self.value(mapped, Type::TEXT_ARRAY);
        self.from.push_str(&format!(
            " LEFT JOIN unnest({tranches}, {groups}, {mapped}) AS map (tranche, target_group, mapped)
                ON map.tranche = l.tranche AND map.target_group = l.target_group"
        ));
        self.is_mapped = true;
    }

    fn limit(&mut self, dimension: Dimension, codes: &BTreeSet<String>, borders: Borders, names: &Names) {
        let is_in = |code: &str| codes.contains(code);
        match dimension {
            Dimension::Scheme => {
                let of = names.tranches.iter().filter(|(_, tranche)| is_in(&tranche.scheme));
                self.one_of("l.tranche", of.map(|(key, _)| key.clone()).collect());
            }
            Dimension::Municipality | Dimension::Region => {
                let there = known_places().filter(|code| is_in(&place(code, borders).code));
                let there = there.chain(codes.iter().filter(|code| !code.starts_with("GM")).cloned());
                self.one_of("l.applicant", there.collect());
            }
            Dimension::Province => self.limit_to_provinces(codes, borders),
            Dimension::Permanence
            | Dimension::Dwelling
            | Dimension::Origin
            | Dimension::Evidence
            | Dimension::Tranche
            | Dimension::Year
            | Dimension::HalfYear
            | Dimension::TargetGroup => {
                let stored = codes.iter().map(|code| dimension.stored(code).to_owned());
                self.one_of(&self.expression(Column::of(dimension)), stored.collect());
            }
        }
    }

    /// Recipients that are neither a municipality nor a province lie in none.
    fn limit_to_provinces(&mut self, codes: &BTreeSet<String>, borders: Borders) {
        let lies_there = |code: &String| {
            place(code, borders).province.is_some_and(|(province, _)| codes.contains(province))
        };
        let there = self.value(known_places().filter(lies_there).collect::<Vec<_>>(), Type::TEXT_ARRAY);
        let elsewhere = if codes.contains(NO_PROVINCE.0) { " OR l.applicant !~ '^(GM|PV)'" } else { "" };
        self.conditions.push(format!("(l.applicant = ANY ({there}){elsewhere})"));
    }

    /// What stands in a column, as a text.
    pub fn expression(&self, column: Column) -> String {
        match column {
            Column::TargetGroup if self.is_mapped => format!(
                "CASE WHEN l.target_group IS NOT NULL THEN coalesce(map.mapped, '{}') END",
                UNDIVIDED.0
            ),
            Column::HalfYear if self.is_rolled_up => "l.half".to_owned(),
            column => stored(column).to_owned(),
        }
    }

    /// From which table, under which conditions; `join` stands between the two.
    pub fn from_where(&self, join: &str) -> String {
        format!("FROM {}{join} WHERE {}", self.from, self.conditions())
    }

    /// The values with their types.
    pub fn values(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        let mut values: Vec<(&(dyn ToSql + Sync), Type)> = Vec::new();
        for (value, kind) in &self.values {
            values.push((value.as_ref(), kind.clone()));
        }
        values
    }
}

/// What stands in a column of the ledger, as a text.
pub(crate) const fn stored(column: Column) -> &'static str {
    match column {
        Column::TargetGroup => "l.target_group",
        Column::Permanence => "l.permanence",
        Column::Dwelling => "l.dwelling",
        Column::Origin => "l.origin",
        Column::Evidence => "l.evidence",
        Column::Applicant => "l.applicant",
        Column::Tranche => "l.tranche",
        Column::Year => "extract(year FROM l.valid_on)::int::text",
        Column::HalfYear => {
            "extract(year FROM l.valid_on)::int::text || CASE WHEN extract(month FROM l.valid_on) < 7 THEN '-h1' ELSE '-h2' END"
        }
    }
}

/// The codes of every municipality that ever was, and of the provinces.
fn known_places() -> impl Iterator<Item = String> {
    let provinces = PROVINCES.into_iter().map(|(code, _)| code.to_owned());
    municipalities::all().map(|municipality| municipality.code.to_string()).chain(provinces)
}
