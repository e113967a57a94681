//! Reading at another address: only what is a copy of the same database, and nothing can be written there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::*;
use event_store::testing::TestDatabase;
use event_store::{StoreConfig, StoreError, Until};
use regulation::query::Query;
use regulation::record::Position;
use tokio_postgres::error::SqlState;

#[tokio::test]
async fn another_log_is_refused_as_a_replica() {
    let (database, other) = (TestDatabase::new().await.unwrap(), TestDatabase::new().await.unwrap());
    let store = database.store("reporting").await.unwrap();
    let refused = store.replica(&other.config("reporting").unwrap()).await.unwrap_err();
    assert!(matches!(refused, StoreError::OtherDatabase), "{refused}");
}

#[tokio::test]
async fn a_replica_that_is_not_there_yet_hinders_no_start_and_its_reading_passes() {
    let database = TestDatabase::new().await.unwrap();
    let nowhere = StoreConfig::new("reporting", "host=/nergens user=woonloket_reporting dbname=nergens");
    let store = database.store("reporting").await.unwrap();
    let replica = store.replica(&nowhere.unwrap()).await.unwrap();
    assert!(replica.client().await.unwrap_err().is_passing());
    let read = replica.history(&Query::everything(), Until::Now).await;
    assert!(read.unwrap_err().is_passing());
}

#[tokio::test]
async fn what_is_read_only_can_write_nothing_also_where_it_is_the_primary_itself() {
    let database = TestDatabase::new().await.unwrap();
    let intake = database.store("intake").await.unwrap();
    let replica = intake.replica(&database.config("intake").unwrap()).await.unwrap();
    let event = withdrawn(case("rha-2022", 1));
    let recorded = intake.append(vec![event], Query::default(), Position(0), &citizen()).await;
    let read = replica.history(&Query::everything(), Until::Now).await.unwrap();
    assert_eq!(Some(read), recorded.unwrap());
    let (taken, position) = replica.learn(Taken::of("rha-2022"), Until::Now).await.unwrap();
    assert_eq!((taken.count, position), (1, Position(1)));
    let writes = "INSERT INTO checkpoints (name, version, position) VALUES ('hidden', 1, 0)";
    let refused = replica.client().await.unwrap().execute(writes, &[]).await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::READ_ONLY_SQL_TRANSACTION), "{refused:?}");
}
