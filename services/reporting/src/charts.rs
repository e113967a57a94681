//! Charts (*grafieken*): pictures of figures, drawn here as SVG, with the same numbers in a table.
//!
//! | look for | in |
//! |---|---|
//! | which figures a chart is made of, and its words | [`made`] |
//! | what a picture holds | [`picture`] |
//! | the sheet, its inks, title, source and text alternative | [`sheet`] |
//! | lines over days, bars, the provinces | [`lines`], [`bars`], [`tiles`] |

mod bars;
mod lines;
mod made;
mod picture;
mod sheet;
mod tiles;

pub(crate) use made::{Chart, Table, Topic};

use crate::figures::asked::{Parameters, only_fixed_tables};
use crate::figures::pairs;
use crate::figures::read::Snapshot;
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{ReadStore, StoreError, Until};
use regulation::facts::TrancheRules;
use regulation::words::{TrancheKey, Window};
use service_kit::{Anyone, Problem};
use utoipa::IntoParams;

/// Which chart (*soort*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Homes planned and realised, at the ends of half-years.
    Planned,
    /// The same by target group.
    Groups,
    /// The same by province.
    Provinces,
    /// What was asked and granted under the ceiling, from the opening on.
    Ceiling,
}

impl Kind {
    /// Every one, with its word in addresses.
    pub(crate) const ALL: [(&'static str, Kind); 4] = [
        ("gepland-tegen-gerealiseerd", Self::Planned),
        ("per-aandachtsgroep", Self::Groups),
        ("per-provincie", Self::Provinces),
        ("plafond-uitputting", Self::Ceiling),
    ];

    /// Its word in addresses.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// Its title.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Planned => "Gepland en gerealiseerd",
            Self::Groups => "Per aandachtsgroep",
            Self::Provinces => "Per provincie",
            Self::Ceiling => "Uitputting van het plafond",
        }
    }

    /// In what its table counts.
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Self::Planned | Self::Groups | Self::Provinces => "woonruimten",
            Self::Ceiling => "euro",
        }
    }

    /// Whether it can only be of one tranche: groups and ceilings belong to one.
    pub(crate) const fn needs_tranche(self) -> bool {
        matches!(self, Self::Groups | Self::Ceiling)
    }
}

/// The parameters of a chart, as the document tells them.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its description is used; Parameters reads, with every error at once")]
pub struct GrafiekQuery {
    /// Alleen van deze tranches. Nodig, en dan één, bij per-aandachtsgroep en plafond-uitputting.
    #[param(example = "rha-2022")]
    tranche: Option<String>,
    /// Wat op deze dag waar was; zonder: vandaag.
    #[param(format = Date, example = "2023-06-30")]
    peildatum: Option<String>,
    /// Wat op dit tijdstip bekend was, of op een hele dag (2023-06-30); zonder: nu.
    #[param(example = "2023-06-30T12:00:00Z")]
    bekend_op: Option<String>,
}

/// The parameters that a chart can have.
pub(crate) const PARAMETERS: [&str; 3] = ["tranche", "peildatum", "bekendOp"];

/// A picture is the same for whoever asks it.
const NEVER_OF_FAMILIES: &str = "Elke aanvraag in deze tranche is voor één gezin. Grafieken en de pagina zijn voor iedereen \
    dezelfde en tonen zulke tranches daarom nooit, ook niet met een token. Openbaar zijn de vaste tabellen op \
    /voortgang/v1/vaste-tabellen; wie is aangemeld voor het ministerie of RVO, vraagt de cijfers zelf op \
    /voortgang/v1/cijfers.";

/// Geeft een grafiek
///
/// Als SVG, leesbaar in zwart-wit, met titel, bron, beide tijdstippen en alle getallen in woorden. De cijfers zijn die van
/// `/cijfers`, zoals iedereen ze zonder token ziet; tranches waarin elke aanvraag voor één gezin is, staan er nooit in.
#[utoipa::path(get, path = "/grafieken/{soort}", operation_id = "grafiek", tag = "cijfers", security((), ("token" = [])),
    params(("soort" = String, Path, description = "Welke grafiek: gepland-tegen-gerealiseerd, per-aandachtsgroep, \
        per-provincie of plafond-uitputting.", example = "per-provincie"), GrafiekQuery),
    responses((status = 200, description = "De grafiek.", content((String = "image/svg+xml")))))]
pub(crate) async fn chart(
    _: Anyone,
    store: web::Data<ReadStore>,
    kind: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let kind = Kind::ALL.iter().find(|(word, _)| *word == kind.as_str()).map(|(_, kind)| *kind);
    let kind = kind.ok_or_else(Problem::not_found)?;
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let topic = topic(&store, &snapshot, pairs(&request)?, kind.needs_tranche()).await?;
    let chart = topic.chart(kind, &snapshot).await?;
    let svg = chart.picture.svg().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(svg))
}

/// What a request with these parameters is about, with the window of its tranche.
pub(crate) async fn topic(
    store: &ReadStore,
    snapshot: &Snapshot<'_>,
    pairs: Vec<(String, String)>,
    needs_tranche: bool,
) -> Result<Topic, Problem> {
    let mut parameters = Parameters::new(pairs, &PARAMETERS, snapshot.now);
    let asked = parameters.asked(&snapshot.names);
    if needs_tranche && asked.tranche().is_none() && !parameters.has_error("tranche") {
        let reason = "Kies één tranche: groepen en plafonds horen bij één tranche.";
        parameters.wrong("tranche", "required", reason);
    }
    let asked = parameters.finish(asked)?;
    if asked.is_only_of_families(&snapshot.names) {
        return Err(only_fixed_tables(NEVER_OF_FAMILIES));
    }
    let window = window(store, asked.tranche()).await?;
    Ok(Topic::new(asked, snapshot.names.clone(), window))
}

/// The window of a tranche that is known.
async fn window(store: &ReadStore, tranche: Option<&str>) -> Result<Option<Window>, StoreError> {
    let Some(tranche) = tranche.and_then(|key| TrancheKey::parse(key).ok()) else { return Ok(None) };
    let (rules, _) = store.learn(TrancheRules::of(tranche), Until::Now).await?;
    let closed = rules.closed_at();
    Ok(rules
        .window()
        .ok()
        .map(|window| Window { closes_at: [window.closes_at, closed].into_iter().flatten().min(), ..window }))
}
