//! Milestones that were missed (*mijlpaal gemist*), and those at risk (*mijlpaal in gevaar*).

use super::deadlines::{self, Deadline};
use super::kind::milestone as named;
use super::{AT_RISK_MONTHS, Figure, Kind, Look, Severity, Signal, dutch};
use crate::words::Milestone;
use jiff::ToSpan;

/// What is reached counts as in [`crate::facts::Standing::reached`]; in time is what was reached on the last day or
/// before. What was settled was judged then.
pub(super) fn signals(look: &Look<'_>) -> Vec<Signal> {
    if !look.is_running() {
        return Vec::new();
    }
    deadlines::of_case(look).iter().filter_map(|deadline| one(look, deadline)).collect()
}

fn one(look: &Look<'_>, deadline: &Deadline<'_>) -> Option<Signal> {
    let (project, milestone) = (deadline.project, deadline.milestone);
    let of_project = look.standing.granted().filter(|((key, _), _)| *key == project);
    let granted: u64 = of_project.map(|(_, units)| units).sum();
    let in_time = look.course.on(look.today.min(deadline.last)).reached(project, milestone);
    if in_time >= granted {
        return None;
    }
    let signal = if look.today > deadline.last {
        missed(look, deadline, granted, in_time)
    } else {
        at_risk(look, deadline, granted, in_time)?
    };
    let told: &[Milestone] = &[Milestone::IrreversibleStep, Milestone::Started, Milestone::Realised];
    let signal = signal
        .of_project(project)
        .resting_on(deadline.ground.clone())
        .told_at(look.standing.told(Some(project), told))
        .figures([Figure::Granted, Figure::Reached(milestone)]);
    Some(signal)
}

fn missed(look: &Look<'_>, deadline: &Deadline<'_>, granted: u64, in_time: u64) -> Signal {
    let now = look.standing.reached(deadline.project, deadline.milestone);
    let severity = match now {
        0 => Severity::High,
        now if now < granted => Severity::Medium,
        _ => Severity::Low,
    };
    let later =
        if now > in_time { format!(" Daarna kwamen er {} bij.", now - in_time) } else { String::new() };
    let explanation = format!(
        "Project {}: {} moest uiterlijk op {} ({}). Op die dag was dat gemeld voor {in_time} van de {granted} \
         woonruimten.{later}{}",
        deadline.project,
        named(deadline.milestone),
        dutch(deadline.last),
        deadline.term,
        defined(deadline),
    );
    let granted_on = look.standing.grant().map(|grant| grant.mark.on);
    let since = granted_on.map_or(deadline.last, |on| on.max(deadline.last)).saturating_add(1.days());
    let numbers = [("toegekend", granted), ("op tijd bereikt", in_time), ("nu bereikt", now)];
    look.signal(Kind::MilestoneMissed, severity, since, explanation).homes(numbers)
}

fn at_risk(look: &Look<'_>, deadline: &Deadline<'_>, granted: u64, reached: u64) -> Option<Signal> {
    let since = deadline.last.saturating_sub(AT_RISK_MONTHS.months());
    if look.today < since {
        return None;
    }
    let severity = if reached == 0 { Severity::Medium } else { Severity::Low };
    let explanation = format!(
        "Project {}: {} moet uiterlijk op {} ({}), en is gemeld voor {reached} van de {granted} woonruimten. Vanaf {} \
         maanden voor het einde telt dit als gevaar: een eigen drempel van Woonloket, niet van de regeling.{}",
        deadline.project,
        named(deadline.milestone),
        dutch(deadline.last),
        deadline.term,
        AT_RISK_MONTHS,
        defined(deadline),
    );
    let signal = look.signal(Kind::MilestoneAtRisk, severity, since, explanation);
    Some(signal.homes([("toegekend", granted), ("bereikt", reached)]))
}

fn defined(deadline: &Deadline<'_>) -> String {
    deadline.definition.map_or(String::new(), |words| format!(" Volgens de regeling: «{words}»"))
}
