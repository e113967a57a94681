//! Where no PostgreSQL is found: what would install it.

use crate::StartError;
use std::path::{Path, PathBuf};

/// Where fetched programs stand.
pub(crate) fn binaries_folder(ours: &Path) -> PathBuf {
    ours.join("binaries")
}

/// Fetches the programs without asking for more rights than we have.
pub(crate) fn fetch(_ours: &Path, remarks: Vec<String>) -> Result<PathBuf, StartError> {
    Err(StartError::NoBinaries {
        remarks,
        advice: install_command(),
    })
}

/// The one command that installs PostgreSQL on this system.
pub(crate) fn install_command() -> String {
    let known = [
        ("/opt/homebrew/bin/brew", "brew install postgresql@17"),
        ("/usr/local/bin/brew", "brew install postgresql@17"),
        ("/usr/bin/apt-get", "sudo apt-get install -y postgresql"),
        ("/usr/bin/dnf", "sudo dnf install -y postgresql-server"),
        ("/sbin/apk", "sudo apk add postgresql17"),
        ("/usr/bin/pacman", "sudo pacman -S postgresql"),
        ("/usr/bin/zypper", "sudo zypper install postgresql-server"),
    ];
    let command = known.iter().find(|(manager, _)| Path::new(manager).exists());
    command
        .map_or("zie https://www.postgresql.org/download/", |(_, command)| command)
        .to_owned()
}
