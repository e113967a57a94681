//! The demonstration played on a real PostgreSQL, with the real roles.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use all_in_one::demonstration::{Outcome, PlayError, Stores, demonstration, play};
use event_store::testing::TestDatabase;
use event_store::{Caller, Until};
use regulation::commands::PublishScheme;
use regulation::facts::Budget;
use regulation::record::{Actor, Recorded, Role};
use regulation::words::{Cents, PersonId, TrancheKey};
use regulation::{query::Query, scheme};

async fn stores(database: &TestDatabase) -> Stores {
    let intake = database.store("intake").await.unwrap();
    Stores { intake, assessment: database.store("assessment").await.unwrap() }
}

async fn log(stores: &Stores) -> Vec<Recorded> {
    stores.assessment.history(&Query::everything(), Until::Now).await.unwrap()
}

async fn budget(stores: &Stores, tranche: &str) -> Budget {
    let budget = Budget::of(TrancheKey::parse(tranche).unwrap());
    stores.assessment.learn(budget, Until::Now).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn both_tranches_are_granted_to_the_last_euro_and_the_forty_fourth_is_refused() {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    let begin = std::time::Instant::now();
    let outcome = play(&stores, |_, _| {}).await.unwrap();
    println!("played in {:?}", begin.elapsed());
    let Outcome::Played { steps, refusal } = outcome else { panic!("{outcome:?}") };
    assert_eq!(refusal.code(), "plafond-ontoereikend");
    for (tranche, granted) in [("sft-2022", 100_000_000), ("rha-2022", 52_135_000)] {
        let budget = budget(&stores, tranche).await;
        assert_eq!((budget.granted(), budget.free()), (Cents::euros(granted), Cents::ZERO), "{tranche}");
    }
    let log = log(&stores).await;
    assert_eq!(log.len(), steps);
    assert!(log.iter().all(|recorded| recorded.imported.is_some()), "the log does not pretend");
    let earlier = |recorded: &Recorded| recorded.known_since() < recorded.recorded_at;
    assert!(log.iter().all(earlier), "known since 2022 and 2023, recorded now");
}

#[tokio::test(flavor = "multi_thread")]
async fn playing_again_plays_nothing_and_an_interrupted_one_goes_on_where_it_stopped() {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    let interrupted = {
        let stores = stores.clone();
        let (told, mut done) = tokio::sync::mpsc::unbounded_channel();
        let playing = tokio::spawn(async move { play(&stores, |count, _| told.send(count).unwrap()).await });
        while done.recv().await.unwrap() < 100 {}
        playing.abort();
        let _cancelled = playing.await;
        log(&self::stores(&database).await).await
    };
    let total = demonstration().unwrap().steps.len();
    assert!(interrupted.len() >= 100 && interrupted.len() < total, "{}", interrupted.len());
    let outcome = play(&stores, |_, _| {}).await.unwrap();
    assert!(matches!(outcome, Outcome::Played { .. }), "{outcome:?}");
    let whole = log(&stores).await;
    assert_eq!(whole.len(), total, "nothing was recorded twice");
    assert_eq!(whole.get(..interrupted.len()).unwrap(), interrupted);
    let again = play(&stores, |_, _| panic!("a step was played again")).await.unwrap();
    assert!(matches!(again, Outcome::PlayedBefore), "{again:?}");
    assert_eq!(log(&stores).await.len(), total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_holds_other_things_is_left_alone() -> Result<(), PlayError> {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    let person = PersonId::parse("iemand").unwrap();
    let publish =
        PublishScheme::new(scheme::RHA.to_owned(), regulation::words::Validity::default(), person.clone())
            .unwrap();
    let actor = Actor { role: Role::Administrator, person, organisation: None, on_behalf_of: None };
    stores.assessment.record(publish, &Caller::new(actor)).await.unwrap();
    let outcome = play(&stores, |_, _| {}).await?;
    assert!(matches!(outcome, Outcome::OtherData), "{outcome:?}");
    assert_eq!(log(&stores).await.len(), 1);
    Ok(())
}
