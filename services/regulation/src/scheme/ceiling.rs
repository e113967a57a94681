//! The money of a tranche as its sources give it.

use super::{Allocation, Sourced, TieBreak, Tranche, WhenFull};
use crate::allocation::RankingMethod;
use crate::violation::Violation;
use crate::words::{Cents, PotKey};
use jiff::civil::Date;

/// A ceiling as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedCeiling {
    /// The ceiling, VAT included.
    pub ceiling: Cents,
    /// The day on which it was published; only the first can be without.
    pub published_on: Option<Date>,
    /// A key of the scheme's sources.
    pub source: String,
}

/// A part of the ceiling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pot {
    /// Its key; of a yearly slice, the year.
    pub key: PotKey,
    /// Its Dutch name.
    pub name: String,
    /// What kind of part.
    pub kind: PotKind,
    /// How much; absent where no source says.
    pub ceiling: Option<Sourced<Cents>>,
    /// How it is divided, where it differs from the tranche.
    pub allocation: Option<Sourced<Allocation>>,
}

/// What kind of part of the ceiling a pot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PotKind {
    /// A sub-ceiling (*deelplafond*): its cases take from it only.
    Separate,
    /// A quota that its cases can take first (*voorrang*); beyond it they compete with all others.
    Reserved,
    /// The slice of a calendar year (*jaarplafond*): for what is received in that year.
    Year(i16),
}

impl Tranche {
    /// The ceiling in force on this day by the scheme's data: the last that was published by then, or else the first.
    pub fn ceiling_on(&self, day: Date) -> Option<&AnnouncedCeiling> {
        let by_then =
            |one: &&AnnouncedCeiling| one.published_on.is_none_or(|published_on| published_on <= day);
        self.ceilings.iter().rev().find(by_then).or(self.ceilings.first())
    }

    /// The pot with this key.
    pub fn pot(&self, key: &PotKey) -> Option<&Pot> {
        self.pots.iter().find(|pot| &pot.key == key)
    }

    /// The yearly slice for what is received on this day; absent where the tranche has no slice of that year.
    pub fn slice_of(&self, day: Date) -> Option<&Pot> {
        self.pots.iter().find(|pot| pot.kind == PotKind::Year(day.year()))
    }

    /// The pot that has money of its own for the cases of this one; a reserved quota has none, its cases take from all.
    pub fn purse_of<'a>(&self, pot: Option<&'a PotKey>) -> Option<&'a PotKey> {
        let kind = pot.and_then(|key| self.pot(key)).map(|pot| pot.kind);
        match kind {
            Some(PotKind::Separate | PotKind::Year(_)) => pot,
            Some(PotKind::Reserved) | None => None,
        }
    }

    /// Goes on when this names money of its own: a sub-ceiling, a yearly slice, or, unnamed, all that is in neither.
    ///
    /// # Errors
    /// When the tranche has no such pot, or it is a quota reserved within the whole.
    pub fn must_have_purse(&self, pot: Option<&PotKey>) -> Result<(), Violation> {
        match pot {
            Some(key) if self.purse_of(pot).is_none() => Err(Violation::UnknownPot { pot: key.clone() }),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether the ceiling is cut into yearly slices.
    pub fn is_yearly(&self) -> bool {
        self.pots.iter().any(|pot| matches!(pot.kind, PotKind::Year(_)))
    }

    /// Whether the first that no longer fits is granted what is left.
    pub fn grants_in_part(&self) -> bool {
        self.when_full.as_ref().is_some_and(|when_full| when_full.value == WhenFull::Partial)
    }

    /// By which method the cases of a pot are ranked after the window; absent where they are not.
    pub fn ranking_of(&self, pot: Option<&PotKey>) -> Option<RankingMethod> {
        match self.allocation_of(pot)? {
            Allocation::Category => Some(RankingMethod::Category),
            Allocation::Score => Some(RankingMethod::Score),
            Allocation::KnockOutThenRank => Some(RankingMethod::KnockOutThenRank),
            Allocation::Lot => Some(RankingMethod::Lot),
            Allocation::ProRata => Some(RankingMethod::ProRata),
            Allocation::Completeness
            | Allocation::CompletenessThenLot
            | Allocation::CompletenessThenWaitingList
            | Allocation::Entitlement
            | Allocation::Annex
            | Allocation::Key => None,
        }
    }

    /// What decides between equals of a ranking among the cases of a pot; absent where no source says. Where the lot alone
    /// divides, all are equal.
    pub fn ties_of(&self, pot: Option<&PotKey>) -> Option<TieBreak> {
        match self.ranking_of(pot) {
            Some(RankingMethod::Lot) => Some(TieBreak::Lot),
            Some(_) | None => self.ties.as_ref().map(|ties| ties.value),
        }
    }

    /// How money is divided among the cases of a pot: by its own method, or else by the tranche's.
    pub fn allocation_of(&self, pot: Option<&PotKey>) -> Option<Allocation> {
        let own = pot.and_then(|key| self.pot(key)).and_then(|pot| pot.allocation.as_ref());
        own.or(self.allocation.as_ref()).map(|allocation| allocation.value)
    }
}
