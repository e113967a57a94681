//! The finishing touches on a generated OpenAPI document, and the test that keeps the committed file true.

mod edit;
mod finish;
mod schemas;

pub use finish::finish;

use serde_json::Value;
use std::path::Path;

/// The environment variable that makes [`assert_up_to_date`] write the file instead.
pub const WRITE: &str = "WOONLOKET_WRITE_OPENAPI";

/// For a test: the committed document is the one that the program publishes.
///
/// With `WOONLOKET_WRITE_OPENAPI=1` the file is written instead.
///
/// # Panics
/// When the file is missing or differs; the message says how to write it and what differs first.
#[expect(clippy::panic, reason = "this is an assertion for tests")]
pub fn assert_up_to_date(path: &Path, document: &Value) {
    let text = format!("{document:#}\n");
    if std::env::var_os(WRITE).is_some_and(|value| value == "1") {
        if let Err(error) = std::fs::write(path, &text) {
            panic!("{} could not be written: {error}", path.display());
        }
        return;
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let committed: Value = serde_json::from_str(&committed).unwrap_or_default();
    if let Some(place) = first_difference("", &committed, document) {
        let file = path.display();
        panic!("{file} is no longer true at {place}; write it anew with {WRITE}=1 and the same test command");
    }
}

/// The JSON pointer of the first place where two values differ.
fn first_difference(place: &str, left: &Value, right: &Value) -> Option<String> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            let names = left.keys().chain(right.keys());
            names.into_iter().find_map(|name| {
                let at = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                match (left.get(name), right.get(name)) {
                    (Some(left), Some(right)) => first_difference(&at, left, right),
                    _ => Some(at),
                }
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate();
            pairs
                .into_iter()
                .find_map(|(at, (left, right))| first_difference(&format!("{place}/{at}"), left, right))
        }
        _ => {
            (left != right).then(|| if place.is_empty() { "the whole".to_owned() } else { place.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_by_its_place() {
        let document = json!({"paths": {"/x": {"get": 1}}});
        assert_eq!(first_difference("", &document, &document), None);
        let other = json!({"paths": {"/x": {"get": 2}}});
        assert_eq!(first_difference("", &document, &other).unwrap(), "/paths/~1x/get");
    }
}
