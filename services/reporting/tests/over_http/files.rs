//! Answers as files: CSV and a workbook say what JSON says, no more and in the same order, and how they are to be read.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::answers::Answer;
use crate::goals::{entered, entry};
use crate::histories::{
    FAMILIES, TERMS, case, granted, homes, in_two_projects, opened, opened_as, published, reached,
    reported_as, submitted, withdrawn,
};
use crate::support::{Desk, House};
use calamine::{Data, Reader, Xlsx};
use regulation::event::CaseHeader;
use regulation::words::Milestone;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What comes as a file: its path, the name of the file, and the name of the sheet.
const ALL: [(&str, &str, &str); 6] = [
    ("/voortgang/v1/signalen?peildatum=2025-01-01", "signalen", "Signalen"),
    ("/voortgang/v1/cijfers/herleiding?maat=toegekend", "herleiding", "Herleiding"),
    ("/voortgang/v1/doelstellingen?peildatum=2025-01-01", "doelstellingen", "Doelstellingen"),
    (
        "/voortgang/v1/doelstellingen/flexwoningen-2022-2024?peildatum=2025-01-01",
        "doelstellingen",
        "Doelstellingen",
    ),
    ("/voortgang/v1/kamerbrieven/2023-06-08?", "kamerbrief", "Kamerbrief"),
    ("/voortgang/v1/verantwoordingen?boekjaar=2023", "verantwoordingen", "Verantwoordingen"),
];

/// A row by its headings.
type Row = BTreeMap<String, String>;

/// The records of a CSV file (RFC 4180), the headings first.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut record, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                all.push(std::mem::take(&mut record));
            }
            other => field.push(other),
        }
    }
    assert!(record.is_empty() && field.is_empty(), "the last line ends too");
    all
}

fn by_heading(headings: &[String], record: &[String]) -> Row {
    assert_eq!(headings.len(), record.len(), "a field for each heading");
    headings.iter().cloned().zip(record.iter().cloned()).collect()
}

/// The rows of a path as CSV.
async fn csv(desk: &Desk<'_>, path: &str) -> Vec<Row> {
    rows(&desk.get(&format!("{path}&vorm=csv")).await.expect(200))
}

fn rows(answer: &Answer) -> Vec<Row> {
    let records = records(&answer.text);
    records[1..].iter().map(|record| by_heading(&records[0], record)).collect()
}

/// A path as a workbook.
async fn book(desk: &Desk<'_>, path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let response = desk.request(Method::GET, &format!("{path}&vorm=xlsx")).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], XLSX);
    Xlsx::new(Cursor::new(response.bytes().await.unwrap().to_vec())).unwrap()
}

/// The rows of a sheet; numbers as they are.
fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Vec<BTreeMap<String, Data>> {
    let range = book.worksheet_range(name).unwrap();
    let headings: Vec<_> = range.rows().next().unwrap().iter().map(Data::to_string).collect();
    let row = |row: &[Data]| headings.iter().cloned().zip(row.iter().cloned()).collect();
    range.rows().skip(1).map(row).collect()
}

/// What the last sheet says of a thing.
fn said(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> String {
    let range = book.worksheet_range("Toelichting").unwrap();
    range.rows().find(|row| row[0].to_string().starts_with(name)).unwrap()[1].to_string()
}

/// As text what JSON has; empty where it has nothing.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn euros(cents: &Value) -> String {
    cents.as_i64().map(|cents| format!("{}.{:02}", cents / 100, cents % 100)).unwrap_or_default()
}

/// A grant of a hundred homes in two projects of Breda, imported, of which some are realised.
async fn house() -> (House, CaseHeader) {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([published(1, TERMS), opened(100_000), submitted(&breda, 60_000, homes(60, 40))]).await;
    let grant = in_two_projects(granted(&breda, 60_000, homes(60, 40)));
    house.imported([grant], "2022-12-02T09:00:00Z").await;
    house.happened([reported_as(1, &breda, vec![reached(Milestone::Realised, 25, "2024-06-30")])]).await;
    (house, breda)
}

#[tokio::test]
async fn every_answer_comes_as_json_csv_and_a_workbook_by_accept_and_by_name_and_in_no_other_form() {
    let (house, _) = house().await;
    let ministry = house.ministry();
    for (path, name, sheet) in ALL {
        let json = ministry.get_as(path, "*/*").await.expect(200);
        assert_eq!(json.header("content-type"), "application/json", "{path}");
        let accepted = ministry.get_as(path, "text/csv").await.expect(200);
        let named = ministry.get(&format!("{path}&vorm=csv")).await.expect(200);
        for csv in [&accepted, &named] {
            assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8", "{path}");
            assert_eq!(csv.header("content-disposition"), format!("inline; filename=\"{name}.csv\""));
            assert!(csv.text.ends_with("\r\n") && !rows(csv).is_empty(), "{path}: {}", csv.text);
        }
        assert_eq!(records(&accepted.text)[0], records(&named.text)[0], "{path}");
        let accepted = ministry.get_as(path, XLSX).await.expect(200);
        assert_eq!(accepted.header("content-type"), XLSX, "{path}");
        assert_eq!(accepted.header("content-disposition"), format!("attachment; filename=\"{name}.xlsx\""));
        let book = book(&ministry, path).await;
        assert_eq!(book.sheet_names(), [sheet, "Definities", "Toelichting"], "{path}");
        let refused = ministry.get_as(path, "application/pdf").await.problem(406, "vorm-niet-beschikbaar");
        assert!(
            refused.at("/detail").as_str().unwrap().contains("text/csv"),
            "it says what there is: {path}"
        );
        for unknown in ["pdf", "json-stat"] {
            let told = ministry.get(&format!("{path}&vorm={unknown}")).await.problem(400, "ongeldige-invoer");
            assert_eq!(told.at("/invalidParams/0/name"), "vorm", "{path}");
        }
        assert_eq!(
            ministry.get(&format!("{path}&vorm=json")).await.expect(200).body["positie"],
            json.body["positie"]
        );
    }
}

#[tokio::test]
async fn a_workbook_has_the_rows_of_the_csv_what_each_column_means_and_where_and_when_it_is_true() {
    let (house, _) = house().await;
    let ministry = house.ministry();
    for (path, _, name) in ALL {
        let path = as_known_now(&ministry, path).await;
        let csv = ministry.get(&format!("{path}&vorm=csv")).await.expect(200);
        let headings = records(&csv.text)[0].clone();
        let mut book = book(&ministry, &path).await;
        let definitions = sheet(&mut book, "Definities");
        let defined: Vec<_> = definitions.iter().map(|row| row["kolom"].to_string()).collect();
        assert_eq!(defined, headings, "{path}");
        let meanings = definitions.iter().map(|row| row["betekenis"].to_string());
        assert!(meanings.into_iter().all(|meaning| meaning.ends_with('.')), "{path}");
        let (rows, cells) = (rows(&csv), sheet(&mut book, name));
        assert_eq!(rows.len(), cells.len(), "{path}");
        for (row, cells) in rows.iter().zip(&cells) {
            for (heading, cell) in cells.iter().filter(|(heading, _)| *heading != "bekend_op") {
                match cell {
                    Data::Float(number) => assert_eq!(*number, row[heading].parse::<f64>().unwrap()),
                    other => assert_eq!(other.to_string(), row[heading], "{heading} of {path}"),
                }
            }
            let left_out = row.iter().filter(|(heading, _)| !cells.contains_key(*heading));
            assert!(left_out.into_iter().all(|(_, field)| field.is_empty()), "{path}");
        }
        let position = text(&position(&ministry, &path).await);
        assert_eq!(said(&mut book, "positie"), position, "{path}");
        assert!(rows.iter().all(|row| row["positie"] == position), "{path}");
        assert!(said(&mut book, "bron").contains("Woonloket"), "{path}");
        assert_eq!(said(&mut book, "peildatum").len(), "2025-01-01".len(), "{path}");
        let known = said(&mut book, "bekend op");
        assert!(known.ends_with('Z') || known.len() == "2025-01-01".len(), "{path}: {known}");
    }
}

async fn position(desk: &Desk<'_>, path: &str) -> Value {
    desk.get(path).await.expect(200).body["positie"].clone()
}

/// The same question as it is answered now, also a little later: links to traces say when.
async fn as_known_now(desk: &Desk<'_>, path: &str) -> String {
    if !path.contains("/doelstellingen") {
        return path.to_owned();
    }
    let told = desk.get(path).await.expect(200);
    format!("{path}&bekendOp={}", told.at("/bekendOp").as_str().unwrap())
}

#[tokio::test]
async fn a_signal_stands_in_one_row_with_its_numbers_its_ground_and_its_trace() {
    let (house, breda) = house().await;
    let path = "/voortgang/v1/signalen?peildatum=2025-01-01&soort=mijlpaal-gemist";
    let signal = house.ministry().get(path).await.expect(200).list("resultaten").remove(0);
    let row = csv(&house.ministry(), path).await.remove(0);
    assert_eq!(
        (row["peildatum"].as_str(), row["selectie"].as_str()),
        ("2025-01-01", "soort=mijlpaal-gemist")
    );
    for (heading, pointer) in [
        ("soort", "/soort"),
        ("titel", "/titel"),
        ("ernst", "/ernst"),
        ("toelichting", "/toelichting"),
        ("sinds_datum", "/sindsDatum"),
        ("regeling", "/regeling"),
        ("tranche", "/tranche"),
        ("aanvrager_naam", "/aanvragerNaam"),
        ("project", "/project"),
        ("getal_1_naam", "/getallen/0/naam"),
        ("getal_1_woonruimten", "/getallen/0/woonruimten"),
        ("getal_2_woonruimten", "/getallen/1/woonruimten"),
        ("getal_3_naam", "/getallen/2/naam"),
        ("grondslag_soort", "/grondslag/soort"),
        ("grondslag_verwijzing", "/grondslag/verwijzing"),
        ("grondslag_adres", "/grondslag/adres"),
    ] {
        let told = text(signal.pointer(pointer).unwrap());
        assert!(!told.is_empty() && row[heading] == told, "{heading}: {} and {told}", row[heading]);
    }
    assert_eq!(row["aanvraag_id"], breda.application.to_string());
    let list = |pointer: &str| {
        let all = signal.pointer(pointer).unwrap().as_array().unwrap();
        all.iter().map(text).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row["posities"], list("/herleiding/posities"));
    assert_eq!(row["gebeurtenissen"], list("/herleiding/gebeurtenissen"));
    assert_eq!(row["herleiding"], list("/herleiding/cijfers"));
    let path = "/voortgang/v1/signalen?peildatum=2025-12-31&ernst=hoog";
    let json = house.ministry().get(path).await.expect(200);
    let money = csv(&house.ministry(), path).await;
    let of_money = json.list("resultaten").iter().position(|one| one["getallen"][0]["bedragCent"].is_i64());
    assert!(of_money.is_some(), "no signal has money: {:#}", json.body);
    let at = of_money.unwrap();
    let cents = &json.list("resultaten")[at]["getallen"][0]["bedragCent"];
    assert_eq!((&money[at]["getal_1_euro"], money[at]["getal_1_woonruimten"].as_str()), (&euros(cents), ""));
}

#[tokio::test]
async fn a_file_of_signals_is_one_page_says_so_and_leads_to_the_next_in_the_same_form() {
    let (house, _) = house().await;
    let ministry = house.ministry();
    let whole = csv(&ministry, "/voortgang/v1/signalen?peildatum=2025-01-01&limit=200").await;
    assert!(whole.len() > 2, "there is something to divide: {whole:#?}");
    let (mut seen, mut path) =
        (Vec::new(), "/voortgang/v1/signalen?peildatum=2025-01-01&limit=2&vorm=csv".to_owned());
    loop {
        let page = ministry.get(&path).await.expect(200);
        seen.extend(rows(&page));
        assert!(rows(&page).len() <= 2);
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else { break };
        path = next;
    }
    let told = |rows: &[Row]| {
        let all = rows.iter().map(|row| (row["soort"].clone(), row["project"].clone()));
        all.collect::<Vec<_>>()
    };
    assert_eq!(told(&seen), told(&whole));
    let last = seen.len() - (seen.len() - 1) % 2 - 1;
    assert!(seen[..last].iter().all(|row| row["volledig"] == "nee"), "each row says that there is more");
    assert!(seen[last..].iter().chain(&whole).all(|row| row["volledig"] == "ja"));
    let mut part = book(&ministry, "/voortgang/v1/signalen?peildatum=2025-01-01&limit=2").await;
    assert!(said(&mut part, "volledig").starts_with("nee"));
    let mut all = book(&ministry, "/voortgang/v1/signalen?peildatum=2025-01-01&limit=200").await;
    assert_eq!(said(&mut all, "volledig"), "ja");
    ministry.get("/voortgang/v1/signalen?limit=201&vorm=csv").await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn a_municipality_finds_in_a_file_of_signals_only_what_it_may_see() {
    let (house, _) = house().await;
    let zwolle = case("GM0193", "B");
    house.happened([submitted(&zwolle, 30_000, homes(6, 4)), granted(&zwolle, 30_000, homes(6, 4))]).await;
    let path = "/voortgang/v1/signalen?peildatum=2025-01-01&limit=200";
    let all = csv(&house.ministry(), path).await;
    assert!(all.iter().any(|row| row["aanvrager"] == "GM0193"));
    assert!(all.iter().any(|row| row["herleiding"].contains("/cijfers/herleiding?")));
    let own = csv(&house.municipality("GM0758"), path).await;
    assert!(!own.is_empty() && own.iter().all(|row| row["aanvrager"] == "GM0758"));
    assert!(own.iter().all(|row| row["selectie"] == "gemeente=GM0758"));
    let json = house.municipality("GM0758").get(path).await.expect(200);
    for (row, signal) in own.iter().zip(json.list("resultaten")) {
        let traces = signal["herleiding"]["cijfers"].as_array().unwrap();
        assert_eq!(row["herleiding"], traces.iter().map(text).collect::<Vec<_>>().join(" "));
    }
    house.anyone().get(&format!("{path}&vorm=csv")).await.problem(401, "niet-aangemeld");
    house.anyone().get_as(path, XLSX).await.problem(401, "niet-aangemeld");
}

/// What of the lines of a trace is not public.
const LEFT_OUT: [&str; 8] =
    ["regel", "project", "melding_id", "rol", "organisatie", "namens", "ingevoerd_uit", "gegenereerd"];

#[tokio::test]
async fn a_trace_has_its_lines_and_beneath_them_the_sum_of_all() {
    let (house, _) = house().await;
    let path = "/voortgang/v1/cijfers/herleiding?maat=toegekend&gemeente=GM0758&limit=2";
    let json = house.ministry().get(path).await.expect(200);
    let lines = json.list("resultaten");
    let rows = csv(&house.ministry(), path).await;
    assert_eq!((rows.len(), lines.len()), (3, 2));
    for (row, line) in rows.iter().zip(&lines) {
        assert_eq!((row["rij"].as_str(), row["van_maat"].as_str()), ("regel", "toegekend"));
        assert_eq!((row["selectie"].as_str(), row["weggelaten"].as_str()), ("gemeente=GM0758", ""));
        for (name, value) in line.as_object().unwrap() {
            match name.as_str() {
                "positie" => assert_eq!(row["gebeurtenis_positie"], text(value)),
                "bedragCent" => assert_eq!(row["euro"], euros(value)),
                other => assert_eq!(row[&snake(other)], text(value), "{other}"),
            }
        }
        assert!(row["som_regels"].is_empty());
    }
    assert!(
        lines.iter().any(|line| line["bedragCent"].is_i64()) && rows[0]["ingevoerd_uit"] == "Nieuwsbericht"
    );
    let sum = &rows[2];
    assert_eq!((sum["rij"].as_str(), sum["gebeurtenis"].as_str()), ("som", ""));
    assert_eq!(sum["som_regels"], text(json.at("/som/regels")));
    assert_eq!((sum["som_woonruimten"].as_str(), sum["som_euro"].as_str()), ("200", "60000.00"));
    let mut part = book(&house.ministry(), path).await;
    assert!(said(&mut part, "volledig").starts_with("nee"), "more lines than two");
    assert_eq!(
        (said(&mut part, "maat"), said(&mut part, "selectie")),
        ("toegekend".into(), "gemeente=GM0758".into())
    );
    let next = house.ministry().get(&format!("{path}&vorm=csv")).await.expect(200);
    let next = next.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    assert!(next.contains("vorm=csv"), "{next}");
    assert_ne!(self::rows(&house.ministry().get(&next).await.expect(200))[0], rows[0]);

    let keys = format!("{path}&sleutels=ontvangers");
    let rows = csv(&house.ministry(), &keys).await;
    assert_eq!((rows[0]["rij"].as_str(), rows[0]["aanvrager_naam"].as_str()), ("sleutel", "Breda"));
    assert_eq!((rows[1]["rij"].as_str(), rows[1]["som_ontvangers"].as_str()), ("som", "1"));
    assert!(!rows[0].contains_key("gebeurtenis"), "keys have columns of their own");
    let one = format!("{path}&aanvraag={}", text(&lines[0]["aanvraagId"]));
    let selected = format!("gemeente=GM0758 aanvraag={}", text(&lines[0]["aanvraagId"]));
    assert_eq!(csv(&house.ministry(), &one).await[0]["selectie"], selected);
}

fn snake(camel: &str) -> String {
    camel
        .chars()
        .map(|letter| match letter {
            'A'..='Z' => format!("_{}", letter.to_ascii_lowercase()),
            other => other.to_string(),
        })
        .collect()
}

#[tokio::test]
async fn a_file_of_a_trace_tells_anyone_no_more_than_its_json() {
    let (house, _) = house().await;
    let path = "/voortgang/v1/cijfers/herleiding?maat=toegekend";
    let whole = csv(&house.ministry(), path).await;
    for name in LEFT_OUT.iter().filter(|name| !["namens", "melding_id"].contains(name)) {
        assert!(whole.iter().any(|row| !row[*name].is_empty()), "{name} stands nowhere");
    }
    for desk in [house.anyone(), house.municipality("GM0758")] {
        let json = desk.get(path).await.expect(200);
        let csv = desk.get(&format!("{path}&vorm=csv")).await.expect(200);
        let rows = rows(&csv);
        assert_eq!(rows.len(), json.list("resultaten").len() + 1, "as many, and the sum");
        for row in &rows {
            assert!(LEFT_OUT.iter().all(|name| row[*name].is_empty()), "{row:#?}");
            assert_eq!(row["weggelaten"].split(' ').count(), LEFT_OUT.len());
        }
        let mut book = book(&desk, path).await;
        let mut told = csv.text.clone();
        for name in book.sheet_names() {
            let range = book.worksheet_range(&name).unwrap();
            told.extend(range.rows().flatten().map(|cell| format!("{cell}\n")));
        }
        for secret in ["RVO", "Nieuwsbericht", "de datum", "P1", "P2"] {
            assert!(!told.contains(secret), "it tells {secret}: {told}");
        }
        assert!(said(&mut book, "niet openbaar").contains("ingevoerdUit"));
    }
    let waiting = "/voortgang/v1/cijfers/herleiding?maat=aangevraagd&vorm=csv";
    house.anyone().get(waiting).await.problem(401, "niet-aangemeld");
    house.municipality("GM0758").get(waiting).await.problem(403, "rol-mag-dit-niet");
}

#[tokio::test]
async fn families_stand_in_no_file_for_anyone() {
    let house = House::open().await;
    let family = case("GM0193", "gezin 1");
    let other = CaseHeader { tranche: crate::histories::next_year(), ..case("GM0193", "geen gezin") };
    house.happened([published(1, FAMILIES), opened(777_000)]).await;
    house.happened([opened_as(crate::histories::next_year(), 50_000)]).await;
    house.happened([granted(&family, 35_000, homes(1, 0)), granted(&other, 20_000, homes(0, 40))]).await;
    let path = "/voortgang/v1/cijfers/herleiding?maat=toegekend";
    let told = house.anyone().get(&format!("{path}&vorm=csv")).await.expect(200);
    assert!(!told.text.contains(&family.application.to_string()) && !told.text.contains("35000"));
    assert!(rows(&told).iter().all(|row| row["afgeschermd"] == "proef-2022"));
    assert_eq!(rows(&told).last().unwrap()["som_woonruimten"], "40");
    let seen = csv(&house.ministry(), path).await;
    assert!(seen.iter().any(|row| row["aanvraag_id"] == family.application.to_string()));
    let only = format!("{path}&tranche=proef-2022&vorm=xlsx");
    house.anyone().get(&only).await.problem(403, "alleen-vaste-tabellen");
    let goal = "/voortgang/v1/doelstellingen/flexwoningen-2022-2024?";
    assert_eq!(csv(&house.anyone(), goal).await[0]["gepland_woonruimten"], "40");
}

#[tokio::test]
async fn a_goal_has_a_row_for_each_stand_and_beneath_it_one_for_each_contribution() {
    let (house, _) = house().await;
    let mut odd = entry(2_000);
    odd["naam"] = json!("=HYPERLINK(\"https://example.org\")");
    odd["bedragCent"] = json!(1_234_567);
    odd["bron"]["adres"] = json!("https://example.org/brief");
    entered(&house, &odd).await;
    let path = "/voortgang/v1/doelstellingen/flexwoningen-2022-2024?peildatum=2025-01-01";
    let path = as_known_now(&house.anyone(), path).await;
    let json = house.anyone().get(&path).await.expect(200);
    let rows = csv(&house.anyone(), &path).await;
    let kinds: Vec<_> = rows.iter().map(|row| row["rij"].as_str()).collect();
    assert_eq!(kinds, ["stand", "bijdrage"]);
    for (heading, pointer) in [
        ("doelstelling", "/sleutel"),
        ("doelstelling_naam", "/naam"),
        ("doel", "/doel"),
        ("eenheid", "/eenheid"),
        ("citaat", "/citaat"),
        ("bron_vermelding", "/bron/vermelding"),
        ("onzekerheid", "/onzekerheid"),
        ("vanaf_jaar", "/standen/0/vanafJaar"),
        ("tot_en_met_jaar", "/standen/0/totEnMetJaar"),
    ] {
        let told = text(json.at(pointer));
        assert!(!told.is_empty() && rows.iter().all(|row| row[heading] == told), "{heading}: {rows:#?}");
    }
    let (stand, contribution) = (json.at("/standen/0"), json.at("/standen/0/bijdragen/0"));
    for (heading, pointer) in [
        ("gepland_woonruimten", "/gepland/woonruimten"),
        ("gepland_herleiding", "/gepland/herleiding/0"),
        ("bijdragen_woonruimten", "/bijdragenWoonruimten"),
        ("tekort_na_gepland", "/tekortNaGepland"),
    ] {
        assert_eq!(rows[0][heading], text(stand.pointer(pointer).unwrap()), "{heading}");
        assert_eq!(rows[1][heading], "", "{heading} is not of a contribution");
    }
    assert!(
        rows[0]["toelichting"].contains("geen gewone aftreksom") && rows[0]["bijdrage_sleutel"].is_empty()
    );
    assert_eq!(rows[1]["bijdrage_naam"], "'=HYPERLINK(\"https://example.org\")");
    assert_eq!(
        (rows[1]["bijdrage_woonruimten"].as_str(), rows[1]["bijdrage_euro"].as_str()),
        ("2000", "12345.67")
    );
    assert_eq!((rows[1]["bijdrage_gerealiseerd"].as_str(), rows[0]["per_jaar"].as_str()), ("nee", "nee"));
    for (heading, pointer) in [
        ("bijdrage_sleutel", "/sleutel"),
        ("bijdrage_bron_vermelding", "/bron/vermelding"),
        ("bijdrage_bron_adres", "/bron/adres"),
        ("bijdrage_herleiding", "/herleiding"),
        ("bijdrage_ingevoerd_door", "/ingevoerdDoor"),
        ("bijdrage_telt_vanaf_datum", "/teltVanafDatum"),
        ("bijdrage_bewijs", "/bewijs"),
    ] {
        let told = text(contribution.pointer(pointer).unwrap());
        assert!(!told.is_empty() && rows[1][heading] == told, "{heading}");
    }
    let mut book = book(&house.anyone(), &path).await;
    assert!(book.worksheet_formula("Doelstellingen").unwrap().is_empty());
    let cells = sheet(&mut book, "Doelstellingen");
    assert_eq!(cells[1]["bijdrage_naam"], Data::String("=HYPERLINK(\"https://example.org\")".into()));
    assert_eq!(cells[1]["bijdrage_euro"], Data::Float(12_345.67));
    assert!(!cells[0].contains_key("geld_euro"), "no money is aimed at, so people see no column for it");
}

#[tokio::test]
async fn all_goals_are_in_one_file_with_their_money_and_those_without_a_year_that_began() {
    let (house, _) = house().await;
    let path = "/voortgang/v1/doelstellingen?peildatum=2021-06-30";
    let json = house.anyone().get(path).await.expect(200);
    let rows = csv(&house.anyone(), path).await;
    for goal in json.list("resultaten") {
        let of_goal: Vec<_> =
            rows.iter().filter(|row| row["doelstelling"] == text(&goal["sleutel"])).collect();
        let stands = goal["standen"].as_array().unwrap().len();
        let kinds: Vec<_> = of_goal.iter().map(|row| row["rij"].as_str()).collect();
        let expected = if stands == 0 { vec!["doelstelling"] } else { vec!["stand"; stands] };
        assert_eq!(kinds, expected, "{}", goal["sleutel"]);
        assert_eq!(of_goal[0]["geld_euro"], euros(&goal["geld"]["bedragCent"]));
    }
    assert!(rows.iter().any(|row| row["rij"] == "doelstelling"));
    assert!(rows.iter().any(|row| row["geld_euro"] == "100000000.00"));
}

#[tokio::test]
async fn a_letter_has_a_row_for_each_number_with_what_was_known_then() {
    let house = House::open().await;
    let mut then = entry(2_000);
    then["bekendSinds"] = json!("2023-06-08T00:00:00Z");
    then["naam"] = json!("=1+1");
    entered(&house, &then).await;
    let path = "/voortgang/v1/kamerbrieven/2023-06-08?";
    let json = house.anyone().get(path).await.expect(200);
    let rows = csv(&house.anyone(), path).await;
    let numbers = json.list("getallen");
    assert_eq!(rows.len(), numbers.len());
    for (row, number) in rows.iter().zip(&numbers) {
        for (heading, pointer) in [
            ("sleutel", "/sleutel"),
            ("paragraaf", "/paragraaf"),
            ("tekst", "/tekst"),
            ("in_brief_woonruimten", "/inBrief/woonruimten"),
            ("toen_bekend_woonruimten", "/toenBekend/woonruimten"),
            ("herkomst", "/herkomst"),
            ("herleiding", "/herleiding"),
            ("bron_vermelding", "/bron/vermelding"),
            ("bijdrage_sleutel", "/bijdrage/sleutel"),
            ("toelichting", "/toelichting"),
        ] {
            let told = number.pointer(pointer).map(text).unwrap_or_default();
            assert_eq!(row[heading], told, "{heading} of {}", number["sleutel"]);
        }
        assert_eq!(row["in_brief_euro"], euros(&number["inBrief"]["bedragCent"]));
        assert_eq!(row["ongeveer"], if number["ongeveer"] == true { "ja" } else { "nee" });
        assert_eq!((row["kenmerk"].as_str(), row["datum"].as_str()), ("2023-0000331870", "2023-06-08"));
        assert_eq!(
            (&row["peildatum"], &row["bekend_op"]),
            (&text(json.at("/peildatum")), &text(json.at("/bekendOp")))
        );
    }
    let row = |key: &str| rows.iter().find(|row| row["sleutel"] == key).unwrap();
    assert_eq!(row("flex-sft-bedrag")["in_brief_euro"], "100000000.00");
    assert_eq!(row("flex-rvb")["bijdrage_naam"], "'=1+1");
    assert_eq!(row("flex-rvb")["toen_bekend_woonruimten"], "2000");
    let mut book = book(&house.anyone(), path).await;
    assert!(said(&mut book, "brief").contains("2023-0000331870"));
    assert!(book.worksheet_formula("Kamerbrief").unwrap().is_empty());
    house.anyone().get("/voortgang/v1/kamerbrieven/2024-01-01?vorm=csv").await.problem(404, "niet-gevonden");
}

#[tokio::test]
async fn lines_of_a_trace_add_up_to_its_sum_also_where_some_take_off() {
    let (house, breda) = house().await;
    let cents = |row: &Row, heading: &str| row[heading].replace('.', "").parse::<i64>().unwrap_or(0);
    let homes = |row: &Row, heading: &str| row[heading].parse::<i64>().unwrap_or(0);
    house.happened([withdrawn(&breda)]).await;
    for (measure, told) in [("toegekend", (200, 6_000_000)), ("gepland", (0, 0)), ("vrij", (0, 10_000_000))] {
        let path = format!("/voortgang/v1/cijfers/herleiding?maat={measure}&limit=200");
        let rows = csv(&house.ministry(), &path).await;
        let (sum, lines) = rows.split_last().unwrap();
        let added = |heading: &str, number: &dyn Fn(&Row, &str) -> i64| {
            lines.iter().map(|row| number(row, heading)).sum::<i64>()
        };
        assert_eq!(added("telt_euro", &cents), cents(sum, "som_euro"), "{measure}");
        assert_eq!(cents(sum, "som_euro"), told.1, "{measure}");
        if measure != "vrij" {
            assert_eq!(added("telt_woonruimten", &homes), homes(sum, "som_woonruimten"), "{measure}");
            assert_eq!(homes(sum, "som_woonruimten"), told.0, "{measure}");
        }
    }
}

#[tokio::test]
async fn a_form_that_the_address_names_goes_before_what_the_client_likes() {
    let (house, _) = house().await;
    for (path, ..) in ALL {
        let csv = house.ministry().get_as(&format!("{path}&vorm=csv"), "application/json").await.expect(200);
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8", "{path}");
        let json = house.ministry().get_as(&format!("{path}&vorm=json"), "text/csv").await.expect(200);
        assert_eq!(json.header("content-type"), "application/json", "{path}");
    }
}

#[tokio::test]
async fn a_workbook_can_be_of_what_was_known_before_its_calendar_begins() {
    let (house, _) = house().await;
    for known in ["0001-01-01", "1850-01-01"] {
        let path = format!("/voortgang/v1/doelstellingen?bekendOp={known}");
        let told = house.anyone().get(&path).await.expect(200);
        let mut book = book(&house.anyone(), &path).await;
        assert_eq!(said(&mut book, "bekend op"), told.at("/bekendOp").as_str().unwrap());
    }
}
