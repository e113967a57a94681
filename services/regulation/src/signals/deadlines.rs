//! The terms of milestones in a case, by the scheme's data: one for each project and milestone, the earliest that the
//! sources give. All are longer than three months, so the Algemene termijnenwet does not move them (art. 4).

use super::{Ground, Look, Rules};
use crate::scheme::{CountedFrom, MilestoneTerm};
use crate::words::{Milestone, ProjectKey};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The last day on which the homes of a project reach a milestone in time.
pub(super) struct Deadline<'a> {
    pub(super) project: &'a ProjectKey,
    pub(super) milestone: Milestone,
    pub(super) last: Date,
    /// The term in words: `24 maanden na de verlening`.
    pub(super) term: String,
    /// What the scheme understands by the milestone.
    pub(super) definition: Option<&'a str>,
    pub(super) ground: Ground,
}

/// Every deadline of the case that can be counted by now.
pub(super) fn of_case<'a>(look: &Look<'a>) -> Vec<Deadline<'a>> {
    let (Some(grant), Some(rules)) = (look.standing.grant(), look.rules) else { return Vec::new() };
    let mut earliest: BTreeMap<(&ProjectKey, Milestone), Deadline<'a>> = BTreeMap::new();
    for project in &grant.projects {
        let counted = terms(&rules).into_iter().filter_map(|term| {
            let from = match term.from {
                CountedFrom::Grant => Some(grant.mark.on),
                CountedFrom::Start => start_of(look, &project.key),
                CountedFrom::Closing => rules.closing,
            };
            Some((from?.saturating_add(term.months.months()), term))
        });
        for (last, term) in counted {
            let deadline = Deadline {
                project: &project.key,
                milestone: term.milestone,
                last,
                term: term.words(),
                definition: definition(&rules, term.milestone),
                ground: rules.ground(term.source),
            };
            let known = earliest.get(&(&project.key, term.milestone));
            if known.is_none_or(|known| last < known.last) {
                earliest.insert((&project.key, term.milestone), deadline);
            }
        }
    }
    earliest.into_values().collect()
}

/// A term that the scheme gives.
struct Term<'a> {
    milestone: Milestone,
    months: i64,
    from: CountedFrom,
    source: &'a str,
}

impl Term<'_> {
    fn words(&self) -> String {
        let from = match self.from {
            CountedFrom::Grant => "de verlening",
            CountedFrom::Start => "de start van de bouw",
            CountedFrom::Closing => "de sluiting",
        };
        let length = match (self.months % 12, self.months / 12) {
            (0, years) => format!("{years} jaar"),
            (_, _) => format!("{} maanden", self.months),
        };
        format!("{length} na {from}")
    }
}

fn terms<'a>(rules: &Rules<'a>) -> Vec<Term<'a>> {
    let tranche = rules.tranche;
    let years = [
        (Milestone::IrreversibleStep, &tranche.start_within_years),
        (Milestone::Realised, &tranche.finish_within_years),
    ];
    let in_years = years.into_iter().filter_map(|(milestone, years)| {
        let years = years.as_ref()?;
        let (months, from) = (i64::from(years.value) * 12, CountedFrom::Grant);
        Some(Term { milestone, months, from, source: &years.source })
    });
    let in_months = tranche.milestones.iter().filter_map(|term| {
        let (months, from) = (i64::from(term.months?), term.counted_from);
        Some(Term { milestone: term.milestone, months, from, source: &term.source })
    });
    in_years.chain(in_months).collect()
}

fn definition<'a>(rules: &Rules<'a>, milestone: Milestone) -> Option<&'a str> {
    let of_it = |term: &&MilestoneTerm| term.milestone == milestone && term.definition.is_some();
    rules.tranche.milestones.iter().find(of_it).and_then(|term| term.definition.as_deref())
}

/// The first day on which homes of the project were started.
fn start_of(look: &Look<'_>, project: &ProjectKey) -> Option<Date> {
    let started = look
        .standing
        .entries()
        .filter(|(_, entry)| entry.milestone == Milestone::Started && &entry.project == project);
    started.map(|(_, entry)| entry.achieved_on).min()
}
