//! What a picture shows, before it is drawn: words and whole numbers only.

use super::{bars, lines, sheet, tiles};
pub(crate) use crate::figures::thousands;
use jiff::civil::Date;

/// In place of a number that there is not.
pub(crate) const NOTHING_PLANNED: &str = "niets gepland";
/// In place of a number that there is not.
pub(crate) const NOTHING_REPORTED: &str = "nog niets gemeld";

/// A picture with all that must stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// By what it is called in addresses and in the page.
    pub(crate) id: &'static str,
    /// What it is about.
    pub(crate) title: String,
    /// What is counted.
    pub(crate) unit: String,
    /// What it says, for who does not see it.
    pub(crate) says: String,
    /// From where, as of when and as known when.
    pub(crate) source: Vec<String>,
    /// The drawing.
    pub(crate) drawing: Drawing,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// Over days.
    Lines(Graph),
    /// A pair of bars for each name.
    Bars(Vec<Bar>),
    /// A tile for each province, and in words what lies in none.
    Tiles(Vec<Tile>, Option<String>),
}

/// Lines over days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    /// The lines; each has a value on each day from its first on.
    pub(crate) lines: Vec<Line>,
    /// Whether a value holds until the next day, instead of being on its way to the next value.
    pub(crate) in_steps: bool,
    /// Whether values are cents.
    pub(crate) is_money: bool,
    /// A day that matters, with what happened then.
    pub(crate) mark: Option<(Date, String)>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// What it is called beside its end.
    pub(crate) name: String,
    /// How it is drawn.
    pub(crate) stroke: Stroke,
    /// Its values, by day, in order.
    pub(crate) points: Vec<(Date, i64)>,
}

/// By what lines differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// Unbroken, with round marks.
    Solid,
    /// Dashed, with square marks.
    Dashed,
    /// Short dashes, thin.
    Dotted,
}

/// A name with its two numbers: planned, and realised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    /// The name.
    pub(crate) name: String,
    /// The first: a filled bar; absent where nothing was granted.
    pub(crate) planned: Option<i64>,
    /// The second: a hatched one; absent where nobody reported anything, which is not nought.
    pub(crate) realised: Option<i64>,
}

impl Bar {
    /// Each number with its word.
    pub(crate) fn told(&self) -> [String; 2] {
        let word = |number: Option<i64>, word: &str, none: &str| {
            number.map_or_else(|| none.to_owned(), |number| format!("{} {word}", thousands(number)))
        };
        [
            word(self.planned, "gepland", NOTHING_PLANNED),
            word(self.realised, "gerealiseerd", NOTHING_REPORTED),
        ]
    }
}

/// A province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tile {
    /// Its code.
    pub(crate) code: String,
    /// Its numbers under its name.
    pub(crate) bar: Bar,
}

impl Picture {
    /// As SVG.
    ///
    /// # Errors
    /// In words, when it cannot be drawn.
    pub(crate) fn svg(&self) -> Result<String, String> {
        let drawn = match &self.drawing {
            Drawing::Lines(graph) => sheet::drawn(self, lines::HEIGHT, |area| lines::draw(area, graph)),
            Drawing::Bars(bars) => sheet::drawn(self, bars::height(bars), |area| bars::draw(area, bars)),
            Drawing::Tiles(tiles, apart) => {
                sheet::drawn(self, tiles::HEIGHT, |area| tiles::draw(area, tiles, apart.as_deref()))
            }
        };
        drawn.map_err(|error| error.to_string())
    }
}

/// A day as it is written in Dutch: `30-6-2023`.
pub(crate) fn day(date: Date) -> String {
    format!("{}-{}-{}", date.day(), date.month(), date.year())
}
