//! Target groups (*aandachtsgroepen*) across versions of their taxonomy.

use super::Tranche;
use crate::words::TargetGroup;
use std::collections::BTreeSet;

/// The group of another version of the taxonomy to which a group of a tranche belongs.
///
/// In its own version a group is itself. In another it is the group that `belongs_to` names, also by way of the
/// versions between, as the tranches `among` have them. Never the other way round: of a group that was split, nobody
/// knows which homes were for which of its parts. Absent where the data lead nowhere, or to more than one group.
pub fn group_in(
    from: &Tranche,
    group: &TargetGroup,
    to_version: &str,
    among: &[&Tranche],
) -> Option<TargetGroup> {
    from.target_groups.get(group)?;
    if from.taxonomy == to_version {
        return Some(group.clone());
    }
    let reached = reached(from, group, among);
    let mut there = reached.iter().filter(|(version, _)| *version == to_version).map(|(_, group)| *group);
    let only = there.next().filter(|_| there.next().is_none())?;
    is_known(only, to_version, among).then(|| only.clone())
}

/// Every group, with its version, that can be reached by belonging.
fn reached<'a>(
    from: &'a Tranche,
    group: &'a TargetGroup,
    among: &[&'a Tranche],
) -> BTreeSet<(&'a str, &'a TargetGroup)> {
    let start = (from.taxonomy.as_str(), group);
    let (mut reached, mut next) = (BTreeSet::from([start]), vec![start]);
    while let Some((version, group)) = next.pop() {
        let tranches = among.iter().copied().chain([from]).filter(|tranche| tranche.taxonomy == version);
        let rules = tranches.filter_map(|tranche| tranche.target_groups.get(group));
        for (version, parent) in rules.flat_map(|rule| &rule.belongs_to) {
            let parent = (version.as_str(), parent);
            if reached.insert(parent) {
                next.push(parent);
            }
        }
    }
    reached
}

/// Whether a version has this group, or is not among the tranches at all.
fn is_known(group: &TargetGroup, version: &str, among: &[&Tranche]) -> bool {
    let mut of_version = among.iter().filter(|tranche| tranche.taxonomy == version).peekable();
    of_version.peek().is_none() || of_version.any(|tranche| tranche.target_groups.contains_key(group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::read;

    /// A code, and to which code of which year it belongs.
    type Group = (&'static str, &'static [(&'static str, &'static str)]);

    /// Tranches of the years, each with its groups and the group of an earlier year to which they belong.
    fn tranches(years: &[(&str, &[Group])]) -> Vec<Tranche> {
        let group = |(code, parents): &Group| {
            let parents: Vec<_> =
                parents.iter().map(|(year, parent)| format!("\"rha-{year}\" = \"{parent}\"")).collect();
            format!(
                "[[tranches.target_groups]]\ncode = \"{code}\"\nname = \"{code}\"\nsource = \"s\"\nbelongs_to = {{ {} }}\n",
                parents.join(", ")
            )
        };
        let tranche = |(year, groups): &(&str, &[Group])| {
            let groups: String = groups.iter().map(group).collect();
            format!(
                "[[tranches]]\nkey = \"rha-{year}\"\nname = \"RHA {year}\"\ntaxonomy = \"rha-{year}\"\n\
                 applicants = {{ value = [\"municipality\"], source = \"s\" }}\n{groups}"
            )
        };
        let head = "key = \"rha\"\nname = \"RHA\"\nexecutor = { value = \"RVO\", source = \"s\" }\n[sources.s]\n\
                    reference = \"S\"\naddress = \"https://example.org\"\n";
        let text = years.iter().map(tranche).fold(head.to_owned(), |text, tranche| text + &tranche);
        read(&text).unwrap().tranches
    }

    /// RHA 2022 had one group for urgency; in 2023 it was split in social and medical urgency, and a third year
    /// splits one of those again.
    fn rha() -> Vec<Tranche> {
        tranches(&[
            ("2022", &[("urgentie", &[]), ("studenten", &[])]),
            (
                "2023",
                &[
                    ("sociale-urgentie", &[("2022", "urgentie")]),
                    ("medische-urgentie", &[("2022", "urgentie")]),
                    ("studenten", &[("2022", "studenten")]),
                    ("ontheemden", &[]),
                ],
            ),
            ("2024", &[("acute-medische-urgentie", &[("2023", "medische-urgentie")])]),
        ])
    }

    fn mapped(tranches: &[Tranche], from: usize, group: &str, to: &str) -> Option<String> {
        let among: Vec<_> = tranches.iter().collect();
        let group = TargetGroup::parse(group).unwrap();
        group_in(&tranches[from], &group, to, &among).map(String::from)
    }

    #[test]
    fn a_group_is_itself_in_its_own_version() {
        assert_eq!(mapped(&rha(), 0, "urgentie", "rha-2022").as_deref(), Some("urgentie"));
        assert_eq!(mapped(&rha(), 0, "senioren", "rha-2022"), None, "the tranche has no such group");
    }

    #[test]
    fn both_parts_of_a_split_group_belong_to_their_parent() {
        for part in ["sociale-urgentie", "medische-urgentie"] {
            assert_eq!(mapped(&rha(), 1, part, "rha-2022").as_deref(), Some("urgentie"));
        }
        assert_eq!(mapped(&rha(), 1, "studenten", "rha-2022").as_deref(), Some("studenten"));
    }

    #[test]
    fn a_parent_is_never_one_of_its_parts() {
        assert_eq!(mapped(&rha(), 0, "urgentie", "rha-2023"), None);
        assert_eq!(mapped(&rha(), 0, "studenten", "rha-2023"), None, "what no source says is not guessed");
    }

    #[test]
    fn a_group_belongs_by_way_of_the_versions_between() {
        assert_eq!(mapped(&rha(), 2, "acute-medische-urgentie", "rha-2022").as_deref(), Some("urgentie"));
        assert_eq!(mapped(&rha(), 1, "ontheemden", "rha-2022"), None, "new in 2023");
    }

    #[test]
    fn two_ways_that_lead_to_different_groups_lead_nowhere() {
        let forked = tranches(&[
            ("2020", &[("ouderen", &[]), ("jongeren", &[])]),
            ("2021", &[("studenten", &[("2020", "jongeren")])]),
            ("2022", &[("studenten", &[("2021", "studenten"), ("2020", "ouderen")])]),
        ]);
        assert_eq!(mapped(&forked, 2, "studenten", "rha-2020"), None);
    }

    #[test]
    fn versions_that_point_at_each_other_end() {
        let circle = tranches(&[
            ("2021", &[("studenten", &[("2022", "studenten")])]),
            ("2022", &[("studenten", &[("2021", "studenten")])]),
        ]);
        assert_eq!(mapped(&circle, 0, "studenten", "rha-2022").as_deref(), Some("studenten"));
        assert_eq!(mapped(&circle, 0, "studenten", "rha-2023"), None);
    }

    #[test]
    fn a_group_that_the_other_version_does_not_have_is_nothing() {
        let mut wrong = rha();
        wrong[0].target_groups.clear();
        assert_eq!(mapped(&wrong, 1, "studenten", "rha-2022"), None);
    }
}
