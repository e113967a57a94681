//! The people of the stories, and the house in which the stories take place. They come in through HTTP only: what
//! they cannot do here, no user can do.
#![expect(clippy::expect_used, clippy::panic, reason = "a story that cannot be told must say why and stop")]

mod answer;
mod house;
mod issuer;
mod people;
pub mod trial;

pub use answer::Answer;
pub use house::House;
pub use issuer::Issuer;
pub use people::{Case, Person, application};
