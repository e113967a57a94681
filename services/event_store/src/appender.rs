//! The one task of a process that appends: it collects what waits, and records it in one call and one commit.
//!
//! - Alone, a command goes straight through. While a batch is on its way, what comes in forms the next one.
//! - Each command is brought up to date with the newest events that are known here and decides then, so that it
//!   is bound to what it saw. The database checks only what other processes recorded since.
//! - Of commands in one batch of which one would record what another has read, only the first goes; the other
//!   decides again in the next batch, on the result, without reading anything anew.
//! - Each command gets its own answer; one that fails does not take the others with it.

use crate::StoreError;
use crate::batch::{self, Batch, Called};
use crate::codec::{self, Decided, Known, signed, unsigned};
use crate::config::connect;
use crate::keyring::Keyring;
use crate::tail::Tail;
use regulation::event::Event;
use regulation::query::Query;
use regulation::record::{Actor, Imported, Position, Recorded};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_postgres::{Client, Config, Statement};

/// The most commands in one batch.
const LARGEST_BATCH: usize = 512;
/// After how many conflicts with other processes in a row a command goes with the head locked beforehand, so that
/// nobody can come before it again.
const PATIENT_CONFLICTS: u16 = 2;
/// How far the tail catches up by reading; beyond it starts anew.
pub(crate) const LARGEST_GAP: u64 = 4_096;
/// How long those who were just answered may take to come back before the next batch leaves without them: a quarter
/// of the time that the last batch took, and at most this.
const PATIENCE: Duration = Duration::from_micros(500);
/// The pauses between attempts to reach the database, in milliseconds.
const PAUSES: [u64; 5] = [0, 50, 200, 500, 1_000];

const NEWS: &str = "SELECT position, event_type, shape, payload, actor, imported, recorded_at
    FROM log.events WHERE position > $1 AND position <= $2 ORDER BY position";
const HEAD: &str = "SELECT position, hash, recorded_at FROM log.head()";
const HOLD: &str = "SELECT log.hold_head()";
/// Who would hold the head and then say nothing for two seconds loses it.
const BEGIN: &str = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '2s'";

/// What a command says once it is up to date with the tail.
pub(crate) enum Verdict {
    /// The tail does not reach back to what it knows: it must read first.
    Behind,
    /// It has a reason not to, by what is known here; whether that is still so must be read.
    Doubt,
    /// This is to be recorded.
    Decided(Vec<Event>),
}

/// A command that waits to be recorded.
pub(crate) trait Work: Send + Sync {
    /// What it has read, and what guards it therefore.
    fn boundary(&self) -> &Query;
    /// Up to which position it has read.
    fn position(&self) -> Position;
    /// Takes in what the tail knows, and decides.
    fn decide(&self, tail: &Tail) -> Verdict;
}

/// What became of a command.
#[derive(Debug)]
pub(crate) enum Answer {
    Recorded(Vec<Recorded>),
    Behind,
    Doubt,
    RecordedBefore,
    KeyUsed,
    NotAllowed,
    Failed(StoreError),
}

/// The keyed hashes of a command's id and of its content.
pub(crate) type Hashes = ([u8; 32], [u8; 32]);

/// A command on its way.
pub(crate) struct Job {
    pub(crate) work: Arc<dyn Work>,
    pub(crate) actor: Actor,
    pub(crate) imported: Option<Imported>,
    pub(crate) id: Option<Hashes>,
    pub(crate) reply: oneshot::Sender<Answer>,
    /// How often something that another process recorded came before it.
    pub(crate) conflicts: u16,
}

impl Job {
    pub(crate) fn answer(self, answer: Answer) {
        let _caller_went_away = self.reply.send(answer);
    }
}

/// What others share with the appender.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) tail: Arc<Mutex<Tail>>,
    pub(crate) keyring: Arc<Keyring>,
    /// The newest position of which this process heard.
    pub(crate) heard: watch::Sender<Position>,
}

impl Shared {
    pub(crate) fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears that the log goes up to here.
    pub(crate) fn hear(&self, position: Position) {
        self.heard.send_if_modified(|newest| {
            let newer = position > *newest;
            *newest = position.max(*newest);
            newer
        });
    }

    /// Sees that the log goes up to here, and so no further than that, whatever was told before the look: who waits for
    /// more than there is would not hear of what comes before it. What was told during the look may be newer than it.
    pub(crate) fn see(&self, position: Position, told_before: Position) {
        self.heard.send_if_modified(|newest| {
            let seen = if *newest == told_before { position } else { position.max(*newest) };
            std::mem::replace(newest, seen) != seen
        });
    }
}

struct Session {
    client: Client,
    append: Statement,
    news: Statement,
    hold: Statement,
}

pub(crate) struct Appender {
    config: Config,
    shared: Shared,
    /// For those who tell other processes.
    tell: watch::Sender<Position>,
    inbox: mpsc::Receiver<Job>,
    waiting: VecDeque<Job>,
    session: Option<Session>,
    /// How many commands the last batch held.
    last_batch: usize,
    /// How long to wait for as many again.
    patience: Duration,
    /// How many batches of one command are still to come, after a batch that failed as a whole.
    one_by_one: usize,
}

impl Appender {
    pub(crate) fn new(
        config: Config,
        shared: Shared,
        tell: watch::Sender<Position>,
        inbox: mpsc::Receiver<Job>,
    ) -> Self {
        let waiting = VecDeque::new();
        Self {
            config,
            shared,
            tell,
            inbox,
            waiting,
            session: None,
            last_batch: 0,
            patience: PATIENCE,
            one_by_one: 0,
        }
    }

    /// Records until nobody can ask any more.
    pub(crate) async fn run(mut self) {
        while self.collect().await {
            let Some(session) = self.ready().await else { continue };
            let overtaken = self.waiting.iter().any(|job| job.conflicts >= PATIENT_CONFLICTS);
            if overtaken && let Err(error) = self.hold(&session).await {
                self.fail_all(&error);
                continue; // what was begun ends with the connection
            }
            let batch = self.choose();
            self.last_batch = batch.len();
            if batch.is_empty() && !overtaken {
                self.session = Some(session);
            } else {
                self.append(session, batch, overtaken).await;
            }
        }
    }

    /// Locks the head before anything is decided, and catches up to it.
    async fn hold(&self, session: &Session) -> Result<(), StoreError> {
        session.client.batch_execute(BEGIN).await?;
        let head = Position(unsigned(session.client.query_one(&session.hold, &[]).await?.try_get(0)?));
        if head > self.shared.tail().end() { self.catch_up(session, head).await } else { Ok(()) }
    }

    /// Waits for something to record, and takes along what else is there. False once nobody can ask any more.
    async fn collect(&mut self) -> bool {
        if self.waiting.is_empty() {
            match self.inbox.recv().await {
                Some(job) => self.waiting.push_back(job),
                None => return false,
            }
        }
        self.drain();
        let begin = Instant::now();
        while self.waiting.len() < self.last_batch && begin.elapsed() < self.patience {
            tokio::task::yield_now().await;
            self.drain();
        }
        true
    }

    fn drain(&mut self) {
        while let Ok(job) = self.inbox.try_recv() {
            self.waiting.push_back(job);
        }
    }

    /// A connection, with the tail caught up to what was heard and to what those who wait have read.
    async fn ready(&mut self) -> Option<Session> {
        let session = match self.session.take() {
            Some(session) if !session.client.is_closed() => session,
            _ => match self.open().await {
                Ok(session) => session,
                Err(error) => {
                    self.fail_all(&error);
                    return None;
                }
            },
        };
        let read = self.waiting.iter().map(|job| job.work.position()).max().unwrap_or_default();
        let target = read.max(*self.shared.heard.borrow());
        if target <= self.shared.tail().end() {
            return Some(session);
        }
        match self.catch_up(&session, target).await {
            Ok(()) => Some(session),
            Err(error) => {
                self.fail_all(&error);
                None
            }
        }
    }

    async fn open(&mut self) -> Result<Session, StoreError> {
        let mut last = StoreError::Closed;
        for pause in PAUSES {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            match self.try_open().await {
                Ok(session) => return Ok(session),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn try_open(&mut self) -> Result<Session, StoreError> {
        let client = connect(&self.config).await?;
        let append = client.prepare(batch::APPEND).await?;
        let news = client.prepare(NEWS).await?;
        let hold = client.prepare(HOLD).await?;
        let row = client.query_one(HEAD, &[]).await?;
        let head = Position(unsigned(row.try_get(0)?));
        let mut tail = self.shared.tail();
        if tail.end() > head || head.0 - tail.end().0 > LARGEST_GAP {
            *tail = Tail::after(head);
        }
        drop(tail);
        Ok(Session { client, append, news, hold })
    }

    fn fail_all(&mut self, error: &StoreError) {
        for job in self.waiting.drain(..) {
            job.answer(Answer::Failed(StoreError::Unreachable(error.to_string())));
        }
    }

    /// Reads what others recorded, up to this position. Where that is too much, or an event among it cannot be read
    /// here, the tail starts anew and those who wait read for themselves.
    async fn catch_up(&self, session: &Session, target: Position) -> Result<(), StoreError> {
        let end = self.shared.tail().end();
        if target.0 - end.0 > LARGEST_GAP {
            return self.start_anew(session).await;
        }
        let rows = session.client.query(&session.news, &[&signed(end), &signed(target)]).await?;
        let read = rows.iter().map(codec::read).collect::<Result<Vec<_>, _>>();
        let Ok(mut events) = read else { return self.start_anew(session).await };
        let forgotten = self.shared.keyring.forgotten();
        self.shared.keyring.unseal(&session.client, &mut events).await?;
        let mut tail = self.shared.tail();
        for recorded in events {
            tail.push(Known::new(recorded));
        }
        self.forget_if_told(&mut tail, forgotten);
        Ok(())
    }

    /// The tail begins where the log ends, which after a backup was put back is before what was heard of.
    async fn start_anew(&self, session: &Session) -> Result<(), StoreError> {
        let head = session.client.query_one(HEAD, &[]).await?;
        *self.shared.tail() = Tail::after(Position(unsigned(head.try_get(0)?)));
        Ok(())
    }

    /// Lets go of what the tail holds where a person was forgotten meanwhile, who may be among it.
    fn forget_if_told(&self, tail: &mut Tail, forgotten: u64) {
        if self.shared.keyring.forgotten() != forgotten {
            tail.forget();
        }
    }

    /// Lets those who wait decide, in the order in which they came, and takes those who can go together.
    fn choose(&mut self) -> Batch {
        let tail = self.shared.tail();
        let mut batch = Batch::after(tail.end());
        let most = if self.one_by_one > 0 { 1 } else { LARGEST_BATCH };
        self.one_by_one = self.one_by_one.saturating_sub(1);
        let mut held = VecDeque::new();
        for job in self.waiting.drain(..) {
            if job.reply.is_closed() {
                continue;
            }
            if batch.len() >= most || batch.must_precede(&job) {
                held.push_back(job);
                continue;
            }
            let verdict = catch_unwind(AssertUnwindSafe(|| job.work.decide(&tail)));
            match verdict {
                Ok(Verdict::Behind) => job.answer(Answer::Behind),
                Ok(Verdict::Doubt) => job.answer(Answer::Doubt),
                Ok(Verdict::Decided(events)) if events.is_empty() => job.answer(Answer::Recorded(Vec::new())),
                Ok(Verdict::Decided(events)) => {
                    match events.into_iter().map(Decided::new).collect::<Result<Vec<_>, _>>() {
                        Ok(events) => batch.push(job, events),
                        Err(error) => job.answer(Answer::Failed(error)),
                    }
                }
                Err(_) => job.answer(Answer::Failed(StoreError::RuleFailed("it panicked".to_owned()))),
            }
        }
        self.waiting = held;
        batch
    }

    async fn append(&mut self, session: Session, mut batch: Batch, held: bool) {
        let begin = Instant::now();
        let forgotten = self.shared.keyring.forgotten();
        let result = self.call(&session, &mut batch, held).await;
        self.patience = (begin.elapsed() / 4).min(PATIENCE);
        match result {
            Ok(called) => self.finish(session, batch, called, forgotten).await,
            Err(error) if held || session.client.is_closed() => {
                tracing::warn!(%error, "the connection was lost while recording");
                // Keys that were made in a transaction may be gone with it.
                self.shared.keyring.forget_all();
                for (job, _) in batch.jobs {
                    // With an id it can be looked up whether it was recorded; without one nobody can tell.
                    let known = job.id.is_some();
                    job.answer(if known {
                        Answer::Behind
                    } else {
                        Answer::Failed(StoreError::OutcomeUnknown)
                    });
                }
            }
            Err(error) => {
                self.session = Some(session);
                self.separate(batch, error);
            }
        }
    }

    async fn call(&self, session: &Session, batch: &mut Batch, held: bool) -> Result<Called, StoreError> {
        let called = batch.call(&session.client, &session.append, &self.shared.keyring).await?;
        if held {
            session.client.batch_execute("COMMIT").await?;
        }
        Ok(called)
    }

    /// After a batch that the database refused as a whole: each goes alone, so that only the one at fault fails.
    fn separate(&mut self, mut batch: Batch, error: StoreError) {
        if batch.len() > 1 {
            self.one_by_one = batch.len();
            self.wait_again(batch.jobs.into_iter().map(|(job, _)| job).collect());
        } else if let Some((job, _)) = batch.jobs.pop() {
            tracing::warn!(%error, "a command could not be recorded");
            job.answer(Answer::Failed(error));
        }
    }

    /// Gives each its answer and takes what was recorded into the tail.
    async fn finish(&mut self, session: Session, batch: Batch, called: Called, forgotten: u64) {
        let decided_at = batch.after;
        let before = called.before;
        let (recorded, again) = batch.answer(called);
        let nothing = recorded.is_empty();
        self.wait_again(again);
        if before > decided_at
            && let Err(error) = self.catch_up(&session, before).await
        {
            tracing::warn!(%error, "what others recorded could not be read");
            return; // the next connection finds out where the log is
        }
        let mut tail = self.shared.tail();
        for known in recorded {
            tail.push(known);
        }
        self.forget_if_told(&mut tail, forgotten);
        let end = tail.end();
        drop(tail);
        if !nothing {
            self.shared.hear(end);
            self.tell.send_replace(end);
        }
        self.session = Some(session);
    }

    /// Puts commands back in front, in their order.
    fn wait_again(&mut self, jobs: Vec<Job>) {
        for job in jobs.into_iter().rev() {
            self.waiting.push_front(job);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_of_the_news_is_what_the_reader_reads() {
        assert!(NEWS.starts_with(&format!("SELECT {}", codec::COLUMNS.replace("e.", ""))));
    }
}
