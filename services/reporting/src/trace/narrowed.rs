//! To what a trace can be limited that figures cannot: one application, one goal, one contribution.

use crate::figures::asked::Parameters;
use crate::figures::lines::Lines;
use crate::figures::read::Snapshot;
use crate::ledger::Measure;
use event_store::StoreError;
use regulation::goals;
use regulation::words::ContributionKey;
use std::collections::BTreeSet;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

/// Whether the ledger has any line of it, whenever that is true and known.
const HAS_APPLICATION: &str = "SELECT EXISTS (SELECT FROM reporting.ledger WHERE application = $1)";
const HAS_CONTRIBUTION: &str = "SELECT EXISTS (SELECT FROM reporting.ledger WHERE contribution = $1)";

/// What a trace is limited to beside what figures can be; what is absent leaves nothing out.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    application: Option<Uuid>,
    goal: Option<String>,
    contribution: Option<String>,
}

impl Narrowed {
    pub(super) async fn read(
        parameters: &mut Parameters,
        measures: &BTreeSet<Measure>,
        snapshot: &Snapshot<'_>,
    ) -> Result<Self, StoreError> {
        let application = application(parameters, snapshot).await?;
        let goal = goal(parameters);
        let contribution = contribution(parameters, snapshot).await?;
        let is_of_contributions = measures.iter().all(|measure| *measure == Measure::Contributed);
        for (name, is_given) in [("doelstelling", goal.is_some()), ("bijdrage", contribution.is_some())] {
            if is_given && !is_of_contributions && !parameters.has_error(name) {
                parameters.wrong(name, "niet-hier", "Alleen bij de maat bijdrage te kiezen.");
            }
        }
        Ok(Self { application, goal, contribution })
    }

    /// Whether it leaves anything out; what was added up beforehand does not know of that.
    pub(super) const fn is_narrow(&self) -> bool {
        self.application.is_some() || self.goal.is_some() || self.contribution.is_some()
    }

    /// To what it is limited, as files tell it.
    pub(super) fn told(&self) -> impl Iterator<Item = String> {
        let application = self.application.map(|application| format!("aanvraag={application}"));
        let goal = self.goal.as_ref().map(|goal| format!("doelstelling={goal}"));
        let contribution = self.contribution.as_ref().map(|contribution| format!("bijdrage={contribution}"));
        [application, goal, contribution].into_iter().flatten()
    }

    pub(super) fn limit(&self, cell: &mut Lines) {
        if let Some(application) = self.application {
            cell.holds("l.application = ", (application, Type::UUID));
        }
        if let Some(goal) = &self.goal {
            cell.holds("l.goal = ", (goal.clone(), Type::TEXT));
        }
        if let Some(contribution) = &self.contribution {
            cell.holds("l.contribution = ", (contribution.clone(), Type::TEXT));
        }
    }
}

async fn application(
    parameters: &mut Parameters,
    snapshot: &Snapshot<'_>,
) -> Result<Option<Uuid>, StoreError> {
    let Some(text) = parameters.text("aanvraag") else { return Ok(None) };
    let Ok(application) = text.parse() else {
        parameters.wrong("aanvraag", "format", format!("«{text}» is geen nummer van een aanvraag (UUID)."));
        return Ok(None);
    };
    if !exists(snapshot, HAS_APPLICATION, &application).await? {
        parameters.wrong("aanvraag", "onbekend", format!("Er is geen aanvraag «{text}»."));
    }
    Ok(Some(application))
}

fn goal(parameters: &mut Parameters) -> Option<String> {
    let text = parameters.text("doelstelling")?;
    let known: Vec<String> = goals::all().goals.iter().map(|goal| goal.key.to_string()).collect();
    parameters.known("doelstelling", &text, known.iter(), "doelstelling");
    Some(text)
}

async fn contribution(
    parameters: &mut Parameters,
    snapshot: &Snapshot<'_>,
) -> Result<Option<String>, StoreError> {
    let Some(text) = parameters.text("bijdrage") else { return Ok(None) };
    match ContributionKey::parse(&text) {
        Err(invalid) => parameters.wrong("bijdrage", "pattern", invalid.to_string()),
        Ok(_) if exists(snapshot, HAS_CONTRIBUTION, &text).await? => {}
        Ok(_) => parameters.wrong("bijdrage", "onbekend", format!("Er is geen bijdrage «{text}».")),
    }
    Ok(Some(text))
}

async fn exists(
    snapshot: &Snapshot<'_>,
    statement: &str,
    value: &(dyn ToSql + Sync),
) -> Result<bool, StoreError> {
    let tx = &snapshot.tx;
    Ok(tx.query_one(&tx.prepare_cached(statement).await?, &[value]).await?.try_get(0)?)
}
