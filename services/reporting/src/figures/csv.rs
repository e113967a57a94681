//! Figures as CSV: one row for each cell and one for the total.
//!
//! Every row says for itself which day, moment and position it is true at, and what is left out of it.

use super::body::{Answer, borders_word, words};
use super::columns::Figure;
use super::dimension::Dimension;
use super::rows::parts;
use crate::files::{Field, row};
use crate::ledger::METHOD;
use jiff::civil::Date;

/// The whole file; of a series the rows of each day, from first to last. It can be long, so no table is made of it first.
pub fn csv(answer: &Answer) -> String {
    let (by, whole) = (&answer.asked.by, answer.asked.as_a_whole());
    let rows = parts(answer, &whole).map(|part| {
        let shared = shared(answer, part.as_of, part.kind);
        row(shared
            .into_iter()
            .chain(part.labels(by.len()))
            .chain(Figure::all().map(|figure| part.number(figure))))
    });
    std::iter::once(row(header(by).map(Field::Text))).chain(rows).collect()
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

/// The names of the columns of figures that are grouped by these.
pub(super) fn header(by: &[Dimension]) -> impl Iterator<Item = String> {
    let labels = by.iter().flat_map(|dimension| {
        let word = dimension.word();
        [word.to_owned(), format!("{word}_naam")]
    });
    SHARED.map(str::to_owned).into_iter().chain(labels).chain(Figure::all().map(Figure::name))
}

fn shared(answer: &Answer, as_of: Date, kind: &str) -> [Field; 11] {
    let asked = &answer.asked;
    [
        Field::text(kind),
        Field::text(as_of),
        Field::text(asked.known_at),
        Field::name(answer.position),
        Field::text(borders_word(asked.borders)),
        Field::text(asked.selection()),
        Field::list(&words(&asked.measures)),
        Field::of(asked.taxonomy.as_ref(), Field::text),
        Field::name(METHOD),
        Field::list(&asked.hidden.iter().collect::<Vec<_>>()),
        Field::list(&words(&asked.not_public)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::asked::Asked;
    use crate::figures::body::FiguresOnDay;
    use crate::figures::table::{Cell, Label, Sums};
    use crate::ledger::Measure;
    use regulation::words::TrancheKey;
    use std::collections::BTreeMap;

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
    }
}
