//! Stories of other money: ceilings of pots, fixed amounts and caps, amounts by kind of dwelling.

use super::{Outcome, WhatIf, replay};
use crate::commands::{ChangeCeiling, Submit};
use crate::event::Event;
use crate::testing::*;
use crate::words::{Cents, Dwelling, Project, Units};

fn amounts(history: &Given, what_if: &WhatIf) -> [Option<i64>; 3] {
    let replayed = replay(history.log(), &tranche(), what_if).unwrap();
    ["A", "B", "C"].map(|name| {
        let one = replayed.cases.get(&application(name))?;
        one.outcome.amount().map(|amount| amount.get() / 100)
    })
}

fn ceiling(euros: i64) -> WhatIf {
    WhatIf { ceiling: Some(Cents::euros(euros)), ..WhatIf::default() }
}

fn cap(euros: i64) -> WhatIf {
    WhatIf { maximum_per_applicant: Some(Cents::euros(euros)), ..WhatIf::default() }
}

fn per_home(euros: i64) -> WhatIf {
    WhatIf { amount_per_unit: Some(Cents::euros(euros)), ..WhatIf::default() }
}

fn does<C: crate::Command>(history: Given, command: C) -> Given {
    let happened = history.clone().when(command).happened();
    history.and(happened)
}

fn from_pot(events: [Event; 3], key: &str) -> [Event; 3] {
    events.map(|event| match event {
        Event::ApplicationSubmitted(mut event) => {
            event.pot = Some(pot(key));
            event.into()
        }
        other => other,
    })
}

fn pots(kind: &str, keys: &[(&str, i64)]) -> Given {
    let text = keys.iter().map(|(key, euros)| {
        format!("[[tranches.pots]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"{kind}\"\nceiling_euros = {{ value = {euros}, source = \"proef\" }}\n")
    });
    let text = trial(&[], &text.collect::<Vec<_>>().join("\n"));
    given(given([]).when(publish(&text)).happened()).and([opened_with_pots(keys)])
}

#[test]
fn yearly_slices_grow_and_shrink_with_the_ceiling_of_which_they_are_parts() {
    let yearly = pots("year", &[("2022", 50_000), ("2023", 50_000)])
        .and(from_pot(ready("GM0758", "A", 50_000), "2022"))
        .and(from_pot(ready("GM0344", "B", 50_000), "2022"))
        .and(from_pot(ready("GM0363", "C", 30_000), "2023"));
    let decided = does(yearly, approve("GM0758", "A", 50_000));
    assert_eq!(amounts(&decided, &WhatIf::default()), [Some(50_000), None, Some(30_000)]);
    assert_eq!(amounts(&decided, &ceiling(200_000)), [Some(50_000), Some(50_000), Some(30_000)]);
    assert_eq!(amounts(&decided, &ceiling(60_000)), [None, None, Some(30_000)], "30,000 for each year");
    assert_eq!(amounts(&decided, &ceiling(59_999)), [None, None, None], "half a euro too little");
}

#[test]
fn a_quota_stays_the_same_part_of_another_ceiling() {
    let both = pots("reserved", &[("studenten", 40_000)])
        .and(ready("GM0758", "A", 70_000))
        .and(from_pot(ready("GM0344", "B", 60_000), "studenten"));
    assert_eq!(amounts(&both, &WhatIf::default()), [Some(70_000), None, None], "B does not fit in the quota");
    assert_eq!(amounts(&both, &ceiling(150_000)), [Some(70_000), Some(60_000), None]);
    let less = does(both, ChangeCeiling { pot: Some(pot("studenten")), ..changed_to(80_000) });
    assert_eq!(amounts(&less, &WhatIf::default()), [None, Some(60_000), None], "B comes first by the quota");
    let lower = amounts(&less, &ceiling(70_000));
    assert_eq!(lower, [Some(70_000), None, None], "B does not fit in a quota of 56,000, so A is before it");
}

fn changed_to(euros: i64) -> ChangeCeiling {
    ChangeCeiling {
        tranche: tranche(),
        pot: None,
        ceiling: Cents::euros(euros),
        decided_on: day_of_test("2022-11-21"),
        published_on: None,
        source: source(),
        by: assessor("beheer"),
    }
}

#[test]
fn the_ceiling_that_there_was_in_the_end_leaves_a_pot_what_it_was_in_the_end() {
    let raised = does(pots("separate", &[("studenten", 40_000)]), changed_to(200_000));
    let raised = does(raised, ChangeCeiling { pot: Some(pot("studenten")), ..changed_to(80_000) })
        .and(from_pot(ready("GM0758", "A", 80_000), "studenten"));
    assert_eq!(amounts(&raised, &ceiling(200_000)), [Some(80_000), None, None]);
    assert_eq!(amounts(&raised, &ceiling(199_000)), [None, None, None], "it would be 79,600");
}

/// A asks 70,000 for ten homes of a fixed 7,000.
fn fixed(when_full: &str) -> Given {
    let rules = format!("fixed_per_unit_euros = {{ value = 7000, source = \"proef\" }}\n{when_full}");
    let asked = Submit { projects: vec![ten_homes(70_000)], ..submit("GM0758", "A", "2022-09-20T08:00:00Z") };
    let [_, complete, advice] = ready("GM0758", "A", 70_000);
    does(opened_under(&["maximum_per_unit"], &rules), asked).and([complete, advice])
}

fn ten_homes(euros: i64) -> Project {
    let mut project = project(euros);
    project.lines[0].planned = Units::new(10);
    project
}

#[test]
fn a_cap_leaves_of_a_fixed_amount_whole_homes_as_an_assessor_could_grant() {
    let decided = does(fixed(""), approve("GM0758", "A", 70_000));
    assert_eq!(amounts(&decided, &cap(40_000)), [Some(35_000), None, None], "five homes");
    assert_eq!(amounts(&decided, &cap(6_999)), [None, None, None], "not even one");
    assert_eq!(amounts(&decided, &per_home(8_000)), [Some(80_000), None, None]);
    let five = does(fixed(""), approve("GM0758", "A", 35_000));
    assert_eq!(amounts(&five, &per_home(8_000)), [Some(40_000), None, None], "still five homes");
    let capped = WhatIf { maximum_per_applicant: Some(Cents::euros(40_000)), ..per_home(9_000) };
    assert_eq!(amounts(&decided, &capped), [Some(36_000), None, None], "four homes of 9,000");
}

#[test]
fn where_a_scheme_grants_in_part_a_cap_can_leave_a_part_of_a_fixed_amount() {
    let partial = fixed("when_full = { value = \"partial\", source = \"proef\" }\n");
    let decided = does(partial, approve("GM0758", "A", 70_000));
    assert_eq!(amounts(&decided, &cap(40_000)), [Some(40_000), None, None]);
}

#[test]
fn of_an_annex_a_cap_leaves_the_whole_row_or_nothing() {
    let annex = "allocation = { value = \"annex\", source = \"proef\" }\n\n[[tranches.annex]]\nrecipient = \"GM0758\"\neuros = 50000\nsource = \"proef\"";
    let decided = does(
        opened_under(&["allocation"], annex).and(ready("GM0758", "A", 50_000)),
        approve("GM0758", "A", 50_000),
    );
    assert_eq!(amounts(&decided, &cap(50_000)), [Some(50_000), None, None]);
    assert_eq!(amounts(&decided, &cap(49_999)), [None, None, None]);
}

/// A asks all it can for ten homes and ten lodgings.
fn by_dwelling(without: &[&str], rows: &[(&str, i64)], euros: i64) -> Given {
    let rows = rows.iter().map(|(dwelling, euros)| {
        format!("[[tranches.maximum_per_dwelling]]\ndwelling = \"{dwelling}\"\neuros = {euros}\nsource = \"proef\"\n")
    });
    let mut project = ten_homes(euros);
    let mut lodgings = project.lines[0].clone();
    lodgings.kind.dwelling = Dwelling::Lodging;
    project.lines.push(lodgings);
    let asked = Submit { projects: vec![project], ..submit("GM0758", "A", "2022-09-20T08:00:00Z") };
    let [_, complete, advice] = ready("GM0758", "A", euros);
    let ready =
        does(opened_under(without, &rows.collect::<Vec<_>>().join("\n")), asked).and([complete, advice]);
    does(ready, approve("GM0758", "A", euros))
}

#[test]
fn amounts_by_kind_of_dwelling_stay_in_proportion_to_the_amount_per_home() {
    let decided = by_dwelling(&[], &[("lodging", 2_000)], 90_000);
    assert_eq!(amounts(&decided, &per_home(3_500)), [Some(45_000), None, None], "3,500 and 1,000");
    let only = by_dwelling(&["maximum_per_unit"], &[("self-contained", 7_000), ("lodging", 2_000)], 90_000);
    assert_eq!(amounts(&only, &per_home(3_500)), [Some(45_000), None, None]);
}

#[test]
fn where_no_source_gave_an_amount_per_home_a_changed_one_is_the_most_and_what_is_asked_stays() {
    let asked = Submit { projects: vec![ten_homes(50_000)], ..submit("GM0758", "A", "2022-09-20T08:00:00Z") };
    let [_, complete, advice] = ready("GM0758", "A", 50_000);
    let silent = does(opened_under(&["maximum_per_unit"], ""), asked).and([complete, advice]);
    let decided = does(silent, approve("GM0758", "A", 50_000));
    assert_eq!(amounts(&decided, &per_home(3_000)), [Some(30_000), None, None]);
    assert_eq!(amounts(&decided, &per_home(9_000)), [Some(50_000), None, None]);
}

#[test]
fn who_was_capped_in_whole_homes_gets_more_under_a_higher_cap() {
    let rules = "fixed_per_unit_euros = { value = 7000, source = \"proef\" }\nmaximum_per_applicant_euros = { value = 40000, source = \"proef\" }";
    let asked = Submit { projects: vec![ten_homes(70_000)], ..submit("GM0758", "A", "2022-09-20T08:00:00Z") };
    let [_, complete, advice] = ready("GM0758", "A", 70_000);
    let open = opened_under(&["maximum_per_unit", "maximum_per_applicant"], rules);
    let decided = does(does(open, asked).and([complete, advice]), approve("GM0758", "A", 35_000));
    let same = replay(decided.log(), &tranche(), &WhatIf::default()).unwrap();
    assert_eq!(same.cases[&application("A")].outcome, Outcome::Granted(Cents::euros(35_000)));
    assert_eq!(amounts(&decided, &cap(70_000)), [Some(70_000), None, None]);
}
