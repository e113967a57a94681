//! The schemas of a document: each said once, each used, those of requests closed.

use super::edit::{for_each_operation, get, set};
use crate::validation::close;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A `Lijst_X` refers to `X`, where utoipa writes `X` out in it.
pub(super) fn refer_from_lists(whole: &mut Value) {
    let Some(Value::Object(schemas)) = whole.pointer_mut("/components/schemas") else { return };
    let known: BTreeSet<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        if let Some(of) = name.strip_prefix("Lijst_").filter(|of| known.contains(*of)) {
            let reference = json!({ "$ref": format!("#/components/schemas/{of}") });
            set(schema, &["properties", "resultaten", "items"], reference);
        }
    }
}

/// Schemas that no operation reaches are left out.
pub(super) fn drop_unused(whole: &mut Value) {
    let mut names = BTreeSet::new();
    references(get(whole, &["paths"]), &mut names);
    reach(whole, &mut names);
    if let Some(Value::Object(schemas)) = whole.pointer_mut("/components/schemas") {
        schemas.retain(|name, _| names.contains(name));
    }
}

/// Adds the schemas that these ones refer to, and so on.
fn reach(whole: &Value, names: &mut BTreeSet<String>) {
    let mut waiting: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = waiting.pop() {
        let mut found = BTreeSet::new();
        references(get(whole, &["components", "schemas", &name]), &mut found);
        waiting.extend(found.into_iter().filter(|name| names.insert(name.clone())));
    }
}

/// What a request may hold is closed, as [`crate::body::Body`] holds it; what an answer holds may grow.
pub(super) fn close_request_bodies(whole: &mut Value) {
    let mut names = BTreeSet::new();
    for_each_operation(whole, |_, _, operation| references(get(operation, &["requestBody"]), &mut names));
    reach(whole, &mut names);
    let Some(schemas) = whole.pointer_mut("/components/schemas") else { return };
    names.iter().filter_map(|name| schemas.get_mut(name).map(close)).for_each(drop);
}

fn references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            names.extend(
                reference.and_then(|text| text.strip_prefix("#/components/schemas/")).map(str::to_owned),
            );
            fields.values().for_each(|value| references(value, names));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, names)),
        _ => {}
    }
}
