//! Stopping: on SIGTERM what has begun is finished, and nothing new is taken in.
#![expect(clippy::unwrap_used, reason = "helpers of a test; a failure here is the test's failure")]

use actix_web::{HttpResponse, web};
use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::JwkSet;
use service_kit::Settings;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::jwks::KeySource;
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use std::sync::Arc;
use std::time::Duration;

async fn slow() -> HttpResponse {
    tokio::time::sleep(Duration::from_millis(700)).await;
    HttpResponse::Ok().body("klaar")
}

fn start() -> Running {
    let settings = Settings::read(|name| (name == "WOONLOKET_PORT").then(|| "0".to_owned())).unwrap();
    let issuer = TrustedIssuer {
        issuer: "urn:proef".to_owned(),
        audience: "woonloket".to_owned(),
        algorithms: vec![Algorithm::ES256],
        keys: KeySource::InProcess(Arc::new(|| JwkSet { keys: Vec::new() })),
    };
    let door = Door::new(&settings, &issuer, Secret::from_text(&"geheim ".repeat(9)).unwrap()).unwrap();
    let beside = |config: &mut web::ServiceConfig| {
        config.route("/traag", web::get().to(slow));
    };
    serve(&settings, door, Vec::new(), beside).unwrap()
}

#[tokio::test]
async fn on_sigterm_what_has_begun_is_finished_and_nothing_new_is_taken_in() {
    let running = start();
    let url = format!("{}/traag", running.address());
    let begun = tokio::spawn(reqwest::get(url.clone()));
    let stopped = tokio::spawn(running.until_signal());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let kill = std::process::Command::new("kill").arg("-TERM").arg(std::process::id().to_string()).status();
    assert!(kill.unwrap().success());
    assert_eq!(begun.await.unwrap().unwrap().text().await.unwrap(), "klaar");
    stopped.await.unwrap().unwrap();
    assert!(reqwest::get(url).await.is_err(), "nobody listens any more");
}
