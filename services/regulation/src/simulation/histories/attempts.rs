//! What somebody tries in a random history; much of it is refused.

use super::Play;
use crate::allocation::{LotScope, SeedSource};
use crate::commands::*;
use crate::event::{Advice, CaseHeader, Event, Judgement, Piece, Purse, RejectionGround};
use crate::facts::{Budget, Case, Order, Queue};
use crate::scheme::Allocation;
use crate::testing::*;
use crate::violation::Violation;
use crate::words::*;
use jiff::ToSpan;
use proptest::prelude::*;

pub const APPLICATIONS: usize = 9;
const APPLICANTS: [&str; 4] = ["GM0758", "GM0344", "GM0363", "GM0501"];

/// What somebody tries.
#[derive(Debug, Clone)]
pub enum Try {
    /// Submits, with its share of what it could ask, from a pot or none.
    Submit {
        application: usize,
        homes: u32,
        percent: u32,
        pot: usize,
    },
    /// Confirms that it is complete, and advises this percentage of what it asks.
    Prepare {
        application: usize,
        percent: u32,
    },
    Ask {
        application: usize,
        has_term: bool,
    },
    Supplement {
        application: usize,
    },
    /// Grants a percentage of what was advised; where that is refused, as much as the refusal says is possible.
    Approve {
        application: usize,
        percent: u32,
    },
    /// Grants to the first in line.
    ApproveNext {
        pot: usize,
        percent: u32,
    },
    Reject {
        application: usize,
    },
    RejectNext {
        pot: usize,
    },
    Withdraw {
        application: usize,
    },
    SetAside {
        application: usize,
    },
    Settle {
        application: usize,
        percent: u32,
    },
    Ceiling {
        pot: usize,
        percent: u32,
    },
    CarryOver {
        from: usize,
        to: usize,
        percent: u32,
    },
    /// Publishes the scheme with another cap.
    Republish {
        edition: i64,
    },
    /// Seals and draws for the day on which the ceiling is crossed.
    DrawForTheDay {
        pot: usize,
    },
    /// Prepares all, draws where the lot decides between equals, and ranks.
    Rank {
        pot: usize,
    },
}

/// Some tries.
pub fn tries() -> impl Strategy<Value = Vec<Try>> {
    let application = || 0..APPLICATIONS;
    let pot = || 0..3_usize;
    let percent = || prop_oneof![2 => Just(100_u32), 1 => 40..100_u32];
    let one = prop_oneof![
        10 => (application(), 1..9_u32, percent(), pot())
            .prop_map(|(application, homes, percent, pot)| Try::Submit { application, homes, percent, pot }),
        2 => (application(), percent()).prop_map(|(application, percent)| Try::Prepare { application, percent }),
        1 => (application(), any::<bool>()).prop_map(|(application, has_term)| Try::Ask { application, has_term }),
        1 => application().prop_map(|application| Try::Supplement { application }),
        6 => (application(), percent()).prop_map(|(application, percent)| Try::Approve { application, percent }),
        8 => (pot(), percent()).prop_map(|(pot, percent)| Try::ApproveNext { pot, percent }),
        1 => application().prop_map(|application| Try::Reject { application }),
        2 => pot().prop_map(|pot| Try::RejectNext { pot }),
        1 => application().prop_map(|application| Try::Withdraw { application }),
        1 => application().prop_map(|application| Try::SetAside { application }),
        1 => (application(), 0..=100_u32)
            .prop_map(|(application, percent)| Try::Settle { application, percent }),
        1 => (pot(), 60..150_u32).prop_map(|(pot, percent)| Try::Ceiling { pot, percent }),
        1 => (pot(), pot(), 1..=100_u32).prop_map(|(from, to, percent)| Try::CarryOver { from, to, percent }),
        1 => (0..3_i64).prop_map(|edition| Try::Republish { edition }),
        3 => pot().prop_map(|pot| Try::DrawForTheDay { pot }),
        3 => pot().prop_map(|pot| Try::Rank { pot }),
    ];
    prop::collection::vec(one, 5..40)
}

/// What happened, or why it was refused.
type Tried = Result<Vec<Event>, Violation>;

fn of(index: usize) -> CaseHeader {
    case(APPLICANTS[index % APPLICANTS.len()], &format!("aanvraag-{index}"))
}

fn anna() -> PersonId {
    assessor("anna")
}

fn bram() -> PersonId {
    assessor("bram")
}

impl Try {
    /// Does it, where it is not refused.
    pub fn by(&self, play: &mut Play) -> Tried {
        match *self {
            Self::Submit { application, homes, percent, pot } => {
                play.submit(application, homes, percent, pot)
            }
            Self::Prepare { application, percent } => play.prepare(application, percent),
            Self::Ask { application, has_term } => play.ask(application, has_term),
            Self::Supplement { application } => {
                let (received_at, pieces) = (play.now, vec![PieceCode::parse("begroting").unwrap()]);
                play.does(Supplement { case: of(application), received_at, pieces, note: String::new() })
            }
            Self::Approve { application, percent } => play.grant(of(application), percent),
            Self::ApproveNext { pot, percent } => {
                play.next(pot).map_or(Ok(Vec::new()), |case| play.grant(case, percent))
            }
            Self::Reject { application } => play.reject(of(application)),
            Self::RejectNext { pot } => play.next(pot).map_or(Ok(Vec::new()), |case| play.reject(case)),
            Self::Withdraw { application } => {
                play.does(Withdraw { case: of(application), received_at: play.now, reason: String::new() })
            }
            Self::SetAside { application } => {
                let (case, explanation) = (of(application), "Daarom.".into());
                play.does(SetAside { case, explanation, decided_at: play.now, by: bram() })
            }
            Self::Settle { application, percent } => play.settle(application, percent),
            Self::Ceiling { pot, percent } => play.change_ceiling(pot, percent),
            Self::CarryOver { from, to, percent } => play.carry_over(from, to, percent),
            Self::Republish { edition } => play.does(publish(&play.choice.text(edition))),
            Self::DrawForTheDay { pot } => play.draw_for_the_day(pot),
            Self::Rank { pot } => play.rank(pot),
        }
    }
}

impl Play {
    fn case(&self, application: ApplicationId) -> Case {
        self.history.learn(Case::of(application))
    }

    fn named(&self, index: usize) -> Option<PotKey> {
        self.choice.pots.keys().get(index).map(|key| pot(key))
    }

    fn purse(&self, index: usize) -> Option<PotKey> {
        self.choice.pots.ceilings().get(index).map(|key| pot(key))
    }

    fn submit(&mut self, application: usize, homes: u32, percent: u32, pot: usize) -> Tried {
        let case = of(application);
        let asked = self.choice.asks(&case.applicant, homes, percent);
        let mut project = project(1);
        project.requested = Amount::gross(asked);
        project.lines[0].planned = Units::new(homes);
        let reference = OwnReference::parse(&format!("K-{application}")).unwrap();
        let (received_at, pot) = (self.now, self.named(pot));
        let (projects, contact, partnership) = (vec![project], None, None);
        self.does(Submit { case, received_at, reference, contact, projects, pot, partnership })
    }

    /// Judged by who it is, so that some are equal.
    fn prepare(&mut self, application: usize, percent: u32) -> Tried {
        let case = of(application);
        let (confirmed_at, by) = (self.now, anna());
        drop(self.does(ConfirmCompleteness { case: case.clone(), confirmed_at, by }));
        let requested = self.case(case.application).requested();
        let knock_outs = (self.choice.allocation == Some(Allocation::KnockOutThenRank))
            .then(|| (criterion("hard"), application % 5 != 4));
        let score = |one| u32::try_from(application % one).unwrap() * 3 + 1;
        let judgement = Judgement {
            category: Some(CategoryCode::parse(if application % 3 == 1 { "a" } else { "b" }).unwrap()),
            scores: [(criterion("noodzaak"), score(3)), (criterion("urgentie"), score(2))].into(),
            knock_outs: knock_outs.into_iter().collect(),
        };
        let advice = Advice::Grant { amount: Amount::gross(requested.percent(percent)) };
        let (given_at, by) = (self.now, anna());
        self.does(Advise { case, advice, judgement: Some(judgement), reasons: String::new(), given_at, by })
    }

    fn ask(&mut self, application: usize, has_term: bool) -> Tried {
        let pieces =
            vec![Piece { code: PieceCode::parse("begroting").unwrap(), description: "Begroting".into() }];
        let answer_by = has_term.then(|| day_of(self.now).saturating_add(1.day()));
        let (case, requested_at, by) = (of(application), self.now, anna());
        self.does(RequestSupplement { case, pieces, answer_by, requested_at, by })
    }

    /// Prepares it first where nobody did, and tries again with what a refusal says is possible.
    fn grant(&mut self, case: CaseHeader, percent: u32) -> Tried {
        if self.case(case.application).advised.is_none()
            && let Some(application) = (0..APPLICATIONS).find(|index| of(*index) == case)
        {
            drop(self.prepare(application, percent));
        }
        let mut amount = self.case(case.application).eligible().percent(percent);
        for _ in 0..4 {
            match self.grant_exactly(&case, amount) {
                Err(violation) => match possible(&violation, amount) {
                    Some(less) if less < amount => amount = less,
                    Some(_) | None => return Err(violation),
                },
                Ok(happened) => return Ok(happened),
            }
        }
        Ok(Vec::new())
    }

    fn grant_exactly(&mut self, case: &CaseHeader, amount: Cents) -> Tried {
        let (amount, explanation) = (Amount::gross(amount), "Daarom.".into());
        let (decided_at, by) = (self.now, bram());
        self.does(Approve { case: case.clone(), amount, explanation, decided_at, by })
    }

    /// The first in a queue.
    fn next(&self, index: usize) -> Option<CaseHeader> {
        let order = self.history.learn(Order::of(tranche()));
        let budget = self.history.learn(Budget::of(tranche()));
        let purse = self.purse(index);
        let queue = Queue::of(self.rules.newest().ok()?, purse.as_ref(), &order, &budget);
        let first = queue.undecided().next()?.one.application;
        (0..APPLICATIONS).map(of).find(|case| case.application == first)
    }

    fn reject(&mut self, case: CaseHeader) -> Tried {
        let (explanation, decided_at) = (String::from("Daarom."), self.now);
        let reject = |ground| Reject {
            case: case.clone(),
            ground,
            explanation: explanation.clone(),
            decided_at,
            by: bram(),
        };
        let full = self.does(reject(RejectionGround::CeilingReached));
        full.or_else(|_| self.does(reject(RejectionGround::ConditionsNotMet)))
    }

    fn settle(&mut self, application: usize, percent: u32) -> Tried {
        let case = of(application);
        let granted = self.case(case.application).must_be_granted()?;
        let amount = Amount::gross(granted.gross.percent(percent));
        let (explanation, decided_at) = ("Daarom.".into(), self.now);
        self.does(Settle { case, amount, explanation, decided_at, by: bram() })
    }

    fn change_ceiling(&mut self, index: usize, percent: u32) -> Tried {
        let pot = self.purse(index);
        let budget = self.history.learn(Budget::of(tranche()));
        let was = pot.as_ref().map_or(budget.ceiling(), |pot| budget.ceiling_of(pot));
        let (decided_on, by) = (day_of(self.now), assessor("beheer"));
        let ceiling = was.unwrap_or_default().percent(percent);
        let (tranche, published_on) = (tranche(), None);
        self.does(ChangeCeiling { tranche, pot, ceiling, decided_on, published_on, source: source(), by })
    }

    fn carry_over(&mut self, from: usize, to: usize, percent: u32) -> Tried {
        let (from, to) = (self.purse(from), self.purse(to));
        let free = self.history.learn(Budget::of(tranche())).free_of(from.as_ref());
        let purse = |pot| Purse { tranche: tranche(), pot };
        let (from, to, amount) = (purse(from), purse(to), free.percent(percent));
        let (decided_on, by) = (day_of(self.now), assessor("beheer"));
        self.does(CarryOver { from, to, amount, decided_on, source: source(), by })
    }

    fn draw_for_the_day(&mut self, index: usize) -> Tried {
        let pot = self.purse(index);
        let order = self.history.learn(Order::of(tranche()));
        let budget = self.history.learn(Budget::of(tranche()));
        let queue = Queue::of(self.rules.newest()?, pot.as_ref(), &order, &budget);
        let Some(day) = queue.crossing().map(|crossing| crossing.day) else { return Ok(Vec::new()) };
        self.draw(pot, LotScope::Day { day })
    }

    fn draw(&mut self, pot: Option<PotKey>, scope: LotScope) -> Tried {
        let expected_at = self.now + 1.second();
        let seed_source = SeedSource::Beacon { name: "proefbaken".into(), round: 4_711, expected_at };
        let (sealed_at, by) = (self.now, anna());
        let sealed = self.does(SealLottery { tranche: tranche(), pot, scope, seed_source, sealed_at, by })?;
        let Some(Event::LotterySealed(seal)) = sealed.first() else { unreachable!() };
        let (hash, seed, drawn_at) = (seal.hash.clone(), "zaad".to_owned(), expected_at);
        self.does(DrawLots { tranche: tranche(), hash, seed, drawn_at, by: anna() })
    }

    fn rank(&mut self, index: usize) -> Tried {
        (0..APPLICATIONS).for_each(|application| drop(self.prepare(application, 100)));
        let pot = self.purse(index);
        drop(self.draw(pot.clone(), LotScope::Ranking));
        let (tranche, established_at, by) = (tranche(), self.now, anna());
        self.does(EstablishRanking { tranche, pot, chosen: RankingChoice::default(), established_at, by })
    }
}

/// The largest amount that this refusal allows.
fn possible(violation: &Violation, amount: Cents) -> Option<Cents> {
    match violation {
        Violation::AboveShare { share } => Some(*share),
        Violation::AboveMaximumPerApplicant { left, .. } => Some(*left),
        Violation::NotTheFixedAmount { each, most } => {
            let homes = amount.min(*most).get().checked_div(each.get())?;
            Some(each.times(u64::try_from(homes).ok()?))
        }
        Violation::NotEnoughFree { free, before_asked, .. } => Some(*free - *before_asked),
        _ => None,
    }
}
