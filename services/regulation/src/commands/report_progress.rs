//! Report how far the homes are (*voortgang melden*).

use super::progress;
use crate::Command;
use crate::event::{CaseHeader, Event, ProgressEntry, ProgressReported};
use crate::facts::{Case, State};
use crate::violation::{Flaw, Violation};
use crate::words::{PersonId, ReportId, day_of};
use jiff::Timestamp;

/// Reports homes of a granted project that reached a milestone. What is reported is recorded as reported: that it
/// exceeds the plan is no mistake here, but a signal for the ministry.
#[derive(Debug, Clone)]
pub struct ReportProgress {
    /// The case.
    pub case: CaseHeader,
    /// The report.
    pub report: ReportId,
    /// When the door received it.
    pub received_at: Timestamp,
    /// What is reported.
    pub entries: Vec<ProgressEntry>,
    /// Who reports.
    pub by: PersonId,
}

impl Command for ReportProgress {
    type Facts = Case;
    const NAME: &'static str = "report-progress";

    fn facts(&self) -> Case {
        Case::of(self.case.application)
    }

    fn decide(&self, case: &Case) -> Result<Vec<Event>, Violation> {
        case.must_exist()?;
        match &case.state {
            State::Granted(_) | State::Settled(_) => {}
            State::Undecided => return Err(Violation::NotGranted),
            State::Ended(how) => return Err(Violation::CaseEnded { how: *how }),
        }
        let flaws = self.flaws(case);
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        let event = ProgressReported {
            case: self.case.clone(),
            report: self.report,
            received_at: self.received_at,
            entries: self.entries.clone(),
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

impl ReportProgress {
    fn flaws(&self, case: &Case) -> Vec<Flaw> {
        if self.entries.is_empty() {
            return vec![Flaw::new("regels", "leeg", "Meld minstens één regel.")];
        }
        progress::flaws(&self.entries, day_of(self.received_at), case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use crate::words::{Milestone, ProjectKey, Units};
    use uuid::Uuid;

    fn report() -> ReportProgress {
        let entry = ProgressEntry {
            project: ProjectKey::parse("P1").unwrap(),
            kind: kind(),
            milestone: Milestone::Realised,
            units: Units::new(40),
            achieved_on: day_of_test("2024-06-30"),
            evidence: Default::default(),
        };
        ReportProgress {
            case: case("GM0758", "A"),
            report: ReportId(Uuid::nil()),
            received_at: at("2024-07-01T09:00:00Z"),
            entries: vec![entry],
            by: assessor("gemeente"),
        }
    }

    fn granted_case() -> Given {
        given([published(), opened()]).and(ready("GM0758", "A", 50_000)).and([granted("GM0758", "A", 50_000)])
    }

    #[test]
    fn realised_homes_are_recorded_as_reported_also_above_the_plan() {
        granted_case().when(report()).happened();
        let mut more = report();
        more.entries[0].units = Units::new(101);
        granted_case().when(more).happened();
    }

    #[test]
    fn only_a_granted_application_reports() {
        let undecided = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        undecided.when(report()).refused("niet-toegekend");
    }

    #[test]
    fn a_withdrawn_application_does_not_report() {
        let withdrawn = granted_case();
        let events = withdrawn
            .clone()
            .when(crate::commands::Withdraw {
                case: case("GM0758", "A"),
                received_at: at("2023-01-01T00:00:00Z"),
                reason: "Geen grond.".into(),
            })
            .happened();
        withdrawn.and(events).when(report()).refused("zaak-beeindigd");
    }

    #[test]
    fn every_mistake_in_a_report_comes_at_once() {
        let mut wrong = report();
        wrong.entries[0].units = Units::default();
        wrong.entries[0].achieved_on = day_of_test("2024-07-02");
        let mut other = report().entries.remove(0);
        other.project = ProjectKey::parse("P2").unwrap();
        wrong.entries.push(other);
        let mut kind = report().entries.remove(0);
        kind.kind.permanence = crate::words::Permanence::Flex;
        wrong.entries.push(kind);
        let refusal = granted_case().when(wrong).refused("inhoud-onjuist");
        let Violation::Flawed(flaws) = refusal else { panic!("{refusal:?}") };
        let places: Vec<_> = flaws.iter().map(|flaw| flaw.place.as_str()).collect();
        assert_eq!(
            places,
            ["regels[0].aantal", "regels[0].bereiktOpDatum", "regels[1].project", "regels[2]"]
        );
    }

    #[test]
    fn an_empty_report_is_refused() {
        let mut empty = report();
        empty.entries.clear();
        granted_case().when(empty).refused("inhoud-onjuist");
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(report()).refused("aanvraag-onbekend");
    }
}
