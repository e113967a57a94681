//! Finding PostgreSQL's programs.

use crate::{BINARIES_SETTING, StartError, fetch};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The oldest major version that works.
pub(crate) const OLDEST: u32 = 15;

/// Where installers put PostgreSQL; a `*` stands for any version.
const USUAL_PLACES: [&str; 7] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/usr/lib64/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// A folder with PostgreSQL's programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binaries {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

impl Binaries {
    /// The programs to use: those of the folder that was named, or the newest that are found, or
    /// fetched ones. Where there is data already, programs of the version that made it go first.
    pub(crate) fn choose(
        named: Option<&Path>,
        made_by: Option<u32>,
        ours: &Path,
    ) -> Result<Self, StartError> {
        let mut found = match named {
            Some(folder) => read(folder).into_iter().collect(),
            None => everywhere(ours),
        };
        let too_old: Vec<String> = found
            .iter()
            .filter(|binaries| binaries.major < OLDEST)
            .map(|old| format!("{} is versie {}", old.folder.display(), old.major))
            .collect();
        found.retain(|binaries| binaries.major >= OLDEST);
        found.sort_by_key(|binaries| (Some(binaries.major) == made_by, binaries.major));
        match (found.pop(), named) {
            (Some(best), _) => Ok(best),
            (None, Some(folder)) => Err(StartError::NoBinaries {
                remarks: vec![format!("{BINARIES_SETTING} noemt {}", folder.display())],
                advice: fetch::install_command(),
            }),
            (None, None) => fetch::fetch(ours, too_old).map(|folder| read(&folder))?.ok_or_else(|| {
                StartError::NoBinaries {
                    remarks: vec!["De opgehaalde programma's werken hier niet.".to_owned()],
                    advice: fetch::install_command(),
                }
            }),
        }
    }

    /// The path of one program.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn everywhere(ours: &Path) -> Vec<Binaries> {
    let usual = USUAL_PLACES.iter().flat_map(|pattern| expand(pattern));
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = env::split_paths(&path).filter(|folder| folder.is_absolute()).collect();
    usual.chain(on_path).chain([fetch::binaries_folder(ours)]).filter_map(|folder| read(&folder)).collect()
}

/// The folders that match a pattern with at most one `*`, which stays within one part of the path.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().join(after.trim_start_matches('/')))
        .collect()
}

/// Reads which version a folder holds; absent when it holds no working PostgreSQL.
fn read(folder: &Path) -> Option<Binaries> {
    let postgres = folder.join("postgres");
    if !folder.join("initdb").exists() || !postgres.exists() {
        return None;
    }
    let output = Command::new(&postgres).arg("--version").output().ok()?;
    let major = major_in(&String::from_utf8_lossy(&output.stdout))?;
    // `/usr/bin` may hold a link to the real folder; the programs look for each other beside the real one.
    let real = fs::canonicalize(&postgres).ok()?;
    Some(Binaries { folder: real.parent()?.to_owned(), major })
}

/// The major version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, `18.4` or `19beta1`.
fn major_in(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(major_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_in("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_in("sh: not found"), None);
    }

    #[test]
    fn a_named_folder_without_postgres_is_refused_with_the_name_of_the_setting() {
        let refusal = Binaries::choose(Some(Path::new("/nergens")), None, Path::new("/nergens")).unwrap_err();
        assert!(refusal.to_string().contains("WOONLOKET_POSTGRES_BIN noemt /nergens"), "{refusal}");
    }
}
