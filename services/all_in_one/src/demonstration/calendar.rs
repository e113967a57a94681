//! Days and hours of the demonstration: office hours of working days in Amsterdam.

use super::Mistake;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use regulation::terms::is_free;
use regulation::words::amsterdam;

/// The instant at which a day begins.
pub(super) fn midnight(day: Date) -> Result<Timestamp, Mistake> {
    Ok(day.to_zoned(amsterdam())?.timestamp())
}

/// So many seconds after nine o'clock on this day, or on the next one that is no Saturday, Sunday or holiday.
pub(super) fn office_hours(day: Date, seconds: u64) -> Result<Timestamp, Mistake> {
    let mut day = day;
    while is_free(day) {
        day = day.tomorrow()?;
    }
    let seconds = i64::try_from(seconds)?;
    Ok(day.at(9, 0, 0, 0).to_zoned(amsterdam())?.checked_add(seconds.seconds())?.timestamp())
}

/// The day so many days later.
pub(super) fn days_after(day: Date, days: u64) -> Result<Date, Mistake> {
    Ok(day.checked_add(i64::try_from(days)?.days())?)
}

/// How many days lie between two days.
pub(super) fn days_between(first: Date, last: Date) -> u64 {
    first.duration_until(last).as_hours().max(0).unsigned_abs() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_works_in_the_weekend() {
        let monday = office_hours(date(2022, 9, 24), 60).unwrap();
        assert_eq!(monday.to_string(), "2022-09-26T07:01:00Z");
        assert_eq!(midnight(date(2023, 1, 31)).unwrap().to_string(), "2023-01-30T23:00:00Z");
        assert_eq!(days_between(date(2022, 9, 19), date(2022, 10, 24)), 35);
    }
}
