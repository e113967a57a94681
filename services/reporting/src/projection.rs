//! The projection that keeps the ledger: it follows the log, and its lines and its checkpoint move together.

use crate::kinds;
use crate::ledger::{Line, METHOD, Measure, State, lines};
use deadpool_postgres::Transaction;
use event_store::{Projection, ProjectionError};
use futures_util::pin_mut;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::{Event, EventType, SchemePublished};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::scheme;
use regulation::words::{Applicant, ApplicationId, ProjectKey, TargetGroup, TrancheKey, UnitKind};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Row;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// The name of the projection, under which its checkpoint stands.
pub const LEDGER: &str = "ledger";

// The tables have no schema before them: a rebuild makes them beside the live ones.
const BEFORE: &str = "
    SELECT position, number, event_type, known_since, valid_on, tranche, application, applicant, project, target_group,
           permanence, dwelling, origin, measure, units, cents, method
      FROM ledger
     WHERE (application = ANY ($1) AND measure IN ('granted', 'released'))
        OR (tranche = ANY ($2) AND measure = 'ceiling')
     ORDER BY position, number";
const COPY: &str = "
    COPY ledger (position, number, event_type, known_since, valid_on, tranche, application, applicant, project,
                 target_group, permanence, dwelling, origin, measure, units, cents, method)
    FROM STDIN (FORMAT binary)";
const TYPES: [Type; 17] = [
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
    Type::INT8,
    Type::INT8,
    Type::INT2,
];
const NAME: &str = "
    INSERT INTO tranches (tranche, scheme, name, target_groups, opened) VALUES ($1, $2, $3, $4, false)
    ON CONFLICT (tranche) DO UPDATE SET scheme = $2, name = $3, target_groups = $4";
const OPEN: &str = "
    INSERT INTO tranches (tranche, scheme, name, target_groups, opened) VALUES ($1, $2, $1, '{}', true)
    ON CONFLICT (tranche) DO UPDATE SET opened = true";

/// Keeps the ledger and the names of tranches.
pub struct Ledger;

impl Projection for Ledger {
    fn name(&self) -> &'static str {
        LEDGER
    }

    fn version(&self) -> i32 {
        METHOD.into()
    }

    fn tables(&self) -> &'static [&'static str] {
        &["ledger", "tranches"]
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

/// What earlier lines say of the cases and tranches of which these events may undo something.
async fn before(tx: &Transaction<'_>, recorded: &[Recorded]) -> Result<State, ProjectionError> {
    let (mut cases, mut tranches) = (BTreeSet::new(), BTreeSet::new());
    for one in recorded {
        match &one.event {
            Event::TrancheOpened(event) => drop(tranches.insert(event.tranche.to_string())),
            Event::CeilingChanged(event) => drop(tranches.insert(event.tranche.to_string())),
            Event::MoneyCarriedOver(event) => {
                tranches.extend([event.from.tranche.to_string(), event.to.tranche.to_string()]);
            }
            Event::ApplicationGranted(event) => drop(cases.insert(event.case.application.0)),
            Event::GrantSettled(event) => drop(cases.insert(event.case.application.0)),
            Event::ApplicationWithdrawn(event) => drop(cases.insert(event.case.application.0)),
            Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::TrancheClosed(_)
            | Event::ApplicationSubmitted(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ProgressReported(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_) => {}
        }
    }
    let mut state = State::default();
    if cases.is_empty() && tranches.is_empty() {
        return Ok(state);
    }
    let (cases, tranches): (Vec<Uuid>, Vec<String>) =
        (cases.into_iter().collect(), tranches.into_iter().collect());
    for row in tx.query(&tx.prepare_cached(BEFORE).await?, &[&cases, &tranches]).await? {
        state.learn(&read(&row)?);
    }
    Ok(state)
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
                &line.tranche.as_str(),
                &line.application.map(|application| application.0),
                &line.applicant.as_ref().map(ToString::to_string),
                &project,
                &group,
                &kind.map(|kind| kinds::permanence(kind.permanence)),
                &kind.map(|kind| kinds::dwelling(kind.dwelling)),
                &kind.map(|kind| kinds::origin(kind.origin)),
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
    for tranche in &scheme.tranches {
        let groups: BTreeMap<&TargetGroup, &String> =
            tranche.target_groups.iter().map(|(code, group)| (code, &group.name)).collect();
        let groups = serde_json::to_string(&groups).unwrap_or_else(|_| "{}".to_owned());
        let (key, scheme) = (tranche.key.as_str(), event.scheme.as_str());
        tx.execute(&tx.prepare_cached(NAME).await?, &[&key, &scheme, &tranche.name, &groups]).await?;
    }
    Ok(())
}

/// A line as it was written.
fn read(row: &Row) -> Result<Line, ProjectionError> {
    let stored = || -> Result<_, tokio_postgres::Error> {
        let place: (i64, i16, Timestamp, Date) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?, row.try_get(4)?);
        let sums: (Option<i64>, Option<i64>) = (row.try_get(14)?, row.try_get(15)?);
        Ok((place, sums, row.try_get::<_, Option<Uuid>>(6)?))
    };
    let ((position, number, known_since, valid_on), (units, cents), application) = stored()?;
    let text = |at| row.try_get::<_, Option<&str>>(at).ok().flatten();
    let position = Position(position.unsigned_abs());
    let words =
        || Some((EventType::parse(text(2)?)?, TrancheKey::parse(text(5)?).ok()?, Measure::parse(text(13)?)?));
    let unreadable =
        || ProjectionError::Unhandleable(format!("the ledger's line {position}.{number} cannot be read"));
    let (event, tranche, measure) = words().ok_or_else(unreadable)?;
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
        event,
        known_since,
        valid_on,
        tranche,
        application: application.map(ApplicationId),
        applicant: text(7).and_then(|code| Applicant::parse(code).ok()),
        project: text(8).and_then(|key| ProjectKey::parse(key).ok()),
        kind: kind(),
        measure,
        units,
        cents,
        method: row.try_get(16)?,
    })
}
