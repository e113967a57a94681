//! The rows of a table of figures: in CSV and in a workbook the same ones.

use super::asked::Asked;
use super::body::Answer;
use super::columns::Figure;
use super::quantity::Quantity;
use super::table::{Cell, Label, Sums};
use crate::files::Field;
use crate::ledger::Measure;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A cell on a day, or all together.
pub(super) struct Part<'a> {
    /// `cel` or `totaal`.
    pub(super) kind: &'static str,
    /// The day.
    pub(super) as_of: Date,
    labels: &'a [Label],
    measures: &'a BTreeMap<Measure, Sums>,
    asked: &'a Asked,
}

/// The cells and then all together (of the same question as a whole), on the day that is asked or on each of a series.
pub(super) fn parts<'a>(answer: &'a Answer, whole: &'a Asked) -> impl Iterator<Item = Part<'a>> {
    let now = answer.series.is_empty().then_some((answer.asked.as_of, &answer.cells, &answer.total));
    let series = answer.series.iter().map(|day| (day.as_of, &day.cells, &day.total));
    now.into_iter().chain(series).flat_map(move |(as_of, cells, total)| {
        let asked = &answer.asked;
        let cell = move |cell: &'a Cell| Part {
            kind: "cel",
            as_of,
            labels: &cell.labels,
            measures: &cell.measures,
            asked,
        };
        let total = Part { kind: "totaal", as_of, labels: &[], measures: total, asked: whole };
        cells.iter().map(cell).chain([total])
    })
}

impl Part<'_> {
    /// The code and the name in each of so many dimensions; of all together they are empty.
    pub(super) fn labels(&self, dimensions: usize) -> impl Iterator<Item = Field> {
        let named = |label: &Label| [Field::text(&label.code), Field::Text(name_of(label))];
        let empty = std::iter::repeat_with(|| Field::text(""));
        self.labels.iter().flat_map(named).chain(empty).take(2 * dimensions)
    }

    /// The number in a column.
    pub(super) fn number(&self, figure: Figure) -> Field {
        match (figure.quantity, figure.of(self.measures, self.asked)) {
            (_, None) => Field::Nothing,
            (Quantity::Cents, Some(cents)) => Field::euros(cents),
            (_, Some(number)) => Field::count(number),
        }
    }
}

fn name_of(label: &Label) -> String {
    let remark = if label.split { " (later gesplitst)" } else { "" };
    format!("{}{remark}", label.name)
}
