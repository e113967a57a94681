//! Two bars for each name, planned filled and realised hatched, each with its number at its end.

use super::picture::{Bar, NOTHING_PLANNED, NOTHING_REPORTED, thousands};
use super::sheet::{Area, BOTTOM, Change, Failed, INK, SMALL, TOP, WIDTH, bar, text, two_lines, write_text};
use plotters::style::text_anchor::{HPos, VPos};

/// Where bars begin.
const FROM: i32 = 210;
/// Where the longest ends; the rest is for its number.
const UNTIL: i32 = WIDTH - 70;
const THICK: i32 = 15;
const ROW: i32 = 2 * THICK + 16;
const LEGEND: i32 = 30;
const LETTERS: usize = 28;

pub(super) fn height(bars: &[Bar]) -> i32 {
    TOP + LEGEND + ROW * i32::try_from(bars.len().max(1)).unwrap_or(1) + BOTTOM
}

pub(super) fn draw(area: &Area<'_>, bars: &[Bar]) -> Result<(), Failed> {
    if bars.is_empty() {
        return write_text(area, "Er is nog niets om te tekenen.", (12, TOP + 10), &text(SMALL, &INK));
    }
    legend(area)?;
    let most = bars.iter().filter_map(|bar| bar.planned.max(bar.realised)).max().unwrap_or(1).max(1);
    for (one, row) in bars.iter().zip(0..) {
        let top = TOP + LEGEND + ROW * row;
        name(area, &one.name, top)?;
        for (told, none, is_hatched, y) in [
            (one.planned, NOTHING_PLANNED, false, top),
            (one.realised, NOTHING_REPORTED, true, top + THICK + 2),
        ] {
            let value = told.unwrap_or(0);
            let length = i64::from(UNTIL - FROM) * value.max(0) / most;
            let end = FROM + i32::try_from(length).unwrap_or(0);
            if value > 0 {
                bar(area, (FROM, y), (end.max(FROM + 1), y + THICK), is_hatched)?;
            }
            let style = text(SMALL, &INK).at(HPos::Left, VPos::Center);
            let number = told.map_or_else(|| none.to_owned(), thousands);
            write_text(area, &number, (end + 6, y + THICK / 2 + 1), &style)?;
        }
    }
    Ok(())
}

fn name(area: &Area<'_>, name: &str, top: i32) -> Result<(), Failed> {
    let lines = two_lines(name, LETTERS);
    let first = top + THICK + 1 - if lines.len() > 1 { 8 } else { 0 };
    for (line, at) in lines.iter().zip(0..) {
        let style = text(SMALL, &INK).at(HPos::Right, VPos::Center);
        write_text(area, line, (FROM - 10, first + 16 * at), &style)?;
    }
    Ok(())
}

fn legend(area: &Area<'_>) -> Result<(), Failed> {
    for (word, is_hatched, x) in [("gepland", false, FROM), ("gerealiseerd", true, FROM + 110)] {
        bar(area, (x, TOP), (x + 26, TOP + 13), is_hatched)?;
        let style = text(SMALL, &INK).at(HPos::Left, VPos::Center);
        write_text(area, word, (x + 32, TOP + 7), &style)?;
    }
    Ok(())
}
