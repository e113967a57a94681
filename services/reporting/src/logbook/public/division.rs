//! What decides the order, whole and in Dutch: numbers of applications and no names, so that anyone can draw and rank
//! again. Only who acted and the free text of a ground stay out.

use super::{silent, with};
use regulation::allocation::{
    Candidate, Exclusion, LotScope, Place, Ranking, RankingMethod, RankingRules, Seal, SeedSource,
};
use regulation::event::{LotsDrawn, LotterySealed, RankingEstablished};
use regulation::scheme::{Spread, TieBreak};
use regulation::words::PotKey;
use serde_json::{Value, json};

/// The sealed list with its hash, and where the seed will come from.
pub(super) fn sealed(event: &LotterySealed) -> Value {
    let Seal { tranche, pot, scope, applications, seed_source } = &event.seal;
    let data = json!({
        "tranche": tranche, "loting": drawn_for(*scope), "aanvragen": applications,
        "bronVanHetZaad": seed(seed_source), "hash": event.hash, "verzegeldOp": event.sealed_at,
    });
    in_pot(data, pot.as_ref())
}

/// The seed, and the order that follows from it and the list with this hash.
pub(super) fn drawn(event: &LotsDrawn) -> Value {
    let data = json!({
        "tranche": event.tranche, "loting": drawn_for(event.scope), "hash": event.hash, "zaad": event.seed,
        "volgorde": event.order, "getrokkenOp": event.drawn_at,
    });
    in_pot(data, event.pot.as_ref())
}

/// The ranking with its rules and its input.
pub(super) fn ranked(event: &RankingEstablished) -> Value {
    let Ranking { rules, candidates, places } = &event.ranking;
    let (candidates, places): (Vec<_>, Vec<_>) =
        (candidates.iter().map(candidate).collect(), places.iter().map(place).collect());
    let data = json!({
        "tranche": event.tranche, "regels": rules_of(rules), "kandidaten": candidates, "plaatsen": places,
        "vastgesteldOp": event.established_at,
    });
    silent(in_pot(data, event.pot.as_ref()), event.silence.as_ref())
}

fn in_pot(data: Value, pot: Option<&PotKey>) -> Value {
    pot.into_iter().fold(data, |data, pot| with(data, "deelplafond", json!(pot)))
}

fn drawn_for(scope: LotScope) -> Value {
    match scope {
        LotScope::Day { day } => json!({ "soort": "dag", "dag": day }),
        LotScope::Ranking => json!({ "soort": "rangschikking" }),
    }
}

fn seed(source: &SeedSource) -> Value {
    match source {
        SeedSource::Beacon { name, round, expected_at } => {
            json!({ "soort": "baken", "naam": name, "ronde": round, "verwachtOp": expected_at })
        }
        SeedSource::Deed { notary, expected_at } => {
            json!({ "soort": "akte", "notaris": notary, "verwachtOp": expected_at })
        }
    }
}

fn rules_of(rules: &RankingRules) -> Value {
    let method = match rules.method {
        RankingMethod::Category => "categorie",
        RankingMethod::Score => "score",
        RankingMethod::KnockOutThenRank => "afvalcriteria-dan-score",
        RankingMethod::Lot => "loting",
        RankingMethod::ProRata => "naar-rato",
    };
    let ties = match rules.ties {
        TieBreak::Completeness => "volledigheid",
        TieBreak::Lot => "lot",
    };
    let spread = rules.spread.map(|Spread::Province| "provincie");
    json!({
        "methode": method, "categorieen": rules.categories, "gewichten": rules.weights, "minima": rules.minimums,
        "minimumscoreHonderdsten": rules.minimum_score, "spreiding": spread, "bijGelijken": ties,
        "vrijCent": rules.free,
    })
}

fn candidate(one: &Candidate) -> Value {
    json!({
        "aanvraagId": one.application, "gevraagdCent": one.asked, "volledigSinds": one.complete_since,
        "positie": one.submitted, "lot": one.lot, "categorie": one.category, "scores": one.scores,
        "nietVoldaanAan": one.not_met, "provincie": one.province,
    })
}

fn place(place: &Place) -> Value {
    match place {
        Place::Ranked { application, place, score, share } => json!({
            "aanvraagId": application, "plaats": place, "scoreHonderdsten": score, "deelCent": share,
        }),
        Place::Excluded { application, why } => {
            json!({ "aanvraagId": application, "uitgesloten": excluded(why) })
        }
    }
}

fn excluded(why: &Exclusion) -> Value {
    match why {
        Exclusion::KnockedOut { criteria } => json!({ "reden": "afvalcriterium", "criteria": criteria }),
        Exclusion::BelowMinimum { criterion, score, minimum } => json!({
            "reden": "onder-minimum", "criterium": criterion, "score": score, "minimum": minimum,
        }),
        Exclusion::BelowMinimumScore { score, minimum } => json!({
            "reden": "onder-minimumscore", "scoreHonderdsten": score, "minimumscoreHonderdsten": minimum,
        }),
    }
}
