//! The web application of a process: its services, each under its base, behind one door.

use crate::door::Door;
use crate::framework;
use crate::health;
use crate::outer::{Mounted, outer};
use crate::problem::Problem;
use crate::service::Service;
use actix_web::body::MessageBody;
use actix_web::dev::{HttpServiceFactory, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, Error, HttpResponse, ResponseError};
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

/// Where people read about the API; outside every base, as it is a page and no API.
pub const PAGES: &str = "/documentatie/";

/// Builds the application; `beside` adds what is no service, such as the keys of the built-in issuer.
pub fn app(
    door: Data<Door>,
    services: Vec<Service>,
    beside: impl FnOnce(&mut ServiceConfig),
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let mut app = App::new()
        .app_data(door)
        .app_data(Data::new(Mounted(services.clone())))
        .configure(framework::configure)
        .configure(|config| health::configure(config, &services))
        .configure(beside);
    let apis: Vec<Service> = services.into_iter().filter(Service::has_api).collect();
    if !apis.is_empty() {
        app = app.service(pages(&apis)).service(web::resource("/documentatie").get(to_pages));
    }
    for service in apis {
        app = app.configure(|config| (service.pages)(config)).service(scope(service));
    }
    app.default_service(web::to(nothing_here)).wrap(Compress::default()).wrap(from_fn(outer))
}

async fn nothing_here() -> HttpResponse {
    Problem::not_found().error_response()
}

async fn to_pages() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, PAGES)).finish()
}

/// The service under its base, with its own document beside it and its own "nothing here".
fn scope(service: Service) -> impl HttpServiceFactory {
    let document = service.document.to_string();
    let document = move || {
        let document = document.clone();
        async move { HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(document) }
    };
    web::scope(service.base)
        .service(web::resource("/openapi.json").get(document))
        .configure(|config| (service.routes)(config))
        .default_service(web::to(nothing_here))
}

/// Swagger UI from the program itself; it asks no other host for anything.
fn pages(apis: &[Service]) -> SwaggerUi {
    let urls: Vec<_> = apis.iter().map(|service| Url::new(service.name, service.document_url)).collect();
    SwaggerUi::new(format!("{PAGES}{{_:.*}}")).config(Config::new(urls).validator_url("none"))
}
