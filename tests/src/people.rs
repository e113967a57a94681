//! The people: a municipality, assessors, the ministry, an administrator, and anyone.

use crate::Answer;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A case as a person has last seen it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The application.
    pub id: String,
    /// Its ETag.
    pub etag: String,
}

/// Somebody who calls the house, with or without a token.
#[derive(Clone)]
pub struct Person {
    pub(crate) http: reqwest::Client,
    /// Where each base is served: `/aanvragen/v1` and its like.
    pub(crate) bases: BTreeMap<&'static str, String>,
    pub(crate) token: Option<String>,
}

impl Person {
    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None).await
    }

    /// Reads a file, byte for byte.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response =
            self.http.get(self.url(path)).send().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(response.status(), 200, "{path}");
        response.bytes().await.unwrap_or_else(|error| panic!("{path}: {error}")).to_vec()
    }

    /// Sends something new, under an Idempotency-Key of its own.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_again(path, body, &Uuid::now_v7().to_string()).await
    }

    /// Sends something under this Idempotency-Key, perhaps again.
    pub async fn post_again(&self, path: &str, body: Value, key: &str) -> Answer {
        self.call(Method::POST, path, &[("idempotency-key", key)], Some(body)).await
    }

    /// Looks at a case, then changes it: `/beoordeling/v1/adviezen` posts to `/beoordeling/v1/aanvragen/{id}/adviezen`.
    pub async fn post_to(&self, case: &mut Case, path: &str, body: Value) -> Answer {
        let seen = self.get(&path_of(path, case)).await;
        case.etag = seen.expect(200).header("etag").to_owned();
        self.post_seen(case, path, body).await
    }

    /// Changes a case as it was last seen; what is answered is what was seen last.
    pub async fn post_seen(&self, case: &mut Case, path: &str, body: Value) -> Answer {
        let key = Uuid::now_v7().to_string();
        let headers = [("idempotency-key", key.as_str()), ("if-match", case.etag.as_str())];
        let answer = self
            .call(Method::POST, &format!("{}/{}", path_of(path, case), last(path)), &headers, Some(body))
            .await;
        if !answer.header("etag").is_empty() {
            case.etag = answer.header("etag").to_owned();
        }
        answer
    }

    /// Any request.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let request = format!("{method} {path}");
        let mut call = self.http.request(method, self.url(path));
        if let Some(token) = &self.token {
            call = call.bearer_auth(token);
        }
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        if let Some(body) = body {
            call = call.json(&body);
        }
        let response = call.send().await.unwrap_or_else(|error| panic!("{request}: {error}"));
        Answer::read(request, response).await
    }

    fn url(&self, path: &str) -> String {
        let base = self.bases.iter().find(|(base, _)| path.starts_with(**base));
        let (_, address) = base.unwrap_or_else(|| panic!("no service serves {path}"));
        format!("{address}{path}")
    }

    /// Submits an application for one project.
    pub async fn submit(&self, tranche: &str, reference: &str, euros: i64, units: u32) -> (Case, Answer) {
        let answer = self
            .post("/aanvragen/v1/aanvragen", application(tranche, reference, euros, units))
            .await
            .expect(201);
        let case = Case { id: answer.text("aanvraagId").to_owned(), etag: answer.header("etag").to_owned() };
        assert!(!case.id.is_empty() && !case.etag.is_empty(), "{:#}", answer.body);
        (case, answer)
    }
}

/// The case's own address under the base of the operation: `/beoordeling/v1/adviezen` is about
/// `/beoordeling/v1/aanvragen/{id}`.
fn path_of(path: &str, case: &Case) -> String {
    let (base, _) = path.rsplit_once('/').expect("a base and an operation");
    format!("{base}/aanvragen/{}", case.id)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// An application for one project of homes for status holders.
pub fn application(tranche: &str, reference: &str, euros: i64, units: u32) -> Value {
    json!({
        "tranche": tranche,
        "kenmerk": reference,
        "contactpersoon": { "naam": "Noor de Vries", "email": "noor@gemeente.test" },
        "projecten": [{
            "sleutel": "P1", "naam": "Stationsweg", "bedragCent": euros * 100,
            "regels": [{
                "aandachtsgroep": "statushouders", "duur": "permanent", "zelfstandigheid": "zelfstandig",
                "herkomst": "nieuwbouw", "aantal": units
            }]
        }]
    })
}
