//! Recording: from a command to events in the log, or to a refusal.

use crate::appender::{Answer, Hashes, Job, Verdict, Work};
use crate::codec::{signed, unsigned};
use crate::reading::Since;
use crate::tail::Tail;
use crate::{Caller, CommandId, EventStore, Precondition, Refusal, StoreError, Until};
use regulation::event::Event;
use regulation::query::{Query, Tag};
use regulation::record::{Actor, Position, Recorded};
use regulation::{Command, Facts};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

const RECORDED_BY: &str = "SELECT body, first, events FROM log.commands WHERE id = $1";

/// How often a command reads anew before it is told that others keep coming before it.
const MOST_READINGS: usize = 50;

/// The last event that concerns a case: what `If-Match` is about.
#[derive(Debug, Clone)]
struct LastOf {
    tag: Tag,
    position: Position,
}

impl Facts for LastOf {
    fn about(&self) -> Query {
        Query::about(self.tag.clone(), &[])
    }

    fn learn(&mut self, recorded: &Recorded) {
        if recorded.event.tags().contains(&self.tag) {
            self.position = recorded.position;
        }
    }
}

/// What is known for a command, and up to which position.
struct State<F> {
    facts: F,
    last: Option<LastOf>,
    position: Position,
}

/// A command that waits, with what is known for it.
struct Waiting<C: Command> {
    command: C,
    expected: Option<Position>,
    boundary: Query,
    state: Mutex<State<C::Facts>>,
}

impl<C: Command> Waiting<C> {
    fn state(&self) -> MutexGuard<'_, State<C::Facts>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides on what is known.
    fn verdict(&self, state: &State<C::Facts>) -> Result<Vec<Event>, Refusal> {
        if let (Some(expected), Some(last)) = (self.expected, &state.last)
            && last.position != expected
        {
            return Err(Refusal::PreconditionFailed { current: last.position });
        }
        self.command.decide(&state.facts).map_err(Refusal::Violation)
    }
}

impl<C: Command + Sync> Work for Waiting<C> {
    fn boundary(&self) -> &Query {
        &self.boundary
    }

    fn position(&self) -> Position {
        self.state().position
    }

    fn decide(&self, tail: &Tail) -> Verdict {
        let mut state = self.state();
        if !tail.reaches(state.position) || state.position > tail.end() {
            return Verdict::Behind;
        }
        for recorded in tail.news(&self.boundary, state.position) {
            state.learn(&recorded);
        }
        state.position = tail.end();
        self.verdict(&state).map_or(Verdict::Doubt, Verdict::Decided)
    }
}

impl<F: Facts> State<F> {
    fn learn(&mut self, recorded: &Recorded) {
        Facts::learn(&mut self.facts, recorded);
        if let Some(last) = &mut self.last {
            last.learn(recorded);
        }
    }
}

impl EventStore {
    /// Records what the command decides on what is known when it is recorded, or refuses.
    ///
    /// A repeated command id gets what the first one recorded, whatever has happened since. A refusal is given only
    /// on facts that were read after the call began.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn record<C: Command + Sync>(
        &self,
        command: C,
        caller: &Caller,
    ) -> Result<Vec<Recorded>, Refusal> {
        let id = self.id_of(caller)?;
        if let Some(first) = self.recorded_by(id).await? {
            return Ok(first);
        }
        let last = caller
            .if_match
            .as_ref()
            .map(|seen| LastOf { tag: seen.tag.clone(), position: Position::default() });
        let mut known = State { facts: command.facts(), last, position: Position::default() };
        let forgotten = self.inner.reading.remembered.forgotten();
        let mut fresh = self.recall(&mut known).await?;
        let mut boundary = Facts::about(&known.facts);
        if let Some(last) = &known.last {
            boundary = boundary.and(last.about());
        }
        let expected = caller.if_match.as_ref().map(|seen: &Precondition| seen.last);
        let waiting = Arc::new(Waiting { command, expected, boundary, state: Mutex::new(known) });
        for _ in 0..MOST_READINGS {
            match self.submit(waiting.clone(), caller, id).await {
                Answer::Recorded(events) => {
                    self.keep(&waiting, forgotten);
                    return Ok(events);
                }
                Answer::Doubt if fresh => {}
                Answer::Doubt => {
                    self.read_news(&waiting).await?;
                    fresh = true;
                }
                Answer::Behind | Answer::RecordedBefore => {
                    // The connection may have been lost after it was recorded.
                    if let Some(first) = self.recorded_by(id).await? {
                        return Ok(first);
                    }
                    self.read_news(&waiting).await?;
                    fresh = true;
                }
                Answer::KeyUsed => return Err(Refusal::KeyUsedForOtherRequest),
                Answer::NotAllowed => return Err(Refusal::NotAllowed),
                Answer::Failed(error) => return Err(Refusal::Unavailable(error)),
            }
            let verdict = waiting.verdict(&waiting.state());
            if fresh && let Err(refusal) = verdict {
                self.keep(&waiting, forgotten);
                return Err(refusal);
            }
        }
        Err(Refusal::Unavailable(StoreError::Contended))
    }

    /// Records these events if nothing of the boundary was recorded after the position, without deciding anything:
    /// for tests and measurements. `None` when something was.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn append(
        &self,
        events: Vec<Event>,
        boundary: Query,
        after: Position,
        actor: &Actor,
    ) -> Result<Option<Vec<Recorded>>, Refusal> {
        let caller = Caller::new(actor.clone());
        let fixed = Arc::new(Fixed { events, boundary, position: Mutex::new(Some(after)) });
        let mut read = after;
        for _ in 0..MOST_READINGS {
            match self.submit(fixed.clone(), &caller, None).await {
                Answer::Recorded(events) => return Ok(Some(events)),
                Answer::Doubt => return Ok(None),
                Answer::NotAllowed => return Err(Refusal::NotAllowed),
                Answer::Failed(error) => return Err(Refusal::Unavailable(error)),
                Answer::Behind | Answer::RecordedBefore | Answer::KeyUsed => {
                    let since = [Since { about: fixed.boundary.clone(), after: read }];
                    let (head, news) =
                        self.inner.reading.reader.since(&since, self.reading().newest()).await?;
                    if !news.is_empty() {
                        return Ok(None);
                    }
                    read = head;
                    *fixed.position() = Some(head);
                }
            }
        }
        Err(Refusal::Unavailable(StoreError::Contended))
    }

    async fn submit(&self, work: Arc<dyn Work>, caller: &Caller, id: Option<Hashes>) -> Answer {
        let (reply, answer) = oneshot::channel();
        let (actor, imported) = (caller.actor.clone(), caller.imported.clone());
        let job = Job { work, actor, imported, id, reply, conflicts: 0 };
        if self.inner.jobs.send(job).await.is_err() {
            return Answer::Failed(StoreError::Closed);
        }
        answer.await.unwrap_or(Answer::Failed(StoreError::Closed))
    }

    /// Brings back what is remembered and completes it from the tail, or else from the database. Whether it was the
    /// database, so that it is true up to a position that was the last after the call began.
    async fn recall<F: Facts>(&self, known: &mut State<F>) -> Result<bool, StoreError> {
        let mut positions = Vec::new();
        let mut parts = known.facts.parts();
        parts.extend(known.last.as_mut().map(|last| -> &mut dyn regulation::Part { last }));
        for part in &mut parts {
            positions.push(self.inner.reading.remembered.recall(&mut **part));
        }
        {
            let tail = self.inner.shared.tail();
            let oldest = positions.iter().min().copied().unwrap_or_default();
            let youngest = positions.iter().max().copied().unwrap_or_default();
            // Beyond the tail's end one part may know what the others miss: then the database completes them all.
            if tail.reaches(oldest) && oldest.0 > 0 && youngest <= tail.end() {
                for (part, position) in parts.iter_mut().zip(&positions) {
                    for recorded in tail.news(&part.about(), *position) {
                        part.learn(&recorded);
                    }
                }
                known.position = tail.end();
                return Ok(false);
            }
        }
        known.position = self.reading().complete(&mut parts, &positions).await?;
        Ok(true)
    }

    /// Reads what is new for a command that waits.
    async fn read_news<C: Command>(&self, waiting: &Waiting<C>) -> Result<(), StoreError> {
        let after = waiting.state().position;
        let since = [Since { about: waiting.boundary.clone(), after }];
        let (head, news) = self.inner.reading.reader.since(&since, self.reading().newest()).await?;
        let mut state = waiting.state();
        for recorded in &news {
            state.learn(recorded);
        }
        state.position = head;
        Ok(())
    }

    /// Remembers what is known for a command, for those that come after it.
    fn keep<C: Command>(&self, waiting: &Waiting<C>, forgotten: u64) {
        let mut state = waiting.state();
        let position = state.position;
        for part in state.facts.parts() {
            self.inner.reading.remembered.keep(part, position, forgotten);
        }
    }

    /// Folds facts from what is recorded until then; up to now, from what is remembered on. Says up to which position
    /// they are true.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn learn<F: Facts>(&self, facts: F, until: Until) -> Result<(F, Position), StoreError> {
        self.reading().learn(facts, until).await
    }

    fn id_of(&self, caller: &Caller) -> Result<Option<Hashes>, StoreError> {
        let hashed = |id: &CommandId| Ok((self.inner.shared.keyring.id(id)?, id.body_mac));
        caller.command_id.as_ref().map(hashed).transpose()
    }

    /// What was recorded before under this id.
    async fn recorded_by(&self, id: Option<Hashes>) -> Result<Option<Vec<Recorded>>, Refusal> {
        let Some((id, body)) = id else { return Ok(None) };
        let client = self.inner.reading.reader.pool.get().await.map_err(StoreError::from)?;
        let statement = client.prepare_cached(RECORDED_BY).await.map_err(StoreError::from)?;
        let Some(row) = client.query_opt(&statement, &[&id.as_slice()]).await.map_err(StoreError::from)?
        else {
            return Ok(None);
        };
        drop(client);
        let stored: &[u8] = row.try_get(0).map_err(StoreError::from)?;
        if stored != body {
            return Err(Refusal::KeyUsedForOtherRequest);
        }
        let first: i64 = row.try_get(1).map_err(StoreError::from)?;
        let count: i16 = row.try_get(2).map_err(StoreError::from)?;
        let after = Position(unsigned(first).saturating_sub(1));
        let until = Position(unsigned(signed(after).saturating_add(i64::from(count))));
        Ok(Some(self.inner.reading.reader.page(&Query::everything(), after, until).await?))
    }
}

/// Events that were decided elsewhere, with the position up to which their boundary was read; none once it changed.
struct Fixed {
    events: Vec<Event>,
    boundary: Query,
    position: Mutex<Option<Position>>,
}

impl Fixed {
    fn position(&self) -> MutexGuard<'_, Option<Position>> {
        self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Work for Fixed {
    fn boundary(&self) -> &Query {
        &self.boundary
    }

    fn position(&self) -> Position {
        Fixed::position(self).unwrap_or_default()
    }

    fn decide(&self, tail: &Tail) -> Verdict {
        let mut position = Fixed::position(self);
        match *position {
            Some(at) if !tail.reaches(at) || at > tail.end() => Verdict::Behind,
            Some(at) if tail.news(&self.boundary, at).is_empty() => {
                *position = Some(tail.end());
                Verdict::Decided(self.events.clone())
            }
            _ => {
                *position = None;
                Verdict::Doubt
            }
        }
    }
}
