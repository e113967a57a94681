//! By which combinations of dimensions sums are made beforehand.

use crate::figures::table::Column;
use std::collections::BTreeSet;

/// A combination. Every one is also by recipient, and some by tranche: an application is of one recipient and one
/// tranche, so that counts over several of them add up. By what else it adds up, an application can have several of;
/// there a question must ask exactly that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grain {
    /// Its name in the table.
    pub name: &'static str,
    /// Whether it is by tranche.
    pub by_tranche: bool,
    /// By what else.
    pub by: &'static [Column],
}

/// Every one; the first that fits is used.
pub const GRAINS: [Grain; 6] = [
    Grain { name: "all", by_tranche: false, by: &[] },
    Grain { name: "tranche", by_tranche: true, by: &[] },
    Grain { name: "half", by_tranche: false, by: &[Column::HalfYear] },
    Grain { name: "flex", by_tranche: false, by: &[Column::Permanence] },
    Grain { name: "group", by_tranche: true, by: &[Column::TargetGroup] },
    Grain { name: "group-flex", by_tranche: true, by: &[Column::TargetGroup, Column::Permanence] },
];

impl Grain {
    /// The one for a question that uses these columns, to group by or to be limited to one value of.
    pub fn of(used: &BTreeSet<Column>) -> Option<Self> {
        let additive = |column: &Column| matches!(column, Column::Applicant | Column::Tranche);
        let exact: BTreeSet<Column> = used.iter().copied().filter(|column| !additive(column)).collect();
        let by_tranche = used.contains(&Column::Tranche);
        GRAINS.into_iter().find(|grain| {
            (grain.by_tranche || !by_tranche) && grain.by.iter().copied().collect::<BTreeSet<_>>() == exact
        })
    }

    /// Its columns beside the recipient.
    pub fn columns(self) -> impl Iterator<Item = Column> {
        self.by_tranche.then_some(Column::Tranche).into_iter().chain(self.by.iter().copied())
    }
}

/// The name of a column in the table of the rollup; absent for what no grain is by.
pub const fn name(column: Column) -> Option<&'static str> {
    match column {
        Column::TargetGroup => Some("target_group"),
        Column::Permanence => Some("permanence"),
        Column::Applicant => Some("applicant"),
        Column::Tranche => Some("tranche"),
        Column::HalfYear => Some("half"),
        Column::Dwelling | Column::Origin | Column::Evidence | Column::Year => None,
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
    }

    #[test]
    fn an_application_of_two_kinds_is_never_counted_twice() {
        // By permanence and group it would be counted in both groups, so that only the ledger can tell.
        assert_eq!(name_of(&[Column::Tranche, Column::Permanence]), None);
        assert_eq!(name_of(&[Column::HalfYear, Column::Permanence]), None);
        assert_eq!(name_of(&[Column::Dwelling]), None);
    }
}
