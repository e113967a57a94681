//! Everything in an application that does not fit its tranche, all at once, each with its place in the request.

mod homes;
mod money;
mod parties;
#[cfg(test)]
mod tests;

use super::Submit;
use crate::scheme::Tranche;
use crate::violation::Flaw;
use std::collections::BTreeSet;

/// Everything that does not fit.
pub(super) fn flaws_in(asked: &Submit, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = parties::flaws_in(asked, tranche);
    if asked.projects.is_empty() {
        flaws.push(Flaw::new("projecten", "leeg", "Noem minstens één project."));
    }
    let mut keys = BTreeSet::new();
    for (index, project) in asked.projects.iter().enumerate() {
        let place = format!("projecten[{index}]");
        if !keys.insert(&project.key) {
            let reason = "Elk project heeft een eigen sleutel.";
            flaws.push(Flaw::new(format!("{place}.sleutel"), "dubbel", reason));
        }
        flaws.extend(money::flaws_in(&place, project, tranche));
        flaws.extend(homes::flaws_in(&place, project, tranche));
    }
    flaws.extend(money::flaws_of_the_whole(asked, tranche));
    flaws.extend(homes::flaws_of_the_whole(&asked.projects, tranche));
    flaws
}
