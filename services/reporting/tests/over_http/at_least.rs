//! Reading one's own writes: figures that count at least up to a position.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::answers::Answer;
use crate::histories::{case, ceiling, granted, homes, opened};
use crate::support::House;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

async fn at_least(house: &House, path: &str, position: &str) -> Answer {
    let request = house.ministry().request(Method::GET, path).header("Minstens-Positie", position);
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_reader_waits_until_what_it_knows_of_is_counted() {
    let house = House::open().await;
    let last = house.happened([opened(100_000)]).await;
    let asked = (last.0 + 1).to_string();
    let read = at_least(&house, "/voortgang/v1/cijfers?tranche=proef-2022", &asked);
    let happens = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        house.happened([granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await
    };
    let (figures, _) = tokio::join!(read, happens);
    let figures = figures.expect(200);
    assert_eq!(figures.at("/positie"), last.0 + 1);
    assert_eq!(figures.at("/totaal/toegekend/woonruimten"), 100);
    let trace = "/voortgang/v1/cijfers/herleiding?maat=toegekend";
    assert_eq!(at_least(&house, trace, &asked).await.expect(200).at("/positie"), last.0 + 1);
}

#[tokio::test]
async fn signals_wait_for_the_courses_of_which_they_are_made_and_not_for_the_ledger() {
    let house = House::open().await;
    let last = house.happened([opened(100_000)]).await;
    let mut admin = house.database.admin().await.unwrap();
    let hold = admin.transaction().await.unwrap();
    hold.batch_execute("LOCK TABLE reporting.course_ceilings IN EXCLUSIVE MODE").await.unwrap();
    let asked = (last.0 + 1).to_string();
    let read = at_least(&house, "/voortgang/v1/signalen", &asked);
    let happens = async {
        let happened = house.happened([ceiling(200_000, "2022-10-01")]);
        let letting_go = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            hold.rollback().await.unwrap();
        };
        tokio::join!(happened, letting_go)
    };
    let (signals, _) = tokio::join!(read, happens);
    assert_eq!(signals.expect(200).at("/positie"), last.0 + 1);
}

#[tokio::test]
async fn a_clock_that_was_set_back_hides_nothing_that_is_counted() {
    let house = House::open().await;
    let last = house.happened([opened(100_000)]).await;
    // As if the clock by which the log was recorded stands an hour ahead of the one that is asked now.
    let admin = house.database.admin().await.unwrap();
    admin.batch_execute("UPDATE log.head SET recorded_at = recorded_at + interval '1 hour'").await.unwrap();
    house.happened([granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let figures = house.ministry().figures("tranche=proef-2022").await.expect(200);
    assert_eq!(figures.at("/positie"), last.0 + 1);
    assert_eq!(figures.at("/totaal/toegekend/woonruimten"), 100);
}

#[tokio::test]
async fn who_asks_for_what_is_not_recorded_yet_is_told_how_far_the_figures_are() {
    let house = House::open().await;
    let last = house.happened([opened(100_000)]).await;
    let told = at_least(&house, "/voortgang/v1/cijfers", "900").await.problem(503, "cijfers-nog-niet-zover");
    assert_eq!((told.at("/positie"), told.at("/minstensPositie")), (&json!(last.0), &json!(900)));
    assert_eq!(told.header("retry-after"), "2");
}

#[tokio::test]
async fn what_is_no_position_is_refused_and_not_ignored() {
    let house = House::open().await;
    for wrong in ["morgen", "-1", "1, 2", ""] {
        let told = at_least(&house, "/voortgang/v1/cijfers", wrong).await.problem(400, "ongeldige-invoer");
        assert_eq!(told.at("/invalidParams/0/name"), "Minstens-Positie", "{wrong}");
    }
}
