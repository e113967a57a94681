//! The folder of schemes and the library are the same. The rules themselves read no files, so this test stands outside.

use regulation::scheme::LIBRARY;
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
