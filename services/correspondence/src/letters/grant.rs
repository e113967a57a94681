//! What a grant is for, and what belongs to it.

use super::dossier::Dossier;
use super::template::{line, list};
use regulation::event::GrantedProject;
use regulation::scheme::{CountedFrom, MilestoneTerm, Sourced};
use regulation::words::{Dwelling, Milestone, Origin, Permanence, Silence, TargetGroup, UnitLine};

/// The projects with their homes; where the scheme is not for homes, the projects alone.
pub fn projects(dossier: &Dossier, projects: &[GrantedProject]) -> String {
    let for_homes = projects.iter().any(|project| !project.lines.is_empty());
    let heading = if for_homes { "De uitkering is voor deze woonruimten:" } else { "De uitkering is voor:" };
    format!("{heading}\n{}", list(projects.iter().map(|one| project(dossier, one))))
}

fn project(dossier: &Dossier, project: &GrantedProject) -> String {
    let named = dossier.submitted.projects.iter().find(|one| one.key == project.key);
    let name =
        named.map_or_else(|| project.key.to_string(), |one| format!("{} ({})", line(&one.name), one.key));
    let lines: String = project.lines.iter().map(|one| format!("\n  - {}", home(dossier, one))).collect();
    if lines.is_empty() { name } else { format!("{name}:{lines}") }
}

fn home(dossier: &Dossier, homes: &UnitLine) -> String {
    let group = group(dossier, &homes.kind.target_group);
    let permanence = match homes.kind.permanence {
        Permanence::Permanent => "permanent",
        Permanence::Flex => "flex",
    };
    let dwelling = match homes.kind.dwelling {
        Dwelling::SelfContained => "zelfstandig",
        Dwelling::Shared => "onzelfstandig",
        Dwelling::Lodging => "verblijfsruimte",
    };
    let origin = match homes.kind.origin {
        Origin::NewBuild => "nieuwbouw",
        Origin::Transformation => "transformatie",
        Origin::ToppingUp => "optoppen",
        Origin::Splitting => "splitsen",
    };
    format!("{} voor {group} ({permanence}, {dwelling}, {origin})", homes.planned)
}

fn group(dossier: &Dossier, code: &TargetGroup) -> String {
    match dossier.tranche.target_groups.get(code) {
        Some(group) => line(&group.name),
        None if code.as_str() == TargetGroup::EVERYONE => "iedereen".to_owned(),
        None => code.to_string(),
    }
}

/// What the scheme asks after a grant, with its sources; nothing where no source says.
pub fn conditions(dossier: &Dossier) -> String {
    let tranche = &dossier.tranche;
    let for_whom = if tranche.target_groups.is_empty() { "dit doel" } else { "deze groepen" };
    let hold = format!("De woonruimten blijven {{jaren}} bestemd voor {for_whom}.");
    let years = |years: &Option<Sourced<u8>>, text: &str| {
        let years = years.as_ref()?;
        let text = text.replace("{jaren}", &format!("{} jaar", years.value));
        Some(with_source(dossier, &text, &years.source))
    };
    let building = [
        years(&tranche.start_within_years, "Binnen {jaren} na de verlening zet u een onomkeerbare stap."),
        years(&tranche.finish_within_years, "Binnen {jaren} na de verlening zijn de woonruimten klaar."),
    ];
    let milestones = tranche.milestones.iter().filter_map(|term| milestone(dossier, term));
    let all: Vec<String> =
        building.into_iter().flatten().chain(milestones).chain(years(&tranche.hold_years, &hold)).collect();
    if all.is_empty() { String::new() } else { format!("Daarbij hoort:\n{}", list(all)) }
}

fn with_source(dossier: &Dossier, text: &str, source: &str) -> String {
    format!("{text} (bron: {})", dossier.source(source))
}

/// A milestone that has a term; a definition alone asks nothing.
fn milestone(dossier: &Dossier, term: &MilestoneTerm) -> Option<String> {
    let months = term.months?;
    let from = counted_from(term.counted_from);
    let text = match term.milestone {
        Milestone::IrreversibleStep => "zet u een onomkeerbare stap",
        Milestone::Started => "begint u met bouwen",
        Milestone::Realised => "zijn de woonruimten klaar",
        Milestone::OutOfUse => "zijn de woonruimten uit gebruik",
    };
    let means =
        term.definition.as_ref().map(|means| format!(" De regeling bedoelt daarmee: {}", line(means)));
    let text = format!("Binnen {months} maanden {from} {text}.{}", means.unwrap_or_default());
    Some(with_source(dossier, &text, &term.source))
}

/// From what a term is counted, as in "binnen acht weken ...".
pub const fn counted_from(counted_from: CountedFrom) -> &'static str {
    match counted_from {
        CountedFrom::Grant => "na de verlening",
        CountedFrom::Start => "na de start van de bouw",
        CountedFrom::Closing => "na de sluiting van de tranche",
    }
}

/// On which rules the scheme is silent; nothing where it is on none. The ground is the explanation above it.
pub fn silence(silence: Option<&Silence>) -> String {
    let Some(silence) = silence else {
        return String::new();
    };
    let mut rules: Vec<&str> = silence.rules.iter().map(|rule| rule.dutch()).collect();
    let last = rules.pop().unwrap_or_default();
    let all = if rules.is_empty() { last.to_owned() } else { format!("{} en {last}", rules.join(", ")) };
    format!("De regeling zegt niets over {all}; daarom is beslist op de grond die hierboven staat.")
}
