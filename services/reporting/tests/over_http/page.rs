//! The page `/voortgang` and its charts: the same numbers as the figures, readable without seeing and without scripts.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::answers::Answer;
use crate::browser::{Seen, between, load};
use crate::histories::{
    at, case, ceiling, granted, homes, opened, published, reported, submitted, withdrawn,
};
use crate::support::House;
use regulation::event::{Event, TrancheOpened};
use regulation::words::{Milestone, TrancheKey, Window};
use serde_json::Value;

const CHARTS: [&str; 4] =
    ["gepland-tegen-gerealiseerd", "per-aandachtsgroep", "per-provincie", "plafond-uitputting"];

async fn house() -> House {
    let house = House::open().await;
    let (breda, zwolle, bevelanden) =
        (case("GM0758", "A"), case("GM0193", "B"), case("SW-de-bevelanden", "C"));
    house
        .happened([
            opened(150_000),
            ceiling(175_000, "2022-10-01"),
            submitted(&breda, 60_000, homes(60, 40)),
            submitted(&zwolle, 50_000, homes(1_000, 20)),
            granted(&breda, 60_000, homes(60, 40)),
            granted(&zwolle, 50_000, homes(1_000, 20)),
            granted(&bevelanden, 10_000, homes(5, 5)),
            reported(&zwolle, Milestone::Realised, 250, "2024-06-30"),
            withdrawn(&breda),
        ])
        .await;
    house
}

#[tokio::test]
async fn each_chart_is_an_svg_with_a_title_a_source_both_dates_and_words_for_who_does_not_see_it() {
    let house = house().await;
    for kind in CHARTS {
        let path = format!("/voortgang/v1/grafieken/{kind}?tranche=proef-2022&peildatum=2026-06-30");
        let chart = house.anyone().get(&path).await.expect(200);
        assert_eq!(chart.header("content-type"), "image/svg+xml");
        let says = |what: &str| assert!(chart.text.contains(what), "{kind}: no {what} in {}", chart.text);
        says("role=\"img\"");
        says(&format!("aria-labelledby=\"{kind}-titel {kind}-uitleg\""));
        for (part, id) in [("title", "titel"), ("desc", "uitleg")] {
            let told = between(&chart.text, &format!("<{part} id=\"{kind}-{id}\">"), &format!("</{part}>"));
            assert!(told.concat().len() > 20, "{kind}: {told:?}");
        }
        says(&format!("positie 9 van het logboek, rekenwijze {}", reporting::ledger::METHOD));
        says("Peildatum 30-6-2026; zoals bekend op ");
        assert!(
            !chart.text.contains("style=") && !chart.text.contains("<script"),
            "nothing that a policy refuses"
        );
    }
}

/// What a chart says to who does not see it.
fn in_words(chart: &Answer) -> String {
    between(&chart.text, "<desc ", "</desc>").concat()
}

#[tokio::test]
async fn in_words_a_chart_says_every_number_that_it_shows() {
    let house = house().await;
    for (kind, numbers) in [
        (
            "gepland-tegen-gerealiseerd",
            ["31-12-2022: 1.130 gepland, nog niets gemeld", "30-6-2024: 1.030 gepland, 250 gerealiseerd"],
        ),
        (
            "per-aandachtsgroep",
            ["statushouders: 1.005 gepland, 250 gerealiseerd", "studenten: 25 gepland, nog niets gemeld"],
        ),
        (
            "per-provincie",
            ["Overijssel: 1.020 gepland, 250 gerealiseerd", "Drenthe: niets gepland, nog niets gemeld"],
        ),
        (
            "plafond-uitputting",
            ["onder een plafond van € 150.000,00", "€ 110.000,00 aangevraagd en € 60.000,00 toegekend"],
        ),
    ] {
        let path = format!("/voortgang/v1/grafieken/{kind}?tranche=proef-2022&peildatum=2026-06-30");
        let words = in_words(&house.anyone().get(&path).await.expect(200));
        for number in numbers {
            assert!(words.contains(number), "{kind}: no {number} in {words}");
        }
    }
}

#[tokio::test]
async fn a_chart_of_families_is_refused_to_whoever_asks_with_the_reason_that_holds_for_them() {
    let house = House::open().await;
    let families = "[[tranches]]\nkey = \"proef-2022\"\nname = \"Grote gezinnen\"\ntaxonomy = \"proef-2022\"\n\
                    applicants = { value = [\"municipality\"], source = \"s\" }\n\
                    minimum_household = { value = 6, source = \"s\" }\n";
    house.happened([published(1, families), opened(100_000)]).await;
    let chart = "/voortgang/v1/grafieken/per-provincie?tranche=proef-2022";
    for desk in [house.anyone(), house.ministry()] {
        let told = desk.get(chart).await.problem(403, "alleen-vaste-tabellen");
        let detail = told.at("/detail").as_str().unwrap();
        assert!(detail.contains("ook niet met een token") && detail.contains("/vaste-tabellen"), "{detail}");
    }
    house.ministry().figures("tranche=proef-2022").await.expect(200);
}

#[tokio::test]
async fn the_page_does_not_say_that_all_figures_are_open() {
    let house = house().await;
    let page = house.anyone().get("/voortgang").await.expect(200).text;
    let footer = between(&page, "<footer>", "</footer>").concat();
    assert!(!footer.contains("Alle cijfers staan open"), "{footer}");
    assert!(
        footer.contains("Niet openbaar is wie waar iets aanvroeg") && footer.contains("/vaste-tabellen"),
        "{footer}"
    );
}

#[tokio::test]
async fn what_cannot_be_drawn_is_told_and_what_is_not_there_is_not_found() {
    let house = house().await;
    let anyone = house.anyone();
    anyone.get("/voortgang/v1/grafieken/taartdiagram").await.problem(404, "niet-gevonden");
    for kind in ["per-aandachtsgroep", "plafond-uitputting"] {
        let told = anyone.get(&format!("/voortgang/v1/grafieken/{kind}?kleur=rood")).await;
        let told = told.problem(400, "ongeldige-invoer");
        let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
        assert_eq!(names, ["kleur", "tranche"], "{kind}");
    }
    anyone.get("/voortgang/v1/grafieken/per-provincie").await.expect(200);
    let before = "/voortgang/v1/grafieken/plafond-uitputting?tranche=proef-2022&peildatum=2020-01-01";
    assert!(anyone.get(before).await.expect(200).text.contains("nog niet opengesteld"));
}

#[tokio::test]
async fn the_page_in_a_browser_shows_each_chart_with_words_and_a_table_of_the_same_numbers() {
    let house = house().await;
    let page =
        house.anyone().get_as("/voortgang", "text/html,application/xhtml+xml,*/*;q=0.8").await.expect(200);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("script-src"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let seen = load(&house.address("/voortgang")).await;
    assert!(seen.complaints.is_empty(), "{:#?}", seen.complaints);
    assert_eq!(seen.between("<html lang=\"", "\"").concat(), "nl");
    for kind in CHARTS {
        assert_eq!(seen.between(&format!("<title id=\"{kind}-titel\">"), "</title>").len(), 1, "{kind}");
        assert_eq!(seen.between(&format!("<desc id=\"{kind}-uitleg\">"), "</desc>").len(), 1, "{kind}");
        let address = seen.between(&format!("<a id=\"json-{kind}\" href=\""), "\"").concat();
        let figures = house.anyone().get(&address.replace("&amp;", "&")).await.expect(200);
        let rows = seen.rows(&format!("tabel-{kind}"));
        assert_eq!(rows, expected(kind, &figures, &seen), "{kind}");
        assert!(rows.len() > 1, "{kind}: {rows:?}");
    }
    let groups = seen.rows("tabel-per-aandachtsgroep");
    assert_eq!(groups[0], ["statushouders", "1.005", "250"], "granted 1.065, of which 60 were withdrawn");
    let money = seen.rows("tabel-plafond-uitputting");
    assert_eq!(
        money.last().unwrap()[1..],
        ["€ 175.000,00", "€ 110.000,00", "€ 60.000,00", "€ 115.000,00"].map(str::to_owned)
    );
}

/// The rows that the figures behind a table amount to.
fn expected(kind: &str, figures: &Answer, seen: &Seen) -> Vec<Vec<String>> {
    let pair = |numbers: &Value| ["gepland", "gerealiseerd"].map(|measure| homes_of(numbers, measure));
    match kind {
        "gepland-tegen-gerealiseerd" => {
            let row = |on: &Value| [vec![dutch(&on["peildatum"])], pair(&on["totaal"]).to_vec()].concat();
            figures.list("reeks").iter().map(row).collect()
        }
        "per-aandachtsgroep" | "per-provincie" => {
            let dimension = kind.trim_start_matches("per-");
            // A table names every province, also where nothing is; its order is its own.
            let rows = seen.rows(&format!("tabel-{kind}")).into_iter();
            let cells = figures.list("cellen");
            rows.map(|row| {
                let is_it = |cell: &&Value| cell["sleutel"][dimension]["naam"] == row[0].as_str();
                let numbers =
                    cells.iter().find(is_it).map(|cell| cell["cijfers"].clone()).unwrap_or_default();
                [vec![row[0].clone()], pair(&numbers).to_vec()].concat()
            })
            .collect()
        }
        _ => {
            let rows = seen.rows("tabel-plafond-uitputting");
            let last = rows.last().cloned().unwrap_or_default();
            let told = ["plafond", "aangevraagd"]
                .map(|measure| euros(figures.at(&format!("/totaal/{measure}/bedragCent"))));
            assert_eq!(last[1..3], told, "the last day is the one that is referred to");
            assert_eq!(last[4], euros(figures.at("/totaal/vrij/bedragCent")));
            rows
        }
    }
}

fn homes_of(numbers: &Value, measure: &str) -> String {
    let Some(number) = numbers[measure]["woonruimten"].as_i64() else { return "–".to_owned() };
    if number < 1_000 { number.to_string() } else { format!("{}.{:03}", number / 1_000, number % 1_000) }
}

fn euros(cents: &Value) -> String {
    regulation::words::Cents::new(cents.as_i64().unwrap()).to_string()
}

/// `2024-06-30` as `30-6-2024`.
fn dutch(day: &Value) -> String {
    let day: jiff::civil::Date = day.as_str().unwrap().parse().unwrap();
    format!("{}-{}-{}", day.day(), day.month(), day.year())
}

#[tokio::test]
async fn where_nobody_reported_anything_the_page_says_so_and_shows_no_nought() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([opened(150_000), granted(&breda, 60_000, homes(60, 40))]).await;
    let seen = load(&house.address("/voortgang?peildatum=2026-06-30")).await;
    let groups = seen.rows("tabel-per-aandachtsgroep");
    assert_eq!(
        groups,
        [["statushouders", "60", "–"], ["studenten", "40", "–"]].map(|row| row.map(str::to_owned))
    );
    assert_eq!(seen.rows("tabel-per-provincie")[0], ["Drenthe", "–", "–"]);
    let money = seen.rows("tabel-plafond-uitputting");
    assert_eq!(money[0][1..], ["€ 150.000,00", "–", "–", "€ 150.000,00"].map(str::to_owned));
    let halves = seen.rows("tabel-gepland-tegen-gerealiseerd");
    assert_eq!(halves[0], ["31-12-2022", "100", "–"]);
    assert_eq!(seen.between("<p class=\"none\">", "</p>").len(), 4, "each table says what the dash means");
    assert!(
        seen.between("<desc id=\"gepland-tegen-gerealiseerd-uitleg\">", "</desc>")
            .concat()
            .contains("nog niets gemeld")
    );

    house.happened([withdrawn(&breda)]).await;
    let groups =
        load(&house.address("/voortgang?peildatum=2026-06-30")).await.rows("tabel-per-aandachtsgroep");
    assert_eq!(groups[0][1..], ["0", "–"], "what was granted and released adds up to nought");
}

#[tokio::test]
async fn the_page_is_about_the_tranche_that_is_chosen_and_says_what_needs_one() {
    let house = house().await;
    let newest = house.anyone().get("/voortgang").await.expect(200);
    assert!(newest.text.contains("<option value=\"proef-2022\" selected>"), "{}", newest.text);
    let all = house.anyone().get("/voortgang?tranche=alle&peildatum=").await.expect(200);
    assert!(all.text.contains("<option value=\"alle\" selected>"));
    assert_eq!(all.text.matches("Kies hierboven een tranche").count(), 2);
    assert_eq!(all.text.matches("role=\"img\"").count(), 2);
    house.anyone().get("/voortgang?tranche=rha-1900").await.problem(400, "ongeldige-invoer");
    house.anyone().get("/voortgang/").await.expect(404);
}

/// The opening of this tranche from this moment on.
fn opened_from(tranche: &str, opens_at: &str) -> Event {
    let Event::TrancheOpened(event) = opened(10_000) else { unreachable!() };
    let window = Window { opens_at: at(opens_at), closes_at: None };
    TrancheOpened { tranche: TrancheKey::parse(tranche).unwrap(), window, ..event }.into()
}

#[tokio::test]
async fn without_a_choice_the_page_is_about_the_tranche_that_opened_last_whatever_was_recorded_last() {
    let house = House::open().await;
    house
        .happened([
            opened_from("proef-2021", "2021-09-19T07:00:00Z"),
            opened_from("proef-2024", "2024-09-19T07:00:00Z"),
            opened_from("proef-2023", "2023-09-19T07:00:00Z"),
            ceiling(20_000, "2025-01-01"),
        ])
        .await;
    let page = house.anyone().get("/voortgang").await.expect(200);
    assert!(page.text.contains("<option value=\"proef-2024\" selected>"), "{}", page.text);
}

#[tokio::test]
async fn with_nothing_in_the_log_the_page_stands() {
    let house = House::open().await;
    let page = house.anyone().get("/voortgang").await.expect(200);
    assert!(
        page.text.contains("alle tranches samen") && page.text.contains("Er is nog niets om te tekenen.")
    );
}

#[tokio::test]
async fn every_address_in_the_catalogue_answers_in_the_form_that_it_names() {
    let house = house().await;
    let catalogue = house.anyone().get("/voortgang/v1/catalogus").await.expect(200);
    assert_eq!(catalogue.header("content-type"), "application/ld+json");
    assert_eq!(catalogue.header("access-control-allow-origin"), "*");
    let mut forms = 0;
    for dataset in catalogue.list("dcat:dataset") {
        for distribution in dataset["dcat:distribution"].as_array().unwrap() {
            let address = distribution["dcat:accessURL"]["@id"].as_str().unwrap();
            let base = if address.starts_with('/') { "" } else { "/voortgang/v1/" };
            let answer = house.anyone().get(&format!("{base}{address}")).await.expect(200);
            let kind = distribution["dcat:mediaType"]["@id"].as_str().unwrap();
            let kind = kind.trim_start_matches("https://www.iana.org/assignments/media-types/");
            assert!(answer.header("content-type").starts_with(kind), "{address}");
            forms += 1;
        }
    }
    assert_eq!(forms, 27);
}
