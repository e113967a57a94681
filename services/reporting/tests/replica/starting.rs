//! The service in a process of its own, with a replica by its setting.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use event_store::testing::TestDatabase;
use std::process::Command;

#[tokio::test]
async fn a_process_with_the_replica_of_another_log_does_not_start_and_says_why() {
    let (own, other) = (TestDatabase::new().await.unwrap(), TestDatabase::new().await.unwrap());
    let folder = std::env::temp_dir().join(own.name());
    std::fs::create_dir_all(&folder).unwrap();
    let keys = folder.join("jwks.json");
    std::fs::write(&keys, r#"{"keys":[]}"#).unwrap();
    let process = Command::new(env!("CARGO_BIN_EXE_reporting"))
        .env("WOONLOKET_PORT", "0")
        .env("WOONLOKET_DATA", &folder)
        .env("WOONLOKET_SECRET", "een geheim van de proef, lang genoeg")
        .env("WOONLOKET_ISSUER", "https://idp.example.nl")
        .env("WOONLOKET_JWKS", &keys)
        .env("WOONLOKET_DATABASE_URL_REPORTING", own.url("woonloket_reporting"))
        .env("WOONLOKET_REPLICA_URL_REPORTING", other.url("woonloket_reporting"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&process.stderr);
    assert!(!process.status.success());
    assert!(said.contains("WOONLOKET_REPLICA_URL_REPORTING wijst naar een andere database"), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}
