//! Tranches in which each application is for one family: what anyone may know of them.

use crate::histories::{case, granted, granted_at, homes, next_year, opened, published};
use crate::support::House;
use regulation::event::{CaseHeader, Event, TrancheOpened};
use serde_json::json;

const FAMILIES: &str = r#"
[[tranches]]
key = "proef-2022"
name = "Grote gezinnen"
taxonomy = "proef-2022"
applicants = { value = ["municipality"], source = "s" }
minimum_household = { value = 6, source = "s" }
"#;

/// Twelve families in Noord-Brabant and two in Overijssel, over two years.
async fn families() -> House {
    let house = House::open().await;
    let family = |number: usize| {
        let code = if number < 12 { "GM0758" } else { "GM0193" };
        let year = if number.is_multiple_of(2) { "2022-12-01T09:00:00Z" } else { "2023-12-01T09:00:00Z" };
        granted_at(&case(code, &format!("gezin {number}")), 35_000, homes(1, 0), year)
    };
    let events = [published(1, FAMILIES), opened(1_000_000)].into_iter().chain((0..14).map(family));
    house.happened(events).await;
    house
}

#[tokio::test]
async fn a_free_question_about_families_is_for_government_and_no_total_gives_them_away() {
    let house = families().await;
    house
        .anyone()
        .figures("tranche=proef-2022&groepeerOp=gemeente")
        .await
        .problem(403, "alleen-vaste-tabellen");
    for query in ["", "groepeerOp=gemeente", "gemeente=GM0193", "regeling=proef", "jaar=2022"] {
        let figures = house.anyone().figures(query).await.expect(200);
        assert_eq!((figures.at("/totaal"), figures.list("cellen").len()), (&json!({}), 0), "{query}");
        assert_eq!(figures.at("/afgeschermd"), &json!(["proef-2022"]), "{query}");
    }
    let seen = house.ministry().figures("tranche=proef-2022&groepeerOp=gemeente").await.expect(200);
    assert_eq!(seen.cell("GM0193", "/toegekend/aanvragen"), 2);
    assert!(seen.at("/afgeschermd").is_null());
}

#[tokio::test]
async fn the_fixed_tables_are_public_rounded_and_without_small_numbers() {
    let house = families().await;
    let told = house.anyone().get("/voortgang/v1/vaste-tabellen").await.expect(200);
    let table = told.at("/tranches/0").clone();
    assert_eq!((&table["naam"], &table["totaal"]), (&json!("Grote gezinnen"), &json!("15")));
    let provinces = json!([
        { "code": "PV23", "naam": "Overijssel", "gezinnen": "." },
        { "code": "PV30", "naam": "Noord-Brabant", "gezinnen": "10" },
    ]);
    assert_eq!(table["perProvincie"], provinces);
    let years = json!([
        { "code": "2022", "naam": "2022", "gezinnen": "5" },
        { "code": "2023", "naam": "2023", "gezinnen": "5" },
    ]);
    assert_eq!(table["perJaar"], years);
}

#[tokio::test]
async fn of_a_familys_case_the_log_tells_anyone_only_that_something_happened() {
    let house = families().await;
    let feed = house.anyone().get("/logboek/v1/gebeurtenissen?naPositie=2").await.expect(200);
    let events = feed.list("resultaten");
    assert_eq!(events.len(), 14);
    assert!(events.iter().all(|event| event["data"].is_null() && event["subject"].is_string()));
}

#[tokio::test]
async fn the_trace_of_a_public_number_of_a_goal_leaves_families_out_as_the_number_does() {
    let house = families().await;
    let Event::TrancheOpened(event) = opened(1_000_000) else { unreachable!() };
    let another = CaseHeader { tranche: next_year(), ..case("GM0193", "geen gezin") };
    house
        .happened([
            TrancheOpened { tranche: next_year(), ..event }.into(),
            granted(&another, 35_000, homes(0, 40)),
            granted(&case("GM0193", "gezin 15"), 35_000, homes(0, 1)),
        ])
        .await;
    for (desk, units) in [(house.anyone(), 40), (house.ministry(), 41)] {
        let goal = desk.get("/voortgang/v1/doelstellingen/flexwoningen-2022-2024").await.expect(200);
        let planned = goal.at("/standen/0/gepland").clone();
        let trace = planned["herleiding"][0].as_str().unwrap();
        let trace = house.ministry().get(trace).await.expect(200);
        assert_eq!((&planned["woonruimten"], trace.at("/som/woonruimten")), (&json!(units), &json!(units)));
    }
}

#[tokio::test]
async fn no_chart_and_no_page_shows_families() {
    let house = families().await;
    for kind in ["gepland-tegen-gerealiseerd", "per-provincie", "plafond-uitputting"] {
        let chart = format!("/voortgang/v1/grafieken/{kind}?tranche=proef-2022");
        house.anyone().get(&chart).await.problem(403, "alleen-vaste-tabellen");
        house.ministry().get(&chart).await.problem(403, "alleen-vaste-tabellen");
    }
    house.anyone().get("/voortgang?tranche=proef-2022").await.problem(403, "alleen-vaste-tabellen");
    let page = house.anyone().get("/voortgang").await.expect(200).text;
    assert!(
        page.contains("/voortgang/v1/vaste-tabellen") && !page.contains("value=\"proef-2022\""),
        "{page}"
    );
    assert!(
        page.contains("Er zijn nog geen cijfers."),
        "what all tranches together are, is only of the others"
    );
}
