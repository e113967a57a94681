//! Why a private server did not start, in words for the person who typed `cargo run`.

use std::path::PathBuf;
use std::{fmt, io};

/// Why a private server did not start. Its text is Dutch and says what to do.
pub enum StartError {
    /// No PostgreSQL of version 15 or later was found, nor could it be fetched.
    NoBinaries {
        /// What was found or tried instead, one remark per line.
        remarks: Vec<String>,
        /// The command that installs PostgreSQL on this system.
        advice: String,
    },
    /// The program that copies a running server is missing: what the npm registry has is without it.
    NoReplica {
        /// Where it was looked for.
        program: PathBuf,
        /// The command that installs PostgreSQL on this system.
        advice: String,
    },
    /// The data was made by another major version than the binaries that were found.
    OtherVersion {
        /// The major version that made the data.
        data: u32,
        /// The major version of the newest binaries.
        binaries: u32,
        /// The folder of this server.
        folder: PathBuf,
    },
    /// Another process runs this server.
    Running {
        /// The folder of this server.
        folder: PathBuf,
    },
    /// The user that the server must run as cannot reach a folder or a program.
    Unreachable {
        /// The user's name and number.
        user: String,
        /// The folder or program.
        path: PathBuf,
    },
    /// A folder belongs to somebody else, or is no folder.
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// The name holds something else than letters, digits, `-` and `_`.
    BadName {
        /// The name that was asked.
        name: String,
    },
    /// The path of the unix socket does not fit in the 107 bytes that the system has for it.
    PathTooLong {
        /// The path of the socket.
        path: PathBuf,
    },
    /// A program of PostgreSQL failed or did not become ready.
    Failed {
        /// The program.
        program: String,
        /// The last that it said.
        said: String,
    },
    /// The operating system refused something.
    Io {
        /// What was tried, in Dutch.
        doing: String,
        /// Why it failed.
        cause: io::Error,
    },
}

impl StartError {
    /// Turns an operating system's error into one that says what was tried.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> StartError {
        let doing = doing.into();
        move |cause| StartError::Io { doing, cause }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::NoBinaries { remarks, advice } => {
                writeln!(f, "Geen PostgreSQL 15 of nieuwer gevonden.")?;
                for remark in remarks {
                    writeln!(f, "  - {remark}")?;
                }
                write!(
                    f,
                    "Installeer het met: {advice}\nof noem de map met de programma's in {}.",
                    crate::BINARIES_SETTING
                )
            }
            StartError::NoReplica { program, advice } => write!(
                f,
                "Voor een replica is pg_basebackup nodig, en {} is er niet.\nInstalleer PostgreSQL met: {advice}\n\
                 of noem de map met alle programma's ervan in {}.",
                program.display(),
                crate::BINARIES_SETTING
            ),
            StartError::OtherVersion { data, binaries, folder } => write!(
                f,
                "De gegevens in {} zijn gemaakt door PostgreSQL {data}; gevonden is alleen PostgreSQL {binaries}. \
                 Installeer versie {data}, of begin opnieuw met --fresh.",
                folder.display()
            ),
            StartError::Running { folder } => write!(
                f,
                "Een ander proces gebruikt de gegevens in {} al. Stop dat eerst (Ctrl-C), of kies met {} een andere map.",
                folder.display(),
                crate::FOLDER_SETTING
            ),
            StartError::Unreachable { user, path } => write!(
                f,
                "PostgreSQL draait nooit als root, maar als gebruiker {user}, en die kan niet bij {}. \
                 Kies een map die voor die gebruiker bereikbaar is.",
                path.display()
            ),
            StartError::NotOurs { path } => write!(
                f,
                "{} is geen map van de gebruiker die dit start. Verwijder die, of kies met {} een andere map.",
                path.display(),
                crate::FOLDER_SETTING
            ),
            StartError::BadName { name } => {
                write!(f, "De naam \"{name}\" kan niet: gebruik letters, cijfers, - en _.")
            }
            StartError::PathTooLong { path } => write!(
                f,
                "Het pad {} is langer dan de 107 bytes die een unix-socket mag hebben. Kies met {} een kortere map.",
                path.display(),
                crate::FOLDER_SETTING
            ),
            StartError::Failed { program, said } => write!(f, "{program} is mislukt:\n{said}"),
            StartError::Io { doing, cause } => write!(f, "{doing} is mislukt: {cause}"),
        }
    }
}

/// The same text, so that a test that unwraps also says what to do.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StartError::Io { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
