//! Bringing a database up to date: roles, then the numbered files of `migrations/`.

use crate::StoreError;
use crate::config::connect;
use tokio_postgres::{Client, Config};

mod embedded {
    refinery::embed_migrations!("../../migrations");
}

/// The role that owns everything and that nobody can log in as.
const OWNER: &str = "woonloket_owner";

/// The roles of the services, which log in.
pub const ROLES: [&str; 4] =
    ["woonloket_intake", "woonloket_assessment", "woonloket_reporting", "woonloket_correspondence"];

/// Any number will do, as long as nobody else takes it.
const LOCK: i64 = 0x776f_6f6e_6c6f_6b65;

/// The same lock for the whole cluster would need a database that all share; roles are made so that two at once do
/// not stumble.
const MAKE_ROLE: &str = "DO $$ BEGIN CREATE ROLE {role} {login}; \
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";

/// Brings a database up to date, as an administrator who may make roles. Safe to call from several processes at once.
///
/// # Errors
/// When the database cannot be reached, or a migration fails or was changed after it ran.
pub async fn migrate(admin: &str) -> Result<(), StoreError> {
    migrate_with_passwords(admin, &[]).await
}

/// The same, and sets passwords of roles: pairs of a role out of [`ROLES`] and its password, for a server that asks
/// for them.
///
/// # Errors
/// As [`migrate`]; also when a role is not one of ours.
pub async fn migrate_with_passwords(admin: &str, passwords: &[(&str, &str)]) -> Result<(), StoreError> {
    let config: Config = admin
        .parse()
        .map_err(|error| StoreError::Setting(format!("the address of the database: {error}")))?;
    let mut client = connect(&config).await?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    prepare(&client, passwords).await?;
    embedded::migrations::runner()
        .set_migration_table_name("woonloket_migrations.done")
        .run_async(&mut client)
        .await
        .map_err(|error| StoreError::Setting(format!("a migration: {error}")))?;
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await?;
    Ok(())
}

/// Makes the roles, and goes on as the owner.
async fn prepare(client: &Client, passwords: &[(&str, &str)]) -> Result<(), StoreError> {
    let make = |role: &str, login: &str| MAKE_ROLE.replace("{role}", role).replace("{login}", login);
    client.batch_execute(&make(OWNER, "NOLOGIN")).await?;
    for role in ROLES {
        client.batch_execute(&make(role, "LOGIN")).await?;
    }
    for (role, password) in passwords {
        if !ROLES.contains(role) {
            return Err(StoreError::Setting(format!("{role} is not a role of ours")));
        }
        let statement = format!("ALTER ROLE {role} PASSWORD '{}'", password.replace('\'', "''"));
        client.batch_execute(&statement).await?;
    }
    let row = client
        .query_one(
            "SELECT quote_ident(current_database()), pg_has_role(current_user, $1, 'MEMBER'), rolsuper \
                    FROM pg_roles WHERE rolname = current_user",
            &[&OWNER],
        )
        .await?;
    let (database, member, superuser): (String, bool, bool) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    if !member && !superuser {
        client.batch_execute(&format!("GRANT {OWNER} TO CURRENT_USER")).await?;
    }
    client.batch_execute(&admissions(&database)).await?;
    client
        .batch_execute(&format!(
            "CREATE SCHEMA IF NOT EXISTS woonloket_migrations AUTHORIZATION {OWNER}; SET ROLE {OWNER}"
        ))
        .await?;
    Ok(())
}

/// Who may enter a database: our roles, and not everybody. This is not copied with a template.
pub(crate) fn admissions(database: &str) -> String {
    let services = ROLES.join(", ");
    format!(
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC;
         GRANT CONNECT ON DATABASE {database} TO {services};
         GRANT CREATE, CONNECT ON DATABASE {database} TO {OWNER};"
    )
}
