//! `/health/live`: the process answers. `/health/ready`: it can do its work, and if not, why not.

use crate::door::Door;
use crate::problem::Problem;
use crate::service::Service;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};
use futures_util::future::{BoxFuture, join_all};
use serde_json::{Value, json};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// What a check found: what is well, or what is not (short, in Dutch, fit for anyone's eyes).
pub type Outcome = Result<String, String>;

/// No check may take longer.
const LONGEST: Duration = Duration::from_secs(3);

/// One thing that must be well: the database, a follower and how far it is, the outbox.
#[derive(Clone)]
pub struct Check {
    name: &'static str,
    run: Arc<dyn Fn() -> BoxFuture<'static, Outcome> + Send + Sync>,
}

impl Check {
    /// A check with a name and a way to find out.
    pub fn new<F>(name: &'static str, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self { name, run: Arc::new(move || Box::pin(check())) }
    }

    async fn outcome(&self) -> Outcome {
        let late = || Err("antwoordt niet op tijd".to_owned());
        tokio::time::timeout(LONGEST, (self.run)()).await.unwrap_or_else(|_| late())
    }
}

/// Mounts the two endpoints, outside every API.
pub(crate) fn configure(config: &mut ServiceConfig, services: &[Service]) {
    let all: Vec<(&'static str, Check)> = services
        .iter()
        .flat_map(|service| service.checks.iter().map(|check| (service.name, check.clone())))
        .collect();
    config.service(
        web::resource("/health/live").get(|| async { HttpResponse::Ok().json(json!({ "status": "ok" })) }),
    );
    config.service(web::resource("/health/ready").get(move |door: Data<Door>| ready(door, all.clone())));
}

async fn ready(door: Data<Door>, checks: Vec<(&'static str, Check)>) -> HttpResponse {
    let keys = if door.has_keys().await { Ok(String::new()) } else { Err("niet te krijgen".to_owned()) };
    let mut outcomes = vec![("deur", "sleutels van de uitgever", keys)];
    let found = join_all(checks.iter().map(|(_, check)| check.outcome())).await;
    outcomes
        .extend(checks.iter().zip(found).map(|((service, check), outcome)| (*service, check.name, outcome)));
    let well = outcomes.iter().all(|(_, _, outcome)| outcome.is_ok());
    let told = json!({ "controles": outcomes.into_iter().map(told).collect::<Vec<_>>() });
    if well {
        return HttpResponse::Ok().json(told);
    }
    let detail = "Niet alles werkt; zie controles.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "niet-gereed", "Niet gereed", detail)
        .numbers(told)
        .error_response()
}

fn told((service, name, outcome): (&str, &str, Outcome)) -> Value {
    let (well, text) = match outcome {
        Ok(text) => (true, text),
        Err(text) => (false, text),
    };
    json!({ "dienst": service, "naam": name, "goed": well, "uitleg": text })
}
