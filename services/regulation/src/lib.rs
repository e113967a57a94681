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
//! | the schemes as data | [`scheme`] and `schemes/*.toml` |
//! | legal terms | [`terms`] |
//! | municipalities and their mergers | [`municipalities`] |

pub mod commands;
pub mod event;
pub mod facts;
pub mod municipalities;
pub mod query;
pub mod record;
pub mod scheme;
pub mod terms;
#[cfg(test)]
mod testing;
pub mod violation;
pub mod words;

use event::Event;
use query::Query;
use record::Recorded;
use violation::Violation;

/// Something to know before deciding: folded, in the order of the log, from the events that match its query.
///
/// Learning an event that does not match the query changes nothing; a property test holds every fact to it.
pub trait Facts: Clone + Send + 'static {
    /// Whose history this is.
    fn about(&self) -> Query;
    /// Takes in the next event.
    fn learn(&mut self, recorded: &Recorded);
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
                Query::default()$(.and(self.$index.about()))+
            }
            fn learn(&mut self, recorded: &Recorded) {
                $(self.$index.learn(recorded);)+
            }
        }
    };
}
facts_together!(A 0, B 1);
facts_together!(A 0, B 1, C 2);
facts_together!(A 0, B 1, C 2, D 3);
