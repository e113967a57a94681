//! EVERYTHING IN ONE PROCESS: what `cargo run` starts, on a private PostgreSQL, with a demonstration in it.
//!
//! | look for | in |
//! |---|---|
//! | what was typed, and the help | [`arguments`] |
//! | from start to stop, on one screen | `house` |
//! | the private PostgreSQL, or the server of `DATABASE_URL` | [`database`] |
//! | two tranches of 2022, played through commands | [`demonstration`] |
//! | tokens for trying it | [`issuer`] |
//! | what is shown when all of it stands | `welcome` |

pub mod arguments;
pub mod database;
pub mod demonstration;
mod house;
pub mod issuer;
mod screen;
mod welcome;

pub use house::{complain, migrate, run};
pub use screen::Screen;
