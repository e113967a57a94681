//! Answers as files: as CSV and as a workbook, beside JSON and made of the same.
//!
//! | look for | in |
//! |---|---|
//! | which form is asked | `files/form.rs` |
//! | a table: its columns, and what stands in them | `files/table.rs` |
//! | CSV | `files/csv.rs` |
//! | a workbook | `files/workbook.rs` |
//! | figures as CSV, as JSON-stat and described (CSVW), and the table of their workbook | `figures/{csv,json_stat,csvw,workbook}.rs` |

mod csv;
mod form;
mod table;
mod workbook;

pub(crate) use csv::row;
pub(crate) use form::{FILES, Form, VormQuery};
pub(crate) use table::{
    BETWEEN, Column, EUROS, Field, KIND, SELECTION, TRUE_AT, Table, TrueAt, WHOLE, euros, over,
};

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use jiff::Timestamp;
use serde::Serialize;
use service_kit::Problem;
use service_kit::paging::link;

/// A file: a table, what must be known to read it, and where and when it is true.
pub(crate) struct File {
    /// What it is called: `cijfers`.
    pub(crate) name: &'static str,
    /// The name of the sheet of its workbook that has the table.
    pub(crate) sheet: &'static str,
    /// What was known at this moment.
    pub(crate) known_at: Timestamp,
    /// What it tells.
    pub(crate) table: Table,
    /// What that means.
    pub(crate) definitions: Table,
    /// Where, when and how it is true.
    pub(crate) account: Table,
}

/// 200 with an answer in a form: as JSON, or as the file that is made of it.
pub(crate) fn told<T: Serialize>(
    mut response: HttpResponseBuilder,
    form: Form,
    answer: &T,
    file: impl FnOnce(&T) -> File,
) -> Result<HttpResponse, Problem> {
    match form {
        Form::Json | Form::JsonStat => Ok(response.json(answer)),
        Form::Csv => {
            let file = file(answer);
            Ok(as_csv(response, file.name, file.table.csv()))
        }
        Form::Xlsx => as_workbook(response, &file(answer)),
    }
}

/// 200 with CSV.
pub(crate) fn as_csv(mut response: HttpResponseBuilder, name: &str, text: String) -> HttpResponse {
    let disposition = format!("inline; filename=\"{name}.csv\"");
    response.content_type("text/csv; charset=utf-8");
    response.insert_header((CONTENT_DISPOSITION, disposition)).body(text)
}

/// 200 with a workbook.
pub(crate) fn as_workbook(mut response: HttpResponseBuilder, file: &File) -> Result<HttpResponse, Problem> {
    let bytes = file.workbook().map_err(|error| Problem::internal(format!("no workbook: {error}")))?;
    let disposition = format!("attachment; filename=\"{}.xlsx\"", file.name);
    response.content_type(Form::Xlsx.media_type());
    Ok(response.insert_header((CONTENT_DISPOSITION, disposition)).body(bytes))
}

/// 200 with a page, whose `Link` leads to the next one where there is one.
pub(crate) fn page(request: &HttpRequest, next: Option<&str>) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    if let Some(link) = link(request, next) {
        response.insert_header(link);
    }
    response
}

/// Whether a page is all there is, as each of its rows says it.
pub(crate) const WHOLENESS: &[Column<bool>] = &[(
    "volledig",
    "Of dit bestand alles is: ja of nee. Bij nee staat het adres van de volgende bladzijde in de Link-header van het antwoord.",
    |is_whole| Field::yes(*is_whole),
)];

/// The same, as the last sheet of its workbook says it.
pub(crate) fn is_whole(next: Option<&str>) -> (&'static str, String) {
    let whole = match next {
        None => "ja",
        Some(_) => "nee: dit is een bladzijde; de volgende staat in de Link-header van het antwoord",
    };
    ("volledig", whole.to_owned())
}
