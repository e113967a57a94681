//! The boundary check as the log grows: it must keep its plan.

use crate::Effort;
use crate::table::median;
use crate::world::{World, case, event};
use std::time::Instant;
use tokio_postgres::Client;

/// One event, as `intake`, with a boundary that names a tag which a hundred thousands of events carry.
const APPEND: &str = "SELECT outcomes IS NULL FROM log.append($1, '{1}',
    ARRAY['[{\"types\": [\"application-granted\"], \"tags\": [\"tranche:rha-2022\"]}]'], NULL, NULL,
    '{application-withdrawn}', '{1}', ARRAY[E'tranche:rha-2022\\napplication:1\\napplicant:GM0001'], ARRAY[$2::bytea],
    ARRAY['{}'], ARRAY[NULL]::text[])";

pub async fn measure(world: &World, effort: Effort) {
    let database = world.database("boundary").await;
    let admin = world.admin(&database).await;
    println!("\nThe boundary check as the log grows, microseconds for one append (median)");
    println!("{:<46} {:>12} {:>12} {:>12}", "events in the log", "nothing new", "10 new", "1,000 new");
    let mut size = 0;
    for wanted in effort.sizes {
        fill(&admin, wanted - size).await;
        size = wanted;
        let client = world.admin(&database).await;
        let mut line = format!("{wanted:<46}");
        for news in [0, 10, 1_000] {
            line.push_str(&format!(" {:>12.0}", append(&client, news, effort).await));
        }
        println!("{line}");
    }
}

/// The time of one append that was decided so many events ago, with its commit.
async fn append(client: &Client, news: i64, effort: Effort) -> f64 {
    client.batch_execute("SET SESSION AUTHORIZATION woonloket_intake").await.unwrap();
    let append = client.prepare(APPEND).await.unwrap();
    let payload = event(case(1)).payload().unwrap();
    let mut times = Vec::new();
    for _ in 0..effort.rounds * 40 {
        let head: i64 = client.query_one("SELECT position FROM log.head()", &[]).await.unwrap().get(0);
        let begin = Instant::now();
        let recorded: bool = client.query_one(&append, &[&(head - news), &payload]).await.unwrap().get(0);
        times.push(begin.elapsed().as_secs_f64() * 1e6);
        assert!(recorded);
    }
    median(times)
}

/// Fills the log with cases of a hundred events each, mixed as they would be, all in one tranche.
pub async fn fill(admin: &Client, events: u64) {
    let payload = event(case(1)).payload().unwrap();
    let insert = admin
        .prepare(
            "SELECT o.before FROM log.head() h, LATERAL (
                SELECT array_agg('application-withdrawn'::text) AS types, array_agg(1::smallint) AS ones,
                       array_agg(E'tranche:rha-2022\\napplication:' || lpad(to_hex((h.position + n) % $3), 32, '0')::uuid
                                 || E'\\napplicant:GM' || lpad(((h.position + n) % 342)::text, 4, '0')) AS tags,
                       array_agg($1::bytea) AS payloads, array_agg($2::text) AS actors, array_agg(NULL::text) AS none
                  FROM generate_series(0, 999) n) a,
             LATERAL log.append(h.position, ARRAY[1000]::smallint[], ARRAY['[]'], NULL, NULL, a.types, a.ones, a.tags,
                                a.payloads, a.actors, a.none) o",
        )
        .await
        .unwrap();
    let actor = serde_json::to_string(&crate::world::actor()).unwrap();
    let streams = (events / 100) as i64;
    admin.batch_execute("SET SESSION AUTHORIZATION woonloket_intake").await.unwrap();
    for _ in 0..events / 1_000 {
        admin.query_one(&insert, &[&payload, &actor, &streams]).await.unwrap();
    }
    admin.batch_execute("RESET SESSION AUTHORIZATION").await.unwrap();
    admin.batch_execute("VACUUM ANALYZE log.events").await.unwrap();
}
