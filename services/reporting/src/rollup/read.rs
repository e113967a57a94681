//! Answering from the rollup, made true to the position of the ledger.

use super::MOST;
use super::advance::{SUMS, TOUCHED};
use super::grain::{Grain, name};
use super::spans::{Span, up_to};
use crate::figures::asked::Asked;
use crate::figures::lines::{Lines, Mapping, stored};
use crate::figures::read::{Snapshot, read};
use crate::figures::table::{Column, Row};
use crate::ledger::Measure;
use event_store::StoreError;
use jiff::civil::Date;
use std::collections::BTreeSet;
use tokio_postgres::types::Type;

/// How far the rollup is, and in which years anything happened.
const STATE: &str = "
    SELECT position, (SELECT min(start) FROM reporting.rollup WHERE grain = 'all' AND tranche = '' AND level = 1),
           (SELECT max(start) FROM reporting.rollup WHERE grain = 'all' AND tranche = '' AND level = 1)
      FROM reporting.rolled_up";

/// What was added up beforehand for a question.
pub(crate) struct RolledUp {
    /// The figures, by the columns that were asked.
    pub(crate) rows: Vec<Row>,
    /// How many lines of the ledger they are of; absent where some are of no application.
    pub(crate) lines: Option<i64>,
}

/// The answer for these columns from the rollup; none where the question does not fit it, or it is too far behind.
pub(crate) async fn rolled_up(
    snapshot: &Snapshot<'_>,
    asked: &Asked,
    mapping: Option<&Mapping>,
    columns: &BTreeSet<Column>,
) -> Result<Option<RolledUp>, StoreError> {
    let as_known_now = asked.known_at >= snapshot.now;
    let Some(grain) = grain_for(asked, columns).filter(|_| as_known_now && mapping.is_none()) else {
        return Ok(None);
    };
    let state = snapshot.tx.query_typed(STATE, &[]).await?;
    let Some(state) = state.first() else { return Ok(None) };
    let (position, first, last): (i64, Option<Date>, Option<Date>) =
        (state.try_get(0)?, state.try_get(1)?, state.try_get(2)?);
    let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
    if position == 0 || snapshot.position - position > MOST {
        return Ok(None);
    }
    let spans = up_to(asked.as_of, (first.year(), last.year()));
    let mut lines = Lines::rolled_up(asked, &snapshot.names);
    let statement = statement(&mut lines, snapshot, asked, grain, columns, &spans, position);
    let (mut rows, mut counted) = (Vec::new(), 0);
    for row in snapshot.tx.query_typed(&statement, &lines.values()).await? {
        counted += row.try_get::<_, i64>(8 + columns.len())?;
        // What was undone altogether is in the lines and no figure.
        if row.try_get::<_, i64>(9 + columns.len())? != 0 {
            rows.push(read(&row, columns)?);
        }
    }
    let mut beside = Lines::of(asked, &snapshot.names, None);
    beside.of_no_application();
    let beside = snapshot.rows(&beside, columns).await?;
    let lines = beside.is_empty().then_some(counted);
    rows.extend(beside);
    Ok(Some(RolledUp { rows, lines }))
}

/// The combination that can answer: it is by exactly what is asked, and limited to one value of what counts do not add
/// up over.
fn grain_for(asked: &Asked, columns: &BTreeSet<Column>) -> Option<Grain> {
    let mut used = columns.clone();
    if !asked.hidden.is_empty() {
        used.insert(Column::Tranche);
    }
    for (dimension, codes) in &asked.only {
        let column = Column::of(*dimension);
        let adds_up = matches!(column, Column::Applicant | Column::Tranche);
        if codes.len() != 1 && !adds_up && !columns.contains(&column) {
            return None;
        }
        used.insert(column);
    }
    Grain::of(&used)
}

/// What was added up beforehand, and of the cases that were touched since what they are now, less what they were then;
/// by recipient first, because a recipient is counted while anything of it is.
fn statement(
    lines: &mut Lines,
    snapshot: &Snapshot<'_>,
    asked: &Asked,
    grain: Grain,
    columns: &BTreeSet<Column>,
    spans: &[Span],
    position: i64,
) -> String {
    let limits = lines.conditions();
    let beforehand = beforehand(lines, snapshot, asked, grain, columns, spans);
    let named = |of: &dyn Fn(usize) -> String| -> String { (0..columns.len()).map(of).collect() };
    let keys = named(&|at| format!(", c{at}"));
    let (with, since) = if position < snapshot.position {
        since(lines, &limits, asked, columns, position)
    } else {
        (String::new(), String::new())
    };
    let sums: Vec<_> = SUMS.iter().map(|sum| format!("sum({sum}) AS {sum}")).collect();
    let amount = |amount: &str| format!("CASE WHEN sum({amount}_n) <> 0 THEN sum({amount}) END::bigint");
    format!(
        "{with} SELECT measure, sum(applications)::bigint, sum(projects)::bigint,
                array_agg(DISTINCT applicant) FILTER (WHERE kept <> 0), {}, {}, {}, {}{keys}, sum(lines)::bigint,
                sum(kept)::bigint
           FROM (SELECT measure, applicant{keys}, {} FROM ({beforehand}{since}) AS parts
                  GROUP BY measure, applicant{keys}) AS by_recipient
          GROUP BY measure{keys}",
        amount("units"),
        amount("permanent"),
        amount("flex"),
        amount("cents"),
        sums.join(", "),
    )
}

fn beforehand(
    lines: &mut Lines,
    snapshot: &Snapshot<'_>,
    asked: &Asked,
    grain: Grain,
    columns: &BTreeSet<Column>,
    spans: &[Span],
) -> String {
    lines.holds("l.grain = ", (grain.name, Type::TEXT));
    // With the tranche always named, the primary key finds the rows.
    if !grain.by_tranche {
        lines.holds("l.tranche = ", ("", Type::TEXT));
    } else if !asked.only.keys().any(|dimension| Column::of(*dimension) == Column::Tranche) {
        let all: Vec<String> = snapshot.names.tranches.keys().cloned().collect();
        let all = lines.value(all, Type::TEXT_ARRAY);
        lines.condition(format!("l.tranche = ANY ({all})"));
    }
    let levels = lines.value(spans.iter().map(|span| span.level).collect::<Vec<_>>(), Type::INT2_ARRAY);
    let firsts = lines.value(spans.iter().map(|span| span.first).collect::<Vec<_>>(), Type::DATE_ARRAY);
    let lasts = lines.value(spans.iter().map(|span| span.last).collect::<Vec<_>>(), Type::DATE_ARRAY);
    let signs = lines.value(spans.iter().map(|span| span.sign).collect::<Vec<_>>(), Type::INT2_ARRAY);
    let join = format!(
        " JOIN unnest({levels}, {firsts}, {lasts}, {signs}) AS s (level, first, last, sign)
            ON l.level = s.level AND l.start BETWEEN s.first AND s.last"
    );
    let keys: String = (0..).zip(columns).map(|(at, column)| keyed(lines, at, *column)).collect();
    let grouped: String = (0..columns.len()).map(|at| format!(", c{at}")).collect();
    let sums: Vec<_> = SUMS.iter().map(|sum| format!("sum(l.{sum} * s.sign) AS {sum}")).collect();
    format!(
        "SELECT l.measure, l.applicant{keys}, {} {} GROUP BY l.measure, l.applicant{grouped}",
        sums.join(", "),
        lines.from_where(&join),
    )
}

fn keyed(lines: &Lines, at: usize, column: Column) -> String {
    format!(", {} AS c{at}", lines.expression(column))
}

/// The lines of the touched cases, and what they add up to at both positions.
fn since(
    lines: &mut Lines,
    limits: &str,
    asked: &Asked,
    columns: &BTreeSet<Column>,
    position: i64,
) -> (String, String) {
    let touched = TOUCHED.replace("$1", &lines.value(position, Type::INT8));
    let day = lines.value(asked.as_of, Type::DATE);
    let rolled: String = [Column::Tranche, Column::TargetGroup, Column::Permanence, Column::HalfYear]
        .into_iter()
        .filter_map(|column| Some(format!(", {} AS {}", stored(column), name(column)?)))
        .collect();
    let with = format!(
        "WITH touched AS MATERIALIZED (
             SELECT l.measure, l.application, l.project, l.applicant, l.units, l.cents, l.position{rolled}
               FROM reporting.ledger l
              WHERE l.application = ANY (ARRAY({touched})) AND l.valid_on <= {day})"
    );
    let then = lines.value(position, Type::INT8);
    let now = sums_of_touched(lines, columns, limits, 1);
    let then = sums_of_touched(lines, columns, &format!("{limits} AND l.position <= {then}"), -1);
    (with, format!(" UNION ALL {now} UNION ALL {then}"))
}

fn sums_of_touched(lines: &Lines, columns: &BTreeSet<Column>, limits: &str, sign: i16) -> String {
    let keys: String = (0..).zip(columns).map(|(at, column)| keyed(lines, at, *column)).collect();
    let grouped: String = (0..columns.len()).map(|at| format!(", c{at}")).collect();
    let present: String =
        columns.iter().map(|column| format!(" AND {} IS NOT NULL", lines.expression(*column))).collect();
    let is_kept = Measure::counts("measure", "units", "cents");
    let amounts: Vec<_> = ["units", "permanent", "flex", "cents"]
        .map(|amount| {
            format!("{sign} * coalesce(sum({amount}) FILTER (WHERE kept), 0), {sign} * count({amount}) FILTER (WHERE kept)")
        })
        .into();
    format!(
        "SELECT measure, applicant{grouped}, {sign} * count(DISTINCT application) FILTER (WHERE kept),
                {sign} * count(project) FILTER (WHERE kept), {sign} * count(*) FILTER (WHERE kept), {sign} * sum(lines), {}
           FROM (SELECT *, ({is_kept}) IS TRUE AS kept
                   FROM (SELECT l.measure, l.application, l.project, l.applicant{keys}, count(*) AS lines,
                                sum(l.units) AS units, sum(l.units) FILTER (WHERE l.permanence = 'permanent') AS permanent,
                                sum(l.units) FILTER (WHERE l.permanence = 'flex') AS flex, sum(l.cents) AS cents
                           FROM touched l WHERE {limits}{present}
                          GROUP BY l.measure, l.application, l.project, l.applicant{grouped}) AS added) AS judged
          GROUP BY measure, applicant{grouped}",
        amounts.join(", "),
    )
}
