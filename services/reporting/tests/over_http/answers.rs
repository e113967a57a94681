//! What was answered, and how a test looks at it.

use serde_json::Value;

/// An answer that was read.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap_or_default();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self { status, headers, text, body }
    }

    /// This answer, when it has the status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// This answer, when it is a problem with the status and the code.
    pub fn problem(self, status: u16, code: &str) -> Self {
        let problem = self.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        assert_eq!(problem.at("/code"), code, "{:#}", problem.body);
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What stands at a JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The entries of a list.
    pub fn list(&self, name: &str) -> Vec<Value> {
        self.body.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// The figure of a measure in the cell with this code, under the only dimension that was asked.
    pub fn cell(&self, code: &str, pointer: &str) -> Value {
        let is_it = |cell: &&Value| {
            cell.get("sleutel").and_then(Value::as_object).is_some_and(|key| {
                key.values().any(|value| value.get("code").is_some_and(|found| found == code))
            })
        };
        let cells = self.list("cellen");
        let cell = cells.iter().find(is_it);
        cell.and_then(|cell| cell.pointer(&format!("/cijfers{pointer}"))).cloned().unwrap_or_default()
    }
}
