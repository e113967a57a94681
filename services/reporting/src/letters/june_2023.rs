//! The annex to the letter of 8 June 2023 on *Een thuis voor iedereen*: its sections on flex homes and on RHA, with note 8.

use super::MadeBy::{Entered, Goal, Granted};
use super::Told::{Money, Units};
use super::{Letter, Number};
use crate::figures::dimension::Dimension::{Permanence, TargetGroup, Tranche};
use jiff::civil::date;

const FLEX: &str = "Meer flexwoningen om woningvoorraad op snelle manier te vergroten";
const RHA: &str = "Regeling Huisvesting Aandachtsgroepen";
const FLEX_GOAL: &str = "flexwoningen-2022-2024";
const HOMES_GOAL: &str = "woonruimten-aandachtsgroepen";

/// A number that the letter gives exactly.
const fn exactly(
    key: &'static str,
    section: &'static str,
    text: &'static str,
    told: super::Told,
    from: super::MadeBy,
) -> Number {
    Number { key, section, text, told, about: false, from }
}

/// A number that the letter rounds, or says to be about so much.
const fn about(
    key: &'static str,
    section: &'static str,
    text: &'static str,
    told: super::Told,
    from: super::MadeBy,
) -> Number {
    Number { key, section, text, told, about: true, from }
}

/// A group of note 8.
macro_rules! group {
    ($code:literal, $units:literal, $text:literal) => {
        exactly(
            concat!("rha-", $code),
            RHA,
            $text,
            Units($units),
            Granted(&[(Tranche, "rha-2022"), (TargetGroup, $code)]),
        )
    };
}

pub(super) static LETTER: Letter = Letter {
    title: "Bijlage bij Kamerbrief voortgang programma 'Een thuis voor iedereen'",
    reference: "2023-0000331870",
    dated: date(2023, 6, 8),
    numbers: &[
        exactly(
            "flex-doel",
            FLEX,
            "37.500 flexwoningen in de periode 2022-2024",
            Units(37_500),
            Goal(FLEX_GOAL),
        ),
        exactly(
            "flex-gerealiseerd-2022",
            FLEX,
            "In 2022 zijn 3.400 flexwoningen gerealiseerd",
            Units(3_400),
            Entered(FLEX_GOAL, "gerealiseerd-2022"),
        ),
        about(
            "flex-sft",
            FLEX,
            "ca. 8.300 flexwoningen via de Stimuleringsregeling Flex- en Transformatiewoningen",
            Units(8_300),
            Granted(&[(Tranche, "sft-2022"), (Permanence, "flex")]),
        ),
        exactly(
            "flex-sft-bedrag",
            FLEX,
            "€ 100 miljoen",
            Money(100_000_000),
            Granted(&[(Tranche, "sft-2022")]),
        ),
        about(
            "flex-rha",
            FLEX,
            "ca. 4.800 flexwoningen via de Regeling Huisvesting Aandachtsgroepen",
            Units(4_800),
            Granted(&[(Tranche, "rha-2022"), (Permanence, "flex")]),
        ),
        about(
            "flex-rha-bedrag",
            FLEX,
            "€ 52,1 miljoen",
            Money(52_100_000),
            Granted(&[(Tranche, "rha-2022")]),
        ),
        exactly(
            "flex-wbi",
            FLEX,
            "3.800 flexwoningen via de Woningbouwimpuls (Wbi)",
            Units(3_800),
            Entered(FLEX_GOAL, "woningbouwimpuls"),
        ),
        about(
            "flex-rvb",
            FLEX,
            "de inkoop van ca. 2.000 flexwoningen door het Rijksvastgoedbedrijf (RVB)",
            Units(2_000),
            Entered(FLEX_GOAL, "rijksvastgoedbedrijf"),
        ),
        about(
            "flex-aedes-eerste-jaar",
            FLEX,
            "een collectief inkooptraject door Aedes voor ca. 8.000 flexwoningen in het eerste jaar",
            Units(8_000),
            Entered(FLEX_GOAL, "aedes-eerste-jaar"),
        ),
        about(
            "flex-aedes-tweede-jaar",
            FLEX,
            "ca. 10.000 per jaar in de twee opvolgende jaren: het eerste daarvan",
            Units(10_000),
            Entered(FLEX_GOAL, "aedes-tweede-jaar"),
        ),
        about(
            "flex-aedes-derde-jaar",
            FLEX,
            "ca. 10.000 per jaar in de twee opvolgende jaren: het tweede daarvan",
            Units(10_000),
            Entered(FLEX_GOAL, "aedes-derde-jaar"),
        ),
        about(
            "flex-extra-bedrag",
            FLEX,
            "ruim € 300 miljoen extra om flex- en transformatiewoningen meerjarig te kunnen ondersteunen",
            Money(300_000_000),
            Entered(FLEX_GOAL, "voorjaarsnota-2023"),
        ),
        about(
            "rha-bedrag",
            RHA,
            "In 2022 is € 52,1 miljoen aan gemeenten verstrekt",
            Money(52_100_000),
            Granted(&[(Tranche, "rha-2022")]),
        ),
        about(
            "rha-flex",
            RHA,
            "de realisatie van ca. 4.800 flexwoningen",
            Units(4_800),
            Granted(&[(Tranche, "rha-2022"), (Permanence, "flex")]),
        ),
        about(
            "rha-permanent",
            RHA,
            "ca. 3.000 aan permanente woonruimten",
            Units(3_000),
            Granted(&[(Tranche, "rha-2022"), (Permanence, "permanent")]),
        ),
        group!("arbeidsmigranten", 1_148, "1.148 woonruimten voor arbeidsmigranten"),
        group!("dak-en-thuislozen", 542, "542 woonruimten voor dak- en thuisloze mensen"),
        group!("statushouders", 1_402, "1.402 woonruimten voor statushouders"),
        group!("studenten", 2_980, "2.980 woonruimten voor uitwonende studenten"),
        group!("woonwagenbewoners", 111, "111 woonruimten voor woonwagenbewoners"),
        group!("urgentie", 983, "983 woonruimten voor mensen met een sociale en/of medische urgentie"),
        group!(
            "uitstroom-intramuraal",
            559,
            "559 woonruimten voor mensen die uitstromen uit een intramurale situatie"
        ),
        about(
            "rha-2023-bedrag",
            RHA,
            "In 2023 heb ik wederom een bedrag van € 34,7 miljoen beschikbaar gesteld",
            Money(34_700_000),
            Entered(HOMES_GOAL, "rha-2023"),
        ),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::goals;
    use regulation::words::GoalKey;
    use std::collections::BTreeSet;

    #[test]
    fn every_number_has_a_key_of_its_own_and_a_goal_that_exists() {
        let keys: BTreeSet<_> = LETTER.numbers.iter().map(|number| number.key).collect();
        assert_eq!(keys.len(), LETTER.numbers.len());
        for number in LETTER.numbers {
            if let Goal(goal) | Entered(goal, _) = number.from {
                assert!(goals::named(&GoalKey::parse(goal).unwrap()).is_some(), "{}", number.key);
            }
        }
    }
}
