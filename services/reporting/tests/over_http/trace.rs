//! Traces of one application and of contributions to a goal: they hold its lines only, and sum to its numbers.

use crate::answers::Answer;
use crate::histories::{
    TERMS, case, granted, homes, opened, published, reached, reported_as, submitted, withdrawn,
};
use crate::support::{Desk, House};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regulation::event::CaseHeader;
use regulation::record::Position;
use regulation::words::Milestone;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const FLEX: &str = "flexwoningen-2022-2024";

async fn trace(desk: &Desk<'_>, query: &str) -> Answer {
    desk.get(&format!("/voortgang/v1/cijfers/herleiding?{query}")).await
}

/// Two cases of one municipality in one tranche: of a hundred homes and of thirty, of which sixty-one and eleven are realised.
async fn house_with_two_cases() -> (House, CaseHeader, CaseHeader) {
    let house = House::open().await;
    let (first, second) = (case("GM0758", "A"), case("GM0758", "B"));
    house.happened([published(1, TERMS), opened(200_000)]).await;
    for (number, case, euros, planned, realised) in
        [(1, &first, 60_000, homes(60, 40), 61), (2, &second, 30_000, homes(10, 20), 11)]
    {
        house
            .happened([
                submitted(case, euros, planned.clone()),
                granted(case, euros, planned),
                reported_as(number, case, vec![reached(Milestone::Realised, realised, "2024-06-30")]),
            ])
            .await;
    }
    (house, first, second)
}

/// The value of a row of the table of accounts of a case.
fn accounted(table: &Answer, case: &CaseHeader, name: &str) -> String {
    let is_it = |row: &&Value| {
        row.get("aanvraagId").is_some_and(|id| *id == case.application.to_string())
            && row.get("indicatornaam").is_some_and(|found| found == name)
    };
    let rows = table.list("resultaten");
    rows.iter().find(is_it).and_then(|row| row.get("waarde")?.as_str()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_trace_of_one_application_sums_to_what_its_account_shows() {
    let (house, first, second) = house_with_two_cases().await;
    let ministry = house.ministry();
    let table = ministry.get("/voortgang/v1/verantwoordingen?boekjaar=2024").await.expect(200);
    let mut all = [0, 0];
    for case in [&first, &second] {
        let of = async |measure: &str| {
            trace(&ministry, &format!("maat={measure}&aanvraag={}", case.application)).await.expect(200)
        };
        let (granted, realised) = (of("toegekend").await, of("gerealiseerd").await);
        let cents = granted.at("/som/bedragCent").as_i64().unwrap_or(0);
        assert_eq!(accounted(&table, case, "Toegekend bedrag"), format!("{}.00", cents / 100));
        let planned = granted.at("/som/woonruimten").to_string();
        assert_eq!(accounted(&table, case, "Woonruimten waarvoor is toegekend"), planned);
        let homes = realised.at("/som/woonruimten").to_string();
        assert_eq!(accounted(&table, case, "Gerealiseerde woonruimten tot en met het boekjaar"), homes);
        for line in granted.list("resultaten").iter().chain(&realised.list("resultaten")) {
            assert_eq!(line["aanvraagId"], case.application.to_string());
        }
        all = [all[0] + cents, all[1] + realised.at("/som/woonruimten").as_i64().unwrap_or(0)];
    }
    let figures = ministry.figures("gemeente=GM0758").await.expect(200);
    assert_eq!(
        figures.at("/totaal/toegekend/bedragCent"),
        &json!(all[0]),
        "together they are the municipality"
    );
    assert_eq!(figures.at("/totaal/gerealiseerd/woonruimten"), &json!(all[1]));
}

#[tokio::test]
async fn the_links_of_a_signal_lead_to_lines_of_its_own_case() {
    let (house, ..) = house_with_two_cases().await;
    let ministry = house.ministry();
    let signals = ministry.get("/voortgang/v1/signalen?peildatum=2025-01-01&limit=200").await.expect(200);
    let mut followed = 0;
    for signal in signals.list("resultaten").iter().filter(|signal| signal.get("aanvraagId").is_some()) {
        for link in signal["herleiding"]["cijfers"].as_array().into_iter().flatten() {
            let lines = ministry.get(link.as_str().unwrap_or_default()).await.expect(200).list("resultaten");
            assert!(lines.iter().all(|line| line["aanvraagId"] == signal["aanvraagId"]), "{link}");
            followed += lines.len();
        }
    }
    assert!(followed > 10, "only {followed} lines were looked at");
    let above = "/voortgang/v1/signalen?peildatum=2025-01-01&soort=gerealiseerd-boven-toegekend";
    for signal in ministry.get(above).await.expect(200).list("resultaten") {
        let realised = signal["herleiding"]["cijfers"][1].as_str().unwrap_or_default();
        let sum = ministry.get(realised).await.expect(200);
        assert_eq!(sum.at("/som/woonruimten"), &signal["getallen"][1]["woonruimten"]);
    }
}

/// Enters a contribution, and waits until the ledger counts it.
async fn entered(house: &House, goal: &str, key: &str, units: u32, from: &str) {
    let body = json!({ "sleutel": key, "naam": key, "aantal": units, "teltVanafDatum": from,
                       "bron": { "vermelding": "Kamerbrief" }, "bekendSinds": "2023-06-08T00:00:00Z" });
    let path = format!("/voortgang/v1/doelstellingen/{goal}/bijdragen");
    let told = house.ministry().post(&path, &Uuid::now_v7().to_string(), body).await.expect(201);
    let position = Position(told.at("/positie").as_u64().unwrap_or(0));
    let reached = tokio::time::timeout(Duration::from_secs(20), house.reporting.reach(position)).await;
    assert_eq!(reached, Ok(true));
}

#[tokio::test]
async fn each_number_of_a_contribution_is_the_sum_of_its_trace() {
    let house = House::open().await;
    entered(&house, FLEX, "rijksvastgoedbedrijf", 2_000, "2023-06-08").await;
    entered(&house, FLEX, "rijksvastgoedbedrijf", 1_500, "2023-06-08").await;
    entered(&house, FLEX, "woningbouwimpuls", 3_800, "2022-12-31").await;
    entered(&house, "flexwoningen-per-jaar", "aedes", 8_000, "2023-01-01").await;
    let ministry = house.ministry();
    let mut followed = Vec::new();
    for goal in house.anyone().get("/voortgang/v1/doelstellingen").await.expect(200).list("resultaten") {
        let mut all = 0;
        let stands = goal["standen"].as_array().cloned().unwrap_or_default();
        for one in stands.iter().flat_map(|stand| stand["bijdragen"].as_array().cloned().unwrap_or_default())
        {
            let traced = ministry.get(one["herleiding"].as_str().unwrap_or_default()).await.expect(200);
            assert_eq!(traced.at("/som/woonruimten"), &one["woonruimten"], "{one:#}");
            let is_its_own =
                |line: &Value| line["bijdrage"] == one["sleutel"] && line["doelstelling"] == goal["sleutel"];
            assert!(traced.list("resultaten").iter().all(is_its_own), "{one:#}");
            followed.push(one["woonruimten"].as_i64().unwrap_or(0));
            all += one["woonruimten"].as_i64().unwrap_or(0);
        }
        let key = goal["sleutel"].as_str().unwrap_or_default();
        let traced = trace(&ministry, &format!("maat=bijdrage&doelstelling={key}")).await.expect(200);
        assert_eq!(
            traced.at("/som/woonruimten").as_i64().unwrap_or(0),
            all,
            "of all that was entered towards {key}"
        );
    }
    followed.sort_unstable();
    assert_eq!(followed, [1_500, 3_800, 8_000]);

    let letter = house.anyone().get("/voortgang/v1/kamerbrieven/2023-06-08").await.expect(200);
    let numbers = letter.list("getallen");
    let entered: Vec<_> = numbers.iter().filter(|number| number["herkomst"] == "ingevoerd").collect();
    assert_eq!(entered.len(), 2);
    for number in entered {
        let traced = ministry.get(number["herleiding"].as_str().unwrap_or_default()).await.expect(200);
        assert_eq!(traced.at("/som/woonruimten"), &number["toenBekend"]["woonruimten"], "{number:#}");
    }
}

#[tokio::test]
async fn a_trace_of_what_does_not_exist_says_so() {
    let (house, ..) = house_with_two_cases().await;
    let ministry = house.ministry();
    let wrong = async |query: &str| {
        let told = trace(&ministry, query).await.problem(400, "ongeldige-invoer");
        let pair = |param: &Value| {
            let text = |name| param.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            (text("name"), text("code"))
        };
        told.list("invalidParams").iter().map(pair).collect::<Vec<_>>()
    };
    let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect()
    };
    let told = wrong("maat=bijdrage&aanvraag=zeven&doelstelling=luchtkastelen&bijdrage=Een%20Twee").await;
    assert_eq!(told, pairs(&[("aanvraag", "format"), ("doelstelling", "onbekend"), ("bijdrage", "pattern")]));
    let told = wrong(&format!("maat=toegekend&aanvraag={}", Uuid::nil())).await;
    assert_eq!(told, pairs(&[("aanvraag", "onbekend")]));
    let told = wrong("maat=bijdrage&bijdrage=nooit-ingevoerd").await;
    assert_eq!(told, pairs(&[("bijdrage", "onbekend")]));
    let told = wrong(&format!("maat=toegekend&doelstelling={FLEX}")).await;
    assert_eq!(told, pairs(&[("doelstelling", "niet-hier")]));
    let figures = ministry.figures(&format!("doelstelling={FLEX}")).await.problem(400, "ongeldige-invoer");
    assert_eq!(figures.at("/invalidParams/0/code"), "onbekend-veld", "figures are not by goal");
}

#[tokio::test]
async fn what_is_planned_and_what_is_free_are_the_lines_of_what_they_are_made_of_each_with_its_sign() {
    let (house, first, second) = house_with_two_cases().await;
    house.happened([withdrawn(&second)]).await;
    let ministry = house.ministry();
    let figures = ministry.figures("maat=gepland,vrij").await.expect(200);
    assert_eq!(figures.at("/maten"), &json!(["plafond", "toegekend", "vrijgevallen"]));
    let planned = trace(&ministry, "maat=gepland").await.expect(200);
    assert_eq!(planned.at("/som"), &json!({ "regels": 6, "woonruimten": 100, "permanent": 60, "flex": 40 }));
    assert_eq!(figures.at("/totaal/gepland/woonruimten"), 100);
    let told = |line: &Value| format!("{} {} {}", line["maat"], line["telt"], line["woonruimten"]);
    let lines: Vec<_> = planned.list("resultaten").iter().map(told).collect();
    let [granted, released] = ["\"toegekend\" 1", "\"vrijgevallen\" -1"];
    let expected =
        [(granted, 60), (granted, 40), (granted, 10), (granted, 20), (released, 10), (released, 20)];
    assert_eq!(lines, expected.map(|(how, units)| format!("{how} {units}")));

    let free = trace(&ministry, "maat=vrij").await.expect(200);
    assert_eq!(free.at("/som"), &json!({ "regels": 4, "bedragCent": 14_000_000 }));
    assert_eq!(figures.at("/totaal/vrij/bedragCent"), 14_000_000);
    let signs: Vec<_> = free.list("resultaten").iter().map(|line| line["telt"].clone()).collect();
    assert_eq!(signs, [1, -1, -1, 1]);
    let of_a_case = format!("maat=gepland&aanvraag={}", first.application);
    assert_eq!(trace(&ministry, &of_a_case).await.expect(200).at("/som/woonruimten"), 100);
    let nowhere = trace(&ministry, "maat=vrij&gemeente=GM0758").await.expect(200);
    assert_eq!(nowhere.at("/som"), &json!({ "regels": 0 }), "a municipality has no ceiling, so no cell");
    assert!(nowhere.list("resultaten").is_empty());
    let told = trace(&ministry, "maat=gepland,toegekend").await.problem(400, "ongeldige-invoer");
    assert_eq!(told.at("/invalidParams/0/name"), "maat", "a trace is of one of them");
}

#[tokio::test]
async fn the_keys_are_those_that_are_left_over_in_the_borders_that_are_asked() {
    let house = House::open().await;
    let [brielle, hellevoetsluis, other] =
        [("GM0501", "A"), ("GM0530", "B"), ("SW-de-bevelanden", "C")].map(|(code, name)| case(code, name));
    let mut events = vec![opened(200_000)];
    for case in [&brielle, &hellevoetsluis, &other] {
        events.extend([submitted(case, 30_000, homes(10, 20)), granted(case, 30_000, homes(10, 20))]);
    }
    events.push(submitted(&case("GM0758", "D"), 30_000, homes(10, 20)));
    house.happened(events).await;
    let ministry = house.ministry();
    let keys = async |query: &str, name: &str| {
        let told = trace(&ministry, query).await.expect(200).list("resultaten");
        told.iter().map(|key| key[name].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let mut cases = [&brielle, &hellevoetsluis, &other].map(|case| case.application.to_string());
    cases.sort_unstable();
    assert_eq!(keys("maat=toegekend&sleutels=aanvragen", "aanvraagId").await, cases);
    let then = keys("maat=toegekend&sleutels=gemeenten", "aanvragerNaam").await;
    assert_eq!(then, ["Brielle", "Hellevoetsluis"]);
    let now = keys("maat=toegekend&sleutels=gemeenten&gemeentegrenzen=nu", "aanvragerNaam").await;
    assert_eq!(now, ["Voorne aan Zee"]);
    let all = keys("maat=toegekend&sleutels=ontvangers&gemeentegrenzen=nu", "aanvrager").await;
    assert_eq!(all, ["GM1992", "SW-de-bevelanden"]);
    let projects = trace(&ministry, "maat=toegekend&sleutels=projecten&gemeente=GM0501").await.expect(200);
    let project = json!({ "aanvraagId": brielle.application, "project": "P1", "aanvrager": "GM0501",
                          "aanvragerNaam": "Brielle" });
    assert_eq!(projects.list("resultaten"), [project]);
    let waiting = trace(&ministry, "maat=wachtend&sleutels=gemeenten").await.expect(200);
    assert_eq!(waiting.at("/som/gemeenten"), 1);
    assert_eq!(waiting.at("/resultaten/0/aanvrager"), "GM0758", "of who was granted nothing waits");
    assert_eq!(waiting.list("resultaten").len(), 1);
}

#[tokio::test]
async fn keys_that_are_not_counted_and_a_cursor_of_other_things_are_told() {
    let (house, ..) = house_with_two_cases().await;
    let ministry = house.ministry();
    for (query, code, reason) in [
        ("maat=toegekend&sleutels=panden", "enum", "aanvragen, projecten, ontvangers, gemeenten"),
        ("maat=plafond&sleutels=aanvragen", "niet-hier", "maat plafond worden geen aanvragen geteld"),
        ("maat=gepland&sleutels=gemeenten", "niet-hier", "maat gepland worden geen gemeenten geteld"),
        ("maat=vastgesteld&sleutels=projecten", "niet-hier", "aanvragen, ontvangers, gemeenten"),
    ] {
        let told = trace(&ministry, query).await.problem(400, "ongeldige-invoer");
        assert_eq!(told.at("/invalidParams/0/code"), code, "{query}");
        let says = told.at("/invalidParams/0/reason").as_str().unwrap_or_default();
        assert!(says.contains(reason), "{query}: {says}");
    }
    let lines = trace(&ministry, "maat=toegekend&limit=1").await.expect(200);
    let cursor = lines.at("/volgende").as_str().unwrap_or_default();
    let told = trace(&ministry, &format!("maat=toegekend&sleutels=aanvragen&cursor={cursor}")).await;
    assert_eq!(told.problem(400, "ongeldige-invoer").at("/invalidParams/0/name"), "cursor");
}

#[tokio::test]
async fn a_wrong_cursor_is_told_with_everything_else_that_is_wrong() {
    let (house, ..) = house_with_two_cases().await;
    let told =
        trace(&house.ministry(), "maat=kleur&cursor=zeven&limit=0").await.problem(400, "ongeldige-invoer");
    let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
    assert_eq!(names, ["maat", "cursor", "limit"]);
}

#[tokio::test]
async fn a_page_after_one_of_a_replica_that_is_further_waits_for_what_is_not_here_yet() {
    let (house, ..) = house_with_two_cases().await;
    let ministry = house.ministry();
    let first = trace(&ministry, "maat=toegekend&limit=1").await.expect(200);
    let is = first.at("/positie").as_i64().unwrap_or(0);
    let cursor = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&json!([is, 0, is + 1])).unwrap_or_default());
    let told = trace(&ministry, &format!("maat=toegekend&cursor={cursor}")).await;
    let told = told.problem(503, "cijfers-nog-niet-zover");
    assert_eq!((told.at("/positie"), told.at("/minstensPositie")), (&json!(is), &json!(is + 1)));
    let says = told.at("/detail").as_str().unwrap_or_default();
    let expected = format!(
        "Deze bladzijde hoort bij positie {} van het logboek; hier is het grootboek pas bij {is}.",
        is + 1
    );
    assert!(says.contains(&expected) && !says.contains("Minstens-Positie"), "{says}");
}
