//! A goal as the API tells it.

use super::Contribution;
use super::standing::{Standing, Told};
use crate::figures::asked::Asked;
use crate::figures::read::Snapshot;
use crate::words::role_word;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::Source;
use regulation::goals::{self, Document, Goal, Years};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const NOTHING_REALISED: &str =
    "Van geen woonruimten die tellen, is gemeld dat zij er zijn. Dat is niet hetzelfde als nul.";
const NOTHING_PLANNED: &str = "Er is niets toegekend dat telt.";
const PLANNED: &str = "Wat is toegekend, is gepland en nog niet gerealiseerd; wat is gerealiseerd, kan deel zijn van wat is \
    toegekend. Tel ze niet op.";
const ENTERED: &str = "Bijdragen zijn overgenomen uit hun bron en niet met meldingen gecontroleerd; zij kunnen elkaar en \
    toekenningen overlappen.";

/// De landelijke doelstellingen, zoals ze ervoor stonden op de peildatum en bekend was op een moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Doelstellingen {
    /// Geteld is wat op deze dag waar was.
    pub peildatum: Date,
    /// Geteld is wat op dit moment bekend was.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is.
    pub positie: u64,
    /// De doelstellingen.
    pub resultaten: Vec<Doelstelling>,
}

/// Een landelijke doelstelling en hoe zij ervoor staat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Doelstelling {
    /// Sleutel.
    #[schema(example = "flexwoningen-2022-2024")]
    pub sleutel: String,
    /// Naam.
    pub naam: String,
    /// Hoeveel woonruimten zijn beoogd: in alle jaren samen, of in elk jaar.
    #[schema(example = 37_500)]
    pub doel: u32,
    /// Wat er wordt geteld.
    #[schema(example = "flexwoningen")]
    pub eenheid: String,
    /// Of het doel voor elk jaar apart geldt.
    pub per_jaar: bool,
    /// Het eerste jaar.
    #[schema(example = 2022)]
    pub vanaf_jaar: i16,
    /// Het laatste jaar; ontbreekt als het document er geen noemt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2024)]
    pub tot_en_met_jaar: Option<i16>,
    /// Wat het document zegt, in zijn eigen woorden.
    pub citaat: String,
    /// Het document.
    pub bron: Bron,
    /// Wat de cijfers ernaast onzeker maakt.
    pub onzekerheid: String,
    /// Geteld is wat op deze dag waar was.
    pub peildatum: Date,
    /// Geteld is wat op dit moment bekend was.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is.
    pub positie: u64,
    /// Hoe zij ervoor staat: één stand, of één voor elk jaar dat is begonnen. Leeg voor het eerste jaar.
    pub standen: Vec<Stand>,
}

/// Waar het staat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bron {
    /// De publicatie.
    #[schema(
        example = "Bijlage bij Kamerbrief van 8 juni 2023, kenmerk 2023-0000331870",
        min_length = 1,
        max_length = 500
    )]
    pub vermelding: String,
    /// Haar adres, als dat bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri", max_length = 2000)]
    pub adres: Option<String>,
}

/// Hoe een doelstelling ervoor staat over een of meer jaren.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stand {
    /// Het eerste jaar dat is geteld.
    #[schema(example = 2022)]
    pub vanaf_jaar: i16,
    /// Het laatste jaar dat is geteld; het jaar van de peildatum telt tot en met die dag.
    #[schema(example = 2024)]
    pub tot_en_met_jaar: i16,
    /// Toegekend min vrijgevallen, elk in het jaar waarin dat gebeurde. Ontbreekt als er niets is toegekend dat telt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gepland: Option<Getal>,
    /// Gemeld als gerealiseerd. Ontbreekt als er niets is gemeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gerealiseerd: Option<Getal>,
    /// Wat als bijdrage is ingevoerd.
    pub bijdragen: Vec<Bijdrage>,
    /// De woonruimten van de bijdragen samen; ontbreekt als er geen zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bijdragen_woonruimten: Option<i64>,
    /// Wat aan het doel ontbreekt naar wat is gerealiseerd; ontbreekt als daarover niets bekend is. Onder nul is meer dan
    /// het doel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tekort_na_gerealiseerd: Option<i64>,
    /// Wat aan het doel ontbreekt, ook als alles wat is toegekend en bijgedragen er komt en niets daarvan dubbel is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tekort_na_gepland: Option<i64>,
    /// Hoe zeker dit is, in woorden.
    pub toelichting: Vec<String>,
}

/// Een aantal woonruimten en waar het uit volgt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Getal {
    /// Het aantal woonruimten.
    pub woonruimten: i64,
    /// De herleiding; van wat vrijviel gaat het getal eraf.
    pub herleiding: Vec<String>,
}

/// Wat iemand bijdraagt zonder toekenning, zoals het is ingevoerd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bijdrage {
    /// Sleutel van de bijdrage.
    #[schema(example = "rijksvastgoedbedrijf")]
    pub sleutel: String,
    /// Wat het is.
    pub naam: String,
    /// Woonruimten; ontbreekt als er geen zijn gezegd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Bedrag in eurocenten; ontbreekt als er geen is gezegd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// De dag vanaf wanneer zij telt.
    pub telt_vanaf_datum: Date,
    /// Waar het staat.
    pub bron: Bron,
    /// De herleiding: de regels van het grootboek waarvan dit de som is.
    pub herleiding: String,
    /// In welke rol zij is ingevoerd.
    #[schema(example = "ministerie")]
    pub ingevoerd_door: String,
    /// Of zij is overgenomen uit een oudere publicatie, en sinds wanneer zij dan bekend was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bekend_sinds: Option<Timestamp>,
    /// Wat de bron niet gaf en is aangenomen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aangenomen: Option<String>,
    /// Het bewijs in het logboek.
    #[schema(example = "/logboek/v1/bewijzen/1234")]
    pub bewijs: String,
}

impl Doelstelling {
    pub(super) fn of(goal: &Goal, asked: &Asked, snapshot: &Snapshot<'_>, standing: Vec<Standing>) -> Self {
        let (per_jaar, vanaf_jaar, tot_en_met_jaar) = match goal.years {
            Years::Together { from, until } => (false, from, until),
            Years::Each { from } => (true, from, None),
        };
        Self {
            sleutel: goal.key.to_string(),
            naam: goal.name.clone(),
            doel: goal.target.get(),
            eenheid: goal.unit.clone(),
            per_jaar,
            vanaf_jaar,
            tot_en_met_jaar,
            citaat: goal.quote.clone(),
            bron: goals::all()
                .sources
                .get(&goal.source)
                .map_or_else(|| Bron::unknown(&goal.source), Bron::from),
            onzekerheid: goal.uncertain.clone(),
            peildatum: asked.as_of,
            bekend_op: asked.known_at,
            positie: snapshot.position.unsigned_abs(),
            standen: standing.iter().map(|standing| Stand::of(goal, standing)).collect(),
        }
    }
}

impl Stand {
    fn of(goal: &Goal, standing: &Standing) -> Self {
        let target = i64::from(goal.target.get());
        let (planned, realised) = (&standing.planned, &standing.realised);
        let entered: Vec<i64> = standing.contributions.iter().filter_map(|one| one.units).collect();
        let entered = (!entered.is_empty()).then(|| entered.iter().sum::<i64>());
        let coming = planned.is_some() || entered.is_some();
        let planned_units = planned.as_ref().map_or(0, |told| told.units);
        let words = [
            Some(if planned.is_some() { PLANNED } else { NOTHING_PLANNED }),
            realised.is_none().then_some(NOTHING_REALISED),
            entered.map(|_| ENTERED),
        ];
        Self {
            vanaf_jaar: *standing.years.start(),
            tot_en_met_jaar: *standing.years.end(),
            gepland: planned.as_ref().map(Getal::from),
            gerealiseerd: realised.as_ref().map(Getal::from),
            bijdragen: standing.contributions.iter().map(Bijdrage::from).collect(),
            bijdragen_woonruimten: entered,
            tekort_na_gerealiseerd: realised.as_ref().map(|told| target - told.units),
            tekort_na_gepland: coming.then(|| target - planned_units - entered.unwrap_or(0)),
            toelichting: words.into_iter().flatten().map(str::to_owned).collect(),
        }
    }
}

impl From<&Told> for Getal {
    fn from(told: &Told) -> Self {
        Self { woonruimten: told.units, herleiding: told.traces.clone() }
    }
}

impl From<&Contribution> for Bijdrage {
    fn from(one: &Contribution) -> Self {
        let entered = &one.entered;
        Self {
            sleutel: entered.contribution.to_string(),
            naam: entered.name.clone(),
            woonruimten: one.units,
            bedrag_cent: one.cents,
            telt_vanaf_datum: entered.counts_from,
            bron: Bron::from(&entered.source),
            herleiding: one.trace.clone(),
            ingevoerd_door: one.role.map_or("onbekend", role_word).to_owned(),
            bekend_sinds: one.imported.as_ref().map(|mark| mark.known_since),
            aangenomen: one.imported.as_ref().and_then(|mark| mark.generated.clone()),
            bewijs: format!("{}/bewijzen/{}", crate::LOG_BASE, one.position),
        }
    }
}

impl Bron {
    fn unknown(key: &str) -> Self {
        Self { vermelding: key.to_owned(), adres: None }
    }
}

impl From<&Document> for Bron {
    fn from(document: &Document) -> Self {
        Self { vermelding: document.reference.clone(), adres: document.address.clone() }
    }
}

impl From<&Source> for Bron {
    fn from(source: &Source) -> Self {
        let adres = Some(source.address.clone()).filter(|address| !address.is_empty());
        Self { vermelding: source.reference.clone(), adres }
    }
}

impl From<&Bron> for Source {
    fn from(bron: &Bron) -> Self {
        Self { reference: bron.vermelding.clone(), address: bron.adres.clone().unwrap_or_default() }
    }
}
