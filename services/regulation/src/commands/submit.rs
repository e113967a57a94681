//! Submit an application (*aanvraag indienen*).

use super::fitting;
use crate::Command;
use crate::event::{ApplicationSubmitted, CaseHeader, Event, Partnership};
use crate::facts::{Portfolio, TrancheRules};
use crate::municipalities;
use crate::scheme::{ApplicantKind, Tranche};
use crate::violation::Violation;
use crate::words::{Applicant, OwnReference, Personal, PotKey, Project, day_of};
use jiff::Timestamp;

/// Submits an application. What arrives after the closing time is recorded as late, gets a receipt, and never
/// enters the order; what arrives before the opening is refused, and can be sent again.
#[derive(Debug, Clone)]
pub struct Submit {
    /// The case that begins.
    pub case: CaseHeader,
    /// When the door received it, by the database's clock.
    pub received_at: Timestamp,
    /// The applicant's own reference.
    pub reference: OwnReference,
    /// Whom to write to.
    pub contact: Option<Personal>,
    /// The projects.
    pub projects: Vec<Project>,
    /// The pot from which money is asked, where the tranche has pots; a yearly slice follows from the day of receipt.
    pub pot: Option<PotKey>,
    /// Who works together, where the applicant is a cooperation or a region.
    pub partnership: Option<Partnership>,
}

impl Command for Submit {
    type Facts = (TrancheRules, Portfolio);
    const NAME: &'static str = "submit";

    fn facts(&self) -> Self::Facts {
        let portfolio = Portfolio::of(self.case.tranche.clone(), self.case.applicant.clone());
        (TrancheRules::of(self.case.tranche.clone()), portfolio)
    }

    fn decide(&self, (rules, portfolio): &Self::Facts) -> Result<Vec<Event>, Violation> {
        let arrival = rules.arrival(self.received_at)?;
        let unpublished = || Violation::TrancheNotInScheme { tranche: self.case.tranche.clone() };
        rules.newest_version().ok_or_else(unpublished)?;
        let day = day_of(self.received_at);
        let scheme_version = rules.version_on(day).ok_or(Violation::NoValidVersion { day })?;
        let tranche = rules.in_version(scheme_version).ok_or_else(unpublished)?;
        self.may_apply(tranche)?;
        if let Some(application) = portfolio.with_reference(&self.reference) {
            return Err(Violation::ReferenceUsed { application });
        }
        must_be_few_enough(portfolio, tranche)?;
        let flaws = fitting::flaws_in(self, tranche);
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        let slice = tranche.slice_of(day).map(|slice| slice.key.clone());
        let event = ApplicationSubmitted {
            case: self.case.clone(),
            scheme_version,
            received_at: self.received_at,
            arrival,
            reference: self.reference.clone(),
            contact: self.contact.clone(),
            projects: self.projects.clone(),
            pot: slice.or_else(|| self.pot.clone()),
            partnership: self.partnership.clone(),
        };
        Ok(vec![event.into()])
    }
}

impl Submit {
    fn may_apply(&self, tranche: &Tranche) -> Result<(), Violation> {
        let applicant = &self.case.applicant;
        let named = tranche.applicants.value.contains(&ApplicantKind::of(applicant));
        if named && exists(applicant, self.received_at) {
            Ok(())
        } else {
            Err(Violation::MayNotApply { applicant: applicant.clone() })
        }
    }
}

fn must_be_few_enough(portfolio: &Portfolio, tranche: &Tranche) -> Result<(), Violation> {
    match tranche.maximum_applications.as_ref().map(|maximum| maximum.value) {
        Some(maximum) if u32::try_from(portfolio.count()).is_ok_and(|count| count >= maximum) => {
            Err(Violation::TooManyApplications { maximum })
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether the municipality exists on the day; a cooperation is known by the scheme, not by the register.
fn exists(applicant: &Applicant, at: Timestamp) -> bool {
    applicant.municipality().is_none_or(|code| {
        municipalities::find(code.as_str()).is_some_and(|municipality| municipality.exists_on(day_of(at)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use crate::words::{Cents, Units};

    #[test]
    fn an_application_in_the_window_arrives_in_time() {
        let happened =
            given([published(), opened()]).when(submit("GM0758", "A", "2022-09-19T07:00:00Z")).happened();
        assert!(arrived_in_time(&happened));
    }

    #[test]
    fn the_closing_second_itself_is_in_time_and_a_second_later_is_late_with_a_record() {
        let open = given([published(), opened()]);
        assert!(arrived_in_time(
            &open.clone().when(submit("GM0758", "A", "2022-10-24T15:00:00Z")).happened()
        ));
        let late = open.when(submit("GM0758", "A", "2022-10-24T15:00:01Z")).happened();
        assert!(matches!(&late[..], [Event::ApplicationSubmitted(_)]) && !arrived_in_time(&late));
    }

    #[test]
    fn before_the_opening_nothing_is_recorded() {
        given([published(), opened()])
            .when(submit("GM0758", "A", "2022-09-19T06:59:59Z"))
            .refused("tranche-nog-niet-open");
    }

    #[test]
    fn a_tranche_that_was_not_opened_takes_nothing() {
        given([published()])
            .when(submit("GM0758", "A", "2022-09-20T00:00:00Z"))
            .refused("tranche-niet-geopend");
    }

    #[test]
    fn a_reference_names_one_application_of_an_applicant() {
        let first = given([published(), opened()]).and([submitted("GM0758", "A", 50_000)]);
        let mut again = submit("GM0758", "B", "2022-09-20T00:00:00Z");
        again.reference = reference("GM0758", "A");
        first.clone().when(again.clone()).refused("kenmerk-al-gebruikt");
        again.case.applicant = applicant("GM0344");
        assert!(arrived_in_time(&first.when(again).happened()), "another applicant's references are its own");
    }

    #[test]
    fn a_municipality_that_does_not_exist_on_the_day_may_not_apply() {
        let open = given([published(), opened()]);
        open.clone().when(submit("GM9999", "A", "2022-09-20T00:00:00Z")).refused("mag-niet-aanvragen");
        open.clone().when(submit("GM1992", "A", "2022-09-20T00:00:00Z")).refused("mag-niet-aanvragen");
        assert!(
            arrived_in_time(&open.when(submit("GM0501", "A", "2022-09-20T00:00:00Z")).happened()),
            "Brielle, in 2022"
        );
    }

    #[test]
    fn a_cooperation_may_apply_only_where_the_scheme_names_cooperations() {
        let cooperation = submit("SW-de-bevelanden", "A", "2022-09-20T00:00:00Z");
        given([published(), opened()]).when(cooperation).refused("mag-niet-aanvragen");
    }

    #[test]
    fn all_mistakes_come_at_once_with_their_places() {
        let mut wrong = submit("GM0758", "A", "2022-09-20T00:00:00Z");
        let mut second = wrong.projects[0].clone();
        second.lines[0].kind.target_group = crate::words::TargetGroup::parse("toeristen").unwrap();
        second.lines[0].planned = Units::default();
        second.requested.compensable = Some(Cents::new(-1));
        wrong.projects[0].requested.gross = Cents::euros(7_001);
        wrong.projects[0].lines[0].planned = Units::new(1);
        wrong.projects.push(second);
        let refusal = given([published(), opened()]).when(wrong).refused("inhoud-onjuist");
        let Violation::Flawed(flaws) = refusal else { panic!("{refusal:?}") };
        let places: Vec<_> = flaws.iter().map(|flaw| (flaw.place.as_str(), flaw.code)).collect();
        assert_eq!(
            places,
            [
                ("projecten[0].bedragCent", "boven-maximum-per-woonruimte"),
                ("projecten[1].sleutel", "dubbel"),
                ("projecten[1].bcfDeelCent", "buiten-bereik"),
                ("projecten[1].regels[0].aantal", "niet-positief"),
                ("projecten[1].regels[0].aandachtsgroep", "onbekend"),
            ]
        );
    }

    #[test]
    fn an_empty_application_is_refused() {
        let mut empty = submit("GM0758", "A", "2022-09-20T00:00:00Z");
        empty.projects.clear();
        given([published(), opened()]).when(empty).refused("inhoud-onjuist");
    }

    #[test]
    fn an_applicant_submits_no_more_applications_than_the_scheme_lets_it() {
        let one = "maximum_applications = { value = 1, source = \"proef\" }";
        let first = opened_under(&[], one).and([submitted("GM0758", "A", 50_000)]);
        first.clone().when(submit("GM0758", "B", "2022-09-20T00:00:00Z")).refused("te-veel-aanvragen");
        first.when(submit("GM0344", "B", "2022-09-20T00:00:00Z")).happened();
    }

    #[test]
    fn the_version_that_is_the_law_on_the_day_of_receipt_governs() {
        let version = |text: &str, from: &str| {
            let validity = crate::words::Validity { from: Some(day_of_test(from)), until: None };
            crate::commands::PublishScheme::new(text.into(), validity, assessor("beheer")).unwrap()
        };
        let first = given([]).when(version(TRIAL, "2022-09-19")).happened();
        let changed = TRIAL.replace("Proefregeling", "Gewijzigde proefregeling");
        let second = given(first.clone()).when(version(&changed, "2022-10-01")).happened();
        let open = given(first).and(second).and([opened()]);
        let version_of = |received_at: &str| {
            let happened = open.clone().when(submit("GM0758", "A", received_at)).happened();
            let [Event::ApplicationSubmitted(event)] = &happened[..] else { panic!("{happened:?}") };
            event.scheme_version
        };
        assert_eq!(version_of("2022-09-30T21:59:59Z"), 1);
        assert_eq!(version_of("2022-09-30T22:00:00Z"), 2, "1 October in Amsterdam");
    }

    #[test]
    fn nothing_is_taken_on_a_day_on_which_no_version_is_the_law() {
        let until = Some(day_of_test("2022-09-30"));
        let validity = crate::words::Validity { from: None, until };
        let published =
            crate::commands::PublishScheme::new(TRIAL.into(), validity, assessor("beheer")).unwrap();
        let open = given(given([]).when(published).happened()).and([opened()]);
        open.when(submit("GM0758", "A", "2022-10-01T09:00:00Z")).refused("geen-geldige-versie");
    }

    #[test]
    fn without_a_version_that_holds_the_tranche_nothing_is_done() {
        given([opened()])
            .when(submit("GM0758", "A", "2022-09-20T00:00:00Z"))
            .refused("tranche-niet-in-regeling");
    }
}
