//! The page `/voortgang`: the main charts, each with a table of the same numbers. It needs no login and no scripts.

use crate::FIGURES_BASE;
use crate::charts::{self, Chart, Kind, Table, Topic};
use crate::figures::body::Definitie;
use crate::figures::pairs;
use crate::figures::read::Snapshot;
use crate::figures::table::Names;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use event_store::{ReadStore, StoreError};
use regulation::words::day_of;
use service_kit::{Anyone, Problem};

/// Where the page stands.
pub const PATH: &str = "/voortgang";

/// What is asked for when all tranches are meant.
const ALL: &str = "alle";

/// An opening makes a line of the ceiling, true from the day on which the window opens.
const NEWEST: &str = "
    SELECT tranche FROM reporting.ledger
     WHERE application IS NULL AND measure = 'ceiling' AND event_type = 'tranche-opened' AND tranche <> ALL ($1)
     ORDER BY valid_on DESC, position DESC LIMIT 1";

const STYLE: &str = include_str!("../templates/voortgang.css");

/// The measures of which the page tells what they mean.
const TOLD: [&str; 6] = ["gepland", "gerealiseerd", "plafond", "aangevraagd", "toegekend", "vrij"];

#[derive(Template)]
#[template(path = "voortgang.html")]
struct Page {
    named: String,
    style: &'static str,
    choices: Vec<Choice>,
    as_of: String,
    today: String,
    source: Vec<String>,
    hides: bool,
    sections: Vec<Section>,
    meanings: Vec<Definitie>,
    base: &'static str,
    figures: String,
}

struct Choice {
    key: String,
    name: String,
    is_chosen: bool,
}

struct Section {
    id: &'static str,
    title: &'static str,
    chart: Option<Shown>,
}

/// A chart as it stands on the page.
struct Shown {
    svg: String,
    caption: String,
    table: Table,
    query: String,
    picture: String,
    traces: Vec<Trace>,
}

/// Where the lines are of which a number in the table is the sum.
struct Trace {
    word: &'static str,
    address: String,
}

/// Shows the page.
pub(crate) async fn page(
    _: Anyone,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let mut pairs = pairs(&request)?;
    let is_all = |pair: &(String, String)| pair.0 == "tranche" && pair.1 == ALL;
    let wants_all = pairs.iter().any(is_all);
    pairs.retain(|pair| !pair.1.is_empty() && !is_all(pair));
    if !wants_all && !pairs.iter().any(|(name, _)| name == "tranche") {
        pairs.extend(newest(&snapshot).await?.map(|tranche| ("tranche".to_owned(), tranche)));
    }
    let topic = charts::topic(&store, &snapshot, pairs, false).await?;
    let page = shown(&topic, &snapshot).await?;
    let html = page.render().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, content_policy()))
        .body(html))
}

/// Nothing may be loaded and nothing may run; the page's own style is named by its hash, and its form asks only here.
fn content_policy() -> String {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// The tranche that was opened last, of those that anyone may see.
async fn newest(snapshot: &Snapshot<'_>) -> Result<Option<String>, StoreError> {
    let hidden: Vec<String> = snapshot.names.of_families().into_iter().collect();
    let row = snapshot.tx.query_opt(&snapshot.tx.prepare_cached(NEWEST).await?, &[&hidden]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

async fn shown(topic: &Topic, snapshot: &Snapshot<'_>) -> Result<Page, Problem> {
    let mut sections = Vec::new();
    for (id, kind) in Kind::ALL {
        let chart = if kind.needs_tranche() && topic.asked().tranche().is_none() {
            None
        } else {
            Some(on_page(topic.chart(kind, snapshot).await?)?)
        };
        sections.push(Section { id, title: kind.title(), chart });
    }
    Ok(Page {
        named: topic.named(),
        style: STYLE,
        choices: choices(topic.names(), topic.asked().tranche()),
        as_of: topic.asked().as_of.to_string(),
        today: day_of(snapshot.now).to_string(),
        source: topic.source(snapshot),
        hides: topic.hides(),
        sections,
        meanings: Definitie::all().filter(|one| TOLD.contains(&one.maat.as_str())).collect(),
        base: FIGURES_BASE,
        figures: format!("{FIGURES_BASE}/cijfers"),
    })
}

fn choices(names: &Names, chosen: Option<&str>) -> Vec<Choice> {
    let all =
        Choice { key: ALL.to_owned(), name: "alle tranches samen".to_owned(), is_chosen: chosen.is_none() };
    let one = |(key, names): (&String, &crate::figures::table::TrancheNames)| Choice {
        key: key.clone(),
        name: names.name.clone(),
        is_chosen: chosen == Some(key.as_str()),
    };
    let families = names.of_families();
    names.tranches.iter().filter(|(key, _)| !families.contains(key.as_str())).map(one).chain([all]).collect()
}

fn on_page(chart: Chart) -> Result<Shown, Problem> {
    let svg = chart.picture.svg().map_err(Problem::internal)?;
    let one_day = chart.query_of_day;
    Ok(Shown {
        svg,
        caption: format!("{} ({})", chart.picture.title, chart.kind.unit()),
        table: chart.table,
        query: chart.query,
        picture: format!("{FIGURES_BASE}/grafieken/{}?{one_day}", chart.kind.word()),
        traces: traced(chart.kind).into_iter().map(|word| trace(word, &one_day)).collect(),
    })
}

/// The measures of a table of which the trace is public. What was asked is not; what is held is in what is free.
const fn traced(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Planned | Kind::Groups | Kind::Provinces => ["gepland", "gerealiseerd"],
        Kind::Ceiling => ["plafond", "vrij"],
    }
}

fn trace(word: &'static str, query: &str) -> Trace {
    Trace { word, address: format!("{FIGURES_BASE}/cijfers/herleiding?{query}&maat={word}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_that_is_allowed_is_the_one_on_the_page() {
        let page = Page {
            named: "<b>RHA</b>".to_owned(),
            style: STYLE,
            choices: Vec::new(),
            as_of: String::new(),
            today: String::new(),
            source: Vec::new(),
            hides: false,
            sections: Vec::new(),
            meanings: Vec::new(),
            base: FIGURES_BASE,
            figures: String::new(),
        };
        let html = page.render().unwrap();
        let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
        assert!(content_policy().contains(&format!("style-src 'sha256-{hash}'")));
        assert!(
            !html.contains("<script") && !html.contains("style=\""),
            "nothing that the policy would refuse"
        );
        assert!(html.contains("Voortgang: &#60;b&#62;RHA"), "names are escaped");
    }
}
