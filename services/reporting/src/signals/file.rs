//! Signals as a file: one row for each, with its numbers beside it.

use super::body::{Ernst, GetalBijSignaal, Grondslag, Signaal, Signalen, Spoor};
use crate::files::{Column, Field, File, SELECTION, TRUE_AT, Table, TrueAt, WHOLENESS, is_whole, over};
use jiff::Timestamp;

/// For how many numbers there are columns at least; where one signal of a page has more, there are more.
const NUMBERS: usize = 3;

const SIGNAL: &[Column<Signaal>] = &[
    ("soort", "De soort signaal.", |one| Field::text(one.soort)),
    ("titel", "De soort, in gewone taal.", |one| Field::text(one.titel)),
    ("ernst", "Hoe zwaar het weegt: laag, midden of hoog.", |one| Field::text(one.ernst.word())),
    ("toelichting", "Wat er aan de hand is, met de getallen.", |one| Field::text(&one.toelichting)),
    ("sinds_datum", "De eerste dag waarop het zo was.", |one| Field::text(one.sinds_datum)),
    ("regeling", "De regeling.", |one| Field::of(one.regeling.as_ref(), Field::text)),
    ("tranche", "De tranche.", |one| Field::text(&one.tranche)),
    ("aanvraag_id", "De aanvraag; leeg als het over de tranche gaat.", |one| {
        Field::of(one.aanvraag_id, Field::text)
    }),
    ("aanvrager", "De aanvrager, onder de code van toen.", |one| {
        Field::of(one.aanvrager.as_ref(), Field::text)
    }),
    ("aanvrager_naam", "De naam van de aanvrager.", |one| {
        Field::of(one.aanvrager_naam.as_ref(), Field::text)
    }),
    ("project", "Het project, als het over één project gaat.", |one| {
        Field::of(one.project.as_ref(), Field::text)
    }),
];

const NUMBER: &[Column<GetalBijSignaal>] = &[
    ("naam", "Wat is geteld: een van de getallen waarop het signaal rust.", |one| Field::text(one.naam)),
    ("woonruimten", "Dat getal, in woonruimten.", |one| Field::of(one.woonruimten, Field::count)),
    ("euro", "Dat getal, in euro's.", |one| Field::of(one.bedrag_cent, Field::euros)),
];

const GROUND: &[Column<Grondslag>] = &[
    ("soort", "Waarop het rust: wet, regeling of cijfers.", |one| Field::text(one.soort)),
    ("verwijzing", "De vindplaats daarvan.", |one| Field::of(one.verwijzing.as_ref(), Field::text)),
    ("adres", "Het adres daarvan.", |one| Field::of(one.adres.as_ref(), Field::text)),
];

const TRACE: &[Column<Spoor>] = &[
    ("posities", "Posities in het logboek van de gebeurtenissen waaruit het volgt.", |one| {
        Field::list(&one.posities)
    }),
    ("gebeurtenissen", "Waar elk daarvan te zien is, met haar bewijs.", |one| {
        Field::list(&one.gebeurtenissen)
    }),
    (
        "herleiding",
        "De herleidingen van de cijfers waarvan de getallen een deel zijn; een gemeente krijgt die van wat openbaar is.",
        |one| Field::list(&one.cijfers),
    ),
];

/// This page of the signals, of those that were selected, as known at this moment.
pub(super) fn file(page: &Signalen, selection: &String, known_at: Timestamp) -> File {
    let at = TrueAt { as_of: page.peildatum, known_at: page.bekend_op.to_string(), position: page.positie };
    let all = &page.resultaten;
    let is_all = page.volgende.is_none();
    let mut columns = over(all).columns(TRUE_AT, |_| Some(&at)).columns(SELECTION, |_| Some(selection));
    columns = columns.columns(WHOLENESS, |_| Some(&is_all)).columns(SIGNAL, Some);
    let most = all.iter().map(|one| one.getallen.len()).max().unwrap_or_default().max(NUMBERS);
    for number in 0..most {
        let prefix = format!("getal_{}_", number + 1);
        columns = columns.named(&prefix, NUMBER, |one| one.getallen.get(number));
    }
    columns = columns.named("grondslag_", GROUND, |one| Some(&one.grondslag));
    let (table, definitions) = columns.columns(TRACE, |one| Some(&one.herleiding)).finish();
    let source =
        "Logboek van Woonloket: het verloop van tranches en toekenningen, gelegd naast wet en regeling";
    let more = [("selectie", selection.clone()), is_whole(page.volgende.as_deref())];
    File {
        name: "signalen",
        sheet: "Signalen",
        known_at,
        table,
        definitions,
        account: Table::of_account(at.account(source).into_iter().chain(more)),
    }
}

impl Ernst {
    /// Its word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Laag => "laag",
            Self::Midden => "midden",
            Self::Hoog => "hoog",
        }
    }
}
