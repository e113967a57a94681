//! Figures as JSON-stat 2.0: one cube of groups, days and figures.
//!
//! <https://json-stat.org/full/>. Money is in cents there, so that every value is a whole number; what is not counted
//! has no value. The totals are no part of the cube: counts of different things do not add up to them.

use super::asked::Asked;
use super::body::{Answer, Cijfers, FiguresOnDay};
use super::columns::Figure;
use super::dimension::Dimension;
use super::quantity::Quantity;
use super::table::{Cell, Label};
use crate::ledger::METHOD;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The name of the dimension of days, which only a series has.
const DAY: &str = "peildatum";
/// The name of the dimension of figures.
const FIGURE: &str = "cijfer";

/// The dataset.
pub(super) fn dataset(answer: &Answer) -> Value {
    let (asked, body) = (&answer.asked, Cijfers::from(answer));
    let stands = stands(answer);
    let groups: Vec<BTreeMap<&str, &Label>> = (0..asked.by.len()).map(|at| values(&stands, at)).collect();
    let figures: Vec<Figure> = Figure::all().collect();
    let days: Vec<String> = answer.series.iter().map(|stand| stand.as_of.to_string()).collect();
    let mut dimensions = Map::new();
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    let mut add = |id: &str, size: usize, dimension: Value| {
        ids.push(id.to_owned());
        sizes.push(size);
        dimensions.insert(id.to_owned(), dimension);
    };
    for (dimension, values) in asked.by.iter().zip(&groups) {
        add(dimension.word(), values.len(), group(*dimension, values));
    }
    if !days.is_empty() {
        add(DAY, days.len(), json!({ "label": DAY, "category": { "index": days } }));
    }
    add(FIGURE, figures.len(), figure(&figures));
    json!({
        "version": "2.0",
        "class": "dataset",
        "label": "Cijfers over regelingen voor woonruimten",
        "source": "Grootboek van Woonloket, herleidbaar tot het logboek",
        "updated": asked.known_at,
        "id": ids,
        "size": sizes,
        "role": role(asked.by.as_slice(), !days.is_empty()),
        "dimension": dimensions,
        "value": cube(&stands, asked, &groups, &figures),
        "extension": {
            "selectie": asked.selection(), "gemeentegrenzen": body.gemeentegrenzen, "peildatum": asked.as_of,
            "bekendOp": asked.known_at, "positie": answer.position, "methode": METHOD,
            "maten": (!body.maten.is_empty()).then_some(&body.maten), "taxonomie": body.taxonomie, "afgeschermd": body.afgeschermd,
            "nietOpenbaar": body.niet_openbaar, "totaal": body.totaal,
            "definities": body.definities,
        },
    })
}

fn stands(answer: &Answer) -> Vec<FiguresOnDay> {
    if !answer.series.is_empty() {
        return answer.series.clone();
    }
    vec![FiguresOnDay { as_of: answer.asked.as_of, cells: answer.cells.clone(), total: answer.total.clone() }]
}

/// The different values of the dimension at this place, by code.
fn values(stands: &[FiguresOnDay], at: usize) -> BTreeMap<&str, &Label> {
    let cells = stands.iter().flat_map(|stand| &stand.cells);
    cells.filter_map(|cell| cell.labels.get(at)).map(|label| (label.code.as_str(), label)).collect()
}

fn group(dimension: Dimension, values: &BTreeMap<&str, &Label>) -> Value {
    let names: BTreeMap<_, _> = values.iter().map(|(code, label)| (code, &label.name)).collect();
    let codes: Vec<_> = values.keys().collect();
    json!({ "label": dimension.word(), "category": { "index": codes, "label": names } })
}

fn figure(figures: &[Figure]) -> Value {
    let names: Vec<_> = figures.iter().map(|figure| id(*figure)).collect();
    let each = |make: &dyn Fn(Figure) -> Value| -> Map<String, Value> {
        figures.iter().map(|figure| (id(*figure), make(*figure))).collect()
    };
    let unit = |figure: Figure| match figure.quantity {
        Quantity::Cents => json!({ "label": "eurocent", "decimals": 0 }),
        other => json!({ "label": other.column(), "decimals": 0 }),
    };
    json!({
        "label": FIGURE,
        "category": { "index": names, "label": each(&|figure| json!(label(figure))), "unit": each(&unit) },
    })
}

/// The name of a figure: that of its column, but for money, which is in cents here.
fn id(figure: Figure) -> String {
    match figure.quantity {
        Quantity::Cents => figure.name().replace("_euro", "_cent"),
        _ => figure.name(),
    }
}

fn label(figure: Figure) -> String {
    match figure.quantity {
        Quantity::Cents => figure.heading().replace("(euro)", "(eurocent)"),
        _ => figure.heading(),
    }
}

fn role(by: &[Dimension], is_series: bool) -> Value {
    let geo: Vec<_> = by.iter().filter(|dimension| dimension.is_place()).map(|one| one.word()).collect();
    let time = by.iter().filter(|one| one.is_period()).map(|one| one.word()).chain(is_series.then_some(DAY));
    let mut role = Map::from_iter([("metric".to_owned(), json!([FIGURE]))]);
    for (name, dimensions) in [("geo", geo), ("time", time.collect())] {
        if !dimensions.is_empty() {
            role.insert(name.to_owned(), json!(dimensions));
        }
    }
    Value::Object(role)
}

/// The values by their place in the cube, in which the last dimension goes round fastest; most places are empty.
fn cube(
    stands: &[FiguresOnDay],
    asked: &Asked,
    groups: &[BTreeMap<&str, &Label>],
    figures: &[Figure],
) -> Map<String, Value> {
    let mut cube = Map::new();
    for (day, stand) in stands.iter().enumerate() {
        // Without groups there is one cell: everything.
        let whole = Cell { labels: Vec::new(), measures: stand.total.clone() };
        let cells = if groups.is_empty() { std::slice::from_ref(&whole) } else { stand.cells.as_slice() };
        for cell in cells {
            let Some(group) = place(cell, groups) else { continue };
            let cell_at = group * stands.len() + day;
            for (at, figure) in figures.iter().enumerate() {
                if let Some(number) = figure.of(&cell.measures, asked) {
                    cube.insert((cell_at * figures.len() + at).to_string(), json!(number));
                }
            }
        }
    }
    cube
}

fn place(cell: &Cell, groups: &[BTreeMap<&str, &Label>]) -> Option<usize> {
    let mut place = 0;
    for (label, values) in cell.labels.iter().zip(groups) {
        place = place * values.len() + values.keys().position(|code| *code == label.code)?;
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::table::Sums;
    use crate::ledger::Measure;
    use regulation::words::TrancheKey;

    fn label(code: &str) -> Label {
        Label { code: code.into(), name: format!("naam van {code}"), split: false }
    }

    fn cell(labels: &[&str], units: i64) -> Cell {
        let sums = Sums { units: Some(units), cents: Some(units * 100_001), ..Sums::default() };
        let labels = labels.iter().map(|code| label(code)).collect();
        Cell { labels, measures: BTreeMap::from([(Measure::Granted, sums)]) }
    }

    fn answer(by: &[Dimension], cells: Vec<Cell>) -> Answer {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let asked = Asked::of_tranche(&TrancheKey::parse("rha-2022").unwrap(), by, now);
        let total = cell(&[], 60).measures;
        Answer { asked, position: 7, cells, total, series: Vec::new() }
    }

    /// Reads a value as the standard tells how: by the sizes of the dimensions, the last going round fastest.
    fn value(dataset: &Value, at: &[&str]) -> Value {
        let mut place = 0;
        for ((id, size), code) in
            dataset["id"].as_array().unwrap().iter().zip(dataset["size"].as_array().unwrap()).zip(at)
        {
            let index = &dataset["dimension"][id.as_str().unwrap()]["category"]["index"];
            let codes = index.as_array().unwrap();
            assert_eq!(codes.len(), usize::try_from(size.as_u64().unwrap()).unwrap());
            place = place * codes.len() + codes.iter().position(|known| known == code).unwrap();
        }
        dataset["value"].get(place.to_string()).cloned().unwrap_or_default()
    }

    #[test]
    fn every_value_stands_where_its_codes_say() {
        let cells = vec![
            cell(&["GM0193", "flex"], 10),
            cell(&["GM0193", "permanent"], 20),
            cell(&["GM0758", "permanent"], 30),
        ];
        let dataset = dataset(&answer(&[Dimension::Municipality, Dimension::Permanence], cells));
        assert_eq!(value(&dataset, &["GM0193", "permanent", "toegekend_woonruimten"]), 20);
        assert_eq!(value(&dataset, &["GM0758", "permanent", "toegekend_woonruimten"]), 30);
        assert_eq!(value(&dataset, &["GM0758", "permanent", "toegekend_cent"]), 3_000_030);
        assert_eq!(value(&dataset, &["GM0758", "flex", "toegekend_woonruimten"]), Value::Null);
        assert_eq!(dataset["role"], json!({ "geo": ["gemeente"], "metric": ["cijfer"] }));
        assert_eq!(dataset["extension"]["totaal"]["toegekend"]["woonruimten"], 60);
    }

    #[test]
    fn an_extension_says_what_was_asked_and_what_is_left_out() {
        let mut told = answer(&[Dimension::TargetGroup], Vec::new());
        told.asked.measures = [Measure::Granted].into();
        told.asked.taxonomy = Some("rha-2022".into());
        told.asked.not_public = [Measure::Requested].into();
        let extension = dataset(&told)["extension"].clone();
        assert_eq!(
            (&extension["maten"], &extension["taxonomie"]),
            (&json!(["toegekend"]), &json!("rha-2022"))
        );
        assert_eq!(extension["nietOpenbaar"], json!(["aangevraagd"]));
    }

    #[test]
    fn a_series_is_a_dimension_of_days_and_without_groups_there_is_one_cell() {
        let mut series = answer(&[], Vec::new());
        let day = |text: &str, units| FiguresOnDay {
            as_of: text.parse().unwrap(),
            cells: Vec::new(),
            total: cell(&[], units).measures,
        };
        series.series = vec![day("2023-12-31", 5), day("2024-12-31", 6)];
        let dataset = dataset(&series);
        assert_eq!(value(&dataset, &["2024-12-31", "toegekend_woonruimten"]), 6);
        assert_eq!(dataset["role"]["time"], json!(["peildatum"]));
    }
}
