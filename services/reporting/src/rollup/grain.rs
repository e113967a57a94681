//! By which combinations of dimensions sums are made beforehand.

use super::case::CaseLine;
use crate::figures::in_memory::half_year_of;
use crate::figures::table::Column;
use event_store::StoreError;
use std::collections::BTreeSet;
use tokio_postgres::Row;

/// A combination. Every one is also by recipient, and some by tranche: an application is of one recipient and one
/// tranche, so that counts over several of them add up. By what else it adds up, an application can have several of;
/// there a question must ask exactly that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grain {
    /// Its name in the table: after what it tells apart. `flex` tells flex homes from permanent ones and holds both, and so do
    /// `tranche-flex` and `group-flex`.
    pub name: &'static str,
    /// Whether it is by tranche.
    pub by_tranche: bool,
    /// By what else.
    pub by: &'static [Column],
}

/// Every one; the first that fits is used. Where one comes, goes or changes, [`FORM`](super::FORM) is raised.
pub const GRAINS: [Grain; 8] = [
    Grain { name: "all", by_tranche: false, by: &[] },
    Grain { name: "tranche", by_tranche: true, by: &[] },
    Grain { name: "half", by_tranche: false, by: &[Column::HalfYear] },
    Grain { name: "flex", by_tranche: false, by: &[Column::Permanence] },
    Grain { name: "tranche-flex", by_tranche: true, by: &[Column::Permanence] },
    Grain { name: "origin", by_tranche: true, by: &[Column::Origin] },
    Grain { name: "group", by_tranche: true, by: &[Column::TargetGroup] },
    Grain { name: "group-flex", by_tranche: true, by: &[Column::TargetGroup, Column::Permanence] },
];

/// The values of a cell in the dimensions of its combination; empty in all others.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The tranche.
    pub(crate) tranche: String,
    /// The target group.
    pub(crate) target_group: String,
    /// Permanent or flex, as it is stored.
    pub(crate) permanence: String,
    /// The half-year, as `2023-h1`.
    pub(crate) half: String,
    /// How homes come about, as it is stored.
    pub(crate) origin: String,
}

impl Key {
    /// Reads it from the second column on: tranche, target group, permanence, half-year, origin.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            tranche: row.try_get(1)?,
            target_group: row.try_get(2)?,
            permanence: row.try_get(3)?,
            half: row.try_get(4)?,
            origin: row.try_get(5)?,
        })
    }

    /// What stands in a column; nothing for what no combination is by.
    pub(crate) fn value(&self, column: Column) -> &str {
        match column {
            Column::TargetGroup => &self.target_group,
            Column::Permanence => &self.permanence,
            Column::Tranche => &self.tranche,
            Column::HalfYear => &self.half,
            Column::Origin => &self.origin,
            Column::Applicant | Column::Dwelling | Column::Evidence | Column::Year => "",
        }
    }
}

impl Grain {
    /// The one for a question that uses these columns, to group by or to be limited to one value of.
    pub fn of(used: &BTreeSet<Column>) -> Option<Self> {
        let exact: BTreeSet<Column> = used.iter().copied().filter(|column| !column.adds_up()).collect();
        let by_tranche = used.contains(&Column::Tranche);
        GRAINS.into_iter().find(|grain| {
            (grain.by_tranche || !by_tranche) && grain.by.iter().copied().collect::<BTreeSet<_>>() == exact
        })
    }

    /// Its columns beside the recipient.
    pub(crate) fn columns(self) -> impl Iterator<Item = Column> {
        self.by_tranche.then_some(Column::Tranche).into_iter().chain(self.by.iter().copied())
    }

    /// The cell in which a line is; none where it has no value in one of the dimensions.
    pub(crate) fn key(self, line: &CaseLine) -> Option<Key> {
        let is_by = |column| self.by.contains(&column);
        let told = |column, value: &Option<String>| {
            if is_by(column) { value.clone() } else { Some(String::new()) }
        };
        Some(Key {
            tranche: if self.by_tranche { line.tranche.clone() } else { String::new() },
            target_group: told(Column::TargetGroup, &line.target_group)?,
            permanence: told(Column::Permanence, &line.permanence)?,
            half: if is_by(Column::HalfYear) { half_year_of(line.day) } else { String::new() },
            origin: told(Column::Origin, &line.origin)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(used: &[Column]) -> Option<&'static str> {
        Grain::of(&used.iter().copied().collect()).map(|grain| grain.name)
    }

    #[test]
    fn what_is_asked_finds_the_smallest_combination_that_can_answer_it() {
        assert_eq!(name_of(&[]), Some("all"));
        assert_eq!(name_of(&[Column::Applicant]), Some("all"));
        assert_eq!(name_of(&[Column::Applicant, Column::Tranche]), Some("tranche"));
        assert_eq!(name_of(&[Column::Tranche, Column::TargetGroup, Column::Permanence]), Some("group-flex"));
        assert_eq!(name_of(&[Column::Permanence]), Some("flex"));
    }

    #[test]
    fn a_goal_finds_one_also_where_tranches_are_hidden() {
        assert_eq!(name_of(&[Column::Tranche, Column::Permanence]), Some("tranche-flex"));
        assert_eq!(name_of(&[Column::Origin]), Some("origin"));
        assert_eq!(name_of(&[Column::Tranche, Column::Origin]), Some("origin"));
    }

    #[test]
    fn an_application_of_two_kinds_is_never_counted_twice() {
        // By origin and permanence it would be counted in both, so that only the ledger can tell.
        assert_eq!(name_of(&[Column::Origin, Column::Permanence]), None);
        assert_eq!(name_of(&[Column::HalfYear, Column::Permanence]), None);
        assert_eq!(name_of(&[Column::Dwelling]), None);
    }
}
