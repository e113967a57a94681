//! Figures as the API tells them.

use super::asked::Asked;
use super::dimension::Dimension;
use super::lines::Mapping;
use super::quantity::{Quantity, described};
use super::table::{self, Audience, Cell, Label, Names, Row, Sums, cells};
use crate::ledger::{METHOD, Measure};
use crate::places::Borders;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What the ledger answered: where it is true, and the cells with their total.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked.
    pub asked: Asked,
    /// The position in the log up to which the ledger is made.
    pub position: u64,
    /// The cells.
    pub cells: Vec<Cell>,
    /// All lines together, also those that belong in no cell.
    pub total: BTreeMap<Measure, Sums>,
    /// The same on each day of a series; empty without a series.
    pub series: Vec<FiguresOnDay>,
}

/// The figures on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresOnDay {
    /// The day.
    pub as_of: Date,
    /// The cells.
    pub cells: Vec<Cell>,
    /// All lines together.
    pub total: BTreeMap<Measure, Sums>,
}

impl FiguresOnDay {
    /// From the rows by cell and those of all lines, added up where they come from.
    pub(super) fn of(
        asked: &Asked,
        rows: Vec<Row>,
        all: Vec<Row>,
        names: &Names,
        mapping: Option<&Mapping>,
        audience: Audience,
    ) -> Self {
        let cells =
            if asked.by.is_empty() { Vec::new() } else { cells(rows, asked, names, mapping, audience) };
        let total = table::cells(all, &asked.as_a_whole(), names, mapping, audience);
        let total = total.into_iter().next().map(|cell| cell.measures).unwrap_or_default();
        Self { as_of: asked.as_of, cells, total }
    }
}

impl Answer {
    /// From the figures on its day, or on the days of its series.
    pub(super) fn of(asked: Asked, position: u64, mut stands: Vec<FiguresOnDay>) -> Self {
        let now = if asked.days.is_empty() { stands.pop() } else { stands.last().cloned() };
        let (cells, total) = now.map(|now| (now.cells, now.total)).unwrap_or_default();
        Self { asked, position, cells, total, series: stands }
    }
}

/// Cijfers van de regelingen, zoals ze waren op de peildatum en bekend waren op een moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cijfers {
    /// Waartoe de cijfers zijn beperkt: per dimensie de codes waarvan er één moet gelden; leeg als ze over alles gaan.
    #[schema(example = json!({ "tranche": ["rha-2022"] }))]
    pub selectie: BTreeMap<String, Vec<String>>,
    /// De maten die zijn gevraagd; ontbreekt als het alle zijn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maten: Vec<String>,
    /// Waarop is gegroepeerd, in deze volgorde.
    pub groepeer_op: Vec<String>,
    /// De indeling waarin aandachtsgroepen staan; ontbreekt als elke tranche haar eigen heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "rha-2022")]
    pub taxonomie: Option<String>,
    /// In welke gemeentegrenzen is geteld: toen of nu.
    #[schema(example = "toen")]
    pub gemeentegrenzen: String,
    /// Geteld is wat op deze dag waar was.
    pub peildatum: Date,
    /// Geteld is wat op dit moment bekend was.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is.
    #[schema(example = 1234)]
    pub positie: u64,
    /// De versie van de rekenwijze.
    #[schema(example = 1)]
    pub methode: i16,
    /// Tranches die niet zijn meegeteld, omdat elke aanvraag voor één gezin is: zie de vaste tabellen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub afgeschermd: Vec<String>,
    /// Maten die zijn gevraagd en niet worden getoond, omdat niet openbaar is wie waar iets aanvroeg: niet in de cellen naar
    /// gemeente, regio of provincie, en ook niet in het totaal als de vraag tot een plaats is beperkt.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["aangevraagd"]))]
    pub niet_openbaar: Vec<String>,
    /// De cellen van de tabel. Geld staat niet in cellen per aandachtsgroep of soort woonruimte: geen bron verdeelt het.
    pub cellen: Vec<Cel>,
    /// Alles samen.
    pub totaal: Maten,
    /// Bij een reeks: hetzelfde op elke dag van de reeks, van vroeg naar laat. De laatste is de peildatum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reeks: Vec<CijfersOpDag>,
    /// Wat de maten en eenheden betekenen.
    pub definities: Vec<Definitie>,
}

/// Cijfers op een dag van een reeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CijfersOpDag {
    /// De dag.
    pub peildatum: Date,
    /// De cellen van de tabel op die dag.
    pub cellen: Vec<Cel>,
    /// Alles samen op die dag.
    pub totaal: Maten,
}

/// Een cel: waar zij over gaat, en haar cijfers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cel {
    /// Waar de cel over gaat; alleen waarop is gegroepeerd, staat erin.
    pub sleutel: Sleutel,
    /// De cijfers van de cel.
    pub cijfers: Maten,
}

/// Waar een cel over gaat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is the value of the dimension of that name")]
pub struct Sleutel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regeling: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tranche: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jaar: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub halfjaar: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provincie: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regio: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gemeente: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aandachtsgroep: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duur: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zelfstandigheid: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub herkomst: Option<Waarde>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bewijsgraad: Option<Waarde>,
}

/// Een code en haar naam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Waarde {
    /// De code.
    #[schema(example = "statushouders")]
    pub code: String,
    /// De naam.
    #[schema(example = "statushouders")]
    pub naam: String,
    /// Staat er, en is true, bij een gemeente die sindsdien over meer gemeenten is verdeeld en daarom zichzelf blijft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gesplitst: Option<bool>,
}

/// Cijfers per maat. Een maat waarvoor niets is vastgelegd dat bij de vraag hoort, ontbreekt: zo zijn er per aandachtsgroep of
/// soort woonruimte geen maten in alleen geld.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is the measure of that name, defined beside the figures")]
pub struct Maten {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plafond: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aangevraagd: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub te_laat: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wachtend: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toegekend: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vrijgevallen: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub afgewezen: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buiten_behandeling: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingetrokken: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vastgesteld: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onomkeerbare_stap: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gestart: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gerealiseerd: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uit_gebruik: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verantwoord: Option<Maat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bijdrage: Option<Maat>,
    /// Toegekende woonruimten min vrijgevallen: waarvan nog wordt verwacht dat zij er komen, of die er al zijn. Van alleen een
    /// periode waarin meer vrijviel dan werd toegekend onder nul.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gepland: Option<Maat>,
    /// Plafond min toegekend plus vrijgevallen; kan onder nul zijn. Staat waar ook het plafond staat, behalve in cijfers van
    /// alleen een jaar of halfjaar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vrij: Option<Maat>,
}

/// Een cijfer in zijn eenheden. Aanvragen, projecten, ontvangers en gemeenten zijn aantallen verschillende; ze tellen
/// over cellen niet altijd op. Woonruimten en bedragen wel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Maat {
    /// Aantal verschillende aanvragen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvragen: Option<i64>,
    /// Aantal verschillende projecten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projecten: Option<i64>,
    /// Aantal verschillende ontvangers of aanvragers: gemeenten en samenwerkingen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ontvangers: Option<i64>,
    /// Aantal verschillende gemeenten daaronder, in de gevraagde gemeentegrenzen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gemeenten: Option<i64>,
    /// Aantal woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Aantal permanente woonruimten daaronder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permanent: Option<i64>,
    /// Aantal flexwoningen daaronder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flex: Option<i64>,
    /// Bedrag in eurocenten, inclusief btw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
}

/// Wat een maat betekent en in welke eenheden zij wordt gegeven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Definitie {
    /// De maat.
    #[schema(example = "toegekend")]
    pub maat: String,
    /// De betekenis.
    pub betekenis: String,
    /// De eenheden.
    pub eenheden: Vec<String>,
}

impl From<&Answer> for Cijfers {
    fn from(answer: &Answer) -> Self {
        let asked = &answer.asked;
        Self {
            selectie: asked.only.iter().map(selected).collect(),
            maten: words(&asked.measures),
            taxonomie: asked.taxonomy.clone(),
            groepeer_op: asked.by.iter().map(|dimension| dimension.word().to_owned()).collect(),
            gemeentegrenzen: borders_word(asked.borders).to_owned(),
            peildatum: asked.as_of,
            bekend_op: asked.known_at,
            positie: answer.position,
            methode: METHOD,
            afgeschermd: asked.hidden.iter().cloned().collect(),
            niet_openbaar: words(&asked.not_public),
            cellen: answer.cells.iter().map(|cell| cel(cell, asked)).collect(),
            totaal: Maten::of(&answer.total, &asked.as_a_whole()),
            reeks: answer.series.iter().map(|stand| op_dag(stand, asked)).collect(),
            definities: Definitie::all().collect(),
        }
    }
}

fn selected((dimension, codes): (&Dimension, &BTreeSet<String>)) -> (String, Vec<String>) {
    (dimension.word().to_owned(), codes.iter().cloned().collect())
}

/// The words of measures.
pub(super) fn words(measures: &BTreeSet<Measure>) -> Vec<String> {
    measures.iter().map(|measure| described(*measure).0.to_owned()).collect()
}

fn op_dag(stand: &FiguresOnDay, asked: &Asked) -> CijfersOpDag {
    CijfersOpDag {
        peildatum: stand.as_of,
        cellen: stand.cells.iter().map(|cell| cel(cell, asked)).collect(),
        totaal: Maten::of(&stand.total, &asked.as_a_whole()),
    }
}

/// `toen` or `nu`.
pub const fn borders_word(borders: Borders) -> &'static str {
    match borders {
        Borders::Then => "toen",
        Borders::On(_) => "nu",
    }
}

fn cel(cell: &Cell, asked: &Asked) -> Cel {
    let mut sleutel = Sleutel::default();
    for (dimension, label) in asked.by.iter().zip(&cell.labels) {
        let slot = match dimension {
            Dimension::Scheme => &mut sleutel.regeling,
            Dimension::Tranche => &mut sleutel.tranche,
            Dimension::Year => &mut sleutel.jaar,
            Dimension::HalfYear => &mut sleutel.halfjaar,
            Dimension::Province => &mut sleutel.provincie,
            Dimension::Region => &mut sleutel.regio,
            Dimension::Municipality => &mut sleutel.gemeente,
            Dimension::TargetGroup => &mut sleutel.aandachtsgroep,
            Dimension::Permanence => &mut sleutel.duur,
            Dimension::Dwelling => &mut sleutel.zelfstandigheid,
            Dimension::Origin => &mut sleutel.herkomst,
            Dimension::Evidence => &mut sleutel.bewijsgraad,
        };
        *slot = Some(waarde(label));
    }
    Cel { sleutel, cijfers: Maten::of(&cell.measures, asked) }
}

fn waarde(label: &Label) -> Waarde {
    Waarde { code: label.code.clone(), naam: label.name.clone(), gesplitst: label.split.then_some(true) }
}

impl Maten {
    fn of(measures: &BTreeMap<Measure, Sums>, asked: &Asked) -> Self {
        let mut maten = Self::default();
        for (measure, sums) in measures {
            *maten.slot(*measure) = Some(Maat::of(*measure, sums));
        }
        maten.gepland = planned(measures);
        maten.vrij = free(measures, asked).map(Maat::of_cents);
        maten
    }

    const fn slot(&mut self, measure: Measure) -> &mut Option<Maat> {
        match measure {
            Measure::Ceiling => &mut self.plafond,
            Measure::Requested => &mut self.aangevraagd,
            Measure::Late => &mut self.te_laat,
            Measure::Waiting => &mut self.wachtend,
            Measure::Granted => &mut self.toegekend,
            Measure::Released => &mut self.vrijgevallen,
            Measure::Rejected => &mut self.afgewezen,
            Measure::SetAside => &mut self.buiten_behandeling,
            Measure::Withdrawn => &mut self.ingetrokken,
            Measure::Settled => &mut self.vastgesteld,
            Measure::IrreversibleStep => &mut self.onomkeerbare_stap,
            Measure::Started => &mut self.gestart,
            Measure::Realised => &mut self.gerealiseerd,
            Measure::OutOfUse => &mut self.uit_gebruik,
            Measure::Accounted => &mut self.verantwoord,
            Measure::Contributed => &mut self.bijdrage,
        }
    }
}

/// What is free under the ceiling, in cents; absent where no ceiling is told. What became true in a period is no stand, so of
/// that nothing is free: a ceiling of one year is used in others.
pub fn free(measures: &BTreeMap<Measure, Sums>, asked: &Asked) -> Option<i64> {
    if asked.is_of_periods() {
        return None;
    }
    let cents = |measure| measures.get(&measure).and_then(|sums| sums.cents);
    let held = cents(Measure::Granted).unwrap_or(0) - cents(Measure::Released).unwrap_or(0);
    cents(Measure::Ceiling).map(|ceiling| ceiling - held)
}

/// The homes that are granted, less those that are released; absent where neither were. So years add up to the whole, and
/// one in which only something was released is below zero.
pub(crate) fn planned(measures: &BTreeMap<Measure, Sums>) -> Option<Maat> {
    let left = |homes: fn(&Sums) -> Option<i64>| {
        let [granted, released] =
            [Measure::Granted, Measure::Released].map(|measure| measures.get(&measure).and_then(homes));
        granted.or(released).map(|_| granted.unwrap_or(0) - released.unwrap_or(0))
    };
    let woonruimten = left(|sums| sums.units)?;
    Some(Maat {
        woonruimten: Some(woonruimten),
        permanent: left(|sums| sums.permanent),
        flex: left(|sums| sums.flex),
        ..Maat::default()
    })
}

impl Maat {
    /// Nothing but money.
    pub(crate) fn of_cents(cents: i64) -> Self {
        Self { bedrag_cent: Some(cents), ..Self::default() }
    }

    /// A measure in its quantities.
    pub(crate) fn of(measure: Measure, sums: &Sums) -> Self {
        let (_, quantities, _) = described(measure);
        let told = |quantity| if quantities.contains(&quantity) { quantity.of(sums) } else { None };
        Self {
            aanvragen: told(Quantity::Applications),
            projecten: told(Quantity::Projects),
            ontvangers: told(Quantity::Recipients),
            gemeenten: told(Quantity::Municipalities),
            woonruimten: told(Quantity::Units),
            permanent: told(Quantity::Permanent),
            flex: told(Quantity::Flex),
            bedrag_cent: told(Quantity::Cents),
        }
    }
}

impl Definitie {
    /// Of every measure, and of what is derived.
    pub fn all() -> impl Iterator<Item = Self> {
        Measure::ALL.iter().map(|measure| definitie(*measure)).chain(derived())
    }
}

fn definitie(measure: Measure) -> Definitie {
    let (word, quantities, meaning) = described(measure);
    let unit = |quantity: &Quantity| match quantity {
        Quantity::Cents => "bedragCent".to_owned(),
        other => other.column().to_owned(),
    };
    Definitie {
        maat: word.to_owned(),
        betekenis: meaning.to_owned(),
        eenheden: quantities.iter().map(unit).collect(),
    }
}

/// What is derived from several measures, and how.
fn derived() -> impl Iterator<Item = Definitie> {
    let told = |(maat, betekenis, eenheden): (&str, &str, &[&str])| Definitie {
        maat: maat.to_owned(),
        betekenis: betekenis.to_owned(),
        eenheden: eenheden.iter().map(|unit| (*unit).to_owned()).collect(),
    };
    DERIVED.into_iter().map(told)
}

/// What is derived from several measures: its word, its definition and its units.
pub(super) const DERIVED: [(&str, &str, &[&str]); 2] = [
    (
        "gepland",
        "Toegekende woonruimten min vrijgevallen: afgeleid, dus herleidbaar via toegekend en vrijgevallen. Van alleen een \
         periode waarin meer vrijviel dan werd toegekend onder nul.",
        &["woonruimten", "permanent", "flex"],
    ),
    (
        "vrij",
        "Plafond min toegekend plus vrijgevallen: afgeleid, dus herleidbaar via plafond, toegekend en vrijgevallen. Niet in \
         cijfers van alleen een jaar of halfjaar: een plafond uit het ene jaar wordt ook in andere jaren toegekend.",
        &["bedragCent"],
    ),
];
