//! Reading a scheme's TOML file: every mistake at once, with its line, in Dutch.

mod checks;
mod closest;
mod division;
mod fields;
mod goals;
mod homes;
mod lines;
mod mistake;
mod money;
mod reader;
mod size;
mod terms;
#[cfg(test)]
mod tests;
mod tranche;
mod value;
mod words;

pub use mistake::Mistake;

use super::{Scheme, Tranche};
use crate::event::Source;
use crate::goals::Goals;
use crate::words::SchemeKey;
use fields::{Fields, values};
use lines::Lines;
use mistake::KEY_ALONE;
use reader::Reader;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::{DeTable, Error};
use value::Found;

/// Reads a scheme's text.
///
/// # Errors
/// Every mistake found, in the order of the lines.
pub fn read(text: &str) -> Result<Scheme, Vec<Mistake>> {
    whole(text, scheme)
}

/// Reads the file of the national goals.
///
/// # Errors
/// Every mistake found, in the order of the lines.
pub fn read_goals(text: &str) -> Result<Goals, Vec<Mistake>> {
    whole(text, goals::goals)
}

fn whole<T>(text: &str, read: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> Result<T, Vec<Mistake>> {
    if let Some(mistake) = size::too_large(text) {
        return Err(vec![mistake]);
    }
    let (first, mut errors) = DeTable::parse_recoverable(text);
    let readable = without_lines_that_end_reading(text, &errors);
    let (table, more) = readable.as_deref().map_or((first, Vec::new()), DeTable::parse_recoverable);
    errors.extend(more);
    let reader = Reader::new(text, table.get_ref(), &errors);
    let mut fields = Fields::new(&reader, table.get_ref(), String::new(), (1, reader.last_line_of(0, 0)));
    let all = read(&mut fields);
    fields.close();
    let mistakes = reader.into_mistakes();
    all.filter(|_| mistakes.is_empty()).ok_or(mistakes)
}

/// The text with spaces for each line with a key without `=`: there the parser stops, and all that comes after would
/// be unread. Absent where there is no such line.
fn without_lines_that_end_reading(text: &str, errors: &[Error]) -> Option<String> {
    let lines = Lines::of(text);
    let stops = errors.iter().filter(|error| error.message().starts_with(KEY_ALONE));
    let stops: BTreeSet<usize> =
        stops.map(|error| lines.line_of(error.span().unwrap_or_default().start)).collect();
    let kept = |(number, line): (usize, &str)| {
        if stops.contains(&number) { " ".repeat(line.len()) } else { line.to_owned() }
    };
    let kept = || (1..).zip(text.split('\n')).map(kept).collect::<Vec<_>>().join("\n");
    if stops.is_empty() { None } else { Some(kept()) }
}

fn scheme(fields: &mut Fields<'_>) -> Option<Scheme> {
    let key = fields.required("key").and_then(|found| found.word(SchemeKey::parse));
    let name = fields.text("name");
    let executor = fields.required("executor").and_then(|found| found.cited(Found::text));
    let sources = fields.required("sources").and_then(|found| found.table(|fields| Some(sources(fields))));
    let tranches = tranches(fields);
    Some(Scheme { key: key?, name: name?, executor: executor?, sources: sources?, tranches })
}

/// The publications: every field is a key of the file's own choice.
fn sources(fields: &mut Fields<'_>) -> BTreeMap<String, Source> {
    let one = |(key, found): (&str, Found<'_>)| {
        if !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_') {
            return found.wrong("de sleutel van een bron bestaat uit kleine letters, cijfers, - en _.");
        }
        let source = found.table(|fields| {
            let reference = fields.text("reference");
            let address = fields.required("address").and_then(|found| address(&found));
            Some(Source { reference: reference?, address: address? })
        });
        Some((key.to_owned(), source?))
    };
    fields.rest().into_iter().filter_map(one).collect()
}

/// An address that can be followed safely from a page.
fn address(found: &Found<'_>) -> Option<String> {
    let address = found.text()?;
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    if is_web { Some(address) } else { found.wrong("het adres begint met https:// of http://.") }
}

fn tranches(fields: &mut Fields<'_>) -> Vec<Tranche> {
    let tranches = fields.rows("tranches", tranche::tranche, |tranche| Some(tranche.key.to_string()));
    if tranches.is_empty() && fields.is_sound("tranches") {
        fields.wrong("tranches", "er is minstens één tranche nodig.");
    }
    values(tranches)
}
