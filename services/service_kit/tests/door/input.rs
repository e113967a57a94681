//! What may be sent, and how every mistake in it is told at once.

use crate::support::{Answer, House, Issuer, SigningKey, claims, claims_with};
use serde_json::{Value, json};
use std::time::Duration;

const DECIDE: &str = "/proef/v1/aanvragen/0193a1de-7a3c-7c59-a6a1-2f8f5a0a9a11/besluiten";

struct Client {
    house: House,
    token: String,
}

impl Client {
    fn new() -> Self {
        let key = SigningKey::es256("e");
        let issuer = Issuer::start(&[&key]);
        Self { house: House::open(&issuer, Duration::from_secs(60)), token: key.sign(&claims()) }
    }

    async fn post(&self, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.house.client.post(self.house.url(DECIDE)).bearer_auth(&self.token);
        let request = request.header("idempotency-key", "k-1").header("if-match", "\"7\"");
        Answer::of(request.header("content-type", "application/json").body(body).send().await.unwrap()).await
    }
}

fn good() -> Value {
    json!({"bedragCent": 5000, "motivering": "Goed."})
}

#[tokio::test]
async fn what_is_right_comes_through() {
    let client = Client::new();
    let answer = client.post(good().to_string()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!((answer.json()["sleutel"].clone(), answer.json()["gezien"].clone()), (json!("k-1"), json!(7)));
}

#[tokio::test]
async fn all_mistakes_are_told_at_once_with_their_places() {
    let client = Client::new();
    let bad = json!({"bedragCent": -1, "uiterlijkeDatum": "morgen", "regels": [{"aantal": 1}, {"aantal": "twee"}], "oeps": true});
    let answer = client.post(bad.to_string()).await;
    assert_eq!(answer.status, 400);
    let problem = answer.json();
    let mut found: Vec<_> = problem["invalidParams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|param| (param["name"].as_str().unwrap(), param["code"].as_str().unwrap()))
        .collect();
    found.sort_unstable();
    let expected = [
        ("bedragCent", "minimum"),
        ("motivering", "required"),
        ("oeps", "onbekend-veld"),
        ("regels[1].aantal", "type"),
        ("uiterlijkeDatum", "format"),
    ];
    assert_eq!(found, expected);
    assert_eq!(problem["code"], "ongeldige-invoer");
    let reasons = problem["invalidParams"].to_string();
    assert!(
        reasons.contains("Moet een geheel getal zijn.") && reasons.contains("Moet ten minste 0 zijn."),
        "{reasons}"
    );
}

#[tokio::test]
async fn a_date_that_does_not_exist_is_refused() {
    let mut body = good();
    body["uiterlijkeDatum"] = json!("2026-02-30");
    let answer = Client::new().post(body.to_string()).await;
    assert_eq!(
        (answer.status, answer.json()["invalidParams"][0]["name"].clone()),
        (400, json!("uiterlijkeDatum"))
    );
}

#[tokio::test]
async fn a_number_that_no_computer_keeps_whole_is_refused() {
    let client = Client::new();
    for number in ["1e30", "9223372036854775808", "1.5", "12.000000001"] {
        let answer = client.post(format!("{{\"bedragCent\": {number}, \"motivering\": \"x\"}}")).await;
        assert_eq!(
            (answer.status, answer.json()["invalidParams"][0]["name"].clone()),
            (400, json!("bedragCent")),
            "{number}"
        );
    }
}

#[tokio::test]
async fn what_is_no_json_and_what_is_too_large_are_refused() {
    let client = Client::new();
    for text in ["", "{", "{\"bedragCent\": 1,}", "\u{feff}{}", "{\"bedragCent\": 1, \"bedragCent\": 2}"] {
        let answer = client.post(text).await;
        assert_eq!(
            (answer.status, answer.json()["invalidParams"][0]["code"].clone()),
            (400, json!("json")),
            "{text}"
        );
    }
    let large = client.post(format!("\"{}\"", "x".repeat(service_kit::body::MAX_BODY))).await;
    assert_eq!((large.status, large.code().as_str()), (413, "inhoud-te-groot"));
    assert_eq!(large.header("content-type"), "application/problem+json");
    assert_eq!(large.header("api-version"), "1.2.3");
}

#[tokio::test]
async fn equal_content_has_an_equal_fingerprint_whatever_its_order_spaces_and_zeros() {
    let client = Client::new();
    let print = async |text: &'static str| {
        client.post(text).await.json()["vingerafdruk"].as_str().unwrap().to_owned()
    };
    let one = print("{\"bedragCent\":5000,\"motivering\":\"Goed.\"}").await;
    assert_eq!(one, print("{ \"motivering\": \"Goed.\",\n \"bedragCent\": 5000.0 }").await);
    assert_ne!(one, print("{\"bedragCent\":5001,\"motivering\":\"Goed.\"}").await);
}

#[tokio::test]
async fn who_may_not_call_learns_nothing_of_what_else_is_wrong() {
    let client = Client::new();
    let url = client.house.url(DECIDE);
    let nobody = client.house.client.post(&url).body("{").send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, Duration::from_secs(60));
    let ministry = key.sign(&claims_with("rol", json!("ministerie")));
    let other = house.client.post(house.url(DECIDE)).bearer_auth(ministry).body("{").send().await.unwrap();
    assert_eq!(other.status(), 403);
}

#[tokio::test]
async fn a_creating_call_without_a_key_and_a_change_without_an_etag_are_refused() {
    let client = Client::new();
    let post = || client.house.client.post(client.house.url(DECIDE)).bearer_auth(&client.token).json(&good());
    let no_key = Answer::of(post().header("if-match", "\"7\"").send().await.unwrap()).await;
    assert_eq!(
        (no_key.status, no_key.json()["invalidParams"][0]["name"].clone()),
        (400, json!("Idempotency-Key"))
    );
    let no_etag = Answer::of(post().header("idempotency-key", "1").send().await.unwrap()).await;
    assert_eq!((no_etag.status, no_etag.code().as_str()), (428, "if-match-ontbreekt"));
}
