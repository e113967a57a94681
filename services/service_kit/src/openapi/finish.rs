//! From what utoipa generates to what the API design rules ask.

use super::edit::{for_each_operation, get, set};
use super::schemas::{close_request_bodies, drop_unused, refer_from_lists};
use crate::headers::API_VERSION;
use crate::idempotency::{IDEMPOTENCY_KEY, IdempotencyKey};
use crate::problem::{InvalidParam, PROBLEM_JSON, ProblemBody};
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;
use utoipa::{IntoParams, PartialSchema};

/// The name of the way of signing in, for `security(("token" = []))`.
const TOKEN: &str = "token";

/// The document as it is published: under its base, with contact and licence, every error declared, the version
/// header on every answer, and request bodies closed.
pub fn finish(document: OpenApi, base: &str) -> Value {
    let mut whole = serde_json::to_value(document).unwrap_or_else(|_| json!({}));
    set(&mut whole, &["servers"], json!([{ "url": base, "description": "Deze dienst" }]));
    finish_info(&mut whole);
    strip_base(&mut whole, base);
    add_components(&mut whole);
    let secured = is_secured(get(&whole, &["security"]));
    for_each_operation(&mut whole, |path, method, operation| {
        finish_operation(path, method, operation, secured);
    });
    refer_from_lists(&mut whole);
    close_request_bodies(&mut whole);
    drop_unused(&mut whole);
    whole
}

fn finish_info(whole: &mut Value) {
    let contact = [
        ("name", "Team Woonloket"),
        ("email", "woonloket@woonloket.invalid"),
        ("url", "https://woonloket.invalid/contact"),
    ];
    for (name, value) in contact {
        let path = ["info", "contact", name];
        if get(whole, &path).is_null() {
            set(whole, &path, json!(value));
        }
    }
    set(whole, &["info", "license"], json!({ "name": "EUPL-1.2", "identifier": "EUPL-1.2" }));
}

/// The version is in the server's URL, never in a path.
fn strip_base(whole: &mut Value, base: &str) {
    let Some(Value::Object(all)) = whole.get_mut("paths") else { return };
    *all = std::mem::take(all)
        .into_iter()
        .map(|(path, item)| (path.strip_prefix(base).map_or(path.clone(), str::to_owned), item))
        .collect();
}

fn add_components(whole: &mut Value) {
    let schemas = [("Probleem", ProblemBody::schema()), ("OngeldigeParameter", InvalidParam::schema())];
    for (name, schema) in schemas {
        let schema = serde_json::to_value(schema).unwrap_or_default();
        set(whole, &["components", "schemas", name], schema);
    }
    let token = json!({
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "Een toegangstoken (JWT) van de uitgever die deze omgeving vertrouwt, met een rol.",
    });
    set(whole, &["components", "securitySchemes", TOKEN], token);
}

fn is_secured(security: &Value) -> bool {
    security.as_array().is_some_and(|ways| !ways.is_empty() && !ways.contains(&json!({})))
}

fn finish_operation(path: &str, method: &str, operation: &mut Value, secured: bool) {
    let searches = path.rsplit('/').next().is_some_and(|last| last.starts_with('_'));
    let only_answers =
        !get(operation, &["responses", "200"]).is_null() && get(operation, &["responses", "201"]).is_null();
    if method == "post" && !searches && !only_answers && !has_parameter(operation, IDEMPOTENCY_KEY) {
        add_parameters(operation, IdempotencyKey::into_params(|| None));
    }
    let secured = operation.get("security").map_or(secured, is_secured);
    for (status, description) in errors_of(path, method, operation, secured) {
        declare_problem(operation, status, description);
    }
    let version = json!({
        "description": "De volledige versie van de API.",
        "schema": { "type": "string", "examples": ["1.0.0"] },
    });
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        responses.values_mut().for_each(|response| set(response, &["headers", API_VERSION], version.clone()));
    }
}

/// Declares an error; what the service itself says about it stays.
fn declare_problem(operation: &mut Value, status: &str, description: &str) {
    if get(operation, &["responses", status, "description"]).as_str().is_none_or(str::is_empty) {
        set(operation, &["responses", status, "description"], json!(description));
    }
    if get(operation, &["responses", status, "content"]).is_null() {
        let problem = json!({ PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Probleem" } } });
        set(operation, &["responses", status, "content"], problem);
    }
}

/// The errors that an operation can always answer with, by what it is.
fn errors_of(
    path: &str,
    method: &str,
    operation: &Value,
    secured: bool,
) -> Vec<(&'static str, &'static str)> {
    let parameters = operation["parameters"].as_array().is_some_and(|all| !all.is_empty());
    let body = !get(operation, &["requestBody"]).is_null();
    let key = has_parameter(operation, IDEMPOTENCY_KEY);
    let if_match = has_parameter(operation, "If-Match");
    let optional_sign_in = operation.get("security").is_some_and(|ways| ways.to_string().contains(TOKEN));
    [
        (
            parameters || body || method != "get",
            "400",
            "Het verzoek is niet geldig; alle fouten staan in invalidParams.",
        ),
        (secured || optional_sign_in, "401", "Geen token, of een token dat niet deugt."),
        (secured, "403", "Uw rol mag dit niet."),
        (path.contains('{'), "404", "Bestaat niet, of u mag het niet zien."),
        (true, "406", "In de gevraagde vorm is dit er niet."),
        (key, "409", "Een regel staat dit niet toe, of de Idempotency-Key is eerder anders gebruikt; de code zegt het."),
        (if_match, "412", "Er is intussen iets veranderd."),
        (body, "413", "De inhoud is te groot."),
        (body, "415", "De inhoud is geen application/json."),
        (if_match, "428", "If-Match ontbreekt."),
        (true, "500", "Interne fout."),
        (true, "503", "Tijdelijk niet beschikbaar; probeer het na Retry-After opnieuw."),
    ]
    .into_iter()
    .filter_map(|(applies, status, description)| applies.then_some((status, description)))
    .collect()
}

fn has_parameter(operation: &Value, name: &str) -> bool {
    let all = get(operation, &["parameters"]).as_array();
    all.is_some_and(|all| all.iter().any(|parameter| get(parameter, &["name"]) == name))
}

fn add_parameters(operation: &mut Value, parameters: Vec<utoipa::openapi::path::Parameter>) {
    let mut all = get(operation, &["parameters"]).as_array().cloned().unwrap_or_default();
    all.extend(parameters.into_iter().filter_map(|parameter| serde_json::to_value(parameter).ok()));
    set(operation, &["parameters"], Value::Array(all));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::if_match::IfMatch;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    #[derive(Serialize, Deserialize, ToSchema)]
    struct Besluit {
        bedrag: i64,
        regels: Vec<Regel>,
    }

    #[derive(Serialize, Deserialize, ToSchema)]
    struct Regel {
        aantal: u32,
    }

    #[derive(Serialize, ToSchema)]
    struct Antwoord {
        id: String,
    }

    /// Neemt een besluit
    #[utoipa::path(post, path = "/beoordeling/v1/aanvragen/{id}/besluiten", params(("id" = String, Path), IfMatch),
        request_body = Besluit, responses((status = 201, description = "Genomen", body = Antwoord)))]
    #[expect(dead_code, reason = "only its description is used")]
    fn decide() {}

    /// Geeft antwoorden
    #[utoipa::path(get, path = "/antwoorden", responses((status = 200, description = "Antwoorden", body = crate::Results<Antwoord>)))]
    #[expect(dead_code, reason = "only its description is used")]
    fn answers() {}

    /// Geeft cijfers
    #[utoipa::path(get, path = "/cijfers", security(()), responses((status = 200, description = "Cijfers", body = Antwoord)))]
    #[expect(dead_code, reason = "only its description is used")]
    fn figures() {}

    #[derive(utoipa::OpenApi)]
    #[openapi(info(title = "Proef", version = "1.0.0"), paths(decide, figures, answers), security(("token" = [])))]
    struct Document;

    fn document() -> Value {
        finish(<Document as utoipa::OpenApi>::openapi(), "/beoordeling/v1")
    }

    #[test]
    fn the_version_is_in_the_server_and_not_in_the_paths() {
        let document = document();
        assert_eq!(document["servers"][0]["url"], "/beoordeling/v1");
        let paths: Vec<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(paths, ["/aanvragen/{id}/besluiten", "/antwoorden", "/cijfers"]);
        assert!(document["info"]["contact"]["url"].is_string());
    }

    #[test]
    fn every_error_that_can_come_is_declared_as_a_problem() {
        let document = document();
        let declared = |path: &str, method: &str| {
            document["paths"][path][method]["responses"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        };
        let decide = "201 400 401 403 404 406 409 412 413 415 428 500 503";
        assert_eq!(declared("/aanvragen/{id}/besluiten", "post"), decide);
        assert_eq!(declared("/cijfers", "get"), "200 406 500 503");
        let problem = &document["paths"]["/cijfers"]["get"]["responses"]["503"];
        assert_eq!(problem["content"][PROBLEM_JSON]["schema"]["$ref"], "#/components/schemas/Probleem");
        assert!(problem["headers"][API_VERSION].is_object());
    }

    #[test]
    fn what_is_asked_is_closed_and_what_is_answered_is_open() {
        let schemas = &document()["components"]["schemas"];
        assert_eq!(schemas["Besluit"]["additionalProperties"], false);
        assert_eq!(schemas["Regel"]["additionalProperties"], false);
        assert!(schemas["Antwoord"]["additionalProperties"].is_null());
    }

    #[test]
    fn a_list_refers_to_what_it_lists() {
        let list = &document()["components"]["schemas"]["Lijst_Antwoord"]["properties"]["resultaten"];
        assert_eq!(list["items"]["$ref"], "#/components/schemas/Antwoord");
    }

    #[test]
    fn every_creating_call_asks_for_an_idempotency_key() {
        let document = document();
        assert!(has_parameter(&document["paths"]["/aanvragen/{id}/besluiten"]["post"], IDEMPOTENCY_KEY));
    }
}
