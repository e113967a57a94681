//! A trace as a file: a row for each line or key of the page, and in the end one for the sum of all.

use super::asked::Traced;
use super::body::{GeteldeSleutel, Grootboekregel, Herleiding, Resultaat, Som, Weggelaten};
use crate::files::{
    BETWEEN, Column, Field, File, KIND, SELECTION, TRUE_AT, Table, TrueAt, WHOLENESS, is_whole, over,
};
use crate::places::Borders;

/// What was asked, which the answer itself does not repeat.
pub(super) struct Question {
    /// The word of what is traced.
    what: &'static str,
    selection: String,
    /// Whether keys are listed and not lines.
    of_keys: bool,
}

impl From<&Traced> for Question {
    fn from(traced: &Traced) -> Self {
        let asked = &traced.asked;
        let taxonomy = asked.taxonomy.iter().map(|version| format!("taxonomie={version}"));
        let of_now = (asked.borders != Borders::Then).then(|| "gemeentegrenzen=nu".to_owned());
        let selected = asked.selected().chain(taxonomy).chain(of_now).chain(traced.narrowed.told());
        let selected: Vec<_> = selected.collect();
        let (what, of_keys) = (traced.what.word(), !traced.listed.are_lines());
        Self { what, selection: selected.join(BETWEEN), of_keys }
    }
}

const QUESTION: &[Column<Question>] =
    &[("van_maat", "De maat waarvan dit de herleiding is.", |asked| Field::text(asked.what))];

const LEFT_OUT: &[Column<Herleiding>] = &[
    (
        "afgeschermd",
        "Tranches die niet zijn meegeteld, omdat elke aanvraag voor één gezin is; zie de vaste tabellen.",
        |trace| Field::list(&trace.afgeschermd),
    ),
    (
        "weggelaten",
        "Velden van regels, zoals JSON ze noemt, die er niet in staan, omdat zij niet openbaar zijn.",
        |trace| Field::of(trace.weggelaten.as_ref(), |left_out: &Weggelaten| Field::list(&left_out.velden)),
    ),
];

const LINE: &[Column<Grootboekregel>] = &[
    ("gebeurtenis_positie", "Positie van de gebeurtenis in het logboek.", |line| Field::name(line.positie)),
    ("regel", "Nummer van de regel binnen de gebeurtenis.", |line| Field::of(line.regel, Field::name)),
    ("gebeurtenis", "Soort gebeurtenis.", |line| Field::text(&line.gebeurtenis)),
    ("maat", "De maat van de regel; bij gepland en vrij een van die waaruit zij zijn afgeleid.", |line| {
        Field::text(&line.maat)
    }),
    ("telt", "Hoe de regel telt: 1, of -1 als zij van het cijfer af gaat.", |line| Field::count(line.telt)),
    ("tranche", "De tranche; leeg bij een bijdrage.", |line| Field::of(line.tranche.as_ref(), Field::text)),
    ("aanvraag_id", "De aanvraag; leeg bij een plafond.", |line| Field::of(line.aanvraag_id, Field::text)),
    ("aanvrager", "De aanvrager, onder de code van toen.", |line| {
        Field::of(line.aanvrager.as_ref(), Field::text)
    }),
    ("aanvrager_naam", "De naam van de aanvrager.", |line| {
        Field::of(line.aanvrager_naam.as_ref(), Field::text)
    }),
    ("project", "Het project.", |line| Field::of(line.project.as_ref(), Field::text)),
    ("aandachtsgroep", "De aandachtsgroep.", |line| Field::of(line.aandachtsgroep.as_ref(), Field::text)),
    ("duur", "Permanent of flex.", |line| Field::of(line.duur.as_ref(), Field::text)),
    ("zelfstandigheid", "Zelfstandig, onzelfstandig of verblijfsruimte.", |line| {
        Field::of(line.zelfstandigheid.as_ref(), Field::text)
    }),
    ("herkomst", "Nieuwbouw, transformatie, optoppen of splitsen.", |line| {
        Field::of(line.herkomst.as_ref(), Field::text)
    }),
    ("bewijsgraad", "Waaruit blijkt dat woonruimten zo ver zijn.", |line| {
        Field::of(line.bewijsgraad.as_ref(), Field::text)
    }),
    ("melding_id", "De voortgangsmelding waarin het staat, of die is gecorrigeerd.", |line| {
        Field::of(line.melding_id, Field::text)
    }),
    ("doelstelling", "De landelijke doelstelling waaraan een bijdrage meetelt.", |line| {
        Field::of(line.doelstelling.as_ref(), Field::text)
    }),
    ("bijdrage", "De bijdrage.", |line| Field::of(line.bijdrage.as_ref(), Field::text)),
    ("woonruimten", "Woonruimten; onder nul bij wat een latere gebeurtenis ongedaan maakt.", |line| {
        Field::of(line.woonruimten, Field::count)
    }),
    ("euro", "Bedrag in euro's; onder nul bij wat een latere gebeurtenis ongedaan maakt.", |line| {
        Field::of(line.bedrag_cent, Field::euros)
    }),
    (
        "telt_woonruimten",
        "Woonruimten zoals zij in het cijfer tellen: die van de regel maal `telt`.",
        |line| Field::of(line.woonruimten.map(|units| units * i64::from(line.telt)), Field::count),
    ),
    ("telt_euro", "Euro's zoals zij in het cijfer tellen: die van de regel maal `telt`.", |line| {
        Field::of(line.bedrag_cent.map(|cents| cents * i64::from(line.telt)), Field::euros)
    }),
    ("geldig_op_datum", "De dag waarop het waar is.", |line| Field::text(line.geldig_op_datum)),
    ("bekend_sinds_op", "Sinds wanneer het bekend was.", |line| Field::text(line.bekend_sinds_op)),
    ("vastgelegd_op", "Wanneer het is vastgelegd.", |line| Field::text(line.vastgelegd_op)),
    ("rol", "In welke rol iemand dit meldde of besloot.", |line| Field::of(line.rol.as_ref(), Field::text)),
    ("organisatie", "De organisatie van wie dit meldde of besloot.", |line| {
        Field::of(line.organisatie.as_ref(), Field::text)
    }),
    ("namens", "Namens welke organisatie, als dat een andere is.", |line| {
        Field::of(line.namens.as_ref(), Field::text)
    }),
    ("ingevoerd_uit", "De bron, als het achteraf is ingevoerd.", |line| {
        Field::of(line.ingevoerd_uit.as_ref(), Field::text)
    }),
    ("gegenereerd", "Wat de bron niet gaf en is gegenereerd.", |line| {
        Field::of(line.gegenereerd.as_ref(), Field::text)
    }),
    ("methode", "De versie van de rekenwijze.", |line| Field::name(line.methode)),
];

const KEY: &[Column<GeteldeSleutel>] = &[
    ("aanvraag_id", "De aanvraag; bij aanvragen en projecten.", |key| {
        Field::of(key.aanvraag_id, Field::text)
    }),
    ("project", "Het project van die aanvraag; bij projecten.", |key| {
        Field::of(key.project.as_ref(), Field::text)
    }),
    ("aanvrager", "De ontvanger of aanvrager, in de gevraagde gemeentegrenzen.", |key| {
        Field::text(&key.aanvrager)
    }),
    ("aanvrager_naam", "Zijn naam.", |key| Field::text(&key.aanvrager_naam)),
    (
        "gesplitst",
        "Ja bij een gemeente die sindsdien over meer gemeenten is verdeeld en daarom zichzelf blijft.",
        |key| Field::of(key.gesplitst, Field::yes),
    ),
];

/// Of all lines, also those of other pages.
const SUM: &[Column<Som>] = &[
    ("regels", "Het aantal regels in het grootboek, ook die van andere bladzijden.", |sum| {
        Field::count(sum.regels)
    }),
    ("aanvragen", "Het cijfer: aantal verschillende aanvragen.", |sum| {
        Field::of(sum.cijfer.aanvragen, Field::count)
    }),
    ("projecten", "Het cijfer: aantal verschillende projecten.", |sum| {
        Field::of(sum.cijfer.projecten, Field::count)
    }),
    ("ontvangers", "Het cijfer: aantal verschillende ontvangers of aanvragers.", |sum| {
        Field::of(sum.cijfer.ontvangers, Field::count)
    }),
    ("gemeenten", "Het cijfer: aantal verschillende gemeenten.", |sum| {
        Field::of(sum.cijfer.gemeenten, Field::count)
    }),
    ("woonruimten", "Het cijfer: aantal woonruimten.", |sum| Field::of(sum.cijfer.woonruimten, Field::count)),
    ("permanent", "Het cijfer: aantal permanente woonruimten.", |sum| {
        Field::of(sum.cijfer.permanent, Field::count)
    }),
    ("flex", "Het cijfer: aantal flexwoningen.", |sum| Field::of(sum.cijfer.flex, Field::count)),
    ("euro", "Het cijfer: bedrag in euro's, inclusief btw.", |sum| {
        Field::of(sum.cijfer.bedrag_cent, Field::euros)
    }),
];

/// A line, a key, or the sum.
#[derive(Default)]
struct Row<'a> {
    kind: &'static str,
    line: Option<&'a Grootboekregel>,
    key: Option<&'a GeteldeSleutel>,
    sum: Option<&'a Som>,
}

impl<'a> Row<'a> {
    fn of(result: &'a Resultaat) -> Self {
        match result {
            Resultaat::Regel(line) => Self { kind: "regel", line: Some(line), ..Self::default() },
            Resultaat::Sleutel(key) => Self { kind: "sleutel", key: Some(key), ..Self::default() },
        }
    }
}

/// This page of the trace.
pub(super) fn file(trace: &Herleiding, asked: &Question) -> File {
    let at =
        TrueAt { as_of: trace.peildatum, known_at: trace.bekend_op.to_string(), position: trace.positie };
    let sum = Row { kind: "som", sum: Some(&trace.som), ..Row::default() };
    let rows: Vec<Row<'_>> = trace.resultaten.iter().map(Row::of).chain([sum]).collect();
    let is_all = trace.volgende.is_none();
    let begun = over(&rows)
        .columns(KIND, |row| Some(&row.kind))
        .columns(TRUE_AT, |_| Some(&at))
        .columns(QUESTION, |_| Some(asked))
        .columns(SELECTION, |_| Some(&asked.selection))
        .columns(WHOLENESS, |_| Some(&is_all))
        .columns(LEFT_OUT, |_| Some(trace));
    let listed =
        if asked.of_keys { begun.columns(KEY, |row| row.key) } else { begun.columns(LINE, |row| row.line) };
    let (table, definitions) = listed.named("som_", SUM, |row| row.sum).finish();
    File {
        name: "herleiding",
        sheet: "Herleiding",
        known_at: trace.bekend_op,
        table,
        definitions,
        account: account(trace, asked, &at),
    }
}

fn account(trace: &Herleiding, asked: &Question, at: &TrueAt) -> Table {
    let left_out = trace.weggelaten.as_ref();
    let more = [
        ("maat", asked.what.to_owned()),
        ("selectie", asked.selection.clone()),
        is_whole(trace.volgende.as_deref()),
        (
            "som",
            "De laatste rij is het cijfer zelf: de som van alle regels zoals zij tellen, ook die van andere bladzijden"
                .to_owned(),
        ),
        (
            "niet meegeteld (elke aanvraag is voor één gezin; zie de vaste tabellen)",
            trace.afgeschermd.join(", "),
        ),
        ("niet openbaar", left_out.map(|one| one.velden.join(", ")).unwrap_or_default()),
        ("waarom niet openbaar", left_out.map(|one| one.reden.clone()).unwrap_or_default()),
    ];
    Table::of_account(at.account("Grootboek van Woonloket").into_iter().chain(more))
}
