//! What is known of the whole text while it is read, and the mistakes found so far.

use super::Mistake;
use super::lines::Lines;
use super::mistake::in_dutch;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::{DeTable, DeValue, Error};

/// The most mistakes that are told; after those, only how many more there are.
const MOST: usize = 500;

/// The text as a whole, and its mistakes.
pub(super) struct Reader<'a> {
    text: &'a str,
    lines: Lines,
    syntax: BTreeMap<usize, String>,
    /// The keys under `[sources]`; absent where the file has no such table.
    sources: Option<BTreeSet<&'a str>>,
    /// The codes of the target groups of each version of the taxonomy.
    taxonomies: BTreeMap<&'a str, BTreeSet<&'a str>>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Reader<'a> {
    /// Of this text, with what the parser made of it and what it stumbled over.
    pub(super) fn new(text: &'a str, table: &'a DeTable<'a>, errors: &[Error]) -> Self {
        let mut reader = Self {
            text,
            lines: Lines::of(text),
            syntax: BTreeMap::new(),
            sources: table.get("sources").and_then(|sources| keys(sources.get_ref())),
            taxonomies: taxonomies(table),
            mistakes: RefCell::default(),
        };
        for error in errors {
            let line = reader.line_of(error.span().unwrap_or_default().start);
            reader.syntax.entry(line).or_insert_with(|| in_dutch(error.message()));
        }
        reader
    }

    /// The line, counted from 1, of a byte of the text.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.lines.line_of(byte)
    }

    /// The last line of a table that begins at this byte and that ends at that one as far as the parser says: under a
    /// header, the table goes on until the next header.
    pub(super) fn last_line_of(&self, start: usize, end: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        if rest.starts_with('{') {
            return self.line_of(end);
        }
        let next = rest.split_inclusive('\n').skip(1).take_while(|line| !line.trim_start().starts_with('['));
        self.line_of(start) + next.count()
    }

    /// Notes a mistake.
    pub(super) fn wrong(&self, line: usize, place: impl Into<String>, reason: impl Into<String>) {
        self.mistakes.borrow_mut().push(Mistake { line, place: place.into(), reason: reason.into() });
    }

    /// Whether the parser stumbled in these lines: what is absent there, may just be unread.
    pub(super) fn stumbled(&self, first: usize, last: usize) -> bool {
        self.syntax.range(first..=last.max(first)).next().is_some()
    }

    /// Whether nothing wrong was found at or below this place, and all of the text is TOML.
    pub(super) fn is_sound(&self, place: &str) -> bool {
        let is_below = |mistake: &Mistake| mistake.place.starts_with(place);
        self.syntax.is_empty() && !self.mistakes.borrow().iter().any(is_below)
    }

    /// Whether the file has a source of this key. Without any sources it has that one mistake.
    pub(super) fn knows_source(&self, key: &str) -> bool {
        self.sources.as_ref().is_none_or(|sources| sources.contains(key))
    }

    /// Whether the file has this version of the taxonomy without a group of this code.
    pub(super) fn lacks_group(&self, version: &str, code: &str) -> bool {
        self.taxonomies.get(version).is_some_and(|codes| !codes.contains(code))
    }

    /// Every mistake, by line. On a line over which the parser stumbled that is the only one told, and only the first
    /// time: one slip of the pen makes it stumble several times.
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        let mut all = self.mistakes.into_inner();
        all.retain(|mistake| !self.syntax.contains_key(&mistake.line));
        all.extend(self.syntax.into_iter().map(|(line, reason)| Mistake::of_text(line, reason)));
        all.sort();
        if let Some(more) = all.len().checked_sub(MOST).filter(|more| *more > 0) {
            all.truncate(MOST);
            let last = all.last().map_or(1, |mistake| mistake.line);
            all.push(Mistake::of_text(last, format!("daarna zijn er nog {more} fouten.")));
        }
        all
    }
}

fn keys<'a>(value: &'a DeValue<'a>) -> Option<BTreeSet<&'a str>> {
    Some(value.as_table()?.keys().map(|key| key.get_ref().as_ref()).collect())
}

/// The codes of the target groups by the version of the taxonomy, as far as they can be read.
fn taxonomies<'a>(table: &'a DeTable<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut all = BTreeMap::<_, BTreeSet<_>>::new();
    let rows = |table: &'a DeTable<'a>, name: &str| {
        let list = table.get(name).and_then(|value| value.get_ref().as_array());
        list.into_iter().flat_map(|list| list.iter().filter_map(|row| row.get_ref().as_table()))
    };
    for tranche in rows(table, "tranches") {
        if let Some(version) = tranche.get("taxonomy").and_then(|value| value.get_ref().as_str()) {
            let codes =
                rows(tranche, "target_groups").filter_map(|group| group.get("code")?.get_ref().as_str());
            all.entry(version).or_default().extend(codes);
        }
    }
    all
}
