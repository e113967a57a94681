//! The house: all services in one process, or four processes of their own, over one real PostgreSQL.

use crate::issuer::ISSUER;
use crate::{Issuer, Person};
use event_store::testing::TestDatabase;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Which base each service serves.
const BASES: [(&str, &str); 5] = [
    ("intake", "/aanvragen/v1"),
    ("assessment", "/beoordeling/v1"),
    ("reporting", "/voortgang"),
    ("reporting", "/voortgang/v1"),
    ("reporting", "/logboek/v1"),
];

/// A running house, stopped when it is dropped.
pub struct House {
    processes: Vec<Child>,
    bases: BTreeMap<&'static str, String>,
    issuer: Issuer,
    http: reqwest::Client,
    folder: PathBuf,
    database: TestDatabase,
}

impl House {
    /// All services in one process, as `cargo run` starts them, with the demonstration in it.
    pub async fn together() -> Self {
        let mut house = Self::prepare().await;
        let url = house.database.admin_url();
        let environment = [("DATABASE_URL", url.as_str())];
        let address = house.start("all_in_one", &environment).await;
        house.bases = BASES.iter().map(|(_, base)| (*base, address.clone())).collect();
        house
    }

    /// Four processes, each with its own database role.
    pub async fn apart() -> Self {
        Self::of(&["intake", "assessment", "reporting", "correspondence"]).await
    }

    /// These services, each in a process of its own.
    pub async fn of(services: &[&str]) -> Self {
        let mut house = Self::prepare().await;
        for service in services {
            let address = house.start_service(service).await;
            let served = BASES.iter().filter(|(name, _)| name == service);
            house.bases.extend(served.map(|(_, base)| (*base, address.clone())));
        }
        house
    }

    /// One more process of a service, beside those that run; gives its address.
    pub async fn start_service(&mut self, service: &str) -> String {
        let name = format!("WOONLOKET_DATABASE_URL_{}", service.to_uppercase());
        let url = self.database.url(&format!("woonloket_{service}"));
        self.start(service, &[(name.as_str(), url.as_str())]).await
    }

    async fn prepare() -> Self {
        let folder = std::env::temp_dir().join(format!("woonloket-verhaal-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let database =
            TestDatabase::new().await.unwrap_or_else(|error| panic!("no database for the story: {error}"));
        let issuer = Issuer::new(&folder);
        // A server closes a connection that is idle for five seconds; who reuses one at that very moment finds it gone.
        let http = reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(2)).build();
        let http = http.expect("a client can be made");
        Self { processes: Vec::new(), bases: BTreeMap::new(), issuer, http, folder, database }
    }

    async fn start(&mut self, binary: &str, environment: &[(&str, &str)]) -> String {
        let port = free_port();
        let log =
            std::fs::File::create(self.folder.join(format!("{binary}-{port}.log"))).expect("a log file");
        let child = Command::new(built(binary))
            .env("WOONLOKET_PORT", port.to_string())
            .env("WOONLOKET_DATA", &self.folder)
            .env("WOONLOKET_SECRET", "een geheim van het verhaal, lang genoeg")
            .env("WOONLOKET_ISSUER", ISSUER)
            .env("WOONLOKET_JWKS", &self.issuer.jwks)
            .env("WOONLOKET_LOG_LEVEL", "warn")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{binary} does not start: {error}"));
        self.processes.push(child);
        let address = format!("http://127.0.0.1:{port}");
        self.wait_for(binary, &address).await;
        address
    }

    async fn wait_for(&mut self, binary: &str, address: &str) {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            let ready = self.http.get(format!("{address}/health/ready")).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let ended = self.processes.last_mut().and_then(|child| child.try_wait().ok().flatten());
            if ended.is_some() || Instant::now() > patience {
                panic!("{binary} is not ready ({ended:?}); it said:\n{}", self.logs());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn logs(&self) -> String {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let logs = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "log"));
        logs.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
    }

    /// The data folder of the house.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Somebody with a role, perhaps of an organisation.
    pub fn person(&self, name: &str, role: &str, organisation: Option<&str>) -> Person {
        self.caller(Some(self.issuer.token(name, role, organisation)))
    }

    /// A civil servant of a municipality.
    pub fn municipality(&self, code: &str) -> Person {
        self.person(&format!("ambtenaar-{code}"), "gemeente", Some(code))
    }

    /// An assessor of RVO.
    pub fn assessor(&self, name: &str) -> Person {
        self.person(name, "beoordelaar", None)
    }

    /// The ministry.
    pub fn ministry(&self) -> Person {
        self.person("ministerie", "ministerie", None)
    }

    /// The administrator.
    pub fn administrator(&self) -> Person {
        self.person("beheerder", "beheerder", None)
    }

    /// Anyone, without a token.
    pub fn anyone(&self) -> Person {
        self.caller(None)
    }

    /// The same person at another process of the assessment service.
    pub fn at(&self, person: &Person, base: &'static str, address: &str) -> Person {
        let mut moved = person.clone();
        moved.bases.insert(base, address.to_owned());
        moved
    }

    fn caller(&self, token: Option<String>) -> Person {
        Person { http: self.http.clone(), bases: self.bases.clone(), token }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        for child in &mut self.processes {
            // Asked first, so that the coverage of a clean stop is the ordinary one; killed if it does not listen.
            let _asked = Command::new("kill").arg(child.id().to_string()).status();
        }
        for child in &mut self.processes {
            let patience = Instant::now() + Duration::from_secs(12);
            while child.try_wait().is_ok_and(|ended| ended.is_none()) && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ended = child.kill();
            let _reaped = child.wait();
        }
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// The binary of a service, built like this test was built.
fn built(binary: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        // The same packages and features as `cargo test --workspace`, so that nothing is built twice.
        let profile: &[&str] = if cfg!(debug_assertions) { &[] } else { &["--release"] };
        let outcome = Command::new(cargo)
            .args(["test", "--workspace", "--no-run", "--quiet"])
            .args(profile)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status();
        assert!(outcome.is_ok_and(|status| status.success()), "the services could not be built");
        let test = std::env::current_exe().expect("this test has a path");
        test.ancestors().nth(2).expect("target/debug/deps/test").to_path_buf()
    });
    folder.join(binary)
}
