//! Accountability: what a recipient needs to fill in SiSa, by year, as JSON, as CSV and as a workbook.

use crate::answers::Answer;
use crate::histories::{
    TERMS, accounted, case, corrected, granted, granted_at, homes, opened, published, reached, reported,
    reported_as, settled, submitted, withdrawn,
};
use crate::support::House;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use calamine::{Reader, Xlsx};
use regulation::words::Milestone;
use std::io::Cursor;

fn value(answer: &Answer, name: &str) -> Option<String> {
    let rows = answer.list("resultaten");
    let row = rows.iter().find(|row| row.get("indicatornaam").is_some_and(|found| found == name))?;
    row.get("waarde").and_then(serde_json::Value::as_str).map(str::to_owned)
}

async fn house_with_a_grant() -> House {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house
        .happened([
            published(1, TERMS),
            opened(100_000),
            submitted(&breda, 60_000, homes(60, 40)),
            granted(&breda, 60_000, homes(60, 40)),
            reported(&breda, Milestone::Started, 50, "2023-05-01"),
            reported_as(1, &breda, vec![reached(Milestone::Realised, 30, "2023-11-30")]),
            corrected(2, 1, &breda, vec![reached(Milestone::Realised, 25, "2023-11-30")]),
            reported_as(3, &breda, vec![reached(Milestone::Realised, 10, "2024-02-01")]),
            accounted(&breda, 2023, 20_000),
            accounted(&breda, 2024, 15_000),
            settled(&breda, 35_000),
        ])
        .await;
    house
}

#[tokio::test]
async fn a_year_holds_what_was_granted_what_was_done_in_it_and_what_was_done_in_all() {
    let house = house_with_a_grant().await;
    let ministry = house.ministry();
    let of = async |year: i16| {
        ministry.get(&format!("/voortgang/v1/verantwoordingen?boekjaar={year}")).await.expect(200)
    };
    let (first, second, third) = (of(2023).await, of(2024).await, of(2025).await);
    let values = |name: &str| [&first, &second, &third].map(|answer| value(answer, name).unwrap_or_default());
    assert_eq!(values("Toegekend bedrag"), ["60000.00", "60000.00", "60000.00"]);
    assert_eq!(values("Datum van de beschikking"), ["2022-12-01", "2022-12-01", "2022-12-01"]);
    assert_eq!(values("Woonruimten waarvoor is toegekend"), ["100", "100", "100"]);
    assert_eq!(values("Gestarte woonruimten in het boekjaar"), ["50", "0", "0"]);
    assert_eq!(
        values("Gerealiseerde woonruimten in het boekjaar"),
        ["25", "10", "0"],
        "after the correction"
    );
    assert_eq!(values("Gerealiseerde woonruimten tot en met het boekjaar"), ["25", "35", "35"]);
    assert_eq!(
        values("Besteed bedrag in het boekjaar"),
        ["20000.00", "15000.00", ""],
        "left out, not nought"
    );
    assert_eq!(values("Besteed bedrag tot en met het boekjaar"), ["20000.00", "35000.00", "35000.00"]);
    assert_eq!(values("Vastgesteld bedrag"), ["", "", "35000.00"]);
    assert_eq!(of(2021).await.list("resultaten").len(), 0, "not granted yet");
    assert_eq!(of(2026).await.list("resultaten").len(), 0, "settled in 2025");
    let row = first.list("resultaten").into_iter().next().unwrap();
    let code = |name: &str| row.get(name).and_then(serde_json::Value::as_str).unwrap().to_owned();
    assert_eq!((code("gemeentecode"), code("sisaRegelingcode")), ("GM0758".into(), "X9".into()));
    assert_eq!(
        (code("indicatorcode"), code("aardControle")),
        (String::new(), String::new()),
        "none is made up"
    );
    assert!(code("toelichting").contains(&code("aanvraagId")), "the key by which both find the grant");
}

#[tokio::test]
async fn the_numbers_are_those_of_the_figures_at_the_end_of_the_year() {
    let house = house_with_a_grant().await;
    let answer = house.ministry().get("/voortgang/v1/verantwoordingen?boekjaar=2024").await.expect(200);
    let figures = house.ministry().figures("gemeente=GM0758&peildatum=2024-12-31").await.expect(200);
    for (name, pointer) in [
        ("Woonruimten waarvoor is toegekend", "/totaal/toegekend/woonruimten"),
        ("Gestarte woonruimten tot en met het boekjaar", "/totaal/gestart/woonruimten"),
        ("Gerealiseerde woonruimten tot en met het boekjaar", "/totaal/gerealiseerd/woonruimten"),
    ] {
        assert_eq!(value(&answer, name).unwrap(), figures.at(pointer).to_string(), "{name}");
    }
    let cents = figures.at("/totaal/verantwoord/bedragCent").as_i64().unwrap();
    assert_eq!(
        value(&answer, "Besteed bedrag tot en met het boekjaar").unwrap(),
        format!("{}.00", cents / 100)
    );
}

#[tokio::test]
async fn as_csv_it_has_the_neutral_columns_and_pages_of_whole_grants() {
    let house = house_with_a_grant().await;
    house.happened([granted_at(&case("GM0193", "B"), 5_000, homes(5, 5), "2023-03-01T09:00:00Z")]).await;
    let path = "/voortgang/v1/verantwoordingen?boekjaar=2023&limit=1";
    let csv = house.ministry().get_as(path, "text/csv").await.expect(200);
    let lines: Vec<_> = csv.text.lines().collect();
    let columns = "boekjaar,gemeentecode,sisaRegelingcode,indicatorcode,indicatornaam,waarde,eenheid,toelichting,\
                   aardControle,positie,volledig";
    assert_eq!(lines.first(), Some(&columns));
    assert!(
        lines.get(1).unwrap().starts_with("2023,GM0193,X9,,Toegekend bedrag,5000.00,euro,"),
        "{}",
        csv.text
    );
    let json = house.ministry().get(path).await.expect(200);
    let position = format!(",{},nee", json.at("/positie"));
    assert!(lines.iter().skip(1).all(|line| line.ends_with(&position)), "every row says where: {}", csv.text);
    assert!(!csv.text.contains("GM0758"), "that is the next page");
    let next = csv.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    let next = house.ministry().get_as(&next, "text/csv").await.expect(200);
    assert!(next.text.contains("2023,GM0758,X9") && next.header("link").is_empty());
    house.ministry().get_as(path, "text/html").await.problem(406, "vorm-niet-beschikbaar");
}

#[tokio::test]
async fn as_a_workbook_it_has_the_same_rows_and_says_what_they_mean_and_where_they_are_true() {
    let house = house_with_a_grant().await;
    let path = "/voortgang/v1/verantwoordingen?boekjaar=2023";
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let request = house.ministry().request(reqwest::Method::GET, path).header("Accept", xlsx);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers().get("content-type").unwrap(), xlsx);
    let bytes = answer.bytes().await.unwrap().to_vec();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Verantwoordingen", "Definities", "Toelichting"]);
    let json = house.ministry().get(path).await.expect(200);
    let rows = book.worksheet_range("Verantwoordingen").unwrap();
    assert_eq!(rows.height(), 1 + json.list("resultaten").len());
    let granted: Vec<_> = rows.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(granted.get(..7).unwrap(), ["2023", "GM0758", "X9", "", "Toegekend bedrag", "60000", "euro"]);
    let told = book.worksheet_range("Toelichting").unwrap();
    let told: Vec<_> = told.rows().map(|row| row.get(1).unwrap().to_string()).collect();
    for value in ["2023-12-31".to_owned(), json.at("/positie").to_string(), "ja".to_owned()] {
        assert!(told.contains(&value), "{value}: {told:?}");
    }
}

#[tokio::test]
async fn a_municipality_sees_its_own_grants_and_what_was_withdrawn_before_the_year_is_gone() {
    let house = house_with_a_grant().await;
    let zwolle = case("GM0193", "B");
    house.happened([granted(&zwolle, 5_000, homes(5, 5)), withdrawn(&zwolle)]).await;
    let recipients = |answer: &Answer| {
        let rows = answer.list("resultaten");
        let codes = rows.iter().filter_map(|row| row.get("gemeentecode")?.as_str().map(str::to_owned));
        codes.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    let path = |year: i16| format!("/voortgang/v1/verantwoordingen?boekjaar={year}");
    let all = house.ministry().get(&path(2023)).await.expect(200);
    assert_eq!(recipients(&all), ["GM0193", "GM0758"], "withdrawn on 1 February 2023");
    assert_eq!(recipients(&house.ministry().get(&path(2024)).await.expect(200)), ["GM0758"]);
    assert_eq!(recipients(&house.municipality("GM0193").get(&path(2023)).await.expect(200)), ["GM0193"]);
    let other = format!("{}&gemeente=GM0758", path(2023));
    house.municipality("GM0193").get(&other).await.problem(403, "rol-mag-dit-niet");
    assert_eq!(recipients(&house.ministry().get(&other).await.expect(200)), ["GM0758"]);
    house.anyone().get(&path(2023)).await.problem(401, "niet-aangemeld");
    house.ministry().get("/voortgang/v1/verantwoordingen").await.problem(400, "ongeldige-invoer");
    house.ministry().get(&path(99)).await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn a_cursor_that_holds_no_recipient_is_not_ours() {
    let house = house_with_a_grant().await;
    for cursor in [r#"["\u0000",5]"#, r#"["nergens",5]"#, "5"] {
        let cursor = URL_SAFE_NO_PAD.encode(cursor);
        let path = format!("/voortgang/v1/verantwoordingen?boekjaar=2023&cursor={cursor}");
        let told = house.ministry().get(&path).await.problem(400, "ongeldige-invoer");
        assert_eq!(told.at("/invalidParams/0/name"), "cursor");
    }
}
