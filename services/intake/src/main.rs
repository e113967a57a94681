//! The municipalities' service in a process of its own; the settings are those of [`service_kit::config::SETTINGS`].

use event_store::{EventStore, StoreConfig};
use std::process::ExitCode;

fn main() -> ExitCode {
    service_kit::run::main(|settings| async move {
        let config = StoreConfig::new(intake::NAME, settings.database(intake::NAME)?)?;
        Ok(vec![intake::service(EventStore::connect(&config).await?)])
    })
}
