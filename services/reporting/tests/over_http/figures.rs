//! Figures: groups, two time axes, borders of then and now, forms, and who sees what.

use crate::histories::{
    case, ceiling, granted, granted_at, homes, opened, reported, settled, submitted, withdrawn,
};
use crate::support::House;
use regulation::words::Milestone;
use serde_json::json;

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
    assert_eq!((figures.at("/positie"), figures.at("/methode")), (&json!(7), &json!(1)));
    assert_eq!(figures.list("definities").len(), 13);
    assert!(
        figures.at("/totaal/vastgesteld").is_null(),
        "what never happened is left out, not shown as nothing"
    );
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
}

#[tokio::test]
async fn who_asked_where_is_for_government_until_it_is_granted() {
    let house = House::open().await;
    house.happened([opened(100_000), submitted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let query = "tranche=proef-2022&groepeerOp=gemeente";
    let public = house.anyone().figures(query).await.expect(200);
    assert!(public.list("cellen").is_empty());
    assert_eq!(public.at("/totaal/aangevraagd/aanvragen"), 1, "that somebody asked is public");
    assert!(house.municipality("GM0193").figures(query).await.expect(200).list("cellen").is_empty());
    let ministry = house.ministry().figures(query).await.expect(200);
    assert_eq!(ministry.cell("GM0758", "/aangevraagd/bedragCent"), 6_000_000);
}

#[tokio::test]
async fn figures_come_as_json_and_as_csv_and_in_no_other_form() {
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
