//! Assessors who keep to the law, with a simple book of who is in line: members of a reserved quota come first while they
//! fit in it, and what others ask who are before a case is not granted away.

use crate::history::{CEILING, Fallible, POT_CEILING, Pots, person};
use jiff::Timestamp;
use regulation::event::{ApplicationGranted, ApplicationRejected, CaseHeader, Event, RejectionGround};
use regulation::words::{Amount, ApplicationId, Cents, PotKey};
use std::collections::BTreeMap;

/// What is to be decided.
pub struct Asking {
    pub case: CaseHeader,
    pub index: u32,
    pub complete_since: Timestamp,
    pub asked: Cents,
    /// What an adviser found that it can get.
    pub found: Cents,
    pub pot: Option<PotKey>,
}

/// Who is in line, in the order of completeness, with what they ask.
type Line = BTreeMap<(Timestamp, ApplicationId), Cents>;

/// What they know.
pub struct Assessors {
    pots: Pots,
    free: Cents,
    free_in_pot: Cents,
    /// Of the members of a reserved quota, what they ask and since when.
    members: BTreeMap<ApplicationId, (Timestamp, Cents)>,
    members_in_line: Line,
    /// Whose turn it was, and who could neither be granted nor turned away.
    waiting: Line,
}

impl Assessors {
    pub fn of(pots: Pots) -> Self {
        Self {
            pots,
            free: CEILING,
            free_in_pot: POT_CEILING,
            members: BTreeMap::new(),
            members_in_line: Line::new(),
            waiting: Line::new(),
        }
    }

    /// Grants or turns away; what cannot be done lawfully yet waits.
    pub fn decide(&mut self, asking: Asking, at: Timestamp) -> Fallible<Option<Event>> {
        if asking.index % 40 == 9 {
            return rejected(asking, RejectionGround::ConditionsNotMet, at).map(Some);
        }
        let free = if self.pots == Pots::Separate && asking.pot.is_some() {
            self.free.min(self.free_in_pot)
        } else {
            self.free
        };
        if asking.asked > free {
            return rejected(asking, RejectionGround::CeilingReached, at).map(Some);
        }
        if asking.found > free - self.asked_before(&asking) {
            self.waiting.insert((asking.complete_since, asking.case.application), asking.asked);
            return Ok(None);
        }
        self.free = self.free - asking.found;
        if asking.pot.is_some() {
            self.free_in_pot = self.free_in_pot - asking.found;
        }
        granted(asking, at).map(Some)
    }

    /// Everyone complete before it was decided or waits.
    fn asked_before(&self, asking: &Asking) -> Cents {
        let own = (asking.complete_since, asking.case.application);
        let mut left = self.free_in_pot;
        let first = self.members_in_line.iter().take_while(|(_, asked)| {
            left = left - **asked;
            left >= Cents::ZERO
        });
        let first: Line = first.map(|(place, asked)| (*place, *asked)).collect();
        if first.contains_key(&own) {
            return first.range(..own).map(|(_, asked)| *asked).sum();
        }
        let waiting = self.waiting.iter().filter(|(place, _)| !first.contains_key(*place));
        first.values().copied().sum::<Cents>() + waiting.map(|(_, asked)| *asked).sum()
    }

    /// Follows who of a quota is in line.
    pub fn see(&mut self, event: &Event) {
        let Some(application) = event.case().map(|case| case.application) else { return };
        if let Event::ApplicationSubmitted(event) = event
            && self.pots == Pots::Reserved
            && event.pot.is_some()
        {
            self.members.insert(application, (event.received_at, event.requested()));
        }
        let Some((since, asked)) = self.members.get_mut(&application) else { return };
        if let Event::ApplicationSupplemented(event) = event {
            *since = event.received_at;
        }
        let place = (*since, application);
        if matches!(event, Event::ApplicationSubmitted(_) | Event::ApplicationSupplemented(_)) {
            self.members_in_line.insert(place, *asked);
        } else if !matches!(event, Event::AdviceGiven(_) | Event::CompletenessConfirmed(_)) {
            self.members_in_line.remove(&place);
        }
    }
}

fn rejected(asking: Asking, ground: RejectionGround, at: Timestamp) -> Fallible<Event> {
    let (explanation, by) = ("Daarom.".into(), person("bram")?);
    Ok(ApplicationRejected { case: asking.case, ground, explanation, decided_at: at, by }.into())
}

fn granted(asking: Asking, at: Timestamp) -> Fallible<Event> {
    let event = ApplicationGranted {
        case: asking.case,
        amount: Amount::gross(asking.found),
        projects: Vec::new(),
        pot: asking.pot,
        silence: None,
        explanation: "Voldoet.".into(),
        decided_at: at,
        by: person("bram")?,
    };
    Ok(event.into())
}
