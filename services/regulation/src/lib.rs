//! THE RULES. The national housing grant schemes (*regelingen*) for municipalities, as pure functions.
//!
//! Nothing here does I/O, reads a clock or knows who asks: time, ids and identity are arguments. A [`Command`]
//! says which [`Facts`] it needs; facts are folded from the recorded events that match their [`query::Query`];
//! [`Command::decide`] turns facts into new events, or refuses with a [`violation::Violation`]. What was read is
//! what guards the append.
//!
//! | look for | in |
//! |---|---|
//! | a word | [`words`] |
//! | what can have happened | [`event`] |
//! | what can be done, one file each | [`commands`] |
//! | what is known for it, one file each | [`facts`] |
//! | why something is refused | [`violation`] |
//! | how scarce money is divided, one file for each method | [`allocation`] |
//! | the schemes as data | [`scheme`] and `schemes/*.toml` |
//! | the national goals as data | [`goals`] and `goals.toml` |
//! | legal terms | [`terms`] |
//! | what would have happened under other rules | [`simulation`] |
//! | what asks for attention after a grant | [`signals`] |
//! | the worklist of an assessor | [`worklist`] |
//! | municipalities and their mergers | [`municipalities`] |

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

pub mod allocation;
pub mod commands;
pub mod event;
#[cfg(test)]
mod every_scheme;
pub mod facts;
pub mod goals;
pub mod municipalities;
#[cfg(test)]
mod properties;
pub mod query;
pub mod record;
pub mod scheme;
pub mod signals;
pub mod simulation;
pub mod terms;
#[cfg(test)]
mod testing;
pub mod violation;
pub mod words;
pub mod worklist;

use event::Event;
use query::Query;
use record::Recorded;
use std::any::{Any, TypeId};
use violation::Violation;

/// Something to know before deciding: folded, in the order of the log, from the events that match its query.
///
/// Learning an event that does not match the query changes nothing; a property test holds every fact to it.
pub trait Facts: Clone + Send + 'static {
    /// Whose history this is.
    fn about(&self) -> Query;
    /// Takes in the next event.
    fn learn(&mut self, recorded: &Recorded);
    /// What it is made of: itself, or the members of a tuple. The log remembers each part by its type and query,
    /// so two facts of one type and one query must be equal before they have learned anything.
    fn parts(&mut self) -> Vec<&mut dyn Part>
    where
        Self: Sized,
    {
        vec![self]
    }
}

/// One part of what must be known, for the log to fill and to remember.
pub trait Part: Send {
    /// Whose history this is.
    fn about(&self) -> Query;
    /// Takes in the next event.
    fn learn(&mut self, recorded: &Recorded);
    /// A copy to remember.
    fn copied(&self) -> Box<dyn Any + Send>;
    /// Its type, and thereby what it can be set to.
    fn kind(&self) -> TypeId;
    /// Becomes a copy of what was remembered; whether that was of its type.
    fn become_copy_of(&mut self, remembered: &dyn Any) -> bool;
}

impl<F: Facts> Part for F {
    fn about(&self) -> Query {
        Facts::about(self)
    }
    fn learn(&mut self, recorded: &Recorded) {
        Facts::learn(self, recorded);
    }
    fn copied(&self) -> Box<dyn Any + Send> {
        Box::new(self.clone())
    }
    fn kind(&self) -> TypeId {
        TypeId::of::<F>()
    }
    fn become_copy_of(&mut self, remembered: &dyn Any) -> bool {
        remembered.downcast_ref::<F>().is_some_and(|known| {
            self.clone_from(known);
            true
        })
    }
}

/// Something that can be done: one file each in [`commands`].
pub trait Command: Send + 'static {
    /// What must be known to decide; a tuple of facts is itself a fact.
    type Facts: Facts;
    /// The name under which a repeated call is recognised.
    const NAME: &'static str;
    /// The facts, still empty.
    fn facts(&self) -> Self::Facts;
    /// Decides on the facts.
    ///
    /// # Errors
    /// The rule that the command would break; nothing is recorded then.
    fn decide(&self, facts: &Self::Facts) -> Result<Vec<Event>, Violation>;
}

macro_rules! facts_together {
    ($($name:ident $index:tt),+) => {
        impl<$($name: Facts),+> Facts for ($($name,)+) {
            fn about(&self) -> Query {
                Query::default()$(.and(Facts::about(&self.$index)))+
            }
            fn learn(&mut self, recorded: &Recorded) {
                $(Facts::learn(&mut self.$index, recorded);)+
            }
            fn parts(&mut self) -> Vec<&mut dyn Part> {
                let mut parts = Vec::new();
                $(parts.extend(self.$index.parts());)+
                parts
            }
        }
    };
}
facts_together!(A 0, B 1);
facts_together!(A 0, B 1, C 2);
facts_together!(A 0, B 1, C 2, D 3);
