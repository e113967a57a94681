//! Days and moments as they are written in Dutch letters, exact enough to prove who was in time.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Dst;
use regulation::words::amsterdam;

/// A day: `vrijdag 20 november 2026`.
pub fn day(day: Date) -> String {
    format!("{} {} {} {}", weekday(day.weekday()), day.day(), month(day.month()), day.year())
}

/// A moment in Dutch local time with its zone, and in UTC, both to the microsecond where there are any:
/// `vrijdag 20 november 2026 om 15.32.07 uur (Nederlandse wintertijd, UTC+1; 2026-11-20T14:32:07Z)`.
pub fn moment(instant: Timestamp) -> String {
    let local = instant.to_zoned(amsterdam());
    let season = match local.time_zone().to_offset_info(instant).dst() {
        Dst::Yes => "zomertijd",
        Dst::No => "wintertijd",
    };
    let hours = local.offset().seconds() / 3600;
    let fraction = format!("{:06}", local.subsec_nanosecond() / 1000);
    let fraction = match fraction.trim_end_matches('0') {
        "" => String::new(),
        digits => format!(",{digits}"),
    };
    format!(
        "{} om {:02}.{:02}.{:02}{fraction} uur (Nederlandse {season}, UTC{hours:+}; {instant})",
        day(local.date()),
        local.hour(),
        local.minute(),
        local.second(),
    )
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "maandag",
        Weekday::Tuesday => "dinsdag",
        Weekday::Wednesday => "woensdag",
        Weekday::Thursday => "donderdag",
        Weekday::Friday => "vrijdag",
        Weekday::Saturday => "zaterdag",
        Weekday::Sunday => "zondag",
    }
}

const fn month(number: i8) -> &'static str {
    match number {
        1 => "januari",
        2 => "februari",
        3 => "maart",
        4 => "april",
        5 => "mei",
        6 => "juni",
        7 => "juli",
        8 => "augustus",
        9 => "september",
        10 => "oktober",
        11 => "november",
        _ => "december",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_names_its_season_and_utc() {
        let said = |text: &str| moment(text.parse().unwrap());
        assert_eq!(
            said("2026-11-20T14:32:07Z"),
            "vrijdag 20 november 2026 om 15.32.07 uur (Nederlandse wintertijd, UTC+1; 2026-11-20T14:32:07Z)"
        );
        assert_eq!(
            said("2022-10-24T15:00:00.0003Z"),
            "maandag 24 oktober 2022 om 17.00.00,0003 uur (Nederlandse zomertijd, UTC+2; 2022-10-24T15:00:00.0003Z)"
        );
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        let said = |text: &str| moment(text.parse().unwrap());
        assert!(said("2026-10-25T00:30:00Z").contains("02.30.00 uur (Nederlandse zomertijd, UTC+2"));
        assert!(said("2026-10-25T01:30:00Z").contains("02.30.00 uur (Nederlandse wintertijd, UTC+1"));
    }

    #[test]
    fn every_month_and_weekday_has_its_name() {
        let first: Date = "2026-01-05".parse().unwrap();
        let word = |step: jiff::Span, count, place| -> std::collections::BTreeSet<String> {
            let names = first.series(step).take(count).map(day);
            names.filter_map(|name| name.split(' ').nth(place).map(str::to_owned)).collect()
        };
        assert_eq!(word(jiff::Span::new().months(1), 12, 2).len(), 12);
        assert_eq!(word(jiff::Span::new().days(1), 7, 0).len(), 7);
    }
}
