//! The committed documents are the ones that the program publishes.

use std::path::Path;

#[test]
fn the_committed_documents_are_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi");
    let [figures, log] = reporting::documents();
    service_kit::openapi::assert_up_to_date(&folder.join("reporting.json"), &figures);
    service_kit::openapi::assert_up_to_date(&folder.join("logbook.json"), &log);
}
