//! Reading once more: a replica cuts reading short where it must go on with what its primary did.

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse};
use service_kit::Problem;

/// A handler that reads and has no body; where its reading is cut short, it is called once more.
pub(crate) fn again<H, Args>(handler: H) -> impl Handler<(HttpRequest,), Output = Result<HttpResponse, Error>>
where
    H: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + 'static,
{
    move |request: HttpRequest| {
        let handler = handler.clone();
        async move {
            let told = called(&handler, &request).await?;
            if told.as_ref().is_err_and(Problem::is_cut_short) {
                return Ok(called(&handler, &request).await??);
            }
            Ok(told?)
        }
    }
}

async fn called<H, Args>(handler: &H, request: &HttpRequest) -> Result<Result<HttpResponse, Problem>, Error>
where
    H: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest,
{
    let args = Args::from_request(request, &mut Payload::None).await.map_err(Into::into)?;
    Ok(handler.call(args).await)
}
