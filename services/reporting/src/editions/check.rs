//! The nightly check: every edition is made again from the log, by the method with which it was sealed, and compared with the
//! bytes that were sealed.

use super::differences::{Verschil, differences, figures_of};
use super::kept::{self, All, Sealed};
use super::recomputed::{CASES, Made, recompute};
use super::shown::sealed_as;
use actix_web::{HttpResponse, web};
use event_store::{EventStore, StoreError};
use jiff::civil::Date;
use regulation::event::EditionSealed;
use regulation::words::day_of;
use serde::Serialize;
use serde_json::json;
use service_kit::callers::AnyOf;
use service_kit::health::Outcome;
use service_kit::{Administrator, Ministry, Problem};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use utoipa::ToSchema;

/// What is wrong with an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The bytes that were sealed are gone.
    ContentGone,
    /// The bytes are not those that were sealed.
    ContentChanged,
    /// This program no longer has the method by which it was sealed.
    MethodGone(i16),
    /// This program no longer reads a question.
    QuestionUnreadable(String),
    /// By the log, other versions of schemes were the newest.
    RulesDiffer,
    /// By the log, figures are others.
    FiguresDiffer(Vec<Verschil>),
}

impl Finding {
    /// In Dutch, for people.
    pub fn told(&self) -> String {
        match self {
            Self::ContentGone => "De verzegelde bytes zijn er niet meer.".into(),
            Self::ContentChanged => {
                "De bytes zijn niet de bytes die zijn verzegeld: hun hash is een andere.".into()
            }
            Self::MethodGone(version) => format!("Rekenwijze {version} zit niet meer in dit programma."),
            Self::QuestionUnreadable(text) => format!("Dit programma leest de vraag «{text}» niet meer."),
            Self::RulesDiffer => "Volgens het logboek golden andere versies van regelingen.".into(),
            Self::FiguresDiffer(figures) => {
                format!("Volgens het logboek zijn {} cijfers anders.", figures.len())
            }
        }
    }
}

/// De uitkomst van een controle: de editie opnieuw gemaakt uit het logboek, en vergeleken met wat is verzegeld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Controle {
    /// Sleutel van de editie.
    #[schema(example = "2023-voorjaar")]
    pub editie: String,
    /// Of alles klopt.
    pub klopt: bool,
    /// Wat er niet klopt, in woorden.
    pub bevindingen: Vec<String>,
    /// De cijfers die verschillen: `voor` is verzegeld, `na` volgt uit het logboek.
    pub verschillen: Vec<Verschil>,
}

impl Controle {
    fn of(edition: &EditionSealed, findings: &[Finding]) -> Self {
        let figures = |finding: &Finding| match finding {
            Finding::FiguresDiffer(figures) => figures.clone(),
            Finding::ContentGone
            | Finding::ContentChanged
            | Finding::MethodGone(_)
            | Finding::QuestionUnreadable(_)
            | Finding::RulesDiffer => Vec::new(),
        };
        Self {
            editie: edition.edition.to_string(),
            klopt: findings.is_empty(),
            bevindingen: findings.iter().map(Finding::told).collect(),
            verschillen: findings.iter().flat_map(figures).collect(),
        }
    }
}

/// Controleert een editie
///
/// Maakt haar opnieuw uit het logboek, met de rekenwijze waarmee zij is verzegeld, en vergelijkt. Elke nacht gebeurt dat met
/// elke editie. Er wordt niets vastgelegd.
#[utoipa::path(post, path = "/edities/{sleutel}/controles", operation_id = "editieControleren", tag = "edities",
    params(("sleutel" = String, Path, description = "Sleutel van de editie", example = "2023-voorjaar")),
    responses((status = 200, description = "De uitkomst.", body = Controle)))]
pub(crate) async fn on_demand(
    _: AnyOf<(Ministry, Administrator)>,
    edition: web::Path<String>,
    store: web::Data<EventStore>,
    nightly: web::Data<Nightly>,
) -> Result<HttpResponse, Problem> {
    let all = All::read(&store.client().await?).await?;
    let sealed = sealed_as(&all, &edition)?;
    let outcomes = check(&store, std::slice::from_ref(sealed)).await?;
    nightly.note(&outcomes, None);
    let outcome =
        outcomes.into_iter().next().ok_or_else(|| Problem::internal("a check without an outcome"))?;
    Ok(HttpResponse::Ok().json(outcome))
}

/// Checks these editions.
///
/// # Errors
/// When the log or the kept bytes cannot be read.
pub async fn check(store: &EventStore, editions: &[Sealed]) -> Result<Vec<Controle>, StoreError> {
    let made = recompute(store, editions, CASES).await?;
    let client = store.client().await?;
    let mut outcomes = Vec::new();
    for (Sealed { event, .. }, made) in editions.iter().zip(made) {
        let content = kept::content(&client, &event.hash).await?;
        let outcome = Controle::of(event, &findings(event, content.as_deref(), &made));
        if !outcome.klopt {
            tracing::warn!(edition = outcome.editie, findings = ?outcome.bevindingen, "an edition is not what the log says");
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// What is wrong with an edition, given the bytes that are kept and what the log makes of it.
fn findings(event: &EditionSealed, content: Option<&[u8]>, made: &Result<Made, Finding>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match content {
        None => findings.push(Finding::ContentGone),
        Some(content) if kept::hash(content) != event.hash => findings.push(Finding::ContentChanged),
        Some(_) => {}
    }
    match made {
        Err(finding) => findings.push(finding.clone()),
        Ok(made) => findings.extend(compared(event, content.unwrap_or_default(), made)),
    }
    findings
}

fn compared(event: &EditionSealed, content: &[u8], made: &Made) -> Vec<Finding> {
    let rules = (made.rules != event.rules).then_some(Finding::RulesDiffer);
    let sealed = figures_of(&serde_json::from_slice(content).unwrap_or_default());
    let differ = differences(&sealed, &figures_of(&json!({ "antwoorden": made.answers })));
    let figures = (!differ.is_empty()).then_some(Finding::FiguresDiffer(differ));
    rules.into_iter().chain(figures).collect()
}

/// When all editions were checked last, and which were not right.
#[derive(Debug, Default)]
pub struct Nightly(Mutex<Checked>);

#[derive(Debug, Default)]
struct Checked {
    on: Option<Date>,
    wrong: BTreeSet<String>,
}

impl Nightly {
    fn checked(&self) -> MutexGuard<'_, Checked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks all editions, if that was not done today.
    ///
    /// # Errors
    /// When the log or the kept bytes cannot be read: it is tried again later.
    pub async fn check_daily(&self, store: &EventStore) -> Result<(), StoreError> {
        let today = day_of(store.now().await?);
        if self.checked().on == Some(today) {
            return Ok(());
        }
        self.check_all(store).await
    }

    /// Checks all editions now.
    ///
    /// # Errors
    /// As [`Nightly::check_daily`].
    pub async fn check_all(&self, store: &EventStore) -> Result<(), StoreError> {
        let today = day_of(store.now().await?);
        let all = All::read(&store.client().await?).await?;
        let outcomes = check(store, &all.0).await?;
        self.note(&outcomes, Some(today));
        Ok(())
    }

    fn note(&self, outcomes: &[Controle], all_on: Option<Date>) {
        let mut checked = self.checked();
        checked.on = all_on.or(checked.on);
        for outcome in outcomes {
            if outcome.klopt {
                checked.wrong.remove(&outcome.editie);
            } else {
                checked.wrong.insert(outcome.editie.clone());
            }
        }
    }

    /// For health.
    ///
    /// # Errors
    /// In Dutch, which editions were not right.
    pub fn outcome(&self) -> Outcome {
        let checked = self.checked();
        if !checked.wrong.is_empty() {
            let wrong: Vec<_> = checked.wrong.iter().map(String::as_str).collect();
            return Err(format!("klopt niet met het logboek: {}", wrong.join(", ")));
        }
        Ok(checked.on.map_or_else(|| "nog niet nagerekend".to_owned(), |day| format!("nagerekend op {day}")))
    }
}
