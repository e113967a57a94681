//! The line that each request leaves in the log: enough to account for it, and nothing about persons.

use crate::support::{House, Issuer, SigningKey, claims};
use serde_json::Value;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was logged, in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().map_err(|_| std::io::Error::other("poisoned"))?.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_request_leaves_one_line_without_personal_data() {
    let lines = Lines::default();
    let writer = lines.clone();
    tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).init();
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, Duration::from_secs(60));
    let token = key.sign(&claims());
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let request = house.client.get(house.url("/proef/v1/beoordelaar?zoek=jan.jansen")).bearer_auth(&token);
    let answer =
        request.header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01")).send().await.unwrap();
    let person = answer.json::<Value>().await.unwrap()["wie"].as_str().unwrap().to_owned();
    let refused = house.get("/proef/v1/gemeente", &token).await;

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let of = |mark: &str| {
        let line = text.lines().find(|line| line.contains(mark)).expect("there is a line about the request");
        serde_json::from_str::<Value>(line).unwrap()
    };
    let line = of(trace);
    assert_eq!(line["action"], "GET /proef/v1/beoordelaar");
    assert_eq!(
        (line["object"].as_str(), line["result"].as_u64()),
        (Some("/proef/v1/beoordelaar"), Some(200))
    );
    assert_eq!((line["actor"].as_str(), line["role"].as_str()), (Some(person.as_str()), Some("Assessor")));
    assert_eq!(line["origin"], "127.0.0.1");
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    let instance = refused.json()["instance"].as_str().unwrap().replace("urn:uuid:", "");
    let line = of(&instance);
    assert_eq!((line["result"].as_u64(), line["code"].as_str()), (Some(403), Some("rol-mag-dit-niet")));
    for secret in [token.as_str(), "jansen"] {
        assert!(!text.contains(secret), "the log says more than it may");
    }
}
