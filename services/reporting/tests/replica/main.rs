//! Reading from a real streaming replica: figures, their position, and what happens when it lags, stops or cuts short.

#[path = "../over_http/answers.rs"]
#[allow(dead_code, reason = "shared with the tests that read from the service's own database")]
mod answers;
#[path = "../over_http/histories.rs"]
#[allow(dead_code, reason = "as above")]
mod histories;
#[path = "../over_http/support.rs"]
#[allow(dead_code, reason = "as above")]
mod support;

mod cut_short;
mod lagging;
mod routes;
mod standby;
mod starting;
