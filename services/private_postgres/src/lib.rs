//! A PostgreSQL of one's own: found, made and started without any set-up, reachable only through a
//! unix socket, and stopped with the process that started it.
//!
//! In a program (`cargo run`):
//!
//! ```no_run
//! use private_postgres::{Options, PrivatePostgres};
//!
//! # fn main() -> Result<(), private_postgres::StartError> {
//! let server = PrivatePostgres::start(&Options::from_environment())?; // data is kept between runs
//! let admin = server.url(private_postgres::ADMIN, "postgres"); // "host=/… user=… dbname=…"
//! // tokio_postgres::connect(&admin, NoTls), CREATE DATABASE, migrate, serve …
//! server.stop(); // or drop it
//! # Ok(())
//! # }
//! ```
//!
//! In a test, one server for the whole test process, thrown away when that ends (also when it is
//! killed); each test makes itself a database of its own on it:
//!
//! ```no_run
//! let server = private_postgres::for_tests().unwrap();
//! let admin = server.url(private_postgres::ADMIN, "postgres"); // CREATE DATABASE my_test_<uuid>
//! ```
//!
//! [`Options::replica_of`] makes a streaming replica of a running server, with `pg_basebackup`.
//!
//! Every role may log in without a password (`trust`): the socket stands in a folder that only the
//! server's user, and we, can enter. Both calls block for as long as starting takes (a first start
//! 1 to 4 seconds, a later one some 0.1 second); from async code, call them before serving begins.
//!
//! How it works: the newest PostgreSQL of version 15 or later is looked for in the usual places and
//! in `PATH`; the setting [`BINARIES_SETTING`] names a folder instead. As root, only the server
//! itself is started as user `postgres`, or else `nobody`. The data stands in
//! `/var/tmp/woonloket-<uid>/<name>`, or under the folder of the setting [`FOLDER_SETTING`].

mod binaries;
mod error;
mod fetch;
mod folder;
mod options;
mod probe;
mod server;
mod user;
mod watchdog;

pub use error::StartError;
pub use options::{BINARIES_SETTING, Durability, FOLDER_SETTING, Options, WhenRunning};

use folder::Folder;
use server::Server;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::thread::sleep;
use std::time::Duration;
use user::User;

/// The role that made the cluster, and may do everything in it.
pub const ADMIN: &str = "woonloket_admin";

/// A running private server. Dropping it stops the server, if this process started it.
#[derive(Debug)]
pub struct PrivatePostgres {
    folder: Folder,
    temporary: bool,
    /// Absent when another process started the server, and this one joined.
    server: Option<Server>,
    /// Our turn to run the server, held for as long as it is ours.
    _turn: Option<File>,
}

impl PrivatePostgres {
    /// Starts a private server, and returns when it answers.
    ///
    /// # Errors
    /// See [`StartError`]; its text says in Dutch what to do.
    pub fn start(options: &Options) -> Result<Self, StartError> {
        let user = User::find();
        let folder = Folder::prepare(options, &user)?;
        loop {
            if let Some(turn) = folder.take_turn()? {
                let mut started =
                    PrivatePostgres { folder, temporary: options.temporary, server: None, _turn: Some(turn) };
                started.server = Some(Server::start(options, &user, &started.folder)?);
                return Ok(started);
            }
            if options.when_running == WhenRunning::Refuse || options.fresh {
                return Err(StartError::Running { folder: folder.path });
            }
            if probe::answers(&folder.socket()) {
                return Ok(PrivatePostgres { folder, temporary: false, server: None, _turn: None });
            }
            // Whose turn it is, is still starting, or just stopping.
            sleep(Duration::from_millis(50));
        }
    }

    /// How to connect, as tokio-postgres and libpq read it: `host=/… user=… dbname=…`.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        let host = self.folder.run();
        format!("host={} user={} dbname={}", quoted(&host.to_string_lossy()), quoted(user), quoted(database))
    }

    /// The folder in which the socket stands.
    #[must_use]
    pub fn socket_folder(&self) -> PathBuf {
        self.folder.run()
    }

    /// The folder of this server: its data, and its log in the file `log`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder.path
    }

    /// Whether this process started the server, and so will stop it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.server.is_some()
    }

    /// Stops the server and waits until it has ended. Joined servers go on.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.stop();
        }
        if self.temporary {
            let _nothing_to_be_done = folder::remove(&self.folder.path);
        }
    }
}

/// The one throwaway server of this test process, started at the first call. It is stopped and its
/// data removed when the process ends, in whatever way.
///
/// # Errors
/// See [`StartError`].
pub fn for_tests() -> Result<&'static PrivatePostgres, StartError> {
    static SERVER: OnceLock<PrivatePostgres> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = STARTING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(server) = SERVER.get() {
        return Ok(server);
    }
    let options = Options::throwaway(format!("test-{}", std::process::id()));
    let server = PrivatePostgres::start(&Options { fresh: true, ..options })?;
    Ok(SERVER.get_or_init(|| server))
}

/// A value as connection strings want it: in quotes when it is not plain.
fn quoted(value: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/-_.".contains(letter);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_spaces_and_quotes_are_quoted() {
        assert_eq!(quoted("/var/tmp/woonloket-0/local/run"), "/var/tmp/woonloket-0/local/run");
        assert_eq!(quoted("Jan's map"), r"'Jan\'s map'");
    }
}
