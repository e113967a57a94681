//! What the columns of the CSV mean, as CSV on the Web (CSVW) tells it.
//!
//! W3C, Metadata Vocabulary for Tabular Data, 17 December 2015: <https://www.w3.org/TR/tabular-metadata/>

use super::columns::Figure;
use super::csv::SHARED;
use super::dimension::Dimension;
use super::quantity::Quantity;
use crate::files::BETWEEN;
use serde_json::{Value, json};

/// The media type that W3C registered for such metadata.
pub(super) const MEDIA_TYPE: &str = "application/csvm+json";

/// The header by which the CSV of these parameters refers to its description.
pub(super) fn link(query: &str) -> String {
    format!("<cijfers/csv-beschrijving?{query}>; rel=\"describedby\"; type=\"{MEDIA_TYPE}\"")
}

/// The description of the CSV that is grouped by these and has these parameters.
pub(super) fn metadata(by: &[Dimension], query: &str) -> Value {
    let shared = SHARED.iter().map(|name| shared(name));
    let labels = by.iter().flat_map(|dimension| label(*dimension));
    let figures = Figure::all().map(figure);
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "nl" }],
        "url": format!("../cijfers?{}", as_csv(query)),
        "dc:title": "Woonloket: cijfers over regelingen voor woonruimten",
        "dc:language": "nl",
        "dialect": { "encoding": "utf-8", "delimiter": ",", "header": true, "lineTerminators": ["\r\n"] },
        "tableSchema": { "columns": shared.chain(labels).chain(figures).collect::<Vec<_>>() },
    })
}

/// The same parameters, of the form that is described.
fn as_csv(query: &str) -> String {
    let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("vorm="));
    others.chain(["vorm=csv"]).collect::<Vec<_>>().join("&")
}

fn column(name: &str, title: &str, datatype: &Value, meaning: &str) -> Value {
    json!({ "name": name, "titles": name, "datatype": datatype, "dc:title": title, "dc:description": meaning })
}

fn shared(name: &str) -> Value {
    let (datatype, meaning) = match name {
        "rij" => ("string", "`cel` voor een cel van de tabel, `totaal` voor alles samen."),
        "peildatum" => ("date", "Geteld is wat op deze dag waar was."),
        "bekend_op" => ("dateTime", "Geteld is wat op dit moment bekend was."),
        "positie" => ("integer", "De positie in het logboek waarop dit waar is."),
        "gemeentegrenzen" => ("string", "In welke gemeentegrenzen is geteld: toen of nu."),
        "selectie" => ("string", "Waartoe de cijfers zijn beperkt; leeg als ze over alles gaan."),
        "maten" => ("string", "De maten die zijn gevraagd; leeg als het alle zijn."),
        "taxonomie" => {
            ("string", "De indeling waarin aandachtsgroepen staan; leeg als elke tranche haar eigen heeft.")
        }
        "methode" => ("integer", "De versie van de rekenwijze."),
        "afgeschermd" => (
            "string",
            "Tranches die niet zijn meegeteld, omdat elke aanvraag voor één gezin is; zie de vaste tabellen.",
        ),
        _ => (
            "string",
            "Maten die niet worden getoond, omdat niet openbaar is wie waar iets aanvroeg: niet in de cellen, en ook niet in \
             het totaal als de vraag tot een plaats is beperkt.",
        ),
    };
    let mut column = column(name, &name.replace('_', " "), &json!(datatype), meaning);
    if let (Value::Object(fields), "maten" | "afgeschermd" | "niet_openbaar") = (&mut column, name) {
        fields.insert("separator".to_owned(), json!(BETWEEN));
    }
    column
}

fn label(dimension: Dimension) -> [Value; 2] {
    let word = dimension.word();
    let named = format!("{word}_naam");
    [
        column(word, word, &json!("string"), "De code van deze groep; leeg in de rij met het totaal."),
        column(&named, &format!("{word}, naam"), &json!("string"), "De naam bij de code."),
    ]
}

fn figure(figure: Figure) -> Value {
    let datatype = match figure.quantity {
        Quantity::Cents => json!({ "base": "decimal", "format": "0.00" }),
        Quantity::Applications
        | Quantity::Projects
        | Quantity::Recipients
        | Quantity::Municipalities
        | Quantity::Units
        | Quantity::Permanent
        | Quantity::Flex => json!("integer"),
    };
    column(&figure.name(), &figure.heading(), &datatype, figure.meaning())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::csv::header;

    #[test]
    fn every_column_of_the_file_is_described_in_its_order() {
        let by = [Dimension::Municipality, Dimension::Tranche];
        let described = metadata(&by, "groepeerOp=gemeente,tranche&vorm=xlsx");
        let columns = described["tableSchema"]["columns"].as_array().unwrap();
        let names: Vec<_> =
            columns.iter().map(|column| column["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names, header(&by).collect::<Vec<_>>());
        assert_eq!(described["url"], "../cijfers?groepeerOp=gemeente,tranche&vorm=csv");
        let euro = columns.iter().find(|column| column["name"] == "toegekend_euro").unwrap();
        assert_eq!(euro["datatype"]["base"], "decimal");
        let several: Vec<_> = columns.iter().filter(|column| column["separator"] == BETWEEN).collect();
        assert_eq!(several.len(), 3, "these hold more than one value");
        assert!(columns.iter().all(|column| !column["dc:description"].as_str().unwrap().is_empty()));
    }
}
