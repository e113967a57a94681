//! The rules of a tranche in words, each with its source. What no source says is left out.

use super::tranche::{Bron, Voorwaarde};
use regulation::scheme::{Allocation, ApplicantKind, Scheme, Sourced, Tranche};
use regulation::words::{Cents, Permanence};

/// Every rule that an applicant should know before applying.
pub(super) fn conditions(scheme: &Scheme, tranche: &Tranche) -> Vec<Voorwaarde> {
    let mut said = Said { scheme, all: Vec::new() };
    said.rule(Some(&tranche.applicants), |kinds| format!("Aanvragen kunnen: {}.", listed(kinds, applicants)));
    said.rule(tranche.maximum_per_unit.as_ref(), |most| {
        format!("Ten hoogste {most} per woonruimte, inclusief btw.")
    });
    said.rule(tranche.maximum_per_applicant.as_ref(), per_applicant);
    for (applicant, most) in &tranche.exceptions {
        said.rule(Some(most), |most| format!("Voor {applicant} is dat bij afspraak ten hoogste {most}."));
    }
    said.rule(tranche.permanences.as_ref(), |kinds| {
        format!("Deze woonruimten tellen mee: {}.", listed(kinds, permanence))
    });
    said.rule(Some(&tranche.allocation), |allocation| allocated(*allocation).to_owned());
    said.rule(tranche.start_within_years.as_ref(), |years| {
        format!("Binnen {years} jaar na de toekenning is een onomkeerbare stap gezet.")
    });
    said.rule(tranche.finish_within_years.as_ref(), |years| {
        format!("Binnen {years} jaar na de toekenning zijn de woonruimten er.")
    });
    said.rule(tranche.hold_years.as_ref(), |years| {
        format!("De woonruimten dienen ten minste {years} jaar waarvoor zij zijn bedoeld.")
    });
    said.rule(tranche.decide_by.as_ref(), |day| format!("Er wordt uiterlijk op {day} beslist."));
    said.all
}

/// The rules said so far.
struct Said<'a> {
    scheme: &'a Scheme,
    all: Vec<Voorwaarde>,
}

impl Said<'_> {
    fn rule<T>(&mut self, rule: Option<&Sourced<T>>, words: impl Fn(&T) -> String) {
        if let Some(rule) = rule {
            let bron = Bron::named(self.scheme, &rule.source);
            self.all.push(Voorwaarde { tekst: words(&rule.value), bron });
        }
    }
}

fn per_applicant(most: &Cents) -> String {
    format!("Ten hoogste {most} per aanvrager in deze tranche, inclusief btw.")
}

fn listed<T: Copy>(things: &[T], word: fn(T) -> &'static str) -> String {
    things.iter().copied().map(word).collect::<Vec<_>>().join(" en ")
}

const fn applicants(kind: ApplicantKind) -> &'static str {
    match kind {
        ApplicantKind::Municipality => "gemeenten",
        ApplicantKind::Cooperation => "samenwerkingen van gemeenten",
    }
}

const fn permanence(kind: Permanence) -> &'static str {
    match kind {
        Permanence::Permanent => "permanente woonruimten",
        Permanence::Flex => "flexwoningen",
    }
}

const fn allocated(allocation: Allocation) -> &'static str {
    match allocation {
        Allocation::CompletenessThenLot => {
            "Het geld wordt verdeeld in de volgorde waarin aanvragen volledig zijn; op de dag waarop het plafond \
             wordt overschreden, beslist het lot."
        }
        Allocation::CompletenessThenWaitingList => {
            "Het geld wordt verdeeld in de volgorde waarin aanvragen volledig zijn; wie niet meer past, komt op de \
             wachtlijst voor geld dat vrijkomt."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Voorwaarde> {
        let scheme = regulation::scheme::read(text).unwrap();
        conditions(&scheme, &scheme.tranches[0])
    }

    #[test]
    fn every_rule_of_the_two_schemes_is_said_with_its_source() {
        let rha = said(include_str!("../../../regulation/schemes/rha.toml"));
        let sft = said(include_str!("../../../regulation/schemes/sft.toml"));
        assert!(rha.iter().chain(&sft).all(|rule| rule.bron.is_some()));
        let has = |rules: &[Voorwaarde], words: &str| rules.iter().any(|rule| rule.tekst.contains(words));
        assert!(has(&rha, "Aanvragen kunnen: gemeenten.") && has(&rha, "€ 2.000.000,00 per aanvrager"));
        assert!(has(&rha, "beslist het lot") && has(&rha, "Binnen 5 jaar"));
        assert!(has(&sft, "gemeenten en samenwerkingen van gemeenten") && has(&sft, "wachtlijst"));
        assert!(has(&sft, "Voor GM0363 is dat bij afspraak ten hoogste € 12.000.000,00."));
        assert!(!has(&sft, "Binnen 5 jaar"), "what no source says is left out");
    }
}
