//! Every rule is said, with its source.

use super::*;
use regulation::scheme::*;
use regulation::words::*;

/// RHA 2022 as the data hold it, then changed.
fn changed(change: impl FnOnce(&mut Tranche)) -> Vec<Voorwaarde> {
    let mut scheme = read(RHA).unwrap();
    let mut tranche = scheme.tranches.remove(0);
    change(&mut tranche);
    conditions(&scheme, &tranche)
}

fn said(text: &str) -> Vec<Voorwaarde> {
    let scheme = read(text).unwrap();
    conditions(&scheme, &scheme.tranches[0])
}

fn has(rules: &[Voorwaarde], words: &str) -> bool {
    rules.iter().any(|rule| rule.tekst.contains(words))
}

/// Each of these words is said, and with a source.
fn all_sourced(rules: &[Voorwaarde], words: &[&str]) {
    for word in words {
        let rule = rules.iter().find(|rule| rule.tekst.contains(word));
        assert!(rule.is_some_and(|rule| rule.bron.is_some()), "«{word}» in {rules:#?}");
    }
}

fn cited<T>(value: T) -> Sourced<T> {
    Sourced { value, source: source() }
}

fn source() -> String {
    "rvo-rha".to_owned()
}

fn pot(key: &str, kind: PotKind, euros: Option<i64>) -> Pot {
    let ceiling = euros.map(|euros| cited(Cents::euros(euros)));
    Pot { key: PotKey::parse(key).unwrap(), name: key.to_owned(), kind, ceiling, allocation: None }
}

fn recipients<T: Copy>(value: T) -> std::collections::BTreeMap<Applicant, Sourced<T>> {
    let code = |code: &str| Applicant::parse(code).unwrap();
    [(code("PV28"), cited(value)), (code("PV20"), cited(value))].into()
}

#[test]
fn every_rule_of_the_two_schemes_is_said_with_its_source() {
    let (rha, sft) = (said(RHA), said(SFT));
    assert!(rha.iter().chain(&sft).all(|rule| rule.bron.is_some()));
    assert!(has(&rha, "Aanvragen kunnen: gemeenten.") && has(&rha, "€ 2.000.000,00 per aanvrager"));
    assert!(has(&rha, "beslist het lot") && has(&rha, "Binnen 5 jaar"));
    assert!(has(
        &rha,
        "Aangekondigde aanvraagperiode: vanaf 2022-09-19 09:00:00 uur (Nederlandse tijd) tot en met"
    ));
    assert!(has(&rha, "Aangekondigd plafond: € 37.100.000,00, inclusief btw"));
    let applicants = "Aanvragen kunnen: gemeenten, samenwerkingen van gemeenten en provincies.";
    assert!(has(&sft, applicants) && has(&sft, "wachtlijst"));
    assert!(has(&sft, "Voor GM0363 is dat bij afspraak ten hoogste € 12.000.000,00."));
    assert!(!has(&sft, "Binnen 5 jaar"), "what no source says is left out");
}

#[test]
fn who_may_apply_how_often_and_with_what_it_cannot_be_combined() {
    let rules = changed(|tranche| {
        tranche.applicants =
            cited(vec![ApplicantKind::Province, ApplicantKind::Region, ApplicantKind::Organisation]);
        tranche.maximum_applications = Some(cited(1));
        tranche.excludes = Some(cited(vec![SchemeKey::parse("wbi").unwrap()]));
    });
    let applicants = "Aanvragen kunnen: provincies, openbare lichamen van gemeenten en investeerders.";
    all_sourced(&rules, &[applicants, "één aanvraag indienen", "niet ook geld krijgen uit: wbi."]);
}

#[test]
fn a_ceiling_and_its_parts() {
    let rules = changed(|tranche| {
        tranche.pots = vec![
            pot("studenten", PotKind::Separate, Some(10)),
            pot("ontheemden", PotKind::Reserved, Some(20)),
            pot("2024", PotKind::Year(2024), Some(30)),
        ];
        tranche.pots[0].allocation = Some(cited(Allocation::Category));
        tranche.ceilings[0].published_on = Some("2022-08-01".parse().unwrap());
        tranche.carries_over = Some(cited(true));
    });
    all_sourced(
        &rules,
        &[
            "(gepubliceerd op 2022-08-01)",
            "Deelplafond «studenten»: € 10,00",
            "Voor «studenten» geldt: Na de sluiting",
            "gaat € 20,00, inclusief btw, met voorrang naar «ontheemden»",
            "Jaarplafond 2024: € 30,00",
            "kan naar een andere tranche",
        ],
    );
}

#[test]
fn how_much_can_be_granted() {
    let rules = changed(|tranche| {
        tranche.maximum_per_dwelling = [(Dwelling::Lodging, cited(Cents::euros(3_000)))].into();
        tranche.fixed_per_unit = Some(cited(Cents::euros(7_000)));
        let family =
            |from, to| HouseholdMaximum { from, to, maximum: Cents::euros(90_000), source: source() };
        tranche.household_maxima = vec![family(8, Some(8)), family(9, Some(10)), family(11, None)];
        tranche.minimum_household = Some(cited(8));
        tranche.share_of_shortfall = Some(cited(50));
        tranche.own_contribution = Some(cited(25));
        tranche.maximum_per_application = Some(cited(Cents::euros(11_399_600)));
        tranche.annex = recipients(Cents::euros(1));
        tranche.key_parts = recipients(3);
    });
    all_sourced(
        &rules,
        &[
            "Ten hoogste € 3.000,00 per verblijfsruimte",
            "Een vast bedrag van € 7.000,00 per woonruimte",
            "voor een gezin van 8 personen.",
            "voor een gezin van 9 tot en met 10 personen.",
            "voor een gezin van 11 of meer personen.",
            "gezinnen van ten minste 8 personen",
            "Ten hoogste € 11.399.600,00 per aanvraag, inclusief btw.",
            "Ten hoogste 50 procent van het aantoonbare tekort",
            "ten minste 25 procent",
            "Een bijlage bij de regeling noemt 2 ontvangers",
            "De verdeelsleutel noemt 2 ontvangers",
        ],
    );
}

#[test]
fn for_which_homes() {
    let rules = changed(|tranche| {
        tranche.is_for_homes = Some(cited(true));
        tranche.dwellings = Some(cited(vec![Dwelling::Shared]));
        tranche.minimum_units = Some(cited(Units::new(11)));
        tranche.minimum_units_per_project = Some(cited(Units::new(1)));
        let groups = vec![TargetGroup::parse("studenten").unwrap()];
        tranche.minimum_shares = vec![MinimumShare { groups, percent: 30, source: source() }];
    });
    all_sourced(
        &rules,
        &[
            "Het geld is voor woonruimten.",
            "tellen mee: onzelfstandige woonruimten.",
            "Een aanvraag is voor ten minste 11 woonruimten.",
            "Elk project is voor ten minste één woonruimte.",
            "Ten minste 30 procent van de woonruimten is voor: uitwonende studenten.",
        ],
    );
}

#[test]
fn how_the_money_is_divided() {
    let rules = changed(|tranche| {
        tranche.allocation = Some(cited(Allocation::Score));
        let category =
            |code: &str| (CategoryCode::parse(code).unwrap(), cited(format!("Categorie van {code}")));
        tranche.categories = vec![category("a"), category("b")];
        let criterion =
            Criterion { name: "urgentie".to_owned(), weight: 40, minimum: Some(6), source: source() };
        tranche.criteria = [(CriterionCode::parse("urgentie").unwrap(), criterion)].into();
        tranche.knock_outs =
            [(CriterionCode::parse("haalbaar").unwrap(), cited("het plan is haalbaar".to_owned()))].into();
        tranche.minimum_score = Some(cited(650));
        tranche.spread = Some(cited(Spread::Province));
        tranche.ties = Some(cited(TieBreak::Lot));
        tranche.when_full = Some(cited(WhenFull::Partial));
    });
    all_sourced(
        &rules,
        &[
            "naar gewogen score",
            "Categorie b, 2e in voorrang: Categorie van b.",
            "urgentie. Dat telt voor 40 procent; wie daarop lager scoort dan 6, krijgt geen geld.",
            "(haalbaar): het plan is haalbaar.",
            "lager scoort dan 6,50,",
            "van elke provincie",
            "Tussen gelijke aanvragen beslist het lot.",
            "dan krijgt zij wat er nog is.",
        ],
    );
}

#[test]
fn what_happens_when() {
    let rules = changed(|tranche| {
        let started = MilestoneTerm {
            milestone: Milestone::Started,
            months: Some(24),
            counted_from: CountedFrom::Grant,
            definition: Some("de eerste paal is geslagen.".to_owned()),
            source: source(),
        };
        let defined = MilestoneTerm {
            milestone: Milestone::Realised,
            months: None,
            definition: Some("opgeleverd.".to_owned()),
            ..started.clone()
        };
        tranche.milestones = vec![started, defined];
        tranche.decide_within = Some(cited(DecisionTerm { weeks: 13, counted_from: CountedFrom::Closing }));
        tranche.payments =
            vec![Payment { percent: 80, moment: "bij de toekenning".to_owned(), source: source() }];
        tranche.settlement = Some(cited("Via de SiSa-verantwoording.".to_owned()));
        tranche.conditions = vec![cited("Het project ligt in een woondeal.".to_owned())];
    });
    all_sourced(
        &rules,
        &[
            "Binnen 24 maanden na de toekenning: start van de bouw. Onder «start van de bouw» verstaat de regeling: de \
             eerste paal is geslagen.",
            "Onder «woonruimten gerealiseerd» verstaat de regeling: opgeleverd.",
            "binnen 13 weken na de sluiting van de aanvraagperiode beslist",
            "Betaling van 80 procent: bij de toekenning.",
            "Vaststelling: Via de SiSa-verantwoording.",
            "Het project ligt in een woondeal.",
        ],
    );
}

#[test]
fn on_what_the_sources_are_silent_is_said_with_who_decides() {
    let rules = changed(|tranche| {
        tranche.window = None;
        tranche.ceilings = Vec::new();
        tranche.allocation = None;
        tranche.maximum_per_unit = None;
        tranche.pots = vec![pot("studenten", PotKind::Separate, None), pot("extra", PotKind::Reserved, None)];
    });
    let silent: Vec<_> =
        rules.iter().filter(|rule| rule.bron.is_none()).map(|rule| rule.tekst.as_str()).collect();
    assert_eq!(
        silent,
        [
            "Geen bron zegt wanneer de aanvraagperiode opent; daarover beslist de beheerder met een motivering.",
            "Geen bron zegt hoe hoog het plafond is; daarover beslist de beheerder met een motivering.",
            "Geen bron zegt hoe hoog het deelplafond «studenten» is; daarover beslist de beheerder met een motivering.",
            "Geen bron zegt hoeveel kan worden toegekend; daarover beslist de beoordelaar met een motivering.",
            "Geen bron zegt hoe het geld wordt verdeeld; daarover beslist de beoordelaar met een motivering.",
        ]
    );
}

#[test]
fn where_each_pot_says_how_it_is_divided_nothing_is_silent() {
    let rules = changed(|tranche| {
        tranche.allocation = None;
        tranche.pots = vec![pot("studenten", PotKind::Separate, Some(10))];
        tranche.pots[0].allocation = Some(cited(Allocation::Category));
    });
    assert!(!has(&rules, "Geen bron"), "{rules:#?}");
}
