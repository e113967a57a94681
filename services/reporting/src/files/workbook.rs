//! A file as a workbook (Office Open XML): a sheet with the table, one with what it means, and one that says where, when
//! and how it is true. Texts are written as texts, so none is ever a formula.

use super::File;
use super::table::{Field, Table};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;

/// How wide a column is, where nothing else is said.
const WIDTH: u16 = 17;

/// 1 January 1900, in seconds since 1970: a workbook has no earlier date.
const FIRST_DAY: i64 = -2_208_988_800;

/// How many letters a field of a workbook can hold, as UTF-16 counts them.
const LETTERS: usize = 32_767;

impl File {
    /// The workbook. The moment at which it is true is its date, and not the clock's: the same answer gives the same bytes.
    ///
    /// # Errors
    /// When there are more rows than a workbook can hold.
    pub(crate) fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::from_timestamp(self.known_at.as_second().max(FIRST_DAY))?;
        let title = format!("Woonloket: {}", self.name);
        workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
        write(workbook.add_worksheet().set_name(self.sheet)?, &self.table, &self.table.filled(), &[])?;
        for (name, table, widths) in [
            ("Definities", &self.definitions, [30, 90, 50].as_slice()),
            ("Toelichting", &self.account, &[44, 90]),
        ] {
            let columns: Vec<_> = (0..table.headings.len()).collect();
            write(workbook.add_worksheet().set_name(name)?, table, &columns, widths)?;
        }
        workbook.save_to_buffer()
    }
}

impl Table {
    /// The columns in which something stands: to people another one says nothing. Without rows, each.
    fn filled(&self) -> Vec<usize> {
        let stands = |column: &usize| {
            self.rows.is_empty() || self.rows.iter().any(|row| row.get(*column) != Some(&Field::Nothing))
        };
        (0..self.headings.len()).filter(stands).collect()
    }
}

/// Writes these columns of a table; where widths are given, its texts are to be read and not compared, and may take several
/// lines.
fn write(sheet: &mut Worksheet, table: &Table, columns: &[usize], widths: &[u16]) -> Result<(), XlsxError> {
    heading(sheet, columns.iter().filter_map(|column| table.headings.get(*column)), widths)?;
    let text = if widths.is_empty() { Format::new() } else { Format::new().set_text_wrap() };
    for (row, fields) in (1..).zip(&table.rows) {
        for (column, field) in (0..).zip(columns.iter().filter_map(|column| fields.get(*column))) {
            match field {
                Field::Nothing => {}
                Field::Text(written) if written.is_empty() => {}
                Field::Text(written) => {
                    sheet.write_string_with_format(row, column, fitting(written), &text)?;
                }
                Field::Number(decimals, shown) => {
                    let format = Format::new().set_num_format(*shown);
                    sheet.write_number_with_format(row, column, nearest(decimals), &format)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes the headings, which stay in sight.
fn heading<'a>(
    sheet: &mut Worksheet,
    names: impl Iterator<Item = &'a String>,
    widths: &[u16],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap();
    let widths = widths.iter().copied().chain(std::iter::repeat(WIDTH));
    for ((column, name), width) in (0..).zip(names).zip(widths) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// As much of a text as a field can hold; dots say that there is more.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.encode_utf16().count() <= LETTERS {
        return Cow::Borrowed(text);
    }
    let begin: Vec<u16> = text.encode_utf16().take(LETTERS - 1).collect();
    Cow::Owned(format!("{}…", String::from_utf16_lossy(&begin)))
}

/// The number nearest to these decimals, which is what a workbook then holds; nothing is calculated.
fn nearest(decimals: &str) -> f64 {
    decimals.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Range, Reader, Xlsx};
    use std::io::Cursor;

    const FORMULA: &str = "=HYPERLINK(\"https://example.org\")";

    fn file() -> File {
        let fields = |last: Field| vec![Field::text(FORMULA), Field::Nothing, Field::text(""), last];
        let headings = ["tekst", "leeg", "leeg gelaten", "euro"].map(str::to_owned).to_vec();
        let rows = vec![fields(Field::euros(1_234_567_890_110)), fields(Field::Nothing)];
        File {
            name: "proef",
            sheet: "Proef",
            known_at: "2026-11-20T12:00:00Z".parse().unwrap(),
            table: Table { headings, rows },
            definitions: Table::of_columns([("euro".to_owned(), FORMULA)]),
            account: Table::of_account([("bron", FORMULA.to_owned())]),
        }
    }

    fn read(file: &File) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(file.workbook().unwrap())).unwrap()
    }

    fn row(sheet: &Range<Data>, number: usize) -> Vec<Data> {
        sheet.rows().nth(number).unwrap().to_vec()
    }

    #[test]
    fn numbers_are_numbers_exact_to_the_cent_and_only_columns_with_something_in_them_are_shown() {
        let mut book = read(&file());
        assert_eq!(book.sheet_names(), ["Proef", "Definities", "Toelichting"]);
        let sheet = book.worksheet_range("Proef").unwrap();
        let text = |text: &str| Data::String(text.into());
        assert_eq!(row(&sheet, 0), ["tekst", "leeg gelaten", "euro"].map(text));
        assert_eq!(row(&sheet, 1), [text(FORMULA), Data::Empty, Data::Float(12_345_678_901.1)]);
        assert_eq!(row(&sheet, 2), [text(FORMULA), Data::Empty, Data::Empty]);
        let mut empty = file();
        empty.table.rows.clear();
        assert_eq!(row(&read(&empty).worksheet_range("Proef").unwrap(), 0).len(), 4, "without rows, each");
    }

    #[test]
    fn a_text_is_never_a_formula() {
        let mut book = read(&file());
        for sheet in book.sheet_names() {
            assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        }
        assert_eq!(row(&book.worksheet_range("Definities").unwrap(), 1)[1], Data::String(FORMULA.into()));
        assert_eq!(row(&book.worksheet_range("Toelichting").unwrap(), 1)[1], Data::String(FORMULA.into()));
    }

    #[test]
    fn a_text_that_is_longer_than_a_field_ends_in_dots() {
        let mut long = file();
        long.table.rows =
            vec![[LETTERS, LETTERS + 1].map(|letters| Field::Text("é".repeat(letters))).to_vec()];
        let sheet = read(&long).worksheet_range("Proef").unwrap();
        let texts: Vec<_> = row(&sheet, 1).iter().map(Data::to_string).collect();
        assert_eq!(texts[0], "é".repeat(LETTERS));
        assert_eq!(texts[1], format!("{}…", "é".repeat(LETTERS - 1)));
        assert_eq!(fitting(&"🏠".repeat(LETTERS)).encode_utf16().count(), LETTERS, "each counts for two");
    }

    #[test]
    fn the_same_answer_gives_the_same_bytes() {
        assert_eq!(file().workbook().unwrap(), file().workbook().unwrap());
    }
}
