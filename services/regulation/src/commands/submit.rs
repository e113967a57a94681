//! Submit an application (*aanvraag indienen*).

use super::amounts;
use crate::Command;
use crate::event::{ApplicationSubmitted, CaseHeader, Event};
use crate::facts::{Portfolio, TrancheRules};
use crate::municipalities;
use crate::scheme::{ApplicantKind, Tranche};
use crate::violation::{Flaw, Violation};
use crate::words::{Applicant, Cents, OwnReference, Personal, Project, UnitLine, Units, day_of};
use jiff::Timestamp;
use std::collections::BTreeSet;

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
        let scheme_version = rules.newest_version().ok_or_else(unpublished)?;
        let tranche = rules.in_version(scheme_version).ok_or_else(unpublished)?;
        self.may_apply(tranche)?;
        if let Some(application) = portfolio.with_reference(&self.reference) {
            return Err(Violation::ReferenceUsed { application });
        }
        let flaws = flaws_in(&self.projects, tranche);
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        let event = ApplicationSubmitted {
            case: self.case.clone(),
            scheme_version,
            received_at: self.received_at,
            arrival,
            reference: self.reference.clone(),
            contact: self.contact.clone(),
            projects: self.projects.clone(),
            pot: None,
            partnership: None,
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

/// Whether the municipality exists on the day; a cooperation is known by the scheme, not by the register.
fn exists(applicant: &Applicant, at: Timestamp) -> bool {
    applicant.municipality().is_none_or(|code| {
        municipalities::find(code).is_some_and(|municipality| municipality.exists_on(day_of(at)))
    })
}

/// Everything in the projects that does not fit the tranche, all at once.
fn flaws_in(projects: &[Project], tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if projects.is_empty() {
        flaws.push(Flaw::new("projecten", "leeg", "Noem minstens één project."));
    }
    let mut keys = BTreeSet::new();
    for (index, project) in projects.iter().enumerate() {
        let place = format!("projecten[{index}]");
        if !keys.insert(&project.key) {
            flaws.push(Flaw::new(
                format!("{place}.sleutel"),
                "dubbel",
                "Elk project heeft een eigen sleutel.",
            ));
        }
        flaws.extend(money_flaws(&place, project, tranche));
        flaws.extend(line_flaws(&place, project, tranche));
    }
    flaws
}

fn money_flaws(place: &str, project: &Project, tranche: &Tranche) -> Vec<Flaw> {
    let asked = project.requested.gross;
    let mut flaws = amounts::flaws_in(project.requested, Cents::new(1), &format!("{place}."));
    if let Some(maximum) = &tranche.maximum_per_unit {
        let units = project.units();
        let most = maximum.value.times(u64::from(units.get()));
        if units > Units::default() && asked > most {
            let reason = format!(
                "Gevraagd is {asked}; voor {units} woonruimten van hooguit {} kan dat ten hoogste {most} zijn.",
                maximum.value
            );
            flaws.push(Flaw::new(format!("{place}.bedragCent"), "boven-maximum-per-woonruimte", reason));
        }
    }
    flaws
}

fn line_flaws(place: &str, project: &Project, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if project.lines.is_empty() {
        flaws.push(Flaw::new(format!("{place}.regels"), "leeg", "Noem minstens één soort woonruimte."));
    }
    let mut kinds = BTreeSet::new();
    for (index, line) in project.lines.iter().enumerate() {
        let place = format!("{place}.regels[{index}]");
        if !kinds.insert(&line.kind) {
            flaws.push(Flaw::new(&place, "dubbel", "Deze soort staat er al; tel de aantallen op."));
        }
        flaws.extend(unit_flaws(&place, line, tranche));
    }
    flaws
}

fn unit_flaws(place: &str, line: &UnitLine, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if line.planned == Units::default() {
        flaws.push(Flaw::new(format!("{place}.aantal"), "niet-positief", "Noem minstens één woonruimte."));
    }
    if !tranche.target_groups.contains_key(&line.kind.target_group) {
        let known: Vec<&str> = tranche.target_groups.keys().map(|group| group.as_str()).collect();
        let reason = format!(
            "«{}» hoort niet bij deze tranche; kies uit: {}.",
            line.kind.target_group,
            known.join(", ")
        );
        flaws.push(Flaw::new(format!("{place}.aandachtsgroep"), "onbekend", reason));
    }
    let allowed =
        tranche.permanences.as_ref().is_none_or(|allowed| allowed.value.contains(&line.kind.permanence));
    if !allowed {
        let reason = "De regeling noemt deze duur van de woonruimte niet.";
        flaws.push(Flaw::new(format!("{place}.duur"), "niet-toegestaan", reason));
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

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
}
