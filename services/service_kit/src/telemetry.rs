//! The program's own log: to standard error, for people or as JSON lines. No personal data, no tokens.

use crate::config::{LogFormat, Settings};
use std::io::{Write, sink, stderr};
use std::sync::atomic::{AtomicBool, Ordering};
use tracing_subscriber::EnvFilter;

static SILENT: AtomicBool = AtomicBool::new(false);

/// Says nothing any more: for a process that ends after its last answer, when connections close one by one.
pub fn fall_silent() {
    SILENT.store(true, Ordering::Relaxed);
}

fn writer() -> Box<dyn Write> {
    if SILENT.load(Ordering::Relaxed) { Box::new(sink()) } else { Box::new(stderr()) }
}

/// What other crates say that is not for operators.
const QUIET: &str = ",refinery_core=warn,tokio_postgres=warn,hyper=warn,reqwest=warn,rustls=warn";

/// Starts logging for the process. A second start in the same process changes nothing.
///
/// # Errors
/// When `WOONLOKET_LOG_LEVEL` is not a filter; told in Dutch.
pub fn start(settings: &Settings) -> std::io::Result<()> {
    let wrong = |error| std::io::Error::other(format!("WOONLOKET_LOG_LEVEL is niet te lezen: {error}"));
    let filter = EnvFilter::try_new(format!("{}{QUIET}", settings.log_level)).map_err(wrong)?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    let started = match settings.log {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Pretty => builder.compact().try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
    Ok(())
}
