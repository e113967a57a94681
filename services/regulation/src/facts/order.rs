//! Who is in line for the money of a tranche, in the order of completeness.

use crate::Facts;
use crate::event::{Arrival, CaseHeader, Event, EventType};
use crate::query::{Query, Tag};
use crate::record::{Position, Recorded};
use crate::words::{ApplicationId, Cents, PieceCode, TrancheKey, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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
    missing: BTreeSet<PieceCode>,
}

impl InLine {
    fn place(&self) -> (Timestamp, Position) {
        (self.complete_since, self.submitted)
    }
}

/// The day on which those in line cross what is free: where the scheme says so, the lot decides among its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossingDay {
    /// The legal day.
    pub day: Date,
    /// What those of earlier days leave free.
    pub free: Cents,
    /// What the cases of this day ask together: more than that.
    pub asked: Cents,
    /// Where its cases stand in line, counted from 0; there are more than one.
    pub places: Range<usize>,
}

impl CrossingDay {
    /// Of this line, from first to last, when so much is free. Absent where the line fits, and where one case alone
    /// crosses what is free on its day.
    pub fn of(line: &[&InLine], free: Cents) -> Option<Self> {
        let mut left = free;
        let at = line.iter().position(|one| {
            left = left - one.requested;
            left < Cents::ZERO
        })?;
        let day = day_of(line.get(at)?.complete_since);
        let same_day = |one: &&&InLine| day_of(one.complete_since) == day;
        let first = at - line.iter().take(at).rev().take_while(same_day).count();
        let end = at + line.iter().skip(at).take_while(same_day).count();
        let free = free - asked_by(line.get(..first)?);
        let asked = asked_by(line.get(first..end)?);
        let is_for_the_lot = end - first > 1 && free >= Cents::ZERO;
        is_for_the_lot.then_some(Self { day, free, asked, places: first..end })
    }
}

fn asked_by(cases: &[&InLine]) -> Cents {
    cases.iter().map(|one| one.requested).sum()
}

/// The undecided applications of one tranche.
///
/// Not in line are those that arrived late, are decided or withdrawn; those from which a piece is missing become
/// complete later than anything that is complete now, so they are behind it.
#[derive(Debug, Clone)]
pub struct Order {
    tranche: TrancheKey,
    undecided: BTreeMap<ApplicationId, InLine>,
}

impl Order {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, undecided: BTreeMap::new() }
    }

    /// The applications in line, first to last.
    pub fn in_line(&self) -> Vec<&InLine> {
        let mut line: Vec<&InLine> = self.undecided.values().filter(|one| one.missing.is_empty()).collect();
        line.sort_by_key(|one| one.place());
        line
    }

    /// Those who are before this application, first to last.
    pub fn before(&self, application: ApplicationId) -> Vec<&InLine> {
        let Some(own) = self.undecided.get(&application) else {
            return Vec::new();
        };
        self.in_line().into_iter().take_while(|one| one.place() < own.place()).collect()
    }

    /// What those who are before this application ask together.
    pub fn claimed_before(&self, application: ApplicationId) -> Cents {
        asked_by(&self.before(application))
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
            Event::ApplicationRejected(event) => self.leave(&event.case),
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
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_) => {}
        }
    }
}
