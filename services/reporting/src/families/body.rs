//! The fixed tables as the API tells them.

use super::protect::{Counted, Label, Published, protected};
use crate::figures::table::Names;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Vaste tabellen van tranches waarin elke aanvraag voor één gezin is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VasteTabellen {
    /// De laatste dag van het vorige halfjaar: geteld is wat op deze dag waar was.
    pub peildatum: Date,
    /// De positie in het logboek waarop dit waar is.
    pub positie: u64,
    /// De tabellen per tranche.
    pub tranches: Vec<Tabellen>,
}

/// De tabellen van een tranche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tabellen {
    /// De tranche.
    #[schema(example = "hggv-2024")]
    pub tranche: String,
    /// Haar naam.
    pub naam: String,
    /// Voor hoeveel gezinnen is toegekend.
    pub totaal: Aantal,
    /// Per provincie; ontbreekt als daaruit een klein aantal te berekenen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_provincie: Option<Vec<Regel>>,
    /// Per jaar waarin is toegekend; ontbreekt als daaruit een klein aantal te berekenen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_jaar: Option<Vec<Regel>>,
}

/// Een regel van een vaste tabel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Regel {
    /// De code.
    pub code: String,
    /// De naam.
    pub naam: String,
    /// Voor hoeveel gezinnen is toegekend.
    pub gezinnen: Aantal,
}

/// Een aantal gezinnen, afgerond op een vijftal; een punt is minder dan vijf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(example = "15")]
pub struct Aantal(pub String);

impl Tabellen {
    /// The tables of a tranche, protected.
    pub fn of(tranche: String, names: &Names, counted: &Counted) -> Self {
        let told = protected(counted);
        Self {
            naam: names.tranches.get(&tranche).map_or_else(|| tranche.clone(), |one| one.name.clone()),
            tranche,
            totaal: Aantal::of(told.total),
            per_provincie: told.provinces.map(lines),
            per_jaar: told.years.map(lines),
        }
    }
}

fn lines(table: BTreeMap<Label, Published>) -> Vec<Regel> {
    let line = |((code, naam), count): (Label, Published)| Regel { code, naam, gezinnen: Aantal::of(count) };
    table.into_iter().map(line).collect()
}

impl Aantal {
    fn of(count: Published) -> Self {
        Self(match count {
            Published::Rounded(to) => to.to_string(),
            Published::Small => ".".to_owned(),
        })
    }
}
