//! The sheet on which every picture is drawn: its size, its inks, its title and its source.
//!
//! Everything must be told apart in black and white, so there is one ink, and lines and bars differ by their form.

use super::picture::Picture;
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, RGBColor, ShapeStyle, TextStyle};
use std::fmt::Write;

/// The area of a whole sheet.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// Why a sheet could not be drawn.
pub(super) type Failed = DrawingAreaErrorKind<std::io::Error>;

/// How wide every sheet is.
pub(super) const WIDTH: i32 = 640;
/// Where the picture itself begins, beneath the title and what is counted.
pub(super) const TOP: i32 = 62;
/// How high the lines with the source are together.
pub(super) const BOTTOM: i32 = 48;

pub(super) const INK: RGBColor = RGBColor(0x1a, 0x1a, 0x1a);
pub(super) const SOFT: RGBColor = RGBColor(0x59, 0x59, 0x59);
pub(super) const GRID: RGBColor = RGBColor(0xd0, 0xd0, 0xd0);
pub(super) const MAIN: RGBColor = RGBColor(0x15, 0x42, 0x73);
pub(super) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// The size of ordinary text, in the pixels of the sheet.
pub(super) const SMALL: i32 = 13;
const SOURCE: i32 = 12;
const TITLE: i32 = 18;
/// How far two strokes of a hatched bar lie apart.
const HATCH: usize = 5;

/// Draws a sheet of this height, with its title and its source.
pub(super) fn drawn(
    picture: &Picture,
    height: i32,
    draw: impl FnOnce(&Area<'_>) -> Result<(), Failed>,
) -> Result<String, Failed> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (pixels(WIDTH), pixels(height))).into_drawing_area();
        area.fill(&PAPER)?;
        write_text(&area, &picture.title, (12, 12), &text(TITLE, &INK).bold())?;
        write_text(&area, &picture.unit, (12, 38), &text(SMALL, &SOFT))?;
        for (line, row) in picture.source.iter().zip(0..) {
            write_text(&area, line, (12, height - BOTTOM + 10 + 17 * row), &text(SOURCE, &SOFT))?;
        }
        draw(&area)?;
        area.present()?;
    }
    Ok(named(picture, &svg))
}

/// The drawing with its title and its text alternative, for those who do not see it.
fn named(picture: &Picture, svg: &str) -> String {
    let (id, body) = (picture.id, svg.split_once('>').map_or(svg, |(_, body)| body));
    let tag = svg.split_once('>').map_or("<svg", |(tag, _)| tag);
    let mut named = String::with_capacity(svg.len() + 600);
    let _ = write!(named, "{tag} role=\"img\" aria-labelledby=\"{id}-titel {id}-uitleg\" lang=\"nl\">");
    let _ = write!(named, "<title id=\"{id}-titel\">{}</title>", escaped(&picture.title));
    let _ = write!(named, "<desc id=\"{id}-uitleg\">{}</desc>", escaped(&picture.says));
    named.push_str(body);
    named
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text of this size in this ink.
pub(super) fn text(size: i32, ink: &RGBColor) -> TextStyle<'static> {
    // The backend divides the size by 1.24 to get the height of letters; this undoes it.
    let mut style = TextStyle::from(("sans-serif", f64::from(size) * 1.24));
    style.color = ink.to_backend_color();
    style
}

/// What a style of text can be changed to.
pub(super) trait Change {
    fn bold(self) -> Self;
    fn at(self, across: HPos, along: VPos) -> Self;
}

impl Change for TextStyle<'static> {
    fn bold(mut self) -> Self {
        self.font = self.font.style(FontStyle::Bold);
        self
    }

    fn at(self, across: HPos, along: VPos) -> Self {
        self.pos(Pos::new(across, along))
    }
}

pub(super) fn write_text(
    area: &Area<'_>,
    text: &str,
    at: (i32, i32),
    style: &TextStyle<'_>,
) -> Result<(), Failed> {
    area.draw(&Text::new(text, at, style.clone()))
}

/// A bar between two corners: filled, or hatched where it must differ from one that is.
pub(super) fn bar(
    area: &Area<'_>,
    from: (i32, i32),
    until: (i32, i32),
    is_hatched: bool,
) -> Result<(), Failed> {
    if !is_hatched {
        return area.draw(&Rectangle::new([from, until], MAIN.filled()));
    }
    for x in (from.0..until.0).step_by(HATCH).skip(1) {
        area.draw(&PathElement::new([(x, from.1), (x, until.1)], stroke(&MAIN, 1)))?;
    }
    area.draw(&Rectangle::new([from, until], stroke(&MAIN, 1)))
}

pub(super) fn stroke(ink: &RGBColor, width: u32) -> ShapeStyle {
    ink.stroke_width(width)
}

/// A text over at most two lines of about so many letters.
pub(super) fn two_lines(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > 2 {
        lines.truncate(2);
        lines.iter_mut().skip(1).for_each(|line| line.push('…'));
    }
    lines
}

fn pixels(size: i32) -> u32 {
    size.unsigned_abs()
}
