//! Reading the file of national goals, by the same reader as a scheme's.

use super::address;
use super::fields::{Fields, values};
use super::value::Found;
use super::words::PERMANENCES;
use crate::goals::{Counts, Document, Goal, Goals, Means, Years};
use crate::words::{GoalKey, Origin, SchemeKey, TargetGroup, Units};
use std::collections::BTreeMap;

const ORIGINS: [(&str, Origin); 4] = [
    ("new-build", Origin::NewBuild),
    ("transformation", Origin::Transformation),
    ("topping-up", Origin::ToppingUp),
    ("splitting", Origin::Splitting),
];

pub(super) fn goals(fields: &mut Fields<'_>) -> Option<Goals> {
    let sources = fields.required("sources").and_then(|found| found.table(|fields| Some(documents(fields))));
    let goals = values(fields.rows("goals", goal, |goal| Some(goal.key.to_string())));
    Some(Goals { sources: sources?, goals })
}

fn documents(fields: &mut Fields<'_>) -> BTreeMap<String, Document> {
    let one = |(key, found): (&str, Found<'_>)| {
        let document = found.table(|fields| {
            let reference = fields.text("reference");
            let address = fields.optional("address").and_then(|found| address(&found));
            Some(Document { reference: reference?, address })
        });
        Some((key.to_owned(), document?))
    };
    fields.rest().into_iter().filter_map(one).collect()
}

fn goal(fields: &mut Fields<'_>) -> Option<Goal> {
    let key = fields.required("key").and_then(|found| found.word(GoalKey::parse));
    let name = fields.text("name");
    let target = fields.required("target").and_then(|found| found.number(1, 10_000_000));
    let unit = fields.text("unit");
    let years = fields.required("years").and_then(|found| years(&found));
    let source = fields.source();
    let quote = fields.text("quote");
    let means = fields.optional("means").and_then(|found| found.table(means));
    let counts = match fields.optional("counts") {
        Some(found) => found.table(|fields| Some(counts(fields))).flatten(),
        None => Some(Counts::default()),
    };
    let of_schemes =
        |counts: &Counts| *counts == Counts { schemes: counts.schemes.clone(), ..Counts::default() };
    let has_schemes = |counts: &Counts| !counts.schemes.is_empty() && of_schemes(counts);
    if means.is_some() && fields.is_sound("counts") && !counts.as_ref().is_some_and(has_schemes) {
        fields.wrong(
            "means",
            "geld hoort bij een doel dat alleen op regelingen telt: geen bron verdeelt het verder.",
        );
    }
    let uncertain = fields.text("uncertain");
    Some(Goal {
        key: key?,
        name: name?,
        target: Units::new(target?),
        means,
        unit: unit?,
        years: years?,
        source: source?,
        quote: quote?,
        counts,
        uncertain: uncertain?,
    })
}

fn means(fields: &mut Fields<'_>) -> Option<Means> {
    let amount = fields.required("euros").and_then(|found| found.euros());
    let source = fields.source();
    let quote = fields.text("quote");
    Some(Means { amount: amount?, source: source?, quote: quote? })
}

/// `{ from = 2022, until = 2024 }` together, `{ from = 2022, each = true }` each by itself.
fn years(found: &Found<'_>) -> Option<Years> {
    found.table(|fields| {
        let year = |found: Found<'_>| found.number(2000, 2100);
        let from = fields.required("from").and_then(year);
        let until: Option<i16> = fields.optional("until").and_then(year);
        let each = fields.optional("each").and_then(|found| found.boolean()).unwrap_or(false);
        let from = from?;
        match until {
            Some(until) if until < from || each => {
                found.wrong("een laatste jaar ligt niet voor het eerste, en hoort niet bij elk jaar apart.")
            }
            _ if each => Some(Years::Each { from }),
            _ => Some(Years::Together { from, until }),
        }
    })
}

/// `{ nothing = true }` where nothing here counts; then absent.
fn counts(fields: &mut Fields<'_>) -> Option<Counts> {
    let nothing = fields.optional("nothing").and_then(|found| found.boolean()).unwrap_or(false);
    let schemes = fields.optional("schemes").and_then(|found| found.set(|one| one.word(SchemeKey::parse)));
    let taxonomy = fields.optional("taxonomy").and_then(|found| found.text());
    let group = fields.optional("target_group").and_then(|found| found.word(TargetGroup::parse));
    if taxonomy.is_some() != group.is_some() && fields.is_sound("taxonomy") && fields.is_sound("target_group")
    {
        fields.wrong("target_group", "een aandachtsgroep en de indeling waarin zij staat, horen bij elkaar.");
    }
    let counts = Counts {
        schemes: schemes.unwrap_or_default().into_iter().collect(),
        permanence: fields.optional("permanence").and_then(|found| found.one_of(&PERMANENCES)),
        origin: fields.optional("origin").and_then(|found| found.one_of(&ORIGINS)),
        target_group: taxonomy.zip(group),
    };
    if nothing && counts != Counts::default() {
        fields.wrong("nothing", "waar niets telt, wordt ook niets uitgekozen.");
    }
    (!nothing).then_some(counts)
}
