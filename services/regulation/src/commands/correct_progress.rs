//! Correct what was reported (*een voortgangsmelding corrigeren*).

use super::progress;
use crate::Command;
use crate::event::{CaseHeader, Event, ProgressCorrected, ProgressEntry};
use crate::facts::{Case, Reports};
use crate::violation::{Flaw, Violation};
use crate::words::{PersonId, ReportId, day_of};
use jiff::Timestamp;

/// Puts other lines in the place of a whole earlier report, or none where nothing of it was right. The earlier report
/// stays in the log, so that a figure can be asked for as it was known before. This can also be done after a
/// settlement or a withdrawal: what was reported wrongly is still counted then.
#[derive(Debug, Clone)]
pub struct CorrectProgress {
    /// The case.
    pub case: CaseHeader,
    /// The correction, as a report of its own.
    pub report: ReportId,
    /// The report or correction whose place it takes.
    pub corrects: ReportId,
    /// When the door received it.
    pub received_at: Timestamp,
    /// What holds instead; empty where nothing does.
    pub entries: Vec<ProgressEntry>,
    /// Why the earlier report was wrong.
    pub reason: String,
    /// Who corrects.
    pub by: PersonId,
}

impl Command for CorrectProgress {
    type Facts = (Case, Reports);
    const NAME: &'static str = "correct-progress";

    fn facts(&self) -> Self::Facts {
        (Case::of(self.case.application), Reports::of(self.case.application))
    }

    fn decide(&self, (case, reports): &Self::Facts) -> Result<Vec<Event>, Violation> {
        case.must_exist()?;
        reports.must_stand(self.corrects)?;
        let mut flaws = progress::flaws(&self.entries, day_of(self.received_at), case);
        if self.reason.trim().is_empty() {
            flaws.push(Flaw::new("reden", "leeg", "Schrijf op waarom de melding niet klopte."));
        }
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        let event = ProgressCorrected {
            case: self.case.clone(),
            report: self.report,
            corrects: self.corrects,
            received_at: self.received_at,
            entries: self.entries.clone(),
            reason: self.reason.clone(),
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{ReportProgress, Withdraw};
    use crate::testing::*;
    use crate::words::{Milestone, ProjectKey, Units};
    use uuid::Uuid;

    fn id(number: u128) -> ReportId {
        ReportId(Uuid::from_u128(number))
    }

    fn realised(units: u32) -> ProgressEntry {
        ProgressEntry {
            project: ProjectKey::parse("P1").unwrap(),
            kind: kind(),
            milestone: Milestone::Realised,
            units: Units::new(units),
            achieved_on: day_of_test("2024-06-30"),
            evidence: Default::default(),
        }
    }

    fn correct(corrects: ReportId, report: ReportId, entries: Vec<ProgressEntry>) -> CorrectProgress {
        CorrectProgress {
            case: case("GM0758", "A"),
            report,
            corrects,
            received_at: at("2024-08-01T09:00:00Z"),
            entries,
            reason: "Tien woningen zijn dubbel geteld.".into(),
            by: assessor("gemeente"),
        }
    }

    /// Forty homes, reported under number one.
    fn reported() -> Given {
        let granted = given([published(), opened()])
            .and(ready("GM0758", "A", 50_000))
            .and([granted("GM0758", "A", 50_000)]);
        let report = ReportProgress {
            case: case("GM0758", "A"),
            report: id(1),
            received_at: at("2024-07-01T09:00:00Z"),
            entries: vec![realised(40)],
            by: assessor("gemeente"),
        };
        let events = granted.clone().when(report).happened();
        granted.and(events)
    }

    #[test]
    fn a_correction_names_the_report_and_says_what_holds_instead() {
        let happened = reported().when(correct(id(1), id(2), vec![realised(30)])).happened();
        let [Event::ProgressCorrected(event)] = happened.as_slice() else { panic!("{happened:?}") };
        assert_eq!((event.corrects, event.report), (id(1), id(2)));
        assert_eq!(event.entries, [realised(30)]);
        assert_eq!(event.reason, "Tien woningen zijn dubbel geteld.");
    }

    #[test]
    fn a_whole_report_can_be_taken_back() {
        let happened = reported().when(correct(id(1), id(2), Vec::new())).happened();
        let [Event::ProgressCorrected(event)] = happened.as_slice() else { panic!("{happened:?}") };
        assert!(event.entries.is_empty());
    }

    #[test]
    fn a_report_is_corrected_once_and_after_that_its_newest_correction_is() {
        let first = reported().when(correct(id(1), id(2), vec![realised(30)])).happened();
        let second = reported().and(first.clone()).when(correct(id(2), id(3), vec![realised(35)])).happened();
        let history = reported().and(first).and(second);
        for old in [id(1), id(2)] {
            let refusal =
                history.clone().when(correct(old, id(4), Vec::new())).refused("melding-al-gecorrigeerd");
            assert_eq!(refusal, Violation::AlreadyCorrected { newest: id(3) });
            assert!(refusal.detail().contains(&id(3).to_string()), "{}", refusal.detail());
        }
        history.when(correct(id(3), id(4), Vec::new())).happened();
    }

    #[test]
    fn a_report_of_another_case_is_unknown() {
        let other = ready("GM0344", "B", 10_000);
        let mut stranger = correct(id(1), id(2), Vec::new());
        stranger.case = case("GM0344", "B");
        reported().and(other).when(stranger).refused("melding-onbekend");
        reported().when(correct(id(9), id(2), Vec::new())).refused("melding-onbekend");
    }

    #[test]
    fn every_mistake_comes_at_once_and_a_reason_is_needed() {
        let mut late = realised(0);
        late.achieved_on = day_of_test("2024-08-02");
        let mut wrong = correct(id(1), id(2), vec![late]);
        wrong.reason = " ".into();
        let Violation::Flawed(flaws) = reported().when(wrong).refused("inhoud-onjuist") else {
            unreachable!()
        };
        let places: Vec<_> = flaws.iter().map(|flaw| flaw.place.as_str()).collect();
        assert_eq!(places, ["regels[0].aantal", "regels[0].bereiktOpDatum", "reden"]);
    }

    #[test]
    fn also_what_was_reported_before_a_withdrawal_can_be_corrected() {
        let reason = "Geen grond.".into();
        let withdraw =
            Withdraw { case: case("GM0758", "A"), received_at: at("2024-07-02T00:00:00Z"), reason };
        let events = reported().when(withdraw).happened();
        reported().and(events).when(correct(id(1), id(2), Vec::new())).happened();
    }

    #[test]
    fn nothing_is_corrected_in_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(correct(id(1), id(2), Vec::new())).refused("aanvraag-onbekend");
    }
}
