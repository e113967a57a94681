//! What anyone may know, and what not.

use super::*;
use crate::testing::{at, carried, case, granted, opened, person, purse, submitted, tranche};
use regulation::allocation::{
    Candidate, Exclusion, LotScope, Place, Ranking, RankingMethod, RankingRules, Seal, SeedSource,
};
use regulation::event::{LotsDrawn, LotterySealed, RankingEstablished};
use regulation::record::Position;
use regulation::scheme::TieBreak;
use regulation::words::{ApplicationId, CriterionCode, SilentRule};

fn caller(role: Role, organisation: &str) -> Identity {
    Identity { role, person: person(), organisation: Some(organisation.into()), on_behalf_of: None }
}

fn application(name: &str) -> ApplicationId {
    case("GM0758", name).application
}

fn silence() -> Silence {
    Silence { rules: [SilentRule::TieBreak].into(), ground: "Geheime grond.".into() }
}

fn sealed() -> Event {
    let expected_at = at("2022-11-30T12:00:00Z");
    let seal = Seal {
        tranche: tranche(),
        pot: None,
        scope: LotScope::Day { day: "2022-10-11".parse().unwrap() },
        applications: vec![application("A"), application("B")],
        seed_source: SeedSource::Beacon { name: "proefbaken".into(), round: 7, expected_at },
    };
    LotterySealed { seal, hash: "ab12".into(), sealed_at: at("2022-11-29T09:00:00Z"), by: person() }.into()
}

fn drawn() -> Event {
    LotsDrawn {
        tranche: tranche(),
        pot: None,
        scope: LotScope::Ranking,
        hash: "ab12".into(),
        seed: "cd34".into(),
        order: vec![application("B"), application("A")],
        drawn_at: at("2022-11-30T13:00:00Z"),
        by: person(),
    }
    .into()
}

fn candidate(name: &str) -> Candidate {
    Candidate {
        application: application(name),
        asked: Cents::euros(50),
        complete_since: at("2022-09-20T08:00:00Z"),
        submitted: Position(3),
        lot: Some(1),
        category: None,
        scores: Default::default(),
        not_met: Default::default(),
        province: None,
    }
}

fn ranked() -> Event {
    let rules = RankingRules {
        method: RankingMethod::KnockOutThenRank,
        categories: Vec::new(),
        weights: Default::default(),
        minimums: Default::default(),
        minimum_score: None,
        spread: None,
        ties: TieBreak::Lot,
        free: Cents::euros(100),
    };
    let criteria = [CriterionCode::parse("haalbaar").unwrap()].into();
    let places = vec![
        Place::Ranked { application: application("A"), place: 1, score: Some(750), share: None },
        Place::Excluded { application: application("B"), why: Exclusion::KnockedOut { criteria } },
    ];
    let ranking = Ranking { rules, candidates: vec![candidate("A"), candidate("B")], places };
    let (established_at, by) = (at("2022-12-01T09:00:00Z"), person());
    let silence = Some(silence());
    RankingEstablished { tranche: tranche(), pot: None, ranking, silence, established_at, by }.into()
}

#[test]
fn of_an_undecided_application_nothing_is_public_and_of_a_grant_who_and_how_much() {
    assert_eq!(public(&submitted("A", 50_000)), None);
    let data = public(&granted("A", 50_000)).unwrap();
    assert_eq!(
        (data["ontvangerNaam"].as_str(), data["bedragCent"].as_i64()),
        (Some("Breda"), Some(5_000_000))
    );
    assert_eq!(data["woonruimten"], 100);
    assert!(data["beslistOp"].is_string(), "named as in the other services: {data}");
    assert!(public(&opened(1)).unwrap()["opentOp"].is_string());
    assert!(data.get("explanation").is_none() && data.get("by").is_none());
}

#[test]
fn a_province_that_received_is_named() {
    let Event::ApplicationGranted(mut event) = granted("A", 50_000) else { unreachable!() };
    event.case.applicant = Applicant::parse("PV28").unwrap();
    assert_eq!(public(&event.into()).unwrap()["ontvangerNaam"], "provincie Zuid-Holland");
}

#[test]
fn a_sealed_list_and_its_draw_are_public_so_that_anyone_can_draw_again() {
    let list = public(&sealed()).unwrap();
    assert_eq!(list["aanvragen"], json!([application("A"), application("B")]));
    assert_eq!((list["hash"].as_str(), list["bronVanHetZaad"]["ronde"].as_u64()), (Some("ab12"), Some(7)));
    assert_eq!(list["loting"], json!({ "soort": "dag", "dag": "2022-10-11" }));
    let draw = public(&drawn()).unwrap();
    assert_eq!(draw["volgorde"], json!([application("B"), application("A")]));
    assert_eq!((draw["hash"].as_str(), draw["zaad"].as_str()), (Some("ab12"), Some("cd34")));
}

#[test]
fn a_ranking_is_public_whole_but_for_who_made_it_and_on_what_ground() {
    let data = public(&ranked()).unwrap();
    assert_eq!(data["regels"]["methode"], "afvalcriteria-dan-score");
    assert_eq!(data["kandidaten"][1]["gevraagdCent"], 5_000);
    assert_eq!(
        (data["plaatsen"][0]["plaats"].as_u64(), data["plaatsen"][0]["scoreHonderdsten"].as_u64()),
        (Some(1), Some(750))
    );
    assert_eq!(
        data["plaatsen"][1]["uitgesloten"],
        json!({ "reden": "afvalcriterium", "criteria": ["haalbaar"] })
    );
    assert_eq!(data["regelingZwijgtOver"], json!(["wat bij gelijke aanvragen beslist"]));
}

#[test]
fn money_that_is_carried_over_is_public_with_from_where_and_to_where() {
    let event = carried(purse("proef-2022", Some("studenten")), purse("proef-2023", None), 10);
    let data = public(&event).unwrap();
    assert_eq!(data["van"], json!({ "tranche": "proef-2022", "deelplafond": "studenten" }));
    assert_eq!(
        (data["naar"]["tranche"].as_str(), data["bedragCent"].as_i64()),
        (Some("proef-2023"), Some(1_000))
    );
    assert!(may_see_all(&event, None));
}

#[test]
fn neither_who_acted_nor_a_free_ground_is_ever_in_what_is_public() {
    let Event::TrancheOpened(mut set) = opened(1) else { unreachable!() };
    set.silence = Some(silence());
    let set: Event = set.into();
    assert_eq!(public(&set).unwrap()["regelingZwijgtOver"], json!(["wat bij gelijke aanvragen beslist"]));
    for event in [set, sealed(), drawn(), ranked()] {
        let text = public(&event).unwrap().to_string();
        assert!(!text.contains(person().as_str()) && !text.contains("Geheime grond"), "{text}");
        assert!(!may_see_all(&event, None), "its bytes hold one or the other");
        assert!(may_see_all(&event, Some(&caller(Role::Ministry, "BZK"))));
    }
}

#[test]
fn the_bytes_of_a_case_are_for_its_own_municipality_and_for_government() {
    let event = submitted("A", 50_000);
    assert!(!may_see_all(&event, None));
    assert!(may_see_all(&event, Some(&caller(Role::Municipality, "GM0758"))));
    assert!(!may_see_all(&event, Some(&caller(Role::Municipality, "GM0363"))));
    assert!(may_see_all(&event, Some(&caller(Role::Ministry, "BZK"))));
    assert!(may_see_all(&opened(1), None));
}
