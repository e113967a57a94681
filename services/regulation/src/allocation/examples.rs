//! Small candidates and rules, for the tests of the rankings.

use super::{Candidate, Place, Ranking, RankingMethod, RankingRules};
use crate::record::Position;
use crate::scheme::TieBreak;
use crate::testing::{application, at};
use crate::words::{ApplicationId, CategoryCode, Cents, CriterionCode, ProvinceCode};
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet};

/// Rules that weigh nothing and of which completeness decides between equals.
pub fn rules(method: RankingMethod) -> RankingRules {
    RankingRules {
        method,
        categories: Vec::new(),
        weights: BTreeMap::new(),
        minimums: BTreeMap::new(),
        minimum_score: None,
        spread: None,
        ties: TieBreak::Completeness,
        free: Cents::euros(100),
    }
}

pub fn criterion(code: &str) -> CriterionCode {
    CriterionCode::parse(code).unwrap()
}

pub fn with_categories(rules: RankingRules, codes: &[&str]) -> RankingRules {
    let categories = codes.iter().map(|code| CategoryCode::parse(code).unwrap()).collect();
    RankingRules { categories, ..rules }
}

pub fn with_weights(rules: RankingRules, weights: &[(&str, u32)]) -> RankingRules {
    let weights = weights.iter().map(|(code, weight)| (criterion(code), *weight)).collect();
    RankingRules { weights, ..rules }
}

pub fn with_minimum(mut rules: RankingRules, code: &str, minimum: u32) -> RankingRules {
    rules.minimums.insert(criterion(code), minimum);
    rules
}

/// Asks ten euros and was complete at this hour.
pub fn candidate(name: &str, hour: usize) -> Candidate {
    Candidate {
        application: application(name),
        asked: Cents::euros(10),
        complete_since: at("2025-06-10T00:00:00Z") + i64::try_from(hour).unwrap().hours(),
        submitted: Position(u64::try_from(hour).unwrap()),
        lot: None,
        category: None,
        scores: BTreeMap::new(),
        not_met: BTreeSet::new(),
        province: None,
    }
}

pub fn asking(cents: i64, candidate: Candidate) -> Candidate {
    Candidate { asked: Cents::new(cents), ..candidate }
}

pub fn with_lot(lot: u32, candidate: Candidate) -> Candidate {
    Candidate { lot: Some(lot), ..candidate }
}

pub fn in_category(code: &str, candidate: Candidate) -> Candidate {
    Candidate { category: Some(CategoryCode::parse(code).unwrap()), ..candidate }
}

pub fn in_province(code: Option<&str>, candidate: Candidate) -> Candidate {
    Candidate { province: code.map(|code| ProvinceCode::parse(code).unwrap()), ..candidate }
}

pub fn scored(scores: &[(&str, u32)], candidate: Candidate) -> Candidate {
    let scores = scores.iter().map(|(code, score)| (criterion(code), *score)).collect();
    Candidate { scores, ..candidate }
}

pub fn names(names: &[&str]) -> Vec<ApplicationId> {
    names.iter().map(|name| application(name)).collect()
}

pub fn order_of(ranking: &Ranking) -> Vec<ApplicationId> {
    ranking.order().collect()
}

/// The scores of the ranked, first to last.
pub fn scores_of(ranking: &Ranking) -> Vec<Option<u32>> {
    let score = |place: &Place| match place {
        Place::Ranked { score, .. } => Some(*score),
        Place::Excluded { .. } => None,
    };
    ranking.places.iter().filter_map(score).collect()
}
