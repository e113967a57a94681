//! Playing: each step is a command, recorded by the service whose it is, under an id of its own.

use super::{Act, Demonstration, Mistake, Step, administrator, demonstration};
use event_store::{Caller, CommandId, EventStore, Refusal, StoreError, Until};
use regulation::event::EventType;
use regulation::query::{Query, Tag};
use regulation::record::{Actor, Position, Recorded, Role};
use regulation::violation::Violation;
use std::fmt;

/// The log as the services see it that record what the demonstration does.
#[derive(Clone)]
pub struct Stores {
    /// What applicants do.
    pub intake: EventStore,
    /// What assessors and administrators do.
    pub assessment: EventStore,
    /// What the ministry does.
    pub reporting: EventStore,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// It was played now, or the rest of it.
    Played {
        /// The steps in all.
        steps: usize,
        /// The words with which the 44th application of SFT 2022 was refused.
        refusal: Box<Violation>,
    },
    /// It was played before.
    PlayedBefore,
    /// The log holds other things, and is left alone.
    OtherData,
}

/// Why it could not be played.
#[derive(Debug)]
pub enum PlayError {
    /// Its own data are wrong.
    Mistake(Mistake),
    /// A step was refused.
    Step {
        /// Which.
        key: String,
        /// Why.
        refusal: Refusal,
    },
    /// The log could not be read.
    Store(StoreError),
    /// What had to be refused was granted.
    NotRefused,
}

impl fmt::Display for PlayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::Step { refusal: Refusal::KeyUsedForOtherRequest, .. } => f.write_str(
                "In het logboek staat een andere versie van de demonstratie. Begin opnieuw met --fresh.",
            ),
            Self::Step { key, refusal } => write!(f, "De demonstratie stopte bij stap {key}: {refusal}"),
            Self::Store(error) => write!(f, "De demonstratie kan het logboek niet lezen: {error}"),
            Self::NotRefused => {
                f.write_str("De 44e aanvraag van SFT 2022 werd toegekend terwijl het plafond bereikt is.")
            }
        }
    }
}

impl std::error::Error for PlayError {}

impl From<Mistake> for PlayError {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

impl From<StoreError> for PlayError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Plays what was not played yet, telling after each step how many of how many are done.
///
/// # Errors
/// See [`PlayError`]. Playing again goes on where it stopped.
pub async fn play(stores: &Stores, mut progress: impl FnMut(usize, usize)) -> Result<Outcome, PlayError> {
    let Demonstration { steps, attempt } = demonstration()?;
    if is_played(stores, steps.last()).await? {
        return Ok(Outcome::PlayedBefore);
    }
    if holds_other_data(stores).await? {
        return Ok(Outcome::OtherData);
    }
    for (done, step) in (1..).zip(&steps) {
        record(stores, step).await.map_err(|refusal| PlayError::Step { key: step.key.clone(), refusal })?;
        progress(done, steps.len());
    }
    match record(stores, &attempt).await {
        Err(Refusal::Violation(refusal)) => {
            Ok(Outcome::Played { steps: steps.len(), refusal: Box::new(refusal) })
        }
        Err(refusal) => Err(PlayError::Step { key: attempt.key, refusal }),
        Ok(_) => Err(PlayError::NotRefused),
    }
}

/// Whether the last step, a contribution, is in the log.
async fn is_played(stores: &Stores, last: Option<&Step>) -> Result<bool, StoreError> {
    let Some(Act::Contribute(last)) = last.map(|step| &step.act) else {
        return Ok(false);
    };
    let query = Query::about(Tag::contribution(&last.contribution), &[EventType::ContributionEntered]);
    Ok(!stores.assessment.history(&query, Until::Now).await?.is_empty())
}

/// Whether the log begins with something else than the demonstration.
async fn holds_other_data(stores: &Stores) -> Result<bool, PlayError> {
    let first = stores.assessment.history(&Query::everything(), Until::Position(Position(1))).await?;
    let ours = administrator()?;
    Ok(first.iter().any(|recorded| recorded.actor.person != ours))
}

async fn record(stores: &Stores, step: &Step) -> Result<Vec<Recorded>, Refusal> {
    let Stores { intake, assessment, reporting } = stores;
    let caller = &caller(assessment, step)?;
    match step.act.clone() {
        Act::Publish(command) => assessment.record(command, caller).await,
        Act::Open(command) => assessment.record(command, caller).await,
        Act::Ceiling(command) => assessment.record(command, caller).await,
        Act::Extend(command) => assessment.record(command, caller).await,
        Act::Submit(command) => intake.record(command, caller).await,
        Act::Request(command) => assessment.record(command, caller).await,
        Act::Supplement(command) => intake.record(command, caller).await,
        Act::Confirm(command) => assessment.record(command, caller).await,
        Act::Advise(command) => assessment.record(command, caller).await,
        Act::Approve(command) => assessment.record(command, caller).await,
        Act::Contribute(command) => reporting.record(command, caller).await,
    }
}

/// An administrator who imports, or the ministry that enters what it told itself. The id of a step holds fast what it does, so that another version of the
/// demonstration is noticed.
fn caller(store: &EventStore, step: &Step) -> Result<Caller, Refusal> {
    let (role, person) = match &step.act {
        Act::Contribute(command) => (Role::Ministry, command.by.clone()),
        _ => (Role::Administrator, administrator().map_err(|mistake| StoreError::Setting(mistake.0))?),
    };
    let organisation = Some("Woonloket, demonstratie".to_owned());
    let actor = Actor { role, person, organisation, on_behalf_of: None };
    let content = format!("{:?}{:?}", step.act, step.mark);
    let id = CommandId {
        scope: "demonstratie".to_owned(),
        key: step.key.clone(),
        body_mac: store.mac(content.as_bytes())?,
    };
    Ok(Caller { command_id: Some(id), imported: Some(step.mark.clone()), ..Caller::new(actor) })
}
