//! A table as CSV (RFC 4180): money in euros with two decimals, and what is not known empty. A text that a spreadsheet would
//! take for a formula is written with an apostrophe before it, also a part of one: with Dutch settings a spreadsheet takes a
//! semicolon for the end of a field.

use super::table::{Field, Table};

impl Table {
    /// The whole file.
    pub(crate) fn csv(&self) -> String {
        let headings = self.headings.iter().map(Field::text);
        let rows = self.rows.iter().map(|fields| row(fields.iter().cloned()));
        std::iter::once(row(headings)).chain(rows).collect()
    }
}

/// A row of a file.
pub(crate) fn row(fields: impl Iterator<Item = Field>) -> String {
    let fields: Vec<_> = fields.map(|field| quoted(&written(field))).collect();
    format!("{}\r\n", fields.join(","))
}

fn written(field: Field) -> String {
    match field {
        Field::Nothing => String::new(),
        Field::Text(text) => guarded(text),
        Field::Number(decimals, _) => decimals,
    }
}

/// What a spreadsheet can take for the end of a field or of a row, whatever its settings.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// A text of which no spreadsheet takes any part for a formula.
fn guarded(text: String) -> String {
    let parts: Vec<_> = text
        .split_inclusive(ENDS)
        .map(|part| if is_formula(part) { "'" } else { "" }.to_owned() + part)
        .collect();
    parts.concat()
}

/// Whether a spreadsheet could take it for a formula. What it may pass over before one is not looked at; the wide signs are
/// those of East Asian keyboards.
fn is_formula(part: &str) -> bool {
    let passed_over = |one: char| one.is_whitespace() || ['"', '\u{feff}'].contains(&one);
    part.trim_start_matches(passed_over).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
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

    #[test]
    fn a_text_is_never_a_formula_and_a_number_below_nought_is_a_number() {
        for text in ["=1", "+1", "-1", "@x", " =1", "\"=1\"", "\u{feff}=1", "＝1"] {
            assert!(written(Field::text(text)).starts_with('\''), "{text}");
        }
        for text in ["1=1", "a@b.nl; c@d.nl", "", ";", "2023-01-01;-"] {
            let unchanged = text != "2023-01-01;-";
            assert_eq!(written(Field::text(text)) == text, unchanged, "{text}");
        }
        assert_eq!((written(Field::euros(-100)), written(Field::Nothing)), ("-1.00".into(), String::new()));
    }

    #[test]
    fn a_semicolon_or_a_tab_begins_no_formula_either() {
        for text in ["P1;=1+1;", "P1\t=1+1", "P1; @x", "P1;\"=1+1\"", "P1\n=1+1"] {
            let line = row([Field::text("regel"), Field::text(text), Field::text("x")].into_iter());
            let cells = || line.split(ENDS).map(|cell| cell.trim_start_matches(['"', ' ']));
            assert!(cells().count() > 1 && cells().all(|cell| !cell.starts_with(['=', '@'])), "{line}");
        }
    }

    #[test]
    fn what_would_end_a_field_is_quoted() {
        let table = Table {
            headings: vec!["een".into(), "twee".into()],
            rows: vec![vec![Field::text("a, \"b\""), Field::text("=c\nd")]],
        };
        assert_eq!(table.csv(), "een,twee\r\n\"a, \"\"b\"\"\",\"'=c\nd\"\r\n");
    }
}
