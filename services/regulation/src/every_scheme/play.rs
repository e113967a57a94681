//! How a play is written: a small tranche, from opening to settlement, and what must come of it.
//!
//! Amounts are whole euros, as in the schemes. What is absent did not happen, or is expected not to be there.

use crate::event::{Judgement, Partnership, RejectionGround};
use crate::scheme::{Spread, TieBreak};
use crate::words::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The plays of one scheme, one for each tranche, played one after the other in one log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plays {
    pub plays: Vec<Play>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Play {
    pub tranche: TrancheKey,
    /// The outcome computed by hand, in words: what fills up, who is first, what each gets.
    pub why: String,
    /// When is confirmed, advised, ranked and decided, unless a step says otherwise.
    pub decided_at: Timestamp,
    #[serde(default)]
    pub opening: Opening,
    /// Made this low after opening, so that a small play reaches it; absent: what the tranche opened with.
    pub ceiling_euros: Option<i64>,
    #[serde(default)]
    pub pot_ceilings_euros: BTreeMap<PotKey, i64>,
    /// When the tranche is closed by decision.
    #[serde(default)]
    pub closings: Vec<Timestamp>,
    pub applications: Vec<Asked>,
    pub then: Then,
}

/// What the administrator sets because the sources are silent; the opening must record silence on just that.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
    pub ceiling_euros: Option<i64>,
    #[serde(default)]
    pub pots_euros: BTreeMap<PotKey, i64>,
    #[serde(default)]
    pub ground: String,
    #[serde(default)]
    pub silent: BTreeSet<SilentRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub name: String,
    pub applicant: Applicant,
    pub received_at: Timestamp,
    /// When the last piece came, where one was missing at receipt.
    pub completed_at: Option<Timestamp>,
    pub pot: Option<PotKey>,
    pub partnership: Option<Partnership>,
    pub projects: Vec<AskedProject>,
    /// What the adviser proposes; absent: what is asked.
    pub advised_euros: Option<i64>,
    /// On what ground the adviser proposes to reject.
    pub advised_against: Option<RejectionGround>,
    pub judgement: Option<Judgement>,
    /// It arrives too late.
    #[serde(default)]
    pub late: bool,
    /// It is refused with this code.
    pub refused: Option<String>,
    /// It is refused because of just these flaws, in any order.
    #[serde(default)]
    pub flaws: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedProject {
    pub euros: i64,
    #[serde(default)]
    pub homes: Vec<Homes>,
    pub household: Option<u32>,
    pub shortfall_euros: Option<i64>,
    pub own_contribution_euros: Option<i64>,
}

/// Permanent self-contained new homes for everyone, unless it says otherwise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Homes {
    pub planned: u32,
    #[serde(rename = "for")]
    pub target_group: Option<TargetGroup>,
    pub permanence: Option<Permanence>,
    pub dwelling: Option<Dwelling>,
    pub origin: Option<Origin>,
}

/// What is done after all is received, in order, and what is free at the end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    pub steps: Vec<Step>,
    pub free_euros: i64,
    #[serde(default)]
    pub free_in_pots_euros: BTreeMap<PotKey, i64>,
}

/// One thing that is done, and what must come of it: it happens with just this silence, or is refused with this code.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    Grant {
        case: String,
        euros: i64,
        on: Option<Timestamp>,
        #[serde(default)]
        silent: BTreeSet<SilentRule>,
        refused: Option<String>,
    },
    Reject {
        case: String,
        ground: RejectionGround,
        refused: Option<String>,
    },
    Withdraw {
        case: String,
    },
    Settle {
        case: String,
        euros: i64,
        #[serde(default)]
        silent: BTreeSet<SilentRule>,
        refused: Option<String>,
    },
    /// The ceiling of the tranche or of a pot is changed.
    Ceiling {
        pot: Option<PotKey>,
        euros: i64,
    },
    /// A list is sealed, of a day or else of the ranking, and drawn with this seed: this order comes out.
    Draw {
        pot: Option<PotKey>,
        day: Option<Date>,
        sealed_at: Timestamp,
        seed: String,
        #[serde(default)]
        order: Vec<String>,
        refused: Option<String>,
    },
    /// A ranking is established: these have a place, in this order, and these have none.
    Rank {
        pot: Option<PotKey>,
        ties: Option<TieBreak>,
        #[serde(default)]
        weights: BTreeMap<CriterionCode, u32>,
        spread: Option<Spread>,
        #[serde(default)]
        ground: String,
        on: Option<Timestamp>,
        #[serde(default)]
        order: Vec<String>,
        #[serde(default)]
        excluded: BTreeSet<String>,
        #[serde(default)]
        scores: BTreeMap<String, u32>,
        #[serde(default)]
        silent: BTreeSet<SilentRule>,
        refused: Option<String>,
    },
    /// What is left is carried over from the tranche or a pot of it to another.
    CarryOver {
        from_pot: Option<PotKey>,
        to: TrancheKey,
        to_pot: Option<PotKey>,
        euros: i64,
        refused: Option<String>,
    },
}

impl Asked {
    pub fn euros(&self) -> i64 {
        self.projects.iter().map(|project| project.euros).sum()
    }

    /// The projects as the door would hand them over: P1, P2 ...
    pub fn projects(&self) -> Vec<Project> {
        (1..).zip(&self.projects).map(|(number, project)| project.project(number)).collect()
    }
}

impl AskedProject {
    fn project(&self, number: u32) -> Project {
        let finances = self.shortfall_euros.map(|shortfall| Finances {
            shortfall: Cents::euros(shortfall),
            own_contribution: Cents::euros(self.own_contribution_euros.unwrap_or_default()),
        });
        Project {
            key: ProjectKey::parse(&format!("P{number}")).unwrap(),
            name: format!("Project {number}"),
            requested: Amount::gross(Cents::euros(self.euros)),
            lines: self.homes.iter().map(Homes::line).collect(),
            household: self.household,
            finances,
        }
    }
}

impl Homes {
    fn line(&self) -> UnitLine {
        let everyone = || TargetGroup::parse(TargetGroup::EVERYONE).unwrap();
        let kind = UnitKind {
            target_group: self.target_group.clone().unwrap_or_else(everyone),
            permanence: self.permanence.unwrap_or(Permanence::Permanent),
            dwelling: self.dwelling.unwrap_or(Dwelling::SelfContained),
            origin: self.origin.unwrap_or(Origin::NewBuild),
        };
        UnitLine { kind, planned: Units::new(self.planned) }
    }
}
