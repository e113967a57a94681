//! The schemes (*regelingen*) as data: a TOML file each, every value with its source.
//!
//! What no source says is absent, and absent means that the assessor decides. Money stands in whole euros in
//! the files, as in the publications.

mod read;

pub use read::read;

use crate::event::Source;
use crate::words::{Applicant, Cents, Permanence, SchemeKey, TargetGroup, TrancheKey, Window};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The text of the Regeling huisvesting aandachtsgroepen (RHA), as this project holds it.
pub const RHA: &str = include_str!("../schemes/rha.toml");

/// The text of the Stimuleringsregeling flex- en transformatiewoningen (SFT), as this project holds it.
pub const SFT: &str = include_str!("../schemes/sft.toml");

/// A value and the key of the source that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// A key of [`Scheme::sources`].
    pub source: String,
}

/// A scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Its key.
    pub key: SchemeKey,
    /// Its official name.
    pub name: String,
    /// Who carries it out (*uitvoerder*).
    pub executor: Sourced<String>,
    /// The publications, by key.
    pub sources: BTreeMap<String, Source>,
    /// Its tranches.
    pub tranches: Vec<Tranche>,
}

impl Scheme {
    /// The tranche with this key.
    pub fn tranche(&self, key: &TrancheKey) -> Option<&Tranche> {
        self.tranches.iter().find(|tranche| &tranche.key == key)
    }
}

/// The rules of a tranche.
#[derive(Debug, Clone, PartialEq)]
pub struct Tranche {
    /// Its key.
    pub key: TrancheKey,
    /// Its name, for people.
    pub name: String,
    /// The window as first published.
    pub window: Sourced<Window>,
    /// The ceiling as first published; later ones are events.
    pub ceiling: Sourced<Cents>,
    /// Who may apply.
    pub applicants: Sourced<Vec<ApplicantKind>>,
    /// The most for each unit, VAT included.
    pub maximum_per_unit: Option<Sourced<Cents>>,
    /// The most for one applicant in this tranche, VAT included.
    pub maximum_per_applicant: Option<Sourced<Cents>>,
    /// Applicants with another maximum, by agreement.
    pub exceptions: BTreeMap<Applicant, Sourced<Cents>>,
    /// The version of the taxonomy of target groups.
    pub taxonomy: String,
    /// The target groups, by code, with their Dutch names.
    pub target_groups: BTreeMap<TargetGroup, Sourced<String>>,
    /// Which homes count.
    pub permanences: Option<Sourced<Vec<Permanence>>>,
    /// How scarce money is divided.
    pub allocation: Sourced<Allocation>,
    /// Within how many years an irreversible step must be taken, counted from the grant.
    pub start_within_years: Option<Sourced<u8>>,
    /// Within how many years the homes must be there, counted from the grant.
    pub finish_within_years: Option<Sourced<u8>>,
    /// For how many years the homes must serve the purpose.
    pub hold_years: Option<Sourced<u8>>,
    /// When the scheme says the term for deciding ends; absent: Awb 4:13.
    pub decide_by: Option<Sourced<Date>>,
}

impl Tranche {
    /// The most that this applicant can be granted in this tranche; absent where no source says.
    pub fn maximum_for(&self, applicant: &Applicant) -> Option<Cents> {
        let exception = self.exceptions.get(applicant);
        exception.or(self.maximum_per_applicant.as_ref()).map(|maximum| maximum.value)
    }
}

/// A kind of applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicantKind {
    /// *Gemeente*.
    Municipality,
    /// *Samenwerking*.
    Cooperation,
}

impl ApplicantKind {
    /// The kind of this applicant.
    pub const fn of(applicant: &Applicant) -> Self {
        match applicant {
            Applicant::Municipality(_) => Self::Municipality,
            Applicant::Cooperation(_) => Self::Cooperation,
        }
    }
}

/// How scarce money is divided. Issue by issue more methods join; these two rank by completeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// In the order of completeness; on the day on which the ceiling is crossed the lot decides.
    CompletenessThenLot,
    /// In the order of completeness; who no longer fits waits for money that is freed (*wachtlijst*).
    CompletenessThenWaitingList,
}
