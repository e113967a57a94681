//! Bringing the rollup up to the ledger.

use super::grain::{GRAINS, Grain, name};
use crate::figures::lines::stored;
use crate::ledger::Measure;
use crate::projection::LEDGER;
use event_store::{EventStore, StoreError};
use tokio_postgres::types::Type;
use tokio_postgres::{IsolationLevel, Transaction};
use uuid::Uuid;

/// The columns that are added.
pub const SUMS: [&str; 12] = [
    "applications",
    "projects",
    "kept",
    "lines",
    "units",
    "units_n",
    "permanent",
    "permanent_n",
    "flex",
    "flex_n",
    "cents",
    "cents_n",
];

const LOCK: &str = "SELECT position FROM reporting.rolled_up FOR UPDATE";
const HERE: &str = "SELECT coalesce((SELECT position FROM reporting.checkpoints WHERE name = $1), 0)";
const MOVE: &str = "UPDATE reporting.rolled_up SET position = $1";
/// The applications of which lines came after a position.
pub const TOUCHED: &str =
    "SELECT DISTINCT application FROM reporting.ledger WHERE position > $1 AND application IS NOT NULL";

/// Brings the rollup to where the ledger is, when it is further behind than this. The position where it is then.
///
/// # Errors
/// When the database cannot be read or written, or another process brings it up to date at the same time.
pub async fn advance(store: &EventStore, behind: i64) -> Result<i64, StoreError> {
    let mut client = store.tables().get().await?;
    let begin = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
    let tx = begin.start().await?;
    let is: i64 = tx.query_one(LOCK, &[]).await?.try_get(0)?;
    let goal: i64 = tx.query_one(HERE, &[&LEDGER]).await?.try_get(0)?;
    if goal - is <= behind {
        return Ok(is);
    }
    // The sorts of a whole ledger.
    tx.batch_execute("SET LOCAL work_mem = '64MB'").await?;
    if is == 0 {
        begin_anew(&tx).await?
    } else {
        bring_up(&tx, is).await?
    }
    tx.execute(MOVE, &[&goal]).await?;
    tx.commit().await?;
    if is == 0 {
        client.batch_execute("ANALYZE reporting.rollup").await?;
    }
    Ok(goal)
}

/// The sums of the whole ledger.
async fn begin_anew(tx: &Transaction<'_>) -> Result<(), StoreError> {
    for grain in GRAINS {
        let all = changes(grain, "l.application IS NOT NULL", 1);
        tx.execute(&add(grain, &all), &[]).await?;
    }
    Ok(())
}

/// What the cases that were touched since add up to now, less what they added up to then.
async fn bring_up(tx: &Transaction<'_>, is: i64) -> Result<(), StoreError> {
    let touched = touched(tx, is).await?;
    for grain in GRAINS {
        let now = changes(grain, "l.application = ANY ($1)", 1);
        let then = changes(grain, "l.application = ANY ($1) AND l.position <= $2", -1);
        let statement = add(grain, &format!("{now} UNION ALL {then}"));
        let values: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] =
            [(&touched, Type::UUID_ARRAY), (&is, Type::INT8)];
        tx.query_typed(&statement, &values).await?;
    }
    Ok(())
}

/// The applications of which lines came after a position.
pub(super) async fn touched(tx: &Transaction<'_>, after: i64) -> Result<Vec<Uuid>, StoreError> {
    let rows = tx.query_typed(TOUCHED, &[(&after, Type::INT8)]).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// Adds changes to the sums of their day, its month, its year and all days.
fn add(grain: Grain, changes: &str) -> String {
    let keys: String = grain.columns().filter_map(name).map(|column| format!(", {column}")).collect();
    let each = |make: &dyn Fn(&str) -> String, between: &str| -> String {
        SUMS.iter().map(|sum| make(sum)).collect::<Vec<_>>().join(between)
    };
    // What no grain is by is empty in all its rows.
    let key = |column: &'static str| {
        if column == "applicant" || keys.contains(column) { column } else { "''" }
    };
    format!(
        "INSERT INTO reporting.rollup (grain, tranche, target_group, permanence, half, applicant, measure, level, start, {})
         SELECT '{}', {}, {}, {}, {}, applicant, measure, s.level, s.start, {}
           FROM ({changes}) AS changed, LATERAL (VALUES (0, '0001-01-01'::date),
                (1, date_trunc('year', day::timestamp)::date), (2, date_trunc('month', day::timestamp)::date),
                (3, day)) AS s (level, start)
          GROUP BY applicant, measure, s.level, s.start{keys}
         HAVING {}
         ON CONFLICT (grain, tranche, level, start, target_group, permanence, half, applicant, measure)
         DO UPDATE SET {}",
        SUMS.join(", "),
        grain.name,
        key("tranche"),
        key("target_group"),
        key("permanence"),
        key("half"),
        each(&|sum| format!("sum({sum})::bigint"), ", "),
        each(&|sum| format!("sum({sum}) <> 0"), " OR "),
        each(&|sum| format!("{sum} = rollup.{sum} + excluded.{sum}"), ", "),
    )
}

/// By how much every sum changes on each day, of these lines, once (1) or taken away (-1).
///
/// As a figure counts: first by case and project, because what a later line undid altogether is not counted. Whether a
/// project is counted, and by it a case, changes with the days; what is written is each change.
fn changes(grain: Grain, lines: &str, sign: i16) -> String {
    let columns: Vec<_> = grain.columns().collect();
    let named: String =
        columns.iter().filter_map(|column| name(*column)).map(|name| format!(", {name}")).collect();
    let made: String = columns
        .iter()
        .filter_map(|column| Some(format!(", {} AS {}", stored(*column), name(*column)?)))
        .collect();
    let told: String = columns.iter().map(|column| format!(" AND {} IS NOT NULL", stored(*column))).collect();
    let is_kept = Measure::counts("measure", "all_units", "all_cents");
    let part = format!("measure, application, applicant{named}");
    format!(
        "SELECT measure, applicant{named}, day, {sign} * (here - coalesce(lag(here) OVER c, 0)) AS applications,
                {sign} * projects AS projects, {sign} * kept AS kept, {sign} * lines AS lines,
                {sign} * units AS units, {sign} * units_n AS units_n, {sign} * permanent AS permanent,
                {sign} * permanent_n AS permanent_n, {sign} * flex AS flex, {sign} * flex_n AS flex_n,
                {sign} * cents AS cents, {sign} * cents_n AS cents_n
           FROM (SELECT *, (sum(kept) OVER (PARTITION BY {part} ORDER BY day) > 0)::int AS here
                   FROM (SELECT {part}, day, sum(is_kept - was_kept) AS kept,
                                coalesce(sum(is_kept - was_kept) FILTER (WHERE project IS NOT NULL), 0) AS projects,
                                sum(lines) AS lines, sum(units) AS units, sum(units_n) AS units_n,
                                sum(permanent) AS permanent, sum(permanent_n) AS permanent_n,
                                sum(flex) AS flex, sum(flex_n) AS flex_n, sum(cents) AS cents, sum(cents_n) AS cents_n
                           FROM (SELECT {part}, project, day, lines, is_kept, coalesce(lag(is_kept) OVER p, 0) AS was_kept,
                                        {counted}
                                   FROM (SELECT *, ({is_kept})::int AS is_kept
                                           FROM (SELECT {part}, project, day, lines, {running}
                                                   FROM (SELECT l.measure, l.application, l.applicant, l.project{made},
                                                                l.valid_on AS day, count(*) AS lines, {sums}
                                                           FROM reporting.ledger l WHERE {lines}{told}
                                                          GROUP BY l.measure, l.application, l.applicant, l.project,
                                                                   l.valid_on{named}) AS daily
                                                 WINDOW r AS (PARTITION BY {part}, project ORDER BY day)) AS running) AS judged
                                 WINDOW p AS (PARTITION BY {part}, project ORDER BY day)) AS changed
                          GROUP BY {part}, day) AS by_case) AS counted
         WINDOW c AS (PARTITION BY {part} ORDER BY day)",
        sums = each_amount(|amount, of, only| {
            format!("coalesce(sum(l.{of}){only}, 0) AS {amount}, count(l.{of}){only} AS {amount}_n")
        }),
        running = each_amount(|amount, _, _| {
            format!("sum({amount}) OVER r AS all_{amount}, (sum({amount}_n) OVER r > 0)::int AS any_{amount}")
        }),
        counted = each_amount(|amount, _, _| {
            format!(
                "is_kept * all_{amount} - coalesce(lag(is_kept * all_{amount}) OVER p, 0) AS {amount},
                 is_kept * any_{amount} - coalesce(lag(is_kept * any_{amount}) OVER p, 0) AS {amount}_n"
            )
        }),
    )
}

/// For units, those of them that are permanent or flex, and cents: the column they are from, and which lines count.
fn each_amount(make: impl Fn(&str, &str, &str) -> String) -> String {
    let amounts = [
        ("units", "units", ""),
        ("permanent", "units", " FILTER (WHERE l.permanence = 'permanent')"),
        ("flex", "units", " FILTER (WHERE l.permanence = 'flex')"),
        ("cents", "cents", ""),
    ];
    amounts.map(|(amount, of, only)| make(amount, of, only)).join(", ")
}
