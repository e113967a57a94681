//! A letter as the API tells it.

use super::{Number, Told};
use crate::goals::{Bijdrage, Bron, Contribution};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::goals::{self, Goal};
use serde::Serialize;
use utoipa::ToSchema;

const UNKNOWN: &str = "Op de dag van de brief was hierover hier niets bekend.";

/// Een Kamerbrief, getal voor getal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Kamerbrief {
    /// Titel van de brief of bijlage.
    pub titel: String,
    /// Kenmerk.
    #[schema(example = "2023-0000331870")]
    pub kenmerk: String,
    /// Dag van de brief.
    pub datum: Date,
    /// Geteld is wat op deze dag waar was: die van de brief.
    pub peildatum: Date,
    /// Geteld is wat op dit moment bekend was: aan het eind van de dag van de brief.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is.
    pub positie: u64,
    /// De getallen, in de volgorde van de brief.
    pub getallen: Vec<GetalUitBrief>,
}

/// Een getal uit een brief, en hetzelfde getal opnieuw gemaakt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetalUitBrief {
    /// Sleutel.
    #[schema(example = "rha-studenten")]
    pub sleutel: String,
    /// De paragraaf van de brief.
    pub paragraaf: String,
    /// Wat de brief zegt.
    pub tekst: String,
    /// Het getal in de brief.
    pub in_brief: Hoeveelheid,
    /// Of de brief afrondt: «ca.», «ruim», of een bedrag in miljoenen met één cijfer achter de komma.
    pub ongeveer: bool,
    /// Hetzelfde getal zoals het hier toen bekend was; ontbreekt als er niets bekend was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toen_bekend: Option<Hoeveelheid>,
    /// Waar dat getal uit volgt: grootboek, ingevoerd, doelstelling of niet-bekend.
    #[schema(example = "grootboek")]
    pub herkomst: String,
    /// De herleiding van een getal uit het grootboek, ook van wat is ingevoerd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub herleiding: Option<String>,
    /// De bijdrage, als het getal is ingevoerd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bijdrage: Option<Bijdrage>,
    /// Het document dat de doelstelling noemt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bron: Option<Bron>,
    /// Wat erbij te zeggen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toelichting: Option<String>,
}

/// Woonruimten of geld.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hoeveelheid {
    /// Aantal woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Bedrag in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
}

/// What a number was made again as.
pub(super) enum Uitkomst {
    /// Nothing was known.
    Unknown,
    /// The target of a goal.
    Goal(&'static Goal),
    /// A figure: homes or cents, and its trace.
    Ledger { told: i64, trace: String },
    /// What was entered.
    Entered(Box<Contribution>),
}

impl Uitkomst {
    pub(super) fn entered(one: &Contribution) -> Self {
        Self::Entered(Box::new(one.clone()))
    }
}

impl GetalUitBrief {
    pub(super) fn of(number: &Number, made: Uitkomst) -> Self {
        let in_brief = match number.told {
            Told::Units(units) => Hoeveelheid::units(units),
            Told::Money(euros) => Hoeveelheid::cents(euros * 100),
        };
        let told = Self {
            sleutel: number.key.to_owned(),
            paragraaf: number.section.to_owned(),
            tekst: number.text.to_owned(),
            in_brief,
            ongeveer: number.about,
            toen_bekend: None,
            herkomst: "niet-bekend".to_owned(),
            herleiding: None,
            bijdrage: None,
            bron: None,
            toelichting: None,
        };
        match made {
            Uitkomst::Unknown => Self { toelichting: Some(UNKNOWN.to_owned()), ..told },
            Uitkomst::Goal(goal) => Self {
                toen_bekend: Some(Hoeveelheid::units(goal.target.get().into())),
                herkomst: "doelstelling".to_owned(),
                bron: goals::all().sources.get(&goal.source).map(Bron::from),
                ..told
            },
            Uitkomst::Ledger { told: amount, trace } => Self {
                toen_bekend: Some(match number.told {
                    Told::Units(_) => Hoeveelheid::units(amount),
                    Told::Money(_) => Hoeveelheid::cents(amount),
                }),
                herkomst: "grootboek".to_owned(),
                herleiding: Some(trace),
                ..told
            },
            Uitkomst::Entered(one) => Self {
                toen_bekend: Some(Hoeveelheid { woonruimten: one.units, bedrag_cent: one.cents }),
                herkomst: "ingevoerd".to_owned(),
                herleiding: Some(one.trace.clone()),
                bijdrage: Some(Bijdrage::from(one.as_ref())),
                ..told
            },
        }
    }
}

impl Hoeveelheid {
    fn units(units: i64) -> Self {
        Self { woonruimten: Some(units), bedrag_cent: None }
    }

    fn cents(cents: i64) -> Self {
        Self { woonruimten: None, bedrag_cent: Some(cents) }
    }
}
