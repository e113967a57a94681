//! Plays a play by the real commands, and tells where it comes out otherwise than written.

use super::play::{Asked, Play, Step};
use crate::Command;
use crate::allocation::{LotScope, Place, SeedSource};
use crate::commands::*;
use crate::event::*;
use crate::facts::Budget;
use crate::scheme::{Scheme, Tranche};
use crate::testing::*;
use crate::violation::Violation;
use crate::words::*;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

/// What came out otherwise, with the place in the play.
type Outcome<T = ()> = Result<T, String>;

/// The log of a scheme, and where its plays are.
pub struct Stage<'a> {
    scheme: &'a Scheme,
    log: Given,
}

impl<'a> Stage<'a> {
    /// With the scheme published, as its file has it.
    pub fn of(scheme: &'a Scheme, text: &str) -> Self {
        let log = given(given([]).when(publish(text)).happened());
        Self { scheme, log }
    }

    /// Opens all tranches first, so that money can be carried over to one that is played later.
    pub fn open(&mut self, play: &Play) -> Outcome {
        let set = &play.opening;
        let command = OpenTranche {
            scheme: self.scheme.key.clone(),
            tranche: play.tranche.clone(),
            set: OpeningSet {
                opens_at: set.opens_at,
                closes_at: set.closes_at,
                ceiling: set.ceiling_euros.map(Cents::euros),
                pots: set.pots_euros.iter().map(|(pot, euros)| (pot.clone(), Cents::euros(*euros))).collect(),
                ground: set.ground.clone(),
            },
            by: assessor("beheer"),
        };
        let event = self.must(command)?;
        let Event::TrancheOpened(opened) = &event else { return Err(format!("{event:?}")) };
        same("the silence of the opening", &silent_rules(&opened.silence), &set.silent)?;
        let whole = play.ceiling_euros.map(|euros| (None, euros));
        let pots = play.pot_ceilings_euros.iter().map(|(pot, euros)| (Some(pot.clone()), *euros));
        for (pot, euros) in whole.into_iter().chain(pots) {
            self.change_ceiling(play, pot, euros)?;
        }
        for closed_at in &play.closings {
            let (tranche, reason) = (play.tranche.clone(), "Gesloten.".into());
            self.must(CloseTranche { tranche, closed_at: *closed_at, reason, by: assessor("beheer") })?;
        }
        Ok(())
    }

    pub fn play(&mut self, play: &Play) -> Outcome {
        for asked in &play.applications {
            self.submit(play, asked).map_err(|why| format!("{}: {why}", asked.name))?;
        }
        for asked in play.applications.iter().filter(|asked| is_received(asked)) {
            self.advise(play, asked).map_err(|why| format!("{}: {why}", asked.name))?;
        }
        for (number, step) in (1..).zip(&play.then.steps) {
            self.step(play, step).map_err(|why| format!("step {number}, {step:?}: {why}"))?;
        }
        self.money(play)
    }

    fn submit(&mut self, play: &Play, asked: &Asked) -> Outcome {
        let command = Submit {
            case: header(play, asked),
            received_at: asked.received_at,
            reference: OwnReference::parse(&format!("{}-{}", play.tranche, asked.name)).unwrap(),
            contact: None,
            projects: asked.projects(),
            pot: asked.pot.clone(),
            partnership: asked.partnership.clone(),
        };
        if !asked.flaws.is_empty() {
            let refusal = self.log.clone().when(command).0;
            let Err(Violation::Flawed(flaws)) = refusal else { return Err(format!("{refusal:?}")) };
            let mut codes: Vec<&str> = flaws.iter().map(|flaw| flaw.code).collect();
            let mut expected: Vec<&str> = asked.flaws.iter().map(String::as_str).collect();
            codes.sort_unstable();
            expected.sort_unstable();
            return same("the flaws", &codes, &expected);
        }
        let Some(event) = self.expect(command, asked.refused.as_deref())? else { return Ok(()) };
        let Event::ApplicationSubmitted(submitted) = &event else { return Err(format!("{event:?}")) };
        same("whether it is late", &(submitted.arrival != Arrival::InTime), &asked.late)?;
        asked.completed_at.map_or(Ok(()), |completed_at| self.supplement(play, asked, completed_at))
    }

    fn supplement(&mut self, play: &Play, asked: &Asked, received_at: Timestamp) -> Outcome {
        let (case, code) = (header(play, asked), PieceCode::parse("begroting").unwrap());
        self.must(RequestSupplement {
            case: case.clone(),
            pieces: vec![Piece { code: code.clone(), description: "De begroting.".into() }],
            answer_by: None,
            requested_at: asked.received_at,
            by: assessor("anna"),
        })?;
        let note = "Hierbij.".into();
        self.must(Supplement { case, received_at, pieces: vec![code], note }).map(drop)
    }

    fn advise(&mut self, play: &Play, asked: &Asked) -> Outcome {
        let (case, by) = (header(play, asked), assessor("anna"));
        if !asked.late {
            let confirmed_at = play.decided_at;
            self.must(ConfirmCompleteness { case: case.clone(), confirmed_at, by: by.clone() })?;
        }
        let against = asked.advised_against.or(asked.late.then_some(RejectionGround::ArrivedLate));
        let euros = asked.advised_euros.unwrap_or_else(|| asked.euros());
        let grant = Advice::Grant { amount: Amount::gross(Cents::euros(euros)) };
        self.must(Advise {
            case,
            advice: against.map_or(grant, |ground| Advice::Reject { ground }),
            judgement: asked.judgement.clone(),
            reasons: "Zo gevonden.".into(),
            given_at: play.decided_at,
            by,
        })
        .map(drop)
    }

    fn step(&mut self, play: &Play, step: &Step) -> Outcome {
        let (tranche, by, decided_at) = (play.tranche.clone(), assessor("bram"), play.decided_at);
        let explanation = String::from("Voldoet.");
        match step {
            Step::Grant { case, euros, on, silent, refused } => {
                let case = named(play, case)?;
                let (amount, decided_at) = (Amount::gross(Cents::euros(*euros)), on.unwrap_or(decided_at));
                let command = Approve { case, amount, explanation, decided_at, by };
                match self.expect(command, refused.as_deref())? {
                    Some(Event::ApplicationGranted(event)) => same_silence(&event.silence, silent),
                    other => must_be_nothing(other),
                }
            }
            Step::Reject { case, ground, refused } => {
                let case = named(play, case)?;
                let command = Reject { case, ground: *ground, explanation, decided_at, by };
                self.expect(command, refused.as_deref()).map(drop)
            }
            Step::Withdraw { case } => {
                let (case, reason) = (named(play, case)?, "Gaat niet door.".into());
                self.must(Withdraw { case, received_at: decided_at, reason }).map(drop)
            }
            Step::Settle { case, euros, silent, refused } => {
                let (case, amount) = (named(play, case)?, Amount::gross(Cents::euros(*euros)));
                let command = Settle { case, amount, explanation, decided_at, by };
                match self.expect(command, refused.as_deref())? {
                    Some(Event::GrantSettled(event)) => same_silence(&event.silence, silent),
                    other => must_be_nothing(other),
                }
            }
            Step::Ceiling { pot, euros } => self.change_ceiling(play, pot.clone(), *euros),
            Step::Draw { .. } => self.draw(play, step),
            Step::Rank { .. } => self.rank(play, step),
            Step::CarryOver { from_pot, to, to_pot, euros, refused } => {
                let command = CarryOver {
                    from: Purse { tranche, pot: from_pot.clone() },
                    to: Purse { tranche: to.clone(), pot: to_pot.clone() },
                    amount: Cents::euros(*euros),
                    decided_on: day_of(decided_at),
                    source: source(),
                    by: assessor("beheer"),
                };
                self.expect(command, refused.as_deref()).map(drop)
            }
        }
    }

    fn draw(&mut self, play: &Play, step: &Step) -> Outcome {
        let Step::Draw { pot, day, sealed_at, seed, order, refused } = step else { unreachable!() };
        let expected_at = *sealed_at + 24.hours();
        let command = SealLottery {
            tranche: play.tranche.clone(),
            pot: pot.clone(),
            scope: day.map_or(LotScope::Ranking, |day| LotScope::Day { day }),
            seed_source: SeedSource::Beacon { name: "proefbaken".into(), round: 4_711, expected_at },
            sealed_at: *sealed_at,
            by: assessor("anna"),
        };
        let Some(event) = self.expect(command, refused.as_deref())? else { return Ok(()) };
        let Event::LotterySealed(sealed) = event else { return Err(format!("{event:?}")) };
        let command = DrawLots {
            tranche: play.tranche.clone(),
            hash: sealed.hash.clone(),
            seed: seed.clone(),
            drawn_at: expected_at,
            by: assessor("anna"),
        };
        let event = self.must(command)?;
        let Event::LotsDrawn(drawn) = event else { return Err(format!("{event:?}")) };
        let drawn = drawn.order.iter().map(|number| name_of(play, *number)).collect();
        same(&format!("the draw from the list\n{}", sealed.seal.text()), &drawn, order)
    }

    fn rank(&mut self, play: &Play, step: &Step) -> Outcome {
        let Step::Rank { pot, ties, weights, spread, ground, on, order, excluded, scores, silent, refused } =
            step
        else {
            unreachable!()
        };
        let (weights, ground) = (weights.clone(), ground.clone());
        let command = EstablishRanking {
            tranche: play.tranche.clone(),
            pot: pot.clone(),
            chosen: RankingChoice { ties: *ties, weights, spread: *spread, ground },
            established_at: on.unwrap_or(play.decided_at),
            by: assessor("anna"),
        };
        let Some(event) = self.expect(command, refused.as_deref())? else { return Ok(()) };
        let Event::RankingEstablished(event) = event else { return Err(format!("{event:?}")) };
        same_silence(&event.silence, silent)?;
        let (mut ranked, mut out, mut scored) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        for place in &event.ranking.places {
            match place {
                Place::Ranked { application, score, .. } => {
                    let name = name_of(play, *application);
                    scored.extend(score.map(|score| (name.clone(), score)));
                    ranked.push(name);
                }
                Place::Excluded { application, .. } => drop(out.insert(name_of(play, *application))),
            }
        }
        same("the ranking", &ranked, order)?;
        same("who is left out of it", &out, excluded)?;
        same("the scores", &scored, scores)
    }

    fn change_ceiling(&mut self, play: &Play, pot: Option<PotKey>, euros: i64) -> Outcome {
        let command = ChangeCeiling {
            tranche: play.tranche.clone(),
            pot,
            ceiling: Cents::euros(euros),
            decided_on: day_of(play.decided_at),
            published_on: None,
            source: source(),
            by: assessor("beheer"),
        };
        self.must(command).map(drop)
    }

    /// What is free is as written, and with what is held it is the ceiling: as the budget says, and counted again from
    /// the log.
    fn money(&self, play: &Play) -> Outcome {
        let budget = self.log.learn(Budget::of(play.tranche.clone()));
        same("what is free", &budget.free(), &Cents::euros(play.then.free_euros))?;
        for (pot, euros) in &play.then.free_in_pots_euros {
            same(&format!("what is free in {pot}"), &budget.free_in(pot), &Cents::euros(*euros))?;
        }
        let held: Cents = held(&self.log, &play.tranche).values().copied().sum();
        same("what is granted", &budget.granted(), &held)?;
        same("what is granted and what is free", &Some(held + budget.free()), &budget.ceiling())
    }

    /// What must happen, as one event.
    fn must<C: Command>(&mut self, command: C) -> Outcome<Event> {
        self.expect(command, None)?.ok_or_else(|| "nothing happened".into())
    }

    /// The event; absent where it was refused, as it had to be, with this code.
    fn expect<C: Command>(&mut self, command: C, refused: Option<&str>) -> Outcome<Option<Event>> {
        match (self.log.clone().when(command).0, refused) {
            (Ok(events), None) => {
                let log = std::mem::take(&mut self.log);
                self.log = log.and(events.clone());
                Ok(events.into_iter().next())
            }
            (Err(violation), Some(code)) if violation.code() == code => Ok(None),
            (outcome, refused) => Err(format!("expected {refused:?}, got {outcome:?}")),
        }
    }
}

/// What each case of a tranche holds: what was granted, or settled after it, and not withdrawn.
fn held(log: &Given, tranche: &TrancheKey) -> BTreeMap<ApplicationId, Cents> {
    let mut held = BTreeMap::new();
    for recorded in log.log() {
        match &recorded.event {
            Event::ApplicationGranted(event) if &event.case.tranche == tranche => {
                held.insert(event.case.application, event.amount.gross);
            }
            Event::GrantSettled(event) if &event.case.tranche == tranche => {
                held.insert(event.case.application, event.amount.gross);
            }
            Event::ApplicationWithdrawn(event) if &event.case.tranche == tranche => {
                held.remove(&event.case.application);
            }
            _ => {}
        }
    }
    held
}

/// Whether a case begins with it.
pub fn is_received(asked: &Asked) -> bool {
    asked.refused.is_none() && asked.flaws.is_empty()
}

fn number(play: &Play, name: &str) -> ApplicationId {
    application(&format!("{} {name}", play.tranche))
}

fn header(play: &Play, asked: &Asked) -> CaseHeader {
    let application = number(play, &asked.name);
    CaseHeader { application, tranche: play.tranche.clone(), applicant: asked.applicant.clone() }
}

fn named(play: &Play, name: &str) -> Outcome<CaseHeader> {
    let asked = play.applications.iter().find(|asked| asked.name == name);
    asked.map(|asked| header(play, asked)).ok_or_else(|| format!("there is no application {name}"))
}

fn name_of(play: &Play, application: ApplicationId) -> String {
    let asked = play.applications.iter().find(|asked| number(play, &asked.name) == application);
    asked.map_or_else(|| application.to_string(), |asked| asked.name.clone())
}

fn silent_rules(silence: &Option<Silence>) -> BTreeSet<SilentRule> {
    silence.as_ref().map(|silence| silence.rules.clone()).unwrap_or_default()
}

fn same_silence(silence: &Option<Silence>, expected: &BTreeSet<SilentRule>) -> Outcome {
    same("the silence", &silent_rules(silence), expected)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, expected: &T) -> Outcome {
    if got == expected { Ok(()) } else { Err(format!("{what}: expected {expected:?}, got {got:?}")) }
}

fn must_be_nothing(event: Option<Event>) -> Outcome {
    event.map_or(Ok(()), |event| Err(format!("{event:?}")))
}

/// The rules of the tranche that is played.
pub fn rules_of<'a>(scheme: &'a Scheme, play: &Play) -> &'a Tranche {
    scheme.tranche(&play.tranche).unwrap_or_else(|| panic!("{} has no tranche {}", scheme.key, play.tranche))
}
