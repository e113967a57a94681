//! Lines over days, each with its name and its last value beside its end.

use super::picture::{Graph, Line, Stroke, day, thousands};
use super::sheet::{
    Area, BOTTOM, Change, Failed, GRID, INK, MAIN, PAPER, SMALL, SOFT, TOP, WIDTH, stroke, text, write_text,
};
use jiff::civil::{Date, date};
use plotters::chart::ChartBuilder;
use plotters::coord::combinators::BindKeyPoints;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::Color;
use plotters::style::text_anchor::{HPos, VPos};

pub(super) const HEIGHT: i32 = 420;
/// Where the names of the lines stand.
const NAMES: i32 = 150;
const DAYS_BENEATH: i32 = 34;
const VALUES_BESIDE: i32 = 74;
/// How high a name with its value is.
const NAME: i32 = 38;
/// More marks than this would hide the line.
const MOST_MARKS: usize = 40;
const MOST_TICKS: i32 = 5;

pub(super) fn draw(area: &Area<'_>, graph: &Graph) -> Result<(), Failed> {
    let all = || graph.lines.iter().flat_map(|line| line.points.iter());
    let (Some(first), Some(last)) =
        (all().map(|(day, _)| number(*day)).min(), all().map(|(day, _)| number(*day)).max())
    else {
        return write_text(area, "Er is nog niets om te tekenen.", (12, TOP + 40), &text(SMALL, &INK));
    };
    let last = last.max(first + 1);
    let (least, most) = (all().map(|(_, value)| *value).min(), all().map(|(_, value)| *value).max());
    let (least, most) = (least.unwrap_or(0).min(0), round_up(most.unwrap_or(0).max(1)));
    let mut chart = ChartBuilder::on(area)
        .margin_top(TOP + 8)
        .margin_bottom(BOTTOM)
        .margin_left(8)
        .margin_right(NAMES)
        .x_label_area_size(DAYS_BENEATH)
        .y_label_area_size(VALUES_BESIDE)
        .build_cartesian_2d((first..last).with_key_points(ticks(first, last)), least..most)?;
    let small = || text(SMALL, &INK);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(stroke(&GRID, 1))
        .light_line_style(PAPER.mix(0.0))
        .axis_style(stroke(&SOFT, 1))
        .label_style(small())
        .y_labels(6)
        .x_label_formatter(&|number| day(from_number(*number)))
        .y_label_formatter(&|value| short(*value, most, graph.is_money))
        .draw()?;
    if let Some((on, happened)) = graph.mark.as_ref().filter(|(on, _)| (first..=last).contains(&number(*on)))
    {
        let [top, foot] = [most, least].map(|value| chart.backend_coord(&(number(*on), value)));
        area.draw(&PathElement::new([(top.0, top.1 - 6), foot], stroke(&SOFT, 1)))?;
        let style = text(SMALL, &SOFT).at(HPos::Left, VPos::Bottom);
        write_text(area, happened, (top.0 + 4, top.1 - 1), &style)?;
    }
    let mut ends = Vec::new();
    for line in &graph.lines {
        let points = path(line, graph.in_steps);
        match line.stroke {
            Stroke::Solid => chart.draw_series(LineSeries::new(points, stroke(&MAIN, 3)))?,
            Stroke::Dashed => chart.draw_series(DashedLineSeries::new(points, 9, 5, stroke(&INK, 2)))?,
            Stroke::Dotted => chart.draw_series(DashedLineSeries::new(points, 3, 3, stroke(&SOFT, 2)))?,
        };
        let mark = |(day, value): &(Date, i64)| chart.backend_coord(&(number(*day), *value));
        if !graph.in_steps && line.points.len() <= MOST_MARKS {
            line.points.iter().map(mark).try_for_each(|at| marked(area, line.stroke, at))?;
        }
        ends.extend(line.points.last().map(|end| (mark(end), line, end.1)));
    }
    named(area, ends, graph.is_money)
}

fn marked(area: &Area<'_>, how: Stroke, (x, y): (i32, i32)) -> Result<(), Failed> {
    match how {
        Stroke::Solid => area.draw(&Circle::new((x, y), 4, MAIN.filled())),
        Stroke::Dashed | Stroke::Dotted => {
            area.draw(&Rectangle::new([(x - 4, y - 4), (x + 4, y + 4)], PAPER.filled()))?;
            area.draw(&Rectangle::new([(x - 4, y - 4), (x + 4, y + 4)], stroke(&INK, 2)))
        }
    }
}

/// The name and last value of each line, from the top down and never over one another.
fn named(area: &Area<'_>, mut ends: Vec<((i32, i32), &Line, i64)>, is_money: bool) -> Result<(), Failed> {
    ends.sort_by_key(|((_, y), ..)| *y);
    let lowest = HEIGHT - BOTTOM - DAYS_BENEATH;
    let mut free = TOP;
    for (((x, y), line, value), left) in ends.iter().zip((0..ends.len()).rev()) {
        let room = NAME * i32::try_from(left).unwrap_or(0);
        let top = (*y - NAME / 2).max(free).min((lowest - NAME - room).max(free));
        free = top + NAME;
        let (from, until) = (x + 6, WIDTH - NAMES + 16);
        area.draw(&PathElement::new([(from, *y), (until, top + NAME / 2)], stroke(&SOFT, 1)))?;
        let style = text(SMALL, &INK).at(HPos::Left, VPos::Center);
        write_text(area, &line.name, (until + 4, top + 11), &style.clone().bold())?;
        write_text(area, &written(*value, is_money), (until + 4, top + 28), &style)?;
    }
    Ok(())
}

/// Through which points a line goes.
fn path(line: &Line, in_steps: bool) -> Vec<(i32, i64)> {
    let mut path: Vec<(i32, i64)> = Vec::new();
    for (day, value) in &line.points {
        if let Some((_, before)) = path.last().copied().filter(|(_, before)| in_steps && before != value) {
            path.push((number(*day), before));
        }
        path.push((number(*day), *value));
    }
    path
}

/// A value beside the end of a line: homes, or money in whole euros.
fn written(value: i64, is_money: bool) -> String {
    if is_money { format!("€ {}", thousands(value.div_euclid(100))) } else { thousands(value) }
}

/// A value beside the scale: money in millions, where there are some.
fn short(value: i64, most: i64, is_money: bool) -> String {
    if !is_money {
        return thousands(value);
    }
    if most < MILLION {
        return thousands(value / 100);
    }
    let tenths = value / (MILLION / 10);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{},{} mln", thousands((tenths / 10).abs()), (tenths % 10).abs())
}

/// A million euros in cents.
const MILLION: i64 = 100_000_000;

/// The next number that begins a line of the grid: 1, 2 or 5 with noughts.
fn round_up(most: i64) -> i64 {
    let mut step = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            let end = step.saturating_mul(factor);
            if end >= most {
                // Between two steps there is often much empty room: halves and quarters of the step lie nearer.
                return (1..=8).map(|eighths| end / 8 * eighths).find(|near| *near >= most).unwrap_or(end);
            }
        }
        step = step.saturating_mul(10);
    }
}

/// The days that are written beneath: the first days of years where there are several, else a few that lie evenly.
fn ticks(first: i32, last: i32) -> Vec<i32> {
    let years: Vec<i32> = (from_number(first).year()..=from_number(last).year())
        .map(|year| number(date(year, 1, 1)))
        .filter(|day| (first..=last).contains(day))
        .collect();
    if years.len() >= 3 {
        let most = usize::try_from(MOST_TICKS).unwrap_or(1);
        return years.iter().copied().step_by(years.len().div_ceil(most)).collect();
    }
    let steps = MOST_TICKS.min(last - first + 1) - 1;
    (0..=steps.max(1)).map(|step| first + (last - first) * step / steps.max(1)).collect()
}

const EPOCH: Date = date(1970, 1, 1);

fn number(day: Date) -> i32 {
    i32::try_from(EPOCH.duration_until(day).as_hours() / 24).unwrap_or(0)
}

fn from_number(number: i32) -> Date {
    EPOCH.checked_add(jiff::Span::new().days(number)).unwrap_or(EPOCH)
}
