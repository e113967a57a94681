//! A tranche as it is announced: when it takes applications, how much there is, and by which rules.

use jiff::Timestamp;
use jiff::civil::Date;
use regulation::Facts;
use regulation::event::{
    CeilingChanged, Event, EventType, MoneyCarriedOver, SchemePublished, Source, TrancheOpened,
};
use regulation::facts::TrancheRules;
use regulation::query::{Query, Tag};
use regulation::record::Recorded;
use regulation::scheme::{Scheme, Tranche, read};
use regulation::words::{Cents, PotKey, SilentRule, TrancheKey, day_of};
use std::collections::BTreeMap;

/// A ceiling (*plafond*) and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    /// The amount, VAT included.
    pub amount: Cents,
    /// What was carried over to it, or from it where negative; absent where it was simply decided.
    pub carried: Option<Cents>,
    /// When it was decided; absent of the first one.
    pub decided_on: Option<Date>,
    /// When it was published, where that is known.
    pub published_on: Option<Date>,
    /// The publication; absent of a first one that no source gives.
    pub source: Option<Source>,
}

/// A tranche as it is announced (*openstelling*). What is decided by is the rules' own [`TrancheRules`].
#[derive(Debug, Clone)]
pub struct Opening {
    tranche: TrancheKey,
    /// The window, and the rules in every version.
    pub rules: TrancheRules,
    versions: BTreeMap<u32, Scheme>,
    /// Its ceilings, oldest first; none while it was not opened.
    pub ceilings: Vec<Ceiling>,
    /// The ceilings of its pots (*deelplafonds*), oldest first.
    pub pots: BTreeMap<PotKey, Vec<Ceiling>>,
}

impl Opening {
    /// Of this tranche.
    pub fn of(tranche: TrancheKey) -> Self {
        let rules = TrancheRules::of(tranche.clone());
        Self { tranche, rules, versions: BTreeMap::new(), ceilings: Vec::new(), pots: BTreeMap::new() }
    }

    /// The scheme in the version by which an application of this instant is judged; where none is valid then, as when
    /// the scheme has ended, in the newest.
    pub fn scheme(&self, now: Timestamp) -> Option<(u32, &Scheme, &Tranche)> {
        let version = self.rules.version_on(day_of(now)).or_else(|| self.rules.newest_version())?;
        self.in_version(version)
    }

    fn in_version(&self, version: u32) -> Option<(u32, &Scheme, &Tranche)> {
        let scheme = self.versions.get(&version)?;
        Some((version, scheme, scheme.tranche(&self.tranche)?))
    }

    fn publish(&mut self, event: &SchemePublished) {
        let scheme = read(&event.text).ok().filter(|scheme| scheme.tranche(&self.tranche).is_some());
        if let Some(scheme) = scheme {
            self.versions.insert(event.version, scheme);
        }
    }

    fn open(&mut self, event: &TrancheOpened) {
        let of_pot =
            |(pot, amount): (&PotKey, &Cents)| (pot.clone(), vec![self.first_of(event, pot, *amount)]);
        let pots = event.pots.iter().map(of_pot).collect();
        (self.ceilings, self.pots) = (vec![self.first(event)], pots);
    }

    /// The ceiling with which it opened: the data's, unless an administrator had to set it.
    fn first(&self, event: &TrancheOpened) -> Ceiling {
        let of_data = self.in_version(event.scheme_version).filter(|_| !is_set(event, SilentRule::Ceiling));
        let announced = of_data.and_then(|(_, scheme, tranche)| {
            let ceiling = tranche.ceiling_on(day_of(event.window.opens_at))?;
            Some((ceiling.published_on, scheme.sources.get(&ceiling.source).cloned()))
        });
        let (published_on, source) = announced.unwrap_or_default();
        Ceiling { amount: event.ceiling, carried: None, decided_on: None, published_on, source }
    }

    /// The same of a pot. An administrator sets only those that the data do not give.
    fn first_of(&self, event: &TrancheOpened, pot: &PotKey, amount: Cents) -> Ceiling {
        let source = self.in_version(event.scheme_version).and_then(|(_, scheme, tranche)| {
            let ceiling = tranche.pot(pot)?.ceiling.as_ref()?;
            scheme.sources.get(&ceiling.source).cloned()
        });
        Ceiling { amount, carried: None, decided_on: None, published_on: None, source }
    }

    fn change(&mut self, event: &CeilingChanged) {
        let ceiling = Ceiling {
            amount: event.ceiling,
            carried: None,
            decided_on: Some(event.decided_on),
            published_on: event.published_on,
            source: Some(event.source.clone()),
        };
        match &event.pot {
            None => self.ceilings.push(ceiling),
            Some(pot) => self.pots.entry(pot.clone()).or_default().push(ceiling),
        }
    }

    /// Between two pots of this tranche its own ceiling stays what it is.
    fn carry(&mut self, event: &MoneyCarriedOver) {
        let within = event.from.tranche == event.to.tranche;
        for (purse, amount) in [(&event.from, Cents::ZERO - event.amount), (&event.to, event.amount)] {
            if purse.tranche != self.tranche {
                continue;
            }
            if !within {
                carry_to(&mut self.ceilings, amount, event);
            }
            if let Some(ceilings) = purse.pot.as_ref().and_then(|pot| self.pots.get_mut(pot)) {
                carry_to(ceilings, amount, event);
            }
        }
    }
}

fn is_set(event: &TrancheOpened, rule: SilentRule) -> bool {
    event.silence.as_ref().is_some_and(|silence| silence.rules.contains(&rule))
}

/// A next ceiling, where there was one before.
fn carry_to(ceilings: &mut Vec<Ceiling>, amount: Cents, event: &MoneyCarriedOver) {
    if let Some(before) = ceilings.last().map(|ceiling| ceiling.amount) {
        ceilings.push(Ceiling {
            amount: before + amount,
            carried: Some(amount),
            decided_on: Some(event.decided_on),
            published_on: None,
            source: Some(event.source.clone()),
        });
    }
}

impl Facts for Opening {
    fn about(&self) -> Query {
        let types = [EventType::CeilingChanged, EventType::MoneyCarriedOver];
        Facts::about(&self.rules).and(Query::about(Tag::tranche(&self.tranche), &types))
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

#[cfg(test)]
mod tests;
