//! Sums that were made beforehand are those of the ledger also over several tranches, of which one is of families, for the
//! ministry and for anyone, on every day on which something changes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::answers::Answer;
use crate::histories::{accounted, case, opened, published};
use crate::rollup::{Drawn, day, event_of};
use crate::support::{Desk, House};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regulation::event::{CaseHeader, Event, TrancheOpened};
use regulation::words::TrancheKey;
use reporting::rollup;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

const TRANCHES: [&str; 3] = ["proef-2022", "proef-2023", "gezin-2023"];

/// Among them a municipality that was divided, two that merged, and recipients that are none.
const APPLICANTS: [&str; 8] = [
    "GM0758",
    "GM0788",
    "GM0501",
    "GM0530",
    "SW-de-bevelanden",
    "WGR-holland-rijnland",
    "PV28",
    "KVK12345678",
];

const MEASURES: [&str; 16] = [
    "plafond",
    "aangevraagd",
    "te-laat",
    "wachtend",
    "toegekend",
    "vrijgevallen",
    "afgewezen",
    "buiten-behandeling",
    "ingetrokken",
    "vastgesteld",
    "onomkeerbare-stap",
    "gestart",
    "gerealiseerd",
    "uit-gebruik",
    "verantwoord",
    "bijdrage",
];

const QUESTIONS: [&str; 43] = [
    "",
    "groepeerOp=tranche",
    "groepeerOp=regeling",
    "groepeerOp=regeling,tranche",
    "groepeerOp=gemeente",
    "groepeerOp=gemeente,provincie",
    "groepeerOp=gemeente&gemeentegrenzen=nu",
    "groepeerOp=tranche,gemeente&gemeentegrenzen=nu",
    "groepeerOp=regio,tranche",
    "groepeerOp=tranche,aandachtsgroep",
    "groepeerOp=tranche,aandachtsgroep,duur",
    "groepeerOp=regeling,tranche,aandachtsgroep,provincie",
    "groepeerOp=halfjaar,gemeente",
    "groepeerOp=duur,provincie&gemeentegrenzen=nu",
    "groepeerOp=halfjaar&halfjaar=2022-h1,2022-h2,2024-h1",
    "groepeerOp=tranche,aandachtsgroep&aandachtsgroep=studenten,ouderen",
    "groepeerOp=tranche&tranche=proef-2022,proef-2023",
    "groepeerOp=gemeente&tranche=proef-2022,proef-2023",
    "tranche=proef-2022,proef-2023",
    "tranche=proef-2022,gezin-2023&groepeerOp=regeling",
    "tranche=proef-2023",
    "regeling=proef",
    "regeling=proef&tranche=proef-2022",
    "regeling=proef&groepeerOp=duur,provincie",
    "regio=WGR-holland-rijnland",
    "regio=WGR-holland-rijnland&gemeente=GM0501",
    "gemeente=GM0501,GM0530,KVK12345678",
    "gemeente=GM1992&gemeentegrenzen=nu&groepeerOp=duur",
    "provincie=PV28,samenwerking&groepeerOp=halfjaar",
    "provincie=PV28&groepeerOp=tranche,aandachtsgroep",
    "maat=gestart&groepeerOp=tranche",
    "maat=plafond",
    "tranche=proef-2023&aandachtsgroep=studenten&duur=flex&gemeentegrenzen=nu",
    "tranche=proef-2023&aandachtsgroep=studenten&groepeerOp=duur",
    "duur=flex",
    "groepeerOp=tranche,duur",
    "herkomst=transformatie&groepeerOp=regeling",
    "taxonomie=proef-2023&groepeerOp=aandachtsgroep",
    "taxonomie=proef-2023&groepeerOp=tranche,aandachtsgroep,duur",
    "taxonomie=proef-2023&tranche=proef-2022&groepeerOp=aandachtsgroep,gemeente",
    "taxonomie=proef-2023&aandachtsgroep=studenten&groepeerOp=duur",
    "taxonomie=proef-2023&aandachtsgroep=ouderen&groepeerOp=tranche",
    "taxonomie=proef-2023&aandachtsgroep=niet-te-verdelen",
];

/// A group of a tranche. In the version of `proef-2023` the students of 2022 are still students, of families both students and
/// older people are older people, and of the others nobody knows.
fn group(tranche: &str, code: &str) -> String {
    let belongs_to = match (tranche, code) {
        ("proef-2022", "studenten") => "belongs_to = { \"proef-2023\" = \"studenten\" }\n",
        ("gezin-2023", "studenten" | "ouderen") => "belongs_to = { \"proef-2023\" = \"ouderen\" }\n",
        _ => "",
    };
    format!("[[tranches.target_groups]]\ncode = \"{code}\"\nname = \"{code}\"\n{belongs_to}source = \"s\"\n")
}

fn texts() -> String {
    TRANCHES
        .map(|key| {
            let families = if key.starts_with("gezin") {
                "minimum_household = { value = 6, source = \"s\" }\n"
            } else {
                ""
            };
            format!(
                "[[tranches]]\nkey = \"{key}\"\nname = \"{key}\"\ntaxonomy = \"{key}\"\n\
                 applicants = {{ value = [\"municipality\"], source = \"s\" }}\n{families}{}",
                ["ouderen", "statushouders", "studenten"].map(|code| group(key, code)).concat()
            )
        })
        .concat()
}

fn beginning() -> impl Iterator<Item = Event> {
    let Event::TrancheOpened(event) = opened(1_000_000) else { unreachable!() };
    let open =
        move |key| Event::from(TrancheOpened { tranche: TrancheKey::parse(key).unwrap(), ..event.clone() });
    std::iter::once(published(1, &texts())).chain(TRANCHES.into_iter().map(open))
}

fn event(drawn: Drawn) -> Event {
    let (number, what, size, on, _) = drawn;
    let header = case(APPLICANTS[number % 8], &format!("zaak {number}"));
    let case = CaseHeader { tranche: TrancheKey::parse(TRANCHES[number / 8]).unwrap(), ..header };
    match what {
        14 => accounted(&case, day(on).year(), i64::from(size)),
        _ => event_of(case, drawn),
    }
}

fn any_history(length: usize) -> Vec<Event> {
    let drawn = (0..24_usize, 0..15_u8, 0..9_u32, (0..60_i32).prop_map(|day| day * 9), 0..6_u8);
    let mut runner = TestRunner::default();
    let all = prop::collection::vec(drawn, length).new_tree(&mut runner).unwrap().current();
    all.into_iter().map(event).collect()
}

/// Some days on which something changes, the day before each, and one before and after all.
async fn days(house: &House, most: usize) -> Vec<Date> {
    let admin = house.database.admin().await.unwrap();
    let text =
        "SELECT valid_on FROM reporting.ledger GROUP BY valid_on ORDER BY md5(valid_on::text || now()::text)";
    let rows = admin.query(text, &[]).await.unwrap();
    let changing: Vec<Date> = rows.iter().take(most).map(|row| row.get(0)).collect();
    let before = changing.iter().map(|day| day.checked_sub(1.day()).unwrap());
    let around = [date(1999, 12, 31), date(9999, 12, 31)];
    let all: BTreeSet<Date> = before.chain(changing.clone()).chain(around).collect();
    all.into_iter().collect()
}

fn same(when: &str, query: &str, now: &Answer, ledger: &Answer) {
    for part in ["/cellen", "/totaal", "/reeks", "/som", "/resultaten", "/afgeschermd"] {
        assert_eq!(now.at(part), ledger.at(part), "{when}: {query}: {part}");
    }
}

async fn compare_for(desk: &Desk<'_>, when: &str, known: &str, query: &str) {
    let now = desk.figures(query).await.expect(200);
    let ledger = desk.figures(&format!("{query}&bekendOp={known}")).await.expect(200);
    same(when, query, &now, &ledger);
}

async fn compare(house: &House, when: &str) {
    let known = house.store.now().await.unwrap().to_string();
    for as_of in days(house, 1).await {
        for question in QUESTIONS {
            for (who, desk) in [("ministry", house.ministry()), ("anyone", house.anyone())] {
                let query = format!("{question}&peildatum={as_of}");
                compare_for(&desk, &format!("{when}, {who}"), &known, &query).await;
            }
        }
        for measure in MEASURES {
            for cell in
                ["", "tranche=proef-2022&", "duur=flex&", "taxonomie=proef-2023&aandachtsgroep=studenten&"]
            {
                let path = format!("/voortgang/v1/cijfers/herleiding?{cell}maat={measure}&peildatum={as_of}");
                let now = house.ministry().get(&path).await.expect(200);
                let ledger = house.ministry().get(&format!("{path}&bekendOp={known}")).await.expect(200);
                same(when, &path, &now, &ledger);
            }
        }
    }
    for question in ["reeks=maand&vanaf=2021-01-01&", "groepeerOp=tranche&reeks=kwartaal&vanaf=2021-02-01&"] {
        let query = format!("{question}peildatum=2022-08-15");
        compare_for(&house.ministry(), when, &known, &query).await;
        compare_for(&house.anyone(), when, &known, &query).await;
    }
}

#[tokio::test]
async fn sums_over_tranches_and_families_are_those_of_the_ledger_on_each_day_that_changes_anything() {
    let house = House::open().await;
    house.happened(beginning().chain(any_history(60))).await;
    assert!(rollup::advance(&house.store, 0).await.unwrap() > 0);
    compare(&house, "made anew").await;
    house.happened(any_history(40)).await;
    compare(&house, "with what was touched since").await;
    for _ in 0..6 {
        house.happened(any_history(7)).await;
        rollup::advance(&house.store, 0).await.unwrap();
    }
    compare(&house, "brought up step by step").await;
    house.happened(any_history(60)).await;
    compare(&house, "brought up step by step, and touched since").await;
    let hidden = house.anyone().figures("").await.expect(200);
    assert_eq!(hidden.at("/afgeschermd"), &Value::from(vec!["gezin-2023"]));
}

/// Asks while others record, and while two at once bring the sums up to date. Whether both answers were of the same lines.
async fn compare_meanwhile(house: &House, question: &str) -> bool {
    let head = house.store.head().await.unwrap().position.0;
    let known = house.store.now().await.unwrap();
    let now = house.anyone().figures(question).await.expect(200);
    let ledger = house.anyone().figures(&format!("{question}&bekendOp={known}")).await.expect(200);
    let are_same = [&now, &ledger].iter().all(|answer| *answer.at("/positie") == head);
    if are_same {
        same("meanwhile", question, &now, &ledger);
    }
    are_same
}

#[tokio::test]
async fn who_reads_while_sums_are_brought_up_to_date_sees_those_of_the_ledger() {
    let house = House::open().await;
    house.happened(beginning().chain(any_history(30))).await;
    let recording = async {
        for event in any_history(120) {
            house.happened([event]).await;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    };
    let rolling = async || loop {
        let _another_may_be_at_it = rollup::advance(&house.store, 0).await;
    };
    let asking = async {
        let mut compared = 0;
        for question in QUESTIONS.iter().cycle().take(QUESTIONS.len() * 5) {
            compared += usize::from(compare_meanwhile(&house, question).await);
        }
        compared
    };
    let compared = async { tokio::join!(recording, asking).1 };
    let compared = tokio::select! {
        compared = compared => compared,
        () = async { tokio::join!(rolling(), rolling()); } => 0,
    };
    assert!(compared > 20, "only {compared} answers were of the same lines");
}
