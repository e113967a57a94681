//! National goals: what counts towards them, what the ministry enters, and a letter made again.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is the test's failure")]

use crate::answers::Answer;
use crate::histories::{case, granted, homes, opened, reached, reported_as, withdrawn};
use crate::support::{Desk, House};
use regulation::event::{Event, TrancheOpened};
use regulation::words::{Milestone, Permanence, SchemeKey};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const FLEX: &str = "/voortgang/v1/doelstellingen/flexwoningen-2022-2024";

pub fn entry(units: u32) -> Value {
    json!({
        "sleutel": "rijksvastgoedbedrijf", "naam": "Inkoop door het Rijksvastgoedbedrijf", "aantal": units,
        "teltVanafDatum": "2023-06-08", "bron": { "vermelding": "Bijlage bij Kamerbrief van 8 juni 2023" }
    })
}

async fn enter(desk: &Desk<'_>, goal: &str, key: &str, body: &Value) -> Answer {
    let path = format!("/voortgang/v1/doelstellingen/{goal}/bijdragen");
    let request = desk.request(Method::POST, &path).header("Idempotency-Key", key).json(body);
    Answer::of(request.send().await.unwrap()).await
}

/// Enters, and waits until the ledger counts it.
pub async fn entered(house: &House, body: &Value) -> Answer {
    let key = Uuid::now_v7().to_string();
    let told = enter(&house.ministry(), "flexwoningen-2022-2024", &key, body).await.expect(201);
    let position = regulation::record::Position(told.at("/positie").as_u64().unwrap());
    let reached = tokio::time::timeout(Duration::from_secs(20), house.reporting.reach(position)).await;
    assert!(reached.unwrap());
    told
}

/// Flex homes that are realised: what the histories call permanent homes reached a milestone otherwise.
fn realised(units: u32) -> regulation::event::ProgressEntry {
    let mut entry = reached(Milestone::Realised, units, "2024-06-30");
    entry.kind.permanence = Permanence::Flex;
    entry
}

#[tokio::test]
async fn a_goal_tells_what_is_planned_and_realised_with_its_traces_and_what_lacks() {
    let house = House::open().await;
    let (breda, brielle) = (case("GM0758", "A"), case("GM0501", "B"));
    house.happened([opened(100_000)]).await;
    let empty = house.anyone().get(FLEX).await.expect(200);
    let stand = empty.at("/standen/0");
    assert!(stand.get("gepland").is_none() && stand.get("tekortNaGepland").is_none(), "{stand:#}");
    assert!(empty.at("/bron/vermelding").as_str().unwrap().contains("8 juni 2023"));

    house.happened([granted(&breda, 60_000, homes(60, 40)), granted(&brielle, 30_000, homes(0, 30))]).await;
    house.happened([withdrawn(&brielle)]).await;
    let planned = house.anyone().get(FLEX).await.expect(200);
    let stand = planned.at("/standen/0");
    assert_eq!((&stand["vanafJaar"], &stand["totEnMetJaar"]), (&json!(2022), &json!(2024)));
    assert_eq!(stand["gepland"]["woonruimten"], 40, "permanent homes and what was withdrawn do not count");
    assert!(stand.get("gerealiseerd").is_none() && stand.get("tekortNaGerealiseerd").is_none(), "{stand:#}");
    assert_eq!(stand["tekortNaGepland"], 37_460);
    assert!(stand["toelichting"].to_string().contains("niet hetzelfde als nul"), "{stand:#}");

    house.happened([reported_as(1, &breda, vec![realised(25)])]).await;
    let told = house.anyone().get(FLEX).await.expect(200);
    let stand = told.at("/standen/0");
    assert_eq!(
        (&stand["gerealiseerd"]["woonruimten"], &stand["tekortNaGerealiseerd"]),
        (&json!(25), &json!(37_475))
    );
    let mut sums = Vec::new();
    for link in [
        &stand["gepland"]["herleiding"][0],
        &stand["gepland"]["herleiding"][1],
        &stand["gerealiseerd"]["herleiding"][0],
    ] {
        let trace = house.ministry().get(link.as_str().unwrap()).await.expect(200);
        sums.push(trace.at("/som/woonruimten").as_i64().unwrap());
    }
    assert_eq!(sums, [70, 30, 25], "each number is the sum of its trace");

    let before = house.anyone().get(&format!("{FLEX}?peildatum=2022-12-31")).await.expect(200);
    assert_eq!(before.at("/standen/0/gepland/woonruimten"), &json!(70), "the withdrawal came later");
    let yearly = house.anyone().get("/voortgang/v1/doelstellingen/flexwoningen-per-jaar").await.expect(200);
    let first = yearly.at("/standen/0");
    assert_eq!((&first["vanafJaar"], &first["gepland"]["woonruimten"]), (&json!(2022), &json!(70)));
    assert_eq!(yearly.at("/standen/1/gepland/woonruimten"), &json!(-30), "released in 2023");
    assert!(yearly.at("/standen/2").get("gepland").is_none(), "in 2024 nothing was granted or released");
    let all = house.anyone().get("/voortgang/v1/doelstellingen").await.expect(200);
    assert_eq!(all.list("resultaten").len(), 15);
    house.anyone().get("/voortgang/v1/doelstellingen/luchtkastelen").await.problem(404, "niet-gevonden");
    house.anyone().get(&format!("{FLEX}?peildatum=gisteren")).await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn the_ministry_enters_a_contribution_from_its_source_and_a_later_one_takes_its_place() {
    let house = House::open().await;
    let mut first = entry(2_000);
    first["bekendSinds"] = json!("2023-06-08T00:00:00Z");
    let told = entered(&house, &first).await;
    assert_eq!(told.at("/bekendSinds"), "2023-06-08T00:00:00Z");
    let second = entered(&house, &entry(1_500)).await;
    assert!(second.at("/bekendSinds") == second.at("/vastgelegdOp"));

    let now = house.anyone().get(FLEX).await.expect(200);
    let stand = now.at("/standen/0");
    assert_eq!((&stand["bijdragenWoonruimten"], &stand["tekortNaGepland"]), (&json!(1_500), &json!(36_000)));
    let one = &stand["bijdragen"][0];
    assert_eq!((&one["woonruimten"], &one["ingevoerdDoor"]), (&json!(1_500), &json!("ministerie")));
    assert_eq!(one["bron"], json!({ "vermelding": "Bijlage bij Kamerbrief van 8 juni 2023" }));
    let proof = house.anyone().get(one["bewijs"].as_str().unwrap()).await.expect(200);
    assert!(proof.body.to_string().contains("bijdrage-ingevoerd"), "{:#}", proof.body);

    let then =
        house.anyone().get(&format!("{FLEX}?bekendOp=2023-06-30&peildatum=2023-06-30")).await.expect(200);
    assert_eq!(then.at("/standen/0/bijdragenWoonruimten"), &json!(2_000), "as it was known then");
    let before = house.anyone().get(&format!("{FLEX}?bekendOp=2023-06-07")).await.expect(200);
    assert_eq!(before.at("/standen/0/bijdragen"), &json!([]));
    entered(&house, &entry(0)).await;
    let gone = house.anyone().get(FLEX).await.expect(200);
    assert_eq!(gone.at("/standen/0/bijdragen"), &json!([]), "taken back");
}

#[tokio::test]
async fn what_was_entered_as_realised_counts_as_such_and_the_words_say_what_may_be_counted_twice() {
    let house = House::open().await;
    let mut there = entry(3_400);
    there["sleutel"] = json!("gerealiseerd-2022");
    there["teltVanafDatum"] = json!("2022-12-31");
    there["gerealiseerd"] = json!(true);
    let told = entered(&house, &there).await;
    assert_eq!(told.at("/gerealiseerd"), true);
    let now = house.anyone().get(FLEX).await.expect(200);
    let stand = now.at("/standen/0");
    assert_eq!(
        (&stand["bijdragenGerealiseerd"], &stand["tekortNaGerealiseerd"]),
        (&json!(3_400), &json!(34_100))
    );
    assert_eq!(stand["bijdragen"][0]["gerealiseerd"], true);
    let words = stand["toelichting"].to_string();
    assert!(words.contains("3.400 woonruimten ingevoerd als gerealiseerd"), "{words}");
    assert!(words.contains("er is niets gemeld") && !words.contains("geen gewone aftreksom"), "{words}");

    let breda = case("GM0758", "A");
    house.happened([opened(100_000), granted(&breda, 60_000, homes(60, 40))]).await;
    house.happened([reported_as(1, &breda, vec![realised(25)])]).await;
    entered(&house, &entry(37_200)).await;
    let now = house.anyone().get(FLEX).await.expect(200);
    let stand = now.at("/standen/0");
    assert_eq!(
        (&stand["bijdragenWoonruimten"], &stand["bijdragenGerealiseerd"]),
        (&json!(40_600), &json!(3_400))
    );
    assert_eq!((&stand["tekortNaGerealiseerd"], &stand["tekortNaGepland"]), (&json!(34_075), &json!(-3_140)));
    let words = stand["toelichting"].to_string();
    for said in [
        "zowel af wat is gemeld als wat als gerealiseerd is ingevoerd",
        "geen gewone aftreksom",
        "betekent dus niet",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(!words.contains("niet hetzelfde als nul"), "{words}");

    let feed = house.anyone().get("/logboek/v1/gebeurtenissen").await.expect(200);
    let first = feed.list("resultaten").into_iter().next().unwrap();
    assert_eq!(first["data"]["gerealiseerd"], true, "anyone may read it: {first:#}");
    there["gerealiseerd"] = json!(false);
    entered(&house, &there).await;
    let planned = house.anyone().get(FLEX).await.expect(200);
    let stand = planned.at("/standen/0");
    assert!(stand.get("bijdragenGerealiseerd").is_none(), "a later entry takes its place: {stand:#}");
    assert_eq!(stand["tekortNaGerealiseerd"], 37_475);
    let then =
        house.anyone().get(&format!("{FLEX}?bekendOp={}", now.at("/bekendOp").as_str().unwrap())).await;
    assert_eq!(then.at("/standen/0/bijdragenGerealiseerd"), 3_400, "as it was known before");
}

#[tokio::test]
async fn money_alone_cannot_be_realised() {
    let house = House::open().await;
    let mut money = entry(1);
    money.as_object_mut().unwrap().remove("aantal");
    money["bedragCent"] = json!(100);
    money["gerealiseerd"] = json!(true);
    let told =
        enter(&house.ministry(), "flexwoningen-2022-2024", "q", &money).await.problem(400, "inhoud-onjuist");
    assert!(told.text.contains("gerealiseerd"), "{}", told.text);
}

#[tokio::test]
async fn a_goal_with_money_tells_what_was_granted_of_it_with_its_trace() {
    let house = House::open().await;
    let Event::TrancheOpened(event) = opened(200_000_000) else { unreachable!() };
    let rha = TrancheOpened { scheme: SchemeKey::parse("rha").unwrap(), ..event };
    let path = "/voortgang/v1/doelstellingen/woonruimten-aandachtsgroepen";
    let empty = house.anyone().get(path).await.expect(200);
    assert_eq!(empty.at("/geld/bedragCent"), &json!(10_000_000_000_i64));
    assert!(empty.at("/geld/citaat").as_str().unwrap().contains("€100 miljoen"));
    assert!(empty.at("/standen/0").get("toegekendGeld").is_none(), "nothing was granted");

    let (breda, brielle) = (case("GM0758", "A"), case("GM0501", "B"));
    house
        .happened([rha.into(), granted(&breda, 60_000, homes(6, 4)), granted(&brielle, 30_000, homes(0, 3))])
        .await;
    house.happened([withdrawn(&brielle)]).await;
    let told = house.anyone().get(path).await.expect(200);
    let stand = told.at("/standen/0");
    assert_eq!(
        (&stand["gepland"]["woonruimten"], &stand["toegekendGeld"]["bedragCent"]),
        (&json!(10), &json!(6_000_000))
    );
    assert_eq!(stand["nietToegekendCent"], json!(9_994_000_000_i64));
    assert!(stand["toelichting"].to_string().contains("budgetten zijn waaruit is toegekend"), "{stand:#}");
    let mut sums = Vec::new();
    for link in stand["toegekendGeld"]["herleiding"].as_array().unwrap() {
        let trace = house.ministry().get(link.as_str().unwrap()).await.expect(200);
        sums.push(trace.at("/som/bedragCent").as_i64().unwrap());
    }
    assert_eq!(sums, [9_000_000, 3_000_000]);
    let flex = house.anyone().get(FLEX).await.expect(200);
    assert!(flex.at("/geld").is_null() && flex.at("/standen/0").get("toegekendGeld").is_none());
}

#[tokio::test]
async fn of_a_goal_of_which_nothing_here_counts_only_what_is_entered_is_told() {
    let house = House::open().await;
    house.happened([opened(100_000), granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let path = "/voortgang/v1/doelstellingen/sociale-huurwoningen-2030";
    let empty = house.anyone().get(path).await.expect(200);
    assert_eq!((empty.at("/doel"), empty.at("/totEnMetJaar")), (&json!(250_000), &json!(2030)));
    let stand = empty.at("/standen/0");
    assert!(stand.get("gepland").is_none() && stand.get("tekortNaGepland").is_none(), "{stand:#}");
    let words = stand["toelichting"].to_string();
    assert!(words.contains("telt niets mee") && words.contains("Er is niets ingevoerd"), "{words}");

    let mut built = entry(17_000);
    built["gerealiseerd"] = json!(true);
    enter(&house.ministry(), "sociale-huurwoningen-2030", "r", &built).await.expect(201);
    house.happened([granted(&case("GM0501", "B"), 30_000, homes(0, 30))]).await;
    let told = house.anyone().get(path).await.expect(200);
    let stand = told.at("/standen/0");
    assert_eq!(
        (&stand["bijdragenGerealiseerd"], &stand["tekortNaGerealiseerd"]),
        (&json!(17_000), &json!(233_000))
    );
    assert!(!stand["toelichting"].to_string().contains("Er is niets ingevoerd"), "{stand:#}");
}

#[tokio::test]
async fn what_cannot_be_entered_is_refused_and_repeating_is_safe() {
    let house = House::open().await;
    let ministry = house.ministry();
    let told = enter(&ministry, "flexwoningen-2022-2024", "k", &entry(2_000)).await.expect(201);
    let again = enter(&ministry, "flexwoningen-2022-2024", "k", &entry(2_000)).await.expect(201);
    assert_eq!(again.body, told.body);
    enter(&ministry, "flexwoningen-2022-2024", "l", &entry(2_000)).await.problem(409, "bijdrage-ongewijzigd");
    enter(&ministry, "luchtkastelen", "m", &entry(1)).await.problem(409, "doelstelling-onbekend");
    let mut nothing = entry(1);
    nothing.as_object_mut().unwrap().remove("aantal");
    enter(&ministry, "flexwoningen-2022-2024", "n", &nothing).await.problem(400, "inhoud-onjuist");
    let mut early = entry(1);
    early["bekendSinds"] = json!("2999-01-01T00:00:00Z");
    enter(&ministry, "flexwoningen-2022-2024", "o", &early).await.problem(400, "inhoud-onjuist");
    for desk in [house.administrator(), house.municipality("GM0758")] {
        enter(&desk, "flexwoningen-2022-2024", "p", &entry(1)).await.problem(403, "rol-mag-dit-niet");
    }
}

#[tokio::test]
async fn what_a_letter_tells_and_nothing_here_knows_is_left_out() {
    let house = House::open().await;
    let mut then = entry(2_000);
    then["bekendSinds"] = json!("2023-06-08T00:00:00Z");
    entered(&house, &then).await;
    let letter = house.anyone().get("/voortgang/v1/kamerbrieven/2023-06-08").await.expect(200);
    let numbers = letter.list("getallen");
    assert_eq!(numbers.len(), 23);
    let number = |key: &str| numbers.iter().find(|number| number["sleutel"] == key).unwrap();
    let purchase = number("flex-rvb");
    assert_eq!(
        (&purchase["toenBekend"]["woonruimten"], &purchase["herkomst"]),
        (&json!(2_000), &json!("ingevoerd"))
    );
    let unknown = number("rha-studenten");
    assert_eq!(
        (&unknown["inBrief"]["woonruimten"], &unknown["herkomst"]),
        (&json!(2_980), &json!("niet-bekend"))
    );
    assert!(unknown.get("toenBekend").is_none(), "{unknown:#}");
    house.anyone().get("/voortgang/v1/kamerbrieven/2024-01-01").await.problem(404, "niet-gevonden");
}

#[tokio::test]
async fn a_day_in_a_far_future_asks_no_more_years_than_can_be_looked_ahead() {
    let house = House::open().await;
    let told = house.anyone().get("/voortgang/v1/doelstellingen?peildatum=9999-12-31").await.expect(200);
    let this_year = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).year();
    for goal in told.list("resultaten") {
        let stands = goal["standen"].as_array().unwrap();
        let last = stands.iter().filter_map(|stand| stand["totEnMetJaar"].as_i64()).max().unwrap();
        assert!(last <= i64::from(this_year) + 11, "{} until {last}", goal["sleutel"]);
    }
}
