//! Homes: what is planned, for whom, and how far it is.

use super::keys::text_word;
use super::{Amount, Cents, InvalidWord, ProjectKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

fn is_group(text: &str) -> bool {
    !text.is_empty() && text.len() <= 60 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

text_word!(
    /// A target group (*aandachtsgroep*) by its code in the tranche's own version of the taxonomy.
    TargetGroup, "Een aandachtsgroep", "wordt aangeduid met de code uit de regeling, in kleine letters.", is_group
);

impl TargetGroup {
    /// The code under which homes stand in a tranche that knows no target groups: for everyone.
    pub const EVERYONE: &str = "alle";
}

/// A number of units (*woonruimten*).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Units(u32);

impl Units {
    /// So many units.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// The count.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Add for Units {
    type Output = Units;
    fn add(self, other: Units) -> Units {
        Units(self.0 + other.0)
    }
}

impl Sum for Units {
    fn sum<I: Iterator<Item = Units>>(counts: I) -> Units {
        counts.fold(Units::default(), Add::add)
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a home stays where it is (*permanent*) or can be moved to a next place (*flex*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permanence {
    /// *Permanent*.
    Permanent,
    /// *Flexwoning*.
    Flex,
}

/// Whether a household has its own door, kitchen and bathroom (*zelfstandig*) or shares them (*onzelfstandig*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dwelling {
    /// *Zelfstandig*.
    SelfContained,
    /// *Onzelfstandig*.
    Shared,
    /// *Verblijfsruimte*: a place to stay without a dwelling of its own, as RHA 2021 counts them beside homes.
    Lodging,
}

/// How the homes come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// *Nieuwbouw*.
    NewBuild,
    /// *Transformatie* of another building.
    Transformation,
    /// *Optoppen*: floors on top of a building.
    ToppingUp,
    /// *Splitsen* of a home.
    Splitting,
}

/// What kind of homes: for whom, and of what sort. Within a project it names one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnitKind {
    /// For whom.
    pub target_group: TargetGroup,
    /// Permanent or flex.
    pub permanence: Permanence,
    /// Self-contained or shared.
    pub dwelling: Dwelling,
    /// New build, transformation, topping up or splitting.
    pub origin: Origin,
}

/// So many homes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLine {
    /// The kind.
    pub kind: UnitKind,
    /// How many are planned.
    pub planned: Units,
}

/// What a project lacks (*tekort*) and what the applicant puts in itself (*eigen bijdrage*), VAT included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finances {
    /// The demonstrable financial shortfall.
    pub shortfall: Cents,
    /// What the applicant contributes to it.
    pub own_contribution: Cents,
}

/// A project (*project*) within an application: homes in one place, and the money asked for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The applicant's key for it.
    pub key: ProjectKey,
    /// Its name or place, for people.
    pub name: String,
    /// What is asked for it.
    pub requested: Amount,
    /// Its homes, one line for each kind.
    pub lines: Vec<UnitLine>,
    /// Of how many persons the family is for which it is (*gezinsgrootte*), where the scheme's amounts depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<u32>,
    /// Its shortfall and the applicant's own contribution, where the scheme pays a share of the shortfall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finances: Option<Finances>,
}

impl Project {
    /// All homes of the project.
    pub fn units(&self) -> Units {
        self.lines.iter().map(|line| line.planned).sum()
    }
}

/// How well it is shown that homes reached a milestone (*bewijsgraad*), from least to most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The recipient says so (*gemeld*).
    #[default]
    Claimed,
    /// The permit was shown (*vergunning getoond*).
    PermitShown,
    /// The register of addresses and buildings has them as completed (*gereed in de BAG*).
    CompletedInBag,
}

impl Evidence {
    /// Whether nothing but the recipient's word shows it.
    pub fn is_claim(&self) -> bool {
        *self == Self::Claimed
    }
}

/// How far homes are (*mijlpaal*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Milestone {
    /// An irreversible step was taken (*onomkeerbare stap*).
    IrreversibleStep,
    /// Building has started (*start bouw*).
    Started,
    /// The homes are there (*gerealiseerd*).
    Realised,
    /// The homes are no longer used for the purpose (*uit gebruik*).
    OutOfUse,
}
