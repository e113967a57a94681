//! The rules of a tranche in words, each with its source. What no source says is left out, and where that is how the
//! money is divided or how much can be asked, it is said that the assessor decides.

mod division;
mod homes;
mod money;
mod said;
mod terms;

use super::tranche::Voorwaarde;
use regulation::scheme::{ApplicantKind, Scheme, Tranche};
use said::Said;

/// Every rule that an applicant should know before applying.
pub(super) fn conditions(scheme: &Scheme, tranche: &Tranche) -> Vec<Voorwaarde> {
    let mut said = Said::of(scheme);
    said.rule(Some(&tranche.applicants), |kinds| {
        format!("Aanvragen kunnen: {}.", said::listed(kinds, applicants))
    });
    said.rule(tranche.maximum_applications.as_ref(), |most| {
        format!("Ten hoogste {most} aanvragen per aanvrager.")
    });
    money::say(tranche, &mut said);
    homes::say(tranche, &mut said);
    division::say(tranche, &mut said);
    terms::say(tranche, &mut said);
    for condition in &tranche.conditions {
        said.rule(Some(condition), Clone::clone);
    }
    said.all()
}

const fn applicants(kind: ApplicantKind) -> &'static str {
    match kind {
        ApplicantKind::Municipality => "gemeenten",
        ApplicantKind::Cooperation => "samenwerkingen van gemeenten",
        ApplicantKind::Province => "provincies",
        ApplicantKind::Region => "openbare lichamen van gemeenten",
        ApplicantKind::Organisation => "investeerders",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::scheme::{LIBRARY, read};

    fn said(text: &str) -> Vec<Voorwaarde> {
        let scheme = read(text).unwrap();
        conditions(&scheme, &scheme.tranches[0])
    }

    fn of(name: &str) -> Vec<Voorwaarde> {
        let (_, text) = LIBRARY.iter().find(|(file, _)| *file == name).unwrap();
        said(text)
    }

    fn has(rules: &[Voorwaarde], words: &str) -> bool {
        rules.iter().any(|rule| rule.tekst.contains(words))
    }

    #[test]
    fn every_rule_of_the_two_schemes_is_said_with_its_source() {
        let (rha, sft) = (of("rha.toml"), of("sft.toml"));
        assert!(rha.iter().chain(&sft).all(|rule| rule.bron.is_some()));
        assert!(has(&rha, "Aanvragen kunnen: gemeenten.") && has(&rha, "€ 2.000.000,00 per aanvrager"));
        assert!(has(&rha, "loting") && has(&rha, "Binnen 5 jaar"));
        assert!(has(&sft, "gemeenten en samenwerkingen van gemeenten") && has(&sft, "wachtlijst"));
        assert!(has(&sft, "Voor GM0363 is dat bij afspraak ten hoogste € 12.000.000,00."));
        assert!(!has(&sft, "Binnen 5 jaar"), "what no source says is left out");
    }

    #[test]
    fn where_no_source_says_how_much_or_in_which_order_that_is_said() {
        let vhf = of("vhf-2021.toml");
        assert!(has(&vhf, "Geen bron zegt hoe het geld wordt verdeeld"));
        assert!(has(&vhf, "Geen bron zegt welk bedrag kan worden toegekend"));
    }

    #[test]
    fn families_categories_and_scores_are_said() {
        let families = of("hggv-2023.toml");
        assert!(has(&families, "7 tot en met 9 personen") && has(&families, "vanaf 10 personen"));
        assert!(has(&of("rha-2024.toml"), "onzelfstandig"));
        let text = LIBRARY.iter().find(|(file, _)| *file == "wbi.toml").unwrap().1;
        let scheme = read(text).unwrap();
        let last = conditions(&scheme, scheme.tranches.last().unwrap());
        assert!(has(&last, "30%") && has(&last, "tekort"));
    }

    #[test]
    fn every_tranche_of_the_library_can_be_said_and_says_nothing_empty() {
        for (name, text) in LIBRARY {
            let scheme = read(text).unwrap();
            for tranche in &scheme.tranches {
                let rules = conditions(&scheme, tranche);
                assert!(!rules.is_empty(), "{name}");
                assert!(rules.iter().all(|rule| rule.tekst.ends_with('.')), "{name}: {rules:#?}");
            }
        }
    }
}
