//! Filling a log: straight into its table, because ten million appends would take longer than a measurement may.

use crate::history::{History, events_of_a_case};
use crate::house::Database;
use crate::world;
use futures_util::pin_mut;
use regulation::query::Tag;
use regulation::record::Role;
use std::time::Instant;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

/// Everything of an event but the chain: the hashes are empty, for nothing that is measured here looks at them.
const COPY: &str = "COPY log.events FROM STDIN (FORMAT binary)";
const TYPES: [Type; 10] = [
    Type::INT8,
    Type::TEXT,
    Type::INT2,
    Type::TEXT_ARRAY,
    Type::BYTEA,
    Type::TEXT,
    Type::TEXT,
    Type::TIMESTAMPTZ,
    Type::BYTEA,
    Type::BYTEA,
];

/// Fills the log with about so many events, where an earlier run did not: how many there are.
pub async fn fill(database: &Database, events: u64) -> u64 {
    let begin = Instant::now();
    let admin = database.admin().await;
    let filled: i64 = admin.query_one("SELECT position FROM log.head", &[]).await.unwrap().get(0);
    if filled > 0 {
        println!("\n{filled} events, kept from an earlier run");
        return filled as u64;
    }
    admin.batch_execute("DROP INDEX log.events_by_tag").await.unwrap();
    let cases = (events as f64 / events_of_a_case()) as u64;
    let [municipality, assessor, administrator] =
        [Role::Municipality, Role::Assessor, Role::Administrator].map(world::actor);
    let writer = BinaryCopyInWriter::new(admin.copy_in(COPY).await.unwrap(), &TYPES);
    pin_mut!(writer);
    let (mut position, mut last) = (0_i64, world::moment(0));
    for (at, role, event) in History::of(cases) {
        position += 1;
        last = world::moment(at);
        let tags = event.tags();
        let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
        let actor = match role {
            Role::Municipality => &municipality,
            Role::Administrator => &administrator,
            _ => &assessor,
        };
        let (kind, shape, payload) =
            (event.kind().as_str(), event.kind().shape() as i16, event.payload().unwrap());
        let none: &[u8] = &[];
        writer
            .as_mut()
            .write(&[&position, &kind, &shape, &tags, &payload, actor, &None::<&str>, &last, &none, &none])
            .await
            .unwrap();
    }
    writer.finish().await.unwrap();
    admin
        .execute("UPDATE log.head SET position = $1, hash = '', recorded_at = $2", &[&position, &last])
        .await
        .unwrap();
    admin
        .batch_execute("CREATE INDEX events_by_tag ON log.events USING gin (tags) WITH (fastupdate = on, gin_pending_list_limit = 64)")
        .await
        .unwrap();
    admin.batch_execute("VACUUM ANALYZE log.events").await.unwrap();
    println!("\n{position} events: filled in {:.0} s", begin.elapsed().as_secs_f64());
    position as u64
}
