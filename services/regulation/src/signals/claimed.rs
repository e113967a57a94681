//! Homes that reached a milestone by the recipient's word alone (*alleen gemeld*).

use super::kind::milestone as named;
use super::{Figure, Kind, Look, Severity, Signal};
use crate::event::ProgressEntry;
use crate::words::Milestone;

/// One signal for the case. Better evidence comes as a correction that takes the place of the report.
pub(super) fn signals(look: &Look<'_>) -> Vec<Signal> {
    if look.standing.grant().is_none() {
        return Vec::new();
    }
    let milestones = [Milestone::Realised, Milestone::Started, Milestone::IrreversibleStep];
    let is_it = |entry: &ProgressEntry| entry.evidence.is_claim() && milestones.contains(&entry.milestone);
    let claims: Vec<_> = look.standing.entries().filter(|(_, entry)| is_it(entry)).collect();
    let Some(since) = claims.iter().map(|(_, entry)| entry.achieved_on).min() else { return Vec::new() };
    let of = |milestone| {
        let of_it = claims.iter().filter(|(_, entry)| entry.milestone == milestone);
        of_it.map(|(_, entry)| u64::from(entry.units.get())).sum::<u64>()
    };
    let counts = milestones.map(|milestone| (milestone, of(milestone)));
    let told = || counts.iter().filter(|(_, homes)| *homes > 0);
    let words: Vec<_> = told().map(|(milestone, homes)| format!("{} {homes}", named(*milestone))).collect();
    let explanation = format!(
        "Aantal woonruimten waarvoor alleen de ontvanger zegt dat de mijlpaal is bereikt: {}. Geen vergunning is \
         getoond, en in de BAG staan ze niet als gereed.",
        words.join(", "),
    );
    let severity = if of(Milestone::Realised) > 0 { Severity::Medium } else { Severity::Low };
    let mut signal = look
        .signal(Kind::ClaimedOnly, severity, since, explanation)
        .told_at(claims.iter().map(|(report, _)| report.mark.position));
    for (milestone, homes) in told() {
        signal = signal.homes([(named(*milestone), *homes)]);
        signal.figures.push(Figure::Reached(*milestone));
    }
    vec![signal]
}
