//! FOR THE MINISTRY AND THE PUBLIC. Figures on two time axes, each with its trace, and the public face of the log.
//!
//! | look for | in |
//! |---|---|
//! | what an event adds to the figures | [`ledger`] |
//! | how the ledger follows the log | [`projection`] |
//! | `reporting --rebuild`: all of it made anew from the log | [`made_anew`] |
//! | sums made beforehand | [`rollup`] |
//! | `GET /voortgang/v1/cijfers` | [`figures`] |
//! | `GET /voortgang/v1/cijfers/herleiding` | [`trace`] |
//! | an answer as a file: CSV, or a workbook | `files` |
//! | `GET /voortgang/v1/vaste-tabellen` | [`families`] |
//! | `GET /voortgang/v1/edities`: what was sealed | [`editions`] |
//! | `GET /voortgang/v1/grafieken` | `charts` |
//! | the page `/voortgang` | `page` |
//! | the catalogue of open data | `catalogue` |
//! | `/voortgang/v1/doelstellingen`: national goals, and what is entered towards them | [`goals`] |
//! | a letter to parliament, number by number | [`letters`] |
//! | `Minstens-Positie`: wait until figures count it | [`at_least`] |
//! | where reading goes: to a replica, when there is one | `reading` |
//! | `/logboek/v1`: heads, proofs, events | [`logbook`] |
//! | `GET /voortgang/v1/signalen` | [`signals`], over [`courses`] |
//! | `GET /voortgang/v1/verantwoordingen` | [`accounts`], over [`courses`] |
//! | borders of then and of now | [`places`] |

pub mod accounts;
mod again;
pub mod at_least;
mod catalogue;
mod charts;
pub mod courses;
mod documents;
pub mod editions;
pub mod families;
pub mod figures;
mod files;
pub mod goals;
mod kinds;
pub mod ledger;
pub mod letters;
pub mod logbook;
pub mod made_anew;
mod page;
pub mod places;
pub mod projection;
mod reading;
pub mod rollup;
pub mod signals;
#[cfg(test)]
mod testing;
pub mod trace;
mod words;

pub use documents::{FIGURES_BASE, LOG_BASE, documents};
pub use figures::table_text;
pub use page::PATH as PAGE;

use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig, resource, scope};
use again::again;
use courses::Courses;
use editions::check::Nightly;
use event_store::{EventStore, Follower, FollowerState, ReadStore, StoreError};
use figures::asked::Asked;
use figures::dimension::Dimension;
use logbook::heads;
use logbook::signer::Signer;
use projection::Ledger;
use reading::Reading;
use regulation::record::Position;
use regulation::words::TrancheKey;
use service_kit::Service;
use service_kit::run::StartError;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// The name of the service: of its schema and its setting.
pub const NAME: &str = "reporting";

/// What of the figures is open data, beneath their base.
const OPEN_FIGURES: [&str; 7] = [
    "/cijfers",
    "/vaste-tabellen",
    "/grafieken",
    "/catalogus",
    "/edities",
    "/doelstellingen",
    "/kamerbrieven",
];

/// What of the log is, beneath its base.
const OPEN_LOG: [&str; 5] = ["/koppen", "/sleutels", "/bewijzen", "/verdelingen", "/gebeurtenissen"];

/// How often is looked whether what is done once a day was done today.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// How often is looked how far the sums that are made beforehand are behind.
const ROLLED_UP_EVERY: Duration = Duration::from_secs(5);

/// The service at work: its ledger follows the log, and every day a head is published. Copies share everything.
#[derive(Clone)]
pub struct Reporting {
    store: EventStore,
    signer: Data<Signer>,
    follower: Arc<Follower>,
    courses: Arc<Follower>,
    editions: Data<Nightly>,
    replica: Option<ReadStore>,
    _beside: Arc<[Task; 3]>,
}

impl Reporting {
    /// Starts over this log; the key that signs heads stands in the data folder. What another version of this program made
    /// is made anew first, before anything is served.
    ///
    /// # Errors
    /// When the database cannot be used, or the key can be neither read nor made.
    pub async fn start(store: EventStore, data: &Path) -> Result<Self, StartError> {
        let signer = Data::new(Signer::read_or_make(data)?);
        store.rebuild_other_version(Ledger).await?;
        store.rebuild_other_version(Courses).await?;
        let (follower, courses) = (Arc::new(store.follow(Ledger)), Arc::new(store.follow(Courses)));
        let editions = Data::new(Nightly::default());
        let heads = tokio::spawn(publish_daily(store.clone(), signer.clone()));
        let checks = tokio::spawn(check_nightly(store.clone(), editions.clone()));
        let rollup = tokio::spawn(keep_rolled_up(store.clone()));
        let beside = Arc::new([heads, checks, rollup].map(Task));
        Ok(Self { store, signer, follower, courses, editions, replica: None, _beside: beside })
    }

    /// The same service, with its answers read from a replica; what it writes it goes on writing in its own database.
    #[must_use]
    pub fn reading_from(self, replica: ReadStore) -> Self {
        Self { replica: Some(replica), ..self }
    }

    /// What answers are read from.
    fn read(&self) -> &ReadStore {
        self.replica.as_ref().unwrap_or(self.store.reading())
    }

    fn reading(&self) -> Reading {
        let (ledger, courses) = (self.follower.clone(), self.courses.clone());
        Reading { ledger, courses, replica: self.replica.clone() }
    }

    /// Waits until the figures and the courses of cases count everything up to this position; put a timeout around it. Whether they do.
    pub async fn reach(&self, position: Position) -> bool {
        self.follower.reach(position).await && self.courses.reach(position).await
    }

    /// The table of what is granted in a tranche, by target group, as text.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn table(&self, tranche: &TrancheKey) -> Result<String, StoreError> {
        let question = |now| Asked::of_tranche(tranche, &[Dimension::TargetGroup], now);
        let answer = figures::answer(self.store.reading(), |snapshot| question(snapshot.now)).await?;
        Ok(table_text(&answer))
    }

    /// Checks all editions now, as every night.
    ///
    /// # Errors
    /// When the log or the kept bytes cannot be read.
    pub async fn check_editions(&self) -> Result<(), StoreError> {
        self.editions.check_all(&self.store).await
    }

    /// The two faces: the figures and the log.
    pub fn services(&self) -> Vec<Service> {
        vec![self.figures(), self.log()]
    }

    fn figures(&self) -> Service {
        let (log, own) = (Data::new(self.store.clone()), self.clone());
        let (read, reading) = (Data::new(self.read().clone()), Data::new(self.reading()));
        let (follower, editions, checked) =
            (Data::from(self.follower.clone()), self.editions.clone(), self.editions.clone());
        let (of_page, followed) = (read.clone(), self.clone());
        let service = Service::new(NAME, FIGURES_BASE, documents::figures())
            .routes(move |config| {
                let waiting = scope("").wrap(from_fn(at_least::wait)).configure(figure_routes);
                let config = config.app_data(log.clone()).app_data(read.clone()).app_data(reading.clone());
                config.app_data(follower.clone()).app_data(editions.clone()).service(waiting);
            })
            .pages(move |config| {
                config.service(resource(page::PATH).app_data(of_page.clone()).get(again(page::page)));
            })
            .open_data(&OPEN_FIGURES)
            .check("edities", move || std::future::ready(checked.outcome()))
            .check("grootboek", move || follows(own.store.clone(), own.follower.state()))
            .check("verloop", move || follows(followed.store.clone(), followed.courses.state()));
        self.with_its_replica(service)
    }

    fn with_its_replica(&self, service: Service) -> Service {
        let (Some(replica), reading) = (self.replica.clone(), self.reading()) else { return service };
        service.check("replica", move || {
            let (replica, reading) = (replica.clone(), reading.clone());
            async move { reading.beside(&replica).await }
        })
    }

    fn log(&self) -> Service {
        let (log, signer, own) = (Data::new(self.store.clone()), self.signer.clone(), self.clone());
        let read = Data::new(self.read().clone());
        Service::new("logbook", LOG_BASE, documents::log())
            .routes(move |config| {
                let config = config.app_data(log.clone()).app_data(read.clone());
                log_routes(config.app_data(signer.clone()));
            })
            .open_data(&OPEN_LOG)
            .check("koppen", move || {
                let store = own.store.clone();
                async move { heads::check(&store).await }
            })
    }
}

/// How a follower fares, for health.
async fn follows(store: EventStore, state: FollowerState) -> Result<String, String> {
    if let Some(stopped) = state.stopped {
        return Err(format!("staat stil bij gebeurtenis {}", stopped.by));
    }
    let head = store.head().await.map_err(|_| "het logboek is niet te lezen".to_owned())?;
    Ok(how_far(state.position, head.position))
}

/// While it catches up also of how much, as after a backup of older rows was put back.
fn how_far(position: Position, head: Position) -> String {
    if position >= head {
        return format!("positie {position}");
    }
    let percent = position.0.saturating_mul(100) / head.0;
    format!("positie {position} van {head}: {percent} procent van het logboek")
}

fn figure_routes(config: &mut ServiceConfig) {
    config
        .service(resource("/cijfers").get(again(figures::figures)))
        .service(resource("/cijfers/csv-beschrijving").get(again(figures::csv_description)))
        .service(resource("/cijfers/herleiding").get(again(trace::trace)))
        .service(resource("/vaste-tabellen").get(again(families::tables)))
        .service(resource("/grafieken/{soort}").get(again(charts::chart)))
        .service(resource("/catalogus").get(catalogue::catalogue))
        .service(resource("/edities").get(again(editions::shown::list)).post(editions::seal::seal))
        .service(resource("/edities/{sleutel}").get(again(editions::shown::one)))
        .service(resource("/edities/{sleutel}/verschillen").get(again(editions::differences::compare)))
        .service(resource("/edities/{sleutel}/controles").post(editions::check::on_demand))
        .service(resource("/signalen").get(again(signals::list)))
        .service(resource("/verantwoordingen").get(again(accounts::list)))
        .service(resource("/doelstellingen").get(again(goals::list)))
        .service(resource("/doelstellingen/{sleutel}").get(again(goals::show)))
        .service(resource("/doelstellingen/{sleutel}/bijdragen").post(goals::entry::enter))
        .service(resource("/kamerbrieven/{datum}").get(again(letters::show)));
}

fn log_routes(config: &mut ServiceConfig) {
    config
        .service(resource("/koppen").get(heads::list).post(heads::publish))
        .service(resource("/koppen/{positie}").get(heads::one))
        .service(resource("/sleutels").get(heads::keys))
        .service(resource("/bewijzen/{positie}").get(logbook::proof::proof))
        .service(resource("/verdelingen").get(again(logbook::divisions::list)))
        .service(resource("/verdelingen/{positie}").get(again(logbook::divisions::file)))
        .service(resource("/gebeurtenissen").get(again(logbook::feed::feed)));
}

/// Publishes today's head, and tomorrow's tomorrow.
async fn publish_daily(store: EventStore, signer: Data<Signer>) {
    loop {
        if let Err(error) = heads::publish_daily(&store, &signer).await {
            tracing::warn!(%error, "today's head could not be published yet");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Checks all editions at the start, and again in the first minutes of each day.
async fn check_nightly(store: EventStore, editions: Data<Nightly>) {
    loop {
        if let Err(error) = editions.check_daily(&store).await {
            tracing::warn!(%error, "the editions could not be checked yet");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Keeps the sums that are made beforehand close behind the ledger.
async fn keep_rolled_up(store: EventStore) {
    loop {
        if let Err(error) = rollup::advance(&store, rollup::BEHIND).await {
            // Another process may be at it; and without them the ledger itself answers.
            tracing::debug!(%error, "the sums could not be made beforehand yet");
        }
        tokio::time::sleep(ROLLED_UP_EVERY).await;
    }
}

/// A task beside the service; it ends with it.
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follower_that_is_behind_tells_how_far_it_is_of_how_much() {
        assert_eq!(how_far(Position(0), Position(0)), "positie 0");
        assert_eq!(how_far(Position(7), Position(7)), "positie 7");
        assert_eq!(
            how_far(Position(250), Position(1_000)),
            "positie 250 van 1000: 25 procent van het logboek"
        );
    }
}
