use super::*;
use crate::figures::table::TrancheNames;

fn known() -> Names {
    let tranche = |taxonomy: &str| TrancheNames {
        name: "RHA".into(),
        scheme: "rha".into(),
        taxonomy: Some(taxonomy.into()),
        groups: BTreeMap::new(),
        families: false,
    };
    Names {
        schemes: BTreeMap::from([("rha".into(), "Regeling".into())]),
        tranches: BTreeMap::from([
            ("rha-2022".into(), tranche("rha-2022")),
            ("rha-2023".into(), tranche("rha-2023")),
        ]),
    }
}

fn asked(query: &[(&str, &str)]) -> Result<Asked, Vec<(String, String)>> {
    let pairs = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let now = "2026-11-20T12:00:00Z".parse().unwrap();
    let mut parameters = Parameters::new(pairs, &names(&[]), now);
    let asked = parameters.asked(&known());
    let errors = parameters.errors.iter().map(|error| (error.name.clone(), error.code.clone())).collect();
    if parameters.errors.is_empty() { Ok(asked) } else { Err(errors) }
}

#[test]
fn without_more_all_figures_of_now_are_asked() {
    let asked = asked(&[]).unwrap();
    assert_eq!(asked, Asked::now("2026-11-20T12:00:00Z".parse().unwrap()));
    assert_eq!((asked.as_of.to_string().as_str(), asked.tranche()), ("2026-11-20", None));
}

#[test]
fn every_mistake_is_told_at_once() {
    let query = [
        ("tranche", "rha-1900"),
        ("regeling", "rha,sft"),
        ("jaar", "23"),
        ("halfjaar", "2023-h3"),
        ("gemeente", "Breda"),
        ("bewijsgraad", "zeker"),
        ("groepeerOp", "kleur,duur,duur"),
        ("taxonomie", "rha-1900"),
        ("maat", "toegekend,beloofd"),
        ("gemeentegrenzen", "straks"),
        ("peildatum", "gisteren"),
        ("bekendOp", "2022"),
        ("reeks", "dag"),
        ("pijldatum", "2022-01-01"),
    ];
    let errors = asked(&query).unwrap_err();
    let expected = [
        ("pijldatum", "onbekend-veld"),
        ("regeling", "onbekend"),
        ("tranche", "onbekend"),
        ("jaar", "format"),
        ("halfjaar", "format"),
        ("gemeente", "pattern"),
        ("bewijsgraad", "enum"),
        ("groepeerOp", "enum"),
        ("groepeerOp", "dubbel"),
        ("taxonomie", "onbekend"),
        ("gemeentegrenzen", "enum"),
        ("maat", "enum"),
        ("peildatum", "format"),
        ("bekendOp", "format"),
        ("reeks", "enum"),
    ];
    assert_eq!(errors, expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
}

#[test]
fn a_target_group_is_only_asked_within_one_taxonomy() {
    assert!(asked(&[("groepeerOp", "aandachtsgroep")]).is_err());
    assert!(asked(&[("aandachtsgroep", "studenten")]).is_err());
    assert!(asked(&[("groepeerOp", "aandachtsgroep"), ("tranche", "rha-2022,rha-2023")]).is_err());
    assert!(asked(&[("groepeerOp", "aandachtsgroep,tranche")]).is_ok());
    assert!(asked(&[("groepeerOp", "aandachtsgroep"), ("tranche", "rha-2022")]).is_ok());
    assert!(asked(&[("groepeerOp", "aandachtsgroep"), ("taxonomie", "rha-2023")]).is_ok());
}

#[test]
fn several_values_stand_between_commas_and_the_question_is_about_a_place_when_one_is_chosen() {
    let several = asked(&[("gemeente", "GM0363, GM0344"), ("maat", "toegekend,gerealiseerd")]).unwrap();
    assert_eq!(several.only[&Dimension::Municipality].len(), 2);
    assert_eq!(several.measures, BTreeSet::from([Measure::Granted, Measure::Realised]));
    assert!(several.tells_where(), "also when nothing is grouped");
    assert!(!asked(&[("regeling", "rha")]).unwrap().tells_where());
}

#[test]
fn a_series_has_a_step_a_first_day_and_an_end() {
    let series = asked(&[("reeks", "jaar"), ("vanaf", "2022-03-01"), ("peildatum", "2024-06-30")]).unwrap();
    let days: Vec<_> = series.days.iter().map(Date::to_string).collect();
    assert_eq!(days, ["2022-12-31", "2023-12-31", "2024-06-30"]);
    let wrong = |query: &[(&str, &str)]| asked(query).unwrap_err()[0].clone();
    assert_eq!(wrong(&[("reeks", "jaar")]), ("vanaf".into(), "required".into()));
    assert_eq!(wrong(&[("vanaf", "2022-01-01")]), ("reeks".into(), "required".into()));
    let later = [("reeks", "jaar"), ("vanaf", "2024-01-01"), ("peildatum", "2023-01-01")];
    assert_eq!(wrong(&later), ("vanaf".into(), "na-peildatum".into()));
    assert_eq!(wrong(&[("reeks", "maand"), ("vanaf", "1900-01-01")]), ("reeks".into(), "maximum".into()));
}

#[test]
fn what_lies_before_the_calendar_is_no_day_and_no_moment() {
    for text in ["-009999-01-01", "0000-12-31"] {
        assert!(asked(&[("peildatum", text)]).is_err() && asked(&[("bekendOp", text)]).is_err(), "{text}");
    }
    assert!(asked(&[("bekendOp", "-009999-06-30T12:00:00Z")]).is_err());
    assert!(asked(&[("peildatum", "0001-01-01"), ("bekendOp", "0001-01-01")]).is_ok());
}

#[test]
fn known_on_a_day_means_until_midnight_in_amsterdam() {
    let known_at = asked(&[("bekendOp", "2023-06-30")]).unwrap().known_at;
    assert_eq!(known_at.to_string(), "2023-06-30T21:59:59.999999Z");
    assert_eq!(asked(&[("bekendOp", "2999-01-01")]).unwrap().known_at.to_string(), "2026-11-20T12:00:00Z");
}

#[test]
fn where_no_group_is_named_homes_are_for_everyone_and_where_no_rules_are_known_any_group_can_be() {
    let of_2022 = Only::from([(Dimension::Tranche, BTreeSet::from(["rha-2022".to_owned()]))]);
    let mut names = known();
    let groups = |names: &Names| names.groups(&of_2022, None);
    assert_eq!(groups(&names), Some(BTreeSet::from([TargetGroup::EVERYONE.to_owned()])));
    names.tranches.get_mut("rha-2022").unwrap().groups.insert("studenten".into(), "studenten".into());
    assert_eq!(groups(&names), Some(BTreeSet::from(["studenten".to_owned()])));
    assert_eq!(names.groups(&Only::new(), None).unwrap().len(), 2, "of both tranches");
    names.tranches.get_mut("rha-2022").unwrap().taxonomy = None;
    assert_eq!(groups(&names), None);
    assert!(asked(&[("tranche", "rha-2022"), ("aandachtsgroep", "studenten")]).is_err());
    assert!(asked(&[("tranche", "rha-2022"), ("aandachtsgroep", TargetGroup::EVERYONE)]).is_ok());
}

#[test]
fn there_are_the_recipients_that_a_register_has_or_had_and_any_that_no_register_has() {
    for code in ["GM0363", "GM0501", "PV28", "SW-de-bevelanden", "WGR-holland-rijnland", "KVK12345678"] {
        assert!(asked(&[("gemeente", code)]).is_ok(), "{code}");
    }
    let wrong = |query: &[(&str, &str)]| asked(query).unwrap_err();
    assert_eq!(wrong(&[("gemeente", "GM9999")]), [("gemeente".into(), "onbekend".into())]);
    assert_eq!(wrong(&[("regio", "PV28")]), [("regio".into(), "geen-regio".into())]);
    let now = [("gemeente", "GM0501,GM1992"), ("gemeentegrenzen", "nu")];
    assert_eq!(wrong(&now), [("gemeente".into(), "andere-gemeentegrenzen".into())]);
}

#[test]
fn what_is_derived_is_asked_by_its_own_word_and_comes_with_what_it_is_made_of() {
    let asked = |word| asked(&[("maat", word)]).unwrap().measures.into_iter().collect::<Vec<_>>();
    assert_eq!(asked("gepland"), [Measure::Granted, Measure::Released]);
    assert_eq!(asked("vrij"), [Measure::Ceiling, Measure::Granted, Measure::Released]);
    assert_eq!(asked("gepland,gestart"), [Measure::Granted, Measure::Released, Measure::Started]);
}
