//! From start to stop: the database, the demonstration, the services on one port, the welcome; and down again.

use crate::Screen;
use crate::arguments::{How, LOG_LEVEL};
use crate::database::{Database, Server, bring_up_to_date};
use crate::demonstration::{Outcome, Stores, play};
use crate::issuer::{self, Issuer};
use crate::welcome::Welcome;
use actix_web::web::ServiceConfig;
use correspondence::Post;
use event_store::EventStore;
use regulation::violation::Violation;
use regulation::words::TrancheKey;
use reporting::Reporting;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::run::{Running, StartError, serve};
use service_kit::{Settings, telemetry};
use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long what is still running may take when everything else has stopped.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

/// How long the start waits for the figures to count what is in the log.
const LONGEST_CATCHING_UP: Duration = Duration::from_secs(30);

/// Starts everything, and returns when it was asked to stop.
pub fn run(screen: &Screen, how: How) -> ExitCode {
    ended(start_to_stop(screen, how), "Woonloket kan niet starten.")
}

/// Brings the database of `DATABASE_URL` up to date, and starts nothing.
pub fn migrate(screen: &Screen) -> ExitCode {
    ended(migrated(screen), "De database is niet bijgewerkt.")
}

fn ended(outcome: Result<(), StartError>, failed: &str) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{failed} {error}"));
            ExitCode::FAILURE
        }
    }
}

fn migrated(screen: &Screen) -> Result<(), StartError> {
    let settings = settings()?;
    telemetry::start(&settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let described = runtime.block_on(bring_up_to_date(&settings))?;
    screen.say(&format!("{described}, is bijgewerkt."));
    Ok(())
}

/// Says on standard error what is wrong.
pub fn complain(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
}

fn start_to_stop(screen: &Screen, how: How) -> Result<(), StartError> {
    let begin = Instant::now();
    let settings = settings()?;
    telemetry::start(&settings)?;
    port_is_free(&settings)?;
    screen.say(concat!("Woonloket ", env!("CARGO_PKG_VERSION")));
    screen.progress("  PostgreSQL starten …");
    let server = Server::start(&settings, how.fresh)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let house = House { screen, settings: &settings, server: &server, how, begin };
    let outcome = runtime.block_on(house.until_stopped());
    runtime.shutdown_timeout(LAST_PATIENCE);
    drop(server);
    outcome?;
    screen.say("Gestopt; de gegevens blijven bewaard.");
    Ok(())
}

/// Settings from the environment.
fn settings() -> Result<Settings, StartError> {
    let mut settings = Settings::from_environment()?;
    if std::env::var_os("WOONLOKET_LOG_LEVEL").is_none_or(|level| level.is_empty()) {
        LOG_LEVEL.clone_into(&mut settings.log_level);
    }
    Ok(settings)
}

/// Looks before anything is started.
fn port_is_free(settings: &Settings) -> Result<(), StartError> {
    let (host, port) = (settings.host, settings.port);
    match TcpListener::bind((host, port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(cannot_listen(&error, host, port)),
    }
}

fn cannot_listen(error: &std::io::Error, host: std::net::IpAddr, port: u16) -> StartError {
    let why = match error.kind() {
        ErrorKind::AddrInUse => {
            format!("Poort {port} op {host} is al in gebruik, misschien door een ander Woonloket.")
        }
        ErrorKind::PermissionDenied => format!("Luisteren op poort {port} mag deze gebruiker niet."),
        ErrorKind::AddrNotAvailable => format!("{host} is geen adres van deze machine."),
        _ => format!("Luisteren op {host}, poort {port}, lukt niet: {error}."),
    };
    format!("{why} Kies een andere poort met WOONLOKET_PORT, bijvoorbeeld: WOONLOKET_PORT=8081 cargo run")
        .into()
}

/// Ctrl-C and SIGTERM, listened for from the beginning.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn come(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// What starting needs.
struct House<'a> {
    screen: &'a Screen,
    settings: &'a Settings,
    server: &'a Server,
    how: How,
    begin: Instant,
}

impl House<'_> {
    /// Starts, and goes on until it is asked to stop, also while it starts.
    async fn until_stopped(&self) -> Result<(), StartError> {
        let mut signals = StopSignals::listen()?;
        let running = tokio::select! {
            running = self.start() => running?,
            () = signals.come() => {
                telemetry::fall_silent();
                return Ok(());
            }
        };
        let asked = async {
            signals.come().await;
            // From here on connections close one by one, and nobody needs to hear of each.
            telemetry::fall_silent();
        };
        Ok(running.until(asked).await?)
    }

    async fn start(&self) -> Result<Running, StartError> {
        let database = self.server.prepare().await?;
        self.screen.say(&format!("  {}", database.described));
        let is_played = self.how.demonstration && demonstrate(self.screen, &database).await?;

        let (settings, log) = (self.settings, store(&database, assessment::NAME).await?);
        let reporting = Reporting::start(store(&database, reporting::NAME).await?, &settings.data).await?;
        let post = Post::new(&settings.mail, &settings.data)?;
        let mut services = vec![intake::service(store(&database, intake::NAME).await?)];
        services.push(assessment::service(log.clone()));
        services.extend(reporting.services());
        services.push(correspondence::service(store(&database, correspondence::NAME).await?, post));

        let (issuer, door) = door(settings)?;
        let keys = issuer.clone();
        let beside = move |config: &mut ServiceConfig| {
            if let Some(keys) = &keys {
                keys.routes(config);
            }
        };
        let running = serve(settings, door, services, beside)
            .map_err(|error| cannot_listen(&error, settings.host, settings.port))?;
        let table = if is_played { Some(table(&reporting, &log).await?) } else { None };
        let (address, issuer) = (running.address(), issuer.as_ref());
        let welcome = Welcome { address, issuer, table, took: self.begin.elapsed() };
        self.screen.say(welcome.text()?.trim_end());
        Ok(running)
    }
}

/// Who signs the tokens, and the door that asks for them.
fn door(settings: &Settings) -> Result<(Option<Issuer>, Door), StartError> {
    let (issuer, trusted) = match &settings.issuer {
        Some(external) => (None, TrustedIssuer::from(external)),
        None => {
            let issuer = Issuer::open(settings)?;
            let trusted = issuer.trusted();
            (Some(issuer), trusted)
        }
    };
    Ok((issuer, Door::new(settings, &trusted, issuer::secret(settings)?)?))
}

/// The ministry's table, when the figures count everything that is in the log.
async fn table(reporting: &Reporting, log: &EventStore) -> Result<String, StartError> {
    let until = log.head().await?.position;
    let reached = tokio::time::timeout(LONGEST_CATCHING_UP, reporting.reach(until)).await;
    if !reached.unwrap_or(false) {
        return Ok("De cijfers lopen nog achter op het logboek; zie /health/ready.".to_owned());
    }
    Ok(reporting.table(&TrancheKey::parse("rha-2022")?).await?)
}

async fn store(database: &Database, service: &str) -> Result<EventStore, StartError> {
    Ok(EventStore::connect(&database.config(service)?).await?)
}

/// Plays the demonstration where it is missing. Whether it is there.
async fn demonstrate(screen: &Screen, database: &Database) -> Result<bool, StartError> {
    let intake = EventStore::connect(&database.config_for_playing(intake::NAME)?).await?;
    let assessment = EventStore::connect(&database.config_for_playing(assessment::NAME)?).await?;
    let reporting = EventStore::connect(&database.config_for_playing(reporting::NAME)?).await?;
    let stores = Stores { intake, assessment, reporting };
    let progress = |done: usize, total: usize| {
        screen.progress(&format!("  Demonstratie: {done} van {total} gebeurtenissen"))
    };
    let (is_there, told) = match play(&stores, progress).await? {
        Outcome::Played { steps, refusal } => (true, played(steps, &refusal)),
        Outcome::PlayedBefore => (true, "  De demonstratie stond er al".to_owned()),
        Outcome::OtherData => {
            (false, "  Het logboek bevat andere gegevens; de demonstratie is niet gespeeld".to_owned())
        }
    };
    screen.say(&told);
    Ok(is_there)
}

fn played(steps: usize, refusal: &Violation) -> String {
    format!(
        "  Demonstratie gespeeld: {steps} gebeurtenissen van 2022 en 2023, als import vastgelegd\n  \
         De verzonnen 44e aanvraag van SFT 2022 staat op de wachtlijst. Toekennen is geprobeerd en geweigerd:\n    \
         {} ({}). {}",
        refusal.title(),
        refusal.code(),
        refusal.detail()
    )
}
