//! `reporting --rebuild`, the program itself: what it shows, and what it leaves when it is killed.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use event_store::EventStore;
use event_store::testing::TestDatabase;
use jiff::civil::date;
use regulation::event::{CeilingChanged, Event, Source};
use regulation::query::Query;
use regulation::record::{Actor, Position, Role};
use regulation::words::{Cents, PersonId, TrancheKey};
use reporting::projection::Ledger;
use std::process::{Command as Program, Output, Stdio};
use std::time::Duration;

fn raised(euros: i64) -> Event {
    CeilingChanged {
        tranche: TrancheKey::parse("proef-2022").unwrap(),
        pot: None,
        ceiling: Cents::euros(euros),
        decided_on: date(2022, 10, 1),
        published_on: None,
        source: Source { reference: "Proefcourant".to_owned(), address: "https://example.org/1".to_owned() },
        by: PersonId::parse("p-1").unwrap(),
    }
    .into()
}

/// A ledger of so many lines.
async fn ledger(database: &TestDatabase, lines: i64) -> EventStore {
    let assessment = database.store("assessment").await.unwrap();
    let actor = Actor {
        role: Role::Administrator,
        person: PersonId::parse("p-1").unwrap(),
        organisation: None,
        on_behalf_of: None,
    };
    let all: Vec<_> = (1..=lines).collect();
    for some in all.chunks(1_000) {
        let events = some.iter().map(|euros| raised(*euros)).collect();
        assessment.append(events, Query::default(), Position(0), &actor).await.unwrap().unwrap();
    }
    let reporting = database.store("reporting").await.unwrap();
    assert!(reporting.follow(Ledger).reach(Position(lines.unsigned_abs())).await);
    reporting
}

fn program(database: &TestDatabase, words: &[&str]) -> Program {
    let mut program = Program::new(env!("CARGO_BIN_EXE_reporting"));
    program
        .args(words)
        .env("WOONLOKET_DATABASE_URL_REPORTING", database.url("woonloket_reporting"))
        .env("WOONLOKET_LOG_LEVEL", "info")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

async fn lines(database: &TestDatabase) -> Vec<i64> {
    let admin = database.admin().await.unwrap();
    let rows =
        admin.query("SELECT cents FROM reporting.ledger ORDER BY position, number", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn it_shows_how_far_it_is_and_what_differed() {
    let database = TestDatabase::new().await.unwrap();
    let _store = ledger(&database, 3).await;
    let same = program(&database, &["--rebuild"]).output().unwrap();
    let (shown, logged) = said(&same);
    assert!(same.status.success(), "{logged}");
    assert!(shown.contains("positie 3: het grootboek, gelijk aan wat er stond."), "{shown}");
    assert!(logged.contains("percent") && logged.contains("100"), "{logged}");

    let before = lines(&database).await;
    let tamper = "UPDATE reporting.ledger SET cents = 1 WHERE position = 2";
    database.admin().await.unwrap().batch_execute(tamper).await.unwrap();
    let (shown, _) = said(&program(&database, &["--rebuild"]).output().unwrap());
    assert!(shown.contains("ledger: 1 regels zijn weg (-) en 1 zijn nieuw (+)"), "{shown}");
    assert!(shown.contains("\"cents\": 1,"), "{shown}");
    assert_eq!(lines(&database).await, before);
}

#[tokio::test]
async fn killed_at_any_moment_it_leaves_the_ledger_as_it_is() {
    let database = TestDatabase::new().await.unwrap();
    let store = ledger(&database, 6_000).await;
    let before = lines(&database).await;
    for pause in [50, 150, 300, 500, 800] {
        let mut rebuild = program(&database, &["--rebuild"]).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        rebuild.kill().unwrap();
        rebuild.wait().unwrap();
        assert_eq!(lines(&database).await, before, "killed after {pause} ms");
    }
    assert_eq!(store.rebuild(Ledger).await.unwrap().differences, []);
}

#[test]
fn another_word_is_refused_by_name() {
    let output = Program::new(env!("CARGO_BIN_EXE_reporting")).arg("--herbouw").output().unwrap();
    let (_, told) = said(&output);
    assert!(output.status.code() == Some(2) && told.contains("--rebuild"), "{told}");
}
