//! Letters to parliament (*Kamerbrieven*) made again from the figures: each number of a letter, beside what was known then.

mod body;
mod june_2023;

pub use body::Kamerbrief;

use crate::figures::asked::{Asked, known_on};
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::figures::table::Audience;
use crate::goals::{Contribution, contributions, trace_of};
use crate::ledger::Measure;
use actix_web::{HttpResponse, web};
use body::Uitkomst;
use event_store::{ReadStore, StoreError};
use jiff::civil::Date;
use regulation::goals;
use regulation::words::GoalKey;
use service_kit::{Anyone, Problem};
use std::collections::BTreeMap;

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
    params(("datum" = String, Path, format = Date, description = "De dag van de brief", example = "2023-06-08")),
    responses((status = 200, description = "De brief, getal voor getal.", body = Kamerbrief)))]
pub(crate) async fn show(
    _: Anyone,
    path: web::Path<String>,
    store: web::Data<ReadStore>,
) -> Result<HttpResponse, Problem> {
    let letter = &june_2023::LETTER;
    if *path != letter.dated.to_string() {
        return Err(Problem::not_found());
    }
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let known_at = known_on(letter.dated).unwrap_or(snapshot.now).min(snapshot.now);
    let asked = Asked { as_of: letter.dated, known_at, ..Asked::now(snapshot.now) };
    let entered = entered(&snapshot, letter, &asked).await?;
    let mut getallen = Vec::new();
    for number in letter.numbers {
        let made = made(&snapshot, number, &asked, &entered).await?;
        getallen.push(body::GetalUitBrief::of(number, made));
    }
    Ok(HttpResponse::Ok().json(Kamerbrief {
        titel: letter.title.to_owned(),
        kenmerk: letter.reference.to_owned(),
        datum: letter.dated,
        peildatum: asked.as_of,
        bekend_op: asked.known_at,
        positie: snapshot.position.unsigned_abs(),
        getallen,
    }))
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
    for goal in named.collect::<std::collections::BTreeSet<_>>() {
        for one in contributions(snapshot, &goal, asked).await? {
            all.insert(one.entered.contribution.to_string(), one);
        }
    }
    Ok(all)
}

async fn made(
    snapshot: &Snapshot<'_>,
    number: &Number,
    asked: &Asked,
    entered: &BTreeMap<String, Contribution>,
) -> Result<Uitkomst, Problem> {
    match &number.from {
        MadeBy::Goal(key) => {
            let goal = GoalKey::parse(key).ok().and_then(|key| goals::named(&key));
            Ok(goal.map_or(Uitkomst::Unknown, Uitkomst::Goal))
        }
        MadeBy::Entered(_, key) => Ok(entered.get(*key).map_or(Uitkomst::Unknown, Uitkomst::entered)),
        MadeBy::Granted(only) => {
            let mut question = asked.clone();
            for (dimension, code) in *only {
                question = question.only(*dimension, [(*code).to_owned()]);
            }
            question.measures = [Measure::Granted].into();
            let trace = trace_of(&question, Measure::Granted);
            let answer = snapshot.answer(question, Audience::Public).await?;
            let sums = answer.total.get(&Measure::Granted);
            let told = sums.and_then(|sums| match number.told {
                Told::Units(_) => sums.units,
                Told::Money(_) => sums.cents,
            });
            Ok(told.map_or(Uitkomst::Unknown, |told| Uitkomst::Ledger { told, trace }))
        }
    }
}
