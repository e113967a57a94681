//! The schemes (*regelingen*) as data: a TOML file each, every value with its source.
//!
//! What no source says is absent, and absent means that the assessor decides, with a written ground. Money stands in
//! whole euros in the files, as in the publications. How a file is written: `schemes/README.md`.

mod ceiling;
mod differences;
mod library;
mod maximum;
mod read;
mod taxonomy;
mod terms;
mod words;

pub use ceiling::{AnnouncedCeiling, Pot, PotKind};
pub use differences::differences;
pub use library::LIBRARY;
pub use maximum::HouseholdMaximum;
pub use read::{Mistake, read, read_goals};
pub use taxonomy::group_in;
pub use terms::{CountedFrom, DecisionTerm, MilestoneTerm, Payment};

use crate::event::Source;
use crate::words::{
    Applicant, CategoryCode, Cents, CriterionCode, Dwelling, Permanence, SchemeKey, TargetGroup, TrancheKey,
    Units,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The text of the Regeling huisvesting aandachtsgroepen (RHA), as this project holds it.
pub const RHA: &str = include_str!("../schemes/rha.toml");

/// The text of the Stimuleringsregeling flex- en transformatiewoningen (SFT), as this project holds it.
pub const SFT: &str = include_str!("../schemes/sft.toml");

/// A value and the key of the source that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// A key of [`Scheme::sources`].
    pub source: String,
}

/// A scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The rules of a tranche. A field that is absent or empty is one on which the sources are silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tranche {
    /// Its key.
    pub key: TrancheKey,
    /// Its name, for people.
    pub name: String,
    /// The window as first published.
    pub window: Option<Sourced<AnnouncedWindow>>,
    /// The ceilings as published, oldest first. The tranche opens with the one in force; later ones are events.
    pub ceilings: Vec<AnnouncedCeiling>,
    /// The parts of the ceiling: sub-ceilings, reserved quotas, yearly slices.
    pub pots: Vec<Pot>,
    /// Whether what is left can be carried over to another tranche of the scheme.
    pub carries_over: Option<Sourced<bool>>,
    /// Who may apply.
    pub applicants: Sourced<Vec<ApplicantKind>>,
    /// How many applications one applicant can submit in this tranche.
    pub maximum_applications: Option<Sourced<u32>>,
    /// Whether it pays for homes; only where it does not, a project needs no homes.
    pub is_for_homes: Option<Sourced<bool>>,

    /// The most for each unit, VAT included.
    pub maximum_per_unit: Option<Sourced<Cents>>,
    /// The most for each unit of one kind of dwelling, where it differs from [`Tranche::maximum_per_unit`].
    pub maximum_per_dwelling: BTreeMap<Dwelling, Sourced<Cents>>,
    /// Exactly this for each unit, VAT included: a fixed amount, no maximum.
    pub fixed_per_unit: Option<Sourced<Cents>>,
    /// The most for a family, by its size.
    pub household_maxima: Vec<HouseholdMaximum>,
    /// The smallest family for which money is given.
    pub minimum_household: Option<Sourced<u32>>,
    /// The most in percent of the demonstrable shortfall of a project.
    pub share_of_shortfall: Option<Sourced<u32>>,
    /// What the applicant contributes at least, in percent of that shortfall.
    pub own_contribution: Option<Sourced<u32>>,
    /// The most for one application, VAT included.
    pub maximum_per_application: Option<Sourced<Cents>>,
    /// The most for one applicant in this tranche, VAT included.
    pub maximum_per_applicant: Option<Sourced<Cents>>,
    /// Applicants with another maximum, by agreement.
    pub exceptions: BTreeMap<Applicant, Sourced<Cents>>,
    /// What each recipient gets by an annex to the scheme (*bijlage*): exactly that.
    pub annex: BTreeMap<Applicant, Sourced<Cents>>,
    /// The parts by which the ceiling is divided by a fixed key (*verdeelsleutel*).
    pub key_parts: BTreeMap<Applicant, Sourced<u64>>,

    /// The version of the taxonomy of target groups.
    pub taxonomy: String,
    /// The target groups, by code; empty where the scheme knows none.
    pub target_groups: BTreeMap<TargetGroup, GroupRule>,
    /// Which homes count: permanent, flex.
    pub permanences: Option<Sourced<Vec<Permanence>>>,
    /// Which homes count: self-contained, shared, lodging.
    pub dwellings: Option<Sourced<Vec<Dwelling>>>,
    /// The fewest units of an application.
    pub minimum_units: Option<Sourced<Units>>,
    /// The fewest units of each project.
    pub minimum_units_per_project: Option<Sourced<Units>>,
    /// Shares of the homes that must be for certain groups.
    pub minimum_shares: Vec<MinimumShare>,
    /// Criteria that knock out (*knock-outcriteria*): an adviser says of each whether it is met.
    pub knock_outs: BTreeMap<CriterionCode, Sourced<String>>,
    /// Schemes with which a project cannot be combined (*stapeling*); who assesses looks.
    pub excludes: Option<Sourced<Vec<SchemeKey>>>,

    /// How scarce money is divided.
    pub allocation: Option<Sourced<Allocation>>,
    /// What decides between equals.
    pub ties: Option<Sourced<TieBreak>>,
    /// What happens at the first application that no longer fits.
    pub when_full: Option<Sourced<WhenFull>>,
    /// The priority categories, first to last.
    pub categories: Vec<(CategoryCode, Sourced<String>)>,
    /// The criteria that are scored, with their weights.
    pub criteria: BTreeMap<CriterionCode, Criterion>,
    /// The lowest weighted score that can be granted, in hundredths of a point.
    pub minimum_score: Option<Sourced<u32>>,
    /// How a ranking is spread over the country.
    pub spread: Option<Sourced<Spread>>,

    /// Within how many years an irreversible step must be taken, counted from the grant.
    pub start_within_years: Option<Sourced<u8>>,
    /// Within how many years the homes must be there, counted from the grant.
    pub finish_within_years: Option<Sourced<u8>>,
    /// What must be reached when, with the scheme's own definition of it.
    pub milestones: Vec<MilestoneTerm>,
    /// For how many years the homes must serve the purpose.
    pub hold_years: Option<Sourced<u8>>,
    /// When the scheme says the term for deciding ends; absent: Awb 4:13.
    pub decide_by: Option<Sourced<Date>>,
    /// The term for deciding where the scheme counts it from a moment.
    pub decide_within: Option<Sourced<DecisionTerm>>,
    /// What is paid when.
    pub payments: Vec<Payment>,
    /// How a grant is settled and what is recovered, in words.
    pub settlement: Option<Sourced<String>>,
    /// The code under which recipients account for it in SiSa.
    pub sisa_code: Option<Sourced<String>>,
    /// What else the scheme asks, in words; the assessor judges it.
    pub conditions: Vec<Sourced<String>>,
}

impl Tranche {
    /// Whether each application is for one family, so that a figure about a municipality can be about people whom somebody
    /// knows.
    pub fn is_for_families(&self) -> bool {
        self.minimum_household.is_some() || !self.household_maxima.is_empty()
    }
}

/// A window of which a source may give only one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnouncedWindow {
    /// The first instant at which an application is taken.
    pub opens_at: Option<Timestamp>,
    /// The last instant at which it is in time.
    pub closes_at: Option<Timestamp>,
}

/// A target group in the tranche's version of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRule {
    /// Its Dutch name.
    pub name: String,
    /// A key of [`Scheme::sources`].
    pub source: String,
    /// To which group of another version it belongs, by that version: a split group to its parent. A group that was
    /// split itself belongs to none of its parts, because that would be a guess.
    pub belongs_to: BTreeMap<String, TargetGroup>,
}

/// A kind of applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApplicantKind {
    /// *Gemeente*.
    Municipality,
    /// *Samenwerking*.
    Cooperation,
    /// *Provincie*.
    Province,
    /// *Openbaar lichaam*.
    Region,
    /// *Investeerder*.
    Organisation,
}

impl ApplicantKind {
    /// The kind of this applicant.
    pub const fn of(applicant: &Applicant) -> Self {
        match applicant {
            Applicant::Municipality(_) => Self::Municipality,
            Applicant::Cooperation(_) => Self::Cooperation,
            Applicant::Province(_) => Self::Province,
            Applicant::Region(_) => Self::Region,
            Applicant::Organisation(_) => Self::Organisation,
        }
    }
}

/// At least this share of an application's homes is for these groups together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumShare {
    /// The groups.
    pub groups: Vec<TargetGroup>,
    /// In percent of all homes.
    pub percent: u32,
    /// A key of [`Scheme::sources`].
    pub source: String,
}

/// A criterion that is scored from 1 to 10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its Dutch name.
    pub name: String,
    /// Its weight in percent; the weights of a tranche are a hundred together.
    pub weight: u32,
    /// The lowest score with which an application can be granted.
    pub minimum: Option<u32>,
    /// A key of [`Scheme::sources`].
    pub source: String,
}

/// How scarce money is divided: one pure function each in [`crate::allocation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    /// In the order of completeness; yearly slices each have their own order.
    Completeness,
    /// In the order of completeness; on the day on which the ceiling is crossed the lot decides.
    CompletenessThenLot,
    /// In the order of completeness; who no longer fits waits for money that is freed (*wachtlijst*).
    CompletenessThenWaitingList,
    /// By priority category, after the window.
    Category,
    /// By weighted score with a committee's advice, after the window.
    Score,
    /// Who meets every knock-out criterion, by score and with regional spread, after the window.
    KnockOutThenRank,
    /// By lot alone among all that are complete, after the window, where the ceiling does not suffice.
    Lot,
    /// No order: who has homes that count is entitled to a fixed amount for each.
    Entitlement,
    /// No order: an annex to the scheme says who gets what.
    Annex,
    /// No order: the ceiling is divided by a fixed key.
    Key,
    /// All get the same share of what they ask when the ceiling does not suffice, after the window.
    ProRata,
}

/// What decides between applications that are otherwise equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// Who was complete first.
    Completeness,
    /// The lot.
    Lot,
}

/// What happens at the first application that no longer fits under what is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenFull {
    /// Nobody after it is granted either.
    Stop,
    /// It is passed, and smaller ones after it can still be granted.
    Skip,
    /// It is granted what is left.
    Partial,
}

/// Over what a ranking is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// The best of each province in turn.
    Province,
}
