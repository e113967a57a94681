//! Adding changes to the rows of the rollup.

use super::change::Change;
use super::grain::Key;
use super::packed::{Part, Totals, Turns, Year, YearDay, pack, pack_year, unpack, unpack_parts};
use crate::figures::recipients::Count;
use crate::ledger::Measure;
use event_store::StoreError;
use std::collections::BTreeMap;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, Transaction};

/// The recipient of a row that is of all of them together.
pub(super) const TOGETHER: &str = "";

/// Of these cells of a recipient, the row in which a year falls and each one after it, and what stands before the first.
const READ: &str = "
    SELECT w.number, r.year, r.parts, CASE WHEN r.year <= w.first THEN coalesce(substring(r.parts FOR r.ends[1]), r.after) END
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[])
           WITH ORDINALITY AS w (grain, tranche, target_group, permanence, half, origin, first, number)
      JOIN reporting.rollup r USING (grain, tranche, target_group, permanence, half, origin)
     WHERE r.applicant = $1 AND r.until > w.first";
const WRITE: &str = "
    INSERT INTO reporting.rollup (grain, applicant, tranche, target_group, permanence, half, origin, year, until, parts, starts,
                                  ends, after)
    SELECT grain, $1, tranche, target_group, permanence, half, origin, year, until, parts, starts::integer[],
           ends::integer[], after
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[], $9::smallint[],
                  $10::bytea[], $11::text[], $12::text[], $13::bytea[])
           AS n (grain, tranche, target_group, permanence, half, origin, year, until, parts, starts, ends, after)
    ON CONFLICT (grain, applicant, tranche, target_group, permanence, half, origin, year)
    DO UPDATE SET until = excluded.until, parts = excluded.parts, starts = excluded.starts, ends = excluded.ends,
                  after = excluded.after";
const READ_TURNS: &str = "
    SELECT w.number, r.turns
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           WITH ORDINALITY AS w (grain, tranche, target_group, permanence, half, origin, number)
      JOIN reporting.rollup_recipients r USING (grain, tranche, target_group, permanence, half, origin)
     WHERE r.applicant = $1";
const WRITE_TURNS: &str = "
    INSERT INTO reporting.rollup_recipients (grain, tranche, target_group, permanence, half, origin, applicant, turns)
    SELECT grain, tranche, target_group, permanence, half, origin, $1, turns
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])
           AS n (grain, tranche, target_group, permanence, half, origin, turns)
    ON CONFLICT (grain, tranche, target_group, permanence, half, origin, applicant) DO UPDATE SET turns = excluded.turns";

/// Until when the last row of a cell holds: there is no later one.
const NO_END: i16 = i16::MAX;

/// Of how many cells the rows are read and written at once: those of one recipient are smaller, but it can have a thousand.
const OF_ONE: usize = 200;
const TOGETHER_AT_ONCE: usize = 16;

/// A cell of a combination.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    /// The name of the combination.
    pub(super) grain: &'static str,
    /// Which of its cells.
    pub(super) key: Key,
}

/// What changes in cells, year by year.
#[derive(Debug, Default)]
pub(super) struct Cells {
    cells: BTreeMap<Cell, BTreeMap<i16, Year>>,
    held: usize,
}

impl Cells {
    /// Adds a change.
    pub(super) fn add(&mut self, cell: &Cell, measure: Measure, (of, at): YearDay, change: Change) {
        if !self.cells.contains_key(cell) {
            self.cells.insert(cell.clone(), BTreeMap::new());
        }
        let Some(year) = self.cells.get_mut(cell).map(|years| years.entry(of).or_default()) else { return };
        let before = year.len();
        add(year, (at, measure), change);
        self.held = self.held + year.len() - before;
    }

    /// Adds what a recipient counts for while it is counted: at its first turn in a measure it comes, at its second it
    /// goes ...
    pub(super) fn count(&mut self, cell: &Cell, turns: &Turns, one: Change) {
        for (measure, days) in turns {
            for (number, day) in days.iter().enumerate() {
                self.add(cell, *measure, *day, if number.is_multiple_of(2) { one } else { -one });
            }
        }
    }

    /// How many changes are held.
    pub(super) const fn len(&self) -> usize {
        self.held
    }

    /// The cells in which anything changes, so many at a time.
    fn in_batches(self, most: usize) -> Vec<Vec<Touched>> {
        let touched = self.cells.into_iter().filter_map(|(cell, mut years)| {
            years.retain(|_, year| !year.is_empty());
            (!years.is_empty()).then(|| Touched { cell, years, before: Totals::new() })
        });
        let mut all: Vec<Vec<Touched>> = vec![Vec::new()];
        for one in touched {
            match all.last_mut() {
                Some(some) if some.len() < most => some.push(one),
                _ => all.push(vec![one]),
            }
        }
        all
    }
}

/// What comes to nothing is not held.
fn add(year: &mut Year, at: (i16, Measure), change: Change) {
    let sum = year.entry(at).or_default();
    *sum += change;
    if *sum == Change::default() {
        year.remove(&at);
    }
}

/// A cell in which something changes.
struct Touched {
    cell: Cell,
    /// What changes, and with what stands, what stands then.
    years: BTreeMap<i16, Year>,
    /// What stands when the first of these years begins.
    before: Totals,
}

impl Touched {
    /// The first of these years.
    fn begin(&self) -> i16 {
        self.years.first_key_value().map_or(NO_END, |(year, _)| *year)
    }
}

/// Adds changes to the rows of all recipients together.
pub(super) async fn add_to_all_recipients(tx: &Transaction<'_>, cells: Cells) -> Result<(), StoreError> {
    for mut touched in cells.in_batches(TOGETHER_AT_ONCE) {
        read(tx, TOGETHER, &mut touched).await?;
        write(tx, TOGETHER, &touched).await?;
    }
    Ok(())
}

/// Adds changes to the rows of a recipient, and what they change in how many are counted to those of all together.
pub(super) async fn add_to_recipient(
    tx: &Transaction<'_>,
    applicant: &str,
    cells: Cells,
    mut together: Option<&mut Cells>,
) -> Result<(), StoreError> {
    let one = counting(applicant);
    for mut touched in cells.in_batches(OF_ONE) {
        read(tx, applicant, &mut touched).await?;
        write(tx, applicant, &touched).await?;
        let changed = write_turns(tx, applicant, &touched).await?;
        let Some(together) = together.as_deref_mut() else { continue };
        for ChangedTurns { cell, was, is } in changed {
            together.count(cell, &was, -one);
            together.count(cell, &is, one);
        }
    }
    Ok(())
}

/// What a recipient counts for in the rows of all together.
pub(super) fn counting(applicant: &str) -> Change {
    let Count { all, municipalities } = Count::of([applicant].into_iter());
    Change { recipients: all, municipalities, ..Change::default() }
}

/// On which days a recipient came and went in a cell, and does now.
struct ChangedTurns<'a> {
    cell: &'a Cell,
    was: Turns,
    is: Turns,
}

/// Adds what stands to what changes.
async fn read(tx: &Transaction<'_>, applicant: &str, touched: &mut [Touched]) -> Result<(), StoreError> {
    let keys = Keys::of(touched.iter().map(|one| &one.cell));
    let first: Vec<i16> = touched.iter().map(Touched::begin).collect();
    let mut values = keys.values(&applicant);
    values.push((&first, Type::INT2_ARRAY));
    for row in tx.query_typed(READ, &values).await? {
        let Some(one) = number(&row)?.and_then(|at| touched.get_mut(at)) else { continue };
        let (year, parts, first): (i16, &[u8], Option<&[u8]>) =
            (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        if let Some(first) = first {
            let (stood, _): Part = unpack(first)?;
            one.before = stood.into_iter().collect();
        }
        let year = one.years.entry(year).or_default();
        for (at, change) in unpack_parts(parts)?.into_iter().flat_map(|(_, days)| days) {
            add(year, at, change);
        }
    }
    Ok(())
}

/// The place of the cell of a row, which tells its number, counted from 1.
fn number(row: &Row) -> Result<Option<usize>, StoreError> {
    Ok(usize::try_from(row.try_get::<_, i64>(0)? - 1).ok())
}

async fn write(tx: &Transaction<'_>, applicant: &str, touched: &[Touched]) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for Touched { cell, years, before, .. } in touched {
        let mut stands = before.clone();
        let next = years.keys().skip(1).copied().chain([NO_END]);
        for ((year, days), until) in years.iter().zip(next) {
            rows.push((cell, *year, until, pack_year(days, &mut stands)?));
        }
    }
    let keys = Keys::of(rows.iter().map(|(cell, ..)| *cell));
    let years: Vec<i16> = rows.iter().map(|(_, year, ..)| *year).collect();
    let until: Vec<i16> = rows.iter().map(|(_, _, until, _)| *until).collect();
    let parts: Vec<_> = rows.iter().map(|(.., year)| year.parts.as_slice()).collect();
    let starts: Vec<_> = rows.iter().map(|(.., year)| array(&year.starts)).collect();
    let ends: Vec<_> = rows.iter().map(|(.., year)| array(&year.ends)).collect();
    let after: Vec<_> = rows.iter().map(|(.., year)| year.after.as_slice()).collect();
    let mut values = keys.values(&applicant);
    values.push((&years, Type::INT2_ARRAY));
    values.push((&until, Type::INT2_ARRAY));
    values.push((&parts, Type::BYTEA_ARRAY));
    values.push((&starts, Type::TEXT_ARRAY));
    values.push((&ends, Type::TEXT_ARRAY));
    values.push((&after, Type::BYTEA_ARRAY));
    tx.query_typed(WRITE, &values).await?;
    Ok(())
}

/// An array as PostgreSQL writes it: an array of arrays of different rows cannot be a value.
fn array(numbers: &[i32]) -> String {
    let numbers: Vec<_> = numbers.iter().map(i32::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

/// Writes on which days the recipient comes and goes, where that changes: as it was before the years of which the days are
/// known, and from then on as it now stands.
async fn write_turns<'a>(
    tx: &Transaction<'_>,
    applicant: &str,
    touched: &'a [Touched],
) -> Result<Vec<ChangedTurns<'a>>, StoreError> {
    let changed =
        |one: &'a Touched| ChangedTurns { cell: &one.cell, was: Turns::new(), is: turns_since(one) };
    let mut changed: Vec<ChangedTurns<'a>> = touched.iter().map(changed).collect();
    let keys = Keys::of(touched.iter().map(|one| &one.cell));
    for row in tx.query_typed(READ_TURNS, &keys.values(&applicant)).await? {
        let Some(at) = number(&row)? else { continue };
        let Some((one, changed)) = touched.get(at).zip(changed.get_mut(at)) else { continue };
        changed.was = unpack(row.try_get(1)?)?;
        for (measure, days) in &changed.was {
            let earlier = days.iter().copied().filter(|(year, _)| *year < one.begin());
            changed.is.entry(*measure).or_default().splice(0..0, earlier);
        }
        changed.is.retain(|_, days| !days.is_empty());
    }
    changed.retain(|one| one.was != one.is);
    let keys = Keys::of(changed.iter().map(|one| one.cell));
    let turns = changed.iter().map(|one| pack(&one.is)).collect::<Result<Vec<_>, _>>()?;
    let mut values = keys.values(&applicant);
    values.push((&turns, Type::BYTEA_ARRAY));
    tx.query_typed(WRITE_TURNS, &values).await?;
    Ok(changed)
}

fn turns_since(touched: &Touched) -> Turns {
    let kept = touched.before.iter().map(|(measure, stand)| (*measure, stand.kept));
    let (mut kept, mut turns) = (kept.collect::<BTreeMap<_, _>>(), Turns::new());
    for (year, days) in &touched.years {
        for ((day, measure), change) in days {
            let kept = kept.entry(*measure).or_default();
            let was = *kept > 0;
            *kept += change.kept;
            if was != (*kept > 0) {
                turns.entry(*measure).or_default().push((*year, *day));
            }
        }
    }
    turns
}

/// The keys of cells, column by column.
#[derive(Default)]
struct Keys<'a> {
    grains: Vec<&'a str>,
    tranches: Vec<&'a str>,
    groups: Vec<&'a str>,
    permanences: Vec<&'a str>,
    halves: Vec<&'a str>,
    origins: Vec<&'a str>,
}

impl<'a> Keys<'a> {
    fn of(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let mut keys = Self::default();
        for Cell { grain, key } in cells {
            keys.grains.push(grain);
            keys.tranches.push(&key.tranche);
            keys.groups.push(&key.target_group);
            keys.permanences.push(&key.permanence);
            keys.halves.push(&key.half);
            keys.origins.push(&key.origin);
        }
        keys
    }

    /// The recipient and these, as the first seven values of a statement.
    fn values<'b>(&'b self, applicant: &'b &'b str) -> Vec<(&'b (dyn ToSql + Sync), Type)> {
        let columns: [&'b Vec<&'a str>; 6] =
            [&self.grains, &self.tranches, &self.groups, &self.permanences, &self.halves, &self.origins];
        let mut values: Vec<(&'b (dyn ToSql + Sync), Type)> = vec![(applicant, Type::TEXT)];
        for column in columns {
            values.push((column, Type::TEXT_ARRAY));
        }
        values
    }
}
