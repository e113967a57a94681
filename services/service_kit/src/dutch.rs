//! Dutch outside, English inside: the bodies that several services share, and the way to and from the rules' words.
//!
//! The types here have Dutch names, because they are the words of the API. Reading gathers everything that is
//! wrong, each with its place ([`Faults`]); writing cannot fail. What only one service says stands in its own
//! `body.rs`.
//!
//! | in the API | in the rules |
//! |---|---|
//! | [`Project`], [`Regel`] | [`Project`](regulation::words::Project), [`UnitLine`](regulation::words::UnitLine) |
//! | [`Soort`] of a line | [`UnitKind`](regulation::words::UnitKind) |
//! | [`Duur`], [`Zelfstandigheid`], [`Herkomst`] | [`Permanence`](regulation::words::Permanence), [`Dwelling`](regulation::words::Dwelling), [`Origin`](regulation::words::Origin) |
//! | [`Mijlpaal`] | [`Milestone`](regulation::words::Milestone) |
//! | [`Contactpersoon`] | [`ContactPerson`](regulation::words::ContactPerson) |
//! | `bedragCent`, `bcfDeelCent` ([`amount`]) | [`Amount`](regulation::words::Amount) |
//! | [`Aanvraag`], [`Status`] | [`CaseFile`], which is a fact |

mod application;
mod case_file;
mod contact;
mod faults;
mod partnership;
mod project;
mod status;
mod units;

pub use application::Aanvraag;
pub use case_file::CaseFile;
pub use contact::Contactpersoon;
pub use faults::Faults;
pub use partnership::Samenwerking;
pub use project::{Project, Regel, amount};
pub use status::Status;
pub use units::{Bewijs, Duur, Herkomst, Mijlpaal, Soort, Zelfstandigheid};
