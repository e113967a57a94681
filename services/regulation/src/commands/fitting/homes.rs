//! Which homes are meant, for whom, and how many.

use crate::scheme::{MinimumShare, Tranche};
use crate::violation::Flaw;
use crate::words::{Project, TargetGroup, UnitLine, Units};
use std::collections::BTreeSet;

pub(super) fn flaws_in(place: &str, project: &Project, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let is_for_homes = tranche.is_for_homes.as_ref().is_none_or(|is_for_homes| is_for_homes.value);
    if project.lines.is_empty() && is_for_homes {
        flaws.push(Flaw::new(format!("{place}.regels"), "leeg", "Noem minstens één soort woonruimte."));
    }
    let mut kinds = BTreeSet::new();
    for (index, line) in project.lines.iter().enumerate() {
        let place = format!("{place}.regels[{index}]");
        if !kinds.insert(&line.kind) {
            flaws.push(Flaw::new(&place, "dubbel", "Deze soort staat er al; tel de aantallen op."));
        }
        flaws.extend(line_flaws(&place, line, tranche));
    }
    let least = tranche.minimum_units_per_project.as_ref().map(|least| least.value);
    flaws.extend(too_few(&format!("{place}.regels"), project.units(), least));
    flaws
}

/// What holds for all projects together.
pub(super) fn flaws_of_the_whole(projects: &[Project], tranche: &Tranche) -> Vec<Flaw> {
    let units = projects.iter().map(Project::units).sum();
    let least = tranche.minimum_units.as_ref().map(|least| least.value);
    let shares = tranche.minimum_shares.iter().filter_map(|share| below_share(projects, units, share));
    too_few("projecten", units, least).into_iter().chain(shares).collect()
}

fn too_few(place: &str, units: Units, least: Option<Units>) -> Option<Flaw> {
    let least = least.filter(|least| units < *least)?;
    let reason = format!("Het gaat om {units} woonruimten; de regeling vraagt er ten minste {least}.");
    Some(Flaw::new(place, "te-weinig-woonruimten", reason))
}

fn below_share(projects: &[Project], all: Units, share: &MinimumShare) -> Option<Flaw> {
    let lines = projects.iter().flat_map(|project| &project.lines);
    let theirs = lines.filter(|line| share.groups.contains(&line.kind.target_group));
    let theirs: Units = theirs.map(|line| line.planned).sum();
    let is_met = u64::from(theirs.get()) * 100 >= u64::from(all.get()) * u64::from(share.percent);
    let groups: Vec<&str> = share.groups.iter().map(TargetGroup::as_str).collect();
    let (percent, groups) = (share.percent, groups.join(" of "));
    let reason =
        format!("Van de {all} woonruimten is ten minste {percent}% voor {groups}; dat zijn er nu {theirs}.");
    (!is_met).then(|| Flaw::new("projecten", "aandeel-te-laag", reason))
}

fn line_flaws(place: &str, line: &UnitLine, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if line.planned == Units::default() {
        flaws.push(Flaw::new(format!("{place}.aantal"), "niet-positief", "Noem minstens één woonruimte."));
    }
    flaws.extend(group_flaw(place, &line.kind.target_group, tranche));
    if !tranche.permanences.as_ref().is_none_or(|allowed| allowed.value.contains(&line.kind.permanence)) {
        let reason = "De regeling noemt deze duur van de woonruimte niet.";
        flaws.push(Flaw::new(format!("{place}.duur"), "niet-toegestaan", reason));
    }
    if !tranche.dwellings.as_ref().is_none_or(|allowed| allowed.value.contains(&line.kind.dwelling)) {
        let reason = "De regeling noemt deze zelfstandigheid van de woonruimte niet.";
        flaws.push(Flaw::new(format!("{place}.zelfstandigheid"), "niet-toegestaan", reason));
    }
    flaws
}

fn group_flaw(place: &str, group: &TargetGroup, tranche: &Tranche) -> Option<Flaw> {
    let known: Vec<&str> = tranche.target_groups.keys().map(TargetGroup::as_str).collect();
    let known = if known.is_empty() { vec![TargetGroup::EVERYONE] } else { known };
    if known.contains(&group.as_str()) {
        return None;
    }
    let reason = format!("«{group}» hoort niet bij deze tranche; kies uit: {}.", known.join(", "));
    Some(Flaw::new(format!("{place}.aandachtsgroep"), "onbekend", reason))
}
