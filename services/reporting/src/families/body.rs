//! The fixed tables as the API tells them. They are made from what is protected only: a count has no way in here.

use super::protect::{Protected, Province, Told};
use crate::figures::table::Names;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Vaste tabellen van tranches waarin elke aanvraag voor één gezin is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VasteTabellen {
    /// De positie in het logboek waarop dit waar is.
    pub positie: u64,
    /// De tabellen per tranche.
    pub tranches: Vec<Tabellen>,
}

/// De tabellen van een tranche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tabellen {
    /// De tranche.
    #[schema(example = "hggv-2024")]
    pub tranche: String,
    /// Haar naam.
    pub naam: String,
    /// Een tabel per jaar vanaf de openstelling, het eerste jaar eerst, ook als in dat jaar niets is toegekend.
    pub jaren: Vec<Jaartabel>,
}

/// De gezinnen waarvoor in een jaar is toegekend, aan aanvragers die in een provincie liggen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Jaartabel {
    /// Het jaar waarin is toegekend.
    #[schema(example = 2024)]
    pub jaar: i16,
    /// Geteld is wat op deze dag bekend was.
    pub bekend_op: Date,
    /// Voor hoeveel gezinnen is toegekend.
    pub totaal: Aantal,
    /// Per provincie, altijd alle twaalf; ontbreekt als daaruit een klein aantal te berekenen is of bijna.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_provincie: Option<Vec<Regel>>,
}

/// Een regel van een vaste tabel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Regel {
    /// De code van de provincie.
    #[schema(example = "PV30")]
    pub code: String,
    /// De naam.
    #[schema(example = "Noord-Brabant")]
    pub naam: String,
    /// Voor hoeveel gezinnen is toegekend.
    pub gezinnen: Aantal,
}

/// Een aantal gezinnen, afgerond op een vijftal; een punt is minder dan vijf, ook nul.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(example = "15")]
pub struct Aantal(String);

impl Tabellen {
    /// The tables of a tranche.
    pub fn of(tranche: String, names: &Names, jaren: Vec<Jaartabel>) -> Self {
        let naam = names.tranches.get(&tranche).map_or_else(|| tranche.clone(), |one| one.name.clone());
        Self { tranche, naam, jaren }
    }
}

impl Jaartabel {
    /// The table of a year, as it was known on a day.
    pub fn of(jaar: i16, bekend_op: Date, told: Protected) -> Self {
        let totaal = Aantal::of(told.total);
        Self { jaar, bekend_op, totaal, per_provincie: told.provinces.map(lines) }
    }
}

fn lines(table: BTreeMap<Province, Told>) -> Vec<Regel> {
    let line = |((code, naam), told): (Province, Told)| {
        let (code, naam) = (code.to_owned(), naam.to_owned());
        Regel { code, naam, gezinnen: Aantal::of(told) }
    };
    table.into_iter().map(line).collect()
}

impl Aantal {
    fn of(told: Told) -> Self {
        Self(match told {
            Told::Rounded(to) => to.to_string(),
            Told::Hidden => ".".to_owned(),
        })
    }
}
