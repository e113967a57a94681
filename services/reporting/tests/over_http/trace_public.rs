//! What anyone may trace: what is public by municipality, and nothing that tells more than that.

use crate::answers::Answer;
use crate::histories::{
    FAMILIES, accounted, at, case, contributed, corrected, granted, homes, in_two_projects, late, next_year,
    opened, opened_as, published, reached, rejected, reported_as, set_aside, settled, submitted, withdrawn,
};
use crate::support::{Desk, House};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regulation::event::{CaseHeader, Event, ProgressReported};
use regulation::words::{Milestone, ReportId};
use reporting::rollup;
use serde_json::{Value, json};
use uuid::Uuid;

/// What is public by municipality, also what is derived from it.
const PUBLIC: [&str; 11] = [
    "plafond",
    "toegekend",
    "vrijgevallen",
    "vastgesteld",
    "onomkeerbare-stap",
    "gestart",
    "gerealiseerd",
    "uit-gebruik",
    "bijdrage",
    "gepland",
    "vrij",
];
/// Who asked and got nothing (yet), and what was accounted for.
const NOT_PUBLIC: [&str; 7] =
    ["aangevraagd", "te-laat", "wachtend", "afgewezen", "buiten-behandeling", "ingetrokken", "verantwoord"];
/// Who reported or decided, from what it was imported, in which report, and of which project.
const LEFT_OUT: [&str; 8] =
    ["regel", "project", "meldingId", "rol", "organisatie", "namens", "ingevoerdUit", "gegenereerd"];

async fn trace(desk: &Desk<'_>, query: &str) -> Answer {
    desk.get(&format!("/voortgang/v1/cijfers/herleiding?{query}")).await
}

/// Everything on all pages.
async fn pages(desk: &Desk<'_>, query: &str) -> Vec<Value> {
    let (mut all, mut path) = (Vec::new(), format!("/voortgang/v1/cijfers/herleiding?limit=2&{query}"));
    loop {
        let page = desk.get(&path).await.expect(200);
        all.extend(page.list("resultaten"));
        let Some(next) = page.header("link").split(['<', '>']).nth(1).map(str::to_owned) else { return all };
        path = next;
    }
}

/// A history with something of every measure: a grant of two projects and a contribution that were imported, and four cases
/// that got nothing.
async fn house() -> (House, CaseHeader) {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    let others = ["B", "C", "D", "E"].map(|name| case("GM0193", name));
    let imported = [
        in_two_projects(granted(&breda, 60_000, homes(30, 20))),
        contributed("rijksvastgoedbedrijf", "flexwoningen-2022-2024", 2_000, "2023-06-08"),
    ];
    house.imported(imported, "2023-01-31T11:00:00Z").await;
    let milestones =
        [Milestone::IrreversibleStep, Milestone::Started, Milestone::Realised, Milestone::OutOfUse];
    let reports = (1..)
        .zip(milestones)
        .map(|(number, milestone)| reported_as(number, &breda, vec![reached(milestone, 9, "2024-06-30")]));
    let [waits, too_late, refused, aside] = &others;
    let events = [
        opened(200_000),
        submitted(waits, 10_000, homes(1, 1)),
        late(submitted(too_late, 10_000, homes(1, 1))),
        submitted(refused, 10_000, homes(1, 1)),
        rejected(refused, "2022-12-05T09:00:00Z"),
        submitted(aside, 10_000, homes(1, 1)),
        set_aside(aside, "2022-10-20T09:00:00Z"),
        accounted(&breda, 2023, 5_000),
        corrected(9, 3, &breda, vec![reached(Milestone::Realised, 7, "2024-06-30")]),
        settled(&breda, 50_000),
        withdrawn(&breda),
    ];
    house.happened(reports.chain(events)).await;
    (house, breda)
}

fn number(line: &Value, name: &str) -> i64 {
    line.get(name).and_then(Value::as_i64).unwrap_or(0)
}

#[tokio::test]
async fn anyone_traces_what_is_public_and_the_lines_add_up_as_they_do_for_government() {
    let (house, _) = house().await;
    for measure in PUBLIC {
        let whole = trace(&house.ministry(), &format!("maat={measure}")).await.expect(200);
        assert!(number(whole.at("/som"), "regels") > 0, "{measure} has lines");
        assert!(whole.at("/weggelaten").is_null(), "from government nothing is left out");
        for desk in [house.anyone(), house.municipality("GM0758"), house.municipality("GM0193")] {
            let told = trace(&desk, &format!("maat={measure}")).await.expect(200);
            assert_eq!(told.at("/som"), whole.at("/som"), "{measure}");
            let lines = pages(&desk, &format!("maat={measure}")).await;
            for name in ["woonruimten", "bedragCent"] {
                let sum: i64 = lines.iter().map(|line| number(line, name) * number(line, "telt")).sum();
                assert_eq!(sum, number(told.at("/som"), name), "{name} of {measure}");
            }
        }
    }
}

#[tokio::test]
async fn who_reported_it_where_it_came_from_and_which_project_is_left_out_and_that_is_said() {
    let (house, breda) = house().await;
    let mut seen_by_government = Vec::new();
    for measure in PUBLIC {
        let told = trace(&house.anyone(), &format!("maat={measure}")).await.expect(200);
        assert_eq!(told.at("/weggelaten/velden"), &json!(LEFT_OUT));
        assert!(told.at("/weggelaten/reden").as_str().is_some_and(|reason| reason.contains("niet openbaar")));
        for line in told.list("resultaten") {
            assert!(LEFT_OUT.iter().all(|name| line.get(*name).is_none()), "{line:#}");
            assert!(line["positie"].is_u64() && line["gebeurtenis"].is_string(), "{line:#}");
        }
        for secret in ["RVO", "BZK", "Nieuwsbericht", "de datum", "beoordelaar", "P1", "P2", "00000000-0000"]
        {
            assert!(!told.text.contains(secret), "{measure} tells {secret}: {}", told.text);
        }
        let whole = trace(&house.ministry(), &format!("maat={measure}")).await.expect(200);
        for line in whole.list("resultaten") {
            seen_by_government.extend(LEFT_OUT.into_iter().filter(|name| line.get(*name).is_some()));
        }
    }
    let not_told = ["namens"];
    for name in LEFT_OUT.iter().filter(|name| !not_told.contains(name)) {
        assert!(seen_by_government.contains(name), "{name} stands nowhere, so leaving it out shows nothing");
    }

    // How a grant is divided over its projects is not public: what differs in nothing else is one line.
    let query = "maat=toegekend&duur=permanent";
    let [public, whole] = [pages(&house.anyone(), query).await, pages(&house.ministry(), query).await];
    let homes = |lines: &[Value]| lines.iter().map(|line| number(line, "woonruimten")).collect::<Vec<_>>();
    assert_eq!((homes(&public), homes(&whole)), (vec![60], vec![30, 30]));
    assert_eq!(public.first().map(|line| line["aanvraagId"].clone()), Some(json!(breda.application)));
}

#[tokio::test]
async fn who_asked_and_got_nothing_is_behind_the_same_wall_as_before() {
    let (house, _) = house().await;
    for measure in NOT_PUBLIC {
        let lines = trace(&house.ministry(), &format!("maat={measure}")).await.expect(200);
        assert!(number(lines.at("/som"), "regels") > 0, "{measure} has lines");
        for more in [
            "",
            "&gemeente=GM0193",
            "&tranche=proef-2022",
            "&sleutels=aanvragen",
            "&sleutels=gemeenten",
            "&kleur=rood",
        ] {
            // However the measure is written.
            for measure in [measure.to_owned(), format!(",%20{measure}%20,"), format!("toegekend,{measure}")]
            {
                let query = format!("maat={measure}{more}");
                trace(&house.anyone(), &query).await.problem(401, "niet-aangemeld");
                trace(&house.municipality("GM0193"), &query).await.problem(403, "rol-mag-dit-niet");
            }
        }
    }
    let projects = "maat=toegekend&sleutels=projecten";
    trace(&house.anyone(), projects).await.problem(401, "niet-aangemeld");
    trace(&house.municipality("GM0758"), projects).await.problem(403, "rol-mag-dit-niet");
    assert_eq!(trace(&house.ministry(), projects).await.expect(200).list("resultaten").len(), 2);
    trace(&house.anyone(), "maat=kleur&sleutels=panden").await.problem(400, "ongeldige-invoer");
}

#[tokio::test]
async fn of_a_case_that_got_nothing_anyone_finds_nothing() {
    let (house, breda) = house().await;
    let undecided = case("GM0193", "B");
    for measure in PUBLIC {
        let query = format!("maat={measure}&aanvraag={}", undecided.application);
        let told = trace(&house.anyone(), &query).await.expect(200);
        assert_eq!(
            (told.at("/som"), told.list("resultaten").len()),
            (&json!({ "regels": 0 }), 0),
            "{measure}"
        );
        for which in ["aanvragen", "ontvangers", "gemeenten"] {
            let told = trace(&house.anyone(), &format!("maat={measure}&sleutels={which}")).await;
            assert!(!told.text.contains("GM0193"), "{measure}, {which}: {}", told.text);
        }
    }
    let of_breda = format!("maat=toegekend&aanvraag={}", breda.application);
    assert_eq!(trace(&house.anyone(), &of_breda).await.expect(200).at("/som/woonruimten"), 100);
}

/// A family in Zwolle and one in Breda of which everything happened, and beside them a grant that is of no family.
async fn families() -> (House, [CaseHeader; 2], CaseHeader) {
    let house = House::open().await;
    let families = [case("GM0193", "gezin 1"), case("GM0758", "gezin 2")];
    let other = CaseHeader { tranche: next_year(), ..case("GM0193", "geen gezin") };
    house.happened([published(1, FAMILIES), opened(777_000), opened_as(next_year(), 50_000)]).await;
    for (number, family) in (1..).zip(&families) {
        let entries = [Milestone::Started, Milestone::Realised, Milestone::OutOfUse]
            .map(|milestone| reached(milestone, 1, "2024-06-30"));
        let report = ProgressReported {
            case: family.clone(),
            report: ReportId(Uuid::from_u128(number)),
            received_at: at("2024-07-01T09:00:00Z"),
            entries: entries.to_vec(),
            by: crate::histories::person("gemeente"),
        };
        let events: [Event; 5] = [
            submitted(family, 35_000, homes(1, 0)),
            granted(family, 35_000, homes(1, 0)),
            report.into(),
            settled(family, 34_000),
            withdrawn(family),
        ];
        house.happened(events).await;
    }
    house.happened([granted(&other, 20_000, homes(0, 40))]).await;
    (house, families, other)
}

#[tokio::test]
async fn no_trace_gives_a_family_away_however_it_is_asked() {
    let (house, families, other) = families().await;
    let forged = |cursor: Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default());
    let lines = forged(json!([0, -1, 4]));
    let keys = forged(json!([Uuid::nil(), "", 4]));
    let first =
        |number: usize| families.get(number).map(|case| case.application.to_string()).unwrap_or_default();
    let selections = [
        String::new(),
        "&regeling=proef".to_owned(),
        "&tranche=proef-2022,proef-2023".to_owned(),
        "&gemeente=GM0193".to_owned(),
        "&gemeente=GM0758&gemeentegrenzen=nu".to_owned(),
        "&provincie=PV30,PV23".to_owned(),
        "&jaar=2022,2023,2024,2025&duur=permanent".to_owned(),
        "&taxonomie=proef-2022".to_owned(),
        "&bekendOp=2999-01-01".to_owned(),
        format!("&aanvraag={}", first(0)),
        format!("&aanvraag={}&bekendOp=2999-01-01", first(1)),
        format!("&cursor={lines}"),
    ];
    let mut asked = Vec::new();
    for measure in PUBLIC {
        asked.extend(selections.iter().map(|selection| format!("maat={measure}{selection}")));
    }
    for measure in ["toegekend", "vrijgevallen", "gerealiseerd"] {
        for which in ["aanvragen", "ontvangers", "gemeenten"] {
            asked.push(format!("maat={measure}&sleutels={which}"));
            asked.push(format!("maat={measure}&sleutels={which}&cursor={keys}"));
        }
    }
    let desks = [house.anyone(), house.municipality("GM0193"), house.municipality("GM0758"), house.anyone()];
    for (round, desk) in desks.into_iter().enumerate() {
        if round == 3 {
            let rolled_up = rollup::advance(&house.store, 0).await.unwrap_or_default();
            assert!(rolled_up > 0, "the last time sums come from what was added up beforehand");
        }
        for query in &asked {
            let told = trace(&desk, query).await.expect(200);
            assert_eq!(told.at("/afgeschermd"), &json!(["proef-2022"]), "{query}");
            for secret in
                [first(0), first(1), "77700000".to_owned(), "3500000".to_owned(), "3400000".to_owned()]
            {
                assert!(!told.text.contains(&secret), "{query} tells {secret}: {}", told.text);
            }
            for line in told.list("resultaten") {
                assert!(line["tranche"].is_null() || line["tranche"] == "proef-2023", "{query}: {line:#}");
                let of_case = &line["aanvraagId"];
                assert!(of_case.is_null() || *of_case == json!(other.application), "{query}: {line:#}");
            }
            let homes = number(told.at("/som"), "woonruimten");
            assert!([0, 40].contains(&homes), "{query}: {homes} homes");
        }
        for measure in PUBLIC {
            for more in ["", "&gemeente=GM0193", "&sleutels=aanvragen"] {
                let query = format!("maat={measure}&tranche=proef-2022{more}");
                let told = trace(&desk, &query).await;
                assert!([400, 403].contains(&told.status), "{query}: {}", told.text);
            }
            let query = format!("maat={measure}&tranche=proef-2022");
            trace(&desk, &query).await.problem(403, "alleen-vaste-tabellen");
        }
    }
    let whole = trace(&house.ministry(), "maat=toegekend&tranche=proef-2022").await.expect(200);
    assert_eq!((whole.at("/som/woonruimten"), whole.at("/afgeschermd")), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn every_link_to_a_trace_that_anyone_is_given_leads_to_the_number_beside_it() {
    let (house, _) = house().await;
    let anyone = house.anyone();
    let page = anyone.get("/voortgang?peildatum=2024-12-31").await.expect(200);
    let links: Vec<String> = page
        .text
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .filter(|address| address.contains("/cijfers/herleiding?"))
        .map(|address| address.replace("&amp;", "&").replace("&#38;", "&"))
        .collect();
    assert_eq!(links.len(), 8, "two for each table: {links:?}");
    for link in links {
        let query = link.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        let measure = query.rsplit_once("maat=").map(|(_, measure)| measure.to_owned()).unwrap_or_default();
        let figure = anyone.figures(&query).await.expect(200).at(&format!("/totaal/{measure}")).clone();
        let traced = anyone.get(&link).await.expect(200);
        for name in ["woonruimten", "bedragCent"] {
            assert_eq!(number(traced.at("/som"), name), number(&figure, name), "{link}");
        }
        assert!(number(traced.at("/som"), "regels") > 0, "{link}");
    }
    for path in ["/voortgang/v1/doelstellingen", "/voortgang/v1/kamerbrieven/2023-06-08"] {
        let told = anyone.get(path).await.expect(200).text;
        let links: Vec<&str> =
            told.split('"').filter(|text| text.starts_with("/voortgang/v1/cijfers/herleiding")).collect();
        assert!(!links.is_empty(), "{path} hands out links");
        for link in links {
            anyone.get(link).await.expect(200);
        }
    }
}
