//! Accounts as a file: the same neutral table, what its columns mean, and where and when it is true.

use super::body::{Verantwoording, Verantwoordingen};
use crate::files::{Column, EUROS, Field, File, Table, TrueAt, WHOLE, WHOLENESS, is_whole, over};
use jiff::Timestamp;
use jiff::civil::date;

/// Also what is empty stands in them: no source names it, and it is asked.
const COLUMNS: &[Column<Verantwoording>] = &[
    ("boekjaar", "Het boekjaar waarover wordt verantwoord.", |one| Field::name(one.boekjaar)),
    (
        "gemeentecode",
        "De ontvanger, onder de code van toen (CBS-code van een gemeente of provincie, of een eigen code).",
        |one| Field::text(&one.gemeentecode),
    ),
    ("sisaRegelingcode", "De code van de regeling in SiSa; leeg waar geen bron er een noemt.", |one| {
        Field::text(&one.sisa_regelingcode)
    }),
    ("indicatorcode", "De code van de indicator in SiSa; leeg, omdat geen bron er een noemt.", |one| {
        Field::text(&one.indicatorcode)
    }),
    ("indicatornaam", "Wat het gegeven is.", |one| Field::text(&one.indicatornaam)),
    ("waarde", "De waarde: een bedrag in euro's met twee decimalen, een aantal of een datum.", value),
    ("eenheid", "euro, aantal of datum.", |one| Field::text(&one.eenheid)),
    ("toelichting", "Waar de waarde vandaan komt, met het nummer van de aanvraag en de tranche.", |one| {
        Field::text(&one.toelichting)
    }),
    ("aardControle", "De aard van de accountantscontrole; leeg, omdat geen bron die noemt.", |one| {
        Field::text(&one.aard_controle)
    }),
];

const POSITION: &[Column<Verantwoordingen>] =
    &[("positie", "De positie in het logboek tot waar het verloop van toekenningen is verwerkt.", |page| {
        Field::name(page.positie)
    })];

fn value(one: &Verantwoording) -> Field {
    match one.eenheid.as_str() {
        "euro" => Field::Number(one.waarde.clone(), EUROS),
        "aantal" => Field::Number(one.waarde.clone(), WHOLE),
        _ => Field::text(&one.waarde),
    }
}

/// This page of the rows of this recipient, or of all.
pub(super) fn file(page: &Verantwoordingen, recipient: Option<&str>, known_at: Timestamp) -> File {
    let is_all = page.volgende.is_none();
    let begun = over(&page.resultaten).columns(COLUMNS, Some).columns(POSITION, |_| Some(page));
    let (table, definitions) = begun.columns(WHOLENESS, |_| Some(&is_all)).finish();
    let at =
        TrueAt { as_of: date(page.boekjaar, 12, 31), known_at: known_at.to_string(), position: page.positie };
    let source = "Logboek van Woonloket: besluiten, voortgangsmeldingen en ingevoerde verantwoordingen";
    let format = "Een neutrale tabel: een openbaar formaat van SiSa is niet gevonden. Codes staan er alleen waar een bron ze \
                  noemt.";
    let more = [
        ("boekjaar", page.boekjaar.to_string()),
        ("ontvanger", recipient.unwrap_or("alle").to_owned()),
        is_whole(page.volgende.as_deref()),
        ("formaat", format.to_owned()),
    ];
    File {
        name: "verantwoordingen",
        sheet: "Verantwoordingen",
        known_at,
        table,
        definitions,
        account: Table::of_account(at.account(source).into_iter().chain(more)),
    }
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
        Xlsx::new(Cursor::new(file(&page, Some("GM0363"), known_at).workbook().unwrap())).unwrap()
    }

    #[test]
    fn amounts_and_counts_are_numbers_and_no_text_is_a_formula() {
        let mut book = read(None);
        assert_eq!(book.sheet_names(), ["Verantwoordingen", "Definities", "Toelichting"]);
        let rows = book.worksheet_range("Verantwoordingen").unwrap();
        let headings: Vec<_> = rows.rows().next().unwrap().iter().map(Data::to_string).collect();
        let names = COLUMNS.iter().map(|(name, ..)| *name).chain(["positie", "volledig"]);
        assert_eq!(headings, names.collect::<Vec<_>>());
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
            let told = book.worksheet_range("Toelichting").unwrap();
            let told: Vec<_> = told.rows().map(|row| row[1].to_string()).collect();
            for value in ["2023-12-31", "2026-11-20T12:00:00Z", "7", "GM0363"] {
                assert!(told.contains(&value.to_owned()), "{value}: {told:?}");
            }
            assert!(told.iter().any(|value| value.starts_with(whole)), "{told:?}");
            let definitions = book.worksheet_range("Definities").unwrap();
            assert_eq!(definitions.height(), 1 + COLUMNS.len() + POSITION.len() + WHOLENESS.len());
        }
    }
}
