//! Tells the program from which commit it is made, so that an edition can name it: the one that `WOONLOKET_COMMIT` names,
//! as for an image, or else the one that git has here. Runs anew only where that can have changed.

use std::path::Path;
use std::process::Command;

/// What figures are made by: what would compile this service anew in any case.
const SOURCES: [&str; 9] = [
    "build.rs",
    "src",
    "templates",
    "../regulation",
    "../event_store/src",
    "../service_kit/src",
    "../../migrations",
    "../../Cargo.lock",
    "../../Cargo.toml",
];

fn main() {
    println!("cargo:rerun-if-env-changed=WOONLOKET_COMMIT");
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
    }
    let named = std::env::var("WOONLOKET_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = named.or_else(of_git).unwrap_or_else(|| "onbekend".to_owned());
    println!("cargo:rustc-env=WOONLOKET_COMMIT={commit}");
}

/// The commit, and whether the sources are others than it holds; absent where no git keeps them.
fn of_git() -> Option<String> {
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    // Written at every commit and at whatever else moves HEAD.
    let moved = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    if Path::new(&moved).exists() {
        println!("cargo:rerun-if-changed={moved}");
    }
    let commit = git(&["rev-parse", "HEAD"])?;
    let changed = git(&[["status", "--porcelain", "--"].as_slice(), &SOURCES].concat())?;
    Some(if changed.is_empty() { commit } else { format!("{commit}.gewijzigd") })
}

/// What git says, if there is a git and it is not refused.
fn git(arguments: &[&str]) -> Option<String> {
    let said = Command::new("git").args(arguments).output().ok().filter(|said| said.status.success())?;
    String::from_utf8(said.stdout).ok().map(|text| text.trim().to_owned())
}
