//! What a simulation answers.

use super::Past;
use super::rules::Regels;
use regulation::Facts;
use regulation::event::Event;
use regulation::municipalities::name_of;
use regulation::simulation::{Comparison, Difference, Sums};
use regulation::words::{ApplicationId, Cents, ProvinceCode};
use regulation::worklist::{Docket, Dossier};
use serde::Serialize;
use service_kit::Results;
use service_kit::dutch::Status;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// De uitkomst van een simulatie.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Simulatie {
    /// Sleutel van de tranche.
    tranche: String,
    /// Positie in het logboek waarop dit waar is: het antwoord gaat uit van alles tot en met die positie.
    positie: u64,
    /// Onder welke regels is nagespeeld.
    regels: Regels,
    /// Wat werkelijk is besloten.
    werkelijk: Uitkomst,
    /// Wat de geldende regels geven; ook aan wie klaar is en past, maar op een besluit wacht.
    geldend: Uitkomst,
    /// Wat de gewijzigde regels geven; ook aan wie klaar is en past, maar op een besluit wacht.
    gewijzigd: Uitkomst,
    /// Hoeveel aanvragen onder de gewijzigde regels iets anders krijgen.
    aantal_verschillen: usize,
    /// Hoeveel daarvan van elke soort.
    per_soort: PerSoort,
    /// Wie onder de gewijzigde regels iets anders krijgt: deze bladzijde, op nummer van de aanvraag.
    verschillen: Vec<Verschil>,
    /// De cursor van de volgende bladzijde verschillen; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    volgende: Option<String>,
}

/// Hoeveel verschillen van elke soort.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PerSoort {
    /// Krijgt onder de gewijzigde regels wel iets.
    wel: usize,
    /// Krijgt onder de gewijzigde regels niets meer.
    niet: usize,
    /// Krijgt onder de gewijzigde regels een ander bedrag.
    ander_bedrag: usize,
}

/// Wat in totaal wordt toegekend.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Uitkomst {
    /// Aantal aanvragen.
    aanvragen: usize,
    /// Bedrag in eurocenten.
    bedrag_cent: i64,
    /// Aantal woonruimten, zoals gepland.
    woonruimten: u32,
    /// Woonruimten per aandachtsgroep.
    per_aandachtsgroep: BTreeMap<String, u32>,
    /// Woonruimten per provincie van de aanvrager (CBS-code); wie er geen heeft, staat onder `geen`.
    per_provincie: BTreeMap<String, u32>,
}

/// Hoe een aanvraag iets anders krijgt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SoortVerschil {
    /// Wel iets, onder de geldende regels niets.
    Wel,
    /// Niets, onder de geldende regels wel iets.
    Niet,
    /// Een ander bedrag dan onder de geldende regels.
    AnderBedrag,
}

/// Een aanvraag die iets anders krijgt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verschil {
    /// Nummer van de aanvraag.
    aanvraag_id: Uuid,
    /// Code van wie aanvroeg.
    #[schema(example = "GM0363")]
    aanvrager: String,
    /// Naam van wie aanvroeg.
    #[schema(example = "Amsterdam")]
    naam: String,
    /// Eigen kenmerk van de aanvrager.
    kenmerk: String,
    /// Hoe ver de aanvraag werkelijk is.
    status: Status,
    /// Of zij onder de gewijzigde regels wel iets krijgt, niet, of een ander bedrag.
    soort: SoortVerschil,
    /// Wat werkelijk is gevraagd, in eurocenten.
    gevraagd_cent: i64,
    /// Aantal woonruimten, zoals gepland.
    woonruimten: u32,
    /// Wat werkelijk is toegekend, in eurocenten; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    werkelijk_cent: Option<i64>,
    /// Wat de geldende regels geven, in eurocenten; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldend_cent: Option<i64>,
    /// Wat de gewijzigde regels geven, in eurocenten; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    gewijzigd_cent: Option<i64>,
}

impl Simulatie {
    /// The comparison in Dutch, with this page of its differences.
    pub fn of(past: &Past, regels: Regels, comparison: &Comparison, page: Results<&Difference>) -> Self {
        Self {
            tranche: past.tranche.to_string(),
            positie: past.position.0,
            regels,
            werkelijk: Uitkomst::from(&comparison.in_fact),
            geldend: Uitkomst::from(&comparison.in_force),
            gewijzigd: Uitkomst::from(&comparison.changed),
            aantal_verschillen: comparison.differences.len(),
            per_soort: PerSoort::of(&comparison.differences),
            volgende: page.volgende,
            verschillen: told(&page.resultaten, past),
        }
    }
}

impl PerSoort {
    fn of(differences: &[Difference]) -> Self {
        let mut counted = Self::default();
        for difference in differences {
            match SoortVerschil::of(difference) {
                SoortVerschil::Wel => counted.wel += 1,
                SoortVerschil::Niet => counted.niet += 1,
                SoortVerschil::AnderBedrag => counted.ander_bedrag += 1,
            }
        }
        counted
    }
}

impl SoortVerschil {
    const fn of(difference: &Difference) -> Self {
        match (difference.in_force, difference.changed) {
            (None, _) => Self::Wel,
            (Some(_), None) => Self::Niet,
            (Some(_), Some(_)) => Self::AnderBedrag,
        }
    }
}

/// Each difference with what was recorded about its application.
fn told(differences: &[&Difference], past: &Past) -> Vec<Verschil> {
    let shown: BTreeSet<ApplicationId> = differences.iter().map(|one| one.application).collect();
    let (mut docket, mut in_fact) = (Docket::of(past.tranche.clone()), BTreeMap::new());
    for recorded in &past.log {
        if recorded.event.case().is_some_and(|case| shown.contains(&case.application)) {
            docket.learn(recorded);
        }
        if let Event::ApplicationGranted(event) = &recorded.event {
            in_fact.insert(event.case.application, event.amount.gross);
        }
    }
    let told = |one: &&Difference| {
        let dossier = docket.dossier(one.application)?;
        Some(Verschil::of(one, dossier, in_fact.get(&one.application).copied()))
    };
    differences.iter().filter_map(told).collect()
}

impl Verschil {
    fn of(difference: &Difference, dossier: &Dossier, in_fact: Option<Cents>) -> Self {
        Self {
            aanvraag_id: difference.application.0,
            aanvrager: difference.applicant.to_string(),
            naam: name_of(&difference.applicant),
            kenmerk: dossier.reference.to_string(),
            status: Status::of(&dossier.case),
            soort: SoortVerschil::of(difference),
            gevraagd_cent: dossier.case.requested().get(),
            woonruimten: dossier.case.units().get(),
            werkelijk_cent: in_fact.map(Cents::get),
            geldend_cent: difference.in_force.map(Cents::get),
            gewijzigd_cent: difference.changed.map(Cents::get),
        }
    }
}

impl From<&Sums> for Uitkomst {
    fn from(sums: &Sums) -> Self {
        let province = |code: &Option<ProvinceCode>| {
            code.as_ref().map_or_else(|| "geen".to_owned(), ToString::to_string)
        };
        let by_group = sums.by_group.iter().map(|(code, units)| (code.to_string(), units.get()));
        let by_province = sums.by_province.iter().map(|(code, units)| (province(code), units.get()));
        Self {
            aanvragen: sums.applications,
            bedrag_cent: sums.amount.get(),
            woonruimten: sums.units.get(),
            per_aandachtsgroep: by_group.collect(),
            per_provincie: by_province.collect(),
        }
    }
}
