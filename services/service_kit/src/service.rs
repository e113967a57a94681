//! One service of the house, ready to be mounted: alone in a process or beside the others on one port.

use crate::health::{Check, Outcome};
use crate::openapi;
use actix_web::web::ServiceConfig;
use serde_json::Value;
use std::future::Future;
use std::sync::Arc;

type Routes = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// A service: its base, its published document, its routes, and how one sees that it is well.
#[derive(Clone)]
pub struct Service {
    pub(crate) name: &'static str,
    pub(crate) base: &'static str,
    pub(crate) document_url: &'static str,
    pub(crate) document: Arc<Value>,
    pub(crate) routes: Routes,
    pub(crate) pages: Routes,
    pub(crate) open_data: &'static [&'static str],
    pub(crate) checks: Vec<Check>,
}

impl Service {
    /// A service with an API under a base such as `/aanvragen/v1`, described by its utoipa document.
    pub fn new(name: &'static str, base: &'static str, document: utoipa::openapi::OpenApi) -> Self {
        let document = Arc::new(openapi::finish(document, base));
        // Swagger UI wants a text that lives as long as the process, as a service does.
        let document_url = String::leak(format!("{base}/openapi.json"));
        Self {
            name,
            base,
            document_url,
            document,
            routes: Arc::new(|_| ()),
            pages: Arc::new(|_| ()),
            open_data: &[],
            checks: Vec::new(),
        }
    }

    /// A service that only works in the background and has nothing but its health to show.
    pub fn in_the_background(name: &'static str) -> Self {
        let document = Arc::new(Value::Null);
        Self {
            name,
            base: "",
            document_url: "",
            document,
            routes: Arc::new(|_| ()),
            pages: Arc::new(|_| ()),
            open_data: &[],
            checks: Vec::new(),
        }
    }

    /// The routes, relative to the base. Use `web::resource("/x").get(..).post(..)`: attribute macros on one path
    /// would answer a wrong method with 404 instead of 405.
    #[must_use]
    pub fn routes(mut self, routes: impl Fn(&mut ServiceConfig) + Send + Sync + 'static) -> Self {
        self.routes = Arc::new(routes);
        self
    }

    /// Pages for people, which stand outside the base and are no part of the API. Give each its own data: what is set
    /// here for all would be set for the other services too.
    #[must_use]
    pub fn pages(mut self, pages: impl Fn(&mut ServiceConfig) + Send + Sync + 'static) -> Self {
        self.pages = Arc::new(pages);
        self
    }

    /// The paths, relative to the base, whose reading is open to any web page (`Access-Control-Allow-Origin: *`).
    #[must_use]
    pub fn open_data(mut self, paths: &'static [&'static str]) -> Self {
        self.open_data = paths;
        self
    }

    /// A check for `/health/ready`: what is well (a short text, such as a position) or what is not.
    #[must_use]
    pub fn check<F>(mut self, name: &'static str, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        self.checks.push(Check::new(name, check));
        self
    }

    /// The finished OpenAPI document, for `openapi/*.json`.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The version of the API, as its document says.
    pub(crate) fn version(&self) -> &str {
        self.document.pointer("/info/version").and_then(Value::as_str).unwrap_or(env!("CARGO_PKG_VERSION"))
    }

    pub(crate) fn has_api(&self) -> bool {
        !self.base.is_empty()
    }

    /// Whether a path of the server belongs to this service.
    pub(crate) fn owns(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.base);
        self.has_api() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether reading this path is open to any web page.
    pub(crate) fn is_open(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix(self.base) else {
            return false;
        };
        let within =
            |open: &&str| rest.strip_prefix(*open).is_some_and(|end| end.is_empty() || end.starts_with('/'));
        rest == "/openapi.json" || self.open_data.iter().any(within)
    }
}
