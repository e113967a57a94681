//! The service in a process of its own, with a replica by its setting.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::answers::Answer;
use crate::histories::opened;
use crate::standby::{Standby, until};
use event_store::testing::TestDatabase;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

const ROLE: &str = "woonloket_reporting";

/// The program, with its settings.
fn program(folder: &Path, port: u16, own: &str, replica: &str) -> Command {
    std::fs::create_dir_all(folder).unwrap();
    let keys = folder.join("jwks.json");
    std::fs::write(&keys, r#"{"keys":[]}"#).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_reporting"));
    command
        .env("WOONLOKET_PORT", port.to_string())
        .env("WOONLOKET_DATA", folder)
        .env("WOONLOKET_SECRET", "een geheim van de proef, lang genoeg")
        .env("WOONLOKET_ISSUER", "https://idp.example.nl")
        .env("WOONLOKET_JWKS", keys)
        .env("WOONLOKET_LOG_LEVEL", "warn")
        .env("WOONLOKET_DATABASE_URL_REPORTING", own)
        .env("WOONLOKET_REPLICA_URL_REPORTING", replica);
    command
}

#[tokio::test]
async fn a_process_with_the_replica_of_another_log_does_not_start_and_says_why() {
    let (own, other) = (TestDatabase::new().await.unwrap(), TestDatabase::new().await.unwrap());
    let folder = std::env::temp_dir().join(own.name());
    let process = program(&folder, 0, &own.url(ROLE), &other.url(ROLE)).output().unwrap();
    let said = String::from_utf8_lossy(&process.stderr);
    assert!(!process.status.success());
    assert!(said.contains("WOONLOKET_REPLICA_URL_REPORTING wijst naar een andere database"), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_process_reads_from_the_replica_that_is_set() {
    let (standby, house) = Standby::with_house("process", &[]).await;
    let old = house.happened([opened(100_000)]).await.0;
    let there = standby.admin().await;
    let position = "SELECT position FROM reporting.checkpoints WHERE name = 'ledger'";
    until("replicating", || async {
        there.query_opt(position, &[]).await.unwrap().is_some_and(|row| row.get::<_, i64>(0) == 1)
    })
    .await;
    standby.pause().await;
    house.happened([crate::histories::ceiling(200_000, "2022-10-01")]).await;

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = std::env::temp_dir().join(house.database.name());
    let mut process = program(&folder, port, &house.database.url(ROLE), &standby.url(ROLE)).spawn().unwrap();
    let figures = format!("http://127.0.0.1:{port}/voortgang/v1/cijfers");
    until("starting", || async { reqwest::get(&figures).await.is_ok() }).await;
    let told = Answer::of(reqwest::get(&figures).await.unwrap()).await;
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(told.expect(200).at("/positie"), old);
    std::fs::remove_dir_all(folder).unwrap();
}
