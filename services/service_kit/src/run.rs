//! Running: from settings to a listening server, and back down when asked.

use crate::app::app;
use crate::config::{SettingErrors, Settings};
use crate::door::{Door, TrustedIssuer};
use crate::secret::Secret;
use crate::service::Service;
use crate::telemetry;
use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use actix_web::web::{Data, ServiceConfig};
use std::error::Error;
use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// Whatever can go wrong at the start, told to the operator.
pub type StartError = Box<dyn Error + Send + Sync>;

/// A server that listens.
pub struct Running {
    addresses: Vec<SocketAddr>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
}

/// Starts listening. Port 0 lets the system choose; [`Running::address`] tells which.
///
/// # Errors
/// When the address cannot be bound.
pub fn serve(
    settings: &Settings,
    door: Door,
    services: Vec<Service>,
    beside: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
) -> std::io::Result<Running> {
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    let door = Data::new(door);
    let build = move || app(door.clone(), services.clone(), beside.clone());
    let server = HttpServer::new(build)
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(10)
        .disable_signals()
        .bind((settings.host, settings.port))?;
    let addresses = server.addrs();
    let server = server.run();
    let handle = server.handle();
    Ok(Running { addresses, handle, server: tokio::spawn(server) })
}

impl Running {
    /// Where it listens, as the beginning of a URL: `http://127.0.0.1:8080`.
    pub fn address(&self) -> String {
        self.addresses.first().map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// Waits for Ctrl-C or SIGTERM, then stops: requests that have begun are finished, ten seconds at most.
    ///
    /// # Errors
    /// When signals cannot be listened for, or the server stopped by itself with an error.
    pub async fn until_signal(self) -> std::io::Result<()> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        self.until(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
        .await
    }

    /// Waits until it is asked to stop, then stops: requests that have begun are finished, ten seconds at most. Who
    /// listens for signals before there is a server gives its own listening here, so that none falls in between.
    ///
    /// # Errors
    /// When the server stopped by itself with an error.
    pub async fn until(mut self, asked: impl Future<Output = ()>) -> std::io::Result<()> {
        tokio::select! {
            result = &mut self.server => return result.unwrap_or_else(|error| Err(std::io::Error::other(error))),
            () = asked => {}
        }
        tracing::info!("stopping");
        self.stop().await
    }

    /// Stops: requests that have begun are finished, ten seconds at most.
    ///
    /// # Errors
    /// When the server had stopped with an error.
    pub async fn stop(self) -> std::io::Result<()> {
        self.handle.stop(true).await;
        self.server.await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
    }
}

/// The whole `main` of a service in a process of its own: settings, log, door, services, and down again.
///
/// `build` makes the services from the settings; the issuer must be an external one.
pub fn main<F>(build: impl FnOnce(Settings) -> F) -> ExitCode
where
    F: Future<Output = Result<Vec<Service>, StartError>>,
{
    to_its_end(start(build))
}

/// The whole `main` of work that is done once: settings, log, and what the work says at its end.
pub fn once<F>(work: impl FnOnce(Settings) -> F) -> ExitCode
where
    F: Future<Output = Result<String, StartError>>,
{
    to_its_end(async {
        let settings = Settings::from_environment()?;
        telemetry::start(&settings)?;
        let said = work(settings).await?;
        Ok(writeln!(std::io::stdout(), "{said}")?)
    })
}

fn to_its_end(work: impl Future<Output = Result<(), StartError>>) -> ExitCode {
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(StartError::from)
        .and_then(|runtime| runtime.block_on(work));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// Tells an operator why nothing starts.
#[expect(clippy::print_stderr, reason = "the log may not have been started yet")]
pub fn tell(error: &StartError) {
    eprintln!("Woonloket kan niet starten. {error}");
}

async fn start<F>(build: impl FnOnce(Settings) -> F) -> Result<(), StartError>
where
    F: Future<Output = Result<Vec<Service>, StartError>>,
{
    let settings = Settings::from_environment()?;
    telemetry::start(&settings)?;
    let (issuer, secret) = needed(&settings)?;
    let door = Door::new(&settings, &issuer, secret)?;
    let services = build(settings.clone()).await?;
    let running = serve(&settings, door, services, |_| ())?;
    tracing::info!(address = running.address(), "listening");
    running.until_signal().await?;
    Ok(())
}

/// What a service in a process of its own cannot do without; everything that is missing is told at once.
fn needed(settings: &Settings) -> Result<(TrustedIssuer, Secret), SettingErrors> {
    let why = "ontbreekt: een dienst in een eigen proces heeft een uitgever van tokens nodig";
    let issuer = settings.issuer.as_ref().ok_or_else(|| SettingErrors::one("WOONLOKET_ISSUER", why));
    let secret = settings.required_secret();
    let database = match settings.databases.is_empty() {
        true => Err(SettingErrors::one(
            "WOONLOKET_DATABASE_URL_...",
            "ontbreekt: geef de database-URL van de dienst",
        )),
        false => Ok(()),
    };
    let missing = [issuer.clone().err(), secret.clone().err(), database.err()];
    SettingErrors::together(missing.into_iter().flatten())?;
    Ok((TrustedIssuer::from(issuer?), secret?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_a_process_of_its_own_misses_is_told_at_once() {
        let settings = Settings::read(|_| None).unwrap();
        let told = needed(&settings).err().unwrap().to_string();
        for name in ["WOONLOKET_ISSUER", "WOONLOKET_SECRET", "WOONLOKET_DATABASE_URL_"] {
            assert!(told.contains(name), "{told}");
        }
    }
}
