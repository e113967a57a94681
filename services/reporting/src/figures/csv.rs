//! Figures as CSV (RFC 4180): one row for each cell and one for the total, money in euros with two decimals.
//!
//! Every row says for itself which day, moment and position it is true at. A text that a spreadsheet would take for a
//! formula is written with an apostrophe before it.

use super::body::{Answer, borders_word};
use super::quantity::{Quantity, described};
use super::table::{Label, Sums};
use crate::ledger::Measure;
use std::collections::BTreeMap;

/// The whole file.
pub fn csv(answer: &Answer) -> String {
    let mut text = row(header(answer));
    for cell in &answer.cells {
        let labels = cell.labels.iter().flat_map(|label| [guarded(&label.code), name_of(label)]);
        text.push_str(&row(shared(answer, "cel").chain(labels).chain(numbers(&cell.measures))));
    }
    let blanks = answer.asked.by.iter().flat_map(|_| [String::new(), String::new()]);
    text.push_str(&row(shared(answer, "totaal").chain(blanks).chain(numbers(&answer.total))));
    text
}

fn header(answer: &Answer) -> impl Iterator<Item = String> {
    let shared = ["rij", "peildatum", "bekend_op", "positie", "gemeentegrenzen", "selectie_tranche"]
        .map(str::to_owned);
    let labels = answer.asked.by.iter().flat_map(|dimension| {
        let word = dimension.word();
        [word.to_owned(), format!("{word}_naam")]
    });
    let numbers =
        columns().map(|(word, quantity, _)| format!("{}_{}", word.replace('-', "_"), quantity.column()));
    shared.into_iter().chain(labels).chain(numbers)
}

fn columns() -> impl Iterator<Item = (&'static str, Quantity, Measure)> {
    Measure::ALL.iter().flat_map(|measure| {
        let (word, quantities, _) = described(*measure);
        quantities.iter().map(move |quantity| (word, *quantity, *measure))
    })
}

fn shared(answer: &Answer, kind: &str) -> impl Iterator<Item = String> {
    let asked = &answer.asked;
    let tranche = asked.tranche.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        kind.to_owned(),
        asked.as_of.to_string(),
        asked.known_at.to_string(),
        answer.position.to_string(),
        borders_word(asked.borders).to_owned(),
        guarded(&tranche),
    ]
    .into_iter()
}

fn numbers(measures: &BTreeMap<Measure, Sums>) -> impl Iterator<Item = String> {
    columns().map(|(_, quantity, measure)| {
        let number = measures.get(&measure).and_then(|sums| quantity.of(sums));
        match (quantity, number) {
            (_, None) => String::new(),
            (Quantity::Cents, Some(cents)) => euros(cents),
            (_, Some(number)) => number.to_string(),
        }
    })
}

fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

fn name_of(label: &Label) -> String {
    let remark = if label.split { " (later gesplitst)" } else { "" };
    guarded(&format!("{}{remark}", label.name))
}

/// A text that no spreadsheet takes for a formula.
pub fn guarded(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

fn row(fields: impl Iterator<Item = String>) -> String {
    let fields: Vec<_> = fields.map(|field| quoted(&field)).collect();
    format!("{}\r\n", fields.join(","))
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::asked::{Asked, Dimension};
    use crate::figures::table::Cell;
    use regulation::words::TrancheKey;

    fn answer(name: &str) -> Answer {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let sums = Sums { units: Some(12), cents: Some(-123_456), ..Sums::default() };
        let measures = BTreeMap::from([(Measure::Granted, sums)]);
        let label = Label { code: "GM0820".into(), name: name.into(), split: false };
        Answer {
            asked: Asked::of_tranche(TrancheKey::parse("rha-2022").unwrap(), &[Dimension::Municipality], now),
            position: 7,
            cells: vec![Cell { labels: vec![label], measures: measures.clone() }],
            total: measures,
        }
    }

    fn fields(text: &str, line: usize, of: &str) -> String {
        let split = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let lines: Vec<_> = text.split("\r\n").collect();
        let at = split(lines[0]).iter().position(|name| name == of).unwrap();
        split(lines[line])[at].clone()
    }

    #[test]
    fn euros_have_two_decimals_and_what_is_not_counted_is_empty() {
        let text = csv(&answer("Nuenen"));
        assert_eq!(fields(&text, 1, "toegekend_euro"), "-1234.56");
        assert_eq!(fields(&text, 1, "toegekend_woonruimten"), "12");
        assert_eq!(fields(&text, 1, "gerealiseerd_woonruimten"), "");
        assert_eq!((fields(&text, 2, "rij").as_str(), fields(&text, 2, "positie").as_str()), ("totaal", "7"));
    }

    #[test]
    fn a_comma_is_quoted_and_a_formula_is_not_one() {
        assert!(
            csv(&answer("Nuenen, Gerwen en Nederwetten")).contains(",\"Nuenen, Gerwen en Nederwetten\",")
        );
        assert!(csv(&answer("=HYPERLINK(1)")).contains(",'=HYPERLINK(1),"));
        for text in ["=1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert!(guarded(text).starts_with('\''));
        }
    }
}
