//! Figures as a workbook (Office Open XML): a sheet with the cells, one with the definitions, and one that says where,
//! when and how the numbers are true. Texts are written as texts, so none is ever a formula.

use super::asked::Asked;
use super::body::{Answer, Cijfers, FiguresOnDay};
use super::columns::{Figure, euros};
use super::quantity::Quantity;
use super::table::{Cell, Label, Sums};
use crate::ledger::Measure;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// The whole file.
///
/// # Errors
/// When there are more rows or longer texts than a workbook can hold.
pub(super) fn workbook(answer: &Answer) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = begun("Woonloket: cijfers", answer.asked.known_at)?;
    let body = Cijfers::from(answer);
    cells(workbook.add_worksheet().set_name("Cijfers")?, answer)?;
    definitions(workbook.add_worksheet().set_name("Definities")?, &body)?;
    account(workbook.add_worksheet().set_name("Verantwoording")?, answer, &body)?;
    workbook.save_to_buffer()
}

/// An empty workbook with its title and the moment at which it is true, not the clock's: the same question gives the same
/// bytes.
pub(crate) fn begun(title: &str, known_at: Timestamp) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(known_at.as_second())?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(workbook)
}

/// Only columns in which something stands: people read this, and an empty column says nothing.
fn cells(sheet: &mut Worksheet, answer: &Answer) -> Result<(), XlsxError> {
    let one = [FiguresOnDay {
        as_of: answer.asked.as_of,
        cells: answer.cells.clone(),
        total: answer.total.clone(),
    }];
    let stands = if answer.series.is_empty() { one.as_slice() } else { answer.series.as_slice() };
    let (asked, whole) = (&answer.asked, answer.asked.as_a_whole());
    let all = || stands.iter().flat_map(|stand| parts(stand, asked, &whole));
    let figures: Vec<Figure> =
        Figure::all().filter(|figure| all().any(|part| part.of(*figure).is_some())).collect();
    let labels = asked.by.iter().flat_map(|one| [one.word().to_owned(), format!("{} (naam)", one.word())]);
    let headings = ["rij", "peildatum"].map(str::to_owned).into_iter().chain(labels);
    heading(sheet, headings.chain(figures.iter().map(|figure| figure.heading())))?;
    for (row, part) in (1..).zip(all()) {
        let numbers = figures.iter().map(|figure| (figure.quantity, part.of(*figure)));
        write_row(sheet, row, &part.texts(asked.by.len()), numbers)?;
    }
    Ok(())
}

/// A cell on a day, or all together, and the question that it answers.
struct Part<'a> {
    kind: &'static str,
    as_of: Date,
    labels: &'a [Label],
    measures: &'a BTreeMap<Measure, Sums>,
    asked: &'a Asked,
}

fn parts<'a>(stand: &'a FiguresOnDay, asked: &'a Asked, whole: &'a Asked) -> impl Iterator<Item = Part<'a>> {
    let as_of = stand.as_of;
    let cell = move |cell: &'a Cell| Part {
        kind: "cel",
        as_of,
        labels: &cell.labels,
        measures: &cell.measures,
        asked,
    };
    let total = Part { kind: "totaal", as_of, labels: &[], measures: &stand.total, asked: whole };
    stand.cells.iter().map(cell).chain([total])
}

impl Part<'_> {
    fn of(&self, figure: Figure) -> Option<i64> {
        figure.of(self.measures, self.asked)
    }

    fn texts(&self, dimensions: usize) -> Vec<String> {
        let remark = |label: &Label| if label.split { " (later gesplitst)" } else { "" };
        let named = |label: &Label| [label.code.clone(), format!("{}{}", label.name, remark(label))];
        let first = [self.kind.to_owned(), self.as_of.to_string()];
        let mut texts: Vec<_> = first.into_iter().chain(self.labels.iter().flat_map(named)).collect();
        texts.resize(2 + 2 * dimensions, String::new());
        texts
    }
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    texts: &[String],
    numbers: impl Iterator<Item = (Quantity, Option<i64>)>,
) -> Result<(), XlsxError> {
    let mut column = 0;
    for text in texts {
        if !text.is_empty() {
            sheet.write_string(row, column, text)?;
        }
        column += 1;
    }
    for (quantity, number) in numbers {
        match (quantity, number) {
            (_, None) => {}
            (Quantity::Cents, Some(cents)) => number_at(sheet, row, column, &euros(cents), EUROS)?,
            (_, Some(number)) => number_at(sheet, row, column, &number.to_string(), WHOLE)?,
        }
        column += 1;
    }
    Ok(())
}

/// How money is shown.
pub(crate) const EUROS: &str = "#,##0.00";
/// How whole numbers are shown.
pub(crate) const WHOLE: &str = "#,##0";

/// Writes the number nearest to these decimals, which is what the file then holds; nothing is calculated.
pub(crate) fn number_at(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    decimals: &str,
    format: &str,
) -> Result<(), XlsxError> {
    let number: f64 = decimals.parse().unwrap_or_default();
    sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(format))?;
    Ok(())
}

/// Writes the headings, which stay in sight.
pub(crate) fn heading(sheet: &mut Worksheet, names: impl Iterator<Item = String>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap();
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, &name, &bold)?;
        sheet.set_column_width(column, 17)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn definitions(sheet: &mut Worksheet, body: &Cijfers) -> Result<(), XlsxError> {
    heading(sheet, ["maat", "betekenis", "eenheden"].map(str::to_owned).into_iter())?;
    let wrap = Format::new().set_text_wrap();
    for (row, definition) in (1..).zip(&body.definities) {
        let units = definition.eenheden.join(", ").replace("bedragCent", "euro");
        sheet.write_string(row, 0, &definition.maat)?;
        sheet.write_string_with_format(row, 1, &definition.betekenis, &wrap)?;
        sheet.write_string(row, 2, units)?;
    }
    sheet.set_column_width(1, 90)?;
    sheet.set_column_width(2, 50)?;
    Ok(())
}

/// Where, when and how the numbers are true.
fn account(sheet: &mut Worksheet, answer: &Answer, body: &Cijfers) -> Result<(), XlsxError> {
    let all_or = |text: String| if text.is_empty() { "alles".to_owned() } else { text };
    let rows = [
        ("bron", "Grootboek van Woonloket; elk cijfer is herleidbaar tot gebeurtenissen in het logboek".to_owned()),
        ("peildatum (geteld is wat toen waar was)", body.peildatum.to_string()),
        ("bekend op (geteld is wat toen bekend was)", body.bekend_op.to_string()),
        ("positie in het logboek", body.positie.to_string()),
        ("methode (versie van de rekenwijze)", body.methode.to_string()),
        ("selectie", all_or(answer.asked.selection())),
        ("niet meegeteld (elke aanvraag is voor één gezin; zie de vaste tabellen)", body.afgeschermd.join(", ")),
        (
            "niet openbaar (wie waar iets aanvroeg: niet in de cellen, en niet in het totaal van een plaats)",
            body.niet_openbaar.join(", "),
        ),
        ("maten", all_or(body.maten.join(", "))),
        ("gegroepeerd op", body.groepeer_op.join(", ")),
        ("taxonomie van aandachtsgroepen", body.taxonomie.clone().unwrap_or_else(|| "die van elke tranche".to_owned())),
        ("gemeentegrenzen", body.gemeentegrenzen.clone()),
        ("bedragen", "in euro's, inclusief btw".to_owned()),
        ("tellingen", "aanvragen, projecten, ontvangers en gemeenten zijn aantallen verschillende; ze tellen niet altijd op".to_owned()),
    ];
    told(sheet, &rows)
}

/// Writes what must be known of a workbook, each thing with its value.
pub(crate) fn told(sheet: &mut Worksheet, rows: &[(&str, String)]) -> Result<(), XlsxError> {
    heading(sheet, ["gegeven", "waarde"].map(str::to_owned).into_iter())?;
    for (row, (name, value)) in (1..).zip(rows) {
        sheet.write_string(row, 0, *name)?;
        sheet.write_string(row, 1, value)?;
    }
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 90)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::dimension::Dimension;
    use calamine::{Data, Range, Reader, Xlsx};
    use regulation::words::TrancheKey;
    use std::io::Cursor;

    const FORMULA: &str = "=HYPERLINK(\"https://example.org\")";

    fn answer() -> Answer {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let sums = Sums { units: Some(12), cents: Some(1_234_567_890_110), ..Sums::default() };
        let measures = BTreeMap::from([(Measure::Granted, sums)]);
        let label = Label { code: "GM0820".into(), name: FORMULA.into(), split: false };
        let tranche = TrancheKey::parse("rha-2022").unwrap();
        Answer {
            asked: Asked::of_tranche(&tranche, &[Dimension::Municipality], now),
            position: 7,
            cells: vec![Cell { labels: vec![label], measures: measures.clone() }],
            total: measures,
            series: Vec::new(),
        }
    }

    fn read(answer: &Answer) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(workbook(answer).unwrap())).unwrap()
    }

    fn at(sheet: &Range<Data>, row: usize, heading: &str) -> Data {
        let is_it = |cell: &Data| *cell == Data::String(heading.to_owned());
        let column = sheet.rows().next().unwrap().iter().position(is_it).unwrap();
        sheet.rows().nth(row).unwrap()[column].clone()
    }

    #[test]
    fn numbers_are_numbers_and_euros_are_exact_to_the_cent() {
        let mut book = read(&answer());
        assert_eq!(book.sheet_names(), ["Cijfers", "Definities", "Verantwoording"]);
        let cells = book.worksheet_range("Cijfers").unwrap();
        assert_eq!(at(&cells, 1, "toegekend (woonruimten)"), Data::Float(12.0));
        assert_eq!(at(&cells, 1, "toegekend (euro)").to_string(), "12345678901.1");
        assert_eq!(at(&cells, 1, "gemeente"), Data::String("GM0820".into()));
        assert_eq!(at(&cells, 2, "rij"), Data::String("totaal".into()));
        let headings: Vec<_> = cells.rows().next().unwrap().iter().map(Data::to_string).collect();
        assert!(!headings.contains(&"gerealiseerd (woonruimten)".to_owned()), "empty columns are left out");
    }

    #[test]
    fn a_text_is_never_a_formula() {
        let mut book = read(&answer());
        let cells = book.worksheet_range("Cijfers").unwrap();
        assert_eq!(at(&cells, 1, "gemeente (naam)"), Data::String(FORMULA.into()));
        for sheet in book.sheet_names() {
            assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        }
    }

    #[test]
    fn a_workbook_says_what_its_numbers_mean_and_where_they_are_true() {
        let mut book = read(&answer());
        let account = book.worksheet_range("Verantwoording").unwrap();
        let told: Vec<_> = account.rows().map(|row| row[1].to_string()).collect();
        for value in ["2026-11-20", "2026-11-20T12:00:00Z", "7", "tranche=rha-2022"] {
            assert!(told.contains(&value.to_owned()), "{value}: {told:?}");
        }
        let definitions = book.worksheet_range("Definities").unwrap();
        assert_eq!(definitions.height(), 1 + Cijfers::from(&answer()).definities.len());
    }

    #[test]
    fn a_workbook_says_which_measures_are_left_out() {
        let mut told = answer();
        told.asked.not_public = [Measure::Requested].into();
        let account = read(&told).worksheet_range("Verantwoording").unwrap();
        let row = account.rows().find(|row| row[0].to_string().starts_with("niet openbaar")).unwrap();
        assert_eq!(row[1].to_string(), "aangevraagd");
    }

    #[test]
    fn the_same_question_gives_the_same_bytes() {
        assert_eq!(workbook(&answer()).unwrap(), workbook(&answer()).unwrap());
    }
}
