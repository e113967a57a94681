//! A file with every field is read whole.

mod mistakes;

use super::*;
use crate::scheme::*;
use crate::words::*;

const EXAMPLE: &str = include_str!("example.toml");
const RHA: &str = include_str!("../../../schemes/rha.toml");
const SFT: &str = include_str!("../../../schemes/sft.toml");

fn example() -> Tranche {
    read(EXAMPLE).unwrap().tranches.remove(0)
}

fn cited<T>(value: T) -> Option<Sourced<T>> {
    Some(Sourced { value, source: "courant-1".into() })
}

#[test]
fn the_schemes_of_this_house_can_be_read() {
    let rha = read(RHA).unwrap();
    let tranche = rha.tranche(&TrancheKey::parse("rha-2022").unwrap()).unwrap();
    assert_eq!(tranche.ceilings[0].ceiling, Cents::euros(37_100_000));
    assert_eq!(tranche.target_groups.len(), 7);
    let sft = read(SFT).unwrap();
    let tranche = sft.tranche(&TrancheKey::parse("sft-2022").unwrap()).unwrap();
    let amsterdam = Applicant::parse("GM0363").unwrap();
    let breda = Applicant::parse("GM0758").unwrap();
    assert_eq!(tranche.maximum_for(&amsterdam), Some(Cents::euros(12_000_000)));
    assert_eq!(tranche.maximum_for(&breda), Some(Cents::euros(10_000_000)));
}

#[test]
fn the_money_of_the_example_is_read() {
    let tranche = example();
    let ceilings: Vec<_> = tranche.ceilings.iter().map(|one| (one.ceiling, one.published_on)).collect();
    let later = Some(jiff::civil::date(2024, 2, 1));
    assert_eq!(ceilings, [(Cents::euros(1_000_000), None), (Cents::euros(1_500_000), later)]);
    assert_eq!(tranche.carries_over, cited(true));
    assert_eq!(tranche.maximum_per_unit, cited(Cents::euros(7_000)));
    assert_eq!(tranche.maximum_per_dwelling.get(&Dwelling::Shared), cited(Cents::euros(3_500)).as_ref());
    let sizes: Vec<_> = tranche.household_maxima.iter().map(|row| (row.from, row.to)).collect();
    assert_eq!(sizes, [(2, Some(4)), (5, None)]);
    assert_eq!(
        (tranche.share_of_shortfall.clone(), tranche.own_contribution.clone()),
        (cited(50), cited(25))
    );
    assert_eq!(tranche.annex[&Applicant::parse("SW-de-bevelanden").unwrap()].value, Cents::euros(40_000));
    assert_eq!(tranche.key_parts[&Applicant::parse("PV28").unwrap()].value, 31);
    let kinds: Vec<_> = tranche.pots.iter().map(|pot| pot.kind).collect();
    assert_eq!(kinds, [PotKind::Separate, PotKind::Reserved, PotKind::Year(2025)]);
    assert_eq!(tranche.pots[0].allocation, cited(Allocation::Category));
    assert_eq!(tranche.payments[0].percent, 80);
}

#[test]
fn the_homes_and_the_division_of_the_example_are_read() {
    let tranche = example();
    assert_eq!(tranche.applicants.value.len(), 5);
    assert_eq!(tranche.maximum_applications, cited(3));
    assert_eq!(tranche.is_for_homes, cited(true));
    assert_eq!(tranche.minimum_household, cited(2));
    assert_eq!(tranche.dwellings, cited(vec![Dwelling::SelfContained, Dwelling::Shared, Dwelling::Lodging]));
    assert_eq!(tranche.minimum_units, cited(Units::new(10)));
    assert_eq!(tranche.minimum_units_per_project, cited(Units::new(5)));
    assert_eq!((tranche.minimum_shares[0].groups.len(), tranche.minimum_shares[0].percent), (2, 30));
    assert_eq!(tranche.knock_outs.len(), 1);
    assert_eq!(tranche.excludes, cited(vec![SchemeKey::parse("andere-regeling").unwrap()]));
    assert_eq!(tranche.allocation, cited(Allocation::Score));
    assert_eq!(
        (tranche.ties.clone(), tranche.when_full.clone()),
        (cited(TieBreak::Lot), cited(WhenFull::Skip))
    );
    let categories: Vec<_> = tranche.categories.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(categories, ["a", "b"], "in order of priority");
    let criteria: Vec<_> = tranche.criteria.values().map(|one| (one.weight, one.minimum)).collect();
    assert_eq!(criteria, [(40, None), (60, Some(6))]);
    assert_eq!(
        (tranche.minimum_score.clone(), tranche.spread.clone()),
        (cited(600), cited(Spread::Province))
    );
    let urgent = &tranche.target_groups[&TargetGroup::parse("medische-urgentie").unwrap()];
    assert_eq!(urgent.belongs_to["voorbeeld-2023"], TargetGroup::parse("urgentie").unwrap());
}

#[test]
fn the_terms_of_the_example_are_read() {
    let tranche = example();
    let window = tranche.window.as_ref().unwrap().value;
    assert_eq!(window.opens_at, Some("2024-01-01T08:00:00Z".parse().unwrap()));
    assert_eq!(window.closes_at, Some("2024-03-01T16:00:00Z".parse().unwrap()));
    assert_eq!(
        tranche.milestones[0].counted_from,
        CountedFrom::Grant,
        "from the grant where nothing is said"
    );
    assert_eq!(
        (tranche.milestones[1].months, tranche.milestones[1].counted_from),
        (Some(36), CountedFrom::Start)
    );
    assert_eq!(tranche.decide_within, cited(DecisionTerm { weeks: 13, counted_from: CountedFrom::Closing }));
    assert_eq!(tranche.decide_by, cited(jiff::civil::date(2024, 6, 1)));
    assert_eq!((tranche.hold_years.clone(), tranche.start_within_years.clone()), (cited(10), cited(2)));
    assert_eq!(tranche.settlement, cited("Na de verantwoording volgens SiSa.".into()));
    assert_eq!(tranche.sisa_code, cited("X1".into()));
    assert_eq!(tranche.conditions.len(), 1);
}

#[test]
fn what_no_source_says_is_absent() {
    let tranche = read(EXAMPLE).unwrap().tranches.remove(1);
    assert_eq!(tranche.ceilings.len(), 1);
    assert_eq!(tranche.fixed_per_unit, cited(Cents::euros(5_000)));
    assert_eq!((tranche.ties, tranche.when_full, tranche.hold_years), (None, None, None));
    assert!(tranche.pots.is_empty() && tranche.criteria.is_empty() && tranche.conditions.is_empty());
    let least = "key = 'x'\nname = 'X'\nexecutor = {value = 'Y', source = 's'}\nsources.s = {reference = 'S', \
                 address = 'https://example.org'}\n[[tranches]]\nkey = 'x-1'\nname = 'X 1'\ntaxonomy = 'x-1'\n\
                 applicants = {value = ['municipality'], source = 's'}";
    let least = read(least).unwrap().tranches.remove(0);
    assert_eq!((least.window, least.allocation, least.ceilings.len()), (None, None, 0));
    assert!(least.target_groups.is_empty());
}
