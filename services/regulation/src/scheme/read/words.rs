//! The words of a scheme's file for what it chooses from.

use crate::scheme::{Allocation, ApplicantKind, CountedFrom, Spread, TieBreak, WhenFull};
use crate::words::{Dwelling, Milestone, Permanence};

pub(super) const APPLICANTS: [(&str, ApplicantKind); 5] = [
    ("municipality", ApplicantKind::Municipality),
    ("cooperation", ApplicantKind::Cooperation),
    ("province", ApplicantKind::Province),
    ("region", ApplicantKind::Region),
    ("organisation", ApplicantKind::Organisation),
];

pub(super) const ALLOCATIONS: [(&str, Allocation); 11] = [
    ("completeness", Allocation::Completeness),
    ("completeness-then-lot", Allocation::CompletenessThenLot),
    ("completeness-then-waiting-list", Allocation::CompletenessThenWaitingList),
    ("category", Allocation::Category),
    ("score", Allocation::Score),
    ("knock-out-then-rank", Allocation::KnockOutThenRank),
    ("lot", Allocation::Lot),
    ("entitlement", Allocation::Entitlement),
    ("annex", Allocation::Annex),
    ("key", Allocation::Key),
    ("pro-rata", Allocation::ProRata),
];

pub(super) const TIES: [(&str, TieBreak); 2] =
    [("completeness", TieBreak::Completeness), ("lot", TieBreak::Lot)];

pub(super) const WHEN_FULL: [(&str, WhenFull); 3] =
    [("stop", WhenFull::Stop), ("skip", WhenFull::Skip), ("partial", WhenFull::Partial)];

pub(super) const SPREADS: [(&str, Spread); 1] = [("province", Spread::Province)];

pub(super) const PERMANENCES: [(&str, Permanence); 2] =
    [("permanent", Permanence::Permanent), ("flex", Permanence::Flex)];

pub(super) const DWELLINGS: [(&str, Dwelling); 3] = [
    ("self-contained", Dwelling::SelfContained),
    ("shared", Dwelling::Shared),
    ("lodging", Dwelling::Lodging),
];

/// Homes go out of use when it happens, so a scheme sets no term for that.
pub(super) const MILESTONES: [(&str, Milestone); 3] = [
    ("irreversible-step", Milestone::IrreversibleStep),
    ("started", Milestone::Started),
    ("realised", Milestone::Realised),
];

pub(super) const COUNTED_FROM: [(&str, CountedFrom); 3] =
    [("closing", CountedFrom::Closing), ("grant", CountedFrom::Grant), ("start", CountedFrom::Start)];

/// What kind of pot; the year is in its key.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum PotWord {
    Separate,
    Reserved,
    Year,
}

pub(super) const POTS: [(&str, PotWord); 3] =
    [("separate", PotWord::Separate), ("reserved", PotWord::Reserved), ("year", PotWord::Year)];
