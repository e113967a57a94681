//! In which form is told: by the parameter `vorm`, which a link on a page can carry and which goes first, or by `Accept`.

use crate::figures::asked::Parameters;
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use actix_web::{HttpMessage, HttpRequest};
use serde::Deserialize;
use service_kit::{AskedByName, Problem};
use utoipa::IntoParams;

/// A form that an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `application/json`, also when nothing is asked.
    Json,
    /// JSON-stat 2.0, of figures alone. No media type is registered for it, so it comes as `application/json` and only by
    /// `vorm`.
    JsonStat,
    /// `text/csv`.
    Csv,
    /// A workbook of Office Open XML.
    Xlsx,
}

/// What `Accept` can choose; of those that are liked equally the first.
const BY_ACCEPT: [Form; 3] = [Form::Json, Form::Csv, Form::Xlsx];

/// The words of `vorm` for what has no other forms.
pub(crate) const FILES: [(&str, Form); 3] = [("json", Form::Json), ("csv", Form::Csv), ("xlsx", Form::Xlsx)];

/// The only parameter of what can be asked in one way.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VormQuery {
    /// In welke vorm, voor wie geen Accept kan meegeven.
    #[param(pattern = "^(json|csv|xlsx)$")]
    pub(crate) vorm: Option<String>,
}

impl Form {
    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json | Self::JsonStat => "application/json",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The form that is asked by name, among these words.
    pub(crate) fn named(parameters: &mut Parameters, words: &[(&str, Self)]) -> Option<Self> {
        parameters.one_of("vorm", words)
    }

    /// The form of a word that was checked before.
    pub(crate) fn of_word(word: Option<&String>) -> Option<Self> {
        let word = word?;
        FILES.iter().find(|(known, _)| known == word).map(|(_, form)| *form)
    }

    /// The form that is asked by name, whatever the client likes; and else the one that it likes best.
    ///
    /// # Errors
    /// 406 when it can read none.
    pub(crate) fn asked(named: Option<Self>, request: &HttpRequest) -> Result<Self, Problem> {
        let Some(form) = named else { return Self::accepted(request) };
        request.extensions_mut().insert(AskedByName);
        Ok(form)
    }

    fn accepted(request: &HttpRequest) -> Result<Self, Problem> {
        let accept =
            request.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
        best(&accept.join(",")).ok_or_else(|| {
            let types: Vec<_> = BY_ACCEPT.iter().map(|form| form.media_type()).collect();
            let detail = format!("Dit is er als {}.", types.join(", "));
            let title = "Vorm niet beschikbaar";
            Problem::new(StatusCode::NOT_ACCEPTABLE, "vorm-niet-beschikbaar", title, detail)
        })
    }
}

fn best(accept: &str) -> Option<Form> {
    let accept = if accept.trim().is_empty() { "*/*" } else { accept };
    let liked = || BY_ACCEPT.iter().map(|form| (quality(accept, form.media_type()), *form));
    let most = liked().map(|(quality, _)| quality).max().filter(|most| *most > 0)?;
    liked().find(|(quality, _)| *quality == most).map(|(_, form)| form)
}

/// How much a media type is liked, in thousandths: the most specific range decides (RFC 9110, 12.5.1).
fn quality(accept: &str, kind: &str) -> u16 {
    let family = kind.split('/').next().unwrap_or_default();
    let ranges = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next()?.to_ascii_lowercase();
        let specific = match name.as_str() {
            "*/*" => 0_u8,
            name if name == kind => 2,
            name if name.strip_suffix("/*") == Some(family) => 1,
            _ => return None,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), thousandths);
        Some((specific, weight.unwrap_or(0)))
    });
    ranges.max().map_or(0, |(_, weight)| weight)
}

/// `1`, `0.8`, `0.125`; nothing else is a weight.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let valid = ["0", "1"].contains(&whole)
        && decimals.len() <= 3
        && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let digits = format!("{whole}{decimals:0<3}");
    if valid { digits.parse().ok().map(|weight: u16| weight.min(1000)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_gets_the_form_that_it_likes_best() {
        for (accept, form) in [
            ("", Some(Form::Json)),
            ("*/*", Some(Form::Json)),
            ("text/csv", Some(Form::Csv)),
            ("text/csv, */*;q=0.1", Some(Form::Csv)),
            ("text/html, application/xhtml+xml, */*;q=0.8", Some(Form::Json)),
            ("text/csv;q=0.5, application/json;q=0.9", Some(Form::Json)),
            ("text/csv;q=0", None),
            ("text/html", None),
            ("application/json;q=0, */*", Some(Form::Csv)),
            (Form::Xlsx.media_type(), Some(Form::Xlsx)),
        ] {
            assert_eq!(best(accept), form, "{accept}");
        }
    }
}
