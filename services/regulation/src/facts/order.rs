//! Who is in line for the money of a tranche: since when each is complete, and what lots and rankings say.

use crate::Facts;
use crate::allocation::{LotScope, Place};
use crate::event::{
    ApplicationRejected, Arrival, CaseHeader, Event, EventType, LotsDrawn, RankingEstablished,
    RejectionGround,
};
use crate::query::{Query, Tag};
use crate::record::{Position, Recorded};
use crate::scheme::Tranche;
use crate::words::{ApplicationId, Cents, PieceCode, PotKey, TrancheKey, day_of};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// An undecided application that arrived in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InLine {
    /// The application.
    pub application: ApplicationId,
    /// What it asks.
    pub requested: Cents,
    /// When the last missing piece was received, by what is known now; it counts also before anyone confirms it.
    pub complete_since: Timestamp,
    /// Its place in the log, which decides between equal moments.
    pub submitted: Position,
    /// The pot from which it asks.
    pub pot: Option<PotKey>,
    missing: BTreeSet<PieceCode>,
}

impl InLine {
    /// What the order of completeness goes by.
    pub const fn moment(&self) -> (Timestamp, Position) {
        (self.complete_since, self.submitted)
    }

    /// Whether nothing is known to be missing from it.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// What a ranking says of one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rank {
    /// It has a place, and at most this share where shares are given.
    Place {
        /// 1, 2, 3 ...
        place: u32,
        /// The most that it can be granted.
        share: Option<Cents>,
    },
    /// It cannot be granted.
    Excluded,
}

/// The undecided applications of one tranche.
///
/// Not in line are those that arrived late, are decided or withdrawn; those from which a piece is missing become
/// complete later than anything that is complete now, so they are behind it.
#[derive(Debug, Clone)]
pub struct Order {
    tranche: TrancheKey,
    undecided: BTreeMap<ApplicationId, InLine>,
    turned_away: BTreeMap<ApplicationId, InLine>,
    lots: BTreeMap<(Option<PotKey>, LotScope), BTreeMap<ApplicationId, u32>>,
    ranks: BTreeMap<Option<PotKey>, BTreeMap<ApplicationId, Rank>>,
}

impl Order {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self {
            tranche,
            undecided: BTreeMap::new(),
            turned_away: BTreeMap::new(),
            lots: BTreeMap::new(),
            ranks: BTreeMap::new(),
        }
    }

    /// The applications in line, in the order of completeness.
    pub fn in_line(&self) -> Vec<&InLine> {
        let mut line: Vec<&InLine> = self.undecided.values().filter(|one| one.is_complete()).collect();
        line.sort_by_key(|one| one.moment());
        line
    }

    /// The applications in line for the money of one purse, in the order of completeness: those of a reserved quota stand
    /// among all others.
    pub fn in_line_for(&self, tranche: &Tranche, purse: Option<&PotKey>) -> Vec<&InLine> {
        let is_its = |one: &&InLine| tranche.purse_of(one.pot.as_ref()) == purse;
        self.in_line().into_iter().filter(is_its).collect()
    }

    /// One undecided application, also while a piece of it is missing.
    pub fn undecided(&self, application: ApplicationId) -> Option<&InLine> {
        self.undecided.get(&application)
    }

    /// Those that were rejected because the ceiling was reached, in the order of completeness.
    pub fn turned_away(&self) -> Vec<&InLine> {
        let mut line: Vec<&InLine> = self.turned_away.values().collect();
        line.sort_by_key(|one| one.moment());
        line
    }

    /// The number that each application drew for this; absent while nobody drew.
    pub fn lots(&self, pot: Option<&PotKey>, scope: LotScope) -> Option<&BTreeMap<ApplicationId, u32>> {
        self.lots.get(&(pot.cloned(), scope))
    }

    /// The number that this application drew among those of its day.
    pub fn lot_of(&self, one: &InLine, purse: Option<&PotKey>) -> Option<u32> {
        let day = day_of(one.complete_since);
        self.lots(purse, LotScope::Day { day }).and_then(|lots| lots.get(&one.application)).copied()
    }

    /// What the newest ranking of a pot says of its applications; absent while none was established.
    pub fn ranks(&self, pot: Option<&PotKey>) -> Option<&BTreeMap<ApplicationId, Rank>> {
        self.ranks.get(&pot.cloned())
    }

    /// Who has a lot keeps it; those who are drawn later come behind. A ranking made without these lots no longer holds.
    fn draw(&mut self, event: &LotsDrawn) {
        if event.scope == LotScope::Ranking {
            self.ranks.remove(&event.pot);
        }
        let lots = self.lots.entry((event.pot.clone(), event.scope)).or_default();
        let undrawn: Vec<&ApplicationId> = event.order.iter().filter(|one| !lots.contains_key(one)).collect();
        let last = lots.values().max().copied().unwrap_or(0);
        lots.extend((last + 1..).zip(undrawn).map(|(number, application)| (*application, number)));
    }

    fn rank(&mut self, event: &RankingEstablished) {
        let rank = |place: &Place| match place {
            Place::Ranked { application, place, share, .. } => {
                (*application, Rank::Place { place: *place, share: *share })
            }
            Place::Excluded { application, .. } => (*application, Rank::Excluded),
        };
        self.ranks.insert(event.pot.clone(), event.ranking.places.iter().map(rank).collect());
    }

    fn reject(&mut self, event: &ApplicationRejected) {
        let one = if event.case.tranche == self.tranche {
            self.undecided.remove(&event.case.application)
        } else {
            None
        };
        if let (Some(one), RejectionGround::CeilingReached) = (one, event.ground) {
            self.turned_away.insert(one.application, one);
        }
    }

    fn leave(&mut self, case: &CaseHeader) {
        if case.tranche == self.tranche {
            self.undecided.remove(&case.application);
        }
    }

    fn own(&mut self, case: &CaseHeader) -> Option<&mut InLine> {
        if case.tranche == self.tranche { self.undecided.get_mut(&case.application) } else { None }
    }
}

impl Facts for Order {
    fn about(&self) -> Query {
        let types = [
            EventType::ApplicationSubmitted,
            EventType::SupplementRequested,
            EventType::ApplicationSupplemented,
            EventType::ApplicationWithdrawn,
            EventType::ApplicationGranted,
            EventType::ApplicationRejected,
            EventType::ApplicationSetAside,
            EventType::LotsDrawn,
            EventType::RankingEstablished,
        ];
        Query::about(Tag::tranche(&self.tranche), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ApplicationSubmitted(event)
                if event.case.tranche == self.tranche && event.arrival == Arrival::InTime =>
            {
                let one = InLine {
                    application: event.case.application,
                    requested: event.requested(),
                    complete_since: event.received_at,
                    submitted: recorded.position,
                    pot: event.pot.clone(),
                    missing: BTreeSet::new(),
                };
                self.undecided.insert(event.case.application, one);
            }
            Event::SupplementRequested(event) => {
                if let Some(own) = self.own(&event.case) {
                    own.missing.extend(event.pieces.iter().map(|piece| piece.code.clone()));
                }
            }
            Event::ApplicationSupplemented(event) => {
                if let Some(own) = self.own(&event.case) {
                    for piece in &event.pieces {
                        if own.missing.remove(piece) {
                            own.complete_since = own.complete_since.max(event.received_at);
                        }
                    }
                }
            }
            Event::ApplicationWithdrawn(event) => self.leave(&event.case),
            Event::ApplicationGranted(event) => self.leave(&event.case),
            Event::ApplicationRejected(event) => self.reject(event),
            Event::LotsDrawn(event) if event.tranche == self.tranche => self.draw(event),
            Event::RankingEstablished(event) if event.tranche == self.tranche => self.rank(event),
            Event::ApplicationSetAside(event) => self.leave(&event.case),
            Event::ApplicationSubmitted(_)
            | Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::TrancheClosed(_)
            | Event::CompletenessConfirmed(_)
            | Event::AdviceGiven(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_) => {}
        }
    }
}
