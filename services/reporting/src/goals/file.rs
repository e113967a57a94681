//! Goals as a file: a row for each stand, and beneath it one for each contribution that counts in it.

use super::body::{Bedrag, Bijdrage, Bron, Doelstelling, Doelstellingen, Middelen, Stand, Woonruimten};
use crate::files::{Column, Field, File, KIND, TRUE_AT, Table, TrueAt, over};

const GOAL: &[Column<Doelstelling>] = &[
    ("doelstelling", "Sleutel van de doelstelling.", |one| Field::text(&one.sleutel)),
    ("doelstelling_naam", "Haar naam.", |one| Field::text(&one.naam)),
    ("doel", "Hoeveel woonruimten zijn beoogd: in alle jaren samen, of in elk jaar.", |one| {
        Field::count(one.doel)
    }),
    ("eenheid", "Wat er wordt geteld.", |one| Field::text(&one.eenheid)),
    ("per_jaar", "Of het doel voor elk jaar apart geldt: ja of nee.", |one| Field::yes(one.per_jaar)),
    ("doel_vanaf_jaar", "Het eerste jaar dat telt.", |one| Field::name(one.vanaf_jaar)),
    ("doel_tot_en_met_jaar", "Het laatste jaar; leeg als het document er geen noemt.", |one| {
        Field::of(one.tot_en_met_jaar, Field::name)
    }),
    ("citaat", "Wat het document zegt, in zijn eigen woorden.", |one| Field::text(&one.citaat)),
    ("onzekerheid", "Wat de cijfers ernaast onzeker maakt.", |one| Field::text(&one.onzekerheid)),
];

const MEANS: &[Column<Middelen>] = &[
    ("euro", "Het geld waarmee het doel moet worden bereikt.", |one| Field::euros(one.bedrag_cent)),
    ("citaat", "Wat het document daarover zegt, in zijn eigen woorden.", |one| Field::text(&one.citaat)),
];

const YEARS: &[Column<Stand>] = &[
    ("vanaf_jaar", "Het eerste jaar dat is geteld.", |one| Field::name(one.vanaf_jaar)),
    ("tot_en_met_jaar", "Het laatste jaar dat is geteld; dat van de peildatum tot en met die dag.", |one| {
        Field::name(one.tot_en_met_jaar)
    }),
];

const HOMES: &[Column<Woonruimten>] = &[
    ("woonruimten", "Aantal woonruimten: toegekend min vrijgevallen, of gemeld als gerealiseerd.", |one| {
        Field::count(one.woonruimten)
    }),
    ("herleiding", "De herleiding daarvan; van wat vrijviel gaat het getal eraf.", |one| {
        Field::list(&one.herleiding)
    }),
];

const MONEY: &[Column<Bedrag>] = &[
    ("euro", "Het geld dat is toegekend min wat vrijviel, bij een doel met geld.", |one| {
        Field::euros(one.bedrag_cent)
    }),
    ("herleiding", "De herleiding daarvan; van wat vrijviel gaat het bedrag eraf.", |one| {
        Field::list(&one.herleiding)
    }),
];

const STAND: &[Column<Stand>] = &[
    ("bijdragen_woonruimten", "De woonruimten van de bijdragen samen, gepland en gerealiseerd.", |one| {
        Field::of(one.bijdragen_woonruimten, Field::count)
    }),
    ("bijdragen_gerealiseerd", "Hoeveel daarvan als gerealiseerd zijn ingevoerd.", |one| {
        Field::of(one.bijdragen_gerealiseerd, Field::count)
    }),
    (
        "tekort_na_gerealiseerd",
        "Wat aan het doel ontbreekt na wat gerealiseerd is; zie de toelichting.",
        |one| Field::of(one.tekort_na_gerealiseerd, Field::count),
    ),
    (
        "tekort_na_gepland",
        "Wat aan het doel ontbreekt als alles er komt en niets dubbel is; zie de toelichting.",
        |one| Field::of(one.tekort_na_gepland, Field::count),
    ),
    (
        "niet_toegekend_euro",
        "Het geld van het doel min wat is toegekend; onder nul is er meer toegekend.",
        |one| Field::of(one.niet_toegekend_cent, Field::euros),
    ),
    ("toelichting", "Hoe zeker dit is, in woorden.", |one| Field::list(&one.toelichting)),
];

/// Where something stands.
pub(crate) const SOURCE: &[Column<Bron>] = &[
    ("vermelding", "De publicatie waarin dat staat.", |one| Field::text(&one.vermelding)),
    ("adres", "Haar adres, als dat bekend is.", |one| Field::of(one.adres.as_ref(), Field::text)),
];

/// What was entered.
pub(crate) const CONTRIBUTION: &[Column<Bijdrage>] = &[
    ("sleutel", "Sleutel van de bijdrage.", |one| Field::text(&one.sleutel)),
    ("naam", "Wat zij is.", |one| Field::text(&one.naam)),
    ("woonruimten", "Haar woonruimten; leeg als er geen zijn gezegd.", |one| {
        Field::of(one.woonruimten, Field::count)
    }),
    ("euro", "Haar bedrag in euro's; leeg als er geen is gezegd.", |one| {
        Field::of(one.bedrag_cent, Field::euros)
    }),
    ("gerealiseerd", "Of haar woonruimten er volgens de bron zijn: ja of nee.", |one| {
        Field::yes(one.gerealiseerd)
    }),
    ("telt_vanaf_datum", "De dag vanaf wanneer zij telt.", |one| Field::text(one.telt_vanaf_datum)),
    ("herleiding", "Haar herleiding: de regels van het grootboek waarvan dit de som is.", |one| {
        Field::text(&one.herleiding)
    }),
    ("ingevoerd_door", "In welke rol zij is ingevoerd.", |one| Field::text(&one.ingevoerd_door)),
    (
        "bekend_sinds",
        "Sinds wanneer zij bekend was, als zij uit een oudere publicatie is overgenomen.",
        |one| Field::of(one.bekend_sinds, Field::text),
    ),
    ("aangenomen", "Wat de bron niet gaf en is aangenomen.", |one| {
        Field::of(one.aangenomen.as_ref(), Field::text)
    }),
    ("bewijs", "Haar bewijs in het logboek.", |one| Field::text(&one.bewijs)),
];

/// A stand, one of its contributions, or a goal that has no stand yet.
struct Row<'a> {
    kind: &'static str,
    goal: &'a Doelstelling,
    years: Option<&'a Stand>,
    contribution: Option<&'a Bijdrage>,
}

impl<'a> Row<'a> {
    fn of(goal: &'a Doelstelling) -> Vec<Self> {
        let row = |kind, years, contribution| Self { kind, goal, years, contribution };
        if goal.standen.is_empty() {
            return vec![row("doelstelling", None, None)];
        }
        let stand = |stand: &'a Stand| {
            let entered = stand.bijdragen.iter().map(move |one| row("bijdrage", Some(stand), Some(one)));
            std::iter::once(row("stand", Some(stand), None)).chain(entered)
        };
        goal.standen.iter().flat_map(stand).collect()
    }

    /// The stand, where the row is that itself.
    fn stand(&self) -> Option<&'a Stand> {
        self.years.filter(|_| self.contribution.is_none())
    }
}

/// These goals.
pub(super) fn file(goals: &Doelstellingen) -> File {
    let at =
        TrueAt { as_of: goals.peildatum, known_at: goals.bekend_op.to_string(), position: goals.positie };
    let rows: Vec<Row<'_>> = goals.resultaten.iter().flat_map(Row::of).collect();
    let (table, definitions) = over(&rows)
        .columns(KIND, |row| Some(&row.kind))
        .columns(TRUE_AT, |_| Some(&at))
        .columns(GOAL, |row| Some(row.goal))
        .named("bron_", SOURCE, |row| Some(&row.goal.bron))
        .named("geld_", MEANS, |row| row.goal.geld.as_ref())
        .named("geld_bron_", SOURCE, |row| row.goal.geld.as_ref().map(|means| &means.bron))
        .columns(YEARS, |row| row.years)
        .named("gepland_", HOMES, |row| row.stand()?.gepland.as_ref())
        .named("gerealiseerd_", HOMES, |row| row.stand()?.gerealiseerd.as_ref())
        .named("toegekend_", MONEY, |row| row.stand()?.toegekend_geld.as_ref())
        .columns(STAND, Row::stand)
        .named("bijdrage_", CONTRIBUTION, |row| row.contribution)
        .named("bijdrage_bron_", SOURCE, |row| row.contribution.map(|one| &one.bron))
        .finish();
    let source =
        "Documenten waarin doelen staan; grootboek van Woonloket; bijdragen zoals het ministerie ze invoerde";
    let sums = "Gepland, gerealiseerd en bijdragen kunnen dezelfde woonruimten tellen: tel ze niet op.";
    let more = [("optellen", sums.to_owned())];
    File {
        name: "doelstellingen",
        sheet: "Doelstellingen",
        known_at: goals.bekend_op,
        table,
        definitions,
        account: Table::of_account(at.account(source).into_iter().chain(more)),
    }
}
