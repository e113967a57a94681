//! A tranche as it is announced: when it takes applications, how much there is, and by which rules.

use jiff::civil::Date;
use regulation::Facts;
use regulation::event::{
    CeilingChanged, Event, EventType, MoneyCarriedOver, SchemePublished, Source, TrancheOpened,
};
use regulation::facts::TrancheRules;
use regulation::query::{Query, Tag};
use regulation::record::Recorded;
use regulation::scheme::{Scheme, Tranche, read};
use regulation::words::{Cents, PotKey, TrancheKey, day_of};
use std::collections::BTreeMap;

/// A ceiling (*plafond*) and where it comes from.
#[derive(Debug, Clone)]
pub struct Ceiling {
    /// The amount, VAT included.
    pub amount: Cents,
    /// When it was decided; absent of the first one, which came with the scheme.
    pub decided_on: Option<Date>,
    /// The publication.
    pub source: Option<Source>,
}

/// A tranche as it is announced (*openstelling*). What is decided by is the rules' own [`TrancheRules`].
#[derive(Debug, Clone)]
pub struct Opening {
    tranche: TrancheKey,
    /// The window, and the rules in every version.
    pub rules: TrancheRules,
    /// The newest version of the scheme that holds it.
    pub scheme: Option<(u32, Scheme)>,
    /// Its ceilings, oldest first; none while it was not opened.
    pub ceilings: Vec<Ceiling>,
    /// The ceilings of its pots (*deelplafonds*) as they are now.
    pub pots: BTreeMap<PotKey, Cents>,
}

impl Opening {
    /// Of this tranche.
    pub fn of(tranche: TrancheKey) -> Self {
        let rules = TrancheRules::of(tranche.clone());
        Self { tranche, rules, scheme: None, ceilings: Vec::new(), pots: BTreeMap::new() }
    }

    /// The rules in the newest version, by which an application of today is judged.
    pub fn tranche(&self) -> Option<&Tranche> {
        self.scheme.as_ref().and_then(|(_, scheme)| scheme.tranche(&self.tranche))
    }

    fn publish(&mut self, event: &SchemePublished) {
        let scheme = read(&event.text).ok().filter(|scheme| scheme.tranche(&self.tranche).is_some());
        if let Some(scheme) = scheme {
            self.scheme = Some((event.version, scheme));
        }
    }

    fn open(&mut self, event: &TrancheOpened) {
        let source = self.scheme.as_ref().and_then(|(_, scheme)| {
            let tranche = scheme.tranche(&self.tranche)?;
            scheme.sources.get(&tranche.ceiling_on(day_of(event.window.opens_at))?.source).cloned()
        });
        self.ceilings = vec![Ceiling { amount: event.ceiling, decided_on: None, source }];
        self.pots.clone_from(&event.pots);
    }

    fn change(&mut self, event: &CeilingChanged) {
        match &event.pot {
            Some(pot) => drop(self.pots.insert(pot.clone(), event.ceiling)),
            None => self.ceilings.push(Ceiling {
                amount: event.ceiling,
                decided_on: Some(event.decided_on),
                source: Some(event.source.clone()),
            }),
        }
    }

    /// Between pots of one tranche its whole ceiling stays what it is.
    fn carry(&mut self, event: &MoneyCarriedOver) {
        for (purse, amount) in [(&event.from, Cents::ZERO - event.amount), (&event.to, event.amount)] {
            if purse.tranche != self.tranche {
                continue;
            }
            if let Some(ceiling) = purse.pot.as_ref().and_then(|pot| self.pots.get_mut(pot)) {
                *ceiling = *ceiling + amount;
            }
            if event.from.tranche != event.to.tranche
                && let Some(last) = self.ceilings.last().map(|last| last.amount)
            {
                let (decided_on, source) = (Some(event.decided_on), Some(event.source.clone()));
                self.ceilings.push(Ceiling { amount: last + amount, decided_on, source });
            }
        }
    }
}

impl Facts for Opening {
    fn about(&self) -> Query {
        let ceilings = Query::about(
            Tag::tranche(&self.tranche),
            &[EventType::CeilingChanged, EventType::MoneyCarriedOver],
        );
        Facts::about(&self.rules).and(ceilings)
    }

    fn learn(&mut self, recorded: &Recorded) {
        Facts::learn(&mut self.rules, recorded);
        match &recorded.event {
            Event::SchemePublished(event) if event.tranches.contains(&self.tranche) => self.publish(event),
            Event::TrancheOpened(event) if event.tranche == self.tranche => self.open(event),
            Event::CeilingChanged(event) if event.tranche == self.tranche => self.change(event),
            Event::MoneyCarriedOver(event) => self.carry(event),
            _ => {}
        }
    }
}
