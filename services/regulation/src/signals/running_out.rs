//! Terms that are about to run out (*termijn loopt af*): for deciding, for a milestone, and for holding homes. The
//! thresholds are our own. A term for deciding that has passed stays a signal until the decision is there.

use super::deadlines::{self, Deadline};
use super::kind::milestone as named;
use super::{
    DECISION_DAYS, Figure, Ground, HOLDING_DAYS, Kind, Look, MILESTONE_DAYS, Severity, Signal, dutch,
};
use crate::event::Source;
use crate::scheme::CountedFrom;
use crate::terms::shifted;
use crate::words::Milestone;
use jiff::ToSpan;
use jiff::civil::Date;

pub(super) fn signals(look: &Look<'_>) -> Vec<Signal> {
    let deadlines = if look.is_running() { deadlines::of_case(look) } else { Vec::new() };
    let milestones = deadlines.iter().filter_map(|deadline| milestone(look, deadline));
    deciding(look).into_iter().chain(milestones).chain(holding(look)).collect()
}

fn deciding(look: &Look<'_>) -> Option<Signal> {
    if !look.standing.is_undecided() {
        return None;
    }
    let of_scheme = of_scheme(look);
    let last = look.course.clock.decide_by(of_scheme.as_ref().map(|(day, _)| *day))?;
    let ground = of_scheme.map_or_else(|| Ground::Law(awb_4_13()), |(_, ground)| ground);
    let signal = if look.today > last {
        let explanation = format!(
            "Op deze aanvraag moest uiterlijk op {} zijn beslist, en dat is niet gebeurd.",
            dutch(last)
        );
        look.signal(Kind::DecisionOverdue, Severity::High, last.saturating_add(1.days()), explanation)
    } else if shifted(last, -DECISION_DAYS) <= look.today {
        let explanation = format!(
            "Op deze aanvraag moet uiterlijk op {} zijn beslist. Vanaf {DECISION_DAYS} dagen ervoor is dit een \
             signaal: een eigen drempel van Woonloket.",
            dutch(last),
        );
        look.signal(Kind::TermRunsOut, Severity::Medium, shifted(last, -DECISION_DAYS), explanation)
    } else {
        return None;
    };
    let signal = signal
        .money([("aangevraagd", look.course.requested)])
        .resting_on(ground)
        .told_at(look.course.submitted.map(|mark| mark.position))
        .figures([Figure::Waiting]);
    Some(signal)
}

/// The day that the scheme gives, before any suspension.
fn of_scheme(look: &Look<'_>) -> Option<(Date, Ground)> {
    let rules = look.rules?;
    if let Some(day) = &rules.tranche.decide_by {
        return Some((day.value, rules.ground(&day.source)));
    }
    let term = rules.tranche.decide_within.as_ref()?;
    match term.value.counted_from {
        CountedFrom::Closing => {
            Some((shifted(rules.closing?, i64::from(term.value.weeks) * 7), rules.ground(&term.source)))
        }
        CountedFrom::Grant | CountedFrom::Start => None,
    }
}

fn awb_4_13() -> Source {
    Source {
        reference: "Algemene wet bestuursrecht, artikel 4:13 (tekst van 1 januari 2026)".to_owned(),
        address: "https://wetten.overheid.nl/BWBR0005537/2026-01-01#Artikel4:13".to_owned(),
    }
}

fn milestone(look: &Look<'_>, deadline: &Deadline<'_>) -> Option<Signal> {
    let since = shifted(deadline.last, -MILESTONE_DAYS);
    if !(since..=deadline.last).contains(&look.today) {
        return None;
    }
    let (project, milestone) = (deadline.project, deadline.milestone);
    let of_project = look.standing.granted().filter(|((key, _), _)| *key == project);
    let granted: u64 = of_project.map(|(_, units)| units).sum();
    let reached = look.standing.reached(project, milestone);
    if reached >= granted {
        return None;
    }
    let explanation = format!(
        "Project {project}: de termijn voor {} eindigt op {} ({}); gemeld is {reached} van de {granted} woonruimten. \
         Vanaf {MILESTONE_DAYS} dagen ervoor is dit een signaal: een eigen drempel van Woonloket.",
        named(milestone),
        dutch(deadline.last),
        deadline.term,
    );
    let signal = look
        .signal(Kind::TermRunsOut, Severity::Medium, since, explanation)
        .of_project(project)
        .homes([("toegekend", granted), ("bereikt", reached)])
        .resting_on(deadline.ground.clone())
        .told_at(look.standing.told(Some(project), &[milestone]))
        .figures([Figure::Granted, Figure::Reached(milestone)]);
    Some(signal)
}

/// The homes of which the term ends soon, counted from the day on which they were realised.
fn holding(look: &Look<'_>) -> Option<Signal> {
    let (rules, _) = (look.rules?, look.standing.grant()?);
    let years = rules.tranche.hold_years.as_ref()?;
    let realised = look.standing.entries().filter(|(_, entry)| entry.milestone == Milestone::Realised);
    let ending: Vec<_> = realised
        .map(|(report, entry)| {
            (entry.achieved_on.saturating_add(i64::from(years.value).years()), report, entry)
        })
        .filter(|(last, _, _)| (shifted(*last, -HOLDING_DAYS)..=*last).contains(&look.today))
        .collect();
    let first = ending.iter().map(|(last, _, _)| *last).min()?;
    let homes: u64 = ending.iter().map(|(_, _, entry)| u64::from(entry.units.get())).sum();
    let explanation = format!(
        "Voor {homes} woonruimten eindigt vanaf {} de termijn van {} jaar waarin zij voor het doel beschikbaar moeten \
         zijn, gerekend vanaf de gemelde realisatie. Vanaf {HOLDING_DAYS} dagen ervoor is dit een signaal: een eigen \
         drempel van Woonloket.",
        dutch(first),
        years.value,
    );
    let signal = look
        .signal(Kind::TermRunsOut, Severity::Low, shifted(first, -HOLDING_DAYS), explanation)
        .homes([("woonruimten", homes)])
        .resting_on(rules.ground(&years.source))
        .told_at(ending.iter().map(|(_, report, _)| report.mark.position))
        .figures([Figure::Reached(Milestone::Realised)]);
    Some(signal)
}
