//! A series of days (*reeks*): the ends of months, quarters, half-years or years.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The most days in a series.
pub const MOST: usize = 240;

/// How far apart the days of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// Half a year.
    HalfYear,
    /// A year.
    Year,
}

impl Step {
    /// Every one, with its word in the API.
    pub const ALL: [(&'static str, Step); 4] = [
        ("maand", Self::Month),
        ("kwartaal", Self::Quarter),
        ("halfjaar", Self::HalfYear),
        ("jaar", Self::Year),
    ];

    const fn months(self) -> i8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }

    /// The last day of the period in which a day lies.
    fn end_of(self, day: Date) -> Option<Date> {
        let months = self.months();
        let last = (day.month() - 1) / months * months + months;
        date(day.year(), last, 1).checked_add(1.month()).ok()?.yesterday().ok()
    }
}

/// The ends of all periods from the one in which `from` lies, and as the last day `until`, also inside a period.
pub fn days(step: Step, from: Date, until: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut next = step.end_of(from);
    while let Some(end) = next.filter(|end| *end < until && days.len() <= MOST) {
        days.push(end);
        next = end.tomorrow().ok().and_then(|day| step.end_of(day));
    }
    days.push(until);
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(step: Step, from: &str, until: &str) -> Vec<String> {
        days(step, from.parse().unwrap(), until.parse().unwrap()).iter().map(Date::to_string).collect()
    }

    #[test]
    fn a_series_goes_by_the_ends_of_periods_and_ends_on_the_day_that_was_asked() {
        assert_eq!(
            told(Step::HalfYear, "2022-09-19", "2024-02-10"),
            ["2022-12-31", "2023-06-30", "2023-12-31", "2024-02-10"]
        );
        assert_eq!(told(Step::Month, "2024-01-31", "2024-03-31"), ["2024-01-31", "2024-02-29", "2024-03-31"]);
        assert_eq!(told(Step::Quarter, "2023-11-01", "2024-01-01"), ["2023-12-31", "2024-01-01"]);
        assert_eq!(told(Step::Year, "2024-05-01", "2024-05-01"), ["2024-05-01"]);
    }

    #[test]
    fn an_endless_series_ends() {
        assert_eq!(told(Step::Month, "0001-01-01", "9999-12-30").len(), MOST + 2);
    }
}
