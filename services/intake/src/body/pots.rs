//! The parts of a ceiling, for anyone to read.

use super::tranche::{Plafond, Tranche};
use crate::opening::Opening;
use regulation::scheme::{self, PotKind};
use serde::Serialize;
use utoipa::ToSchema;

/// Een deel van het plafond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deelplafond {
    /// Sleutel, voor in een aanvraag.
    #[schema(example = "studenten")]
    pub sleutel: String,
    /// Naam.
    #[schema(example = "Studenten")]
    pub naam: String,
    /// Wat voor deel het is.
    pub soort: SoortDeelplafond,
    /// Het deelplafond zoals het nu is, in eurocenten, inclusief btw; ontbreekt als het geen eigen plafond heeft.
    #[schema(example = 1_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plafond_cent: Option<i64>,
    /// Alle plafonds van dit deel, het oudste eerst.
    pub plafonds: Vec<Plafond>,
}

/// Wat voor deel van het plafond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SoortDeelplafond {
    /// Its cases take from it only, and it must be chosen.
    Afzonderlijk,
    /// Its cases take from it first and then compete with all others.
    Voorrang,
    /// For what is received in that year; it is never chosen.
    Jaar,
}

impl From<PotKind> for SoortDeelplafond {
    fn from(kind: PotKind) -> Self {
        match kind {
            PotKind::Separate => Self::Afzonderlijk,
            PotKind::Reserved => Self::Voorrang,
            PotKind::Year(_) => Self::Jaar,
        }
    }
}

impl Tranche {
    /// The pots in the order of the scheme, with their ceilings as they are now.
    pub(super) fn pots(opening: &Opening, tranche: &scheme::Tranche) -> Vec<Deelplafond> {
        let shown = |pot: &scheme::Pot| {
            let ceilings = opening.pots.get(&pot.key).map(Vec::as_slice).unwrap_or_default();
            Deelplafond {
                sleutel: pot.key.to_string(),
                naam: pot.name.clone(),
                soort: pot.kind.into(),
                plafond_cent: ceilings.last().map(|ceiling| ceiling.amount.get()),
                plafonds: ceilings.iter().map(Plafond::from).collect(),
            }
        };
        tranche.pots.iter().map(shown).collect()
    }
}
