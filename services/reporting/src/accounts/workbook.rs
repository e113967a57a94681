//! Accounts as a workbook (Office Open XML): the rows of the CSV, what its columns mean, and where and when they are true.

use super::body::{Verantwoording, Verantwoordingen};
use crate::figures::workbook::{EUROS, WHOLE, begun, heading, number_at, told};
use jiff::Timestamp;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// The whole file: this page of the rows of this recipient, or of all.
///
/// # Errors
/// When there are more rows or longer texts than a workbook can hold.
pub(super) fn workbook(
    page: &Verantwoordingen,
    recipient: Option<&str>,
    known_at: Timestamp,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = begun("Woonloket: verantwoordingen", known_at)?;
    rows(workbook.add_worksheet().set_name("Verantwoordingen")?, page)?;
    definitions(workbook.add_worksheet().set_name("Definities")?)?;
    let account = account(page, recipient, known_at);
    told(workbook.add_worksheet().set_name("Herkomst")?, &account)?;
    workbook.save_to_buffer()
}

/// Amounts and counts are numbers; all else is text, so nothing is ever a formula.
fn rows(sheet: &mut Worksheet, page: &Verantwoordingen) -> Result<(), XlsxError> {
    heading(sheet, Verantwoording::COLUMNS.iter().map(|(name, _)| (*name).to_owned()))?;
    for (row, one) in (1..).zip(&page.resultaten) {
        for ((column, (name, _)), field) in (0..).zip(Verantwoording::COLUMNS).zip(one.fields(page.positie)) {
            match (name, one.eenheid.as_str()) {
                ("waarde", "euro") => number_at(sheet, row, column, &field, EUROS)?,
                ("waarde", "aantal") | ("boekjaar" | "positie", _) => {
                    let format = if name == "waarde" { WHOLE } else { "0" };
                    number_at(sheet, row, column, &field, format)?;
                }
                _ if field.is_empty() => {}
                _ => {
                    sheet.write_string(row, column, &field)?;
                }
            }
        }
    }
    Ok(())
}

fn definitions(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    heading(sheet, ["kolom", "betekenis"].map(str::to_owned).into_iter())?;
    let wrap = Format::new().set_text_wrap();
    for (row, (name, meaning)) in (1..).zip(Verantwoording::COLUMNS) {
        sheet.write_string(row, 0, name)?;
        sheet.write_string_with_format(row, 1, meaning, &wrap)?;
    }
    sheet.set_column_width(1, 90)?;
    Ok(())
}

fn account(
    page: &Verantwoordingen,
    recipient: Option<&str>,
    known_at: Timestamp,
) -> [(&'static str, String); 8] {
    let whole = match page.volgende {
        None => "ja".to_owned(),
        Some(_) => {
            "nee: dit is een bladzijde; de volgende staat in de Link-header van het antwoord".to_owned()
        }
    };
    [
        ("bron", "Logboek van Woonloket: besluiten, voortgangsmeldingen en ingevoerde verantwoordingen".to_owned()),
        ("boekjaar", page.boekjaar.to_string()),
        ("peildatum (geteld is wat toen waar was)", format!("{}-12-31", page.boekjaar)),
        ("bekend op (geteld is wat toen bekend was)", known_at.to_string()),
        ("positie in het logboek", page.positie.to_string()),
        ("ontvanger", recipient.unwrap_or("alle").to_owned()),
        ("volledig", whole),
        (
            "formaat",
            "Een neutrale tabel: een openbaar formaat van SiSa is niet gevonden. Codes staan er alleen waar een bron ze noemt."
                .to_owned(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;
    use uuid::Uuid;

    const FORMULA: &str = "=HYPERLINK(\"https://example.org\")";

    fn row(waarde: &str, eenheid: &str) -> Verantwoording {
        Verantwoording {
            aanvraag_id: Uuid::nil(),
            tranche: "rha-2022".into(),
            boekjaar: 2023,
            gemeentecode: "GM0363".into(),
            sisa_regelingcode: FORMULA.into(),
            indicatorcode: String::new(),
            indicatornaam: "Gegeven".into(),
            waarde: waarde.into(),
            eenheid: eenheid.into(),
            toelichting: FORMULA.into(),
            aard_controle: String::new(),
        }
    }

    fn read(volgende: Option<&str>) -> Xlsx<Cursor<Vec<u8>>> {
        let resultaten = vec![row("12345678901.10", "euro"), row("25", "aantal"), row("2022-12-01", "datum")];
        let page = Verantwoordingen {
            boekjaar: 2023,
            positie: 7,
            resultaten,
            volgende: volgende.map(str::to_owned),
        };
        let known_at = "2026-11-20T12:00:00Z".parse().unwrap();
        Xlsx::new(Cursor::new(workbook(&page, Some("GM0363"), known_at).unwrap())).unwrap()
    }

    #[test]
    fn amounts_and_counts_are_numbers_and_no_text_is_a_formula() {
        let mut book = read(None);
        assert_eq!(book.sheet_names(), ["Verantwoordingen", "Definities", "Herkomst"]);
        let rows = book.worksheet_range("Verantwoordingen").unwrap();
        let headings: Vec<_> = rows.rows().next().unwrap().iter().map(Data::to_string).collect();
        assert_eq!(headings, Verantwoording::COLUMNS.map(|(name, _)| name));
        let values: Vec<_> = rows.rows().skip(1).map(|row| row[5].clone()).collect();
        let expected = [Data::Float(12_345_678_901.1), Data::Float(25.0), Data::String("2022-12-01".into())];
        assert_eq!(values, expected);
        assert_eq!(rows.get_value((1, 7)), Some(&Data::String(FORMULA.into())));
        assert_eq!(rows.get_value((1, 9)), Some(&Data::Float(7.0)), "the position");
        for sheet in book.sheet_names() {
            assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        }
    }

    #[test]
    fn a_workbook_says_where_and_when_it_is_true_and_whether_it_is_whole() {
        for (next, whole) in [(None, "ja"), (Some("abc"), "nee:")] {
            let mut book = read(next);
            let told = book.worksheet_range("Herkomst").unwrap();
            let told: Vec<_> = told.rows().map(|row| row[1].to_string()).collect();
            for value in ["2023-12-31", "2026-11-20T12:00:00Z", "7", "GM0363"] {
                assert!(told.contains(&value.to_owned()), "{value}: {told:?}");
            }
            assert!(told.iter().any(|value| value.starts_with(whole)), "{told:?}");
            let definitions = book.worksheet_range("Definities").unwrap();
            assert_eq!(definitions.height(), 1 + Verantwoording::COLUMNS.len());
        }
    }
}
