//! Legal terms (*termijnen*): how they are counted, and how they move around weekends and holidays.
//!
//! The Algemene termijnenwet ([BWBR0002448](https://wetten.overheid.nl/BWBR0002448/2010-10-10)) moves the end of a
//! term of law of at most twelve weeks to the next day that is no Saturday, Sunday or holiday (art. 1, 3 and 4).

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// The last day of a term of so many weeks that begins the day after `from`.
///
/// Terms of more than twelve weeks do not move (art. 4).
pub fn weeks_after(from: Date, weeks: u8) -> Date {
    let last = from.saturating_add(i64::from(weeks).weeks());
    if weeks > 12 { last } else { working_day_from(last) }
}

/// The last day on which an application can be set aside, counted from the day on which the pieces came or the term
/// lapsed unused: four weeks ([Awb 4:5 lid 4](https://wetten.overheid.nl/BWBR0005537/2026-01-01#Artikel4:5)).
pub fn set_aside_until(from: Date) -> Date {
    weeks_after(from, 4)
}

/// The last day for deciding where the scheme gives none: eight weeks after receipt, and later by the days on which the
/// term was suspended ([Awb 4:13 and 4:15](https://wetten.overheid.nl/BWBR0005537/2026-01-01#Artikel4:13)).
pub fn decide_by_law(received_on: Date, suspended_days: i64) -> Date {
    working_day_from(shifted(received_on.saturating_add(8.weeks()), suspended_days))
}

/// This day so many days later.
pub(crate) fn shifted(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// This day, or the next one that is no Saturday, Sunday or holiday (art. 1 lid 1).
pub(crate) fn working_day_from(day: Date) -> Date {
    let mut day = day;
    while is_free(day) {
        day = day.saturating_add(1.days());
    }
    day
}

/// Saturday, Sunday, a generally recognised holiday, or Good Friday, which is equated (art. 3 lid 1 and 2).
///
/// Days that a royal decree equates (art. 3 lid 3) are not here: no source gave a dated list.
pub fn is_free(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || is_holiday(day)
}

fn is_holiday(day: Date) -> bool {
    let fixed =
        matches!((day.month(), day.day()), (1, 1) | (5, 5) | (12, 25 | 26)) || day == kings_day(day.year());
    let easter = easter(day.year());
    // Good Friday, second Easter Day, Ascension Day, second Whitsun Day.
    fixed || [-2, 1, 39, 50].iter().any(|&days| easter.saturating_add(i64::from(days).days()) == day)
}

/// The day on which the King's birthday is celebrated: 27 April, or 26 April when the 27th is a Sunday.
fn kings_day(year: i16) -> Date {
    let birthday = date(year, 4, 27);
    if birthday.weekday() == Weekday::Sunday { date(year, 4, 26) } else { birthday }
}

/// Easter Sunday by the Gregorian computus.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (golden, century) = (y % 19, y / 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * ((y % 100) / 4) - epact - (y % 100) % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * correction + 114;
    let (month, day) = (days / 31, days % 31 + 1);
    let as_i8 = |number: i32| i8::try_from(number).unwrap_or(1);
    Date::new(year, as_i8(month), as_i8(day)).unwrap_or(date(year, 4, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        let known = [(2022, 4, 17), (2023, 4, 9), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn holidays_are_free_and_ordinary_days_are_not() {
        for free in [
            date(2023, 1, 1),
            date(2023, 4, 7),
            date(2023, 4, 10),
            date(2023, 4, 27),
            date(2023, 5, 5),
            date(2023, 5, 18),
            date(2023, 5, 29),
            date(2023, 12, 25),
            date(2023, 12, 26),
            date(2025, 4, 26),
        ] {
            assert!(is_free(free), "{free}");
        }
        for ordinary in [date(2023, 4, 6), date(2023, 4, 26), date(2023, 5, 19), date(2026, 11, 20)] {
            assert!(!is_free(ordinary), "{ordinary}");
        }
    }

    #[test]
    fn a_term_that_ends_on_a_holiday_runs_to_the_next_working_day() {
        assert_eq!(
            weeks_after(date(2023, 3, 10), 4),
            date(2023, 4, 11),
            "Good Friday, weekend, second Easter Day"
        );
        assert_eq!(weeks_after(date(2022, 11, 28), 4), date(2022, 12, 27), "second Christmas Day");
        assert_eq!(weeks_after(date(2022, 11, 29), 4), date(2022, 12, 27), "an ordinary Tuesday");
    }

    #[test]
    fn a_term_of_thirteen_weeks_does_not_move() {
        let last = weeks_after(date(2022, 11, 26), 13);
        assert_eq!((last, last.weekday()), (date(2023, 2, 25), Weekday::Saturday));
    }
}
