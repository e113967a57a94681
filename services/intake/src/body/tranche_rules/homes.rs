//! Which homes count, how many, and for whom.

use super::Said;
use super::said::listed;
use regulation::scheme::Tranche;
use regulation::words::{Dwelling, Permanence, TargetGroup};

pub(super) fn say(tranche: &Tranche, said: &mut Said<'_>) {
    said.rule(tranche.is_for_homes.as_ref(), |is_for_homes| {
        let text = if *is_for_homes {
            "Het geld is voor woonruimten."
        } else {
            "Het geld is niet voor woonruimten zelf."
        };
        text.to_owned()
    });
    said.rule(tranche.permanences.as_ref(), |kinds| {
        format!("Deze woonruimten tellen mee: {}.", listed(kinds, permanence))
    });
    said.rule(tranche.dwellings.as_ref(), |kinds| {
        format!("Deze woonruimten tellen mee: {}.", listed(kinds, dwelling))
    });
    said.rule(tranche.minimum_units.as_ref(), |least| {
        format!("Een aanvraag gaat over ten minste {least} woonruimten.")
    });
    said.rule(tranche.minimum_units_per_project.as_ref(), |least| {
        format!("Een project heeft ten minste {least} woonruimten.")
    });
    for share in &tranche.minimum_shares {
        let groups: Vec<&str> = share.groups.iter().map(TargetGroup::as_str).collect();
        let (percent, groups) = (share.percent, groups.join(" of "));
        said.sentence(format!("Ten minste {percent}% van de woonruimten is voor {groups}."), &share.source);
    }
    for text in tranche.knock_outs.values() {
        said.rule(Some(text), |text| format!("Voorwaarde zonder uitzondering: {text}"));
    }
    said.rule(tranche.excludes.as_ref(), |schemes| {
        let schemes: Vec<String> = schemes.iter().map(ToString::to_string).collect();
        format!("Een project gaat niet samen met: {}.", schemes.join(", "))
    });
}

const fn permanence(kind: Permanence) -> &'static str {
    match kind {
        Permanence::Permanent => "permanente woonruimten",
        Permanence::Flex => "flexwoningen",
    }
}

const fn dwelling(kind: Dwelling) -> &'static str {
    match kind {
        Dwelling::SelfContained => "zelfstandige woonruimten",
        Dwelling::Shared => "onzelfstandige woonruimten",
        Dwelling::Lodging => "verblijfsruimten",
    }
}
