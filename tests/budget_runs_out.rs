//! The ceiling under a race: sixty-four approvals at once, from two processes, for money for ten. Two hundred rounds.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story that cannot be told must stop"
)]

use futures_util::StreamExt;
use futures_util::stream;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use stories::{Answer, Case, House, Person, application, trial};

const ROUNDS: usize = 200;
const APPLICANTS: usize = 64;
const LAWFUL: usize = 10;
const EUROS: i64 = 7_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_lawful_ten_are_granted_each_time_and_the_rest_hear_what_is_left_and_who_is_before_them() {
    let mut house = House::of(&["intake", "assessment"]).await;
    let second = house.start_service("assessment").await;
    let tranches: Vec<String> = (1..=ROUNDS).map(|round| format!("race-{round}")).collect();
    let (anna, bram) = (house.assessor("anna"), house.assessor("bram"));
    let deciders = [bram.clone(), house.at(&bram, "/beoordeling/v1", &second)];
    publish(&house.administrator(), &tranches).await;
    let municipality = house.municipality("GM0758");
    for (round, tranche) in tranches.iter().enumerate() {
        house
            .administrator()
            .post("/beoordeling/v1/tranches", json!({ "regeling": "race", "tranche": tranche }))
            .await
            .expect(201);
        let line = ready_for_a_decision(&municipality, &anna, tranche).await;
        let answers = race(&deciders, &line, round).await;
        check(&line, &answers, tranche);
    }
}

async fn publish(administrator: &Person, tranches: &[String]) {
    let ceiling = EUROS * i64::try_from(LAWFUL).unwrap();
    let text = trial::scheme("race", tranches, ceiling);
    administrator.post("/beoordeling/v1/regelingen", json!({ "tekst": text })).await.expect(201);
}

/// Sixty-four complete and advised applications, in their lawful order.
async fn ready_for_a_decision(municipality: &Person, anna: &Person, tranche: &str) -> Vec<Case> {
    let one = |number: usize| async move {
        let body = application(tranche, &format!("{tranche}-{number}"), EUROS, 1);
        let submitted = municipality.post("/aanvragen/v1/aanvragen", body).await.expect(201);
        let mut case =
            Case { id: submitted.text("aanvraagId").into(), etag: submitted.header("etag").into() };
        anna.post_seen(&mut case, "/beoordeling/v1/volledigverklaringen", json!({})).await.expect(201);
        let advice = json!({ "soort": "toekennen", "bedragCent": EUROS * 100, "motivering": "Voldoet." });
        anna.post_seen(&mut case, "/beoordeling/v1/adviezen", advice).await.expect(201);
        let since: Timestamp = submitted.text("ontvangenOp").parse().unwrap();
        ((since, submitted.number("positie")), case)
    };
    let mut cases: Vec<_> = stream::iter(0..APPLICANTS).map(one).buffer_unordered(16).collect().await;
    cases.sort_by_key(|(place, _)| *place);
    cases.into_iter().map(|(_, case)| case).collect()
}

/// All approvals at once, each process taking half, begun in another order each round.
async fn race(deciders: &[Person; 2], line: &[Case], round: usize) -> Vec<Answer> {
    let grant = json!({ "soort": "toekennen", "bedragCent": EUROS * 100, "motivering": "Conform advies." });
    let starts = (0..line.len()).map(|start| (start * 37 + round * 11) % line.len());
    let one = |rank: usize| {
        let (decider, mut case, grant) = (&deciders[(rank + round) % 2], line[rank].clone(), grant.clone());
        async move { (rank, decider.post_seen(&mut case, "/beoordeling/v1/besluiten", grant).await) }
    };
    let mut answers: Vec<_> = stream::iter(starts).map(one).buffer_unordered(APPLICANTS).collect().await;
    answers.sort_by_key(|(rank, _)| *rank);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn check(line: &[Case], answers: &[Answer], tranche: &str) {
    let granted: Vec<usize> = (0..line.len()).filter(|rank| answers[*rank].status == 201).collect();
    assert_eq!(granted, (0..LAWFUL).collect::<Vec<_>>(), "{tranche}: who was granted, by place in the order");
    for (rank, answer) in answers.iter().enumerate().skip(LAWFUL) {
        let refusal = answer.clone().problem(409, "plafond-ontoereikend");
        let free = refusal.number("vrijCent");
        assert!(free >= 0 && free % (EUROS * 100) == 0, "{tranche}: {free} cents are left");
        let named: BTreeSet<&str> =
            refusal.list("eerdereAanvragen").iter().filter_map(Value::as_str).collect();
        let undecided: BTreeSet<&str> = line[LAWFUL..rank].iter().map(|case| case.id.as_str()).collect();
        let all_before: BTreeSet<&str> = line[..rank].iter().map(|case| case.id.as_str()).collect();
        assert!(
            named.is_superset(&undecided) && named.is_subset(&all_before),
            "{tranche}: who is before {rank}"
        );
        let before = i64::try_from(named.len()).unwrap();
        assert_eq!(refusal.number("eerderGevraagdCent"), before * EUROS * 100);
        assert!(
            free < (before + 1) * EUROS * 100,
            "{tranche}: it was refused although {free} cents were left"
        );
    }
}
