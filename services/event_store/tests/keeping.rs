//! What keeping promises: tampering shows, the past can be asked for, and a person can be erased.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::*;
use event_store::testing::TestDatabase;
use event_store::{Broken, Caller, EventStore, Head, Until};
use jiff::Timestamp;
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use regulation::words::{Personal, SubjectId};
use std::time::Duration;
use uuid::Uuid;

async fn with_events(database: &TestDatabase, count: u128) -> EventStore {
    let store = database.store("intake").await.unwrap();
    for number in 0..count {
        store.record(Take::one("rha-2022", number, 1_000), &Caller::new(citizen())).await.unwrap();
    }
    store
}

/// What somebody with every right in the database does, who switches the trigger off.
async fn tamper(database: &TestDatabase, statement: &str) {
    let admin = database.admin().await.unwrap();
    let text = format!(
        "ALTER TABLE log.events DISABLE TRIGGER events_stay; {statement};
        ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_stay"
    );
    admin.batch_execute(&text).await.unwrap();
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_whole_and_its_heads_are_found_in_it() {
    let database = TestDatabase::new().await.unwrap();
    assert_eq!(database.store("intake").await.unwrap().verify(&[]).await.unwrap().head.position, Position(0));
    let store = with_events(&database, 5).await;
    let kept = store.head().await.unwrap();
    with_events(&database, 3).await;
    let verified = store.verify(std::slice::from_ref(&kept)).await.unwrap();
    assert_eq!((verified.head.position, verified.known_heads), (Position(8), 1));
}

#[tokio::test]
async fn verify_names_the_first_event_that_was_tampered_with_in_whatever_column() {
    let changes = [
        "payload = convert_to('{}', 'UTF8')",
        "event_type = 'application-granted'",
        "shape = 2",
        "tags = tags || 'tranche:sft-2022'::text",
        "tags = '{}'",
        "actor = actor || ' '",
        "imported = '{}'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "previous_hash = sha256('')",
        "hash = sha256('')",
    ];
    for change in changes {
        let database = TestDatabase::new().await.unwrap();
        let store = with_events(&database, 6).await;
        tamper(&database, &format!("UPDATE log.events SET {change} WHERE position = 3")).await;
        let broken = store.verify(&[]).await.unwrap_err();
        assert!(matches!(broken, Broken::Event { position: Position(3), .. }), "{change}: {broken}");
    }
}

#[tokio::test]
async fn an_event_that_was_taken_away_shows_also_at_the_end() {
    let database = TestDatabase::new().await.unwrap();
    let store = with_events(&database, 6).await;
    tamper(&database, "DELETE FROM log.events WHERE position = 6").await;
    assert!(matches!(store.verify(&[]).await, Err(Broken::Head { head: Position(6), last: Position(5) })));
    tamper(&database, "DELETE FROM log.events WHERE position = 3").await;
    assert!(matches!(store.verify(&[]).await, Err(Broken::Event { position: Position(4), .. })));
}

#[tokio::test]
async fn a_tail_that_was_cut_with_its_head_shows_by_a_head_that_was_kept_outside() {
    let database = TestDatabase::new().await.unwrap();
    let store = with_events(&database, 6).await;
    let kept = store.head().await.unwrap();
    let cut = "DELETE FROM log.events WHERE position > 4;
        UPDATE log.head SET (position, hash, recorded_at) =
            (SELECT position, hash, recorded_at FROM log.events WHERE position = 4)";
    tamper(&database, cut).await;
    assert!(store.verify(&[]).await.is_ok(), "without a head from outside nothing shows");
    let broken = store.verify(std::slice::from_ref(&kept)).await.unwrap_err();
    assert!(matches!(broken, Broken::KnownHead { position: Position(6), last: Position(4) }), "{broken}");
    // And when the log has grown again over the cut.
    drop(store);
    let store = with_events(&database, 4).await;
    let broken = store.verify(&[kept]).await.unwrap_err();
    assert!(matches!(broken, Broken::Event { position: Position(6), .. }), "{broken}");
}

#[tokio::test]
async fn events_behind_a_head_that_was_set_back_are_noticed() {
    let database = TestDatabase::new().await.unwrap();
    let store = with_events(&database, 5).await;
    let set_back = "UPDATE log.head SET (position, hash, recorded_at) =
        (SELECT position, hash, recorded_at FROM log.events WHERE position = 3)";
    tamper(&database, set_back).await;
    let broken = store.verify(&[]).await.unwrap_err();
    assert!(matches!(broken, Broken::Head { head: Position(3), last: Position(5) }), "{broken}");
}

#[tokio::test]
async fn an_event_that_a_head_kept_outside_contradicts_is_named() {
    let database = TestDatabase::new().await.unwrap();
    let store = with_events(&database, 3).await;
    let other = Head { hash: vec![0; 32], ..store.head().await.unwrap() };
    assert!(matches!(store.verify(&[other]).await, Err(Broken::Event { position: Position(3), .. })));
}

#[tokio::test]
async fn history_stops_at_a_position_or_a_moment() {
    let database = TestDatabase::new().await.unwrap();
    let store = with_events(&database, 3).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let moment = store.now().await.unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    with_events(&database, 3).await;
    let count = async |until| store.history(&about("rha-2022"), until).await.unwrap().len();
    assert_eq!(count(Until::Now).await, 6);
    assert_eq!(count(Until::Position(Position(2))).await, 2);
    assert_eq!(count(Until::Position(Position(99))).await, 6);
    assert_eq!(count(Until::Moment(moment)).await, 3);
    assert_eq!(count(Until::Moment(Timestamp::UNIX_EPOCH)).await, 0);
    let (taken, position) = store.learn(Taken::of("rha-2022"), Until::Moment(moment)).await.unwrap();
    assert_eq!((taken.count, position), (3, Position(3)));
    let (taken, position) = store.learn(Taken::of("rha-2022"), Until::Now).await.unwrap();
    assert_eq!((taken.count, position), (6, Position(6)));
}

#[tokio::test]
async fn many_histories_are_read_at_once_up_to_a_position_in_the_order_of_the_log() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    for number in [3, 1, 2, 1, 3, 2, 1] {
        store.record(Take::one("rha-2022", number, 1_000), &Caller::new(citizen())).await.unwrap();
    }
    let of = async |numbers: &[u128], last| {
        let tags: Vec<_> =
            numbers.iter().map(|number| Tag::application(case("rha-2022", *number).application)).collect();
        let events = store.histories(&tags, Position(last)).await.unwrap();
        events.iter().map(|recorded| recorded.position.0).collect::<Vec<_>>()
    };
    assert_eq!(of(&[1, 3], 6).await, [1, 2, 4, 5]);
    assert_eq!(of(&[2, 1], 99).await, [2, 3, 4, 6, 7]);
    assert_eq!(of(&[9], 99).await, [0_u64; 0]);
    assert_eq!(of(&[], 99).await, [0_u64; 0]);
}

#[tokio::test]
async fn the_time_of_recording_never_runs_backwards_even_when_the_clock_does() {
    let database = TestDatabase::new().await.unwrap();
    with_events(&database, 1).await;
    // As if the clock had stood an hour ahead and was set right.
    let admin = database.admin().await.unwrap();
    admin.batch_execute("UPDATE log.head SET recorded_at = recorded_at + interval '1 hour'").await.unwrap();
    let store = with_events(&database, 3).await;
    let all = store.history(&Query::everything(), Until::Now).await.unwrap();
    assert!(all.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at));
    assert!(all[3].recorded_at > store.now().await.unwrap(), "it waits until the clock has caught up");
}

fn contact(recorded: &Recorded) -> Personal {
    recorded.event.clone().personal_mut().unwrap().clone()
}

async fn only(store: &EventStore) -> Recorded {
    store.history(&Query::everything(), Until::Now).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_person_is_stored_sealed_read_in_clear_and_erased_for_good() {
    let database = TestDatabase::new().await.unwrap();
    let intake = database.store("intake").await.unwrap();
    let assessment = database.store("assessment").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    let subject = SubjectId(Uuid::from_u128(5));
    let answer = intake.append(vec![submitted(1, subject)], Query::default(), Position(0), &citizen()).await;
    let recorded = answer.unwrap().unwrap().remove(0);

    assert_eq!(only(&intake).await, recorded, "intake reads what it wrote");
    assert!(contact(&only(&assessment).await).known().is_some(), "so does the assessor");
    assert!(matches!(contact(&only(&reporting).await), Personal::Sealed { .. }), "reporting has no keys");
    let elsewhere = assessment.replica(&database.config("assessment").unwrap()).await.unwrap();
    let there = elsewhere.history(&Query::everything(), Until::Now).await.unwrap().remove(0);
    assert!(matches!(contact(&there), Personal::Sealed { .. }), "a replica, which may lag, opens nothing");
    let admin = database.admin().await.unwrap();
    let stored: String =
        admin.query_one("SELECT convert_from(payload, 'UTF8') FROM log.events", &[]).await.unwrap().get(0);
    assert!(!stored.contains("Vries") && !stored.contains("gemeente.example"), "{stored}");

    assert!(intake.erase_person(subject).await.is_err(), "intake may not erase");
    assert!(assessment.erase_person(subject).await.unwrap());
    assert!(!assessment.erase_person(subject).await.unwrap(), "once");
    for store in [&assessment, &database.store("correspondence").await.unwrap()] {
        assert_eq!(contact(&only(store).await), Personal::Erased { subject });
    }
    for _ in 0..100 {
        if contact(&only(&intake).await) == (Personal::Erased { subject }) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await; // intake hears of it
    }
    assert_eq!(contact(&only(&intake).await), Personal::Erased { subject });
    assert_eq!(intake.verify(&[]).await.unwrap().head.position, Position(1), "the chain is whole");

    let again = intake.append(vec![submitted(2, subject)], Query::default(), Position(1), &citizen()).await;
    assert!(again.unwrap().is_some());
    let all =
        database.store("intake").await.unwrap().history(&Query::everything(), Until::Now).await.unwrap();
    assert!(
        all.iter().all(|recorded| contact(recorded) == Personal::Erased { subject }),
        "erased stays erased"
    );
}

#[tokio::test]
async fn what_is_sealed_for_one_person_cannot_be_passed_off_as_anothers() {
    let database = TestDatabase::new().await.unwrap();
    let intake = database.store("intake").await.unwrap();
    for number in 1..=2 {
        let event = submitted(number, SubjectId(Uuid::from_u128(number)));
        intake.append(vec![event], Query::default(), Position(0), &citizen()).await.unwrap();
    }
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    tamper(&database, &format!(
        "UPDATE log.events SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '{one}', '{two}'), 'UTF8')"
    )).await;
    let fresh = database.store("intake").await.unwrap();
    assert!(fresh.history(&Query::everything(), Until::Now).await.is_err());
}

#[tokio::test]
async fn a_request_leaves_only_keyed_hashes_and_all_doors_make_the_same() {
    let database = TestDatabase::new().await.unwrap();
    let intake = database.store("intake").await.unwrap();
    intake.record(Take::one("rha-2022", 1, 9), &with_id(&intake, "sleutel-1", "inhoud")).await.unwrap();
    let admin = database.admin().await.unwrap();
    let row = admin.query_one("SELECT id, body FROM log.commands", &[]).await.unwrap();
    assert_eq!((row.get::<_, Vec<u8>>(0).len(), row.get::<_, Vec<u8>>(1).len()), (32, 32));
    for door in ["assessment", "reporting"] {
        let other = database.store(door).await.unwrap();
        assert_eq!(intake.mac(b"inhoud").unwrap(), other.mac(b"inhoud").unwrap(), "{door}");
    }
    let without_door = database.store("correspondence").await.unwrap();
    assert!(without_door.mac(b"inhoud").is_err());
}
