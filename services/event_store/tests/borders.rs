//! Who may do what with the log: the borders between services are the database's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::*;
use event_store::testing::TestDatabase;
use event_store::{ROLES, Refusal};
use regulation::event::{Event, EventType};
use regulation::query::Query;
use regulation::record::Position;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// Appends one event of this type, as this connection.
async fn append(client: &Client, event_type: &str) -> Option<Vec<i16>> {
    let text = "SELECT outcomes FROM log.append(0, '{1}', '{[]}', NULL, NULL, ARRAY[$1], '{1}', '{a}', \
                ARRAY['{}'::bytea], '{{}}', ARRAY[NULL]::text[])"
        .replace("'{{}}'", "ARRAY['{}']")
        .replace("'{[]}'", "ARRAY['[]']");
    client.query_one(&text, &[&event_type]).await.unwrap().get(0)
}

async fn refused(client: &Client, statement: &str) {
    let error = client.batch_execute(statement).await.expect_err(statement);
    assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{statement}: {error:?}");
}

#[tokio::test]
async fn intake_cannot_append_a_grant() {
    let database = TestDatabase::new().await.unwrap();
    let intake = database.client("woonloket_intake").await.unwrap();
    assert_eq!(append(&intake, "application-granted").await, Some(vec![4]));
    let store = database.store("intake").await.unwrap();
    let closed = regulation::event::TrancheClosed {
        tranche: regulation::words::TrancheKey::parse("rha-2022").unwrap(),
        closed_at: moment("2022-10-01T10:00:00Z"),
        reason: "plafond bereikt".to_owned(),
        by: citizen().person,
    };
    let answer = store.append(vec![Event::from(closed)], Query::default(), Position(0), &citizen()).await;
    assert!(matches!(answer, Err(Refusal::NotAllowed)));
    assert_eq!(store.head().await.unwrap().position, Position(0), "nothing was recorded");
}

#[tokio::test]
async fn each_type_of_event_is_one_services_to_append_and_reporting_has_none_that_a_decision_reads() {
    let database = TestDatabase::new().await.unwrap();
    for kind in EventType::ALL {
        let mut may = Vec::new();
        for role in ROLES {
            // Each append is refused or rolled back, so that all begin after position 0.
            let client = database.client(role).await.unwrap();
            client.batch_execute("BEGIN").await.unwrap();
            if append(&client, kind.as_str()).await.is_none() {
                may.push(role);
            }
            client.batch_execute("ROLLBACK").await.unwrap();
        }
        assert_eq!(may.len(), 1, "{} may be appended by {may:?}", kind.as_str());
        let of_figures = [EventType::ContributionEntered, EventType::EditionSealed].contains(kind);
        assert_eq!(may.first() == Some(&"woonloket_reporting"), of_figures, "{}", kind.as_str());
    }
}

#[tokio::test]
async fn nobody_updates_deletes_or_truncates_what_is_recorded() {
    let database = TestDatabase::new().await.unwrap();
    let changes = [
        "UPDATE log.events SET payload = ''",
        "DELETE FROM log.events",
        "TRUNCATE log.events",
        "INSERT INTO log.events SELECT * FROM log.events",
        "UPDATE log.commands SET first = 1",
        "DELETE FROM log.commands",
        "TRUNCATE log.commands",
    ];
    for role in ROLES {
        let client = database.client(role).await.unwrap();
        for change in changes {
            refused(&client, change).await;
        }
    }
    // Not even who may everything, as long as the trigger stands.
    let admin = database.admin().await.unwrap();
    for change in [
        "UPDATE log.events SET payload = ''",
        "DELETE FROM log.events",
        "TRUNCATE log.events",
        "DELETE FROM log.head",
        "UPDATE log.commands SET first = 1",
    ] {
        refused(&admin, change).await;
    }
}

#[tokio::test]
async fn the_head_is_private_and_so_are_the_keys() {
    let database = TestDatabase::new().await.unwrap();
    for role in ROLES {
        let client = database.client(role).await.unwrap();
        for private in [
            "SELECT * FROM log.head",
            "SELECT * FROM log.head FOR UPDATE",
            "UPDATE log.head SET position = 0",
            "DO $$ BEGIN LOCK TABLE log.head IN ACCESS SHARE MODE; END $$",
            "SELECT * FROM log.may_append",
            "INSERT INTO log.may_append VALUES (current_user, '{application-granted}')",
            "UPDATE keyring.subjects SET key = ''",
            "DELETE FROM keyring.installation",
        ] {
            refused(&client, private).await;
        }
    }
    let reporting = database.client("woonloket_reporting").await.unwrap();
    refused(&reporting, "SELECT * FROM keyring.subjects").await;
    let correspondence = database.client("woonloket_correspondence").await.unwrap();
    refused(&correspondence, "SELECT * FROM keyring.installation").await;
    refused(&correspondence, "SELECT keyring.erase(gen_random_uuid())").await;
}

#[tokio::test]
async fn nobody_writes_anothers_tables_or_makes_things_in_anothers_schema() {
    let database = TestDatabase::new().await.unwrap();
    for role in ROLES {
        let client = database.client(role).await.unwrap();
        let own = role.trim_start_matches("woonloket_");
        for schema in ["intake", "assessment", "reporting", "correspondence"] {
            let write = format!("INSERT INTO {schema}.checkpoints VALUES ('{role}', 1, 0)");
            let make = format!("CREATE TABLE {schema}_next.mine (x int)");
            if schema == own {
                client.batch_execute(&write).await.unwrap();
                client.batch_execute(&make).await.unwrap();
            } else {
                refused(&client, &write).await;
                refused(&client, &format!("SELECT * FROM {schema}.checkpoints")).await;
                refused(&client, &make).await;
            }
            refused(&client, &format!("CREATE TABLE {schema}.mine (x int)")).await;
        }
        for schema in ["log", "keyring", "public", "woonloket_migrations"] {
            refused(&client, &format!("CREATE TABLE {schema}.mine (x int)")).await;
        }
        refused(&client, "CREATE TEMPORARY TABLE events (x int)").await;
    }
}

#[tokio::test]
async fn nothing_is_executable_or_readable_by_everybody() {
    let database = TestDatabase::new().await.unwrap();
    let admin = database.admin().await.unwrap();
    let open = "SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
          AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)
        UNION ALL
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
          AND EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee = 0)";
    let rows = admin.query(open, &[]).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(names.is_empty(), "{names:?}");
    // What runs as its owner names every schema itself.
    let loose = "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef
        AND p.pronamespace::regnamespace::text IN ('log', 'keyring')
        AND NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%search_path=pg_catalog, pg_temp%', false)";
    assert!(admin.query(loose, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_slips_in_beside_what_a_batch_counts() {
    let database = TestDatabase::new().await.unwrap();
    let intake = database.client("woonloket_intake").await.unwrap();
    let reporting = database.client("woonloket_reporting").await.unwrap();
    let call = |counts: &str, boundaries: &str, types: &str, shapes: &str, payloads: &str| {
        format!(
            "SELECT log.append(0, '{counts}', ARRAY[{boundaries}], NULL, NULL, ARRAY[{types}], '{shapes}', \
             array_fill('a'::text, ARRAY[cardinality(ARRAY[{types}])]), {payloads}, \
             array_fill('{{}}'::text, ARRAY[cardinality(ARRAY[{types}])]), \
             array_fill(NULL::text, ARRAY[cardinality(ARRAY[{types}])]))"
        )
    };
    let (report, both) = ("'progress-reported'", "'progress-reported', 'application-granted'");
    let one = "ARRAY['{}'::bytea]";
    let two = "ARRAY['{}'::bytea, '{}'::bytea]";
    let smuggled = [
        (&reporting, call("{0}", "'[]'", "'application-granted'", "{1}", one)),
        (&intake, call("{1}", "'[]'", both, "{1,1}", two)),
        (&intake, call("{1,0}", "'[]', '[]'", both, "{1,1}", two)),
        (&intake, call("{1}", "'[]'", report, "{1}", "'[5:5]={\"{}\"}'::bytea[]")),
        (&intake, call("{1}", "'[]'", report, "{1}", two)),
    ];
    for (client, statement) in smuggled {
        assert!(client.query_one(&statement, &[]).await.is_err(), "{statement}");
    }
    let admin = database.admin().await.unwrap();
    let count: i64 = admin.query_one("SELECT count(*) FROM log.events", &[]).await.unwrap().get(0);
    assert_eq!(count, 0);
}

#[tokio::test]
async fn who_only_reads_cannot_hold_the_head() {
    let database = TestDatabase::new().await.unwrap();
    let correspondence = database.client("woonloket_correspondence").await.unwrap();
    refused(&correspondence, "SELECT log.hold_head()").await;
}
