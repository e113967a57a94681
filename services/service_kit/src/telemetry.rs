//! The program's own log: to standard error, for people or as JSON lines. No personal data, no tokens.

use crate::config::{LogFormat, Settings};
use tracing_subscriber::EnvFilter;

/// What other crates say that is not for operators.
const QUIET: &str = ",refinery_core=warn,tokio_postgres=warn,hyper=warn,reqwest=warn,rustls=warn";

/// Starts logging for the process. A second start in the same process changes nothing.
///
/// # Errors
/// When `WOONLOKET_LOG_LEVEL` is not a filter; told in Dutch.
pub fn start(settings: &Settings) -> std::io::Result<()> {
    let wrong = |error| std::io::Error::other(format!("WOONLOKET_LOG_LEVEL is niet te lezen: {error}"));
    let filter = EnvFilter::try_new(format!("{}{QUIET}", settings.log_level)).map_err(wrong)?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.log {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Pretty => builder.compact().try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
    Ok(())
}
