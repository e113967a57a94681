//! Texts that nobody can read: control characters, of which PostgreSQL cannot even hold the first (NUL).

use super::{field, named};
use crate::problem::InvalidParam;
use serde_json::Value;

/// Names every text with a control character in it other than a line end or a tab.
pub(super) fn unreadable(place: &str, value: &Value, into: &mut Vec<InvalidParam>) {
    match value {
        Value::String(text) if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => {
            let reason = "Mag geen stuurtekens bevatten, behalve regeleinden en tabs.";
            into.push(InvalidParam::new(named(place.to_owned()), "stuurteken", reason));
        }
        Value::Array(values) => {
            let each = values.iter().enumerate();
            each.for_each(|(index, value)| unreadable(&format!("{place}[{index}]"), value, into));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| unreadable(&field(place, name), value, into));
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn control_characters_are_named_by_their_place_and_line_ends_are_let_through() {
        let value =
            json!({ "tekst": "een\nregel\r\n\ten meer", "lijst": ["goed", { "naam": "a\u{0}b" }, "\u{7f}"] });
        let mut errors = Vec::new();
        unreadable("", &value, &mut errors);
        let names: Vec<_> = errors.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["lijst[1].naam", "lijst[2]"]);
    }
}
