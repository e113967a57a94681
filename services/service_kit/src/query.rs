//! The query of a request: the parameters that are published, nothing else, with every error at once.

use crate::problem::{InvalidParam, Problem};
use crate::validation::Schema;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::future::{Ready, ready};
use std::ops::Deref;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::ParameterIn;

/// A query that fits its published parameters.
///
/// `T` derives `IntoParams` with `#[into_params(parameter_in = Query)]`; enums in it are `#[param(inline)]`, so
/// that their words are known here.
#[derive(Debug, Clone)]
pub struct Query<T>(T);

impl<T> Query<T> {
    /// What was asked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Query<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: IntoParams + DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read::<T>(request.query_string()).map(Self))
    }
}

fn read<T: IntoParams + DeserializeOwned + 'static>(query: &str) -> Result<T, Problem> {
    let schema = Schema::of::<Query<T>>(object_schema::<T>).map_err(Problem::internal)?;
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query)
        .map_err(|_| Problem::invalid(vec![InvalidParam::new("query", "vorm", "Is niet te lezen.")]))?
        .into_inner();
    let (value, mut errors) = object(schema.text(), pairs);
    errors.extend(schema.errors(&value));
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    serde_json::from_value(value)
        .map_err(|error| Problem::invalid(vec![InvalidParam::new("query", "waarde", error.to_string())]))
}

/// The parameters as one closed object.
fn object_schema<T: IntoParams>() -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for parameter in T::into_params(|| Some(ParameterIn::Query)) {
        if matches!(parameter.required, Required::True) {
            required.push(parameter.name.clone());
        }
        let schema = parameter.schema.and_then(|schema| serde_json::to_value(schema).ok());
        properties.insert(parameter.name, schema.unwrap_or_else(|| json!({})));
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// The texts of the query as the kinds of values that the schema has for them.
fn object(schema: &Value, pairs: Vec<(String, String)>) -> (Value, Vec<InvalidParam>) {
    let (mut fields, mut errors) = (Map::new(), Vec::new());
    for (name, text) in pairs {
        let kind = schema.get("properties").and_then(|all| all.get(&name)).cloned().unwrap_or_default();
        if is(&kind, "array") {
            let items = kind.get("items").cloned().unwrap_or_default();
            let list = fields.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                list.push(typed(&items, text));
            }
        } else if fields.contains_key(&name) {
            errors.push(InvalidParam::new(name, "dubbel", "Mag maar één keer voorkomen."));
        } else {
            fields.insert(name, typed(&kind, text));
        }
    }
    (Value::Object(fields), errors)
}

fn is(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(several)) => several.iter().any(|one| one == kind),
        _ => false,
    }
}

/// A text that is not the number or truth value it should be stays a text, and the schema says so.
fn typed(schema: &Value, text: String) -> Value {
    let parsed = if is(schema, "integer") {
        text.parse::<i64>().ok().map(Value::from)
    } else if is(schema, "number") {
        text.parse::<f64>().ok().map(Value::from)
    } else if is(schema, "boolean") {
        text.parse::<bool>().ok().map(Value::from)
    } else {
        None
    };
    parsed.unwrap_or(Value::String(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use utoipa::ToSchema;

    #[derive(Debug, Deserialize, PartialEq, ToSchema)]
    #[serde(rename_all = "kebab-case")]
    enum GroupBy {
        Gemeente,
        Aandachtsgroep,
    }

    #[derive(Debug, Deserialize, PartialEq, IntoParams)]
    #[into_params(parameter_in = Query)]
    #[serde(rename_all = "camelCase")]
    struct Asked {
        tranche: String,
        #[param(inline)]
        groepeer_op: Option<GroupBy>,
        peildatum: Option<jiff::civil::Date>,
        #[param(minimum = 1, maximum = 200, default = 50)]
        limit: Option<u16>,
    }

    fn errors(query: &str) -> Vec<(String, String)> {
        let body = read::<Asked>(query).unwrap_err().to_json(None);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let params = body["invalidParams"].as_array().unwrap();
        params.iter().map(|param| (text(&param["name"]), text(&param["code"]))).collect()
    }

    #[test]
    fn a_query_is_read_with_its_types() {
        let asked =
            read::<Asked>("tranche=rha-2022&groepeerOp=aandachtsgroep&peildatum=2023-06-30&limit=5").unwrap();
        assert_eq!(asked.groepeer_op, Some(GroupBy::Aandachtsgroep));
        assert_eq!((asked.limit, asked.peildatum), (Some(5), Some(jiff::civil::date(2023, 6, 30))));
    }

    #[test]
    fn every_error_in_a_query_is_told_at_once() {
        let mut all = errors("groepeerOp=kleur&peildatum=morgen&limit=201&pagina=2");
        all.sort();
        let expected = [
            ("groepeerOp", "enum"),
            ("limit", "maximum"),
            ("pagina", "onbekend-veld"),
            ("peildatum", "format"),
            ("tranche", "required"),
        ];
        assert_eq!(all, expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
    }

    #[test]
    fn a_parameter_that_comes_twice_is_an_error() {
        assert_eq!(errors("tranche=a&tranche=b"), [("tranche".to_owned(), "dubbel".to_owned())]);
    }
}
