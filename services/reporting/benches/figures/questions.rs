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

/// A national goal as the ministry asks for it. Five years ago none of its years had begun, so that it is also asked as of its
/// second year.
fn goals() -> Vec<(&'static str, String)> {
    let goal = |query: &str| format!("/voortgang/v1/doelstellingen/flexwoningen-2022-2024{query}");
    vec![
        ("a national goal, now", goal("")),
        ("a national goal, as of 2023", goal("?peildatum=2023-06-30")),
        ("a national goal, five years ago", goal("?peildatum=2020-11-15")),
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
        ("other: as known in 2020", figures("groepeerOp=tranche&bekendOp=2020-06-30")),
    ]
}

/// What a question costs at the median, or why it has no answer.
pub struct Cost {
    pub question: String,
    pub median: Result<Duration, String>,
}

/// Asks every question now and as of five years ago.
pub async fn measure(desk: &Desk, longest: Duration) -> Vec<Cost> {
    let mut costs = Vec::new();
    for (question, path) in named() {
        for (when, as_of) in WHEN {
            let median = median(desk, &format!("{path}{as_of}"), longest).await;
            costs.push(told(Cost { question: format!("{question}, {when}"), median }));
        }
    }
    for (question, path) in goals().into_iter().chain(others()) {
        let median = median(desk, &path, longest).await;
        costs.push(told(Cost { question: question.to_owned(), median }));
    }
    costs
}

/// Shows a cost as soon as it is known: a measurement of hours may be ended by hand.
fn told(cost: Cost) -> Cost {
    println!("  {:<52} {:>12}", cost.question, text(&cost));
    cost
}

fn text(cost: &Cost) -> String {
    match &cost.median {
        Ok(median) => format!("{:.1} ms", median.as_secs_f64() * 1e3),
        Err(_) => "no answer".to_owned(),
    }
}

/// One answer that is not counted, and then as many as fit, three at least and twenty-one at most.
async fn median(desk: &Desk, path: &str, longest: Duration) -> Result<Duration, String> {
    desk.ask(path).await?;
    let (begin, mut took) = (Instant::now(), Vec::new());
    while took.len() < 3 || (took.len() < 21 && begin.elapsed() < longest) {
        let asked = Instant::now();
        desk.ask(path).await?;
        took.push(asked.elapsed());
    }
    took.sort();
    Ok(took[took.len() / 2])
}

/// The two sizes beside one another.
pub fn print(small: (u64, &[Cost]), large: (u64, &[Cost])) {
    println!("\n{:<52} {:>12} {:>12} {:>7}", "question", small.0, large.0, "ratio");
    for (one, other) in small.1.iter().zip(large.1) {
        let ratio = match (&one.median, &other.median) {
            (Ok(one), Ok(other)) => format!("{:.2}", other.as_secs_f64() / one.as_secs_f64()),
            _ => "-".to_owned(),
        };
        let verdict = match &other.median {
            Ok(median) if *median >= Duration::from_millis(50) => "  over 50 ms",
            Ok(_) => "",
            Err(why) => &why[..why.len().min(60)],
        };
        println!("{:<52} {:>12} {:>12} {ratio:>7}{verdict}", one.question, text(one), text(other));
    }
}
