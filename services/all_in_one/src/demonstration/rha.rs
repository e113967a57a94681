//! RHA 2022: its published totals, and single applications that are generated to sum to exactly those.

mod projects;

use super::calendar::{days_after, days_between, midnight, office_hours};
use super::case_plan::CasePlan;
use super::spread::{reordered, spread};
use super::{Act, Mistake, Step, administrator};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use projects::{EUROS, PROJECTS, projects};
use regulation::commands::{ChangeCeiling, ExtendWindow, OpenTranche, OpeningSet, PublishScheme};
use regulation::event::Source;
use regulation::municipalities::{self, Municipality};
use regulation::record::Imported;
use regulation::scheme::{self, RHA};
use regulation::words::{Applicant, Cents, Project, SchemeKey, TrancheKey, Validity};
use std::collections::BTreeMap;

/// The municipalities that received money.
const MUNICIPALITIES: usize = 76;

const FIRST_CLOSING: Date = date(2022, 10, 24);
const EXTENDED_ON: Date = date(2022, 11, 15);
const LAST_CLOSING: Date = date(2022, 11, 28);
/// What was asked when the first window closed: seven million was still there then (`vvg` in the scheme's sources).
const ASKED_AT_FIRST_CLOSING: u64 = EUROS - 7_000_000;

/// The steps of RHA 2022.
pub(super) fn steps() -> Result<Vec<Step>, Mistake> {
    let scheme = scheme::read(RHA).map_err(|mistakes| {
        Mistake(mistakes.iter().map(scheme::Mistake::to_string).collect::<Vec<_>>().join(" "))
    })?;
    let mut steps = around(&scheme.sources)?;
    for plan in plans(&scheme.sources)? {
        steps.extend(plan.steps()?);
    }
    Ok(steps)
}

fn key() -> Result<TrancheKey, Mistake> {
    Ok(TrancheKey::parse("rha-2022")?)
}

fn source(sources: &BTreeMap<String, Source>, name: &str) -> Result<Source, Mistake> {
    sources.get(name).cloned().ok_or_else(|| Mistake(format!("de regeling noemt geen bron {name}")))
}

fn mark(known: Date, source: &Source, generated: Option<&str>) -> Result<Imported, Mistake> {
    Ok(Imported {
        known_since: midnight(known)?,
        source: format!("{} {}", source.reference, source.address),
        generated: generated.map(str::to_owned),
    })
}

/// What happened to the scheme and the tranche themselves.
fn around(sources: &BTreeMap<String, Source>) -> Result<Vec<Step>, Mistake> {
    let (page, raise, longer) =
        (source(sources, "rvo-rha")?, source(sources, "stcrt-2022-25169")?, source(sources, "innofunding")?);
    let published = date(2022, 8, 3);
    let by = administrator()?;
    let text = "De regeling als gegevens, samengesteld uit de bronnen die erin staan; bekend sinds is de datum van \
                deze pagina van RVO.";
    let opened_at = "2022-09-19T07:00:00Z".parse()?;
    let ceiling = ChangeCeiling {
        tranche: key()?,
        pot: None,
        ceiling: Cents::euros(i64::try_from(EUROS)?),
        decided_on: date(2022, 9, 21),
        published_on: None,
        source: raise.clone(),
        by: by.clone(),
    };
    let extension = ExtendWindow {
        tranche: key()?,
        closes_at: "2022-11-28T16:00:00Z".parse()?,
        decided_on: EXTENDED_ON,
        source: longer.clone(),
        by: by.clone(),
    };
    let undated = "De dag van het besluit staat niet in de bron; genomen is de dag van het bericht.";
    let raised = "De dag van publicatie is niet bekend; genomen is de dag van de regeling.";
    let step = |what: &str, at: Timestamp, act: Act, mark: Imported| Step {
        key: format!("rha-2022/{what}"),
        at,
        act,
        mark,
    };
    Ok(vec![
        step(
            "regeling",
            midnight(published)?,
            Act::Publish(PublishScheme::new(RHA.to_owned(), Validity::default(), by.clone())?),
            mark(published, &page, Some(text))?,
        ),
        step(
            "opening",
            opened_at,
            Act::Open(OpenTranche {
                scheme: SchemeKey::parse("rha")?,
                tranche: key()?,
                set: OpeningSet::default(),
                by,
            }),
            mark(published, &page, None)?,
        ),
        step(
            "plafond",
            midnight(ceiling.decided_on)?,
            Act::Ceiling(ceiling),
            mark(date(2022, 9, 21), &raise, Some(raised))?,
        ),
        step(
            "verlenging",
            midnight(EXTENDED_ON)?,
            Act::Extend(extension),
            mark(EXTENDED_ON, &longer, Some(undated))?,
        ),
    ])
}

/// The single applications, in the order of receipt.
fn plans(sources: &BTreeMap<String, Source>) -> Result<Vec<CasePlan>, Mistake> {
    let results = source(sources, "resultaat-2022")?;
    let generated = "Alles van deze ene aanvraag: gemeente, data, projecten, woningen, bedragen en beoordelaars. Alleen de \
                     totalen van de tranche zijn echt.";
    let mark = mark(date(2023, 1, 31), &results, Some(generated))?;
    let applications = applications()?;
    let mut asked = 0;
    let first = applications.iter().take_while(|application| {
        asked += application.euros();
        asked <= ASKED_AT_FIRST_CLOSING
    });
    let first = first.count();
    let mut received = received(date(2022, 9, 19), FIRST_CLOSING, first)?;
    received.extend(self::received(days_after(EXTENDED_ON, 1)?, LAST_CLOSING, applications.len() - first)?);
    let decisions = date(2022, 12, 5);
    let mut plans = Vec::new();
    for ((index, application), received_at) in (0_u64..).zip(applications).zip(received) {
        let later = index * 12 / u64::try_from(PROJECTS)?;
        plans.push(CasePlan {
            tranche: key()?,
            applicant: Applicant::Municipality(application.municipality.code.clone()),
            reference: application.reference,
            projects: application.projects,
            received_at,
            is_supplemented: index % 8 == 3 && usize::try_from(index)? < first,
            decided_from: days_after(decisions, later)?,
            reasons: "Voldoet aan de voorwaarden.",
            mark: mark.clone(),
        });
    }
    Ok(plans)
}

/// So many moments in office hours, spread over a window, from first to last.
fn received(first: Date, last: Date, count: usize) -> Result<Vec<Timestamp>, Mistake> {
    let count = u64::try_from(count)?;
    let days = days_between(first, last);
    let moment = |index: u64| {
        let day = days_after(first, index * days / count)?;
        office_hours(day, spread("ontvangst", index + days, 7 * 60 * 60))
    };
    let mut moments = (0..count).map(moment).collect::<Result<Vec<_>, Mistake>>()?;
    moments.sort_unstable();
    Ok(moments)
}

/// One generated application.
struct Planned {
    municipality: &'static Municipality,
    reference: String,
    projects: Vec<Project>,
}

impl Planned {
    fn euros(&self) -> u64 {
        let cents = self.projects.iter().map(|project| project.requested.gross.get());
        cents.map(i64::unsigned_abs).sum::<u64>() / 100
    }
}

/// 107 projects over 76 municipalities: 31 of them have two, half of those in two applications.
fn applications() -> Result<Vec<Planned>, Mistake> {
    let mut projects = projects()?.into_iter();
    let mut planned = Vec::new();
    for (index, municipality) in reordered("volgorde", recipients()).into_iter().enumerate() {
        let mine: Vec<Project> = projects.by_ref().take(projects_of(index)).collect();
        let bundles =
            if index % 2 == 0 { vec![mine] } else { mine.into_iter().map(|one| vec![one]).collect() };
        for (number, projects) in (1..).zip(bundles) {
            let reference = format!("RHA22-{}-{number}", municipality.code);
            planned.push(Planned { municipality, reference, projects });
        }
    }
    Ok(reordered("ontvangst", planned))
}

const fn projects_of(index: usize) -> usize {
    if index < PROJECTS - MUNICIPALITIES { 2 } else { 1 }
}

/// Seventy-six municipalities that existed in 2022, from all over the register. Which ones really received, our
/// data do not say: the choice is fictional.
fn recipients() -> Vec<&'static Municipality> {
    let there = |municipality: &&Municipality| {
        municipality.exists_on(date(2022, 9, 19)) && municipality.exists_on(date(2022, 12, 31))
    };
    let existing: Vec<_> = municipalities::all().filter(there).collect();
    let chosen = |(index, _): &(usize, &Municipality)| {
        (index + 1) * MUNICIPALITIES / existing.len() > index * MUNICIPALITIES / existing.len()
    };
    existing.iter().copied().enumerate().filter(chosen).map(|(_, municipality)| municipality).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_project_and_no_municipality_asks_more_than_the_scheme_allows() {
        for project in projects().unwrap() {
            assert!(project.requested.gross > Cents::ZERO);
            assert!(project.requested.gross <= Cents::euros(7_000).times(u64::from(project.units().get())));
        }
        let mut asked = BTreeMap::new();
        for application in applications().unwrap() {
            *asked.entry(application.municipality.code.clone()).or_insert(0) += application.euros();
        }
        assert_eq!(asked.len(), MUNICIPALITIES);
        assert!(asked.values().all(|euros| *euros <= 2_000_000), "{asked:?}");
    }

    #[test]
    fn the_applications_hold_every_project_once_and_have_references_of_their_own() {
        let applications = applications().unwrap();
        let keys: BTreeSet<_> = applications
            .iter()
            .flat_map(|application| &application.projects)
            .map(|one| one.key.clone())
            .collect();
        assert_eq!(keys.len(), PROJECTS);
        let references: BTreeSet<_> = applications.iter().map(|application| &application.reference).collect();
        assert_eq!(references.len(), applications.len());
        assert!(applications.iter().any(|application| application.projects.len() == 2));
    }

    #[test]
    fn seven_million_was_still_there_when_the_first_window_closed() {
        let scheme = scheme::read(RHA).unwrap();
        let plans = plans(&scheme.sources).unwrap();
        let closed_at: Timestamp = "2022-10-24T15:00:00Z".parse().unwrap();
        let asked = |plans: &[CasePlan]| -> Cents {
            plans.iter().flat_map(|plan| &plan.projects).map(|project| project.requested.gross).sum()
        };
        let (first, later): (Vec<_>, Vec<_>) =
            plans.into_iter().partition(|plan| plan.received_at <= closed_at);
        assert!(asked(&first) <= Cents::euros(45_135_000) && asked(&first) > Cents::euros(44_000_000));
        let reopened: Timestamp = "2022-11-15T00:00:00Z".parse().unwrap();
        let last: Timestamp = "2022-11-28T16:00:00Z".parse().unwrap();
        assert!(later.iter().all(|plan| plan.received_at > reopened && plan.received_at <= last));
        assert!(first.iter().any(|plan| plan.is_supplemented));
    }
}
