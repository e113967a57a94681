//! Tranches in which each application is for one family: what anyone may know of them.

use crate::histories::{
    FAMILIES, at, case, granted, granted_at, homes, next_year, opened, person, published, tranche,
};
use crate::support::{Desk, House};
use regulation::allocation::{LotScope, Seal, SeedSource};
use regulation::event::{CaseHeader, Event, LotsDrawn, LotterySealed, TrancheOpened};
use serde_json::{Value, json};

/// The grants of so many families in a municipality, in a year.
fn families_in(code: &str, year: i16, families: usize) -> Vec<Event> {
    let decided_at = format!("{year}-12-01T09:00:00Z");
    let family = |number| case(code, &format!("gezin {number} van {code} in {year}"));
    (0..families).map(|number| granted_at(&family(number), 35_000, homes(1, 0), &decided_at)).collect()
}

/// In 2022 twelve families in Noord-Brabant, twelve in Overijssel and two in Utrecht; in 2023 two in Groningen.
async fn families() -> House {
    let house = House::open().await;
    house.happened([published(1, FAMILIES), opened(1_000_000)]).await;
    let of_2022 = [("GM0758", 12), ("GM0193", 12), ("GM0344", 2)];
    let of_2022 = of_2022.into_iter().flat_map(|(code, families)| families_in(code, 2022, families));
    house.imported(of_2022, "2023-01-10T09:00:00Z").await;
    house.imported(families_in("GM0014", 2023, 2), "2024-01-10T09:00:00Z").await;
    house
}

/// The fixed tables of the tranche, the first year first.
async fn years(house: &House) -> Vec<Value> {
    let told = house.anyone().get("/voortgang/v1/vaste-tabellen").await.expect(200);
    told.at("/tranches/0/jaren").as_array().cloned().unwrap_or_default()
}

/// Of what happened at a position: what the feed says, and what the proof.
async fn told_of(desk: Desk<'_>, position: u64) -> (Value, Value) {
    let feed = format!("/logboek/v1/gebeurtenissen?naPositie={}&limit=1", position - 1);
    let event = desk.get(&feed).await.expect(200).list("resultaten").remove(0);
    let proof = desk.get(&format!("/logboek/v1/bewijzen/{position}")).await.expect(200).body;
    (event, proof)
}

fn lottery() -> [Event; 2] {
    let applications = vec![case("GM0758", "gezin 0 van GM0758 in 2022").application];
    let seed_source =
        SeedSource::Beacon { name: "proefbaken".into(), round: 7, expected_at: at("2022-11-30T12:00:00Z") };
    let scope = LotScope::Ranking;
    let seal = Seal { tranche: tranche(), pot: None, scope, applications: applications.clone(), seed_source };
    let (hash, by) = ("ab12".to_owned(), person("bram"));
    let sealed = LotterySealed { seal, hash: hash.clone(), sealed_at: at("2022-11-29T09:00:00Z"), by };
    let (order, drawn_at, by) = (applications, at("2022-11-30T13:00:00Z"), person("bram"));
    let drawn =
        LotsDrawn { tranche: tranche(), pot: None, scope, hash, seed: "cd34".into(), order, drawn_at, by };
    [sealed.into(), drawn.into()]
}

#[tokio::test]
async fn a_later_version_without_households_opens_nothing() {
    let house = families().await;
    let without = FAMILIES.replace("minimum_household = { value = 6, source = \"s\" }\n", "");
    assert_ne!(without, FAMILIES);
    house.happened([published(2, &without)]).await;
    let figures = house.anyone().figures("").await.expect(200);
    assert_eq!(figures.at("/afgeschermd"), &json!(["proef-2022"]));
    let of_one = house.anyone().figures("tranche=proef-2022").await;
    of_one.problem(403, "alleen-vaste-tabellen");
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
    assert_eq!(seen.cell("GM0193", "/toegekend/aanvragen"), 12);
    assert!(seen.at("/afgeschermd").is_null());
}

#[tokio::test]
async fn a_fixed_table_is_of_one_year_and_lists_every_province_whether_families_live_there_or_not() {
    let years = years(&families().await).await;
    let first = &years[0];
    assert_eq!((&first["jaar"], &first["bekendOp"]), (&json!(2022), &json!("2023-06-30")));
    assert_eq!(first["totaal"], "25");
    let rows = first["perProvincie"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[3]["naam"]), (12, &json!("Overijssel")));
    let told = |row: &Value| row["gezinnen"].as_str().unwrap().to_owned();
    let points = rows.iter().filter(|row| told(row) == ".").count();
    assert_eq!((points, told(&rows[3]), told(&rows[10])), (10, "10".to_owned(), "10".to_owned()));
}

#[tokio::test]
async fn a_year_with_two_families_is_told_as_a_year_with_none() {
    let years = years(&families().await).await;
    let told: Vec<_> =
        years.iter().map(|year| (&year["jaar"], &year["totaal"], &year["perProvincie"])).collect();
    assert_eq!(told[1], (&json!(2023), &json!("."), &Value::Null));
    assert_eq!(told[2], (&json!(2024), &json!("."), &Value::Null));
}

#[tokio::test]
async fn what_becomes_known_later_changes_no_table_that_was_told() {
    let house = families().await;
    let before = years(&house).await;
    house.happened(families_in("GM0344", 2022, 5).into_iter().skip(2)).await;
    assert_eq!(years(&house).await, before, "whoever keeps a table has nothing to take from it");
    assert!(!before.is_empty());
}

#[tokio::test]
async fn of_a_familys_case_the_log_tells_anyone_neither_what_happened_nor_in_which_case_nor_when() {
    let house = families().await;
    let feed = house.anyone().get("/logboek/v1/gebeurtenissen?naPositie=2").await.expect(200);
    assert_eq!(feed.list("resultaten").len(), 28);
    for (position, event) in (3..).zip(feed.list("resultaten")) {
        let (hash, text) = (&event["hash"], position.to_string());
        let only = json!({
            "specversion": "1.0", "id": text, "source": "urn:woonloket:logboek", "sequence": text,
            "sequencetype": "Integer", "type": "nl.specifieke-uitkeringen.niet-openbaar", "hash": hash,
        });
        assert_eq!(event, only);
    }
}

#[tokio::test]
async fn the_proof_of_a_familys_event_tells_anyone_its_place_in_the_chain_and_nothing_of_what_it_was() {
    let house = families().await;
    house.administrator().publish("a").await.expect(201);
    let (_, before) = told_of(house.anyone(), 29).await;
    let (_, proof) = told_of(house.anyone(), 30).await;
    assert_eq!(proof["soort"], "niet-openbaar");
    assert!(proof["vastgelegdOp"].is_null() && proof["gehashteBytes"].is_null(), "{proof}");
    assert_eq!((&proof["vorigeHash"], &proof["hash"]), (&before["hash"], &proof["kop"]["hash"]));
    for desk in [house.ministry(), house.municipality("GM0014")] {
        let (_, proof) = told_of(desk, 30).await;
        assert_eq!(proof["soort"], "aanvraag-toegekend");
        assert!(proof["vastgelegdOp"].is_string() && proof["gehashteBytes"].is_string());
    }
}

#[tokio::test]
async fn a_lottery_among_families_can_be_drawn_again_by_government_and_tells_nobody_else_how_many_they_are() {
    let house = families().await;
    let drawn = house.happened(lottery()).await.0;
    for position in [drawn - 1, drawn] {
        let (event, proof) = told_of(house.anyone(), position).await;
        assert_eq!(event["type"], "nl.specifieke-uitkeringen.niet-openbaar");
        assert_eq!((&event["data"], &proof["soort"]), (&Value::Null, &json!("niet-openbaar")));
    }
    let (list, file) =
        ("/logboek/v1/verdelingen?tranche=proef-2022", format!("/logboek/v1/verdelingen/{drawn}"));
    for desk in [house.anyone(), house.municipality("GM0758")] {
        desk.get(list).await.problem(403, "alleen-vaste-tabellen");
        desk.get(&file).await.problem(404, "niet-gevonden");
    }
    assert_eq!(house.ministry().get(list).await.expect(200).list("resultaten").len(), 1);
    house.ministry().get(&file).await.expect(200);
}

#[tokio::test]
async fn of_a_lottery_among_families_that_cannot_be_made_a_file_of_anyone_is_told_no_more_than_of_another() {
    let house = families().await;
    let [_, drawn] = lottery();
    let drawn = house.happened([drawn]).await;
    let file = format!("/logboek/v1/verdelingen/{drawn}");
    house.ministry().get(&file).await.problem(500, "interne-fout");
    house.anyone().get(&file).await.problem(404, "niet-gevonden");
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
