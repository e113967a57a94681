//! What must not silently break in this house.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a rule that cannot be read must stop"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// From the inside out: each may know those before it in the list.
const DIRECTION: [&[&str]; 5] = [
    &["regulation"],
    &["event_store", "rerun"],
    &["service_kit"],
    &["intake", "assessment", "reporting", "correspondence"],
    &["all_in_one"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

fn layer(name: &str) -> Option<usize> {
    DIRECTION.iter().position(|layer| layer.contains(&name))
}

#[test]
fn dependencies_point_inwards_only_and_services_do_not_know_each_other() {
    for name in DIRECTION.iter().flat_map(|layer| layer.iter()) {
        let manifest: toml::Table = read(root().join(format!("services/{name}/Cargo.toml"))).parse().unwrap();
        for section in ["dependencies", "dev-dependencies"] {
            let known =
                manifest.get(section).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
            for other in known.filter(|other| *other != name) {
                assert!(layer(other) < layer(name), "{name} may not know {other}");
            }
        }
    }
}

#[test]
fn regulation_has_no_io_among_its_dependencies_and_reads_no_clock() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let tree = Command::new(cargo)
        .args(["tree", "-p", "regulation", "-e", "normal", "--prefix", "none", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("serde"), "cargo tree said: {tree}");
    let doing_io = [
        "tokio",
        "mio",
        "socket2",
        "actix-web",
        "hyper",
        "reqwest",
        "tokio-postgres",
        "lettre",
        "rand",
        "getrandom",
    ];
    let found: Vec<_> = doing_io.iter().filter(|name| names.contains(**name)).collect();
    assert!(found.is_empty(), "regulation depends on {found:?}");
    let worldly = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant",
        "Timestamp::now",
        "now_v7",
        "async fn",
    ];
    for file in rust_files(&root().join("services/regulation/src")) {
        let text = read(&file);
        for word in worldly {
            assert!(!text.contains(word), "{} uses {word}", file.display());
        }
    }
}

#[test]
fn every_fact_says_of_every_event_what_it_makes_of_it() {
    for file in rust_files(&root().join("services/regulation/src/facts")) {
        let text = read(&file);
        let code = text.split("#[cfg(test)]").next().unwrap();
        for passed_over in ["_ =>", "let Event::"] {
            assert!(
                !code.contains(passed_over),
                "{}: «{passed_over}» passes over new events",
                file.display()
            );
        }
    }
}

#[test]
fn no_two_types_of_a_service_share_a_name_in_its_document() {
    // Reporting tells no projects, and of the kit's types nothing by a name of its own.
    for (service, with_the_kit) in [("intake", true), ("assessment", true), ("reporting", false)] {
        let mut own = schemas(service);
        assert!(own.len() > 10, "the types of {service} were not found: {own:?}");
        own.extend(if with_the_kit { schemas("service_kit") } else { Vec::new() });
        let mut seen = BTreeSet::new();
        let shared: Vec<_> = own.iter().filter(|name| !seen.insert(*name)).collect();
        assert!(shared.is_empty(), "in {service} one schema takes the place of another: {shared:?}");
    }
}

/// The names under which the types of a crate stand in documents: their own, or the one that they are given.
fn schemas(name: &str) -> Vec<String> {
    let files = rust_files(&root().join(format!("services/{name}/src")));
    let code: String = files.iter().map(|file| untested(&read(file))).collect();
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let derives =
        (0..lines.len()).filter(|at| lines[*at].starts_with("#[derive(") && lines[*at].contains("ToSchema"));
    let name = |at: usize| {
        let said = lines[at..].iter().find_map(|line| {
            let given = line.strip_prefix("#[schema(as = ");
            given.or_else(|| {
                line.split_once("struct ").or_else(|| line.split_once("enum ")).map(|(_, name)| name)
            })
        });
        said.unwrap().split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned()
    };
    derives.map(name).collect()
}

/// A file without its tests.
fn untested(text: &str) -> String {
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

#[test]
fn every_word_of_the_readme_exists_in_the_code() {
    let code: String = rust_files(&root().join("services")).iter().map(read).collect();
    let words = words_of_the_readme();
    assert!(words.len() > 20, "the table of words was not found: {words:?}");
    let missing: Vec<_> = words.iter().filter(|word| !code.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "in the README's table of words and not in the code: {missing:?}");
}

/// The words in code quotes in the second column of the table under "The words".
fn words_of_the_readme() -> Vec<String> {
    let readme = read(root().join("README.md"));
    let table =
        readme.split("## The words").nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default();
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
    let code =
        rows.filter_map(|row| row.split('|').nth(2)).flat_map(|cell| cell.split('`').skip(1).step_by(2));
    code.map(str::to_owned).collect()
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let documents = [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "services/DECISIONS.md",
        "deploy/README.md",
    ];
    let mut dead = Vec::new();
    for document in documents {
        let folder = root().join(document).parent().unwrap().to_path_buf();
        for link in links(&read(root().join(document))) {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !folder.join(path).exists() {
                dead.push(format!("{document}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn no_document_has_a_gap_that_was_to_be_filled_in() {
    for document in
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "services/DECISIONS.md", "deploy/README.md"]
    {
        let is_gap =
            |line: &&str| line.contains('_') && line.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        let text = read(root().join(document));
        let gaps: Vec<_> = text.lines().filter(is_gap).collect();
        assert!(gaps.is_empty(), "{document}: {gaps:?}");
    }
}

/// The local targets of markdown links.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_top_of_the_house_is_as_designed() {
    let allowed: BTreeSet<&str> = [
        "Cargo.toml",
        "Cargo.lock",
        "services",
        "migrations",
        "openapi",
        "deploy",
        "tests",
        "README.md",
        "LICENSE",
        "rust-toolchain.toml",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "publiccode.yml",
        "target",
    ]
    .into();
    let entries =
        std::fs::read_dir(root()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let strange: Vec<_> =
        entries.filter(|name| !name.starts_with('.') && !allowed.contains(name.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn every_dependency_is_declared_in_the_root_and_explained_in_the_readme() {
    let root_manifest: toml::Table = read(root().join("Cargo.toml")).parse().unwrap();
    let declared = root_manifest["workspace"]["dependencies"].as_table().unwrap();
    let readme = read(root().join("README.md"));
    for (name, how) in declared {
        if how.get("path").is_none() {
            assert!(readme.contains(&format!("`{name}`")), "the README does not say why {name} is there");
        }
    }
    for folder in
        std::fs::read_dir(root().join("services")).unwrap().flatten().filter(|entry| entry.path().is_dir())
    {
        let manifest: toml::Table = read(folder.path().join("Cargo.toml")).parse().unwrap();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, how) in manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                let own = how.get("path").is_some();
                let shared = how.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(shared || own, "{} declares {name} by itself", folder.path().display());
            }
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
