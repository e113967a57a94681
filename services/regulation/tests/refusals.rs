//! Every refusal that each command can give has a test of its own, and says what is the matter and what to do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Which refusals each command can give, by the name of its file.
fn table() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut table = BTreeMap::new();
    let mut command = "";
    for line in include_str!("../src/commands/refusals.table")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        match line.strip_prefix("    ") {
            Some(code) => {
                assert!(table.entry(command).or_insert_with(BTreeSet::new).insert(code), "{code} twice")
            }
            None => command = line,
        }
    }
    table
}

fn source(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file)).unwrap()
}

/// The codes of all violations, as `violation.rs` gives them.
fn codes() -> BTreeSet<String> {
    let text: String = source("violation.rs").split_whitespace().collect();
    let words = text.split("constfnwords(").nth(1).unwrap().split("pubfndetail").next().unwrap();
    let codes: Vec<&str> = words.split("(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let once: BTreeSet<String> = codes.iter().map(ToString::to_string).collect();
    assert_eq!(once.len(), codes.len(), "a code stands for two violations");
    once
}

#[test]
fn every_refusal_of_every_command_has_a_test_beside_the_command() {
    for (command, refusals) in table() {
        let text = source(&format!("commands/{command}.rs"));
        let (_, tests) = text.split_once("#[cfg(test)]").unwrap_or_else(|| panic!("{command} has no tests"));
        for code in refusals {
            assert!(tests.contains(&format!("\"{code}\"")), "{command}: no test for {code}");
        }
    }
}

#[test]
fn every_command_and_every_violation_stands_in_the_table() {
    let table = table();
    let named: BTreeSet<String> = table.values().flatten().map(ToString::to_string).collect();
    assert_eq!(named, codes());
    let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands")).unwrap();
    for file in folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let is_command =
            file.ends_with(".rs") && source(&format!("commands/{file}")).contains("\nimpl Command for");
        let name = file.trim_end_matches(".rs");
        assert!(!is_command || table.contains_key(name), "{name} is not in the table");
    }
}
