//! Money that was not spent: by a recipient after its term, and under a ceiling after the window closed.

use super::deadlines;
use super::{Figure, Ground, Kind, Look, Rules, Severity, Signal, dutch};
use crate::facts::Flow;
use crate::words::{Cents, Milestone, TrancheKey};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The term for realising has passed, the account over the year in which it ended is in, and less was accounted for
/// than was granted. Where no source gives that term, or no account is in, nothing is known.
pub(super) fn signals(look: &Look<'_>) -> Vec<Signal> {
    if look.is_running() { unspent(look).into_iter().collect() } else { Vec::new() }
}

fn unspent(look: &Look<'_>) -> Option<Signal> {
    let grant = look.standing.grant()?;
    let terms = deadlines::of_case(look);
    let finishing: Vec<_> = terms.iter().filter(|term| term.milestone == Milestone::Realised).collect();
    let last = finishing.iter().max_by_key(|term| term.last)?;
    let is_known_of_all = finishing.len() == grant.projects.len();
    let is_accounted = look.standing.accounts().any(|(year, _)| year >= last.last.year());
    // Accounts leave out the VAT that the BTW-compensatiefonds compensates, so they are held beside what is payable.
    let payable = grant.amount.payable();
    let (granted, accounted) = (payable.unwrap_or(grant.amount.gross), look.standing.accounted());
    if look.today <= last.last || !is_known_of_all || !is_accounted || accounted >= granted {
        return None;
    }
    let vat = match payable {
        Some(_) => "na aftrek van wat het BTW-compensatiefonds compenseert",
        None => "inclusief btw; welk deel het BTW-compensatiefonds compenseert, is niet bekend",
    };
    let explanation = format!(
        "De termijn voor realisatie eindigde op {} ({}). Verantwoord is {accounted} van {granted} ({vat}): {} is niet \
         besteed.",
        dutch(last.last),
        last.term,
        granted - accounted,
    );
    let since = last.last.saturating_add(1.days());
    let signal = look
        .signal(Kind::MoneyUnspent, Severity::Medium, since, explanation)
        .money([("toegekend", granted), ("verantwoord", accounted), ("niet besteed", granted - accounted)])
        .resting_on(last.ground.clone())
        .told_at(look.standing.accounts().map(|(_, account)| account.mark.position))
        .figures([Figure::Granted, Figure::Accounted]);
    Some(signal)
}

/// The money of a tranche by day: the changes of its ceiling, and what its cases held and waited for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Money {
    /// What was added to the ceiling on each day.
    pub ceiling: BTreeMap<Date, Cents>,
    /// What the cases together added on each day.
    pub flows: BTreeMap<Date, Flow>,
}

impl Money {
    /// What was free and what was waited for at the end of a day.
    fn at(&self, day: Date) -> (Cents, Cents) {
        let ceiling: Cents = self.ceiling.range(..=day).map(|(_, change)| *change).sum();
        let held: Cents = self.flows.range(..=day).map(|(_, flow)| flow.held).sum();
        let waiting: Cents = self.flows.range(..=day).map(|(_, flow)| flow.waiting).sum();
        (ceiling - held, waiting)
    }

    /// Since when money has been left without anybody waiting for it, after the window closed.
    fn left_since(&self, closing: Date, today: Date) -> Date {
        let after = closing.saturating_add(1.days());
        let is_left = |day: Date| {
            let (free, waiting) = self.at(day);
            free > Cents::ZERO && waiting == Cents::ZERO
        };
        let days: BTreeSet<Date> =
            self.ceiling.keys().chain(self.flows.keys()).copied().chain([after]).collect();
        let held = days.range(after..=today).rev().take_while(|day| is_left(**day));
        held.last().copied().unwrap_or(today)
    }
}

/// Money that is left in a tranche after its window closed, while nobody waits for a decision.
pub fn left_after_closing(
    tranche: &TrancheKey,
    money: &Money,
    rules: Rules<'_>,
    today: Date,
) -> Option<Signal> {
    let closing = rules.closing.filter(|closing| *closing < today)?;
    let (free, waiting) = money.at(today);
    if free <= Cents::ZERO || waiting != Cents::ZERO {
        return None;
    }
    let ceiling: Cents = money.ceiling.range(..=today).map(|(_, change)| *change).sum();
    let carried = match &rules.tranche.carries_over {
        Some(carries) if carries.value => " Volgens de regeling kan wat over is naar een andere tranche.",
        Some(_) => " Volgens de regeling gaat wat over is niet naar een andere tranche.",
        None => "",
    };
    let explanation = format!(
        "Van het plafond van {ceiling} is na de sluiting op {} nog {free} vrij, en niemand wacht nog op een \
         besluit.{carried}",
        dutch(closing),
    );
    let ground = rules.tranche.carries_over.as_ref().map(|carries| rules.ground(&carries.source));
    Some(Signal {
        kind: Kind::MoneyLeft,
        severity: Severity::Low,
        tranche: tranche.clone(),
        case: None,
        project: None,
        since: money.left_since(closing, today),
        explanation,
        numbers: Vec::new(),
        ground: ground.unwrap_or(Ground::Own),
        trace: BTreeSet::new(),
        figures: vec![Figure::Ceiling, Figure::Granted, Figure::Released, Figure::Waiting],
    })
    .map(|signal| signal.money([("plafond", ceiling), ("vrij", free)]))
}
