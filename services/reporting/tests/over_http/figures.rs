//! Figures: groups, two time axes, borders of then and now, forms, and who sees what.

use crate::histories::{
    TERMS, case, ceiling, corrected, granted, granted_at, homes, kind, late, next_year, opened, published,
    reached, rejected, reported, reported_as, set_aside, settled, submitted, withdrawn,
};
use crate::support::House;
use regulation::event::{ApplicationGranted, CaseHeader, Event, ProgressEntry, TrancheOpened};
use regulation::words::{Evidence, Milestone, Permanence, UnitLine, Units};
use reporting::projection::Ledger;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn a_tranche_by_target_group_has_its_homes_its_totals_and_its_definitions() {
    let house = House::open().await;
    let (breda, zwolle) = (case("GM0758", "A"), case("GM0193", "B"));
    house
        .happened([
            opened(100_000),
            ceiling(150_000, "2022-10-01"),
            submitted(&breda, 60_000, homes(60, 40)),
            submitted(&zwolle, 50_000, homes(10, 20)),
            granted(&breda, 60_000, homes(60, 40)),
            granted(&zwolle, 50_000, homes(10, 20)),
            reported(&breda, Milestone::Realised, 25, "2024-06-30"),
        ])
        .await;
    let figures = house.anyone().figures("tranche=proef-2022&groepeerOp=aandachtsgroep").await.expect(200);
    assert_eq!(figures.cell("statushouders", "/toegekend/woonruimten"), 70);
    assert_eq!(figures.cell("studenten", "/toegekend/woonruimten"), 60);
    assert_eq!(figures.cell("statushouders", "/gerealiseerd/woonruimten"), 25);
    assert!(
        figures.cell("statushouders", "/toegekend/bedragCent").is_null(),
        "no source divides euros by group"
    );
    let granted = json!({ "aanvragen": 2, "projecten": 2, "ontvangers": 2, "gemeenten": 2, "woonruimten": 130,
                          "permanent": 70, "flex": 60, "bedragCent": 11_000_000 });
    assert_eq!(figures.at("/totaal/toegekend"), &granted);
    assert_eq!(figures.at("/totaal/plafond/bedragCent"), 15_000_000);
    assert_eq!(figures.at("/totaal/vrij/bedragCent"), 4_000_000);
    assert_eq!(
        (figures.at("/positie"), figures.at("/methode")),
        (&json!(7), &json!(reporting::ledger::METHOD))
    );
    assert_eq!(figures.list("definities").len(), 18);
    assert_eq!(figures.at("/totaal/gepland/woonruimten"), 130);
    assert!(figures.at("/totaal/wachtend").is_null(), "both were decided");
    assert!(
        figures.at("/totaal/vastgesteld").is_null(),
        "what never happened is left out, not shown as nothing"
    );
}

#[tokio::test]
async fn what_is_planned_adds_up_over_the_years_also_when_in_one_it_only_came_free() {
    let house = House::open().await;
    let (breda, brielle) = (case("GM0758", "A"), case("GM0501", "B"));
    let granted = [granted(&breda, 60_000, homes(60, 40)), granted(&brielle, 30_000, homes(0, 30))];
    house.happened(std::iter::once(opened(100_000)).chain(granted)).await;
    house.happened([withdrawn(&brielle)]).await;
    let figures = house.anyone().figures("groepeerOp=jaar").await.expect(200);
    let planned = |year| figures.cell(year, "/gepland").clone();
    assert_eq!(planned("2022"), json!({ "woonruimten": 130, "permanent": 60, "flex": 70 }));
    assert_eq!(planned("2023"), json!({ "woonruimten": -30, "flex": -30 }));
    assert_eq!(figures.at("/totaal/gepland"), &json!({ "woonruimten": 100, "permanent": 60, "flex": 40 }));
}

#[tokio::test]
async fn groups_are_combined_at_will_and_add_up_to_the_total() {
    let house = House::open().await;
    let names = ["GM0758", "GM0193", "SW-de-bevelanden", "GM0363"];
    let events =
        names.iter().zip(1..).map(|(code, size)| granted(&case(code, code), 1_000, homes(size, 2 * size)));
    house.happened(std::iter::once(opened(100_000)).chain(events)).await;
    for by in [
        "gemeente",
        "provincie",
        "duur,gemeente",
        "provincie,aandachtsgroep,tranche",
        "herkomst,zelfstandigheid",
    ] {
        let figures =
            house.anyone().figures(&format!("tranche=proef-2022&groepeerOp={by}")).await.expect(200);
        let cells = figures.list("cellen");
        let units = cells.iter().map(|cell| cell["cijfers"]["toegekend"]["woonruimten"].as_i64().unwrap());
        assert_eq!(units.sum::<i64>(), 30, "{by}");
    }
    let figures = house.anyone().figures("groepeerOp=provincie").await.expect(200);
    assert_eq!(figures.cell("PV30", "/toegekend/woonruimten"), 3);
    assert_eq!(figures.cell("samenwerking", "/toegekend/woonruimten"), 9);
    assert_eq!(figures.at("/totaal/toegekend/gemeenten"), 3);
    assert_eq!(figures.at("/totaal/toegekend/ontvangers"), 4);
}

#[tokio::test]
async fn a_figure_is_asked_as_it_was_on_a_day_and_as_it_was_known_at_a_moment() {
    let house = House::open().await;
    house.imported([opened(100_000)], "2022-09-19T07:00:00Z").await;
    let breda = case("GM0758", "A");
    house
        .imported([granted_at(&breda, 60_000, homes(60, 40), "2022-12-01T09:00:00Z")], "2023-01-31T11:00:00Z")
        .await;
    house.happened([granted_at(&case("GM0193", "B"), 5_000, homes(5, 5), "2022-12-02T09:00:00Z")]).await;
    let units = async |query: &str| {
        let figures = house.anyone().figures(&format!("tranche=proef-2022&{query}")).await.expect(200);
        figures.at("/totaal/toegekend/woonruimten").clone()
    };
    assert_eq!(units("").await, 110);
    assert_eq!(units("peildatum=2022-11-30").await, json!(null), "not yet true");
    assert_eq!(units("peildatum=2022-12-01").await, 100);
    assert_eq!(units("bekendOp=2023-01-30").await, json!(null), "true, and known to nobody");
    assert_eq!(units("bekendOp=2023-01-31").await, 100, "the other was true then, and recorded only today");
    assert_eq!(units("peildatum=2022-12-02&bekendOp=2023-01-31T10:59:59Z").await, json!(null));
    assert_eq!(units("peildatum=2022-12-02&bekendOp=2023-01-31T12:00:00%2B01:00").await, 100);
}

#[tokio::test]
async fn brielles_grant_is_its_own_then_and_voorne_aan_zees_now() {
    let house = House::open().await;
    let (brielle, hellevoetsluis, haaren) = (case("GM0501", "A"), case("GM0530", "B"), case("GM0788", "C"));
    let events = [&brielle, &hellevoetsluis, &haaren].map(|case| granted(case, 1_000, homes(10, 5)));
    house.happened([opened(100_000)].into_iter().chain(events)).await;
    let then = house.anyone().figures("groepeerOp=gemeente&gemeentegrenzen=toen").await.expect(200);
    assert_eq!(then.cell("GM0501", "/toegekend/bedragCent"), 100_000);
    assert_eq!(then.at("/totaal/toegekend/gemeenten"), 3);
    let now = house.anyone().figures("groepeerOp=gemeente&gemeentegrenzen=nu").await.expect(200);
    assert_eq!(now.cell("GM1992", "/toegekend/bedragCent"), 200_000);
    assert!(now.cell("GM0501", "").is_null());
    assert_eq!(now.at("/totaal/toegekend/gemeenten"), 2);
    let split =
        now.list("cellen").into_iter().find(|cell| cell["sleutel"]["gemeente"]["code"] == "GM0788").unwrap();
    assert_eq!(split["sleutel"]["gemeente"]["gesplitst"], true);
}

#[tokio::test]
async fn money_that_is_free_again_is_counted_once() {
    let house = House::open().await;
    let (breda, zwolle) = (case("GM0758", "A"), case("GM0193", "B"));
    house
        .happened([
            opened(100_000),
            granted(&breda, 60_000, homes(60, 40)),
            granted(&zwolle, 40_000, homes(10, 20)),
            withdrawn(&breda),
            settled(&zwolle, 30_000),
        ])
        .await;
    let figures = house.anyone().figures("tranche=proef-2022").await.expect(200);
    assert_eq!(figures.at("/totaal/toegekend/bedragCent"), 10_000_000);
    assert_eq!(figures.at("/totaal/vrijgevallen/bedragCent"), 7_000_000);
    assert_eq!(figures.at("/totaal/vrijgevallen/woonruimten"), 100);
    assert_eq!(figures.at("/totaal/vastgesteld/bedragCent"), 3_000_000);
    assert_eq!(figures.at("/totaal/vrij/bedragCent"), 7_000_000);
    assert_eq!(figures.at("/totaal/ingetrokken/aanvragen"), 1);
    let free = house.anyone().figures("tranche=proef-2022&maat=plafond").await.expect(200);
    assert_eq!(free.at("/totaal/vrij/bedragCent"), 7_000_000, "also when only the ceiling is asked");
    assert_eq!(free.at("/maten"), &json!(["plafond", "toegekend", "vrijgevallen"]));
    assert!(free.at("/totaal/ingetrokken").is_null());
}

/// Who is granted, rejected, too late, withdraws the grant, is set aside and waits.
async fn six_applications(house: &House) {
    let [breda, zwolle, brielle, haaren, utrecht, amsterdam] =
        ["GM0758", "GM0193", "GM0501", "GM0788", "GM0344", "GM0363"].map(|code| case(code, code));
    house
        .happened([
            opened(1_000_000),
            submitted(&breda, 60_000, homes(60, 40)),
            submitted(&zwolle, 50_000, homes(10, 20)),
            late(submitted(&brielle, 30_000, homes(5, 6))),
            submitted(&haaren, 20_000, homes(7, 8)),
            submitted(&utrecht, 10_000, homes(3, 0)),
            submitted(&amsterdam, 9_000, homes(0, 9)),
            granted(&breda, 60_000, homes(60, 40)),
            granted(&haaren, 15_000, homes(7, 4)),
            rejected(&zwolle, "2022-12-15T09:00:00Z"),
            rejected(&brielle, "2022-12-16T09:00:00Z"),
            withdrawn(&haaren),
            set_aside(&utrecht, "2022-11-15T09:00:00Z"),
        ])
        .await;
}

#[tokio::test]
async fn what_was_rejected_is_told_in_homes_and_euros_beside_what_was_granted() {
    let house = House::open().await;
    six_applications(&house).await;
    let all = house.anyone().figures("tranche=proef-2022").await.expect(200);
    let told = |name: &str| all.at(&format!("/totaal/{name}")).clone();
    let whole = |[count, units, permanent, flex, cents]: [i64; 5]| {
        json!({ "aanvragen": count, "projecten": count, "ontvangers": count, "gemeenten": count,
                "woonruimten": units, "permanent": permanent, "flex": flex, "bedragCent": cents })
    };
    assert_eq!(told("toegekend"), whole([2, 111, 67, 44, 7_500_000]));
    assert_eq!(told("afgewezen"), whole([2, 41, 15, 26, 8_000_000]));
    assert_eq!(told("teLaat"), whole([1, 11, 5, 6, 3_000_000]), "which was rejected later");
    assert_eq!(told("ingetrokken"), whole([1, 15, 7, 8, 2_000_000]), "what was asked");
    assert_eq!(
        told("vrijgevallen"),
        json!({ "aanvragen": 1, "projecten": 1, "ontvangers": 1, "gemeenten": 1, "woonruimten": 11,
                "permanent": 7, "flex": 4, "bedragCent": 1_500_000 }),
        "what was granted"
    );
    assert_eq!(told("buitenBehandeling"), whole([1, 3, 3, 0, 1_000_000]));
    assert_eq!(told("wachtend"), whole([1, 9, 0, 9, 900_000]));
}

#[tokio::test]
async fn rejected_homes_are_told_by_group_and_by_kind_to_anyone_and_by_place_to_government() {
    let house = House::open().await;
    six_applications(&house).await;
    let flex = house.anyone().figures("duur=flex").await.expect(200);
    let rejected = json!({ "aanvragen": 2, "projecten": 2, "ontvangers": 2, "gemeenten": 2, "woonruimten": 26,
                           "flex": 26 });
    assert_eq!(flex.at("/totaal/afgewezen"), &rejected, "no source divides euros by kind");
    assert_eq!(flex.at("/totaal/wachtend/woonruimten"), 9);
    let query = "tranche=proef-2022&groepeerOp=aandachtsgroep";
    let groups = house.anyone().figures(query).await.expect(200);
    assert_eq!(groups.cell("statushouders", "/afgewezen/woonruimten"), 15);
    assert_eq!(groups.cell("studenten", "/ingetrokken/woonruimten"), 8);
    assert_eq!(groups.cell("studenten", "/teLaat/woonruimten"), 6);
    let query = "groepeerOp=gemeente&duur=flex";
    let places = house.anyone().figures(query).await.expect(200);
    assert!(places.list("cellen").iter().all(|cell| cell["cijfers"]["afgewezen"].is_null()));
    let places = house.ministry().figures(query).await.expect(200);
    assert_eq!(places.cell("GM0193", "/afgewezen/woonruimten"), 20);
    let csv = "/voortgang/v1/cijfers?duur=flex";
    let csv = house.anyone().get_as(csv, "text/csv").await.expect(200);
    let (heading, row) = csv.text.split_once("\r\n").unwrap();
    let at = heading.split(',').position(|column| column == "afgewezen_woonruimten").unwrap();
    assert_eq!(row.split(',').nth(at), Some("26"));
}

#[tokio::test]
async fn who_asked_where_is_for_government_until_it_is_granted() {
    let house = House::open().await;
    house.happened([opened(100_000), submitted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let query = "tranche=proef-2022&groepeerOp=gemeente";
    let public = house.anyone().figures(query).await.expect(200);
    assert!(public.list("cellen").is_empty());
    assert_eq!(public.at("/totaal/aangevraagd/aanvragen"), 1, "that somebody asked is public");
    let left_out = public.at("/nietOpenbaar").as_array().unwrap().iter().map(|word| word.as_str().unwrap());
    let not_public = [
        "aangevraagd",
        "te-laat",
        "wachtend",
        "afgewezen",
        "buiten-behandeling",
        "ingetrokken",
        "verantwoord",
    ];
    assert_eq!(left_out.collect::<BTreeSet<_>>(), BTreeSet::from(not_public), "and it says what is left out");
    assert!(house.municipality("GM0193").figures(query).await.expect(200).list("cellen").is_empty());
    let ministry = house.ministry().figures(query).await.expect(200);
    assert_eq!(ministry.cell("GM0758", "/aangevraagd/bedragCent"), 6_000_000);
    assert!(ministry.at("/nietOpenbaar").is_null(), "nothing is left out for government");
}

#[tokio::test]
async fn an_answer_from_which_measures_are_left_out_says_which_in_every_form() {
    let house = House::open().await;
    house.happened([opened(100_000), submitted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let query = "maat=aangevraagd,toegekend&groepeerOp=gemeente";
    let told = house.anyone().figures(query).await.expect(200);
    assert_eq!((told.at("/nietOpenbaar"), told.list("cellen").len()), (&json!(["aangevraagd"]), 0));
    let of_a_place = house.anyone().figures("maat=aangevraagd&gemeente=GM0758").await.expect(200);
    assert_eq!(
        (of_a_place.at("/nietOpenbaar"), of_a_place.at("/totaal")),
        (&json!(["aangevraagd"]), &json!({}))
    );
    let of_the_country = house.anyone().figures("maat=aangevraagd&groepeerOp=tranche").await.expect(200);
    assert!(of_the_country.at("/nietOpenbaar").is_null(), "there it is told");
    assert_eq!(of_the_country.cell("proef-2022", "/aangevraagd/aanvragen"), 1);

    let csv = house.anyone().figures(&format!("{query}&vorm=csv")).await.expect(200).text;
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let at = lines[0].iter().position(|name| *name == "niet_openbaar").unwrap();
    assert_eq!(lines.iter().skip(1).map(|line| line[at]).collect::<Vec<_>>(), ["aangevraagd"], "{csv}");
    let stat = house.anyone().figures(&format!("{query}&vorm=json-stat")).await.expect(200);
    assert_eq!(stat.at("/extension/nietOpenbaar"), &json!(["aangevraagd"]));
    assert_eq!(stat.at("/extension/maten"), &json!(["aangevraagd", "toegekend", "vrijgevallen"]));
}

#[tokio::test]
async fn a_code_that_nothing_has_is_refused_and_not_answered_with_nothing() {
    let house = House::open().await;
    house.happened([published(1, YEARS), opened(100_000)]).await;
    for (query, name, code, meant) in [
        ("gemeente=GM0758,GM9999", "gemeente", "onbekend", "GM9999"),
        ("gemeente=Breda", "gemeente", "pattern", "GM0363"),
        (
            "gemeente=GM0501&gemeentegrenzen=nu",
            "gemeente",
            "andere-gemeentegrenzen",
            "Voorne aan Zee («GM1992»)",
        ),
        ("regio=GM0758", "regio", "geen-regio", "GM0758"),
        ("tranche=proef-2022&aandachtsgroep=urgente", "aandachtsgroep", "onbekend", "urgenten"),
        (
            "tranche=proef-2022&aandachtsgroep=medisch-urgenten",
            "aandachtsgroep",
            "onbekend",
            "Er zijn: urgenten.",
        ),
        ("taxonomie=proef-2022&aandachtsgroep=ontheemden", "aandachtsgroep", "onbekend", "niet-te-verdelen"),
    ] {
        let told = house.anyone().figures(query).await.problem(400, "ongeldige-invoer");
        let params = told.list("invalidParams");
        assert_eq!(
            (params.len(), &params[0]["name"], &params[0]["code"]),
            (1, &json!(name), &json!(code)),
            "{query}"
        );
        assert!(params[0]["reason"].as_str().unwrap().contains(meant), "{query}: {}", params[0]["reason"]);
    }
    for query in [
        "gemeente=GM0501,GM1992,PV28,SW-de-bevelanden,WGR-holland-rijnland,KVK12345678",
        "gemeente=GM0788&gemeentegrenzen=nu",
        "regio=SW-de-bevelanden,WGR-holland-rijnland",
        "tranche=proef-2022&aandachtsgroep=urgenten",
        "taxonomie=proef-2022&aandachtsgroep=urgenten,niet-te-verdelen",
    ] {
        house.anyone().figures(query).await.expect(200);
    }
}

#[tokio::test]
async fn of_a_year_it_is_not_told_what_is_free_because_its_ceiling_is_granted_in_others() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house
        .happened([opened(100_000), granted_at(&breda, 60_000, homes(60, 40), "2023-03-01T09:00:00Z")])
        .await;
    let by_year = house.anyone().figures("groepeerOp=jaar").await.expect(200);
    assert_eq!(by_year.cell("2022", "/plafond/bedragCent"), 10_000_000);
    assert!(by_year.cell("2022", "/vrij").is_null(), "of 100,000 only 40,000 is free");
    assert_eq!(by_year.at("/totaal/vrij/bedragCent"), 4_000_000, "all years together are a stand");
    for query in ["jaar=2022", "halfjaar=2022-h2", "groepeerOp=tranche,halfjaar&jaar=2022"] {
        let figures = house.anyone().figures(query).await.expect(200);
        assert_eq!(figures.at("/totaal/plafond/bedragCent"), 10_000_000, "{query}");
        assert!(figures.at("/totaal/vrij").is_null(), "{query}");
    }
    let free = by_year.list("definities").into_iter().find(|one| one["maat"] == "vrij").unwrap();
    assert!(free["betekenis"].as_str().unwrap().contains("jaar of halfjaar"), "and the definition says so");
    let then = house.anyone().figures("peildatum=2022-12-31").await.expect(200);
    assert_eq!(then.at("/totaal/vrij/bedragCent"), 10_000_000, "on a day it is a stand");
    let csv = house.anyone().figures("groepeerOp=jaar&vorm=csv").await.expect(200).text;
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let at = lines[0].iter().position(|name| *name == "vrij_euro").unwrap();
    assert_eq!(lines.iter().skip(1).map(|line| line[at]).collect::<Vec<_>>(), ["", "", "40000.00"]);
}

#[tokio::test]
async fn figures_come_as_json_csv_a_workbook_and_json_stat_and_in_no_other_form() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    house.happened([opened(100_000), granted(&breda, 60_000, homes(60, 40))]).await;
    let path = "/voortgang/v1/cijfers?tranche=proef-2022&groepeerOp=gemeente";
    let csv = house.anyone().get_as(path, "text/csv").await.expect(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<_> = csv.text.lines().collect();
    assert!(
        lines[0].starts_with("rij,peildatum,bekend_op,positie,")
            && lines[0].contains(",gemeente,gemeente_naam,")
    );
    assert!(
        lines[1].starts_with("cel,")
            && lines[1].contains(",GM0758,Breda,")
            && lines[1].contains(",60000.00,")
    );
    assert!(lines[2].starts_with("totaal,"));
    assert_eq!(house.anyone().get_as(path, "*/*").await.header("content-type"), "application/json");
    house.anyone().get_as(path, "application/pdf").await.problem(406, "vorm-niet-beschikbaar");
    assert_eq!(csv.header("access-control-allow-origin"), "*", "open data");
    let described = csv.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    let described = house.anyone().get(&format!("/voortgang/v1/{described}")).await.expect(200);
    assert_eq!(described.header("content-type"), "application/csvm+json");
    let columns = described.at("/tableSchema/columns").as_array().unwrap();
    let names: Vec<_> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
    assert_eq!(names.join(","), lines[0], "the description is of this file");
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for book in
        [house.anyone().get_as(path, xlsx).await, house.anyone().get(&format!("{path}&vorm=xlsx")).await]
    {
        assert_eq!((book.expect(200).header("content-type")), xlsx);
    }
    let stat = house.anyone().get(&format!("{path}&vorm=json-stat")).await.expect(200);
    assert_eq!((stat.header("content-type"), stat.at("/class")), ("application/json", &json!("dataset")));
    assert_eq!(stat.at("/dimension/gemeente/category/label/GM0758"), "Breda");
    house.anyone().get(&format!("{path}&vorm=pdf")).await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn everything_that_is_wrong_in_a_question_is_told_at_once() {
    let house = House::open().await;
    let query = "tranche=rha-1900&groepeerOp=kleur,duur&gemeentegrenzen=straks&peildatum=31-12-2022&bekendOp=x&pijl=1";
    let told = house.anyone().figures(query).await.problem(400, "ongeldige-invoer");
    let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
    assert_eq!(names, ["pijl", "tranche", "groepeerOp", "gemeentegrenzen", "peildatum", "bekendOp"]);
    house.anyone().figures("groepeerOp=aandachtsgroep").await.problem(400, "ongeldige-invoer");
    let empty = house.anyone().figures("").await.expect(200);
    assert_eq!((empty.at("/positie"), empty.list("cellen").len()), (&json!(0), 0));
}

#[tokio::test]
async fn what_is_corrected_is_known_otherwise_from_then_on_and_not_before() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    let first = reported_as(1, &breda, vec![reached(Milestone::Realised, 40, "2024-06-30")]);
    house
        .imported([opened(100_000), granted(&breda, 60_000, homes(60, 40)), first], "2024-07-01T09:00:00Z")
        .await;
    let shown = ProgressEntry {
        evidence: Evidence::CompletedInBag,
        ..reached(Milestone::Realised, 25, "2024-05-31")
    };
    house.imported([corrected(2, 1, &breda, vec![shown])], "2024-08-01T09:00:00Z").await;
    let realised = async |query: &str| {
        let figures = house.anyone().figures(&format!("maat=gerealiseerd&{query}")).await.expect(200);
        figures.at("/totaal/gerealiseerd/woonruimten").clone()
    };
    assert_eq!(realised("bekendOp=2024-07-31").await, 40);
    assert_eq!(realised("bekendOp=2024-08-01").await, 25);
    assert_eq!(realised("peildatum=2024-05-31").await, 25, "on the day that the correction tells");
    assert_eq!(realised("bewijsgraad=gereed-in-de-bag").await, 25);
    assert_eq!(
        realised("bewijsgraad=gemeld").await,
        json!(null),
        "of the claim nothing is left, also no application"
    );
}

#[tokio::test]
async fn of_a_report_that_is_taken_back_no_application_and_no_municipality_is_left() {
    let house = House::open().await;
    let (breda, zwolle) = (case("GM0758", "A"), case("GM0193", "B"));
    let one = |report, case| reported_as(report, case, vec![reached(Milestone::Started, 10, "2024-06-30")]);
    house
        .happened([
            opened(100_000),
            submitted(&breda, 10_000, homes(10, 0)),
            submitted(&zwolle, 20_000, homes(10, 0)),
            granted(&breda, 10_000, homes(10, 0)),
            one(1, &breda),
            one(2, &zwolle),
            corrected(3, 2, &zwolle, Vec::new()),
        ])
        .await;
    let figures = house.ministry().figures("").await.expect(200);
    let (started, waiting) = (figures.at("/totaal/gestart"), figures.at("/totaal/wachtend"));
    assert_eq!(
        (&started["woonruimten"], &started["aanvragen"], &started["gemeenten"]),
        (&json!(10), &json!(1), &json!(1))
    );
    assert_eq!(
        (&waiting["bedragCent"], &waiting["aanvragen"]),
        (&json!(2_000_000), &json!(1)),
        "Zwolle waits"
    );
}

#[tokio::test]
async fn figures_are_limited_to_any_codes_of_any_dimension() {
    let house = House::open().await;
    let cases = ["GM0758", "GM0501", "PV27", "SW-de-bevelanden"].map(|code| case(code, code));
    let grants = cases.iter().zip(1..).map(|(case, size)| granted(case, 1_000, homes(size, 10 * size)));
    house.happened(std::iter::once(opened(100_000)).chain(grants)).await;
    for (query, units) in [
        ("gemeente=GM0758", json!(11)),
        ("gemeente=GM0758,GM0501", json!(33)),
        ("gemeente=GM1992&gemeentegrenzen=nu", json!(22)),
        ("gemeente=GM1992", json!(null)),
        ("gemeente=SW-de-bevelanden", json!(44)),
        ("regio=SW-de-bevelanden", json!(44)),
        ("provincie=PV28", json!(22)),
        ("provincie=PV27,PV28", json!(55)),
        ("provincie=samenwerking", json!(44)),
        ("provincie=PV30,samenwerking&duur=flex", json!(50)),
        ("jaar=2022", json!(110)),
        ("halfjaar=2022-h1,2023-h1", json!(null)),
        ("aandachtsgroep=studenten&tranche=proef-2022", json!(100)),
        ("herkomst=transformatie", json!(null)),
        ("maat=vrijgevallen", json!(null)),
    ] {
        let figures = house.ministry().figures(query).await.expect(200);
        assert_eq!(*figures.at("/totaal/toegekend/woonruimten"), units, "{query}");
    }
}

#[tokio::test]
async fn who_is_limited_to_a_place_is_told_no_more_than_who_groups_by_it() {
    let house = House::open().await;
    house.happened([opened(100_000), submitted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    for query in ["gemeente=GM0758", "provincie=PV30"] {
        assert_eq!(house.anyone().figures(query).await.expect(200).at("/totaal"), &json!({}), "{query}");
        let seen = house.ministry().figures(query).await.expect(200);
        assert_eq!(seen.at("/totaal/wachtend/bedragCent"), 6_000_000);
    }
}

#[tokio::test]
async fn a_series_tells_the_stand_at_the_end_of_each_period() {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    let reports = [(10, "2023-03-01"), (15, "2023-09-01"), (5, "2024-02-01")];
    let reports = reports.map(|(units, day)| reported(&breda, Milestone::Realised, units, day));
    let granted = [opened(100_000), granted(&breda, 60_000, homes(60, 40))];
    house.happened(granted.into_iter().chain(reports)).await;
    let query = "reeks=halfjaar&vanaf=2023-01-01&peildatum=2024-02-15&groepeerOp=duur";
    let figures = house.anyone().figures(query).await.expect(200);
    let told = figures.list("reeks");
    let stand = |day: &serde_json::Value| {
        (day["peildatum"].clone(), day["totaal"]["gerealiseerd"]["woonruimten"].clone())
    };
    let expected = [("2023-06-30", 10), ("2023-12-31", 25), ("2024-02-15", 30)];
    let expected = expected.map(|(day, units)| (json!(day), json!(units)));
    assert_eq!(told.iter().map(stand).collect::<Vec<_>>(), expected);
    assert_eq!(told[0]["cellen"][1]["sleutel"]["duur"]["code"], "permanent");
    assert_eq!(figures.at("/totaal/gerealiseerd/woonruimten"), 30, "outside the series: the last day");
    let by_year = house.anyone().figures("groepeerOp=jaar&maat=gerealiseerd").await.expect(200);
    assert_eq!(by_year.cell("2023", "/gerealiseerd/woonruimten"), 25, "what was reached in that year");
}

/// In 2023 one group was split in two, and one was added.
pub const YEARS: &str = r#"
[[tranches]]
key = "proef-2022"
name = "Proef 2022"
taxonomy = "proef-2022"
applicants = { value = ["municipality"], source = "s" }
[[tranches.target_groups]]
code = "urgenten"
name = "mensen met urgentie"
source = "s"
[[tranches]]
key = "proef-2023"
name = "Proef 2023"
taxonomy = "proef-2023"
applicants = { value = ["municipality"], source = "s" }
[[tranches.target_groups]]
code = "sociaal-urgenten"
name = "sociaal"
source = "s"
belongs_to = { proef-2022 = "urgenten" }
[[tranches.target_groups]]
code = "medisch-urgenten"
name = "medisch"
source = "s"
belongs_to = { proef-2022 = "urgenten" }
[[tranches.target_groups]]
code = "ontheemden"
name = "ontheemden"
source = "s"
"#;

#[tokio::test]
async fn groups_of_all_tranches_are_told_in_one_taxonomy_and_none_is_guessed() {
    let house = House::open().await;
    let in_2023 = |event: Event| match event {
        Event::TrancheOpened(event) => TrancheOpened { tranche: next_year(), ..event }.into(),
        Event::ApplicationGranted(event) => {
            let case = CaseHeader { tranche: next_year(), ..event.case };
            ApplicationGranted { case, ..event }.into()
        }
        other => other,
    };
    let lines = |groups: &[(&str, u32)]| -> Vec<UnitLine> {
        let line = |(group, units): &(&str, u32)| UnitLine {
            kind: kind(group, Permanence::Permanent),
            planned: Units::new(*units),
        };
        groups.iter().map(line).collect()
    };
    let (then, later) = (
        lines(&[("urgenten", 7)]),
        lines(&[("sociaal-urgenten", 5), ("medisch-urgenten", 3), ("ontheemden", 2)]),
    );
    house
        .happened([
            published(1, YEARS),
            opened(100_000),
            in_2023(opened(100_000)),
            granted(&case("GM0758", "A"), 1_000, then),
            in_2023(granted(&case("GM0758", "B"), 1_000, later)),
        ])
        .await;
    let figures = house.anyone().figures("taxonomie=proef-2022&groepeerOp=aandachtsgroep").await.expect(200);
    assert_eq!(figures.cell("urgenten", "/toegekend/woonruimten"), 15, "a split group goes to its parent");
    assert_eq!(figures.cell("urgenten", "/toegekend/aanvragen"), 2, "an application with both halves is one");
    assert_eq!(figures.at("/cellen/1/sleutel/aandachtsgroep/naam"), "mensen met urgentie");
    assert_eq!(figures.cell("niet-te-verdelen", "/toegekend/woonruimten"), 2);
    let figures = house.anyone().figures("taxonomie=proef-2023&groepeerOp=aandachtsgroep").await.expect(200);
    assert_eq!(
        figures.cell("niet-te-verdelen", "/toegekend/woonruimten"),
        7,
        "of a parent nobody knows the parts"
    );
    let by_scheme = house.anyone().figures("groepeerOp=regeling").await.expect(200);
    assert_eq!(by_scheme.cell("proef", "/toegekend/woonruimten"), 17);
    assert_eq!(by_scheme.at("/cellen/0/sleutel/regeling/naam"), "Proefregeling");
    let query = "taxonomie=proef-2022&aandachtsgroep=urgenten&maat=toegekend";
    let traced = house.ministry().get(&format!("/voortgang/v1/cijfers/herleiding?{query}")).await.expect(200);
    assert_eq!((traced.at("/som/woonruimten"), traced.list("resultaten").len()), (&json!(15), 3));
}

#[tokio::test]
async fn a_group_that_a_later_version_of_the_rules_drops_stays_asked_for_and_named() {
    let house = House::open().await;
    const GROUP: &str = "[[tranches.target_groups]]";
    let (everyone, _) = TERMS.split_once(GROUP).unwrap();
    let (without, _) = TERMS.rsplit_once(GROUP).unwrap();
    let renamed = without.replace("name = \"statushouders\"", "name = \"vergunninghouders\"");
    let named = TERMS.replace("name = \"studenten\"", "name = \"studenten en promovendi\"");
    house.happened([published(1, everyone), opened(100_000)]).await;
    house.happened([published(2, &named), granted(&case("GM0758", "A"), 90_000, homes(60, 40))]).await;
    house.happened([published(3, &renamed)]).await;
    let anyone = house.anyone();
    let groups = anyone.figures("tranche=proef-2022&groepeerOp=aandachtsgroep").await.expect(200);
    let names: Vec<_> =
        groups.list("cellen").iter().map(|cell| cell["sleutel"]["aandachtsgroep"]["naam"].clone()).collect();
    assert_eq!(names, ["vergunninghouders", "studenten en promovendi"]);
    for (query, units) in [
        ("tranche=proef-2022&aandachtsgroep=studenten", 40),
        ("tranche=proef-2022&aandachtsgroep=statushouders,studenten", 100),
        ("taxonomie=proef-2022&aandachtsgroep=studenten", 40),
    ] {
        let figures = anyone.figures(query).await.expect(200);
        assert_eq!(figures.at("/totaal/toegekend/woonruimten"), units, "{query}");
    }
    anyone.figures("tranche=proef-2022&aandachtsgroep=alle").await.expect(200);
    anyone.figures("tranche=proef-2022&aandachtsgroep=urgenten").await.problem(400, "ongeldige-invoer");
    anyone.figures("taxonomie=proef-2022&aandachtsgroep=alle").await.problem(400, "ongeldige-invoer");
    let apart = anyone.figures("taxonomie=proef-2022&groepeerOp=aandachtsgroep").await.expect(200);
    assert_eq!(apart.list("cellen").len(), 2, "none of them is in no group");
    assert_eq!(house.store.rebuild(Ledger).await.unwrap().differences, []);
}
