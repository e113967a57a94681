//! What following promises: no event skipped, none applied twice, and one that cannot be handled stops one follower.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::*;
use event_store::testing::TestDatabase;
use event_store::{Caller, EventStore, Follower, Projection, ProjectionError, Transaction};
use regulation::event::Event;
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::words::SubjectId;
use std::future::poll_fn;
use std::time::{Duration, Instant};
use tokio_postgres::{AsyncMessage, NoTls};
use uuid::Uuid;

/// Leaves the log as it was at position 2, as a backup that is put back does.
const CUT: &str = "ALTER TABLE log.events DISABLE TRIGGER ALL; DELETE FROM log.events WHERE position > 2;
    ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_stay;
    UPDATE log.head SET (position, hash, recorded_at) =
        (SELECT position, hash, recorded_at FROM log.events WHERE position = 2)";

/// Writes down every withdrawal, and how often it was asked to.
struct Withdrawals {
    version: i32,
    /// What it writes for each.
    mark: &'static str,
    /// The reason that it cannot handle.
    trouble: &'static str,
    /// Waits so long before it is done.
    slow: Duration,
    /// Whether the mark of each is its own.
    numbered: bool,
}

impl Default for Withdrawals {
    fn default() -> Self {
        Self {
            version: 1,
            mark: "ingetrokken",
            trouble: "onbegrijpelijk",
            slow: Duration::ZERO,
            numbered: false,
        }
    }
}

impl Projection for Withdrawals {
    fn name(&self) -> &'static str {
        "withdrawals"
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn tables(&self) -> &'static [&'static str] {
        &["withdrawals"]
    }

    fn about(&self) -> Query {
        Query::everything()
    }

    async fn apply(
        &self,
        transaction: &Transaction<'_>,
        recorded: &[Recorded],
    ) -> Result<(), ProjectionError> {
        // Without a primary key on the position: an event that is applied twice is seen twice.
        let insert = transaction.prepare_cached("INSERT INTO withdrawals VALUES ($1, $2)").await?;
        for event in recorded {
            if let Event::ApplicationWithdrawn(withdrawn) = &event.event
                && withdrawn.reason == self.trouble
            {
                return Err(ProjectionError::Unhandleable("die reden ken ik niet".to_owned()));
            }
            let position = i64::try_from(event.position.0).unwrap();
            let mark = if self.numbered { format!("{} {position}", self.mark) } else { self.mark.to_owned() };
            transaction.execute(&insert, &[&position, &mark]).await?;
        }
        tokio::time::sleep(self.slow).await;
        Ok(())
    }
}

/// A database with the projection's table, where figures are kept and where personal data are read.
async fn database() -> TestDatabase {
    let database = TestDatabase::new().await.unwrap();
    let admin = database.admin().await.unwrap();
    let make = "SET ROLE woonloket_owner; CREATE TABLE reporting.withdrawals (position bigint, mark text);
        CREATE TABLE intake.withdrawals (position bigint, mark text)";
    admin.batch_execute(make).await.unwrap();
    database
}

/// So many withdrawals, recorded together.
async fn withdraw_many(store: &EventStore, count: u128) {
    let numbers: Vec<_> = (0..count).collect();
    for some in numbers.chunks(2_000) {
        let some = some.iter().map(|number| withdrawn(case("rha-2022", *number))).collect();
        store.append(some, Query::default(), Position(0), &citizen()).await.unwrap().unwrap();
    }
}

async fn written(database: &TestDatabase) -> Vec<i64> {
    let client = database.client("woonloket_reporting").await.unwrap();
    let rows =
        client.query("SELECT position FROM reporting.withdrawals ORDER BY position", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn reach(follower: &Follower, position: u64) {
    let reached = tokio::time::timeout(Duration::from_secs(30), follower.reach(Position(position))).await;
    assert!(reached.expect("in time"), "{:?}", follower.state());
}

async fn withdraw(store: &EventStore, number: u128, reason: &str) {
    let event = withdrawn_because(case("rha-2022", number), reason);
    store.append(vec![event], Query::default(), Position(0), &citizen()).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_of_thirty_two_writers_in_two_processes_skips_nothing() {
    let database = database().await;
    let stores = [database.store("intake").await.unwrap(), database.store("intake").await.unwrap()];
    let reporting = database.store("reporting").await.unwrap();
    let follower = reporting.follow(Withdrawals::default());
    let writers: Vec<_> = (0..32_usize)
        .map(|writer| {
            let store = stores[writer % 2].clone();
            tokio::spawn(async move {
                for number in 0..30_u32 {
                    let command = Take::one(&format!("tranche-{writer}"), u128::from(number), 1_000);
                    store.record(command, &Caller::new(citizen())).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    reach(&follower, 960).await;
    assert_eq!(written(&database).await, (1..=960).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_records_nothing_is_woken_also_long_after_it_started() {
    let database = database().await;
    let (intake, reporting) =
        (database.store("intake").await.unwrap(), database.store("reporting").await.unwrap());
    let follower = reporting.follow(Withdrawals::default());
    let events: Vec<_> =
        (0..5_000).map(|number| withdrawn_because(case("rha-2022", number), "veel")).collect();
    intake.append(events, Query::default(), Position(0), &citizen()).await.unwrap().unwrap();
    reach(&follower, 5_000).await;
    let begin = Instant::now();
    for number in 5_001..=5_010 {
        withdraw(&intake, number.into(), "later").await;
        reach(&follower, number).await;
    }
    // The safety net alone would take two seconds for each.
    assert!(begin.elapsed() < Duration::from_secs(10), "ten events took {:?}", begin.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_followers_in_two_processes_apply_each_event_once() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = [database.store("reporting").await.unwrap(), database.store("reporting").await.unwrap()];
    let followers =
        [reporting[0].follow(Withdrawals::default()), reporting[1].follow(Withdrawals::default())];
    for number in 0..200 {
        withdraw(&intake, number, "dubbel").await;
    }
    for follower in &followers {
        reach(follower, 200).await;
    }
    assert_eq!(written(&database).await, (1..=200).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_follower_that_is_killed_in_the_middle_goes_on_where_its_rows_are() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    for number in 0..50 {
        withdraw(&intake, number, "genoeg").await;
    }
    let reporting = database.store("reporting").await.unwrap();
    let slow = Withdrawals { slow: Duration::from_secs(60), ..Withdrawals::default() };
    let killed = reporting.follow(slow);
    tokio::time::sleep(Duration::from_millis(500)).await;
    drop(killed);
    let admin = database.admin().await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'woonloket_reporting'
        AND datname = current_database()";
    admin.batch_execute(kill).await.unwrap();
    assert_eq!(written(&database).await, Vec::<i64>::new(), "its rows went with its checkpoint");
    let follower = reporting.follow(Withdrawals::default());
    reach(&follower, 50).await;
    assert_eq!(written(&database).await, (1..=50).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_event_that_cannot_be_handled_stops_that_follower_alone_and_is_named() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    for (number, reason) in ["goed", "goed", "onbegrijpelijk", "goed"].into_iter().enumerate() {
        withdraw(&intake, u128::try_from(number).unwrap(), reason).await;
    }
    let stuck = reporting.follow(Withdrawals::default());
    assert!(!tokio::time::timeout(Duration::from_secs(30), stuck.reach(Position(4))).await.unwrap());
    let stopped = stuck.state().stopped.unwrap();
    assert_eq!((stopped.by, stopped.because.as_str()), (Position(3), "die reden ken ik niet"));
    assert_eq!(written(&database).await, [1, 2], "what stands before it was applied");
    let client = database.client("woonloket_reporting").await.unwrap();
    let row = client
        .query_one("SELECT position, stopped_by, stopped_because FROM reporting.checkpoints", &[])
        .await
        .unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (2, 3));
    withdraw(&intake, 9, "het loket gaat door").await;
    drop(stuck);
    let mended = reporting.follow(Withdrawals { trouble: "iets anders", ..Withdrawals::default() });
    reach(&mended, 5).await;
    assert_eq!(written(&database).await, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_named_as_well() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    withdraw(&intake, 1, "goed").await;
    // As a later version of this software would record it: in a shape that is not known here.
    let client = database.client("woonloket_intake").await.unwrap();
    let later =
        "SELECT log.append(1, '{1}', ARRAY['[]'], NULL, NULL, '{application-withdrawn}', '{999}', '{a}',
        ARRAY['{}'::bytea], ARRAY['{}'], ARRAY[NULL]::text[])";
    client.batch_execute(later).await.unwrap();
    let stuck = reporting.follow(Withdrawals::default());
    assert!(!tokio::time::timeout(Duration::from_secs(30), stuck.reach(Position(2))).await.unwrap());
    assert_eq!(stuck.state().stopped.unwrap().by, Position(2));
    assert_eq!(written(&database).await, [1]);
    withdraw(&intake, 3, "wie schrijft gaat door").await;
}

#[tokio::test]
async fn a_rebuild_beside_the_live_rows_takes_over_and_reports_what_differed() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    let follower = reporting.follow(Withdrawals::default());
    for number in 0..20 {
        withdraw(&intake, number, "goed").await;
    }
    reach(&follower, 20).await;
    let same = reporting.rebuild(Withdrawals::default()).await.unwrap();
    assert_eq!((same.position, same.differences.len()), (Position(20), 0));

    let admin = database.admin().await.unwrap();
    admin.batch_execute("DELETE FROM reporting.withdrawals WHERE position = 7").await.unwrap();
    let other = Withdrawals { version: 2, mark: "teruggetrokken", ..Withdrawals::default() };
    let rebuilt = reporting.rebuild(other).await.unwrap();
    assert_eq!((rebuilt.differences[0].gone, rebuilt.differences[0].new), (19, 20));
    assert_eq!(rebuilt.differences[0].table, "withdrawals");
    assert_eq!(written(&database).await, (1..=20).collect::<Vec<_>>());

    withdraw(&intake, 21, "na de wissel").await;
    assert!(!tokio::time::timeout(Duration::from_secs(30), follower.reach(Position(21))).await.unwrap());
    assert!(follower.state().stopped.is_some(), "the follower of the old version does not write on");
    let stops = "SELECT stopped_by IS NULL FROM reporting.checkpoints WHERE name = 'withdrawals'";
    assert!(admin.query_one(stops, &[]).await.unwrap().get::<_, bool>(0), "nor that the new one stopped");
    let next = reporting.follow(Withdrawals { version: 2, mark: "teruggetrokken", ..Withdrawals::default() });
    reach(&next, 21).await;
}

#[tokio::test]
async fn only_rows_of_another_version_are_made_anew() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    withdraw(&intake, 1, "goed").await;
    let none_yet = reporting.rebuild_other_version(Withdrawals::default()).await.unwrap();
    assert_eq!((none_yet, written(&database).await), (None, vec![]), "the follower will make them");
    reach(&reporting.follow(Withdrawals::default()), 1).await;
    assert_eq!(reporting.rebuild_other_version(Withdrawals::default()).await.unwrap(), None);
    let other = || Withdrawals { version: 2, mark: "teruggetrokken", ..Withdrawals::default() };
    let rebuilt = reporting.rebuild_other_version(other()).await.unwrap().unwrap();
    assert_eq!((rebuilt.position, rebuilt.differences.len()), (Position(1), 1));
    assert_eq!(reporting.rebuild_other_version(other()).await.unwrap(), None);
}

#[tokio::test]
async fn two_processes_of_a_new_version_make_the_rows_anew_once() {
    let database = database().await;
    withdraw(&database.store("intake").await.unwrap(), 1, "goed").await;
    let (one, two) = (database.store("reporting").await.unwrap(), database.store("reporting").await.unwrap());
    reach(&one.follow(Withdrawals::default()), 1).await;
    let other = || Withdrawals { version: 2, slow: Duration::from_millis(200), ..Withdrawals::default() };
    let (first, second) =
        tokio::join!(one.rebuild_other_version(other()), two.rebuild_other_version(other()));
    assert_eq!([first.unwrap(), second.unwrap()].iter().flatten().count(), 1);
}

#[tokio::test]
async fn values_that_changed_places_between_rows_are_a_difference() {
    let database = database().await;
    let reporting = database.store("reporting").await.unwrap();
    withdraw_many(&database.store("intake").await.unwrap(), 9).await;
    let numbered = || Withdrawals { numbered: true, ..Withdrawals::default() };
    reach(&reporting.follow(numbered()), 9).await;
    let swap = "UPDATE reporting.withdrawals w SET mark = o.mark FROM reporting.withdrawals o
        WHERE w.position + o.position = 8 AND w.position IN (3, 5)";
    // A sum of sums over the columns saw it in one time of three.
    for _ in 0..12 {
        assert_eq!(database.admin().await.unwrap().execute(swap, &[]).await.unwrap(), 2);
        let rebuilt = reporting.rebuild(numbered()).await.unwrap();
        let told: Vec<_> = rebuilt.differences.iter().map(|one| (one.gone, one.new)).collect();
        assert_eq!(told, [(2, 2)]);
    }
}

#[tokio::test]
async fn who_reads_pages_slowly_takes_nobodys_connection() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    withdraw_many(&intake, 9_000).await;
    let mut slow: Vec<_> = (0..4).map(|_| intake.pages(&Query::everything(), Position(0))).collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let head = tokio::time::timeout(Duration::from_secs(5), intake.head()).await;
    assert_eq!(head.expect("a connection is free").unwrap().position, Position(9_000));
    let mut read = 0;
    for pages in &mut slow {
        while let Some(page) = pages.next().await.unwrap() {
            read += page.len();
        }
        assert!(pages.next().await.unwrap().is_none(), "the end stays the end");
    }
    assert_eq!(read, 36_000);
}

#[tokio::test]
async fn an_event_that_cannot_be_opened_stops_a_follower_and_is_named() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    withdraw(&intake, 1, "goed").await;
    let event = submitted(2, SubjectId(Uuid::from_u128(7)));
    intake.append(vec![event], Query::default(), Position(0), &citizen()).await.unwrap().unwrap();
    let lose = "UPDATE keyring.subjects SET key = sha256('another')";
    database.admin().await.unwrap().batch_execute(lose).await.unwrap();
    let follower = database.store("intake").await.unwrap().follow(Withdrawals::default());
    let reached = tokio::time::timeout(Duration::from_secs(30), follower.reach(Position(2))).await;
    assert!(!reached.expect("it stops"));
    assert_eq!(follower.state().stopped.unwrap().by, Position(2));
}

#[tokio::test]
async fn a_rebuild_that_is_killed_at_any_moment_leaves_the_live_rows_as_they_are() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    let follower = reporting.follow(Withdrawals::default());
    for number in 0..20 {
        withdraw(&intake, number, "goed").await;
    }
    reach(&follower, 20).await;
    let admin = database.admin().await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'woonloket_reporting'
        AND datname = current_database()";
    for (pause, lost) in
        [(0, false), (15, true), (40, false), (80, true), (150, false), (260, true), (450, false)]
    {
        let slow = Withdrawals {
            slow: Duration::from_millis(200),
            mark: "anders",
            version: 2,
            ..Withdrawals::default()
        };
        let other = database.store("reporting").await.unwrap();
        let killed =
            tokio::spawn(async move { other.rebuild(slow).await.map(|rebuilt| rebuilt.differences.len()) });
        tokio::time::sleep(Duration::from_millis(pause)).await;
        if lost {
            admin.batch_execute(kill).await.unwrap();
        }
        killed.abort();
        let whole = matches!(killed.await, Ok(Ok(1)));
        let marks = "SELECT DISTINCT mark FROM reporting.withdrawals";
        let marks: Vec<String> =
            admin.query(marks, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
        assert_eq!(marks.len(), 1, "never a mixture: {marks:?}");
        assert_eq!(written(&database).await, (1..=20).collect::<Vec<_>>());
        if whole {
            break;
        }
    }
    let again = reporting.rebuild(Withdrawals::default()).await.unwrap();
    assert_eq!(again.position, Position(20));
    assert_eq!(written(&database).await, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_rebuild_that_lost_its_lock_writes_nothing_into_the_tables_of_the_next_one() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    let follower = reporting.follow(Withdrawals::default());
    // So many that a rebuild takes them in several transactions.
    withdraw_many(&intake, 6_000).await;
    reach(&follower, 6_000).await;
    let slow =
        |milliseconds| Withdrawals { slow: Duration::from_millis(milliseconds), ..Withdrawals::default() };
    let other = database.store("reporting").await.unwrap();
    let first = tokio::spawn(async move { other.rebuild(slow(400)).await.map(|_| ()) });
    let admin = database.admin().await.unwrap();
    let lose = "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND granted AND d.datname = current_database()";
    while admin.query(lose, &[]).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = reporting.rebuild(slow(800)).await.unwrap();
    assert_eq!((second.position, second.differences), (Position(6_000), vec![]));
    assert!(first.await.unwrap().is_err());
}

#[tokio::test]
async fn a_follower_that_was_further_than_the_log_now_is_stops_with_an_alarm() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    for number in 1..4 {
        withdraw(&intake, number, "goed").await;
    }
    let follower = reporting.follow(Withdrawals::default());
    reach(&follower, 3).await;
    drop(follower);
    database.admin().await.unwrap().batch_execute(CUT).await.unwrap();
    let later = reporting.follow(Withdrawals::default());
    assert!(!tokio::time::timeout(Duration::from_secs(30), later.reach(Position(4))).await.unwrap());
    assert!(later.state().stopped.unwrap().because.contains("cut"));
    drop(later);
    let rebuilt = reporting.rebuild(Withdrawals::default()).await.unwrap();
    assert_eq!(
        (rebuilt.position, written(&database).await),
        (Position(2), vec![1, 2]),
        "the log as it is now"
    );
    reach(&reporting.follow(Withdrawals::default()), 2).await;
}

#[tokio::test]
async fn what_was_recorded_when_the_telling_connection_was_gone_is_told_once_it_is_back() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let url = database.url("woonloket_reporting");
    let (client, mut connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let (hears, mut heard) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(told) = message {
                hears.send(told.payload().to_owned()).unwrap();
            }
        }
    });
    client.batch_execute("LISTEN log").await.unwrap();
    withdraw(&intake, 1, "goed").await;
    assert_eq!(heard.recv().await.unwrap(), "1");

    let kill = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'SELECT pg_notify%'";
    let killed: i64 = database.admin().await.unwrap().query_one(kill, &[]).await.unwrap().get(0);
    assert_eq!(killed, 1);
    withdraw(&intake, 2, "goed").await;
    let told = tokio::time::timeout(Duration::from_secs(10), heard.recv()).await;
    assert_eq!(told.expect("others are told, also when nothing more is recorded").unwrap(), "2");
}

#[tokio::test]
async fn who_was_told_of_more_than_there_is_does_not_miss_what_comes() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    let follower = reporting.follow(Withdrawals::default());
    withdraw(&intake, 1, "goed").await;
    reach(&follower, 1).await;
    let forger = database.client("woonloket_correspondence").await.unwrap();
    forger.batch_execute("SELECT pg_notify('log', '4000')").await.unwrap();
    let mut told = reporting.heard();
    tokio::time::timeout(Duration::from_secs(10), told.wait_for(|told| *told == Position(4_000)))
        .await
        .unwrap()
        .unwrap();
    // Longer than the pause between two looks at the log.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let begin = Instant::now();
    for number in 2..=5 {
        withdraw(&intake, number, "goed").await;
        reach(&follower, u64::try_from(number).unwrap()).await;
    }
    assert!(begin.elapsed() < Duration::from_secs(2), "each waited for a slow poll: {:?}", begin.elapsed());
}

#[tokio::test]
async fn a_process_whose_log_was_put_back_to_an_older_backup_records_again() {
    let database = database().await;
    let intake = database.store("intake").await.unwrap();
    for number in 1..=2 {
        withdraw(&intake, number, "goed").await;
    }
    let many = (0..4_500).map(|number| withdrawn(case("rha-2022", 100 + number))).collect();
    intake.append(many, Query::default(), Position(2), &citizen()).await.unwrap().unwrap();
    let admin = database.admin().await.unwrap();
    admin.batch_execute(CUT).await.unwrap();
    let kill = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.query_one(kill, &[]).await.unwrap();
    // At first it still goes by what it knew, and may be refused.
    let _may_fail =
        intake.append(vec![withdrawn(case("rha-2022", 3))], Query::default(), Position(2), &citizen()).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let before = intake.head().await.unwrap().position;
    withdraw(&intake, 4, "goed").await;
    assert_eq!(intake.head().await.unwrap().position, Position(before.0 + 1));
}
