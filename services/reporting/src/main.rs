//! The ministry's and the public's service in a process of its own; the settings are those of
//! [`service_kit::config::SETTINGS`]. With `--rebuild` it makes anew what it made of the log, and ends.

use event_store::{EventStore, ReadStore, StoreConfig, StoreError};
use reporting::{Reporting, made_anew};
use service_kit::config::SettingErrors;
use service_kit::run::{StartError, tell};
use service_kit::{Service, Settings};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    match words.as_slice() {
        [] => service_kit::run::main(serve),
        [word] if word == "--rebuild" => service_kit::run::once(rebuild),
        _ => {
            tell(&"Het enige argument hier is --rebuild: maak de cijfers opnieuw uit het logboek, naast wat er staat, en stop.".into());
            ExitCode::from(2)
        }
    }
}

async fn serve(settings: Settings) -> Result<Vec<Service>, StartError> {
    let store = connect(&settings).await?;
    let replica = replica(&store, &settings).await?;
    let reporting = Reporting::start(store, &settings.data).await?;
    Ok(match replica {
        Some(replica) => reporting.reading_from(replica).services(),
        None => reporting.services(),
    })
}

async fn rebuild(settings: Settings) -> Result<String, StartError> {
    Ok(made_anew::rebuild(&connect(&settings).await?).await?)
}

async fn connect(settings: &Settings) -> Result<EventStore, StartError> {
    let config = StoreConfig::new(reporting::NAME, settings.database(reporting::NAME)?)?;
    Ok(EventStore::connect(&config).await?)
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
