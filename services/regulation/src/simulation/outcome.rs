//! What became of a tranche under changed data.

use crate::event::CaseHeader;
use crate::words::{ApplicationId, Cents, Project, ProvinceCode};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a tranche under changed data.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// Its cases.
    pub cases: BTreeMap<ApplicationId, ReplayedCase>,
    /// Those that were granted less than an adviser found, because no more was left for them.
    pub(super) cut: BTreeSet<ApplicationId>,
}

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedCase {
    /// The case.
    pub header: CaseHeader,
    /// Its projects, with what they would ask.
    pub projects: Vec<Project>,
    /// The province of who applied, where it has one.
    pub province: Option<ProvinceCode>,
    /// What it was granted in fact, at the decision.
    pub granted_in_fact: Option<Cents>,
    /// What became of it here.
    pub outcome: Outcome,
}

/// What becomes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was decided in fact, and is granted this here, at the decision; what is settled or withdrawn later is not taken
    /// off.
    Granted(Cents),
    /// Nobody decided yet; it is ready, and this can be granted.
    Fits(Cents),
    /// It is ready, and too little is free for it.
    NotReached,
    /// It is ready, and a ranking excludes it or cannot place it, because no adviser found what the ranking goes by.
    Excluded,
    /// It stays as it happened: late, incomplete, not advised on, rejected, set aside or withdrawn.
    AsItHappened,
}

impl Outcome {
    /// What it is granted or can be granted.
    pub const fn amount(self) -> Option<Cents> {
        match self {
            Self::Granted(amount) | Self::Fits(amount) => Some(amount),
            Self::NotReached | Self::Excluded | Self::AsItHappened => None,
        }
    }
}
