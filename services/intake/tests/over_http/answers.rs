//! What was answered, and how a test looks at it.

use serde_json::Value;

/// An answer that was read.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.json().await.unwrap_or_default() }
    }

    /// This answer, when it has the status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:#}", self.body);
        self
    }

    /// This answer, when it is a problem with the status and the code.
    pub fn problem(self, status: u16, code: &str) -> Self {
        let problem = self.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        assert_eq!(problem.text("code"), code, "{:#}", problem.body);
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The entries of the list in it.
    pub fn results(&self) -> Vec<Value> {
        self.list("resultaten")
    }

    /// The names of everything that is wrong, sorted.
    pub fn wrong(&self) -> Vec<String> {
        let named = |param: Value| param.get("name").and_then(Value::as_str).map(str::to_owned);
        let mut names: Vec<String> = self.list("invalidParams").into_iter().filter_map(named).collect();
        names.sort();
        names
    }

    fn list(&self, name: &str) -> Vec<Value> {
        self.body.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
    }
}
