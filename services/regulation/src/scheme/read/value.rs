//! A value at its place, and what it can be read as.

use super::fields::Fields;
use super::reader::Reader;
use crate::scheme::Sourced;
use crate::words::{Cents, InvalidWord};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// A value that was found in the file. Reading it as something that it is not notes a mistake.
pub(super) struct Found<'a> {
    reader: &'a Reader<'a>,
    value: &'a Spanned<DeValue<'a>>,
    /// The line of the field's name.
    pub(super) key_line: usize,
    /// The line of the value.
    pub(super) line: usize,
    /// Its place.
    pub(super) place: String,
}

/// A text as it is repeated in a mistake: not longer than a line.
pub(super) fn shortened(text: &str) -> String {
    let short: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

impl<'a> Found<'a> {
    /// A value under a key that stands there; still without a place.
    pub(super) fn new(reader: &'a Reader<'a>, key: Range<usize>, value: &'a Spanned<DeValue<'a>>) -> Self {
        let key_line = reader.line_of(key.start);
        let line = if value.span().is_empty() { key_line } else { reader.line_of(value.span().start) };
        Self { reader, value, key_line, line, place: String::new() }
    }

    /// The same value at this place.
    pub(super) fn at(self, place: String) -> Self {
        Self { place, ..self }
    }

    /// Notes a mistake; nothing can be made of the value.
    pub(super) fn wrong<T>(&self, reason: impl Into<String>) -> Option<T> {
        self.reader.wrong(self.line, &self.place, reason);
        None
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "een tekst",
            DeValue::Integer(_) => "een geheel getal",
            DeValue::Float(_) => "een gebroken getal",
            DeValue::Boolean(_) => "true of false",
            DeValue::Datetime(_) => "een datum zonder aanhalingstekens",
            DeValue::Array(_) => "een lijst",
            DeValue::Table(_) => "een tabel",
        };
        self.wrong(format!("hier hoort {wanted} te staan, geen {}.", found.trim_start_matches("een ")))
    }

    /// The text, whatever it says.
    fn plain(&self, wanted: &str) -> Option<&'a str> {
        self.value.get_ref().as_str().or_else(|| self.wrong_type(wanted))
    }

    /// A text for people: not empty, and without characters that cannot be stored or shown.
    pub(super) fn text(&self) -> Option<String> {
        let text = self.plain("een tekst")?;
        if text.trim().is_empty() {
            return self.wrong("de tekst is leeg.");
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return self.wrong("in de tekst staat een besturingsteken.");
        }
        Some(text.to_owned())
    }

    /// A key, code or reference.
    pub(super) fn word<T>(&self, parse: fn(&str) -> Result<T, InvalidWord>) -> Option<T> {
        let text = self.plain("een tekst")?;
        parse(text).map_or_else(|wrong| self.wrong(format!("«{}»: {wrong}", shortened(text))), Some)
    }

    /// One of these words.
    pub(super) fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.plain("een tekst")?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, meaning)| *meaning).or_else(|| {
            let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.wrong(format!("«{}» is onbekend; bekend zijn: {}.", shortened(text), all.join(", ")))
        })
    }

    /// The key of a source.
    pub(super) fn source(&self) -> Option<String> {
        let key = self.plain("de sleutel van een bron")?;
        if self.reader.knows_source(key) {
            return Some(key.to_owned());
        }
        self.wrong(format!("de bron «{}» staat niet onder [sources].", shortened(key)))
    }

    /// True or false.
    pub(super) fn boolean(&self) -> Option<bool> {
        self.value.get_ref().as_bool().or_else(|| self.wrong_type("true of false"))
    }

    /// A whole number within these bounds.
    pub(super) fn number<T: TryFrom<i64>>(&self, from: i64, to: i64) -> Option<T> {
        let number = self.whole("een geheel getal")?;
        let within = i64_of(number).filter(|number| (from..=to).contains(number));
        within.and_then(|number| T::try_from(number).ok()).or_else(|| {
            self.wrong(format!(
                "{} is geen geheel getal van {from} tot en met {to}.",
                shortened(number.as_str())
            ))
        })
    }

    /// A percentage from 1 to 100.
    pub(super) fn percent(&self) -> Option<u32> {
        self.number(1, 100)
    }

    /// An amount in whole euros, above nothing.
    pub(super) fn euros(&self) -> Option<Cents> {
        let number = self.whole("een bedrag in hele euro's")?;
        let within = i64_of(number).filter(|euros| (1..=Cents::LARGEST.get() / 100).contains(euros));
        within.map(Cents::euros).or_else(|| {
            let written = shortened(number.as_str());
            self.wrong(format!(
                "{written} is geen bedrag in hele euro's boven nul, van hooguit {}.",
                Cents::LARGEST
            ))
        })
    }

    fn whole(&self, wanted: &str) -> Option<&'a DeInteger<'a>> {
        self.value.get_ref().as_integer().or_else(|| self.wrong_type(wanted))
    }

    /// A day, as 2022-10-24.
    pub(super) fn day(&self) -> Option<Date> {
        let text = self.plain("een dag tussen aanhalingstekens, zoals \"2022-10-24\",")?;
        let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text && day.year() >= 1);
        day.or_else(|| self.wrong(format!("«{}» is geen dag zoals 2022-10-24.", shortened(text))))
    }

    /// An instant, as 2022-10-24T15:00:00Z.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        let text = self.plain("een tijdstip tussen aanhalingstekens, zoals \"2022-10-24T15:00:00Z\",")?;
        let instant = text.parse().ok();
        instant.or_else(|| {
            self.wrong(format!("«{}» is geen tijdstip zoals 2022-10-24T15:00:00Z.", shortened(text)))
        })
    }

    /// A list, each read so; what cannot be read is left out, with its mistake.
    pub(super) fn each<T>(&self, read: impl Fn(&Found<'a>) -> Option<T>) -> Option<Vec<T>> {
        let list = self.value.get_ref().as_array().or_else(|| self.wrong_type("een lijst"))?;
        let found = list.iter().enumerate().filter_map(|(index, value)| {
            let place = format!("{}[{index}]", self.place);
            read(&Found::new(self.reader, value.span(), value).at(place))
        });
        Some(found.collect())
    }

    /// A list with something in it and nothing in it twice.
    pub(super) fn set<T: Ord + Clone>(&self, read: impl Fn(&Found<'a>) -> Option<T>) -> Option<Vec<T>> {
        if self.value.get_ref().as_array().is_some_and(|list| list.is_empty()) {
            return self.wrong("de lijst is leeg.");
        }
        let all = self.each(|found| Some((read(found)?, found.line, found.place.clone())))?;
        let mut once = BTreeSet::new();
        for (one, line, place) in &all {
            if !once.insert(one) {
                self.reader.wrong(*line, place, "dit staat er twee keer.");
            }
        }
        Some(all.iter().map(|(one, _, _)| one.clone()).collect())
    }

    /// A table, read so; every field that is not taken is a mistake.
    pub(super) fn table<T>(&self, read: impl FnOnce(&mut Fields<'a>) -> Option<T>) -> Option<T> {
        let table: &'a DeTable<'a> =
            self.value.get_ref().as_table().or_else(|| self.wrong_type("een tabel"))?;
        let last_line = self.reader.last_line_of(self.value.span().start, self.value.span().end);
        let mut fields = Fields::new(self.reader, table, self.place.clone(), (self.line, last_line));
        let value = read(&mut fields);
        fields.close();
        value
    }

    /// A value with its source: `{ value = ..., source = "..." }`. Both stand at the place of the whole.
    pub(super) fn cited<T>(&self, read: impl FnOnce(&Found<'a>) -> Option<T>) -> Option<Sourced<T>> {
        self.table(|fields| {
            let value = fields.required("value").and_then(|found| read(&found.at(self.place.clone())));
            let source = fields.required("source").and_then(|found| found.at(self.place.clone()).source());
            Some(Sourced { value: value?, source: source? })
        })
    }
}

fn i64_of(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
