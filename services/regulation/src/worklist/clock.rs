//! The term for deciding on one application (*beslistermijn*), with the days on which it stood still.

use crate::event::Event;
use crate::terms::{decide_by_law, shifted};
use crate::words::{PieceCode, day_of};
use jiff::Unit;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What the term for deciding is counted from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clock {
    received_on: Option<Date>,
    missing: BTreeSet<PieceCode>,
    suspensions: Vec<Suspension>,
}

/// A stretch in which the applicant was to complete the application (*opschorting*).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Suspension {
    asked_on: Date,
    answer_by: Date,
    completed_on: Option<Date>,
}

impl Suspension {
    /// The days that do not count: from the day after the request until the day on which the application was
    /// completed or the term lapsed unused ([Awb 4:15 lid 1 onder
    /// a](https://wetten.overheid.nl/BWBR0005537/2026-01-01#Artikel4:15)). That last day counts again.
    fn days(&self) -> i64 {
        let end = self.completed_on.map_or(self.answer_by, |day| day.min(self.answer_by));
        let between = self.asked_on.until((Unit::Day, end)).map_or(0, |span| i64::from(span.get_days()));
        (between - 1).max(0)
    }
}

impl Clock {
    /// The last day for deciding: the day that the scheme gives, or else the one of Awb 4:13; later by the days on
    /// which the term was suspended. While a suspension runs, it is taken to last as long as its term.
    pub fn decide_by(&self, scheme: Option<Date>) -> Option<Date> {
        let suspended = self.suspensions.iter().map(Suspension::days).sum();
        let by_law = self.received_on.map(|received_on| decide_by_law(received_on, suspended));
        scheme.map(|day| shifted(day, suspended)).or(by_law)
    }

    /// Takes in the next event of the case.
    pub fn learn(&mut self, event: &Event) {
        match event {
            Event::ApplicationSubmitted(event) => self.begin(day_of(event.received_at)),
            Event::SupplementRequested(event) => {
                let pieces = event.pieces.iter().map(|piece| piece.code.clone());
                self.ask(pieces, day_of(event.requested_at), event.answer_by);
            }
            Event::ApplicationSupplemented(event) => {
                self.complete(&event.pieces, day_of(event.received_at));
            }
            Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::TrancheClosed(_)
            | Event::CompletenessConfirmed(_)
            | Event::ApplicationWithdrawn(_)
            | Event::AdviceGiven(_)
            | Event::ApplicationGranted(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_) => {}
        }
    }

    /// The application was received.
    pub(crate) const fn begin(&mut self, received_on: Date) {
        self.received_on = Some(received_on);
    }

    /// Pieces were asked for; the term stands still only where a last day was set.
    pub(crate) fn ask(
        &mut self,
        pieces: impl IntoIterator<Item = PieceCode>,
        asked_on: Date,
        answer_by: Option<Date>,
    ) {
        self.missing.extend(pieces);
        if let Some(answer_by) = answer_by {
            self.suspend(asked_on, answer_by);
        }
    }

    /// Pieces came.
    pub(crate) fn complete(&mut self, pieces: &[PieceCode], received_on: Date) {
        self.missing.retain(|piece| !pieces.contains(piece));
        if let (true, Some(last)) = (self.missing.is_empty(), self.suspensions.last_mut()) {
            last.completed_on.get_or_insert(received_on);
        }
    }

    /// A request during a suspension makes it last longer; one after it begins another.
    fn suspend(&mut self, asked_on: Date, answer_by: Date) {
        match self.suspensions.last_mut() {
            Some(last) if last.completed_on.is_none() && asked_on <= last.answer_by => {
                last.answer_by = last.answer_by.max(answer_by);
            }
            Some(_) | None => self.suspensions.push(Suspension { asked_on, answer_by, completed_on: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{ApplicationSupplemented, Piece, SupplementRequested};
    use crate::testing::*;
    use jiff::civil::date;

    fn asked(piece: &str, at_text: &str, answer_by: Option<Date>) -> Event {
        SupplementRequested {
            case: case("GM0758", "A"),
            requested_at: at(at_text),
            pieces: vec![Piece { code: PieceCode::parse(piece).unwrap(), description: "Een stuk".into() }],
            answer_by,
            by: assessor("anna"),
        }
        .into()
    }

    fn came(piece: &str, at_text: &str) -> Event {
        ApplicationSupplemented {
            case: case("GM0758", "A"),
            received_at: at(at_text),
            pieces: vec![PieceCode::parse(piece).unwrap()],
            note: String::new(),
        }
        .into()
    }

    fn decide_by(events: &[Event], scheme: Option<Date>) -> Option<Date> {
        let mut clock = Clock::default();
        clock.learn(&submitted("GM0758", "A", 50_000)); // received on Tuesday 20 September 2022
        events.iter().for_each(|event| clock.learn(event));
        clock.decide_by(scheme)
    }

    #[test]
    fn eight_weeks_after_receipt_where_the_scheme_gives_no_day() {
        assert_eq!(decide_by(&[], None), Some(date(2022, 11, 15)));
        assert_eq!(decide_by(&[], Some(date(2022, 12, 31))), Some(date(2022, 12, 31)));
    }

    #[test]
    fn a_request_with_a_term_suspends_it_and_one_without_does_not() {
        // Asked on 26 September, completed on 3 October: 27 September up to and including 2 October do not count.
        let completed = [
            asked("begroting", "2022-09-26T09:00:00Z", Some(date(2022, 10, 10))),
            came("begroting", "2022-10-03T09:00:00Z"),
        ];
        assert_eq!(decide_by(&completed, None), Some(date(2022, 11, 21)));
        assert_eq!(
            decide_by(&[asked("begroting", "2022-09-26T09:00:00Z", None)], None),
            Some(date(2022, 11, 15))
        );
    }

    #[test]
    fn an_unused_term_suspends_no_longer_than_it_lasted() {
        let late = [
            asked("begroting", "2022-09-26T09:00:00Z", Some(date(2022, 10, 10))),
            came("begroting", "2022-11-01T09:00:00Z"),
        ];
        assert_eq!(decide_by(&late, None), Some(date(2022, 11, 28)));
        assert_eq!(decide_by(&late[..1], None), Some(date(2022, 11, 28)));
    }

    #[test]
    fn overlapping_requests_are_one_suspension() {
        let twice = [
            asked("begroting", "2022-09-26T09:00:00Z", Some(date(2022, 10, 10))),
            asked("planning", "2022-09-28T09:00:00Z", Some(date(2022, 10, 12))),
        ];
        // 27 September up to and including 11 October: fifteen days.
        assert_eq!(decide_by(&twice, None), Some(date(2022, 11, 30)));
    }

    #[test]
    fn a_day_of_the_scheme_moves_by_the_suspended_days_only() {
        let asked = [asked("begroting", "2022-09-26T09:00:00Z", Some(date(2022, 9, 29)))];
        assert_eq!(decide_by(&asked, Some(date(2022, 12, 30))), Some(date(2023, 1, 1)));
    }
}
