//! Commands that are recorded together: one call of `log.append`, one commit.

use crate::StoreError;
use crate::appender::{Answer, Job};
use crate::codec::{Decided, Known, signed, to_json, unsigned};
use crate::keyring::{self, Keyring, Keys};
use jiff::Timestamp;
use regulation::query::{Query, Tag};
use regulation::record::Position;
use serde_json::json;
use std::collections::HashSet;
use tokio_postgres::{Client, Statement};

pub(crate) const APPEND: &str = "SELECT before, recorded_at, outcomes
    FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Commands and what they decided, all up to date with the log after one position.
pub(crate) struct Batch {
    pub(crate) after: Position,
    pub(crate) jobs: Vec<(Job, Vec<Decided>)>,
    tags: HashSet<Tag>,
    ids: HashSet<[u8; 32]>,
}

/// What the database answered.
pub(crate) struct Called {
    pub(crate) before: Position,
    recorded_at: Timestamp,
    outcomes: Option<Vec<i16>>,
}

impl Batch {
    pub(crate) fn after(after: Position) -> Self {
        Self { after, jobs: Vec::new(), tags: HashSet::new(), ids: HashSet::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.jobs.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    pub(crate) fn push(&mut self, job: Job, events: Vec<Decided>) {
        self.tags.extend(events.iter().flat_map(|decided| decided.tags.iter().cloned()));
        self.ids.extend(job.id.map(|(id, _)| id));
        self.jobs.push((job, events));
    }

    /// Whether something in this batch must be recorded before the command can decide: an event that it would have
    /// to read, or its own first sending.
    pub(crate) fn must_precede(&self, job: &Job) -> bool {
        job.id.is_some_and(|(id, _)| self.ids.contains(&id)) || self.touches(job.work.boundary())
    }

    fn touches(&self, boundary: &Query) -> bool {
        boundary.items.iter().any(|item| {
            item.tags.iter().all(|tag| self.tags.contains(tag))
                && self
                    .jobs
                    .iter()
                    .flat_map(|(_, events)| events)
                    .any(|decided| item.matches(decided.kind, &decided.tags))
        })
    }

    pub(crate) async fn call(
        &mut self,
        client: &Client,
        append: &Statement,
        keyring: &Keyring,
    ) -> Result<Called, StoreError> {
        let keys = self.keys(client, keyring).await?;
        let rows = self.rows(&keys)?;
        let row = client
            .query_one(
                append,
                &[
                    &signed(self.after),
                    &rows.counts,
                    &rows.boundaries,
                    &rows.ids,
                    &rows.bodies,
                    &rows.types,
                    &rows.shapes,
                    &rows.tags,
                    &rows.payloads,
                    &rows.actors,
                    &rows.imported,
                ],
            )
            .await?;
        Ok(Called {
            before: Position(unsigned(row.try_get(0)?)),
            recorded_at: row.try_get(1)?,
            outcomes: row.try_get(2)?,
        })
    }

    /// Fetches the keys of the persons whose data are recorded here.
    async fn keys(&mut self, client: &Client, keyring: &Keyring) -> Result<Keys, StoreError> {
        let events = self.jobs.iter_mut().flat_map(|(_, events)| events);
        let subjects: HashSet<_> = events
            .filter_map(|decided| decided.event.personal_mut().map(|personal| personal.subject()))
            .collect();
        keyring.provide(client, subjects).await
    }

    fn rows(&mut self, keys: &Keys) -> Result<Rows, StoreError> {
        let with_ids = !self.ids.is_empty();
        let mut rows =
            Rows { ids: with_ids.then(Vec::new), bodies: with_ids.then(Vec::new), ..Rows::default() };
        for (job, events) in &mut self.jobs {
            rows.add(job, events, keys)?;
        }
        Ok(rows)
    }

    /// Tells each what became of it. Gives what was recorded, and who must decide again.
    pub(crate) fn answer(self, called: Called) -> (Vec<Known>, Vec<Job>) {
        let mut position = called.before;
        let (mut recorded, mut again) = (Vec::new(), Vec::new());
        for (index, (mut job, events)) in self.jobs.into_iter().enumerate() {
            let outcome = called.outcomes.as_ref().map_or(Some(0), |outcomes| outcomes.get(index).copied());
            match outcome {
                Some(0) => {
                    let first = recorded.len();
                    for decided in events {
                        position = Position(position.0 + 1);
                        let (actor, imported) = (job.actor.clone(), job.imported.clone());
                        recorded.push(decided.recorded(position, called.recorded_at, actor, imported));
                    }
                    let ours = recorded.iter().skip(first).map(|known| (*known.recorded).clone()).collect();
                    job.answer(Answer::Recorded(ours));
                }
                Some(1) => {
                    job.conflicts = job.conflicts.saturating_add(1);
                    again.push(job);
                }
                Some(2) => job.answer(Answer::RecordedBefore),
                Some(3) => job.answer(Answer::KeyUsed),
                Some(4) => job.answer(Answer::NotAllowed),
                _ => job.answer(Answer::Failed(StoreError::OutcomeUnknown)),
            }
        }
        (recorded, again)
    }
}

/// The batch as the columns of one call.
#[derive(Default)]
struct Rows {
    counts: Vec<i16>,
    boundaries: Vec<String>,
    ids: Option<Vec<Option<Vec<u8>>>>,
    bodies: Option<Vec<Option<Vec<u8>>>>,
    types: Vec<&'static str>,
    shapes: Vec<i16>,
    tags: Vec<String>,
    payloads: Vec<Vec<u8>>,
    actors: Vec<String>,
    imported: Vec<Option<String>>,
}

impl Rows {
    fn add(&mut self, job: &Job, events: &mut [Decided], keys: &Keys) -> Result<(), StoreError> {
        let too_many = |_| StoreError::RuleFailed("one command decided more events than fit".to_owned());
        self.counts.push(i16::try_from(events.len()).map_err(too_many)?);
        self.boundaries.push(boundary_text(job.work.boundary()));
        if let Some(ids) = &mut self.ids {
            ids.push(job.id.map(|(id, _)| id.to_vec()));
        }
        if let Some(bodies) = &mut self.bodies {
            bodies.push(job.id.map(|(_, body)| body.to_vec()));
        }
        let actor = to_json(&job.actor)?;
        let imported = job.imported.as_ref().map(to_json).transpose()?;
        for decided in events {
            self.payloads.push(payload(decided, keys)?);
            self.types.push(decided.kind.as_str());
            self.shapes.push(i16::try_from(decided.kind.shape()).unwrap_or(i16::MAX));
            self.tags.push(decided.tags.iter().map(Tag::as_str).collect::<Vec<_>>().join("\n"));
            self.actors.push(actor.clone());
            self.imported.push(imported.clone());
        }
        Ok(())
    }
}

/// The event as it is stored: what is personal in it is sealed.
fn payload(decided: &mut Decided, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    let sealed = decided.event.personal_mut().map(|personal| keyring::sealed(personal, keys)).transpose()?;
    let bytes = match sealed {
        None => decided.event.payload(),
        Some(sealed) => {
            let mut event = decided.event.clone();
            if let Some(personal) = event.personal_mut() {
                *personal = sealed;
            }
            event.payload()
        }
    };
    bytes.map_err(|error| StoreError::RuleFailed(error.to_string()))
}

/// The boundary as `log.append` reads it.
fn boundary_text(boundary: &Query) -> String {
    let items = boundary.items.iter().map(|item| {
        json!({ "types": item.types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(), "tags": item.tags })
    });
    serde_json::Value::Array(items.collect()).to_string()
}
