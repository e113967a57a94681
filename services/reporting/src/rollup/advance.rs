//! Bringing the rollup up to the ledger.

use super::FORM;
use super::all_recipients::add_up_recipients;
use super::case::{COLUMNS, CaseLine, Days, changes_since};
use super::grain::{GRAINS, Grain, Key};
use super::packed::year_day;
use super::rows::{Cell, Cells, add_to_all_recipients, add_to_recipient};
use crate::ledger::Measure;
use crate::projection::LEDGER;
use crate::reading::POSITION;
use event_store::{EventStore, StoreError};
use std::collections::BTreeMap;
use std::mem::take;
use tokio_postgres::types::Type;
use tokio_postgres::{IsolationLevel, Transaction};
use uuid::Uuid;

const LOCK: &str = "SELECT position, form FROM reporting.rolled_up FOR UPDATE";
const MOVE: &str = "UPDATE reporting.rolled_up SET position = $1, form = $2";
const EMPTY: &str = "DELETE FROM reporting.rollup; DELETE FROM reporting.rollup_recipients";
/// The applications of which lines came after a position.
const TOUCHED: &str =
    "SELECT DISTINCT application FROM reporting.ledger WHERE position > $1 AND application IS NOT NULL";
/// The sorts of a whole ledger.
const SORTING: &str = "SET LOCAL work_mem = '64MB'";
/// Rows are found by their keys, also before anything is known of how many there are.
const BY_KEY: &str =
    "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off";
const LEARN: &str = "ANALYZE reporting.rollup, reporting.rollup_recipients";

/// How many lines are read at once.
const LINES: i32 = 20_000;
/// How many changes are held in memory, of one recipient and of all together.
const HELD: usize = 200_000;

/// Brings the rollup to where the ledger is, when it is further behind than this. The position where it is then.
///
/// # Errors
/// When the database cannot be read or written, or another process brings it up to date at the same time.
pub async fn advance(store: &EventStore, behind: i64) -> Result<i64, StoreError> {
    let mut client = store.tables().get().await?;
    let begin = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
    let tx = begin.start().await?;
    let row = tx.query_one(LOCK, &[]).await?;
    let (position, form): (i64, i16) = (row.try_get(0)?, row.try_get(1)?);
    let from = if form == FORM { position } else { 0 };
    let upto: i64 = tx.query_one(POSITION, &[&LEDGER]).await?.try_get(0)?;
    if upto - from <= behind {
        return Ok(from);
    }
    if from == 0 {
        tx.batch_execute(EMPTY).await?;
    }
    let together = (from != 0).then(Cells::default);
    Rolling { tx: &tx, from, together, of_one: Cells::default() }.run().await?;
    tx.execute(MOVE, &[&upto, &FORM]).await?;
    tx.commit().await?;
    if from == 0 {
        client.batch_execute(LEARN).await?;
    }
    Ok(upto)
}

/// The applications of which lines came after a position.
pub(super) async fn touched(tx: &Transaction<'_>, after: i64) -> Result<Vec<Uuid>, StoreError> {
    let rows = tx.query_typed(TOUCHED, &[(&after, Type::INT8)]).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// Case after case, recipient after recipient.
struct Rolling<'a> {
    tx: &'a Transaction<'a>,
    /// Up to where the cases are in it already; 0 when it is made from nothing.
    from: i64,
    /// Absent while all is made from nothing: the rows of all together are then added up from those of each.
    together: Option<Cells>,
    of_one: Cells,
}

impl Rolling<'_> {
    async fn run(mut self) -> Result<(), StoreError> {
        self.tx.batch_execute(SORTING).await?;
        let (lines, touched) = self.lines().await?;
        let lines = self.tx.prepare(&lines).await?;
        let portal = match &touched {
            Some(touched) => self.tx.bind(&lines, &[touched]).await?,
            None => self.tx.bind(&lines, &[]).await?,
        };
        self.tx.batch_execute(BY_KEY).await?;
        let mut case = Vec::new();
        loop {
            let page = self.tx.query_portal(&portal, LINES).await?;
            if page.is_empty() {
                break;
            }
            for row in page {
                let line = CaseLine::read(&row)?;
                if case.last().is_some_and(|last: &CaseLine| last.application != line.application) {
                    self.take_in(take(&mut case), Some(&line)).await?;
                }
                case.push(line);
            }
        }
        self.take_in(case, None).await?;
        match self.together {
            Some(together) => add_to_all_recipients(self.tx, together).await,
            None => add_up_recipients(self.tx).await,
        }
    }

    /// Every line of a whole ledger, or of the cases that were touched since.
    async fn lines(&self) -> Result<(String, Option<Vec<Uuid>>), StoreError> {
        let touched = if self.from == 0 { None } else { Some(touched(self.tx, self.from).await?) };
        let which = if touched.is_some() { "l.application = ANY ($1)" } else { "l.application IS NOT NULL" };
        let text = format!(
            "SELECT {COLUMNS} FROM reporting.ledger l WHERE {which} ORDER BY l.applicant, l.application"
        );
        Ok((text, touched))
    }

    fn add(&mut self, grain: Grain, changed: BTreeMap<(Key, Measure), Days>) {
        for ((key, measure), days) in changed {
            let cell = Cell { grain: grain.name, key };
            for (day, change) in days {
                self.of_one.add(&cell, measure, year_day(day), change);
                if let Some(together) = &mut self.together {
                    together.add(&cell, measure, year_day(day), change);
                }
            }
        }
    }

    /// What a case adds up to now, less what it added up to then.
    async fn take_in(&mut self, case: Vec<CaseLine>, next: Option<&CaseLine>) -> Result<(), StoreError> {
        let Some(applicant) = case.first().map(|line| line.applicant.clone()) else { return Ok(()) };
        for grain in GRAINS {
            self.add(grain, changes_since(grain, &case, self.from));
        }
        let is_last = next.is_none_or(|line| line.applicant != applicant);
        if is_last || self.of_one.len() > HELD {
            add_to_recipient(self.tx, &applicant, take(&mut self.of_one), self.together.as_mut()).await?;
        }
        if let Some(together) = self.together.as_mut().filter(|together| together.len() > HELD) {
            add_to_all_recipients(self.tx, take(together)).await?;
        }
        Ok(())
    }
}
