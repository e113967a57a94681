//! Editions: sealed, fetched for ever, corrected in the open, and made again from the log.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::answers::Answer;
use crate::figures::YEARS;
use crate::goals;
use crate::histories::{
    TRANCHE, at, case, corrected, granted, homes, kind, next_year, opened, published, reached, reported,
    reported_as, withdrawn,
};
use crate::ledger::any_history;
use crate::support::House;
use event_store::Until;
use regulation::event::Event;
use regulation::query::Query;
use regulation::words::{ApplicationId, Milestone, Permanence, UnitLine, Units};
use reporting::editions::{asked, kept, recomputed::recompute};
use reporting::figures::Cijfers;
use reporting::figures::in_memory::Adding;
use reporting::figures::known::Known;
use reporting::figures::read::Snapshot;
use reporting::figures::table::Audience;
use reporting::ledger::{Line, METHOD, State, lines_by};
use reporting::projection::Ledger;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const EDITIONS: &str = "/voortgang/v1/edities";

fn edition(key: &str) -> Value {
    json!({ "sleutel": key, "titel": "Voorjaar 2024", "toelichting": "Voor de Kamerbrief.", "peildatum": "2024-12-31",
            "vragen": [format!("tranche={TRANCHE}&groepeerOp=aandachtsgroep"), "groepeerOp=gemeente&gemeentegrenzen=nu"] })
}

fn correction(key: &str, of: &str, cause: &str) -> Value {
    let mut edition = edition(key);
    edition["corrigeert"] = json!({ "editie": of, "oorzaak": cause });
    edition
}

async fn seal(house: &House, edition: Value) -> Answer {
    let key = edition["sleutel"].as_str().unwrap().to_owned();
    house.ministry().post(EDITIONS, &key, edition).await
}

async fn fetch(house: &House, key: &str) -> Answer {
    house.anyone().get(&format!("{EDITIONS}/{key}")).await
}

async fn check(house: &House, key: &str) -> Answer {
    house.ministry().post(&format!("{EDITIONS}/{key}/controles"), "c", json!({})).await.expect(200)
}

/// A house in which Breda was granted a hundred homes and reported twenty-five of them.
async fn with_breda() -> House {
    let house = House::open().await;
    let breda = case("GM0758", "A");
    let granted = granted(&breda, 60_000, homes(60, 40));
    house.happened([opened(100_000), granted, reported(&breda, Milestone::Realised, 25, "2024-06-30")]).await;
    house
}

#[tokio::test]
async fn what_was_sealed_is_fetched_byte_for_byte_whatever_happens_since() {
    let house = with_breda().await;
    let sealed = seal(&house, edition("2024-voorjaar")).await.expect(201);
    assert_eq!(sealed.header("location"), format!("{EDITIONS}/2024-voorjaar"));
    assert_eq!((sealed.at("/positie"), sealed.at("/verzegeldOpPositie")), (&json!(3), &json!(4)));
    let program = concat!(env!("CARGO_PKG_VERSION"), "+", env!("WOONLOKET_COMMIT"));
    assert_eq!(sealed.at("/programma"), program, "a version alone does not say which program it was");
    let first = fetch(&house, "2024-voorjaar").await.expect(200);
    assert_eq!(first.header("etag"), format!("\"{}\"", sealed.at("/hash").as_str().unwrap()));
    assert_eq!(kept::hash(first.text.as_bytes()), sealed.at("/hash").as_str().unwrap());
    let for_ever = first.header("cache-control");
    assert!(for_ever.contains("public") && for_ever.contains("immutable"), "{for_ever}");
    let again = house.anyone().request(Method::GET, &format!("{EDITIONS}/2024-voorjaar"));
    let again = again.header("If-None-Match", first.header("etag")).send().await.unwrap();
    let again = Answer::of(again).await.expect(304);
    assert_eq!((again.text.as_str(), again.header("etag")), ("", first.header("etag")));
    assert_eq!(again.header("cache-control"), for_ever, "who has it may keep it");
    assert_eq!(first.at("/antwoorden/0/cijfers/totaal/gerealiseerd/woonruimten"), 25);
    assert!(
        first.at("/antwoorden/1/cijfers/totaal/aangevraagd").is_null(),
        "what the public may not see by place"
    );

    house
        .happened([withdrawn(&case("GM0758", "A")), granted(&case("GM0193", "B"), 1_000, homes(5, 5))])
        .await;
    house.store.rebuild(Ledger).await.unwrap();
    assert_eq!(fetch(&house, "2024-voorjaar").await.text, first.text);
    assert_eq!(check(&house, "2024-voorjaar").await.at("/klopt"), true);
    fetch(&house, "2024-najaar").await.problem(404, "niet-gevonden");
}

#[tokio::test]
async fn an_import_that_was_known_before_the_edition_and_recorded_after_it_changes_nothing_in_it() {
    let house = with_breda().await;
    seal(&house, edition("2024-voorjaar")).await.expect(201);
    let late = granted(&case("GM0193", "B"), 1_000, homes(5, 5));
    house.imported([late], "2023-01-31T11:00:00Z").await;
    let now = house.anyone().figures("peildatum=2024-12-31&bekendOp=2023-06-30").await.expect(200);
    assert_eq!(now.at("/totaal/toegekend/woonruimten"), 10, "the import is known since then");
    assert_eq!(check(&house, "2024-voorjaar").await.at("/klopt"), true);
}

#[tokio::test]
async fn a_late_report_is_corrected_in_the_open_with_its_cause_and_every_difference() {
    let house = with_breda().await;
    seal(&house, edition("2024")).await.expect(201);
    let breda = case("GM0758", "A");
    house.happened([reported(&breda, Milestone::Realised, 10, "2024-09-30")]).await;
    seal(&house, correction("2024-2", "2024", "late-melding")).await.expect(201);

    let list = house.anyone().get(EDITIONS).await.expect(200).list("resultaten");
    assert_eq!(
        (&list[0]["sleutel"], &list[1]["sleutel"]),
        (&json!("2024-2"), &json!("2024")),
        "the newest first"
    );
    assert_eq!(list[0]["corrigeert"], json!({ "editie": "2024", "oorzaak": "late-melding" }));
    assert_eq!(list[1]["gecorrigeerdDoor"], "2024-2");

    let told = house.anyone().get(&format!("{EDITIONS}/2024-2/verschillen")).await.expect(200);
    assert_eq!((told.at("/van"), told.at("/naar")), (&json!("2024"), &json!("2024-2")));
    let differences = told.list("verschillen");
    let of_group = differences.iter().find(|one| {
        one["cijfer"]["sleutel"] == json!({ "aandachtsgroep": "statushouders" })
            && one["cijfer"]["eenheid"] == "woonruimten"
    });
    let of_group = of_group.unwrap();
    assert_eq!(
        (&of_group["voor"], &of_group["na"], &of_group["cijfer"]["maat"]),
        (&json!(25), &json!(35), &json!("gerealiseerd"))
    );
    assert!(differences.iter().all(|one| one["cijfer"]["maat"] == "gerealiseerd"), "nothing else differs");

    let back = house.anyone().get(&format!("{EDITIONS}/2024/verschillen?met=2024-2")).await.expect(200);
    assert_eq!(back.list("verschillen").len(), differences.len());
    house.anyone().get(&format!("{EDITIONS}/2024/verschillen")).await.problem(400, "ongeldige-invoer");
    house
        .anyone()
        .get(&format!("{EDITIONS}/2024/verschillen?met=2023"))
        .await
        .problem(400, "ongeldige-invoer");
    let again = seal(&house, correction("2024-3", "2024", "late-melding"))
        .await
        .problem(409, "editie-al-gecorrigeerd");
    assert_eq!((again.at("/gecorrigeerdDoor"), again.at("/nieuwste")), (&json!("2024-2"), &json!("2024-2")));
    seal(&house, correction("2024-3", "2022", "late-melding")).await.problem(409, "editie-onbekend");
    seal(&house, correction("2024-3", "2024-2", "late-melding")).await.expect(201);
    let again = seal(&house, correction("2024-4", "2024", "late-melding"))
        .await
        .problem(409, "editie-al-gecorrigeerd");
    assert_eq!((again.at("/gecorrigeerdDoor"), again.at("/nieuwste")), (&json!("2024-2"), &json!("2024-3")));
}

#[tokio::test]
async fn editions_come_by_page() {
    let house = with_breda().await;
    for key in ["a", "b", "c"] {
        seal(&house, edition(key)).await.expect(201);
    }
    let first = house.anyone().get(&format!("{EDITIONS}?limit=2")).await.expect(200);
    assert_eq!(
        first.list("resultaten").iter().map(|one| one["sleutel"].clone()).collect::<Vec<_>>(),
        ["c", "b"]
    );
    let next = first.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    assert_eq!(house.anyone().get(&next).await.expect(200).list("resultaten")[0]["sleutel"], "a");
}

#[tokio::test]
async fn a_stored_byte_that_was_changed_is_found_and_never_served() {
    let house = with_breda().await;
    seal(&house, edition("2024")).await.expect(201);
    seal(&house, edition("2025")).await.expect(201);
    house.reporting.check_editions().await.unwrap();
    assert_eq!(house.anyone().get("/health/ready").await.status, 200);

    let admin = house.database.admin().await.unwrap();
    // Another byte whatever stands there, such as a digit of the commit of this build.
    let change = "UPDATE reporting.editions SET content = set_byte(content, 199, get_byte(content, 199) # 1)
                   WHERE convert_from(content, 'UTF8') LIKE '{\"sleutel\":\"2024\"%'";
    assert!(admin.execute(change, &[]).await.is_err(), "not even who may everything");
    let undo = "ALTER TABLE reporting.editions DISABLE TRIGGER ALL;
                ALTER TABLE reporting.editions DROP CONSTRAINT content_has_hash";
    admin
        .batch_execute(&format!("CREATE TABLE public.before AS TABLE reporting.editions; {undo}"))
        .await
        .unwrap();
    assert_eq!(admin.execute(change, &[]).await.unwrap(), 1);

    house.reporting.check_editions().await.unwrap();
    let ready = house.anyone().get("/health/ready").await.problem(503, "niet-gereed");
    assert!(ready.text.contains("klopt niet met het logboek: 2024\""), "{}", ready.text);
    fetch(&house, "2024").await.problem(500, "interne-fout");
    fetch(&house, "2025").await.expect(200);
    let checked = check(&house, "2024").await;
    assert!(
        checked.at("/bevindingen/0").as_str().unwrap().contains("hun hash is een andere"),
        "{}",
        checked.text
    );

    let back =
        "UPDATE reporting.editions e SET content = b.content FROM public.before b WHERE b.hash = e.hash";
    admin.batch_execute(back).await.unwrap();
    assert_eq!(check(&house, "2024").await.at("/klopt"), true);
    assert_eq!(house.anyone().get("/health/ready").await.status, 200, "what was put right is well again");
    admin.batch_execute("DELETE FROM reporting.editions").await.unwrap();
    assert_eq!(check(&house, "2025").await.at("/bevindingen/0"), "De verzegelde bytes zijn er niet meer.");
}

#[tokio::test]
async fn a_ledger_that_was_tampered_with_before_the_sealing_does_not_hide_it() {
    let house = with_breda().await;
    let admin = house.database.admin().await.unwrap();
    admin
        .execute("UPDATE reporting.ledger SET units = units + 1 WHERE measure = 'realised'", &[])
        .await
        .unwrap();
    seal(&house, edition("2024")).await.expect(201);
    let checked = check(&house, "2024").await;
    assert_eq!(
        (checked.at("/klopt"), checked.at("/verschillen/0/voor"), checked.at("/verschillen/0/na")),
        (&json!(false), &json!(26), &json!(25)),
        "{}",
        checked.text
    );
    assert_eq!(house.anyone().get("/health/ready").await.status, 503);
}

#[tokio::test]
async fn bytes_that_no_event_names_are_no_edition() {
    let house = with_breda().await;
    let client = house.store.tables().get().await.unwrap();
    kept::keep(&client, b"{\"sleutel\":\"half\"}").await.unwrap();
    assert!(house.anyone().get(EDITIONS).await.expect(200).list("resultaten").is_empty());
    fetch(&house, "half").await.problem(404, "niet-gevonden");
    let changed = client.batch_execute("DELETE FROM reporting.editions").await;
    assert!(changed.is_err(), "the service only adds");
}

#[tokio::test]
async fn a_key_is_sealed_once_and_a_repeated_request_gets_the_first_answer() {
    let house = with_breda().await;
    let first = seal(&house, edition("2024")).await.expect(201);
    house.happened([granted(&case("GM0193", "B"), 1_000, homes(5, 5))]).await;
    assert_eq!(seal(&house, edition("2024")).await.expect(201).body, first.body);
    house.ministry().post(EDITIONS, "other", edition("2024")).await.problem(409, "editie-bestaat-al");
    house.ministry().post(EDITIONS, "2024", edition("2025")).await.problem(409, "sleutel-al-gebruikt");
}

#[tokio::test]
async fn of_those_who_seal_the_same_key_at_once_one_succeeds() {
    let house = with_breda().await;
    let desk = house.ministry();
    let keys = ["a", "b", "c", "d"];
    let four = keys.map(|key| desk.post(EDITIONS, key, edition("2024")));
    let four = futures_util::future::join_all(four).await;
    assert_eq!(four.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(four.iter().all(|answer| answer.status == 201 || answer.at("/code") == "editie-bestaat-al"));
    assert_eq!(house.anyone().get(EDITIONS).await.list("resultaten").len(), 1);
}

#[tokio::test]
async fn the_ministry_seals_anyone_reads_and_every_mistake_is_told_at_its_question() {
    let house = with_breda().await;
    house.anyone().post(EDITIONS, "a", edition("2024")).await.problem(401, "niet-aangemeld");
    house.municipality("GM0758").post(EDITIONS, "a", edition("2024")).await.problem(403, "rol-mag-dit-niet");
    house.administrator().post(EDITIONS, "a", edition("2024")).await.expect(201);
    let controle = format!("{EDITIONS}/2024/controles");
    house.anyone().post(&controle, "a", json!({})).await.problem(401, "niet-aangemeld");

    let mut wrong = edition("2025");
    wrong["bekendOp"] = json!("2999-01-01T00:00:00Z");
    wrong["corrigeert"] = json!({ "editie": "Geen Sleutel", "oorzaak": "late-melding" });
    wrong["vragen"] = json!(["", "groepeerOp=kleur&peildatum=2022-01-01", "tranche=rha-1900"]);
    let told = house.ministry().post(EDITIONS, "b", wrong).await.problem(400, "ongeldige-invoer");
    let names: Vec<_> = told.list("invalidParams").iter().map(|param| param["name"].clone()).collect();
    assert_eq!(
        names,
        ["corrigeert.editie", "bekendOp", "vragen[1].peildatum", "vragen[1].groepeerOp", "vragen[2].tranche"]
    );
    let mut blank = edition("2025");
    blank["titel"] = json!("   ");
    let told = house.ministry().post(EDITIONS, "c", blank).await.problem(400, "inhoud-onjuist");
    assert_eq!(told.at("/invalidParams/0/name"), "titel");
}

/// A grant in the next tranche, to a group that belongs to another one in this tranche's taxonomy.
fn to_a_split_group() -> Event {
    let kind = kind("sociaal-urgenten", Permanence::Permanent);
    let lines = vec![UnitLine { kind, planned: Units::new(7) }];
    let Event::ApplicationGranted(mut event) = granted(&case("GM0758", "Z"), 1_000, lines) else {
        unreachable!()
    };
    event.case.tranche = next_year();
    event.into()
}

fn opened_next_year() -> Event {
    let Event::TrancheOpened(mut event) = opened(50_000) else { unreachable!() };
    event.tranche = next_year();
    event.into()
}

/// The answer to a question from the tables, and from the log alone, case by case.
async fn both(house: &House, question: &str, known_at: &str, audience: Audience) -> (Cijfers, Cijfers) {
    let (as_of, known_at) = ("2024-10-15".parse().unwrap(), at(known_at));
    let mut client = house.store.tables().get().await.unwrap();
    let snapshot = Snapshot::take(&mut client).await.unwrap();
    let read = |names| asked::read(question, as_of, known_at, names).unwrap();
    let from_tables = snapshot.answer(read(&snapshot.names), audience).await.unwrap();

    let log = house.store.history(&Query::everything(), Until::Now).await.unwrap();
    let (mut known, mut state) = (Known::default(), State::default());
    log.iter().for_each(|recorded| known.learn(&recorded.event));
    assert_eq!(known.names(), snapshot.names);
    let (method, mut adding) =
        (lines_by(METHOD).unwrap(), Adding::new(read(&known.names()), &known, audience));
    let mut cases: BTreeMap<Option<ApplicationId>, Vec<Line>> = BTreeMap::new();
    for line in log.iter().flat_map(|recorded| {
        let lines = method(&state, recorded);
        lines.iter().for_each(|line| state.learn(line));
        lines
    }) {
        cases.entry(line.application).or_default().push(line);
    }
    for case in cases.values() {
        case.iter().for_each(|line| adding.learn(line));
        adding.close();
    }
    let from_log = adding.answer(from_tables.position);
    (Cijfers::from(&from_tables), Cijfers::from(&from_log))
}

#[tokio::test]
async fn tables_and_memory_give_the_same_figures_in_any_history() {
    let questions = [
        "",
        "tranche=proef-2022&groepeerOp=aandachtsgroep,duur",
        "groepeerOp=gemeente,zelfstandigheid&gemeentegrenzen=nu",
        "groepeerOp=provincie,jaar",
        "groepeerOp=halfjaar,bewijsgraad&maat=gerealiseerd",
        "groepeerOp=regio",
        "groepeerOp=regeling,tranche,herkomst",
        "provincie=PV28,samenwerking&groepeerOp=gemeente&gemeentegrenzen=nu",
        "gemeente=GM1992&gemeentegrenzen=nu",
        "gemeente=GM0501,SW-de-bevelanden",
        "regeling=proef&duur=flex&herkomst=nieuwbouw",
        "bewijsgraad=gereed-in-de-bag&halfjaar=2024-h2",
        "tranche=proef-2022&aandachtsgroep=studenten&groepeerOp=aandachtsgroep,provincie",
        "taxonomie=proef-2022&groepeerOp=aandachtsgroep",
        "reeks=halfjaar&vanaf=2022-09-01&groepeerOp=duur",
    ];
    let mut figures = 0;
    let of_families = "taxonomy = \"proef-2023\"\nminimum_household = { value = 6, source = \"s\" }";
    let students = "[[tranches.target_groups]]\ncode = \"studenten\"\nname = \"studenten\"\nsource = \"s\"\n";
    let years =
        YEARS.replacen("[[tranches.target_groups]]", &format!("{students}[[tranches.target_groups]]"), 1);
    let years = years.replace("taxonomy = \"proef-2023\"", of_families);
    for _ in 0..3 {
        let house = House::open().await;
        let [old, new] = [any_history(40), any_history(20)];
        house.happened([published(1, &years), opened_next_year(), to_a_split_group()]).await;
        house.imported(old, "2023-01-31T11:00:00Z").await;
        house.happened(new.into_iter().skip(1)).await;
        for question in questions {
            for (known_at, audience) in [
                ("2024-01-01T00:00:00Z", Audience::Government),
                ("2999-01-01T00:00:00Z", Audience::Government),
                ("2999-01-01T00:00:00Z", Audience::Public),
            ] {
                let (from_tables, from_log) = both(&house, question, known_at, audience).await;
                assert_eq!(from_tables, from_log, "{question} as known at {known_at}");
                assert_eq!(from_tables.afgeschermd.is_empty(), audience == Audience::Government);
                figures += from_tables.cellen.len();
            }
        }
    }
    assert!(figures > 100, "only {figures} cells were compared");
}

/// What is in the sealed bytes, which the tables answered, and what the log makes of it with so many cases at once.
async fn sealed_and_made(house: &House, key: &str, cases_at_once: usize) -> (Value, Value) {
    let client = house.store.client().await.unwrap();
    let all = kept::All::read(&client).await.unwrap().0;
    let made = recompute(&house.store, &all, cases_at_once).await.unwrap();
    let of = all.iter().position(|sealed| sealed.event.edition.as_str() == key).unwrap();
    let content = kept::content(&client, &all[of].event.hash).await.unwrap().unwrap();
    let sealed: Value = serde_json::from_slice(&content).unwrap();
    (sealed["antwoorden"].clone(), json!(made[of].as_ref().unwrap().answers))
}

#[tokio::test]
async fn an_edition_is_made_again_however_many_cases_are_read_at_once() {
    let house = House::open().await;
    let many: Vec<_> = (0..20).map(|number| case("GM0758", &format!("rij {number}"))).collect();
    let begin = [published(1, YEARS), opened_next_year(), to_a_split_group()];
    house.happened(begin.into_iter().chain(any_history(40))).await;
    house.happened(many.iter().map(|case| granted(case, 1_000, homes(6, 4)))).await;
    goals::entered(&house, &goals::entry(500)).await;
    let homes_of =
        |case, report| reported_as(report, case, vec![reached(Milestone::Realised, 3, "2024-06-30")]);
    house.happened(many.iter().zip(100..).map(|(case, report)| homes_of(case, report))).await;
    let questions = [
        "",
        "groepeerOp=gemeente",
        "groepeerOp=provincie,jaar",
        "groepeerOp=tranche",
        "groepeerOp=halfjaar,bewijsgraad&maat=gerealiseerd",
        "reeks=halfjaar&vanaf=2022-09-01&groepeerOp=duur",
    ];
    let with_questions = |key: &str| {
        let mut edition = edition(key);
        edition["vragen"] = json!(questions);
        edition
    };
    seal(&house, with_questions("halverwege")).await.expect(201);
    // What each case goes on with comes far behind how it began, and was partly known before the first edition, which does not
    // count it; of half the reports nothing is left.
    house.imported(any_history(40).into_iter().skip(1), "2023-01-31T11:00:00Z").await;
    house
        .happened(
            many.iter()
                .zip(100..)
                .take(10)
                .map(|(case, report)| corrected(report + 100, report, case, vec![])),
        )
        .await;
    house.happened(many.iter().skip(15).map(withdrawn)).await;
    goals::entered(&house, &goals::entry(700)).await;
    seal(&house, with_questions("einde")).await.expect(201);
    house.happened([reported(&many[0], Milestone::Realised, 2, "2024-06-30")]).await;

    for cases_at_once in [1, 2, 7, 1_000] {
        for key in ["halverwege", "einde"] {
            let (sealed, made) = sealed_and_made(&house, key, cases_at_once).await;
            assert_eq!(sealed, made, "{key}, {cases_at_once} cases at once");
        }
    }
    let (halfway, _) = sealed_and_made(&house, "halverwege", 2).await;
    let (end, _) = sealed_and_made(&house, "einde", 2).await;
    let realised =
        |answers: &Value, what: &str| answers[0]["cijfers"]["totaal"]["gerealiseerd"][what].as_i64().unwrap();
    assert!(
        realised(&halfway, "aanvragen") >= 20
            && realised(&end, "aanvragen") < realised(&halfway, "aanvragen")
    );
}
