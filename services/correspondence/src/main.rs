//! Letters and mail in a process of its own; the settings are those of [`service_kit::config::SETTINGS`].

use correspondence::Post;
use event_store::{EventStore, StoreConfig};
use std::process::ExitCode;

fn main() -> ExitCode {
    service_kit::run::main(|settings| async move {
        let config = StoreConfig::new(correspondence::NAME, settings.database(correspondence::NAME)?)?;
        let post = Post::new(&settings.mail, &settings.data)?;
        Ok(vec![correspondence::service(EventStore::connect(&config).await?, post)])
    })
}
