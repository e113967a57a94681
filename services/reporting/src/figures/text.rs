//! Figures as a table of text, for a terminal.

use super::body::{Answer, free};
use super::quantity::Quantity;
use super::table::Sums;
use crate::ledger::Measure;
use regulation::words::Cents;
use std::fmt::Write;

/// The table of what is granted, one line for each cell, with the total and where it is true beneath it.
pub fn table_text(answer: &Answer) -> String {
    let granted =
        |measures: &std::collections::BTreeMap<Measure, Sums>| measures.get(&Measure::Granted).cloned();
    let mut rows = vec![["".to_owned(), "woonruimten".to_owned(), "permanent".to_owned(), "flex".to_owned()]];
    for cell in &answer.cells {
        let names: Vec<_> = cell.labels.iter().map(|label| label.name.as_str()).collect();
        rows.push(line(&names.join(", "), &granted(&cell.measures).unwrap_or_default()));
    }
    let total = granted(&answer.total);
    rows.push(line("totaal", &total.clone().unwrap_or_default()));
    let mut text = String::new();
    if let Some(tranche) = answer.asked.tranche() {
        let _ = writeln!(text, "Toegekend in {tranche}, stand {}", answer.asked.as_of);
    }
    let width = rows.iter().map(|[name, ..]| name.chars().count()).max().unwrap_or_default();
    for [name, units, permanent, flex] in rows {
        let _ = writeln!(text, "  {name:<width$}  {units:>11}  {permanent:>9}  {flex:>6}");
    }
    let _ = writeln!(
        text,
        "  {}; vrij onder het plafond: {}",
        total.as_ref().map_or_else(|| "nog niets toegekend".to_owned(), together),
        free(&answer.total, &answer.asked.as_a_whole())
            .map_or_else(|| "onbekend".to_owned(), |cents| Cents::new(cents).to_string()),
    );
    let _ = writeln!(text, "  waar op positie {} van het logboek", answer.position);
    text
}

/// What was granted in all.
fn together(total: &Sums) -> String {
    let number = |quantity: Quantity| thousands(quantity.of(total).unwrap_or_default());
    let cents = Cents::new(total.cents.unwrap_or_default());
    let (projects, municipalities) = (number(Quantity::Projects), number(Quantity::Municipalities));
    format!("{cents} voor {projects} projecten van {municipalities} gemeenten")
}

fn line(name: &str, sums: &Sums) -> [String; 4] {
    [name.to_owned(), or_none(sums.units), or_none(sums.permanent), or_none(sums.flex)]
}

/// What stands in a table where nothing is known, which is not nought.
pub const NONE: &str = "–";

fn or_none(number: Option<i64>) -> String {
    number.map_or_else(|| NONE.to_owned(), thousands)
}

/// A number as it is written in Dutch: `2.980`.
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::asked::Asked;
    use crate::figures::dimension::Dimension;
    use crate::figures::table::{Cell, Label};
    use regulation::words::TrancheKey;
    use std::collections::BTreeMap;

    #[test]
    fn where_nothing_is_known_the_table_has_a_dash_and_not_nought() {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let text = table_text(&Answer {
            asked: Asked::of_tranche(&TrancheKey::parse("rha-2022").unwrap(), &[], now),
            position: 1,
            cells: Vec::new(),
            total: BTreeMap::from([(
                Measure::Ceiling,
                Sums { cents: Some(4_200_000_000), ..Sums::default() },
            )]),
            series: Vec::new(),
        });
        let expected = "Toegekend in rha-2022, stand 2026-11-20
          woonruimten  permanent    flex
  totaal            –          –       –
  nog niets toegekend; vrij onder het plafond: € 42.000.000,00
  waar op positie 1 van het logboek
";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_table_reads_as_the_ministry_published_it() {
        let sums = Sums {
            units: Some(2_980),
            permanent: Some(980),
            flex: Some(2_000),
            cents: Some(5_213_500_000),
            projects: 107,
            recipients: ["GM0363".to_owned()].into_iter().collect(),
            ..Sums::default()
        };
        let measures = BTreeMap::from([(Measure::Granted, sums)]);
        let label = Label { code: "studenten".into(), name: "uitwonende studenten".into(), split: false };
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let tranche = TrancheKey::parse("rha-2022").unwrap();
        let text = table_text(&Answer {
            asked: Asked::of_tranche(&tranche, &[Dimension::TargetGroup], now),
            position: 7,
            cells: vec![Cell { labels: vec![label], measures: measures.clone() }],
            total: measures,
            series: Vec::new(),
        });
        let expected = "Toegekend in rha-2022, stand 2026-11-20
                        woonruimten  permanent    flex
  uitwonende studenten        2.980        980   2.000
  totaal                      2.980        980   2.000
  € 52.135.000,00 voor 107 projecten van 1 gemeenten; vrij onder het plafond: onbekend
  waar op positie 7 van het logboek
";
        assert_eq!(text, expected);
    }
}
