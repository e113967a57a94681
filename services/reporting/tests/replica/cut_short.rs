//! A replica that must go on cuts reading short: once that is not noticed, twice the reader is told.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::histories::opened;
use crate::standby::{Standby, until};
use tokio_postgres::{Client, Transaction};

/// A lock of the primary that nobody may read beside; the replica takes it over at once.
async fn lock<'a>(client: &'a mut Client, table: &str) -> Transaction<'a> {
    let tx = client.transaction().await.unwrap();
    tx.batch_execute(&format!("LOCK TABLE reporting.{table} IN ACCESS EXCLUSIVE MODE")).await.unwrap();
    tx
}

/// Waits until, on the replica, somebody has to wait for a table.
async fn somebody_waits(replica: &Client, table: &str) {
    let waits = format!(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock'
                           AND relation = 'reporting.{table}'::regclass)"
    );
    until("waiting", || async { replica.query_one(&waits, &[]).await.unwrap().get(0) }).await;
}

/// Waits until the replica has a lock of the primary.
async fn has_the_lock(primary: &Client, replica: &Client, table: &str) {
    // What is not committed is sent with what is.
    primary.batch_execute("SELECT pg_switch_wal()").await.unwrap();
    let has = format!(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'
                           AND relation = 'reporting.{table}'::regclass)"
    );
    until("locking", || async { replica.query_one(&has, &[]).await.unwrap().get(0) }).await;
}

#[tokio::test]
async fn reading_that_is_cut_short_is_tried_once_more() {
    let (standby, house) = Standby::with_house("cut", &[("max_standby_streaming_delay", "0")]).await;
    let last = house.happened([opened(100_000)]).await.0;
    let replica = standby.admin().await;
    let primary = house.database.admin().await.unwrap();
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(house.database.admin().await.unwrap());
    }
    for is_cut_twice in [false, true] {
        let [first, second, third] = &mut clients[..] else { unreachable!() };
        let waits_for = lock(first, "schemes").await;
        has_the_lock(&primary, &replica, "schemes").await;
        let desk = house.ministry();
        let reading = desk.figures("tranche=proef-2022");
        let cutting = async {
            somebody_waits(&replica, "schemes").await;
            let cuts = lock(second, "tranches").await;
            has_the_lock(&primary, &replica, "tranches").await;
            somebody_waits(&replica, "tranches").await;
            if is_cut_twice {
                let cuts_again = lock(third, "checkpoints").await;
                has_the_lock(&primary, &replica, "checkpoints").await;
                cuts_again.rollback().await.unwrap();
            }
            cuts.rollback().await.unwrap();
            waits_for.rollback().await.unwrap();
        };
        let (told, ()) = tokio::join!(reading, cutting);
        if is_cut_twice {
            assert_eq!(told.problem(503, "lezen-afgebroken").header("retry-after"), "2");
        } else {
            assert_eq!(told.expect(200).at("/positie"), last);
        }
    }
}
