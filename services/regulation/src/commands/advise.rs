//! Advise on an application (*adviseren*).

use super::amounts;
use crate::Command;
use crate::event::{Advice, AdviceGiven, CaseHeader, Event, Judgement};
use crate::facts::{Case, TrancheRules};
use crate::scheme::Tranche;
use crate::violation::{Flaw, Violation};
use crate::words::{Cents, PersonId};
use jiff::Timestamp;

/// Advises to grant or to reject, and says what is found on the points by which the tranche is ranked. Who advises does
/// not decide; a second opinion can be added, and the newest judgement counts.
#[derive(Debug, Clone)]
pub struct Advise {
    /// The case.
    pub case: CaseHeader,
    /// The proposal.
    pub advice: Advice,
    /// What the adviser, or the committee that advises, finds on the points by which the tranche is ranked.
    pub judgement: Option<Judgement>,
    /// Why.
    pub reasons: String,
    /// When.
    pub given_at: Timestamp,
    /// The adviser.
    pub by: PersonId,
}

impl Command for Advise {
    type Facts = (Case, TrancheRules);
    const NAME: &'static str = "advise";

    fn facts(&self) -> Self::Facts {
        (Case::of(self.case.application), TrancheRules::of(self.case.tranche.clone()))
    }

    fn decide(&self, (case, rules): &Self::Facts) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        if let Advice::Grant { amount } = self.advice {
            case.must_be_in_time()?;
            case.complete_since.ok_or(Violation::NotComplete)?;
            amounts::must_be_sound(amount, Cents::new(1))?;
            if amount.gross > case.requested() {
                return Err(Violation::AboveRequested { requested: case.requested() });
            }
        }
        let flaws = match (&self.judgement, rules.in_version(case.scheme_version)) {
            (Some(judgement), Some(tranche)) => flaws_in(judgement, tranche),
            (Some(_) | None, _) => Vec::new(),
        };
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        let event = AdviceGiven {
            case: self.case.clone(),
            advice: self.advice,
            judgement: self.judgement.clone(),
            reasons: self.reasons.clone(),
            given_at: self.given_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

/// What a judgement says that the tranche does not know, all at once.
fn flaws_in(judgement: &Judgement, tranche: &Tranche) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if let Some(category) = &judgement.category
        && tranche.categories.iter().all(|(code, _)| code != category)
    {
        let reason = format!("De tranche kent geen categorie «{category}».");
        flaws.push(Flaw::new("oordeel.categorie", "onbekend", reason));
    }
    for (code, score) in &judgement.scores {
        let place = format!("oordeel.scores.{code}");
        if !tranche.criteria.is_empty() && !tranche.criteria.contains_key(code) {
            flaws.push(Flaw::new(&place, "onbekend", "De tranche kent dit criterium niet."));
        }
        if !(1..=10).contains(score) {
            flaws.push(Flaw::new(
                &place,
                "buiten-bereik",
                format!("Een score is 1 tot en met 10, niet {score}."),
            ));
        }
    }
    for code in judgement.knock_outs.keys().filter(|code| !tranche.knock_outs.contains_key(*code)) {
        let place = format!("oordeel.knockOuts.{code}");
        flaws.push(Flaw::new(place, "onbekend", "De tranche kent dit knock-outcriterium niet."));
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::RejectionGround;
    use crate::testing::*;
    use crate::words::Amount;

    fn advise(advice: Advice) -> Advise {
        Advise {
            case: case("GM0758", "A"),
            advice,
            judgement: None,
            reasons: "Voldoet.".into(),
            given_at: at("2022-11-02T09:00:00Z"),
            by: assessor("anna"),
        }
    }

    fn to_grant(euros: i64) -> Advise {
        advise(Advice::Grant { amount: Amount::gross(Cents::euros(euros)) })
    }

    #[test]
    fn a_complete_application_gets_an_advice_to_grant() {
        let complete =
            given([published(), opened(), submitted("GM0758", "A", 50_000), complete("GM0758", "A")]);
        complete.when(to_grant(50_000)).then([advised("GM0758", "A", 50_000)]);
    }

    #[test]
    fn nobody_advises_to_grant_more_than_was_asked_or_what_is_not_complete_or_late() {
        let open = given([published(), opened()]);
        let submitted = open.clone().and([submitted("GM0758", "A", 50_000)]);
        submitted.clone().when(to_grant(50_000)).refused("niet-volledig");
        let complete = submitted.and([complete("GM0758", "A")]);
        complete.clone().when(to_grant(50_001)).refused("boven-gevraagd-bedrag");
        complete.when(to_grant(0)).refused("inhoud-onjuist");
        open.and([submitted_late("GM0758", "A")]).when(to_grant(50_000)).refused("te-laat-ontvangen");
    }

    #[test]
    fn a_late_application_can_be_advised_to_be_rejected() {
        let late = given([published(), opened(), submitted_late("GM0758", "A")]);
        let happened = late.when(advise(Advice::Reject { ground: RejectionGround::ArrivedLate })).happened();
        assert!(matches!(&happened[..], [Event::AdviceGiven(_)]));
    }

    #[test]
    fn a_decided_application_gets_no_advice() {
        let decided = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        decided.and([granted("GM0758", "A", 50_000)]).when(to_grant(50_000)).refused("zaak-beeindigd");
    }

    #[test]
    fn a_judgement_says_only_what_the_tranche_knows_and_all_mistakes_come_at_once() {
        let open = given([published(), opened()]).and(ready("GM0758", "A", 50_000));
        let mut wrong = to_grant(50_000);
        wrong.judgement = Some(Judgement {
            category: Some(crate::words::CategoryCode::parse("z").unwrap()),
            scores: std::collections::BTreeMap::from([(criterion("noodzaak"), 11)]),
            knock_outs: std::collections::BTreeMap::from([(criterion("hard"), true)]),
        });
        let Violation::Flawed(flaws) = open.when(wrong).refused("inhoud-onjuist") else { panic!() };
        let places: Vec<_> = flaws.iter().map(|flaw| flaw.place.as_str()).collect();
        assert_eq!(places, ["oordeel.categorie", "oordeel.scores.noodzaak", "oordeel.knockOuts.hard"]);
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(to_grant(1)).refused("aanvraag-onbekend");
    }
}
