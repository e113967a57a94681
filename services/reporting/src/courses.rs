//! The projection that keeps how each case goes: what signals and accounts are made of.

mod read;

pub(crate) use read::{money, parsed, position};

use deadpool_postgres::Transaction;
use event_store::{Projection, ProjectionError};
use jiff::civil::Date;
use regulation::Facts;
use regulation::event::Event;
use regulation::facts::{Ceilings, Course, Flow};
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::words::{ApplicationId, TrancheKey};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The name of the projection, under which its checkpoint stands.
pub const SIGNALS: &str = "signals";

// The tables have no schema before them: a rebuild makes them beside the live ones.
const COURSES: &str = "SELECT application, first, course FROM courses WHERE application = ANY ($1)";
const KEEP_COURSES: &str = "
    INSERT INTO courses (application, first, tranche, applicant, granted_on, ended_on, course)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[])
    ON CONFLICT (application) DO UPDATE
       SET granted_on = excluded.granted_on, ended_on = excluded.ended_on, course = excluded.course";
const CEILINGS: &str = "SELECT ceilings FROM course_ceilings WHERE tranche = $1";
const KEEP_CEILINGS: &str = "
    INSERT INTO course_ceilings (tranche, ceilings) VALUES ($1, $2)
    ON CONFLICT (tranche) DO UPDATE SET ceilings = excluded.ceilings";
const ADD_MONEY: &str = "
    INSERT INTO course_money (tranche, known_on, day, held, waiting)
    SELECT * FROM unnest($1::text[], $2::date[], $3::date[], $4::bigint[], $5::bigint[])
    ON CONFLICT (tranche, day, known_on) DO UPDATE
       SET held = course_money.held + excluded.held, waiting = course_money.waiting + excluded.waiting";
/// So that the rows follow from the events alone, and not from which of them were applied together.
const DROP_NOTHING: &str = "
    DELETE FROM course_money m USING unnest($1::text[], $2::date[], $3::date[]) AS touched (tranche, known_on, day)
     WHERE m.tranche = touched.tranche AND m.known_on = touched.known_on AND m.day = touched.day
       AND m.held = 0 AND m.waiting = 0";

/// The version of what is kept: raised when a step of a [`Course`] holds more or is made otherwise, when [`Ceilings`] change, and
/// when what rows say beside them (granted, ended, money) follows otherwise.
const VERSION: i32 = 2;

/// Keeps the courses of cases, and the money of their tranches by the day on which it was known and the day on which it counts.
pub struct Courses;

impl Projection for Courses {
    fn name(&self) -> &'static str {
        SIGNALS
    }

    fn version(&self) -> i32 {
        VERSION
    }

    fn tables(&self) -> &'static [&'static str] {
        &["courses", "course_ceilings", "course_money"]
    }

    fn about(&self) -> Query {
        Query::everything()
    }

    async fn apply(&self, tx: &Transaction<'_>, recorded: &[Recorded]) -> Result<(), ProjectionError> {
        courses(tx, recorded).await?;
        for one in recorded {
            for tranche in tranches_with_another_ceiling(&one.event) {
                ceilings(tx, tranche, one).await?;
            }
        }
        Ok(())
    }
}

/// A course, and where its case began.
struct Kept {
    first: Position,
    course: Course,
}

async fn courses(tx: &Transaction<'_>, recorded: &[Recorded]) -> Result<(), ProjectionError> {
    let of = |one: &Recorded| one.event.case().map(|case| case.application);
    let applications: Vec<Uuid> = recorded.iter().filter_map(of).map(|application| application.0).collect();
    if applications.is_empty() {
        return Ok(());
    }
    let before = known(tx, &applications).await?;
    let mut after: BTreeMap<ApplicationId, Kept> = BTreeMap::new();
    for one in recorded {
        let Some(application) = of(one) else { continue };
        let kept = after.entry(application).or_insert_with(|| match before.get(&application) {
            Some(kept) => Kept { first: kept.first, course: kept.course.clone() },
            None => Kept { first: one.position, course: Course::of(application) },
        });
        kept.course.learn(one);
    }
    add_money(tx, &before, &after).await?;
    keep(tx, after).await
}

async fn known(
    tx: &Transaction<'_>,
    applications: &[Uuid],
) -> Result<BTreeMap<ApplicationId, Kept>, ProjectionError> {
    let mut known = BTreeMap::new();
    for row in tx.query(&tx.prepare_cached(COURSES).await?, &[&applications]).await? {
        let (application, first): (Uuid, i64) = (row.try_get(0)?, row.try_get(1)?);
        let course = serde_json::from_str(row.try_get(2)?).map_err(|error| {
            ProjectionError::Unhandleable(format!("the course of {application}: {error}"))
        })?;
        known.insert(ApplicationId(application), Kept { first: Position(first.unsigned_abs()), course });
    }
    Ok(known)
}

async fn keep(tx: &Transaction<'_>, courses: BTreeMap<ApplicationId, Kept>) -> Result<(), ProjectionError> {
    let (mut applications, mut firsts, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut tranches, mut applicants) = (Vec::new(), Vec::new());
    let (mut granted, mut ended): (Vec<Option<Date>>, Vec<Option<Date>>) = (Vec::new(), Vec::new());
    for Kept { first, course } in courses.into_values() {
        // A case that nobody submitted or granted has no header, and nothing to tell.
        let Some(case) = &course.case else { continue };
        applications.push(course.application().0);
        firsts.push(i64::try_from(first.0).unwrap_or(i64::MAX));
        tranches.push(case.tranche.to_string());
        applicants.push(case.applicant.to_string());
        granted.push(course.grant.as_ref().map(|grant| grant.mark.on));
        ended.push(course.ended_on());
        texts.push(written(&course)?);
    }
    let statement = tx.prepare_cached(KEEP_COURSES).await?;
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] =
        [&applications, &firsts, &tranches, &applicants, &granted, &ended, &texts];
    tx.execute(&statement, &values).await?;
    Ok(())
}

fn written(fold: &impl serde::Serialize) -> Result<String, ProjectionError> {
    serde_json::to_string(fold).map_err(|error| ProjectionError::Unhandleable(error.to_string()))
}

/// The difference that these events make to what is held and waited for in their tranches.
async fn add_money(
    tx: &Transaction<'_>,
    before: &BTreeMap<ApplicationId, Kept>,
    after: &BTreeMap<ApplicationId, Kept>,
) -> Result<(), ProjectionError> {
    let mut changes: BTreeMap<(&TrancheKey, Date, Date), Flow> = BTreeMap::new();
    for (application, Kept { course, .. }) in after {
        let Some(case) = &course.case else { continue };
        let old = before.get(application).map(|kept| kept.course.flows_as_known()).unwrap_or_default();
        let less = old.into_iter().map(|(days, flow)| (days, -flow));
        for ((known_on, day), flow) in less.chain(course.flows_as_known()) {
            *changes.entry((&case.tranche, known_on, day)).or_default() += flow;
        }
    }
    changes.retain(|_, flow| *flow != Flow::default());
    let tranches: Vec<&str> = changes.keys().map(|(tranche, _, _)| tranche.as_str()).collect();
    let (known, days): (Vec<Date>, Vec<Date>) = changes.keys().map(|(_, known, day)| (known, day)).unzip();
    let held: Vec<i64> = changes.values().map(|flow| flow.held.get()).collect();
    let waiting: Vec<i64> = changes.values().map(|flow| flow.waiting.get()).collect();
    tx.execute(&tx.prepare_cached(ADD_MONEY).await?, &[&tranches, &known, &days, &held, &waiting]).await?;
    tx.execute(&tx.prepare_cached(DROP_NOTHING).await?, &[&tranches, &known, &days]).await?;
    Ok(())
}

fn tranches_with_another_ceiling(event: &Event) -> Vec<&TrancheKey> {
    match event {
        Event::TrancheOpened(event) => vec![&event.tranche],
        Event::CeilingChanged(event) => vec![&event.tranche],
        Event::MoneyCarriedOver(event) if event.from.tranche == event.to.tranche => Vec::new(),
        Event::MoneyCarriedOver(event) => vec![&event.from.tranche, &event.to.tranche],
        Event::SchemePublished(_)
        | Event::WindowExtended(_)
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
        | Event::GrantSettled(_)
        | Event::SpendingAccounted(_)
        | Event::ContributionEntered(_)
        | Event::EditionSealed(_)
        | Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_) => Vec::new(),
    }
}

async fn ceilings(
    tx: &Transaction<'_>,
    tranche: &TrancheKey,
    recorded: &Recorded,
) -> Result<(), ProjectionError> {
    let row = tx.query_opt(&tx.prepare_cached(CEILINGS).await?, &[&tranche.as_str()]).await?;
    let mut ceilings = match row {
        None => Ceilings::of(tranche.clone()),
        Some(row) => serde_json::from_str(row.try_get(0)?)
            .map_err(|error| ProjectionError::Unhandleable(format!("the ceilings of {tranche}: {error}")))?,
    };
    ceilings.learn(recorded);
    tx.execute(&tx.prepare_cached(KEEP_CEILINGS).await?, &[&tranche.as_str(), &written(&ceilings)?]).await?;
    Ok(())
}
