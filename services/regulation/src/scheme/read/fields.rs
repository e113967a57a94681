//! A table whose fields are taken one by one; what is left over is unknown.

use super::closest::closest;
use super::reader::Reader;
use super::value::{Found, shortened};
use crate::scheme::Sourced;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;

/// A table while it is read.
pub(super) struct Fields<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) line: usize,
    last_line: usize,
    place: String,
    left: BTreeMap<&'a str, Found<'a>>,
    known: Vec<&'static str>,
    lines: BTreeMap<&'static str, usize>,
}

/// A row of a list of tables, with where it stands.
pub(super) struct Row<T> {
    /// The line of its header.
    pub(super) line: usize,
    /// Its place.
    pub(super) place: String,
    /// What it says.
    pub(super) value: T,
}

impl<'a> Fields<'a> {
    /// The fields of a table at a place, in these lines.
    pub(super) fn new(
        reader: &'a Reader<'a>,
        table: &'a DeTable<'a>,
        place: String,
        (line, last_line): (usize, usize),
    ) -> Self {
        let field = |(key, value): (&'a toml::Spanned<_>, _)| {
            let name: &'a std::borrow::Cow<'a, str> = key.get_ref();
            (name.as_ref(), Found::new(reader, key.span(), value))
        };
        let left = table.iter().map(field).collect();
        Self { reader, line, last_line, place, left, known: Vec::new(), lines: BTreeMap::new() }
    }

    /// From here on the table's place is called so.
    pub(super) fn rename(&mut self, place: impl Into<String>) {
        self.place = place.into();
    }

    /// The place of a field.
    pub(super) fn place_of(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }

    /// A field that may be absent.
    pub(super) fn optional(&mut self, name: &'static str) -> Option<Found<'a>> {
        self.known.push(name);
        let found = self.left.remove(name)?;
        self.lines.insert(name, found.line);
        Some(found.at(self.place_of(name)))
    }

    /// A field that must be there.
    pub(super) fn required(&mut self, name: &'static str) -> Option<Found<'a>> {
        let found = self.optional(name);
        if found.is_none() && !self.reader.stumbled(self.line, self.last_line) {
            self.reader.wrong(self.line, self.place_of(name), "dit veld ontbreekt.");
        }
        found
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.required(name)?.text()
    }

    /// The key of the source of this table.
    pub(super) fn source(&mut self) -> Option<String> {
        self.required("source")?.source()
    }

    /// A value with its source, which may be absent.
    pub(super) fn cited<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Found<'a>) -> Option<T>,
    ) -> Option<Sourced<T>> {
        self.optional(name)?.cited(read)
    }

    /// The rows of a list of tables, which may be absent. No two rows that have a name have the same.
    pub(super) fn rows<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&mut Fields<'a>) -> Option<T>,
        named: impl Fn(&T) -> Option<String>,
    ) -> Vec<Row<T>> {
        let Some(found) = self.optional(name) else { return Vec::new() };
        let row = |found: &Found<'a>| {
            let value = found.table(&read)?;
            Some(Row { line: found.line, place: found.place.clone(), value })
        };
        let rows: Vec<Row<T>> = found.each(row).unwrap_or_default();
        let mut names = BTreeSet::new();
        for row in &rows {
            let name = named(&row.value);
            if let Some(twice) = name.as_ref().filter(|name| names.contains(*name)) {
                self.reader.wrong(
                    row.line,
                    &row.place,
                    format!("«{}» staat er twee keer.", shortened(twice)),
                );
            }
            names.extend(name);
        }
        rows
    }

    /// Every field that is left, each with its name.
    pub(super) fn rest(&mut self) -> Vec<(&'a str, Found<'a>)> {
        let left = std::mem::take(&mut self.left);
        left.into_iter().map(|(name, found)| (name, found.at(self.place_of(&shortened(name))))).collect()
    }

    /// Notes a mistake at a field that was taken, or at the table where the field is absent.
    pub(super) fn wrong(&self, name: &str, reason: impl Into<String>) {
        let line = self.lines.get(name).copied().unwrap_or(self.line);
        self.reader.wrong(line, self.place_of(name), reason);
    }

    /// Whether nothing is wrong within a field, so that what is missing there was really left out.
    pub(super) fn is_sound(&self, name: &str) -> bool {
        self.reader.is_sound(&self.place_of(name))
    }

    /// Notes every field that nobody took.
    pub(super) fn close(mut self) {
        for (name, found) in self.rest() {
            let reason = match closest(name, &self.known) {
                Some(known) => format!("dit veld is onbekend; bedoelt u «{known}»?"),
                None => format!("dit veld is onbekend; bekend zijn: {}.", self.known.join(", ")),
            };
            self.reader.wrong(found.key_line, found.place, reason);
        }
    }
}

/// The values of rows alone.
pub(super) fn values<T>(rows: Vec<Row<T>>) -> Vec<T> {
    rows.into_iter().map(|row| row.value).collect()
}

/// Rows of a key and a value, by key.
pub(super) fn by_key<K: Ord, T>(rows: Vec<Row<(K, T)>>) -> BTreeMap<K, T> {
    values(rows).into_iter().collect()
}
