//! What recording promises, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::*;
use event_store::testing::TestDatabase;
use event_store::{Caller, Precondition, Refusal, Until};
use regulation::query::Query;
use regulation::record::{Imported, Position};
use regulation::words::ApplicationId;
use std::collections::BTreeSet;
use uuid::Uuid;

#[tokio::test]
async fn positions_are_the_order_of_recording_without_gaps() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    for number in 1..=5 {
        let recorded =
            store.record(Take::one("rha-2022", number, 10), &Caller::new(citizen())).await.unwrap();
        assert_eq!(recorded[0].position, Position(u64::try_from(number).unwrap()));
    }
    let all = store.history(&Query::everything(), Until::Now).await.unwrap();
    assert_eq!(all.iter().map(|event| event.position.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(all.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at));
}

#[tokio::test]
async fn what_is_answered_is_what_is_read_back() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let mut caller = Caller::new(citizen());
    caller.imported = Some(Imported {
        known_since: moment("2022-10-01T00:00:00Z"),
        source: "Stcrt 2022, 25169".to_owned(),
        generated: None,
    });
    let answered = store.record(Take::one("rha-2022", 1, 10), &caller).await.unwrap();
    assert_eq!(store.history(&about("rha-2022"), Until::Now).await.unwrap(), answered);
    assert_eq!(answered[0].known_since(), moment("2022-10-01T00:00:00Z"));
}

#[tokio::test]
async fn an_append_beyond_its_boundary_is_refused_and_one_beside_it_is_not() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let seen =
        store.append(vec![withdrawn(case("rha-2022", 1))], about("rha-2022"), Position(0), &citizen()).await;
    assert!(seen.unwrap().is_some());
    let again =
        store.append(vec![withdrawn(case("rha-2022", 2))], about("rha-2022"), Position(0), &citizen()).await;
    assert!(again.unwrap().is_none(), "something of this tranche was recorded after position 0");
    let beside =
        store.append(vec![withdrawn(case("sft-2022", 3))], about("sft-2022"), Position(0), &citizen()).await;
    assert!(beside.unwrap().is_some(), "nothing of that tranche was");
}

#[tokio::test]
async fn forty_race_for_ten_places_in_two_processes_and_ten_get_one() {
    let database = TestDatabase::new().await.unwrap();
    let stores = [database.store("intake").await.unwrap(), database.store("intake").await.unwrap()];
    for round in 0..10 {
        let tranche = format!("tranche-{round}");
        let racers: Vec<_> = (0..40_usize)
            .map(|number| {
                let store = stores[number % 2].clone();
                let command = Take::one(&tranche, u128::try_from(number).unwrap(), 10);
                tokio::spawn(async move { store.record(command, &Caller::new(citizen())).await })
            })
            .collect();
        let mut taken = 0;
        for racer in racers {
            match racer.await.unwrap() {
                Ok(_) => taken += 1,
                Err(Refusal::Violation(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(taken, 10);
        assert_eq!(stores[0].history(&about(&tranche), Until::Now).await.unwrap().len(), 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_busy_process_does_not_keep_another_from_recording() {
    let database = TestDatabase::new().await.unwrap();
    let (busy, other) = (database.store("intake").await.unwrap(), database.store("intake").await.unwrap());
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let crowd: Vec<_> = (0..8_u128)
        .map(|number| {
            let (store, stop) = (busy.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    store
                        .record(Take::one("rha-2022", number, u32::MAX), &Caller::new(citizen()))
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    for number in 100..130 {
        let command = Take::one("rha-2022", number, u32::MAX);
        let caller = Caller::new(citizen());
        let recorded =
            tokio::time::timeout(std::time::Duration::from_secs(10), other.record(command, &caller));
        recorded.await.expect("in time").unwrap();
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for one in crowd {
        one.await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_rests_on_what_others_recorded_just_before() {
    let database = TestDatabase::new().await.unwrap();
    let (here, there) = (database.store("intake").await.unwrap(), database.store("intake").await.unwrap());
    let caller = Caller::new(citizen());
    here.record(Take::one("rha-2022", 1, 2), &caller).await.unwrap();
    there.record(Take::one("rha-2022", 2, 2), &caller).await.unwrap();
    let refused = here.record(Take::one("rha-2022", 3, 2), &caller).await;
    assert!(matches!(refused, Err(Refusal::Violation(_))));
    assert!(here.record(Take::one("rha-2022", 4, 3), &caller).await.is_ok());
}

#[tokio::test]
async fn a_repeated_command_gets_the_first_answer_and_another_content_is_refused() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let other_process = database.store("intake").await.unwrap();
    let first = store.record(Take::one("rha-2022", 1, 1), &with_id(&store, "k1", "{}")).await.unwrap();
    let again = store.record(Take::one("rha-2022", 1, 1), &with_id(&store, "k1", "{}")).await.unwrap();
    assert_eq!(first, again, "although there is no place left");
    let elsewhere =
        other_process.record(Take::one("rha-2022", 1, 1), &with_id(&store, "k1", "{}")).await.unwrap();
    assert_eq!(first, elsewhere);
    let other = store.record(Take::one("rha-2022", 1, 1), &with_id(&store, "k1", "{\"anders\":1}")).await;
    assert!(matches!(other, Err(Refusal::KeyUsedForOtherRequest)));
    assert_eq!(store.head().await.unwrap().position, Position(1));
}

#[tokio::test]
async fn the_same_command_sent_many_times_at_once_is_recorded_once() {
    let database = TestDatabase::new().await.unwrap();
    let stores = [database.store("intake").await.unwrap(), database.store("intake").await.unwrap()];
    let sent: Vec<_> = (0..32_usize)
        .map(|number| {
            let store = stores[number % 2].clone();
            let caller = with_id(&store, "k1", "{}");
            tokio::spawn(async move { store.record(Take::one("rha-2022", 1, 100), &caller).await.unwrap() })
        })
        .collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(stores[0].head().await.unwrap().position, Position(1));
}

#[tokio::test]
async fn a_refused_command_is_judged_anew_under_the_same_id() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let refused = store.record(Take::one("rha-2022", 1, 0), &with_id(&store, "k1", "{}")).await;
    assert!(matches!(refused, Err(Refusal::Violation(_))));
    assert!(store.record(Take::one("rha-2022", 1, 1), &with_id(&store, "k1", "{}")).await.is_ok());
}

#[tokio::test]
async fn a_case_that_changed_since_it_was_seen_is_not_changed_again() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let other_process = database.store("intake").await.unwrap();
    let id = ApplicationId(Uuid::from_u128(7));
    let mut caller = Caller::new(citizen());
    caller.if_match = Some(Precondition::application(id, Position(0)));
    store.record(Take::one("rha-2022", 7, 10), &caller).await.unwrap();
    let refused = store.record(Take::one("sft-2022", 7, 10), &caller).await;
    assert!(matches!(refused, Err(Refusal::PreconditionFailed { current: Position(1) })));
    let elsewhere = other_process.record(Take::one("sft-2022", 7, 10), &caller).await;
    assert!(matches!(elsewhere, Err(Refusal::PreconditionFailed { current: Position(1) })));
    caller.if_match = Some(Precondition::application(id, Position(1)));
    assert_eq!(
        other_process.record(Take::one("sft-2022", 7, 10), &caller).await.unwrap()[0].position,
        Position(2)
    );
}

#[tokio::test]
async fn of_two_changes_to_what_both_have_seen_one_is_refused() {
    let database = TestDatabase::new().await.unwrap();
    let stores = [database.store("intake").await.unwrap(), database.store("intake").await.unwrap()];
    for round in 0..20_u128 {
        let mut caller = Caller::new(citizen());
        caller.if_match = Some(Precondition::application(ApplicationId(Uuid::from_u128(round)), Position(0)));
        // Different tranches: only the case itself is common to both.
        let (a, b) = tokio::join!(
            stores[0].record(Take::one("rha-2022", round, 100), &caller),
            stores[1].record(Take::one("sft-2022", round, 100), &caller),
        );
        assert_eq!([a.is_ok(), b.is_ok()].into_iter().filter(|ok| *ok).count(), 1, "{a:?} {b:?}");
    }
}

#[tokio::test]
async fn an_id_goes_before_what_the_case_must_still_be_at() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let mut caller = with_id(&store, "k1", "{}");
    caller.if_match = Some(Precondition::application(ApplicationId(Uuid::from_u128(1)), Position(0)));
    let first = store.record(Take::one("rha-2022", 1, 10), &caller).await.unwrap();
    assert_eq!(store.record(Take::one("rha-2022", 1, 10), &caller).await.unwrap(), first);
}

#[tokio::test]
async fn a_hundred_commands_of_which_some_may_not_are_each_answered_for_themselves() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let sent: Vec<_> = (0..100_u128)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let tranche = format!("tranche-{number}");
                if number % 10 == 0 {
                    let event = regulation::event::TrancheClosed {
                        tranche: regulation::words::TrancheKey::parse(&tranche).unwrap(),
                        closed_at: moment("2022-10-01T10:00:00Z"),
                        reason: "mag niet".to_owned(),
                        by: citizen().person,
                    };
                    let refused =
                        store.append(vec![event.into()], about(&tranche), Position(0), &citizen()).await;
                    assert!(matches!(refused, Err(Refusal::NotAllowed)));
                } else {
                    store.record(Take::one(&tranche, number, 1), &Caller::new(citizen())).await.unwrap();
                }
            })
        })
        .collect();
    for one in sent {
        one.await.unwrap();
    }
    let all = store.history(&Query::everything(), Until::Now).await.unwrap();
    assert_eq!(all.len(), 90);
    let positions: BTreeSet<u64> = all.iter().map(|event| event.position.0).collect();
    assert_eq!(positions, (1..=90).collect());
}

#[tokio::test]
async fn killing_the_connection_in_the_middle_loses_nothing_and_records_nothing_twice() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let admin = database.admin().await.unwrap();
    let killer = tokio::spawn(async move {
        for _ in 0..20 {
            tokio::time::sleep(std::time::Duration::from_millis(15)).await;
            let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = 'woonloket_intake'";
            admin.batch_execute(kill).await.unwrap();
        }
    });
    let writers: Vec<_> = (0..8_u128)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in 0..60_u128 {
                    let id = format!("{writer}-{number}");
                    // As a careful client does: the same command until it is answered.
                    loop {
                        let command = Take::one(&format!("tranche-{writer}"), number, 1_000);
                        match store.record(command, &with_id(&store, &id, "{}")).await {
                            Ok(events) => break assert_eq!(events.len(), 1),
                            Err(Refusal::Unavailable(error)) if error.is_passing() => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    killer.await.unwrap();
    assert_eq!(database.store("intake").await.unwrap().head().await.unwrap().position, Position(480));
}

/// Takes a place in one tranche, knowing of another too.
struct TakeKnowing {
    take: Take,
    other: Taken,
}

impl regulation::Command for TakeKnowing {
    type Facts = (Taken, Taken);
    const NAME: &'static str = "take-knowing";

    fn facts(&self) -> Self::Facts {
        (regulation::Command::facts(&self.take), self.other.clone())
    }

    fn decide(
        &self,
        (taken, _): &Self::Facts,
    ) -> Result<Vec<regulation::event::Event>, regulation::violation::Violation> {
        self.take.decide(taken)
    }
}

#[tokio::test]
async fn what_is_known_newer_of_one_thing_does_not_make_another_look_newer() {
    let database = TestDatabase::new().await.unwrap();
    let caller = Caller::new(citizen());
    for round in 0..10 {
        let (here, there) =
            (database.store("intake").await.unwrap(), database.store("intake").await.unwrap());
        let (tranche, other) = (format!("eerste-{round}"), format!("tweede-{round}"));
        here.record(Take::one(&tranche, 1, 2), &caller).await.unwrap();
        there.record(Take::one(&tranche, 2, 2), &caller).await.unwrap();
        let (_, position) = here.learn(Taken::of(&other), Until::Now).await.unwrap();
        assert_eq!(position, here.head().await.unwrap().position);
        let command = TakeKnowing { take: Take::one(&tranche, 3, 2), other: Taken::of(&other) };
        let third = here.record(command, &caller).await;
        assert!(matches!(third, Err(Refusal::Violation(_))), "a third took one of two places: {third:?}");
    }
}

#[tokio::test]
async fn a_forged_notification_stops_nobody() {
    let database = TestDatabase::new().await.unwrap();
    let store = database.store("intake").await.unwrap();
    let caller = Caller::new(citizen());
    store.record(Take::one("rha-2022", 1, 9), &caller).await.unwrap();
    let forger = database.client("woonloket_reporting").await.unwrap();
    for told in ["999999999", "500", "-1", "niets"] {
        forger.execute("SELECT pg_notify('log', $1)", &[&told]).await.unwrap();
        forger.execute("SELECT pg_notify('keyring', $1)", &[&told]).await.unwrap();
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    for number in 2..6 {
        store.record(Take::one("rha-2022", number, 9), &caller).await.unwrap();
    }
    assert_eq!(store.head().await.unwrap().position, Position(5));
}
