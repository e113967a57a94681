//! Reasons in Dutch. They never repeat the value: it may be personal, and the client has it.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::types::JsonType;
use serde_json::Value;

/// Why a value does not fit, in Dutch.
pub fn reason(kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::Type { kind } => format!("Moet {} zijn.", types(kind)),
        ValidationErrorKind::Enum { options } => format!("Moet een van deze zijn: {}.", listed(options)),
        ValidationErrorKind::Constant { expected_value } => format!("Moet {} zijn.", listed(expected_value)),
        ValidationErrorKind::Format { format } => must_be(format).to_owned(),
        ValidationErrorKind::Pattern { pattern } => format!("Heeft niet de goede vorm; die is {pattern}."),
        ValidationErrorKind::MinLength { limit: 1 } => "Mag niet leeg zijn.".to_owned(),
        ValidationErrorKind::MinLength { limit } => format!("Moet ten minste {limit} tekens hebben."),
        ValidationErrorKind::MaxLength { limit } => format!("Mag ten hoogste {limit} tekens hebben."),
        ValidationErrorKind::Minimum { limit } => format!("Moet ten minste {limit} zijn."),
        ValidationErrorKind::Maximum { limit } => format!("Mag ten hoogste {limit} zijn."),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("Moet meer dan {limit} zijn."),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("Moet minder dan {limit} zijn."),
        ValidationErrorKind::MultipleOf { multiple_of } => {
            format!("Moet een veelvoud van {multiple_of} zijn.")
        }
        ValidationErrorKind::MinItems { limit } => format!("Moet ten minste {limit} keer voorkomen."),
        ValidationErrorKind::MaxItems { limit } => format!("Mag ten hoogste {limit} keer voorkomen."),
        ValidationErrorKind::UniqueItems => "Mag niet twee keer hetzelfde bevatten.".to_owned(),
        _ => "Is niet geldig.".to_owned(),
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(single) => word(*single).to_owned(),
        TypeKind::Multiple(set) => {
            let words: Vec<_> = set.iter().filter(|kind| *kind != JsonType::Null).map(word).collect();
            words.join(" of ")
        }
    }
}

fn word(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "een lijst",
        JsonType::Boolean => "true of false",
        JsonType::Integer => "een geheel getal",
        JsonType::Null => "null",
        JsonType::Number => "een getal",
        JsonType::Object => "een object",
        JsonType::String => "een tekst",
    }
}

fn must_be(format: &str) -> &'static str {
    match format {
        "date" => "Moet een datum zijn, zoals 2026-12-31.",
        "date-time" => "Moet een tijdstip zijn, zoals 2026-12-31T16:00:00Z.",
        "uuid" => "Moet een UUID zijn.",
        "email" => "Moet een e-mailadres zijn.",
        "uri" => "Moet een URI zijn.",
        _ => "Heeft niet de goede vorm.",
    }
}

fn listed(options: &Value) -> String {
    let one = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match options {
        Value::Array(values) => {
            let shown = values.iter().filter(|value| !value.is_null()).map(one);
            shown.collect::<Vec<_>>().join(", ")
        }
        single => one(single),
    }
}
