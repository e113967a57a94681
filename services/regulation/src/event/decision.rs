//! What assessors do.

use super::{CaseHeader, Piece};
use crate::words::{Amount, CategoryCode, CriterionCode, PersonId, PotKey, ProjectKey, Silence, UnitLine};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Missing pieces were asked for (*verzoek om aanvulling*, Awb 4:5). Only a request with a term suspends the
/// term for deciding (Awb 4:15; RvS 21-09-2016, ECLI:NL:RVS:2016:2527).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplementRequested {
    /// The case.
    pub case: CaseHeader,
    /// When it was asked.
    pub requested_at: Timestamp,
    /// What is missing.
    pub pieces: Vec<Piece>,
    /// The last day on which it can come; absent when no term was set.
    pub answer_by: Option<Date>,
    /// The assessor.
    pub by: PersonId,
}

/// An assessor confirmed that the application is complete (*volledig*), and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompletenessConfirmed {
    /// The case.
    pub case: CaseHeader,
    /// The moment at which the last missing piece was received: the place in the order counts from here.
    pub complete_since: Timestamp,
    /// When it was confirmed; this does not move the place in the order.
    pub confirmed_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

/// On what ground an application is rejected (*afwijzingsgrond*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectionGround {
    /// It arrived late (*te laat ontvangen*).
    ArrivedLate,
    /// The ceiling is reached (*plafond bereikt*).
    CeilingReached,
    /// It does not meet the scheme's conditions (*voldoet niet aan de voorwaarden*).
    ConditionsNotMet,
    /// Another ground, in the explanation: the scheme's data are silent and the assessor decides.
    Other,
}

/// What an adviser proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "advice", rename_all = "kebab-case")]
pub enum Advice {
    /// To grant this amount.
    Grant {
        /// The amount.
        amount: Amount,
    },
    /// To reject on this ground.
    Reject {
        /// The ground.
        ground: RejectionGround,
    },
}

/// What an adviser finds on the points by which the tranche is ranked (*oordeel*).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The priority category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    /// The score of each criterion, from 1 to 10.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<CriterionCode, u32>,
    /// Of each knock-out criterion whether it is met.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub knock_outs: BTreeMap<CriterionCode, bool>,
}

impl Judgement {
    /// Nothing was found yet.
    pub const NONE: Self = Self { category: None, scores: BTreeMap::new(), knock_outs: BTreeMap::new() };
}

/// An assessor advised (*advies*). Who advises does not decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdviceGiven {
    /// The case.
    pub case: CaseHeader,
    /// The proposal.
    pub advice: Advice,
    /// What the adviser, or the committee that advises, finds on the points by which the tranche is ranked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
    /// Why.
    pub reasons: String,
    /// When.
    pub given_at: Timestamp,
    /// The adviser.
    pub by: PersonId,
}

/// The homes of one project for which money is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantedProject {
    /// The project.
    pub key: ProjectKey,
    /// Its homes.
    pub lines: Vec<UnitLine>,
}

/// The application was granted (*verlening*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationGranted {
    /// The case.
    pub case: CaseHeader,
    /// What is granted.
    pub amount: Amount,
    /// For which homes.
    pub projects: Vec<GrantedProject>,
    /// The pot from which it is paid, where the tranche has pots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// On which rules the sources were silent; the ground is the explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The assessor who decided; never one who advised.
    pub by: PersonId,
}

/// The application was rejected (*afwijzing*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationRejected {
    /// The case.
    pub case: CaseHeader,
    /// The ground.
    pub ground: RejectionGround,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The assessor who decided; never one who advised.
    pub by: PersonId,
}

/// The application was set aside (*buiten behandeling gesteld*, Awb 4:5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationSetAside {
    /// The case.
    pub case: CaseHeader,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}

/// The grant was settled (*vaststelling*) on its final amount; what was granted above it is free again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantSettled {
    /// The case.
    pub case: CaseHeader,
    /// The final amount, never above the grant.
    pub amount: Amount,
    /// On which rules the sources were silent; the ground is the explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The assessor.
    pub by: PersonId,
}
