//! Signals as the API tells them.

use crate::documents::{FIGURES_BASE, LOG_BASE};
use crate::figures::described;
use crate::figures::table::Names;
use crate::ledger::Measure;
use crate::places::{Borders, place};
use jiff::civil::Date;
use regulation::signals::{Figure, Ground, Number, Severity, Signal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een bladzijde van signalen.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Signalen {
    /// De dag waarop de signalen gelden.
    pub peildatum: Date,
    /// Zij gaan naar wat aan het eind van deze dag bekend was; vandaag: naar wat nu bekend is.
    pub bekend_op: Date,
    /// De positie in het logboek tot waar het verloop van aanvragen is verwerkt.
    pub positie: u64,
    /// De signalen van deze bladzijde, in vaste volgorde.
    pub resultaten: Vec<Signaal>,
    /// De cursor van de volgende bladzijde; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende: Option<String>,
}

/// Een signaal: wat in het verloop van een toekenning aandacht vraagt.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Signaal {
    /// De soort.
    #[schema(example = "mijlpaal-gemist")]
    pub soort: &'static str,
    /// De soort, in gewone taal.
    pub titel: &'static str,
    /// Hoe zwaar het weegt.
    pub ernst: Ernst,
    /// Wat er aan de hand is, met de getallen.
    pub toelichting: String,
    /// De eerste dag waarop het zo was.
    pub sinds_datum: Date,
    /// De regeling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regeling: Option<String>,
    /// De tranche.
    pub tranche: String,
    /// De aanvraag; ontbreekt als het over de tranche gaat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvraag_id: Option<Uuid>,
    /// De aanvrager, onder de code van toen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvrager: Option<String>,
    /// De naam van de aanvrager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvrager_naam: Option<String>,
    /// Het project, als het over één project gaat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// De getallen waarop het rust.
    pub getallen: Vec<GetalBijSignaal>,
    /// Waarop het rust.
    pub grondslag: Grondslag,
    /// Waaruit het volgt.
    pub herleiding: Spoor,
}

/// Ernst van een signaal: ter kennis, om naar te vragen, of om op te handelen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ernst {
    /// To know.
    Laag,
    /// To ask about.
    Midden,
    /// To act on.
    Hoog,
}

impl From<Severity> for Ernst {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Low => Self::Laag,
            Severity::Medium => Self::Midden,
            Severity::High => Self::Hoog,
        }
    }
}

impl From<Ernst> for Severity {
    fn from(ernst: Ernst) -> Self {
        match ernst {
            Ernst::Laag => Self::Low,
            Ernst::Midden => Self::Medium,
            Ernst::Hoog => Self::High,
        }
    }
}

/// Een getal in een signaal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetalBijSignaal {
    /// Wat is geteld.
    #[schema(example = "toegekend")]
    pub naam: &'static str,
    /// Woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<u64>,
    /// Bedrag in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
}

/// Grondslag van een signaal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grondslag {
    /// `wet`, `regeling` (een publicatie over de regeling) of `cijfers` (alleen de cijfers zelf, of een eigen drempel).
    #[schema(example = "regeling")]
    pub soort: &'static str,
    /// De vindplaats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verwijzing: Option<String>,
    /// Het adres ervan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adres: Option<String>,
}

/// Spoor van een signaal: de gebeurtenissen en de cijfers waaruit het volgt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Spoor {
    /// Posities van gebeurtenissen in het logboek.
    pub posities: Vec<u64>,
    /// Waar elk van die gebeurtenissen te zien is, met het bewijs dat zij niet is veranderd.
    pub gebeurtenissen: Vec<String>,
    /// De herleidingen van de cijfers waarvan de getallen een deel zijn: van de aanvraag, of van de tranche als het signaal
    /// daarover gaat, op de peildatum. Een gemeente krijgt die van wat openbaar is; de andere, zoals wat is verantwoord, ziet
    /// alleen de overheid.
    pub cijfers: Vec<String>,
}

impl Signaal {
    pub(super) fn of(
        signal: &Signal,
        names: &Names,
        days: (Date, Option<Date>),
        is_government: bool,
    ) -> Self {
        let tranche = signal.tranche.to_string();
        let applicant = signal.case.as_ref().map(|case| case.applicant.to_string());
        let is_public = |figure: &&Figure| names.tells_anyone(&tranche, measure(**figure));
        let figures = signal.figures.iter().filter(|figure| is_government || is_public(figure));
        let cijfers = figures.map(|figure| traced(*figure, signal, days)).collect();
        let posities: Vec<u64> = signal.trace.iter().map(|position| position.0).collect();
        let gebeurtenissen =
            posities.iter().map(|position| format!("{LOG_BASE}/bewijzen/{position}")).collect();
        Self {
            soort: signal.kind.code(),
            titel: signal.kind.title(),
            ernst: signal.severity.into(),
            toelichting: signal.explanation.clone(),
            sinds_datum: signal.since,
            regeling: names.tranches.get(&tranche).map(|names| names.scheme.clone()),
            aanvraag_id: signal.case.as_ref().map(|case| case.application.0),
            aanvrager_naam: applicant.as_deref().map(|code| place(code, Borders::Then).name),
            aanvrager: applicant,
            project: signal.project.as_ref().map(ToString::to_string),
            getallen: signal
                .numbers
                .iter()
                .map(|(name, number)| GetalBijSignaal::of(name, *number))
                .collect(),
            grondslag: Grondslag::of(&signal.ground),
            herleiding: Spoor { posities, gebeurtenissen, cijfers },
            tranche,
        }
    }
}

impl GetalBijSignaal {
    const fn of(naam: &'static str, number: Number) -> Self {
        match number {
            Number::Homes(homes) => Self { naam, woonruimten: Some(homes), bedrag_cent: None },
            Number::Money(cents) => Self { naam, woonruimten: None, bedrag_cent: Some(cents.get()) },
        }
    }
}

impl Grondslag {
    fn of(ground: &Ground) -> Self {
        let (soort, source) = match ground {
            Ground::Law(source) => ("wet", Some(source)),
            Ground::Scheme(source) => ("regeling", Some(source)),
            Ground::Own => ("cijfers", None),
        };
        let (verwijzing, adres) =
            source.map(|source| (source.reference.clone(), source.address.clone())).unzip();
        Self { soort, verwijzing, adres }
    }
}

const fn measure(figure: Figure) -> Measure {
    match figure {
        Figure::Ceiling => Measure::Ceiling,
        Figure::Waiting => Measure::Waiting,
        Figure::Granted => Measure::Granted,
        Figure::Released => Measure::Released,
        Figure::Reached(milestone) => Measure::reached(milestone),
        Figure::Accounted => Measure::Accounted,
    }
}

/// As it stood on a day, by what was known at the end of another day or is now.
fn traced(figure: Figure, signal: &Signal, (today, known_by): (Date, Option<Date>)) -> String {
    let (word, _, _) = described(measure(figure));
    let of = signal.case.as_ref().map_or_else(
        || format!("tranche={}", signal.tranche),
        |case| format!("aanvraag={}", case.application.0),
    );
    let known = known_by.map(|day| format!("&bekendOp={day}")).unwrap_or_default();
    format!("{FIGURES_BASE}/cijfers/herleiding?maat={word}&{of}&peildatum={today}{known}")
}
