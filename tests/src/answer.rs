//! What the house answers.

use serde_json::Value;

/// An answer: status, headers and body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The request, for messages.
    pub request: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers, by lower-case name.
    pub headers: reqwest::header::HeaderMap,
    /// The body; JSON where it is JSON, else a JSON text.
    pub body: Value,
}

impl Answer {
    pub(crate) async fn read(request: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body can be read");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { request, status, headers, body }
    }

    /// This answer, when it has the status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {:#}", self.request, self.body);
        self
    }

    /// This answer, when it is a problem with the status and the code.
    pub fn problem(self, status: u16, code: &str) -> Self {
        let problem = self.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json", "{}", problem.request);
        assert_eq!(problem.text("code"), code, "{:#}", problem.body);
        for field in ["title", "detail"] {
            assert!(!problem.text(field).is_empty(), "a problem explains itself: {:#}", problem.body);
        }
        problem
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A text of the body by name or JSON pointer.
    pub fn text(&self, field: &str) -> &str {
        self.at(field).as_str().unwrap_or_default()
    }

    /// A number of the body by name or JSON pointer.
    pub fn number(&self, field: &str) -> i64 {
        let value = self.at(field);
        value.as_i64().unwrap_or_else(|| panic!("{}: {field} is {value} in {:#}", self.request, self.body))
    }

    /// A value of the body by name or JSON pointer.
    pub fn at(&self, field: &str) -> &Value {
        let pointer = if field.starts_with('/') { field.to_owned() } else { format!("/{field}") };
        self.body.pointer(&pointer).unwrap_or(&Value::Null)
    }

    /// A list of the body by name or JSON pointer.
    pub fn list(&self, field: &str) -> &[Value] {
        self.at(field).as_array().map(Vec::as_slice).unwrap_or_default()
    }
}
