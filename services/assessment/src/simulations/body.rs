//! What is asked of a simulation, and what it answers.

use crate::rankings::BijGelijk;
use regulation::scheme::{Allocation, TieBreak, Tranche, WhenFull};
use regulation::simulation::{Comparison, Difference, Sums, WhatIf};
use regulation::words::{CategoryCode, Cents, CriterionCode, TrancheKey};
use serde::{Deserialize, Serialize};
use service_kit::Problem;
use service_kit::dutch::Faults;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Een vraag: wat als. Wat ontbreekt, blijft zoals het was.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweSimulatie {
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022", min_length = 1, max_length = 60)]
    tranche: String,
    /// Plafond in eurocenten, in plaats van alle plafonds die er waren.
    #[schema(example = 3_710_000_000_i64, minimum = 0, maximum = 10_000_000_000_000_i64)]
    plafond_cent: Option<i64>,
    /// Grootste of vaste bedrag per woonruimte in eurocenten. Ieder vraagt dan naar verhouding: wie 90% van het maximum
    /// vroeg, doet dat nog.
    #[schema(example = 850_000, minimum = 1, maximum = 10_000_000_000_000_i64)]
    bedrag_per_woonruimte_cent: Option<i64>,
    /// Maximum per aanvrager in eurocenten.
    #[schema(minimum = 1, maximum = 10_000_000_000_000_i64)]
    maximum_per_aanvrager_cent: Option<i64>,
    /// Hoe het geld wordt verdeeld, van de tranche en van al haar deelplafonds.
    verdeling: Option<Verdeling>,
    /// Wat er gebeurt met de eerste aanvraag die niet meer past.
    als_vol: Option<AlsVol>,
    /// Wat tussen gelijken beslist.
    bij_gelijk: Option<BijGelijk>,
    /// Codes van alle categorieën, in volgorde van voorrang.
    #[schema(max_items = 100)]
    categorieen: Option<Vec<String>>,
    /// Gewicht van elk criterium in procenten, samen honderd.
    gewichten: Option<BTreeMap<String, u32>>,
    /// Zaad voor een loting die er nooit is geweest.
    #[schema(max_length = 1000)]
    zaad: Option<String>,
}

/// Hoe geld wordt verdeeld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdeling {
    /// In volgorde van volledigheid.
    Volledigheid,
    /// Op de dag waarop het plafond wordt overschreden, beslist het lot.
    VolledigheidDanLoting,
    /// Wie niet past, wacht op geld dat vrijkomt.
    VolledigheidDanWachtlijst,
    /// Op categorie.
    Categorie,
    /// Op gewogen score.
    Score,
    /// Wie aan elk knock-outcriterium voldoet, op score en met spreiding.
    KnockOutDanRangschikking,
    /// Door loting onder alle volledige aanvragen.
    Loting,
    /// Een vast bedrag voor wie daar recht op heeft.
    RechtPerWoonruimte,
    /// Volgens de bijlage.
    Bijlage,
    /// Volgens een vaste verdeelsleutel.
    Verdeelsleutel,
    /// Ieder hetzelfde deel.
    NaarRato,
}

impl From<Verdeling> for Allocation {
    fn from(dutch: Verdeling) -> Self {
        match dutch {
            Verdeling::Volledigheid => Self::Completeness,
            Verdeling::VolledigheidDanLoting => Self::CompletenessThenLot,
            Verdeling::VolledigheidDanWachtlijst => Self::CompletenessThenWaitingList,
            Verdeling::Categorie => Self::Category,
            Verdeling::Score => Self::Score,
            Verdeling::KnockOutDanRangschikking => Self::KnockOutThenRank,
            Verdeling::Loting => Self::Lot,
            Verdeling::RechtPerWoonruimte => Self::Entitlement,
            Verdeling::Bijlage => Self::Annex,
            Verdeling::Verdeelsleutel => Self::Key,
            Verdeling::NaarRato => Self::ProRata,
        }
    }
}

/// Wat er gebeurt met de eerste aanvraag die niet meer past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlsVol {
    /// Niemand daarna krijgt iets.
    Stoppen,
    /// Zij wordt overgeslagen.
    Overslaan,
    /// Zij krijgt wat er over is.
    Gedeeltelijk,
}

impl From<AlsVol> for WhenFull {
    fn from(dutch: AlsVol) -> Self {
        match dutch {
            AlsVol::Stoppen => Self::Stop,
            AlsVol::Overslaan => Self::Skip,
            AlsVol::Gedeeltelijk => Self::Partial,
        }
    }
}

impl NieuweSimulatie {
    /// The tranche; a text that cannot be a key names nothing.
    ///
    /// # Errors
    /// 400 where it cannot be read.
    pub fn tranche(&self) -> Result<TrancheKey, Problem> {
        let mut faults = Faults::new();
        let tranche = faults.word("tranche", TrancheKey::parse(&self.tranche));
        faults.finish(tranche)
    }

    /// What is changed, for a tranche with these rules.
    ///
    /// # Errors
    /// 400 with everything that cannot be read or that the tranche does not know.
    pub fn what_if(&self, rules: &Tranche) -> Result<WhatIf, Problem> {
        let mut faults = Faults::new();
        let categories = self.categories(rules, &mut faults);
        let weights = self.weights(rules, &mut faults);
        let (categories, weights) = faults.finish(categories.zip(weights))?;
        Ok(WhatIf {
            ceiling: self.plafond_cent.map(Cents::new),
            amount_per_unit: self.bedrag_per_woonruimte_cent.map(Cents::new),
            maximum_per_applicant: self.maximum_per_aanvrager_cent.map(Cents::new),
            allocation: self.verdeling.map(Allocation::from),
            when_full: self.als_vol.map(WhenFull::from),
            ties: self.bij_gelijk.map(TieBreak::from),
            categories,
            weights,
            seed: self.zaad.clone(),
        })
    }

    fn categories(&self, rules: &Tranche, faults: &mut Faults) -> Option<Option<Vec<CategoryCode>>> {
        let Some(codes) = &self.categorieen else { return Some(None) };
        let known = |code: &CategoryCode| rules.categories.iter().any(|(one, _)| one == code);
        let read = |code: &String, place: &str, faults: &mut Faults| {
            let code = faults.word(place, CategoryCode::parse(code))?;
            if !known(&code) {
                faults.add(place, "onbekend", "De tranche kent deze categorie niet.");
            }
            known(&code).then_some(code)
        };
        faults.each("categorieen", codes, read).map(Some)
    }

    fn weights(&self, rules: &Tranche, faults: &mut Faults) -> Option<Option<BTreeMap<CriterionCode, u32>>> {
        let Some(weights) = &self.gewichten else { return Some(None) };
        let mut read = BTreeMap::new();
        for (code, percent) in weights {
            let place = format!("gewichten.{code}");
            match faults.word(&place, CriterionCode::parse(code)) {
                Some(code) if rules.criteria.is_empty() || rules.criteria.contains_key(&code) => {
                    read.insert(code, *percent);
                }
                Some(_) => faults.add(&place, "onbekend", "De tranche kent dit criterium niet."),
                None => {}
            }
        }
        if weights.values().copied().map(u64::from).sum::<u64>() != 100 {
            faults.add("gewichten", "geen-honderd", "De gewichten zijn samen precies honderd procent.");
            return None;
        }
        (read.len() == weights.len()).then_some(Some(read))
    }
}

/// De uitkomst van een simulatie.
#[derive(Debug, Serialize, ToSchema)]
pub struct Simulatie {
    /// Sleutel van de tranche.
    tranche: String,
    /// Positie in het logboek waarop dit waar is.
    positie: u64,
    /// Wat werkelijk is besloten.
    werkelijk: Uitkomst,
    /// Wat de geldende regels geven; ook aan wie klaar is en past, maar op een besluit wacht.
    geldend: Uitkomst,
    /// Wat de gewijzigde regels geven; ook aan wie klaar is en past, maar op een besluit wacht.
    gewijzigd: Uitkomst,
    /// Wie onder de gewijzigde regels iets anders krijgt.
    verschillen: Vec<Verschil>,
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

/// Een aanvraag die iets anders krijgt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verschil {
    /// Nummer van de aanvraag.
    aanvraag_id: Uuid,
    /// Wie aanvroeg.
    #[schema(example = "GM0363")]
    aanvrager: String,
    /// Wat de geldende regels geven, in eurocenten; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldend_cent: Option<i64>,
    /// Wat de gewijzigde regels geven, in eurocenten; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    gewijzigd_cent: Option<i64>,
}

impl Simulatie {
    /// The comparison in Dutch.
    pub fn of(tranche: &TrancheKey, position: u64, comparison: &Comparison) -> Self {
        Self {
            tranche: tranche.to_string(),
            positie: position,
            werkelijk: Uitkomst::from(&comparison.in_fact),
            geldend: Uitkomst::from(&comparison.in_force),
            gewijzigd: Uitkomst::from(&comparison.changed),
            verschillen: comparison.differences.iter().map(Verschil::from).collect(),
        }
    }
}

impl From<&Sums> for Uitkomst {
    fn from(sums: &Sums) -> Self {
        let province =
            |code: &Option<_>| code.as_ref().map_or_else(|| "geen".to_owned(), ToString::to_string);
        Self {
            aanvragen: sums.applications,
            bedrag_cent: sums.amount.get(),
            woonruimten: sums.units.get(),
            per_aandachtsgroep: sums
                .by_group
                .iter()
                .map(|(code, units)| (code.to_string(), units.get()))
                .collect(),
            per_provincie: sums
                .by_province
                .iter()
                .map(|(code, units): (&Option<regulation::words::ProvinceCode>, _)| {
                    (province(code), units.get())
                })
                .collect(),
        }
    }
}

impl From<&Difference> for Verschil {
    fn from(difference: &Difference) -> Self {
        Self {
            aanvraag_id: difference.application.0,
            aanvrager: difference.applicant.to_string(),
            geldend_cent: difference.in_force.map(Cents::get),
            gewijzigd_cent: difference.changed.map(Cents::get),
        }
    }
}
