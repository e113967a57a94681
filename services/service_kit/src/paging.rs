//! Lists by page: a cursor that only we can read, a limit, and a `Link` to the next page.

use crate::problem::{InvalidParam, Problem};
use actix_web::http::header::{HeaderName, LINK};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How many results a page has when the client does not say.
pub const DEFAULT_LIMIT: u16 = 50;
/// How many results a page has at most; more is 400.
pub const MAX_LIMIT: u16 = 200;
/// What is said of a cursor that we did not make.
pub const FOREIGN_CURSOR: &str = "Deze cursor is niet door ons gemaakt; begin zonder cursor.";

/// Which page (*bladzijde*). A query with filters of its own has these two fields too, and makes a `PageQuery`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
    /// Hoeveel resultaten op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
}

/// A list in an answer (*lijst*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Lijst, description = "Een bladzijde van een lijst.")]
pub struct Results<T> {
    /// De resultaten van deze bladzijde, in vaste volgorde.
    pub resultaten: Vec<T>,
    /// De cursor van de volgende bladzijde; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende: Option<String>,
}

impl PageQuery {
    /// How many results are asked for.
    pub fn limit(&self) -> u16 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    /// How many rows to read: one more than the limit, which shows whether there is a next page.
    pub fn rows(&self) -> i64 {
        i64::from(self.limit()) + 1
    }

    /// After which key the page begins; 400 for a cursor that we did not make.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        let read = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.map(Some)
            .ok_or_else(|| Problem::invalid(vec![InvalidParam::new("cursor", "cursor", FOREIGN_CURSOR)]))
    }

    /// The page, from the rows that were read with [`PageQuery::rows`]; `key` is what the order goes by.
    pub fn page<T, K: Serialize>(
        &self,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<Results<T>, Problem> {
        let limit = usize::from(self.limit());
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more).map(|row| serde_json::to_vec(&key(row)));
        let volgende = last.transpose().map_err(Problem::internal)?.map(|key| URL_SAFE_NO_PAD.encode(key));
        Ok(Results { resultaten: rows, volgende })
    }
}

impl<T> Results<T> {
    /// The same page of other things: rows as they are shown.
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Results<U> {
        Results { resultaten: self.resultaten.into_iter().map(show).collect(), volgende: self.volgende }
    }
}

impl<T: Serialize> Results<T> {
    /// 200 with the page, and with a `Link` to the next one where there is one.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(link) = link(request, self.volgende.as_deref()) {
            response.insert_header(link);
        }
        response.json(self)
    }
}

/// The `Link` header to the next page, which begins at this cursor; none after the last. For answers that hold a page
/// among other things.
pub fn link(request: &HttpRequest, cursor: Option<&str>) -> Option<(HeaderName, String)> {
    cursor.map(|cursor| (LINK, format!("<{}>; rel=\"next\"", next(request, cursor))))
}

/// The request's own path and query with another cursor.
fn next(request: &HttpRequest, cursor: &str) -> String {
    let asked = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let mut pairs = asked.map(web::Query::into_inner).unwrap_or_default();
    pairs.retain(|(name, _)| name != "cursor");
    pairs.push(("cursor".to_owned(), cursor.to_owned()));
    let query: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    format!("{}?{}", request.path(), query.join("&"))
}

fn escaped(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn query(limit: u16) -> PageQuery {
        PageQuery { cursor: None, limit: Some(limit) }
    }

    #[test]
    fn pages_follow_one_another_until_the_last() {
        let first = query(2).page(vec![1, 2, 3], |row| *row).unwrap();
        assert_eq!(first.resultaten, [1, 2]);
        let second = PageQuery { cursor: first.volgende, limit: Some(2) };
        assert_eq!(second.after::<i32>().unwrap(), Some(2));
        assert_eq!(second.page(vec![3], |row| *row).unwrap().volgende, None);
    }

    #[test]
    fn the_link_keeps_the_filters_and_escapes_them() {
        let page = query(1).page(vec![1, 2], |row| *row).unwrap();
        let request = TestRequest::get().uri("/v1/x?regeling=a%26b&cursor=old&limit=1").to_http_request();
        let response = page.respond(&request);
        let link = response.headers().get("link").unwrap().to_str().unwrap();
        assert_eq!(link, "</v1/x?regeling=a%26b&limit=1&cursor=MQ>; rel=\"next\"");
        assert_eq!(super::link(&request, None), None, "after the last page there is nothing to link to");
    }

    #[test]
    fn a_cursor_of_somebody_else_is_invalid() {
        let page = PageQuery { cursor: Some("???".to_owned()), limit: None };
        assert_eq!(page.after::<u64>().unwrap_err().code(), "ongeldige-invoer");
    }
}
