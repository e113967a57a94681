//! THE DEMONSTRATION: two tranches of 2022 and what a letter of 2023 adds to them, played through commands and marked
//! as an import.
//!
//! Every event is valid on its own day, recorded now, known since the date that its source gives, and says what of it was
//! generated. What is real and what is not: `demonstration/README.md`. Playing twice plays nothing twice.

mod calendar;
mod case_plan;
mod letter;
mod play;
mod rha;
mod sft;
mod spread;
mod step;

pub use play::{Outcome, PlayError, Stores, play};
pub use step::{Act, Step};

use regulation::violation::Violation;
use regulation::words::{InvalidWord, PersonId};
use std::fmt;
use std::num::{ParseIntError, TryFromIntError};

/// A mistake in the demonstration's own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake(pub String);

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "de gegevens van de demonstratie kloppen niet: {}", self.0)
    }
}

impl std::error::Error for Mistake {}

macro_rules! mistakes {
    ($($error:ty),+) => {
        $(impl From<$error> for Mistake {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })+
    };
}
mistakes!(InvalidWord, jiff::Error, ParseIntError, TryFromIntError);

impl From<Violation> for Mistake {
    fn from(violation: Violation) -> Self {
        Self(violation.detail())
    }
}

/// What is played, in the order in which it happened, and what is tried after it and must be refused.
#[derive(Debug, Clone)]
pub struct Demonstration {
    /// The steps.
    pub steps: Vec<Step>,
    /// Granting the fictional 44th application of SFT 2022.
    pub attempt: Step,
}

/// Both tranches and the letter as one story.
///
/// # Errors
/// When its own data are wrong, which the tests rule out.
pub fn demonstration() -> Result<Demonstration, Mistake> {
    let (mut steps, attempt) = sft::steps()?;
    steps.extend(rha::steps()?);
    steps.extend(letter::steps()?);
    steps.sort_by_key(|step| step.at);
    Ok(Demonstration { steps, attempt })
}

/// Who imports.
fn administrator() -> Result<PersonId, Mistake> {
    Ok(PersonId::parse("demonstratie-beheerder")?)
}

/// One of the two assessors.
fn assessor(number: u64) -> Result<PersonId, Mistake> {
    Ok(PersonId::parse(&format!("demonstratie-beoordelaar-{}", number + 1))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use regulation::event::Event;
    use regulation::facts::Budget;
    use regulation::query::{Query, Tag};
    use regulation::record::{Actor, Position, Recorded, Role};
    use regulation::simulation::{Outcome, WhatIf, replay};
    use regulation::words::{Cents, TrancheKey};
    use regulation::{Command, Facts};
    use std::collections::BTreeSet;

    fn learn<F: Facts>(mut facts: F, log: &[Recorded]) -> F {
        let query = facts.about();
        log.iter()
            .filter(|recorded| query.matches(&recorded.event))
            .for_each(|recorded| facts.learn(recorded));
        facts
    }

    fn decide<C: Command>(command: &C, log: &[Recorded]) -> Result<Vec<Event>, Violation> {
        command.decide(&learn(command.facts(), log))
    }

    fn events(act: &Act, log: &[Recorded]) -> Result<Vec<Event>, Violation> {
        match act {
            Act::Publish(command) => decide(command, log),
            Act::Open(command) => decide(command, log),
            Act::Ceiling(command) => decide(command, log),
            Act::Extend(command) => decide(command, log),
            Act::Submit(command) => decide(command, log),
            Act::Request(command) => decide(command, log),
            Act::Supplement(command) => decide(command, log),
            Act::Confirm(command) => decide(command, log),
            Act::Advise(command) => decide(command, log),
            Act::Approve(command) => decide(command, log),
            Act::Contribute(command) => decide(command, log),
        }
    }

    fn played(steps: &[Step]) -> Vec<Recorded> {
        let mut log = Vec::new();
        for (position, step) in (1..).zip(steps) {
            let happened =
                events(&step.act, &log).unwrap_or_else(|why| panic!("{}: {}", step.key, why.detail()));
            let [event] = <[Event; 1]>::try_from(happened).unwrap();
            let person = administrator().unwrap();
            let actor = Actor { role: Role::Administrator, person, organisation: None, on_behalf_of: None };
            let (position, imported) = (Position(position), Some(step.mark.clone()));
            log.push(Recorded { position, recorded_at: Timestamp::UNIX_EPOCH, actor, imported, event });
        }
        log
    }

    #[test]
    fn every_step_keeps_the_rules_and_the_forty_fourth_is_refused_because_nothing_is_free() {
        let Demonstration { steps, attempt } = demonstration().unwrap();
        let log = played(&steps);
        for (tranche, granted) in [("sft-2022", 100_000_000), ("rha-2022", 52_135_000)] {
            let budget = learn(Budget::of(TrancheKey::parse(tranche).unwrap()), &log);
            assert_eq!((budget.granted(), budget.free()), (Cents::euros(granted), Cents::ZERO), "{tranche}");
        }
        let refusal = events(&attempt.act, &log).unwrap_err();
        assert_eq!(refusal.code(), "plafond-ontoereikend");
        assert!(refusal.detail().starts_with("Vrij onder het plafond: € 0,00"), "{}", refusal.detail());
    }

    #[test]
    fn a_replay_under_the_rules_in_force_makes_every_decision_again_and_a_higher_ceiling_reaches_the_forty_fourth()
     {
        let Demonstration { steps, attempt } = demonstration().unwrap();
        let log = played(&steps);
        let Act::Approve(last) = &attempt.act else { panic!("{attempt:?}") };
        for tranche in ["sft-2022", "rha-2022"] {
            let key = TrancheKey::parse(tranche).unwrap();
            let of_tranche: Vec<Recorded> = log
                .iter()
                .filter(|recorded| Query::about(Tag::tranche(&key), &[]).matches(&recorded.event))
                .cloned()
                .collect();
            let again = replay(&of_tranche, &key, &WhatIf::default()).unwrap();
            let decided = again.cases.values().filter(|case| case.granted_in_fact.is_some()).count();
            assert_eq!(decided, if tranche == "sft-2022" { 43 } else { 91 });
            for case in again.cases.values() {
                let outcome = case.granted_in_fact.map_or(Outcome::NotReached, Outcome::Granted);
                assert_eq!(case.outcome, outcome, "{tranche}: {}", case.header.application);
            }
            if tranche == "sft-2022" {
                let higher = WhatIf { ceiling: Some(Cents::euros(100_600_000)), ..WhatIf::default() };
                let higher = replay(&of_tranche, &key, &higher).unwrap();
                let reached = higher.cases[&last.case.application].outcome;
                assert_eq!(reached, Outcome::Fits(Cents::euros(600_000)));
            }
        }
    }

    #[test]
    fn everything_is_valid_in_2022_but_the_letter_in_the_order_in_which_it_happened_and_says_where_it_comes_from()
     {
        let Demonstration { steps, .. } = demonstration().unwrap();
        let of_letter = |step: &&Step| matches!(step.act, Act::Contribute(_));
        let (letter, tranches): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(of_letter);
        assert!(tranches.iter().all(|step| step.at.to_string().starts_with("2022-")));
        assert_eq!(letter.len(), 8);
        assert!(steps.iter().all(|step| step.mark.known_since.as_second() >= 1_659_477_600), "3 August 2022");
        assert!(steps.iter().all(|step| !step.mark.source.is_empty()));
        let generated = |act: &Act| matches!(act, Act::Submit(_) | Act::Approve(_) | Act::Confirm(_));
        assert!(steps.iter().filter(|step| generated(&step.act)).all(|step| step.mark.generated.is_some()));
        let keys: BTreeSet<_> = steps.iter().map(|step| &step.key).collect();
        assert_eq!(keys.len(), steps.len(), "each step is recognised by its own name");
        assert!(
            matches!(steps.last().map(|step| &step.act), Some(Act::Contribute(_))),
            "the last step is of the letter"
        );
    }

    #[test]
    fn two_different_assessors_look_at_each_application() {
        let Demonstration { steps, .. } = demonstration().unwrap();
        let seen = steps.iter().filter_map(|step| match &step.act {
            Act::Advise(command) => Some(command.by.clone()),
            Act::Approve(command) => Some(command.by.clone()),
            _ => None,
        });
        assert_eq!(seen.collect::<BTreeSet<_>>().len(), 2);
    }
}
