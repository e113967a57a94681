//! The ministry's and the public's service in a process of its own; the settings are those of
//! [`service_kit::config::SETTINGS`].

use event_store::{EventStore, ReadStore, StoreConfig, StoreError};
use reporting::Reporting;
use service_kit::Settings;
use service_kit::config::SettingErrors;
use service_kit::run::StartError;
use std::process::ExitCode;

fn main() -> ExitCode {
    service_kit::run::main(|settings| async move {
        let config = StoreConfig::new(reporting::NAME, settings.database(reporting::NAME)?)?;
        let store = EventStore::connect(&config).await?;
        let replica = replica(&store, &settings).await?;
        let reporting = Reporting::start(store, &settings.data).await?;
        Ok(match replica {
            Some(replica) => reporting.reading_from(replica).services(),
            None => reporting.services(),
        })
    })
}

/// The replica that is set.
async fn replica(store: &EventStore, settings: &Settings) -> Result<Option<ReadStore>, StartError> {
    let Some(url) = &settings.replica else { return Ok(None) };
    let config = StoreConfig::new(reporting::NAME, url.reveal())?;
    match store.replica(&config).await {
        Ok(replica) => Ok(Some(replica)),
        Err(StoreError::OtherDatabase) => {
            let why = "wijst naar een andere database; het moet een replica zijn van die van WOONLOKET_DATABASE_URL_REPORTING";
            Err(SettingErrors::one("WOONLOKET_REPLICA_URL_REPORTING", why).into())
        }
        Err(error) => Err(error.into()),
    }
}
