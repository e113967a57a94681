//! Yearly slices (*jaarplafonds*): each calendar year has its own money and its own order, for what was received in that year.
//! [HGGV 2024-2026](https://www.volkshuisvestingnederland.nl/actueel/nieuws/2024/06/06/loket-regeling-huisvesting-grote-gezinnen-vergunninghouders-geopend-tot-en-met-2026-ruim-10-miljoen-beschikbaar)
//! goes by it. What holds: no year takes from another's money, and nobody is passed within a year.

use super::{Complete, Served, order_by_completeness, serve};
use crate::scheme::WhenFull;
use crate::words::{ApplicationId, Cents};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A complete application with the legal day on which it was received, which decides of which year it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The legal day on which it was received.
    pub on: Date,
    /// The application.
    pub complete: Complete,
}

/// The order of each year, first to last.
pub fn order_by_year(received: Vec<Received>) -> BTreeMap<i16, Vec<Complete>> {
    let mut years: BTreeMap<i16, Vec<Complete>> = BTreeMap::new();
    for one in received {
        years.entry(one.on.year()).or_default().push(one.complete);
    }
    for line in years.values_mut() {
        order_by_completeness(line);
    }
    years
}

/// What each application gets from what is free in its year, in cents; a year without a slice has nothing.
pub fn serve_by_year(
    received: Vec<Received>,
    free: &BTreeMap<i16, Cents>,
    when_full: WhenFull,
) -> BTreeMap<ApplicationId, Served> {
    let mut all = BTreeMap::new();
    for (year, line) in order_by_year(received) {
        let claims: Vec<_> = line.iter().map(Complete::claim).collect();
        let served = serve(&claims, free.get(&year).copied().unwrap_or_default(), when_full);
        all.extend(claims.iter().map(|claim| claim.application).zip(served));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Position;
    use crate::testing::{application, at};

    fn received(name: &str, on: &str, complete_since: &str, euros: i64) -> Received {
        let complete = Complete {
            application: application(name),
            asked: Cents::euros(euros),
            complete_since: at(complete_since),
            submitted: Position(1),
            lot: None,
        };
        Received { on: on.parse().unwrap(), complete }
    }

    fn free(years: &[(i16, i64)]) -> BTreeMap<i16, Cents> {
        years.iter().map(|(year, euros)| (*year, Cents::euros(*euros))).collect()
    }

    #[test]
    fn what_one_year_leaves_is_not_for_another() {
        let cases = vec![
            received("2024", "2024-06-03", "2024-06-03T10:00:00Z", 60),
            received("2025-a", "2025-01-02", "2025-01-02T10:00:00Z", 60),
            received("2025-b", "2025-01-03", "2025-01-03T10:00:00Z", 60),
        ];
        let served = serve_by_year(cases, &free(&[(2024, 100), (2025, 100)]), WhenFull::Stop);
        assert_eq!(served[&application("2024")], Served::Whole);
        assert_eq!(served[&application("2025-a")], Served::Whole);
        assert_eq!(served[&application("2025-b")], Served::Waits { left: Cents::euros(40) });
    }

    #[test]
    fn what_is_received_on_the_last_day_is_of_that_year_also_when_complete_in_the_next() {
        let cases = vec![
            received("oud", "2024-12-31", "2025-01-20T10:00:00Z", 100),
            received("nieuw", "2025-01-01", "2025-01-01T10:00:00Z", 100),
        ];
        let served = serve_by_year(cases, &free(&[(2024, 100), (2025, 100)]), WhenFull::Stop);
        assert!(served.values().all(|one| *one == Served::Whole));
    }

    #[test]
    fn a_year_without_a_slice_has_nothing() {
        let cases = vec![received("a", "2027-01-04", "2027-01-04T10:00:00Z", 1)];
        let served = serve_by_year(cases, &free(&[(2026, 100)]), WhenFull::Stop);
        assert_eq!(served[&application("a")], Served::Waits { left: Cents::ZERO });
    }
}
