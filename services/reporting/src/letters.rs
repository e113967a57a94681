//! Letters to parliament (*Kamerbrieven*) made again from the figures: each number of a letter, beside what was known then.

mod body;
mod file;
mod june_2023;

pub use body::Kamerbrief;

use crate::figures::asked::{Asked, Only, known_on};
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::figures::table::{Audience, Column, Keys, Sums};
use crate::files::{Form, VormQuery, told};
use crate::goals::{Contribution, contributions, trace_of};
use crate::ledger::Measure;
use actix_web::{HttpRequest, HttpResponse, web};
use body::Uitkomst;
use event_store::{ReadStore, StoreError};
use jiff::civil::Date;
use regulation::goals;
use regulation::words::GoalKey;
use service_kit::{Anyone, Problem, Query};
use std::collections::{BTreeMap, BTreeSet};

/// A letter: its numbers, and by which question or entry each is made again.
pub(super) struct Letter {
    title: &'static str,
    reference: &'static str,
    dated: Date,
    numbers: &'static [Number],
}

/// A number of a letter.
pub(super) struct Number {
    key: &'static str,
    section: &'static str,
    text: &'static str,
    told: Told,
    /// Whether the letter says that it is about so much.
    about: bool,
    from: MadeBy,
}

/// What the letter tells.
#[derive(Clone, Copy)]
pub(super) enum Told {
    Units(i64),
    /// In euros.
    Money(i64),
}

/// By what the number is made again.
pub(super) enum MadeBy {
    /// The target of a goal.
    Goal(&'static str),
    /// What was granted, limited so.
    Granted(&'static [(Dimension, &'static str)]),
    /// What was entered: the goal, and the contribution.
    Entered(&'static str, &'static str),
}

/// Geeft de getallen van een Kamerbrief opnieuw
///
/// Elk getal uit de brief, met wat op de dag van de brief in het grootboek bekend was en zijn herleiding, of met de bron
/// waaruit het is ingevoerd. Er is één brief: die van 8 juni 2023, de paragrafen over flexwoningen en over de RHA.
#[utoipa::path(get, path = "/kamerbrieven/{datum}", operation_id = "kamerbrief", tag = "doelstellingen", security((), ("token" = [])),
    params(("datum" = String, Path, format = Date, description = "De dag van de brief", example = "2023-06-08"), VormQuery),
    responses((status = 200, description = "De brief, getal voor getal, als JSON, als CSV of als werkmap (XLSX).",
        content((Kamerbrief = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn show(
    _: Anyone,
    path: web::Path<String>,
    asked: Query<VormQuery>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let letter = &june_2023::LETTER;
    if *path != letter.dated.to_string() {
        return Err(Problem::not_found());
    }
    let form = Form::asked(Form::of_word(asked.vorm.as_ref()), &request)?;
    told(HttpResponse::Ok(), form, &made_again(letter, &store).await?, file::file)
}

async fn made_again(letter: &Letter, store: &ReadStore) -> Result<Kamerbrief, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let known_at = known_on(letter.dated).unwrap_or(snapshot.now).min(snapshot.now);
    let asked = Asked { as_of: letter.dated, known_at, ..Asked::now(snapshot.now) };
    let known = Known {
        granted: granted(&snapshot, letter, &asked).await?,
        entered: entered(&snapshot, letter, &asked).await?,
    };
    let made = |number| body::GetalUitBrief::of(number, made(number, &asked, &known));
    let getallen = letter.numbers.iter().map(made).collect();
    Ok(Kamerbrief {
        titel: letter.title.to_owned(),
        kenmerk: letter.reference.to_owned(),
        datum: letter.dated,
        peildatum: asked.as_of,
        bekend_op: asked.known_at,
        positie: snapshot.position.unsigned_abs(),
        getallen,
    })
}

/// What is known of what a letter tells.
struct Known {
    /// What was granted, by the codes to which a number is limited.
    granted: BTreeMap<Keys, Sums>,
    /// What was entered, by contribution.
    entered: BTreeMap<String, Contribution>,
}

/// What was granted: asked once for all numbers that are limited by the same dimensions.
async fn granted(
    snapshot: &Snapshot<'_>,
    letter: &Letter,
    asked: &Asked,
) -> Result<BTreeMap<Keys, Sums>, StoreError> {
    let mut limits: BTreeMap<BTreeSet<Column>, Only> = BTreeMap::new();
    for number in letter.numbers {
        if let MadeBy::Granted(only) = number.from {
            let limit = limits.entry(keys(only).into_keys().collect()).or_default();
            for (dimension, code) in only {
                limit.entry(*dimension).or_default().insert((*code).to_owned());
            }
        }
    }
    let mut granted = BTreeMap::new();
    for (columns, only) in limits {
        let question = Asked { only, measures: [Measure::Granted].into(), ..asked.clone() };
        let question = question.as_seen_by(Audience::Public, &snapshot.names);
        let rows = snapshot.amounts(&question, None, &columns).await?;
        granted.extend(rows.into_iter().map(|row| (row.keys, row.sums)));
    }
    Ok(granted)
}

/// The codes to which a number is limited, as the ledger holds them.
fn keys(only: &[(Dimension, &str)]) -> Keys {
    only.iter().map(|(dimension, code)| (Column::of(*dimension), dimension.stored(code).to_owned())).collect()
}

/// What was entered towards the goals that the letter names, by contribution.
async fn entered(
    snapshot: &Snapshot<'_>,
    letter: &Letter,
    asked: &Asked,
) -> Result<BTreeMap<String, Contribution>, StoreError> {
    let mut all = BTreeMap::new();
    let named = letter.numbers.iter().filter_map(|number| match number.from {
        MadeBy::Entered(goal, _) => GoalKey::parse(goal).ok(),
        MadeBy::Goal(_) | MadeBy::Granted(_) => None,
    });
    for goal in named.collect::<BTreeSet<_>>() {
        for one in contributions(snapshot, &goal, asked).await? {
            all.insert(one.entered.contribution.to_string(), one);
        }
    }
    Ok(all)
}

fn made(number: &Number, asked: &Asked, known: &Known) -> Uitkomst {
    let made = match number.from {
        MadeBy::Goal(key) => {
            let goal = GoalKey::parse(key).ok().and_then(|key| goals::named(&key));
            goal.map(Uitkomst::Goal)
        }
        MadeBy::Entered(_, key) => known.entered.get(key).map(Uitkomst::entered),
        MadeBy::Granted(only) => known.granted.get(&keys(only)).and_then(|sums| {
            let told = match number.told {
                Told::Units(_) => sums.units,
                Told::Money(_) => sums.cents,
            };
            let limited = |asked: Asked, (dimension, code): &(Dimension, &str)| {
                asked.only(*dimension, [(*code).to_owned()])
            };
            let trace = trace_of(&only.iter().fold(asked.clone(), limited), Measure::Granted);
            Some(Uitkomst::Ledger { told: told?, trace })
        }),
    };
    made.unwrap_or(Uitkomst::Unknown)
}
