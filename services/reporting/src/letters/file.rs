//! A letter as a file: a row for each of its numbers, with the same number made again beside it.

use super::body::{GetalUitBrief, Hoeveelheid, Kamerbrief};
use crate::files::{Column, Field, File, TRUE_AT, Table, TrueAt, over};
use crate::goals::{CONTRIBUTION, SOURCE};

const LETTER: &[Column<Kamerbrief>] = &[
    ("titel", "Titel van de brief of bijlage.", |letter| Field::text(&letter.titel)),
    ("kenmerk", "Kenmerk van de brief.", |letter| Field::text(&letter.kenmerk)),
    ("datum", "Dag van de brief.", |letter| Field::text(letter.datum)),
];

const NUMBER: &[Column<GetalUitBrief>] = &[
    ("sleutel", "Sleutel van het getal.", |one| Field::text(&one.sleutel)),
    ("paragraaf", "De paragraaf van de brief.", |one| Field::text(&one.paragraaf)),
    ("tekst", "Wat de brief zegt.", |one| Field::text(&one.tekst)),
    ("ongeveer", "Of de brief afrondt: ja of nee.", |one| Field::yes(one.ongeveer)),
];

const QUANTITY: &[Column<Hoeveelheid>] = &[
    ("woonruimten", "Het getal in de brief, of zoals het hier toen bekend was, in woonruimten.", |one| {
        Field::of(one.woonruimten, Field::count)
    }),
    ("euro", "Het getal in de brief, of zoals het hier toen bekend was, in euro's.", |one| {
        Field::of(one.bedrag_cent, Field::euros)
    }),
];

const MADE_BY: &[Column<GetalUitBrief>] = &[
    (
        "herkomst",
        "Waar het getal van toen uit volgt: grootboek, ingevoerd, doelstelling of niet-bekend.",
        |one| Field::text(&one.herkomst),
    ),
    ("herleiding", "De herleiding daarvan, ook van wat is ingevoerd.", |one| {
        Field::of(one.herleiding.as_ref(), Field::text)
    }),
    ("toelichting", "Wat erbij te zeggen is.", |one| Field::of(one.toelichting.as_ref(), Field::text)),
];

/// This letter.
pub(super) fn file(letter: &Kamerbrief) -> File {
    let at =
        TrueAt { as_of: letter.peildatum, known_at: letter.bekend_op.to_string(), position: letter.positie };
    let (table, definitions) = over(&letter.getallen)
        .columns(TRUE_AT, |_| Some(&at))
        .columns(LETTER, |_| Some(letter))
        .columns(NUMBER, Some)
        .named("in_brief_", QUANTITY, |one| Some(&one.in_brief))
        .named("toen_bekend_", QUANTITY, |one| one.toen_bekend.as_ref())
        .columns(MADE_BY, Some)
        .named("bron_", SOURCE, |one| one.bron.as_ref())
        .named("bijdrage_", CONTRIBUTION, |one| one.bijdrage.as_ref())
        .named("bijdrage_bron_", SOURCE, |one| one.bijdrage.as_ref().map(|entered| &entered.bron))
        .finish();
    let source = "De brief zelf; en grootboek van Woonloket, of wat het ministerie invoerde, zoals bekend op de dag van de brief";
    let named = format!("{}, kenmerk {}, van {}", letter.titel, letter.kenmerk, letter.datum);
    File {
        name: "kamerbrief",
        sheet: "Kamerbrief",
        known_at: letter.bekend_op,
        table,
        definitions,
        account: Table::of_account(at.account(source).into_iter().chain([("brief", named)])),
    }
}
