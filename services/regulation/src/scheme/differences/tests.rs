//! Each change of the full example is one sentence, with both values.

use super::*;
use crate::scheme::read;

const EXAMPLE: &str = include_str!("../read/example.toml");

fn told(from: &str, to: &str) -> Vec<String> {
    assert!(EXAMPLE.contains(from), "{from}");
    let new = EXAMPLE.replacen(from, to, 1);
    let new = read(&new).unwrap_or_else(|mistakes| panic!("{to}: {mistakes:#?}"));
    differences(&read(EXAMPLE).unwrap(), &new)
}

/// What is changed into what, and the sentence.
const CHANGES: [(&str, &str, &str); 58] = [
    ("key = \"voorbeeld\"", "key = \"nieuw\"", "voorbeeld: de sleutel gaat van «voorbeeld» naar «nieuw»."),
    ("Voorbeeldregeling", "Regeling", "voorbeeld: de naam gaat van «Voorbeeldregeling» naar «Regeling»."),
    ("Voorbeelduitvoerder", "RVO", "voorbeeld: de uitvoerder gaat van «Voorbeelduitvoerder» naar «RVO»."),
    (
        "Voorbeeldcourant 2",
        "Courant 2",
        "voorbeeld: bron «courant-2» gaat van «Voorbeeldcourant 2» (https://example.org/2) naar «Courant 2» (https://example.org/2).",
    ),
    (
        "https://example.org/2",
        "https://example.org/3",
        "voorbeeld: bron «courant-2» gaat van «Voorbeeldcourant 2» (https://example.org/2) naar «Voorbeeldcourant 2» (https://example.org/3).",
    ),
    (
        "\"Voorbeeld 2024\"",
        "\"Ronde 2024\"",
        "voorbeeld-2024: de naam gaat van «Voorbeeld 2024» naar «Ronde 2024».",
    ),
    ("\"X1\"", "\"X2\"", "voorbeeld-2024: de code in SiSa gaat van «X1» naar «X2»."),
    (
        "2024-01-01T08",
        "2024-01-02T08",
        "voorbeeld-2024: de aanvraagperiode gaat van «2024-01-01T08:00:00Z tot en met 2024-03-01T16:00:00Z» naar «2024-01-02T08:00:00Z tot en met 2024-03-01T16:00:00Z».",
    ),
    (
        "closes_at = \"2024-03-01T16:00:00Z\", ",
        "",
        "voorbeeld-2024: de aanvraagperiode gaat van «2024-01-01T08:00:00Z tot en met 2024-03-01T16:00:00Z» naar «2024-01-01T08:00:00Z tot en met onbekend».",
    ),
    (
        "euros = 1500000",
        "euros = 1600000",
        "voorbeeld-2024: het plafond gaat van € 1.500.000,00 (gepubliceerd op 2024-02-01, bron «courant-2») naar € 1.600.000,00 (gepubliceerd op 2024-02-01, bron «courant-2»).",
    ),
    (
        "    { euros = 1500000, published_on = \"2024-02-01\", source = \"courant-2\" },\n",
        "",
        "voorbeeld-2024: het plafond vervalt: € 1.500.000,00 (gepubliceerd op 2024-02-01, bron «courant-2»).",
    ),
    (
        "value = 400000",
        "value = 450000",
        "voorbeeld-2024: deelplafond «studenten» gaat van «Studenten», apart deelplafond, € 400.000,00 (bron «courant-1»), op categorie, na de sluiting (bron «courant-1») naar «Studenten», apart deelplafond, € 450.000,00 (bron «courant-1»), op categorie, na de sluiting (bron «courant-1»).",
    ),
    (
        "[[tranches.pots]]\nkey = \"2025\"\nname = \"Wat in 2025 is ontvangen\"\nkind = \"year\"\nceiling_euros = { value = 99999, source = \"courant-1\" }\n",
        "",
        "voorbeeld-2024: deelplafond «2025» vervalt.",
    ),
    (
        "carries_over = { value = true",
        "carries_over = { value = false",
        "voorbeeld-2024: het meenemen van wat over is gaat van ja naar nee.",
    ),
    (
        ", \"organisation\"]",
        "]",
        "voorbeeld-2024: wie kan aanvragen gaat van «gemeente, samenwerking van gemeenten, provincie, openbaar lichaam, investeerder» naar «gemeente, samenwerking van gemeenten, provincie, openbaar lichaam».",
    ),
    ("{ value = 3,", "{ value = 4,", "voorbeeld-2024: het aantal aanvragen per aanvrager gaat van 3 naar 4."),
    (
        "is_for_homes = { value = true",
        "is_for_homes = { value = false",
        "voorbeeld-2024: of de tranche voor woningen is gaat van ja naar nee.",
    ),
    (
        "{ value = 7000,",
        "{ value = 8500,",
        "voorbeeld-2024: het maximum per woonruimte gaat van € 7.000,00 naar € 8.500,00.",
    ),
    (
        "{ value = 7000, source = \"courant-1\"",
        "{ value = 7000, source = \"courant-2\"",
        "voorbeeld-2024: de bron van «het maximum per woonruimte» gaat van «courant-1» naar «courant-2».",
    ),
    (
        "maximum_per_unit_euros = { value = 7000, source = \"courant-1\" }\n",
        "",
        "voorbeeld-2024: het maximum per woonruimte vervalt; eerder stond er € 7.000,00.",
    ),
    (
        "euros = 3500",
        "euros = 3600",
        "voorbeeld-2024: het maximum per woonruimte van de soort «onzelfstandig» gaat van € 3.500,00 (bron «courant-1») naar € 3.600,00 (bron «courant-1»).",
    ),
    (
        "{ value = 5000,",
        "{ value = 5500,",
        "voorbeeld-2023: het vaste bedrag per woonruimte gaat van € 5.000,00 naar € 5.500,00.",
    ),
    (
        "maximum_euros = 9000",
        "maximum_euros = 9500",
        "voorbeeld-2024: het maximum voor een gezin van «2 personen of meer» gaat van € 9.000,00 (vanaf 2 tot en met 4 personen, bron «courant-1») naar € 9.500,00 (vanaf 2 tot en met 4 personen, bron «courant-1»).",
    ),
    (
        "minimum_household = { value = 2",
        "minimum_household = { value = 3",
        "voorbeeld-2024: het kleinste gezin gaat van 2 naar 3.",
    ),
    ("{ value = 50,", "{ value = 60,", "voorbeeld-2024: het deel van het tekort gaat van 50% naar 60%."),
    ("{ value = 25,", "{ value = 20,", "voorbeeld-2024: de eigen bijdrage gaat van 25% naar 20%."),
    (
        "{ value = 150000,",
        "{ value = 125000,",
        "voorbeeld-2024: het maximum per aanvraag gaat van € 150.000,00 naar € 125.000,00.",
    ),
    (
        "{ value = 200000,",
        "{ value = 250000,",
        "voorbeeld-2024: het maximum per aanvrager gaat van € 200.000,00 naar € 250.000,00.",
    ),
    (
        "maximum_euros = 300000",
        "maximum_euros = 310000",
        "voorbeeld-2024: het maximum bij afspraak voor «GM0363» gaat van € 300.000,00 (bron «courant-1») naar € 310.000,00 (bron «courant-1»).",
    ),
    (
        "euros = 40000\n",
        "euros = 41000\n",
        "voorbeeld-2024: het bedrag volgens de bijlage voor «SW-de-bevelanden» gaat van € 40.000,00 (bron «courant-1») naar € 41.000,00 (bron «courant-1»).",
    ),
    (
        "parts = 31",
        "parts = 32",
        "voorbeeld-2024: het aandeel in de verdeelsleutel van «PV28» gaat van 31 (bron «courant-1») naar 32 (bron «courant-1»).",
    ),
    (
        "taxonomy = \"voorbeeld-2024\"",
        "taxonomy = \"nieuw\"",
        "voorbeeld-2024: de versie van de indeling in aandachtsgroepen gaat van «voorbeeld-2024» naar «nieuw».",
    ),
    (
        "uitwonende studenten",
        "studenten",
        "voorbeeld-2024: aandachtsgroep «studenten» gaat van «uitwonende studenten» (bron «courant-1») naar «studenten» (bron «courant-1»).",
    ),
    (
        "belongs_to = { \"voorbeeld-2023\" = \"urgentie\" }\n",
        "",
        "voorbeeld-2024: aandachtsgroep «medische-urgentie» gaat van «mensen met medische urgentie» (bron «courant-1», hoort bij «urgentie» van voorbeeld-2023) naar «mensen met medische urgentie» (bron «courant-1»).",
    ),
    (
        "[\"permanent\", \"flex\"]",
        "[\"flex\"]",
        "voorbeeld-2024: of woonruimten permanent of flex zijn gaat van «permanent, flex» naar «flex».",
    ),
    (
        "\"shared\", \"lodging\"]",
        "\"shared\"]",
        "voorbeeld-2024: welke soorten woonruimten meetellen gaat van «zelfstandig, onzelfstandig, verblijfsruimte» naar «zelfstandig, onzelfstandig».",
    ),
    (
        "minimum_units = { value = 10",
        "minimum_units = { value = 12",
        "voorbeeld-2024: het kleinste aantal woonruimten gaat van 10 naar 12.",
    ),
    (
        "per_project = { value = 5",
        "per_project = { value = 6",
        "voorbeeld-2024: het kleinste aantal woonruimten per project gaat van 5 naar 6.",
    ),
    (
        "percent = 30",
        "percent = 35",
        "voorbeeld-2024: het aandeel voor «medische-urgentie, studenten» gaat van 30% (bron «courant-1») naar 35% (bron «courant-1»).",
    ),
    (
        "laat de woningen toe",
        "is rond",
        "voorbeeld-2024: knock-outcriterium «bestemmingsplan» gaat van «Het bestemmingsplan laat de woningen toe.» (bron «courant-1») naar «Het bestemmingsplan is rond.» (bron «courant-1»).",
    ),
    (
        "\"andere-regeling\"",
        "\"deze-regeling\"",
        "voorbeeld-2024: met welke regelingen het niet samengaat gaat van «andere-regeling» naar «deze-regeling».",
    ),
    (
        "\"score\"",
        "\"pro-rata\"",
        "voorbeeld-2024: de wijze van verdelen gaat van «op gewogen score, na de sluiting» naar «naar evenredigheid van wat is gevraagd».",
    ),
    (
        "ties = { value = \"lot\"",
        "ties = { value = \"completeness\"",
        "voorbeeld-2024: wat bij gelijke aanvragen beslist gaat van «het lot» naar «wie het eerst volledig was».",
    ),
    (
        "\"skip\"",
        "\"stop\"",
        "voorbeeld-2024: wat er gebeurt als het geld op is gaat van «de aanvraag wordt overgeslagen» naar «de verdeling houdt op».",
    ),
    (
        "Eerst de woondeals",
        "Woondeals",
        "voorbeeld-2024: categorie «a» gaat van «Eerst de woondeals» (bron «courant-1») naar «Woondeals» (bron «courant-1»).",
    ),
    (
        "code = \"a\"\nname = \"Eerst de woondeals\"\nsource = \"courant-1\"\n\n[[tranches.categories]]\ncode = \"b\"\nname = \"Dan de rest\"",
        "code = \"b\"\nname = \"Dan de rest\"\nsource = \"courant-1\"\n\n[[tranches.categories]]\ncode = \"a\"\nname = \"Eerst de woondeals\"",
        "voorbeeld-2024: de volgorde van de categorieën gaat van a, b naar b, a.",
    ),
    (
        "minimum = 6",
        "minimum = 7",
        "voorbeeld-2024: criterium «noodzaak» gaat van «Noodzaak», gewicht 60%, minimum 6 (bron «courant-1») naar «Noodzaak», gewicht 60%, minimum 7 (bron «courant-1»).",
    ),
    (
        "{ value = 600,",
        "{ value = 650,",
        "voorbeeld-2024: de laagste score die kan worden toegekend gaat van 6,00 naar 6,50.",
    ),
    (
        "spread = { value = \"province\", source = \"courant-1\" }\n",
        "",
        "voorbeeld-2024: de spreiding vervalt; eerder stond er «over de provincies».",
    ),
    (
        "start_within_years = { value = 2",
        "start_within_years = { value = 3",
        "voorbeeld-2024: de termijn voor een onomkeerbare stap gaat van 2 jaar naar 3 jaar.",
    ),
    (
        "finish_within_years = { value = 5",
        "finish_within_years = { value = 6",
        "voorbeeld-2024: de termijn voor de realisatie gaat van 5 jaar naar 6 jaar.",
    ),
    (
        "counted_from = \"start\"",
        "counted_from = \"grant\"",
        "voorbeeld-2024: mijlpaal gaat van realisatie binnen 36 maanden vanaf de start van de bouw (bron «courant-1») naar realisatie binnen 36 maanden vanaf de verlening (bron «courant-1»).",
    ),
    (
        "hold_years = { value = 10",
        "hold_years = { value = 15",
        "voorbeeld-2024: hoe lang de woonruimten moeten dienen gaat van 10 jaar naar 15 jaar.",
    ),
    (
        "\"2024-06-01\"",
        "\"2024-07-01\"",
        "voorbeeld-2024: de dag waarop uiterlijk wordt beslist gaat van 2024-06-01 naar 2024-07-01.",
    ),
    (
        "weeks = 13, counted_from = \"closing\"",
        "weeks = 8, counted_from = \"grant\"",
        "voorbeeld-2024: de beslistermijn gaat van 13 weken vanaf de sluiting naar 8 weken vanaf de verlening.",
    ),
    (
        "percent = 80",
        "percent = 90",
        "voorbeeld-2024: betaling gaat van 80% bij de verlening (bron «courant-1») naar 90% bij de verlening (bron «courant-1»).",
    ),
    (
        "Na de verantwoording volgens SiSa.",
        "Ambtshalve.",
        "voorbeeld-2024: de vaststelling gaat van «Na de verantwoording volgens SiSa.» naar «Ambtshalve.».",
    ),
    (
        "die aanvraagt",
        "zelf",
        "voorbeeld-2024: voorwaarde gaat van «De woningen staan in de gemeente die aanvraagt.» (bron «courant-1») naar «De woningen staan in de gemeente zelf.» (bron «courant-1»).",
    ),
];

#[test]
fn each_change_is_one_sentence_with_both_values() {
    for (from, to, sentence) in CHANGES {
        assert_eq!(told(from, to), [sentence], "{to}");
    }
}

#[test]
fn between_equal_versions_nothing_changed() {
    let scheme = read(EXAMPLE).unwrap();
    assert_eq!(differences(&scheme, &scheme), Vec::<String>::new());
}

#[test]
fn what_comes_is_told_as_what_goes_is() {
    let old = read(EXAMPLE).unwrap();
    for (from, _, sentence) in CHANGES.into_iter().filter(|(_, to, _)| to.is_empty()) {
        let without = read(&EXAMPLE.replacen(from, "", 1)).unwrap();
        let back = differences(&without, &old);
        assert_eq!(back.len(), 1, "{sentence} and back: {back:?}");
    }
    let without_unit =
        read(&EXAMPLE.replacen("maximum_per_unit_euros = { value = 7000, source = \"courant-1\" }", "", 1));
    let expected = "voorbeeld-2024: het maximum per woonruimte wordt € 7.000,00; eerder stond er niets.";
    assert_eq!(differences(&without_unit.unwrap(), &old), [expected]);
}

#[test]
fn tranches_and_groups_come_and_go() {
    let old = read(EXAMPLE).unwrap();
    let mut new = old.clone();
    new.tranches[0].target_groups.retain(|code, _| code.as_str() == "studenten");
    let later = new.tranches.remove(1);
    let told = differences(&old, &new);
    let expected =
        ["voorbeeld-2024: aandachtsgroep «medische-urgentie» vervalt.", "voorbeeld-2023: tranche vervalt."];
    assert_eq!(told, expected);
    new.tranches.push(later);
    new.tranches[0].target_groups = old.tranches[0].target_groups.clone();
    let without = Scheme { tranches: vec![old.tranches[0].clone()], ..old.clone() };
    assert_eq!(differences(&without, &new), ["voorbeeld-2023: tranche toegevoegd."]);
}
