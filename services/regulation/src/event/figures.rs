//! What is recorded for the figures: what others contribute to a goal, what was accounted for, and sealed editions.

use super::{CaseHeader, Source};
use crate::record::Position;
use crate::words::{Cents, ContributionKey, EditionKey, GoalKey, PersonId, SchemeKey, Units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The ministry entered what counts towards a goal without a grant (*bijdrage*), such as the homes that the
/// Rijksvastgoedbedrijf buys. A later entry under the same key takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContributionEntered {
    /// The contribution.
    pub contribution: ContributionKey,
    /// The goal towards which it counts.
    pub goal: GoalKey,
    /// What it is, in a few words.
    pub name: String,
    /// How many homes; absent where only money is told. Nought takes an earlier number back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<Units>,
    /// How much money, in cents; absent where only homes are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// Whether its homes are there already, as the source says (*gerealiseerd*); otherwise they are planned, as all are in
    /// shape 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub realised: bool,
    /// The day from which it counts.
    pub counts_from: Date,
    /// Where it was said.
    pub source: Source,
    /// Who entered it, by pseudonym.
    pub by: PersonId,
}

/// What a recipient accounted for in its yearly account (*verantwoording*, SiSa) was imported. A later import over the
/// same year takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpendingAccounted {
    /// The case of the grant.
    pub case: CaseHeader,
    /// The budget year (*boekjaar*).
    pub year: i16,
    /// What was spent in that year, in cents, as the account says.
    pub spent: Cents,
    /// The account from which it was taken.
    pub source: Source,
    /// When it was imported.
    pub accounted_at: Timestamp,
    /// The administrator.
    pub by: PersonId,
}

/// A set of figures was sealed (*editie*): what is in it can be fetched for ever, and made again from the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditionSealed {
    /// The edition.
    pub edition: EditionKey,
    /// The edition that this one corrects, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Correction>,
    /// Its title.
    pub title: String,
    /// What a reader should know about it.
    pub note: String,
    /// The questions of which it holds the answers, as the API asks them.
    pub questions: Vec<String>,
    /// What was true on this day (*peildatum*).
    pub as_of: Date,
    /// What was known at this moment (*bekend op*).
    pub known_at: Timestamp,
    /// The position of the log up to which the ledger was made.
    pub position: Position,
    /// The version of the way from events to lines.
    pub method: i16,
    /// The version of the program.
    pub program: String,
    /// The newest published version of each scheme.
    pub rules: BTreeMap<SchemeKey, u32>,
    /// The SHA-256 of its content, in lower-case hexadecimals.
    pub hash: String,
    /// Who sealed it, by pseudonym.
    pub by: PersonId,
}

/// Which edition is corrected, and what caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The edition that is corrected.
    pub edition: EditionKey,
    /// What caused it.
    pub cause: CorrectionCause,
}

/// What causes a correction of an edition (*oorzaak*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectionCause {
    /// A report came in late (*late melding*).
    LateReport,
    /// A recipient corrected what it had reported (*correctie door de gemeente*).
    CorrectedReport,
    /// The figures are made in another way (*wijziging van rekenwijze*).
    Method,
    /// The regulation was changed (*wijziging van de regeling*).
    Regulation,
}
