//! Every error in a JSON value at once, each with its place and a reason in Dutch.
//!
//! The value is held against the same schema that the API publishes, in which every object is closed: what is
//! not in the schema is an error, so that nothing is silently ignored.

mod reasons;
mod schema;
mod texts;

pub use schema::{close, json_schema};

use crate::problem::InvalidParam;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Number, Value};
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// No more errors than this are told; who has more begins with these.
const MOST: usize = 100;

type Cache = RwLock<HashMap<TypeId, Arc<Schema>>>;

/// A schema that is ready to be held against values.
pub struct Schema {
    text: Value,
    ready: Validator,
}

impl Schema {
    /// Makes it ready.
    ///
    /// # Errors
    /// When it is not a schema: a mistake of the program, told in its own words.
    pub fn new(schema: &Value) -> Result<Self, String> {
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
        let built = options.should_validate_formats(true).offline().build(schema);
        built.map(|ready| Self { text: schema.clone(), ready }).map_err(|error| error.to_string())
    }

    /// The schema of a type, made ready once for each process.
    ///
    /// # Errors
    /// As [`Schema::new`].
    pub fn of<T: 'static>(make: impl FnOnce() -> Value) -> Result<Arc<Self>, String> {
        static READY: LazyLock<Cache> = LazyLock::new(Cache::default);
        let id = TypeId::of::<T>();
        let known = READY.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(schema) = known {
            return Ok(schema);
        }
        let schema = Arc::new(Self::new(&make())?);
        READY.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&schema));
        Ok(schema)
    }

    /// The schema as it was given.
    pub fn text(&self) -> &Value {
        &self.text
    }

    /// Everything that is wrong with a value; empty when it is right.
    pub fn errors(&self, value: &Value) -> Vec<InvalidParam> {
        let mut errors = Vec::new();
        for error in self.ready.iter_errors(value).take(MOST) {
            collect(&error, &mut errors);
        }
        texts::unreadable("", value, &mut errors);
        errors.dedup();
        errors.truncate(MOST);
        errors
    }
}

/// One error of the validator can be several of ours: one for each field that should not be there, and those of
/// the alternative that was meant.
fn collect(error: &ValidationError<'_>, into: &mut Vec<InvalidParam>) {
    let place = place(error.instance_path().as_str());
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                into.push(InvalidParam::new(field(&place, name), "onbekend-veld", "Dit veld bestaat niet."));
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = field(&place, property.as_str().unwrap_or_default());
            into.push(InvalidParam::new(name, "required", "Dit veld is verplicht."));
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            match meant(context) {
                Some(errors) => errors.iter().for_each(|error| collect(error, into)),
                None => into.push(InvalidParam::new(
                    named(place),
                    "oneOf",
                    "Past bij geen van de mogelijke vormen.",
                )),
            }
        }
        kind => into.push(InvalidParam::new(named(place), kind.keyword(), reasons::reason(kind))),
    }
}

/// The alternative that was meant: the only one whose fixed values (its `soort`, say) and type fit.
fn meant<'a>(context: &'a [Vec<ValidationError<'static>>]) -> Option<&'a Vec<ValidationError<'static>>> {
    use ValidationErrorKind::{Constant, Enum, Type};
    let fits =
        |error: &ValidationError<'_>| !matches!(error.kind(), Enum { .. } | Constant { .. } | Type { .. });
    let mut fitting = context.iter().filter(|errors| errors.iter().all(fits));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// `/projecten/0/regels/1` becomes `projecten[0].regels[1]`.
fn place(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |place, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{place}[{step}]")
        } else {
            field(&place, &step)
        }
    })
}

fn field(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

/// The body itself has no path; it is called so.
fn named(place: String) -> String {
    if place.is_empty() { "body".to_owned() } else { place }
}

/// In JSON Schema `12.0` is an integer, for Rust it is not: whole numbers lose their zeros here.
pub fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(whole(number)),
        Value::Array(values) => values.into_iter().map(whole_numbers).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, whole_numbers(value))).collect()
        }
        other => other,
    }
}

/// Up to 2^53, above which a number with a point has lost its last digits already.
fn whole(number: Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0 => {
            format!("{float:.0}").parse::<i64>().map_or(number, Number::from)
        }
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use utoipa::ToSchema;

    #[derive(Deserialize, ToSchema)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Request {
        #[schema(min_length = 1, max_length = 5)]
        kenmerk: String,
        projecten: Vec<Project>,
        uiterlijk: Option<jiff::civil::Date>,
        vorm: Option<Form>,
    }

    #[derive(Deserialize, ToSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Project {
        #[schema(minimum = 1, maximum = 100)]
        aantal: u32,
    }

    #[derive(Deserialize, ToSchema)]
    #[serde(tag = "soort", rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Form {
        Flex { jaren: u32 },
        Permanent { sociaal: bool },
    }

    fn errors(value: Value) -> Vec<(String, String)> {
        let schema = Schema::new(&json_schema::<Request>()).unwrap();
        let mut errors: Vec<_> = schema.errors(&value).into_iter().map(|e| (e.name, e.code)).collect();
        errors.sort();
        errors
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect()
    }

    #[test]
    fn no_more_errors_are_told_than_can_be_read() {
        let strange: serde_json::Map<_, _> = (0..500).map(|n| (format!("veld{n}"), json!("\u{1}"))).collect();
        assert_eq!(errors(Value::Object(strange)).len(), MOST);
    }

    #[test]
    fn a_good_value_has_no_errors() {
        let good = json!({"kenmerk": "a", "projecten": [{"aantal": 3}], "uiterlijk": "2026-12-31",
                          "vorm": {"soort": "flex", "jaren": 15}});
        assert_eq!(errors(good), []);
        assert_eq!(errors(json!({"kenmerk": "a", "projecten": [], "vorm": null})), []);
    }

    #[test]
    fn all_errors_are_told_at_once_with_their_places() {
        let bad = json!({"projecten": [{"aantal": 3}, {"aantal": 0, "extra": 1}], "uiterlijk": "gisteren", "oeps": 1});
        let expected = [
            ("kenmerk", "required"),
            ("oeps", "onbekend-veld"),
            ("projecten[1].aantal", "minimum"),
            ("projecten[1].extra", "onbekend-veld"),
            ("uiterlijk", "format"),
        ];
        assert_eq!(errors(bad), pairs(&expected));
    }

    #[test]
    fn the_alternative_that_was_meant_is_the_one_that_is_explained() {
        let bad = json!({"kenmerk": "a", "projecten": [], "vorm": {"soort": "flex", "jaar": 15}});
        let expected = [("vorm.jaar", "onbekend-veld"), ("vorm.jaren", "required")];
        assert_eq!(errors(bad), pairs(&expected));
        let none = json!({"kenmerk": "a", "projecten": [], "vorm": {"soort": "tent"}});
        assert_eq!(errors(none), pairs(&[("vorm", "oneOf")]));
    }

    #[test]
    fn a_body_that_is_no_object_is_named_as_the_body() {
        assert_eq!(errors(json!([])), pairs(&[("body", "type")]));
    }

    #[test]
    fn whole_numbers_lose_their_zeros_and_others_stay() {
        assert_eq!(whole_numbers(json!({"a": [12.0, 1.5, 7, 1e300]})), json!({"a": [12, 1.5, 7, 1e300]}));
    }
}
