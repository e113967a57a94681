//! How a goal stands: what was granted and realised of the homes that count, and what was entered beside it.

use super::{Contribution, contributions};
use crate::figures::asked::Asked;
use crate::figures::described;
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::figures::table::{Audience, Names};
use crate::kinds;
use crate::ledger::Measure;
use event_store::StoreError;
use regulation::goals::{Goal, Years};
use regulation::words::day_of;
use std::ops::RangeInclusive;

/// How many years can be looked ahead: each is counted apart, and anyone may ask for a day in the year 9999.
const AHEAD: i16 = 10;

/// How a goal stands over some years.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// The first year, and the last that has begun.
    pub years: RangeInclusive<i16>,
    /// Homes that were granted, less those that were released in these years; absent where neither were.
    pub planned: Option<Told>,
    /// Homes that were reported as realised; absent where none were.
    pub realised: Option<Told>,
    /// What was entered.
    pub contributions: Vec<Contribution>,
}

/// A number with the traces of which it is the sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub units: i64,
    pub traces: Vec<String>,
}

/// The standing over all years together, or over each year that has begun.
pub(super) async fn standing(
    snapshot: &Snapshot<'_>,
    goal: &Goal,
    asked: &Asked,
    audience: Audience,
) -> Result<Vec<Standing>, StoreError> {
    let mut all = Vec::new();
    let last = day_of(snapshot.now).year() + AHEAD;
    for years in periods(goal.years, asked.as_of.year().min(last)) {
        let asked = asked.clone().only(Dimension::Year, years.clone().map(|year| year.to_string()));
        let contributions = contributions(snapshot, &goal.key, &asked).await?;
        let question = question(goal, asked, &snapshot.names);
        let (planned, realised) = match question {
            Some(question) => homes(snapshot, question, audience).await?,
            None => (None, None),
        };
        all.push(Standing { years, planned, realised, contributions });
    }
    Ok(all)
}

fn periods(years: Years, this_year: i16) -> Vec<RangeInclusive<i16>> {
    match years {
        Years::Together { from, until } => {
            let last = until.unwrap_or(this_year).min(this_year);
            if from <= last { vec![from..=last] } else { Vec::new() }
        }
        Years::Each { from } => (from..=this_year).map(|year| year..=year).collect(),
    }
}

/// The figures that count; absent where no scheme or taxonomy of which they are exists here yet.
fn question(goal: &Goal, mut question: Asked, names: &Names) -> Option<Asked> {
    let counts = &goal.counts;
    if !counts.schemes.is_empty() {
        let opened = |key: &String| names.tranches.values().any(|tranche| tranche.scheme == *key);
        let schemes: Vec<String> = counts.schemes.iter().map(ToString::to_string).filter(opened).collect();
        question = question.only(Dimension::Scheme, Some(schemes).filter(|schemes| !schemes.is_empty())?);
    }
    if let Some(permanence) = counts.permanence {
        let word = kinds::dutch(kinds::PERMANENCES, kinds::permanence(permanence))?;
        question = question.only(Dimension::Permanence, [word.to_owned()]);
    }
    if let Some(origin) = counts.origin {
        let word = kinds::dutch(kinds::ORIGINS, kinds::origin(origin))?;
        question = question.only(Dimension::Origin, [word.to_owned()]);
    }
    if let Some((taxonomy, group)) = &counts.target_group {
        let known = |version: &String| version == taxonomy;
        names.tranches.values().filter_map(|tranche| tranche.taxonomy.as_ref()).find(|one| known(one))?;
        question = question.only(Dimension::TargetGroup, [group.to_string()]);
        question.taxonomy = Some(taxonomy.clone());
    }
    question.measures = [Measure::Granted, Measure::Released, Measure::Realised].into();
    Some(question)
}

/// What is planned and what is realised.
async fn homes(
    snapshot: &Snapshot<'_>,
    question: Asked,
    audience: Audience,
) -> Result<(Option<Told>, Option<Told>), StoreError> {
    let answer = snapshot.answer(question, audience).await?;
    let units = |measure| answer.total.get(&measure).and_then(|sums| sums.units);
    let traced = without_hidden(&answer.asked, &snapshot.names);
    let trace = |measure| trace_of(&traced, measure);
    let told = |measures: &[Measure]| {
        let present = || measures.iter().filter(|measure| units(**measure).is_some());
        let traces: Vec<String> = present().map(|measure| trace(*measure)).collect();
        let signed = |measure: &Measure| {
            let units = units(*measure).unwrap_or(0);
            if *measure == Measure::Released { -units } else { units }
        };
        (!traces.is_empty()).then(|| Told { units: present().map(signed).sum(), traces })
    };
    let (planned, realised) = (told(&[Measure::Granted, Measure::Released]), told(&[Measure::Realised]));
    Ok((planned, realised))
}

/// The question for those who trace, from whom nothing is hidden: it names the tranches of which the number is.
fn without_hidden(asked: &Asked, names: &Names) -> Asked {
    if asked.hidden.is_empty() {
        return asked.clone();
    }
    let seen = names.tranches.keys().filter(|key| !asked.hidden.contains(*key)).cloned();
    asked.clone().only(Dimension::Tranche, seen)
}

/// Where the trace of one measure of a question is found.
pub(crate) fn trace_of(asked: &Asked, measure: Measure) -> String {
    let selected = asked.selected().map(|one| format!("&{one}"));
    let taxonomy = asked.taxonomy.iter().map(|version| format!("&taxonomie={version}"));
    format!(
        "{}/cijfers/herleiding?maat={}{}&peildatum={}&bekendOp={}",
        crate::FIGURES_BASE,
        described(measure).0,
        selected.chain(taxonomy).collect::<String>(),
        asked.as_of,
        asked.known_at
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_together_are_one_period_and_each_year_is_one_of_its_own() {
        let together = Years::Together { from: 2022, until: Some(2024) };
        assert_eq!(periods(together, 2026), [2022..=2024]);
        assert_eq!(periods(together, 2023), [2022..=2023]);
        assert_eq!(periods(Years::Together { from: 2022, until: None }, 2026), [2022..=2026]);
        assert_eq!(periods(Years::Each { from: 2022 }, 2023), [2022..=2022, 2023..=2023]);
        assert!(periods(together, 2021).is_empty() && periods(Years::Each { from: 2022 }, 2021).is_empty());
    }

    #[test]
    fn a_trace_is_asked_as_the_figure_was() {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let asked = Asked::now(now).only(Dimension::Permanence, ["flex".to_owned()]);
        let asked = asked.only(Dimension::Year, ["2022".to_owned(), "2023".to_owned()]);
        assert_eq!(
            trace_of(&asked, Measure::Granted),
            "/voortgang/v1/cijfers/herleiding?maat=toegekend&jaar=2022,2023&duur=flex&peildatum=2026-11-20\
             &bekendOp=2026-11-20T12:00:00Z"
        );
    }
}
