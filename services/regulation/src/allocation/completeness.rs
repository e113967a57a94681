//! The order of completeness (*volgorde van binnenkomst van volledige aanvragen*): who is complete first comes first, and
//! of two that are complete at one moment, who stands first in the log. RHA 2022 and 2023 go by it, and SFT 2022.
//! What holds: the order hangs on when the last missing piece was received, never on what an assessor did when.

use super::Claim;
use crate::record::Position;
use crate::words::{ApplicationId, Cents, day_of};
use jiff::Timestamp;
use jiff::civil::Date;

/// A complete application that waits for money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete {
    /// The application.
    pub application: ApplicationId,
    /// What it asks, in cents; not negative.
    pub asked: Cents,
    /// When the last missing piece was received.
    pub complete_since: Timestamp,
    /// Its place in the log, which decides between equal moments.
    pub submitted: Position,
    /// Its number in the draw among the cases of the day on which it is complete, where that was drawn: 1, 2, 3 ...
    pub lot: Option<u32>,
}

impl Complete {
    /// The legal day on which it is complete.
    pub fn day(&self) -> Date {
        day_of(self.complete_since)
    }

    /// What it asks.
    pub const fn claim(&self) -> Claim {
        Claim { application: self.application, asked: self.asked }
    }

    /// Who has the lower one comes first.
    pub(super) const fn moment(&self) -> (Timestamp, Position) {
        (self.complete_since, self.submitted)
    }
}

/// Puts them in the order of completeness, first to last.
pub fn order_by_completeness(line: &mut [Complete]) {
    line.sort_by_key(Complete::moment);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{application, at};

    fn complete(name: &str, since: &str, submitted: u64) -> Complete {
        Complete {
            application: application(name),
            asked: Cents::euros(1),
            complete_since: at(since),
            submitted: Position(submitted),
            lot: None,
        }
    }

    #[test]
    fn who_was_complete_first_comes_first_also_when_submitted_later() {
        let mut line =
            [complete("vroeg", "2022-09-21T08:00:00Z", 1), complete("laat", "2022-09-20T08:00:00Z", 2)];
        order_by_completeness(&mut line);
        assert_eq!(line.map(|one| one.application), [application("laat"), application("vroeg")]);
    }

    #[test]
    fn of_two_complete_at_one_moment_the_first_in_the_log_comes_first() {
        let mut line =
            [complete("tweede", "2022-09-20T08:00:00Z", 8), complete("eerste", "2022-09-20T08:00:00Z", 7)];
        order_by_completeness(&mut line);
        assert_eq!(line.map(|one| one.application), [application("eerste"), application("tweede")]);
    }

    #[test]
    fn a_case_belongs_to_the_legal_day_in_amsterdam() {
        assert_eq!(complete("a", "2022-09-20T21:59:59Z", 1).day().to_string(), "2022-09-20");
        assert_eq!(complete("a", "2022-09-20T22:00:00Z", 1).day().to_string(), "2022-09-21");
    }
}
