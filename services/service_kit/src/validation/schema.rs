//! From a type to the closed JSON schema that its values are held against.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// The closed schema of a type, with all that it refers to.
pub fn json_schema<T: ToSchema>() -> Value {
    let mut all: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut all);
    let schemas: Map<String, Value> = all
        .into_iter()
        .filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)))
        .collect();
    let mut whole = json!({
        "$ref": format!("#/components/schemas/{}", T::name()),
        "components": { "schemas": schemas },
    });
    close(&mut whole);
    bound(&mut whole);
    whole
}

/// Whole numbers that name a size are held to it, so that a number too large is told as such.
fn bound(schema: &mut Value) {
    match schema {
        Value::Array(values) => values.iter_mut().for_each(bound),
        Value::Object(fields) => {
            let size = match fields.get("format").and_then(Value::as_str) {
                Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
                Some("int64") => Some((i64::MIN, i64::MAX)),
                _ => None,
            };
            if let Some((least, most)) = size {
                fields.entry("minimum").or_insert(least.into());
                fields.entry("maximum").or_insert(most.into());
            }
            fields.values_mut().for_each(bound);
        }
        _ => {}
    }
}

/// Closes every object of a schema: fields that are not in it are errors.
///
/// An `allOf` is closed as a whole, because its parts know only their own fields.
pub fn close(schema: &mut Value) {
    close_at(schema, false);
}

fn close_at(schema: &mut Value, part: bool) {
    match schema {
        Value::Array(values) => values.iter_mut().for_each(|value| close_at(value, part)),
        Value::Object(fields) => {
            if !part {
                close_object(fields);
            }
            for (name, value) in fields.iter_mut() {
                match name.as_str() {
                    "enum" | "const" | "example" | "examples" | "default" | "required" => {}
                    "allOf" => close_at(value, true),
                    "properties" => close_each(value),
                    _ => close_at(value, part && matches!(name.as_str(), "oneOf" | "anyOf")),
                }
            }
        }
        _ => {}
    }
}

/// The names in `properties` are fields of the client, not words of the schema.
fn close_each(properties: &mut Value) {
    if let Value::Object(properties) = properties {
        properties.values_mut().for_each(|value| close_at(value, false));
    }
}

fn close_object(fields: &mut Map<String, Value>) {
    if fields.contains_key("allOf") {
        fields.entry("unevaluatedProperties").or_insert(Value::Bool(false));
    } else if fields.contains_key("properties") {
        fields.entry("additionalProperties").or_insert(Value::Bool(false));
    }
}
