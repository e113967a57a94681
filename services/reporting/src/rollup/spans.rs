//! Which years, months and days together are everything up to a day: some to add, some to take away.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// All days at once.
pub const ALL: i16 = 0;
/// Years.
pub const YEAR: i16 = 1;
/// Months.
pub const MONTH: i16 = 2;
/// Days.
pub const DAY: i16 = 3;

/// The first day of all, as the database can hold it.
const FIRST: Date = date(1, 1, 1);

/// Sums of one level that begin in these days, to be added (1) or taken away (-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The level.
    pub level: i16,
    /// The first day on which one of them begins.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// 1 or -1.
    pub sign: i16,
}

/// The spans that make up everything up to and including a day, where years run from the one to the other. At each
/// level the shorter way is taken: from the beginning, or back from the end.
pub fn up_to(day: Date, years: (i16, i16)) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut add = |level, first: Date, last: Date, sign| {
        if first <= last {
            spans.push(Span { level, first, last, sign });
        }
    };
    let year = day.first_of_year();
    let (month, end_of_month, end_of_year) = (day.first_of_month(), day.last_of_month(), day.last_of_year());
    let (before, after) = (day.year().saturating_sub(years.0), years.1.saturating_sub(day.year()));
    // Whether what was added so far is everything up to the end of the year or month, or up to its beginning.
    let mut at_end = after < before;
    if at_end {
        add(ALL, FIRST, Date::MAX, 1);
        add(YEAR, following(end_of_year), Date::MAX, -1);
    } else {
        add(YEAR, FIRST, preceding(year), 1);
    }
    let late = day.month() > 6;
    if late != at_end {
        add(YEAR, year, year, if late { 1 } else { -1 });
    }
    at_end = late;
    if at_end {
        add(MONTH, following(end_of_month), end_of_year, -1);
    } else {
        add(MONTH, year, preceding(month), 1);
    }
    let late = day.day() > 15;
    if late != at_end {
        add(MONTH, month, month, if late { 1 } else { -1 });
    }
    if late {
        add(DAY, following(day), end_of_month, -1);
    } else {
        add(DAY, month, day, 1);
    }
    spans
}

fn following(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn preceding(day: Date) -> Date {
    day.saturating_sub(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a line on this day is counted by the spans.
    fn counted(spans: &[Span], on: Date) -> i16 {
        let begins = |level| match level {
            ALL => date(1, 1, 1),
            YEAR => on.first_of_year(),
            MONTH => on.first_of_month(),
            _ => on,
        };
        let holds = |span: &&Span| (span.first..=span.last).contains(&begins(span.level));
        spans.iter().filter(holds).map(|span| span.sign).sum()
    }

    #[test]
    fn every_day_up_to_it_is_counted_once_and_no_later_day_at_all() {
        for years in [(2016, 2025), (2022, 2022), (2030, 2031), (2000, 2010)] {
            let mut day = date(2020, 11, 1);
            while day < date(2022, 3, 1) {
                let spans = up_to(day, years);
                for (distance, expected) in [(-4_000, 1), (-400, 1), (-40, 1), (-16, 1), (-1, 1), (0, 1)] {
                    assert_eq!(
                        counted(&spans, day + distance.days()),
                        expected,
                        "{day} {distance} {spans:?}"
                    );
                }
                for distance in [1, 2, 16, 40, 200, 400, 4_000] {
                    assert_eq!(counted(&spans, day + distance.days()), 0, "{day} {distance} {spans:?}");
                }
                day = following(day);
            }
        }
    }

    #[test]
    fn today_is_everything_but_what_is_to_come() {
        let spans = up_to(date(2026, 11, 28), (2016, 2026));
        let expected = [
            Span { level: ALL, first: FIRST, last: Date::MAX, sign: 1 },
            Span { level: YEAR, first: date(2027, 1, 1), last: Date::MAX, sign: -1 },
            Span { level: MONTH, first: date(2026, 12, 1), last: date(2026, 12, 31), sign: -1 },
            Span { level: DAY, first: date(2026, 11, 29), last: date(2026, 11, 30), sign: -1 },
        ];
        assert_eq!(spans, expected);
    }
}
