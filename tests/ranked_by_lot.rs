//! A tranche that is ranked by category, where the lot decides between equals: sealed before the seed exists, drawn,
//! ranked, decided, and made again by anyone from the published files.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story that cannot be told must stop"
)]

use jiff::{Timestamp, ToSpan};
use regulation::allocation::check;
use serde_json::{Value, json};
use std::time::Duration;
use stories::{Answer, Case, House, Person, trial};

const TRANCHE: &str = "/beoordeling/v1/tranches/loting-1";

#[tokio::test(flavor = "multi_thread")]
async fn the_lot_decides_between_equals_and_anyone_can_draw_again() {
    let house = House::together().await;
    let (admin, anna, bram) = (house.administrator(), house.assessor("anna"), house.assessor("bram"));
    a_tranche_that_is_ranked_is_opened(&admin).await;
    let mut cases = Vec::new();
    for (code, category) in [("GM0758", "eerst"), ("GM0344", "eerst"), ("GM0363", "daarna")] {
        cases.push(a_case_is_judged(&house.municipality(code), &anna, category).await);
    }
    nothing_is_granted_without_a_place(&bram, &mut cases[0]).await;
    admin
        .post(&format!("{TRANCHE}/sluitingen"), json!({ "reden": "De aanvraagperiode is voorbij." }))
        .await
        .expect(201);
    let hash = the_list_is_sealed_before_the_seed_exists(&anna).await;
    let drawn = lots_are_drawn_once(&anna, &hash).await;
    let ranked = the_ranking_follows(&anna, &drawn, &cases).await;
    the_first_is_granted_and_the_second_is_not_reached(&bram, &mut cases, &ranked).await;
    anyone_makes_both_again(&house.anyone(), &hash, &drawn, &ranked).await;
}

async fn a_tranche_that_is_ranked_is_opened(admin: &Person) {
    let text = trial::scheme("loting", &["loting-1".into()], 500_000);
    let categories = [("eerst", "Onzelfstandig"), ("daarna", "Zelfstandig")].map(|(code, name)| {
        format!("[[tranches.categories]]\ncode = \"{code}\"\nname = \"{name}\"\nsource = \"verhaal\"\n\n")
    });
    let rules = format!(
        "allocation = {{ value = \"category\", source = \"verhaal\" }}\nties = {{ value = \"lot\", source = \"verhaal\" }}\n\n{}",
        categories.concat()
    );
    let waiting = "allocation = { value = \"completeness-then-waiting-list\", source = \"verhaal\" }\n";
    let text = text.replace(waiting, &rules);
    admin.post("/beoordeling/v1/regelingen", json!({ "tekst": text })).await.expect(201);
    let tranche = json!({ "regeling": "loting", "tranche": "loting-1" });
    admin.post("/beoordeling/v1/tranches", tranche).await.expect(201);
}

async fn a_case_is_judged(municipality: &Person, anna: &Person, category: &str) -> Case {
    let (mut case, _) = municipality.submit("loting-1", &format!("Z-{category}"), 300_000, 50).await;
    anna.post_to(&mut case, "/beoordeling/v1/volledigverklaringen", json!({})).await.expect(201);
    let advice = |category: &str| {
        json!({ "soort": "toekennen", "bedragCent": 30_000_000, "motivering": "Voldoet.",
                "oordeel": { "categorie": category } })
    };
    let wrong = anna.post_to(&mut case, "/beoordeling/v1/adviezen", advice("nergens")).await;
    assert_eq!(wrong.text("code"), "inhoud-onjuist", "{:#}", wrong.body);
    anna.post_to(&mut case, "/beoordeling/v1/adviezen", advice(category)).await.expect(201);
    case
}

async fn nothing_is_granted_without_a_place(bram: &Person, case: &mut Case) {
    bram.post_to(case, "/beoordeling/v1/besluiten", grant()).await.problem(409, "rangschikking-nodig");
}

fn grant() -> Value {
    json!({ "soort": "toekennen", "bedragCent": 30_000_000, "motivering": "Conform advies." })
}

async fn the_list_is_sealed_before_the_seed_exists(anna: &Person) -> String {
    let seal = |expected_at: Timestamp| {
        json!({ "waarvoor": { "soort": "rangschikking" },
                "zaadbron": { "soort": "akte", "notaris": "mr. A. de Vries", "verwachtOp": expected_at } })
    };
    let path = format!("{TRANCHE}/verzegelingen");
    anna.post(&path, seal(Timestamp::now() - 1.second())).await.problem(409, "zaad-bestaat-al");
    let sealed = anna.post(&path, seal(Timestamp::now() + 3.seconds())).await.expect(201);
    let hash = sealed.text("hash").to_owned();
    anna.post(&path, seal(Timestamp::now() + 9.seconds())).await.problem(409, "al-verzegeld");
    let early = json!({ "hash": hash, "zaad": "2718281828" });
    anna.post(&format!("{TRANCHE}/lotingen"), early).await.problem(409, "zaad-bestaat-nog-niet");
    anna.post(&format!("{TRANCHE}/rangschikkingen"), json!({})).await.problem(409, "nog-niet-geloot");
    hash
}

async fn lots_are_drawn_once(anna: &Person, hash: &str) -> Answer {
    tokio::time::sleep(Duration::from_millis(3_200)).await;
    let (path, draw) = (format!("{TRANCHE}/lotingen"), json!({ "hash": hash, "zaad": "2718281828" }));
    let drawn = anna.post_again(&path, draw.clone(), "loting").await.expect(201);
    let again = anna.post_again(&path, draw.clone(), "loting").await.expect(201);
    assert_eq!(again.body, drawn.body, "a repeated call gets the first answer");
    anna.post(&path, draw).await.problem(409, "al-geloot");
    assert_eq!(drawn.list("volgorde").len(), 3);
    drawn
}

/// Category first, and within a category the lot.
async fn the_ranking_follows(anna: &Person, drawn: &Answer, cases: &[Case]) -> Answer {
    let ranked = anna.post(&format!("{TRANCHE}/rangschikkingen"), json!({})).await.expect(201);
    let order: Vec<&str> =
        ranked.list("plaatsen").iter().map(|place| place["aanvraagId"].as_str().unwrap()).collect();
    let mut expected: Vec<&str> = drawn.list("volgorde").iter().map(|id| id.as_str().unwrap()).collect();
    expected.retain(|id| *id != cases[2].id);
    expected.push(&cases[2].id);
    assert_eq!(order, expected);
    ranked
}

async fn the_first_is_granted_and_the_second_is_not_reached(
    bram: &Person,
    cases: &mut [Case],
    ranked: &Answer,
) {
    let first = ranked.list("plaatsen")[0]["aanvraagId"].as_str().unwrap().to_owned();
    let (mut winner, mut other) = (cases[0].clone(), cases[1].clone());
    if winner.id != first {
        std::mem::swap(&mut winner, &mut other);
    }
    bram.post_to(&mut other, "/beoordeling/v1/besluiten", grant()).await.problem(409, "plafond-ontoereikend");
    bram.post_to(&mut winner, "/beoordeling/v1/besluiten", grant()).await.expect(201);
    bram.post_to(&mut other, "/beoordeling/v1/besluiten", grant()).await.problem(409, "plafond-ontoereikend");
}

async fn anyone_makes_both_again(anyone: &Person, hash: &str, drawn: &Answer, ranked: &Answer) {
    let list = anyone.get("/logboek/v1/verdelingen?tranche=loting-1").await.expect(200);
    let [lottery, ranking] = list.list("resultaten") else { panic!("{:#}", list.body) };
    assert_eq!((lottery["soort"].as_str(), lottery["verzegeldeHash"].as_str()), (Some("loting"), Some(hash)));
    let ids = |rows: Vec<Value>| rows.iter().map(|id| id.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let drawn = ids(drawn.list("volgorde").to_vec());
    let ranked = ids(ranked.list("plaatsen").iter().map(|place| place["aanvraagId"].clone()).collect());
    for (file, order) in [(lottery, drawn), (ranking, ranked)] {
        let bytes = anyone.bytes(file["bestand"].as_str().unwrap()).await;
        let again = check(&bytes).unwrap_or_else(|difference| panic!("{difference}"));
        assert_eq!(again.iter().map(ToString::to_string).collect::<Vec<_>>(), order);
    }
    anyone.get("/logboek/v1/verdelingen/1").await.problem(404, "niet-gevonden");
}
