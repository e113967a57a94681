//! The folder of schemes and the library are the same. The rules themselves read no files, so this test stands outside.

use regulation::scheme::{LIBRARY, read};
use std::path::Path;

#[test]
fn every_file_of_the_folder_is_in_the_library() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes");
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.filter(|name| name != "README.md").collect();
    files.sort();
    let library: Vec<_> = LIBRARY.iter().map(|(name, _)| *name).collect();
    assert_eq!(files, library);
}

#[test]
fn every_scheme_and_every_tranche_stands_in_the_readme() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap();
    for (name, text) in LIBRARY {
        let row = readme.lines().find(|line| line.contains(&format!("schemes/{name})")));
        let row = row.unwrap_or_else(|| panic!("{name} is not in the table"));
        let tranches = row.split('|').nth(2).unwrap();
        let named: Vec<&str> = tranches.split(',').map(str::trim).collect();
        let scheme = read(text).unwrap();
        let keys: Vec<&str> = scheme.tranches.iter().map(|tranche| tranche.key.as_str()).collect();
        assert_eq!(named, keys, "{name}");
    }
}
