//! The projects of RHA 2022, generated so that homes and euros sum to exactly what was published.

use crate::demonstration::Mistake;
use crate::demonstration::spread::{reordered, shares, spread};
use regulation::words::{
    Amount, Cents, Dwelling, Origin, Permanence, Project, ProjectKey, TargetGroup, UnitKind, UnitLine, Units,
};
use std::collections::BTreeMap;

/// What was granted in all, in euros.
pub(super) const EUROS: u64 = 52_135_000;
/// The projects that received money.
pub(super) const PROJECTS: usize = 107;
/// The homes that stay where they are.
pub(super) const PERMANENT: u64 = 2_959;
/// The homes that can be moved.
pub(super) const FLEX: u64 = 4_766;
/// The homes for each target group, by the scheme's codes.
pub(super) const GROUPS: [(&str, u64); 7] = [
    ("arbeidsmigranten", 1_148),
    ("dak-en-thuislozen", 542),
    ("statushouders", 1_402),
    ("studenten", 2_980),
    ("woonwagenbewoners", 111),
    ("urgentie", 983),
    ("uitstroom-intramuraal", 559),
];

const MAXIMUM_PER_UNIT: u64 = 7_000;
/// The projects, whose homes and euros sum to the published totals.
pub(super) fn projects() -> Result<Vec<Project>, Mistake> {
    let weights: Vec<u64> = (0_u64..).take(PROJECTS).map(|index| 25 + spread("omvang", index, 106)).collect();
    let units = shares(PERMANENT + FLEX, &weights);
    let below_maximum = (MAXIMUM_PER_UNIT * (PERMANENT + FLEX) - EUROS) / 1_000;
    let modesty: Vec<u64> =
        (0_u64..).zip(&units).map(|(index, units)| units * spread("bedrag", index, 4)).collect();
    let less = shares(below_maximum, &modesty);
    let permanent = permanent(&units);
    let groups = groups(&units);
    let mut projects = Vec::new();
    for (((index, units), less), (permanent, groups)) in
        (1_u64..).zip(&units).zip(less).zip(permanent.into_iter().zip(groups))
    {
        let euros = MAXIMUM_PER_UNIT * units - 1_000 * less;
        projects.push(Project {
            key: ProjectKey::parse(&format!("P{index}"))?,
            name: format!("Gegenereerd project {index}"),
            requested: Amount::gross(Cents::euros(i64::try_from(euros)?)),
            lines: lines(index, permanent, &groups)?,
            household: None,
            finances: None,
        });
    }
    Ok(projects)
}

/// How many homes of each project are permanent: all, none, and once a part.
fn permanent(units: &[u64]) -> Vec<u64> {
    let mut left = PERMANENT;
    let mut taken = BTreeMap::new();
    for (index, units) in reordered("duur", units.iter().enumerate().collect()) {
        let mine = left.min(*units);
        left -= mine;
        taken.insert(index, mine);
    }
    taken.into_values().collect()
}

/// For whom the homes of each project are: the groups stand in a row in pieces of about forty, and each project
/// takes the next homes of the row.
fn groups(units: &[u64]) -> Vec<BTreeMap<&'static str, u64>> {
    let pieces = GROUPS.iter().flat_map(|(group, homes)| {
        let parts = shares(*homes, &vec![1; usize::try_from(homes.div_ceil(40)).unwrap_or(1)]);
        parts.into_iter().map(|part| (*group, part))
    });
    let mut row = reordered("groepen", pieces.collect()).into_iter();
    let (mut group, mut there) = row.next().unwrap_or_default();
    let mut take = |units: &u64| {
        let (mut project, mut wanted) = (BTreeMap::new(), *units);
        while wanted > 0 {
            if there == 0 {
                let Some(next) = row.next() else { break };
                (group, there) = next;
            }
            let taken = wanted.min(there);
            *project.entry(group).or_insert(0) += taken;
            (wanted, there) = (wanted - taken, there - taken);
        }
        project
    };
    units.iter().map(&mut take).collect()
}

/// The homes of one project, a line for each kind.
fn lines(index: u64, permanent: u64, groups: &BTreeMap<&'static str, u64>) -> Result<Vec<UnitLine>, Mistake> {
    let mut left = permanent;
    let mut lines = Vec::new();
    for (group, homes) in groups {
        let staying = left.min(*homes);
        left -= staying;
        for (permanence, planned) in [(Permanence::Permanent, staying), (Permanence::Flex, homes - staying)] {
            if planned > 0 {
                let kind = kind(index, group, permanence)?;
                lines.push(UnitLine { kind, planned: Units::new(u32::try_from(planned)?) });
            }
        }
    }
    Ok(lines)
}

/// Students and migrant workers mostly share; a permanent home is now and then a transformed building.
fn kind(index: u64, group: &str, permanence: Permanence) -> Result<UnitKind, Mistake> {
    let shares = match group {
        "studenten" | "arbeidsmigranten" => spread("zelfstandigheid", index, 3) > 0,
        _ => false,
    };
    let transformed = permanence == Permanence::Permanent && spread("herkomst", index, 5) < 2;
    Ok(UnitKind {
        target_group: TargetGroup::parse(group)?,
        permanence,
        dwelling: if shares { Dwelling::Shared } else { Dwelling::SelfContained },
        origin: if transformed { Origin::Transformation } else { Origin::NewBuild },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_lines() -> Vec<UnitLine> {
        projects().unwrap().into_iter().flat_map(|project| project.lines).collect()
    }

    fn homes(matching: impl Fn(&UnitKind) -> bool) -> u64 {
        all_lines().iter().filter(|line| matching(&line.kind)).map(|line| u64::from(line.planned.get())).sum()
    }

    #[test]
    fn the_projects_sum_to_the_published_euros_and_homes() {
        let projects = projects().unwrap();
        assert_eq!(projects.len(), PROJECTS);
        let euros: Cents = projects.iter().map(|project| project.requested.gross).sum();
        assert_eq!(euros, Cents::euros(52_135_000));
        assert_eq!(homes(|kind| kind.permanence == Permanence::Permanent), 2_959);
        assert_eq!(homes(|kind| kind.permanence == Permanence::Flex), 4_766);
    }

    #[test]
    fn the_homes_of_each_target_group_are_the_published_ones() {
        for (group, published) in GROUPS {
            assert_eq!(homes(|kind| kind.target_group.as_str() == group), published, "{group}");
        }
        assert_eq!(GROUPS.iter().map(|(_, homes)| homes).sum::<u64>(), 7_725);
    }
}
