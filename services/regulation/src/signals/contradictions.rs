//! Figures that contradict one another.
//!
//! A report says what is new, with at least one home, so what was reached can only become less by a correction, which
//! is an event that names what it corrects: a fall of reported homes without one cannot occur. What can fall is the
//! account over a year, which a later import replaces without a reason.

use super::kind::milestone as named;
use super::{Figure, Kind, Look, Severity, Signal, dutch};
use crate::facts::{Homes, Standing};
use crate::words::{Cents, Milestone};
use jiff::civil::Date;

pub(super) fn signals(look: &Look<'_>) -> Vec<Signal> {
    if look.standing.grant().is_none() {
        return Vec::new();
    }
    let homes = look.standing.homes();
    let of_homes = homes.iter().flat_map(|homes| of_homes(look, *homes));
    of_homes.chain(accounted_above_granted(look)).chain(lowered_accounts(look)).collect()
}

fn of_homes(look: &Look<'_>, homes: Homes<'_>) -> Vec<Signal> {
    let above_granted = [
        (Milestone::IrreversibleStep, Kind::StepAboveGranted, Severity::Medium),
        (Milestone::Started, Kind::StartedAboveGranted, Severity::Medium),
        (Milestone::Realised, Kind::RealisedAboveGranted, Severity::High),
    ];
    let above_granted = above_granted.into_iter().filter_map(|(milestone, kind, severity)| {
        let granted = |standing: Standing<'_>| standing.granted_of(homes);
        let signal = above(look, homes, (kind, severity), milestone, ("toegekend", &granted))?;
        Some(signal.figures([Figure::Granted, Figure::Reached(milestone)]))
    });
    let realised = |standing: Standing<'_>| standing.reported(homes, Milestone::Realised);
    let out_of_use = (Kind::OutOfUseAboveRealised, Severity::High);
    let out_of_use =
        above(look, homes, out_of_use, Milestone::OutOfUse, ("gerealiseerd", &realised)).map(|signal| {
            signal
                .told_at(look.standing.told(Some(homes.0), &[Milestone::Realised]))
                .figures([Milestone::Realised, Milestone::OutOfUse].map(Figure::Reached))
        });
    let order = [
        (Milestone::IrreversibleStep, Milestone::Started, "onomkeerbare stap"),
        (Milestone::Started, Milestone::Realised, "gestart"),
    ];
    let in_order = order.into_iter().filter_map(|(earlier, later, word)| {
        if !is_reported_apart(look, homes, earlier) {
            return None;
        }
        let before = |standing: Standing<'_>| standing.reported(homes, earlier);
        let kind = (Kind::LaterAboveEarlier, Severity::Low);
        let signal = above(look, homes, kind, later, (word, &before))?;
        let told = look.standing.told(Some(homes.0), &[earlier]);
        Some(signal.told_at(told).figures([earlier, later].map(Figure::Reached)))
    });
    above_granted.chain(out_of_use).chain(in_order).collect()
}

/// Whether the earlier milestone is reported for itself: some homes were, or the scheme defines it. Who reports
/// realised homes only has left it out, and contradicts nothing.
fn is_reported_apart(look: &Look<'_>, homes: Homes<'_>, milestone: Milestone) -> bool {
    let is_defined = look.rules.is_some_and(|rules| {
        rules.tranche.milestones.iter().any(|term| term.milestone == milestone && term.definition.is_some())
    });
    is_defined || look.standing.reported(homes, milestone) > 0
}

/// More homes reached a milestone than there are by another count.
fn above(
    look: &Look<'_>,
    homes: Homes<'_>,
    (kind, severity): (Kind, Severity),
    milestone: Milestone,
    (word, count): (&'static str, &dyn Fn(Standing<'_>) -> u64),
) -> Option<Signal> {
    let exceeds = |standing: Standing<'_>| standing.reported(homes, milestone) > count(standing);
    if !exceeds(look.standing) {
        return None;
    }
    let (reported, counted) = (look.standing.reported(homes, milestone), count(look.standing));
    let (project, of) = homes;
    let explanation = format!(
        "Project {project}, woonruimten voor {}: {} is gemeld voor {reported}, tegen {counted} {word}.",
        of.target_group,
        named(milestone),
    );
    let signal = look
        .signal(kind, severity, look.standing.since(exceeds), explanation)
        .of_project(project)
        .homes([(word, counted), (named(milestone), reported)])
        .told_at(look.standing.told(Some(project), &[milestone]));
    Some(signal)
}

fn accounted_above_granted(look: &Look<'_>) -> Option<Signal> {
    let (granted, accounted) = (look.standing.held()?.gross, look.standing.accounted());
    if accounted <= granted {
        return None;
    }
    let explanation = format!(
        "Verantwoord is in totaal {accounted}, tegen {granted} toegekend: {} te veel.",
        accounted - granted
    );
    let signal = look
        .signal(Kind::AccountedAboveGranted, Severity::High, crossed_on(look, granted), explanation)
        .money([("toegekend", granted), ("verantwoord", accounted)])
        .told_at(look.standing.accounts().map(|(_, account)| account.mark.position))
        .figures([Figure::Granted, Figure::Released, Figure::Accounted]);
    Some(signal)
}

/// The last day of the year in which the sum of the accounts came above this amount.
fn crossed_on(look: &Look<'_>, amount: Cents) -> Date {
    let mut sum = Cents::ZERO;
    let crossing = look.standing.accounts().find(|(_, account)| {
        sum = sum + account.spent;
        sum > amount
    });
    crossing.map_or(look.today, |(year, _)| jiff::civil::date(year, 12, 31))
}

/// A later account over a year that is lower than the one before it. The import does not say that it corrects.
fn lowered_accounts(look: &Look<'_>) -> Vec<Signal> {
    let years = look.course.accounts.iter().filter_map(|(year, all)| {
        let known: Vec<_> = all.iter().filter(|account| account.mark.on <= look.today).collect();
        let [.., earlier, last] = known.as_slice() else { return None };
        (last.spent < earlier.spent).then_some((*year, *earlier, *last))
    });
    let signal = |(year, earlier, last): (i16, &crate::facts::Account, &crate::facts::Account)| {
        let explanation = format!(
            "Over {year} was {} verantwoord; op {} is dat {} geworden, zonder dat is vastgelegd waarom.",
            earlier.spent,
            dutch(last.mark.on),
            last.spent,
        );
        look.signal(Kind::LoweredAccount, Severity::Medium, last.mark.on, explanation)
            .money([("eerder verantwoord", earlier.spent), ("nu verantwoord", last.spent)])
            .told_at([earlier.mark.position, last.mark.position])
            .figures([Figure::Accounted])
    };
    years.map(signal).collect()
}
