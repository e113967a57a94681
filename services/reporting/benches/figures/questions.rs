//! The named questions, and what each costs.

use crate::house::Desk;
use crate::world;
use std::time::{Duration, Instant};

/// As of when a question is asked.
const WHEN: [(&str, &str); 2] = [("now", ""), ("five years ago", "&peildatum=2020-11-15")];

/// What the ministry really asks, and a page of a trace.
fn named() -> Vec<(&'static str, String)> {
    let one = world::a_municipality();
    let figures = |query: &str| format!("/voortgang/v1/cijfers?{query}");
    let trace = |query: &str| format!("/voortgang/v1/cijfers/herleiding?{query}");
    vec![
        ("all schemes in one line", figures("groepeerOp=")),
        ("the letter: every tranche", figures("groepeerOp=tranche")),
        ("the letter: one tranche by group", figures("tranche=tranche-11&groepeerOp=aandachtsgroep")),
        ("the letter: group and flex", figures("tranche=tranche-11&groepeerOp=aandachtsgroep,duur")),
        ("the letter: flex or permanent", figures("groepeerOp=duur")),
        ("one group in one taxonomy", figures("taxonomie=rha-2022&aandachtsgroep=studenten")),
        ("one tranche", figures("tranche=tranche-11")),
        ("one tranche by municipality", figures("tranche=tranche-11&groepeerOp=gemeente")),
        (
            "one tranche by province of now",
            figures("tranche=tranche-11&groepeerOp=provincie&gemeentegrenzen=nu"),
        ),
        ("one municipality", figures(&format!("gemeente={one}&groepeerOp=tranche"))),
        ("all municipalities", figures("groepeerOp=gemeente")),
        ("one province by half-year", figures("provincie=PV30&groepeerOp=halfjaar")),
        ("flex homes in one line", figures("duur=flex")),
        ("a page of a trace", trace("tranche=tranche-11&maat=gerealiseerd")),
        (
            "a page of a municipality's trace",
            trace(&format!("tranche=tranche-11&maat=toegekend&gemeente={one}")),
        ),
    ]
}

/// National goals as the ministry asks for them. Five years ago none of their years had begun, so that they are also asked as of
/// the second year.
fn goals() -> Vec<(&'static str, String)> {
    let goal = |query: &str| format!("/voortgang/v1/doelstellingen{query}");
    vec![
        ("a national goal, now", goal("/flexwoningen-2022-2024")),
        ("a national goal, as of 2023", goal("/flexwoningen-2022-2024?peildatum=2023-06-30")),
        ("a national goal, five years ago", goal("/flexwoningen-2022-2024?peildatum=2020-11-15")),
        ("a goal by target group, now", goal("/studentenwoningen-2030")),
        ("a goal by target group, as of 2023", goal("/studentenwoningen-2030?peildatum=2023-06-30")),
        ("every national goal, now", goal("")),
    ]
}

/// What no sums were made for beforehand: other combinations, and what was known before. The ledger answers.
fn others() -> Vec<(&'static str, String)> {
    let figures = |query: &str| format!("/voortgang/v1/cijfers?{query}");
    vec![
        (
            "other: one tranche by kind of home",
            figures("tranche=tranche-11&groepeerOp=zelfstandigheid,herkomst"),
        ),
        ("other: evidence by year", figures("groepeerOp=bewijsgraad,jaar")),
        ("other: every group in one taxonomy", figures("taxonomie=rha-2022&groepeerOp=aandachtsgroep")),
        ("other: as known in 2020", figures("groepeerOp=tranche&bekendOp=2020-06-30")),
    ]
}

/// Every question with its address.
fn all() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (question, path) in named() {
        for (when, as_of) in WHEN {
            all.push((format!("{question}, {when}"), format!("{path}{as_of}")));
        }
    }
    let beside = goals().into_iter().chain(others());
    all.extend(beside.map(|(question, path)| (question.to_owned(), path)));
    all
}

/// Asks every question with this in its name of a small log and a large one, and prints what it costs at the median. Each is shown
/// as soon as it is known: a measurement of hours may be ended by hand.
pub async fn measure(
    (few, small): (u64, &Desk),
    (many, large): (u64, &Desk),
    about: &str,
    longest: Duration,
) {
    println!("\n{:<52} {few:>12} {many:>12} {:>7}", "question", "ratio");
    for (question, path) in all().into_iter().filter(|(question, _)| question.contains(about)) {
        match medians([small, large], &path, longest).await {
            Ok([one, other]) => {
                let ratio = other.as_secs_f64() / one.as_secs_f64();
                let slow = if other >= Duration::from_millis(50) { "  over 50 ms" } else { "" };
                println!("{question:<52} {:>12} {:>12} {ratio:>7.2}{slow}", text(one), text(other));
            }
            Err(why) => println!("{question:<52} {why}"),
        }
    }
}

fn text(median: Duration) -> String {
    format!("{:.1} ms", median.as_secs_f64() * 1e3)
}

/// One answer of each that is not counted, and then by turns as many as fit, three at least and thirty-one at most.
async fn medians(desks: [&Desk; 2], path: &str, longest: Duration) -> Result<[Duration; 2], String> {
    for desk in desks {
        desk.ask(path).await?;
    }
    let (begin, mut took) = (Instant::now(), [Vec::new(), Vec::new()]);
    while took[0].len() < 3 || (took[0].len() < 31 && begin.elapsed() < longest) {
        // Each is as often the first as the second: they share the server's memory.
        let order = if took[0].len().is_multiple_of(2) { [0, 1] } else { [1, 0] };
        for which in order {
            let asked = Instant::now();
            desks[which].ask(path).await?;
            took[which].push(asked.elapsed());
        }
    }
    Ok(took.map(|mut took| {
        took.sort();
        took[took.len() / 2]
    }))
}
