//! The door with real parts: a real HTTP server, real tokens, and a real issuer that serves its keys over HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests; a failure here is the test's failure"
)]

mod answers;
mod input;
mod log;
mod support;
mod tokens;
