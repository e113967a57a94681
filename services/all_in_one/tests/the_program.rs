//! The program itself: what `cargo run` starts, keeps, shows and stops. On data and ports of its own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use private_postgres::{ADMIN, Options, PrivatePostgres};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A folder of this test's own, which the server's user can reach too; it goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(PathBuf::from(format!("/var/tmp/woonloket-test-{}-{number}", std::process::id())))
    }

    /// The process of the private server, while there is one.
    fn postgres(&self) -> Option<String> {
        let file = std::fs::read_to_string(self.0.join("postgres/local/data/postmaster.pid")).ok()?;
        file.lines().next().map(str::to_owned)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

fn program(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_all_in_one"));
    let ours = |name: &str| name.starts_with("WOONLOKET_") && name != "WOONLOKET_POSTGRES_BIN";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name) || name == "DATABASE_URL") {
        command.env_remove(name);
    }
    command
        .env("WOONLOKET_PORT", "0")
        .env("WOONLOKET_DATA", folder.0.join("data"))
        .env("WOONLOKET_POSTGRES_DATA", folder.0.join("postgres"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The program at work, and what it showed.
struct Woonloket {
    process: Child,
    output: BufReader<ChildStdout>,
    shown: String,
}

impl Woonloket {
    fn start(command: &mut Command) -> Self {
        let mut process = command.spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output, shown: String::new() }
    }

    /// Reads on until a line with this text.
    fn until(mut self, text: &str) -> Self {
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                let mut complaint = String::new();
                self.process.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
                panic!("it stopped before showing «{text}»:\n{}{complaint}", self.shown);
            }
            self.shown.push_str(&line);
            if line.contains(text) {
                return self;
            }
        }
    }

    fn ready(command: &mut Command) -> Self {
        Self::start(command).until("Ctrl-C stopt alles")
    }

    fn get(&self, path: &str) -> String {
        let address = self.shown.split("http://").nth(1).unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer
    }

    fn signal(&self, signal: &str) {
        let process = self.process.id().to_string();
        assert!(Command::new("/bin/kill").args([signal, &process]).status().unwrap().success());
    }

    /// Sends a signal and waits; it must end well, without a complaint. Gives what it showed in all.
    fn stop(mut self, signal: &str) -> String {
        self.signal(signal);
        self.output.read_to_string(&mut self.shown).unwrap();
        let output = self.process.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        self.shown
    }
}

fn lives(process: &str) -> bool {
    Path::new("/proc").join(process).exists()
}

/// The first event of the log, with the time of its recording.
fn first_event(woonloket: &Woonloket) -> String {
    let events = woonloket.get("/logboek/v1/gebeurtenissen?limit=1");
    events.split("\r\n\r\n").nth(1).unwrap().to_owned()
}

#[test]
fn what_is_there_is_kept_until_fresh_starts_over_and_nothing_is_left_running() {
    let folder = Folder::new();
    let first = Woonloket::ready(&mut program(&folder));
    assert!(first.shown.contains("579 gebeurtenissen van 2022 en 2023"), "{}", first.shown);
    assert!(first.shown.contains("Vrij onder het plafond: € 0,00"), "{}", first.shown);
    let event = first_event(&first);
    let postgres = folder.postgres().unwrap();
    assert!(lives(&postgres));
    assert!(first.stop("-INT").contains("Gestopt"));
    assert!(!lives(&postgres) && folder.postgres().is_none(), "Ctrl-C leaves a server behind");

    let begin = Instant::now();
    let second = Woonloket::ready(&mut program(&folder));
    let took = begin.elapsed();
    println!("a second start takes {took:?}");
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert!(second.shown.contains("De demonstratie stond er al"), "{}", second.shown);
    assert_eq!(first_event(&second), event);
    let postgres = folder.postgres().unwrap();
    second.stop("-TERM");
    assert!(!lives(&postgres), "SIGTERM leaves a server behind");

    let fresh = Woonloket::ready(program(&folder).arg("--fresh"));
    assert!(fresh.shown.contains("579 gebeurtenissen van 2022 en 2023"), "{}", fresh.shown);
    assert_ne!(first_event(&fresh), event, "recorded anew");
    fresh.stop("-INT");
}

#[test]
fn it_shows_the_ministrys_table_and_lines_to_paste_that_work() {
    let folder = Folder::new();
    let woonloket = Woonloket::ready(&mut program(&folder));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: Vec<String> = woonloket.shown.lines().map(words).collect();
    for line in [
        "uitwonende studenten 2.980",
        "totaal 7.725 2.959 4.766",
        "€ 52.135.000,00 voor 107 projecten van 76 gemeenten; vrij onder het plafond: € 0,00",
    ] {
        assert!(shown.iter().any(|shown| shown.starts_with(line)), "{line} is not in:\n{}", woonloket.shown);
    }
    let figures = woonloket.get("/voortgang/v1/cijfers?tranche=rha-2022&groepeerOp=aandachtsgroep");
    for homes in [1_148, 542, 1_402, 2_980, 111, 983, 559] {
        assert!(figures.contains(&format!("\"woonruimten\":{homes},")), "{homes} is not in {figures}");
    }
    for page in woonloket.shown.split_whitespace().filter(|word| word.contains("/documentatie/")) {
        let path = page.split_once("//").unwrap().1.split_once('/').unwrap().1;
        assert!(woonloket.get(&format!("/{path}")).contains("swagger-ui"), "{page}");
    }
    let pasted = |line: &&str| line.starts_with("export ") || line.starts_with("curl ");
    let lines: Vec<_> =
        woonloket.shown.lines().filter(pasted).map(|line| line.replace("curl -s", "curl -sSf")).collect();
    let shell = Command::new("/bin/sh").arg("-ec").arg(lines.join("\n")).output().unwrap();
    assert!(shell.status.success(), "{shell:?}");
    let answered = String::from_utf8_lossy(&shell.stdout);
    for part in ["SFT22-GM0363", "SW-fictief-voorbeeld", "\"naam\":\"Brielle\""] {
        assert!(answered.contains(part), "{part} is not in {answered}");
    }
    woonloket.stop("-INT");
}

#[test]
fn stopping_halfway_leaves_nothing_running_and_the_next_start_goes_on() {
    let folder = Folder::new();
    let halfway = Woonloket::start(&mut program(&folder)).until("eigen server");
    let postgres = folder.postgres().unwrap();
    let shown = halfway.stop("-INT");
    assert!(!lives(&postgres), "a server is left behind");
    println!("halfway it had shown:\n{shown}");
    let next = Woonloket::ready(&mut program(&folder));
    assert!(next.shown.contains("waar op positie 579 van het logboek"), "{}", next.shown);
    next.stop("-INT");
}

#[test]
fn without_the_demonstration_the_log_begins_empty_and_it_can_be_played_later() {
    let folder = Folder::new();
    let empty = Woonloket::ready(program(&folder).arg("--no-demonstration"));
    assert!(!empty.shown.contains("emonstratie") && !empty.shown.contains("curl"), "{}", empty.shown);
    assert!(empty.get("/health/ready").contains("\"uitleg\":\"positie 0\""));
    empty.stop("-INT");
    let played = Woonloket::ready(&mut program(&folder));
    assert!(played.shown.contains("579 gebeurtenissen van 2022 en 2023"), "{}", played.shown);
    played.stop("-INT");
}

#[test]
fn what_cannot_be_is_told_in_one_sentence_before_anything_is_started() {
    let folder = Folder::new();
    let said = |command: &mut Command| {
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && !said.contains("panicked"), "{output:?}");
        assert!(!folder.0.join("postgres").exists(), "something was started: {said}");
        said
    };
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert!(
        said(program(&folder).env("WOONLOKET_PORT", &port))
            .contains(&format!("Poort {port} op 127.0.0.1 is al in gebruik"))
    );
    assert!(said(program(&folder).arg("--vers")).contains("Onbekend argument: --vers"));
    assert!(said(program(&folder).env("WOONLOKET_PORT", "achtduizend")).contains("WOONLOKET_PORT"));
    assert!(
        said(program(&folder).env("WOONLOKET_DATABASE_URL_INTAKE", "postgres://x"))
            .contains("die los draaien")
    );
    let url = ("DATABASE_URL", "postgres://x@127.0.0.1:1/y");
    assert!(said(program(&folder).env(url.0, url.1)).contains("niet te bereiken"));
    assert!(said(program(&folder).env(url.0, url.1).arg("--fresh")).contains("--fresh gooit alleen"));
    assert!(said(program(&folder).arg("--migrate")).contains("--migrate heeft DATABASE_URL nodig"));
    assert!(said(program(&folder).args(["--migrate", "--fresh"])).contains("gaan niet samen"));
    assert!(said(program(&folder).env(url.0, url.1).arg("--migrate")).contains("niet te bereiken"));
    let help = program(&folder).arg("--help").output().unwrap();
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("WOONLOKET_PORT"));
}

/// What the database answers to the last of an administrator's statements: one text.
fn asked(url: &str, statements: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let answer = client.simple_query(statements).await.unwrap();
        connection.abort();
        let texts = answer.iter().filter_map(|part| match part {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        texts.last().unwrap()
    })
}

#[test]
fn to_migrate_changes_no_password_plays_nothing_and_can_be_done_at_every_start() {
    const HASH: &str = "SELECT coalesce(rolpassword, '') FROM pg_authid WHERE rolname = 'woonloket_intake'";
    let folder = Folder::new();
    let server =
        PrivatePostgres::start(&Options::throwaway(format!("test-migrate-{}", std::process::id()))).unwrap();
    let url = server.url(ADMIN, "postgres");
    let migrated = || {
        let output = program(&folder).env("DATABASE_URL", &url).arg("--migrate").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        assert!(said.contains("database postgres van DATABASE_URL, is bijgewerkt."), "{said}");
        asked(&url, HASH)
    };
    assert_eq!(migrated(), "");
    let chosen = asked(&url, &format!("ALTER ROLE woonloket_intake PASSWORD 'gekozen'; {HASH}"));
    assert!(!chosen.is_empty());
    assert_eq!(migrated(), chosen);
    assert_eq!(asked(&url, "SELECT count(*)::text FROM log.events"), "0");
    server.stop();
}

#[test]
fn a_server_of_ones_own_choice_gets_roles_with_passwords_that_it_asks_for() {
    let folder = Folder::new();
    std::fs::create_dir_all(&folder.0).unwrap();
    let rules = folder.0.join("pg_hba.conf");
    std::fs::write(&rules, format!("local all {ADMIN} trust\nlocal all all scram-sha-256\n")).unwrap();
    let name = format!("test-outside-{}", std::process::id());
    let settings = vec![("hba_file".to_owned(), rules.display().to_string())];
    let server = PrivatePostgres::start(&Options { settings, ..Options::throwaway(name) }).unwrap();
    let url = server.url(ADMIN, "postgres");
    let outside = || {
        let mut command = program(&folder);
        command.env("DATABASE_URL", &url);
        command
    };
    let first = Woonloket::ready(&mut outside());
    assert!(first.shown.contains("database postgres van DATABASE_URL"), "{}", first.shown);
    assert!(first.shown.contains("579 gebeurtenissen van 2022 en 2023"), "{}", first.shown);
    let event = first_event(&first);
    first.stop("-INT");
    let second = Woonloket::ready(&mut outside());
    assert!(second.shown.contains("De demonstratie stond er al"), "{}", second.shown);
    assert_eq!(first_event(&second), event);
    second.stop("-INT");
    assert!(server.is_ours() && !folder.0.join("postgres").exists(), "no server of its own was started");
    server.stop();
}
