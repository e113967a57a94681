//! From the log into the outbox.

use crate::letters::Kind;
use crate::outbox;
use deadpool_postgres::Transaction;
use event_store::{EventStore, Follower, Projection, ProjectionError};
use regulation::event::EventType;
use regulation::query::{Query, QueryItem};
use regulation::record::Recorded;

/// Fills the outbox until the follower is dropped.
pub fn follow(store: &EventStore) -> Follower {
    store.follow(Outbox)
}

/// Which mails are to be sent. Unlike other projections it is never rebuilt: what is sent is sent.
struct Outbox;

impl Projection for Outbox {
    fn name(&self) -> &'static str {
        "outbox"
    }

    fn tables(&self) -> &'static [&'static str] {
        &[]
    }

    fn about(&self) -> Query {
        let types: Vec<EventType> =
            EventType::ALL.iter().copied().filter(|one| Kind::of(*one).is_some()).collect();
        Query { items: vec![QueryItem { types, tags: Vec::new() }] }
    }

    async fn apply(
        &self,
        transaction: &Transaction<'_>,
        recorded: &[Recorded],
    ) -> Result<(), ProjectionError> {
        Ok(outbox::put(transaction, recorded).await?)
    }
}
