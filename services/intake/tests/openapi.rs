//! The committed document is the one that the service publishes.

use std::path::Path;

#[test]
fn the_committed_document_is_the_published_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/intake.json");
    service_kit::openapi::assert_up_to_date(&path, &intake::document());
}
