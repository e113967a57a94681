//! What the lines of one case add to each cell of the rollup, on which day.

use super::change::{Amount, Change};
use super::grain::{Grain, Key};
use crate::kinds;
use crate::ledger::Measure;
use event_store::StoreError;
use jiff::civil::Date;
use regulation::words::Permanence;
use std::collections::BTreeMap;
use tokio_postgres::Row;
use uuid::Uuid;

/// The columns of the ledger that [`CaseLine::read`] reads.
pub(crate) const COLUMNS: &str = "l.application, l.applicant, l.tranche, l.position, l.measure, l.valid_on, l.project, \
                                  l.target_group, l.permanence, l.origin, l.units, l.cents";

/// A line of the ledger, as far as the rollup looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseLine {
    /// The case.
    pub(crate) application: Uuid,
    /// Its recipient.
    pub(crate) applicant: String,
    /// Its tranche.
    pub(crate) tranche: String,
    /// The event.
    pub(crate) position: i64,
    /// What is counted; absent for a measure of another version of the program.
    pub(crate) measure: Option<Measure>,
    /// The day.
    pub(crate) day: Date,
    /// The project.
    pub(crate) project: Option<String>,
    /// The code of the target group.
    pub(crate) target_group: Option<String>,
    /// Permanent or flex, as it is stored.
    pub(crate) permanence: Option<String>,
    /// How the homes come about, as it is stored.
    pub(crate) origin: Option<String>,
    /// Homes.
    pub(crate) units: Option<i64>,
    /// Cents.
    pub(crate) cents: Option<i64>,
}

impl CaseLine {
    /// Reads it from these columns.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            application: row.try_get(0)?,
            applicant: row.try_get(1)?,
            tranche: row.try_get(2)?,
            position: row.try_get(3)?,
            measure: Measure::parse(row.try_get(4)?),
            day: row.try_get(5)?,
            project: row.try_get(6)?,
            target_group: row.try_get(7)?,
            permanence: row.try_get(8)?,
            origin: row.try_get(9)?,
            units: row.try_get(10)?,
            cents: row.try_get(11)?,
        })
    }

    /// What it adds to the sums of what it is part of.
    fn added(&self) -> Change {
        let only = |which| {
            let is_it = self.permanence.as_deref() == Some(kinds::permanence(which));
            Amount::of(self.units.filter(|_| is_it))
        };
        Change {
            lines: 1,
            units: Amount::of(self.units),
            permanent: only(Permanence::Permanent),
            flex: only(Permanence::Flex),
            cents: Amount::of(self.cents),
            ..Change::default()
        }
    }
}

/// What changes in a cell on the days on which anything does.
pub(crate) type Days = BTreeMap<Date, Change>;

/// What the lines of a case change in the cells of a combination, on which day.
fn changes<'a>(
    grain: Grain,
    lines: impl IntoIterator<Item = &'a CaseLine>,
) -> BTreeMap<(Key, Measure), Days> {
    let mut parts: BTreeMap<(Key, Measure), BTreeMap<Option<&str>, Days>> = BTreeMap::new();
    for line in lines {
        let Some(of) = grain.key(line).zip(line.measure) else { continue };
        let days = parts.entry(of).or_default().entry(line.project.as_deref()).or_default();
        *days.entry(line.day).or_default() += line.added();
    }
    let of_all = |((key, measure), projects): ((Key, Measure), BTreeMap<Option<&str>, Days>)| {
        let mut days = Days::new();
        for (project, added) in projects {
            count_project(&mut days, added, measure, project.is_some());
        }
        count_case(&mut days);
        ((key, measure), days)
    };
    parts.into_iter().map(of_all).collect()
}

/// What a case adds up to now, less what it added up to at a position.
pub(crate) fn changes_since(
    grain: Grain,
    case: &[CaseLine],
    position: i64,
) -> BTreeMap<(Key, Measure), Days> {
    let mut since = changes(grain, case);
    for (of, days) in changes(grain, case.iter().filter(|line| line.position <= position)) {
        let now = since.entry(of).or_default();
        for (day, then) in days {
            *now.entry(day).or_default() += -then;
        }
    }
    since
}

/// What a project, or what is of none, counts for changes with the days: what a later line undid altogether is not
/// counted, and counts again when more comes.
fn count_project(days: &mut Days, added: Days, measure: Measure, is_project: bool) {
    let (mut so_far, mut was) = (Change::default(), Change::default());
    for (day, change) in added {
        so_far += change;
        let is = counted(so_far, measure, is_project);
        let changed = days.entry(day).or_default();
        *changed += is - was;
        changed.lines += change.lines;
        was = is;
    }
}

fn counted(so_far: Change, measure: Measure, is_project: bool) -> Change {
    let nothing = |amount: Amount| amount.told().unwrap_or(0) == 0;
    if measure.is_net() && nothing(so_far.units) && nothing(so_far.cents) {
        return Change::default();
    }
    let once = |amount: Amount| Amount::of(amount.told());
    Change {
        projects: i64::from(is_project),
        kept: 1,
        units: once(so_far.units),
        permanent: once(so_far.permanent),
        flex: once(so_far.flex),
        cents: once(so_far.cents),
        ..Change::default()
    }
}

/// The case itself is counted while anything of it is.
fn count_case(days: &mut Days) {
    let mut kept = 0;
    for change in days.values_mut() {
        let was = kept;
        kept += change.kept;
        change.applications = i64::from(kept > 0) - i64::from(was > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollup::grain::GRAINS;
    use jiff::civil::date;

    fn line(measure: Measure, day: i8, project: &str, units: i64) -> CaseLine {
        CaseLine {
            application: Uuid::nil(),
            applicant: "GM0363".to_owned(),
            tranche: "proef-2022".to_owned(),
            position: 1,
            measure: Some(measure),
            day: date(2022, 3, day),
            project: Some(project.to_owned()),
            target_group: Some("studenten".to_owned()),
            permanence: Some("flex".to_owned()),
            origin: Some("new-build".to_owned()),
            units: Some(units),
            cents: None,
        }
    }

    fn all_of(lines: &[CaseLine]) -> Vec<(i8, i64, i64, Option<i64>)> {
        let all = GRAINS.into_iter().find(|grain| grain.name == "all").unwrap();
        let mut stands = Change::default();
        let days = changes(all, lines).into_values().flatten();
        days.map(|(day, change)| {
            stands += change;
            (day.day(), stands.applications, stands.projects, stands.units.told())
        })
        .collect()
    }

    #[test]
    fn a_report_that_is_taken_back_is_counted_until_that_day() {
        let lines = [line(Measure::Realised, 1, "P1", 10), line(Measure::Realised, 5, "P1", -10)];
        assert_eq!(all_of(&lines), [(1, 1, 1, Some(10)), (5, 0, 0, None)]);
    }

    #[test]
    fn a_case_is_counted_once_however_many_projects_it_has() {
        let lines = [
            line(Measure::Realised, 1, "P1", 10),
            line(Measure::Realised, 3, "P2", 5),
            line(Measure::Realised, 4, "P1", -10),
        ];
        assert_eq!(all_of(&lines), [(1, 1, 1, Some(10)), (3, 1, 2, Some(15)), (4, 1, 1, Some(5))]);
    }

    #[test]
    fn what_cannot_be_undone_is_counted_also_at_nothing() {
        let lines = [line(Measure::Settled, 2, "P1", 0)];
        assert_eq!(all_of(&lines), [(2, 1, 1, Some(0))]);
    }

    #[test]
    fn lines_of_another_kind_are_not_in_its_cell() {
        let flex = GRAINS.into_iter().find(|grain| grain.name == "flex").unwrap();
        let money = CaseLine { permanence: None, ..line(Measure::Granted, 1, "P1", 1) };
        assert!(changes(flex, [&money]).is_empty());
        let cells = changes(flex, [&line(Measure::Granted, 1, "P1", 1)]);
        let keys: Vec<_> = cells.keys().map(|(key, _)| key.permanence.as_str()).collect();
        assert_eq!(keys, ["flex"]);
    }
}
