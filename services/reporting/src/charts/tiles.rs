//! The provinces as tiles, about where they lie and all of one size, because area says nothing about homes. Each holds
//! its numbers; the darker it is, the more is planned.

use super::picture::Tile;
use super::sheet::{
    Area, BOTTOM, Change, Failed, INK, PAPER, SMALL, SOFT, TOP, WIDTH, stroke, text, two_lines, write_text,
};
use plotters::element::Rectangle;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor};

const WIDE: i32 = 148;
const HIGH: i32 = 84;
const GAP: i32 = 6;
const LEFT: i32 = (WIDTH - 4 * WIDE - 3 * GAP) / 2;
const APART: i32 = 44;
/// How many letters fit on a line beneath the tiles.
const LETTERS: usize = 88;

pub(super) const HEIGHT: i32 = TOP + 4 * (HIGH + GAP) + APART + BOTTOM;

/// Where each province stands: its column and its row.
const PLACES: [(&str, i32, i32); 12] = [
    ("PV21", 2, 0),
    ("PV20", 3, 0),
    ("PV27", 1, 1),
    ("PV24", 2, 1),
    ("PV22", 3, 1),
    ("PV28", 0, 2),
    ("PV26", 1, 2),
    ("PV25", 2, 2),
    ("PV23", 3, 2),
    ("PV29", 0, 3),
    ("PV30", 1, 3),
    ("PV31", 2, 3),
];

/// From nothing to most: light to dark, each clearly darker than the one before.
const SHADES: [RGBColor; 5] = [
    RGBColor(0xff, 0xff, 0xff),
    RGBColor(0xd9, 0xe3, 0xee),
    RGBColor(0xa3, 0xbb, 0xd4),
    RGBColor(0x4d, 0x76, 0xa3),
    RGBColor(0x15, 0x42, 0x73),
];
/// From this shade on, letters are light.
const DARK: usize = 3;

pub(super) fn draw(area: &Area<'_>, tiles: &[Tile], apart: Option<&str>) -> Result<(), Failed> {
    let most = tiles.iter().filter_map(|tile| tile.bar.planned).max().unwrap_or(0).max(1);
    for (code, column, row) in PLACES {
        let Some(tile) = tiles.iter().find(|tile| tile.code == code) else { continue };
        let (x, y) = (LEFT + column * (WIDE + GAP), TOP + row * (HIGH + GAP));
        draw_tile(area, tile, (x, y), shade(tile.bar.planned.unwrap_or(0), most))?;
    }
    for (line, row) in two_lines(apart.unwrap_or_default(), LETTERS).iter().zip(0..) {
        write_text(area, line, (12, HEIGHT - BOTTOM - APART + 6 + 18 * row), &text(SMALL, &INK))?;
    }
    Ok(())
}

/// None is the lightest; what is more falls in one of four equal parts of the most.
fn shade(value: i64, most: i64) -> usize {
    let parts = value.max(0).saturating_mul(4).saturating_add(most - 1) / most;
    usize::try_from(parts).unwrap_or(0).min(SHADES.len() - 1)
}

fn draw_tile(area: &Area<'_>, tile: &Tile, (x, y): (i32, i32), shade: usize) -> Result<(), Failed> {
    let fill = SHADES.get(shade).copied().unwrap_or(PAPER);
    let ink = if shade >= DARK { PAPER } else { INK };
    area.draw(&Rectangle::new([(x, y), (x + WIDE, y + HIGH)], fill.filled()))?;
    area.draw(&Rectangle::new([(x, y), (x + WIDE, y + HIGH)], stroke(&SOFT, 1)))?;
    let style = text(SMALL, &ink).at(HPos::Left, VPos::Center);
    let name = two_lines(&tile.bar.name, 22).join(" ");
    write_text(area, &name, (x + 8, y + 16), &style.clone().bold())?;
    for (line, row) in tile.bar.told().iter().zip(0..) {
        write_text(area, line, (x + 8, y + 42 + 22 * row), &style)?;
    }
    Ok(())
}
