//! One case: how far it is.

use crate::Facts;
use crate::event::{Advice, Arrival, CaseHeader, Event, Judgement};
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::violation::{Ending, Violation};
use crate::words::{Amount, ApplicationId, Cents, PersonId, PieceCode, PotKey, Project, Units};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Whether a case is decided, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody decided yet.
    Undecided,
    /// Granted this amount.
    Granted(Amount),
    /// Settled on this amount.
    Settled(Amount),
    /// Ended without a grant.
    Ended(Ending),
}

/// One case, folded from everything that concerns its application.
#[derive(Debug, Clone)]
pub struct Case {
    application: ApplicationId,
    /// The version of the scheme by which it is judged.
    pub scheme_version: u32,
    /// In time or late; absent while nothing arrived.
    pub arrival: Option<Arrival>,
    /// Its projects.
    pub projects: Vec<Project>,
    /// The pot from which it asks money, where the tranche has pots.
    pub pot: Option<PotKey>,
    /// What the newest advice finds on the points by which the tranche is ranked.
    pub judgement: Judgement,
    /// The pieces asked for that did not come.
    pub missing: BTreeSet<PieceCode>,
    /// When the last piece that counts was received.
    pub last_piece_at: Option<Timestamp>,
    /// The last day of the newest term for an answer; a later request without a term does not take it away.
    pub answer_by: Option<Date>,
    under_term: BTreeSet<PieceCode>,
    /// When the newest request for pieces went out.
    pub requested_at: Option<Timestamp>,
    /// Since when it is complete, once confirmed.
    pub complete_since: Option<Timestamp>,
    /// What the newest advice proposes to grant, where it proposes a grant.
    pub advised: Option<Cents>,
    /// Who advised.
    pub advisers: BTreeSet<PersonId>,
    /// Decided or not.
    pub state: State,
}

impl Case {
    /// Of this application.
    pub const fn of(application: ApplicationId) -> Self {
        Self {
            application,
            scheme_version: 0,
            arrival: None,
            projects: Vec::new(),
            pot: None,
            judgement: Judgement::NONE,
            missing: BTreeSet::new(),
            last_piece_at: None,
            answer_by: None,
            under_term: BTreeSet::new(),
            requested_at: None,
            complete_since: None,
            advised: None,
            advisers: BTreeSet::new(),
            state: State::Undecided,
        }
    }

    /// What it asks in all, VAT included.
    pub fn requested(&self) -> Cents {
        self.projects.iter().map(|project| project.requested.gross).sum()
    }

    /// What it can be granted at most by what an adviser found, or else what it asks.
    pub fn eligible(&self) -> Cents {
        self.advised.map_or(self.requested(), |advised| advised.min(self.requested()))
    }

    /// Its homes in all.
    pub fn units(&self) -> Units {
        self.projects.iter().map(Project::units).sum()
    }

    /// The last day of the newest term, while a piece is missing for which a term was set: what was only asked for
    /// without a term cannot lapse.
    pub fn term(&self) -> Option<Date> {
        self.answer_by.filter(|_| !self.missing.is_disjoint(&self.under_term))
    }

    /// Goes on when it was submitted.
    ///
    /// # Errors
    /// When it was not.
    pub fn must_exist(&self) -> Result<(), Violation> {
        self.arrival.map(|_| ()).ok_or(Violation::UnknownApplication)
    }

    /// Goes on while nobody decided.
    ///
    /// # Errors
    /// When nobody submitted it, or it has ended.
    pub fn must_be_undecided(&self) -> Result<(), Violation> {
        self.must_exist()?;
        match self.ending() {
            None => Ok(()),
            Some(how) => Err(Violation::CaseEnded { how }),
        }
    }

    /// Goes on when the case is granted and not settled or withdrawn; gives the granted amount.
    ///
    /// # Errors
    /// When it is not.
    pub fn must_be_granted(&self) -> Result<Amount, Violation> {
        self.must_exist()?;
        match &self.state {
            State::Granted(amount) => Ok(*amount),
            State::Undecided => Err(Violation::NotGranted),
            State::Settled(_) => Err(Violation::CaseEnded { how: Ending::Settled }),
            State::Ended(how) => Err(Violation::CaseEnded { how: *how }),
        }
    }

    /// Goes on when it arrived in time.
    ///
    /// # Errors
    /// When it arrived late.
    pub fn must_be_in_time(&self) -> Result<(), Violation> {
        match self.arrival {
            Some(Arrival::Late { closed_at }) => Err(Violation::ArrivedLate { closed_at }),
            Some(Arrival::InTime) | None => Ok(()),
        }
    }

    /// Goes on when somebody advised and this person did not: four eyes (*vier ogen*).
    ///
    /// # Errors
    /// When nobody advised, or this person did.
    pub fn may_be_decided_by(&self, person: &PersonId) -> Result<(), Violation> {
        if self.advisers.is_empty() {
            return Err(Violation::AdviceMissing);
        }
        if self.advisers.contains(person) {
            return Err(Violation::AdviserDecides { person: person.clone() });
        }
        Ok(())
    }

    /// How it ended or was decided.
    pub const fn ending(&self) -> Option<Ending> {
        match &self.state {
            State::Undecided => None,
            State::Granted(_) => Some(Ending::Granted),
            State::Settled(_) => Some(Ending::Settled),
            State::Ended(how) => Some(*how),
        }
    }

    fn is_mine(&self, case: Option<&CaseHeader>) -> bool {
        case.is_some_and(|case| case.application == self.application)
    }
}

impl Facts for Case {
    fn about(&self) -> Query {
        Query::about(Tag::application(self.application), &[])
    }

    fn learn(&mut self, recorded: &Recorded) {
        if !self.is_mine(recorded.event.case()) {
            return;
        }
        match &recorded.event {
            Event::ApplicationSubmitted(event) => {
                self.scheme_version = event.scheme_version;
                self.arrival = Some(event.arrival);
                self.projects.clone_from(&event.projects);
                self.pot.clone_from(&event.pot);
                self.last_piece_at = Some(event.received_at);
            }
            Event::SupplementRequested(event) => {
                let codes = event.pieces.iter().map(|piece| piece.code.clone());
                self.missing.extend(codes.clone());
                if event.answer_by.is_some() {
                    self.answer_by = event.answer_by;
                    self.under_term.extend(codes);
                }
                self.requested_at = Some(event.requested_at);
            }
            Event::ApplicationSupplemented(event) => {
                for piece in &event.pieces {
                    if self.missing.remove(piece) {
                        self.last_piece_at = self.last_piece_at.max(Some(event.received_at));
                    }
                }
            }
            Event::CompletenessConfirmed(event) => self.complete_since = Some(event.complete_since),
            Event::AdviceGiven(event) => {
                self.advisers.insert(event.by.clone());
                self.advised = match event.advice {
                    Advice::Grant { amount } => Some(amount.gross),
                    Advice::Reject { .. } => None,
                };
                if let Some(judgement) = &event.judgement {
                    self.judgement.clone_from(judgement);
                }
            }
            Event::ApplicationGranted(event) => self.state = State::Granted(event.amount),
            Event::GrantSettled(event) => self.state = State::Settled(event.amount),
            Event::ApplicationRejected(_) => self.state = State::Ended(Ending::Rejected),
            Event::ApplicationSetAside(_) => self.state = State::Ended(Ending::SetAside),
            Event::ApplicationWithdrawn(_) => self.state = State::Ended(Ending::Withdrawn),
            Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::TrancheClosed(_) => {}
        }
    }
}
