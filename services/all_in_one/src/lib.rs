//! EVERYTHING IN ONE PROCESS: what `cargo run` starts, on a private PostgreSQL, with a demonstration in it.

pub mod demonstration;
pub mod issuer;
