//! Who asks for something to be recorded, under which id, and what they have seen.

use regulation::query::Tag;
use regulation::record::{Actor, Imported, Position};
use regulation::words::ApplicationId;

/// Who asks, under which id, and what they have seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// The id that makes repeating safe; without one a command is recorded each time that it is sent.
    pub command_id: Option<CommandId>,
    /// What the case must still be at.
    pub if_match: Option<Precondition>,
    /// The mark of an administrator's import.
    pub imported: Option<Imported>,
}

impl Caller {
    /// Somebody who asks without an id, a precondition or a mark.
    pub fn new(actor: Actor) -> Self {
        Self { actor, command_id: None, if_match: None, imported: None }
    }
}

/// What makes a request recognisable when it comes again. Only keyed hashes of it are stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CommandId {
    /// Whose ids these are: the organisation and the operation.
    pub scope: String,
    /// The caller's `Idempotency-Key`.
    pub key: String,
    /// The keyed hash of the request's content, from [`EventStore::mac`](crate::EventStore::mac).
    pub body_mac: [u8; 32],
}

/// What the caller has seen of a case (`If-Match`): the last event that concerns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition {
    /// The case, as a tag.
    pub tag: Tag,
    /// The position of the last event that the caller has seen of it.
    pub last: Position,
}

impl Precondition {
    /// The application must still be at this event.
    pub fn application(id: ApplicationId, last: Position) -> Self {
        Self { tag: Tag::application(id), last }
    }
}
