//! A goal as the API tells it.

use super::Contribution;
use super::entered::Entered;
use super::explained::explained;
use super::standing::{Standing, Told};
use crate::figures::asked::Asked;
use crate::figures::read::Snapshot;
use crate::words::role_word;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::Source;
use regulation::goals::{self, Document, Goal, Means, Years};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// Het geld waarmee het doel moet worden bereikt; ontbreekt als geen document dat noemt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geld: Option<Middelen>,
    /// Of het doel voor elk jaar apart geldt.
    pub per_jaar: bool,
    /// Het eerste jaar dat telt.
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

/// Het geld dat voor een doelstelling is uitgetrokken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Middelen {
    /// Hoeveel, in eurocenten.
    #[schema(example = 10_000_000_000_i64)]
    pub bedrag_cent: i64,
    /// Wat het document zegt, in zijn eigen woorden.
    pub citaat: String,
    /// Het document.
    pub bron: Bron,
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
    pub gepland: Option<Woonruimten>,
    /// Gemeld als gerealiseerd, bij wat is toegekend. Ontbreekt als er niets is gemeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gerealiseerd: Option<Woonruimten>,
    /// Wat als bijdrage is ingevoerd.
    pub bijdragen: Vec<Bijdrage>,
    /// De woonruimten van de bijdragen samen, gepland en gerealiseerd; ontbreekt als er geen zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bijdragen_woonruimten: Option<i64>,
    /// Hoeveel daarvan als gerealiseerd zijn ingevoerd; ontbreekt als er geen zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 3_400)]
    pub bijdragen_gerealiseerd: Option<i64>,
    /// Wat aan het doel ontbreekt na wat als gerealiseerd is gemeld en wat als gerealiseerd is ingevoerd; ontbreekt als over
    /// beide niets bekend is. Tellen beide dezelfde woonruimten, dan ontbreekt er meer. Onder nul is meer dan het doel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tekort_na_gerealiseerd: Option<i64>,
    /// Wat aan het doel ontbreekt als alles wat is toegekend en bijgedragen er komt en niets daarvan dubbel is. Is dat
    /// niet zo, dan ontbreekt er meer: zie de toelichting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tekort_na_gepland: Option<i64>,
    /// Het geld dat is toegekend min wat vrijviel, bij een doel met geld. Ontbreekt als er niets is toegekend dat telt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toegekend_geld: Option<Bedrag>,
    /// Het geld van het doel min wat is toegekend, in eurocenten; ontbreekt als er niets is toegekend dat telt. Onder nul is
    /// er meer toegekend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub niet_toegekend_cent: Option<i64>,
    /// Hoe zeker dit is, in woorden.
    pub toelichting: Vec<String>,
}

/// Een aantal woonruimten en waar het uit volgt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Woonruimten {
    /// Het aantal woonruimten.
    pub woonruimten: i64,
    /// De herleiding; van wat vrijviel gaat het getal eraf.
    pub herleiding: Vec<String>,
}

/// Een bedrag en waar het uit volgt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bedrag {
    /// Het bedrag in eurocenten.
    pub bedrag_cent: i64,
    /// De herleiding; van wat vrijviel gaat het bedrag eraf.
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
    /// Of haar woonruimten er volgens de bron zijn; anders zijn zij gepland.
    pub gerealiseerd: bool,
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
            geld: goal.means.as_ref().map(Middelen::from),
            per_jaar,
            vanaf_jaar,
            tot_en_met_jaar,
            citaat: goal.quote.clone(),
            bron: Bron::named(&goal.source),
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
        let number = |told: &Option<Told>| told.as_ref().map(|told| told.number);
        let (planned, realised, money) =
            (number(&standing.planned), number(&standing.realised), number(&standing.money));
        let entered = Entered::of(&standing.contributions);
        let less = |one: Option<i64>, other: Option<i64>| {
            (one.is_some() || other.is_some()).then(|| target - one.unwrap_or(0) - other.unwrap_or(0))
        };
        let after_planned = less(planned, entered.homes);
        Self {
            vanaf_jaar: *standing.years.start(),
            tot_en_met_jaar: *standing.years.end(),
            gepland: standing.planned.as_ref().map(Woonruimten::from),
            gerealiseerd: standing.realised.as_ref().map(Woonruimten::from),
            bijdragen: standing.contributions.iter().map(Bijdrage::from).collect(),
            bijdragen_woonruimten: entered.homes,
            bijdragen_gerealiseerd: entered.realised,
            tekort_na_gerealiseerd: less(realised, entered.realised),
            tekort_na_gepland: after_planned,
            toegekend_geld: standing.money.as_ref().map(Bedrag::from),
            niet_toegekend_cent: goal
                .means
                .as_ref()
                .zip(money)
                .map(|(means, told)| means.amount.get() - told),
            toelichting: explained(goal, standing, &entered, after_planned),
        }
    }
}

impl From<&Told> for Woonruimten {
    fn from(told: &Told) -> Self {
        Self { woonruimten: told.number, herleiding: told.traces.clone() }
    }
}

impl From<&Told> for Bedrag {
    fn from(told: &Told) -> Self {
        Self { bedrag_cent: told.number, herleiding: told.traces.clone() }
    }
}

impl From<&Means> for Middelen {
    fn from(means: &Means) -> Self {
        Self {
            bedrag_cent: means.amount.get(),
            citaat: means.quote.clone(),
            bron: Bron::named(&means.source),
        }
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
            gerealiseerd: entered.realised,
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
    /// The document under this key in the file of the goals.
    fn named(key: &str) -> Self {
        let unknown = || Self { vermelding: key.to_owned(), adres: None };
        goals::all().sources.get(key).map_or_else(unknown, Self::from)
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
