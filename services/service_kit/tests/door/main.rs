//! The door with real parts: a real HTTP server, real tokens, and a real issuer that serves its keys over HTTP.

mod answers;
mod input;
mod log;
mod support;
mod tokens;
