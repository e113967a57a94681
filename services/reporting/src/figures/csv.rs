//! Figures as CSV (RFC 4180): one row for each cell and one for the total, money in euros with two decimals.
//!
//! Every row says for itself which day, moment and position it is true at, and what is left out of it. A text that a spreadsheet would take for a
//! formula is written with an apostrophe before it.

use super::asked::Asked;
use super::body::{Answer, borders_word, words};
use super::columns::{Figure, euros};
use super::dimension::Dimension;
use super::quantity::Quantity;
use super::table::{Cell, Label, Sums};
use crate::ledger::{METHOD, Measure};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The whole file; of a series the rows of each day, from first to last.
pub fn csv(answer: &Answer) -> String {
    let mut text = row(header(&answer.asked.by));
    if answer.series.is_empty() {
        stand(&mut text, answer, answer.asked.as_of, &answer.cells, &answer.total);
    }
    for day in &answer.series {
        stand(&mut text, answer, day.as_of, &day.cells, &day.total);
    }
    text
}

fn stand(text: &mut String, answer: &Answer, as_of: Date, cells: &[Cell], total: &BTreeMap<Measure, Sums>) {
    let (asked, whole) = (&answer.asked, answer.asked.as_a_whole());
    for cell in cells {
        let labels = cell.labels.iter().flat_map(|label| [guarded(&label.code), name_of(label)]);
        text.push_str(&row(shared(answer, as_of, "cel").chain(labels).chain(numbers(&cell.measures, asked))));
    }
    let blanks = asked.by.iter().flat_map(|_| [String::new(), String::new()]);
    text.push_str(&row(shared(answer, as_of, "totaal").chain(blanks).chain(numbers(total, &whole))));
}

/// The names of the columns that every file has.
pub(super) const SHARED: [&str; 11] = [
    "rij",
    "peildatum",
    "bekend_op",
    "positie",
    "gemeentegrenzen",
    "selectie",
    "maten",
    "taxonomie",
    "methode",
    "afgeschermd",
    "niet_openbaar",
];

/// What stands between the values of a column that holds several: no code has it in it.
pub(super) const BETWEEN: &str = " ";

/// The names of the columns of figures that are grouped by these.
pub(super) fn header(by: &[Dimension]) -> impl Iterator<Item = String> {
    let labels = by.iter().flat_map(|dimension| {
        let word = dimension.word();
        [word.to_owned(), format!("{word}_naam")]
    });
    SHARED.map(str::to_owned).into_iter().chain(labels).chain(Figure::all().map(Figure::name))
}

fn shared(answer: &Answer, as_of: Date, kind: &str) -> impl Iterator<Item = String> {
    let asked = &answer.asked;
    [
        kind.to_owned(),
        as_of.to_string(),
        asked.known_at.to_string(),
        answer.position.to_string(),
        borders_word(asked.borders).to_owned(),
        guarded(&asked.selection()),
        words(&asked.measures).join(BETWEEN),
        asked.taxonomy.clone().unwrap_or_default(),
        METHOD.to_string(),
        asked.hidden.iter().map(String::as_str).collect::<Vec<_>>().join(BETWEEN),
        words(&asked.not_public).join(BETWEEN),
    ]
    .into_iter()
}

fn numbers(measures: &BTreeMap<Measure, Sums>, asked: &Asked) -> impl Iterator<Item = String> {
    Figure::all().map(|figure| match (figure.quantity, figure.of(measures, asked)) {
        (_, None) => String::new(),
        (Quantity::Cents, Some(cents)) => euros(cents),
        (_, Some(number)) => number.to_string(),
    })
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

/// A row of a file.
pub(crate) fn row(fields: impl Iterator<Item = String>) -> String {
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
    use crate::figures::asked::Asked;
    use crate::figures::body::FiguresOnDay;
    use regulation::words::TrancheKey;

    fn answer(name: &str) -> Answer {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let sums = Sums { units: Some(12), cents: Some(-123_456), ..Sums::default() };
        let measures = BTreeMap::from([(Measure::Granted, sums)]);
        let label = Label { code: "GM0820".into(), name: name.into(), split: false };
        Answer {
            asked: Asked::of_tranche(
                &TrancheKey::parse("rha-2022").unwrap(),
                &[Dimension::Municipality],
                now,
            ),
            position: 7,
            cells: vec![Cell { labels: vec![label], measures: measures.clone() }],
            total: measures,
            series: Vec::new(),
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
    fn every_row_says_what_is_left_out_and_how_it_is_told() {
        let mut told = answer("Nuenen");
        told.asked.hidden = ["hggv-2021", "hggv-2023"].map(str::to_owned).into();
        told.asked.not_public = [Measure::Requested, Measure::Late].into();
        told.asked.measures = [Measure::Granted, Measure::Released].into();
        told.asked.taxonomy = Some("rha-2022".into());
        let text = csv(&told);
        for line in [1, 2] {
            assert_eq!(fields(&text, line, "afgeschermd"), "hggv-2021 hggv-2023");
            assert_eq!(fields(&text, line, "niet_openbaar"), "aangevraagd te-laat");
            assert_eq!(fields(&text, line, "taxonomie"), "rha-2022");
            assert_eq!(fields(&text, line, "methode"), METHOD.to_string());
            assert_eq!(fields(&text, line, "maten"), "toegekend vrijgevallen");
        }
        let whole = csv(&answer("Nuenen"));
        assert_eq!((fields(&whole, 1, "afgeschermd"), fields(&whole, 1, "taxonomie")), Default::default());
    }

    #[test]
    fn a_series_has_the_rows_of_each_day_and_every_row_says_which() {
        let mut series = answer("Nuenen");
        let day = |text: &str| FiguresOnDay {
            as_of: text.parse().unwrap(),
            cells: series.cells.clone(),
            total: series.total.clone(),
        };
        series.series = vec![day("2023-12-31"), day("2024-12-31")];
        let text = csv(&series);
        let days: Vec<_> = (1..=4).map(|line| fields(&text, line, "peildatum")).collect();
        assert_eq!(days, ["2023-12-31", "2023-12-31", "2024-12-31", "2024-12-31"]);
        assert_eq!(fields(&text, 1, "selectie"), "tranche=rha-2022");
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
