//! For which homes.

use super::{Said, listed};
use regulation::scheme::{MinimumShare, Tranche};
use regulation::words::{Dwelling, Permanence, TargetGroup, Units};

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.is_for_homes.as_ref(), |is_for_homes| {
        let text = if *is_for_homes {
            "Het geld is voor woonruimten."
        } else {
            "Het geld is niet voor woonruimten; een project hoeft die niet te hebben."
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
        format!("Een aanvraag is voor ten minste {}.", homes(*least))
    });
    said.rule(tranche.minimum_units_per_project.as_ref(), |least| {
        format!("Elk project is voor ten minste {}.", homes(*least))
    });
    for share in &tranche.minimum_shares {
        said.say(&share.source, minimum_share(share, tranche));
    }
}

fn minimum_share(share: &MinimumShare, tranche: &Tranche) -> String {
    let name = |code: &TargetGroup| {
        tranche.target_groups.get(code).map_or_else(|| code.to_string(), |group| group.name.clone())
    };
    let names: Vec<_> = share.groups.iter().map(name).collect();
    format!("Ten minste {} procent van de woonruimten is voor: {}.", share.percent, names.join(", "))
}

fn homes(count: Units) -> String {
    if count.get() == 1 { "één woonruimte".to_owned() } else { format!("{count} woonruimten") }
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
