//! A ranking (*rangschikking*): who comes before whom where not completeness decides, with all that it follows from.

use super::{category, knock_out, lot, pro_rata, score};
use crate::record::Position;
use crate::scheme::{Criterion, Spread, TieBreak, Tranche};
use crate::words::{ApplicationId, CategoryCode, Cents, CriterionCode, ProvinceCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A ranking with its rules and its input, so that anyone can make it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// By which rules.
    pub rules: RankingRules,
    /// Among whom, sorted by their numbers.
    pub candidates: Vec<Candidate>,
    /// The outcome: the ranked in their order, then the excluded.
    pub places: Vec<Place>,
}

/// The rules of a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankingRules {
    /// The method.
    pub method: RankingMethod,
    /// The priority categories, first to last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryCode>,
    /// The weight of each criterion, in percent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<CriterionCode, u32>,
    /// The lowest score of a criterion that can be granted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub minimums: BTreeMap<CriterionCode, u32>,
    /// The lowest weighted score that can be granted, in hundredths of a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_score: Option<u32>,
    /// Over what it is spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
    /// What decides between equals.
    pub ties: TieBreak,
    /// What is free to be divided, in cents.
    pub free: Cents,
}

impl RankingRules {
    /// As the sources of a tranche give them; what they do not give is absent.
    pub(crate) fn of(tranche: &Tranche, method: RankingMethod, ties: TieBreak, free: Cents) -> Self {
        let criteria = tranche.criteria.iter();
        let minimum = |(code, one): (&CriterionCode, &Criterion)| Some((code.clone(), one.minimum?));
        Self {
            method,
            categories: tranche.categories.iter().map(|(code, _)| code.clone()).collect(),
            weights: criteria.clone().map(|(code, one)| (code.clone(), one.weight)).collect(),
            minimums: criteria.filter_map(minimum).collect(),
            minimum_score: tranche.minimum_score.as_ref().map(|score| score.value),
            spread: tranche.spread.as_ref().map(|spread| spread.value),
            ties,
            free,
        }
    }
}

/// The methods that rank, after the window has closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RankingMethod {
    /// By priority category.
    Category,
    /// By weighted score.
    Score,
    /// Who meets every knock-out criterion, by score and with regional spread.
    KnockOutThenRank,
    /// By lot alone.
    Lot,
    /// All the same share of what they ask.
    ProRata,
}

impl RankingMethod {
    /// Whether there is something to draw for, where the lot decides, among those who ask this when so much is free.
    pub(crate) fn has_to_draw(self, asked: &[Cents], free: Cents) -> bool {
        match self {
            Self::Lot => lot::decides(asked, free),
            Self::Category | Self::Score | Self::KnockOutThenRank | Self::ProRata => asked.len() > 1,
        }
    }
}

/// One application that is ranked, with all that its place follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The application.
    pub application: ApplicationId,
    /// What it asks, in cents.
    pub asked: Cents,
    /// When the last missing piece was received.
    pub complete_since: Timestamp,
    /// Its place in the log, which decides between equal moments.
    pub submitted: Position,
    /// Its number in the draw, where the lot decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<u32>,
    /// Its category, by the adviser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    /// Its scores from 1 to 10, by the committee that advised.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<CriterionCode, u32>,
    /// The knock-out criteria that it does not meet, by the adviser.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_met: BTreeSet<CriterionCode>,
    /// The province in which it lies, where the ranking is spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<ProvinceCode>,
}

impl Candidate {
    /// Its turn among equals: who has the lower one comes first. Who has no lot comes after all who have one.
    pub(super) fn turn(&self, ties: TieBreak) -> (bool, Option<u32>, Timestamp, Position, ApplicationId) {
        let (is_last, lot) = match ties {
            TieBreak::Lot => (self.lot.is_none(), self.lot),
            TieBreak::Completeness => (false, None),
        };
        (is_last, lot, self.complete_since, self.submitted, self.application)
    }
}

/// What the ranking makes of one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Place {
    /// It has a place.
    Ranked {
        /// The application.
        application: ApplicationId,
        /// 1, 2, 3 ...
        place: u32,
        /// Its weighted score in hundredths of a point.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<u32>,
        /// The most that it can be granted by its share, in cents; absent where it can be all that it asks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share: Option<Cents>,
    },
    /// It has none, and cannot be granted.
    Excluded {
        /// The application.
        application: ApplicationId,
        /// Why.
        why: Exclusion,
    },
}

/// Why an application has no place in a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Exclusion {
    /// It does not meet these knock-out criteria.
    KnockedOut {
        /// Which.
        criteria: BTreeSet<CriterionCode>,
    },
    /// A score is below its minimum.
    BelowMinimum {
        /// Which.
        criterion: CriterionCode,
        /// The score.
        score: u32,
        /// The minimum.
        minimum: u32,
    },
    /// The weighted score is below the minimum, both in hundredths of a point.
    BelowMinimumScore {
        /// The score.
        score: u32,
        /// The minimum.
        minimum: u32,
    },
}

impl Ranking {
    /// The ranked applications, first to last.
    pub fn order(&self) -> impl Iterator<Item = ApplicationId> {
        self.places.iter().filter_map(|place| match place {
            Place::Ranked { application, .. } => Some(*application),
            Place::Excluded { .. } => None,
        })
    }
}

/// Makes the ranking (*rangschikking*): first leaves out who does not meet a knock-out criterion or is below a minimum, by
/// whatever method the others are ranked, then puts the others in order. Every candidate has exactly one place, and the
/// order in which they are listed changes nothing.
pub fn rank(rules: RankingRules, mut candidates: Vec<Candidate>) -> Ranking {
    candidates.sort_by_key(|one| one.application);
    let mut ranked = Vec::new();
    let mut excluded = Vec::new();
    for one in &candidates {
        match knock_out::knocked_out(one).or_else(|| score::below_minimum(&rules, one)) {
            Some(why) => excluded.push(Place::Excluded { application: one.application, why }),
            None => ranked.push(one),
        }
    }
    match rules.method {
        RankingMethod::Category => category::order(&rules, &mut ranked),
        RankingMethod::Score => score::order(&rules, &mut ranked),
        RankingMethod::KnockOutThenRank => knock_out::order(&rules, &mut ranked),
        RankingMethod::Lot => lot::order(&mut ranked),
        RankingMethod::ProRata => pro_rata::order(&rules, &mut ranked),
    }
    let places = places(&rules, &ranked).chain(excluded).collect();
    Ranking { rules, candidates, places }
}

/// The places of those in order, with their scores and shares.
fn places(rules: &RankingRules, ranked: &[&Candidate]) -> impl Iterator<Item = Place> {
    let shares = match rules.method {
        RankingMethod::ProRata => pro_rata::shares(rules.free, ranked),
        RankingMethod::Category
        | RankingMethod::Score
        | RankingMethod::KnockOutThenRank
        | RankingMethod::Lot => None,
    };
    let shares = match shares {
        Some(shares) => shares.into_iter().map(Some).collect(),
        None => vec![None; ranked.len()],
    };
    let place = |((one, share), place): ((&&Candidate, Option<Cents>), u32)| Place::Ranked {
        application: one.application,
        place,
        score: score::weighted(rules, one),
        share,
    };
    ranked.iter().zip(shares).zip(1..).map(place)
}
