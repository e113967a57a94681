//! A private server with full durability, and databases on it.

use event_store::{EventStore, StoreConfig, migrate};
use private_postgres::{ADMIN, Options, PrivatePostgres};
use regulation::event::{ApplicationWithdrawn, CaseHeader, Event};
use regulation::record::{Actor, Role};
use regulation::words::{Applicant, ApplicationId, PersonId, TrancheKey};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

pub struct World {
    server: PrivatePostgres,
}

impl World {
    /// Starts the server: fsync and synchronous_commit on, everything else as it comes.
    pub fn start() -> Self {
        let options = Options {
            name: format!("bench-{}", std::process::id()),
            fresh: true,
            temporary: true,
            settings: vec![("max_connections".to_owned(), "400".to_owned())],
            ..Options::from_environment()
        };
        Self { server: PrivatePostgres::start(&options).unwrap() }
    }

    pub fn describe(&self, runtime: &Runtime) -> String {
        runtime.block_on(async {
            let admin = self.admin("postgres").await;
            let text = "SELECT version() || ', fsync ' || current_setting('fsync') || ', synchronous_commit ' ||
                current_setting('synchronous_commit') || ', shared_buffers ' || current_setting('shared_buffers')";
            admin.query_one(text, &[]).await.unwrap().get(0)
        })
    }

    pub async fn admin(&self, database: &str) -> Client {
        connect(&self.server.url(ADMIN, database)).await
    }

    /// A migrated database of its own, with the bare tables beside the log.
    pub async fn database(&self, name: &str) -> String {
        self.admin("postgres").await.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        migrate(&self.server.url(ADMIN, name)).await.unwrap();
        let bare = "CREATE SCHEMA bare; GRANT USAGE ON SCHEMA bare TO woonloket_intake;
            CREATE TABLE bare.events (id bigserial PRIMARY KEY, payload bytea NOT NULL)";
        self.admin(name).await.batch_execute(bare).await.unwrap();
        name.to_owned()
    }

    pub async fn store(&self, service: &str, database: &str) -> EventStore {
        let url = self.server.url(&format!("woonloket_{service}"), database);
        EventStore::connect(&StoreConfig::new(service, &url).unwrap()).await.unwrap()
    }

    /// Bare connections, as many as there are writers.
    pub async fn connections(&self, database: &str, count: usize) -> Vec<Client> {
        let mut clients = Vec::new();
        for _ in 0..count {
            clients.push(self.admin(database).await);
        }
        clients
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A case of its own for each writer: its tranche, its application and its applicant.
pub fn case(writer: usize) -> CaseHeader {
    CaseHeader {
        application: ApplicationId(Uuid::from_u128(writer as u128)),
        tranche: TrancheKey::parse(&format!("tranche-{writer}")).unwrap(),
        applicant: Applicant::parse(&format!("GM{:04}", writer % 10_000)).unwrap(),
    }
}

/// An event of some four hundred bytes.
pub fn event(case: CaseHeader) -> Event {
    let reason =
        "De gemeente ziet af van het project, omdat de grond niet op tijd beschikbaar komt. ".repeat(3);
    let received_at = "2022-10-01T10:00:00Z".parse().unwrap();
    ApplicationWithdrawn { case, received_at, reason: reason.chars().take(215).collect() }.into()
}

pub fn actor() -> Actor {
    Actor {
        role: Role::Municipality,
        person: PersonId::parse("medewerker-1").unwrap(),
        organisation: Some("GM0363".to_owned()),
        on_behalf_of: None,
    }
}
