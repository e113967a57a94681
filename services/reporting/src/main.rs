//! The ministry's and the public's service in a process of its own; the settings are those of
//! [`service_kit::config::SETTINGS`].

use event_store::{EventStore, StoreConfig};
use reporting::Reporting;
use std::process::ExitCode;

fn main() -> ExitCode {
    service_kit::run::main(|settings| async move {
        let config = StoreConfig::new(reporting::NAME, settings.database(reporting::NAME)?)?;
        let store = EventStore::connect(&config).await?;
        let replica = match &settings.replica {
            Some(url) => Some(store.replica(&StoreConfig::new(reporting::NAME, url.reveal())?).await?),
            None => None,
        };
        let reporting = Reporting::start(store, &settings.data).await?;
        Ok(match replica {
            Some(replica) => reporting.reading_from(replica),
            None => reporting,
        }
        .services())
    })
}
