//! Which refusals each command can give: the random histories hold the commands to the table.

use crate::violation::Violation;
use std::collections::{BTreeMap, BTreeSet};

/// Which refusals each command can give, by the name of its file.
fn table() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut table = BTreeMap::new();
    let mut command = "";
    for line in
        include_str!("refusals.table").lines().filter(|line| !line.starts_with('#') && !line.is_empty())
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

/// Refuses, in the random histories, what the table does not know.
pub fn must_be_known(name: &str, violation: &Violation) {
    let file = name.replace('-', "_");
    let known = table();
    let refusals = known.get(file.as_str()).unwrap_or_else(|| panic!("{file} is not in the table"));
    assert!(refusals.contains(violation.code()), "{file} gave {}", violation.code());
    assert!(!violation.title().is_empty() && violation.detail().ends_with(['.', ')']), "{violation:?}");
}
