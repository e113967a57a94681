//! A table as CSV (RFC 4180): money in euros with two decimals, and what is not known empty. A text that a spreadsheet would
//! take for a formula is written with an apostrophe before it.

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

/// A text that no spreadsheet takes for a formula.
fn guarded(text: String) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if risky { format!("'{text}") } else { text }
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
        for text in ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx"] {
            assert!(written(Field::text(text)).starts_with('\''), "{text}");
        }
        assert_eq!(written(Field::text("1=1")), "1=1");
        assert_eq!((written(Field::euros(-100)), written(Field::Nothing)), ("-1.00".into(), String::new()));
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
