//! What every answer has, and what the framework's own errors look like.

use crate::support::{Answer, House, Issuer, SigningKey, claims};
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;

fn open(settings: &[(&str, &str)]) -> (House, String) {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let token = key.sign(&claims());
    (House::open_with(&issuer, Duration::from_secs(60), settings), token)
}

async fn send(house: &House, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers
        .iter()
        .fold(house.client.request(method, house.url(path)), |r, (name, value)| r.header(*name, *value));
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn every_answer_has_the_version_and_the_security_headers() {
    let (house, _) = open(&[]);
    let paths = [
        "/proef/v1/cijfers",
        "/proef/v1/openapi.json",
        "/proef/v1/niets",
        "/proef/v1/beoordelaar",
        "/niets",
        "/health/live",
    ];
    for path in paths {
        let answer = house.get(path, "").await;
        let version = if path.starts_with("/proef/v1/") { "1.2.3" } else { env!("CARGO_PKG_VERSION") };
        assert_eq!(answer.header("api-version"), version, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!answer.header("content-type").is_empty(), "{path}");
        assert_eq!(answer.header("server"), "", "{path}");
    }
}

#[tokio::test]
async fn the_frameworks_own_errors_are_problems_too() {
    let (house, token) = open(&[]);
    let bearer = format!("Bearer {token}");
    let post = [("authorization", bearer.as_str()), ("idempotency-key", "1"), ("if-match", "\"1\"")];
    let decide = "/proef/v1/aanvragen/0193a1de-7a3c-7c59-a6a1-2f8f5a0a9a11/besluiten";
    let cases = [
        (send(&house, Method::GET, "/proef/v1/niets", &[]).await, 404, "niet-gevonden"),
        (send(&house, Method::GET, "/proef/v1/cijfers/", &[]).await, 404, "niet-gevonden"),
        (send(&house, Method::DELETE, "/proef/v1/cijfers", &[]).await, 405, "methode-niet-toegestaan"),
        (
            send(&house, Method::GET, "/proef/v1/cijfers", &[("accept", "text/csv")]).await,
            406,
            "vorm-niet-beschikbaar",
        ),
        (send(&house, Method::POST, decide, &post).await, 415, "soort-inhoud-onbekend"),
        (send(&house, Method::GET, decide, &[]).await, 405, "methode-niet-toegestaan"),
    ];
    for (answer, status, code) in cases {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(problem["instance"].as_str().unwrap().starts_with("urn:uuid:"));
        assert!(problem["title"].is_string() && problem["detail"].is_string());
        assert_eq!(problem["type"], format!("urn:woonloket:probleem:{code}"));
        if status == 405 {
            assert!(!answer.header("allow").is_empty(), "405 names what is allowed");
        }
    }
}

#[tokio::test]
async fn a_path_that_is_no_uuid_is_invalid_input() {
    let (house, token) = open(&[]);
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("idempotency-key", "1"),
        ("if-match", "\"1\""),
        ("content-type", "application/json"),
    ];
    let answer = send(&house, Method::POST, "/proef/v1/aanvragen/1/besluiten", &headers).await;
    assert_eq!((answer.status, answer.json()["invalidParams"][0]["name"].as_str()), (400, Some("pad")));
}

#[tokio::test]
async fn only_pages_on_the_list_may_call_and_any_page_may_read_open_data() {
    let (house, _) = open(&[("WOONLOKET_CORS", "https://portaal.example.nl")]);
    let allow = "access-control-allow-origin";
    let ours = [("origin", "https://portaal.example.nl")];
    let strange = [("origin", "https://elders.example.nl")];
    assert_eq!(
        send(&house, Method::GET, "/proef/v1/beoordelaar", &ours).await.header(allow),
        "https://portaal.example.nl"
    );
    assert_eq!(send(&house, Method::GET, "/proef/v1/beoordelaar", &strange).await.header(allow), "");
    assert_eq!(send(&house, Method::GET, "/proef/v1/cijfers", &strange).await.header(allow), "*");
    assert_eq!(send(&house, Method::GET, "/proef/v1/openapi.json", &strange).await.header(allow), "*");
    let path = "/proef/v1/aanvragen/1/besluiten";
    let before = |origin| [("origin", origin), ("access-control-request-method", "POST")];
    let yes = send(&house, Method::OPTIONS, path, &before("https://portaal.example.nl")).await;
    assert_eq!((yes.status, yes.header(allow)), (204, "https://portaal.example.nl"));
    assert!(yes.header("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(yes.header("vary"), "Origin");
    let no = send(&house, Method::OPTIONS, path, &before("https://elders.example.nl")).await;
    assert_eq!((no.status, no.header(allow), no.header("access-control-allow-methods")), (204, "", ""));
}

#[tokio::test]
async fn the_document_is_served_beside_the_api_without_login() {
    let (house, _) = open(&[]);
    let answer = house.get("/proef/v1/openapi.json", "").await;
    let document = answer.json();
    assert_eq!((answer.status, document["openapi"].as_str()), (200, Some("3.1.0")));
    assert_eq!(document["servers"][0]["url"], "/proef/v1");
    assert_eq!(document["info"]["version"], answer.header("api-version"));
}

#[tokio::test]
async fn the_pages_come_from_the_program_and_ask_no_other_host() {
    let (house, _) = open(&[]);
    let redirect = house.get("/documentatie", "").await;
    assert_eq!((redirect.status, redirect.header("location")), (308, "/documentatie/"));
    let page = house.get("/documentatie/", "").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{}", page.text);
    let start = house.get("/documentatie/swagger-initializer.js", "").await;
    assert!(start.status == 200 && start.text.contains("/proef/v1/openapi.json"), "{}", start.text);
    assert!(!start.text.contains("https://"), "{}", start.text);
}

#[tokio::test]
async fn pages_of_a_list_are_linked_and_a_read_that_changed_nothing_is_short() {
    let (house, _) = open(&[]);
    let first = house.get("/proef/v1/cijfers?limit=3", "").await;
    assert_eq!(first.json()["resultaten"], serde_json::json!([1, 2, 3]));
    let next = first.header("link").strip_prefix('<').unwrap().split('>').next().unwrap();
    let second = house.get(next, "").await;
    assert_eq!((second.json()["resultaten"].clone(), second.header("link")), (serde_json::json!([4, 5]), ""));
    let etag = first.header("etag");
    let unchanged = send(&house, Method::GET, "/proef/v1/cijfers?limit=3", &[("if-none-match", etag)]).await;
    assert_eq!((unchanged.status, unchanged.text.as_str(), unchanged.header("etag")), (304, "", etag));
    assert_eq!(unchanged.header("api-version"), "1.2.3");
    let too_many = house.get("/proef/v1/cijfers?limit=201", "").await;
    assert_eq!((too_many.status, too_many.json()["invalidParams"][0]["name"].as_str()), (400, Some("limit")));
}

#[tokio::test]
async fn what_can_be_read_can_be_asked_about() {
    let (house, _) = open(&[]);
    let head = send(&house, Method::HEAD, "/proef/v1/cijfers?limit=3", &[]).await;
    assert_eq!((head.status, head.text.as_str(), head.header("etag")), (200, "", "\"5\""));
    assert!(head.header("link").contains("rel=\"next\""));
    assert_eq!(send(&house, Method::HEAD, "/proef/v1/niets", &[]).await.status, 404);
}

#[tokio::test]
async fn health_says_what_was_looked_at() {
    let (house, _) = open(&[]);
    let ready = house.get("/health/ready", "").await;
    assert_eq!(ready.status, 200);
    let found: Vec<Value> = ready.json()["controles"].as_array().unwrap().clone();
    assert!(
        found.iter().any(|check| check["naam"] == "volger"
            && check["uitleg"] == "positie 5"
            && check["goed"] == true)
    );
}
