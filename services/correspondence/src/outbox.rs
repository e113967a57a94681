//! The outbox: one row for each mail, written in the transaction in which the log is followed.

use crate::letters::Kind;
use jiff::Timestamp;
use regulation::record::Recorded;
use regulation::words::ApplicationId;
use std::time::Duration;
use tokio_postgres::{Error, GenericClient, Row, Transaction};
use uuid::Uuid;

/// Once for each event and kind, however often the event is followed.
const PUT: &str = "INSERT INTO correspondence.outbox (position, kind, application, tranche) \
    VALUES ($1, $2, $3, $4) ON CONFLICT (position, kind) DO NOTHING";

/// The mail that waits longest and that no other sender has in hand; it stays in hand until the transaction ends.
const TAKE: &str = "SELECT id, position, kind, application, tranche, attempts, clock_timestamp() AS now \
    FROM correspondence.outbox WHERE state = 'waiting' AND due_at <= clock_timestamp() \
    ORDER BY due_at, position LIMIT 1 FOR UPDATE SKIP LOCKED";

const ANY_DUE: &str = "SELECT EXISTS (SELECT FROM correspondence.outbox \
    WHERE state = 'waiting' AND due_at <= clock_timestamp())";

const END: &str = "UPDATE correspondence.outbox SET state = $2, reason = $3, ended_at = $4, attempts = attempts + 1 \
    WHERE id = $1";

const AGAIN: &str = "UPDATE correspondence.outbox SET reason = $2, attempts = attempts + 1, \
    due_at = clock_timestamp() + make_interval(secs => $3) WHERE id = $1";

const COUNT: &str = "SELECT count(*) FILTER (WHERE state = 'waiting'), \
    count(*) FILTER (WHERE state = 'undeliverable'), count(*) FILTER (WHERE state = 'given-up') \
    FROM correspondence.outbox WHERE state <> 'sent'";

/// A mail in hand.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Names the mail.
    pub id: Uuid,
    /// The position of the event that the letter is about.
    pub position: u64,
    /// Which letter.
    pub kind: String,
    /// The case.
    pub application: ApplicationId,
    /// Its tranche.
    pub tranche: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Now, by the database's clock: the moment of sending.
    pub now: Timestamp,
}

/// How a mail ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It was sent.
    Sent,
    /// It can never be delivered, and why.
    Undeliverable(String),
    /// It was tried often enough, and what went wrong last.
    GivenUp(String),
}

/// How many mails are not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Waiting for their first or next attempt.
    pub waiting: i64,
    /// Cannot be delivered.
    pub undeliverable: i64,
    /// Given up: somebody must look.
    pub given_up: i64,
}

/// Puts the mails that these events ask for into the outbox. What was imported happened before, and was told then.
pub async fn put(transaction: &Transaction<'_>, recorded: &[Recorded]) -> Result<(), Error> {
    for recorded in recorded.iter().filter(|recorded| recorded.imported.is_none()) {
        let (Some(kind), Some(case)) = (Kind::of(recorded.event.kind()), recorded.event.case()) else {
            continue;
        };
        let position = i64::try_from(recorded.position.0).unwrap_or(i64::MAX);
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&position, &kind.as_str(), &case.application.0, &case.tranche.as_str()];
        transaction.execute(PUT, &values).await?;
    }
    Ok(())
}

/// Whether a mail is due.
pub async fn any_due(client: &impl GenericClient) -> Result<bool, Error> {
    client.query_one(ANY_DUE, &[]).await?.try_get(0)
}

/// Takes the mail that waits longest in hand; none when none is due.
pub async fn take(transaction: &Transaction<'_>) -> Result<Option<Mail>, Error> {
    transaction.query_opt(TAKE, &[]).await?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Mail, Error> {
    let (position, attempts): (i64, i32) = (row.try_get("position")?, row.try_get("attempts")?);
    Ok(Mail {
        id: row.try_get("id")?,
        position: u64::try_from(position).unwrap_or_default(),
        kind: row.try_get("kind")?,
        application: ApplicationId(row.try_get("application")?),
        tranche: row.try_get("tranche")?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        now: row.try_get("now")?,
    })
}

/// Ends a mail.
pub async fn end(transaction: &Transaction<'_>, mail: &Mail, end: &End) -> Result<(), Error> {
    let (state, reason) = match end {
        End::Sent => ("sent", None),
        End::Undeliverable(why) => ("undeliverable", Some(why)),
        End::GivenUp(why) => ("given-up", Some(why)),
    };
    transaction.execute(END, &[&mail.id, &state, &reason, &mail.now]).await?;
    Ok(())
}

/// Tries a mail again after a while.
pub async fn again(
    transaction: &Transaction<'_>,
    mail: &Mail,
    why: &str,
    after: Duration,
) -> Result<(), Error> {
    transaction.execute(AGAIN, &[&mail.id, &why, &after.as_secs_f64()]).await?;
    Ok(())
}

/// Counts the mails that are not sent.
pub async fn count(client: &impl GenericClient) -> Result<Count, Error> {
    let row = client.query_one(COUNT, &[]).await?;
    Ok(Count { waiting: row.try_get(0)?, undeliverable: row.try_get(1)?, given_up: row.try_get(2)? })
}
