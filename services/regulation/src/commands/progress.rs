//! What is wrong with what is reported of homes, in a report and in its correction alike.

use crate::event::ProgressEntry;
use crate::facts::Case;
use crate::violation::Flaw;
use crate::words::Units;
use jiff::civil::Date;

/// Every mistake in these lines, received on this day, about the homes of this case.
pub(super) fn flaws(entries: &[ProgressEntry], received_on: Date, case: &Case) -> Vec<Flaw> {
    entries
        .iter()
        .enumerate()
        .flat_map(|(index, entry)| {
            let place = format!("regels[{index}]");
            let flaws =
                [unknown(&place, entry, case), empty(&place, entry), early(&place, entry, received_on)];
            flaws.into_iter().flatten()
        })
        .collect()
}

fn unknown(place: &str, entry: &ProgressEntry, case: &Case) -> Option<Flaw> {
    match case.projects.iter().find(|project| project.key == entry.project) {
        None => {
            let reason = format!("De aanvraag kent geen project «{}».", entry.project);
            Some(Flaw::new(format!("{place}.project"), "onbekend", reason))
        }
        Some(project) if project.lines.iter().all(|line| line.kind != entry.kind) => {
            let reason = "Deze soort woonruimte staat niet in het toegekende project.";
            Some(Flaw::new(place, "onbekende-soort", reason))
        }
        Some(_) => None,
    }
}

fn empty(place: &str, entry: &ProgressEntry) -> Option<Flaw> {
    let place = format!("{place}.aantal");
    (entry.units == Units::default())
        .then(|| Flaw::new(place, "niet-positief", "Meld minstens één woonruimte."))
}

fn early(place: &str, entry: &ProgressEntry, received_on: Date) -> Option<Flaw> {
    (entry.achieved_on > received_on).then(|| {
        let reason = format!("{} ligt na de dag van melden ({received_on}).", entry.achieved_on);
        Flaw::new(format!("{place}.bereiktOpDatum"), "in-de-toekomst", reason)
    })
}
