//! In what a measure is told, and what its name and definition are.

use super::table::Sums;
use crate::ledger::Measure;

/// In what a figure is told (*eenheid*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// How many different applications.
    Applications,
    /// How many different projects.
    Projects,
    /// How many different recipients: municipalities and cooperations.
    Recipients,
    /// How many different municipalities.
    Municipalities,
    /// Homes.
    Units,
    /// Permanent homes among them.
    Permanent,
    /// Flex homes among them.
    Flex,
    /// Money in cents.
    Cents,
}

impl Quantity {
    /// The column's name in a CSV file; money stands in euros there.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Applications => "aanvragen",
            Self::Projects => "projecten",
            Self::Recipients => "ontvangers",
            Self::Municipalities => "gemeenten",
            Self::Units => "woonruimten",
            Self::Permanent => "permanent",
            Self::Flex => "flex",
            Self::Cents => "euro",
        }
    }

    /// The number; absent where nothing is counted.
    pub fn of(self, sums: &Sums) -> Option<i64> {
        let count = |count: i64| (count != 0).then_some(count);
        match self {
            Self::Applications => count(sums.applications),
            Self::Projects => count(sums.projects),
            Self::Recipients => count(sums.recipients.count().all),
            Self::Municipalities => count(sums.recipients.count().municipalities),
            Self::Units => sums.units,
            Self::Permanent => sums.permanent,
            Self::Flex => sums.flex,
            Self::Cents => sums.cents,
        }
    }
}

/// What is derived from several measures (*afgeleid*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derived {
    /// Homes granted and not released (*gepland*).
    Planned,
    /// Money under the ceiling (*vrij*).
    Free,
}

impl Derived {
    /// Every one.
    pub(crate) const ALL: [Derived; 2] = [Self::Planned, Self::Free];

    /// Its word in the API.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Planned => "gepland",
            Self::Free => "vrij",
        }
    }

    /// The measures of which it is made.
    pub(crate) const fn made_of(self) -> &'static [Measure] {
        match self {
            Self::Planned => &[Measure::Granted, Measure::Released],
            Self::Free => &[Measure::Ceiling, Measure::Granted, Measure::Released],
        }
    }

    /// Whether what a line of this measure says goes off.
    pub(crate) const fn takes_off(self, measure: Measure) -> bool {
        matches!((self, measure), (Self::Planned, Measure::Released) | (Self::Free, Measure::Granted))
    }
}

use Quantity::{Applications, Cents, Flex, Municipalities, Permanent, Projects, Recipients, Units};

const MONEY: &[Quantity] = &[Applications, Recipients, Municipalities, Cents];
const HOMES: &[Quantity] = &[Applications, Projects, Recipients, Municipalities, Units, Permanent, Flex];
const ALL: &[Quantity] = &[Applications, Projects, Recipients, Municipalities, Units, Permanent, Flex, Cents];

/// A measure's word in the API and in CSV columns, in what it is told, and its definition (Dutch).
pub const fn described(measure: Measure) -> (&'static str, &'static [Quantity], &'static str) {
    match measure {
        Measure::Ceiling => (
            "plafond",
            &[Cents],
            "Uitkeringsplafond: het bedrag bij openstelling en elke wijziging daarvan, op de dag waarop de tranche opent of de wijziging is besloten.",
        ),
        Measure::Requested => (
            "aangevraagd",
            ALL,
            "Alle ingediende aanvragen, ook te laat ontvangen en later ingetrokken, op de dag van ontvangst.",
        ),
        Measure::Late => (
            "te-laat",
            ALL,
            "Aanvragen die na sluiting zijn ontvangen, met het bedrag en de woonruimten die zijn gevraagd; ze tellen ook mee bij aangevraagd.",
        ),
        Measure::Waiting => (
            "wachtend",
            ALL,
            "Aanvragen waarover nog niet is beslist en die niet zijn ingetrokken, met het bedrag en de woonruimten die zijn gevraagd.",
        ),
        Measure::Granted => (
            "toegekend",
            ALL,
            "Verleend bedrag (inclusief btw) en de woonruimten waarvoor is verleend, op de dag van het besluit. Wat later vrijvalt, gaat er niet af.",
        ),
        Measure::Released => (
            "vrijgevallen",
            ALL,
            "Eerder toegekend en weer vrij: door intrekking na toekenning, of door lagere vaststelling (dan alleen geld).",
        ),
        Measure::Rejected => (
            "afgewezen",
            ALL,
            "Aanvragen die zijn afgewezen, met het bedrag en de woonruimten die waren gevraagd, op de dag van het besluit.",
        ),
        Measure::SetAside => (
            "buiten-behandeling",
            ALL,
            "Aanvragen die buiten behandeling zijn gesteld (Awb 4:5), met het bedrag en de woonruimten die waren gevraagd, op de dag van het besluit.",
        ),
        Measure::Withdrawn => (
            "ingetrokken",
            ALL,
            "Aanvragen die de aanvrager heeft ingetrokken, voor of na toekenning, met het bedrag en de woonruimten die waren gevraagd, op de dag van ontvangst. Wat daardoor vrijvalt, staat bij vrijgevallen.",
        ),
        Measure::Settled => {
            ("vastgesteld", MONEY, "Vastgesteld bedrag (inclusief btw), op de dag van het besluit.")
        }
        Measure::IrreversibleStep => (
            "onomkeerbare-stap",
            HOMES,
            "Woonruimten waarvoor volgens de ontvanger een onomkeerbare stap is gezet, op de gemelde dag.",
        ),
        Measure::Started => (
            "gestart",
            HOMES,
            "Woonruimten waarvan volgens de ontvanger de bouw is gestart, op de gemelde dag.",
        ),
        Measure::Realised => {
            ("gerealiseerd", HOMES, "Woonruimten die er volgens de ontvanger zijn, op de gemelde dag.")
        }
        Measure::OutOfUse => (
            "uit-gebruik",
            HOMES,
            "Woonruimten die volgens de ontvanger niet meer voor het doel worden gebruikt, op de gemelde dag.",
        ),
        Measure::Accounted => (
            "verantwoord",
            MONEY,
            "Wat ontvangers in hun jaarlijkse verantwoording als besteed opgaven, op de laatste dag van dat jaar.",
        ),
        Measure::Contributed => (
            "bijdrage",
            &[Units, Cents],
            "Wat anderen aan een landelijke doelstelling bijdragen, zoals het ministerie dat met een bron invoerde.",
        ),
    }
}
