//! What of an application does not fit, rule by rule, against a tranche with that rule alone.

use super::flaws_in;
use crate::commands::Submit;
use crate::event::Partnership;
use crate::scheme::{Tranche, read};
use crate::testing::*;
use crate::words::*;
use std::collections::BTreeSet;

/// The trial tranche with these lines.
fn tranche_with(without: &[&str], with: &str) -> Tranche {
    read(&trial(without, with)).unwrap().tranches.remove(0)
}

fn asked() -> Submit {
    submit("GM0758", "A", "2022-09-20T08:00:00Z")
}

fn flaws(asked: &Submit, tranche: &Tranche) -> Vec<(String, &'static str)> {
    flaws_in(asked, tranche).into_iter().map(|flaw| (flaw.place, flaw.code)).collect()
}

fn only(asked: &Submit, tranche: &Tranche, place: &str, code: &'static str) {
    assert_eq!(flaws(asked, tranche), [(place.to_owned(), code)]);
}

fn fits(asked: &Submit, tranche: &Tranche) {
    assert_eq!(flaws(asked, tranche), []);
}

const POTS: &str = r#"[[tranches.pots]]
key = "studenten"
name = "Studenten"
kind = "separate"
ceiling_euros = { value = 50000, source = "proef" }"#;

#[test]
fn a_sub_ceiling_must_be_chosen_and_exist() {
    let tranche = tranche_with(&[], POTS);
    let mut one = asked();
    only(&one, &tranche, "deelplafond", "ontbreekt");
    one.pot = Some(pot("overige"));
    only(&one, &tranche, "deelplafond", "onbekend");
    only(&one, &tranche_with(&[], ""), "deelplafond", "onbekend");
    one.pot = Some(pot("studenten"));
    fits(&one, &tranche);
}

#[test]
fn a_reserved_quota_can_be_left_unchosen() {
    fits(&asked(), &tranche_with(&[], &POTS.replace("separate", "reserved")));
}

#[test]
fn a_yearly_slice_follows_from_the_day_of_receipt() {
    let slices = POTS.replace("studenten", "2022").replace("separate", "year");
    let tranche = tranche_with(&[], &slices);
    let mut one = asked();
    fits(&one, &tranche);
    one.pot = Some(pot("2022"));
    only(&one, &tranche, "deelplafond", "niet-toegestaan");
    one.pot = None;
    one.received_at = at("2023-01-01T12:00:00Z");
    only(&one, &tranche, "deelplafond", "geen-jaarplafond");
}

#[test]
fn a_cooperation_names_its_municipalities_and_one_of_them_leads() {
    let tranche = tranche_with(
        &["applicants"],
        "applicants = { value = [\"cooperation\", \"municipality\"], source = \"proef\" }",
    );
    let code = |code: &str| MunicipalityCode::parse(code).unwrap();
    let mut one = submit("SW-de-bevelanden", "A", "2022-09-20T08:00:00Z");
    fits(&one, &tranche);
    let members = BTreeSet::from([code("GM0664"), code("GM0654")]);
    one.partnership = Some(Partnership { lead: code("GM0664"), members: members.clone() });
    fits(&one, &tranche);
    one.partnership = Some(Partnership { lead: code("GM0758"), members: BTreeSet::from([code("GM9999")]) });
    let expected = [
        ("samenwerking.penvoerder", "geen-deelnemer"),
        ("samenwerking.deelnemers", "te-weinig"),
        ("samenwerking.deelnemers[0]", "onbekend"),
    ];
    assert_eq!(flaws(&one, &tranche), expected.map(|(place, code)| (place.to_owned(), code)));
    let mut alone = asked();
    alone.partnership = Some(Partnership { lead: code("GM0664"), members });
    only(&alone, &tranche, "samenwerking", "niet-toegestaan");
}

#[test]
fn a_fixed_amount_per_home_is_asked_exactly() {
    let tranche =
        tranche_with(&["maximum_per_unit"], "fixed_per_unit_euros = { value = 500, source = \"proef\" }");
    let mut one = asked();
    fits(&one, &tranche);
    one.projects[0].requested = Amount::gross(Cents::euros(49_999));
    only(&one, &tranche, "projecten[0].bedragCent", "vast-bedrag");
}

#[test]
fn an_annex_is_asked_exactly() {
    let row = "[[tranches.annex]]\nrecipient = \"GM0758\"\neuros = 50000\nsource = \"proef\"";
    let mut one = asked();
    fits(&one, &tranche_with(&[], row));
    one.projects[0].requested = Amount::gross(Cents::euros(49_000));
    only(&one, &tranche_with(&[], row), "projecten", "niet-volgens-bijlage");
}

#[test]
fn a_family_has_its_amount_by_its_size() {
    let families = r#"minimum_household = { value = 7, source = "proef" }

[[tranches.household_maxima]]
from = 7
to = 9
maximum_euros = 35000
source = "proef"

[[tranches.household_maxima]]
from = 11
maximum_euros = 60000
source = "proef""#;
    let tranche = tranche_with(&["maximum_per_unit"], families);
    let mut one = asked();
    only(&one, &tranche, "projecten[0].gezinsgrootte", "ontbreekt");
    let mut with = |persons| {
        one.projects[0].household = Some(persons);
        flaws(&one, &tranche)
    };
    assert_eq!(with(6), [("projecten[0].gezinsgrootte".to_owned(), "te-klein")]);
    assert_eq!(with(10), [("projecten[0].gezinsgrootte".to_owned(), "geen-bedrag")]);
    assert_eq!(with(9), [("projecten[0].bedragCent".to_owned(), "boven-maximum-per-gezin")]);
    assert_eq!(with(11), []);
}

#[test]
fn a_share_of_the_shortfall_needs_the_shortfall_and_the_own_contribution() {
    let shares = "share_of_shortfall_percent = { value = 50, source = \"proef\" }\nown_contribution_percent = { value = 50, source = \"proef\" }";
    let tranche = tranche_with(&["maximum_per_unit"], shares);
    let mut one = asked();
    only(&one, &tranche, "projecten[0].financiering", "ontbreekt");
    let mut with = |shortfall, own| {
        let (shortfall, own_contribution) = (Cents::new(shortfall), Cents::new(own));
        one.projects[0].finances = Some(Finances { shortfall, own_contribution });
        flaws(&one, &tranche)
    };
    assert_eq!(with(10_000_000, 5_000_000), []);
    let above = ("projecten[0].bedragCent".to_owned(), "boven-deel-van-tekort");
    let low = ("projecten[0].financiering.eigenBijdrageCent".to_owned(), "te-laag");
    assert_eq!(with(10_000_001, 5_000_000), [low], "half of it is more than is put in, by rounding up");
    let nothing = ("projecten[0].financiering.tekortCent".to_owned(), "te-laag");
    assert_eq!(with(0, 0), [nothing, above.clone()]);
    assert_eq!(with(9_999_999, 5_000_000), [above], "half of it is a cent less than asked");
    let more_than_all = ("projecten[0].financiering.eigenBijdrageCent".to_owned(), "buiten-bereik");
    assert_eq!(with(10_000_000, 10_000_001), [more_than_all]);
}

#[test]
fn an_application_asks_no_more_than_the_maximum_for_one_whatever_its_projects_ask() {
    let tranche = |euros: i64| {
        let most = format!("maximum_per_application_euros = {{ value = {euros}, source = \"proef\" }}");
        tranche_with(&["maximum_per_unit_euros"], &most)
    };
    let mut one = asked();
    one.projects.push(project(10_000));
    one.projects[1].key = crate::words::ProjectKey::parse("P2").unwrap();
    fits(&one, &tranche(60_000));
    only(&one, &tranche(59_999), "projecten", "boven-maximum-per-aanvraag");
}

#[test]
fn there_are_homes_enough_and_enough_of_them_for_whom_the_scheme_is() {
    let rules = r#"minimum_units = { value = 100, source = "proef" }
minimum_units_per_project = { value = 100, source = "proef" }

[[tranches.target_groups]]
code = "overig"
name = "overig"
source = "proef"

[[tranches.minimum_shares]]
groups = ["statushouders"]
percent = 30
source = "proef""#;
    let tranche = tranche_with(&[], rules);
    let mut one = asked();
    fits(&one, &tranche);
    let mut other = one.projects[0].lines[0].clone();
    other.kind.target_group = TargetGroup::parse("overig").unwrap();
    other.planned = Units::new(70);
    one.projects[0].lines[0].planned = Units::new(30);
    one.projects[0].lines.push(other);
    fits(&one, &tranche);
    one.projects[0].lines[0].planned = Units::new(29);
    let few = "te-weinig-woonruimten";
    let expected = [("projecten[0].regels", few), ("projecten", few), ("projecten", "aandeel-te-laag")];
    assert_eq!(flaws(&one, &tranche), expected.map(|(place, code)| (place.to_owned(), code)));
}

#[test]
fn only_where_the_scheme_is_not_for_homes_a_project_needs_none() {
    let mut one = asked();
    one.projects[0].lines.clear();
    only(&one, &tranche_with(&[], ""), "projecten[0].regels", "leeg");
    fits(&one, &tranche_with(&[], "is_for_homes = { value = false, source = \"proef\" }"));
}

#[test]
fn only_dwellings_that_the_scheme_names_count() {
    let shared = "dwellings = { value = [\"shared\"], source = \"proef\" }";
    only(&asked(), &tranche_with(&[], shared), "projecten[0].regels[0].zelfstandigheid", "niet-toegestaan");
    let flex = "permanences = { value = [\"flex\"], source = \"proef\" }";
    only(&asked(), &tranche_with(&[], flex), "projecten[0].regels[0].duur", "niet-toegestaan");
}

#[test]
fn where_a_scheme_knows_no_target_groups_homes_are_for_everyone() {
    let mut tranche = tranche_with(&[], "");
    tranche.target_groups.clear();
    let mut one = asked();
    only(&one, &tranche, "projecten[0].regels[0].aandachtsgroep", "onbekend");
    one.projects[0].lines[0].kind.target_group = TargetGroup::parse(TargetGroup::EVERYONE).unwrap();
    fits(&one, &tranche);
}
