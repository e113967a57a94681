//! The projection that keeps the ledger: it follows the log, and its lines and its checkpoint move together.

use crate::figures::table::TrancheNames;
use crate::kinds;
use crate::ledger::{Line, Measure, State, lines};
use deadpool_postgres::Transaction;
use event_store::{Projection, ProjectionError};
use futures_util::pin_mut;
use regulation::event::{Event, EventType, SchemePublished};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::scheme;
use regulation::words::{
    Applicant, ApplicationId, ContributionKey, GoalKey, ProjectKey, ReportId, TargetGroup, TrancheKey,
    UnitKind,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tokio_postgres::Row;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

/// The name of the projection, under which its checkpoint stands.
pub const LEDGER: &str = "ledger";

// The tables have no schema before them: a rebuild makes them beside the live ones.
macro_rules! columns {
    () => {
        "position, number, event_type, known_since, valid_on, tranche, application, applicant, project, target_group,
         permanence, dwelling, origin, evidence, report, goal, contribution, measure, units, cents, method"
    };
}
/// Earlier lines are found by their keys, also in a table of which nothing is known yet because it is being filled.
const BY_KEY: &str = "SET LOCAL enable_seqscan = off";
static BEFORE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {} FROM ledger
          WHERE (application = ANY ($1) AND measure IN ({}))
             OR (tranche = ANY ($2) AND measure = '{}')
             OR contribution = ANY ($3)
          ORDER BY position, number",
        columns!(),
        Measure::quoted(Measure::is_read_again),
        Measure::Ceiling.as_str()
    )
});
const COPY: &str = concat!("COPY ledger (", columns!(), ") FROM STDIN (FORMAT binary)");
const TYPES: [Type; 21] = [
    Type::INT8,
    Type::INT2,
    Type::TEXT,
    Type::TIMESTAMPTZ,
    Type::DATE,
    Type::TEXT,
    Type::UUID,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::UUID,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
    Type::INT2,
];
/// A tranche that was for families once stays so: what was granted to them is not public because of a later version. The
/// groups of earlier versions stay too, as [`TrancheNames::after`] has it: homes of them there still are.
const NAME: &str = "
    INSERT INTO tranches (tranche, scheme, name, target_groups, taxonomy, families, opened)
    VALUES ($1, $2, $3, $4, $5, $6, false)
    ON CONFLICT (tranche) DO UPDATE
       SET scheme = $2, name = $3, taxonomy = $5, families = tranches.families OR $6,
           target_groups = (tranches.target_groups::jsonb || excluded.target_groups::jsonb)::text";
const SCHEME: &str = "
    INSERT INTO schemes (scheme, version, name, text) VALUES ($1, $2, $3, $4)
    ON CONFLICT (scheme) DO UPDATE SET version = $2, name = $3, text = $4";
const OPEN: &str = "
    INSERT INTO tranches (tranche, scheme, name, target_groups, opened) VALUES ($1, $2, $1, '{}', true)
    ON CONFLICT (tranche) DO UPDATE SET opened = true";

/// The version of what is kept: raised with [`METHOD`](crate::ledger::METHOD), and when what `schemes` and `tranches` keep changes, for what was
/// followed before is made anew by this alone.
const VERSION: i32 = 5;

/// Keeps the ledger and the names of tranches.
pub struct Ledger;

impl Projection for Ledger {
    fn name(&self) -> &'static str {
        LEDGER
    }

    fn version(&self) -> i32 {
        VERSION
    }

    fn tables(&self) -> &'static [&'static str] {
        &["ledger", "schemes", "tranches"]
    }

    fn about(&self) -> Query {
        Query::everything()
    }

    async fn apply(&self, tx: &Transaction<'_>, recorded: &[Recorded]) -> Result<(), ProjectionError> {
        let mut state = before(tx, recorded).await?;
        let mut all = Vec::new();
        for one in recorded {
            let made = lines(&state, one);
            made.iter().for_each(|line| state.learn(line));
            all.extend(made);
            name(tx, &one.event).await?;
        }
        write(tx, &all).await?;
        Ok(())
    }
}

/// What earlier lines say of the cases, tranches and contributions of which these events may undo something or tell it again.
async fn before(tx: &Transaction<'_>, recorded: &[Recorded]) -> Result<State, ProjectionError> {
    let mut undone = Undone::default();
    recorded.iter().for_each(|one| undone.by(&one.event));
    let mut state = State::default();
    if undone == Undone::default() {
        return Ok(state);
    }
    let cases: Vec<Uuid> = undone.cases.into_iter().collect();
    let tranches: Vec<String> = undone.tranches.into_iter().collect();
    let contributions: Vec<String> = undone.contributions.into_iter().collect();
    tx.batch_execute(BY_KEY).await?;
    let rows = tx.query(&tx.prepare_cached(&BEFORE).await?, &[&cases, &tranches, &contributions]).await?;
    for row in rows {
        state.learn(&read(&row)?);
    }
    Ok(state)
}

/// Of what earlier lines may be undone or told again.
#[derive(Debug, Default, PartialEq, Eq)]
struct Undone {
    cases: BTreeSet<Uuid>,
    tranches: BTreeSet<String>,
    contributions: BTreeSet<String>,
}

impl Undone {
    fn by(&mut self, event: &Event) {
        match event {
            Event::TrancheOpened(event) => drop(self.tranches.insert(event.tranche.to_string())),
            Event::CeilingChanged(event) => drop(self.tranches.insert(event.tranche.to_string())),
            Event::MoneyCarriedOver(event) => {
                self.tranches.extend([event.from.tranche.to_string(), event.to.tranche.to_string()]);
            }
            Event::ContributionEntered(event) => {
                self.contributions.insert(event.contribution.to_string());
            }
            Event::ApplicationGranted(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ApplicationWithdrawn(_)
            | Event::GrantSettled(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_) => {
                self.cases.extend(event.case().map(|case| case.application.0));
            }
            Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::ApplicationSubmitted(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ProgressReported(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::EditionSealed(_) => {}
        }
    }
}

async fn write(tx: &Transaction<'_>, lines: &[Line]) -> Result<(), tokio_postgres::Error> {
    if lines.is_empty() {
        return Ok(());
    }
    let writer = BinaryCopyInWriter::new(tx.copy_in(COPY).await?, &TYPES);
    pin_mut!(writer);
    for line in lines {
        let kind = line.kind.as_ref();
        let position = i64::try_from(line.position.0).unwrap_or(i64::MAX);
        let project = line.project.as_ref().map(ProjectKey::as_str);
        let group = kind.map(|kind| kind.target_group.as_str());
        writer
            .as_mut()
            .write(&[
                &position,
                &line.number,
                &line.event.as_str(),
                &line.known_since,
                &line.valid_on,
                &line.tranche.as_ref().map(TrancheKey::as_str),
                &line.application.map(|application| application.0),
                &line.applicant.as_ref().map(ToString::to_string),
                &project,
                &group,
                &kind.map(|kind| kinds::permanence(kind.permanence)),
                &kind.map(|kind| kinds::dwelling(kind.dwelling)),
                &kind.map(|kind| kinds::origin(kind.origin)),
                &line.evidence.map(kinds::evidence),
                &line.report.map(|report| report.0),
                &line.goal.as_ref().map(GoalKey::as_str),
                &line.contribution.as_ref().map(ContributionKey::as_str),
                &line.measure.as_str(),
                &line.units,
                &line.cents,
                &line.method,
            ])
            .await?;
    }
    writer.finish().await?;
    Ok(())
}

/// The names of tranches and target groups, from the scheme's own text.
async fn name(tx: &Transaction<'_>, event: &Event) -> Result<(), tokio_postgres::Error> {
    match event {
        Event::SchemePublished(event) => name_tranches(tx, event).await,
        Event::TrancheOpened(event) => {
            let (tranche, scheme) = (event.tranche.as_str(), event.scheme.as_str());
            tx.execute(&tx.prepare_cached(OPEN).await?, &[&tranche, &scheme]).await?;
            Ok(())
        }
        Event::WindowExtended(_)
        | Event::CeilingChanged(_)
        | Event::TrancheClosed(_)
        | Event::ApplicationSubmitted(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::ApplicationWithdrawn(_)
        | Event::AdviceGiven(_)
        | Event::ApplicationGranted(_)
        | Event::ApplicationRejected(_)
        | Event::ApplicationSetAside(_)
        | Event::ProgressReported(_)
        | Event::ProgressCorrected(_)
        | Event::SpendingAccounted(_)
        | Event::ContributionEntered(_)
        | Event::EditionSealed(_)
        | Event::MoneyCarriedOver(_)
        | Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_)
        | Event::GrantSettled(_) => Ok(()),
    }
}

async fn name_tranches(tx: &Transaction<'_>, event: &SchemePublished) -> Result<(), tokio_postgres::Error> {
    // What was published was read before; a text that can no longer be read leaves the codes as names.
    let Ok(scheme) = scheme::read(&event.text) else { return Ok(()) };
    let (key, version) = (event.scheme.as_str(), i32::try_from(event.version).unwrap_or(i32::MAX));
    tx.execute(&tx.prepare_cached(SCHEME).await?, &[&key, &version, &scheme.name, &event.text]).await?;
    for tranche in &scheme.tranches {
        let TrancheNames { name, scheme, taxonomy, groups, families } =
            TrancheNames::of(tranche, &event.scheme);
        let groups = serde_json::to_string(&groups).unwrap_or_else(|_| "{}".to_owned());
        let values: [&(dyn ToSql + Sync); 6] =
            [&tranche.key.as_str(), &scheme, &name, &groups, &taxonomy, &families];
        tx.execute(&tx.prepare_cached(NAME).await?, &values).await?;
    }
    Ok(())
}

/// A line as it was written.
fn read(row: &Row) -> Result<Line, ProjectionError> {
    let position = Position(row.try_get::<_, i64>(0)?.unsigned_abs());
    let number = row.try_get(1)?;
    let unreadable =
        || ProjectionError::Unhandleable(format!("the ledger's line {position}.{number} cannot be read"));
    let text = |at| row.try_get::<_, Option<&str>>(at).ok().flatten();
    let kind = || {
        Some(UnitKind {
            target_group: TargetGroup::parse(text(9)?).ok()?,
            permanence: kinds::read_permanence(text(10)?)?,
            dwelling: kinds::read_dwelling(text(11)?)?,
            origin: kinds::read_origin(text(12)?)?,
        })
    };
    Ok(Line {
        position,
        number,
        event: text(2).and_then(EventType::parse).ok_or_else(unreadable)?,
        known_since: row.try_get(3)?,
        valid_on: row.try_get(4)?,
        tranche: text(5).and_then(|key| TrancheKey::parse(key).ok()),
        application: row.try_get::<_, Option<Uuid>>(6)?.map(ApplicationId),
        applicant: text(7).and_then(|code| Applicant::parse(code).ok()),
        project: text(8).and_then(|key| ProjectKey::parse(key).ok()),
        kind: kind(),
        evidence: text(13).and_then(kinds::read_evidence),
        report: row.try_get::<_, Option<Uuid>>(14)?.map(ReportId),
        goal: text(15).and_then(|key| GoalKey::parse(key).ok()),
        contribution: text(16).and_then(|key| ContributionKey::parse(key).ok()),
        measure: text(17).and_then(Measure::parse).ok_or_else(unreadable)?,
        units: row.try_get(18)?,
        cents: row.try_get(19)?,
        method: row.try_get(20)?,
    })
}
