//! Everything about a tranche that its worklist is made of.

use super::Clock;
use crate::Facts;
use crate::event::{CaseHeader, Event};
use crate::facts::{Budget, Case, Order, TrancheRules};
use crate::query::{Query, Tag};
use crate::record::{Position, Recorded};
use crate::words::{ApplicationId, OwnReference, TrancheKey};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One case with what its worklist says beside it (*dossier*).
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The case's header.
    pub header: CaseHeader,
    /// The applicant's own reference.
    pub reference: OwnReference,
    /// When the door received it.
    pub received_at: Timestamp,
    /// Its place in the log.
    pub submitted: Position,
    /// The last event that concerns it.
    pub last: Position,
    /// How far it is.
    pub case: Case,
    /// The term for deciding.
    pub clock: Clock,
}

impl Dossier {
    fn learn(&mut self, recorded: &Recorded) {
        self.case.learn(recorded);
        self.clock.learn(&recorded.event);
        self.last = recorded.position;
    }
}

/// The rules, the money, the order and the cases of one tranche. A copy is cheap: copies share what is equal.
#[derive(Debug, Clone)]
pub struct Docket {
    tranche: TrancheKey,
    rules: Arc<TrancheRules>,
    budget: Arc<Budget>,
    order: Arc<Order>,
    dossiers: Arc<BTreeMap<ApplicationId, Arc<Dossier>>>,
}

impl Docket {
    /// Of this tranche.
    pub fn of(tranche: TrancheKey) -> Self {
        Self {
            rules: Arc::new(TrancheRules::of(tranche.clone())),
            budget: Arc::new(Budget::of(tranche.clone())),
            order: Arc::new(Order::of(tranche.clone())),
            dossiers: Arc::default(),
            tranche,
        }
    }

    /// The tranche.
    pub const fn tranche(&self) -> &TrancheKey {
        &self.tranche
    }

    /// Its rules and window.
    pub fn rules(&self) -> &TrancheRules {
        &self.rules
    }

    /// Its money.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Who is in line for it.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// Every case.
    pub fn dossiers(&self) -> impl Iterator<Item = &Dossier> {
        self.dossiers.values().map(Arc::as_ref)
    }

    /// One case.
    pub fn dossier(&self, application: ApplicationId) -> Option<&Dossier> {
        self.dossiers.get(&application).map(Arc::as_ref)
    }

    fn learn_case(&mut self, header: &CaseHeader, recorded: &Recorded) {
        let dossiers = Arc::make_mut(&mut self.dossiers);
        if let Event::ApplicationSubmitted(event) = &recorded.event {
            let dossier = Dossier {
                header: header.clone(),
                reference: event.reference.clone(),
                received_at: event.received_at,
                submitted: recorded.position,
                last: recorded.position,
                case: Case::of(header.application),
                clock: Clock::default(),
            };
            dossiers.insert(header.application, Arc::new(dossier));
        }
        if let Some(dossier) = dossiers.get_mut(&header.application) {
            Arc::make_mut(dossier).learn(recorded);
        }
    }
}

impl Facts for Docket {
    fn about(&self) -> Query {
        Query::about(Tag::tranche(&self.tranche), &[])
    }

    fn learn(&mut self, recorded: &Recorded) {
        Arc::make_mut(&mut self.rules).learn(recorded);
        Arc::make_mut(&mut self.budget).learn(recorded);
        Arc::make_mut(&mut self.order).learn(recorded);
        if let Some(header) = recorded.event.case().filter(|case| case.tranche == self.tranche) {
            self.learn_case(header, recorded);
        }
    }
}
