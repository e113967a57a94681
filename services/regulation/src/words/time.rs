//! Time: instants are UTC, legal days are days in Europe/Amsterdam.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static AMSTERDAM: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZoneDatabase::bundled().get("Europe/Amsterdam").unwrap_or(TimeZone::UTC));

/// The zone of legal days, out of the bundled zones: the same on every machine, also on one without zones of its own.
pub fn amsterdam() -> TimeZone {
    AMSTERDAM.clone()
}

/// The legal day on which an instant falls: the calendar day in Europe/Amsterdam.
pub fn day_of(instant: Timestamp) -> Date {
    instant.to_zoned(amsterdam()).date()
}

/// The window in which a tranche takes applications (*aanvraagperiode*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first instant at which an application is taken.
    pub opens_at: Timestamp,
    /// The last instant at which it is in time; absent when the tranche is open until it is closed.
    pub closes_at: Option<Timestamp>,
}

/// On which days a version of a scheme is the law (*geldigheid*). An absent end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Validity {
    /// Whether it has no ends.
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this day lies in it.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_zones_hold_amsterdam() {
        assert_eq!(amsterdam().iana_name(), Some("Europe/Amsterdam"));
    }

    #[test]
    fn a_legal_day_ends_at_midnight_in_amsterdam_also_in_daylight_saving_nights() {
        let day = |text: &str| day_of(text.parse::<Timestamp>().unwrap()).to_string();
        assert_eq!(day("2022-10-29T21:59:59Z"), "2022-10-29");
        assert_eq!(day("2022-10-29T22:00:00Z"), "2022-10-30", "summer time until three in the night");
        assert_eq!(day("2022-10-30T22:59:59Z"), "2022-10-30", "a day of twenty-five hours");
        assert_eq!(day("2022-10-30T23:00:00Z"), "2022-10-31");
        assert_eq!(day("2022-03-26T23:00:00Z"), "2022-03-27", "winter time until two in the night");
        assert_eq!(day("2022-03-27T21:59:59Z"), "2022-03-27", "a day of twenty-three hours");
        assert_eq!(day("2022-03-27T22:00:00Z"), "2022-03-28");
    }
}
