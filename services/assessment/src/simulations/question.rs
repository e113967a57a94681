//! What is asked of a simulation.

use crate::rankings::BijGelijk;
use regulation::scheme::{Allocation, TieBreak, Tranche, WhenFull};
use regulation::simulation::WhatIf;
use regulation::words::{CategoryCode, Cents, CriterionCode, TrancheKey};
use serde::{Deserialize, Serialize};
use service_kit::Problem;
use service_kit::dutch::Faults;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Een vraag: wat als. Wat ontbreekt, blijft zoals het was.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweSimulatie {
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022", min_length = 1, max_length = 60)]
    tranche: String,
    /// Plafond in eurocenten, in plaats van alle plafonds die er waren.
    #[schema(example = 3_710_000_000_i64, minimum = 0, maximum = 10_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    plafond_cent: Option<i64>,
    /// Grootste of vaste bedrag per woonruimte in eurocenten. Ieder vraagt dan naar verhouding: wie 90% van het maximum
    /// vroeg, doet dat nog.
    #[schema(example = 850_000, minimum = 1, maximum = 10_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    bedrag_per_woonruimte_cent: Option<i64>,
    /// Maximum per aanvrager in eurocenten.
    #[schema(minimum = 1, maximum = 10_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_per_aanvrager_cent: Option<i64>,
    /// Hoe het geld wordt verdeeld, van de tranche en van al haar deelplafonds.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdeling: Option<Verdeling>,
    /// Wat er gebeurt met de eerste aanvraag die niet meer past.
    #[serde(skip_serializing_if = "Option::is_none")]
    als_vol: Option<AlsVol>,
    /// Wat tussen gelijken beslist.
    #[serde(skip_serializing_if = "Option::is_none")]
    bij_gelijk: Option<BijGelijk>,
    /// Codes van alle categorieën, in volgorde van voorrang.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Option::is_none")]
    categorieen: Option<Vec<String>>,
    /// Gewicht van elk criterium in procenten, samen honderd.
    #[serde(skip_serializing_if = "Option::is_none")]
    gewichten: Option<BTreeMap<String, u32>>,
    /// Zaad voor een loting die er nooit is geweest; zonder: een leeg zaad. Hetzelfde zaad geeft dezelfde loting.
    #[schema(max_length = 1000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    zaad: Option<String>,
}

/// Hoe geld wordt verdeeld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
