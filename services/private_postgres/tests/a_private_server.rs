//! A private server from start to stop, with a real PostgreSQL.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use private_postgres::{ADMIN, Durability, Options, PrivatePostgres, StartError, WhenRunning};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Options for a server of one test.
fn options(name: &str) -> Options {
    Options {
        name: format!("test-{name}-{}", std::process::id()),
        durability: Durability::None,
        ..Options::from_environment()
    }
}

/// What a server answers to a question of one row and one column of text.
fn ask(url: &str, question: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        let speaking = tokio::spawn(connection);
        let rows = client.simple_query(question).await.unwrap();
        drop(client);
        speaking.await.unwrap().unwrap();
        rows.iter()
            .find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .unwrap_or_default()
    })
}

fn process_of(folder: &Path) -> String {
    let file = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    file.lines().next().unwrap().to_owned()
}

fn lives(process: &str) -> bool {
    Command::new("/bin/kill").args(["-0", process]).stderr(Stdio::null()).status().unwrap().success()
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < Duration::from_secs(60), "{what} took more than a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_second_start_finds_the_data_of_the_first_and_fresh_starts_over() {
    let options = Options { durability: Durability::Full, ..options("kept") };
    let first = PrivatePostgres::start(&options).unwrap();
    let url = first.url(ADMIN, "postgres");
    ask(&url, "CREATE TABLE note AS SELECT 'still here' AS text");
    first.stop();

    let second = PrivatePostgres::start(&options).unwrap();
    assert_eq!(ask(&url, "SELECT text FROM note"), "still here");
    second.stop();

    let third = PrivatePostgres::start(&Options { fresh: true, temporary: true, ..options }).unwrap();
    assert_eq!(ask(&url, "SELECT count(*) FROM pg_class WHERE relname = 'note'"), "0");
    let folder = third.folder().to_owned();
    third.stop();
    assert!(!folder.exists(), "a temporary server takes its data with it");
}

#[test]
fn only_the_socket_answers_and_only_its_owner_can_reach_it() {
    let server = PrivatePostgres::start(&Options { temporary: true, ..options("closed") }).unwrap();
    let url = server.url(ADMIN, "postgres");
    assert_eq!(ask(&url, "SHOW listen_addresses"), "");
    assert_eq!(ask(&url, "SHOW server_encoding"), "UTF8");
    assert_eq!(ask(&url, "SELECT current_user"), ADMIN);
    for inner in ["data", "run"] {
        let mode = fs::metadata(server.folder().join(inner)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{inner} is open to others");
    }
}

#[test]
fn a_server_that_is_in_use_is_refused_or_joined_as_asked() {
    let options = Options { temporary: true, ..options("shared") };
    let owner = PrivatePostgres::start(&options).unwrap();

    let refusal = PrivatePostgres::start(&options).unwrap_err();
    assert!(matches!(refusal, StartError::Running { .. }));
    assert!(refusal.to_string().contains("Een ander proces gebruikt de gegevens"), "{refusal}");

    let guest = PrivatePostgres::start(&Options { when_running: WhenRunning::Join, ..options }).unwrap();
    assert!(!guest.is_ours());
    guest.stop();
    assert_eq!(ask(&owner.url(ADMIN, "postgres"), "SELECT 'still running'"), "still running");
}

#[test]
fn data_of_another_major_version_is_refused_with_both_versions_named() {
    let options = options("old");
    let server = PrivatePostgres::start(&options).unwrap();
    let folder = server.folder().to_owned();
    server.stop();
    fs::write(folder.join("data/PG_VERSION"), "12\n").unwrap();
    let refusal = PrivatePostgres::start(&options).unwrap_err();
    assert!(matches!(refusal, StartError::OtherVersion { data: 12, .. }));
    assert!(refusal.to_string().contains("gemaakt door PostgreSQL 12"), "{refusal}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_setting_that_postgres_refuses_is_reported_in_its_own_words() {
    let settings = vec![("shared_buffers".to_owned(), "veel".to_owned())];
    let refusal =
        PrivatePostgres::start(&Options { settings, temporary: true, ..options("refused") }).unwrap_err();
    assert!(refusal.to_string().contains("shared_buffers"), "{refusal}");
    let all = private_postgres::for_tests().unwrap().folder().parent().unwrap().to_owned();
    assert!(!all.join(options("refused").name).exists(), "nothing is left of it");
}

#[test]
fn after_a_crash_of_the_server_itself_the_next_start_repairs_it() {
    let options = options("crashed");
    let server = PrivatePostgres::start(&options).unwrap();
    let process = process_of(server.folder());
    assert!(Command::new("/bin/kill").args(["-KILL", &process]).status().unwrap().success());
    server.stop();
    let again = PrivatePostgres::start(&Options { temporary: true, ..options }).unwrap();
    assert_eq!(ask(&again.url(ADMIN, "postgres"), "SELECT 'repaired'"), "repaired");
}

#[test]
fn a_replica_shows_what_its_primary_does_and_refuses_to_be_written() {
    let primary = PrivatePostgres::start(&Options { temporary: true, ..options("primary") }).unwrap();
    let here = primary.url(ADMIN, "postgres");
    ask(&here, "CREATE TABLE note AS SELECT 'before the copy' AS text");
    let of = Options { replica_of: Some(here.clone()), temporary: true, ..options("replica") };
    let replica = PrivatePostgres::start(&of).unwrap();
    let there = replica.url(ADMIN, "postgres");
    assert_eq!(ask(&there, "SELECT text FROM note"), "before the copy");
    ask(&here, "INSERT INTO note VALUES ('after it')");
    wait_until("replicating", || ask(&there, "SELECT count(*) FROM note") == "2");
    assert_eq!(ask(&there, "SELECT pg_is_in_recovery()"), "t");
    let folder = replica.folder().to_owned();
    replica.stop();
    assert!(!folder.exists() && ask(&here, "SELECT count(*) FROM note") == "2", "the primary goes on");
}

#[test]
fn where_the_program_that_copies_is_missing_is_said_what_installs_it() {
    let primary = PrivatePostgres::start(&Options { temporary: true, ..options("copied") }).unwrap();
    let without = std::env::temp_dir().join(options("without").name);
    fs::create_dir_all(&without).unwrap();
    let all = fs::read_to_string(primary.folder().join("data/postmaster.opts")).unwrap();
    let programs = Path::new(all.split_whitespace().next().unwrap()).parent().unwrap().to_owned();
    for program in ["postgres", "initdb"] {
        let script = format!("#!/bin/sh\nexec {} \"$@\"\n", programs.join(program).display());
        fs::write(without.join(program), script).unwrap();
        fs::set_permissions(without.join(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let of =
        Options { replica_of: Some(primary.url(ADMIN, "postgres")), temporary: true, ..options("lacking") };
    let refusal = PrivatePostgres::start(&Options { binaries: Some(without.clone()), ..of }).unwrap_err();
    assert!(matches!(refusal, StartError::NoReplica { .. }), "{refusal}");
    assert!(refusal.to_string().contains("WOONLOKET_POSTGRES_BIN"), "{refusal}");
    fs::remove_dir_all(without).unwrap();
}

/// Not a story of its own: what the two tests below start in another process, and kill.
#[test]
#[ignore = "is started by the tests of a killed process"]
fn a_process_that_waits_to_be_killed() {
    let temporary = std::env::var("KILLED_TEST").unwrap() == "temporary";
    let name = std::env::var("KILLED_TEST_NAME").unwrap();
    let _server = PrivatePostgres::start(&Options { temporary, name, ..options("") }).unwrap();
    std::thread::sleep(Duration::from_secs(600));
}

/// Starts a server from another process, kills that, and tells the server's folder and process.
fn start_and_kill(options: &Options, kind: &str) -> (PathBuf, String) {
    let all = private_postgres::for_tests().unwrap().folder().parent().unwrap().to_owned();
    let folder = all.join(&options.name);
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "a_process_that_waits_to_be_killed"])
        .env("KILLED_TEST", kind)
        .env("KILLED_TEST_NAME", &options.name)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let pid_file = folder.join("data/postmaster.pid");
    wait_until("starting", || fs::read_to_string(&pid_file).is_ok_and(|file| file.contains("ready")));
    let process = process_of(&folder);
    other.kill().unwrap(); // SIGKILL
    other.wait().unwrap();
    (folder, process)
}

#[test]
fn when_a_process_is_killed_its_throwaway_server_and_data_vanish() {
    let (folder, process) = start_and_kill(&options("vanishing"), "temporary");
    wait_until("removing", || !folder.exists());
    wait_until("stopping", || !lives(&process));
}

#[test]
fn when_a_process_is_killed_the_next_one_can_start_at_once_on_its_data() {
    let options = options("killed");
    start_and_kill(&options, "kept");
    let server = PrivatePostgres::start(&Options { temporary: true, ..options }).unwrap();
    assert!(server.is_ours());
}

#[test]
fn a_test_process_has_one_server() {
    let first = private_postgres::for_tests().unwrap();
    let second = private_postgres::for_tests().unwrap();
    assert_eq!(first.folder(), second.folder());
}
