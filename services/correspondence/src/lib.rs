//! LETTERS AND MAIL. What applicants are told about their case: that it came in, what is missing, and what was decided.
//!
//! | look for | in |
//! |---|---|
//! | which event asks for which letter, and what that says | [`letters`], `letters/*.txt` |
//! | what is still to be sent | `outbox`, `migrations/V40__correspondence.sql` |
//! | from the log into the outbox | [`follow`] |
//! | sending, again and again until it works | [`Sender`] |
//! | to a mail server or into a folder | [`Post`] |
//!
//! The outbox moves in one transaction with how far the log is followed. Personal data are in neither: a mail is written
//! from the log when it is sent, under the person's key.

mod dutch;
mod follow;
pub mod letters;
mod mail;
mod outbox;
mod post;
mod sender;

pub use follow::follow;
pub use post::Post;
pub use sender::{Pace, Sender};

use event_store::{EventStore, Follower};
use service_kit::Service;
use service_kit::health::Outcome;
use std::sync::Arc;

/// The name of the service: of its schema, its setting and its health.
pub const NAME: &str = "correspondence";

/// Follows the log and sends mail from now on, for `main` and for `all_in_one`. There is no API, only health.
pub fn service(store: EventStore, post: Post) -> Service {
    tracing::info!("{}", post.describe());
    let follower = Arc::new(follow(&store));
    let sender = Sender::new(store, post, Pace::default());
    let running = Arc::new(tokio::spawn(sender.clone().run()));
    Service::in_the_background(NAME)
        .check("brieven uit het logboek", move || {
            let outcome = followed(&follower);
            async move { outcome }
        })
        .check("uitgaande mail", move || {
            let (sender, stopped) = (sender.clone(), running.is_finished());
            async move { if stopped { Err("verzenden is gestopt".to_owned()) } else { sender.health().await } }
        })
}

/// How far the outbox is with the log, or which event stopped it.
fn followed(follower: &Follower) -> Outcome {
    let state = follower.state();
    match state.stopped {
        None => Ok(format!("positie {}", state.position)),
        Some(stopped) => Err(format!("gestopt bij gebeurtenis {}", stopped.by)),
    }
}
