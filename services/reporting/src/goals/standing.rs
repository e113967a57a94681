//! How a goal stands: what was granted and realised of the homes that count, and what was entered beside it.
//!
//! Homes and money add up, so what came in some years is what stands at their end less what stood before they began. That
//! costs two sums that were made beforehand, where no sums are kept by year.

use super::{Contribution, contributions};
use crate::figures::asked::Asked;
use crate::figures::described;
use crate::figures::dimension::Dimension;
use crate::figures::quantity::Derived;
use crate::figures::read::Snapshot;
use crate::figures::table::{Audience, Names, Row};
use crate::kinds;
use crate::ledger::Measure;
use event_store::StoreError;
use jiff::civil::Date;
use regulation::goals::{Counts, Goal, Years};
use regulation::words::day_of;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// How many years can be looked ahead: each is counted apart, and anyone may ask for a day in the year 9999.
const AHEAD: i16 = 10;

const PLANNED: &[Measure] = Derived::Planned.made_of();
const REALISED: [Measure; 1] = [Measure::Realised];

/// How a goal stands over some years.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// The first year, and the last that has begun.
    pub years: RangeInclusive<i16>,
    /// Homes that were granted, less those that were released in these years; absent where neither were.
    pub planned: Option<Told>,
    /// Homes that were reported as realised; absent where none were.
    pub realised: Option<Told>,
    /// Cents that were granted, less those that were released; absent where neither were, and for a goal without means.
    pub money: Option<Told>,
    /// What was entered.
    pub contributions: Vec<Contribution>,
}

/// A number with the traces of which it is the sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub number: i64,
    pub traces: Vec<String>,
}

/// The standing over all years together, or over each year that has begun.
pub(super) async fn standing(
    snapshot: &Snapshot<'_>,
    goal: &Goal,
    asked: &Asked,
    audience: Audience,
) -> Result<Vec<Standing>, StoreError> {
    let last = day_of(snapshot.now).year() + AHEAD;
    let periods = periods(goal.years, asked.as_of.year().min(last));
    let counts = goal.counts.as_ref();
    let question = counts.and_then(|counts| question(counts, asked.clone(), &snapshot.names));
    let question = question.map(|question| question.as_seen_by(audience, &snapshot.names));
    let counted = match &question {
        Some(question) => counted(snapshot, question, &periods).await?,
        None => vec![Counted::new(); periods.len()],
    };
    let traced = question.map(|question| without_hidden(&question, &snapshot.names));
    let mut all = Vec::new();
    for (years, counted) in periods.into_iter().zip(counted) {
        let contributions = contributions(snapshot, &goal.key, &of_years(asked, &years)).await?;
        let traced = traced.as_ref().map(|traced| of_years(traced, &years));
        let told =
            |measures: &[Measure], which: fn(Count) -> i64| told(&counted, measures, which, traced.as_ref()?);
        all.push(Standing {
            planned: told(PLANNED, Count::homes),
            realised: told(&REALISED, Count::homes),
            money: goal.means.as_ref().and_then(|_| told(PLANNED, Count::cents)),
            contributions,
            years,
        });
    }
    Ok(all)
}

/// One after another, without a year between them.
fn periods(years: Years, this_year: i16) -> Vec<RangeInclusive<i16>> {
    match years {
        Years::Together { from, until } => {
            let last = until.unwrap_or(this_year).min(this_year);
            if from <= last { vec![from..=last] } else { Vec::new() }
        }
        Years::Each { from } => (from..=this_year).map(|year| year..=year).collect(),
    }
}

/// The same, of these years alone.
fn of_years(asked: &Asked, years: &RangeInclusive<i16>) -> Asked {
    asked.clone().only(Dimension::Year, years.clone().map(|year| year.to_string()))
}

/// The figures that count; absent where no scheme or taxonomy of which they are exists here yet.
fn question(counts: &Counts, mut question: Asked, names: &Names) -> Option<Asked> {
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
    question.measures = PLANNED.iter().copied().chain(REALISED).collect();
    Some(question)
}

/// What is counted of each measure.
type Counted = BTreeMap<Measure, Count>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    homes: i64,
    cents: i64,
}

impl Count {
    const fn homes(self) -> i64 {
        self.homes
    }

    const fn cents(self) -> i64 {
        self.cents
    }
}

fn count(rows: &[Row]) -> Counted {
    let mut counted = Counted::new();
    for (measure, sums) in rows.iter().filter_map(|row| Some((row.measure?, &row.sums))) {
        let count = counted.entry(measure).or_default();
        count.homes += sums.units.unwrap_or(0);
        count.cents += sums.cents.unwrap_or(0);
    }
    counted
}

/// What came in each of these periods.
async fn counted(
    snapshot: &Snapshot<'_>,
    question: &Asked,
    periods: &[RangeInclusive<i16>],
) -> Result<Vec<Counted>, StoreError> {
    let mapping = snapshot.mapping(question).await?;
    let mut stands = Vec::new();
    for day in ends(periods, question.as_of) {
        let amounts = snapshot.amounts(&question.on(day), mapping.as_ref(), &BTreeSet::new()).await?;
        stands.push(count(&amounts));
    }
    Ok(stands.iter().zip(stands.iter().skip(1)).map(|(before, after)| since(before, after)).collect())
}

/// The day before the first period, and the last day of each, as far as that has come.
fn ends(periods: &[RangeInclusive<i16>], as_of: Date) -> Vec<Date> {
    let before = periods.first().map(|years| years.start() - 1);
    let years = before.into_iter().chain(periods.iter().map(|years| *years.end()));
    years.map(|year| Date::new(year, 12, 31).unwrap_or(as_of).min(as_of)).collect()
}

fn since(before: &Counted, after: &Counted) -> Counted {
    let mut came = after.clone();
    for (measure, stood) in before {
        let count = came.entry(*measure).or_default();
        count.homes -= stood.homes;
        count.cents -= stood.cents;
    }
    came
}

/// One number of some measures; absent where each comes to nothing.
fn told(counted: &Counted, measures: &[Measure], which: fn(Count) -> i64, traced: &Asked) -> Option<Told> {
    let number = |measure: &Measure| counted.get(measure).copied().map_or(0, which);
    let present = || measures.iter().filter(|measure| number(measure) != 0);
    let signed = |measure: &Measure| {
        if Derived::Planned.takes_off(*measure) { -number(measure) } else { number(measure) }
    };
    let traces: Vec<String> = present().map(|measure| trace_of(traced, *measure)).collect();
    (!traces.is_empty()).then(|| Told { number: present().map(signed).sum(), traces })
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
    use jiff::civil::date;

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
    fn years_that_follow_one_another_share_the_day_between_them() {
        let (first, between, now) = (date(2021, 12, 31), date(2022, 12, 31), date(2023, 6, 30));
        assert_eq!(ends(&[2022..=2024], date(2026, 1, 1)), [first, date(2024, 12, 31)]);
        assert_eq!(ends(&[2022..=2022, 2023..=2023], now), [first, between, now]);
        assert!(ends(&[], now).is_empty());
    }

    #[test]
    fn what_came_is_what_stands_less_what_stood_and_what_came_to_nothing_is_absent() {
        let count = |homes| Count { homes, cents: 0 };
        let before = Counted::from([(Measure::Granted, count(70)), (Measure::Realised, count(5))]);
        let after = Counted::from([(Measure::Granted, count(70)), (Measure::Released, count(30))]);
        let came = since(&before, &after);
        let asked = Asked::now("2026-11-20T12:00:00Z".parse().unwrap());
        let planned = told(&came, PLANNED, Count::homes, &asked).unwrap();
        assert_eq!((planned.number, planned.traces.len()), (-30, 1), "nothing was granted: {planned:?}");
        assert_eq!(told(&came, &REALISED, Count::homes, &asked).unwrap().number, -5, "all was taken back");
        assert_eq!(told(&came, PLANNED, Count::cents, &asked), None);
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
