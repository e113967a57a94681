//! Changing a document as JSON, where what is missing is made and nothing can be out of reach.

use serde_json::{Value, json};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Sets what is at a path of names, making what is missing on the way.
pub(super) fn set(value: &mut Value, path: &[&str], to: Value) {
    let [name, rest @ ..] = path else {
        *value = to;
        return;
    };
    if !value.is_object() {
        *value = json!({});
    }
    if let Value::Object(fields) = value {
        set(fields.entry(*name).or_insert(Value::Null), rest, to);
    }
}

/// What is at a path of names; null when it is not there.
pub(super) fn get<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().try_fold(value, |value, name| value.get(*name)).unwrap_or(&Value::Null)
}

/// Changes every operation of a document, with its path and its method.
pub(super) fn for_each_operation(whole: &mut Value, mut change: impl FnMut(&str, &str, &mut Value)) {
    let Some(Value::Object(all)) = whole.get_mut("paths") else { return };
    for (path, item) in all {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                change(path, method, operation);
            }
        }
    }
}
