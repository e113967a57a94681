//! How sure the standing of a goal is, in words.

use super::entered::Entered;
use super::standing::Standing;
use crate::figures::thousands;
use regulation::goals::Goal;

const NOTHING_COUNTS: &str = "Van wat hier wordt toegekend en gemeld, telt niets mee voor dit doel. Alleen wat als bijdrage is \
    ingevoerd, staat erbij.";
const NOTHING_ENTERED: &str = "Er is niets ingevoerd. Dat is niet hetzelfde als nul.";
const PLANNED: &str = "Gepland is wat is toegekend min wat vrijviel. Een deel ervan kan al zijn gerealiseerd: tel gepland en \
    gerealiseerd niet op.";
const NOTHING_PLANNED: &str = "Er is niets toegekend dat telt.";
const NOTHING_REALISED: &str = "Bij wat is toegekend, is van geen woonruimten die tellen gemeld dat zij er zijn. Dat is niet \
    hetzelfde als nul.";
const ENTERED: &str = "Bijdragen zijn overgenomen uit hun bron en niet met meldingen gecontroleerd; zij kunnen elkaar en \
    toekenningen overlappen.";
const ONLY_ENTERED_REALISED: &str = "Het tekort na gerealiseerd trekt alleen die af: er is niets gemeld.";
const BOTH_REALISED: &str = "Het tekort na gerealiseerd trekt zowel af wat is gemeld als wat als gerealiseerd is ingevoerd. \
    Beide kunnen dezelfde woonruimten tellen; dan ontbreekt er meer.";
const OVERLAP: &str = "Het tekort na gepland is geen gewone aftreksom. Het gaat ervan uit dat alles er komt en dat geen \
    woonruimte dubbel is geteld. De bronnen ervan kunnen dezelfde woonruimten tellen; dan ontbreekt er meer.";
const NOT_REACHED: &str =
    "Dat er volgens deze som niets ontbreekt, betekent dus niet dat het doel wordt gehaald.";
const MONEY: &str = "Van het geld van het doel is alleen afgetrokken wat de regelingen die tellen, hebben toegekend, min wat \
    vrijviel. Bijdragen in geld gaan er niet af: dat kunnen budgetten zijn waaruit is toegekend.";

/// What a reader must know of these numbers; `lacks` is what lacks when everything comes and nothing is counted twice.
pub(super) fn explained(
    goal: &Goal,
    standing: &Standing,
    entered: &Entered,
    lacks: Option<i64>,
) -> Vec<String> {
    let counts = goal.counts.is_some();
    let (planned, realised) = (standing.planned.is_some(), standing.realised.is_some());
    let none = standing.contributions.is_empty();
    let overlaps = usize::from(planned) + entered.of_homes > 1;
    let fixed = |when: bool, text: &str| when.then(|| text.to_owned());
    let words = [
        fixed(!counts, NOTHING_COUNTS),
        fixed(!counts && none, NOTHING_ENTERED),
        fixed(counts && planned, PLANNED),
        fixed(counts && !planned, NOTHING_PLANNED),
        fixed(counts && !realised, NOTHING_REALISED),
        fixed(!none, ENTERED),
        entered.realised.map(entered_as_realised),
        fixed(entered.realised.is_some() && counts && !realised, ONLY_ENTERED_REALISED),
        fixed(entered.realised.is_some() && realised, BOTH_REALISED),
        fixed(overlaps, OVERLAP),
        fixed(overlaps && lacks.is_some_and(|lacks| lacks <= 0), NOT_REACHED),
        fixed(goal.means.is_some(), MONEY),
    ];
    words.into_iter().flatten().collect()
}

fn entered_as_realised(homes: i64) -> String {
    format!(
        "Van de bijdragen zijn {} woonruimten ingevoerd als gerealiseerd: dat zegt hun bron.",
        thousands(homes)
    )
}
