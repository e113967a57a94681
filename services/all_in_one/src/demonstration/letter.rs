//! What the letter of 8 June 2023 tells and no event here does: contributions to national goals, as the ministry enters
//! them from that letter.

use super::calendar::midnight;
use super::{Act, Mistake, Step};
use jiff::civil::{Date, date};
use regulation::commands::EnterContribution;
use regulation::event::Source;
use regulation::goals;
use regulation::record::Imported;
use regulation::words::{Cents, ContributionKey, GoalKey, PersonId, Units};

const LETTER: Date = date(2023, 6, 8);
const DAY: &str = "De dag vanaf wanneer de bijdrage telt: genomen is de dag van de brief.";
const FLEX: &str = "flexwoningen-2022-2024";
const HOMES: &str = "woonruimten-aandachtsgroepen";

/// A number of the letter.
struct Told {
    key: &'static str,
    goal: &'static str,
    name: &'static str,
    homes: Option<u32>,
    euros: Option<i64>,
    /// Whether the letter says that the homes are there.
    realised: bool,
    counts_from: Date,
    /// What the letter does not give.
    assumed: Option<&'static str>,
}

/// So many homes, of which the letter does not say when they come.
const fn homes(key: &'static str, homes: u32, name: &'static str) -> Told {
    Told {
        key,
        goal: FLEX,
        name,
        homes: Some(homes),
        euros: None,
        realised: false,
        counts_from: LETTER,
        assumed: Some(DAY),
    }
}

const TOLD: [Told; 8] = [
    Told {
        key: "gerealiseerd-2022",
        goal: FLEX,
        name: "Flexwoningen die in 2022 zijn gerealiseerd",
        homes: Some(3_400),
        euros: None,
        realised: true,
        counts_from: date(2022, 12, 31),
        assumed: Some("De dag in 2022: de brief noemt alleen het jaar; genomen is de laatste dag."),
    },
    homes("woningbouwimpuls", 3_800, "Flexwoningen via de Woningbouwimpuls"),
    homes("rijksvastgoedbedrijf", 2_000, "Inkoop door het Rijksvastgoedbedrijf (ca.)"),
    homes("aedes-eerste-jaar", 8_000, "Collectieve inkoop door Aedes, eerste jaar (ca.)"),
    homes("aedes-tweede-jaar", 10_000, "Collectieve inkoop door Aedes, tweede jaar (ca.)"),
    homes("aedes-derde-jaar", 10_000, "Collectieve inkoop door Aedes, derde jaar (ca.)"),
    Told {
        key: "voorjaarsnota-2023",
        goal: FLEX,
        name: "Extra geld in de Voorjaarsnota 2023 voor flex- en transformatiewoningen (ruim)",
        homes: None,
        euros: Some(300_000_000),
        realised: false,
        counts_from: LETTER,
        assumed: Some(DAY),
    },
    Told {
        key: "rha-2023",
        goal: HOMES,
        name: "Budget van de RHA voor 2023",
        homes: None,
        euros: Some(34_700_000),
        realised: false,
        counts_from: date(2023, 5, 30),
        assumed: Some(
            "De dag vanaf wanneer het bedrag telt: genomen is de dag waarop het loket volgens de brief openging.",
        ),
    },
];

/// The steps: the ministry enters each number.
pub(super) fn steps() -> Result<Vec<Step>, Mistake> {
    TOLD.iter().map(step).collect()
}

/// Who enters them.
pub(super) fn ministry() -> Result<PersonId, Mistake> {
    Ok(PersonId::parse("demonstratie-ministerie")?)
}

fn step(told: &Told) -> Result<Step, Mistake> {
    let goals = goals::all();
    let letter = goals.sources.get("bijlage-2023");
    let letter = letter.ok_or_else(|| Mistake("de doelstellingen noemen de brief niet".to_owned()))?;
    let source =
        Source { reference: letter.reference.clone(), address: letter.address.clone().unwrap_or_default() };
    let at = midnight(LETTER)?;
    let generated = told.assumed.map(str::to_owned);
    Ok(Step {
        key: format!("kamerbrief-2023-06-08/{}", told.key),
        at,
        mark: Imported { known_since: at, source: letter.reference.clone(), generated },
        act: Act::Contribute(EnterContribution {
            contribution: ContributionKey::parse(told.key)?,
            goal: GoalKey::parse(told.goal)?,
            name: told.name.to_owned(),
            units: told.homes.map(Units::new),
            amount: told.euros.map(Cents::euros),
            realised: told.realised,
            counts_from: told.counts_from,
            source,
            by: ministry()?,
        }),
    })
}
