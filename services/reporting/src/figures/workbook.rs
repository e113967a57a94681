//! Figures as a workbook: a sheet with the cells, one with the definitions, and one that says where, when and how the
//! numbers are true.

use super::body::{Answer, Cijfers};
use super::columns::Figure;
use super::rows::parts;
use crate::files::{Field, File, Table, TrueAt};

/// The file.
pub(super) fn file(answer: &Answer) -> File {
    let body = Cijfers::from(answer);
    File {
        name: "cijfers",
        sheet: "Cijfers",
        known_at: answer.asked.known_at,
        table: cells(answer),
        definitions: definitions(&body),
        account: account(answer, &body),
    }
}

fn cells(answer: &Answer) -> Table {
    let (by, whole) = (&answer.asked.by, answer.asked.as_a_whole());
    let labels = by.iter().flat_map(|one| [one.word().to_owned(), format!("{} (naam)", one.word())]);
    let headings = ["rij", "peildatum"].map(str::to_owned).into_iter().chain(labels);
    // There are a hundred figures, of which an answer mostly has some: the table is made of these alone, for it can be long.
    let is_told = |figure: &Figure| parts(answer, &whole).any(|part| part.number(*figure) != Field::Nothing);
    let figures: Vec<Figure> = Figure::all().filter(is_told).collect();
    let rows = parts(answer, &whole).map(|part| {
        let first = [Field::text(part.kind), Field::text(part.as_of)];
        let numbers = figures.iter().map(|figure| part.number(*figure));
        first.into_iter().chain(part.labels(by.len())).chain(numbers).collect()
    });
    let headings = headings.chain(figures.iter().map(|figure| figure.heading())).collect();
    Table { headings, rows: rows.collect() }
}

fn definitions(body: &Cijfers) -> Table {
    let rows = body.definities.iter().map(|one| {
        let units = one.eenheden.join(", ").replace("bedragCent", "euro");
        [one.maat.clone(), one.betekenis.clone(), units]
    });
    Table::of_texts(["maat", "betekenis", "eenheden"], rows)
}

/// Where, when and how the numbers are true.
fn account(answer: &Answer, body: &Cijfers) -> Table {
    let all_or = |text: String| if text.is_empty() { "alles".to_owned() } else { text };
    let at = TrueAt { as_of: body.peildatum, known_at: body.bekend_op.to_string(), position: body.positie };
    let source = "Grootboek van Woonloket; elk cijfer is herleidbaar tot gebeurtenissen in het logboek";
    let more = [
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
    Table::of_account(at.account(source).into_iter().chain(more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::asked::Asked;
    use crate::figures::dimension::Dimension;
    use crate::figures::table::{Cell, Label, Sums};
    use crate::ledger::Measure;
    use calamine::{Data, Range, Reader, Xlsx};
    use regulation::words::TrancheKey;
    use std::collections::BTreeMap;
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
        Xlsx::new(Cursor::new(file(answer).workbook().unwrap())).unwrap()
    }

    fn at(sheet: &Range<Data>, row: usize, heading: &str) -> Data {
        let is_it = |cell: &Data| *cell == Data::String(heading.to_owned());
        let column = sheet.rows().next().unwrap().iter().position(is_it).unwrap();
        sheet.rows().nth(row).unwrap()[column].clone()
    }

    #[test]
    fn numbers_are_numbers_and_euros_are_exact_to_the_cent() {
        let mut book = read(&answer());
        assert_eq!(book.sheet_names(), ["Cijfers", "Definities", "Toelichting"]);
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
        let account = book.worksheet_range("Toelichting").unwrap();
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
        let account = read(&told).worksheet_range("Toelichting").unwrap();
        let row = account.rows().find(|row| row[0].to_string().starts_with("niet openbaar")).unwrap();
        assert_eq!(row[1].to_string(), "aangevraagd");
    }
}
